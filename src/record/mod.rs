//! Films and pictures: the frame loop with a fixed clock, and one encoder a file format.
//!
//! ```text
//! session -> draw -> ring of read-backs -> queue -> convert -> queue -> encode -> hidden file -> FILE
//! '--------- the caller's thread --------'         '- thread -'        '- thread -'
//! ```
//!
//! A film is streamed: at most a handful of frames exist at once, and their buffers are used again.
//! Recording has no clock of its own; frame `k` shows the time `k / fps`, however long it took to
//! draw. The file appears under its own name only when it is whole; an error, Ctrl-C or a dropped
//! writer leaves nothing behind, but for the frames of a folder, which can be gone on with.

mod error;
mod format;
mod settings;
mod estimate;
mod sink;
mod frame_loop;
mod pipeline;
mod times;
mod progress;
mod interrupt;
mod watch;
mod png;
mod frames;
mod apng;
mod gif;
mod palette;
mod dither;
mod mp4;
mod mp4_file;
mod yuv;
mod ffmpeg;
mod studio;
mod tiles;
mod still;
mod figure;
mod pdf;
mod film;
mod mesh;

pub use error::RecordError;
pub use estimate::{estimated_bytes, free_bytes};
pub use ffmpeg::find_ffmpeg;
pub use figure::{render_figure, render_figure_moment};
pub use film::{FilmOrder, record};
pub use format::{Format, PictureFormat};
pub use frame_loop::record_film;
pub use interrupt::Interrupt;
pub use mesh::write_mesh;
pub use pipeline::FilmWriter;
pub use png::{write_png, write_transparent_png};
pub use progress::Progress;
pub use settings::{Encoding, FilmSettings};
pub use still::{Background, render, render_chart, render_moment, render_on};
pub use studio::{Smoothness, Studio};
pub use times::StageTimes;
pub use watch::{News, Watch};
pub use yuv::Yuv420;
