//! What passes between a film in the making and whoever watches it: stop, pause, and how far it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::times::Clocks;
use super::{FilmSettings, Interrupt, StageTimes};

/// Sides of the picture that is shown while a film is written, at most, pixels.
const SHOWN_PX: usize = 320;
/// Time between looks at whether a pause is over.
const PAUSE_LOOK: Duration = Duration::from_millis(20);

/// Watches one film. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    interrupt: Interrupt,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_paused: AtomicBool,
    wants_pictures: AtomicBool,
    news: Mutex<News>,
    clocks: Mutex<Arc<Clocks>>,
}

/// How far a film is.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Frames done.
    pub done: u32,
    /// Frames altogether; 0 before the film has begun.
    pub frames: u32,
    /// Frames that were there when the film began: those of an interrupted folder.
    pub found: u32,
    /// The last frame drawn, made small; only where pictures are wanted.
    pub picture: Option<Arc<SmallPicture>>,
}

/// A frame made small.
#[derive(Debug)]
pub struct SmallPicture {
    /// Pixels across and down.
    pub size_px: [usize; 2],
    /// RGBA8 sRGB, opaque, row-major, top row first.
    pub rgba: Vec<u8>,
}

impl From<Interrupt> for Watch {
    fn from(interrupt: Interrupt) -> Self {
        Self { interrupt, ..Self::default() }
    }
}

impl Watch {
    /// Keeps a small picture of the frame under way from now on.
    #[must_use]
    pub fn with_pictures(self) -> Self {
        self.shared.wants_pictures.store(true, Ordering::Relaxed);
        self
    }

    /// Asks to stop at the next frame.
    pub fn stop(&self) {
        self.interrupt.request();
    }

    /// Whether someone asked to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.interrupt.requested()
    }

    /// Holds the film at the next frame, or lets it go on.
    pub fn pause(&self, is_paused: bool) {
        self.shared.is_paused.store(is_paused, Ordering::Relaxed);
    }

    /// How far the film is.
    #[must_use]
    pub fn news(&self) -> News {
        self.lock_news().clone()
    }

    /// How long each stage has been at work.
    #[must_use]
    pub fn times(&self) -> StageTimes {
        self.shared.clocks.lock().unwrap_or_else(PoisonError::into_inner).read()
    }

    /// Waits while the film is paused; false when it is to stop.
    pub(super) fn lets_go_on(&self) -> bool {
        while self.shared.is_paused.load(Ordering::Relaxed) && !self.is_stopped() {
            std::thread::sleep(PAUSE_LOOK);
        }
        !self.is_stopped()
    }

    pub(super) fn begin(&self, found: u32, frames: u32, clocks: &Arc<Clocks>) {
        *self.lock_news() = News { done: found, frames, found, picture: None };
        *self.shared.clocks.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(clocks);
    }

    /// Takes note of a frame that was drawn.
    pub(super) fn note(&self, done: u32, rgba: &[u8], settings: &FilmSettings) {
        let wants_picture = self.shared.wants_pictures.load(Ordering::Relaxed);
        let picture = wants_picture.then(|| Arc::new(SmallPicture::of(rgba, settings)));
        let mut news = self.lock_news();
        (news.done, news.picture) = (done, picture);
    }

    fn lock_news(&self) -> MutexGuard<'_, News> {
        self.shared.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SmallPicture {
    /// Means of square blocks of pixels; a rim narrower than a block is left out.
    fn of(rgba: &[u8], settings: &FilmSettings) -> Self {
        let [width, height] = [settings.width_px, settings.height_px].map(|n| n as usize);
        let side = width.max(height).div_ceil(SHOWN_PX).min(width).min(height);
        let size_px = [width / side, height / side];
        let mut small = Vec::with_capacity(4 * size_px[0] * size_px[1]);
        for (y, x) in (0..size_px[1]).flat_map(|y| (0..size_px[0]).map(move |x| (y, x))) {
            let mut sums = [0; 3];
            for row in side * y..side * (y + 1) {
                let start = 4 * (row * width + side * x);
                for pixel in rgba[start..start + 4 * side].chunks_exact(4) {
                    (0..3).for_each(|channel| sums[channel] += usize::from(pixel[channel]));
                }
            }
            small.extend(sums.map(|sum| (sum / (side * side)) as u8));
            small.push(u8::MAX);
        }
        Self { size_px, rgba: small }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Encoding;

    #[test]
    fn small_pictures_are_means_of_blocks() {
        let settings = FilmSettings {
            width_px: 642,
            height_px: 4,
            fps: 1,
            frames: 1,
            encoding: Encoding::DEFAULT,
        };
        // Columns 0, 3, 6, ... differ from their neighbours; blocks are 3 pixels wide.
        let rgba: Vec<u8> = (0..642 * 4)
            .flat_map(|index| [if index % 642 % 3 == 0 { 90 } else { 0 }, 60, 7, 0])
            .collect();
        let small = SmallPicture::of(&rgba, &settings);
        assert_eq!(small.size_px, [214, 1]);
        assert_eq!(small.rgba, [30, 60, 7, 255].repeat(214));
    }

    #[test]
    fn a_stopped_film_does_not_wait_for_the_end_of_a_pause() {
        let watch = Watch::default();
        watch.pause(true);
        watch.stop();
        assert!(!watch.lets_go_on());
    }
}
