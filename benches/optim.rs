//! Steps a second of optimizers on Rosenbrock's function, gradient included, on one thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::objective::library;
use fallline::optim::{Optimizer, Run, RunSettings};
use std::hint::black_box;

const STEPS: u64 = 10_000;

fn steps(criterion: &mut Criterion) {
    let rosenbrock = library::find("rosenbrock").expect("the library has it").objective();
    let mut group = criterion.benchmark_group("optimizer steps");
    group.throughput(Throughput::Elements(STEPS));
    for name in ["sgd:lr=0.0001", "adam:lr=0.1", "rmsprop"] {
        let optimizer = Optimizer::parse(name).expect("the names above are known");
        let settings = RunSettings::new(optimizer, &[-1.5, 2.0], STEPS);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut run = Run::of(&settings, &rosenbrock)
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
