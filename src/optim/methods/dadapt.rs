//! D-Adaptation: methods that estimate the distance `d` to the solution and take their rate from it.
//!
//! With `s` the weighted sum of gradients, progress along `s` bounds `d` from below; the estimate only grows.

use super::common::{MAXIMIZE, beta1, beta2, dot, flag, no_contradiction};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::Method;
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

const PAPER: &str = "Defazio and Mishchenko 2023, arXiv:2301.07733";

pub(super) const fn lr(complaint: &'static str) -> Hyperparameter {
    let help = "factor on the estimated rate; leave it at 1";
    Hyperparameter::new("lr", Value::Number(1.0), Limits::POSITIVE, complaint, help)
}

pub(super) const fn eps(default: f64) -> Hyperparameter {
    let help = "added to the denominator, so that it never vanishes";
    Hyperparameter::new(
        "eps",
        Value::Number(default),
        Limits::POSITIVE,
        "Invalid epsilon value",
        help,
    )
}

pub(super) const WEIGHT_DECAY: Hyperparameter = Hyperparameter::new(
    "weight_decay",
    Value::Number(0.0),
    Limits::ANY,
    "Invalid weight_decay value",
    "pulls every parameter towards zero",
);

pub(super) const D0: Hyperparameter = Hyperparameter::new(
    "d0",
    Value::Number(1e-6),
    Limits::POSITIVE,
    "Invalid d0 value",
    "the first estimate of the distance; rarely needs changing",
);

pub(super) const GROWTH_RATE: Hyperparameter = Hyperparameter::new(
    "growth_rate",
    Value::Number(f64::INFINITY),
    Limits::ANY,
    "Invalid growth_rate value",
    "the estimate grows by this factor a step at most; inf: no limit",
);

const fn momentum(limits: Limits, complaint: &'static str) -> Hyperparameter {
    let help = "share of the last point that is kept";
    Hyperparameter::new("momentum", Value::Number(0.0), limits, complaint, help)
}

pub(super) static METHOD_ADAM: Method = Method {
    table: Table {
        kind: "optimizer",
        name: "dadapt-adam",
        title: "D-Adapt Adam",
        paper: PAPER,
        library: "dadaptation.DAdaptAdam",
        hyperparameters: &[
            lr("Invalid learning rate"),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            WEIGHT_DECAY,
            flag("decouple", "shrink the parameter itself, as AdamW does"),
            flag("use_bias_correction", "correct both means for their start at zero"),
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptAdam::new(settings), settings.flag("maximize")),
};

pub(super) static METHOD_SGD: Method = Method {
    table: Table {
        kind: "optimizer",
        name: "dadapt-sgd",
        title: "D-Adapt SGD",
        paper: PAPER,
        library: "dadaptation.DAdaptSGD",
        hyperparameters: &[
            lr("Invalid learning rate"),
            momentum(Limits::ANY, "Invalid momentum value"),
            WEIGHT_DECAY,
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptSgd::new(settings), settings.flag("maximize")),
};

pub(super) static METHOD_ADAGRAD: Method = Method {
    table: Table {
        kind: "optimizer",
        name: "dadapt-adagrad",
        title: "D-Adapt Adagrad",
        paper: PAPER,
        library: "dadaptation.DAdaptAdaGrad",
        hyperparameters: &[
            lr("Learning rate must be positive"),
            momentum(Limits::NON_NEGATIVE, "Momentum must be non-negative"),
            WEIGHT_DECAY,
            eps(1e-6),
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptAdagrad::new(settings), settings.flag("maximize")),
};

/// The estimate of the distance, and the gradient with its decay.
#[derive(Clone, Debug)]
struct Estimate {
    d: f64,
    growth_rate: f64,
    weight_decay: f64,
    gradient: Vec<f64>,
}

impl Estimate {
    fn new(settings: &Settings) -> Self {
        Self {
            d: settings.number("d0"),
            growth_rate: settings.number("growth_rate"),
            weight_decay: settings.number("weight_decay"),
            gradient: Vec::new(),
        }
    }

    /// Takes over the gradient, with an L2 penalty where `coupled`.
    fn read_gradient(&mut self, point: &[f64], gradient: &[f64], coupled: bool) {
        let weight_decay = if coupled { self.weight_decay } else { 0.0 };
        self.gradient.clear();
        self.gradient.extend(gradient.iter().zip(point).map(|(g, p)| g + weight_decay * p));
    }

    fn raise(&mut self, d_hat: f64) {
        self.d = self.d.max(d_hat.min(self.d * self.growth_rate));
    }
}

/// Adam at the rate `d lr`.
#[derive(Clone, Debug)]
pub struct DAdaptAdam {
    estimate: Estimate,
    beta1: f64,
    beta2: f64,
    eps: f64,
    decouple: bool,
    use_bias_correction: bool,
    steps_taken: u64,
    numerator: f64,
    sum: Vec<f64>,
    mean: Vec<f64>,
    square: Vec<f64>,
}

impl DAdaptAdam {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            decouple: settings.flag("decouple"),
            use_bias_correction: settings.flag("use_bias_correction"),
            steps_taken: 0,
            numerator: 0.0,
            sum: Vec::new(),
            mean: Vec::new(),
            square: Vec::new(),
        }
    }

    fn bias_correction(&self) -> f64 {
        let step = (self.steps_taken + 1) as f64;
        if self.use_bias_correction {
            (1.0 - self.beta2.powf(step)).sqrt() / (1.0 - self.beta1.powf(step))
        } else {
            1.0
        }
    }
}

impl Stepper for DAdaptAdam {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        self.estimate.read_gradient(point, gradient, !self.decouple);
        for state in [&mut self.sum, &mut self.mean, &mut self.square] {
            state.resize(point.len(), 0.0);
        }
        let rate = self.estimate.d * lr * self.bias_correction();
        if rate <= 0.0 {
            return Progress::Continue;
        }
        let decay = self.beta2.sqrt();
        let (mut progress, mut sum_norm) = (0.0, 0.0);
        for (i, gradient) in self.estimate.gradient.iter().enumerate() {
            let scaled = self.sum[i] / (self.square[i].sqrt() + self.eps);
            progress += gradient * scaled;
            self.mean[i] = self.mean[i] * self.beta1 + rate * (1.0 - self.beta1) * gradient;
            self.square[i] = self.square[i] * self.beta2 + (1.0 - self.beta2) * gradient * gradient;
            self.sum[i] = self.sum[i] * decay + rate * (1.0 - decay) * gradient;
            sum_norm += self.sum[i].abs();
        }
        if sum_norm == 0.0 {
            return Progress::Continue;
        }
        self.numerator = decay * self.numerator + (1.0 - decay) * (rate * progress);
        self.estimate.raise(self.numerator / ((1.0 - decay) * sum_norm));
        let weight_decay = if self.decouple { self.estimate.weight_decay } else { 0.0 };
        for ((point, mean), square) in point.iter_mut().zip(&self.mean).zip(&self.square) {
            *point += -weight_decay * rate * *point;
            *point -= mean / (square.sqrt() + self.eps);
        }
        self.steps_taken += 1;
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }

    fn terms(&self) -> Vec<Term> {
        vec![
            Term::scalar("d", self.estimate.d),
            Term::vector("mean", &self.mean),
            Term::vector("square", &self.square),
            Term::vector("sum", &self.sum),
        ]
    }
}

/// Gradient descent at the rate `d lr / |first gradient|`.
#[derive(Clone, Debug)]
pub struct DAdaptSgd {
    estimate: Estimate,
    momentum: f64,
    numerator: f64,
    first_norm: Option<f64>,
    sum: Vec<f64>,
    start: Vec<f64>,
}

impl DAdaptSgd {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            momentum: settings.number("momentum"),
            numerator: 0.0,
            first_norm: None,
            sum: Vec::new(),
            start: Vec::new(),
        }
    }
}

impl Stepper for DAdaptSgd {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        // The reference leaves the weight decay out of this norm.
        let first_norm = *self.first_norm.get_or_insert_with(|| dot(gradient, gradient).sqrt());
        if self.sum.is_empty() {
            self.start = point.to_vec();
            self.sum = vec![0.0; point.len()];
        }
        self.estimate.read_gradient(point, gradient, true);
        let rate = self.estimate.d * lr / first_norm;
        if rate <= 0.0 || !rate.is_finite() {
            return Progress::Continue;
        }
        self.numerator += rate * dot(&self.estimate.gradient, &self.sum);
        for (sum, gradient) in self.sum.iter_mut().zip(&self.estimate.gradient) {
            *sum += rate * gradient;
        }
        let sum_square = dot(&self.sum, &self.sum);
        if sum_square == 0.0 {
            return Progress::Continue;
        }
        self.estimate.raise(2.0 * self.numerator / sum_square.sqrt());
        let fresh = 1.0 - self.momentum;
        for ((point, start), sum) in point.iter_mut().zip(&self.start).zip(&self.sum) {
            *point = *point * (1.0 - fresh) + fresh * (start - sum);
        }
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.momentum)
    }

    fn terms(&self) -> Vec<Term> {
        vec![Term::scalar("d", self.estimate.d), Term::vector("sum", &self.sum)]
    }
}

/// Adagrad, in its dual-averaging form, at the rate `d lr`.
#[derive(Clone, Debug)]
pub struct DAdaptAdagrad {
    estimate: Estimate,
    momentum: f64,
    eps: f64,
    gradient_square: f64,
    sum_square: f64,
    sum_norm: f64,
    sum: Vec<f64>,
    square: Vec<f64>,
    start: Vec<f64>,
}

impl DAdaptAdagrad {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            momentum: settings.number("momentum"),
            eps: settings.number("eps"),
            gradient_square: 0.0,
            sum_square: 0.0,
            sum_norm: 0.0,
            sum: Vec::new(),
            square: Vec::new(),
            start: Vec::new(),
        }
    }

    /// The sum's square, weighted as the points are, and its sum of absolute values.
    fn sizes(&self) -> (f64, f64) {
        let weighted = |(sum, square): (&f64, &f64)| sum * sum / (square.sqrt() + self.eps);
        (
            self.sum.iter().zip(&self.square).map(weighted).sum(),
            self.sum.iter().map(|s| s.abs()).sum(),
        )
    }
}

impl Stepper for DAdaptAdagrad {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        if self.sum.is_empty() {
            self.start = point.to_vec();
            self.sum = vec![0.0; point.len()];
            self.square = vec![1e-6; point.len()];
        }
        self.estimate.read_gradient(point, gradient, true);
        let rate = self.estimate.d * lr;
        let (old_square, old_norm) = self.sizes();
        let mut gradient_square = 0.0;
        for (i, gradient) in self.estimate.gradient.iter().enumerate() {
            self.square[i] += gradient * gradient;
            gradient_square += gradient * gradient / (self.square[i].sqrt() + self.eps);
            self.sum[i] += rate * gradient;
        }
        let (new_square, new_norm) = self.sizes();
        let sum_norm = self.sum_norm + (new_norm - old_norm);
        if sum_norm == 0.0 {
            return Progress::Continue;
        }
        self.sum_norm = sum_norm;
        self.sum_square += new_square - old_square;
        self.gradient_square += rate * rate * gradient_square;
        if lr > 0.0 {
            self.estimate.raise((self.sum_square - self.gradient_square) / sum_norm);
        }
        for (i, point) in point.iter_mut().enumerate() {
            let target = self.start[i] - self.sum[i] / (self.square[i].sqrt() + self.eps);
            let fresh = 1.0 - self.momentum;
            *point =
                if self.momentum == 0.0 { target } else { *point * (1.0 - fresh) + fresh * target };
        }
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.momentum)
    }

    fn terms(&self) -> Vec<Term> {
        vec![
            Term::scalar("d", self.estimate.d),
            Term::vector("square_sum", &self.square),
            Term::vector("sum", &self.sum),
        ]
    }
}
