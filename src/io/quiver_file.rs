//! The arrows of a quiver as a file: a CSV with one point a row.

use std::io::{self, Write};
use std::ops::{Add, Mul};
use std::path::{Path, PathBuf};

use super::{AtomicFile, FileError, write_csv_header};
use crate::scene::{Grid, QuiverOf};

/// Loss and derivatives by the two parameters at each point, row-major.
#[derive(Clone, Copy, Debug)]
pub enum Slopes<'a> {
    /// As the GPU computes them.
    F32(&'a [[f32; 3]]),
    /// As the CPU computes them.
    F64(&'a [[f64; 3]]),
}

/// Arrows with their points, ready to be written.
#[derive(Clone, Copy, Debug)]
pub struct QuiverSamples<'a> {
    /// What the two parameters are called; head of the columns.
    pub axes: [&'a str; 2],
    /// Where the arrows stand.
    pub points: Grid,
    /// Which vector they show.
    pub of: QuiverOf,
    /// `points.nx * points.ny` losses and gradients.
    pub slopes: Slopes<'a>,
}

/// Why arrows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum QuiverFileError {
    /// The extension says no format.
    #[error("cannot tell the format of {}: end it in .csv", .path.display())]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Whether `path` can be written: a CSV is the one format that there is.
///
/// # Errors
/// Another extension.
pub fn check_quiver_path(path: &Path) -> Result<(), QuiverFileError> {
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if is_csv { Ok(()) } else { Err(QuiverFileError::UnknownFormat { path: path.to_path_buf() }) }
}

/// Writes arrows to `path`: a header `a,b,d_a,d_b,magnitude` with the parameters' names, then one point a row, the first
/// parameter running fastest; each number is the shortest that reads back the same, where loss or gradient are not finite
/// it is `NaN`.
///
/// # Errors
/// Another extension than `.csv`, or the file cannot be written.
///
/// # Panics
/// If there are not as many gradients as points: a mistake of the caller.
pub fn write_quiver(path: &Path, quiver: &QuiverSamples<'_>) -> Result<PathBuf, QuiverFileError> {
    check_quiver_path(path)?;
    let mut file = AtomicFile::create(path)?;
    let written = match quiver.slopes {
        Slopes::F32(slopes) => write_csv(&mut file, quiver, slopes),
        Slopes::F64(slopes) => write_csv(&mut file, quiver, slopes),
    };
    written.map_err(|source| file.explain(source))?;
    Ok(file.finish()?)
}

/// The two number types of a slope.
trait Slope: Copy + std::fmt::Debug + Mul<Output = Self> + Add<Output = Self> + From<f32> {
    fn hypot(self, other: Self) -> Self;
    fn is_finite(self) -> bool;
}

impl Slope for f32 {
    fn hypot(self, other: Self) -> Self {
        self.hypot(other)
    }

    fn is_finite(self) -> bool {
        self.is_finite()
    }
}

impl Slope for f64 {
    fn hypot(self, other: Self) -> Self {
        self.hypot(other)
    }

    fn is_finite(self) -> bool {
        self.is_finite()
    }
}

fn write_csv<T: Slope>(
    mut out: impl Write,
    quiver: &QuiverSamples<'_>,
    slopes: &[[T; 3]],
) -> io::Result<()> {
    let ([a, b], points) = (quiver.axes, &quiver.points);
    let (nx, ny) = (points.nx as usize, points.ny as usize);
    assert_eq!(slopes.len(), nx * ny, "one gradient for each point");
    let slopes_by = [a, b].map(|name| format!("d_{name}"));
    write_csv_header(&mut out, [a, b, &slopes_by[0], &slopes_by[1], "magnitude"])?;
    for (index, slopes) in slopes.iter().enumerate() {
        let [x, y] = points.domain.grid_point(index, nx, ny);
        let is_hole = slopes.iter().any(|number| !number.is_finite());
        let [_, by_x, by_y] = if is_hole { [T::from(f32::NAN); 3] } else { *slopes };
        // Zero is added so that no component is written as -0.
        let [by_x, by_y] =
            [by_x, by_y].map(|slope| slope * T::from(quiver.of.sign()) + T::from(0.0));
        writeln!(out, "{x:?},{y:?},{by_x:?},{by_y:?},{:?}", by_x.hypot(by_y))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, Interval};

    fn written(slopes: Slopes<'_>, of: QuiverOf) -> String {
        let folder = tempfile::tempdir().unwrap();
        let domain = Domain::new(Interval::new(-1.0, 1.0), Interval::new(0.5, 0.5));
        let points = Grid { domain, nx: 3, ny: 1 };
        let quiver = QuiverSamples { axes: ["a", "b"], points, of, slopes };
        let path = write_quiver(&folder.path().join("q.csv"), &quiver).unwrap();
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_row_has_point_vector_and_magnitude() {
        let slopes = [[1.0, 3.0, 4.0], [f64::NAN, 1.0, 1.0], [0.5, -0.1, 0.0]];
        let text = written(Slopes::F64(&slopes), QuiverOf::Gradient);
        let rows = "a,b,d_a,d_b,magnitude\n-1.0,0.5,3.0,4.0,5.0\n0.0,0.5,NaN,NaN,NaN\n1.0,0.5,-0.1,0.0,0.1\n";
        assert_eq!(text, rows);
    }

    #[test]
    fn the_negative_gradient_points_down_and_single_precision_stays_short() {
        let slopes = [[1.0, 0.1, -0.3], [0.0, 0.0, 2.5], [f32::INFINITY, 1.0, 1.0]];
        let text = written(Slopes::F32(&slopes), QuiverOf::NegativeGradient);
        let first = text.lines().nth(1).unwrap();
        assert!(first.starts_with("-1.0,0.5,-0.1,0.3,0.316"), "{text}");
        assert!(text.ends_with("1.0,0.5,NaN,NaN,NaN\n"), "{text}");
        assert!(!text.contains("-0.0"), "{text}");
    }

    #[test]
    fn another_extension_is_refused() {
        let error = check_quiver_path(Path::new("q.npy")).unwrap_err();
        assert_eq!(error.to_string(), "cannot tell the format of q.npy: end it in .csv");
    }
}
