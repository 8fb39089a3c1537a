//! The plane that a network is seen through: what spans it, about which point, and how much of it is shown.

use std::path::PathBuf;

use egui::{ComboBox, RichText, Spinner, Ui};

use super::desk::{self, Desk, choice, row};
use super::look::NUMBER;
use super::network_form::LIST;
use super::plane_names;
use super::typed::{self, Typed};
use crate::objective::plane::{Centre, Normalisation, PlaneConfig, PlaneKind};
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
    row(ui, "scaled by", "How the directions are scaled to the weights", |ui| {
        let choices = [
            (
                Normalisation::Filter,
                "filter",
                "All incoming weights of a unit get the length of its own weights",
            ),
            (
                Normalisation::Layer,
                "layer",
                "All weights of a layer get the length of its own weights",
            ),
            (Normalisation::Raw, "raw", "As drawn: every component is standard normal"),
        ];
        plane.normalisation =
            choice(ui, plane.normalisation, &choices).unwrap_or(plane.normalisation);
    });
    row(ui, "", "", |ui| {
        ui.checkbox(&mut plane.biases, "biases, too").on_hover_text(
            "Whether the directions move biases as well; otherwise they stay as at the centre",
        );
    });
    let help = "Seed of the directions: the same seed draws the same two";
    let mut wrong = None;
    row(ui, "seed", help, |ui| {
        let line = Typed { width: 64.0, ..desk::number_box("seed of the directions", help) };
        let text = plane.seed.to_string();
        let (asked, complaint) = line.show(ui, desk::id("network.plane.seed"), &text, typed::count);
        plane.seed = asked.unwrap_or(plane.seed);
        wrong = complaint;
        if ui.button("New directions").on_hover_text("Draws two others, by the next seed").clicked()
        {
            plane.seed = plane.seed.wrapping_add(1);
        }
    });
    desk.say(ui, "network.plane.seed", wrong);
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
    let help = "A .npz or .safetensors file of weights, relative to the scene file; Enter reads it";
    let key = format!("network.plane.files.{index}");
    let text = file.display().to_string();
    let asked = row(ui, &name, help, |ui| {
        let width = ui.available_width();
        let line = Typed { name: &name, help, hint: "weights.npz", width, live: false, lines: 1 };
        line.show(ui, desk::id(&key), &text, typed::path).0
    });
    if let Some(asked) = asked {
        *file = asked.unwrap_or_default();
    }
    desk.complain(ui, &key);
}

fn centre(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let here = desk.session.step().floor().max(0.0) as u64;
    let step = if let Centre::Step(step) = plane.centre { step } else { here };
    let all = [
        (Centre::Final, "final weights", "Where the path ends"),
        (Centre::Initial, "first weights", "Where the path begins"),
        (Centre::Mean, "mean of the path", "The mean of all its points"),
        (Centre::Step(step), "a step", "Where the path is at a step, such as that of the playhead"),
    ];
    let help = "The point that the plane goes through; of several runs, the mean of theirs";
    row(ui, "centre", help, |ui| {
        let shown = all.iter().find(|(centre, ..)| *centre == plane.centre);
        let list =
            ComboBox::from_id_salt("centre").selected_text(shown.map_or("", |(_, name, _)| name));
        let response = list.width(LIST).show_ui(ui, |ui| {
            for (centre, name, help) in all {
                ui.selectable_value(&mut plane.centre, centre, name).on_hover_text(help);
            }
        });
        desk::call(&response.response.on_hover_text(help), "Centre of the plane");
    });
    if let Centre::Step(step) = &mut plane.centre {
        let help = "The step of the run whose weights are the centre, or the last row before it";
        let mut wrong = None;
        row(ui, "step", help, |ui| {
            let line = Typed { width: 64.0, ..desk::number_box("step of the centre", help) };
            let id = desk::id("network.plane.centre");
            let (asked, complaint) = line.show(ui, id, &step.to_string(), typed::count);
            *step = asked.unwrap_or(*step);
            wrong = complaint;
            let help = format!("Takes the step of the playhead, {here}");
            if ui.button("Here").on_hover_text(help).clicked() {
                *step = here;
            }
        });
        desk.say(ui, "network.plane.centre", wrong);
    } else {
        desk.complain(ui, "network.plane.centre");
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
        match numbers.iter().find(|run| !(1..=count as u64).contains(*run)) {
            Some(run) => Err(format!("there is no run {run}: the runs are 1 to {count}")),
            None => Ok((numbers, text)),
        }
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
