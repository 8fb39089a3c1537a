//! Wrong words and wrong files.

use super::*;

/// Status 2 and a sentence with the place or the remedy.
#[test]
fn mistakes_are_answered_with_the_remedy() {
    for (words, part) in [
        (&["run", "--loss", "rosenbrok"][..], "did you mean `rosenbrock`?"),
        (&["run", "--loss", "x^2 + 3x"], "write `3*x`"),
        (&["run", "--loss", "x^2 +"], "     ^"),
        (&["run", "--x", "2:-2"], "--x: "),
        (&["run", "--x", "1:1"], "--x: "),
        (&["run", "--y", "0:inf"], "--y: "),
        (&["run", "--x", "2"], "MIN:MAX"),
        (&["grid", "--grid", "1x5", "-o", "g.npy"], "--grid: a grid has at least 2"),
        (&["grid", "--grid", "0x0", "-o", "g.npy"], "--grid: a grid has at least 2"),
        (&["grid", "--grid", "99999x5", "-o", "g.npy"], "at most 65536"),
        (&["run", "--optimizer", "adm"], "did you mean `adam`"),
        (&["run", "--optimizer", "adam:beta3=1"], "did you mean `beta1`"),
        (&["run", "--optimizer", "sgd:lr=-1"], "lr of sgd must be >= 0"),
        (&["run", "--optimizer", "sgd:nesterov=true"], "Nesterov"),
        (&["run", "--steps", "-3"], "invalid value '-3'"),
        (&["run", "--steps", "1e9"], "invalid value"),
        (&["run", "--steps", "1000000000000000"], "--steps: a run has at most"),
        (&["run", "--noise", "-1"], "--noise: "),
        (&["run", "--tolerance", "nan"], "--tolerance: "),
        (&["run", "--start", "1"], "X,Y"),
        (&["run", "--start", "1,inf"], "--start: "),
        (&["run", "--optimizer", "sgd", "--schedule", "cosin"], "did you mean `cosine`"),
        (
            &["run", "--optimizer", "adagrad", "--schedule", "cyclic:base_lr=0.1,max_lr=1"],
            "--schedule: cyclic",
        ),
        (&["run", "--loss", "x", "--schedule", "step"], "add --optimizer"),
        (&["run", "--batch", "5"], "need data to draw from"),
        (&["run", "--fit", "a*x + b"], "--data FILE.csv"),
        (
            &["run", "--fit", "a*x + b", "--data", "missing.csv", "--parameters", "a,b"],
            "cannot read missing.csv",
        ),
        (&["run", "--data", "d.csv"], "add --fit MODEL"),
        (
            &["run", "line", "--fit", "a*x", "--data", "assets/data/line.csv", "--parameters", "a"],
            "exactly two parameters",
        ),
        (&["run", "line-csv", "--target", "z"], "`z` is not a column"),
        (&["run", "--optimizer", "bfgs", "--schedule", "cosine"], "no learning rate to schedule"),
        (
            &["render", "--curves", "loss,gradient_norm", "-o", "p.png"],
            "--curves: unknown quantity `gradient_norm`; did you mean `gradient-norm`?",
        ),
        (&["run", "no-such-scene"], "unknown scene"),
        (&["run", "missing.toml"], "cannot read missing.toml"),
        (&["run", "two-wells"], "--loss two-wells"),
        (&["rendr"], "did you mean `fallline render`?"),
        (&["list", "colours"], "possible values"),
        (&["run", "--colormap", "virids"], "viridis"),
        (&["quiver", "-o", "q.npy"], "cannot tell the format of q.npy: end it in .csv"),
        (&["quiver", "-o", "q.csv", "--count", "0x5"], "--count: 0 x 5 are no arrows at all"),
        (&["quiver", "-o", "q.csv", "--spacing", "0"], "--spacing: "),
        (&["quiver", "-o", "q.csv", "--x", "1:2", "--spacing", "50"], "no multiple of 50"),
        (&["quiver", "-o", "q.csv", "--spacing", "wide"], "SX,SY"),
        (&["quiver", "-o", "q.csv", "--of", "hessian"], "negative-gradient"),
        (&["render", "-o", "p.png", "--size", "0x0"], "--size: "),
        (&["render", "-o", "p.png", "--zoom", "-1"], "--zoom: "),
        (&["render", "-o", "p.png", "--elevation", "100"], "--elevation: "),
        (&["record", "-o", "f.mp4", "--fps", "0"], "--fps: "),
        (&["record", "-o", "f.mp4", "--seconds", "0"], "--seconds: "),
        (&["record", "-o", "f.mp4", "--flight", "loop"], "known: orbit, reveal"),
        (
            &["record", "-o", "f.mp4", "--flight", "obit"],
            "did you mean `orbit`? (a file of your own",
        ),
        (&["record", "-o", "f.mp4", "--flight", "missing.toml"], "cannot read missing.toml"),
        (&["record", "-o", "f.mp4", "--fps", "1000000"], "1 to 240 frames a second"),
        (&["record", "-o", "f.mp4", "--seconds", "86401"], "at most 86400 seconds"),
        (&["record", "-o", "f.mp4", "--quality", "101"], "--quality: "),
        (&["record", "-o", "f.gif", "--dither", "maybe"], "possible values: on, off"),
        (&["record", "-o", "f.mp4", "--supersample", "3"], "--supersample: 1, 2 or 4"),
        (&["record", "-o", "f.mp4", "--motion-blur", "0"], "--motion-blur: "),
        (&["record", "-o", "f.mp4", "--encoder", "x265"], "ffmpeg:-c:v"),
        (&["render", "-o", "p.png", "--at", "9"], "--at 9: the film lasts from 0 to 8 seconds"),
        (&["render", "--color-by", "residual", "-o", "p.png"], "--color-by: a residual needs"),
        (&["render", "--color-by", "residual", "--reference", "x + q", "-o", "p.png"], "     ^"),
        (&["render", "--color-scale", "log", "-o", "p.png"], "--color-scale: "),
        (&["render", "--scale", "9", "-o", "p.png"], "--scale: "),
        (&["mesh", "--device", "cpu", "-o", "m.obj"], ".glb or .ply"),
        (
            &["mesh", "--device", "cpu", "--grid", "9999x9999", "-o", "m.ply"],
            "try --grid 4096x4096",
        ),
        (&["render"], "--output"),
    ] {
        let message = stderr(2, words);
        assert!(message.starts_with("error: "), "{words:?}: {message}");
        assert!(message.contains(part), "{words:?} lacks {part:?}: {message}");
    }
}

#[test]
fn mistakes_in_a_scene_file_are_shown_at_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    for (text, line, part) in [
        ("[surface]\ngird = [2, 2]\n", 2, "unknown key `gird`; did you mean `grid`?"),
        ("[surface]\ngrid = [2, 1]\n", 2, "at least 2 samples"),
        ("[loss]\nformula = \"x +* y\"\n", 2, "x +* y"),
        ("[loss]\nname = \"beal\"\n", 2, "did you mean `beale`"),
        ("[loss]\nformula = \"x\"\nx = [2, -2]\n", 3, "from 2 to -2"),
        (
            "[[run]]\noptimizer = \"sgd\"\n[[run]]\noptimizer = \"sgd\"\nlr = -1\n",
            5,
            "lr of sgd must be >= 0",
        ),
        ("[[run]]\noptimizer = \"sgd\"\ncolor = \"no colour\"\n", 3, "is no colour"),
        ("[[mark]]\nat = \"strat\"\n", 2, "did you mean `start`"),
        ("[surface]\nloss_range = [2, 1]\n", 2, "from a lower to a higher"),
        ("[[run]]\noptimizer = \"sgd\"\nschedule = \"stp\"\n", 3, "unknown schedule"),
        ("[quiver]\ncount = [20, 0]\n", 2, "no arrows at all"),
        ("[quiver]\nspacing = 50\n[loss]\nformula = \"x\"\nx = [1, 2]\n", 2, "no multiple of 50"),
        ("[quiver]\non = \"floor\"\nspacing = [0.1, -1]\n", 3, "above 0"),
        ("[quiver]\ncolor = \"no colour\"\n", 2, "is no colour"),
        ("[quiver]\nscale = 0\n", 2, "0.9 leaves a gap"),
        ("[surface]\ncolor_by = \"residual\"\nreference = \"x +\"\n", 3, "should follow"),
        ("[view]\nscale = 0\n", 2, "between 0.5 and 4"),
        ("title = \"a\"\ntitle = \"b\"\n", 2, "duplicate key"),
        ("title = \"a\n", 1, "string"),
    ] {
        std::fs::write(&file, text).unwrap();
        let message = stderr(2, &["run", file.to_str().unwrap()]);
        assert!(message.contains(&format!("s.toml, line {line}, column ")), "{text}: {message}");
        assert!(message.contains(part), "{text}: {message}");
        assert!(message.contains('^'), "{text}: {message}");
    }
    // The flag, not the file, is at fault.
    std::fs::write(&file, "[surface]\ngrid = [5, 5]\n").unwrap();
    let message = stderr(
        2,
        &["grid", file.to_str().unwrap(), "--grid", "1x5", "--device", "cpu", "-o", "g.npy"],
    );
    assert!(message.starts_with("error: --grid: "), "{message}");
}

/// A mistake in the file of `--flight` stands in that file, whatever the scene is.
#[test]
fn a_wrong_key_is_shown_in_the_file_of_its_flight() {
    let folder = tempfile::tempdir().unwrap();
    let keys = "[[flight.key]]\ntime = 2\n[[flight.key]]\ntime = 2\n";
    for (text, part) in [
        (keys, "flight.toml, line 4, column 8: keys 1 and 2 both stand at 2 s"),
        ("title = 'x'\n", "flight.toml has no [flight]"),
    ] {
        std::fs::write(folder.path().join("flight.toml"), text).unwrap();
        let words = ["record", "default", "--flight", "flight.toml", "-o", "f.gif"];
        let output = fallline_in(folder.path(), &words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(part), "{said}");
    }
}
