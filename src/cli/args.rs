//! The words of the command line, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::flags::{NetworkFlags, ObjectiveFlags, PictureFlags, RunFlags};
use super::parsers::{encoder, interval, named_interval, one_of, one_or_two, size};
use crate::scene::QuiverOf;

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
    /// Write the plane that a network is seen through, and how its paths lie on it: .npz or .json; needs no GPU
    Plane(PlaneArgs),
    /// Find minima, maxima and saddles over the domain; needs no GPU
    Critical(CriticalArgs),
    /// Write the evaluated surface: .npy or .csv
    Grid(GridArgs),
    /// Write the gradient at many points: .csv
    Quiver(QuiverArgs),
    /// Write the vertices of traced contours: .csv; needs no GPU
    Contours(ContoursArgs),
    /// Write the surface as a mesh with its colours: .glb or .ply
    Mesh(MeshArgs),
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
    pub(super) network: NetworkFlags,
    #[command(flatten)]
    pub(super) runs: RunFlags,
    #[command(flatten)]
    pub(super) picture: PictureFlags,
}

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// The frame that the film shows after S seconds, instead of the still view
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub(super) at: Option<f64>,
    /// Leave the background out: an alpha channel, for slides and pages of another colour
    #[arg(long)]
    pub(super) transparent: bool,
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
    /// How the numbers are printed [default: by the ending of FILE, or else table]
    #[arg(long, value_enum)]
    pub(super) format: Option<RunFormat>,
    /// The file to write instead of standard output: .csv, .json, or .npz with an array a column
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Where the last weights of a network's best run go, to be read as `weights` or a plane's `files`
    #[arg(long, value_name = "FILE.npz|FILE.safetensors")]
    pub(super) save_weights: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct PlaneArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// The file to write instead of a table on standard output
    #[arg(short, long, value_name = "FILE.npz|FILE.json")]
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
pub(super) struct CriticalArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// How the points are printed
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: TableFormat,
    /// The file to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
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

#[derive(Debug, Args)]
pub(super) struct QuiverArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// Which vector is written [default: the scene's, or gradient]
    #[arg(long, value_parser = one_of(&QuiverOf::ALL, QuiverOf::name))]
    pub(super) of: Option<QuiverOf>,
    /// Points along both axes, the domain's ends included [default: the scene's, or 20x20]
    #[arg(long, value_name = "NXxNY", value_parser = size, conflicts_with = "spacing")]
    pub(super) count: Option<[u32; 2]>,
    /// Points at the multiples of this, along both axes or each
    #[arg(long, value_name = "S|SX,SY", allow_hyphen_values = true, value_parser = one_or_two)]
    pub(super) spacing: Option<[f64; 2]>,
    /// What evaluates: the GPU in single precision, or the CPU in double precision
    #[arg(long, value_enum, default_value_t)]
    pub(super) device: Device,
    /// The file to write
    #[arg(short, long, value_name = "FILE.csv")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ContoursArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// The file to write
    #[arg(short, long, value_name = "FILE.csv")]
    pub(super) output: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct MeshArgs {
    #[command(flatten)]
    pub(super) scene: SceneArgs,
    /// What evaluates: the GPU in single precision, or the CPU in double precision
    #[arg(long, value_enum, default_value_t)]
    pub(super) device: Device,
    /// The file to write: glTF 2.0 (y up) or PLY (z up)
    #[arg(short, long, value_name = "FILE.glb|FILE.ply")]
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

/// How a table is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For people
    #[default]
    Table,
    /// One line a row, in all digits
    Csv,
    /// One object with everything
    Json,
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
