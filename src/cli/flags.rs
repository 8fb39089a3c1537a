//! The flags that every command with a scene takes: of the loss, the runs, and the picture.

use std::path::PathBuf;

use clap::Args;

use super::parsers::{interval, one_of, optimizer, point, schedule, size, swarm, switch};
use crate::objective::plane::{Centre, PlaneKind};
use crate::objective::{HeightScale, Metric};
use crate::optim::swarm::Draw;
use crate::optim::{Optimizer, Schedule};
use crate::scene::{ColorScale, Colormap, Theme, View};
use crate::spec::{ColorBy, SwarmColor};

#[derive(Debug, Args)]
#[command(next_help_heading = "Loss")]
pub(super) struct ObjectiveFlags {
    /// A formula in x and y, or a name from `list losses`
    #[arg(long, value_name = "FORMULA|NAME", allow_hyphen_values = true,
        conflicts_with_all = ["fit", "data", "parameters", "target", "metric"])]
    pub(super) loss: Option<String>,
    /// A data-fit loss: the model in its parameters and the data's columns
    #[arg(long, value_name = "MODEL", allow_hyphen_values = true)]
    pub(super) fit: Option<String>,
    /// The data of the fit, with a header row
    #[arg(long, value_name = "FILE.csv")]
    pub(super) data: Option<PathBuf>,
    /// The two parameters of the fit
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(super) parameters: Vec<String>,
    /// The column that the model predicts [default: y]
    #[arg(long, value_name = "COLUMN")]
    pub(super) target: Option<String>,
    /// How differences are summed up [default: mse]
    #[arg(long, value_parser = one_of(&Metric::ALL, Metric::name))]
    pub(super) metric: Option<Metric>,
    /// The domain along the first axis, both ends sampled
    #[arg(long, value_name = "MIN:MAX", allow_hyphen_values = true, value_parser = interval)]
    pub(super) x: Option<[f64; 2]>,
    /// The domain along the second axis, both ends sampled
    #[arg(long, value_name = "MIN:MAX", allow_hyphen_values = true, value_parser = interval)]
    pub(super) y: Option<[f64; 2]>,
    /// Samples of the surface
    #[arg(long, value_name = "NXxNY", value_parser = size)]
    pub(super) grid: Option<[u32; 2]>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(super) struct NetworkFlags {
    /// Seeds of the first weights: every optimizer runs from each
    #[arg(long, value_name = "N,...", value_delimiter = ',', allow_negative_numbers = true)]
    pub(super) seeds: Vec<u64>,
    /// What spans the plane that its loss is seen on
    #[arg(long, value_parser = one_of(&PlaneKind::ALL, PlaneKind::name))]
    pub(super) plane: Option<PlaneKind>,
    /// The point that the plane goes through
    #[arg(long, value_name = "initial|final|mean|STEP", allow_hyphen_values = true)]
    pub(super) centre: Option<Centre>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(super) struct RunFlags {
    /// An optimizer from `list optimizers`; may be given several times
    #[arg(long, value_name = "NAME[:key=value,...]", value_parser = optimizer)]
    pub(super) optimizer: Vec<Optimizer>,
    /// Learning-rate schedule from `list schedules`, for all runs
    #[arg(long, value_name = "NAME[:key=value,...]", value_parser = schedule)]
    pub(super) schedule: Option<Schedule>,
    /// Where the optimizers start; may be given several times
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = point)]
    pub(super) start: Vec<[f64; 2]>,
    /// Many starts instead, on a grid or drawn at random over the domain: every optimizer runs from each, `run` prints a
    /// table that compares them
    #[arg(long, value_name = "N[:grid|random]", value_parser = swarm, conflicts_with = "start")]
    pub(super) swarm: Option<(u64, Option<Draw>)>,
    /// What the colours of many starts tell apart [default: optimizer]
    #[arg(long, value_parser = one_of(&SwarmColor::ALL, SwarmColor::name))]
    pub(super) swarm_color: Option<SwarmColor>,
    /// Steps at most
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) steps: Option<u64>,
    /// Stop when the gradient norm falls below T [default: never]
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(super) tolerance: Option<f64>,
    /// Standard deviation of normal noise on the gradient
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(super) noise: Option<f64>,
    /// Rows in a mini-batch of a data fit or a network
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) batch: Option<u64>,
    /// Seed of noise and mini-batches
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) seed: Option<u64>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Picture and film")]
pub(super) struct PictureFlags {
    /// From loss to height
    #[arg(long, value_parser = one_of(&HeightScale::ALL, HeightScale::name))]
    pub(super) height: Option<HeightScale>,
    /// The colours of the surface
    #[arg(long, value_parser = one_of(&Colormap::ALL, Colormap::name))]
    pub(super) colormap: Option<Colormap>,
    /// What the colours show [default: height]
    #[arg(long, value_parser = one_of(&ColorBy::ALL, ColorBy::name))]
    pub(super) color_by: Option<ColorBy>,
    /// What a residual compares the loss with: a formula in the same parameters
    #[arg(long, value_name = "FORMULA", allow_hyphen_values = true)]
    pub(super) reference: Option<String>,
    /// From what the colours show to a colour [default: what suits its values]
    #[arg(long, value_parser = one_of(&ColorScale::ALL, ColorScale::name))]
    pub(super) color_scale: Option<ColorScale>,
    /// How many times as large as usual type and lines are, 0.5 to 4: for slides
    #[arg(long, value_name = "F", allow_hyphen_values = true)]
    pub(super) scale: Option<f64>,
    /// Dark or light surroundings
    #[arg(long, value_parser = one_of(&Theme::ALL, Theme::name))]
    pub(super) theme: Option<Theme>,
    /// The direction to look from
    #[arg(long, value_parser = one_of(&View::ALL, View::name))]
    pub(super) view: Option<View>,
    /// Direction of the eye around the loss axis; -90 looks along +y
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    pub(super) azimuth: Option<f64>,
    /// Direction of the eye above the horizon
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    pub(super) elevation: Option<f64>,
    /// How much closer than where the whole box fits
    #[arg(long, value_name = "F", allow_hyphen_values = true)]
    pub(super) zoom: Option<f64>,
    /// Pixels of a picture or film
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub(super) size: Option<[u32; 2]>,
    /// Curves along the bottom: loss, gradient-norm, learning-rate, a parameter, distance, squared-distance; of networks also
    /// accuracy, coordinate-1, coordinate-2, off-plane, shadow-loss
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(super) curves: Vec<String>,
    /// The camera path of a film: orbit, reveal, follow, descend, race, top-to-iso, compare; or a .toml file with [flight]
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) flight: Option<String>,
    /// Frames a second of a film
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) fps: Option<u32>,
    /// Length of a film
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(super) seconds: Option<f64>,
    /// Fineness of an MP4, 0 (smallest file) to 100 (no visible loss)
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) quality: Option<u8>,
    /// Whether a GIF mixes colours that its palette lacks
    #[arg(long, value_name = "on|off", value_parser = switch())]
    pub(super) dither: Option<bool>,
    /// How often a GIF or an animated PNG plays; 0 is for ever
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) loops: Option<u16>,
    /// Pixels drawn along each side of one that is shown: 1, 2 or 4
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) supersample: Option<u32>,
    /// Moments that a film's frame is the mean of, 1 (sharp) to 64
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) motion_blur: Option<u32>,
}
