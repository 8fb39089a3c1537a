//! The way of a film's eye through the world, with little cameras, as lines to be drawn.

use glam::Vec3;

use crate::scene::Camera;

/// Pieces of the way.
const PIECES: usize = 400;
/// Size of a little camera in world units.
const SIZE: f32 = 0.14;
/// Width and height of its picture, shares of its length.
const PICTURE: [f32; 2] = [0.42, 0.26];

/// Lines in world space.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rail {
    /// The eye's way, one line between two cuts.
    pub ways: Vec<Vec<Vec3>>,
    /// A little camera each.
    pub cameras: Vec<Vec<Vec3>>,
}

impl Rail {
    /// Little cameras along a built-in flight.
    pub(super) const CAMERAS: usize = 12;

    /// The way of `eye` over `secs` seconds, broken at the cuts.
    pub(super) fn along(
        secs: f64,
        cuts: &[f64],
        cameras: &[Camera],
        eye: impl Fn(f64) -> Vec3,
    ) -> Self {
        let mut ways = vec![Vec::new()];
        let mut before = 0.0;
        for k in 0..=PIECES {
            let at = secs * k as f64 / PIECES as f64;
            if cuts.iter().any(|cut| (before..at).contains(cut)) && k > 0 {
                ways.push(Vec::new());
            }
            if let Some(way) = ways.last_mut() {
                way.push(eye(at));
            }
            before = at;
        }
        Self { ways, cameras: cameras.iter().map(little).collect() }
    }
}

/// A pyramid with its tip in the eye, drawn in one stroke.
fn little(camera: &Camera) -> Vec<Vec3> {
    let eye = camera.eye_in_world();
    let ahead = (camera.target - eye).normalize_or_zero() * SIZE;
    let (right, up) = camera.right_up();
    let corner =
        |x: f32, y: f32| eye + ahead + SIZE * (x * PICTURE[0] * right + y * PICTURE[1] * up);
    let [a, b, c, d] = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    vec![a, b, c, d, a, eye, b, c, eye, d]
}
