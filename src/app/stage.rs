//! The scene's own picture: drawn anew only when something that it shows has changed.

use std::collections::VecDeque;
use std::sync::Arc;

use super::AppError;
use super::screen::Screen;
use crate::gpu::{Gpu, GpuError, Renderer, Target};
use crate::objective::Objective;
use crate::overlay::Layout;
use crate::scene::contours::{ContourStyle, Contours};
use crate::scene::flight::Rail;
use crate::scene::{
    Camera, Grid, Guide, Mark, Pane, Path, PathStyle, Quiver, Scene, ShownPath, ShownSwarm, Style,
    TangentPlane, Tint, Vector, World,
};
use crate::session::FieldRange;

/// Scenes that are kept of the latest planes of a network.
const MOST_PLANES: usize = 4;

/// Renderer and panes of the picture in the middle of the window.
pub(super) struct Stage {
    gpu: Gpu,
    renderer: Renderer,
    panes: Vec<PaneStage>,
    losses: Vec<LossStage>,
}

/// Where one pane is drawn.
struct PaneStage {
    target: Target,
    /// The target's identity in egui.
    texture: egui::TextureId,
    drawn: Option<Fingerprint>,
}

/// What became of the field of one loss.
#[derive(Default)]
struct LossStage {
    fields: u64,
    /// A field that the adapter refused, and why.
    refused: Option<(Arc<Objective>, Grid, String)>,
    /// Of the scene whose surface is shown.
    shown: Option<(World, Arc<Objective>, Option<Tint>)>,
    /// The latest scenes on planes of a network, which come one after the other: the surface may be that of any.
    on_planes: VecDeque<Scene>,
}

impl LossStage {
    /// Why the adapter does not evaluate this scene's field, if it does not.
    fn refusal(&self, scene: &Scene) -> Option<&str> {
        let (objective, grid, why) = self.refused.as_ref()?;
        let is_it = Arc::ptr_eq(objective, &scene.objective) && *grid == scene.grid;
        is_it.then_some(why.as_str())
    }
}

impl Stage {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let renderer = Renderer::new(gpu);
        Self { gpu: gpu.clone(), renderer, panes: Vec::new(), losses: Vec::new() }
    }

    /// Makes room for these panes; their textures, in the same order.
    pub(super) fn textures(
        &mut self,
        screen: &mut Screen,
        panes: &[Pane],
    ) -> Result<Vec<egui::TextureId>, AppError> {
        while self.panes.len() < panes.len() {
            let target = Target::new(&self.gpu, [1, 1])?;
            let texture = screen.register(&target.view);
            self.panes.push(PaneStage { target, texture, drawn: None });
        }
        Ok(self.panes.iter().take(panes.len()).map(|pane| pane.texture).collect())
    }

    /// Goes on evaluating the fields; the range of each new one with the number of its loss. What the adapter refuses is not
    /// asked for again.
    pub(super) fn poll_fields(&mut self, panes: &[Pane]) -> Vec<(usize, FieldRange)> {
        let count = panes.iter().map(|pane| pane.field + 1).max().unwrap_or(0);
        self.renderer.keep_fields(count);
        self.losses.resize_with(count, LossStage::default);
        let ranges =
            panes.iter().map(|pane| (pane.field, self.poll_field(pane.field, &pane.scene)));
        ranges.filter_map(|(field, range)| Some((field, range?))).collect()
    }

    fn poll_field(&mut self, field: usize, scene: &Scene) -> Option<FieldRange> {
        let loss = &mut self.losses[field];
        if loss.refusal(scene).is_some() {
            return None;
        }
        let range = self.renderer.poll_field(field, scene).unwrap_or_else(|error| {
            loss.refused = Some((Arc::clone(&scene.objective), scene.grid, error.to_string()));
            None
        })?;
        loss.refused = None;
        loss.fields += 1;
        // A surface between two planes that came late is shown, but its range is not that of what is asked for now.
        let shown = self.renderer.shown_objective(field);
        if !shown.is_some_and(|shown| Arc::ptr_eq(shown, &scene.objective)) {
            return None;
        }
        let grid = self.renderer.shown_grid(field);
        let samples = grid.map_or(1, |grid| u64::from(grid.nx) * u64::from(grid.ny));
        Some(FieldRange {
            min: range.min,
            max: range.max,
            finite_share: range.finite as f64 / samples as f64,
        })
    }

    /// The panes themselves once their fields are ready; until then, and where one is refused, the former surface stays in
    /// its own world. Runs on another loss would float in the air and are left out meanwhile.
    pub(super) fn meanwhile(&mut self, mut panes: Vec<Pane>) -> Vec<Pane> {
        self.losses.resize_with(self.losses.len().max(panes.len()), LossStage::default);
        for Pane { scene, field, .. } in &mut panes {
            let is_behind = self.renderer.is_behind(*field);
            let loss = &mut self.losses[*field];
            let surface = self.renderer.shown_objective(*field);
            if !surface.is_some_and(|surface| loss.stay_on_plane(scene, surface)) {
                loss.stand_in(scene, is_behind);
            }
        }
        panes
    }

    /// Why the adapter does not evaluate one of the fields, if it does not.
    pub(super) fn refusal(&self, panes: &[Pane]) -> Option<&str> {
        panes.iter().find_map(|pane| self.losses.get(pane.field)?.refusal(&pane.scene))
    }

    /// Whether a field is still being evaluated.
    pub(super) fn is_evaluating(&self) -> bool {
        (0..self.losses.len()).any(|field| self.renderer.is_evaluating(field))
    }

    /// Whether something besides the field is still being evaluated: a ghost, the arrows of a quiver, or what
    /// the colours show.
    pub(super) fn is_haunted(&self) -> bool {
        self.renderer.ghosts().1 || self.renderer.extras().1
    }

    /// Draws the panes for their layouts, but for those that were drawn last with nothing changed.
    pub(super) fn draw(
        &mut self,
        screen: &mut Screen,
        panes: &[Pane],
        layouts: &[Layout],
    ) -> Result<(), GpuError> {
        for ((pane, stage), layout) in panes.iter().zip(&mut self.panes).zip(layouts) {
            let size = layout.size_px();
            let size_px = [size.x as u32, size.y as u32].map(|n| n.max(1));
            if size_px != stage.target.size_px {
                stage.target = Target::new(&self.gpu, size_px)?;
                screen.update(stage.texture, &stage.target.view);
                stage.drawn = None;
            }
            let fields = self.losses.get(pane.field).map_or(0, |loss| loss.fields);
            let fingerprint = Fingerprint::of(
                &pane.scene,
                layout,
                [fields, self.renderer.ghosts().0, self.renderer.extras().0],
            );
            if stage.drawn.as_ref() != Some(&fingerprint) {
                self.renderer.draw(pane.field, &pane.scene, layout, &stage.target);
                stage.drawn = Some(fingerprint);
            }
        }
        Ok(())
    }
}

impl LossStage {
    /// Leaves a scene of a network on the plane whose surface is there; `false` where it is this scene's own, or of
    /// something else.
    fn stay_on_plane(&mut self, scene: &mut Scene, surface: &Arc<Objective>) -> bool {
        if scene.objective.landscape().is_none() {
            self.on_planes.clear();
            return false;
        }
        let is_on = |known: &&Scene, plane| Arc::ptr_eq(&known.objective, plane);
        let of_surface = self.on_planes.iter().rev().find(|known| is_on(known, surface)).cloned();
        self.on_planes.retain(|known| !is_on(&known, &scene.objective));
        self.on_planes.push_back(scene.clone());
        while self.on_planes.len() > MOST_PLANES {
            let is_shown = Arc::ptr_eq(&self.on_planes[0].objective, surface);
            self.on_planes.remove(usize::from(is_shown));
        }
        let is_former = |former: &Scene| {
            let planes = former.objective.landscape().zip(scene.objective.landscape());
            !Arc::ptr_eq(surface, &scene.objective)
                && planes.is_some_and(|(one, other)| one.is_same_network(other))
        };
        let former = of_surface.filter(is_former);
        let stays = former.is_some();
        former.into_iter().for_each(|former| stay_on(scene, former));
        stays
    }

    /// Makes a scene that which can be shown until its field is there.
    fn stand_in(&mut self, scene: &mut Scene, is_behind: bool) {
        let is_behind = is_behind || self.refusal(scene).is_some();
        let rise = scene.world.rise;
        match &self.shown {
            _ if !is_behind => {
                self.shown = Some((scene.world, Arc::clone(&scene.objective), scene.tint.clone()));
            }
            // Another network is another landscape, whatever it is called.
            Some((world, objective, _))
                if objective.formula == scene.objective.formula
                    && scene.objective.landscape().is_none() =>
            {
                scene.world = World { rise, ..*world };
            }
            former => {
                if let Some((world, _, tint)) = former {
                    (scene.world, scene.tint) = (World { rise, ..*world }, tint.clone());
                }
                (scene.paths, scene.swarm, scene.ghost) = (Vec::new(), None, None);
                (scene.quiver, scene.contours, scene.probe) = (None, None, None);
                scene.sections.clear();
                // Their cards show nothing of the surface.
                scene.lines.iter_mut().for_each(|line| line.guides.clear());
                scene.stems.clear();
                scene.clouds.clear();
                scene.marks.clear();
                scene.mark_legend.clear();
                scene.vectors.clear();
            }
        }
    }
}

/// Leaves a scene on the plane of the former one: all that has its place there.
fn stay_on(scene: &mut Scene, former: Scene) {
    let rise = scene.world.rise;
    (scene.objective, scene.grid) = (former.objective, former.grid);
    scene.world = World { rise, ..former.world };
    (scene.paths, scene.marks) = (former.paths, former.marks);
    (scene.vectors, scene.clouds) = (former.vectors, former.clouds);
    (scene.ghost, scene.quiver, scene.contours, scene.probe) = (None, None, None, None);
    scene.tint = None;
    // So are the words about the plane.
    scene.legend = former.legend;
    let (words, of) = (&mut scene.captions, former.captions);
    (words.axes, words.plane) = (of.axes, of.plane);
    (words.plane_warning, words.rings) = (of.plane_warning, of.rings);
    scene.lines.iter_mut().for_each(|line| line.guides.clear());
    scene.stems.clear();
    scene.sections.iter_mut().for_each(|section| section.guides.clear());
}

/// All that the picture depends on. Paths are told apart by where they are kept and how long they are: they only grow.
#[derive(PartialEq)]
struct Fingerprint {
    fields: [u64; 3],
    has_ghost: bool,
    layout: Layout,
    camera: Camera,
    world: World,
    style: Style,
    contours: Option<(*const Contours, ContourStyle)>,
    tint: Option<Tint>,
    paths: Vec<Drawn>,
    /// Where the true losses of the paths are kept, and how many there are; all else of a stem is its path's.
    stems: Vec<(*const Vec<f64>, usize)>,
    swarm: Option<ShownSwarm>,
    vectors: Vec<Vector>,
    quiver: Option<Quiver>,
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
    fn of(scene: &Scene, layout: &Layout, fields: [u64; 3]) -> Self {
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
            contours: scene.contours.as_ref().map(|c| (Arc::as_ptr(&c.contours), c.style)),
            tint: scene.tint.clone(),
            paths: scene.paths.iter().map(drawn).collect(),
            stems: scene.stems.iter().map(|s| (Arc::as_ptr(&s.losses), s.losses.len())).collect(),
            swarm: scene.swarm.clone(),
            vectors: scene.vectors.clone(),
            quiver: scene.quiver,
            plane: scene.probe.as_ref().and_then(|probe| probe.plane),
            guides: scene.guides().cloned().collect(),
            marks: scene.marks.clone(),
            rail: scene.rail.as_ref().map(Arc::as_ptr),
        }
    }
}
