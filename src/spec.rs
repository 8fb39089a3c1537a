//! What the user asked for: one type for scene files, flags and panels.
