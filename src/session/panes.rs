//! What the picture consists of: the surface, its flat view, and the losses of the gallery, all seen by one camera.

use super::Session;
use crate::scene::{Arrangement, Camera, Curves, Floor, LowerThird, Pane, Place, Scene, World};
use crate::spec::{Spec, SpecError};

/// The part of a pane that the surface takes where the flat view lies beside it.
const SURFACE_SHARE: f32 = 0.56;
/// Type beside a flat view, and the least type of a gallery.
const TYPE_BESIDE: f32 = 0.94;
const LEAST_TYPE: f32 = 0.7;
/// Columns of a gallery without a wish, where the flat views lie below the surfaces.
const COLUMNS_OF_PAIRS: usize = 5;

impl Session {
    /// Every pane of the picture; the first is the session's own.
    pub fn panes(&self) -> Vec<Pane> {
        let own = std::iter::once(self.scene());
        let scenes: Vec<Scene> =
            own.chain(self.gallery.iter().map(|child| self.linked(child))).collect();
        let count = scenes.len();
        let shape = self.shape(count);
        let type_scale = (shape[0] as f32).powf(-0.35).max(LEAST_TYPE);
        let cell = |k: usize| Place::cell([k % shape[0], k / shape[0]], shape, type_scale);
        let is_stacked = shape[0] >= 3 * shape[1];
        let mut panes = Vec::new();
        for (field, scene) in scenes.into_iter().enumerate() {
            let place = cell(field);
            let of = field.checked_sub(1).map_or(self, |index| &self.gallery[index]);
            match self.spec.view.layout {
                Arrangement::Surface => panes.push(Pane { scene, place, field }),
                Arrangement::Flat => {
                    panes.push(Pane { scene: self.flattened(scene, of), place, field });
                }
                Arrangement::Beside => {
                    let (upper, lower) = halves(place, is_stacked, count == 1);
                    let flat = as_neighbour(self.flattened(scene.clone(), of), count == 1);
                    panes.push(Pane { scene, place: upper, field });
                    panes.push(Pane { scene: flat, place: lower, field });
                }
            }
        }
        if count > 1 || self.spec.view.layout == Arrangement::Beside {
            for pane in &mut panes {
                let is_flat = pane.scene.camera == self.flat_eye;
                pane.scene.captions.shows_color_bar &= count == 1 && is_flat;
            }
        }
        panes
    }

    /// Columns and rows for a number of losses.
    fn shape(&self, count: usize) -> [usize; 2] {
        let columns = self.spec.gallery.columns.unwrap_or(match self.spec.view.layout {
            Arrangement::Beside => count.min(COLUMNS_OF_PAIRS),
            Arrangement::Surface | Arrangement::Flat => (count as f64).sqrt().ceil() as usize,
        });
        let columns = columns.clamp(1, count);
        [columns, count.div_ceil(columns)]
    }

    /// What a loss of the gallery shows: seen as this session's own is.
    fn linked(&self, child: &Self) -> Scene {
        let own = child.scene();
        let rise = self.look().map_or(1.0, |look| look.rise);
        let mut captions = own.captions;
        (captions.subtitle, captions.step) = (String::new(), String::new());
        Scene {
            camera: self.shown_camera(),
            world: World { rise, ..own.world },
            style: self.film_style(),
            ghost: None,
            legend: Vec::new(),
            curves: Curves::default(),
            captions,
            ..own
        }
    }

    /// The same scene, of this session's loss or one of its gallery, as on paper.
    fn flattened(&self, scene: Scene, of: &Self) -> Scene {
        let domain = scene.world.domain;
        let world = World { rise: 0.0, ..scene.world };
        let mut flat = Scene {
            camera: self.flat_eye,
            world,
            quiver: of.shown_quiver(&world, &self.flat_eye).filter(|_| !of.is_turning()),
            ghost: None,
            rail: None,
            ..scene
        };
        flat.captions.closeness = 0.0;
        // From straight above a stem is a point.
        flat.stems.clear();
        flat.captions.rings.clear();
        flat.style.floor = Floor::None;
        // On paper there is one ground.
        if let Some(shown) = &mut flat.contours {
            (shown.style.on_surface, shown.style.on_floor) = (true, false);
        }
        flat.marks.retain(|mark| domain.contains(mark.parameters));
        flat
    }

    /// Brings the losses of the gallery to the step that is shown.
    pub(super) fn lead_gallery(&mut self) {
        let step = self.step();
        for child in &mut self.gallery {
            child.playhead.seek(step, child.length());
            child.follow_playhead();
        }
    }

    /// Builds the gallery of a spec; losses that are there already go on.
    pub(super) fn hang(specs: Vec<Spec>, mut old: Vec<Self>) -> Result<Vec<Self>, SpecError> {
        let placed = |(k, spec): (usize, Spec)| {
            let explained =
                |error: SpecError| SpecError { key: format!("gallery.losses.{k}"), ..error };
            let same = old.iter().position(|child| child.spec.loss == spec.loss);
            match same.map(|index| old.swap_remove(index)) {
                // The resolved spec was checked before anything changed.
                Some(mut child) => child.edit(spec).map(|()| child).map_err(explained),
                None => Self::new(spec).map_err(explained),
            }
        };
        specs.into_iter().enumerate().map(placed).collect()
    }

    /// Whether every loss of a gallery can be built.
    pub(super) fn check_gallery(specs: &[Spec]) -> Result<(), SpecError> {
        for (k, spec) in specs.iter().enumerate() {
            spec.clone()
                .resolve()
                .map_err(|error| SpecError { key: format!("gallery.losses.{k}"), ..error })?;
        }
        Ok(())
    }

    /// The camera of the picture of the surface.
    pub(super) fn shown_camera(&self) -> Camera {
        self.film.shot.as_ref().map_or(self.eye.shown, |shot| shot.camera)
    }
}

/// A pane's surface and its flat view: side by side, or one above the other.
fn halves(place: Place, is_stacked: bool, is_alone: bool) -> (Place, Place) {
    let type_scale = if is_alone { TYPE_BESIDE } else { place.type_scale };
    let place = Place { type_scale, ..place };
    if is_stacked {
        let middle = 0.5 * (place.min[1] + place.max[1]);
        let upper = Place { max: [place.max[0], middle], ..place };
        return (upper, Place { min: [place.min[0], middle], ..place });
    }
    let share = if is_alone { SURFACE_SHARE } else { 0.5 };
    (place.part(0.0, share), place.part(share, 1.0))
}

/// A flat view without the words that its surface says already.
fn as_neighbour(mut flat: Scene, is_alone: bool) -> Scene {
    let captions = &mut flat.captions;
    captions.title.clear();
    captions.subtitle.clear();
    captions.plane.clear();
    captions.plane_warning = None;
    captions.step.clear();
    captions.vectors.clear();
    captions.warning = None;
    captions.marks.clear();
    captions.contours.clear();
    captions.critical.clear();
    captions.shows_color_bar = is_alone;
    captions.lower_third = LowerThird::default();
    flat.legend.clear();
    flat.mark_legend.clear();
    flat.fit = None;
    flat.curves = Curves::default();
    flat.probe = None;
    flat.sections.clear();
    flat.lines.clear();
    flat
}
