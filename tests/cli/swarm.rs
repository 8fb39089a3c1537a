//! Many starts on the command line: the comparison as table, CSV and JSON, and what is refused.

use super::*;

const WORDS: [&str; 9] = [
    "run",
    "--loss",
    "himmelblau",
    "--optimizer",
    "sgd:lr=0.01",
    "--optimizer",
    "adam:lr=0.1",
    "--steps",
    "150",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&WORDS[..], more].concat()
}

#[test]
fn csv_and_json_read_back_to_the_same_comparison() {
    let report = json(&with(&["--swarm", "64", "--format", "json"]));
    let title = report["title"].as_str().unwrap();
    assert!(title.starts_with("himmelblau: 64 starts (grid) over x -5 to 5, y -5 to 5; 150 steps"));
    assert_eq!(report["region"], serde_json::json!({"x": [-5.0, 5.0], "y": [-5.0, 5.0]}));
    let settings = &report["settings"];
    assert_eq!((&settings["starts"], &settings["draw"]), (&64.into(), &"grid".into()));
    assert_eq!((&settings["steps"], &settings["tolerance"]), (&150.into(), &0.01.into()));
    let reached: u64 =
        report["minima"].as_array().unwrap().iter().map(|m| m["members"].as_u64().unwrap()).sum();
    assert!(reached > 0 && reached <= 128, "{reached}");
    let optimizers = report["optimizers"].as_array().unwrap();
    assert_eq!(optimizers[1]["hyperparameters"]["lr"], 0.1);

    let text = stdout(&with(&["--swarm", "64", "--format", "csv"]));
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<_> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2, "one line an optimizer");
    for (row, line) in rows.iter().zip(optimizers) {
        assert_eq!(line["members"], 64);
        for (name, field) in header.iter().zip(row) {
            match name.as_str() {
                "optimizer" => assert_eq!(line["label"], field),
                "settings" => assert!(field.starts_with(line["optimizer"].as_str().unwrap())),
                "comparison" => assert_eq!(field, title),
                number => {
                    let field: Option<f64> = field.parse().ok();
                    assert_eq!(field, line[number].as_f64(), "{number}");
                }
            }
        }
    }
    assert_eq!(text, stdout(&with(&["--swarm", "64", "--format", "csv"])), "the same every time");
}

#[test]
fn a_median_of_nothing_is_empty_in_csv_and_null_in_json() {
    let words = ["run", "--loss", "x^2 + y^2", "--optimizer", "sgd:lr=9", "--swarm", "4:random"];
    let report = json(&[&words[..], &["--format", "json"]].concat());
    let line = &report["optimizers"][0];
    assert_eq!((&line["diverged"], &line["median_loss"]), (&4.into(), &Value::Null));
    assert_eq!((&report["best"], &report["settings"]["draw"]), (&Value::Null, &"random".into()));
    let text = stdout(&[&words[..], &["--format", "csv"]].concat());
    assert!(text.contains(",4,0,0.0,,,,,4,"), "{text}");
}

#[test]
fn the_table_has_its_title_and_a_line_for_each_optimizer() {
    let text = stdout(&with(&["--swarm", "100"]));
    for word in
        ["himmelblau: 100 starts", "150 steps", "SGD  lr 0.01", "of 100", "evaluations to it"]
    {
        assert!(text.contains(word), "{word} is not in\n{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.csv");
    let name = file.to_str().unwrap();
    assert_eq!(stdout(&["run", "basins", "--steps", "20", "--format", "csv", "-o", name]), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1 + 3);
}

#[test]
fn flags_change_the_swarm_of_a_scene_and_named_starts_end_it() {
    let short = ["run", "basins", "--steps", "5", "--format", "json"];
    let report = |more: &[&str]| json(&[&short[..], more].concat());
    assert_eq!(report(&["--swarm", "9"])["settings"]["starts"], 9);
    assert_eq!(report(&["--swarm-color", "loss"])["settings"]["starts"], 400);
    let other = report(&["--loss", "sphere", "--optimizer", "sgd", "--swarm", "9"]);
    assert_eq!(other["region"]["x"], serde_json::json!([-2.0, 2.0]), "all over the new domain");
    let single = report(&["--start", "1,1"]);
    assert_eq!(single["runs"].as_array().unwrap().len(), 3, "without a swarm, as ever");
}

#[test]
fn mistakes_are_answered_with_their_key_and_a_remedy() {
    for (words, parts) in [
        (&["--swarm", "0"][..], &["--swarm", "1 to 10000 starts", "not 0"][..]),
        (&["--swarm", "10001"], &["1 to 10000 starts"]),
        (&["--swarm", "many"], &["400:random"]),
        (&["--swarm", "9:spiral"], &["400:random"]),
        (&["--swarm-color", "loss"], &["add --swarm N"]),
        (&["--swarm", "9", "--start", "1,1"], &["--start", "cannot be used"]),
        (&["--swarm", "9", "--swarm-color", "red"], &["optimizer, loss, minimum"]),
    ] {
        let message = stderr(2, &with(words));
        for part in parts {
            assert!(message.contains(part), "{part} is not in\n{message}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    for (text, line, part) in [
        ("[swarm]\nstarts = 0\n", 2, "1 to 10000"),
        ("[swarm]\ntolerance = 0\n", 2, "share of the domain's diagonal"),
        ("[swarm]\nregion = { x = [1, 1] }\n", 2, "leave it out"),
        ("[swarm]\nregion = { z = [0, 1] }\n", 2, "unknown key `z`"),
        ("[swarm]\ndraw = \"gird\"\n", 2, "did you mean `grid`"),
        ("[swarm]\nnumber = 3\n", 2, "unknown key `number`"),
    ] {
        std::fs::write(&file, text).unwrap();
        let message = stderr(2, &["run", file.to_str().unwrap()]);
        assert!(message.contains(&format!("line {line}")) && message.contains(part), "{message}");
    }
    let many = format!("[swarm]\nstarts = 10000\n{}", "[[run]]\noptimizer = \"sgd\"\n".repeat(11));
    std::fs::write(&file, many).unwrap();
    let message = stderr(2, &["run", file.to_str().unwrap()]);
    assert!(message.contains("110000 runs; at most 100000"), "{message}");
}
