//! The orbit camera: plain maths, no input and no GPU.
//!
//! Angles follow the plotting convention: the eye stands in direction
//! `(cos elevation * cos azimuth, cos elevation * sin azimuth, sin elevation)` from the target.

use std::f32::consts::{FRAC_PI_2, PI, TAU};

use glam::{Mat3, Mat4, Quat, Vec2, Vec3, camera::rh};

use super::Floor;
use super::world::BOX_HEIGHT;

/// Vertical angle of view, radians.
const FOV_Y: f32 = 28.0 * PI / 180.0;
const MAX_ELEVATION: f32 = FRAC_PI_2;
/// Where a flat eye is, for what asks from which side it looks; world units above the plane.
const FAR_ABOVE: f32 = 100.0;
/// A flat eye sees this far above and below the plane, world units.
const FLAT_DEPTH: f32 = 3.0;
/// The least share of the domain's side that a flat eye shows.
const LEAST_SHOWN: f32 = 1e-3;

/// A named direction of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// From the front right, above.
    Iso,
    /// Straight down, `x` right and `y` up.
    Top,
    /// Along `+y`.
    Front,
    /// Along `-x`.
    Side,
}

impl View {
    /// All views, in the order of their keys.
    pub const ALL: [Self; 4] = [Self::Iso, Self::Top, Self::Front, Self::Side];

    /// The name on the command line and in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::Top => "top",
            Self::Front => "front",
            Self::Side => "side",
        }
    }

    /// Azimuth and elevation, radians.
    pub fn angles(self) -> (f32, f32) {
        match self {
            Self::Iso => (-57f32.to_radians(), 40f32.to_radians()),
            Self::Top => (-FRAC_PI_2, FRAC_PI_2),
            Self::Front => (-FRAC_PI_2, 8f32.to_radians()),
            Self::Side => (0.0, 8f32.to_radians()),
        }
    }
}

/// How an eye sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lens {
    /// In perspective.
    #[default]
    Perspective,
    /// Straight down and without perspective: the plane fills the picture as on paper, whatever its shape.
    Flat,
}

/// An eye that orbits a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// How it sees.
    pub lens: Lens,
    /// The point at the centre of the picture, in world space.
    pub target: Vec3,
    /// Direction of the eye around `z`, radians; `-pi/2` looks along `+y`.
    pub azimuth: f32,
    /// Direction of the eye above the horizon, radians, in `-pi/2..=pi/2`.
    pub elevation: f32,
    /// From the target to the eye, world units; of a flat one, half of the side of what it shows.
    pub distance: f32,
}

impl Camera {
    /// Looks straight down at the whole domain, as on paper.
    pub const FLAT: Self = Self {
        lens: Lens::Flat,
        target: Vec3::ZERO,
        azimuth: -FRAC_PI_2,
        elevation: FRAC_PI_2,
        distance: 1.0,
    };

    /// Looks at the whole box, from the floor to the top, from the given direction; `aspect` is width over height of the picture.
    pub fn framing(azimuth: f32, elevation: f32, aspect: f32, floor: Floor) -> Self {
        let mut camera = Self::orbiting(box_centre(floor), azimuth, elevation, 1.0);
        for _ in 0..4 {
            camera.distance = camera.fitting_distance(aspect, floor);
            camera.target += camera.off_centre(aspect, floor);
        }
        camera.distance = camera.fitting_distance(aspect, floor);
        camera
    }

    /// Looks at `target` in perspective.
    pub fn orbiting(target: Vec3, azimuth: f32, elevation: f32, distance: f32) -> Self {
        Self { lens: Lens::Perspective, target, azimuth, elevation, distance }
    }

    /// Looks at the whole box so that nothing of it leaves the picture at any azimuth: for a steady orbit.
    pub fn framing_all_around(elevation: f32, aspect: f32, floor: Floor) -> Self {
        let mut camera = Self::orbiting(box_centre(floor), 0.0, elevation, 1.0);
        camera.distance = (0..48)
            .map(|k| {
                Self { azimuth: TAU * k as f32 / 48.0, ..camera }.fitting_distance(aspect, floor)
            })
            .fold(0.0, f32::max);
        camera
    }

    /// Looks from an eye at a target, both in world space. From exactly above, `y` is up in the picture.
    pub fn looking(eye: Vec3, target: Vec3) -> Self {
        let back = eye - target;
        let along = back.truncate().length();
        let azimuth = if along > 0.0 { back.y.atan2(back.x) } else { -FRAC_PI_2 };
        Self::orbiting(target, azimuth, back.z.atan2(along), back.length().max(1e-3))
    }

    /// The distance from which a ball of this radius around the target fills the picture; `aspect` is width over height.
    pub fn around(radius: f32, aspect: f32) -> f32 {
        radius / (0.5 * FOV_Y).tan().min((0.5 * FOV_Y).tan() * aspect).atan().sin()
    }

    /// The eye's orientation: from view space (right, up, towards the eye) to world space.
    pub fn world_from_view(&self) -> Quat {
        let (right, up) = self.right_up();
        Quat::from_mat3(&Mat3::from_cols(right, up, self.back()))
    }

    /// The camera without roll that comes nearest to an orientation (view space to world space): it keeps the picture's
    /// horizontal horizontal.
    pub fn oriented(eye: Vec3, world_from_view: Quat, distance: f32) -> Self {
        let (right, back) = (world_from_view * Vec3::X, world_from_view * Vec3::Z);
        let azimuth = (-right.x).atan2(right.y);
        let along = back.truncate().dot(Vec2::from_angle(azimuth));
        let mut camera = Self::orbiting(eye, azimuth, back.z.atan2(along), distance);
        camera.target = eye - distance * camera.back();
        camera
    }

    /// Unit vector from the target to the eye.
    pub(super) fn back(&self) -> Vec3 {
        let (sin_a, cos_a) = self.azimuth.sin_cos();
        let (sin_e, cos_e) = self.elevation.sin_cos();
        Vec3::new(cos_e * cos_a, cos_e * sin_a, sin_e)
    }

    /// Unit vectors to the right and up in the picture, in world space.
    pub fn right_up(&self) -> (Vec3, Vec3) {
        let (sin_a, cos_a) = self.azimuth.sin_cos();
        let right = Vec3::new(-sin_a, cos_a, 0.0);
        (right, self.back().cross(right))
    }

    /// The eye in world space.
    pub fn eye_in_world(&self) -> Vec3 {
        match self.lens {
            Lens::Perspective => self.target + self.distance * self.back(),
            Lens::Flat => self.target + FAR_ABOVE * Vec3::Z,
        }
    }

    /// From world to view space (right, up, towards the eye).
    pub fn view_from_world(&self) -> Mat4 {
        let (_, up) = self.right_up();
        rh::view::look_at_mat4(self.eye_in_world(), self.target, up)
    }

    /// From world to clip space, depth 0 at the near plane.
    pub fn clip_from_world(&self, aspect: f32) -> Mat4 {
        if self.lens == Lens::Flat {
            return self.clip_from_plane();
        }
        let near = (self.distance - 4.0).max(self.distance * 0.02);
        let far = self.distance + 8.0;
        rh::proj::directx::perspective(FOV_Y, aspect, near, far) * self.view_from_world()
    }

    /// The plane as it lies, depth from 0 at `FLAT_DEPTH` above it to 1 as far below.
    fn clip_from_plane(&self) -> Mat4 {
        let scale = Vec3::new(1.0 / self.distance, 1.0 / self.distance, -0.5 / FLAT_DEPTH);
        let centre = Vec3::new(self.target.x, self.target.y, 0.0);
        Mat4::from_translation(0.5 * Vec3::Z)
            * Mat4::from_scale(scale)
            * Mat4::from_translation(-centre)
    }

    /// The ray through a place in the picture, `ndc` from -1 to 1, y up: origin and unit direction in world space.
    pub fn ray(&self, ndc: Vec2, aspect: f32) -> (Vec3, Vec3) {
        if self.lens == Lens::Flat {
            let at = self.target.truncate() + self.distance * ndc;
            return (at.extend(FAR_ABOVE), -Vec3::Z);
        }
        let world_from_clip = self.clip_from_world(aspect).inverse();
        let eye = self.eye_in_world();
        let far = world_from_clip.project_point3(ndc.extend(0.5));
        (eye, (far - eye).normalize())
    }

    /// Turns around the target, radians.
    pub fn orbit(&mut self, azimuth: f32, elevation: f32) {
        self.azimuth = (self.azimuth + azimuth + PI).rem_euclid(TAU) - PI;
        self.elevation = (self.elevation + elevation).clamp(-MAX_ELEVATION, MAX_ELEVATION);
    }

    /// Height of what the picture shows at the distance of the target, world units.
    pub fn height_at_target(&self) -> f32 {
        match self.lens {
            Lens::Perspective => 2.0 * self.distance * (0.5 * FOV_Y).tan(),
            Lens::Flat => 2.0 * self.distance,
        }
    }

    /// Moves the target so that the picture follows the pointer; `delta` in heights of the picture, y down.
    pub fn pan(&mut self, delta: Vec2) {
        let (right, up) = self.right_up();
        self.target += (up * delta.y - right * delta.x) * self.height_at_target();
    }

    /// Comes closer by `factor` (above 1), keeping the world point under `ndc` in place.
    pub fn zoom(&mut self, factor: f32, ndc: Vec2, aspect: f32) {
        let (right, up) = self.right_up();
        let half_height = (0.5 * FOV_Y).tan();
        let before = self.distance;
        self.distance = (before / factor).clamp(0.15, 60.0);
        let shift = (before - self.distance) * half_height;
        self.target += (right * ndc.x * aspect + up * ndc.y) * shift;
    }

    /// Moves what a flat eye shows so that the picture follows the pointer; `delta` in normalised device coordinates. What
    /// lies outside the domain stays out of the picture.
    pub fn slide(&mut self, delta: Vec2) {
        self.target -= (self.distance * delta).extend(0.0);
        let most = Vec3::new(1.0 - self.distance, 1.0 - self.distance, 0.0);
        self.target = self.target.clamp(-most, most);
    }

    /// Brings a flat eye closer by `factor` (above 1), keeping the place under `ndc` where it is; the domain stays the most
    /// that is shown.
    pub fn magnify(&mut self, factor: f32, ndc: Vec2) {
        let before = self.distance;
        self.distance = (before / factor).clamp(LEAST_SHOWN, 1.0);
        self.target += ((before - self.distance) * ndc).extend(0.0);
        self.slide(Vec2::ZERO);
    }

    /// A camera `blend` of the way from `self` to `goal`, the azimuth by the shorter turn.
    pub fn towards(&self, goal: &Self, blend: f32) -> Self {
        let turn = (goal.azimuth - self.azimuth + PI).rem_euclid(TAU) - PI;
        Self {
            lens: goal.lens,
            target: self.target.lerp(goal.target, blend),
            azimuth: self.azimuth + turn * blend,
            elevation: self.elevation + (goal.elevation - self.elevation) * blend,
            distance: self.distance * (goal.distance / self.distance).powf(blend),
        }
    }

    fn fitting_distance(&self, aspect: f32, floor: Floor) -> f32 {
        let (right, up) = self.right_up();
        let (back, half_height) = (self.back(), (0.5 * FOV_Y).tan());
        box_corners(floor)
            .map(|corner| {
                let offset = corner - self.target;
                let sideways = offset.dot(right).abs() / (half_height * aspect);
                offset.dot(back) + sideways.max(offset.dot(up).abs() / half_height)
            })
            .fold(0.0, f32::max)
    }

    /// How far the target must move, in the picture's plane, to bring the box to the middle.
    fn off_centre(&self, aspect: f32, floor: Floor) -> Vec3 {
        let clip = self.clip_from_world(aspect);
        let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
        for corner in box_corners(floor) {
            let ndc = clip.project_point3(corner).truncate();
            (low, high) = (low.min(ndc), high.max(ndc));
        }
        let centre = 0.5 * (low + high) * self.distance * (0.5 * FOV_Y).tan();
        let (right, up) = self.right_up();
        right * centre.x * aspect + up * centre.y
    }
}

fn box_centre(floor: Floor) -> Vec3 {
    Vec3::new(0.0, 0.0, 0.5 * (BOX_HEIGHT + floor.z()))
}

/// The eight corners of the box in world space, from the floor to the top.
pub fn box_corners(floor: Floor) -> impl Iterator<Item = Vec3> {
    (0..8).map(move |k| {
        let pick = |bit: u32, low: f32, high: f32| if k >> bit & 1 == 0 { low } else { high };
        Vec3::new(pick(0, -1.0, 1.0), pick(1, -1.0, 1.0), pick(2, floor.z(), BOX_HEIGHT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framing_keeps_every_corner_in_the_picture() {
        for view in View::ALL {
            for aspect in [0.6, 1.0, 16.0 / 9.0, 3.0] {
                let (azimuth, elevation) = view.angles();
                let camera = Camera::framing(azimuth, elevation, aspect, Floor::Map);
                let clip = camera.clip_from_world(aspect);
                for corner in box_corners(Floor::Map) {
                    let ndc = clip.project_point3(corner);
                    assert!(ndc.x.abs() < 1.001 && ndc.y.abs() < 1.001, "{view:?} {aspect}: {ndc}");
                    assert!((0.0..1.0).contains(&ndc.z), "{view:?} {aspect}: depth {}", ndc.z);
                }
            }
        }
    }

    #[test]
    fn the_top_view_has_x_right_and_y_up() {
        let (azimuth, elevation) = View::Top.angles();
        let camera = Camera::framing(azimuth, elevation, 1.0, Floor::Grid);
        let clip = camera.clip_from_world(1.0);
        let (a, b) =
            (clip.project_point3(Vec3::ZERO), clip.project_point3(Vec3::new(0.5, 0.25, 0.0)));
        assert!(b.x > a.x && b.y > a.y, "{a} {b}");
    }

    #[test]
    fn a_camera_is_known_by_its_eye_and_its_orientation() {
        for (azimuth, elevation) in [(0.3, 0.5), (-2.9, -0.7), (3.1, 0.0), (-1.2, FRAC_PI_2)] {
            let target = Vec3::new(0.2, -0.1, 0.4);
            let camera = Camera::orbiting(target, azimuth, elevation, 3.0);
            let back = Camera::oriented(camera.eye_in_world(), camera.world_from_view(), 3.0);
            let apart = (back.target - target).length()
                + (back.eye_in_world() - camera.eye_in_world()).length();
            assert!(apart < 1e-5, "{back:?} {camera:?}");
            assert!((back.azimuth - azimuth).abs() < 1e-4, "{back:?} {camera:?}");
            if elevation < 1.5 {
                let looking = Camera::looking(camera.eye_in_world(), target);
                assert!((looking.azimuth - azimuth).abs() < 1e-5, "{looking:?} {camera:?}");
            }
        }
    }

    #[test]
    fn a_flat_eye_shows_the_domain_as_on_paper() {
        let mut camera = Camera::FLAT;
        for aspect in [0.5, 1.0, 3.0] {
            let clip = camera.clip_from_world(aspect);
            assert_eq!(clip.project_point3(Vec3::new(-1.0, 1.0, 0.0)), Vec3::new(-1.0, 1.0, 0.5));
            let (low, high) = (clip.project_point3(Vec3::ZERO), clip.project_point3(Vec3::Z));
            assert!(high.z < low.z && low.truncate() == high.truncate());
        }
        let ndc = Vec2::new(0.5, -0.25);
        let before = camera.ray(ndc, 1.0).0;
        camera.magnify(4.0, ndc);
        assert!((camera.ray(ndc, 1.0).0 - before).length() < 1e-4);
        camera.slide(Vec2::new(-100.0, 0.0));
        assert_eq!(camera.target.x, 0.75, "what is shown ends where the domain ends");
        camera.magnify(1e-3, ndc);
        assert_eq!(camera, Camera::FLAT);
    }

    #[test]
    fn zoom_keeps_the_point_under_the_pointer() {
        let mut camera = Camera::framing(-1.0, 0.6, 1.5, Floor::Grid);
        let ndc = Vec2::new(0.4, -0.3);
        let (origin, direction) = camera.ray(ndc, 1.5);
        let depth = camera.distance / -direction.dot(camera.back());
        let point = origin + depth * direction;
        camera.zoom(1.7, ndc, 1.5);
        let after = camera.clip_from_world(1.5).project_point3(point).truncate();
        assert!((after - ndc).length() < 1e-4, "{after}");
    }
}
