//! What can be wrong with a network, its data or its weights.

use crate::expr::suggestion;

/// Why a network cannot be built, or its weights not be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A name that is none of a list.
    #[error("unknown {kind} `{name}`{}", suggestion(name, known.iter().copied()))]
    UnknownName {
        /// What it should be a name of, such as "activation".
        kind: &'static str,
        /// What was given.
        name: String,
        /// The names that there are.
        known: &'static [&'static str],
    },
    /// Softmax as an activation of a layer.
    #[error(
        "softmax is no activation of a layer here: the loss `cross-entropy` includes it, so end in a layer of activation `identity`"
    )]
    Softmax,
    /// No layers at all.
    #[error(
        "a network needs at least one layer, such as layers = [{{ units = 16, activation = \"tanh\" }}, {{ units = 3 }}]"
    )]
    NoLayers,
    /// A layer without units.
    #[error("layer {layer} has no units; it needs at least one")]
    NoUnits {
        /// The layer, from 1.
        layer: usize,
    },
    /// More parameters than can be handled.
    #[error(
        "the network has {parameters} parameters; {most} are the most that are evaluated here: use fewer layers, or fewer units"
    )]
    TooManyParameters {
        /// How many.
        parameters: usize,
        /// How many at most.
        most: usize,
    },
    /// A setting outside its range.
    #[error("`{key}` is {value}; it must be {wanted}")]
    Setting {
        /// The key in the description.
        key: &'static str,
        /// What was given.
        value: f64,
        /// What would be right.
        wanted: &'static str,
    },
    /// The last layer and the targets do not fit.
    #[error(
        "layer {layer}, the last, has {units} units, but the data has {columns} target {}; {loss} needs one unit for each",
        if *columns == 1 { "column" } else { "columns" }
    )]
    OutputUnits {
        /// The layer, from 1.
        layer: usize,
        /// Its units.
        units: usize,
        /// Columns of the targets.
        columns: usize,
        /// The loss.
        loss: &'static str,
    },
    /// Cross-entropy with several target columns.
    #[error("cross-entropy needs one target column of class labels, not {0}")]
    LabelColumns(usize),
    /// A class label that no unit of the last layer stands for.
    #[error(
        "row {row}: the label {label} is not one of the {classes} classes, the whole numbers 0 to {}, that the last layer has a unit for; {}",
        classes - 1,
        label_remedy(*label)
    )]
    Label {
        /// The row, from 1.
        row: usize,
        /// The label.
        label: f64,
        /// The units of the last layer.
        classes: usize,
    },
    /// A target of binary cross-entropy that is no probability.
    #[error(
        "row {row}: the target {target} of `{column}` is no probability; binary-cross-entropy needs 0 to 1"
    )]
    Probability {
        /// The row, from 1.
        row: usize,
        /// The target.
        target: f64,
        /// The target's column.
        column: String,
    },
    /// A column that the data does not have.
    #[error("the data has no column `{column}`{}", suggestion(column, columns.iter().map(String::as_str)))]
    MissingColumn {
        /// The column that was asked for.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// One column as feature and target, or twice as a feature.
    #[error(
        "the column `{0}` is named twice; every feature and every target is a column of its own"
    )]
    ColumnTwice(String),
    /// Words in one of several target columns.
    #[error(
        "the target column `{column}` holds words, such as `{word}`; only a single target may be a column of class labels"
    )]
    WordAmongTargets {
        /// The column.
        column: String,
        /// One of its words.
        word: String,
    },
    /// No features.
    #[error("a network needs at least one feature column")]
    NoFeatures,
    /// No targets.
    #[error(
        "a network needs at least one target column, which it learns, such as targets = [\"species\"]"
    )]
    NoTargets,
    /// No data rows.
    #[error("the data has no rows; a network needs at least one")]
    NoRows,
    /// Columns of different lengths.
    #[error("the data's columns must be equally long and have one name each")]
    Ragged,
    /// A data value that is not finite.
    #[error("row {row} of the column `{column}` is {value}, which is no finite number")]
    NotFinite {
        /// The row, from 1.
        row: usize,
        /// The column.
        column: String,
        /// The value.
        value: f64,
    },
    /// Not one number per parameter.
    #[error("a vector of {given} cannot be the network's {wanted} parameters")]
    ParameterCount {
        /// How many were given.
        given: usize,
        /// How many the network has.
        wanted: usize,
    },
    /// A parameter that the network does not have.
    #[error("the network has no parameter `{name}`; {hint}")]
    UnknownParameter {
        /// What was given.
        name: String,
        /// How its parameters are called.
        hint: String,
    },
    /// A parameter that is not finite.
    #[error("the parameter `{name}` is {value}, which is no finite number")]
    BadParameter {
        /// The parameter.
        name: String,
        /// Its value.
        value: f64,
    },
    /// An array of weights of another shape than the layer's.
    #[error("`{tensor}` has the shape {}, but layer {layer} needs {}", shape(found), shape(wanted))]
    TensorShape {
        /// The array's name in the file.
        tensor: String,
        /// Its shape.
        found: Vec<usize>,
        /// The layer, from 1.
        layer: usize,
        /// The shape that it needs.
        wanted: Vec<usize>,
    },
    /// An array of weights is missing.
    #[error("the weights of layer {layer} are missing: no `{tensor}`{}", listed(names))]
    MissingTensor {
        /// The array that is missing, as it would be called.
        tensor: String,
        /// The layer, from 1.
        layer: usize,
        /// The arrays that there are.
        names: Vec<String>,
    },
    /// Weights for more layers than the network has.
    #[error("`{tensor}` belongs to no layer: the network has {layers}")]
    SpareTensor {
        /// The array's name in the file.
        tensor: String,
        /// The network's layers.
        layers: usize,
    },
}

/// What would make a class of a label.
fn label_remedy(label: f64) -> String {
    if label >= 0.0 && label.fract() == 0.0 {
        format!("give it {} units, or correct the label", label + 1.0)
    } else {
        "number the classes from 0, or take the loss `mse`, which learns any numbers".to_owned()
    }
}

/// A shape as PyTorch writes it: `(3, 16)`, `(3,)`, `()`.
fn shape(sizes: &[usize]) -> String {
    let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
    let comma = if sizes.len() == 1 { "," } else { "" };
    format!("({}{comma})", sizes.join(", "))
}

/// The end of a sentence about a name that is not among these: the first twelve of them.
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    match (quoted.len(), names.len() - quoted.len()) {
        (0, _) => "; there are no arrays at all".to_owned(),
        (_, 0) => format!(" among {}", quoted.join(", ")),
        (_, more) => format!(" among {} and {more} more", quoted.join(", ")),
    }
}
