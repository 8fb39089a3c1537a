//! From the start of the program to the first picture: `fallline render` of the default scene, device, shaders, runs and
//! file included.

use std::process::{Command, Stdio};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

fn starts(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("the folder for temporary files can be written");
    let path = folder.path().join("picture.png");
    let mut render = Command::new(env!("CARGO_BIN_EXE_fallline"));
    render.args(["render", "default", "-o"]).arg(&path);
    render.stdout(Stdio::null()).stderr(Stdio::null());
    let mut drawn = move || render.status().is_ok_and(|status| status.success());
    if !drawn() {
        eprintln!("no figures: `fallline render` fails here; see `fallline doctor`");
        return;
    }
    let mut group = criterion.benchmark_group("start");
    group.bench_function("first picture, 1280x720", |bencher| {
        bencher.iter(|| assert!(drawn(), "it drew before"));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = starts
}
criterion_main!(benches);
