//! The session: deterministic, lenient with edits, and the same after a way through a scene file.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contours;
mod curves;
mod files;
mod flights;
mod generations;
mod history;
mod lines;
mod honesty;
mod inspector;
mod machine;
mod marks;
mod networks;
mod panes;
mod planes;
mod probe;
mod quiver;
mod regions;
mod swarm;
mod tint;
mod tuning;

use std::path::Path;
use std::sync::Arc;

use fallline::objective::HeightScale;
use fallline::optim::{Batches, Optimizer, Part, Schedule};
use fallline::scene::contours::{ContourOf, LevelScale, LevelSpread, Levels};
use fallline::scene::flight::{Easing, Flight};
use fallline::scene::{
    Arrangement, Color, ColorScale, Colormap, Floor, Glyph, Scene, Tangents, Theme, View,
};
use fallline::session::{Command, FieldRange, Session};
use fallline::spec::{
    Axis, ColorBy, ConstantSpec, ContourGround, ContoursSpec, CriticalSpec, CurvesSpec, FilmSpec,
    FitSpec, FlightSpec, GallerySpec, KeySpec, LogAxes, LossSpec, MarkGlyph, MarkPlace, MarkSpec,
    Origin, ProbeSpec, RunLook, RunSpec, RunsSpec, SectionSpec, Spec, Spread, SurfaceSpec,
    SyntheticSpec, TermsSpec, TuneSpec, ViewSpec,
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
        tint,
        camera,
        contours,
        paths,
        stems,
        clouds,
        swarm,
        vectors,
        probe,
        sections,
        lines,
        marks,
        legend,
        mark_legend,
        fit,
        curves,
        captions,
        ghost,
        rail,
        quiver,
    } = scene.clone();
    let ghost = ghost.map(|objective| objective.columns_f32());
    let tint =
        tint.map(|tint| (tint.objective.formula.clone(), tint.quantity, tint.map, tint.name));
    (
        (objective.name.clone(), grid, world, style, camera),
        (paths, stems, clouds, swarm, vectors, (marks, mark_legend), legend),
        (fit, curves, captions, ghost, rail, quiver, contours, tint),
        (probe, sections, lines),
    )
}
