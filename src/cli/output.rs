//! Where results go: standard output, or a file that appears only when it is whole.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::failure::Failure;
use crate::io::AtomicFile;

/// Finds out before any work is done whether the file can be written.
pub(super) fn check(path: Option<&Path>) -> Result<(), Failure> {
    path.map(AtomicFile::create).transpose().map_err(anyhow::Error::from)?;
    Ok(())
}

/// Lets `write` fill the file, or standard output.
pub(super) fn write_to(
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        return Ok(out.flush()?);
    };
    let mut file = AtomicFile::create(path).map_err(anyhow::Error::from)?;
    write(&mut file).map_err(|error| anyhow::Error::from(file.explain(error)))?;
    file.finish().map_err(anyhow::Error::from)?;
    Ok(())
}
