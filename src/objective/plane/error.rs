//! What can be wrong with a plane.

use crate::objective::network::NetworkError;

/// Why two directions do not make a plane.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlaneError {
    /// The point or a parameter's name does not go with the network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Vectors of different lengths.
    #[error(
        "{what} has {given} numbers, but the plane's origin has {wanted}; all need one for each parameter"
    )]
    Length {
        /// Which vector.
        what: &'static str,
        /// Its numbers.
        given: usize,
        /// Those of the origin.
        wanted: usize,
    },
    /// Numbers that are not finite.
    #[error("{0} has a number that is not finite")]
    NotFinite(&'static str),
    /// A direction of length 0.
    #[error("{0} of the plane is zero; it must lead somewhere")]
    Zero(&'static str),
    /// Two directions along one line.
    #[error(
        "the two directions of the plane are parallel, so they span a line; choose another one of them"
    )]
    Parallel,
    /// Points on one line, or fewer than three.
    #[error(
        "the three points lie on one line; a plane needs one that lies off the line of the other two"
    )]
    Collinear,
    /// A line from a point to itself.
    #[error("the line leads from a point to the same point; choose two that differ")]
    LineOfOnePoint,
    /// One point twice.
    #[error("points {0} and {1} of the plane are the same; it goes through three different points")]
    SamePoint(usize, usize),
    /// Weights of length 0, which random directions should be scaled to.
    #[error(
        "the weights at the plane's centre are all zero, so directions scaled to them lead nowhere; use normalisation = \"raw\", or another centre"
    )]
    NoWeights,
    /// The same where a line begins.
    #[error(
        "the weights where the line begins are all zero, so a direction scaled to them leads nowhere; use normalisation = \"raw\", or another beginning"
    )]
    NoWeightsOnLine,
    /// Two random directions along one line, as of a network of few weights.
    #[error(
        "the two random directions of the plane are parallel, so they span a line; choose another seed or normalisation, or biases = true"
    )]
    ParallelAtRandom,
    /// A Hessian that is no number.
    #[error("the curvature at the plane's centre is no number; choose an earlier centre")]
    NoCurvature,
    /// Not three points.
    #[error(
        "a plane through points needs three of them, not {0}: three `files` of weights, or three runs"
    )]
    PointCount(usize),
    /// One parameter for both axes.
    #[error("`{0}` cannot be both axes of the plane; choose two different parameters")]
    SameParameter(String),
    /// Too little to find principal components of.
    #[error(
        "principal components need at least two distinct points; the paths have {0}: let a run take steps, or choose another plane"
    )]
    TooFewPoints(usize),
    /// A path whose length is no multiple of the number of parameters.
    #[error("a path of {given} numbers cannot be points of {parameters} parameters each")]
    PathLength {
        /// Numbers in the path.
        given: usize,
        /// Numbers in a point.
        parameters: usize,
    },
    /// A space without planes.
    #[error("a plane needs at least two parameters; there is {0}")]
    TooFewParameters(usize),
    /// The Lanczos process came to its limit.
    #[error(
        "no eigenvector settled within {0} Lanczos steps: the leading eigenvalues lie too close together; choose another centre, or kind = \"principal\" or \"random\""
    )]
    NotConverged(usize),
    /// A run that there is not.
    #[error("{}", no_such_run(*run, *runs))]
    NoSuchRun {
        /// What was asked for.
        run: usize,
        /// How many there are.
        runs: usize,
    },
    /// A step that a run does not take.
    #[error("run {run} has {steps} steps, so there is no step {step}")]
    NoSuchStep {
        /// The run, counted from 1.
        run: usize,
        /// Its steps.
        steps: u64,
        /// What was asked for.
        step: u64,
    },
    /// A centre of a plane through points.
    #[error(
        "a plane through points has no centre of its own: leave `centre` out, or choose another kind"
    )]
    CentreOfPoints,
    /// Not two names.
    #[error(
        "a plane of two parameters needs the names of two, such as [\"layer1.weight[0,0]\", \"layer2.bias[1]\"]; given: {0}"
    )]
    ParameterNames(usize),
    /// No points that could be the centre.
    #[error(
        "the plane has no centre: nothing has been trained; add a [[run]], or write centre = \"initial\""
    )]
    NoPoints,
}

fn no_such_run(run: usize, runs: usize) -> String {
    match runs {
        0 => format!("there is no run {run}: there are none; add a [[run]]"),
        _ => format!(
            "there is no run {run}: the runs are 1 to {runs}, every optimizer from every seed"
        ),
    }
}
