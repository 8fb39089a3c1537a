//! The low places of a loss: the lowest sample of a grid, and the minima that a grid shows.

use super::domain::{Domain, Minimum};
use super::evaluator::Evaluator;
use super::objective::Objective;

/// Samples along each side of the grid in which minima are looked for.
const SIDE: usize = 129;
/// Steps of the search from a sample to its minimum.
const MOST_STEPS: usize = 80;
/// Two minima nearer than this share of the domain's sides are one.
const SAME: f64 = 1e-4;
/// A search that strays further from its sample than this many of its cells has left the sample's bowl.
const STRAY: f64 = 3.0;

/// The lowest finite sample of a grid of `nx * ny` samples; `None` without any.
pub fn lowest_sample(
    objective: &Objective,
    domain: &Domain,
    nx: usize,
    ny: usize,
) -> Option<Minimum> {
    let losses = objective.losses_on_grid(domain, nx, ny);
    let finite = losses.iter().enumerate().filter(|(_, loss)| loss.is_finite());
    let (index, loss) = finite.min_by(|a, b| a.1.total_cmp(b.1))?;
    Some(Minimum { point: domain.grid_point(index, nx, ny), loss: *loss })
}

/// The minima inside the domain that a grid of 129 squared samples shows, the lowest first: each sample that lies below
/// its eight neighbours begins a search by Newton's steps, or along the gradient where the curvature is not that of a bowl.
/// Narrower bowls than two cells of the grid may be missed.
pub fn minima_found(objective: &Objective) -> Vec<Minimum> {
    let domain = &objective.domain;
    let losses = objective.losses_on_grid(domain, SIDE, SIDE);
    let mut evaluator = objective.evaluator();
    let bottoms = (0..losses.len()).filter(|index| is_bottom(&losses, *index));
    let mut found: Vec<Minimum> = bottoms
        .filter_map(|index| descend(&mut evaluator, domain, domain.grid_point(index, SIDE, SIDE)))
        .collect();
    found.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    let mut kept: Vec<Minimum> = Vec::new();
    for minimum in found {
        if kept.iter().all(|other| !is_same(domain, other.point, minimum.point)) {
            kept.push(minimum);
        }
    }
    kept
}

fn is_same(domain: &Domain, a: [f64; 2], b: [f64; 2]) -> bool {
    (a[0] - b[0]).abs() <= SAME * domain.x.length()
        && (a[1] - b[1]).abs() <= SAME * domain.y.length()
}

/// Whether a sample inside the grid lies below its neighbours; of equal ones side by side, the first does.
fn is_bottom(losses: &[f64], index: usize) -> bool {
    let (i, j) = (index % SIDE, index / SIDE);
    let inside = |k: usize| (1..SIDE - 1).contains(&k);
    let own = losses[index];
    if !inside(i) || !inside(j) || !own.is_finite() {
        return false;
    }
    // A hole is higher than everything.
    let height = |loss: f64| if loss.is_finite() { loss } else { f64::INFINITY };
    let other = |k: usize| height(losses[index + k % 3 + k / 3 * SIDE - SIDE - 1]);
    let (before, after) = (0..4, 5..9);
    before.clone().all(|k| own < other(k))
        && after.clone().all(|k| own <= other(k))
        && before.chain(after).any(|k| own < other(k))
}

/// Goes down from a sample to the bottom of its bowl; `None` where that lies elsewhere.
fn descend(evaluator: &mut Evaluator, domain: &Domain, sample: [f64; 2]) -> Option<Minimum> {
    let cell = [domain.x, domain.y].map(|side| side.length() / (SIDE - 1) as f64);
    let (mut point, mut gradient) = (sample, [0.0; 2]);
    for _ in 0..MOST_STEPS {
        let loss = evaluator.gradient(&point, &mut gradient);
        let step = step(gradient, evaluator.hessian(&point), cell);
        let lower = (0..40).map(|k| 0.5f64.powi(k)).find_map(|share| {
            let next = [0, 1].map(|k| point[k] + share * step[k]);
            (evaluator.loss(&next) < loss).then_some(next)
        });
        let Some(next) = lower else { break };
        point = next;
    }
    let strays = (0..2).any(|k| (point[k] - sample[k]).abs() > STRAY * cell[k]);
    (!strays && domain.contains(point)).then(|| Minimum { point, loss: evaluator.loss(&point) })
}

/// Newton's step where the surface is curved like a bowl, and along the gradient elsewhere; no longer than a cell.
fn step(gradient: [f64; 2], [[a, b], [_, d]]: [[f64; 2]; 2], cell: [f64; 2]) -> [f64; 2] {
    let determinant = a * d - b * b;
    let is_bowl = a > 0.0 && determinant > 1e-12 * (a * d).abs();
    let [gx, gy] = gradient;
    let step = if is_bowl {
        [(b * gy - d * gx) / determinant, (b * gx - a * gy) / determinant]
    } else {
        // In units of the cell, since the parameters may be of very different size.
        [-gx * cell[0] * cell[0], -gy * cell[1] * cell[1]]
    };
    let cells = (step[0] / cell[0]).hypot(step[1] / cell[1]);
    if is_bowl && cells <= 1.0 || cells == 0.0 { step } else { step.map(|part| part / cells) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::library;

    #[test]
    fn the_four_minima_of_himmelblau_are_found() {
        let objective = library::find("himmelblau").unwrap().objective();
        let found = minima_found(&objective);
        assert_eq!(found.len(), 4, "{found:?}");
        for known in &objective.minima {
            let nearest =
                |m: &Minimum| (m.point[0] - known.point[0]).hypot(m.point[1] - known.point[1]);
            // The known ones are written with six digits.
            assert!(found.iter().any(|m| nearest(m) < 1e-5), "{known:?} in {found:?}");
        }
    }

    #[test]
    fn of_two_wells_the_deeper_comes_first_and_kinks_and_edges_are_met() {
        let of = |formula: &str| {
            let objective = Objective::from_formula(formula, Domain::square(-2.0, 2.0), vec![]);
            minima_found(&objective.unwrap())
        };
        let wells = of("(x^2 - 1)^2 + 0.3*x + y^2");
        assert_eq!(wells.len(), 2);
        assert!(wells[0].point[0] < -1.0 && wells[0].loss < wells[1].loss, "{wells:?}");
        let kink = of("abs(x - 0.3) + abs(y + 0.4)");
        assert_eq!(kink.len(), 1, "{kink:?}");
        // A search along the gradient of a kink halves its steps: a thousandth of the domain is what it reaches surely.
        assert!((kink[0].point[0] - 0.3).hypot(kink[0].point[1] + 0.4) < 4e-3, "{kink:?}");
        assert!(of("x + y").is_empty() && of("0*x").is_empty());
    }

    #[test]
    fn the_lowest_sample_is_one_of_the_grid() {
        let domain = Domain::square(-1.0, 2.0);
        let objective = Objective::from_formula("log(x) + y^2", domain, vec![]).unwrap();
        // x = 0 is a hole of -infinity: the lowest finite sample is the next one.
        let lowest = lowest_sample(&objective, &domain, 7, 7).unwrap();
        assert_eq!(lowest.point, [0.5, 0.0]);
        let nothing = Objective::from_formula("sqrt(-1 - x^2)", domain, vec![]).unwrap();
        assert_eq!(lowest_sample(&nothing, &domain, 7, 7), None);
    }
}
