//! Figures: the flat view as SVG and PDF. What they say is read from the file, how they look is compared with the picture.

use std::path::Path;
use std::sync::Arc;

use fallline::overlay::{Layout, font_files};
use fallline::record::{render_figure, render_figure_moment};
use fallline::scene::{PathPoint, Scene, ticks};
use fallline::session::Session;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Source;
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{Options, Tree};

use crate::common::gpu;
use crate::picture::{Difference, Picture, session};

const SIZE_PX: [u32; 2] = [640, 360];
const RUNS: &str = "title = 'A & B'\nloss.name = 'booth'\nsurface.grid = [96, 64]\nview.layout = 'flat'\n\
                    runs = { steps = 60, starts = [[-8, 6]] }\n\
                    run = [{ optimizer = 'sgd', lr = 0.02 }, { optimizer = 'adam', lr = 0.8 }]";

/// The figure of a scene file's text in the format of a name.
fn written(session: &mut Session, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    assert_eq!(render_figure(session, SIZE_PX, &path).unwrap(), path);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    std::fs::read(path).unwrap()
}

pub(crate) fn svg(session: &mut Session) -> String {
    String::from_utf8(written(session, "figure.svg")).unwrap()
}

/// The scene that a figure shows.
fn flat(session: &Session) -> Scene {
    session.panes().remove(0).scene
}

pub(crate) fn texts<'a>(document: &'a Document<'_>) -> Vec<&'a str> {
    let is_text = |node: &Node<'_, '_>| node.has_tag_name("text");
    document.descendants().filter(is_text).filter_map(|node| node.text()).collect()
}

/// The corners of the lines in a colour and a width.
fn lines(document: &Document<'_>, color: &str, width: &str) -> Vec<Vec<[f64; 2]>> {
    let is_line = |node: &Node<'_, '_>| {
        node.attribute("stroke") == Some(color) && node.attribute("stroke-width") == Some(width)
    };
    let corners = |node: Node<'_, '_>| {
        let data = node.attribute("d").unwrap().trim_start_matches('M');
        let corner = |text: &str| {
            let (x, y) = text.split_once(' ').unwrap();
            [x, y].map(|number| number.parse().unwrap())
        };
        data.split('L').map(corner).collect()
    };
    document.descendants().filter(is_line).map(corners).collect()
}

/// Distance of a place from a line.
fn distance(place: [f64; 2], line: &[[f64; 2]]) -> f64 {
    let from = |pair: &[[f64; 2]]| {
        let [a, b] = [pair[0], pair[1]];
        let delta = [b[0] - a[0], b[1] - a[1]];
        let along = (place[0] - a[0]) * delta[0] + (place[1] - a[1]) * delta[1];
        let length = delta[0] * delta[0] + delta[1] * delta[1];
        let share = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
        (place[0] - a[0] - share * delta[0]).hypot(place[1] - a[1] - share * delta[1])
    };
    line.windows(2).map(from).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_words_of_a_figure_are_text() {
    let mut session = session(RUNS);
    let svg = svg(&mut session);
    let document = Document::parse(&svg).unwrap();
    let texts = texts(&document);
    let scene = flat(&session);
    let mut expected = vec!["A & B".to_owned(), "x".to_owned(), "y".to_owned()];
    expected.extend([-5.0, 0.0, 5.0].map(ticks::number));
    // Wide gaps part two runs of text.
    let labels = scene.legend.iter().flat_map(|entry| entry.label.split("  "));
    expected.extend(labels.map(str::to_owned));
    for text in expected {
        assert!(texts.contains(&&*text), "{text:?} is not among {texts:?}");
    }
    let root = document.root_element();
    assert_eq!(root.attribute("viewBox"), Some("0 0 640 360"));
    let titles = document.descendants().filter(|node| node.has_tag_name("title"));
    assert_eq!(titles.filter_map(|node| node.text()).collect::<Vec<_>>(), ["A & B"]);
}

#[test]
fn a_path_goes_through_the_samples_of_its_run() {
    let mut session = session(RUNS);
    let svg = svg(&mut session);
    let document = Document::parse(&svg).unwrap();
    let scene = flat(&session);
    let layout = Layout::of_picture(SIZE_PX, &scene);
    for shown in &scene.paths {
        let drawn = lines(&document, &shown.style.color.hex(), "3.2");
        let [line] = &drawn[..] else { panic!("{} lines", drawn.len()) };
        let place = |point: &PathPoint| {
            let [x, y] = point.parameters;
            let at = scene.world.position(x, y, point.loss);
            let at = layout.project(&scene.camera, at).unwrap();
            [f64::from(at.x), f64::from(at.y)]
        };
        let samples: Vec<_> = shown.path.samples().map(place).collect();
        assert_eq!(samples.len(), 61);
        for sample in &samples {
            // Those are left out that lie within a tenth of a point of the line; it is written to a hundredth.
            let away = distance(*sample, line);
            assert!(away < 0.11, "{sample:?} is {away} points from the line");
        }
        // Numbers are written to a hundredth of a point.
        for (end, sample) in [(line[0], samples[0]), (line[line.len() - 1], samples[60])] {
            assert!((end[0] - sample[0]).hypot(end[1] - sample[1]) < 0.01, "{end:?} {sample:?}");
        }
    }
}

/// A figure as a viewer shows it that has the fonts of pictures.
fn rasterised(svg: &str) -> Picture {
    let mut options = Options::default();
    for file in font_files() {
        Arc::make_mut(&mut options.fontdb).load_font_source(Source::Binary(file));
    }
    let tree = Tree::from_str(svg, &options).unwrap();
    let mut pixels = Pixmap::new(SIZE_PX[0], SIZE_PX[1]).unwrap();
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Picture { size_px: SIZE_PX, rgba: pixels.take() }
}

/// Left, top, width and height of a picture.
fn part(picture: &Picture, [left, top, width, height]: [u32; 4]) -> Picture {
    let row = |y: u32| {
        let first = 4 * (y * picture.size_px[0] + left) as usize;
        &picture.rgba[first..first + 4 * width as usize]
    };
    let rgba = (top..top + height).flat_map(row).copied().collect();
    Picture { size_px: [width, height], rgba }
}

/// How far a figure may be from the picture, as a whole and in its plane. Measured: 1.09 to 1.33 and 0.020 to 0.029 as a
/// whole, most of it words, which egui draws bolder; in the plane 0.60 to 1.02 and 0.007 to 0.022, at the edges of lines,
/// which are smoothed in another way. A shift by a pixel is 2.3 in the plane, missing paths are 2.1.
const WHOLE: Difference = Difference { mean: 1.6, share: 0.036 };
const PLANE: Difference = Difference { mean: 1.3, share: 0.028 };

/// The differences of a figure from the picture as a whole and in its plane.
fn differences(figure: &Picture, picture: &Picture, toml: &str) -> [Difference; 2] {
    // Without the line of the frame.
    let scene = flat(&session(toml));
    let plane = Layout::of_picture(SIZE_PX, &scene).plane_px(-2.0);
    // What the plane of a network is takes two lines of words that other pictures do not have; tests/overlay.rs reads them.
    let words = if scene.captions.plane.is_empty() { 0 } else { WORDS_OF_PLANE_PX };
    let whole = without_words(figure, words).difference(&without_words(picture, words));
    [whole, part(figure, plane).difference(&part(picture, plane))]
}

/// Rows of pixels from the top that title, formula and plane's words take in the left half.
const WORDS_OF_PLANE_PX: usize = 60;

/// The picture without what stands in the left half of its first rows of pixels.
fn without_words(picture: &Picture, rows: usize) -> Picture {
    let mut bare = picture.clone();
    let width = 4 * SIZE_PX[0] as usize;
    for row in bare.rgba.chunks_exact_mut(width).take(rows) {
        row[..width / 2].fill(0);
    }
    bare
}

fn is_alike(differences: [Difference; 2]) -> bool {
    let is_below = |(difference, most): (Difference, Difference)| {
        difference.mean <= most.mean && difference.share <= most.share
    };
    differences.into_iter().zip([WHOLE, PLANE]).all(is_below)
}

#[test]
fn a_missing_path_or_a_shift_of_one_pixel_is_noticed() {
    let Some(gpu) = gpu() else { return };
    let picture = Picture::of(&gpu, RUNS, SIZE_PX);
    let svg = svg(&mut session(RUNS));
    let is_path = |line: &&str| line.contains("stroke-width=\"3.2\"");
    assert_eq!(svg.lines().filter(is_path).count(), 2);
    let bare: Vec<&str> = svg.lines().filter(|line| !is_path(line)).collect();
    let mut shifted = rasterised(&svg);
    shifted.rgba.rotate_left(4);
    for (what, other) in [("shifted", shifted), ("bare", rasterised(&bare.join("\n")))] {
        let found = differences(&other, &picture, RUNS);
        assert!(!is_alike(found), "{what}: {found:?}");
    }
}

#[test]
fn a_figure_looks_like_the_picture() {
    let Some(gpu) = gpu() else { return };
    let light = format!("{RUNS}\nview.theme = 'light'\nview.equal = true");
    for (name, toml) in [
        ("dark", RUNS),
        ("light", &light),
        (
            "holes",
            "loss.formula = 'sqrt(3 - x^2 - y^2) + log(abs(x - 0.5) + 0.05)/4'\nrun = []\n\
             surface = { colormap = 'magma', opacity = 0.7 }\nview.layout = 'flat'",
        ),
        (
            "swarm",
            "loss.name = 'rastrigin'\nview = { layout = 'flat', step = 40 }\nswarm.starts = 100\n\
             run = [{ optimizer = 'adam', lr = 0.05 }]\nruns.steps = 60",
        ),
        (
            "simplex",
            "loss.name = 'himmelblau'\nview = { layout = 'flat', step = 4 }\nrun = [\
             { optimizer = 'nelder-mead' }, { optimizer = 'sgd', lr = 0.01 }, { optimizer = 'sgd', lr = 0.02 }]",
        ),
        (
            "gallery",
            "loss.name = 'booth'\nview.layout = 'flat'\nrun = []\ngallery.losses = ['x + y', 'sphere', 'rastrigin']",
        ),
        (
            "three of four cells",
            "loss.name = 'booth'\nview.layout = 'flat'\nview.theme = 'light'\nrun = []\n\
             gallery.losses = ['x + y', 'sphere']",
        ),
        (
            "bands",
            "loss.name = 'booth'\nview.layout = 'flat'\nrun = []\n\
             contours = { levels = [10, 50, 150, 300, 600, 1000, 1500], filled = true, labels = true }",
        ),
        (
            "dashes",
            "loss.name = 'himmelblau'\nview = { layout = 'flat', equal = true }\nrun = []\n\
             contours = { levels = [20, 120], dashed = true, color = 'white' }",
        ),
        (
            "tint",
            "loss.name = 'himmelblau'\nview.layout = 'flat'\nrun = []\nsurface.color_by = 'condition-number'",
        ),
        (
            "quiver",
            "loss.name = 'himmelblau'\nview.layout = 'flat'\nrun = []\n\
             quiver = { count = [9, 7], length = 'log' }",
        ),
        ("regions", crate::regions::MOONS),
        (
            "dots and marks",
            "loss.name = 'booth'\nview.layout = 'flat'\nruns = { steps = 12, starts = [[-8, 6]] }\n\
             run = [{ optimizer = 'adam', lr = 0.8, points = true, point_color = 'white', line = false }]\n\
             mark = [{ at = [-3, 4], glyph = 'star' }, { at = [5, 5], glyph = 'disc' },\
             { at = [5, -5], glyph = 'cross' }, { at = [-5, -5], glyph = 'diamond' }]",
        ),
    ] {
        let figure = rasterised(&svg(&mut session(toml)));
        let picture = Picture::of(&gpu, toml, SIZE_PX);
        let found = differences(&figure, &picture, toml);
        let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
        figure.write(&work.join(format!("{name}.figure.png")));
        picture.write(&work.join(format!("{name}.picture.png")));
        assert!(is_alike(found), "{name}: {found:?}, see {}", work.display());
    }
}

#[test]
fn a_gallery_is_a_figure_of_panes() {
    let mut session = session(
        "loss.name = 'booth'\nview.layout = 'beside'\nsurface.grid = [32, 32]\nrun = []\n\
         gallery.losses = ['x + y', 'sphere']",
    );
    let svg = svg(&mut session);
    let document = Document::parse(&svg).unwrap();
    let groups = document.root_element().children().filter(|node| node.has_tag_name("g"));
    let places: Vec<_> = groups.filter_map(|group| group.attribute("transform")).collect();
    let corners = places.iter().map(|place| place.split_once(' ').unwrap().0);
    let corners: Vec<_> = corners.collect();
    assert_eq!(corners, ["translate(0", "translate(320", "translate(0"], "{places:?}");
    let images = document.descendants().filter(|node| node.has_tag_name("image"));
    assert_eq!(images.count(), 3);
}

#[test]
fn a_figure_of_a_film_shows_its_moment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("moment.svg");
    let mut session = session(&format!("{RUNS}\nfilm = {{ seconds = 4.0, fps = 10 }}"));
    render_figure_moment(&mut session, SIZE_PX, 2.0, &path).unwrap();
    let svg = std::fs::read_to_string(path).unwrap();
    let document = Document::parse(&svg).unwrap();
    let step = flat(&session).captions.step;
    assert!(step.starts_with("step ") && !step.starts_with("step 60 "), "{step}");
    assert!(texts(&document).contains(&&*step), "{step}");
}

#[test]
fn a_long_path_makes_no_large_file() {
    let mut session = session(
        "loss.name = 'sphere'\nview.layout = 'flat'\nsurface.grid = [32, 32]\n\
         runs = { steps = 100000, noise = 40.0, starts = [[1, 1]] }\n\
         run = [{ optimizer = 'sgd', lr = 0.02 }]",
    );
    let points = flat(&session).paths[0].path.points().len();
    assert!(points > 60_000, "{points}");
    let bytes = svg(&mut session).len();
    assert!(bytes < 8_000_000, "{bytes} bytes for {points} points");
}

#[test]
fn a_pdf_is_one_page_with_text() {
    let mut session = session(RUNS);
    let bytes = written(&mut session, "figure.pdf");
    assert!(bytes.starts_with(b"%PDF"));
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let pages = document.get_pages();
    let page = document.get_dictionary(pages[&1]).unwrap();
    let corners = page.get(b"MediaBox").unwrap().as_array().unwrap();
    let corners: Vec<f32> = corners.iter().map(|corner| corner.as_float().unwrap()).collect();
    // 96 pixels are an inch, and so are 72 points.
    assert_eq!((pages.len(), corners), (1, vec![0.0, 0.0, 480.0, 270.0]));
    let text: String = document.extract_text(&[1]).unwrap().split_whitespace().collect();
    for word in ["A&B", "SGD", "Adam", "x", "y", "lr0.02"] {
        assert!(text.contains(word), "{word:?} is not in {text:?}");
    }
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(RUNS);
    for name in ["no/such/folder.svg", "no/such/folder.pdf", "figure.jpg"] {
        let said = render_figure(&mut session, SIZE_PX, &folder.path().join(name)).unwrap_err();
        assert!(said.to_string().contains(name), "{said}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
