//! Gradient descent, with momentum (Polyak's or Nesterov's) where asked for.

use super::common::{MAXIMIZE, SILENT, flag, lr, momentum, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "sgd",
        title: "SGD",
        paper: "Sutskever et al. 2013, On the importance of initialization and momentum in deep learning",
        library: "torch.optim.SGD",
        hyperparameters: &[
            lr(1e-3),
            momentum(),
            Hyperparameter::new(
                "dampening",
                Value::Number(0.0),
                Limits::ANY,
                SILENT,
                "share of the new gradient that the velocity ignores",
            ),
            weight_decay(0.0),
            flag("nesterov", "take the gradient as if the velocity had been followed once more"),
            MAXIMIZE,
        ],
        check,
    },
    build: |settings| Box::new(Elementwise::new(Sgd::new(settings), settings.flag("maximize"))),
};

fn check(settings: &Settings) -> Result<(), String> {
    let right = settings.number("momentum") > 0.0 && settings.number("dampening") == 0.0;
    if settings.flag("nesterov") && !right {
        return Err("Nesterov momentum requires a momentum and zero dampening; set momentum=0.9 and dampening=0".into());
    }
    Ok(())
}

/// `velocity = momentum velocity + (1 - dampening) gradient; point -= lr velocity`.
#[derive(Clone, Debug)]
pub struct Sgd {
    momentum: f64,
    dampening: f64,
    weight_decay: f64,
    nesterov: bool,
}

impl Sgd {
    fn new(settings: &Settings) -> Self {
        Self {
            momentum: settings.number("momentum"),
            dampening: settings.number("dampening"),
            weight_decay: settings.number("weight_decay"),
            nesterov: settings.flag("nesterov"),
        }
    }
}

impl Rule<1, 2> for Sgd {
    const STATE: [&'static str; 1] = ["velocity"];
    const SCALARS: [&'static str; 2] = ["lr", "fresh"];

    /// The first gradient enters the velocity undamped.
    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 2] {
        [lr, if step == 1 { 1.0 } else { 1.0 - self.dampening }]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [velocity]: [R; 1],
        [lr, fresh]: [R; 2],
    ) -> (R, [R; 1]) {
        let gradient = decayed(gradient, point, self.weight_decay);
        if self.momentum == 0.0 {
            return (point - lr * gradient, [velocity]);
        }
        let velocity = velocity * self.momentum + fresh * gradient;
        let direction = if self.nesterov { gradient + velocity * self.momentum } else { velocity };
        (point - lr * direction, [velocity])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.momentum)
    }
}
