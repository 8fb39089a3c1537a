//! Films of a session: its first and last frame, and what the encoded stream costs in memory.

use fallline::record::{
    Background, FilmOrder, FilmSettings, RecordError, Watch, record_film, render_moment,
};
use fallline::session::Session;
use fallline::spec::{Origin, Spec};

use crate::card::{CARD, names_in};
use crate::common::gpu;
use crate::mp4::read_mp4;
use crate::png::read_png;

const SCENE: &str = "loss.name = 'booth'\nsurface.grid = [64, 48]\nruns.steps = 40\n                     film = { size = [320, 180], fps = 24, seconds = 0.5 }";

fn session() -> Session {
    Session::new(Spec::from_toml("test.toml", SCENE, Origin::default()).unwrap().0).unwrap()
}

#[test]
fn the_first_and_the_last_frame_are_the_pictures_of_their_times() {
    let Some(gpu) = gpu() else { return };
    let folder = tempfile::tempdir().unwrap();
    let [frames, film] = ["frames/", "film.mp4"].map(|name| folder.path().join(name));
    for path in [&frames, &film] {
        FilmOrder::at(path).write(&gpu, &mut session(), &Watch::default()).unwrap();
    }
    let film = read_mp4(&film);
    assert_eq!((film.pictures.len(), film.length_secs), (12, 0.5));
    for (frame, secs) in [(0, 0.0), (11, 11.0 / 24.0)] {
        let path = folder.path().join("moment.png");
        render_moment(&gpu, &mut session(), [320, 180], secs, Background::Theme, &path).unwrap();
        let want = read_png(&path);
        let lossless = read_png(&frames.join(format!("frame-{frame:05}.png")));
        assert!(lossless.pixels == want.pixels, "frame {frame}");
        // Chroma has half the resolution and the quantiser is 24: edges are off, the picture is not.
        let pairs = film.pictures[frame].pixels.iter().zip(&want.pixels);
        let off: u64 =
            pairs.map(|(a, b)| (0..3).map(|c| u64::from(a[c].abs_diff(b[c]))).sum::<u64>()).sum();
        let mean = off as f64 / f64::from(3 * 320 * 180);
        assert!(mean < 3.0, "frame {frame} is {mean} levels off");
    }
}

#[test]
fn an_order_written_twice_is_the_same_bytes_and_a_folder_goes_on_by_scene() {
    let Some(gpu) = gpu() else { return };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, session: &mut Session| {
        FilmOrder::at(&folder.path().join(name)).write(&gpu, session, &Watch::default())
    };
    let [first, second] =
        ["a.mp4", "b.mp4"].map(|name| std::fs::read(write(name, &mut session()).unwrap()).unwrap());
    assert!(first == second);
    write("frames/", &mut session()).unwrap();
    assert!(write("frames/", &mut session()).is_ok(), "the same film is there already");
    let other = SCENE.replace("booth", "beale");
    let other = Spec::from_toml("test.toml", &other, Origin::default()).unwrap().0;
    let said = write("frames/", &mut Session::new(other).unwrap()).unwrap_err();
    assert!(matches!(said, RecordError::StrangeFrames { frames: 12, .. }), "{said}");
}

/// The stream of a long film is on the disk, not in memory, while the film is made.
#[test]
fn the_encoded_stream_does_not_wait_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("noise.mp4");
    let settings = FilmSettings { width_px: 320, height_px: 240, fps: 60, frames: 120, ..CARD };
    let (mut state, mut seen_bytes) = (1_u32, 0);
    record_film::<RecordError>(&path, &settings, &Watch::default(), |frame, rgba| {
        for byte in rgba {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (state >> 24) as u8;
        }
        if frame == 100 {
            let part = folder.path().join(&names_in(folder.path())[0]);
            seen_bytes = part.metadata().unwrap().len();
        }
        Ok(())
    })
    .unwrap();
    let whole = path.metadata().unwrap().len();
    assert!(whole > 1_000_000, "noise is hard to encode: {whole}");
    // 100 of 120 frames are drawn; up to ten of them wait between the threads.
    assert!(seen_bytes > whole * 85 / 120, "{seen_bytes} of {whole} bytes were on the disk");
}
