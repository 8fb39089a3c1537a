//! How much of the runs is shown.

/// Seconds that the whole length takes to play, unless a speed is chosen.
const WHOLE_LENGTH_SECS: f64 = 8.0;

/// A place in the runs, fractional steps, that moves while it plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Playhead {
    /// The step shown.
    pub(super) step: f64,
    /// Whether it moves.
    pub(super) playing: bool,
    /// Steps a second; `None` plays the whole length in eight seconds.
    pub(super) speed: Option<f64>,
}

impl Playhead {
    pub(super) fn at(step: f64) -> Self {
        Self { step, playing: false, speed: None }
    }

    /// Steps a second in runs of `length` steps.
    pub(super) fn steps_per_sec(&self, length: u64) -> f64 {
        self.speed.unwrap_or(length as f64 / WHOLE_LENGTH_SECS)
    }

    /// Moves by the time that passed; waits at `computed`, the last step that is known, and stops at `length`.
    pub(super) fn advance(&mut self, elapsed_secs: f64, computed: u64, length: u64) {
        if !self.playing {
            return;
        }
        let reached = self.step + self.steps_per_sec(length) * elapsed_secs;
        self.step = reached.min(computed.max(self.step as u64) as f64);
        if self.step >= length as f64 {
            (self.step, self.playing) = (length as f64, false);
        }
    }

    /// Starts to move; from the beginning when it stands at the end.
    pub(super) fn play(&mut self, length: u64) {
        if self.step >= length as f64 {
            self.step = 0.0;
        }
        self.playing = length > 0;
    }

    /// Pauses on a step, clamped to the runs.
    pub(super) fn seek(&mut self, step: f64, length: u64) {
        self.step = if step.is_nan() { 0.0 } else { step.clamp(0.0, length as f64) };
    }

    /// Pauses on the next whole step.
    pub(super) fn forward(&mut self, length: u64) {
        self.playing = false;
        self.seek(self.step.floor() + 1.0, length);
    }

    /// Pauses on the previous whole step.
    pub(super) fn back(&mut self, length: u64) {
        self.playing = false;
        self.seek(self.step.ceil() - 1.0, length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_plays_at_its_speed_waits_for_the_runs_and_stops_at_the_end() {
        let mut head = Playhead { speed: Some(10.0), ..Playhead::at(0.0) };
        head.play(20);
        head.advance(0.5, 20, 20);
        assert_eq!(head.step, 5.0);
        head.advance(1.0, 8, 20);
        assert_eq!((head.step, head.playing), (8.0, true), "waits for the runs");
        head.advance(10.0, 20, 20);
        assert_eq!((head.step, head.playing), (20.0, false));
        head.play(20);
        assert_eq!((head.step, head.playing), (0.0, true), "plays again");
    }

    #[test]
    fn single_steps_land_on_whole_steps() {
        let mut head = Playhead::at(3.4);
        head.forward(5);
        assert_eq!(head.step, 4.0);
        head.back(5);
        assert_eq!(head.step, 3.0);
        head.seek(3.4, 5);
        head.back(5);
        assert_eq!(head.step, 3.0);
        head.seek(f64::INFINITY, 5);
        head.forward(5);
        assert_eq!(head.step, 5.0);
    }

    #[test]
    fn without_runs_there_is_nothing_to_play() {
        let mut head = Playhead::at(0.0);
        head.play(0);
        assert!(!head.playing);
    }
}
