//! What a network learns: a set by name, or columns of a CSV file.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{ComboBox, PopupCloseBehavior, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::network_form::LIST;
use super::typed::{self, Typed};
use crate::io::CsvColumn;
use crate::objective::network::{DataConfig, DataSet, MadeData};
use crate::spec::NetworkSpec;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    heading(ui, "Data");
    let before = network.data.clone();
    let mut wants_file = network.data.file.is_some() || desk.drafts.wants_csv;
    row(ui, "source", "Where the rows come from", |ui| {
        let choices = [
            (false, "a known set", "The irises, or points that are made by seed"),
            (
                true,
                "CSV file",
                "A file with a header row, of which columns are learned from others",
            ),
        ];
        wants_file = choice(ui, wants_file, &choices).unwrap_or(wants_file);
    });
    if wants_file {
        file(ui, desk, network);
    } else {
        if network.data.file.is_some() {
            let standardise = network.data.standardise;
            network.data =
                DataConfig { set: Some(DataSet::Iris), standardise, ..DataConfig::default() };
        }
        set(ui, desk, &mut network.data);
    }
    // A file is asked for before there is one.
    desk.drafts.wants_csv = wants_file && network.data.file.is_none();
    ui.checkbox(&mut network.data.standardise, "standardise").on_hover_text(
        "Shifts every feature to mean 0 and scales it to standard deviation 1; targets stay as they are",
    );
    let learned = |data: &DataConfig| {
        (data.set, data.file.clone(), data.features.clone(), data.targets.clone())
    };
    if learned(&network.data) != learned(&before) {
        // What cannot be read is said by the session.
        let _ = network.follow_data(&desk.spec.origin);
    }
    desk.complain(ui, "network.data");
}

fn words(set: DataSet) -> &'static str {
    match set {
        DataSet::Iris => "150 irises of three species by four measures (Fisher 1936)",
        DataSet::Made(MadeData::Moons) => "Two interleaved half circles",
        DataSet::Made(MadeData::Circles) => "Two circles about one centre",
        DataSet::Made(MadeData::Spirals) => "Two arms of a spiral of one and a half turns",
        DataSet::Made(MadeData::Xor) => "The corners of a square, by the exclusive or",
        DataSet::Made(MadeData::Regression) => "One period of a sine, to be fitted",
    }
}

fn set(ui: &mut Ui, desk: &mut Desk<'_>, data: &mut DataConfig) {
    let chosen = data.set.unwrap_or(DataSet::Iris);
    let mut asked = chosen;
    let help = "The set that is learned; loss and output layer follow it";
    row(ui, "set", help, |ui| {
        let list = ComboBox::from_id_salt("data set").selected_text(chosen.name()).width(LIST);
        let response = list.show_ui(ui, |ui| {
            for set in DataSet::ALL {
                ui.selectable_value(&mut asked, set, set.name()).on_hover_text(words(set));
            }
        });
        let help = format!("{help}\n{}", words(chosen));
        desk::call(&response.response.on_hover_text(help), "Data set");
    });
    if asked != chosen {
        *data = DataConfig { set: Some(asked), ..data.clone() };
        (data.rows, data.noise) = (None, None);
    }
    desk.complain(ui, "network.data.set");
    let Some(DataSet::Made(made)) = data.set else { return };
    let (usual_rows, usual_noise) = made.defaults();
    let mut rows = data.rows.unwrap_or(usual_rows) as u64;
    let before = rows;
    desk.count(ui, "network.data.rows", "rows", "Number of rows that are made", &mut rows);
    if rows != before {
        data.rows = Some(usize::try_from(rows).unwrap_or(usize::MAX));
    }
    let mut noise = data.noise.unwrap_or(usual_noise);
    let help = "Standard deviation of the normal noise on the points";
    desk.number(ui, "network.data.noise", "noise", help, &mut noise);
    if noise != data.noise.unwrap_or(usual_noise) {
        data.noise = Some(noise);
    }
    let help = "Seed of the points: the same seed makes the same rows";
    desk.count(ui, "network.data.seed", "data seed", help, &mut data.seed);
}

fn file(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    let help = "Path of the CSV file, relative to the scene file; Enter reads it and learns its last column";
    let text = network.data.file.as_ref().map_or(String::new(), |file| file.display().to_string());
    let asked = row(ui, "file", help, |ui| {
        let width = ui.available_width();
        let line = Typed { name: "CSV file", help, hint: "data.csv", width, live: false, lines: 1 };
        line.show(ui, desk::id("network.data.file"), &text, typed::path).0
    });
    if let Some(path) = asked.flatten() {
        // What is wrong with the file is said by the session, to which it goes as it is.
        let _ = network.learn_file(&path, &desk.spec.origin);
    }
    desk.complain(ui, "network.data.file");
    let Some(columns) = columns(ui, desk, network) else { return };
    targets(ui, &columns, &mut network.data);
    desk.complain(ui, "network.data.targets");
    features(ui, &columns, &mut network.data);
    desk.complain(ui, "network.data.features");
}

/// The columns of the file, read once for every time that the session has read the data.
fn columns(ui: &Ui, desk: &Desk<'_>, network: &NetworkSpec) -> Option<Arc<Vec<CsvColumn>>> {
    type Known = (PathBuf, usize, Option<Arc<Vec<CsvColumn>>>);
    let path = network.data.file.clone()?;
    let landscape = desk.session.objective().landscape();
    let version = landscape.map_or(0, |landscape| Arc::as_ptr(&landscape.data) as usize);
    let id = desk::id("network.data").with("columns");
    let known: Option<Known> = ui.data(|data| data.get_temp(id));
    if let Some((of, at, columns)) = known
        && (of == path && at == version)
    {
        return columns;
    }
    let columns = network.file_columns(&desk.spec.origin).ok().map(Arc::new);
    ui.data_mut(|data| data.insert_temp::<Known>(id, (path, version, columns.clone())));
    columns
}

/// A list of columns to choose several of; returns the one that was clicked.
fn several(
    ui: &mut Ui,
    label: &str,
    help: &str,
    shown: &str,
    columns: &[CsvColumn],
    state: impl Fn(&CsvColumn) -> (bool, Option<&'static str>),
) -> Option<String> {
    let mut clicked = None;
    row(ui, label, help, |ui| {
        let list = ComboBox::from_id_salt(label).selected_text(shown).width(LIST).truncate();
        let list = list.close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let response = list.show_ui(ui, |ui| {
            for column in columns {
                let (mut is_in, why_not) = state(column);
                let line = egui::Checkbox::new(&mut is_in, column.name.as_str());
                let line = ui.add_enabled(why_not.is_none(), line);
                if line.on_disabled_hover_text(why_not.unwrap_or_default()).clicked() {
                    clicked = Some(column.name.clone());
                }
            }
        });
        let called = response.response.on_hover_text(help);
        desk::call(&called, format!("{label} of the file"));
    });
    clicked
}

fn targets(ui: &mut Ui, columns: &[CsvColumn], data: &mut DataConfig) {
    let help = "The columns that are learned; one of words holds the names of classes";
    let shown = data.targets.join(", ");
    let (chosen, alone) = (data.targets.clone(), data.targets.len() == 1);
    let state = |column: &CsvColumn| {
        let is_in = chosen.contains(&column.name);
        (is_in, (is_in && alone).then_some("A network needs a target: choose another one first"))
    };
    let Some(name) = several(ui, "targets", help, &shown, columns, state) else { return };
    toggle(&mut data.targets, name, columns);
    data.features.retain(|feature| !data.targets.contains(feature));
}

fn features(ui: &mut Ui, columns: &[CsvColumn], data: &mut DataConfig) {
    let help = "The columns that the targets are learned from";
    let is_free = |column: &&CsvColumn| !data.targets.contains(&column.name);
    let others = || columns.iter().filter(is_free);
    let all: Vec<String> = others().map(|column| column.name.clone()).collect();
    let mut chosen = if data.features.is_empty() { all.clone() } else { data.features.clone() };
    let shown = if data.features.is_empty() { "all others".to_owned() } else { chosen.join(", ") };
    let state = |column: &CsvColumn| {
        let is_in = chosen.contains(&column.name);
        let why_not = match column {
            column if data.targets.contains(&column.name) => Some("It is a target"),
            CsvColumn { is_numeric: false, .. } if !is_in => {
                Some("It holds words or gaps, not numbers")
            }
            _ if is_in && chosen.len() == 1 => {
                Some("A network needs a feature: choose another one first")
            }
            _ => None,
        };
        (is_in, why_not)
    };
    let Some(name) = several(ui, "features", help, &shown, columns, state) else { return };
    toggle(&mut chosen, name, columns);
    data.features = if chosen == all { Vec::new() } else { chosen };
}

/// Takes a column in or out; the order is the file's.
fn toggle(chosen: &mut Vec<String>, name: String, columns: &[CsvColumn]) {
    match chosen.iter().position(|other| *other == name) {
        Some(place) => _ = chosen.remove(place),
        None => chosen.push(name),
    }
    let place = |name: &String| columns.iter().position(|column| column.name == *name);
    chosen.sort_by_key(|name| place(name));
}
