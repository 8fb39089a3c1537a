//! Frames a second of a 1280x720 MP4 of a 256x256 surface, from the first pixel to the named file.

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::gpu::{Gpu, Prefer};
use fallline::record::{FilmSettings, Interrupt, record};
use fallline::session::Session;
use fallline::spec::Spec;

const FILM: FilmSettings = FilmSettings { width_px: 1280, height_px: 720, fps: 30, frames: 24 };

fn films(criterion: &mut Criterion) {
    let Ok(gpu) = Gpu::headless(Prefer::Fast).map_err(|error| eprintln!("no figures: {error}"))
    else {
        return;
    };
    let (spec, _) = Spec::load("default").expect("the default scene is built in");
    let mut session = Session::new(spec).expect("the default scene is well formed");
    session.finish_runs();
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let path = folder.path().join("film.mp4");
    let mut group = criterion.benchmark_group("film");
    group.throughput(Throughput::Elements(u64::from(FILM.frames)));
    group.bench_function("1280x720 mp4 of 256x256", |bencher| {
        bencher.iter(|| {
            record(&gpu, &mut session, &FILM, &Interrupt::default(), &path)
                .expect("the film is written")
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = films
}
criterion_main!(benches);
