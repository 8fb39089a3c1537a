//! What holds for every picture and film, whatever they look like.

use fallline::record::{Encoding, FilmSettings, Studio, Watch, record, render};

use fallline::session::{Command, FilmCommand};

use crate::common::gpu;
use crate::picture::{Picture, session};

const SMALL: &str = "loss.name = 'booth'\nsurface.grid = [64, 48]\nruns.steps = 40";

#[test]
fn odd_sizes_are_drawn() {
    let Some(gpu) = gpu() else { return };
    for size_px in [[333, 77], [16, 16], [17, 401], [1, 1]] {
        let picture = Picture::of(&gpu, SMALL, size_px);
        assert_eq!(picture.pixels().count(), (size_px[0] * size_px[1]) as usize);
        let first = picture.pixels().next().unwrap();
        let drawn = picture.pixels().filter(|pixel| *pixel != first).count();
        assert!(size_px == [1, 1] || drawn > 10, "{size_px:?}: {drawn} pixels are not background");
    }
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let Some(gpu) = gpu() else { return };
    let noisy = format!("{SMALL}\nruns.noise = 0.5\nruns.seed = 7");
    let draw = || Picture::of(&gpu, &noisy, [320, 180]);
    assert!(draw() == draw());
}

#[test]
fn a_studio_draws_the_same_bytes_after_another_loss() {
    let Some(gpu) = gpu() else { return };
    let size_px = [160, 90];
    let mut studio = Studio::new(&gpu, size_px).unwrap();
    let mut draw = |toml: &str| {
        let mut session = session(toml);
        studio.prepare(&mut session).unwrap();
        session.settle();
        Picture::now(&mut studio, &session, size_px)
    };
    let first = draw(SMALL);
    let other = draw("loss.name = 'rastrigin'\nsurface = { grid = [96, 96], colormap = 'turbo' }");
    assert!(first != other);
    assert!(first == draw(SMALL), "nothing of the other loss stays behind");
}

#[test]
fn a_ghost_is_seen_through_and_moves_with_the_step() {
    let Some(gpu) = gpu() else { return };
    // A run that stands still: between two steps, nothing in the middle of the picture moves but the ghost.
    let scene = |ghost: bool, step: u32| {
        format!(
            "fit = {{ model = 'a*x + b', parameters = ['a', 'b'], \
             synthetic = {{ truth = {{ a = 1, b = 2 }}, noise = 3.0 }} }}\nview.step = {step}\n\
             run = [{{ optimizer = 'sgd', lr = 0 }}]\nruns = {{ steps = 5, batch = 4 }}\n\
             surface = {{ grid = [64, 48], ghost = {ghost} }}"
        )
    };
    let [width, height] = [320, 180];
    let middle = |picture: &Picture| -> Vec<[u8; 3]> {
        let is_middle = |at: usize| {
            (width / 8..width / 2).contains(&(at % width))
                && at / width > height / 5
                && at / width < height * 4 / 5
        };
        picture
            .pixels()
            .enumerate()
            .filter(|(at, _)| is_middle(*at))
            .map(|(_, pixel)| pixel)
            .collect()
    };
    let draw = |ghost, step| middle(&Picture::of(&gpu, &scene(ghost, step), [320, 180]));
    let differing =
        |one: &[[u8; 3]], other: &[[u8; 3]]| one.iter().zip(other).filter(|(a, b)| a != b).count();
    let (bare, haunted) = (draw(false, 0), draw(true, 0));
    assert_eq!(differing(&bare, &draw(false, 3)), 0, "without a ghost nothing moves");
    assert_eq!(differing(&haunted, &draw(true, 0)), 0, "the same step has the same ghost");
    let (shown, moved) = (differing(&bare, &haunted), differing(&haunted, &draw(true, 3)));
    assert!(shown > 0 && moved > 0, "{shown} pixels of the ghost, {moved} move");
    // Seen through: what it covers is mixed, not replaced by one colour.
    let covered = bare.iter().zip(&haunted).filter(|(a, b)| a != b).map(|(_, pixel)| *pixel);
    let colors: std::collections::HashSet<_> = covered.collect();
    assert!(colors.len() > shown / 4, "{} colours in {shown} pixels", colors.len());
}

#[test]
fn a_rendered_file_holds_the_drawn_picture() {
    let Some(gpu) = gpu() else { return };
    let size_px = [160, 90];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    render(&gpu, &mut session(SMALL), size_px, &path).unwrap();
    let file = Picture::read(&path).unwrap();
    assert_eq!(file.size_px, size_px);
    assert!(file.pixels().eq(Picture::of(&gpu, SMALL, size_px).pixels()));
}

#[test]
fn every_film_frame_is_the_picture_of_its_time() {
    let Some(gpu) = gpu() else { return };
    let size_px = [160, 90];
    let settings = FilmSettings {
        width_px: size_px[0],
        height_px: size_px[1],
        fps: 10,
        frames: 4,
        encoding: Encoding::DEFAULT,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film");
    std::fs::create_dir(&path).unwrap();
    record(&gpu, &mut session(SMALL), &settings, &Watch::default(), &path).unwrap();
    // Drawn in another order: a frame depends on its time, not on the frames before it.
    for frame in [2, 0, 3, 1] {
        let mut session = session(SMALL);
        let mut studio = Studio::new(&gpu, size_px).unwrap();
        studio.prepare(&mut session).unwrap();
        session.film_frame(frame, settings.frames);
        let picture = Picture::now(&mut studio, &session, size_px);
        let file = Picture::read(&path.join(format!("frame-{frame:05}.png"))).unwrap();
        assert!(file.pixels().eq(picture.pixels()), "frame {frame}");
    }
}

#[test]
fn the_preview_is_the_film_to_the_pixel() {
    let Some(gpu) = gpu() else { return };
    let size_px = [160, 90];
    let teaching = "\n[[flight.key]]\ntime = 0\nheight = 0.3\ntext = 'low'\n\
        [[flight.key]]\ntime = 2\nheight = 1\ncounter = true\nview = 'front'\nruns = [1]";
    for (flight, keys) in [("reveal", ""), ("follow", ""), ("orbit", teaching)] {
        let toml = format!("film.flight = '{flight}'\n{SMALL}{keys}");
        let (mut film, mut preview) = (session(&toml), session(&toml));
        let mut studio = Studio::new(&gpu, size_px).unwrap();
        studio.prepare(&mut film).unwrap();
        film.film_at(1.75);
        let filmed = Picture::now(&mut studio, &film, size_px);
        let mut studio = Studio::new(&gpu, size_px).unwrap();
        studio.prepare(&mut preview).unwrap();
        // In the window, wall time passes and the user has wandered about in film and runs before.
        preview.apply(Command::Film(FilmCommand::TogglePlay)).unwrap();
        preview.advance(0.4);
        preview.apply(Command::Film(FilmCommand::Leave)).unwrap();
        preview.apply(Command::Scrub(3.0)).unwrap();
        preview.apply(Command::Film(FilmCommand::Seek(1.75))).unwrap();
        assert!(filmed == Picture::now(&mut studio, &preview, size_px), "{flight}");
    }
}

#[test]
fn what_a_film_hides_is_not_drawn() {
    let Some(gpu) = gpu() else { return };
    let size_px = [320, 180];
    let base = "loss.name = 'booth'\nsurface.grid = [64, 48]\nruns.steps = 40\n";
    let with = |more: &str| {
        let mut session = session(&format!("{base}{more}"));
        let mut studio = Studio::new(&gpu, size_px).unwrap();
        studio.prepare(&mut session).unwrap();
        session.film_at(8.0);
        // The legend keeps the names; what is compared is below it.
        session.scene()
    };
    let shown = with("[[flight.key]]\ntime = 0\nruns = []");
    assert!(shown.paths.iter().all(|path| path.style.opacity == 0.0));
    let hidden = Picture::of_scene(&gpu, &shown, size_px);
    let mut without = shown.clone();
    without.paths.clear();
    without.marks.retain(|mark| mark.opacity > 0.0);
    assert!(hidden == Picture::of_scene(&gpu, &without, size_px), "hidden is as good as gone");
    assert!(hidden != Picture::of_scene(&gpu, &with(""), size_px));
    let (bare, captioned) =
        (with(""), with("[[flight.key]]\ntime = 0\ntext = 'So far'\ncounter = true"));
    let (a, b) =
        (Picture::of_scene(&gpu, &bare, size_px), Picture::of_scene(&gpu, &captioned, size_px));
    let differing = a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count();
    assert!(differing > 500, "the lower third is there: {differing} pixels");
}

#[test]
fn a_rail_stands_in_the_world() {
    let Some(gpu) = gpu() else { return };
    let size_px = [320, 180];
    let mut session = session(SMALL);
    for azimuth in [0.0, 1.0, 1.0] {
        session.apply(Command::Orbit { azimuth, elevation: 0.0 }).unwrap();
        session.apply(Command::AddKey).unwrap();
    }
    session.apply(Command::Zoom { factor: 0.3, ndc: glam::Vec2::ZERO }).unwrap();
    session.settle();
    let bare = Picture::of_scene(&gpu, &session.scene(), size_px);
    session.apply(Command::Film(FilmCommand::ShowRail(true))).unwrap();
    let railed = Picture::of_scene(&gpu, &session.scene(), size_px);
    let differing = bare.pixels().zip(railed.pixels()).filter(|(a, b)| a != b).count();
    assert!(differing > 200, "{differing} pixels of rail and cameras");
}

#[test]
fn a_loss_that_is_nowhere_finite_says_so_in_the_picture() {
    let Some(gpu) = gpu() else { return };
    let session = session("loss.formula = 'sqrt(-1 - x^2)'\nrun = []");
    let scene = session.scene();
    assert!(scene.captions.warning.is_some());
    let with = Picture::of_scene(&gpu, &scene, [640, 360]);
    let mut silent = scene;
    silent.captions.warning = None;
    let without = Picture::of_scene(&gpu, &silent, [640, 360]);
    // The words stand on a card in the middle of the picture.
    let row = 640 * 180;
    let changed =
        with.pixels().zip(without.pixels()).skip(row).take(640).filter(|(a, b)| a != b).count();
    assert!(changed > 100, "{changed} pixels of the middle row");
}
