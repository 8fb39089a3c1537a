//! A picture or film written beside the window: on a thread and a device of its own, so that neither waits for the other.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use egui::ColorImage;

use crate::gpu::{Gpu, Prefer};
use crate::record::{
    self, Background, Encoding, FilmOrder, FilmSettings, News, PictureFormat, StageTimes, Watch,
};
use crate::session::Session;
use crate::spec::{FilmSpec, Spec};
use crate::ui::{Estimate, Order, Writing};

/// A file under way. Dropped, it stops; nothing half written stays behind.
pub(super) struct Recording {
    thread: Option<JoinHandle<anyhow::Result<PathBuf>>>,
    watch: Watch,
    /// Drawn for each frame.
    megapixels: f64,
    /// The frame that was told of last.
    told: Option<u32>,
}

impl Recording {
    /// Starts to draw what the spec says.
    pub(super) fn start(spec: Spec, order: Order) -> Self {
        let watch = Watch::default().with_pictures();
        let megapixels = megapixels(&spec.film);
        let for_thread = watch.clone();
        let thread = Some(std::thread::spawn(move || write(spec, order, &for_thread)));
        Self { thread, watch, megapixels, told: None }
    }

    /// Asks it to stop at the next frame.
    pub(super) fn stop(&self) {
        self.watch.stop();
    }

    /// Holds it at the next frame, or lets it go on.
    pub(super) fn pause(&self, is_paused: bool) {
        self.watch.pause(is_paused);
    }

    /// How far the film is, if that has changed.
    pub(super) fn writing(&mut self) -> Option<Writing> {
        let News { done, frames, found, picture } = self.watch.news();
        if frames == 0 || self.told.replace(done) == Some(done) {
            return None;
        }
        let secs_a_frame = slowest(&self.watch) / f64::from(done - found);
        let secs_left = (done > found).then(|| secs_a_frame * f64::from(frames - done));
        let picture = picture
            .map(|picture| ColorImage::from_rgba_unmultiplied(picture.size_px, &picture.rgba));
        Some(Writing { done, frames, secs_left, picture })
    }

    /// How fast the film was, if there was enough of it to tell.
    pub(super) fn pace(&self) -> Option<Pace> {
        let News { done, found, .. } = self.watch.news();
        let megapixels = self.megapixels * f64::from(done.saturating_sub(found));
        (done > found + 4).then(|| Pace { secs_per_megapixel: slowest(&self.watch) / megapixels })
    }

    /// Where the file is, or why there is none; `None` while it is under way.
    pub(super) fn outcome(&mut self) -> Option<Result<PathBuf, String>> {
        let thread = self.thread.take_if(|thread| thread.is_finished())?;
        Some(match thread.join() {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the recording broke down".to_owned()),
        })
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            // Whoever drops it does not ask how it ended.
            let _ = thread.join();
        }
    }
}

/// How fast films are written here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// For a million of the pixels that are drawn.
    secs_per_megapixel: f64,
}

impl Pace {
    /// Before the first film: what a computer of two cores does, and a middling graphics card.
    pub(super) fn guess(gpu: &Gpu) -> Self {
        Self { secs_per_megapixel: if gpu.is_software() { 0.08 } else { 0.01 } }
    }

    /// What a film at this place will take.
    pub(super) fn estimate(self, film: &FilmSpec, path: &Path, ffmpeg: Option<String>) -> Estimate {
        let plain = FilmSettings::of(film);
        let settings =
            FilmSettings { encoding: Encoding { ffmpeg, ..plain.encoding.clone() }, ..plain };
        Estimate {
            bytes: record::estimated_bytes(path, &settings),
            free_bytes: record::free_bytes(path),
            secs: self.secs_per_megapixel * megapixels(film) * f64::from(film.frames()),
        }
    }
}

/// Millions of pixels that are drawn for one frame.
fn megapixels(film: &FilmSpec) -> f64 {
    let drawn = film.supersample * film.supersample * film.motion_blur;
    film.size.map(f64::from).iter().product::<f64>() * f64::from(drawn) / 1e6
}

/// The time that the slowest stage has been at work, seconds.
fn slowest(watch: &Watch) -> f64 {
    let StageTimes { draw, convert, encode } = watch.times();
    draw.max(convert).max(encode).as_secs_f64()
}

fn write(spec: Spec, order: Order, watch: &Watch) -> anyhow::Result<PathBuf> {
    let size_px = spec.film.size;
    let mut session = Session::new(spec)?;
    let adapter = || Gpu::headless(Prefer::Fast);
    match order {
        Order::Picture { path, .. } if PictureFormat::of(&path)?.is_figure() => {
            Ok(record::render_figure(&mut session, size_px, &path)?)
        }
        Order::Picture { path, is_transparent } => {
            let background =
                if is_transparent { Background::Transparent } else { Background::Theme };
            Ok(record::render_on(&adapter()?, &mut session, size_px, background, &path)?)
        }
        Order::Mesh(path) => Ok(record::write_mesh(Some(&adapter()?), &mut session, &path)?),
        Order::Film { path, ffmpeg } => {
            let order = FilmOrder { ffmpeg, ..FilmOrder::at(&path) };
            Ok(order.write(&adapter()?, &mut session, watch)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::spec::Origin;

    const SCENE: &str = "loss.name = 'booth'\nsurface.grid = [32, 24]\nruns.steps = 20\n\
                         film = { size = [160, 90], fps = 20, seconds = 1.0 }";

    fn spec() -> Spec {
        Spec::from_toml("test.toml", SCENE, Origin::default()).unwrap().0
    }

    fn order(path: &Path) -> Order {
        Order::Film { path: path.to_path_buf(), ffmpeg: None }
    }

    fn wait(recording: &mut Recording) -> Result<PathBuf, String> {
        loop {
            if let Some(outcome) = recording.outcome() {
                return outcome;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_film_of_the_window_is_that_of_the_command_line() {
        let Ok(gpu) = Gpu::headless(Prefer::Fast) else { return };
        let folder = tempfile::tempdir().unwrap();
        let [by_window, by_words] = ["a.mp4", "b.mp4"].map(|name| folder.path().join(name));
        let mut recording = Recording::start(spec(), order(&by_window));
        recording.pause(true);
        std::thread::sleep(Duration::from_millis(50));
        recording.pause(false);
        wait(&mut recording).unwrap();
        let writing = recording.writing().unwrap();
        assert_eq!((writing.done, writing.frames), (20, 20));
        assert_eq!(writing.picture.unwrap().size, [160, 90]);
        assert!(recording.pace().is_some_and(|pace| pace.secs_per_megapixel > 0.0));
        let mut session = Session::new(spec()).unwrap();
        FilmOrder::at(&by_words).write(&gpu, &mut session, &Watch::default()).unwrap();
        assert!(std::fs::read(by_window).unwrap() == std::fs::read(by_words).unwrap());
    }

    #[test]
    fn the_ending_of_a_picture_chooses_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let ask = |name: &str| {
            let order = Order::Picture { path: folder.path().join(name), is_transparent: false };
            wait(&mut Recording::start(spec(), order))
        };
        let svg = std::fs::read_to_string(ask("a.svg").unwrap()).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("</text>"));
        assert!(std::fs::read(ask("b.pdf").unwrap()).unwrap().starts_with(b"%PDF"));
        let said = ask("c.jpg").unwrap_err();
        assert!(said.contains(".png") && said.contains(".pdf"), "{said}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_film_that_is_cancelled_while_it_is_held_leaves_nothing() {
        if Gpu::headless(Prefer::Fast).is_err() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut recording = Recording::start(spec(), order(&folder.path().join("a.gif")));
        recording.pause(true);
        recording.stop();
        assert!(wait(&mut recording).unwrap_err().starts_with("interrupted"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
