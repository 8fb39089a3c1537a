//! Films of a session: what the command line and the window ask for alike.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::studio::Smoothness;
use super::{Encoding, FilmSettings, FilmWriter, RecordError, Studio, Watch};
use crate::gpu::Gpu;
use crate::session::Session;
use crate::spec::FilmSpec;

/// Frames that are drawn and read back at once: while one is copied the next is drawn, and one more waits for
/// it, so that neither adapter nor encoder stands still.
const FRAMES_IN_FLIGHT: usize = 3;

/// A film that someone asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmOrder {
    /// The file to write.
    pub path: PathBuf,
    /// Arguments of the `ffmpeg` that encodes in place of the built-in encoders.
    pub ffmpeg: Option<String>,
    /// Whether to write what looks like a mistake.
    pub force: bool,
}

impl FilmOrder {
    /// A film at this path, by the built-in encoders.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_path_buf(), ffmpeg: None, force: false }
    }

    /// Writes the film that the session's spec describes.
    ///
    /// # Errors
    /// As those of [`record`].
    pub fn write(
        &self,
        gpu: &Gpu,
        session: &mut Session,
        watch: &Watch,
    ) -> Result<PathBuf, RecordError> {
        let plain = FilmSettings::of(&session.spec().film);
        let encoding = Encoding {
            ffmpeg: self.ffmpeg.clone(),
            force: self.force,
            fingerprint: fingerprint(gpu, session),
            ..plain.encoding
        };
        record(gpu, session, &FilmSettings { encoding, ..plain }, watch, &self.path)
    }
}

/// Writes a film of the session: its flight, while the runs play.
///
/// # Errors
/// The size, the rate or the place is wrong (said before the first frame), or drawing or encoding failed. In each case
/// no file is left behind, but for the frames of a folder.
pub fn record(
    gpu: &Gpu,
    session: &mut Session,
    settings: &FilmSettings,
    watch: &Watch,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let film = FilmWriter::create(path, settings)?;
    let size_px = [settings.width_px, settings.height_px];
    let smoothness = Smoothness::of(&session.spec().film);
    let mut studio = Studio::with_smoothness(gpu, size_px, smoothness)?;
    studio.prepare(session)?;
    let mut to_begin = film.wanted();
    film.run(watch, |_, rgba| {
        while studio.in_flight() < FRAMES_IN_FLIGHT
            && let Some(frame) = to_begin.next()
        {
            studio.begin_frame(session, frame, settings.frames)?;
        }
        Ok::<_, RecordError>(studio.take(rgba)?)
    })
}

/// Names all that the pictures depend on: program, adapter, scene and data.
fn fingerprint(gpu: &Gpu, session: &Session) -> String {
    let mut hasher = DefaultHasher::new();
    let adapter = gpu.adapter.get_info();
    (adapter.name, adapter.driver, adapter.driver_info).hash(&mut hasher);
    let mut spec = session.spec().clone();
    let plain = FilmSpec::default();
    (spec.film.quality, spec.film.dither, spec.film.loops) =
        (plain.quality, plain.dither, plain.loops);
    spec.to_toml().hash(&mut hasher);
    for column in session.objective().data().iter().flat_map(|data| data.columns.iter()) {
        column.iter().for_each(|number| number.to_bits().hash(&mut hasher));
    }
    format!("{}-{:016x}", env!("CARGO_PKG_VERSION"), hasher.finish())
}
