//! Golden pictures: `tests/snapshots/*.png`, drawn by the software adapter named in `tests/snapshots/adapter.txt`.
//!
//! The same adapter and version must draw the same bytes. Others round and rasterise edges differently: they are held to
//! a [`Tolerance`]. `UPDATE_SNAPSHOTS=1 cargo test --test render golden` draws the pictures anew.

use std::fs;
use std::path::{Path, PathBuf};

use fallline::gpu::Gpu;
use fallline::scene::Scene;
use glam::vec2;

use crate::common::gpu;
use crate::picture::{Difference, Picture, session};

/// Name, size and scene file of each golden picture; together they show every pass and every card.
const SCENES: [(&str, [u32; 2], &str); 38] = [
    ("default", [640, 360], include_str!("../../assets/scenes/default.toml")),
    (
        "marks",
        [640, 360],
        "loss = { formula = '(x^2 - 1)^2 + 0.3*x + y^2', x = [-1.8, 1.8], y = [-1.8, 1.8] }\n\
         runs = { steps = 12, starts = [[0.4, 1.5]] }\nview = { axes = ['x_1', '\\theta'] }\n\
         run = [{ optimizer = 'sgd', lr = 0.1, points = true, point_color = 'white' }]\n\
         [[mark]]\nat = 'start'\ncolor = 'gold'\nlabel = 'start \\theta_0'\nsize = 24\n\
         [[mark]]\nat = 'global-minimum'\nglyph = 'cross'\ncolor = 'limegreen'\nlabel = 'global optimum'\n\
         [[mark]]\nat = 'local-minimum'\nglyph = 'diamond'\ncolor = 'tomato'\nlabel = 'local'\nlegend = true",
    ),
    (
        "two-layer",
        [640, 360],
        "[network]\nlayers = [{ units = 8, activation = 'tanh' }, { units = 3 }]\nseeds = [0, 1]\n\
         data = { set = 'iris', standardise = true }\nplane = { kind = 'random', centre = 'initial' }\n\
         [surface]\ngrid = [65, 65]\n[runs]\nsteps = 100\n[[run]]\noptimizer = 'adam'\nlr = 0.05",
    ),
    ("light", [320, 180], "loss.name = 'two-wells'\nview.theme = 'light'"),
    ("floor-map", [320, 180], "loss.name = 'himmelblau'\nsurface.floor = 'map'"),
    (
        "holes",
        [320, 180],
        "loss.formula = 'sqrt(3 - x^2 - y^2) + log(abs(x - 0.5) + 0.05)/4'\nrun = []\nsurface.colormap = 'magma'",
    ),
    (
        "translucent",
        [320, 180],
        "loss.name = 'hills'\nsurface = { opacity = 0.6, wireframe = true }",
    ),
    (
        "fit",
        [320, 180],
        "[fit]\nmodel = 'a*x + b'\nparameters = ['a', 'b']\ndomain = { a = [-2, 7], b = [-2, 7] }\n\
         [fit.synthetic]\nrows = 50\ntruth = { a = 1.2, b = 2.5 }\nnoise = 0.1\n\
         [runs]\nsteps = 60\nstarts = [[5, 4]]\n[[run]]\noptimizer = 'sgd'\nlr = 0.1",
    ),
    ("curves", [640, 360], include_str!("../../assets/scenes/curves.toml")),
    (
        "flat",
        [320, 180],
        "loss.name = 'booth'\nview = { layout = 'flat', equal = true, theme = 'light' }",
    ),
    (
        "gallery",
        [640, 360],
        "run = []\n[loss]\nformula = 'x^3 + y^3'\nx = [-5, 5]\ny = [-5, 5]\n\
         [gallery]\nlosses = ['x + y', 'sphere']\n[view]\nlayout = 'beside'\nequal = true",
    ),
    ("contours", [640, 360], include_str!("../../assets/scenes/bowl-contours.toml")),
    ("contours-filled", [640, 360], include_str!("../../assets/scenes/fit-contours.toml")),
    (
        "top",
        [320, 180],
        "loss.name = 'rastrigin'\nview.preset = 'top'\nsurface.colormap = 'cividis'",
    ),
    (
        "probe",
        [640, 360],
        "loss.name = 'himmelblau'\nrun = []\ncritical.show = true\n\
         probe = { at = [-1, -3.2], tangent = 'both', eigenvectors = true }\n\
         section = [{ along = 'x' }, { from = [-4, 4], to = [4, -2] }]",
    ),
    (
        "symlog",
        [320, 180],
        "loss.name = 'quintic'\nview.step = 20\nsurface = { height = 'symlog', colormap = 'coolwarm', iso_lines = 12 }",
    ),
    ("quiver", [640, 360], include_str!("../../assets/scenes/quiver.toml")),
    ("tangent-arrows", [640, 360], include_str!("../../assets/scenes/tangent-arrows.toml")),
    (
        "gradient-norm",
        [640, 360],
        "loss.name = 'himmelblau'\nruns.steps = 60\nsurface.color_by = 'gradient-norm'",
    ),
    ("bowl-surface", [640, 360], include_str!("../../assets/scenes/bowl-surface.toml")),
    ("bowl-descent", [640, 360], include_str!("../../assets/scenes/bowl-descent.toml")),
    ("bowl-slow-descent", [640, 360], include_str!("../../assets/scenes/bowl-slow-descent.toml")),
    ("bowl-points", [640, 360], include_str!("../../assets/scenes/bowl-points.toml")),
    ("powers", [640, 360], include_str!("../../assets/scenes/powers.toml")),
    ("tangent-plane", [640, 360], include_str!("../../assets/scenes/tangent-plane.toml")),
    ("fit-line", [640, 360], include_str!("../../assets/scenes/fit-line.toml")),
    ("fit-cubic", [640, 360], include_str!("../../assets/scenes/fit-cubic.toml")),
    ("fit-sine", [640, 360], include_str!("../../assets/scenes/fit-sine.toml")),
    ("line-sgd", [640, 360], include_str!("../../assets/scenes/line-sgd.toml")),
    ("line-momentum", [640, 360], include_str!("../../assets/scenes/line-momentum.toml")),
    ("line-rmsprop", [640, 360], include_str!("../../assets/scenes/line-rmsprop.toml")),
    ("line-adam", [640, 360], include_str!("../../assets/scenes/line-adam.toml")),
    ("line-four", [640, 360], include_str!("../../assets/scenes/line-four.toml")),
    ("line-four-3d", [640, 360], include_str!("../../assets/scenes/line-four-3d.toml")),
    ("line-exponential", [640, 360], include_str!("../../assets/scenes/line-exponential.toml")),
    ("stop-saddle", [640, 360], include_str!("../../assets/scenes/stop-saddle.toml")),
    ("stop-plateau", [640, 360], include_str!("../../assets/scenes/stop-plateau.toml")),
    ("stop-minima", [640, 360], include_str!("../../assets/scenes/stop-minima.toml")),
];

/// Bytes of all golden pictures together: some 70 KB for each of the scenes that are figures.
const MOST_BYTES: u64 = 4 << 20;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

/// Name and version of the adapter, on which the bytes of a picture depend.
fn signature(gpu: &Gpu) -> String {
    let info = gpu.adapter.get_info();
    format!("{}, {} {}", info.name, info.driver, info.driver_info)
}

/// The largest difference that is accepted, measured as what a shift of the picture changes: a tenth of a pixel changes
/// 0.11 to 0.17 on average and 0.1 to 0.27 % of the pixels by more than 12, half a pixel 0.35 to 0.83 and 0.3 to 1.7 %.
struct Tolerance(Difference);

impl Tolerance {
    /// The adapter that drew the golden pictures.
    const SAME: Self = Self(Difference { mean: 0.0, share: 0.0 });
    /// Another version of the software adapter, which rasterises alike but rounds elsewhere: a tenth of a pixel.
    const SOFTWARE: Self = Self(Difference { mean: 0.17, share: 0.0027 });
    /// Any other adapter, whose four samples may lie elsewhere in a pixel: half a pixel.
    const OTHER: Self = Self(Difference { mean: 0.83, share: 0.017 });

    fn for_adapter(gpu: &Gpu) -> Self {
        let drawn_by = fs::read_to_string(folder().join("adapter.txt")).unwrap_or_default();
        if drawn_by.trim() == signature(gpu) {
            Self::SAME
        } else if gpu.is_software() {
            Self::SOFTWARE
        } else {
            Self::OTHER
        }
    }

    fn accepts(&self, difference: Difference) -> bool {
        difference.mean <= self.0.mean && difference.share <= self.0.share
    }
}

/// Compares one picture with its golden one; what is wrong, in a sentence.
fn check(tolerance: &Tolerance, name: &str, drawn: &Picture) -> Result<(), String> {
    let golden_path = folder().join(format!("{name}.png"));
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshots");
    let drawn_path = work.join(format!("{name}.png"));
    let Some(golden) = Picture::read(&golden_path) else {
        drawn.write(&drawn_path);
        return Err(format!("{name}: no golden picture; drawn: {}", drawn_path.display()));
    };
    if golden.size_px != drawn.size_px {
        return Err(format!("{name}: {:?} pixels, not {:?}", drawn.size_px, golden.size_px));
    }
    let difference = drawn.difference(&golden);
    if tolerance.accepts(difference) {
        return Ok(());
    }
    let map_path = work.join(format!("{name}.difference.png"));
    drawn.write(&drawn_path);
    drawn.difference_map(&golden).write(&map_path);
    Err(format!(
        "{name}: {difference:?}, beyond {:?}\n  drawn: {}\n  difference: {}",
        tolerance.0,
        drawn_path.display(),
        map_path.display()
    ))
}

/// Writes the pictures whose bytes have changed.
fn update(gpu: &Gpu, pictures: &[(&str, Picture)]) {
    assert!(gpu.is_software(), "golden pictures are drawn by a software adapter alone");
    for (name, drawn) in pictures {
        let path = folder().join(format!("{name}.png"));
        let unchanged =
            |golden: Picture| golden.size_px == drawn.size_px && golden.pixels().eq(drawn.pixels());
        if !Picture::read(&path).is_some_and(unchanged) {
            drawn.write(&path);
            eprintln!("wrote {}", path.display());
        }
    }
    fs::write(folder().join("adapter.txt"), signature(gpu) + "\n").unwrap();
}

#[test]
fn pictures_are_as_they_were() {
    let Some(gpu) = gpu() else { return };
    let draw = |(name, size_px, toml)| (name, Picture::of(&gpu, toml, size_px));
    let pictures = SCENES.map(draw);
    if std::env::var("UPDATE_SNAPSHOTS").as_deref() == Ok("1") {
        return update(&gpu, &pictures);
    }
    let tolerance = Tolerance::for_adapter(&gpu);
    let wrong: Vec<_> =
        pictures.iter().filter_map(|(name, drawn)| check(&tolerance, name, drawn).err()).collect();
    assert!(
        wrong.is_empty(),
        "drawn by {}\n{}\nif this is meant: UPDATE_SNAPSHOTS=1 cargo test --test render golden",
        signature(&gpu),
        wrong.join("\n")
    );
}

#[test]
fn a_shift_of_one_pixel_or_a_missing_path_is_noticed() {
    let Some(gpu) = gpu() else { return };
    let (_, size_px, toml) = SCENES[0];
    let scene = session(toml).scene();
    let drawn = Picture::of_scene(&gpu, &scene, size_px);
    let mut shifted = scene.clone();
    shifted.camera.pan(vec2(0.0, 1.0 / size_px[1] as f32));
    let difference = Picture::of_scene(&gpu, &shifted, size_px).difference(&drawn);
    assert!(!Tolerance::OTHER.accepts(difference), "shifted: {difference:?}");
    let bare = Scene { paths: Vec::new(), marks: Vec::new(), ..scene };
    let difference = Picture::of_scene(&gpu, &bare, size_px).difference(&drawn);
    assert!(!Tolerance::SOFTWARE.accepts(difference), "without paths: {difference:?}");
}

#[test]
fn golden_pictures_are_small_and_each_has_its_scene() {
    let mut bytes = 0;
    for entry in folder().read_dir().unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let known = SCENES.iter().any(|(scene, ..)| name == format!("{scene}.png"));
        assert!(known || name == "adapter.txt", "{name} belongs to no scene");
        bytes += entry.metadata().unwrap().len();
    }
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}
