//! The quantities inside an update, by name: what a panel shows of a step, and one sentence on each.

/// A named quantity of an optimizer at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Its name in the rule.
    pub name: &'static str,
    /// One number a parameter, or a single one that all share.
    pub value: TermValue,
}

/// The numbers of a [`Term`].
#[derive(Clone, Debug, PartialEq)]
pub enum TermValue {
    /// Shared by all parameters.
    Scalar(f64),
    /// One a parameter.
    Vector(Vec<f64>),
}

impl Term {
    /// A number that all parameters share.
    #[must_use]
    pub fn scalar(name: &'static str, value: f64) -> Self {
        Self { name, value: TermValue::Scalar(value) }
    }

    /// One number a parameter.
    #[must_use]
    pub fn vector(name: &'static str, values: &[f64]) -> Self {
        Self { name, value: TermValue::Vector(values.to_vec()) }
    }

    /// One sentence on what it is, with its formula.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        let line = SENTENCES.iter().find(|(name, _)| *name == self.name);
        line.map_or("", |(_, sentence)| sentence)
    }
}

const SENTENCES: &[(&str, &str)] = &[
    ("average", "Average of the points so far, which the method delivers."),
    ("d", "Estimate of the distance from the start to the solution; it only grows."),
    ("delta_square", "Running mean of squared steps: rho delta_square + (1 - rho) delta^2."),
    (
        "difference",
        "Running mean of gradient differences: beta2 difference + (1 - beta2) (gradient - previous).",
    ),
    ("difference_size", "Rate of the difference term: lr beta2 / (1 - beta2^k)."),
    (
        "direction",
        "Direction of the last iteration: minus the inverse Hessian's estimate times the gradient.",
    ),
    ("eta", "Decayed rate of this step: lr / (1 + lambd lr k)^alpha."),
    ("fast", "The fast point, which takes plain steps; the average follows it."),
    ("fresh", "Share of the new gradient in the velocity: 1 - dampening, and 1 at the first step."),
    ("gradient_size", "Rate of the gradient itself: lr (1 - mu_k) / (1 - mu_1 .. mu_k)."),
    ("has_previous", "1 once there is a previous gradient to compare with."),
    ("largest", "Largest decayed gradient: max(beta2 largest, |gradient| + eps)."),
    ("largest_square", "Largest second moment so far, with amsgrad."),
    ("largest_variance", "Largest variance so far, with ams_bound."),
    ("length", "Length of the last iteration's step along its direction."),
    ("lr", "Learning rate of this step."),
    ("mean", "First moment, a running mean of gradients: beta1 mean + (1 - beta1) gradient."),
    ("mean_correction", "Correction of the mean for its start at zero: 1 - beta1^k."),
    ("mean_size", "Rate of the mean: lr mu_k+1 / (1 - mu_1 .. mu_k+1)."),
    ("moved", "How far the last step moved the method's answer along each axis."),
    ("previous_gradient", "The gradient of the step before."),
    ("radius", "Radius of the trust region: how far the quadratic model is believed."),
    ("rate", "Rate at which this step moves the point."),
    (
        "rectification",
        "Share of the adaptive step that the variance of its rate allows; 0 while it is unknown.",
    ),
    ("share", "Share of this step in the average of points."),
    ("shrink", "Factor that decoupled weight decay puts on the parameter: 1 - lr weight_decay."),
    ("sigma", "Step size of the distribution that the next generation is drawn from."),
    ("simplex_size", "Largest distance of a vertex from the best one along an axis."),
    (
        "size",
        "The parameter's own step size: grows while the gradient keeps its sign, shrinks when that changes.",
    ),
    (
        "square",
        "Second moment, a running mean of squared gradients; steps are divided by its root.",
    ),
    ("square_correction", "Correction of the second moment for its start at zero: 1 - beta2^k."),
    ("square_correction_sqrt", "Root of the second moment's correction: sqrt(1 - beta2^k)."),
    ("square_sum", "Sum of all squared gradients; steps are divided by its root."),
    ("step_size", "Learning rate over the correction of the mean: lr / (1 - beta1^k)."),
    ("sum", "Weighted sum of gradients; how far it points bounds the distance d from below."),
    ("temperature", "Rise of the loss that the next proposal may have with probability 1/e."),
    ("trusted", "1 once the variance covers enough gradients to divide by it."),
    ("variance", "Running mean of the squared deviation of the gradient from its own mean."),
    (
        "variance_correction_sqrt",
        "Root of the variance's correction for its start at zero: sqrt(1 - beta2^k).",
    ),
    (
        "velocity",
        "Momentum, a decaying sum of gradients: momentum velocity + (1 - dampening) gradient.",
    ),
    ("weight", "Weight of this step's point in the average: 1 / max(1, k - t0)."),
];
