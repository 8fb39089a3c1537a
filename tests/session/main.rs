//! The session: deterministic, lenient with edits, and the same after a way through a scene file.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod files;
mod flights;
mod generations;
mod history;
mod inspector;
mod machine;
mod panes;
mod swarm;
mod tuning;

use std::path::Path;
use std::sync::Arc;

use fallline::objective::HeightScale;
use fallline::optim::{Optimizer, Part, Schedule};
use fallline::scene::flight::{Easing, Flight};
use fallline::scene::{Arrangement, Color, Colormap, Floor, Glyph, Scene, Theme, View};
use fallline::session::{Command, FieldRange, Session};
use fallline::spec::{
    ConstantSpec, FilmSpec, FitSpec, FlightSpec, GallerySpec, KeySpec, LossSpec, Origin, RunSpec,
    RunsSpec, Spec, Spread, SurfaceSpec, SyntheticSpec, TermsSpec, TuneSpec, ViewSpec,
};

fn ready(name: &str) -> Spec {
    Spec::load(name).unwrap().0
}

fn session(spec: Spec) -> Session {
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    session
}

/// What a picture shows, without the objective, which is compared by its name.
fn shown(scene: &Scene) -> impl PartialEq + std::fmt::Debug + use<> {
    let Scene {
        objective,
        grid,
        world,
        style,
        camera,
        paths,
        clouds,
        swarm,
        vectors,
        marks,
        legend,
        fit,
        captions,
        ghost,
        rail,
    } = scene.clone();
    let ghost = ghost.map(|objective| objective.columns_f32());
    (
        (objective.name.clone(), grid, world, style, camera),
        (paths, clouds, swarm, vectors, marks, legend),
        (fit, captions, ghost, rail),
    )
}
