//! Supersampling and motion blur are means in linear light, as computed here once more.

use fallline::gpu::{Gpu, OverlayPainter, ReadBack, Renderer, Target};
use fallline::overlay::Layout;
use fallline::record::{Smoothness, Studio};
use fallline::scene::Scene;

use crate::common::gpu;
use crate::picture::session;

const SIZE_PX: [u32; 2] = [160, 90];
/// No run: nothing is written that changes with the time.
const SCENE: &str = "loss.name = 'rastrigin'\nsurface.grid = [64, 48]\nrun = []";

fn linear(encoded: u8) -> f64 {
    let value = f64::from(encoded) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn encoded(linear: f64) -> f64 {
    255.0
        * if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        }
}

/// The scene drawn `side` times as large, without the studio.
fn drawn(gpu: &Gpu, scene: &Scene, side: u32) -> Vec<u8> {
    let size_px = SIZE_PX.map(|n| side * n);
    let (target, mut renderer) = (Target::new(gpu, size_px).unwrap(), Renderer::new(gpu));
    let layout = Layout::of_picture(SIZE_PX, scene).magnified(side);
    renderer.wait_field(0, scene).unwrap();
    renderer.draw(0, scene, &layout, &target);
    OverlayPainter::new(gpu).paint(gpu, scene, &layout, &target);
    let mut read_back = ReadBack::new(size_px);
    read_back.begin(gpu, &target);
    let mut rgba = vec![0; 4 * (size_px[0] * size_px[1]) as usize];
    read_back.take(gpu, &mut rgba).unwrap();
    rgba
}

/// The mean of pictures `side` times as large, channel by channel.
fn mean(pictures: &[Vec<u8>], side: u32) -> Vec<f64> {
    let [width, height] = SIZE_PX.map(|n| n as usize);
    let side = side as usize;
    let at = |picture: &[u8], x: usize, y: usize, c: usize| {
        linear(picture[4 * (y * side * width + x) + c])
    };
    let count = (pictures.len() * side * side) as f64;
    let mut means = Vec::new();
    for (y, x, c) in
        (0..height).flat_map(|y| (0..width).flat_map(move |x| (0..3).map(move |c| (y, x, c))))
    {
        let block = (0..side * side).map(|k| (side * x + k % side, side * y + k / side));
        let sum: f64 =
            block.flat_map(|(x, y)| pictures.iter().map(move |picture| at(picture, x, y, c))).sum();
        means.push(encoded(sum / count));
    }
    means
}

/// The adapter computes powers in f32, to a few hundredths of a level, and rounds.
fn assert_is(rgba: &[u8], want: &[f64]) {
    let channels = rgba.chunks_exact(4).flat_map(|pixel| &pixel[..3]);
    for (index, (got, want)) in channels.zip(want).enumerate() {
        let off = (f64::from(*got) - want).abs();
        assert!(off <= 0.6, "channel {index}: {got} for {want}");
    }
    assert_eq!(rgba.len() / 4 * 3, want.len());
}

#[test]
fn supersampling_is_the_mean_of_a_larger_picture() {
    let Some(gpu) = gpu() else { return };
    for side in [2, 4] {
        let mut session = session(SCENE);
        let smoothness = Smoothness { supersample: side, moments: 1 };
        let mut studio = Studio::with_smoothness(&gpu, SIZE_PX, smoothness).unwrap();
        studio.prepare(&mut session).unwrap();
        session.settle();
        let mut rgba = vec![0; 4 * (SIZE_PX[0] * SIZE_PX[1]) as usize];
        for _ in 0..2 {
            studio.begin(&session).unwrap();
            studio.take(&mut rgba).unwrap();
            assert_is(&rgba, &mean(&[drawn(&gpu, &session.scene(), side)], side));
        }
    }
}

#[test]
fn motion_blur_is_the_mean_of_moments_of_half_a_frame() {
    let Some(gpu) = gpu() else { return };
    let (moments, frame, frames) = (4, 3, 30);
    let mut session = session(SCENE);
    let smoothness = Smoothness { supersample: 2, moments };
    let mut studio = Studio::with_smoothness(&gpu, SIZE_PX, smoothness).unwrap();
    studio.prepare(&mut session).unwrap();
    studio.begin_frame(&mut session, frame, frames).unwrap();
    let mut rgba = vec![0; 4 * (SIZE_PX[0] * SIZE_PX[1]) as usize];
    studio.take(&mut rgba).unwrap();
    let moment = |moment: u32| {
        // An eighth of the frame's time apart.
        session.film_frame(8 * frame + moment, 8 * frames);
        drawn(&gpu, &session.scene(), 2)
    };
    let pictures: Vec<_> = (0..moments).map(moment).collect();
    assert!(pictures[0] != pictures[3], "the camera moves");
    assert_is(&rgba, &mean(&pictures, 2));
}

#[test]
fn a_blurred_frame_begins_at_its_own_time() {
    let Some(gpu) = gpu() else { return };
    let take = |moments| {
        let mut session = session(SCENE);
        let smoothness = Smoothness { supersample: 1, moments };
        let mut studio = Studio::with_smoothness(&gpu, SIZE_PX, smoothness).unwrap();
        studio.prepare(&mut session).unwrap();
        studio.begin_frame(&mut session, 5, 12).unwrap();
        session.scene().camera
    };
    // The last of two moments is a quarter of a frame later.
    let (sharp, blurred) = (take(1), take(2));
    let later = blurred.azimuth - sharp.azimuth;
    assert!((later - std::f32::consts::TAU / 48.0).abs() < 1e-5, "{later}");
}
