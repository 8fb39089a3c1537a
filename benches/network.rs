//! Training and derivatives of the textbook's net on iris (4-16-3, 150 rows), and its loss over a plane on all cores.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::io::network_data;
use fallline::objective::Domain;
use fallline::objective::network::{DataConfig, DataSet, Network, NetworkConfig};
use fallline::objective::plane::{Normalisation, Plane, Sharpest};
use fallline::optim::{NetworkSource, Optimizer, Run, RunSettings};
use std::hint::black_box;
use std::path::Path;

const STEPS: u64 = 200;
const SIDE: usize = 128;

fn iris_net() -> Network {
    let config = DataConfig { set: Some(DataSet::Iris), ..DataConfig::default() };
    let data = network_data(&config, Path::new("")).expect("iris is shipped");
    Network::new(&NetworkConfig::two_layer(16, 3), &data).expect("three units for three species")
}

fn training(criterion: &mut Criterion) {
    let network = iris_net();
    let optimizer = Optimizer::parse("adam:lr=0.01").expect("adam is known");
    let settings = RunSettings::new(optimizer, &network.initial(), STEPS);
    let mut group = criterion.benchmark_group("network training");
    group.throughput(Throughput::Elements(STEPS));
    group.bench_function("200 steps of adam on iris, 4-16-3, full batch", |bencher| {
        bencher.iter(|| {
            let mut run = Run::new(&settings, NetworkSource::new(&network, None, 0))
                .expect("a run without a schedule has no contradictions");
            run.advance(usize::MAX, |row| {
                black_box(row);
            })
        });
    });
    group.finish();
}

fn derivatives(criterion: &mut Criterion) {
    let network = iris_net();
    let theta = network.initial();
    let mut scratch = network.scratch();
    let [mut gradient, mut product] = [(); 2].map(|()| vec![0.0; theta.len()]);
    let mut group = criterion.benchmark_group("network derivatives");
    group.bench_function("loss", |bencher| {
        bencher.iter(|| network.loss(black_box(&theta), &mut scratch));
    });
    group.bench_function("gradient", |bencher| {
        bencher.iter(|| network.gradient(black_box(&theta), &mut gradient, &mut scratch));
    });
    group.bench_function("Hessian-vector product", |bencher| {
        bencher
            .iter(|| network.hessian_vector(black_box(&theta), &theta, &mut product, &mut scratch));
    });
    group.bench_function("top two eigenvectors of the Hessian", |bencher| {
        bencher.iter(|| Sharpest::at(&network, black_box(&theta)));
    });
    group.finish();
}

fn grid(criterion: &mut Criterion) {
    let network = iris_net();
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Filter, false, 0)
        .expect("random directions are not parallel");
    let domain = Domain::square(-1.0, 1.0);
    let mut group = criterion.benchmark_group("network over a plane");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64)).sample_size(10);
    group.bench_function("128 x 128", |bencher| {
        bencher.iter(|| network.losses_on_grid(&plane, black_box(&domain), SIDE, SIDE));
    });
    group.finish();
}

criterion_group!(benches, training, derivatives, grid);
criterion_main!(benches);
