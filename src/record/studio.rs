//! A session drawn without a window.

use super::RecordError;
use crate::gpu::{Average, Gpu, GpuError, OverlayPainter, ReadBack, Renderer, Target};
use crate::overlay::Layout;
use crate::scene::{Pane, Place};
use crate::session::{Command, FieldRange, Session};
use crate::spec::FilmSpec;

/// Renderer, overlay and target for pictures of one size.
pub struct Studio {
    gpu: Gpu,
    renderer: Renderer,
    painter: OverlayPainter,
    /// As many times as large as the picture, along each side, as `smoothness` says.
    target: Target,
    /// Of the panes, where there are several.
    parts: Vec<Target>,
    average: Option<Average>,
    read_back: ReadBack,
    size_px: [u32; 2],
    smoothness: Smoothness,
}

/// How often a picture is drawn for each of its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smoothness {
    /// Pixels drawn along each side of one that is shown.
    pub supersample: u32,
    /// Moments that one picture is the mean of.
    pub moments: u32,
}

impl Smoothness {
    /// Each pixel once, one moment.
    pub const PLAIN: Self = Self { supersample: 1, moments: 1 };

    /// What a spec asks for.
    #[must_use]
    pub fn of(film: &FilmSpec) -> Self {
        Self { supersample: film.supersample, moments: film.motion_blur }
    }
}

impl Studio {
    /// Compiles what is needed to draw pictures of `size_px`.
    ///
    /// # Errors
    /// The size does not fit the adapter.
    pub fn new(gpu: &Gpu, size_px: [u32; 2]) -> Result<Self, GpuError> {
        Self::with_smoothness(gpu, size_px, Smoothness::PLAIN)
    }

    /// The same, each picture the mean of several in linear light.
    ///
    /// # Errors
    /// The size that is drawn, or what is summed up, does not fit the adapter.
    pub fn with_smoothness(
        gpu: &Gpu,
        size_px: [u32; 2],
        smoothness: Smoothness,
    ) -> Result<Self, GpuError> {
        let Smoothness { supersample, moments } = smoothness;
        let target = Target::new(gpu, size_px.map(|n| n.saturating_mul(supersample)))?;
        let average = (smoothness != Smoothness::PLAIN)
            .then(|| Average::new(gpu, &target, supersample, moments))
            .transpose()?;
        Ok(Self {
            gpu: gpu.clone(),
            renderer: Renderer::new(gpu),
            painter: OverlayPainter::new(gpu),
            target,
            parts: Vec::new(),
            average,
            read_back: ReadBack::new(size_px),
            size_px,
            smoothness,
        })
    }

    /// Waits for the runs and the field, and tells the session the shape of the picture and the range of the field.
    ///
    /// # Errors
    /// The grid does not fit the adapter, or the adapter stopped answering.
    pub fn prepare(&mut self, session: &mut Session) -> Result<(), RecordError> {
        session.finish_runs();
        let panes = session.panes();
        if let Some(Pane { scene, place, .. }) = panes.first() {
            let aspect = Layout::of_pane(self.size_px, *place, scene).aspect();
            session.apply(Command::Viewport { aspect })?;
        }
        for Pane { scene, field, .. } in &panes {
            if let Some(range) = self.renderer.wait_field(*field, scene)? {
                let grid = self.renderer.shown_grid(*field);
                let samples = grid.map_or(1, |grid| u64::from(grid.nx) * u64::from(grid.ny));
                let range = FieldRange {
                    min: range.min,
                    max: range.max,
                    finite_share: range.finite as f64 / samples as f64,
                };
                session.apply(Command::FieldRange { of: *field, range })?;
            }
        }
        Ok(())
    }

    /// Starts drawing what the session shows now; [`Studio::take`] fetches it.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn begin(&mut self, session: &Session) -> Result<(), GpuError> {
        self.expose(|_| session.panes())
    }

    /// Starts drawing frame `frame` of a film of `frames`; [`Studio::take`] fetches it.
    ///
    /// Its moments are spread over the first half of the time until the next frame, beginning with the
    /// frame's own: the shutter of a film camera. What is written stays that of the first moment, so that it
    /// can be read.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn begin_frame(
        &mut self,
        session: &mut Session,
        frame: u32,
        frames: u32,
    ) -> Result<(), GpuError> {
        // Half of the moments' time is shutter, so a frame has twice as many ticks as moments.
        let ticks = if self.smoothness.moments > 1 { 2 * self.smoothness.moments } else { 1 };
        let mut written = None;
        self.expose(|moment| {
            session.film_frame(ticks * frame + moment, ticks * frames);
            let mut panes = session.panes();
            let words = |pane: &Pane| (pane.scene.captions.clone(), pane.scene.legend.clone());
            let written: &mut Vec<_> =
                written.get_or_insert_with(|| panes.iter().map(words).collect());
            for (pane, (captions, legend)) in panes.iter_mut().zip(written) {
                pane.scene.captions.clone_from(captions);
                pane.scene.legend.clone_from(legend);
            }
            panes
        })
    }

    /// Copies asked for and not yet taken.
    pub fn in_flight(&self) -> usize {
        self.read_back.in_flight()
    }

    /// Waits for the oldest picture begun and copies it: RGBA8 sRGB, row-major, top row first.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn take(&mut self, rgba: &mut [u8]) -> Result<(), GpuError> {
        self.read_back.take(&self.gpu, rgba)
    }

    /// Draws the panes of all moments and starts to read their mean back.
    fn expose(&mut self, mut panes_at: impl FnMut(u32) -> Vec<Pane>) -> Result<(), GpuError> {
        for moment in 0..self.smoothness.moments {
            self.draw(&panes_at(moment))?;
            if let Some(average) = &self.average {
                average.add(&self.gpu, moment);
            }
        }
        match &self.average {
            Some(average) => self.read_back.begin_mean(&self.gpu, average),
            None => self.read_back.begin(&self.gpu, &self.target),
        }
        Ok(())
    }

    fn draw(&mut self, panes: &[Pane]) -> Result<(), GpuError> {
        let Self { gpu, renderer, painter, target, parts, .. } = self;
        let larger = self.smoothness.supersample;
        if let [Pane { scene, place: Place::WHOLE, field }] = panes {
            renderer.wait_field(*field, scene)?;
            let layout = Layout::of_picture(self.size_px, scene).magnified(larger);
            renderer.draw(*field, scene, &layout, target);
            painter.paint(gpu, scene, &layout, target);
            return Ok(());
        }
        parts.truncate(panes.len());
        for (k, Pane { scene, place, field }) in panes.iter().enumerate() {
            renderer.wait_field(*field, scene)?;
            let layout = Layout::of_pane(self.size_px, *place, scene).magnified(larger);
            let [low, high] = place.corners_px(self.size_px).map(|at| at.map(|n| n * larger));
            let size_px = [high[0] - low[0], high[1] - low[1]];
            match parts.get(k) {
                Some(part) if part.size_px == size_px => {}
                Some(_) => parts[k] = Target::new(gpu, size_px)?,
                None => parts.push(Target::new(gpu, size_px)?),
            }
            renderer.draw(*field, scene, &layout, &parts[k]);
            painter.paint(gpu, scene, &layout, &parts[k]);
            parts[k].paste(gpu, target, low);
        }
        Ok(())
    }
}
