//! Terms that every method has: the gradient, the decay, the rates of the step, and the step itself.

use super::glossary::{Entry, entry};

const AVERAGING: &[&str] = &["schedule-free-sgd", "schedule-free-adamw"];

pub(super) static ENTRIES: &[Entry] = &[
    entry(
        "gradient",
        &[],
        "gradient ∇f",
        "g = ∇f(θ)",
        "Slope of the loss at the point of this step along each parameter, with the noise and the mini-batch that the \
         step sees.",
    ),
    entry(
        "gradient_norm",
        &[],
        "gradient norm ‖∇f‖",
        "‖g‖ = √(Σ g²)",
        "How steep the loss is at the point: the Euclidean length of the gradient.",
    ),
    entry(
        "decay_gradient",
        &[],
        "weight decay λθ",
        "g ← g + λ θ",
        "Share of the weight decay in the gradient: the slope of the penalty λ θ²/2, which pulls every parameter towards \
         zero.",
    ),
    entry(
        "decay_step",
        &["lion", "yogi", "adabelief"],
        "decay of θ",
        "θ ← θ − η λ θ, or θ − λ θ with fixed_decay",
        "Share of the decoupled weight decay in the step: it shrinks the parameter itself and stays out of the moments.",
    ),
    entry(
        "decay_step",
        &["adan"],
        "decay of θ",
        "θ ← θ / (1 + η λ) after the rest of the step, or (1 − η λ) θ before it with weight_decouple",
        "Share of the weight decay in the step: it shrinks the parameter itself and stays out of the moments.",
    ),
    entry(
        "decay_step",
        &["prodigy", "dadapt-adam"],
        "decay of θ",
        "θ ← θ − r λ θ",
        "Share of the decoupled weight decay in the step, at the estimated rate r; it stays out of the moments.",
    ),
    entry(
        "decay_step",
        &["schedule-free-adamw"],
        "decay of y",
        "r λ y, with r the rate of y",
        "Share of the weight decay in the step: it is added to the scaled gradient, and so stays out of the second moment.",
    ),
    entry(
        "decay_step",
        &["asgd"],
        "decay of θ by lambd",
        "θ ← θ − lambd η_k θ",
        "Share of lambd in the step: it shrinks the parameter itself.",
    ),
    entry(
        "decay_step",
        &[],
        "decay of θ",
        "θ ← θ − η λ θ",
        "Share of the decoupled weight decay in the step: it shrinks the parameter itself and stays out of the moments.",
    ),
    entry(
        "learning_rate",
        &["adafactor"],
        "learning rate η",
        "η of the schedule, or lr",
        "Largest relative step: a step takes the smaller of this and 1/√k, times the size of the parameters.",
    ),
    entry(
        "learning_rate",
        &["rprop"],
        "learning rate η",
        "lr",
        "Step size of the first step; later each parameter's own size takes its place, so a schedule changes nothing.",
    ),
    entry(
        "learning_rate",
        &["prodigy", "dadapt-adam", "dadapt-sgd", "dadapt-adagrad"],
        "learning rate η",
        "η of the schedule, or lr",
        "Factor on the rate that the method estimates by itself.",
    ),
    entry(
        "learning_rate",
        &["lbfgs"],
        "learning rate η",
        "η of the schedule, or lr",
        "Length of an iteration along its direction, or the first length that the line search tries.",
    ),
    entry(
        "learning_rate",
        &[],
        "learning rate η",
        "η of the schedule, or lr",
        "Scale of this step, as the schedule sets it.",
    ),
    entry(
        "momentum",
        AVERAGING,
        "interpolation β",
        "y = (1 − β) z + β x",
        "Where between the fast point z and the average x the gradient is taken; the schedule cycles it against the \
         learning rate.",
    ),
    entry(
        "momentum",
        &["sgd", "rmsprop"],
        "momentum μ",
        "b ← μ b + …",
        "Share of the momentum buffer that this step keeps; the schedule cycles it against the learning rate.",
    ),
    entry(
        "momentum",
        &["dadapt-sgd", "dadapt-adagrad"],
        "momentum μ",
        "θ ← μ θ + (1 − μ) target",
        "Share of the point that this step keeps; the schedule cycles it against the learning rate.",
    ),
    entry(
        "momentum",
        &[],
        "decay β₁ of m",
        "m ← β₁ m + (1 − β₁) g",
        "Share of the first moment that this step keeps; the schedule cycles it against the learning rate.",
    ),
    entry(
        "average",
        AVERAGING,
        "averaged point x",
        "x ← (1 − c) x + c z",
        "Average of the fast points up to this step: what the method delivers, kept beside the point y where the gradient \
         is taken.",
    ),
    entry(
        "average",
        &[],
        "averaged point a",
        "a ← a + w (θ − a)",
        "Average of the points up to this step, kept beside the point: what the method delivers.",
    ),
    entry(
        "step",
        &[],
        "step taken Δθ",
        "Δθ = θ_next − θ",
        "What this step adds to the point, all terms together.",
    ),
    entry(
        "step_norm",
        &[],
        "length of the step",
        "‖Δθ‖ = √(Σ Δθ²)",
        "How far the point moves: the Euclidean length of the step.",
    ),
    entry(
        "effective_rate",
        &[],
        "effective rate",
        "−Δθ / ∇f, axis by axis (Δθ / ∇f when maximizing)",
        "Learning rate that plain gradient descent would need along this axis to make the same step; negative where the \
         step goes against the slope.",
    ),
    entry(
        "angle",
        &[],
        "angle to downhill, °",
        "arccos(−∇f · Δθ / (‖∇f‖ ‖Δθ‖))",
        "Angle between the step and the steepest way down (up when maximizing): 0 follows the fall line, above 90 degrees \
         the step climbs.",
    ),
];
