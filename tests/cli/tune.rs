//! `fallline tune` end to end.

use std::fs;

use super::*;
use crate::common::gpu;

/// A problem and two optimizers, without a number of trials or steps.
const PROBLEM: [&str; 8] = [
    "tune",
    "--loss",
    "ill-conditioned",
    "--optimizer",
    "sgd",
    "--optimizer",
    "adam",
    "--start=-3,1",
];

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&PROBLEM[..], &["--steps", "40", "--trials", "12"], more].concat()
}

#[test]
fn the_table_shows_the_best_settings_beside_those_before() {
    let text = stdout(&words(&[]));
    for part in
        ["SGD  lr 0.0", "SGD  lr 0.001", "Adam  lr ", "loss before", "at most 480 steps each"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn csv_and_json_hold_the_same_trials() {
    let more = ["--parameter", "momentum=0:0.9", "--noise", "0.1", "--repeats", "2", "--seed", "3"];
    let report = json(&words(&[&more[..], &["--format", "json"]].concat()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trials.csv");
    let text = stdout(&words(&[&more[..], &["-o", file.to_str().unwrap()]].concat()));
    assert_eq!(text, "", "the file takes what would be printed");
    let search = &report["search"];
    assert_eq!(
        (&search["trials"], &search["repeats"], &search["seed"]),
        (&12.into(), &2.into(), &3.into())
    );
    assert_eq!(search["budget"], 12 * 2 * 40);
    let mut rows = csv::Reader::from_path(&file).unwrap();
    assert_eq!(
        rows.headers().unwrap(),
        vec![
            "run",
            "optimizer",
            "trial",
            "lr",
            "parameter",
            "value",
            "loss",
            "diverged",
            "evaluations"
        ]
    );
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let [run, trial] = [0, 2].map(|k| row[k].parse::<usize>().unwrap());
        let entry = &report["runs"][run];
        assert_eq!(
            (entry["optimizer"].as_str(), entry["run"].as_u64()),
            (Some(&row[1]), Some(run as u64))
        );
        let wanted = &entry["trials"][trial];
        let number = |k: usize| row[k].parse::<f64>().unwrap();
        assert_eq!(number(3), wanted["lr"].as_f64().unwrap());
        assert_eq!(number(6), wanted["loss"].as_f64().unwrap_or(f64::INFINITY));
        assert_eq!(row[5].parse().ok(), wanted["parameter"].as_f64());
        assert_eq!(&row[4], if run == 0 { "momentum" } else { "" });
        count += 1;
    }
    assert_eq!(count, 24);
    for run in report["runs"].as_array().unwrap() {
        let losses = run["trials"].as_array().unwrap().iter().filter_map(|t| t["loss"].as_f64());
        assert_eq!(run["tuned"]["loss"].as_f64(), losses.min_by(f64::total_cmp));
    }
}

#[test]
fn the_tuned_scene_is_ready_to_run_and_repeats_the_score() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tuned.toml");
    let file = file.to_str().unwrap();
    let report = json(&words(&["--format", "json", "-o", file]));
    let rerun = json(&["run", file, "--format", "json"]);
    for (tuned, run) in
        report["runs"].as_array().unwrap().iter().zip(rerun["runs"].as_array().unwrap())
    {
        assert_eq!(tuned["tuned"]["hyperparameters"], run["hyperparameters"]);
        assert_eq!(
            Some(&tuned["tuned"]["loss"]),
            run["samples"]["loss"].as_array().unwrap().last()
        );
    }
    let text = fs::read_to_string(file).unwrap();
    let note = "tuned = \"lr of 12 trials on 1e-5..10, lowest final loss after 40 steps, seed 0\"";
    assert_eq!(text.matches(note).count(), 2, "{text}");
}

#[test]
fn the_chart_is_a_picture_of_the_size_asked_for() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chart.png");
    stdout(&words(&["--size", "640x360", "--theme", "light", "-o", file.to_str().unwrap()]));
    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(&file).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (640, 360));
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rgb).unwrap();
    let pixels = || rgb.chunks_exact(3);
    let background = pixels().filter(|pixel| *pixel == [252, 252, 250]).count();
    let share = background as f64 / pixels().count() as f64;
    assert!((0.5..0.98).contains(&share), "paper with lines and text on it, not {share}");
    let colored =
        pixels().filter(|pixel| pixel.iter().max().unwrap() - pixel.iter().min().unwrap() > 60);
    assert!(colored.count() > 300, "lines in colour");
}

#[test]
fn mistakes_of_a_search_are_answered_with_the_remedy() {
    for (more, part) in [
        (&["--trials", "3"][..], "--trials: a search has 4 to 10000 trials, not 3"),
        (&["--trials", "-3"], "invalid value '-3'"),
        (&["--lr", "0:1"], "--lr: learning rates are searched between two positive numbers"),
        (&["--lr", "1:0.1"], "--lr: learning rates"),
        (&["--lr", "1"], "MIN:MAX"),
        (&["--parameter", "momentum"], "KEY=MIN:MAX"),
        (&["--parameter", "momentum=1:0"], "--parameter: a hyperparameter is searched"),
        (&["--parameter", "momentun=0:1"], "did you mean `momentum`?"),
        (&["--parameter", "beta1=0:1"], "--parameter: beta1 of adam must be in [0, 1)"),
        (&["--parameter", "amsgrad=0:1"], "amsgrad of adam is true or false"),
        (&["--parameter", "lr=0.1:1"], "tuned anyway"),
        (&["--repeats", "0"], "--repeats: a trial has 1 to 1000 seeds"),
        (&["--steps", "0"], "--steps: tuning compares losses"),
        (&["-o", "a.csv", "-o", "b.json"], "one -o FILE besides .toml and .png"),
    ] {
        let message = stderr(2, &[&PROBLEM[..], more].concat());
        assert!(
            message.starts_with("error: ") && message.contains(part),
            "{more:?} lacks {part:?}: {message}"
        );
    }
    let message = stderr(1, &words(&["-o", "/no/such/folder/t.toml"]));
    assert!(message.contains("/no/such/folder"), "{message}");
}

#[test]
fn runs_that_stay_as_they_are_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    let text = "[loss]\nname = \"sphere\"\n[tune]\ntrials = 4\n[[run]]\noptimizer = \"sgd\"\n\
                [[run]]\noptimizer = \"adam\"\nsteps = 5\n";
    fs::write(&file, text).unwrap();
    let output = fallline(&["tune", file.to_str().unwrap()]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{message}");
    assert!(message.contains("note: run 2 (Adam) has a number of steps of its own"), "{message}");
    assert!(!String::from_utf8(output.stdout).unwrap().contains("Adam"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_search_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.toml");
    let words = [&PROBLEM[..], &["--steps", "100000000", "-o", file.to_str().unwrap()]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Ample time to set up its handler; the search would take hours.
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(child.try_wait().unwrap(), None, "it is under way");
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success()
    );
    let status = child.wait().unwrap();
    let mut message = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut message).unwrap();
    assert_eq!(status.code(), Some(1), "{message}");
    assert!(message.contains("interrupted"), "{message}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}
