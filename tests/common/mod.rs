//! What several tests of the GPU side share.

#![allow(dead_code, reason = "each test takes what it needs")]

use fallline::gpu::{Gpu, GpuError, Prefer};
use fallline::objective::{Constant, Domain, Fit, Inputs, Interval, Metric, Objective, Synthetic};

/// An open adapter, a software one where there is one, since its results are the same on every machine.
///
/// # Panics
/// With no adapter, if `REQUIRE_GPU=1`; otherwise it says that the test is skipped.
pub(crate) fn gpu() -> Option<Gpu> {
    match Gpu::headless(Prefer::Software) {
        Ok(gpu) => Some(gpu),
        Err(GpuError::NoAdapter) if std::env::var("REQUIRE_GPU").as_deref() != Ok("1") => {
            eprintln!("skipped: no graphics adapter");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// A model in the parameters `a` and `b`, the constant `k` (2.1) and the column `x`, fitted to noisy data that the same
/// model made with `a = 1.2`, `b = 2.5`, `k = 2`, over [-2, 7] squared.
pub(crate) fn noisy_fit(model: &str, metric: Metric, rows: usize) -> Objective {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let data = Synthetic {
        input: "x".to_owned(),
        target: "y".to_owned(),
        inputs: Inputs::Linspace { range: Interval::new(-1.0, 1.0), count: rows },
        model: model.to_owned(),
        parameters: names(&["a", "b", "k"]),
        truth: vec![1.2, 2.5, 2.0],
        noise: 0.1,
        seed: 3,
    };
    let fit = Fit {
        model: model.to_owned(),
        parameters: names(&["a", "b"]),
        target: "y".to_owned(),
        metric,
    };
    let constants = vec![Constant { name: "k".to_owned(), value: 2.1, min: 0.0, max: 5.0 }];
    let domain = Domain::square(-2.0, 7.0);
    Objective::from_fit(fit, data.generate().unwrap(), domain, constants).unwrap()
}
