//! A session drawn without a window, in one go or, where that would take too much memory, tile by tile.

use super::tiles::Tiles;
use super::{Background, RecordError};
use crate::gpu::{Average, Gpu, GpuError, OverlayPainter, ReadBack, Renderer, Target};
use crate::overlay::{Layout, Tile};
use crate::scene::Scene;
use crate::session::{Command, FieldRange, Session};
use crate::spec::FilmSpec;

/// Renderer, overlay and target for pictures of one size.
pub struct Studio {
    gpu: Gpu,
    renderer: Renderer,
    painter: OverlayPainter,
    /// As many times as large as a tile of the picture, along each side, as `smoothness` says.
    target: Target,
    average: Option<Average>,
    read_back: ReadBack,
    size_px: [u32; 2],
    tiles: Tiles,
    smoothness: Smoothness,
    background: Background,
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
        let tiles = Tiles::for_adapter(gpu, size_px, smoothness.supersample);
        Self::with_tiles(gpu, size_px, smoothness, tiles)
    }

    /// The same, drawn in tiles of at most so many pixels along a side, however small the picture is.
    ///
    /// # Errors
    /// The tile does not fit the adapter.
    pub fn in_tiles_of(
        gpu: &Gpu,
        size_px: [u32; 2],
        smoothness: Smoothness,
        side_px: u32,
    ) -> Result<Self, GpuError> {
        Self::with_tiles(gpu, size_px, smoothness, Tiles::of_side(size_px, side_px))
    }

    fn with_tiles(
        gpu: &Gpu,
        size_px: [u32; 2],
        smoothness: Smoothness,
        tiles: Tiles,
    ) -> Result<Self, GpuError> {
        let Smoothness { supersample, moments } = smoothness;
        let target = Target::new(gpu, tiles.size_px.map(|n| n.saturating_mul(supersample)))?;
        let average = (smoothness != Smoothness::PLAIN)
            .then(|| Average::new(gpu, &target, supersample, moments))
            .transpose()?;
        Ok(Self {
            gpu: gpu.clone(),
            renderer: Renderer::new(gpu),
            painter: OverlayPainter::new(gpu),
            target,
            average,
            read_back: ReadBack::new(tiles.size_px),
            size_px,
            tiles,
            smoothness,
            background: Background::Theme,
        })
    }

    /// Draws on this background from now on.
    pub fn stand_on(&mut self, background: Background) {
        self.background = background;
    }

    /// Waits for the runs and the field, and tells the session the shape of the picture and the range of the field.
    ///
    /// # Errors
    /// The grid does not fit the adapter, or the adapter stopped answering.
    pub fn prepare(&mut self, session: &mut Session) -> Result<(), RecordError> {
        session.finish_runs();
        let scene = session.scene();
        let aspect = Layout::of_picture(self.size_px, &scene).aspect();
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
        self.expose(|_| session.scene())
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
            let mut scene = session.scene();
            let (captions, legend) =
                written.get_or_insert_with(|| (scene.captions.clone(), scene.legend.clone()));
            scene.captions.clone_from(captions);
            scene.legend.clone_from(legend);
            scene
        })
    }

    /// Pictures begun and not yet taken.
    pub fn in_flight(&self) -> usize {
        self.read_back.in_flight() / self.tiles.count()
    }

    /// Waits for the oldest picture begun and copies it: RGBA8 sRGB, row-major, top row first. Without a background,
    /// colours are multiplied by their alpha.
    ///
    /// # Errors
    /// The adapter stopped answering.
    pub fn take(&mut self, rgba: &mut [u8]) -> Result<(), GpuError> {
        if self.tiles.count() == 1 {
            return self.read_back.take(&self.gpu, rgba);
        }
        let [width, height] = self.tiles.size_px.map(|n| n as usize);
        let mut tile = vec![0; 4 * width * height];
        for index in 0..self.tiles.count() {
            self.read_back.take(&self.gpu, &mut tile)?;
            self.tiles.lay(index, &tile, self.size_px, rgba);
        }
        Ok(())
    }

    /// Draws the scenes of all moments and starts to read their mean back.
    fn expose(&mut self, mut scene_at: impl FnMut(u32) -> Scene) -> Result<(), GpuError> {
        for index in 0..self.tiles.count() {
            let tile = self.tiles.tile(index, self.smoothness.supersample);
            for moment in 0..self.smoothness.moments {
                self.draw(scene_at(moment), tile)?;
                if let Some(average) = &self.average {
                    average.add(&self.gpu, moment);
                }
            }
            match &self.average {
                Some(average) => self.read_back.begin_mean(&self.gpu, average),
                None => self.read_back.begin(&self.gpu, &self.target),
            }
        }
        Ok(())
    }

    fn draw(&mut self, mut scene: Scene, tile: Option<Tile>) -> Result<(), GpuError> {
        scene.style.is_transparent = self.background == Background::Transparent;
        let scene = &scene;
        self.renderer.wait_field(scene)?;
        let layout = Layout::of_picture(self.size_px, scene).magnified(self.smoothness.supersample);
        let layout = layout.tile(tile);
        self.renderer.draw(scene, &layout, &self.target);
        self.painter.paint(&self.gpu, scene, &layout, &self.target);
        Ok(())
    }
}
