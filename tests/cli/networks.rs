//! Networks on the command line: numbers of runs, planes and weights, as text and as arrays.

use super::*;
use fallline::objective::plane::percent;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A network of nine weights that learns XOR, seen on two of them.
const XOR: &str = r#"
[network]
layers = [{ units = 2, activation = "tanh" }, { units = 1 }]
loss = "binary-cross-entropy"
seeds = [0, 1]
[network.data]
set = "xor"
[network.plane]
kind = "parameters"
parameters = ["layer1.weight[0,1]", "layer2.weight[0,0]"]
[runs]
steps = 30
"#;

/// An array of an `.npz` file.
#[derive(Clone, Debug, PartialEq)]
enum Array {
    Numbers(Vec<u64>, Vec<f64>),
    Counts(Vec<i64>),
    Text(Vec<String>),
}

impl Array {
    fn numbers(&self) -> &[f64] {
        match self {
            Self::Numbers(_, numbers) => numbers,
            other => panic!("no numbers: {other:?}"),
        }
    }

    fn shape(&self) -> &[u64] {
        match self {
            Self::Numbers(shape, _) => shape,
            other => panic!("no numbers: {other:?}"),
        }
    }
}

fn npz(path: &Path) -> BTreeMap<String, Array> {
    let bytes = std::fs::read(path).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |index| {
        let mut member = archive.by_index(index).unwrap();
        let name = member.name().unwrap().strip_suffix(".npy").unwrap().to_owned();
        let mut npy = Vec::new();
        member.read_to_end(&mut npy).unwrap();
        let npy = npyz::NpyFile::new(&npy[..]).unwrap();
        assert_eq!(npy.order(), npyz::Order::C);
        let kind = npy.dtype().descr();
        let shape = npy.shape().to_vec();
        let array = match kind.as_str() {
            "'<f8'" => Array::Numbers(shape, npy.into_vec().unwrap()),
            "'<i8'" => Array::Counts(npy.into_vec().unwrap()),
            text if text.starts_with("'<U") => Array::Text(npy.into_vec().unwrap()),
            other => panic!("{name} has the type {other}"),
        };
        (name, array)
    };
    (0..count).map(read).collect()
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

fn numbers(json: &Value) -> Vec<f64> {
    match json {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap()],
    }
}

fn xor(folder: &Path) -> String {
    let file = folder.join("xor.toml");
    std::fs::write(&file, XOR).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn rows_of_a_network_are_points_of_all_its_weights() {
    let words = ["run", "two-layer", "--seeds", "5,7", "--steps", "3"];
    let report = json(&[&words[..], &["--format", "json"]].concat());
    let names = report["objective"]["parameters"].as_array().unwrap();
    // 4 features, 16 units, 3 classes: 4 * 16 + 16 + 16 * 3 + 3.
    assert_eq!(names.len(), 131);
    assert_eq!(
        [&names[0], &names[5], &names[64], &names[130]],
        ["layer1.weight[0,0]", "layer1.weight[1,1]", "layer1.bias[0]", "layer2.bias[2]"]
    );
    let runs = report["runs"].as_array().unwrap();
    assert_eq!(
        (&runs[0]["start_name"], &runs[1]["start_name"]),
        (&"seed 5".into(), &"seed 7".into())
    );
    for run in runs {
        let samples = &run["samples"];
        for column in ["point", "gradient"] {
            assert_eq!(numbers(&samples[column]).len(), 4 * 131, "{column}");
        }
        assert_eq!(samples["point"][0], run["start"]);
        let accuracies = numbers(&samples["accuracy"]);
        assert!(
            accuracies.len() == 4 && accuracies.iter().all(|share| (0.0..=1.0).contains(share))
        );
    }
    let text = stdout(&[&words[..], &["--format", "csv"]].concat());
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().unwrap().clone();
    assert_eq!(header.len(), 3 + 131 + 1 + 131 + 1);
    assert_eq!((&header[3], &header[135]), ("layer1.weight[0,0]", "gradient_layer1.weight[0,0]"));
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2 * 4);
    let point = &report["runs"][1]["samples"]["point"][3];
    let fields: Vec<f64> = rows[7].iter().skip(3).take(131).map(|x| x.parse().unwrap()).collect();
    assert_eq!(bits(&fields), bits(&numbers(point)));
}

#[test]
fn the_table_of_a_network_names_seeds_and_norms() {
    let table = stdout(&["run", "two-layer", "--steps", "3", "--seeds", "5,7"]);
    for word in ["seed 5", "seed 7", "|weights|", "accuracy", "|gradient|", " %"] {
        assert!(table.contains(word), "{word} is not in\n{table}");
    }
    assert!(table.lines().all(|line| line.chars().count() < 130), "{table}");
    let folder = tempfile::tempdir().unwrap();
    let regression = XOR.replace("xor", "regression").replace("binary-cross-entropy", "mse");
    let regression = regression.replace("layer1.weight[0,1]", "layer1.weight[1,0]");
    let file = folder.path().join("r.toml");
    std::fs::write(&file, regression).unwrap();
    let table = stdout(&["run", file.to_str().unwrap()]);
    assert!(!table.contains("accuracy"), "a regression has none:\n{table}");
}

#[test]
fn arrays_hold_the_numbers_of_json() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let file = folder.path().join("path.npz");
    for words in [&["run", &scene, "--steps", "4"][..], &["run", "saddle", "--steps", "4"]] {
        assert_eq!(stdout(&[words, &["-o", file.to_str().unwrap()]].concat()), "");
        let arrays = npz(&file);
        let report = json(&[words, &["--format", "json"]].concat());
        let names: Vec<String> =
            serde_json::from_value(report["objective"]["parameters"].clone()).unwrap();
        assert_eq!(arrays["parameter_names"], Array::Text(names.clone()));
        let runs = report["runs"].as_array().unwrap();
        for (index, run) in runs.iter().enumerate() {
            let of = |what: &str| &arrays[&format!("run{index}_{what}")];
            assert_eq!(*of("step"), Array::Counts((0..5).collect()));
            for what in ["point", "gradient"] {
                assert_eq!(of(what).shape(), [5, names.len() as u64]);
            }
            for (what, column) in run["samples"].as_object().unwrap() {
                assert_eq!(bits(of(what).numbers()), bits(&numbers(column)), "{what}");
            }
        }
        let Array::Text(names) = &arrays["run_names"] else { panic!("names are text") };
        assert_eq!(names.len(), runs.len());
        let has_accuracy = arrays.contains_key("run0_accuracy");
        assert_eq!(
            (names[0].ends_with("from seed 0"), has_accuracy),
            (words[1] == scene, words[1] == scene)
        );
        assert_eq!(arrays.len(), 2 + runs.len() * if has_accuracy { 6 } else { 5 });
    }
}

#[test]
fn the_ending_says_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, more: &[&str]| {
        let file = folder.path().join(name);
        let words = ["run", "saddle", "--steps", "2", "-o", file.to_str().unwrap()];
        stdout(&[&words[..], more].concat());
        std::fs::read_to_string(file).unwrap()
    };
    assert!(written("r.json", &[]).starts_with("{\"objective\""));
    assert!(written("r.csv", &[]).starts_with("run,optimizer,step,x,y,loss"));
    assert!(written("r.txt", &[]).contains("|gradient|"));
    assert!(written("r.txt", &["--format", "json"]).starts_with("{\"objective\""));
}

#[test]
fn saved_weights_are_first_weights_and_points_of_a_plane_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let ends = json(&["run", &scene, "--seeds", "0,1,2", "--format", "json"]);
    let last = |run: &Value| {
        let end = |column: &str| run["samples"][column].as_array().unwrap().last().unwrap().clone();
        (numbers(&end("loss"))[0], numbers(&end("point")))
    };
    let runs: Vec<_> = ends["runs"].as_array().unwrap().iter().map(last).collect();
    let save = |name: &str, seeds: &str| {
        let file = folder.path().join(name);
        let words = ["run", &scene, "--seeds", seeds, "--save-weights", file.to_str().unwrap()];
        let output = fallline(&words);
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    // The best run's, of whichever format.
    let best = (0..3).min_by(|a, b| runs[*a].0.total_cmp(&runs[*b].0)).unwrap();
    for name in ["w.npz", "w.safetensors"] {
        let said = save(name, "0,1,2");
        assert!(said.contains(&format!("from seed {best}, loss ")), "{said}");
        let named = XOR.replace("seeds = [0, 1]", &format!("weights = \"{name}\""));
        let file = folder.path().join("named.toml");
        std::fs::write(&file, named).unwrap();
        let again = json(&["run", file.to_str().unwrap(), "--steps", "0", "--format", "json"]);
        let run = &again["runs"][0];
        assert_eq!(bits(&numbers(&run["start"])), bits(&runs[best].1));
        assert_eq!(run["start_name"], name);
    }
    for seed in ["0", "1", "2"] {
        save(&format!("s{seed}.npz"), seed);
    }
    let points = XOR.replace("\"parameters\"", "\"points\"").replace(
        "parameters = [\"layer1.weight[0,1]\", \"layer2.weight[0,0]\"]",
        "files = [\"s0.npz\", \"s1.npz\", \"s2.npz\"]",
    );
    let file = folder.path().join("points.toml");
    std::fs::write(&file, points).unwrap();
    let out = folder.path().join("plane.npz");
    stdout(&["plane", file.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    let plane = npz(&out);
    assert_eq!(bits(plane["origin"].numbers()), bits(&runs[0].1), "the first file is the origin");
    // Seeds 0 and 1 run again in this scene: their ends lie on the plane, up to a few roundings of numbers near 1.
    for run in ["run0_distance", "run1_distance"] {
        assert!(plane[run].numbers().last().unwrap().abs() < 1e-14, "{run}");
    }
}

#[test]
fn a_plane_is_written_with_all_that_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let [arrays, path, object] = ["p.npz", "r.npz", "p.json"].map(|name| folder.path().join(name));
    let words = [&scene, "--plane", "principal", "--centre", "mean"];
    for (action, out) in [("plane", &arrays), ("run", &path), ("plane", &object)] {
        assert_eq!(stdout(&[&[action][..], &words, &["-o", out.to_str().unwrap()]].concat()), "");
    }
    let (plane, paths) = (npz(&arrays), npz(&path));
    let (origin, directions) = (plane["origin"].numbers(), plane["directions"].numbers());
    assert_eq!((plane["origin"].shape(), plane["directions"].shape()), (&[9][..], &[2, 9][..]));
    assert_eq!(plane["parameter_names"], paths["parameter_names"]);
    assert_eq!(plane["run_names"], paths["run_names"]);
    let (mut all_off, mut all) = (0.0, 0.0);
    for run in 0..2 {
        let of = |what: &str| plane[&format!("run{run}_{what}")].numbers();
        let points = paths[&format!("run{run}_point")].numbers();
        let (mut off_squares, mut squares) = (0.0, 0.0);
        for (row, theta) in points.chunks_exact(9).enumerate() {
            let [a, b] = [of("coordinates")[2 * row], of("coordinates")[2 * row + 1]];
            let off = (0..9).map(|k| {
                let shadow = origin[k] + a * directions[k] + b * directions[9 + k];
                (theta[k] - shadow) * (theta[k] - shadow)
            });
            let off = off.sum::<f64>();
            // A few roundings of numbers near 1.
            assert!((off.sqrt() - of("distance")[row]).abs() < 1e-14);
            off_squares += off;
            squares += theta.iter().zip(origin).map(|(t, o)| (t - o) * (t - o)).sum::<f64>();
        }
        assert!((of("explained_variance")[0] - (1.0 - off_squares / squares)).abs() < 1e-12);
        assert_eq!(bits(of("loss")), bits(paths[&format!("run{run}_loss")].numbers()));
        // The plane shows what lies on it truly, and something else besides.
        let pairs = of("loss").iter().zip(of("shadow_loss")).zip(of("distance"));
        assert!(
            pairs.clone().all(|((loss, shadow), off)| (loss - shadow).abs() < 2.0 * off + 1e-12)
        );
        assert!(pairs.clone().any(|((loss, shadow), _)| (loss - shadow).abs() > 1e-3));
        (all_off, all) = (all_off + off_squares, all + squares);
    }
    let explained = plane["explained_variance"].numbers()[0];
    assert!((explained - (1.0 - all_off / all)).abs() < 1e-12);
    let Array::Text(words) = &plane["words"] else { panic!("words are text") };
    assert!(words[0].starts_with("principal components about the mean of the paths"), "{words:?}");

    let report: Value = serde_json::from_slice(&std::fs::read(&object).unwrap()).unwrap();
    assert_eq!(report["words"], words[0].as_str());
    assert_eq!(report["explained_variance"], explained);
    for key in ["origin", "directions", "domain"] {
        assert_eq!(bits(&numbers(&report[key])), bits(plane[key].numbers()), "{key}");
    }
    for key in ["coordinates", "distance", "loss", "shadow_loss"] {
        let own = numbers(&report["runs"][1][key]);
        assert_eq!(bits(&own), bits(plane[&format!("run1_{key}")].numbers()), "{key}");
    }
    let table = stdout(&["plane", &scene, "--plane", "principal", "--centre", "mean"]);
    let share = format!("it shows {} of the paths' variance", percent(explained));
    for part in [&words[0], share.as_str(), "from seed 1", "component 1 ("] {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }
}

#[test]
fn flags_choose_seeds_and_plane_and_a_loss_replaces_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let plane = |flags: &[&str]| stdout(&[&["plane", &scene], flags].concat());
    assert!(plane(&[]).starts_with("two parameters, all others as in the final weights"));
    let random = plane(&["--plane", "random", "--centre", "3", "--seeds", "4", "--x=-2:2"]);
    assert!(random.starts_with("random directions about step 3;"), "{random}");
    assert!(random.contains("direction 1: -2.000000 to 2.000000"), "{random}");
    assert!(random.contains("\nthis plane shows only "), "less than half is warned of: {random}");
    assert!(random.contains("from seed 4") && !random.contains("from seed 0"), "{random}");
    assert!(plane(&["--plane", "sharpest"]).contains("eigenvector 2 (eigenvalue "));
    let points = plane(&["--plane", "points", "--seeds", "0,1,2"]);
    assert!(points.starts_with("through the ends of three runs"), "{points}");
    let replaced = json(&["run", &scene, "--loss", "sphere", "--format", "json"]);
    assert_eq!(replaced["objective"]["name"], "sphere");
    // Without runs the first weights are there.
    let alone = folder.path().join("alone.toml");
    let text = XOR.replace("kind = \"parameters\"", "kind = \"random\"\ncentre = \"initial\"");
    std::fs::write(&alone, format!("run = []\n{text}")).unwrap();
    let table = stdout(&["plane", alone.to_str().unwrap()]);
    assert!(table.contains("there are no runs"), "{table}");
}

#[test]
fn files_over_the_plane_quote_the_names_of_weights() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let header = |action: &str, more: &[&str]| {
        let file = folder.path().join("t.csv");
        stdout(&[&[action, &scene, "-o", file.to_str().unwrap()], more].concat());
        let mut rows = csv::Reader::from_path(&file).unwrap();
        let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
        assert!(rows.records().all(|row| row.is_ok()), "{action}");
        header
    };
    let [a, b] = ["layer1.weight[0,1]", "layer2.weight[0,0]"];
    let grid = ["--device", "cpu", "--grid", "3x3"];
    assert_eq!(header("grid", &grid), [a, b, "loss"]);
    let slopes = ["d_layer1.weight[0,1]", "d_layer2.weight[0,0]", "magnitude"];
    let quiver = header("quiver", &["--device", "cpu", "--count", "3x3"]);
    assert_eq!(quiver, [&[a, b], &slopes[..]].concat());
    assert_eq!(header("contours", &["--grid", "9x9"]), ["level", "line", a, b]);
    assert_eq!(header("critical", &["--format", "csv"])[1..4], [a, b, "loss"]);
}

/// The learning rate of a network is tuned as any other.
#[test]
fn networks_are_tuned() {
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let report = json(&["tune", &scene, "--trials", "4", "--steps", "9", "--format", "json"]);
    assert_eq!(report["objective"]["parameters"].as_array().map(Vec::len), Some(9));
    assert_eq!(report["search"]["starts"].as_array().map(Vec::len), Some(2));
    assert_eq!(report["runs"][0]["trials"].as_array().map(Vec::len), Some(4));
}

/// Up to a ten-thousandth of the grid's range, which single precision leaves room for.
#[test]
fn both_devices_give_one_grid_of_a_network() {
    if common::gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let scene = xor(folder.path());
    let grid = |device: &str| -> Vec<f64> {
        let file = folder.path().join("g.csv");
        let words = ["grid", &scene, "--grid", "17x17", "--device", device, "-o"];
        stdout(&[&words[..], &[file.to_str().unwrap()]].concat());
        let mut rows = csv::Reader::from_path(&file).unwrap();
        rows.records().map(|row| row.unwrap()[2].parse().unwrap()).collect()
    };
    let (gpu, cpu) = (grid("gpu"), grid("cpu"));
    let range = cpu.iter().copied().fold(0.0, f64::max) - cpu.iter().copied().fold(1e9, f64::min);
    assert!(range > 0.01);
    assert!(gpu.iter().zip(&cpu).all(|(g, c)| (g - c).abs() <= 1e-4 * range), "{gpu:?} {cpu:?}");
}
