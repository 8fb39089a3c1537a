//! Optimizers, their hyperparameters, and the run that turns one into a trajectory.
