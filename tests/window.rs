//! The real window on a virtual display, moved by a virtual hand.
//!
//! Needs Xvfb, xdotool and ImageMagick's `import`; where one of them is missing the test says so and passes, unless
//! `REQUIRE_GPU=1` is set.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const SIZE: [usize; 2] = [1280, 800];
/// How long anything may take on a busy machine without a GPU.
const PATIENCE: Duration = Duration::from_secs(90);
/// The left edge of the picture beside the panel, and its lower edge above the timeline, pixels.
const PANEL: usize = 330;
const TIMELINE: usize = 750;

const SCENE: &str = "[loss]\nname = \"rosenbrock\"\n[surface]\ngrid = [48, 48]\n[runs]\nsteps = 60\n[view]\nstep = 0\n\
                     [[run]]\noptimizer = \"adam\"\nlr = 0.1\n";

/// A virtual display.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn open() -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                &format!("{}x{}x24", SIZE[0], SIZE[1]),
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        let mut stdout = std::io::BufReader::new(server.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut stdout, &mut number).unwrap();
        Self { server, name: format!(":{}", number.trim()) }
    }

    fn run(&self, program: &str, words: &[&str]) -> Output {
        Command::new(program).args(words).env("DISPLAY", &self.name).output().unwrap()
    }

    fn hand(&self, words: &[&str]) -> String {
        let output = self.run("xdotool", words);
        // Between two moves a real hand rests, too.
        sleep(Duration::from_millis(250));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The picture's part of the screen, three bytes a pixel.
    fn picture(&self) -> Vec<u8> {
        let screen = self.run("import", &["-window", "root", "-depth", "8", "rgb:-"]).stdout;
        assert_eq!(screen.len(), SIZE[0] * SIZE[1] * 3, "the whole screen is read");
        let row = |y: usize| screen[(y * SIZE[0] + PANEL) * 3..(y + 1) * SIZE[0] * 3].to_vec();
        (0..TIMELINE).flat_map(row).collect()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // The server may have gone by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What the program remembers by itself lies beside the scene, not at home.
fn state_of(scene: &Path) -> std::path::PathBuf {
    scene.with_file_name("state")
}

/// The program with its window.
struct Window<'a> {
    display: &'a Display,
    program: Child,
    id: String,
}

impl<'a> Window<'a> {
    fn open(display: &'a Display, scene: &Path) -> Self {
        let program = Command::new(env!("CARGO_BIN_EXE_fallline"))
            .arg(scene)
            .env("DISPLAY", &display.name)
            .env("XDG_STATE_HOME", state_of(scene))
            .env_remove("WAYLAND_DISPLAY")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut window = Self { display, program, id: String::new() };
        window.wait("the window opens", |window| {
            window.id = display
                .hand(&["search", "--name", "fallline"])
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            !window.id.is_empty()
        });
        display.hand(&["windowfocus", &window.id]);
        window
    }

    fn wait(&mut self, what: &str, mut is_so: impl FnMut(&mut Self) -> bool) {
        let since = Instant::now();
        while !is_so(self) {
            assert!(since.elapsed() < PATIENCE, "waited in vain until {what}");
            if let Some(status) = self.program.try_wait().unwrap() {
                panic!("the program ended with {status} before {what}");
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits until the picture rests and returns it.
    fn rest(&mut self) -> Vec<u8> {
        let mut last = self.display.picture();
        self.wait("the picture rests", |window| {
            sleep(Duration::from_millis(400));
            let now = window.display.picture();
            let rests = now == last;
            last = now;
            rests
        });
        last
    }

    /// Does something with the hand; the picture must change.
    fn reacts(&mut self, what: &str, words: &[&[&str]]) {
        let before = self.rest();
        for words in words {
            self.display.hand(words);
        }
        self.wait(what, |window| window.display.picture() != before);
    }

    fn title(&self) -> String {
        self.display.hand(&["getwindowname", &self.id])
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        // It has ended by itself where the test went well.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The tools, or a line that says why the test is skipped.
fn display() -> Option<Display> {
    let tools = ["Xvfb", "xdotool", "import"];
    let missing = tools.iter().find(|tool| {
        let found = Command::new("sh")
            .args(["-c", &format!("command -v {tool}")])
            .stdout(Stdio::null())
            .status();
        !found.is_ok_and(|status| status.success())
    });
    if let Some(tool) = missing {
        let required = std::env::var("REQUIRE_GPU").is_ok_and(|value| value == "1");
        assert!(!required, "REQUIRE_GPU=1, and {tool} is not installed");
        eprintln!("skipped: {tool} is not installed");
        return None;
    }
    Some(Display::open())
}

#[test]
fn the_window_draws_reacts_and_closes() {
    let Some(display) = display() else { return };
    let folder = tempfile::tempdir().unwrap();
    let scene = folder.path().join("small.toml");
    std::fs::write(&scene, SCENE).unwrap();
    let mut window = Window::open(&display, &scene);
    window.wait("the surface is drawn", |window| colors(&window.display.picture()) > 200);
    assert_eq!(window.title(), "Rosenbrock \u{2014} fallline");

    let at = ["mousemove", "800", "420"];
    window.reacts("2 looks from the top", &[&at, &["key", "2"]]);
    window.reacts("3 looks from the front", &[&["key", "3"]]);
    window.reacts("4 looks from the side", &[&["key", "4"]]);
    window.reacts("1 looks from the front right", &[&["key", "1"]]);
    window.reacts("right steps on", &[&["key", "Right"]]);
    window.reacts("left steps back", &[&["key", "Left"]]);
    window.reacts("? lists the keys", &[&["key", "question"]]);
    window.reacts("? hides the list", &[&["key", "question"]]);
    let drag: [&[&str]; 4] = [
        &["mousedown", "1"],
        &["mousemove", "860", "440"],
        &["mousemove", "920", "460"],
        &["mouseup", "1"],
    ];
    window.reacts("a drag orbits", &drag);
    window.reacts("the wheel zooms", &[&at, &["click", "4"], &["click", "4"]]);
    window.reacts("F frames all", &[&["key", "f"]]);
    window.reacts("space plays", &[&["key", "space"]]);
    window.rest();

    // The part of the panel where a formula is typed, then the field.
    for words in [["mousemove", "114", "73"], ["mousemove", "160", "112"]] {
        display.hand(&words);
        display.hand(&["click", "1"]);
        window.rest();
    }
    display.hand(&["key", "ctrl+a"]);
    display.hand(&["type", "--delay", "60", "x^4 + y^2"]);
    window.wait("the typed formula is shown", |window| {
        window.title() == "\u{2022} x^4 + y^2 \u{2014} fallline"
    });
    display.hand(&["type", "--delay", "60", " + * 2"]);
    window.rest();
    assert!(
        window.title().starts_with("\u{2022} x^4 + y^2"),
        "a wrong formula leaves the old surface: {}",
        window.title()
    );

    // Esc leaves the field, whose own keys undo what was typed there.
    display.hand(&["key", "Escape"]);
    window.wait("every edit is undone", |window| {
        display.hand(&["key", "ctrl+z"]);
        window.title() == "Rosenbrock \u{2014} fallline"
    });
    let recent = std::fs::read_to_string(state_of(&scene).join("fallline/recent.toml")).unwrap();
    assert!(recent.contains("small.toml"), "{recent}");

    display.hand(&["key", "ctrl+q"]);
    let status = window.program.wait().unwrap();
    assert_eq!(status.code(), Some(0));
}

/// How many different colours a picture has.
fn colors(picture: &[u8]) -> usize {
    picture.chunks(3).collect::<std::collections::HashSet<_>>().len()
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_it_says_what_works_without_one() {
    let output = Command::new(env!("CARGO_BIN_EXE_fallline"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no display") && said.contains("fallline render"), "{said}");
}
