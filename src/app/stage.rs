//! The scene's own picture: drawn anew only when something that it shows has changed.

use std::sync::Arc;

use super::AppError;
use super::screen::Screen;
use crate::gpu::{Gpu, GpuError, Renderer, Target};
use crate::objective::Objective;
use crate::overlay::Layout;
use crate::scene::flight::Rail;
use crate::scene::{
    Camera, Grid, Guide, Mark, Path, PathStyle, Scene, ShownPath, ShownSwarm, Style, TangentPlane,
    Vector, World,
};
use crate::session::FieldRange;

/// Renderer and target of the picture in the middle of the window.
pub(super) struct Stage {
    gpu: Gpu,
    renderer: Renderer,
    target: Target,
    /// The target's identity in egui.
    pub(super) texture: egui::TextureId,
    drawn: Option<Fingerprint>,
    fields: u64,
    /// A field that the adapter refused, and why.
    refused: Option<(Arc<Objective>, Grid, String)>,
    /// Of the scene whose surface is shown.
    shown: Option<(World, Arc<Objective>)>,
}

impl Stage {
    pub(super) fn new(gpu: &Gpu, screen: &mut Screen) -> Result<Self, AppError> {
        let target = Target::new(gpu, [1, 1])?;
        let texture = screen.register(&target.view);
        let renderer = Renderer::new(gpu);
        Ok(Self {
            gpu: gpu.clone(),
            renderer,
            target,
            texture,
            drawn: None,
            fields: 0,
            refused: None,
            shown: None,
        })
    }

    /// Goes on evaluating the field; the range of a new one. What the adapter refuses is not asked for again.
    pub(super) fn poll_field(&mut self, scene: &Scene) -> Option<FieldRange> {
        if self.refusal(scene).is_some() {
            return None;
        }
        let range = self.renderer.poll_field(scene).unwrap_or_else(|error| {
            self.refused = Some((Arc::clone(&scene.objective), scene.grid, error.to_string()));
            None
        })?;
        self.refused = None;
        self.fields += 1;
        let samples =
            self.renderer.shown_grid().map_or(1, |grid| u64::from(grid.nx) * u64::from(grid.ny));
        Some(FieldRange {
            min: range.min,
            max: range.max,
            finite_share: range.finite as f64 / samples as f64,
        })
    }

    /// The scene itself once its field is ready; until then, and where it is refused, the former surface stays in its
    /// own world. Runs on another loss would float in the air and are left out meanwhile.
    pub(super) fn meanwhile(&mut self, mut scene: Scene) -> Scene {
        let is_behind = self.is_evaluating() || self.refusal(&scene).is_some();
        match &self.shown {
            _ if !is_behind => self.shown = Some((scene.world, Arc::clone(&scene.objective))),
            Some((world, objective)) if objective.formula == scene.objective.formula => {
                scene.world = *world;
            }
            former => {
                scene.world = former.as_ref().map_or(scene.world, |(world, _)| *world);
                (scene.paths, scene.swarm, scene.ghost) = (Vec::new(), None, None);
                scene.clouds.clear();
                scene.marks.clear();
                scene.vectors.clear();
                scene.sections.clear();
                scene.probe = None;
            }
        }
        scene
    }

    /// Why the adapter does not evaluate this scene's field, if it does not.
    pub(super) fn refusal(&self, scene: &Scene) -> Option<&str> {
        let (objective, grid, why) = self.refused.as_ref()?;
        let is_it = Arc::ptr_eq(objective, &scene.objective) && *grid == scene.grid;
        is_it.then_some(why.as_str())
    }

    /// Whether a field is still being evaluated.
    pub(super) fn is_evaluating(&self) -> bool {
        self.renderer.is_evaluating()
    }

    /// Whether a ghost is still being evaluated.
    pub(super) fn is_haunted(&self) -> bool {
        self.renderer.ghosts().1
    }

    /// Draws the scene for the layout, unless it was the last that was drawn.
    pub(super) fn draw(
        &mut self,
        screen: &mut Screen,
        scene: &Scene,
        layout: &Layout,
    ) -> Result<(), GpuError> {
        let size = layout.size_px();
        let size_px = [size.x as u32, size.y as u32].map(|n| n.max(1));
        if size_px != self.target.size_px {
            self.target = Target::new(&self.gpu, size_px)?;
            screen.update(self.texture, &self.target.view);
            self.drawn = None;
        }
        let fingerprint = Fingerprint::of(scene, layout, [self.fields, self.renderer.ghosts().0]);
        if self.drawn.as_ref() != Some(&fingerprint) {
            self.renderer.draw(scene, layout, &self.target);
            self.drawn = Some(fingerprint);
        }
        Ok(())
    }
}

/// All that the picture depends on. Paths are told apart by where they are kept and how long they are: they only grow.
#[derive(PartialEq)]
struct Fingerprint {
    fields: [u64; 2],
    has_ghost: bool,
    layout: Layout,
    camera: Camera,
    world: World,
    style: Style,
    paths: Vec<Drawn>,
    swarm: Option<ShownSwarm>,
    vectors: Vec<Vector>,
    plane: Option<TangentPlane>,
    guides: Vec<Guide>,
    marks: Vec<Mark>,
    rail: Option<*const Rail>,
}

#[derive(PartialEq)]
struct Drawn {
    kept_at: *const Path,
    points: usize,
    style: PathStyle,
    shown_sample: f32,
}

impl Fingerprint {
    fn of(scene: &Scene, layout: &Layout, fields: [u64; 2]) -> Self {
        let drawn = |path: &ShownPath| Drawn {
            kept_at: Arc::as_ptr(&path.path),
            points: path.path.points().len(),
            style: path.style,
            // Beyond its end, a path does not change any more.
            shown_sample: path.shown_sample.min(path.path.samples().len() as f32),
        };
        Self {
            fields,
            has_ghost: scene.ghost.is_some(),
            layout: *layout,
            camera: scene.camera,
            world: scene.world,
            style: scene.style.clone(),
            paths: scene.paths.iter().map(drawn).collect(),
            swarm: scene.swarm.clone(),
            vectors: scene.vectors.clone(),
            plane: scene.probe.as_ref().and_then(|probe| probe.plane),
            guides: scene.guides().cloned().collect(),
            marks: scene.marks.clone(),
            rail: scene.rail.as_ref().map(Arc::as_ptr),
        }
    }
}
