//! Networks that cannot be: one sentence with its line and the remedy.

use super::*;

/// Data with words as classes, and numbers as classes.
const WORDS: &str = "a,b,kind\n1,2,wolf\n3,4,fox\n5,6,wolf\n2,2,fox\n";
const LABELS: &str = "a,b,kind\n1,2,0\n3,4,-1\n5,6,1\n";

/// A scene with keys in the places of network, data, plane and the rest.
struct Keys {
    network: &'static str,
    data: &'static str,
    plane: &'static str,
    rest: &'static str,
}

/// Two units learn the wolves and foxes.
const SOUND: Keys = Keys {
    network: "layers = [{ units = 3, activation = \"tanh\" }, { units = 2 }]",
    data: "file = \"words.csv\"\ntargets = [\"kind\"]",
    plane: "kind = \"principal\"",
    rest: "[runs]\nsteps = 3",
};

impl Keys {
    fn text(&self) -> String {
        let Self { network, data, plane, rest } = self;
        format!("[network]\n{network}\n[network.data]\n{data}\n[network.plane]\n{plane}\n{rest}\n")
    }
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("words.csv", WORDS), ("labels.csv", LABELS)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Standard error of an action on a scene, which must fail with status 2.
fn refused(folder: &Path, action: &[&str], keys: &Keys) -> String {
    std::fs::write(folder.join("s.toml"), keys.text()).unwrap();
    let output = fallline_in(folder, &[&action[..1], &["s.toml"], &action[1..]].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{}: {said}", keys.text());
    assert!(output.stdout.is_empty() && !said.contains("panicked"), "{said}");
    said
}

/// What is pointed at: the text over the carets.
fn pointed_at(said: &str) -> String {
    let [.., line, carets] = said.trim_end().lines().collect::<Vec<_>>()[..] else {
        panic!("no place: {said}");
    };
    let marks = |c: char| c == '^';
    let from = carets.find(marks).unwrap_or_else(|| panic!("no caret: {said}"));
    line.chars().skip(from).take(carets.matches(marks).count()).collect()
}

fn check(action: &[&str], mistakes: &[(Keys, &str, &str)]) {
    let folder = folder();
    for (keys, sentence, place) in mistakes {
        let said = refused(folder.path(), action, keys);
        assert!(said.contains(sentence), "{}\nlacks {sentence:?}: {said}", keys.text());
        assert_eq!(pointed_at(&said), *place, "{said}");
        assert_eq!(said.trim_end().lines().count(), 3, "one sentence and its place: {said}");
    }
}

#[test]
fn layers_data_and_words_that_do_not_fit_are_shown_at_their_keys() {
    let network = |network| Keys { network, ..SOUND };
    let data = |data| Keys { data, ..SOUND };
    let rest = |rest| Keys { rest, ..SOUND };
    check(
        &["run"],
        &[
            (network("layers = [{ units = 1 }]"), "the label 1 is not one of the 1 classes", "1"),
            (network("layers = [{ units = 1 }]"), "give it 2 units, or correct the label", "1"),
            (
                network("layers = [{ units = 5 }, { units = 2 }]\nloss = \"mse\""),
                "layer 2, the last, has 2 units, but the data has 1 target column; mse needs one unit for each",
                "2",
            ),
            (network("layers = []"), "needs at least one layer, such as", "[]"),
            (network("layers = [{ units = 0 }, { units = 2 }]"), "layer 1 has no units", "0"),
            (
                network("layers = [{ units = -1 }]"),
                "-1 is not possible: a whole number from 0",
                "-1",
            ),
            (network("layers = [{ units = 2.5 }]"), "2.5 is not possible: a whole number", "2.5"),
            (
                network("layers = [{ bias = true }]"),
                "the key `units` is missing",
                "{ bias = true }",
            ),
            (
                network("layers = [{ units = 2, activation = \"sigmoyd\" }]"),
                "unknown activation `sigmoyd`; did you mean `sigmoid`?",
                "\"sigmoyd\"",
            ),
            (
                network("layers = [{ units = 2, activation = \"softmax\" }]"),
                "the loss `cross-entropy` includes it",
                "\"softmax\"",
            ),
            (
                network("layers = [{ units = 2, negative_slope = nan }]"),
                "`negative_slope` is NaN; it must be finite",
                "nan",
            ),
            (
                network("layers = [{ units = 99999 }, { units = 99999 }]"),
                "50000000 are the most that are evaluated here: use fewer",
                "[{ units = 99999 }, { units = 99999 }]",
            ),
            (network("layers = [{ units = 2 }]\nseeds = []"), "at least one seed", "[]"),
            (network("layers = [{ units = 2 }]\nl2 = -1"), "`l2` is -1; it must be", "-1"),
            (
                network("layers = [{ units = 2 }]\nloss = \"crossentropy\""),
                "did you mean `cross-entropy`?",
                "\"crossentropy\"",
            ),
            (
                network("layers = [{ units = 2 }]\ninit = \"torch\""),
                "unknown initialisation `torch`; known: pytorch, textbook",
                "\"torch\"",
            ),
            (
                data("set = \"irises\""),
                "unknown data set `irises`; did you mean `iris`?",
                "\"irises\"",
            ),
            (data("set = \"iris\"\nrows = 9"), "iris has its 150 rows; remove it", "9"),
            (data("set = \"moons\"\nrows = 0"), "`rows` is 0; it must be from 1", "0"),
            (
                data("seed = 1"),
                "either a `set`, such as \"iris\", or a CSV `file`",
                "[network.data]",
            ),
            (
                data("file = \"words.csv\"\ntargets = [\"knd\"]"),
                "words.csv has no column `knd`; did you mean `kind`?",
                "\"knd\"",
            ),
            (
                data("file = \"words.csv\"\nfeatures = [\"a\", \"bb\"]\ntargets = [\"kind\"]"),
                "words.csv has no column `bb`; did you mean `b`?",
                "\"bb\"",
            ),
            (
                data("file = \"words.csv\""),
                "at least one target column, which it learns",
                "[network.data]",
            ),
            (
                data("file = \"labels.csv\"\ntargets = [\"kind\"]"),
                "row 2: the label -1 is not one of the 2 classes",
                "[\"kind\"]",
            ),
            (
                data("file = \"none.csv\"\ntargets = [\"kind\"]"),
                "cannot read none.csv",
                "\"none.csv\"",
            ),
            (
                rest("[loss]\nname = \"beale\""),
                "one of [loss], [fit] and [network], not several",
                "[network]",
            ),
            (rest("[swarm]\nstarts = 4"), "give several seeds in [network] instead", "[swarm]"),
            (rest("[runs]\nstarts = [[1, 2]]"), "write seeds = [0, 1, 2] in [network]", "[[1, 2]]"),
            (
                rest("[[run]]\noptimizer = \"sgd\"\nstart = [1, 2]"),
                "write seeds = [0, 1, 2] in [network]",
                "[1, 2]",
            ),
            (
                Keys {
                    network: "layers = [{ units = 2000 }, { units = 2 }]",
                    rest: "[[run]]\noptimizer = \"adam\"\n[[run]]\noptimizer = \"trust-region\"",
                    ..SOUND
                },
                "trust-region keeps 10002 x 10002 numbers; for so many weights take lbfgs or adam",
                "\"trust-region\"",
            ),
            (
                Keys {
                    network: "layers = [{ units = 2000 }, { units = 2 }]",
                    rest: "[[run]]\noptimizer = \"nelder-mead\"",
                    ..SOUND
                },
                "nelder-mead keeps 10003 x 10002 numbers",
                "\"nelder-mead\"",
            ),
            (
                rest("[surface]\ncolor_by = \"residual\"\nreference = \"x\""),
                "a network's loss has no formula",
                "\"residual\"",
            ),
        ],
    );
}

#[test]
fn planes_that_cannot_be_are_shown_at_their_keys() {
    let plane = |plane| Keys { plane, ..SOUND };
    let zero = "layers = [{ units = 3 }, { units = 2 }]\ninit = \"textbook\"\ninit_std = 0";
    check(
        &["plane"],
        &[
            (plane("kind = \"pca\""), "unknown word `pca`; known: principal, random", "\"pca\""),
            (plane("centre = \"end\""), "\"mean\" or the number of a step, not \"end\"", "\"end\""),
            (plane("centre = -1"), "the number of a step, which counts from 0", "-1"),
            (
                plane("kind = \"random\"\nnormalisation = \"filters\""),
                "did you mean `filter`?",
                "\"filters\"",
            ),
            (plane("runs = [2]"), "there is no run 2: the runs are 1 to 1", "[2]"),
            (plane("x = [1, -1]"), "from 1 to -1: give a finite rising range", "[1, -1]"),
            (
                plane(
                    "kind = \"parameters\"\nparameters = [\"layer1.bias[0]\", \"layer1.bias[0]\"]",
                ),
                "cannot be both axes of the plane; choose two different parameters",
                "[\"layer1.bias[0]\", \"layer1.bias[0]\"]",
            ),
            (
                plane(
                    "kind = \"parameters\"\nparameters = [\"layer1.bias[0]\", \"layer1.bias[9]\"]",
                ),
                "no parameter `layer1.bias[9]`; layer1 has weight[0,0] to weight[2,1] and bias[0] to bias[2]",
                "[\"layer1.bias[0]\", \"layer1.bias[9]\"]",
            ),
            (plane("kind = \"parameters\""), "needs the names of two, such as", "[network.plane]"),
            (plane("kind = \"points\""), "needs three of them, not 1", "[network.plane]"),
            (
                Keys { network: zero, plane: "kind = \"random\"\ncentre = \"initial\"", ..SOUND },
                "the weights at the plane's centre are all zero",
                "[network.plane]",
            ),
            (
                Keys { rest: "[runs]\nsteps = 0", ..SOUND },
                "at least two distinct points; the paths have 1: let a run take steps",
                "[network.plane]",
            ),
            (
                Keys {
                    rest: "[runs]\nsteps = 0\n",
                    plane: "kind = \"points\"",
                    network: "layers = [{ units = 2 }]\nseeds = [3, 3, 3]",
                    ..SOUND
                },
                "points 1 and 2 of the plane are the same",
                "[network.plane]",
            ),
        ],
    );
}

/// What no training can mend is said by every action, before any.
#[test]
fn planes_that_no_training_can_give_are_refused_before_it() {
    let three = "layers = [{ units = 3 }, { units = 2 }]\nseeds = [0, 1, 2]";
    let two = "layers = [{ units = 3 }, { units = 2 }]\nseeds = [0, 1]";
    let keys = |network, plane| Keys { network, plane, ..SOUND };
    check(
        &["run"],
        &[
            (keys(three, "runs = [7]"), "there is no run 7: the runs are 1 to 3", "[7]"),
            (keys(three, "centre = 5"), "run 1 has 3 steps, so there is no step 5", "5"),
            (
                Keys {
                    rest: "[runs]\nsteps = 9\n[[run]]\noptimizer = \"sgd\"\n[[run]]\noptimizer = \"adam\"\nsteps = 4",
                    ..keys(two, "centre = 5\nruns = [2, 3]")
                },
                "run 3 has 4 steps, so there is no step 5",
                "5",
            ),
            (keys(two, "kind = \"points\""), "needs three of them, not 2", "[network.plane]"),
            (
                keys(three, "kind = \"points\"\nruns = [1, 3]"),
                "needs three of them, not 2",
                "[network.plane]",
            ),
            (
                keys(three, "kind = \"points\"\ncentre = \"mean\""),
                "a plane through points has no centre of its own: leave `centre` out",
                "\"mean\"",
            ),
        ],
    );
}

/// Writes the weights of the sound scene, `shift` added to each, as an `.npz`, whose layer 2 has the shape `last`.
fn weights(path: &Path, shift: f64, last: [usize; 2]) {
    let array = |name: &str, shape: &[usize]| fallline::objective::network::Tensor {
        name: name.to_owned(),
        shape: shape.to_vec(),
        values: (0..shape.iter().product()).map(|k| (k as f64).sin() + shift).collect(),
    };
    let tensors = [
        array("layer1.weight", &[3, 2]),
        array("layer1.bias", &[3]),
        array("layer2.weight", &last),
        array("layer2.bias", &[2]),
    ];
    fallline::io::write_weights(path, &tensors).unwrap();
}

#[test]
fn weights_that_do_not_fit_are_shown_at_their_file() {
    let folder = folder();
    let file = |name: &str| folder.path().join(name);
    weights(&file("a.npz"), 0.0, [2, 3]);
    weights(&file("b.npz"), 1.0, [2, 3]);
    weights(&file("c.npz"), 3.0, [2, 3]);
    weights(&file("nan.npz"), f64::NAN, [2, 3]);
    weights(&file("wide.npz"), 0.0, [3, 2]);
    let network = |network| Keys { network, ..SOUND };
    let plane = |plane| Keys { plane, ..SOUND };
    for (action, keys, sentence, place) in [
        (
            "run",
            network("layers = [{ units = 3 }, { units = 2 }]\nweights = \"nan.npz\""),
            "nan.npz: the parameter `layer1.weight[0,0]` is NaN, which is no finite number",
            "\"nan.npz\"",
        ),
        (
            "run",
            network("layers = [{ units = 3 }, { units = 2 }]\nweights = \"wide.npz\""),
            "`layer2.weight` has the shape (3, 2), but layer 2 needs (2, 3)",
            "\"wide.npz\"",
        ),
        (
            "run",
            network("layers = [{ units = 3 }, { units = 2 }]\nweights = \"a.pt\""),
            "weights stand in .npz (numpy.savez) or .safetensors files",
            "\"a.pt\"",
        ),
        (
            "run",
            plane("kind = \"points\"\nfiles = [\"a.npz\", \"wide.npz\", \"b.npz\"]"),
            "wide.npz: `layer2.weight` has the shape (3, 2)",
            "\"wide.npz\"",
        ),
        (
            "run",
            plane("kind = \"points\"\nfiles = [\"a.npz\", \"b.npz\", \"b.npz\"]"),
            "points 2 and 3 of the plane are the same",
            "[\"a.npz\", \"b.npz\", \"b.npz\"]",
        ),
        (
            "run",
            plane("kind = \"points\"\nfiles = [\"a.npz\", \"b.npz\", \"c.npz\"]"),
            "the three points lie on one line",
            "[\"a.npz\", \"b.npz\", \"c.npz\"]",
        ),
        (
            "plane",
            plane("kind = \"points\"\nfiles = [\"a.npz\", \"b.npz\"]"),
            "three of them, not 2",
            "[\"a.npz\", \"b.npz\"]",
        ),
    ] {
        let said = refused(folder.path(), &[action], &keys);
        assert!(said.contains(sentence), "{sentence:?}: {said}");
        assert_eq!(pointed_at(&said), place, "{said}");
    }
}

/// A picture of another plane than the one asked for would lie: nothing is written, whatever is asked for.
#[test]
fn a_plane_that_cannot_be_made_leaves_no_file() {
    let folder = folder();
    let keys = Keys { rest: "[runs]\nsteps = 0", ..SOUND };
    let size = ["--size", "64x48", "--grid", "5x5", "--seconds", "1"];
    let mut actions = vec![
        vec!["render", "-o", "x.svg"],
        vec!["render", "-o", "x.pdf", "--at", "1"],
        vec!["mesh", "--device", "cpu", "-o", "x.ply"],
        vec!["grid", "--device", "cpu", "-o", "x.npy"],
        vec!["quiver", "--device", "cpu", "-o", "x.csv"],
        vec!["contours", "-o", "x.csv"],
        vec!["critical", "-o", "x.txt"],
        vec!["plane", "-o", "x.npz"],
    ];
    if common::gpu().is_some() {
        actions.extend([
            vec!["render", "-o", "x.png"],
            vec!["render", "-o", "x.png", "--at", "1"],
            vec!["record", "-o", "x.mp4"],
            vec!["record", "-o", "frames/"],
        ]);
    }
    let before = std::fs::read_dir(folder.path()).unwrap().count() + 1;
    for action in actions {
        let said = refused(folder.path(), &[&action[..], &size].concat(), &keys);
        assert!(said.contains("s.toml, line "), "{action:?}: {said}");
        assert!(said.contains("let a run take steps"), "{action:?}: {said}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before, "{action:?}");
    }
}

#[test]
fn flags_that_do_not_go_with_the_scene_are_named() {
    for (words, part) in [
        (
            &["run", "line", "--seeds", "0"][..],
            "--seeds is for networks, and the scene `line` is none",
        ),
        (&["run", "--plane", "random"], "--plane is for networks, and the scene `default` is none"),
        (
            &["run", "two-layer", "--loss", "sphere", "--centre", "mean"],
            "the loss of the flags is none",
        ),
        (&["plane", "line"], "fallline plane is for networks, and the scene `line` is none"),
        (&["run", "line", "--save-weights", "w.npz"], "--save-weights is for networks"),
        (&["run", "two-layer", "--save-weights", "w.pt"], ".npz (numpy.savez) or .safetensors"),
        (&["run", "two-layer", "--seeds", "0,-1"], "invalid value '-1' for '--seeds"),
        (&["run", "two-layer", "--centre", "end"], "the number of a step, not \"end\""),
        (&["plane", "two-layer", "--plane", "pca"], "possible values: principal, random"),
        (&["plane", "two-layer", "--x", "2:-2"], "--x: the plane is shown from 2 to -2"),
        (
            &["plane", "two-layer", "--plane", "points", "--seeds", "0,1"],
            "needs three of them, not 2",
        ),
        (&["plane", "two-layer", "-o", "p.txt"], "p.txt: end it in .npz or .json"),
        (&["run", "two-layer", "--start", "1,2"], "--start: the runs of a network start from"),
        (&["run", "two-layer", "--swarm", "9"], "--swarm: a swarm starts from points of the plane"),
        (
            &["run", "saddle", "--format", "json", "-o", "p.npz"],
            "--format json does not go with p.npz",
        ),
        (&["run", "saddle", "--format", "csv", "-o", "p.json"], "leave --format out, or choose"),
        (&["run", "saddle", "--swarm", "4", "-o", "p.npz"], "end the file in .csv or .json"),
    ] {
        let message = stderr(2, words);
        assert!(message.contains(part), "{words:?} lacks {part:?}: {message}");
    }
}
