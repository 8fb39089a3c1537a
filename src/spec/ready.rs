//! The ready scenes and their data, built into the program.

/// A scene file that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct ReadyScene {
    /// Its name on the command line.
    pub name: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

macro_rules! scenes {
    ($($name:literal),* $(,)?) => {
        &[$(ReadyScene {
            name: $name,
            text: include_str!(concat!("../../assets/scenes/", $name, ".toml")),
        }),*]
    };
}

/// All ready scenes, the default first.
pub const READY_SCENES: &[ReadyScene] = scenes![
    "default",
    "himmelblau",
    "basins",
    "beale",
    "rastrigin",
    "goldstein-price",
    "styblinski-tang",
    "saddle",
    "hills",
    "plateau-hole",
    "ill-conditioned",
    "constants",
    "fit-line",
    "fit-cubic",
    "fit-sine",
    "bowl-contours",
    "fit-contours",
    "line",
    "line-csv",
    "curves",
    "mini-batches",
    "marks",
    "wireframe",
    "simplex",
    "classical",
    "quiver",
    "tangent-arrows",
    "downhill",
    "bowl-surface",
    "bowl-descent",
    "bowl-slow-descent",
    "bowl-points",
    "powers",
    "tangent-plane",
    "line-sgd",
    "line-momentum",
    "line-rmsprop",
    "line-adam",
    "line-four",
    "line-four-3d",
    "line-exponential",
    "stop-saddle",
    "stop-plateau",
    "stop-minima",
    "two-layer",
    "interpolation",
    "moons",
    "spirals",
    "xor",
    "regression",
];

/// Where ready scenes find their data, seen from a scene.
pub(super) const DATA_FOLDER: &str = "../data";

/// The data sets of ready scenes: name and text.
const READY_DATA: &[(&str, &str)] = &[("line.csv", include_str!("../../assets/data/line.csv"))];

impl ReadyScene {
    /// The scene of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        READY_SCENES.iter().find(|scene| scene.name == name)
    }

    /// Whether it shows the loss of a network.
    pub fn has_network(&self) -> bool {
        self.text.lines().any(|line| line.trim_end() == "[network]")
    }

    /// The first comment line of the file: what the scene shows.
    pub fn description(&self) -> &'static str {
        self.text.lines().next().map_or("", |line| line.trim_start_matches(['#', ' ']))
    }
}

/// The text of a data set that comes with the program; only the file name of the path counts.
pub(super) fn data(path: &std::path::Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    READY_DATA.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
