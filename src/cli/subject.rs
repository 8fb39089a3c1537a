//! What runs minimise, as their numbers name it: of a network all weights, which the plane's two axes stand for elsewhere.

use crate::objective::Objective;
use crate::objective::network::Network;
use crate::optim::RunSettings;
use crate::spec::{NetworkSpec, Spec, label};

/// The names of the parameters that runs move, and of the points that they start from.
pub(super) struct Subject<'a> {
    objective: &'a Objective,
    /// The network, if it is one.
    pub(super) network: Option<&'a Network>,
    /// What each first weights of a network are called; every optimizer runs from each.
    starts: Vec<String>,
}

impl<'a> Subject<'a> {
    /// What the runs of this spec minimise.
    pub(super) fn of(spec: &Spec, objective: &'a Objective) -> Self {
        Self {
            objective,
            network: objective.landscape().map(|landscape| &landscape.network),
            starts: spec.network.as_ref().map_or_else(Vec::new, NetworkSpec::start_names),
        }
    }

    /// The objective's name.
    pub(super) fn name(&self) -> &str {
        &self.objective.name
    }

    /// One name for each number of a point.
    pub(super) fn parameters(&self) -> Vec<String> {
        self.network.map_or_else(|| self.objective.parameters.clone(), Network::parameter_names)
    }

    /// Where run `index` starts: its point, or of a network its seed or file.
    pub(super) fn start(&self, index: usize, settings: &RunSettings) -> String {
        match self.starts.len() {
            0 => settings.start.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            count => self.starts[index % count].clone(),
        }
    }

    /// What run `index` is called.
    pub(super) fn run_name(&self, index: usize, settings: &RunSettings) -> String {
        let RunSettings { optimizer, schedule, .. } = settings;
        format!("{} from {}", label(optimizer, schedule.as_ref()), self.start(index, settings))
    }

    /// Tells the share of rows whose class the network finds at a point, where there are classes.
    pub(super) fn judge(&self) -> impl FnMut(&[f64]) -> Option<f64> + use<'a> {
        let mut network = self.network.map(|network| (network, network.scratch()));
        move |point| {
            network.as_mut().and_then(|(network, scratch)| network.accuracy(point, scratch))
        }
    }
}
