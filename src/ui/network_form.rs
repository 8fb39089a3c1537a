//! A network: its layers, its loss and where its weights begin; the plane and the data have forms of their own.

use egui::{ComboBox, RichText, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::icon::{self, Icon};
use super::look::NUMBER;
use super::probe_panel::small_button;
use super::typed::{self, Typed};
use super::weights_form::WeightsFile;
use super::{network_data_form, plane_form};
use crate::objective::network::{
    Activation, DataConfig, DataSet, Dataset, Init, LayerConfig, NetworkConfig, NetworkLoss,
};
use crate::spec::NetworkSpec;

/// Width of the box for the units of a layer, of its list of activations, and of other lists, points.
const UNITS: f32 = 34.0;
const ACTIVATIONS: f32 = 88.0;
pub(super) const LIST: f32 = 168.0;

/// The textbook's two-layer net on the irises, from three seeds: a network that works at once.
pub(super) fn two_layer() -> NetworkSpec {
    let NetworkConfig { layers, loss, init, .. } = NetworkConfig::two_layer(16, 3);
    let data = DataConfig { set: Some(DataSet::Iris), standardise: true, ..DataConfig::default() };
    NetworkSpec { layers, loss, init, seeds: vec![0, 1, 2], data, ..NetworkSpec::default() }
}

/// From what the runs start, in words.
pub(super) fn begin_words(network: &NetworkSpec) -> String {
    match (&network.weights, network.seeds.as_slice()) {
        (Some(file), _) => format!("first weights from {}", file.display()),
        (None, [seed]) => format!("first weights by seed {seed}"),
        (None, seeds) => format!("first weights by seeds {}", typed::counts_text(seeds)),
    }
}

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(mut network) = desk.spec.network.clone() else { return };
    summary(ui, desk, &network);
    plane_form::show(ui, desk, &mut network.plane);
    heading(ui, "Network");
    layers(ui, desk, &mut network);
    loss(ui, desk, &mut network);
    first_weights(ui, desk, &mut network);
    network_data_form::show(ui, desk, &mut network);
    desk.spec.network = Some(network);
    desk.complain(ui, "network");
}

/// What came of the description.
fn summary(ui: &mut Ui, desk: &Desk<'_>, network: &NetworkSpec) {
    let Some(landscape) = desk.session.objective().landscape() else { return };
    let data = &landscape.data;
    let what = match (data.classes.len(), network.loss) {
        (0, NetworkLoss::CrossEntropy) => {
            format!("{} classes", landscape.network.layout().outputs())
        }
        (0, _) => counted(data.targets.len(), "target"),
        (classes, _) => format!("{classes} classes"),
    };
    let (parameters, rows) = (landscape.network.parameters(), landscape.network.rows());
    let size = format!("{}, {}, {what}", counted(parameters, "parameter"), counted(rows, "row"));
    ui.label(RichText::new(format!("{size}; {}", begin_words(network))).weak());
}

fn counted(number: usize, name: &str) -> String {
    format!("{number} {name}{}", if number == 1 { "" } else { "s" })
}

/// The data as the session has read it, where that is what the form asks for.
fn data_of<'a>(desk: &'a Desk<'_>, network: &NetworkSpec) -> Option<&'a Dataset> {
    let known = desk.session.spec().network.as_ref()?;
    let landscape = desk.session.objective().landscape()?;
    (known.data == network.data).then_some(&*landscape.data)
}

fn layers(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    let last = network.layers.len().saturating_sub(1);
    let mut removed = None;
    for index in 0..network.layers.len() {
        if layer(ui, network, index) {
            removed = Some(index);
        }
        desk.complain(ui, &format!("network.layers.{index}"));
    }
    if let Some(index) = removed {
        network.layers.remove(index);
    }
    if let Some(fitting) = data_of(desk, network).map(|data| network.fitting_units(data))
        && let Some(output) = network.layers.last_mut().filter(|output| output.units != fitting)
    {
        row(ui, "", "", |ui| {
            ui.label(RichText::new(format!("{fitting} would fit the data")).weak());
            let help = "Gives the last layer as many units as the data has classes or targets";
            if small_button(ui, "take", "Fitting units", help).clicked() {
                output.units = fitting;
            }
        });
    }
    let help = "Adds a layer before the last one, like the one before it";
    if ui.button("Add a layer  +").on_hover_text(help).clicked() {
        let like = last.checked_sub(1).and_then(|before| network.layers.get(before));
        let new = like.copied().unwrap_or_else(|| LayerConfig::new(16, Activation::Tanh));
        network.layers.insert(last, new);
    }
    desk.complain(ui, "network.layers");
}

/// One layer; whether it is to go.
fn layer(ui: &mut Ui, network: &mut NetworkSpec, index: usize) -> bool {
    let number = index + 1;
    let count = network.layers.len();
    let layer = &mut network.layers[index];
    let open_id = desk::id("layer is open").with(index);
    let mut is_open = ui.data(|data| data.get_temp(open_id)).unwrap_or(false);
    let (mut is_removed, mut wrong) = (false, None);
    let name = if number == count { "output".to_owned() } else { format!("layer {number}") };
    let help = "Units of the layer, and what it applies to each of its sums W a + b";
    row(ui, &name, help, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        wrong = units(ui, layer, index);
        activation(ui, layer, number);
        let (icon, word) = if is_open { (Icon::Open, "Fewer") } else { (Icon::Closed, "More") };
        let called = format!("{word} settings of layer {number}");
        let help = "Shows or hides biases and slope of this layer";
        if icon::button(ui, icon, &called, help).clicked() {
            is_open = !is_open;
        }
        if number < count {
            let called = format!("Remove layer {number}");
            is_removed = icon::button(ui, Icon::Remove, &called, "Removes this layer").clicked();
        }
    });
    if let Some(wrong) = wrong {
        desk::complaint(ui, &wrong);
    }
    ui.data_mut(|data| data.insert_temp(open_id, is_open));
    if is_open {
        row(ui, "", "", |ui| {
            let response = ui.checkbox(&mut layer.bias, "biases");
            let help = "Whether the layer has a bias for each unit, b in W a + b";
            desk::call(&response.on_hover_text(help), format!("Biases of layer {number}"));
        });
    }
    if layer.activation == Activation::LeakyRelu {
        slope(ui, layer, number);
    }
    is_removed
}

fn units(ui: &mut Ui, layer: &mut LayerConfig, index: usize) -> Option<String> {
    let name = format!("units of layer {}", index + 1);
    let help = "Units of the layer, 1 or more";
    let line = Typed { name: &name, help, hint: "", width: UNITS, live: true, lines: 1 };
    let id = desk::id("network.layers").with(index);
    let (asked, wrong) = line.show(ui, id, &layer.units.to_string(), typed::count);
    layer.units = asked.map_or(layer.units, |units| usize::try_from(units).unwrap_or(usize::MAX));
    wrong
}

fn activation(ui: &mut Ui, layer: &mut LayerConfig, number: usize) {
    let list = ComboBox::from_id_salt(("activation", number))
        .selected_text(layer.activation.name())
        .width(ACTIVATIONS);
    let response = list.show_ui(ui, |ui| {
        for activation in Activation::ALL {
            ui.selectable_value(&mut layer.activation, activation, activation.name())
                .on_hover_text(words(activation));
        }
    });
    let help = format!("Activation\n{}", words(layer.activation));
    desk::call(&response.response.on_hover_text(help), format!("Activation of layer {number}"));
}

fn words(activation: Activation) -> &'static str {
    match activation {
        Activation::Identity => {
            "z itself; the last layer's, as a rule: the losses include softmax and sigmoid"
        }
        Activation::Sigmoid => "1 / (1 + e^-z)",
        Activation::Tanh => "tanh z",
        Activation::Relu => "max(0, z)",
        Activation::LeakyRelu => "z where it is positive, else z times the slope",
        Activation::Gelu => "z Φ(z), Φ the normal distribution function",
        Activation::Silu => "z / (1 + e^-z), also called swish",
        Activation::Softplus => "log(1 + e^z)",
    }
}

fn slope(ui: &mut Ui, layer: &mut LayerConfig, number: usize) {
    let name = format!("slope of layer {number}");
    let help = "Slope of leaky-relu below zero";
    let text = typed::number_text(layer.negative_slope);
    let (asked, wrong) = row(ui, "slope", help, |ui| {
        let id = desk::id("network.layers.slope").with(number);
        desk::number_box(&name, help).show(ui, id, &text, typed::number)
    });
    layer.negative_slope = asked.unwrap_or(layer.negative_slope);
    if let Some(wrong) = wrong {
        desk::complaint(ui, &wrong);
    }
}

fn loss(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    let before = network.loss;
    let help = "What is minimised over the weights: the mean over the rows";
    row(ui, "loss", help, |ui| {
        let list = ComboBox::from_id_salt("network loss").selected_text(network.loss.name());
        let response = list.width(LIST).show_ui(ui, |ui| {
            for loss in NetworkLoss::ALL {
                ui.selectable_value(&mut network.loss, loss, loss.name())
                    .on_hover_text(loss_words(loss));
            }
        });
        let help = format!("{help}\n{}", loss_words(before));
        desk::call(&response.response.on_hover_text(help), "Loss of the network");
    });
    if network.loss != before
        && let Some(units) = data_of(desk, network).map(|data| network.fitting_units(data))
        && let Some(output) = network.layers.last_mut()
    {
        output.units = units;
    }
    desk.complain(ui, "network.loss");
    let help = "Strength of the penalty: half of it times the sum of the squared weights is added to the loss; 0 is none";
    desk.number(ui, "network.l2", "L2", help, &mut network.l2);
    row(ui, "", "", |ui| {
        ui.add_enabled(
            network.l2 != 0.0,
            egui::Checkbox::new(&mut network.l2_biases, "L2 of biases, too"),
        )
        .on_hover_text(
            "Whether the penalty holds for biases as well, as PyTorch's weight_decay does",
        )
        .on_disabled_hover_text("There is no penalty: give L2 a value above 0 first");
    });
}

fn loss_words(loss: NetworkLoss) -> &'static str {
    match loss {
        NetworkLoss::CrossEntropy => "-log softmax(z) at the row's class, one unit a class",
        NetworkLoss::BinaryCrossEntropy => {
            "-t log s - (1 - t) log(1 - s) with s = sigmoid(z), one unit a target of 0 to 1"
        }
        NetworkLoss::MeanSquared => "(z - t)^2, one unit a target",
    }
}

fn first_weights(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    heading(ui, "First weights");
    let from_file = network.weights.is_some();
    row(ui, "drawn as", "How the first weights are drawn", |ui| {
        let choices = [
            (Init::Pytorch, "PyTorch", "As torch.nn.Linear: uniform within 1 / sqrt(inputs)"),
            (Init::Textbook, "textbook", "Weights normal with a small deviation, biases zero"),
        ];
        let shown = ui.add_enabled_ui(!from_file, |ui| choice(ui, network.init, &choices));
        shown.response.on_disabled_hover_text("The weights come from the file");
        network.init = shown.inner.unwrap_or(network.init);
    });
    if network.init == Init::Textbook && !from_file {
        let help = "Standard deviation of the textbook's first weights";
        desk.number(ui, "network.init_std", "deviation", help, &mut network.init_std);
    }
    seeds(ui, desk, network);
    let file = network.weights.clone().unwrap_or_default();
    let (key, label, otherwise) = ("network.weights", "from file", Some("drawn by seed"));
    let row = WeightsFile { key, label, name: "Weights file", otherwise };
    if let Some(asked) = row.show(ui, desk, &file) {
        network.weights = (!asked.as_os_str().is_empty()).then_some(asked);
    }
}

fn seeds(ui: &mut Ui, desk: &mut Desk<'_>, network: &mut NetworkSpec) {
    let help =
        "Every optimizer trains from the first weights of each of these seeds, separated by commas";
    let from_file = network.weights.is_some();
    let mut wrong = None;
    row(ui, "seeds", help, |ui| {
        let shown = ui.add_enabled_ui(!from_file, |ui| {
            let line =
                Typed { name: "seeds", help, hint: "0, 1, 2", width: NUMBER, live: true, lines: 1 };
            let text = typed::counts_text(&network.seeds);
            let (asked, complaint) = line.show(ui, desk::id("network.seeds"), &text, typed::counts);
            network.seeds = asked.unwrap_or_else(|| network.seeds.clone());
            wrong = complaint;
            let help = "Trains from one more seed, the next";
            if ui.button("Another").on_hover_text(help).clicked() {
                let next = network.seeds.iter().max().map_or(0, |seed| seed.saturating_add(1));
                network.seeds.push(next);
            }
            let called = "Remove the last seed";
            if network.seeds.len() > 1
                && icon::button(ui, Icon::Remove, called, "Removes the last seed").clicked()
            {
                network.seeds.pop();
            }
        });
        shown
            .response
            .on_disabled_hover_text("The weights come from the file: there is nothing to draw");
    });
    desk.say(ui, "network.seeds", wrong);
}
