//! Import and export of data.
//!
//! Whatever is written goes through [`AtomicFile`]: a file appears under its own name only when it
//! is whole.

mod atomic;
mod grid_file;
mod size;
mod table;

pub use atomic::{AtomicFile, FileError, PendingFile};
pub use grid_file::{GridFileError, GridFormat, GridSamples, Losses, write_grid};
pub use size::readable_size;
pub use table::{TableError, read_csv, read_csv_from};
