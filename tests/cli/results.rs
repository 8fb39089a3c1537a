//! What the actions print and write, and what flags do.

use super::*;

#[test]
fn run_prints_one_json_object() {
    let words = [
        "run",
        "--loss",
        "rosenbrock",
        "--optimizer",
        "adam:lr=0.1",
        "--start",
        "-1.5,2",
        "--steps",
        "100",
    ];
    let report = json(&[&words[..], &["--format", "json"]].concat());
    assert_eq!(
        report["objective"],
        serde_json::json!({"name": "rosenbrock", "parameters": ["x", "y"]})
    );
    let run = &report["runs"][0];
    assert_eq!(run["optimizer"], "adam");
    assert_eq!(
        (&run["hyperparameters"]["lr"], &run["hyperparameters"]["beta1"]),
        (&0.1.into(), &0.9.into())
    );
    assert_eq!((&run["schedule"], &run["stop"]), (&Value::Null, &"steps".into()));
    assert_eq!(run["start"], serde_json::json!([-1.5, 2.0]));
    assert_eq!(run["evaluations"], serde_json::json!({"loss": 101, "gradient": 101}));
    let samples = &run["samples"];
    for column in ["point", "loss", "gradient", "lr"] {
        assert_eq!(samples[column].as_array().map(Vec::len), Some(101), "{column}");
    }
    assert_eq!(samples["point"][0], serde_json::json!([-1.5, 2.0]));
    // (1 - x)^2 + 100 (y - x^2)^2 at (-1.5, 2): 6.25 + 6.25; gradient -2 (1 - x) - 400 x (y - x^2) = -155, 200 (y - x^2) = -50.
    assert_eq!(
        (&samples["loss"][0], &samples["gradient"][0]),
        (&12.5.into(), &serde_json::json!([-155.0, -50.0]))
    );
    // Adam's first step has the length of its rate in every component.
    let first = samples["point"][1].as_array().unwrap();
    assert!(
        (first[0].as_f64().unwrap() + 1.4).abs() < 1e-8
            && (first[1].as_f64().unwrap() - 2.1).abs() < 1e-8
    );
}

#[test]
fn quiver_writes_points_vectors_and_magnitudes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("q.csv");
    let flags = ["--x", "-3:3", "--y", "-3:3", "--device", "cpu", "-o", file.to_str().unwrap()];
    let write = |own: &[&str]| {
        stdout(&[&["quiver", "--loss", "x^2 + y^2"], own, &flags].concat());
        std::fs::read_to_string(&file).unwrap()
    };
    let text = write(&["--count", "3x2"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..3],
        ["x,y,d_x,d_y,magnitude", "-3.0,-3.0,-6.0,-6.0,8.48528137423857", "0.0,-3.0,0.0,-6.0,6.0"]
    );
    assert_eq!(lines.len(), 7);
    // Without a number of points, 20 along each axis; by spacing, its multiples.
    assert_eq!(write(&[]).lines().count(), 401);
    assert_eq!(write(&["--spacing", "0.5,1.5"]).lines().count(), 1 + 13 * 5);
    let scene = folder.path().join("s.toml");
    std::fs::write(
        &scene,
        "loss.name = \"sphere\"\nquiver = { count = [2, 2], of = \"negative-gradient\" }\n",
    )
    .unwrap();
    stdout(&[&["quiver", scene.to_str().unwrap()], &flags[..]].concat());
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("-3.0,-3.0,6.0,6.0,8.4852"), "{text}");
}

#[test]
fn a_schedule_sets_the_rate_of_every_step() {
    let words = ["run", "--loss", "sphere", "--optimizer", "sgd:lr=0.8", "--steps", "4"];
    let report = json(
        &[&words[..], &["--schedule", "step:step_size=2,gamma=0.5", "--format", "json"]].concat(),
    );
    let run = &report["runs"][0];
    assert_eq!(run["schedule"], "step:step_size=2,gamma=0.5");
    assert_eq!(run["samples"]["lr"], serde_json::json!([0.8, 0.8, 0.4, 0.4, 0.2]));
}

#[test]
fn classical_methods_converge_and_have_no_rate() {
    let words = [
        "run",
        "--loss",
        "booth",
        "--start",
        "-5,5",
        "--steps",
        "300",
        "--optimizer",
        "nelder-mead",
        "--optimizer",
        "trust-region",
    ];
    let report = json(&[&words[..], &["--format", "json"]].concat());
    for run in report["runs"].as_array().unwrap() {
        assert_eq!(run["stop"], "converged", "{}", run["optimizer"]);
        let rates = run["samples"]["lr"].as_array().unwrap();
        assert!(rates.len() < 300 && rates.iter().all(Value::is_null), "{rates:?}");
    }
    let counts = |index: usize| report["runs"][index]["evaluations"].clone();
    assert_eq!((&counts(0)["gradient"], counts(0).get("hessian")), (&0.into(), None));
    assert!(counts(1)["hessian"].as_u64() > Some(0), "{}", counts(1));
    assert!(stdout(&words).contains("losses"));
    let families = json(&["list", "optimizers", "--format", "json"]);
    let families = families.as_array().unwrap().iter().map(|method| method["family"].clone());
    assert_eq!(families.filter(|family| family == "classical").count(), 10);
}

#[test]
fn csv_and_json_hold_the_same_numbers() {
    let words = [
        "run",
        "--loss",
        "beale",
        "--optimizer",
        "sgd",
        "--optimizer",
        "adam",
        "--start",
        "1,1.5",
        "--start=-1,-1.5",
        "--steps",
        "7",
        "--noise",
        "0.1",
        "--seed",
        "4",
    ];
    let report = json(&[&words[..], &["--format", "json"]].concat());
    let text = stdout(&[&words[..], &["--format", "csv"]].concat());
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        rows.headers().unwrap(),
        vec!["run", "optimizer", "step", "x", "y", "loss", "gradient_x", "gradient_y", "lr"]
    );
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let (index, step): (usize, usize) = (row[0].parse().unwrap(), row[2].parse().unwrap());
        let run = &report["runs"][index];
        assert_eq!(run["optimizer"], row[1]);
        let samples = &run["samples"];
        let wanted = [
            &samples["point"][step][0],
            &samples["point"][step][1],
            &samples["loss"][step],
            &samples["gradient"][step][0],
            &samples["gradient"][step][1],
            &samples["lr"][step],
        ];
        for (field, wanted) in row.iter().skip(3).zip(wanted) {
            let field: f64 = field.parse().unwrap();
            assert_eq!(field.to_bits(), wanted.as_f64().unwrap().to_bits());
        }
        count += 1;
    }
    assert_eq!(count, 4 * 8, "two optimizers from two starts");
    assert_eq!(stdout(&words), stdout(&words), "the same seed gives the same numbers");
}

#[test]
fn run_says_why_it_stopped() {
    let stop = |more: &[&str]| {
        json(&[&["run", "--format", "json", "--start", "1,1"], more].concat())["runs"][0]["stop"]
            .clone()
    };
    assert_eq!(stop(&["--loss", "x^2+y^2", "--optimizer", "sgd:lr=0.1"]), "steps");
    assert_eq!(
        stop(&["--loss", "x^2+y^2", "--optimizer", "sgd:lr=0.1", "--tolerance", "1e-3"]),
        "tolerance"
    );
    assert_eq!(stop(&["--loss", "x^4+y^4", "--optimizer", "sgd:lr=9"]), "diverged");
}

#[test]
fn run_writes_a_file_and_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("runs.csv");
    assert_eq!(stdout(&["run", "saddle", "--format", "csv", "-o", file.to_str().unwrap()]), "");
    let lines = std::fs::read_to_string(&file).unwrap().lines().count();
    assert_eq!(lines, 1 + 4 * 41);
    let table = stdout(&["run", "saddle"]);
    for word in ["optimizer", "Adam  lr 0.04", "-1.8, 0.01", "steps"] {
        assert!(table.contains(word), "{word} is not in\n{table}");
    }
    let nowhere = folder.path().join("none/runs.csv");
    let message = stderr(1, &["run", "saddle", "-o", nowhere.to_str().unwrap()]);
    assert!(message.contains("does not exist"), "{message}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(["run", "--format", "csv", "--steps", "20000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.len()),
        (Some(0), 0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn fits_take_a_csv_file_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.csv"), "t,out\n0,1\n1,3\n2,5\n").unwrap();
    let fit = [
        "run",
        "--fit",
        "a*t + b",
        "--data",
        "d.csv",
        "--parameters",
        "a,b",
        "--target",
        "out",
        "--format",
        "json",
    ];
    let more = ["--optimizer", "sgd:lr=0.1", "--start", "0,0", "--steps", "500"];
    let output = fallline_in(folder.path(), &[&fit[..], &more].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["objective"]["parameters"], serde_json::json!(["a", "b"]));
    let end = &report["runs"][0]["samples"]["point"][500];
    assert!(
        (end[0].as_f64().unwrap() - 2.0).abs() < 1e-6
            && (end[1].as_f64().unwrap() - 1.0).abs() < 1e-6,
        "{end}"
    );

    for (data, words) in [
        ("", "no header"),
        ("t,out\n", "at least one row"),
        ("t,out\n0,1\n1\n", "line 3"),
        ("t,out\n0,1\n1,two\n", "line 3, column 2"),
        ("t,out\n0,1\n1,inf\n", "line 3, column 2"),
    ] {
        std::fs::write(folder.path().join("d.csv"), data).unwrap();
        let output = fallline_in(folder.path(), &fit);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains("d.csv"), "{message}");
        assert!(message.contains(words) || data.is_empty(), "{data:?}: {message}");
    }
}

#[test]
fn grid_on_the_cpu_writes_numpy_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let file = folder.path().join(name);
        stdout(&[
            "grid",
            "--loss",
            "x + 10*y",
            "--x",
            "-1:1",
            "--y=0:4",
            "--grid",
            "3x5",
            "--device",
            "cpu",
            "-o",
            file.to_str().unwrap(),
        ]);
        std::fs::read(file).unwrap()
    };
    let bytes = write("g.npy");
    let npy = npyz::NpyFile::new(&bytes[..]).unwrap();
    assert_eq!((npy.shape(), npy.dtype().descr()), (&[5, 3][..], "'<f8'".to_owned()));
    let losses: Vec<f64> = npy.into_vec().unwrap();
    assert_eq!(losses[..6], [-1.0, 0.0, 1.0, 9.0, 10.0, 11.0]);
    let text = String::from_utf8(write("g.csv")).unwrap();
    assert_eq!(
        text.lines().take(3).collect::<Vec<_>>(),
        ["x,y,loss", "-1.0,0.0,-1.0", "0.0,0.0,0.0"]
    );
    let message = stderr(2, &["grid", "--device", "cpu", "-o", "surface.txt"]);
    assert!(message.contains(".npy or .csv"), "{message}");
}

#[test]
fn lists_name_everything() {
    let names = |kind: &str| -> Vec<String> {
        let list = json(&["list", kind, "--format", "json"]);
        let table = stdout(&["list", kind]);
        let names: Vec<_> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["name"].as_str().unwrap().to_owned())
            .collect();
        assert!(names.iter().all(|name| table.contains(name.as_str())), "{table}");
        names
    };
    assert!(names("losses").contains(&"goldstein-price".to_owned()));
    assert!(names("optimizers").contains(&"adadelta".to_owned()));
    assert!(names("schedules").contains(&"one-cycle".to_owned()));
    assert_eq!(names("colormaps")[0], "viridis");
    assert_eq!(names("scenes")[0], "default");
    let losses = json(&["list", "losses", "--format", "json"]);
    let beale = losses.as_array().unwrap().iter().find(|e| e["name"] == "beale").unwrap();
    assert_eq!(beale["minima"][0], serde_json::json!({"point": [3.0, 0.5], "loss": 0.0}));
    let optimizers = json(&["list", "optimizers", "--format", "json"]);
    let adam = optimizers.as_array().unwrap().iter().find(|e| e["name"] == "adam").unwrap();
    assert_eq!(adam["hyperparameters"][0]["name"], "lr");
    assert_eq!(adam["hyperparameters"][0]["default"], 0.001);
}

#[test]
fn flags_override_the_scene() {
    let words = [
        "run",
        "saddle",
        "--optimizer",
        "sgd:lr=0.01",
        "--start",
        "0.5,0.5",
        "--steps",
        "3",
        "--format",
        "json",
    ];
    let report = json(&words);
    let runs = report["runs"].as_array().unwrap();
    assert_eq!((runs.len(), &report["objective"]["name"]), (1, &"saddle".into()));
    assert_eq!(runs[0]["samples"]["loss"].as_array().unwrap().len(), 4);
    let report = json(&["run", "saddle", "--loss", "x^2 + y^2", "--format", "json"]);
    assert_eq!(report["objective"]["name"], "x^2 + y^2");
    assert_eq!(report["runs"].as_array().unwrap().len(), 3, "a new loss brings runs that suit it");
}

#[test]
fn explore_is_the_default_action() {
    let (bare, named) = (fallline(&["--help"]), fallline(&["explore", "--help"]));
    assert!(bare.status.success() && named.status.success());
    for help in [bare.stdout, named.stdout] {
        let help = String::from_utf8(help).unwrap();
        assert!(help.contains("--loss") && help.contains("SCENE"), "{help}");
    }
    let message = stderr(2, &["line", "--x", "2:-2"]);
    assert!(message.contains("domain"), "{message}");
}

#[test]
fn mini_batches_are_drawn_by_the_seed() {
    let words = |seed: &'static str| {
        let run = ["run", "fit-line", "--batch", "16", "--steps", "30", "--format", "csv"];
        [&run[..], &["--seed", seed]].concat()
    };
    let text = stdout(&words("1"));
    assert_eq!(text, stdout(&words("1")), "the same seed gives the same numbers");
    assert_ne!(text, stdout(&words("2")));
    assert_ne!(text, stdout(&["run", "fit-line", "--steps", "30", "--format", "csv"]));
}

/// A run keeps no more rows than it prints, so its memory does not grow with its steps.
#[test]
#[cfg(target_os = "linux")]
fn a_long_run_needs_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("rows.csv");
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(["run", "--loss", "rosenbrock", "--optimizer", "adam:lr=0.01", "--steps"])
        .args(["1000000000", "--format", "csv", "-o"])
        .arg(&output)
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", run.id());
    // Peak memory, MB.
    let peak = || {
        let text = std::fs::read_to_string(&status).unwrap();
        let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    };
    std::thread::sleep(std::time::Duration::from_secs(1));
    let early = peak();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let later = peak();
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(later < 100 && later <= early + 8, "{early} MB, then {later} MB");
    assert!(!output.exists(), "a run that was killed leaves no file under the name");
}
