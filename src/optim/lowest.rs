//! Where a loss is least: the points that distances are measured from.

use super::methods::norm;
use super::optimizer::Optimizer;
use super::run::{Run, RunSettings};
use crate::objective::{Evaluator, Objective, Survey};

/// Steps of BFGS from the lowest sample, at most.
const MOST_STEPS: u64 = 200;
/// Steps of Newton's method at the end: near a minimum each doubles the digits, and further ones only turn the last.
const NEWTON_STEPS: usize = 4;

/// The points at which a loss is least, as far as that can be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Lowest {
    /// The minima, at least one.
    pub points: Vec<[f64; 2]>,
    /// Whether they are known to be minima; else there is one, the lowest point that a search has found in the domain.
    pub is_known: bool,
}

impl Lowest {
    /// The minima that the objective knows; the bottom of a quadratic loss; or else what is found from the lowest sample of
    /// the survey. `None` where no sample is finite, and of a network: the minima on its plane are none of all its weights.
    #[must_use]
    pub fn of(objective: &Objective, survey: &Survey) -> Option<Self> {
        if objective.landscape().is_some() {
            return None;
        }
        if !objective.minima.is_empty() {
            let points = objective.minima.iter().map(|minimum| minimum.point).collect();
            return Some(Self { points, is_known: true });
        }
        let mut evaluator = objective.evaluator();
        if objective.is_quadratic()
            && let Some(bottom) =
                evaluator.bottom([objective.domain.x.middle(), objective.domain.y.middle()])
        {
            let points = vec![polished(&mut evaluator, bottom, objective)];
            return Some(Self { points, is_known: true });
        }
        let found = found(objective, survey.lowest?);
        Some(Self { points: vec![polished(&mut evaluator, found, objective)], is_known: false })
    }

    /// The squared Euclidean distance of a point from the nearest of them.
    #[must_use]
    pub fn distance_square(&self, point: &[f64]) -> f64 {
        let square = |minimum: &[f64; 2]| -> f64 {
            minimum.iter().zip(point).map(|(a, b)| (a - b) * (a - b)).sum()
        };
        self.points.iter().map(square).fold(f64::INFINITY, f64::min)
    }
}

/// The lowest point in the domain on the way of BFGS from `sample`, which may be the sample itself.
fn found(objective: &Objective, sample: [f64; 2]) -> [f64; 2] {
    let bfgs = Optimizer::from_name("bfgs").expect("the table of optimizers has BFGS");
    let settings = RunSettings::new(bfgs, &sample, MOST_STEPS);
    let run = Run::of(&settings, objective).expect("without a schedule nothing can be amiss");
    let rows = run.filter_map(|row| Some((<[f64; 2]>::try_from(row.point).ok()?, row.loss)));
    let inside = rows.filter(|(point, _)| objective.domain.contains(*point));
    inside.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(sample, |(point, _)| point)
}

/// The point after steps of Newton's method, as long as each makes the slope smaller and stays in the domain, or where
/// the point already lies outside of it.
fn polished(evaluator: &mut Evaluator, mut point: [f64; 2], objective: &Objective) -> [f64; 2] {
    let slope_at = |evaluator: &mut Evaluator, point: [f64; 2]| {
        let mut gradient = [0.0; 2];
        evaluator.gradient(&point, &mut gradient);
        norm(&gradient)
    };
    let mut slope = slope_at(evaluator, point);
    for _ in 0..NEWTON_STEPS {
        let Some(next) = evaluator.bottom(point) else { break };
        let next_slope = slope_at(evaluator, next);
        let leaves = objective.domain.contains(point) && !objective.domain.contains(next);
        if leaves || next_slope.is_nan() || next_slope >= slope {
            break;
        }
        (point, slope) = (next, next_slope);
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, library};

    fn lowest(formula: &str, domain: Domain) -> Lowest {
        let objective = Objective::from_formula(formula, domain, Vec::new()).unwrap();
        Lowest::of(&objective, &Survey::of(&objective)).unwrap()
    }

    #[test]
    fn known_minima_are_taken_as_they_are() {
        let objective = library::find("himmelblau").unwrap().objective();
        let lowest = Lowest::of(&objective, &Survey::of(&objective)).unwrap();
        assert_eq!((lowest.points.len(), lowest.is_known), (objective.minima.len(), true));
        assert_eq!(lowest.distance_square(&[3.0, 2.5]), 0.25, "the nearest is (3, 2)");
    }

    #[test]
    fn a_quadratic_loss_has_its_bottom_even_outside_of_the_domain() {
        let lowest = lowest("(x - 3)^2 + 10*(x - y)^2", Domain::square(-1.0, 1.0));
        assert!(lowest.is_known);
        // One Newton step is exact but for rounding of numbers of this size.
        assert!(lowest.distance_square(&[3.0, 3.0]) < 1e-28, "{lowest:?}");
    }

    #[test]
    fn another_loss_is_searched_in_its_domain() {
        let found = lowest("(x - 0.3)^4 + (x - 0.3)^2 + (y - x^2)^2", Domain::square(-2.0, 2.0));
        assert!(!found.is_known);
        assert!(found.distance_square(&[0.3, 0.09]) < 1e-24, "{found:?}");
        // No bottom: the lowest sample, at the edge.
        let edge = lowest("x^3 + y^2", Domain::square(-2.0, 2.0));
        assert_eq!((edge.points.as_slice(), edge.is_known), (&[[-2.0, 0.0]][..], false));
    }

    #[test]
    fn without_a_finite_sample_there_is_none() {
        let objective =
            Objective::from_formula("log(-1 - x^2)", Domain::square(-1.0, 1.0), Vec::new());
        let objective = objective.unwrap();
        assert_eq!(Lowest::of(&objective, &Survey::of(&objective)), None);
    }
}
