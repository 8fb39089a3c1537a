//! Import and export of data.
//!
//! Whatever is written goes through [`AtomicFile`]: a file appears under its own name only when it
//! is whole.

mod atomic;
mod columns;
mod comparison_file;
mod contour_file;
mod csv_columns;
mod glb;
mod grid_file;
mod header;
mod json;
mod mesh_file;
mod network_data;
mod npz;
mod plane_file;
mod ply;
mod quiver_file;
mod recent;
mod size;
mod table;
mod weights;

pub use atomic::{AtomicFile, FileError, PendingFile};
pub use comparison_file::{ComparisonFormat, ComparisonReport};
pub use contour_file::{ContourFileError, check_contour_file, write_contours};
pub use csv_columns::{CsvColumn, csv_columns};
pub use grid_file::{GridFileError, GridFormat, GridSamples, Losses, write_grid};
pub use header::write_csv_header;
pub use json::{Hyperparameters, json_value};
pub use mesh_file::{MeshFileError, MeshFormat, check_mesh_size, write_mesh_file};
pub use network_data::{NetworkDataError, network_data, network_data_from};
pub use npz::{NpzArray, NpzValues, Spool, write_npz};
pub use plane_file::{PlaneFileError, PlaneFormat, PlanePath, PlaneReport};
pub use quiver_file::{QuiverFileError, QuiverSamples, Slopes, check_quiver_path, write_quiver};
pub use recent::{RecentScenes, state_folder};
pub use size::readable_size;
pub use table::{TableError, read_csv, read_csv_from};
pub use weights::{
    WeightsError, WeightsFormat, first_weights, read_weights, weights_of, write_weights,
};
