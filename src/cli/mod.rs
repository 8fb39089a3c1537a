//! The command line: flags become a spec and an action.
