//! How the surface and the view are asked for.

use glam::Vec3;
use serde::{Deserialize, Serialize};

use super::{ColorBy, Spec, SpecError, TermsSpec};
use crate::objective::{Domain, HeightScale};
use crate::scene::{Arrangement, Camera, ColorScale, Colormap, Floor, Grid, Style, Theme, View};

/// Samples of the surface along one side at most; what an adapter can hold is less, and it says so itself.
const MOST_SAMPLES: u32 = 65_536;

/// How the surface is sampled and drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SurfaceSpec {
    /// Samples along x and y.
    pub grid: [u32; 2],
    /// From loss to height; `None` takes the objective's hint, or what suits its values.
    pub height: Option<HeightScale>,
    /// The losses at the lower and the upper end of the loss axis; `None` takes those of the surface.
    pub loss_range: Option<[f64; 2]>,
    /// The colour map; `None` takes one that suits what the colours show.
    pub colormap: Option<Colormap>,
    /// What the colours show.
    pub color_by: ColorBy,
    /// From that to a colour; `None` takes what suits its values.
    pub color_scale: Option<ColorScale>,
    /// What a residual compares the loss with: a formula in the same parameters.
    pub reference: Option<String>,
    /// Number of height intervals between iso-lines; 0 draws none.
    pub iso_lines: u32,
    /// Whether the lines of the display mesh are drawn.
    pub wireframe: bool,
    /// Opacity of the surface, 0 to 1.
    pub opacity: f64,
    /// What lies under the surface.
    pub floor: Floor,
    /// Whether the known minima are marked.
    pub minima: bool,
    /// Whether the loss of the step's mini-batch is drawn over the surface, seen through.
    pub ghost: bool,
}

impl Default for SurfaceSpec {
    fn default() -> Self {
        let style = Style::default();
        Self {
            grid: [256, 256],
            height: None,
            loss_range: None,
            colormap: None,
            color_by: ColorBy::default(),
            color_scale: None,
            reference: None,
            iso_lines: style.iso_lines,
            wireframe: style.wireframe,
            opacity: f64::from(style.opacity),
            floor: style.floor,
            minima: style.show_minima,
            ghost: false,
        }
    }
}

/// The eye, the theme and the playhead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ViewSpec {
    /// How the surface and the same seen flat from above share the picture.
    pub layout: Arrangement,
    /// Whether a unit of one parameter is as long as one of the other in the flat view.
    pub equal: bool,
    /// The direction to look from.
    pub preset: View,
    /// Instead of the preset's: direction of the eye around the loss axis, degrees; -90 looks along +y.
    pub azimuth: Option<f64>,
    /// Instead of the preset's: direction of the eye above the horizon, degrees.
    pub elevation: Option<f64>,
    /// How much closer than where the whole box just fits; 1 shows the whole box.
    pub zoom: f64,
    /// The point at the centre of the picture, world units; `None` centres the box.
    pub target: Option<[f64; 3]>,
    /// Dark or light surroundings.
    pub theme: Theme,
    /// Names of the two axes, such as `x_1` and `\theta`; `None` takes those of the parameters.
    pub axes: Option<[String; 2]>,
    /// Name of the loss axis; `None` takes the metric's.
    pub loss_name: Option<String>,
    /// The step that is shown; `None` is the first in the window and the last in a picture.
    pub step: Option<f64>,
    /// The terms of the step shown; `None` draws nothing of them.
    pub terms: Option<TermsSpec>,
    /// Whether the paths of a network have stems from their shadows on the surface to their true losses.
    pub stems: bool,
    /// How many times as large as usual type and lines are in pictures and films.
    pub scale: f64,
}

impl Default for ViewSpec {
    fn default() -> Self {
        let (preset, theme) = (View::Iso, Theme::default());
        Self {
            layout: Arrangement::default(),
            equal: false,
            preset,
            azimuth: None,
            elevation: None,
            zoom: 1.0,
            target: None,
            theme,
            axes: None,
            loss_name: None,
            step: None,
            terms: None,
            stems: true,
            scale: 1.0,
        }
    }
}

impl ViewSpec {
    /// The camera that this asks for, in a picture of width over height `aspect` and over this floor.
    pub fn camera(&self, aspect: f32, floor: Floor) -> Camera {
        let (azimuth, elevation) = self.preset.angles();
        let radians = |degrees: f64| degrees.to_radians() as f32;
        let framed = Camera::framing(
            self.azimuth.map_or(azimuth, radians),
            self.elevation.map_or(elevation, radians),
            aspect,
            floor,
        );
        let target = self.target.map(|t| Vec3::from_array(t.map(|c| c as f32)));
        Camera {
            target: target.unwrap_or(framed.target),
            distance: (f64::from(framed.distance) / self.zoom) as f32,
            ..framed
        }
    }

    /// Asks for exactly `camera`, as long as `aspect` and floor stay the same.
    pub fn set_camera(&mut self, camera: &Camera, aspect: f32, floor: Floor) {
        let angles = (camera.azimuth, camera.elevation);
        let preset = View::ALL.into_iter().find(|view| view.angles() == angles);
        let degrees = |radians: f32| Some(f64::from(radians).to_degrees());
        (self.preset, self.azimuth, self.elevation) = match preset {
            Some(view) => (view, None, None),
            None => (View::Iso, degrees(camera.azimuth), degrees(camera.elevation)),
        };
        let framed = Camera::framing(camera.azimuth, camera.elevation, aspect, floor);
        let moved = camera.target != framed.target;
        self.target = moved.then(|| camera.target.to_array().map(f64::from));
        self.zoom = f64::from(framed.distance) / f64::from(camera.distance);
    }

    /// Whether the two ask for different cameras.
    pub fn differs_in_camera(&self, other: &Self) -> bool {
        let camera =
            |view: &Self| (view.preset, view.azimuth, view.elevation, view.zoom, view.target);
        camera(self) != camera(other)
    }

    pub(super) fn check(&self) -> Result<(), SpecError> {
        let angles = [("azimuth", self.azimuth), ("elevation", self.elevation)];
        for (key, degrees) in angles {
            if degrees.is_some_and(|d| !d.is_finite()) {
                return Err(SpecError::new(
                    format!("view.{key}"),
                    "an angle is a finite number of degrees",
                ));
            }
        }
        if self.elevation.is_some_and(|e| e.abs() > 90.0) {
            let message = "the elevation lies between -90 (from below) and 90 degrees (from above)";
            return Err(SpecError::new("view.elevation", message));
        }
        if !(0.01..=100.0).contains(&self.zoom) {
            let message = format!("the zoom lies between 0.01 and 100, not at {}", self.zoom);
            return Err(SpecError::new("view.zoom", message));
        }
        if self.target.is_some_and(|t| t.iter().any(|c| !c.is_finite())) {
            return Err(SpecError::new("view.target", "the target is three finite numbers"));
        }
        if self.step.is_some_and(|s| s.is_nan() || s < 0.0) {
            return Err(SpecError::new("view.step", "the step shown is a number from 0"));
        }
        if !(0.5..=4.0).contains(&self.scale) {
            let message = format!(
                "the scale of type and lines lies between 0.5 and 4, not at {}",
                self.scale
            );
            return Err(SpecError::new("view.scale", message));
        }
        Ok(())
    }
}

impl Spec {
    /// The samples of the surface over `domain`.
    pub(super) fn grid(&self, domain: Domain) -> Result<Grid, SpecError> {
        let [nx, ny] = self.surface.grid;
        if nx < 2 || ny < 2 {
            let message = format!(
                "a grid has at least 2 samples a side, its two ends; {nx} x {ny} has fewer"
            );
            return Err(SpecError::new("surface.grid", message));
        }
        if nx > MOST_SAMPLES || ny > MOST_SAMPLES {
            let message =
                format!("a grid has at most {MOST_SAMPLES} samples a side, not {nx} x {ny}");
            return Err(SpecError::new("surface.grid", message));
        }
        Ok(Grid { domain, nx, ny })
    }

    /// How the surface and its surroundings are drawn.
    pub(super) fn style(&self) -> Result<Style, SpecError> {
        let surface = &self.surface;
        if !(0.0..=1.0).contains(&surface.opacity) {
            let message = format!("the opacity lies between 0 and 1, not at {}", surface.opacity);
            return Err(SpecError::new("surface.opacity", message));
        }
        if let Some([low, high]) = surface.loss_range
            && !(low < high && (high - low).is_finite())
        {
            let message = format!(
                "the loss axis goes from a lower to a higher number, not from {low} to {high}"
            );
            return Err(SpecError::new("surface.loss_range", message));
        }
        if surface.iso_lines > 1000 {
            let message =
                format!("at most 1000 iso-lines can be told apart, not {}", surface.iso_lines);
            return Err(SpecError::new("surface.iso_lines", message));
        }
        Ok(Style {
            colormap: surface.colormap(),
            theme: self.view.theme,
            iso_lines: surface.iso_lines,
            iso_strength: 1.0,
            wireframe: surface.wireframe,
            opacity: surface.opacity as f32,
            floor: self.shown_floor(),
            show_minima: surface.minima,
            equal_axes: self.view.equal,
            scale: self.view.scale as f32,
            is_transparent: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_survives_the_way_into_a_spec_and_back() {
        let aspect = 16.0 / 9.0;
        let mut camera = Camera::framing(-0.3, 0.7, aspect, Floor::Map);
        for step in 0..20 {
            let mut view = ViewSpec::default();
            view.set_camera(&camera, aspect, Floor::Map);
            view.check().unwrap();
            assert_eq!(view.camera(aspect, Floor::Map), camera, "after {step} moves");
            camera.orbit(0.37, -0.11);
            camera.zoom(1.13, glam::Vec2::new(0.3, -0.2), aspect);
        }
    }

    #[test]
    fn a_preset_is_kept_by_name() {
        for preset in View::ALL {
            let (azimuth, elevation) = preset.angles();
            let mut view = ViewSpec::default();
            view.set_camera(
                &Camera::framing(azimuth, elevation, 1.5, Floor::Grid),
                1.5,
                Floor::Grid,
            );
            assert_eq!(view, ViewSpec { preset, ..ViewSpec::default() });
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        let domain = Domain {
            x: crate::objective::Interval { min: 0.0, max: 1.0 },
            y: crate::objective::Interval { min: 0.0, max: 1.0 },
        };
        for grid in [[0, 5], [1, 5], [5, 1], [70_000, 5]] {
            let spec =
                Spec { surface: SurfaceSpec { grid, ..SurfaceSpec::default() }, ..Spec::default() };
            assert_eq!(spec.grid(domain).unwrap_err().key, "surface.grid", "{grid:?}");
        }
    }
}
