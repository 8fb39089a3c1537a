//! What a network learns from: named feature and target columns.

use super::error::NetworkError;
use crate::objective::Data;

/// Features and targets, all columns equally long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    /// One name per feature.
    pub feature_names: Vec<String>,
    /// `features[c][r]` is row `r` of feature `c`.
    pub features: Vec<Vec<f64>>,
    /// One name per target.
    pub target_names: Vec<String>,
    /// `targets[c][r]` is row `r` of target `c`; a class label is a whole number from 0.
    pub targets: Vec<Vec<f64>>,
    /// The names of the classes that the labels stand for; empty where they have none.
    pub classes: Vec<String>,
    /// How each feature was shifted and scaled; empty where none was.
    pub scales: Vec<Scale>,
}

/// The scale of a standardised feature: its values are (x - mean) / deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The mean of the values as they were.
    pub mean: f64,
    /// Their standard deviation, of the rows as a whole (divided by their number); 1 where all are equal.
    pub deviation: f64,
}

impl Scale {
    fn of(values: &[f64]) -> Self {
        let count = values.len().max(1) as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        let deviation = variance.sqrt();
        // Equal values can differ from their own mean by its rounding.
        let is_flat = deviation <= 4.0 * f64::EPSILON * mean.abs();
        Self { mean, deviation: if is_flat { 1.0 } else { deviation } }
    }

    /// The standardised value.
    #[must_use]
    pub fn apply(&self, value: f64) -> f64 {
        (value - self.mean) / self.deviation
    }

    /// The value as it was before.
    #[must_use]
    pub fn undo(&self, value: f64) -> f64 {
        self.mean + self.deviation * value
    }
}

impl Dataset {
    /// Takes feature and target columns out of named columns; without features, all columns that are no targets.
    pub fn from_data(
        data: &Data,
        features: &[String],
        targets: &[String],
    ) -> Result<Self, NetworkError> {
        let others = || data.names.iter().filter(|name| !targets.contains(name));
        let features: Vec<String> =
            if features.is_empty() { others().cloned().collect() } else { features.to_vec() };
        let named: Vec<&String> = features.iter().chain(targets).collect();
        if let Some((_, twice)) =
            named.iter().enumerate().find(|(place, name)| named[..*place].contains(name))
        {
            return Err(NetworkError::ColumnTwice((*twice).clone()));
        }
        let column = |name: &String| {
            data.column(name).map(<[f64]>::to_vec).ok_or_else(|| NetworkError::MissingColumn {
                column: name.clone(),
                columns: data.names.clone(),
            })
        };
        let set = Self {
            features: features.iter().map(column).collect::<Result<_, _>>()?,
            feature_names: features,
            targets: targets.iter().map(column).collect::<Result<_, _>>()?,
            target_names: targets.to_vec(),
            ..Self::default()
        };
        set.check()?;
        Ok(set)
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.features.first().map_or(0, Vec::len)
    }

    /// The same with every feature shifted to mean 0 and scaled to standard deviation 1; one of equal values is only
    /// shifted. Targets stay as they are.
    #[must_use]
    pub fn standardised(mut self) -> Self {
        self.scales = self.features.iter().map(|column| Scale::of(column)).collect();
        for (column, scale) in self.features.iter_mut().zip(&self.scales) {
            column.iter_mut().for_each(|value| *value = scale.apply(*value));
        }
        self
    }

    /// A value of feature `c` in the units that the data came in, from the scale that the network sees.
    #[must_use]
    pub fn original(&self, c: usize, value: f64) -> f64 {
        self.scales.get(c).map_or(value, |scale| scale.undo(value))
    }

    /// A value of feature `c` on the scale that the network sees, from the units that the data came in.
    #[must_use]
    pub fn scaled(&self, c: usize, value: f64) -> f64 {
        self.scales.get(c).map_or(value, |scale| scale.apply(value))
    }

    /// Refuses data that no network can learn from.
    pub(super) fn check(&self) -> Result<(), NetworkError> {
        if self.features.is_empty() {
            return Err(NetworkError::NoFeatures);
        }
        if self.targets.is_empty() {
            return Err(NetworkError::NoTargets);
        }
        let rows = self.rows();
        let names = self.feature_names.iter().chain(&self.target_names);
        let columns = self.features.iter().chain(&self.targets);
        let counts = (self.feature_names.len(), self.target_names.len());
        if counts != (self.features.len(), self.targets.len())
            || columns.clone().any(|column| column.len() != rows)
        {
            return Err(NetworkError::Ragged);
        }
        if rows == 0 {
            return Err(NetworkError::NoRows);
        }
        for (name, column) in names.zip(columns) {
            if let Some(row) = column.iter().position(|value| !value.is_finite()) {
                let (row, column, value) = (row + 1, name.clone(), column[row]);
                return Err(NetworkError::NotFinite { row, column, value });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn data() -> Data {
        Data {
            names: names(&["a", "b", "kind"]),
            columns: vec![vec![1.0, 2.0, 6.0], vec![0.1; 3], vec![0.0, 1.0, 1.0]],
        }
    }

    #[test]
    fn features_default_to_all_columns_that_are_no_targets() {
        let set = Dataset::from_data(&data(), &[], &names(&["kind"])).unwrap();
        assert_eq!(set.feature_names, ["a", "b"]);
        assert_eq!(set.targets, [[0.0, 1.0, 1.0]]);
        let set = Dataset::from_data(&data(), &names(&["b"]), &names(&["kind"])).unwrap();
        assert_eq!(set.features, [[0.1; 3]]);
    }

    #[test]
    fn wrong_columns_are_named() {
        let error = |features: &[&str], targets: &[&str]| {
            Dataset::from_data(&data(), &names(features), &names(targets)).unwrap_err().to_string()
        };
        assert_eq!(error(&["a"], &["kin"]), "the data has no column `kin`; did you mean `kind`?");
        assert!(error(&["a", "a"], &["kind"]).contains("`a` is named twice"));
        assert!(error(&["kind"], &["kind"]).contains("`kind` is named twice"));
        assert!(error(&["a"], &[]).contains("at least one target"));
    }

    #[test]
    fn standardised_features_have_mean_0_and_deviation_1_and_flat_ones_mean_0() {
        let set = Dataset::from_data(&data(), &[], &names(&["kind"])).unwrap().standardised();
        assert_eq!(set.scales[0], Scale { mean: 3.0, deviation: (14.0_f64 / 3.0).sqrt() });
        let [a, b] = [&set.features[0], &set.features[1]];
        // Three roundings of numbers of order 1.
        assert!(a.iter().sum::<f64>().abs() < 1e-15);
        assert!((a.iter().map(|x| x * x).sum::<f64>() - 3.0).abs() < 1e-14);
        assert!(b.iter().all(|x| x.abs() < 1e-15), "{b:?}");
        assert_eq!(set.scales[1].deviation, 1.0);
    }

    #[test]
    fn the_units_of_the_data_are_found_again() {
        let set = Dataset::from_data(&data(), &[], &names(&["kind"])).unwrap();
        assert_eq!((set.original(0, 6.0), set.scaled(0, 6.0)), (6.0, 6.0));
        let scaled = set.clone().standardised();
        for (row, value) in set.features[0].iter().enumerate() {
            // Four roundings of numbers of order 10.
            assert!((scaled.original(0, scaled.features[0][row]) - value).abs() < 1e-14);
            assert_eq!(scaled.scaled(0, *value), scaled.features[0][row]);
        }
    }
}
