//! Where words may stand: the places that are taken already.
//!
//! What is written over the surface asks in turn, the surer first: cards, names of axes, numbers, labels. Each takes the
//! first of its wishes that meets nothing. Nothing is remembered between pictures, so the same scene has the same places.

use egui::{Rect, Vec2};

/// Rectangles that are taken, in points.
pub(super) struct Places {
    frame: Rect,
    taken: Vec<Rect>,
}

impl Places {
    /// All of a frame is free.
    pub(super) fn new(frame: Rect) -> Self {
        Self { frame, taken: Vec::new() }
    }

    /// The right end of the frame.
    pub(super) fn right(&self) -> f32 {
        self.frame.max.x
    }

    /// Takes a place, whatever stands there.
    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Whether a place lies within the frame and meets nothing.
    pub(super) fn is_free(&self, rect: Rect) -> bool {
        self.frame.contains_rect(rect) && !self.taken.iter().any(|other| other.intersects(rect))
    }

    /// Takes the first free place of those wished for; which one, and where.
    pub(super) fn first_free(
        &mut self,
        wishes: impl IntoIterator<Item = Rect>,
    ) -> Option<(usize, Rect)> {
        let found = wishes.into_iter().enumerate().find(|(_, rect)| self.is_free(*rect))?;
        self.take(found.1);
        Some(found)
    }

    /// The shift that brings a place inside the frame.
    pub(super) fn inside(&self, rect: Rect) -> Vec2 {
        let low = (self.frame.min - rect.min).max(Vec2::ZERO);
        let high = (self.frame.max - rect.max).min(Vec2::ZERO);
        low + high
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn square(x: f32, y: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(10.0, 10.0))
    }

    #[test]
    fn the_first_free_wish_is_taken() {
        let mut places = Places::new(Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 50.0)));
        places.take(square(0.0, 0.0));
        let wishes = [square(5.0, 5.0), square(95.0, 0.0), square(20.0, 0.0), square(40.0, 0.0)];
        assert_eq!(places.first_free(wishes), Some((2, wishes[2])));
        assert_eq!(places.first_free(wishes), Some((3, wishes[3])));
        assert_eq!(places.first_free(wishes), None);
    }

    #[test]
    fn what_leaves_the_frame_is_brought_back() {
        let places = Places::new(Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 50.0)));
        for (x, y) in [(-3.0, 5.0), (95.0, 45.0), (5.0, -9.0)] {
            let rect = square(x, y);
            assert!(places.is_free(rect.translate(places.inside(rect))));
        }
        assert_eq!(places.inside(square(1.0, 1.0)), Vec2::ZERO);
    }
}
