//! Steps a second of optimizers on Rosenbrock's function, gradient included, on one thread; and a swarm of 10,000 starts on
//! all cores.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::objective::library;
use fallline::optim::swarm::{Comparison, Draw, SwarmPlan};
use fallline::optim::{Optimizer, Run, RunSettings};
use std::hint::black_box;
use std::sync::atomic::AtomicBool;

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

/// 10,000 starts times four optimizers times 500 steps, the comparison included.
fn swarm(criterion: &mut Criterion) {
    let rosenbrock = library::find("rosenbrock").expect("the library has it").objective();
    let optimizers =
        ["sgd:lr=0.0005", "sgd:lr=0.0005,momentum=0.9", "rmsprop:lr=0.02", "adam:lr=0.1"];
    let run = |name| {
        let optimizer = Optimizer::parse(name).expect("the names above are known");
        RunSettings::new(optimizer, &[0.0, 0.0], 500)
    };
    let plan = SwarmPlan {
        runs: optimizers.into_iter().map(run).collect(),
        draw: Draw::Grid,
        count: 10_000,
        seed: 0,
        region: rosenbrock.domain,
        domain: rosenbrock.domain,
        tolerance: 0.01,
    };
    let mut group = criterion.benchmark_group("swarm");
    group.sample_size(10).throughput(Throughput::Elements(500 * plan.members() as u64));
    group.bench_function("10000 starts x 500 steps x 4 optimizers", |bencher| {
        bencher.iter(|| {
            Comparison::compute(&plan, &rosenbrock, &AtomicBool::new(false), &|chunk| {
                black_box(chunk);
            })
        });
    });
    group.finish();
}

criterion_group!(benches, steps, swarm);
criterion_main!(benches);
