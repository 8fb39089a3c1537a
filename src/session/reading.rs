//! How the outputs of a network become the shades of its regions, and the fields whose zeros bound them.

use crate::objective::Interval;
use crate::objective::network::{Dataset, Network, NetworkLoss};
use crate::scene::Shade;

/// Log-odds at which a place is shaded at three quarters: the odds 50 to 1.
const SURE: f64 = 4.0;

/// How outputs become shades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    /// The likeliest of so many classes.
    Likeliest(usize),
    /// The side of 1/2 on which the first of so many outputs lies.
    Sides(usize),
    /// The first of so many values, between the ends of the targets.
    Values(usize, Interval),
}

impl Reading {
    /// How the outputs of a network are read.
    pub(super) fn of(network: &Network, data: &Dataset) -> Self {
        let outputs = network.layout().outputs();
        match network.config().loss {
            NetworkLoss::CrossEntropy => Self::Likeliest(outputs),
            NetworkLoss::BinaryCrossEntropy => Self::Sides(outputs),
            NetworkLoss::MeanSquared => {
                let targets = || data.targets[0].iter().copied();
                let (low, high) =
                    (targets().fold(f64::INFINITY, f64::min), targets().fold(f64::MIN, f64::max));
                let high = if high > low { high } else { low + 1.0 };
                Self::Values(outputs, Interval::new(low, high))
            }
        }
    }

    /// How many outputs there are.
    pub(super) fn outputs(self) -> usize {
        match self {
            Self::Likeliest(count) | Self::Sides(count) | Self::Values(count, _) => count,
        }
    }

    /// The shade of a row of the data.
    pub(super) fn target(self, target: f64) -> Shade {
        match self {
            Self::Likeliest(_) => Shade { class: target as u16, strength: 1.0 },
            Self::Sides(_) => Shade { class: u16::from(target > 0.5), strength: 1.0 },
            Self::Values(..) => self.shade(&[target]),
        }
    }

    /// The shade of a place from the outputs there.
    pub(super) fn shade(self, outputs: &[f64]) -> Shade {
        match self {
            Self::Likeliest(_) => {
                let best = likeliest(outputs);
                Shade { class: best as u16, strength: strength(lead(outputs, best)) }
            }
            Self::Sides(_) => {
                let odds = log_odds(outputs[0]);
                Shade { class: u16::from(odds > 0.0), strength: strength(odds) }
            }
            Self::Values(_, ends) => {
                let share = (outputs[0] - ends.min) / ends.length();
                Shade { class: 0, strength: share.clamp(0.0, 1.0) as f32 }
            }
        }
    }

    /// The fields whose zeros are the boundaries: of two classes one, of more one for each.
    pub(super) fn fields(self, outputs: &[f64]) -> Vec<Vec<f64>> {
        let rows = || outputs.chunks_exact(self.outputs());
        match self {
            Self::Likeliest(2) => vec![rows().map(|p| lead(p, 1)).collect()],
            Self::Likeliest(count) => {
                (0..count).map(|class| rows().map(|p| lead(p, class)).collect()).collect()
            }
            Self::Sides(_) => vec![rows().map(|p| log_odds(p[0])).collect()],
            Self::Values(..) => Vec::new(),
        }
    }
}

/// The likeliest class; of equals the first, as the accuracy counts them.
fn likeliest(probabilities: &[f64]) -> usize {
    let classes = (0..probabilities.len()).rev();
    classes.max_by(|i, j| probabilities[*i].total_cmp(&probabilities[*j])).unwrap_or(0)
}

/// By how much the logarithm of a class's probability is larger than that of the likeliest other one. Probabilities would
/// leap from one sample to the next, where their logarithms still rise evenly: so lines between samples are smooth.
fn lead(probabilities: &[f64], class: usize) -> f64 {
    let others = probabilities.iter().enumerate().filter(|(other, _)| *other != class);
    let best = others.map(|(_, p)| *p).fold(0.0, f64::max);
    logarithm(probabilities[class]) - logarithm(best)
}

/// The logarithm of the odds of a probability.
fn log_odds(probability: f64) -> f64 {
    logarithm(probability) - logarithm(1.0 - probability)
}

/// The logarithm, with an end for what is too small for a number.
fn logarithm(probability: f64) -> f64 {
    probability.max(1e-300).ln()
}

fn strength(log_odds: f64) -> f32 {
    (log_odds.abs() / SURE).tanh() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shade_is_the_likeliest_class_and_neutral_between_two() {
        let reading = Reading::Likeliest(3);
        assert_eq!(reading.shade(&[0.2, 0.3, 0.5]).class, 2);
        assert_eq!(reading.shade(&[0.4, 0.2, 0.4]), Shade { class: 0, strength: 0.0 });
        let sure = [1e-9, 1.0 - 2e-9, 1e-9];
        assert!(reading.shade(&sure).strength > 0.99);
        let sides = Reading::Sides(1);
        assert_eq!(sides.shade(&[0.5]), Shade { class: 0, strength: 0.0 });
        assert_eq!(sides.shade(&[0.9]).class, 1);
        // What a float can no longer tell from certainty is sure, and a number.
        assert_eq!(sides.shade(&[1.0]).strength, 1.0);
        assert_eq!(sides.shade(&[0.0]).strength, 1.0);
    }

    #[test]
    fn values_are_shares_of_the_range_of_the_targets() {
        let reading = Reading::Values(2, Interval::new(-1.0, 3.0));
        assert_eq!(reading.shade(&[0.0, 9.0]).strength, 0.25);
        assert_eq!(
            [reading.shade(&[-5.0, 0.0]), reading.target(3.0)].map(|s| s.strength),
            [0.0, 1.0]
        );
        assert!(reading.fields(&[0.0, 1.0]).is_empty());
    }

    #[test]
    fn a_field_changes_its_sign_where_the_class_changes() {
        let outputs = [0.6, 0.3, 0.1, 0.2, 0.3, 0.5];
        let fields = Reading::Likeliest(3).fields(&outputs);
        let signs: Vec<Vec<bool>> =
            fields.iter().map(|field| field.iter().map(|v| *v > 0.0).collect()).collect();
        assert_eq!(signs, [[true, false], [false, false], [false, true]]);
        let [field] = &Reading::Likeliest(2).fields(&[0.9, 0.1, 0.2, 0.8])[..] else { panic!() };
        assert!((field[0] - (1.0_f64 / 9.0).ln()).abs() < 1e-15 && field[1] > 0.0);
        let [field] = &Reading::Sides(2).fields(&[0.25, 0.9, 0.75, 0.1])[..] else { panic!() };
        assert!((field[0] + field[1]).abs() < 1e-15 && field[1] > 0.0, "{field:?}");
    }
}
