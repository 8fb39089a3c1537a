//! Meshes as files: `.glb` (glTF 2.0, binary) for viewers and slides, `.ply` for programs.

use std::io;
use std::path::{Path, PathBuf};

use super::{AtomicFile, FileError, glb, ply};
use crate::scene::SurfaceMesh;

/// Vertices of a mesh at most: its file has four times as many numbers, and more than a gigabyte helps nobody.
const MOST_VERTICES: usize = 1 << 24;

/// The formats of a mesh file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeshFormat {
    /// glTF 2.0 in one binary file: `y` up, as that format wants it; lines are there too.
    Glb,
    /// Binary little-endian PLY: `z` up; the triangles alone.
    Ply,
}

impl MeshFormat {
    /// Chooses by file extension.
    ///
    /// # Errors
    /// The extension is neither `.glb` nor `.ply`.
    pub fn of(path: &Path) -> Result<Self, MeshFileError> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("glb") => Ok(Self::Glb),
            Some("ply") => Ok(Self::Ply),
            _ => Err(MeshFileError::UnknownFormat { path: path.to_path_buf() }),
        }
    }
}

/// Why a mesh could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MeshFileError {
    /// The extension says no format.
    #[error("cannot tell the format of {}: end it in .glb or .ply", .path.display())]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// Too many samples.
    #[error(
        "a mesh of {nx}x{ny} samples is too large for a file, which holds at most {MOST_VERTICES}: try --grid {0}x{0}", MOST_VERTICES.isqrt()
    )]
    TooLarge {
        /// Samples along x.
        nx: u32,
        /// Samples along y.
        ny: u32,
    },
    /// Nothing to be written.
    #[error("the loss has no surface here: no cell of the grid is finite; choose another domain")]
    Empty,
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Refuses grids whose mesh no file holds.
///
/// # Errors
/// There are too many samples.
pub fn check_mesh_size(nx: u32, ny: u32) -> Result<(), MeshFileError> {
    let is_too_large = u64::from(nx) * u64::from(ny) > MOST_VERTICES as u64;
    if is_too_large { Err(MeshFileError::TooLarge { nx, ny }) } else { Ok(()) }
}

/// Writes a mesh to `path` in the format that its extension says.
///
/// # Errors
/// Unknown extension, no triangle, or the file cannot be written.
pub fn write_mesh_file(path: &Path, mesh: &SurfaceMesh) -> Result<PathBuf, MeshFileError> {
    let format = MeshFormat::of(path)?;
    if mesh.triangles.is_empty() {
        return Err(MeshFileError::Empty);
    }
    let mut file = AtomicFile::create(path)?;
    let written: io::Result<()> = match format {
        MeshFormat::Glb => glb::write(&mut file, mesh),
        MeshFormat::Ply => ply::write(&mut file, mesh),
    };
    written.map_err(|source| file.explain(source))?;
    Ok(file.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format() {
        assert_eq!(MeshFormat::of(Path::new("a/b.GLB")).unwrap(), MeshFormat::Glb);
        assert_eq!(MeshFormat::of(Path::new("b.ply")).unwrap(), MeshFormat::Ply);
        let error = MeshFormat::of(Path::new("b.gltf")).unwrap_err().to_string();
        assert_eq!(error, "cannot tell the format of b.gltf: end it in .glb or .ply");
    }

    #[test]
    fn what_no_file_holds_is_refused_with_the_limit() {
        assert!(check_mesh_size(4096, 4096).is_ok());
        let error = check_mesh_size(4097, 4096).unwrap_err().to_string();
        assert!(error.contains("--grid 4096x4096"), "{error}");
    }
}
