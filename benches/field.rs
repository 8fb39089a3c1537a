//! Samples a second of the evaluated surface, on the GPU and on the CPU: Rosenbrock, and a straight line fitted to 1000
//! points, whose every sample is a sum over the points.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::gpu::{FieldJob, FieldProgram, Gpu, Prefer, RangePass};
use fallline::objective::library::find;
use fallline::objective::{Domain, Fit, Inputs, Interval, Metric, Objective, Synthetic};
use fallline::scene::Grid;

fn straight_line() -> Objective {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let data = Synthetic {
        input: "x".to_owned(),
        target: "y".to_owned(),
        inputs: Inputs::Uniform { range: Interval::new(-5.0, 5.0), count: 1000 },
        model: "intercept + slope*x".to_owned(),
        parameters: names(["intercept", "slope"]),
        truth: vec![-2.0, 2.0],
        noise: 0.001,
        seed: 0,
    };
    let fit = Fit {
        model: data.model.clone(),
        parameters: data.parameters.clone(),
        target: data.target.clone(),
        metric: Metric::Mse,
    };
    let data = data.generate().expect("the model above is well formed");
    Objective::from_fit(fit, data, Domain::square(-10.0, 10.0), Vec::new())
        .expect("the fit above is well formed")
}

fn fields(criterion: &mut Criterion) {
    let rosenbrock = find("rosenbrock").expect("the library has it").objective();
    let losses =
        [("rosenbrock 1024x1024", rosenbrock, 1024), ("line fit 400x400", straight_line(), 400)];
    let gpu = Gpu::headless(Prefer::Fast).map_err(|error| eprintln!("no GPU figures: {error}"));
    let mut group = criterion.benchmark_group("grid evaluation");
    for (name, objective, side) in losses {
        let objective = Arc::new(objective);
        let domain = objective.domain;
        group.throughput(Throughput::Elements(u64::from(side) * u64::from(side)));
        group.bench_function(format!("{name} cpu"), |bencher| {
            bencher.iter(|| objective.losses_on_grid(&domain, side as usize, side as usize));
        });
        let Ok(gpu) = &gpu else { continue };
        let program = FieldProgram::new(gpu, &objective).expect("the loss compiles");
        let pass = RangePass::new(gpu);
        // Compiled once, as in the window: buffers, all tiles, the range of the samples, and the wait for it.
        group.bench_function(format!("{name} gpu"), |bencher| {
            bencher.iter(|| {
                let grid = Grid { domain, nx: side, ny: side };
                let mut job =
                    FieldJob::new(gpu, &program, &objective, grid).expect("the grid fits");
                job.finish(gpu, &program, &pass).expect("the adapter answers");
                black_box(job.take())
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = fields
}
criterion_main!(benches);
