//! Losses for runs, by the same road as the program's: formula, graph, symbolic gradient.

use fallline::objective::{Domain, Interval, Objective, library};

/// Loss and gradient of a formula in `x` and `y`.
pub(crate) fn formula(text: &str) -> impl FnMut(&[f64], &mut [f64]) -> f64 + Send + use<> {
    let anywhere = Interval { min: -1.0, max: 1.0 };
    let domain = Domain { x: anywhere, y: anywhere };
    function(&Objective::from_formula(text, domain, Vec::new()).unwrap())
}

/// Loss and gradient of a loss of the library.
pub(crate) fn objective(name: &str) -> impl FnMut(&[f64], &mut [f64]) -> f64 + Send + use<> {
    function(&library::find(name).unwrap().objective())
}

fn function(objective: &Objective) -> impl FnMut(&[f64], &mut [f64]) -> f64 + Send + use<> {
    let mut evaluator = objective.evaluator();
    move |point, gradient| evaluator.gradient(point, gradient)
}
