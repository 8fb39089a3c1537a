//! The evaluated surface as a file: `.npy` for programs, `.csv` for spreadsheets.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use npyz::WriterBuilder;

use super::{AtomicFile, FileError, write_csv_header};

/// Losses over a grid, row-major: sample `j * x.len() + i` belongs to `x[i]`, `y[j]`.
#[derive(Clone, Copy, Debug)]
pub enum Losses<'a> {
    /// As the GPU computes them.
    F32(&'a [f32]),
    /// As the CPU computes them.
    F64(&'a [f64]),
}

impl Losses<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F32(losses) => losses.len(),
            Self::F64(losses) => losses.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A grid of samples with its coordinates, ready to be written.
#[derive(Clone, Copy, Debug)]
pub struct GridSamples<'a> {
    /// What the two axes are called, the column axis first; head of the CSV's columns.
    pub axes: [&'a str; 2],
    /// Coordinates of the columns.
    pub x: &'a [f64],
    /// Coordinates of the rows.
    pub y: &'a [f64],
    /// `x.len() * y.len()` samples.
    pub losses: Losses<'a>,
}

/// The formats of a grid file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridFormat {
    /// NumPy array of shape `(ny, nx)`, C order, little-endian, `<f4` or `<f8`; non-finite samples
    /// are NaN.
    Npy,
    /// Header row with the axes' names and `loss`, then one sample a row, `x` running fastest; each
    /// number is the shortest that reads back the same, non-finite losses are `NaN`.
    Csv,
}

impl GridFormat {
    /// Chooses by file extension.
    ///
    /// # Errors
    /// The extension is neither `.npy` nor `.csv`.
    pub fn of(path: &Path) -> Result<Self, GridFileError> {
        match path
            .extension()
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("npy") => Ok(Self::Npy),
            Some("csv") => Ok(Self::Csv),
            _ => Err(GridFileError::UnknownFormat { path: path.to_path_buf() }),
        }
    }
}

/// Why a grid could not be written.
#[derive(Debug, thiserror::Error)]
pub enum GridFileError {
    /// The extension says no format.
    #[error("cannot tell the format of {}: end it in .npy or .csv", .path.display())]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Writes a grid to `path` in the format that its extension says.
///
/// # Errors
/// Unknown extension, or the file cannot be written.
///
/// # Panics
/// If there are not `x.len() * y.len()` samples: a mistake of the caller.
pub fn write_grid(path: &Path, grid: &GridSamples) -> Result<PathBuf, GridFileError> {
    assert_eq!(
        grid.losses.len(),
        grid.x.len() * grid.y.len(),
        "one loss for each pair of coordinates"
    );
    let format = GridFormat::of(path)?;
    let mut file = AtomicFile::create(path)?;
    let written = match (format, grid.losses) {
        (GridFormat::Npy, Losses::F32(losses)) => write_npy(&mut file, grid, losses),
        (GridFormat::Npy, Losses::F64(losses)) => write_npy(&mut file, grid, losses),
        (GridFormat::Csv, Losses::F32(losses)) => write_csv(&mut file, grid, losses),
        (GridFormat::Csv, Losses::F64(losses)) => write_csv(&mut file, grid, losses),
    };
    written.map_err(|source| file.explain(source))?;
    Ok(file.finish()?)
}

/// The two number types of a loss.
trait Loss: npyz::AutoSerialize + Copy + std::fmt::Debug {
    fn finite_or_nan(self) -> Self;
}

impl Loss for f32 {
    fn finite_or_nan(self) -> Self {
        if self.is_finite() { self } else { Self::NAN }
    }
}

impl Loss for f64 {
    fn finite_or_nan(self) -> Self {
        if self.is_finite() { self } else { Self::NAN }
    }
}

fn write_npy<T: Loss>(out: impl Write, grid: &GridSamples, losses: &[T]) -> io::Result<()> {
    let shape = [grid.y.len() as u64, grid.x.len() as u64];
    let mut npy = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(out).begin_nd()?;
    npy.extend(losses.iter().map(|loss| loss.finite_or_nan()))?;
    npy.finish()
}

fn write_csv<T: Loss>(mut out: impl Write, grid: &GridSamples, losses: &[T]) -> io::Result<()> {
    write_csv_header(&mut out, [grid.axes[0], grid.axes[1], "loss"])?;
    for (row, y) in losses.chunks_exact(grid.x.len().max(1)).zip(grid.y) {
        for (loss, x) in row.iter().zip(grid.x) {
            writeln!(out, "{x:?},{y:?},{:?}", loss.finite_or_nan())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 3] = [-1.0, 0.0, 1e-300];
    const Y: [f64; 2] = [0.1, 2.0];
    const LOSSES: [f64; 6] = [0.0, 1.5, f64::INFINITY, f64::NAN, -0.1, 1e22];

    fn written(name: &str, losses: Losses) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let grid = GridSamples { axes: ["a", "b"], x: &X, y: &Y, losses };
        std::fs::read(write_grid(&folder.path().join(name), &grid).unwrap()).unwrap()
    }

    #[test]
    fn npy_has_rows_first_and_nan_for_what_is_not_finite() {
        let bytes = written("g.npy", Losses::F64(&LOSSES));
        let npy = npyz::NpyFile::new(&bytes[..]).unwrap();
        assert_eq!((npy.shape(), npy.order()), (&[2, 3][..], npyz::Order::C));
        assert_eq!(npy.dtype().descr(), "'<f8'");
        let back: Vec<f64> = npy.into_vec().unwrap();
        let bits = |losses: &[f64]| losses.iter().map(|loss| loss.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back), bits(&[0.0, 1.5, f64::NAN, f64::NAN, -0.1, 1e22]));
    }

    #[test]
    fn npy_keeps_single_precision() {
        let bytes = written("g.NPY", Losses::F32(&[1.0, 2.0, 3.0, 4.0, 5.0, f32::NEG_INFINITY]));
        let npy = npyz::NpyFile::new(&bytes[..]).unwrap();
        assert_eq!(npy.dtype().descr(), "'<f4'");
        let back: Vec<f32> = npy.into_vec().unwrap();
        assert_eq!(back[..5], [1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!(back[5].is_nan());
    }

    #[test]
    fn csv_names_the_axes_and_runs_along_x_first() {
        let text = String::from_utf8(written("g.csv", Losses::F64(&LOSSES))).unwrap();
        let rows = "a,b,loss\n-1.0,0.1,0.0\n0.0,0.1,1.5\n1e-300,0.1,NaN\n-1.0,2.0,NaN\n0.0,2.0,-0.1\n1e-300,2.0,1e22\n";
        assert_eq!(text, rows);
    }

    #[test]
    fn an_unknown_extension_names_the_known_ones() {
        let error = GridFormat::of(Path::new("surface.txt")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot tell the format of surface.txt: end it in .npy or .csv"
        );
    }
}
