//! The first line of a CSV file.

use std::io::{self, Write};

/// Writes a line of column names; those with a comma, such as `layer1.weight[0,1]`, in quotes.
///
/// # Errors
/// What `out` says.
pub fn write_csv_header(
    out: &mut dyn Write,
    names: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> io::Result<()> {
    let mut line = csv::Writer::from_writer(out);
    line.write_record(names)?;
    line.flush()
}
