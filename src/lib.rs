//! **fallline**: a GPU-accelerated 3D loss-surface explorer.
//!
//! ```text
//! scene file / flags -> Spec -> Objective { loss, gradient, hessian, domain, known minima }
//!                                  |                                |
//!               expr::wgsl  (text: fn loss)              expr::eval (f64, CPU)
//!                                  |                                |
//!      Grid -> gpu::Field { heights, nx*ny f32 }       Run: Iterator<Sample { theta, loss, gradient, lr }>
//!                                  |                                |   (own thread, streamed by channel)
//!                             gpu::surface            Trajectory -> gpu::polyline, gpu::glyph
//!                                  \_________  Renderer  __________/
//!                                                 |
//!                            view + format + size (window | offscreen texture)
//!                                                 |
//!                               window | PNG | MP4, GIF, PNG sequence
//! ```
//!
//! A network goes round once: its runs walk the space of all weights, the session makes a plane of their paths, and the
//! objective that is drawn is the loss on that plane, which a shader of its own evaluates:
//!
//! ```text
//! [network] -> Network -> Run -> paths of weights -> Plane -> Landscape { network, plane } -> Objective -> gpu::Field
//!                                      \___________ shadows on the plane, distances from it -> gpu::polyline, stems
//! ```
//!
//! A figure (SVG, PDF) goes another way: `overlay::figure` does on the CPU what the passes do of a flat view.
//!
//! Each module uses only what stands to its left; `tests/architecture.rs` checks it. The panels (`ui`) also see the
//! overlay, whose fonts and colours they share.
//!
//! ```text
//! expr < objective < optim < scene < overlay < gpu --------\
//!                                 \        \---------\      record < app < cli < main
//!                                  io < spec < session < ui /
//! ```

pub mod expr;
pub mod objective;
pub mod optim;
pub mod scene;
pub mod overlay;
pub mod gpu;
pub mod io;
pub mod spec;
pub mod session;
pub mod ui;
pub mod record;
pub mod app;
pub mod cli;
