//! Runs for an objective that nobody has chosen runs for: rates from its slope and curvature where the runs start.

use super::RunSpec;
use crate::objective::{Curvature, Domain, Interval, Objective};
use crate::optim::Optimizer;

/// Share of the domain's diagonal that the first plain gradient step covers at most.
const FIRST_STEP: f64 = 0.02;
/// Share of the domain's diagonal that an Adam step covers.
const ADAM_STEP: f64 = 0.01;

/// The point at about 20 % of x and 80 % of y, in few digits.
pub(super) fn corner(domain: Domain) -> [f64; 2] {
    let at = |interval: Interval, share: f64| {
        let digit = 10f64.powf((interval.length() / 1000.0).log10().ceil());
        let place = interval.min + share * interval.length();
        // Multiplied or divided by a whole power of ten, so that the digits stay few.
        if digit < 1.0 {
            let scale = digit.recip().round();
            (place * scale).round() / scale
        } else {
            (place / digit).round() * digit
        }
    };
    [at(domain.x, 0.2), at(domain.y, 0.8)]
}

/// The objective's own starts; without any, a corner of its domain.
pub(super) fn starts(objective: &Objective) -> Vec<[f64; 2]> {
    vec![objective.starts.first().copied().unwrap_or_else(|| corner(objective.domain))]
}

/// Gradient descent without and with momentum, and Adam.
///
/// Gradient descent takes the smaller of two rates: the one whose first step covers a fiftieth of the domain, and half
/// the inverse of the largest curvature at the start, a quarter of the rate at which a quadratic diverges. Momentum
/// multiplies the length of a step, so its rate is smaller. An Adam step is about as long as its rate.
pub(super) fn runs(objective: &Objective, start: [f64; 2]) -> Vec<RunSpec> {
    let diagonal = objective.domain.diagonal();
    let mut gradient = [0.0; 2];
    objective.gradient(&start, &mut gradient);
    let slope = gradient[0].hypot(gradient[1]);
    let curvature = Curvature::of(objective.hessian(&start)).largest();
    let rate = (FIRST_STEP * diagonal / slope).min(0.5 / curvature);
    let rate = if rate.is_finite() && rate > 0.0 { rate } else { 0.01 };
    let choices = [
        format!("sgd:lr={}", round_down(rate)),
        format!("sgd:lr={},momentum=0.9", round_down(0.25 * rate)),
        format!("adam:lr={}", round_down(ADAM_STEP * diagonal)),
    ];
    choices
        .iter()
        .map(|text| {
            RunSpec::new(Optimizer::parse(text).expect("the defaults are known optimizers"))
        })
        .collect()
}

/// Adam at a rate that trains small networks.
pub(super) fn runs_of_network() -> Vec<RunSpec> {
    let adam = Optimizer::parse("adam:lr=0.05").expect("the defaults are known optimizers");
    vec![RunSpec::new(adam)]
}

/// The next lower of 1, 2, 5 times a power of ten.
fn round_down(value: f64) -> f64 {
    let exponent = value.log10().floor();
    let power = 10f64.powf(exponent);
    let digit = [5.0, 2.0, 1.0].into_iter().find(|d| d * power <= value).unwrap_or(1.0);
    // Through text, so that the number is the double nearest to its decimal digits.
    format!("{digit}e{exponent}").parse().unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_round() {
        for (value, round) in [(0.0173, 0.01), (0.29, 0.2), (7.0, 5.0), (1.0, 1.0), (4.9e-7, 2e-7)]
        {
            assert_eq!(round_down(value), round, "{value}");
        }
    }

    #[test]
    fn the_corner_has_few_digits() {
        assert_eq!(corner(Domain::square(-2.0, 2.0)), [-1.2, 1.2]);
        assert_eq!(corner(Domain::square(-3000.0, 7000.0)), [-1000.0, 5000.0]);
        assert_eq!(corner(Domain::square(0.0, 1e-7)), [2e-8, 8e-8]);
    }
}
