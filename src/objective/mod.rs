//! What is minimised: a formula, or a model fitted to data.
