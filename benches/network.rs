//! Training and derivatives of the textbook's net on iris (4-16-3, 150 rows), and losses over planes on all cores and on the
//! GPU: of that net, of 784-64-10, and of nets of ever more inputs, where a point costs the same.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fallline::gpu::{FieldJob, FieldProgram, Gpu, Prefer, RangePass};
use fallline::io::network_data;
use fallline::objective::network::{DataConfig, DataSet, Dataset, Init, Network, NetworkConfig};
use fallline::objective::plane::{Normalisation, Plane, Sharpest};
use fallline::objective::{Domain, Landscape, Objective};
use fallline::optim::{NetworkSource, Optimizer, Run, RunSettings};
use fallline::scene::Grid;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

const STEPS: u64 = 200;

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

/// A net with sigmoids between over made rows of so many features, ten classes.
fn digits_net(features: usize, hidden: usize, rows: usize) -> Network {
    let wave = |c: usize, r: usize| (0.37 * ((r + 1) * (c + 1)) as f64).sin();
    let data = Dataset {
        feature_names: (0..features).map(|c| format!("x{c}")).collect(),
        features: (0..features).map(|c| (0..rows).map(|r| wave(c, r)).collect()).collect(),
        target_names: vec!["digit".to_owned()],
        targets: vec![(0..rows).map(|r| (r % 10) as f64).collect()],
        ..Dataset::default()
    };
    let config = NetworkConfig { init: Init::Pytorch, ..NetworkConfig::two_layer(hidden, 10) };
    Network::new(&config, &data).expect("ten units for ten classes")
}

fn objective(network: Network) -> Arc<Objective> {
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Filter, false, 0)
        .expect("random directions are not parallel");
    let landscape = Landscape::new(network, plane);
    let names = ["a", "b"].map(str::to_owned).to_vec();
    let objective = Objective::from_landscape(landscape, names, Domain::square(-1.0, 1.0));
    Arc::new(objective.expect("the domain is a square"))
}

fn grids(criterion: &mut Criterion) {
    let gpu = Gpu::headless(Prefer::Fast).map_err(|error| eprintln!("no GPU figures: {error}"));
    let mut group = criterion.benchmark_group("network over a plane");
    let cases = [
        ("iris, 256 x 256".to_owned(), iris_net(), 256),
        ("784-64-10 on 1000 rows, 51 x 51".to_owned(), digits_net(784, 64, 1000), 51),
    ];
    let widths = [4, 28, 196, 784].map(|width| {
        (format!("{width}-16-10 on 200 rows, 128 x 128"), digits_net(width, 16, 200), 128)
    });
    for (name, network, side) in cases.into_iter().chain(widths) {
        let objective = objective(network);
        let domain = objective.domain;
        group.throughput(Throughput::Elements(u64::from(side) * u64::from(side)));
        group.sample_size(10).bench_function(format!("{name}, cpu"), |bencher| {
            let side = side as usize;
            bencher.iter(|| objective.losses_on_grid(black_box(&domain), side, side));
        });
        let Ok(gpu) = &gpu else { continue };
        let program = FieldProgram::new(gpu, &objective).expect("the network fits");
        let pass = RangePass::new(gpu);
        // Compiled once, as in the window: the first layer, buffers, all tiles, the range, and the wait for it.
        group.bench_function(format!("{name}, gpu"), |bencher| {
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

criterion_group!(benches, training, derivatives, grids);
criterion_main!(benches);
