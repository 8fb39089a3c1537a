//! A model fitted to data: the model, its parameters, and the data.

use std::path::PathBuf;

use egui::{ComboBox, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::look::NUMBER;
use super::loss_form::{formula_box, show_constants};
use super::typed::Typed;
use crate::objective::Metric;
use crate::spec::{FitSpec, Spec, Spread, SyntheticSpec};

/// A straight line against made-up data: a fit that works at once.
pub(super) fn line() -> FitSpec {
    let named = |values: [f64; 2]| ["a", "b"].map(str::to_owned).into_iter().zip(values).collect();
    FitSpec {
        model: "a*x + b".to_owned(),
        parameters: vec!["a".to_owned(), "b".to_owned()],
        domain: ["a", "b"].map(|name| (name.to_owned(), [-2.0, 7.0])).into(),
        synthetic: Some(SyntheticSpec {
            truth: named([1.2, 2.5]),
            noise: 0.1,
            ..SyntheticSpec::default()
        }),
        ..FitSpec::default()
    }
}

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(mut fit) = desk.spec.fit.clone() else { return };
    let help =
        "What predicts the target from the data columns, with the two parameters to be fitted";
    fit.model = formula_box(ui, "Model", "fit.model", &fit.model, help).unwrap_or(fit.model);
    desk.complain(ui, "fit.model");
    parameters(ui, desk, &mut fit);
    row(ui, "error", "How the differences between model and target are summed up", |ui| {
        let choices = [
            (Metric::Mse, "mse", "Mean square error"),
            (Metric::Mae, "mae", "Mean absolute error: outliers count less"),
            (Metric::Huber, "huber", "Huber loss: square near zero, absolute beyond 1"),
        ];
        fit.metric = choice(ui, fit.metric, &choices).unwrap_or(fit.metric);
    });
    data(ui, desk, &mut fit);
    let mut constants = std::mem::take(&mut fit.constants);
    show_constants(ui, desk, "fit.constants", &mut constants);
    fit.constants = constants;
    desk.spec.fit = Some(fit);
}

fn parameters(ui: &mut Ui, desk: &mut Desk<'_>, fit: &mut FitSpec) {
    let help =
        "The two names in the model that are fitted, separated by a comma; they are the axes";
    let text = fit.parameters.join(", ");
    let read = |text: &str| {
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        let shown = names.join(", ");
        Ok((names, shown))
    };
    let (asked, wrong) = row(ui, "parameters", help, |ui| {
        let line =
            Typed { name: "Parameters", help, hint: "a, b", width: NUMBER, live: false, lines: 1 };
        line.show(ui, desk::id("fit.parameters"), &text, read)
    });
    fit.parameters = asked.unwrap_or_else(|| fit.parameters.clone());
    desk.say(ui, "fit.parameters", wrong);
}

fn data(ui: &mut Ui, desk: &mut Desk<'_>, fit: &mut FitSpec) {
    heading(ui, "Data");
    let is_made = fit.synthetic.is_some();
    row(ui, "source", "Where the rows come from", |ui| {
        let choices = [
            (
                true,
                "made up",
                "Rows made by the model itself with known parameters, plus normal noise",
            ),
            (false, "CSV file", "A file with a header row; every column is a name for the model"),
        ];
        match choice(ui, is_made, &choices) {
            Some(true) => {
                let truth = fit.parameters.iter().map(|name| (name.clone(), 1.0)).collect();
                (fit.data, fit.synthetic) =
                    (None, Some(SyntheticSpec { truth, noise: 0.1, ..SyntheticSpec::default() }));
            }
            Some(false) => (fit.data, fit.synthetic) = (Some(PathBuf::from("line.csv")), None),
            None => {}
        }
    });
    if let Some(mut synthetic) = fit.synthetic.clone() {
        show_synthetic(ui, desk, &fit.parameters, &mut synthetic);
        fit.synthetic = Some(synthetic);
    } else {
        show_file(ui, desk, fit);
    }
    desk.complain(ui, "fit");
}

fn show_file(ui: &mut Ui, desk: &mut Desk<'_>, fit: &mut FitSpec) {
    let help = "Path of the CSV file, relative to the scene file; Enter reads it";
    let path = fit.data.clone().unwrap_or_default().display().to_string();
    let (asked, wrong) = row(ui, "file", help, |ui| {
        let width = ui.available_width();
        let line = Typed { name: "CSV file", help, hint: "data.csv", width, live: false, lines: 1 };
        line.show(ui, desk::id("fit.data"), &path, |text| {
            Ok((PathBuf::from(text.trim()), text.trim().to_owned()))
        })
    });
    fit.data = asked.or_else(|| fit.data.clone());
    desk.say(ui, "fit.data", wrong);
    let columns =
        desk.session.objective().data().map(|data| data.names.clone()).unwrap_or_default();
    row(ui, "target", "The column that the model predicts", |ui| {
        let list = ComboBox::from_id_salt("target").selected_text(fit.target.as_str());
        let list = list.show_ui(ui, |ui| {
            for name in columns {
                ui.selectable_value(&mut fit.target, name.clone(), name);
            }
        });
        desk::call(&list.response, "Target");
    });
    desk.complain(ui, "fit.target");
}

fn show_synthetic(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    parameters: &[String],
    made: &mut SyntheticSpec,
) {
    for name in parameters {
        let key = format!("fit.synthetic.truth.{name}");
        let mut value = made.truth.get(name).copied().unwrap_or(1.0);
        desk.number(
            ui,
            &key,
            &format!("true {name}"),
            &format!("The value of {name} that made the data"),
            &mut value,
        );
        made.truth.insert(name.clone(), value);
    }
    let mut rows = made.rows as u64;
    desk.count(ui, "fit.synthetic.rows", "rows", "Number of data rows", &mut rows);
    made.rows = usize::try_from(rows).unwrap_or(usize::MAX);
    desk.pair(
        ui,
        "fit.synthetic.range",
        "inputs x",
        ["x of data from", "x of data to"],
        "Both ends of the inputs",
        &mut made.range,
    );
    row(ui, "spread", "How the inputs are spread over their range", |ui| {
        let choices = [
            (Spread::Linspace, "even", "Evenly spaced, with both ends"),
            (Spread::Uniform, "random", "Drawn from the uniform distribution"),
        ];
        made.x = choice(ui, made.x, &choices).unwrap_or(made.x);
    });
    desk.number(
        ui,
        "fit.synthetic.noise",
        "noise",
        "Standard deviation of the normal noise on the target",
        &mut made.noise,
    );
    desk.count(
        ui,
        "fit.synthetic.seed",
        "data seed",
        "Seed of the noise and of random inputs",
        &mut made.seed,
    );
}

/// Carries domains and true values over to new names of the parameters, place by place.
pub(super) fn rename_parameters(spec: &mut Spec, before: &Spec) {
    let (Some(fit), Some(former)) = (&mut spec.fit, &before.fit) else { return };
    if fit.parameters == former.parameters {
        return;
    }
    let renamed: Vec<(String, String)> = former
        .parameters
        .iter()
        .cloned()
        .zip(fit.parameters.iter().cloned())
        .filter(|(a, b)| a != b)
        .collect();
    let ends: Vec<_> = renamed.iter().map(|(old, _)| fit.domain.remove(old)).collect();
    for ((_, new), ends) in renamed.iter().zip(ends) {
        fit.domain.extend(ends.map(|ends| (new.clone(), ends)));
    }
    fit.domain.retain(|name, _| fit.parameters.contains(name));
    spec.curves.rename_parameters(&renamed);
    if let Some(made) = &mut fit.synthetic {
        let values: Vec<_> = renamed.iter().map(|(old, _)| made.truth.remove(old)).collect();
        for ((_, new), value) in renamed.iter().zip(values) {
            made.truth.extend(value.map(|value| (new.clone(), value)));
        }
        made.truth.retain(|name, _| fit.parameters.contains(name));
    }
}
