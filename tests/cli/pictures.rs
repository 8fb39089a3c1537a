//! Pictures, films and grids from the GPU, and what happens where there is no adapter, no display, no room, no patience.

use std::fs;
use std::time::{Duration, Instant};

use fallline::gpu::{Gpu, Prefer};
use fallline::record::{FilmOrder, Watch};
use fallline::session::{Command as SessionCommand, Session};
use fallline::spec::Spec;

use super::*;
use crate::common::gpu;

/// Words that write a small, quick picture or film.
fn small<'a>(action: &'a str, output: &'a str) -> Vec<&'a str> {
    vec![action, "--size", "160x90", "--grid", "32x32", "--steps", "20", "-o", output]
}

#[test]
fn render_writes_a_picture_of_the_size_asked_for() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.png");
    stdout(&small("render", file.to_str().unwrap()));
    let decoder = png::Decoder::new(std::io::BufReader::new(fs::File::open(&file).unwrap()));
    let mut reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (160, 90));
    let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rgba).unwrap();
    let mut shades: Vec<&[u8]> = rgba.chunks_exact(4).collect();
    shades.sort_unstable();
    shades.dedup();
    assert!(shades.len() > 500, "a lit surface has many shades, not {}", shades.len());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn mesh_writes_the_surface_without_an_adapter() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [("m.glb", &b"glTF"[..]), ("m.ply", b"ply\n")] {
        let file = folder.path().join(name);
        stdout(&["mesh", "--device", "cpu", "--grid", "9x9", "-o", file.to_str().unwrap()]);
        assert!(fs::read(&file).unwrap().starts_with(start), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left behind");
}

#[test]
fn record_writes_a_film() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["f.mp4", "f.gif", "f.apng", "frames/"] {
        let file = folder.path().join(name);
        let mut words = small("record", file.to_str().unwrap());
        words.extend(["--seconds", "0.5", "--fps", "10"]);
        stdout(&words);
        assert!(file.exists(), "{name}");
    }
    assert_eq!(fs::read_dir(folder.path().join("frames")).unwrap().count(), 5);
}

#[test]
fn the_gpu_writes_the_grid_that_the_cpu_writes() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let read = |device: &str| -> (String, Vec<u8>) {
        let file = folder.path().join(format!("{device}.npy"));
        stdout(&["grid", "--grid", "33x21", "--device", device, "-o", file.to_str().unwrap()]);
        let bytes = fs::read(file).unwrap();
        (npyz::NpyFile::new(&bytes[..]).unwrap().dtype().descr(), bytes)
    };
    let ((gpu_type, gpu), (cpu_type, cpu)) = (read("gpu"), read("cpu"));
    assert_eq!((gpu_type.as_str(), cpu_type.as_str()), ("'<f4'", "'<f8'"));
    let gpu = npyz::NpyFile::new(&gpu[..]).unwrap();
    assert_eq!(gpu.shape(), &[21, 33][..]);
    let cpu: Vec<f64> = npyz::NpyFile::new(&cpu[..]).unwrap().into_vec().unwrap();
    for (a, b) in gpu.into_vec::<f32>().unwrap().into_iter().zip(cpu) {
        // Single precision; losses up to 2509, a handful of roundings each.
        assert!((f64::from(a) - b).abs() <= 1e-6 * b.abs().max(100.0), "{a} is not {b}");
    }
}

#[test]
fn the_gpu_writes_the_arrows_that_the_cpu_writes() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let read = |device: &str| -> (String, Vec<Vec<f64>>) {
        let file = folder.path().join(format!("{device}.csv"));
        let words = ["quiver", "line", "--count", "7x5", "--of", "negative-gradient"];
        stdout(&[&words[..], &["--device", device, "-o", file.to_str().unwrap()]].concat());
        let text = fs::read_to_string(file).unwrap();
        let (head, rows) = text.split_once('\n').unwrap();
        let numbers = |row: &str| row.split(',').map(|number| number.parse().unwrap()).collect();
        (head.to_owned(), rows.lines().map(numbers).collect())
    };
    let ((head, gpu), (same, cpu)) = (read("gpu"), read("cpu"));
    assert_eq!(
        (head.as_str(), head == same),
        ("intercept,slope,d_intercept,d_slope,magnitude", true)
    );
    assert_eq!((gpu.len(), cpu.len()), (35, 35));
    for (a, b) in gpu.iter().flatten().zip(cpu.iter().flatten()) {
        // Single precision; means of a thousand rows of numbers up to a hundred.
        assert!((a - b).abs() <= 1e-5 * b.abs().max(10.0), "{a} is not {b}");
    }
}

#[test]
fn what_cannot_be_drawn_is_said_in_a_sentence() {
    if gpu().is_none() {
        return;
    }
    for (words, status, part) in [
        (small("render", "/no/such/folder/p.png"), 1, "/no/such/folder"),
        (
            small("render", "p.jpg"),
            2,
            "end a picture in .png, and the flat view as a figure in .svg or .pdf",
        ),
        (small("record", "film.mkv"), 2, ".mp4"),
        (small("record", "/no/such/folder/f.mp4"), 1, "/no/such/folder"),
        (vec!["record", "--size", "161x90", "-o", "f.mp4"], 2, "162x90"),
        (vec!["record", "--seconds", "86400", "-o", "f.mp4"], 2, "add --force"),
        (vec!["grid", "--grid", "65536x65536", "-o", "g.npy"], 2, "try --grid"),
    ] {
        let message = stderr(status, &words);
        assert!(message.contains(part), "{words:?} lacks {part:?}: {message}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_picture() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("full.png");
    std::os::unix::fs::symlink("/dev/full", &file).unwrap();
    let message = stderr(1, &small("render", file.to_str().unwrap()));
    assert!(message.contains("full.png"), "{message}");
}

#[test]
fn without_a_display_the_window_says_what_works() {
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    if cfg!(target_os = "linux") {
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains("fallline render"), "{message}");
        assert!(!message.contains("panicked"), "{message}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_an_adapter_a_picture_says_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.png");
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(small("render", file.to_str().unwrap()))
        .env("WGPU_BACKEND", "vulkan")
        .env("VK_ICD_FILENAMES", "/no/such/driver.json")
        .env("VK_DRIVER_FILES", "/no/such/driver.json")
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("mesa-vulkan-drivers"), "{message}");
    assert!(!file.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn without_an_adapter_a_figure_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, beginning) in [("f.svg", &b"<svg"[..]), ("f.pdf", b"%PDF")] {
        let file = folder.path().join(name);
        let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
            .args(small("render", file.to_str().unwrap()))
            .env("WGPU_BACKEND", "vulkan")
            .env("VK_ICD_FILENAMES", "/no/such/driver.json")
            .env("VK_DRIVER_FILES", "/no/such/driver.json")
            .output()
            .unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{message}");
        assert!(message.contains("view.layout = \"flat\""), "{message}");
        assert!(fs::read(&file).unwrap().starts_with(beginning), "{name}");
    }
}

/// A film that is being written into an empty folder: the partial file appears once it is under way.
#[cfg(unix)]
fn film_under_way(folder: &Path, words: &[&str]) -> std::process::Child {
    let child = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while fs::read_dir(folder).unwrap().count() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(120), "the film never began");
        std::thread::sleep(Duration::from_millis(50));
    }
    child
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_film_and_leaves_nothing() {
    if gpu().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.mp4");
    let mut words = small("record", file.to_str().unwrap());
    words.extend(["--seconds", "600", "--fps", "60"]);
    let mut child = film_under_way(folder.path(), &words);
    let interrupted =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let status = child.wait().unwrap();
    let mut message = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut message).unwrap();
    assert_eq!(status.code(), Some(1), "{message}");
    assert!(message.contains("interrupted"), "{message}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn the_doctor_lists_adapters_and_encoders() {
    let report = json(&["doctor", "--format", "json"]);
    if gpu().is_some() {
        assert!(report["adapters"][0]["max_samples"].as_u64().unwrap() >= 1 << 24, "{report}");
    }
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["what"] == "display"), "{report}");
    assert!(findings.iter().any(|f| f["state"].as_str().unwrap().contains(".mp4")), "{report}");
}

#[cfg(unix)]
#[test]
fn a_killed_film_leaves_nothing_under_its_name() {
    if gpu().is_none() {
        return;
    }
    for name in ["long.mp4", "long.gif", "long/"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        let mut words = small("record", file.to_str().unwrap());
        words.extend(["--seconds", "600", "--fps", "50"]);
        let mut child = film_under_way(folder.path(), &words);
        std::thread::sleep(Duration::from_millis(500));
        child.kill().unwrap();
        child.wait().unwrap();
        let is_hidden =
            |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".fallline-");
        let at = if file.is_dir() { &file } else { folder.path() };
        assert!(fs::read_dir(at).unwrap().all(|entry| is_hidden(entry.unwrap())), "{name}");
    }
}

#[test]
fn the_window_and_the_command_line_write_the_same_film() {
    let Ok(gpu) = Gpu::headless(Prefer::Fast) else { return };
    let folder = tempfile::tempdir().unwrap();
    let [scene, by_words, by_window] =
        ["scene.toml", "a.mp4", "b.mp4"].map(|name| folder.path().join(name));
    let (spec, _) = Spec::load("himmelblau").unwrap();
    let mut session = Session::new(spec).unwrap();
    session.apply(SessionCommand::Orbit { azimuth: 0.4, elevation: 0.1 }).unwrap();
    let mut snapshot = session.snapshot();
    (snapshot.film.size, snapshot.film.seconds, snapshot.film.quality) = ([160, 90], 0.3, 60);
    snapshot.surface.grid = [32, 32];
    snapshot.save(&scene).unwrap();
    stdout(&["record", scene.to_str().unwrap(), "-o", by_words.to_str().unwrap()]);
    // What the window does with an order.
    let mut session = Session::new(snapshot).unwrap();
    FilmOrder::at(&by_window).write(&gpu, &mut session, &Watch::default()).unwrap();
    assert!(fs::read(by_words).unwrap() == fs::read(by_window).unwrap());
}

#[test]
fn a_missing_ffmpeg_is_said_with_what_to_do() {
    if gpu().is_none() {
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .args(["record", "--size", "160x90", "--encoder", "ffmpeg:-c:v libx265", "-o", "f.mkv"])
        .env("PATH", "")
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("no ffmpeg is on the PATH: install it"), "{message}");
}
