//! The shapes of `shaders/glyph.wgsl` that have corners, around their centre; y points down.

use std::f32::consts::{FRAC_PI_4, TAU};

use egui::emath::Rot2;
use egui::{Vec2, vec2};

/// An arrow head that points along x, with a notched back; of radius 1, as the diamond.
pub(super) const ARROW: [Vec2; 4] =
    [vec2(1.0, 0.0), vec2(-0.85, 0.78), vec2(-0.45, 0.0), vec2(-0.85, -0.78)];
pub(super) const DIAMOND: [Vec2; 4] =
    [vec2(1.0, 0.0), vec2(0.0, 1.0), vec2(-1.0, 0.0), vec2(0.0, -1.0)];

pub(super) fn scaled<const N: usize>(corners: &[Vec2; N], radius: f32) -> [Vec2; N] {
    corners.map(|corner| radius * corner)
}

/// Two bars across each other, turned by an eighth; half as wide as this share of the radius.
pub(super) fn cross(radius: f32, half_share: f32) -> [Vec2; 12] {
    let half = half_share * radius;
    let quarter = [vec2(half, half), vec2(half, radius), vec2(-half, radius)];
    let turned = |k: usize, at: Vec2| (0..k).fold(at, |at, _| vec2(-at.y, at.x));
    let eighth = Rot2::from_angle(FRAC_PI_4);
    std::array::from_fn(|k| eighth * turned(k / 3, quarter[k % 3]))
}

/// Five points, one up.
pub(super) fn star(radius: f32) -> [Vec2; 10] {
    std::array::from_fn(|k| {
        let (sin, cos) = (TAU * k as f32 / 10.0).sin_cos();
        let reach = if k % 2 == 0 { radius } else { 0.45 * radius };
        reach * vec2(sin, -cos)
    })
}

/// Three sides as far from the centre, one of them level and below it.
pub(super) fn triangle(radius: f32) -> [Vec2; 3] {
    let inner = 0.56 * radius;
    let centre = vec2(0.0, -0.12 * radius);
    let half = inner * 3.0_f32.sqrt();
    [vec2(0.0, -2.0 * inner), vec2(half, inner), vec2(-half, inner)].map(|corner| centre + corner)
}
