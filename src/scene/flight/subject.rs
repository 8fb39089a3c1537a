//! What a flight is flown around: all that it fits itself to.

use std::sync::Arc;

use super::course::Course;
use super::ground::Ground;
use crate::scene::{Camera, Floor};

/// What a flight fits itself to.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Length of the film in seconds.
    pub secs: f64,
    /// Steps of the longest run.
    pub steps: f64,
    /// The scene's own view.
    pub view: Camera,
    /// Width over height of the part of the picture that the box is fitted to.
    pub aspect: f32,
    /// What lies under the surface.
    pub floor: Floor,
    /// The ground that the eye stays above.
    pub ground: Arc<Ground>,
    /// The runs' ways over the surface.
    pub courses: Vec<Course>,
    /// How many `[[run]]`s there are; several courses may be of one.
    pub runs: usize,
}

impl Subject {
    /// The run that gets lowest, among those that stay in the picture if there are any; of equals the one with the
    /// longer way.
    pub(super) fn best(&self) -> Option<&Course> {
        let rank = |course: &Course| (course.is_broken, course.lowest, -course.length());
        self.courses.iter().filter(|course| !course.points.is_empty()).min_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2))
        })
    }

    /// The camera from these angles that sees the whole box, as close as the scene's own view is to it.
    pub(super) fn framing(&self, azimuth: f32, elevation: f32) -> Camera {
        Camera::framing(azimuth, elevation, self.aspect, self.floor)
    }
}
