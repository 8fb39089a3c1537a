//! The house keeps its shape: dependency directions, forbidden names and sizes, read from the source text.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the drawing, each list from left to right: a trunk that forks into two branches, which join again. The
/// panels stand where they see both the session and the overlay, whose fonts and colours they share.
const TRUNK: [&str; 4] = ["expr", "objective", "optim", "scene"];
const DRAWING_BRANCH: [&str; 2] = ["overlay", "gpu"];
const ASKING_BRANCH: [&str; 3] = ["io", "spec", "session"];
const PANELS: &str = "ui";
const TOP: [&str; 3] = ["record", "app", "cli"];

/// The rooms that `room` may use: those to its left. `None` for a room that is not in the drawing.
fn left_of(room: &str) -> Option<Vec<&'static str>> {
    let line = |parts: &[&[&'static str]]| parts.concat();
    let lines = [
        line(&[&TRUNK, &ASKING_BRANCH]),
        line(&[&TRUNK, &DRAWING_BRANCH]),
        line(&[&TRUNK, &DRAWING_BRANCH[..1], &ASKING_BRANCH, &[PANELS]]),
        line(&[&TRUNK, &DRAWING_BRANCH, &ASKING_BRANCH, &[PANELS], &TOP]),
    ];
    // The shortest line that has the room: a branch does not see its neighbour.
    let ends = lines
        .iter()
        .filter_map(|line| Some(line[..line.iter().position(|r| *r == room)?].to_vec()));
    ends.min_by_key(Vec::len)
}

/// Each outside crate that only some rooms (or single files) may name.
const GUESTS: [(&str, &[&str]); 6] = [
    ("wgpu", &["gpu/", "app/"]),
    ("winit", &["app/"]),
    ("egui_winit", &["app/"]),
    ("egui", &["overlay/", "ui/", "app/", "gpu/painter.rs"]),
    ("egui_wgpu", &["app/", "gpu/painter.rs"]),
    ("clap", &["cli/"]),
];

const MOST_LINES: usize = 400;
const MOST_LINES_OF_MAIN: usize = 30;

/// A source file below `src/`.
struct File {
    /// Path below `src/`, with `/` between folders.
    path: String,
    text: String,
}

impl File {
    /// The room: the first folder, or the file's stem.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Modules between the crate root and this file: `a/b/mod.rs` is `[a, b]`, `a/b.rs` too.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').filter(|part| !["lib", "main"].contains(part)).collect()
    }
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below: Vec<_> = path.strip_prefix(&root).unwrap().iter().collect();
                let below: Vec<_> = below.iter().map(|part| part.to_str().unwrap()).collect();
                files
                    .push(File { path: below.join("/"), text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The text without comments and without the insides of string literals.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if first == '"' {
            end_of_string(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            rest[2..].find('\'').map_or(rest.len(), |end| end + 3)
        } else {
            code.push(first);
            first.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

/// Length of the string literal at the beginning of `text`, quotes included.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// The code before the test module.
fn outside_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod ").next().unwrap_or(code)
}

/// Words of a path list: `a::b, c::{d}` gives `a`, `c`; only the first of each path counts.
fn heads(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut parts = vec![];
    let mut start = 0;
    for (index, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&list[start..index]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.iter().map(|part| word(part.trim_start())).filter(|head| !head.is_empty()).collect()
}

/// The identifier at the beginning.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The rooms that a file names by `crate::` or by more `super::` than it is deep.
fn used_rooms(file: &File) -> Vec<String> {
    let code = code(&file.text);
    let mut used = Vec::new();
    let mut note = |after: &str| match after.strip_prefix('{') {
        Some(list) => used.extend(heads(list).into_iter().map(str::to_owned)),
        None => used.push(word(after).to_owned()),
    };
    for (index, _) in code.match_indices("crate::") {
        // `$crate::` and `fallline::`-like words end in it too; only a whole word counts.
        if code[..index].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        note(&code[index + "crate::".len()..]);
    }
    let depth = file.module().len();
    for (index, _) in code.match_indices("super::") {
        if code[..index].ends_with("super::") {
            continue;
        }
        let mut after = &code[index..];
        let mut climbed = 0;
        while let Some(rest) = after.strip_prefix("super::") {
            (after, climbed) = (rest, climbed + 1);
        }
        // A test module is one deeper than its file, so it may climb one more.
        let in_tests = index >= outside_tests(&code).len();
        if climbed >= depth + usize::from(in_tests) {
            note(after);
        }
    }
    used
}

fn wrong_arrows(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        let Some(allowed) = left_of(file.room()) else {
            if !["lib", "main"].contains(&file.room()) {
                wrong.push(format!("{} is in no known room", file.path));
            }
            continue;
        };
        for used in used_rooms(file) {
            let is_room = left_of(&used).is_some();
            if is_room && used != file.room() && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", file.path));
            }
        }
    }
    wrong
}

fn uninvited_guests(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        let code = code(&file.text);
        for (guest, hosts) in GUESTS {
            let is_host = hosts.iter().any(|host| file.path.starts_with(host));
            let named = code.match_indices(guest).any(|(index, _)| {
                let before = code[..index].chars().next_back();
                let after = &code[index + guest.len()..];
                let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
                let is_path = after.starts_with("::") || code[..index].ends_with("use ");
                is_path
                    && !before.is_some_and(|c| part_of_word(c) || c == ':')
                    && !after.starts_with(part_of_word)
            });
            if named && !is_host {
                wrong.push(format!("{} names {guest}", file.path));
            }
        }
    }
    wrong
}

#[test]
fn every_arrow_points_to_the_left() {
    let wrong = wrong_arrows(&sources());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let wrong = uninvited_guests(&sources());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_do_not_unwrap() {
    let mut wrong = Vec::new();
    for file in sources() {
        let lines = file.text.lines().count();
        let most = if file.path == "main.rs" { MOST_LINES_OF_MAIN } else { MOST_LINES };
        if lines > most {
            wrong.push(format!("{} has {lines} lines, more than {most}", file.path));
        }
        if outside_tests(&code(&file.text)).contains(".unwrap()") {
            wrong.push(format!("{} unwraps outside tests", file.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_drawing_lists_every_room() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for room in [&TRUNK[..], &DRAWING_BRANCH, &ASKING_BRANCH, &TOP].concat() {
        assert!(lib.contains(&format!("pub mod {room};")), "{room}");
    }
    assert_eq!(lib.matches("pub mod ").count(), 13, "a new room needs its place in the drawing");
}

/// Planted faults: the checks above must find them, or they check nothing.
mod self_test {
    use super::*;

    fn planted(path: &str, text: &str) -> Vec<File> {
        vec![File { path: path.to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn each_room_sees_what_stands_to_its_left() {
        assert_eq!(left_of("expr"), Some(vec![]));
        assert_eq!(left_of("gpu"), Some([&TRUNK[..], &["overlay"]].concat()));
        assert_eq!(left_of("session"), Some([&TRUNK[..], &["io", "spec"]].concat()));
        assert_eq!(left_of("cli").map(|rooms| rooms.len()), Some(12));
        assert_eq!(left_of("attic"), None);
    }

    #[test]
    fn wrong_arrows_are_found() {
        for (path, text) in [
            ("expr/parse.rs", "use crate::objective::Domain;"),
            ("scene/mod.rs", "use crate::{objective::Domain, gpu::Field};"),
            ("scene/mod.rs", "use crate::{\n    objective::{Domain, Interval},\n    spec,\n};"),
            ("objective/fit.rs", "fn f() { crate::optim::run(); }"),
            ("optim/methods/adam.rs", "use super::super::super::session::Session;"),
            ("spec/mod.rs", "pub use super::session::Session;"),
            ("scene/height.rs", "use super::super::{expr, ui::Panel};"),
            ("scene/height.rs", "#[cfg(test)]\nmod tests { use super::super::super::gpu::X; }"),
            ("attic/mod.rs", ""),
        ] {
            assert_eq!(wrong_arrows(&planted(path, text)).len(), 1, "{path}: {text}");
        }
    }

    #[test]
    fn right_arrows_pass() {
        for (path, text) in [
            ("objective/fit.rs", "use crate::expr::{Graph, objective};"),
            ("optim/methods/adam.rs", "use super::super::settings::Table;"),
            (
                "scene/height.rs",
                "// use crate::gpu::Field;\nconst A: &str = \"crate::gpu::Field\";",
            ),
            ("scene/height.rs", "#[cfg(test)]\nmod tests { use super::super::gpu; }"),
            ("cli/run.rs", "use crate::{gpu, record::sink, app};"),
        ] {
            assert_eq!(wrong_arrows(&planted(path, text)), [""; 0], "{path}: {text}");
        }
    }

    #[test]
    fn guests_outside_their_rooms_are_found() {
        for (path, text) in [
            ("scene/mod.rs", "use wgpu::Device;"),
            ("record/mod.rs", "fn f(d: &wgpu::Device) {}"),
            ("session/mod.rs", "use egui;"),
            ("gpu/surface.rs", "use egui::Color32;"),
            ("ui/mod.rs", "use winit::window::Window;"),
            ("spec/mod.rs", "#[derive(clap::Args)] struct A;"),
        ] {
            assert_eq!(uninvited_guests(&planted(path, text)).len(), 1, "{path}: {text}");
        }
        for (path, text) in [
            ("gpu/painter.rs", "use egui::Color32; use egui_wgpu::Renderer;"),
            ("scene/mod.rs", "//! no wgpu::Device here\nfn not_wgpu() {}"),
        ] {
            assert_eq!(uninvited_guests(&planted(path, text)), [""; 0], "{path}: {text}");
        }
    }
}
