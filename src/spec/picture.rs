//! How the surface, the view and the film are asked for.

use glam::Vec3;
use serde::{Deserialize, Serialize};

use super::{Spec, SpecError, TermsSpec};
use crate::objective::{Domain, HeightScale};
use crate::scene::flight::Flight;
use crate::scene::{Arrangement, Camera, Colormap, Floor, Grid, Style, Theme, View};

/// Samples of the surface along one side at most; what an adapter can hold is less, and it says so itself.
const MOST_SAMPLES: u32 = 65_536;
/// Pixels along one side of a picture at most.
const MOST_PIXELS: u32 = 16_384;
/// Length of a film at most: a day.
const MOST_SECONDS: f64 = 86_400.0;
/// Moments of a blurred frame at most; more are not told apart.
const MOST_MOMENTS: u32 = 64;

/// How the surface is sampled and drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SurfaceSpec {
    /// Samples along x and y.
    pub grid: [u32; 2],
    /// From loss to height; `None` takes the objective's hint, or what suits its values.
    pub height: Option<HeightScale>,
    /// Colours by height.
    pub colormap: Colormap,
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
            colormap: style.colormap,
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
    /// The step that is shown; `None` is the first in the window and the last in a picture.
    pub step: Option<f64>,
    /// The terms of the step shown; `None` draws nothing of them.
    pub terms: Option<TermsSpec>,
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
            step: None,
            terms: None,
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
        Ok(())
    }
}

/// Size, rate and camera path of films; the size of pictures too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilmSpec {
    /// The built-in flight.
    pub flight: Flight,
    /// Frames a second.
    pub fps: u32,
    /// Length in seconds.
    pub seconds: f64,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Fineness of an MP4, 0 (smallest file) to 100 (no visible loss).
    pub quality: u8,
    /// Whether a GIF mixes colours that its palette lacks.
    pub dither: bool,
    /// How often a GIF or an animated PNG plays; 0 is for ever.
    pub loops: u16,
    /// Pixels drawn along each side of one that is shown: 1, 2 or 4; of pictures too.
    pub supersample: u32,
    /// Moments that a frame is the mean of; 1 is sharp.
    pub motion_blur: u32,
}

impl Default for FilmSpec {
    fn default() -> Self {
        Self {
            flight: Flight::default(),
            fps: 30,
            seconds: 8.0,
            size: [1280, 720],
            quality: 75,
            dither: true,
            loops: 0,
            supersample: 1,
            motion_blur: 1,
        }
    }
}

impl FilmSpec {
    /// Number of frames, at least 1.
    pub fn frames(&self) -> u32 {
        ((f64::from(self.fps) * self.seconds).round() as u32).max(1)
    }

    /// The frame that is shown after `secs`, and how many there are.
    pub fn frame_at(&self, secs: f64) -> (u32, u32) {
        let frames = self.frames();
        (((secs * f64::from(self.fps)).round() as u32).min(frames - 1), frames)
    }

    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.size[0] as f32 / self.size[1] as f32
    }

    pub(super) fn check(&self) -> Result<(), SpecError> {
        if !(1..=240).contains(&self.fps) {
            let message = format!("a film has 1 to 240 frames a second, not {}", self.fps);
            return Err(SpecError::new("film.fps", message));
        }
        if !(self.seconds > 0.0 && self.seconds <= MOST_SECONDS) {
            let message = format!(
                "a film lasts more than 0 and at most {MOST_SECONDS} seconds, not {}",
                self.seconds
            );
            return Err(SpecError::new("film.seconds", message));
        }
        self.check_finish()?;
        let [width, height] = self.size;
        if !(16..=MOST_PIXELS).contains(&width) || !(16..=MOST_PIXELS).contains(&height) {
            let message =
                format!("a picture has 16 to {MOST_PIXELS} pixels a side, not {width} x {height}");
            return Err(SpecError::new("film.size", message));
        }
        Ok(())
    }
}

impl FilmSpec {
    /// Checks what makes films finer.
    fn check_finish(&self) -> Result<(), SpecError> {
        if self.quality > 100 {
            let message = format!("the quality lies between 0 and 100, not at {}", self.quality);
            return Err(SpecError::new("film.quality", message));
        }
        if ![1, 2, 4].contains(&self.supersample) {
            let message = format!(
                "1, 2 or 4 pixels are drawn along a side of one that is shown, not {}",
                self.supersample
            );
            return Err(SpecError::new("film.supersample", message));
        }
        if !(1..=MOST_MOMENTS).contains(&self.motion_blur) {
            let message = format!(
                "a frame is the mean of 1 (sharp) to {MOST_MOMENTS} moments, not {}",
                self.motion_blur
            );
            return Err(SpecError::new("film.motion_blur", message));
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
        if surface.iso_lines > 1000 {
            let message =
                format!("at most 1000 iso-lines can be told apart, not {}", surface.iso_lines);
            return Err(SpecError::new("surface.iso_lines", message));
        }
        Ok(Style {
            colormap: surface.colormap,
            theme: self.view.theme,
            iso_lines: surface.iso_lines,
            iso_strength: 1.0,
            wireframe: surface.wireframe,
            opacity: surface.opacity as f32,
            floor: surface.floor,
            show_minima: surface.minima,
            equal_axes: self.view.equal,
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
        for size in [[0, 720], [1280, 8], [20_000, 720]] {
            let film = FilmSpec { size, ..FilmSpec::default() };
            assert_eq!(film.check().unwrap_err().key, "film.size", "{size:?}");
        }
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            let film = FilmSpec { seconds, ..FilmSpec::default() };
            assert_eq!(film.check().unwrap_err().key, "film.seconds", "{seconds}");
        }
    }
}
