//! Frames a second of films, stage by stage and as a whole; and of the conversion alone.
//!
//! `cargo bench --bench film` prints a line for the README's table after criterion's own; with
//! `-- yuv` only the conversion is measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group};
use fallline::gpu::{Gpu, Prefer};
use fallline::record::{
    Encoding, FilmSettings, RecordError, Studio, Watch, Yuv420, record, record_film,
};
use fallline::session::Session;
use fallline::spec::Spec;

const SIZES_PX: [[u32; 2]; 2] = [[1280, 720], [1920, 1080]];
const FRAMES: u32 = 48;

fn settings([width_px, height_px]: [u32; 2]) -> FilmSettings {
    FilmSettings { width_px, height_px, fps: 30, frames: FRAMES, encoding: Encoding::DEFAULT }
}

fn session() -> Session {
    let (spec, _) = Spec::load("default").expect("the default scene is built in");
    let mut session = Session::new(spec).expect("the default scene is well formed");
    session.finish_runs();
    session
}

/// A frame that is neither flat nor noise.
fn frame(settings: &FilmSettings) -> Vec<u8> {
    (0..settings.frame_bytes()).map(|index| (index / 4 % 251 + index % 4 * 60) as u8).collect()
}

fn yuv(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("yuv");
    group.throughput(Throughput::Elements(1));
    for size_px @ [width, height] in SIZES_PX {
        let (rgba, mut planes) = (frame(&settings(size_px)), Vec::new());
        let yuv = Yuv420::new(width as usize, height as usize);
        group.bench_function(format!("{width}x{height}"), |bencher| {
            bencher.iter(|| yuv.fill(black_box(&rgba), &mut planes));
        });
    }
    group.finish();
}

/// Frames a second of drawing alone and of reading back alone.
fn draw_and_read_back(gpu: &Gpu, settings: &FilmSettings) -> Result<[f64; 2], RecordError> {
    let mut session = session();
    let mut studio = Studio::new(gpu, [settings.width_px, settings.height_px])?;
    studio.prepare(&mut session)?;
    let mut rgba = vec![0; settings.frame_bytes()];
    let [mut draw, mut read_back] = [Duration::ZERO; 2];
    for frame in 0..FRAMES {
        let begun = Instant::now();
        studio.begin_frame(&mut session, frame, FRAMES)?;
        gpu.wait("a frame was drawn")?;
        draw += begun.elapsed();
        let drawn = Instant::now();
        studio.take(&mut rgba)?;
        read_back += drawn.elapsed();
    }
    Ok([draw, read_back].map(rate))
}

fn rate(time: Duration) -> f64 {
    f64::from(FRAMES) / time.as_secs_f64()
}

/// One row of the README's table.
fn print_row(gpu: &Gpu, size_px: [u32; 2]) -> Result<(), RecordError> {
    let settings = settings(size_px);
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let path = folder.path().join("film.mp4");
    let [draw, read_back] = draw_and_read_back(gpu, &settings)?;
    // Frames of the film itself, kept small in number: what the encoder meets, without the drawing.
    let mut kept = Vec::new();
    let mut studio = Studio::new(gpu, size_px)?;
    let mut session_kept = session();
    studio.prepare(&mut session_kept)?;
    for frame in 0..8 {
        let mut rgba = vec![0; settings.frame_bytes()];
        studio.begin_frame(&mut session_kept, frame, FRAMES)?;
        studio.take(&mut rgba)?;
        kept.push(rgba);
    }
    let watch = Watch::default();
    record_film::<RecordError>(&path, &settings, &watch, |frame, rgba| {
        // Forth and back, so that neighbours are neighbours of the film.
        let place = frame as usize % 14;
        rgba.copy_from_slice(&kept[if place < 8 { place } else { 14 - place }]);
        Ok(())
    })?;
    let alone = watch.times();
    let (watch, begun) = (Watch::default(), Instant::now());
    record(gpu, &mut session(), &settings, &watch, &path)?;
    let whole = rate(begun.elapsed());
    let (convert, encode) = (rate(alone.convert), rate(alone.encode));
    let slowest = draw.min(read_back).min(convert).min(encode);
    let [width, height] = size_px;
    eprintln!(
        "| {width} x {height} | {draw:.0} | {read_back:.0} | {convert:.0} | {encode:.0} | {whole:.0} | {:.0} % |",
        100.0 * whole / slowest
    );
    Ok(())
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = yuv
}

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    if std::env::args().any(|word| word == "yuv") {
        return;
    }
    match Gpu::headless(Prefer::Fast) {
        Err(error) => eprintln!("no figures of whole films: {error}"),
        Ok(gpu) => {
            eprintln!(
                "| frames/s | draw | read back | convert | encode | whole | of the slowest |"
            );
            eprintln!("|---|---|---|---|---|---|---|");
            for size_px in SIZES_PX {
                print_row(&gpu, size_px).expect("the film is written");
            }
        }
    }
}
