//! Where things go in a picture: the frame, the part of it that the box is fitted to, and the map from world to both.

use egui::{Pos2, Rect, Vec2, pos2, vec2};
use glam::{Mat4, Vec3, Vec4};

use crate::scene::{Camera, Lens, Place, Scene};

/// Width of a picture that is drawn at one pixel a point.
const BASE_WIDTH_PX: f32 = 1280.0;
const BASE_HEIGHT_PX: f32 = 720.0;

/// The places of a picture, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// The whole picture.
    pub frame: Rect,
    /// The part above the strip of curves: where surface, axes and cards are.
    pub view: Rect,
    /// The part that the box is fitted to; cards lie around it.
    pub free: Rect,
    /// Pixels per point; lines and type scale with it.
    pub pixels_per_point: f32,
    /// The part of the picture that is drawn; `None` is all of it.
    pub tile: Option<Tile>,
}

/// A part of a picture that is too large to be drawn in one go. It may reach beyond the picture's edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Left and top, pixels of the picture.
    pub origin_px: [u32; 2],
    /// Width and height, pixels.
    pub size_px: [u32; 2],
}

impl Layout {
    /// Points that heads and marks may reach over the frame of a flat view, where they stand at its edge.
    pub const MARK_REACH: f32 = 9.0;

    /// For a file of the given size in pixels: type shrinks slower than the picture, so that small ones stay legible.
    pub fn of_picture(size_px: [u32; 2], scene: &Scene) -> Self {
        Self::of_pane(size_px, Place::WHOLE, scene)
    }

    /// For one pane of a file of the given size in pixels; its frame begins at the pane's own corner.
    pub fn of_pane(size_px: [u32; 2], place: Place, scene: &Scene) -> Self {
        let pixels_per_point = place.type_scale * scene.style.scale * Self::frame_of(size_px).1;
        let [[left, top], [right, bottom]] = place.corners_px(size_px);
        let size = vec2((right - left) as f32, (bottom - top) as f32);
        let frame = Rect::from_min_size(Pos2::ZERO, size / pixels_per_point);
        let mut view = frame;
        view.max.y -= super::curves::strip_height(frame, scene);
        Self { frame, ..Self::around(view, pixels_per_point, scene, scene.probe.is_some()) }
    }

    /// The frame of a file of the given size in pixels, in points, and the pixels per point.
    pub fn frame_of(size_px: [u32; 2]) -> (Rect, f32) {
        let [width, height] = size_px.map(|n| n as f32);
        let relative = (width / BASE_WIDTH_PX).min(height / BASE_HEIGHT_PX);
        let pixels_per_point = if relative < 1.0 { relative.sqrt() } else { relative };
        (Rect::from_min_size(Pos2::ZERO, vec2(width, height) / pixels_per_point), pixels_per_point)
    }

    /// The same picture, `times` as large in pixels.
    #[must_use]
    pub fn magnified(self, times: u32) -> Self {
        Self { pixels_per_point: self.pixels_per_point * times as f32, ..self }
    }

    /// A part of the same picture.
    #[must_use]
    pub fn tile(self, tile: Option<Tile>) -> Self {
        Self { tile, ..self }
    }

    /// For a part of a window, which has its curves below. A click that probes does not move the surface under the pointer:
    /// what the probe reads lies over it, if need be.
    pub fn new(frame: Rect, pixels_per_point: f32, scene: &Scene) -> Self {
        Self::around(frame, pixels_per_point, scene, false)
    }

    fn around(frame: Rect, pixels_per_point: f32, scene: &Scene, beside_probe: bool) -> Self {
        if scene.camera.lens == Lens::Flat {
            let free = super::flat::free(frame, scene);
            return Self { frame, view: frame, free, pixels_per_point, tile: None };
        }
        let margin = 22.0_f32.min(0.05 * frame.width());
        let right = if scene.fit.is_some() || super::column::has_cards(scene) {
            (0.27 * frame.width()).min(330.0)
        } else {
            (0.13 * frame.width()).min(130.0)
        };
        let right = right + super::magnitude_bar::room(scene).min(0.1 * frame.width());
        // A narrow picture has no room beside the legend, so the box goes below it.
        let narrow = ((1100.0 - frame.width()) / 400.0).clamp(0.0, 1.0);
        let legend = super::legend::height(scene, frame);
        // Nor is there any above the loss axis, beside what a probe reads.
        let below = if beside_probe { narrow * 0.2 * frame.height() } else { 0.0 };
        // Nor beside the words of a plane.
        let words = super::plane_card::height(scene, frame);
        let beside = narrow * (0.8 * legend.max(words)).min(0.2 * frame.height());
        let top = (0.1 * frame.height()).min(64.0) + beside.max(below);
        let bottom = (0.09 * frame.height()).min(58.0);
        // What a probe reads stands left of the loss axis.
        let share = if beside_probe { 0.07 + 0.11 * narrow } else { 0.0 };
        let left = margin + 44.0 + share * frame.width();
        let mut free =
            Rect::from_min_max(frame.min + vec2(left, top), frame.max - vec2(right, bottom));
        if free.width() < 40.0 || free.height() < 40.0 {
            free = frame;
        }
        Self { frame, view: frame, free, pixels_per_point, tile: None }
    }

    /// Where words over the ground may stand: in a flat view within its axes.
    pub(super) fn ground(&self, scene: &Scene) -> Rect {
        if scene.camera.lens == Lens::Flat { self.free } else { self.view }
    }

    /// Width and height of the whole picture in pixels.
    pub fn size_px(&self) -> glam::Vec2 {
        let size = self.frame.size() * self.pixels_per_point;
        glam::vec2(size.x, size.y).round()
    }

    /// Width and height of what is drawn of it, pixels.
    pub fn drawn_px(&self) -> glam::Vec2 {
        self.tile.map_or(self.size_px(), |tile| glam::UVec2::from(tile.size_px).as_vec2())
    }

    /// From the clip space of the whole picture to that of the part that is drawn.
    pub fn tile_from_clip(&self) -> Mat4 {
        let Some(tile) = self.tile else { return Mat4::IDENTITY };
        let [origin, size] =
            [tile.origin_px, tile.size_px].map(|pair| glam::UVec2::from(pair).as_vec2());
        let scale = self.size_px() / size;
        let shift = scale - 1.0 - 2.0 * origin / size;
        Mat4::from_cols(
            Vec4::new(scale.x, 0.0, 0.0, 0.0),
            Vec4::new(0.0, scale.y, 0.0, 0.0),
            Vec4::Z,
            Vec4::new(shift.x, -shift.y, 0.0, 1.0),
        )
    }

    /// Width over height of the part that the box is fitted to.
    pub fn aspect(&self) -> f32 {
        self.free.width() / self.free.height()
    }

    /// From world to the clip space of the whole picture: the camera looks at the middle of the free part.
    pub fn clip_from_world(&self, camera: &Camera) -> Mat4 {
        let scale = self.free.size() / self.frame.size();
        let centre = (self.free.center() - self.frame.min) / self.frame.size();
        let shift = vec2(2.0 * centre.x - 1.0, 1.0 - 2.0 * centre.y);
        let clip_from_free = Mat4::from_cols(
            Vec4::new(scale.x, 0.0, 0.0, 0.0),
            Vec4::new(0.0, scale.y, 0.0, 0.0),
            Vec4::Z,
            Vec4::new(shift.x, shift.y, 0.0, 1.0),
        );
        clip_from_free * camera.clip_from_world(self.aspect())
    }

    /// The part of a flat picture that the plane fills, widened by `over` points: left, top, width and height in pixels of
    /// what is drawn.
    pub fn plane_px(&self, over: f32) -> [u32; 4] {
        let plane =
            self.free.expand(over).intersect(self.frame).translate(-self.frame.min.to_vec2());
        let drawn = self.drawn_px();
        let [left, top] = self.tile.map_or([0, 0], |tile| tile.origin_px).map(|n| n as f32);
        let px = |points: f32, from: f32, most: f32| {
            ((points * self.pixels_per_point).round() - from).clamp(0.0, most) as u32
        };
        let low = [px(plane.min.x, left, drawn.x), px(plane.min.y, top, drawn.y)];
        let high = [px(plane.max.x, left, drawn.x), px(plane.max.y, top, drawn.y)];
        [low[0], low[1], high[0] - low[0], high[1] - low[1]]
    }

    /// Where a world position falls, in points; `None` behind the eye.
    pub fn project(&self, camera: &Camera, position: Vec3) -> Option<Pos2> {
        let clip = self.clip_from_world(camera) * position.extend(1.0);
        (clip.w > 1e-3).then(|| {
            let ndc = vec2(clip.x, -clip.y) / clip.w;
            self.frame.min + 0.5 * (ndc + Vec2::splat(1.0)) * self.frame.size()
        })
    }

    /// Normalised device coordinates of the camera, y up, for a place in points.
    pub fn ndc(&self, at: Pos2) -> glam::Vec2 {
        let share = (at - self.free.center()) / (0.5 * self.free.size());
        glam::vec2(share.x, -share.y)
    }

    /// A place `right` and `down` of the picture's corner, clamped to it.
    pub fn corner(&self, right: f32, down: f32) -> Pos2 {
        pos2(self.frame.min.x + right, self.frame.min.y + down)
    }
}
