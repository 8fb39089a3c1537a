//! Import and export of data.
//!
//! Whatever is written goes through [`AtomicFile`]: a file appears under its own name only when it
//! is whole.

mod atomic;
mod comparison_file;
mod grid_file;
mod json;
mod network_data;
mod size;
mod table;
mod weights;

pub use atomic::{AtomicFile, FileError, PendingFile};
pub use comparison_file::{ComparisonFormat, ComparisonReport};
pub use grid_file::{GridFileError, GridFormat, GridSamples, Losses, write_grid};
pub use json::{Hyperparameters, json_value};
pub use network_data::{NetworkDataError, network_data, network_data_from};
pub use size::readable_size;
pub use table::{TableError, read_csv, read_csv_from};
pub use weights::{WeightsError, first_weights, read_weights};
