//! Films: camera and playhead as functions of the time alone.

use std::f32::consts::TAU;

use super::Session;
use crate::scene::Camera;
use crate::spec::Flight;

/// Share of a film in which the runs play; then the result rests.
const PLAYING_SHARE: f64 = 0.8;

impl Session {
    /// Sets camera and playhead for frame `frame` of `frames`, after all runs are computed.
    ///
    /// Frame `frames`, which is not shown, would equal frame 0 in its camera: a looped film turns without a halt.
    pub fn film_frame(&mut self, frame: u32, frames: u32) {
        self.finish_runs();
        let time = f64::from(frame) / f64::from(frames.max(1));
        self.playhead.playing = false;
        self.playhead.seek(self.length() as f64 * (time / PLAYING_SHARE).min(1.0), self.length());
        let view = &self.spec.view;
        let begin = view.camera(self.aspect, self.style.floor);
        self.eye.goal = match self.spec.film.flight {
            Flight::Turn => {
                let around =
                    Camera::framing_all_around(begin.elevation, self.aspect, self.style.floor);
                Camera {
                    azimuth: begin.azimuth + TAU * time as f32,
                    distance: around.distance / view.zoom as f32,
                    target: if view.target.is_some() { begin.target } else { around.target },
                    ..around
                }
            }
        };
        self.follow_playhead();
        self.settle();
    }
}
