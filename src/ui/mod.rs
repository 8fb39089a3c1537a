//! egui panels: they read the session and return commands.
