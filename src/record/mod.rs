//! The frame loop with a fixed clock, and one sink a file format.
