//! A session drawn without a window, in one go or, where that would take too much memory, tile by tile.

use super::tiles::Tiles;
use super::{Background, RecordError};
use crate::gpu::{Average, Gpu, GpuError, OverlayPainter, ReadBack, Renderer, Target};
use crate::overlay::{Layout, Tile};
use crate::scene::Pane;
use crate::session::{Command, FieldRange, Session};
use crate::spec::FilmSpec;

/// Renderer, overlay and target for pictures of one size.
pub struct Studio {
    gpu: Gpu,
    renderer: Renderer,
    painter: OverlayPainter,
    /// As many times as large as a tile of the picture, along each side, as `smoothness` says.
    target: Target,
    /// Of the panes, where there are several.
    parts: Vec<Target>,
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
            parts: Vec::new(),
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
        session.finish_on_plane()?;
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

    /// Draws the panes of all moments, tile by tile, and starts to read their mean back.
    fn expose(&mut self, mut panes_at: impl FnMut(u32) -> Vec<Pane>) -> Result<(), GpuError> {
        for index in 0..self.tiles.count() {
            let tile = self.tiles.tile(index, self.smoothness.supersample);
            for moment in 0..self.smoothness.moments {
                self.draw(panes_at(moment), tile)?;
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

    fn draw(&mut self, mut panes: Vec<Pane>, tile: Option<Tile>) -> Result<(), GpuError> {
        for pane in &mut panes {
            pane.scene.style.is_transparent = self.background == Background::Transparent;
            self.renderer.wait_field(pane.field, &pane.scene)?;
        }
        if let [pane] = &panes[..] {
            let layout = self.layout(pane).tile(tile);
            self.renderer.draw(pane.field, &pane.scene, &layout, &self.target);
            self.painter.paint(&self.gpu, &pane.scene, &layout, &self.target);
            return Ok(());
        }
        // Cells that no pane fills.
        let ground = panes.first().map(|pane| &pane.scene.style);
        let ground = ground.filter(|style| !style.is_transparent);
        self.target.fill(&self.gpu, ground.map(|style| style.theme.background()));
        self.parts.truncate(panes.len());
        for (k, pane) in panes.iter().enumerate() {
            self.draw_part(k, pane, tile)?;
        }
        Ok(())
    }

    fn layout(&self, pane: &Pane) -> Layout {
        let layout = Layout::of_pane(self.size_px, pane.place, &pane.scene);
        layout.magnified(self.smoothness.supersample)
    }

    /// Draws what a tile shows of one pane of several, and puts it in its place.
    fn draw_part(&mut self, k: usize, pane: &Pane, tile: Option<Tile>) -> Result<(), GpuError> {
        let larger = self.smoothness.supersample;
        let [low, high] = pane.place.corners_px(self.size_px).map(|at| at.map(|n| n * larger));
        let all = Tile { origin_px: [0; 2], size_px: self.target.size_px };
        let Tile { origin_px, size_px } = tile.unwrap_or(all);
        let from = [0, 1].map(|k| low[k].max(origin_px[k]));
        let to = [0, 1].map(|k| high[k].min(origin_px[k] + size_px[k]));
        if from[0] >= to[0] || from[1] >= to[1] {
            return Ok(());
        }
        let size_px = [0, 1].map(|k| to[k] - from[k]);
        while self.parts.len() <= k {
            self.parts.push(Target::new(&self.gpu, size_px)?);
        }
        if self.parts[k].size_px != size_px {
            self.parts[k] = Target::new(&self.gpu, size_px)?;
        }
        let part = Tile { origin_px: [0, 1].map(|k| from[k] - low[k]), size_px };
        let layout = self.layout(pane).tile(Some(part));
        self.renderer.draw(pane.field, &pane.scene, &layout, &self.parts[k]);
        self.painter.paint(&self.gpu, &pane.scene, &layout, &self.parts[k]);
        self.parts[k].paste(&self.gpu, &self.target, [0, 1].map(|k| from[k] - origin_px[k]));
        Ok(())
    }
}
