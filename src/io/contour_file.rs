//! Traced contours as a CSV file: every vertex of every line.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{AtomicFile, FileError};
use crate::scene::contours::Contours;

/// Why contours could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ContourFileError {
    /// The extension says another format, or none.
    #[error("contours are written as CSV, not as {}: end it in .csv", .path.display())]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Whether contours can be written under this name.
///
/// # Errors
/// The extension is not `.csv`.
pub fn check_contour_file(path: &Path) -> Result<(), ContourFileError> {
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv { Ok(()) } else { Err(ContourFileError::UnknownFormat { path: path.to_path_buf() }) }
}

/// Writes the columns `level`, `line` (from 1, through all levels) and the two parameters, named by `axes`: one row a
/// vertex, in order along the line; a closed line ends with its first vertex. Numbers are the shortest that read back
/// the same.
///
/// # Errors
/// The extension is not `.csv`, or the file cannot be written.
pub fn write_contours(
    path: &Path,
    contours: &Contours,
    axes: [&str; 2],
) -> Result<PathBuf, ContourFileError> {
    check_contour_file(path)?;
    let mut file = AtomicFile::create(path)?;
    write_rows(&mut file, contours, axes).map_err(|source| file.explain(source))?;
    Ok(file.finish()?)
}

fn write_rows(out: impl Write, contours: &Contours, [x, y]: [&str; 2]) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record(["level", "line", x, y])?;
    for (number, line) in (1..).zip(&contours.lines) {
        let level = contours.levels[line.level].value;
        for [x, y] in &line.points {
            let fields =
                [format!("{level:?}"), number.to_string(), format!("{x:?}"), format!("{y:?}")];
            rows.write_record(fields)?;
        }
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Domain;
    use crate::scene::contours::{ContourLevel, ContourLine, ContourOf, Relief};

    #[test]
    fn rows_name_level_line_and_parameters() {
        let line = |level, points: Vec<[f64; 2]>| ContourLine {
            level,
            lengths: vec![0.0; points.len()],
            points,
            is_closed: false,
            anchors: Vec::new(),
        };
        let level = |value: f64| ContourLevel { value, loss: value, text: String::new() };
        let relief = Relief { domain: Domain::square(0.0, 1.0), side: 2, losses: vec![0.0; 4] };
        let contours = Contours {
            of: ContourOf::Loss,
            levels: vec![level(0.5), level(1e22)],
            lines: vec![line(0, vec![[0.1, 1.0], [-2.0, 1e-300]]), line(1, vec![[3.0, 4.0]])],
            relief,
            note: None,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.CSV");
        write_contours(&path, &contours, ["a", "b"]).unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "level,line,a,b\n0.5,1,0.1,1.0\n0.5,1,-2.0,1e-300\n1e22,2,3.0,4.0\n"
        );
        let error = write_contours(&folder.path().join("lines.npy"), &contours, ["a", "b"]);
        assert!(error.unwrap_err().to_string().contains("end it in .csv"));
    }
}
