//! The window: winit's event loop around the panels and the renderer.
//!
//! ```text
//! events --> egui input --> ui::Explorer --> wishes --> Session
//!                                                          |
//!            Screen <-- egui shapes + Stage (the scene, drawn only when it has changed)
//! ```
//!
//! Nothing here waits for the GPU: a field is polled, a frame is skipped when the surface is not ready. Between changes
//! the loop sleeps.

mod error;
mod event_loop;
mod screen;
mod stage;
mod window;

pub use error::AppError;
pub use event_loop::explore;
