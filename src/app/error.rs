//! Why a window cannot be opened or go on.

use crate::gpu::GpuError;

/// A failure of the window.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No X11 or Wayland display, or none that lets us in.
    #[error(
        "there is no display to open a window on; on a machine without one use `fallline render` or `fallline record`"
    )]
    NoDisplay,
    /// The event loop broke down while it ran.
    #[error("the window system stopped answering")]
    EventLoop(#[source] winit::error::EventLoopError),
    /// The display refused a window.
    #[error("the display refused to open a window")]
    Window(#[from] winit::error::OsError),
    /// No surface can be made on the window.
    #[error(
        "nothing can be drawn on this window; `fallline render` and `fallline record` need no window"
    )]
    Surface(#[from] wgpu::CreateSurfaceError),
    /// The adapter cannot present to this window.
    #[error("the graphics adapter {0} cannot show pictures in this window; see `fallline doctor`")]
    CannotPresent(String),
    /// The graphics side failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}
