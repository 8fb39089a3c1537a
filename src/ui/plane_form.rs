//! The plane that a network is seen through: what spans it, about which point, and how much of it is shown.

use std::path::PathBuf;

use egui::{ComboBox, RichText, Spinner, Ui};

use super::desk::{self, Desk, choice, row};
use super::look::NUMBER;
use super::network_form::LIST;
use super::plane_names;
use super::typed::{self, Typed};
use super::weights_form::{self, RandomDirections, WeightsFile};
use crate::objective::plane::{Centre, PlaneConfig, PlaneKind};
use crate::session::{Command, Session};

/// Why there is no plane to choose.
pub(super) const NO_NETWORK: &str =
    "only the loss of a network is seen through a plane; choose Network under Loss";

/// Runs, or files, that span a plane through points.
const POINTS: usize = 3;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    head(ui, desk.session);
    kind(ui, desk, plane);
    match plane.kind {
        PlaneKind::Random => random(ui, desk, plane),
        PlaneKind::Parameters => plane_names::show(ui, desk, plane),
        PlaneKind::Points => points(ui, desk, plane),
        PlaneKind::Principal | PlaneKind::Sharpest => {}
    }
    if plane.kind != PlaneKind::Points {
        centre(ui, desk, plane);
    }
    if plane.kind != PlaneKind::Points || plane.files.is_empty() {
        runs(ui, desk, plane);
    }
    extent(ui, desk, plane);
    desk.complain(ui, "network.plane");
    read_out(ui, desk);
}

/// The heading, with what says that another plane is on its way: beside it, so that nothing below moves.
fn head(ui: &mut Ui, session: &Session) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new("Plane").strong());
        if session.is_making_plane() {
            ui.add(Spinner::new().size(14.0));
            ui.weak("making the plane \u{2026}");
        }
    });
}

/// The edit that turns to the next kind of plane that there can be; `None` where there is no network.
pub(super) fn next(session: &Session) -> Option<Command> {
    let mut spec = session.spec().clone();
    let plane = &mut spec.network.as_mut()?.plane;
    let place = PlaneKind::ALL.iter().position(|kind| *kind == plane.kind).unwrap_or(0);
    let following = PlaneKind::ALL.into_iter().cycle().skip(place + 1);
    let can_be = |kind: &PlaneKind| {
        *kind != PlaneKind::Points
            || plane.files.len() == POINTS
            || session.tracks().len() >= POINTS
    };
    let kind = following.take(PlaneKind::ALL.len()).find(can_be)?;
    turn_to(plane, kind, session);
    Some(Command::Edit(Box::new(spec)))
}

/// Another kind of plane, with what it needs; the old extent has other units, so the paths fit again.
fn turn_to(plane: &mut PlaneConfig, kind: PlaneKind, session: &Session) {
    (plane.kind, plane.x, plane.y) = (kind, None, None);
    if kind == PlaneKind::Points && plane.runs.len() != POINTS {
        plane.runs.clear();
    }
    if kind == PlaneKind::Parameters && plane.parameters.len() != 2 {
        plane.parameters = plane_names::moved_farthest(session);
    }
}

fn title(kind: PlaneKind) -> &'static str {
    match kind {
        PlaneKind::Principal => "principal components",
        PlaneKind::Random => "random directions",
        PlaneKind::Parameters => "two parameters",
        PlaneKind::Sharpest => "sharpest directions",
        PlaneKind::Points => "three points",
    }
}

fn words(kind: PlaneKind) -> &'static str {
    match kind {
        PlaneKind::Principal => "The two directions along which the paths spread most",
        PlaneKind::Random => {
            "Two Gaussian directions, scaled to the weights (Li et al. 2018, \"Visualizing the Loss Landscape of Neural Nets\")"
        }
        PlaneKind::Parameters => "Two weights or biases by name; all others stay as at the centre",
        PlaneKind::Sharpest => "The top two eigenvectors of the Hessian at the centre",
        PlaneKind::Points => {
            "Through three points, such as the ends of three runs: how minima are connected (Garipov et al. 2018)"
        }
    }
}

fn kind(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let mut asked = plane.kind;
    let help = "What spans the plane (P: the next kind)";
    row(ui, "spanned by", help, |ui| {
        let list = ComboBox::from_id_salt("kind of plane").selected_text(title(plane.kind));
        let response = list.width(LIST).show_ui(ui, |ui| {
            for kind in PlaneKind::ALL {
                ui.selectable_value(&mut asked, kind, title(kind)).on_hover_text(words(kind));
            }
        });
        let help = format!("{help}\n{}", words(plane.kind));
        desk::call(&response.response.on_hover_text(help), "Kind of plane");
    });
    if asked != plane.kind {
        turn_to(plane, asked, desk.session);
    }
    desk.complain(ui, "network.plane.kind");
}

fn random(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let (normalisation, biases, seed) = (plane.normalisation, plane.biases, plane.seed);
    let mut directions = RandomDirections { normalisation, biases, seed };
    directions.show(ui, desk, "network.plane", "the plane", "New directions");
    RandomDirections {
        normalisation: plane.normalisation,
        biases: plane.biases,
        seed: plane.seed,
    } = directions;
}

/// The three points: the ends of runs, or files.
fn points(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    // A plane has three files or none: until all of them are named, they are a draft.
    let draft = desk.drafts.plane_files.take();
    let mut files =
        if plane.files.is_empty() { draft } else { Some(std::mem::take(&mut plane.files)) };
    let from_files = files.is_some();
    row(ui, "points", "Which three points the plane goes through", |ui| {
        let choices = [
            (false, "ends of runs", "Where three runs have come to"),
            (true, "files", "Three files of weights, .npz or .safetensors"),
        ];
        match choice(ui, from_files, &choices) {
            Some(true) => files = Some(Vec::new()),
            Some(false) => files = None,
            None => {}
        }
    });
    if let Some(files) = &mut files {
        files.resize(POINTS, PathBuf::new());
        for (index, file) in files.iter_mut().enumerate() {
            one_file(ui, desk, index, file);
        }
    }
    match files {
        Some(files) if files.iter().all(|file| !file.as_os_str().is_empty()) => plane.files = files,
        files => desk.drafts.plane_files = files,
    }
    if from_files && plane.files.is_empty() {
        ui.label(RichText::new("as long as not all three are named, the ends of runs").weak());
    }
    desk.complain(ui, "network.plane.files");
}

fn one_file(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, file: &mut PathBuf) {
    let name = format!("point {}", index + 1);
    let key = format!("network.plane.files.{index}");
    let otherwise = Some("not named yet");
    let row = WeightsFile { key: &key, label: &name, name: &name, otherwise };
    if let Some(asked) = row.show(ui, desk, file) {
        *file = asked;
    }
}

fn centre(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let step =
        if let Centre::Step(step) = plane.centre { step } else { weights_form::playhead(desk) };
    let help = "The point that the plane goes through; of several runs, the mean of theirs";
    let mut chosen = Some(plane.centre);
    row(ui, "centre", help, |ui| {
        weights_form::point_list(ui, "Centre of the plane", help, step, false, &mut chosen);
    });
    plane.centre = chosen.unwrap_or(plane.centre);
    let key = "network.plane.centre";
    if let Centre::Step(step) = &mut plane.centre {
        weights_form::step_of_point(ui, desk, key, "step of the centre", step);
    } else {
        desk.complain(ui, key);
    }
}

fn runs(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let count = desk.session.tracks().len();
    if count < 2 && plane.runs.is_empty() {
        return;
    }
    let hint = match plane.kind {
        PlaneKind::Principal => "all",
        PlaneKind::Points => "the first 3",
        _ => "the first",
    };
    let help = "The runs that the plane is made from, counted from 1 and separated by commas: every optimizer from every \
                seed, in this order";
    let numbers: Vec<u64> = plane.runs.iter().map(|run| *run as u64).collect();
    let read = |text: &str| {
        let (numbers, text) = typed::counts(text)?;
        numbers.iter().try_for_each(|run| weights_form::known_run(desk, *run))?;
        Ok((numbers, text))
    };
    let (asked, wrong) = row(ui, "of runs", help, |ui| {
        let line =
            Typed { name: "runs of the plane", help, hint, width: NUMBER, live: true, lines: 1 };
        line.show(ui, desk::id("network.plane.runs"), &typed::counts_text(&numbers), read)
    });
    if let Some(asked) = asked {
        plane.runs = asked.into_iter().filter_map(|run| usize::try_from(run).ok()).collect();
    }
    desk.say(ui, "network.plane.runs", wrong);
}

/// Both ranges: the paths fit, or they are given.
fn extent(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let domain = desk.session.objective().domain;
    let shown = [domain.x, domain.y].map(|side| [side.min, side.max]);
    let mut fits = plane.x.is_none() && plane.y.is_none();
    row(ui, "extent", "How much of the plane is shown", |ui| {
        let help = "The whole of every path is shown with some room around it; otherwise both ranges are given";
        if ui.checkbox(&mut fits, "fits the paths").on_hover_text(help).changed() {
            (plane.x, plane.y) = if fits { (None, None) } else { (Some(shown[0]), Some(shown[1])) };
        }
    });
    if fits {
        return;
    }
    for (axis, (key, side)) in [("x", &mut plane.x), ("y", &mut plane.y)].into_iter().enumerate() {
        let label = format!("axis {}", axis + 1);
        let called = ["from", "to"].map(|end| format!("{label} {end}"));
        let unit = "distance in weights, or the unit that the plane is said to have below";
        let help = format!("Both ends of the plane's coordinate {}; {unit}", axis + 1);
        let mut ends = side.unwrap_or(shown[axis]);
        let before = ends;
        let key = format!("network.plane.{key}");
        desk.pair(ui, &key, &label, [&called[0], &called[1]], &help, &mut ends);
        if ends != before {
            *side = Some(ends);
        }
    }
}

/// What the plane has come to.
fn read_out(ui: &mut Ui, desk: &Desk<'_>) {
    let session = desk.session;
    if let Some(error) = session.plane_error() {
        desk::complaint(ui, &format!("{}; the former plane stays", error.message));
    }
    let Some(landscape) = session.objective().landscape() else { return };
    let [first, second] = [0, 1].map(|axis| session.objective().parameters[axis].as_str());
    let text = format!("{}\n1: {first}, 2: {second}", landscape.words);
    ui.label(RichText::new(text).weak().small());
}
