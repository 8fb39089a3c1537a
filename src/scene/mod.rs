//! Plain data that the renderer draws: grid, height map, camera, style, paths, swarm, quiver, marks.

mod arrow;
mod camera;
mod cloud;
mod color;
pub mod contours;
mod curves;
mod fit;
pub mod flight;
mod guide;
mod height;
mod height_way;
mod heights;
mod iso_lines;
mod line;
mod mark;
pub mod markup;
pub mod measures;
mod mesh;
mod pane;
mod path;
mod probe;
mod quantity;
mod quiver;
mod section;
mod simplify;
mod stem;
mod steps;
mod style;
mod swarm;
mod tangent;
mod thin;
pub mod ticks;
mod tint;
mod tune_chart;
mod vector;
mod world;

use std::sync::Arc;

pub use arrow::{ArrowHead, head_of, heads_along};
pub use camera::{Camera, Lens, View, box_corners};
pub use cloud::Cloud;
pub use color::{Color, Colormap, Theme, not_a_color, run_colors};
pub use contours::{ContourStyle, Contours, ShownContours};
pub use curves::{Against, Chart, CurveLine, Curves};
pub use fit::{Boundary, FitCurves, FitPlot, RegionKey, RegionMap, Regions, Shade};
pub use guide::Guide;
pub use height::HeightMap;
pub use heights::Heights;
pub use iso_lines::{IsoLines, ShownPlane, iso_lines};
pub use line::ShownLine;
pub use mark::{Glyph, Mark, MarkEntry};
pub use mesh::{MeshLine, SurfaceMesh};
pub use pane::{Arrangement, Pane, Place};
pub use path::{Path, PathPoint};
pub use probe::{ShownProbe, kind_of, read_out};
pub use quantity::{Quantity, Space};
pub use quiver::{
    ArrowColors, ArrowLength, MagnitudeRange, Quiver, QuiverOf, QuiverOn, QuiverStyle,
};
pub use section::{Beside, Cut, Section};
pub use simplify::{simplified, simplified_line};
pub use stem::{Stem, Stems};
pub use steps::dots_along;
pub use style::{Floor, PathStyle, Points, Style};
pub use swarm::{ShownSwarm, SwarmColors, SwarmLook};
pub use tangent::{TangentPlane, Tangents, tangent_lines};
pub use thin::thinned;
pub use tint::{ColorScale, Tint};
pub use tune_chart::{TuneChart, TuneLine};
pub use vector::{Vector, enlargement};
pub use world::{BOX_HEIGHT, World};

use crate::objective::{Domain, Objective};
use flight::{Caption, Rail};

/// Samples of the surface: both ends of the domain are sampled, row `j` is `y`, column `i` is `x`, row-major.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// The part of the plane that is sampled.
    pub domain: Domain,
    /// Samples along x, at least 2.
    pub nx: u32,
    /// Samples along y, at least 2.
    pub ny: u32,
}

/// A path and how much of it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownPath {
    /// The draped trajectory.
    pub path: Arc<Path>,
    /// Line colour and dash.
    pub style: PathStyle,
    /// The path is shown up to this sample, fractional.
    pub shown_sample: f32,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// Colour and dash of the swatch.
    pub style: PathStyle,
    /// The optimizer and the settings that tell it from the others.
    pub label: String,
    /// The loss at the playhead.
    pub loss: Option<f64>,
    /// Why the run ended early, such as "diverged at step 12".
    pub note: Option<String>,
    /// How the run's settings were tuned, if they were.
    pub tuned: Option<String>,
    /// Of a network, the loss of the run's shadow on the plane and how far off the plane the run is.
    pub off_plane: Option<String>,
}

/// The words around the surface. Title, formula and names are written in the [`markup`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Captions {
    /// Title, top left.
    pub title: String,
    /// The formula or model, below the title.
    pub subtitle: String,
    /// Names of the two axes.
    pub axes: [String; 2],
    /// Name of the loss axis.
    pub loss: String,
    /// What the plane of a network is, and how much of the paths it shows, below the formula; empty without a network.
    pub plane: String,
    /// Why the plane says little, or is not the one asked for.
    pub plane_warning: Option<String>,
    /// What the rings at the ends of stems are; empty without any.
    pub rings: String,
    /// Step counter, bottom left; empty without runs.
    pub step: String,
    /// By how much the vectors are enlarged, bottom left; empty where they have their true length.
    pub vectors: String,
    /// Whether the colours are explained by a bar.
    pub shows_color_bar: bool,
    /// Which marks cannot be drawn, and why; empty where all are.
    pub marks: String,
    /// Which levels of the contours could not be drawn, bottom left; empty where all are.
    pub contours: String,
    /// How many critical points there are of each kind, bottom left; empty where they are not shown.
    pub critical: String,
    /// How strong title and formula are, 0 to 1.
    pub title_strength: f32,
    /// How much the surface fills the picture, 0 to 1: axes go, and words get a ground of their own.
    pub closeness: f32,
    /// What a film says in its lower third.
    pub lower_third: LowerThird,
    /// What is wrong with the field, such as "the loss is NaN everywhere in this domain".
    pub warning: Option<String>,
}

/// What a film says in its lower third, and how strong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LowerThird {
    /// A sentence.
    pub text: Option<Caption>,
    /// How strong the step counter and the losses are shown here, 0 to 1.
    pub counter: f32,
}

/// Everything that one picture shows.
#[derive(Clone)]
pub struct Scene {
    /// What the field evaluates.
    pub objective: Arc<Objective>,
    /// Where it is evaluated.
    pub grid: Grid,
    /// What a second surface shows, seen through over the first: the loss of the mini-batch of the step shown.
    pub ghost: Option<Arc<Objective>>,
    /// Domain and height map.
    pub world: World,
    /// How it is drawn.
    pub style: Style,
    /// What the colours show, where it is not the height.
    pub tint: Option<Tint>,
    /// The eye.
    pub camera: Camera,
    /// Lines of equal loss with their values.
    pub contours: Option<ShownContours>,
    /// Trajectories, in the order of the runs.
    pub paths: Vec<ShownPath>,
    /// From the shadows of a network's runs to their true losses.
    pub stems: Vec<Stems>,
    /// Simplices and generations at the playhead, and fainter those before.
    pub clouds: Vec<Cloud>,
    /// Many starts at once, instead of paths.
    pub swarm: Option<ShownSwarm>,
    /// The parts of a step and the eigenvectors at the probe, as arrows from their points.
    pub vectors: Vec<Vector>,
    /// The gradient at many points, as arrows.
    pub quiver: Option<Quiver>,
    /// The point that is read, with its tangent plane.
    pub probe: Option<ShownProbe>,
    /// Cuts through the surface.
    pub sections: Vec<Section>,
    /// Lines through the weights of a network.
    pub lines: Vec<ShownLine>,
    /// The way of a film's eye, where it is to be seen.
    pub rail: Option<Arc<Rail>>,
    /// Start marks, playheads, minima.
    pub marks: Vec<Mark>,
    /// The legend, in the order of the runs.
    pub legend: Vec<LegendEntry>,
    /// Lines under it that name marks.
    pub mark_legend: Vec<MarkEntry>,
    /// The data with what the runs say of it, where it has one or two features.
    pub fit: Option<FitPlot>,
    /// Quantities of the runs against steps or evaluations.
    pub curves: Curves,
    /// The words around the surface.
    pub captions: Captions,
}

impl Scene {
    /// What the loss at a point of the surface is called: of a network that of the plane's own point, not of a run's
    /// weights off the plane.
    pub fn loss_name(&self) -> String {
        let name = &self.captions.loss;
        if self.objective.landscape().is_some() {
            format!("{name} on the plane")
        } else {
            name.clone()
        }
    }

    /// The lines that are no runs: sections, shadows of lines through the weights, and tangents over them.
    pub fn guides(&self) -> impl Iterator<Item = &Guide> {
        let sections = self.sections.iter().flat_map(|section| &section.guides);
        let lines = self.lines.iter().flat_map(|line| &line.guides);
        sections.chain(lines).chain(self.probe.iter().flat_map(|probe| &probe.tangents))
    }
}
