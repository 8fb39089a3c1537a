//! Files that appear under their own name only when they are whole.
//!
//! Bytes go to a hidden temporary file in the same folder, which is renamed at the end and removed
//! if it is dropped before. Creating one therefore also tells, before any work is done, whether the
//! folder can be written at all.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

/// Why a file could not be written: one sentence with the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The folder that would hold the file is not there.
    #[error("cannot write {}: the folder {} does not exist; create it first or choose another", .path.display(), .folder.display())]
    FolderMissing {
        /// The file to write.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// A file stands where a folder is needed.
    #[error("cannot write {}: a part of this path is a file, not a folder; choose another place", .path.display())]
    FolderIsFile {
        /// The file to write.
        path: PathBuf,
    },
    /// A folder stands where the file should go.
    #[error("cannot write {}: it is a folder; add a file name", .path.display())]
    IsFolder {
        /// The file to write.
        path: PathBuf,
    },
    /// The system forbids writing there.
    #[error("cannot write {}: writing there is not allowed; choose another folder or change its permissions", .path.display())]
    NotWritable {
        /// The file to write.
        path: PathBuf,
    },
    /// No room is left.
    #[error("cannot write {}: the disk is full or a quota is used up; free some space or choose another disk", .path.display())]
    DiskFull {
        /// The file to write.
        path: PathBuf,
    },
    /// Anything else, in the system's own words.
    #[error("cannot write {}: {source}", .path.display())]
    Other {
        /// The file to write.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    /// Puts what the system said about writing `path` into a sentence.
    #[must_use]
    pub fn new(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            ErrorKind::NotFound => {
                Self::FolderMissing { folder: folder_of(&path).to_path_buf(), path }
            }
            ErrorKind::NotADirectory => Self::FolderIsFile { path },
            ErrorKind::IsADirectory => Self::IsFolder { path },
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable { path }
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull { path }
            }
            _ => Self::Other { path, source },
        }
    }
}

/// A buffered file on its way: [`finish`](Self::finish) gives it its name, dropping it leaves
/// nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    out: BufWriter<File>,
    pending: PendingFile,
}

impl AtomicFile {
    /// Opens a temporary file beside `path`.
    ///
    /// A path that is there already and is no regular file (a device, a pipe) is written directly,
    /// and a link is followed: replacing either would surprise.
    ///
    /// # Errors
    /// The folder is missing or cannot be written, or `path` is a folder.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        let (file, pending) = open(path, ".part")?;
        Ok(Self { out: BufWriter::new(file), pending })
    }

    /// The stream and the name apart, for encoders that own what they write to. Flush the stream
    /// before [`PendingFile::keep`].
    #[must_use]
    pub fn split(self) -> (BufWriter<File>, PendingFile) {
        (self.out, self.pending)
    }

    /// Writes what is buffered and gives the file its name.
    ///
    /// # Errors
    /// The disk is full, or the folder went away.
    pub fn finish(mut self) -> Result<PathBuf, FileError> {
        self.out.flush().map_err(|source| self.pending.explain(source))?;
        drop(self.out);
        self.pending.keep()
    }

    /// Puts an error from writing this file into a sentence.
    #[must_use]
    pub fn explain(&self, source: io::Error) -> FileError {
        self.pending.explain(source)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The name that a file will get, and the temporary file that waits for it.
#[derive(Debug)]
pub struct PendingFile {
    path: PathBuf,
    target: PathBuf,
    temporary: Option<TempPath>,
}

impl PendingFile {
    /// A name for a file that another program writes at [`place`](Self::place), with the ending of
    /// `path`, by which it may tell a format.
    ///
    /// # Errors
    /// The folder is missing or cannot be written, or `path` is a folder.
    pub fn reserve(path: &Path) -> Result<Self, FileError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy());
        let suffix = ending.map_or(".part".to_owned(), |ending| format!(".part.{ending}"));
        Ok(open(path, &suffix)?.1)
    }

    /// Where the bytes go meanwhile.
    #[must_use]
    pub fn place(&self) -> &Path {
        self.temporary.as_ref().map_or(&self.target, |temporary| temporary)
    }

    /// Gives the file its name, over an older file of that name.
    ///
    /// # Errors
    /// The folder went away or forbids it.
    pub fn keep(self) -> Result<PathBuf, FileError> {
        if let Some(temporary) = self.temporary {
            temporary
                .persist(&self.target)
                .map_err(|failed| FileError::new(&self.path, failed.error))?;
        }
        Ok(self.path)
    }

    /// Puts an error from writing this file into a sentence.
    #[must_use]
    pub fn explain(&self, source: io::Error) -> FileError {
        FileError::new(&self.path, source)
    }

    /// The path as the user named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The folder that holds `path`; `.` for a bare name.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Opens a temporary file for `path`, or `path` itself where it is no regular file.
fn open(path: &Path, suffix: &str) -> Result<(File, PendingFile), FileError> {
    let explain = |source| FileError::new(path, source);
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if target.is_dir() {
        return Err(FileError::IsFolder { path: path.to_path_buf() });
    }
    let (file, temporary) = if target.exists() && !target.is_file() {
        (File::options().write(true).open(&target).map_err(explain)?, None)
    } else {
        let (file, temporary) = temporary_beside(&target, suffix).map_err(explain)?;
        (file, Some(temporary))
    };
    Ok((file, PendingFile { path: path.to_path_buf(), target, temporary }))
}

fn temporary_beside(target: &Path, suffix: &str) -> io::Result<(File, TempPath)> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fallline-").suffix(suffix);
    // Readable by whomever the user's umask allows, as any new file; tempfile's own default is the
    // owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    Ok(builder.tempfile_in(folder_of(target))?.into_parts())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn appears_under_its_name_only_when_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        assert_eq!(file.finish().unwrap(), path);
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(names_in(folder.path()), ["a.txt"]);
    }

    #[test]
    fn dropped_leaves_the_older_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "older").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"newer").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"older");
        assert_eq!(names_in(folder.path()), ["a.txt"]);
    }

    #[test]
    fn says_what_is_wrong_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let missing = AtomicFile::create(&folder.path().join("no/a.txt")).unwrap_err();
        assert!(
            matches!(&missing, FileError::FolderMissing { folder, .. } if folder.ends_with("no")),
            "{missing}"
        );
        let is_folder = AtomicFile::create(folder.path()).unwrap_err();
        assert!(matches!(is_folder, FileError::IsFolder { .. }), "{is_folder}");
        std::fs::write(folder.path().join("file"), "").unwrap();
        let below_a_file = AtomicFile::create(&folder.path().join("file/a.txt")).unwrap_err();
        if cfg!(unix) {
            assert!(matches!(below_a_file, FileError::FolderIsFile { .. }), "{below_a_file}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (plain, atomic) = (folder.path().join("plain"), folder.path().join("atomic"));
        std::fs::write(&plain, "").unwrap();
        AtomicFile::create(&atomic).unwrap().finish().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(mode(&atomic), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn follows_a_link_instead_of_replacing_it() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, "older").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut file = AtomicFile::create(&link).unwrap();
        file.write_all(b"newer").unwrap();
        file.finish().unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&real).unwrap(), b"newer");
    }

    #[test]
    fn a_full_disk_is_said_in_plain_words() {
        let full = FileError::new(Path::new("out/a.mp4"), ErrorKind::StorageFull.into());
        assert_eq!(
            full.to_string(),
            "cannot write out/a.mp4: the disk is full or a quota is used up; free some space or choose another disk"
        );
    }
}
