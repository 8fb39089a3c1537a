//! The command line: words become flags, flags and scene become a spec, and an action does something with it.
//!
//! ```text
//! words --clap--> Cli { action, flags }   low: each flag is checked by itself
//!                    |
//!         request::spec (scene + flags -> Spec)   high: together they make sense, or an error says which flag does not
//!                    |
//!         explore | render | record | run | tune | plane | critical | grid | quiver | contours | mesh | list | doctor
//! ```

mod args;
mod contours;
mod critical;
mod doctor;
mod explore;
mod failure;
mod flags;
mod grid;
mod list;
mod mesh;
mod output;
mod parsers;
mod plane;
mod quiver;
mod record;
mod render;
mod request;
mod rows;
mod run;
mod run_form;
mod save_weights;
mod subject;
mod swarm;
mod tune;
mod tune_report;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Action, Cli, SceneArgs};
use failure::Failure;

use crate::expr::nearest;
use crate::spec::Spec;

/// Does what the words say (the first is the program's own name) and returns the exit status: 0 done, 1 failed while
/// running, 2 wrong words or a wrong file.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing is left to do when the terminal is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match act(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn act(cli: Cli) -> Result<(), Failure> {
    match cli.action {
        None => {
            explore::explore(&cli.explore).map_err(|failure| hint_at_actions(failure, &cli.explore))
        }
        Some(Action::Explore(args)) => explore::explore(&args),
        Some(Action::Render(args)) => render::render(&args),
        Some(Action::Record(args)) => record::record(&args),
        Some(Action::Run(args)) => run::run(&args),
        Some(Action::Tune(args)) => tune::tune(&args),
        Some(Action::Plane(args)) => plane::plane(&args),
        Some(Action::Critical(args)) => critical::critical(&args),
        Some(Action::Grid(args)) => grid::grid(&args),
        Some(Action::Quiver(args)) => quiver::quiver(&args),
        Some(Action::Contours(args)) => contours::contours(&args),
        Some(Action::Mesh(args)) => mesh::mesh(&args),
        Some(Action::List(args)) => list::list(&args),
        Some(Action::Doctor(args)) => doctor::doctor(&args),
    }
}

/// A word that is neither an action nor a scene was perhaps meant as an action.
fn hint_at_actions(failure: Failure, args: &SceneArgs) -> Failure {
    let command = Cli::command();
    let actions: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
    let meant = args.scene.as_deref().and_then(|word| nearest(word, actions).first().copied());
    match (failure, meant, &args.scene) {
        (Failure::Wrong(_), Some(action), Some(word)) if Spec::load(word).is_err() => {
            Failure::wrong(format!(
                "`{word}` is neither an action nor a scene; did you mean `fallline {action}`?"
            ))
        }
        (failure, ..) => failure,
    }
}
