//! The data sets by name: Fisher's iris, and small problems made by seed.

use std::f64::consts::PI;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::error::NetworkError;

/// Rows of a data set made by seed at most.
const MOST_ROWS: usize = 10_000_000;

/// A data set by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DataSet {
    /// 150 irises of three species by four measures (Fisher, 1936), shipped as a table.
    Iris,
    /// Made by seed.
    Made(MadeData),
}

/// A data set that is made by seed. All but the regression have the features `x1`, `x2` and the target `label`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeData {
    /// Two interleaved half circles, as `sklearn.datasets.make_moons`.
    Moons,
    /// Two circles of radius 1 and 1/2 about one centre, as `sklearn.datasets.make_circles`.
    Circles,
    /// Two arms of a spiral of one and a half turns (after Lang and Witbrock, 1988).
    Spirals,
    /// The corners of a square, labelled with the exclusive or of their coordinates (Minsky and Papert, 1969).
    Xor,
    /// One period of a sine over `x` from -1 to 1, with the target `y`.
    Regression,
}

impl DataSet {
    /// All data sets.
    pub const ALL: [Self; 6] = [
        Self::Iris,
        Self::Made(MadeData::Moons),
        Self::Made(MadeData::Circles),
        Self::Made(MadeData::Spirals),
        Self::Made(MadeData::Xor),
        Self::Made(MadeData::Regression),
    ];
    const NAMES: [&'static str; 6] = ["iris", "moons", "circles", "spirals", "xor", "regression"];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Iris => Self::NAMES[0],
            Self::Made(made) => Self::NAMES[1 + made as usize],
        }
    }
}

impl TryFrom<String> for DataSet {
    type Error = NetworkError;

    fn try_from(name: String) -> Result<Self, NetworkError> {
        let known = &Self::NAMES;
        Self::ALL.into_iter().find(|set| set.name() == name).ok_or(NetworkError::UnknownName {
            kind: "data set",
            name,
            known,
        })
    }
}

impl From<DataSet> for String {
    fn from(set: DataSet) -> Self {
        set.name().to_owned()
    }
}

impl MadeData {
    /// Rows and noise where nobody says them: 200 points, of XOR its truth table, of the regression 50.
    #[must_use]
    pub fn defaults(self) -> (usize, f64) {
        match self {
            Self::Moons => (200, 0.1),
            Self::Circles => (200, 0.05),
            Self::Spirals => (200, 0.02),
            Self::Xor => (4, 0.0),
            Self::Regression => (50, 0.1),
        }
    }

    /// The names of the two classes.
    fn classes(self) -> &'static [&'static str] {
        match self {
            Self::Moons => &["upper", "lower"],
            Self::Circles => &["outer", "inner"],
            Self::Spirals => &["first arm", "second arm"],
            Self::Xor => &["0", "1"],
            Self::Regression => &[],
        }
    }

    /// Makes so many rows; `noise` is the standard deviation of the normal noise on every feature, of the regression on its
    /// target. The classes take turns, row by row. The same numbers for the same seed on every machine whose `libm` agrees.
    pub fn generate(self, rows: usize, noise: f64, seed: u64) -> Result<Dataset, NetworkError> {
        if !(1..=MOST_ROWS).contains(&rows) {
            let (value, wanted) = (rows as f64, "from 1 to 10000000");
            return Err(NetworkError::Setting { key: "rows", value, wanted });
        }
        if !(noise >= 0.0 && noise.is_finite()) {
            let wanted = "finite and not negative";
            return Err(NetworkError::Setting { key: "noise", value: noise, wanted });
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut noisy = |value: f64| -> f64 {
            let normal: f64 = random.sample(StandardNormal);
            value + noise * normal
        };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        if self == Self::Regression {
            let x = |row| -1.0 + 2.0 * row as f64 / (rows - 1).max(1) as f64;
            let inputs: Vec<f64> = (0..rows).map(x).collect();
            let outputs = inputs.iter().map(|x| noisy((PI * x).sin())).collect();
            return Ok(Dataset {
                feature_names: names(&["x"]),
                features: vec![inputs],
                target_names: names(&["y"]),
                targets: vec![outputs],
                ..Dataset::default()
            });
        }
        let mut features = [Vec::with_capacity(rows), Vec::with_capacity(rows)];
        let mut labels = Vec::with_capacity(rows);
        for row in 0..rows {
            let ([x1, x2], label) = self.point(row, rows);
            features[0].push(noisy(x1));
            features[1].push(noisy(x2));
            labels.push(f64::from(label));
        }
        Ok(Dataset {
            feature_names: names(&["x1", "x2"]),
            features: features.into(),
            target_names: names(&["label"]),
            targets: vec![labels],
            classes: names(self.classes()),
            ..Dataset::default()
        })
    }

    /// Point `row` of `rows` without noise, and its class.
    fn point(self, row: usize, rows: usize) -> ([f64; 2], u8) {
        let (place, class) = (row / 2, (row % 2) as u8);
        // Rows of this class: the first has one more where the count is odd.
        let count = (rows + 1 - row % 2) / 2;
        // The ends included, as moons have them; and without the second end, for closed curves.
        let along = place as f64 / count.saturating_sub(1).max(1) as f64;
        let around = place as f64 / count.max(1) as f64;
        let point = match (self, class) {
            (Self::Moons, 0) => [(PI * along).cos(), (PI * along).sin()],
            (Self::Moons, _) => [1.0 - (PI * along).cos(), 0.5 - (PI * along).sin()],
            (Self::Circles, _) => {
                let (angle, radius) = (2.0 * PI * around, if class == 0 { 1.0 } else { 0.5 });
                [radius * angle.cos(), radius * angle.sin()]
            }
            (Self::Spirals, _) => {
                // The arms begin half a step off the centre, which they would share.
                let radius = (place as f64 + 0.5) / count.max(1) as f64;
                let angle = PI * (3.0 * radius + f64::from(class));
                [radius * angle.cos(), radius * angle.sin()]
            }
            // The classes take turns: (0, 0), (0, 1), (1, 1), (1, 0).
            (Self::Xor | Self::Regression, _) => {
                let corner = [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]];
                corner[row % 4]
            }
        };
        (point, class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(set: MadeData) -> Dataset {
        set.generate(101, 0.0, 0).unwrap()
    }

    fn points(set: MadeData) -> impl Iterator<Item = ([f64; 2], f64)> {
        let data = made(set);
        (0..101).map(move |r| ([data.features[0][r], data.features[1][r]], data.targets[0][r]))
    }

    #[test]
    fn every_point_lies_where_its_shape_has_it() {
        // The angles, up to 4 pi, are rounded to 2e-15, and the spirals' follow from a rounded radius.
        let same = |a: f64, b: f64| assert!((a - b).abs() < 1e-14, "{a} {b}");
        for ([x, y], class) in points(MadeData::Circles) {
            same(x.hypot(y), if class == 0.0 { 1.0 } else { 0.5 });
        }
        for ([x, y], class) in points(MadeData::Moons) {
            let [from_x, from_y] = if class == 0.0 { [x, y] } else { [1.0 - x, 0.5 - y] };
            same(from_x.hypot(from_y), 1.0);
            assert!(from_y >= 0.0);
        }
        for ([x, y], class) in points(MadeData::Spirals) {
            let radius = x.hypot(y);
            let angle = PI * (3.0 * radius + class);
            same(x, radius * angle.cos());
            same(y, radius * angle.sin());
        }
        for ([x, y], class) in points(MadeData::Xor) {
            same(class, f64::from(u8::from(x != y)));
        }
        let sine = made(MadeData::Regression);
        assert_eq!((sine.features[0][0], sine.features[0][100]), (-1.0, 1.0));
        assert!(sine.features[0].iter().zip(&sine.targets[0]).all(|(x, y)| (PI * x).sin() == *y));
    }

    #[test]
    fn the_truth_table_of_xor_is_the_default() {
        let (rows, noise) = MadeData::Xor.defaults();
        let table = MadeData::Xor.generate(rows, noise, 5).unwrap();
        assert_eq!(table.features, [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 1.0, 0.0]]);
        assert_eq!(table.targets, [[0.0, 1.0, 0.0, 1.0]]);
    }

    #[test]
    fn a_seed_decides_the_noise_and_noise_has_its_deviation() {
        let make = |seed| MadeData::Moons.generate(4000, 0.3, seed).unwrap();
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        let (noisy, clean) = (make(1), MadeData::Moons.generate(4000, 0.0, 1).unwrap());
        for (noisy, clean) in noisy.features.iter().zip(&clean.features) {
            let squares = noisy.iter().zip(clean).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
            // The mean of n squares of normal numbers has the relative error sqrt(2 / n): four of them.
            let error = 4.0 * (2.0_f64 / 4000.0).sqrt() * 0.09;
            assert!((squares / 4000.0 - 0.09).abs() < error, "{squares}");
        }
    }

    #[test]
    fn names_read_back_and_wrong_numbers_are_refused() {
        for set in DataSet::ALL {
            assert_eq!(DataSet::try_from(set.name().to_owned()), Ok(set));
        }
        let error = DataSet::try_from("moon".to_owned()).unwrap_err().to_string();
        assert_eq!(error, "unknown data set `moon`; did you mean `moons`?");
        let error = MadeData::Moons.generate(0, 0.1, 0).unwrap_err().to_string();
        assert_eq!(error, "`rows` is 0; it must be from 1 to 10000000");
        assert!(MadeData::Xor.generate(4, -0.1, 0).is_err());
    }
}
