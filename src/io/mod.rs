//! Import and export of data.

mod table;

pub use table::{TableError, read_csv};
