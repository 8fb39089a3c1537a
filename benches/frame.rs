//! Time of one antialiased frame at 1280x720: the scene drawn and waited for, without overlay and read-back, while the
//! camera turns.

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fallline::gpu::{Gpu, Prefer, Renderer, Target};
use fallline::overlay::Layout;
use fallline::session::{Command, Session};
use fallline::spec::Spec;

const SIZE_PX: [u32; 2] = [1280, 720];

fn frames(criterion: &mut Criterion) {
    let Ok(gpu) = Gpu::headless(Prefer::Fast).map_err(|error| eprintln!("no figures: {error}"))
    else {
        return;
    };
    let target = Target::new(&gpu, SIZE_PX).expect("every adapter holds such a picture");
    let mut group = criterion.benchmark_group("frame at 1280x720");
    for side in [256, 512, 1024] {
        let (mut spec, _) = Spec::load("default").expect("the default scene is built in");
        spec.surface.grid = [side; 2];
        let mut session = Session::new(spec).expect("the default scene is well formed");
        session.finish_runs();
        session.apply(Command::Scrub(f64::INFINITY)).expect("only edits fail");
        session.settle();
        let mut scene = session.scene();
        let layout = Layout::of_picture(SIZE_PX, &scene);
        let mut renderer = Renderer::new(&gpu);
        renderer.wait_field(0, &scene).expect("the grid fits");
        group.bench_function(BenchmarkId::from_parameter(format!("{side}x{side}")), |bencher| {
            bencher.iter(|| {
                scene.camera.orbit(0.02, 0.0);
                renderer.draw(0, &scene, &layout, &target);
                gpu.wait("a frame was drawn").expect("the adapter answers");
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = frames
}
criterion_main!(benches);
