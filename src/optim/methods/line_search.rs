//! The line search of L-BFGS: a step that satisfies the strong Wolfe conditions, by bracketing and zooming.
//!
//! Follows torch.optim's search branch by branch, so that both evaluate the same points.

/// A trial along the search line.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// Step length.
    pub(super) t: f64,
    /// Loss there.
    pub(super) loss: f64,
    /// Gradient there.
    pub(super) gradient: Vec<f64>,
    /// Slope along the line there.
    pub(super) slope: f64,
}

/// Sufficient decrease and curvature constants of the Wolfe conditions.
const DECREASE: f64 = 1e-4;
const CURVATURE: f64 = 0.9;
/// The zoom ends when the bracket moves no parameter by more than this.
const BRACKET_TOLERANCE: f64 = 1e-9;

/// Python's `max`, which keeps its first argument where the second is not above it.
fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// Python's `min`, which keeps its first argument where the second is not below it.
fn smaller(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// The minimum of the cubic through two trials, between the bounds.
fn cubic_minimum(one: &Trial, two: &Trial, (low, high): (f64, f64)) -> f64 {
    let (x1, f1, g1) = (one.t, one.loss, one.slope);
    let (x2, f2, g2) = (two.t, two.loss, two.slope);
    let d1 = g1 + g2 - 3.0 * (f1 - f2) / (x1 - x2);
    let d2_square = d1 * d1 - g1 * g2;
    if d2_square.is_nan() || d2_square < 0.0 {
        return (low + high) / 2.0;
    }
    let d2 = d2_square.sqrt();
    let minimum = if x1 <= x2 {
        x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2.0 * d2))
    } else {
        x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2.0 * d2))
    };
    smaller(larger(minimum, low), high)
}

/// Searches from `origin` (`t = 0`) with the first trial at `t`; `direction_size` is the direction's largest component.
///
/// `evaluate` gives the trial at a step length; it is called `1 + max_iterations` times at most.
pub(super) fn strong_wolfe(
    origin: &Trial,
    t: f64,
    direction_size: f64,
    max_iterations: i64,
    mut evaluate: impl FnMut(f64) -> Trial,
) -> Trial {
    let armijo = |trial: &Trial| trial.loss > origin.loss + DECREASE * trial.t * origin.slope;
    let curved = |trial: &Trial| trial.slope.abs() <= -CURVATURE * origin.slope;
    let mut iterations = 0;
    let mut previous = origin.clone();
    let mut trial = evaluate(t);
    let bracket = loop {
        if iterations >= max_iterations {
            break [origin.clone(), trial];
        }
        if armijo(&trial) || (iterations > 1 && trial.loss >= previous.loss) {
            break [previous, trial];
        }
        if curved(&trial) {
            return trial;
        }
        if trial.slope >= 0.0 {
            break [previous, trial];
        }
        let bounds = (trial.t + 0.01 * (trial.t - previous.t), trial.t * 10.0);
        let next_t = cubic_minimum(&previous, &trial, bounds);
        previous = trial;
        trial = evaluate(next_t);
        iterations += 1;
    };
    zoom(bracket, direction_size, max_iterations - iterations, evaluate, armijo, curved)
}

/// Narrows a bracket until a trial inside satisfies both conditions; returns the lowest trial.
fn zoom(
    mut bracket: [Trial; 2],
    direction_size: f64,
    iterations: i64,
    mut evaluate: impl FnMut(f64) -> Trial,
    armijo: impl Fn(&Trial) -> bool,
    curved: impl Fn(&Trial) -> bool,
) -> Trial {
    let mut stalled = false;
    let lowest = |bracket: &[Trial; 2]| if bracket[0].loss <= bracket[1].loss { 0 } else { 1 };
    let mut low = lowest(&bracket);
    for _ in 0..iterations.max(0) {
        let (left, right) = (bracket[0].t.min(bracket[1].t), bracket[0].t.max(bracket[1].t));
        if (right - left) * direction_size < BRACKET_TOLERANCE {
            break;
        }
        let mut t = cubic_minimum(&bracket[0], &bracket[1], (left, right));
        let margin = 0.1 * (right - left);
        if smaller(right - t, t - left) < margin {
            if stalled || t >= right || t <= left {
                t = if (t - right).abs() < (t - left).abs() {
                    right - margin
                } else {
                    left + margin
                };
                stalled = false;
            } else {
                stalled = true;
            }
        } else {
            stalled = false;
        }
        let trial = evaluate(t);
        let high = 1 - low;
        if armijo(&trial) || trial.loss >= bracket[low].loss {
            bracket[high] = trial;
            low = lowest(&bracket);
        } else {
            let done = curved(&trial);
            if !done && trial.slope * (bracket[high].t - bracket[low].t) >= 0.0 {
                bracket[high] = bracket[low].clone();
            }
            bracket[low] = trial;
            if done {
                break;
            }
        }
    }
    let [zero, one] = bracket;
    if low == 0 { zero } else { one }
}
