//! Networks in scene files: what is written reads back.

use fallline::objective::network::{
    Activation, DataConfig, DataSet, Init, LayerConfig, MadeData, NetworkLoss,
};
use fallline::objective::plane::{Centre, Normalisation, PlaneConfig, PlaneKind};
use fallline::spec::{NetworkSpec, Origin, Spec};
use rand::{Rng, RngExt, SeedableRng};
use std::path::{Path, PathBuf};

/// Half of the time nothing.
fn maybe<T>(random: &mut impl Rng, value: impl FnOnce(&mut dyn Rng) -> T) -> Option<T> {
    random.random::<bool>().then(|| value(random))
}

fn some<T: Copy>(random: &mut impl Rng, all: &[T]) -> T {
    all[random.random_range(0..all.len())]
}

/// Any number that a file may hold, most of them with many digits.
fn number(mut random: impl Rng) -> f64 {
    let exponent = random.random_range(-12..12);
    (random.random::<f64>() - 0.5) * 10_f64.powi(exponent)
}

/// A name that needs escapes.
fn word(mut random: impl Rng) -> String {
    some(&mut random, &["a", "petal length", "\"quoted\"", "größe", "tab\tand\\slash"]).to_owned()
}

fn path(random: impl Rng) -> PathBuf {
    format!("folder/{}.npz", word(random).replace('\t', " ")).into()
}

fn several<T>(random: &mut impl Rng, value: impl Fn(&mut dyn Rng) -> T) -> Vec<T> {
    (0..random.random_range(0..4)).map(|_| value(random)).collect()
}

fn whole(mut random: impl Rng) -> u64 {
    // TOML has signed numbers of 64 bits.
    let bits = random.random_range(0..63);
    random.random::<u64>() >> 1 >> bits
}

/// Every field is named, so that a new one cannot be forgotten here.
fn any_network(random: &mut impl Rng) -> NetworkSpec {
    let layer = |random: &mut dyn Rng| LayerConfig {
        units: random.random_range(0..300),
        activation: some(&mut &mut *random, &Activation::ALL),
        negative_slope: number(&mut *random),
        bias: random.random(),
    };
    let sets = [DataSet::Iris, DataSet::Made(MadeData::Moons), DataSet::Made(MadeData::Regression)];
    let data = DataConfig {
        set: maybe(random, |random| some(&mut &mut *random, &sets)),
        rows: maybe(random, |random| random.random_range(0..1000)),
        noise: maybe(random, |random| number(random)),
        seed: whole(&mut *random),
        file: maybe(random, |random| path(random)),
        features: several(random, |random| word(random)),
        targets: several(random, |random| word(random)),
        standardise: random.random(),
    };
    let centres =
        [Centre::Initial, Centre::Final, Centre::Mean, Centre::Step(0), Centre::Step(999)];
    let plane = PlaneConfig {
        kind: some(random, &PlaneKind::ALL),
        centre: some(random, &centres),
        runs: several(random, |random| random.random_range(0..9)),
        parameters: several(random, |random| word(random)),
        normalisation: some(random, &Normalisation::ALL),
        biases: random.random(),
        seed: whole(&mut *random),
        files: several(random, |random| path(random)),
        x: maybe(random, |random| [number(&mut *random), number(&mut *random)]),
        y: maybe(random, |random| [number(&mut *random), number(&mut *random)]),
    };
    NetworkSpec {
        layers: several(random, layer),
        loss: some(random, &NetworkLoss::ALL),
        l2: number(&mut *random),
        l2_biases: random.random(),
        init: some(random, &Init::ALL),
        init_std: number(&mut *random),
        seeds: several(random, |random| whole(random)),
        weights: maybe(random, |random| path(random)),
        data,
        plane,
    }
}

#[test]
fn every_field_of_a_network_reads_back() {
    for seed in 0..300 {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let spec = Spec { network: Some(any_network(&mut random)), ..Spec::default() };
        let text = spec.to_toml();
        let (back, _) = Spec::from_toml("s.toml", &text, Origin::default())
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(back, spec, "{text}");
    }
    let plain = Spec { network: Some(NetworkSpec::default()), ..Spec::default() };
    let (back, _) = Spec::from_toml("s.toml", &plain.to_toml(), Origin::default()).unwrap();
    assert_eq!(back, plain, "a network of defaults is still a network");
}

#[test]
fn saving_elsewhere_keeps_the_way_to_data_and_weights() {
    let (home, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let absolute = away.path().join("c.npz");
    let network = NetworkSpec {
        weights: Some("w.npz".into()),
        data: DataConfig { file: Some("sub/d.csv".into()), ..DataConfig::default() },
        plane: PlaneConfig {
            files: vec!["a.npz".into(), absolute.clone()],
            ..PlaneConfig::default()
        },
        ..NetworkSpec::default()
    };
    let spec = Spec {
        network: Some(network.clone()),
        origin: Origin::Folder(home.path().to_path_buf()),
        ..Spec::default()
    };
    let saved = |folder: &Path| {
        let file = spec.save(&folder.join("s.toml")).unwrap();
        Spec::load(file.to_str().unwrap()).unwrap().0.network.unwrap()
    };
    assert_eq!(saved(home.path()), network, "at home the paths stay as they are");
    let moved = saved(away.path());
    assert_eq!(moved.weights, Some(home.path().join("w.npz")));
    assert_eq!(moved.data.file, Some(home.path().join("sub/d.csv")));
    assert_eq!(moved.plane.files, [home.path().join("a.npz"), absolute]);
}
