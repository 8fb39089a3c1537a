//! New data and weights for a network that is there: what of it follows from them.

use std::path::Path;

use super::network::folder;
use super::{NetworkSpec, Origin, Spec, SpecError};
use crate::io::{CsvColumn, csv_columns, network_data};
use crate::objective::network::{DataConfig, Dataset, NetworkLoss};

/// Whole numbers are class labels where there are at most so many.
const MOST_CLASSES: f64 = 100.0;

impl NetworkSpec {
    /// The units that the last layer needs for this data: one for each class, or else for each target column.
    pub fn fitting_units(&self, data: &Dataset) -> usize {
        match self.loss {
            NetworkLoss::CrossEntropy => classes_of(data).unwrap_or(1),
            NetworkLoss::BinaryCrossEntropy | NetworkLoss::MeanSquared => data.targets.len(),
        }
    }

    /// Makes loss and last layer fit other data: cross-entropy where its target is a class, and mean squares where it is a
    /// number; a binary cross-entropy stays where it can.
    pub fn follow_data(&mut self, origin: &Origin) -> Result<(), SpecError> {
        let data = network_data(&self.data, &folder(origin));
        let data = data.map_err(|error| self.explain_data(error))?;
        let is_probability = |target: &f64| (0.0..=1.0).contains(target);
        let stays = self.loss == NetworkLoss::BinaryCrossEntropy
            && data.targets.iter().flatten().all(is_probability);
        if !stays {
            self.loss = match classes_of(&data) {
                Some(_) => NetworkLoss::CrossEntropy,
                None => NetworkLoss::MeanSquared,
            };
        }
        let units = self.fitting_units(&data);
        if let Some(last) = self.layers.last_mut() {
            last.units = units;
        }
        Ok(())
    }

    /// The columns of the CSV file that is learned.
    pub fn file_columns(&self, origin: &Origin) -> Result<Vec<CsvColumn>, SpecError> {
        let file = self.data.file.clone().unwrap_or_default();
        let columns = csv_columns(&folder(origin).join(file));
        columns.map_err(|error| SpecError::new("network.data.file", error))
    }

    /// Learns a CSV file: its last column from all others that are numbers.
    pub fn learn_file(&mut self, path: &Path, origin: &Origin) -> Result<(), SpecError> {
        self.data = DataConfig {
            file: Some(path.to_path_buf()),
            standardise: self.data.standardise,
            ..DataConfig::default()
        };
        let columns = self.file_columns(origin)?;
        let Some((target, others)) = columns.split_last() else {
            return Err(SpecError::new(
                "network.data.file",
                "a network needs columns to learn from",
            ));
        };
        let numbers = || others.iter().filter(|column| column.is_numeric);
        if numbers().next().is_none() {
            let message = format!(
                "{} has no column of numbers before its last one, `{}`, from which a network could learn that",
                path.display(),
                target.name
            );
            return Err(SpecError::new("network.data.file", message));
        }
        let has_words = numbers().count() < others.len();
        let named = || numbers().map(|column| column.name.clone()).collect();
        self.data.features = if has_words { named() } else { Vec::new() };
        self.data.targets = vec![target.name.clone()];
        self.follow_data(origin)
    }
}

impl Spec {
    /// The spec whose network begins with the weights of this file.
    pub fn with_weights(&self, path: &Path) -> Result<Self, SpecError> {
        let Some(mut network) = self.network.clone() else {
            let message =
                "weights belong to a network: choose Network under Loss, and drop them again";
            return Err(SpecError::new("network.weights", message));
        };
        network.weights = Some(std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()));
        let spec = Self { network: Some(network), ..self.clone() };
        spec.objective()?;
        Ok(spec)
    }
}

/// How many classes the target tells apart; `None` where it is a number.
fn classes_of(data: &Dataset) -> Option<usize> {
    let [target] = data.targets.as_slice() else { return None };
    let highest = target.iter().copied().fold(0.0, f64::max);
    let is_label = |value: &f64| *value >= 0.0 && value.fract() == 0.0 && *value < MOST_CLASSES;
    let are_labels = !data.classes.is_empty() || target.iter().all(is_label);
    are_labels.then(|| data.classes.len().max(highest as usize + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::network::{DataSet, LayerConfig, MadeData, NetworkConfig};

    fn net() -> NetworkSpec {
        let NetworkConfig { layers, loss, init, .. } = NetworkConfig::two_layer(4, 3);
        let data = DataConfig { set: Some(DataSet::Iris), ..DataConfig::default() };
        NetworkSpec { layers, loss, init, data, ..NetworkSpec::default() }
    }

    fn last(network: &NetworkSpec) -> (usize, NetworkLoss) {
        (network.layers.last().map_or(0, |layer: &LayerConfig| layer.units), network.loss)
    }

    #[test]
    fn loss_and_last_layer_follow_the_data() {
        let mut network = net();
        for (set, wanted) in [
            (DataSet::Made(MadeData::Moons), (2, NetworkLoss::CrossEntropy)),
            (DataSet::Made(MadeData::Regression), (1, NetworkLoss::MeanSquared)),
            (DataSet::Iris, (3, NetworkLoss::CrossEntropy)),
        ] {
            network.data = DataConfig { set: Some(set), ..DataConfig::default() };
            network.follow_data(&Origin::default()).unwrap();
            assert_eq!(last(&network), wanted, "{set:?}");
        }
        network.loss = NetworkLoss::BinaryCrossEntropy;
        network.data.set = Some(DataSet::Made(MadeData::Xor));
        network.follow_data(&Origin::default()).unwrap();
        assert_eq!(last(&network), (1, NetworkLoss::BinaryCrossEntropy), "0 and 1 suit it");
        network.data.set = Some(DataSet::Iris);
        network.follow_data(&Origin::default()).unwrap();
        assert_eq!(last(&network), (3, NetworkLoss::CrossEntropy), "a label of 2 does not");
    }

    #[test]
    fn a_file_is_learned_to_its_last_column() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let spec = Spec { network: Some(net()), ..Spec::default() };
        let learned = |path: &Path| spec.with_data(path).map(|spec| spec.network.unwrap());
        let words = learned(&file("a.csv", "id,x,z,kind\na,1,2,yes\nb,3,4,no\n")).unwrap();
        assert_eq!(words.data.features, ["x", "z"], "a column of words is no feature");
        assert_eq!((words.data.targets[0].as_str(), last(&words).0), ("kind", 2));
        let numbers = learned(&file("b.csv", "x,y\n1,0.5\n2,1.5\n")).unwrap();
        assert_eq!(
            (last(&numbers), numbers.data.features.len()),
            ((1, NetworkLoss::MeanSquared), 0)
        );
        let refused = learned(&file("c.csv", "who,kind\na,yes\nb,no\n")).unwrap_err();
        assert!(refused.message.contains("no column of numbers before its last one, `kind`"));
        let gaps = learned(&file("d.csv", "x,y\n1,0.5\n,1.5\n")).unwrap_err();
        assert_eq!(gaps.key, "network.data.file", "{}", gaps.message);
    }

    #[test]
    fn weights_need_a_network_and_its_shapes() {
        let missing = Path::new("/no such/file.npz");
        let alone = Spec::default().with_weights(missing).unwrap_err();
        assert!(alone.message.contains("choose Network under Loss"));
        let spec = Spec { network: Some(net()), ..Spec::default() };
        assert_eq!(spec.with_weights(missing).unwrap_err().key, "network.weights");
    }
}
