//! The deterministic machine behind window and film: commands, clock, playhead.
