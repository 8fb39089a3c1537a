//! Which levels are traced: given one by one, or spread over the range of the field.

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::objective::Survey;

/// What the levels are values of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContourOf {
    /// The loss itself.
    #[default]
    Loss,
    /// Its square root: for a mean square error, the root mean square.
    Sqrt,
}

impl ContourOf {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Loss, Self::Sqrt];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Sqrt => "sqrt",
        }
    }

    /// The value at a loss; the root of a negative loss is not a number.
    pub fn value(self, loss: f64) -> f64 {
        match self {
            Self::Loss => loss,
            Self::Sqrt => loss.sqrt(),
        }
    }

    /// The loss at a value.
    pub fn loss(self, value: f64) -> f64 {
        match self {
            Self::Loss => value,
            Self::Sqrt => value * value,
        }
    }

    /// What the value is called where the loss is called `loss`.
    pub fn title(self, loss: &str) -> String {
        match self {
            Self::Loss => loss.to_owned(),
            Self::Sqrt => format!("√{loss}"),
        }
    }
}

/// How levels are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelScale {
    /// In equal steps.
    #[default]
    Linear,
    /// In equal factors.
    Log,
    /// So that equal shares of the field lie between them.
    Quantile,
}

impl LevelScale {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linear, Self::Log, Self::Quantile];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
            Self::Quantile => "quantile",
        }
    }
}

/// Levels spread over an interval. An end that is given is a level; one that is left to the field is not, since a field
/// has no line at its own least and largest value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LevelSpread {
    /// How they are spread.
    pub scale: LevelScale,
    /// The first level; a share of the field, 0 to 1, for quantiles.
    pub from: Option<f64>,
    /// The last level.
    pub to: Option<f64>,
    /// Number of levels.
    pub count: u32,
}

impl Default for LevelSpread {
    fn default() -> Self {
        Self { scale: LevelScale::Linear, from: None, to: None, count: 10 }
    }
}

/// The levels that are asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Levels {
    /// These.
    Given(Vec<f64>),
    /// Spread over an interval.
    Spread(LevelSpread),
}

impl Default for Levels {
    fn default() -> Self {
        Self::Spread(LevelSpread::default())
    }
}

impl<'de> Deserialize<'de> for Levels {
    /// A list or a table; each keeps its own messages, which an untagged enum would swallow.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrTable;
        impl<'de> Visitor<'de> for ListOrTable {
            type Value = Levels;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of numbers, or a table such as { scale = \"log\", from = 1, to = 100, count = 10 }")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Levels, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Levels::Given)
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Levels, A::Error> {
                LevelSpread::deserialize(MapAccessDeserializer::new(table)).map(Levels::Spread)
            }
        }
        deserializer.deserialize_any(ListOrTable)
    }
}

/// Logarithmic levels without a given end span at most this factor: below lies only the neighbourhood of a minimum.
const LOG_SPAN: f64 = 1e4;

impl Levels {
    /// The levels for a field of which the survey knows the values, ascending, each once.
    pub fn values(&self, survey: &Survey) -> Vec<f64> {
        let mut values = match self {
            Self::Given(values) => values.clone(),
            Self::Spread(spread) => spread.values(survey),
        };
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }
}

impl LevelSpread {
    fn values(&self, survey: &Survey) -> Vec<f64> {
        let (Some(min), Some(max)) = (survey.min(), survey.max()) else { return Vec::new() };
        let between = |low: f64, high: f64, at: fn(f64, f64, f64) -> f64| {
            if low >= high {
                return vec![self.from.or(self.to).unwrap_or(low)];
            }
            self.shares().map(|share| at(low, high, share)).collect()
        };
        match self.scale {
            LevelScale::Linear => between(self.from.unwrap_or(min), self.to.unwrap_or(max), linear),
            LevelScale::Log => {
                let high = self.to.unwrap_or(max);
                let lowest = || Some(survey.least_above(0.0)?.max(high / LOG_SPAN));
                match self.from.or_else(lowest) {
                    Some(low) if high > 0.0 => between(low, high, logarithmic),
                    _ => Vec::new(),
                }
            }
            LevelScale::Quantile => {
                let shares = between(self.from.unwrap_or(0.0), self.to.unwrap_or(1.0), linear);
                shares.into_iter().filter_map(|share| survey.quantile(share)).collect()
            }
        }
    }

    /// Places between the two ends, 0 to 1.
    fn shares(&self) -> impl Iterator<Item = f64> {
        let before = f64::from(u8::from(self.from.is_none()));
        let after = f64::from(u8::from(self.to.is_none()));
        let steps = (f64::from(self.count) - 1.0 + before + after).max(1.0);
        (0..self.count).map(move |k| (f64::from(k) + before) / steps)
    }
}

fn linear(low: f64, high: f64, share: f64) -> f64 {
    if share == 1.0 { high } else { short(low + share * (high - low)) }
}

fn logarithmic(low: f64, high: f64, share: f64) -> f64 {
    if share == 1.0 { high } else { short(low * (high / low).powf(share)) }
}

/// Rounded to 15 digits, so that a level that should be 0.3 or 10 is.
fn short(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

/// How the levels are written: in the fewest digits that tell neighbours apart.
pub fn level_texts(values: &[f64]) -> Vec<String> {
    /// A text may be off by this share of the way to the next level.
    const ROUNDED: f64 = 0.1;
    const MOST_DIGITS: usize = 15;
    let gaps = |k: usize| {
        let below = k.checked_sub(1).map(|before| values[k] - values[before]);
        let above = values.get(k + 1).map(|next| next - values[k]);
        below.into_iter().chain(above).fold(f64::INFINITY, f64::min)
    };
    let tells_apart = |digits: usize| {
        (0..values.len()).all(|k| {
            let allowed = gaps(k).min(values[k].abs()) * ROUNDED;
            (rounded(values[k], digits) - values[k]).abs() <= allowed
        })
    };
    let digits = (2..MOST_DIGITS).find(|digits| tells_apart(*digits)).unwrap_or(MOST_DIGITS);
    values.iter().map(|value| super::super::ticks::number_to(*value, digits)).collect()
}

/// The value in so many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0, 1, ... 100.
    fn survey() -> Survey {
        Survey::of_losses(&(0..=100).map(f64::from).collect::<Vec<_>>())
    }

    fn spread(scale: LevelScale, from: Option<f64>, to: Option<f64>, count: u32) -> Vec<f64> {
        Levels::Spread(LevelSpread { scale, from, to, count }).values(&survey())
    }

    #[test]
    fn given_ends_are_levels_and_those_of_the_field_are_not() {
        let linear = |from, to, count| spread(LevelScale::Linear, from, to, count);
        assert_eq!(linear(Some(10.0), Some(30.0), 3), [10.0, 20.0, 30.0]);
        assert_eq!(linear(None, None, 4), [20.0, 40.0, 60.0, 80.0]);
        assert_eq!(linear(Some(50.0), None, 5), [50.0, 60.0, 70.0, 80.0, 90.0]);
        assert_eq!(linear(None, Some(50.0), 5), [10.0, 20.0, 30.0, 40.0, 50.0]);
        assert_eq!(linear(Some(0.0), Some(0.9), 4), [0.0, 0.3, 0.6, 0.9], "no 0.30000000000000004");
        assert_eq!(linear(Some(7.0), Some(9.0), 1), [7.0]);
        // Beyond the field there is nothing to spread over.
        assert_eq!(linear(Some(200.0), None, 5), [200.0]);
    }

    #[test]
    fn logarithmic_levels_have_equal_factors() {
        let log = |from, to, count| spread(LevelScale::Log, from, to, count);
        assert_eq!(log(Some(1.0), Some(1000.0), 4), [1.0, 10.0, 100.0, 1000.0]);
        let ten = log(Some(1.0), Some(100.0), 10);
        assert_eq!((ten.len(), ten[0], ten[9]), (10, 1.0, 100.0));
        for pair in ten.windows(2) {
            // Rounded to 15 digits each.
            assert!((pair[1] / pair[0] / 100f64.powf(1.0 / 9.0) - 1.0).abs() < 1e-13);
        }
        // The field's 0 has no logarithm: the least value above it takes its place.
        let own = log(None, None, 1);
        assert!((own[0] - 10.0).abs() < 1e-12, "{own:?}");
        let negative = Survey::of_losses(&[-2.0, -1.0]);
        let levels = Levels::Spread(LevelSpread { scale: LevelScale::Log, ..Default::default() });
        assert!(levels.values(&negative).is_empty());
    }

    #[test]
    fn quantiles_are_shares_of_the_field() {
        assert_eq!(spread(LevelScale::Quantile, None, None, 3), [25.0, 50.0, 75.0]);
        assert_eq!(spread(LevelScale::Quantile, Some(0.1), Some(0.9), 3), [10.0, 50.0, 90.0]);
    }

    #[test]
    fn given_levels_are_sorted_and_stand_once() {
        assert_eq!(Levels::Given(vec![3.0, 1.0, 3.0]).values(&survey()), [1.0, 3.0]);
    }

    #[test]
    fn texts_have_the_fewest_digits_that_tell_levels_apart() {
        let texts = level_texts(&spread(LevelScale::Log, Some(1.0), Some(100.0), 10));
        assert_eq!(texts, ["1", "1.7", "2.8", "4.6", "7.7", "13", "22", "36", "60", "100"]);
        assert_eq!(level_texts(&[10.0, 12.5, 15.0]), ["10", "12.5", "15"]);
        assert_eq!(level_texts(&[1000.1, 1000.2]), ["1000.1", "1000.2"]);
        assert_eq!(level_texts(&[-0.5, 0.0, 2e6]), ["−0.5", "0", "2×10⁶"]);
        assert_eq!(level_texts(&[1.0 / 3.0]), ["0.33"]);
    }

    #[test]
    fn a_list_and_a_table_are_read_and_written() {
        #[derive(Serialize, Deserialize)]
        struct File {
            levels: Levels,
        }
        let read = |text: &str| toml::from_str::<File>(text).map(|file| file.levels);
        assert_eq!(read("levels = [1, 2.5]").unwrap(), Levels::Given(vec![1.0, 2.5]));
        let table = read("levels = { scale = 'log', from = 1, count = 3 }").unwrap();
        let spread = LevelSpread { scale: LevelScale::Log, from: Some(1.0), to: None, count: 3 };
        assert_eq!(table, Levels::Spread(spread));
        let text = toml::to_string(&File { levels: table.clone() }).unwrap();
        assert_eq!(read(&text).unwrap(), table);
        assert!(read("levels = { steps = 3 }").unwrap_err().message().contains("unknown field"));
        assert!(read("levels = 'many'").unwrap_err().message().contains("a list of numbers"));
    }
}
