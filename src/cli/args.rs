//! The words of the command line, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::parsers::{
    encoder, interval, named_interval, one_of, optimizer, point, schedule, size, swarm, switch,
};
use crate::objective::{HeightScale, Metric};
use crate::optim::swarm::Draw;
use crate::optim::{Optimizer, Schedule};
use crate::scene::{Colormap, Theme, View};
use crate::spec::SwarmColor;

/// A GPU-accelerated 3D loss-surface explorer.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) action: Option<Action>,
    #[command(flatten)]
    pub(super) explore: SceneArgs,
}

/// What to do; without a word, explore.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Open the window
    Explore(SceneArgs),
    /// Write a picture
    Render(RenderArgs),
    /// Write a film: .mp4, .gif, .apng, or a folder of numbered PNG frames
    Record(RecordArgs),
    /// Run the optimizers and print their numbers; needs no GPU
    Run(RunArgs),
    /// Search the learning rate of each optimizer under the same budget; needs no GPU, except for the chart
    Tune(TuneArgs),
    /// Write the evaluated surface: .npy or .csv
    Grid(GridArgs),
    /// List what there is by name
    List(ListArgs),
    /// Say what this machine has for drawing and encoding, and what it lacks
    Doctor(DoctorArgs),
}

/// A scene and the flags that override it.
#[derive(Debug, Args)]
pub(super) struct SceneArgs {
    /// A .toml file or the name of a ready scene
    pub(super) scene: Option<String>,
    #[command(flatten)]
    pub(super) objective: ObjectiveFlags,
    #[command(flatten)]
    pub(super) runs: RunFlags,
    #[command(flatten)]
    pub(super) picture: PictureFlags,
}

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
    /// Rows in a mini-batch of a data fit
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
    /// Colours by height
    #[arg(long, value_parser = one_of(&Colormap::ALL, Colormap::name))]
    pub(super) colormap: Option<Colormap>,
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

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// The frame that the film shows after S seconds, instead of the still view
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(super) at: Option<f64>,
    /// The file to write: .png, or .svg or .pdf for the flat view as a figure (which needs no GPU)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RecordArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// What encodes: built-in, or the ffmpeg on the PATH with these arguments (any ending that it knows)
    #[arg(long, value_name = "built-in|ffmpeg:ARGUMENTS", allow_hyphen_values = true, value_parser = encoder)]
    pub(super) encoder: Option<Encoder>,
    /// Write films of hours, into little room, or over the frames of another film
    #[arg(long)]
    pub(super) force: bool,
    /// The file to write, or a folder of frames, which goes on where it was interrupted
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
}

/// What encodes a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Encoder {
    /// The program itself.
    BuiltIn,
    /// The user's ffmpeg, with these arguments.
    Ffmpeg(String),
}

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// How the numbers are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: RunFormat,
    /// The file to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct TuneArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    #[command(flatten)]
    pub(super) search: SearchFlags,
    /// How the result is printed [default: by the ending of FILE, or else table]
    #[arg(long, value_enum)]
    pub(super) format: Option<RunFormat>,
    /// FILE.toml: the scene with the tuned runs; FILE.png: the chart of loss against rate; else what is printed.
    /// May be given several times
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub(super) struct SearchFlags {
    /// Settings tried for each optimizer [default: 32]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) trials: Option<u32>,
    /// Both ends of the learning rates [default: 1e-5:10]
    #[arg(long, value_name = "MIN:MAX", allow_hyphen_values = true, value_parser = interval)]
    pub(super) lr: Option<[f64; 2]>,
    /// One hyperparameter more, for the optimizers that have it, such as momentum=0:0.99
    #[arg(long, value_name = "KEY=MIN:MAX", value_parser = named_interval)]
    pub(super) parameter: Option<(String, [f64; 2])>,
    /// Seeds of a trial, where there is noise or a mini-batch [default: 3]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) repeats: Option<u32>,
}

/// How `run` and `tune` print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum RunFormat {
    /// One line a run, for people; with many starts, one line an optimizer
    #[default]
    Table,
    /// One line a step; with many starts, one line an optimizer
    Csv,
    /// One object with everything
    Json,
}

#[derive(Debug, Args)]
pub(super) struct GridArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// What evaluates: the GPU in single precision, or the CPU in double precision
    #[arg(long, value_enum, default_value_t)]
    pub(super) device: Device,
    /// The file to write
    #[arg(short, long, value_name = "FILE.npy|FILE.csv")]
    pub(super) output: PathBuf,
}

/// What evaluates a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Device {
    /// Single precision
    #[default]
    Gpu,
    /// Double precision
    Cpu,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub(super) kind: Kind,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the names say it, and are shown as they are")]
pub(super) enum Kind {
    Losses,
    Optimizers,
    Schedules,
    Colormaps,
    Scenes,
}

/// How lists are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: ListFormat,
}
