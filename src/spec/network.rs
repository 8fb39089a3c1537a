//! A neural network as it is asked for: `[network]`, its data and its plane, and the objective that follows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::{Origin, RunPlan, Spec, SpecError};
use crate::io::{NetworkDataError, TableError, first_weights, network_data, weights_of};
use crate::objective::network::{
    Activation, DataConfig, Init, LayerConfig, Network, NetworkConfig, NetworkError, NetworkLoss,
};
use crate::objective::plane::{
    Centre, MadePlane, Normalisation, PlaneConfig, PlaneError, PlaneKind, WeightPath,
};
use crate::objective::{Domain, Landscape, Objective};

/// A network with its data; its loss is seen through a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkSpec {
    /// All layers with weights, the output layer last.
    pub layers: Vec<LayerConfig>,
    /// What is minimised.
    pub loss: NetworkLoss,
    /// Strength of the L2 penalty: l2 / 2 times the sum of the squared weights is added to the loss.
    pub l2: f64,
    /// Whether the penalty holds for biases, too.
    pub l2_biases: bool,
    /// How the weights begin.
    pub init: Init,
    /// Standard deviation of the textbook's first weights.
    pub init_std: f64,
    /// Every optimizer runs from the first weights of each of these seeds.
    pub seeds: Vec<u64>,
    /// A `.npz` or `.safetensors` file with the first weights, instead of seeds.
    pub weights: Option<PathBuf>,
    /// What it learns.
    pub data: DataConfig,
    /// The plane through the space of its weights.
    pub plane: PlaneConfig,
}

impl Default for NetworkSpec {
    fn default() -> Self {
        let NetworkConfig { layers, loss, l2, l2_biases, init, init_std, seed, weights } =
            NetworkConfig::default();
        Self {
            layers,
            loss,
            l2,
            l2_biases,
            init,
            init_std,
            seeds: vec![seed],
            weights,
            data: DataConfig::default(),
            plane: PlaneConfig::default(),
        }
    }
}

impl NetworkSpec {
    /// What a file leaves out; the layers are always written, so that the section stays.
    pub(super) fn plain() -> Self {
        Self { layers: vec![LayerConfig::new(0, Activation::default())], ..Self::default() }
    }

    /// The description of the network alone.
    pub fn config(&self) -> NetworkConfig {
        NetworkConfig {
            layers: self.layers.clone(),
            loss: self.loss,
            l2: self.l2,
            l2_biases: self.l2_biases,
            init: self.init,
            init_std: self.init_std,
            seed: self.seeds.first().copied().unwrap_or_default(),
            weights: self.weights.clone(),
        }
    }

    /// Whether two specs differ in their planes at most.
    pub(super) fn is_same_network(&self, other: &Self) -> bool {
        *self == Self { plane: self.plane.clone(), ..other.clone() }
    }

    /// The network's loss on the plane that can be told before anything has been trained.
    pub(super) fn objective(&self, origin: &Origin) -> Result<Objective, SpecError> {
        let data = network_data(&self.data, &folder(origin));
        let data = data.map_err(|error| self.explain_data(error))?;
        let network = Network::new(&self.config(), &data).map_err(|error| self.explain(&error))?;
        let starts = self.starts(&network, origin)?;
        self.check_plane(&network, origin, false)?;
        let made = provisional(&self.plane, &network, &starts).map_err(plane_error)?;
        let formula = self.summary(network.layout().inputs());
        let (parameters, rows) = (network.parameters(), network.rows());
        let words = made.words.into();
        let (plane, data, starts) = (Arc::new(made.plane), Arc::new(data), Arc::new(starts));
        let landscape = Landscape { network, plane, words, data, starts, is_passing: false };
        let mut objective = Objective::from_landscape(landscape, made.axes.to_vec(), made.domain)
            .map_err(|error| SpecError::new("network.plane", error))?;
        objective.formula = formula;
        objective.description = format!("{parameters} parameters, {rows} rows");
        Ok(objective)
    }

    /// The first weights of each seed, or those of the file.
    fn starts(&self, network: &Network, origin: &Origin) -> Result<Vec<Vec<f64>>, SpecError> {
        if self.weights.is_some() {
            let weights = first_weights(network, &folder(origin));
            return Ok(vec![weights.map_err(|error| SpecError::new("network.weights", error))?]);
        }
        if self.seeds.is_empty() {
            return Err(SpecError::new(
                "network.seeds",
                "the runs need at least one seed to start from",
            ));
        }
        Ok(self.seeds.iter().map(|seed| network.initial_of(*seed)).collect())
    }

    /// What the first weights are called, in the order of the runs from them: `seed 0`, or the file's name.
    pub fn start_names(&self) -> Vec<String> {
        match &self.weights {
            Some(file) => vec![file.display().to_string()],
            None => self.seeds.iter().map(|seed| format!("seed {seed}")).collect(),
        }
    }

    /// The paths of all files that it names.
    pub(super) fn files_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        self.data.file.iter_mut().chain(&mut self.weights).chain(&mut self.plane.files)
    }

    /// Whether the plane goes through the same files as that of another spec: those need not be read again.
    pub(super) fn has_plane_files_of(&self, other: &Self) -> bool {
        let of = |spec: &Self| (spec.plane.kind, spec.plane.files.clone());
        of(self) == of(other)
    }

    /// Refuses what can be refused before the runs are known; `has_read_files` says that its files have been found sound.
    pub(super) fn check_plane(
        &self,
        network: &Network,
        origin: &Origin,
        has_read_files: bool,
    ) -> Result<(), SpecError> {
        let plane = &self.plane;
        for (axis, ends) in [("x", plane.x), ("y", plane.y)] {
            let is_wrong = |[min, max]: [f64; 2]| !(min < max && (max - min).is_finite());
            if let Some([min, max]) = ends.filter(|ends| is_wrong(*ends)) {
                let message =
                    format!("the plane is shown from {min} to {max}: give a finite rising range");
                return Err(SpecError::new(format!("network.plane.{axis}"), message));
            }
        }
        if plane.kind == PlaneKind::Parameters {
            let path = one_row_each(&[network.initial()]);
            let alone = PlaneConfig { runs: Vec::new(), centre: Centre::Initial, ..plane.clone() };
            alone.make(network, &path, &[]).map_err(plane_error)?;
        }
        if plane.kind == PlaneKind::Points && !plane.files.is_empty() && !has_read_files {
            let points = self.plane_points(network, origin)?;
            let alone = PlaneConfig { runs: Vec::new(), ..plane.clone() };
            alone.make(network, &[], &points).map_err(plane_error)?;
        }
        Ok(())
    }

    /// The weights of the plane's files.
    pub(crate) fn plane_points(
        &self,
        network: &Network,
        origin: &Origin,
    ) -> Result<Vec<Vec<f64>>, SpecError> {
        let read = |(k, file): (usize, &PathBuf)| {
            weights_of(network, &folder(origin).join(file))
                .map_err(|error| SpecError::new(format!("network.plane.files.{k}"), error))
        };
        self.plane.files.iter().enumerate().map(read).collect()
    }

    /// Inputs, units, loss and data in one line, such as "4–16–3 net, sigmoid, cross-entropy, iris".
    fn summary(&self, inputs: usize) -> String {
        let units = self.layers.iter().map(|layer| layer.units);
        let units: Vec<String> =
            std::iter::once(inputs).chain(units).map(|count| count.to_string()).collect();
        let mut activations: Vec<&str> = Vec::new();
        for layer in &self.layers[..self.layers.len().saturating_sub(1)] {
            if activations.last() != Some(&layer.activation.name()) {
                activations.push(layer.activation.name());
            }
        }
        let inner =
            if activations.is_empty() { "linear".to_owned() } else { activations.join("–") };
        format!("{} net, {inner}, {}, {}", units.join("–"), self.loss.name(), self.data_words())
    }

    fn data_words(&self) -> String {
        match (&self.data.set, &self.data.file) {
            (Some(set), _) => set.name().to_owned(),
            (None, Some(file)) => file.display().to_string(),
            (None, None) => String::new(),
        }
    }

    /// A mistake in the network, with its key.
    fn explain(&self, error: &NetworkError) -> SpecError {
        let last = self.layers.len().saturating_sub(1);
        let key = match error {
            NetworkError::NoUnits { layer } => format!("network.layers.{}.units", layer - 1),
            NetworkError::Label { label, .. } if *label < 0.0 || label.fract() != 0.0 => {
                let is_own = self.data.file.is_some();
                if is_own { "network.data.targets" } else { "network.loss" }.to_owned()
            }
            NetworkError::OutputUnits { .. } | NetworkError::Label { .. } => {
                format!("network.layers.{last}.units")
            }
            NetworkError::Setting { key, .. } if *key == "negative_slope" => {
                let bad = self.layers.iter().position(|layer| !layer.negative_slope.is_finite());
                format!("network.layers.{}.{key}", bad.unwrap_or(last))
            }
            NetworkError::Setting { key, .. } => format!("network.{key}"),
            NetworkError::LabelColumns(_) | NetworkError::Probability { .. } => {
                "network.data.targets".to_owned()
            }
            NetworkError::NoLayers | NetworkError::TooManyParameters { .. } => {
                "network.layers".to_owned()
            }
            _ => "network.data".to_owned(),
        };
        SpecError::new(key, error)
    }

    /// A mistake in the data, with its key.
    pub(super) fn explain_data(&self, error: NetworkDataError) -> SpecError {
        let key = match &error {
            NetworkDataError::Misplaced { key, .. } => key,
            NetworkDataError::Table(TableError::MissingColumn { column, .. })
            | NetworkDataError::Columns { error: NetworkError::ColumnTwice(column), .. } => {
                return SpecError::new(self.column_key(column), error);
            }
            NetworkDataError::Table(_) => "file",
            NetworkDataError::Columns { error, .. } => match error {
                NetworkError::NoTargets | NetworkError::WordAmongTargets { .. } => "targets",
                NetworkError::NoFeatures => "features",
                _ => "",
            },
            NetworkDataError::Made(NetworkError::Setting { key, .. }) => key,
            NetworkDataError::Made(_) | NetworkDataError::Source(_) => "",
        };
        SpecError::new(format!("network.data.{key}").trim_end_matches('.'), error)
    }

    /// Where a column is named last.
    fn column_key(&self, column: &str) -> String {
        let DataConfig { features, targets, .. } = &self.data;
        let place = |names: &[String]| names.iter().rposition(|name| name == column);
        match (place(targets), place(features)) {
            (Some(k), _) => format!("network.data.targets.{k}"),
            (None, Some(k)) => format!("network.data.features.{k}"),
            (None, None) => "network.data.file".to_owned(),
        }
    }
}

impl Spec {
    /// Refuses a plane that no training of these runs can give. Of an edit only what making the plane would not say itself:
    /// runs and points are completed step by step meanwhile, and the former plane stays.
    pub(super) fn check_plane_of(
        &self,
        plans: &[RunPlan],
        objective: &Objective,
        is_edit: bool,
    ) -> Result<(), SpecError> {
        let (Some(network), Some(landscape)) = (&self.network, objective.landscape()) else {
            return Ok(());
        };
        let steps: Vec<u64> = match plans {
            // Without runs there are the first weights, where those are asked for.
            [] if network.plane.centre == Centre::Initial => vec![0; landscape.starts.len()],
            _ => plans.iter().map(|plan| plan.settings.steps).collect(),
        };
        match network.plane.check(&steps) {
            Err(PlaneError::NoSuchRun { .. } | PlaneError::PointCount(_)) if is_edit => Ok(()),
            checked => checked.map_err(plane_error),
        }
    }

    /// Makes the plane that the spec asks for from the paths of its runs, given up once `cancel` is set, where it takes
    /// long: then the outcome is an error.
    pub fn plane_until(
        &self,
        landscape: &Landscape,
        paths: &[WeightPath],
        cancel: &AtomicBool,
    ) -> Result<MadePlane, SpecError> {
        let Some(spec) = &self.network else {
            return Err(SpecError::new("network", "only a network is seen through a plane"));
        };
        let network = &landscape.network;
        let points = spec.plane_points(network, &self.origin)?;
        // Without runs there are the first weights, where those are asked for.
        let first = if paths.is_empty() && spec.plane.centre == Centre::Initial {
            one_row_each(&landscape.starts)
        } else {
            Vec::new()
        };
        let paths = if first.is_empty() { paths } else { &first };
        let made = spec.plane.make_until(network, paths, &points, cancel).map_err(plane_error)?;
        checked_domain(made.domain, &made.axes)?;
        Ok(made)
    }
}

/// The plane asked for where it needs no training, else a random one about the first weights.
fn provisional(
    plane: &PlaneConfig,
    network: &Network,
    starts: &[Vec<f64>],
) -> Result<MadePlane, PlaneError> {
    let paths = one_row_each(starts);
    let kind = match plane.kind {
        PlaneKind::Parameters => PlaneKind::Parameters,
        _ => PlaneKind::Random,
    };
    let centre = Centre::Initial;
    let about_start = PlaneConfig { kind, centre, runs: Vec::new(), ..plane.clone() };
    // Weights that are all zero have no size that a direction could be scaled to, and one weight makes no plane.
    about_start.make(network, &paths, &[]).or_else(|error| match error {
        PlaneError::Zero(_) | PlaneError::NoWeights | PlaneError::ParallelAtRandom => {
            let normalisation = Normalisation::Raw;
            PlaneConfig { normalisation, biases: true, ..about_start.clone() }.make(
                network,
                &paths,
                &[],
            )
        }
        other => Err(other),
    })
}

/// The paths of runs that have taken no step yet.
fn one_row_each(starts: &[Vec<f64>]) -> Vec<WeightPath> {
    let path = |start: &Vec<f64>| WeightPath { points: start.clone(), steps: vec![0] };
    starts.iter().map(path).collect()
}

fn checked_domain(domain: Domain, axes: &[String]) -> Result<Domain, SpecError> {
    domain.checked(axes).map_err(|error| SpecError::new("network.plane", error))
}

/// Where relative paths of a network lead from.
pub(super) fn folder(origin: &Origin) -> PathBuf {
    match origin {
        Origin::Ready => PathBuf::new(),
        Origin::Folder(folder) => Path::to_path_buf(folder),
    }
}

fn plane_error(error: PlaneError) -> SpecError {
    let key = match &error {
        PlaneError::NoSuchRun { .. } => "network.plane.runs",
        PlaneError::ParameterNames(_) | PlaneError::SameParameter(_) => "network.plane.parameters",
        PlaneError::Network(NetworkError::UnknownParameter { .. }) => "network.plane.parameters",
        PlaneError::PointCount(_) | PlaneError::Collinear | PlaneError::SamePoint(..) => {
            "network.plane.files"
        }
        PlaneError::NoWeights => "network.plane.normalisation",
        PlaneError::ParallelAtRandom => "network.plane.seed",
        PlaneError::NoPoints
        | PlaneError::NoSuchStep { .. }
        | PlaneError::CentreOfPoints
        | PlaneError::NoCurvature => "network.plane.centre",
        _ => "network.plane",
    };
    SpecError::new(key, error)
}
