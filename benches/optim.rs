//! Steps a second of optimizers on Rosenbrock's function, gradient included, on one thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::optim::{Optimizer, Run, RunSettings};
use std::hint::black_box;

const STEPS: u64 = 10_000;

fn rosenbrock(p: &[f64], g: &mut [f64]) -> f64 {
    let (x, y) = (p[0], p[1]);
    let t = y - x * x;
    g[0] = -2.0 * (1.0 - x) - 400.0 * t * x;
    g[1] = 200.0 * t;
    (1.0 - x) * (1.0 - x) + 100.0 * t * t
}

fn steps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("optimizer steps");
    group.throughput(Throughput::Elements(STEPS));
    for name in ["sgd:lr=0.0001", "adam:lr=0.1", "rmsprop"] {
        let settings = RunSettings {
            optimizer: Optimizer::parse(name).expect("the names above are known"),
            schedule: None,
            start: vec![-1.5, 2.0],
            steps: STEPS,
            tolerance: None,
            noise: 0.0,
            seed: 0,
        };
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut run = Run::new(&settings, rosenbrock)
                    .expect("a run without a schedule has no contradictions");
                run.advance(usize::MAX, |row| {
                    black_box(row);
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
