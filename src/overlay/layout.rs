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
    /// The part that the box is fitted to; cards lie around it.
    pub free: Rect,
    /// Pixels per point; lines and type scale with it.
    pub pixels_per_point: f32,
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
        let pixels_per_point = place.type_scale * Self::frame_of(size_px).1;
        let [[left, top], [right, bottom]] = place.corners_px(size_px);
        let size = vec2((right - left) as f32, (bottom - top) as f32);
        let frame = Rect::from_min_size(Pos2::ZERO, size / pixels_per_point);
        Self::new(frame, pixels_per_point, scene)
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

    /// For a part of a window.
    pub fn new(frame: Rect, pixels_per_point: f32, scene: &Scene) -> Self {
        if scene.camera.lens == Lens::Flat {
            return Self { frame, free: super::flat::free(frame, scene), pixels_per_point };
        }
        let margin = 22.0_f32.min(0.05 * frame.width());
        let right = if scene.fit.is_some() {
            (0.27 * frame.width()).min(330.0)
        } else {
            (0.13 * frame.width()).min(130.0)
        };
        // A narrow picture has no room beside the legend, so the box goes below it.
        let narrow = ((1100.0 - frame.width()) / 400.0).clamp(0.0, 1.0);
        let legend = super::cards::legend_height(scene);
        let top =
            (0.1 * frame.height()).min(64.0) + narrow * (0.8 * legend).min(0.2 * frame.height());
        let bottom = (0.09 * frame.height()).min(58.0);
        let left = margin + 44.0;
        let mut free =
            Rect::from_min_max(frame.min + vec2(left, top), frame.max - vec2(right, bottom));
        if free.width() < 40.0 || free.height() < 40.0 {
            free = frame;
        }
        Self { frame, free, pixels_per_point }
    }

    /// Width and height of the whole picture in pixels.
    pub fn size_px(&self) -> glam::Vec2 {
        let size = self.frame.size() * self.pixels_per_point;
        glam::vec2(size.x, size.y).round()
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

    /// The part of a flat picture that the plane fills, widened by `over` points: left, top, width and height in pixels.
    pub fn plane_px(&self, over: f32) -> [u32; 4] {
        let plane =
            self.free.expand(over).intersect(self.frame).translate(-self.frame.min.to_vec2());
        let px = |points: f32| (points * self.pixels_per_point).round() as u32;
        let [left, top] = [px(plane.min.x), px(plane.min.y)];
        [left, top, px(plane.max.x) - left, px(plane.max.y) - top]
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
