//! A session drawn without a window: pictures and films.

use std::path::{Path, PathBuf};

use super::{FilmSettings, Interrupt, RecordError, record_film, write_png};
use crate::gpu::{Gpu, GpuError, OverlayPainter, ReadBack, Renderer, Target};
use crate::overlay::Layout;
use crate::scene::TuneChart;
use crate::session::{Command, FieldRange, Session};

/// Renderer, overlay and target for pictures of one size.
pub struct Studio {
    gpu: Gpu,
    renderer: Renderer,
    painter: OverlayPainter,
    target: Target,
    read_back: ReadBack,
}

impl Studio {
    /// Compiles what is needed to draw pictures of `size_px`.
    ///
    /// # Errors
    /// The size does not fit the adapter.
    pub fn new(gpu: &Gpu, size_px: [u32; 2]) -> Result<Self, GpuError> {
        Ok(Self {
            gpu: gpu.clone(),
            renderer: Renderer::new(gpu),
            painter: OverlayPainter::new(gpu),
            target: Target::new(gpu, size_px)?,
            read_back: ReadBack::new(size_px),
        })
    }

    /// Waits for the runs and the field, and tells the session the shape of the picture and the range of the field.
    ///
    /// # Errors
    /// The grid does not fit the adapter, or the adapter stopped answering.
    pub fn prepare(&mut self, session: &mut Session) -> Result<(), RecordError> {
        session.finish_runs();
        let scene = session.scene();
        let aspect = Layout::of_picture(self.target.size_px, &scene).aspect();
        session.apply(Command::Viewport { aspect })?;
        if let Some(range) = self.renderer.wait_field(&scene)? {
            let samples = self
                .renderer
                .shown_grid()
                .map_or(1, |grid| u64::from(grid.nx) * u64::from(grid.ny));
            session.apply(Command::FieldRange(FieldRange {
                min: range.min,
                max: range.max,
                finite_share: range.finite as f64 / samples as f64,
            }))?;
        }
        Ok(())
    }

    /// Starts drawing what the session shows now; [`Studio::take`] fetches it.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn begin(&mut self, session: &Session) -> Result<(), GpuError> {
        let scene = session.scene();
        self.renderer.wait_field(&scene)?;
        let layout = Layout::of_picture(self.target.size_px, &scene);
        self.renderer.draw(&scene, &layout, &self.target);
        self.painter.paint(&self.gpu, &scene, &layout, &self.target);
        self.read_back.begin(&self.gpu, &self.target);
        Ok(())
    }

    /// Waits for the oldest picture begun and copies it: RGBA8 sRGB, row-major, top row first.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn take(&mut self, rgba: &mut [u8]) -> Result<(), GpuError> {
        self.read_back.take(&self.gpu, rgba)
    }
}

/// Writes one picture of the session to a PNG file.
///
/// # Errors
/// The size or the grid does not fit the adapter, or the file cannot be written.
pub fn render(
    gpu: &Gpu,
    session: &mut Session,
    size_px: [u32; 2],
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let mut studio = Studio::new(gpu, size_px)?;
    studio.prepare(session)?;
    session.settle();
    studio.begin(session)?;
    let mut rgba = vec![0; 4 * size_px[0] as usize * size_px[1] as usize];
    studio.take(&mut rgba)?;
    write_png(path, size_px[0], size_px[1], &rgba)
}

/// Writes the chart of a search of learning rates to a PNG file.
///
/// # Errors
/// The size does not fit the adapter, or the file cannot be written.
pub fn render_chart(
    gpu: &Gpu,
    chart: &TuneChart,
    size_px: [u32; 2],
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let target = Target::new(gpu, size_px)?;
    OverlayPainter::new(gpu).paint_chart(gpu, chart, &target);
    let mut read_back = ReadBack::new(size_px);
    read_back.begin(gpu, &target);
    let mut rgba = vec![0; 4 * size_px[0] as usize * size_px[1] as usize];
    read_back.take(gpu, &mut rgba)?;
    write_png(path, size_px[0], size_px[1], &rgba)
}

/// Writes a film of the session: its flight, while the runs play.
///
/// The next frame is drawn while the last is read back and the one before is encoded.
///
/// # Errors
/// The size, the rate or the place is wrong (said before the first frame), or drawing or encoding failed. In each case
/// no file is left behind.
pub fn record(
    gpu: &Gpu,
    session: &mut Session,
    settings: &FilmSettings,
    interrupt: &Interrupt,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let mut studio = Studio::new(gpu, [settings.width_px, settings.height_px])?;
    studio.prepare(session)?;
    let frames = settings.frames;
    let mut begun = 0;
    record_film(path, settings, interrupt, |frame, rgba| {
        while begun < frames.min(frame + 2) {
            session.film_frame(begun, frames);
            studio.begin(session)?;
            begun += 1;
        }
        Ok::<_, RecordError>(studio.take(rgba)?)
    })
}
