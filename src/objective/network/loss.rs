//! What a network's outputs are measured by: the loss of a block of rows, and its first two derivatives.
//!
//! A block of `rows` rows is stored output by output: the value of output `j` in row `r` is `[j * rows + r]`.

use serde::{Deserialize, Serialize};

use super::activation::{sigmoid, softplus};
use super::error::NetworkError;
use super::samples::BlockTargets;

/// The loss over a network's outputs. The reductions are PyTorch's default, the mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum NetworkLoss {
    /// Mean over the rows of -log softmax(z)\[label\], as `torch.nn.CrossEntropyLoss`: z are the sums of the last layer, one
    /// for each class (Bridle, 1990).
    #[default]
    CrossEntropy,
    /// Mean over rows and outputs of -t log s - (1 - t) log(1 - s), s = sigmoid(z), as `torch.nn.BCEWithLogitsLoss`.
    BinaryCrossEntropy,
    /// Mean over rows and outputs of (z - t)^2, as `torch.nn.MSELoss`.
    MeanSquared,
}

/// Memory of the losses of one block.
#[derive(Clone, Debug, Default)]
pub(super) struct LossScratch {
    /// e^(z - highest z of the row), and after [`NetworkLoss::derivative`] the probabilities.
    pub(super) probabilities: Vec<f64>,
    highest: Vec<f64>,
    total: Vec<f64>,
}

impl LossScratch {
    pub(super) fn new(rows: usize, outputs: usize) -> Self {
        let [highest, total] = [(); 2].map(|()| vec![0.0; rows]);
        Self { probabilities: vec![0.0; rows * outputs], highest, total }
    }
}

impl NetworkLoss {
    /// All losses.
    pub const ALL: [Self; 3] = [Self::CrossEntropy, Self::BinaryCrossEntropy, Self::MeanSquared];
    const NAMES: [&'static str; 3] = ["cross-entropy", "binary-cross-entropy", "mse"];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Whether its targets are classes, so that a network finds a share of them; a regression has none.
    #[must_use]
    pub fn has_accuracy(self) -> bool {
        self != Self::MeanSquared
    }

    /// What each row's part of the sum is multiplied by: one over the number of terms of the mean.
    pub(super) fn scale(self, rows: usize, outputs: usize) -> f64 {
        let terms = if self == Self::CrossEntropy { rows } else { rows * outputs };
        1.0 / terms as f64
    }

    /// The sum of the losses of a block.
    pub(super) fn sum(
        self,
        outputs: &[f64],
        targets: BlockTargets<'_>,
        scratch: &mut LossScratch,
    ) -> f64 {
        match (self, targets) {
            (Self::CrossEntropy, BlockTargets::Classes(labels)) => {
                let rows = labels.len();
                soften(outputs, rows, scratch);
                let sums = scratch.highest[..rows].iter().zip(&scratch.total);
                let loss = |(row, (highest, total)): (usize, (&f64, &f64))| {
                    (highest - outputs[labels[row] as usize * rows + row]) + total.ln()
                };
                sums.enumerate().map(loss).sum()
            }
            (Self::MeanSquared, BlockTargets::Values(targets)) => {
                outputs.iter().zip(targets).map(|(z, t)| (z - t) * (z - t)).sum()
            }
            (_, BlockTargets::Values(targets)) => {
                outputs.iter().zip(targets).map(|(z, t)| softplus(*z) - t * z).sum()
            }
            (_, BlockTargets::Classes(_)) => f64::NAN,
        }
    }

    /// Writes `scale` times the derivatives by the outputs of a block whose [`sum`](Self::sum) was taken before.
    pub(super) fn derivative(
        self,
        outputs: &[f64],
        targets: BlockTargets<'_>,
        scale: f64,
        scratch: &mut LossScratch,
        derivative: &mut [f64],
    ) {
        match targets {
            BlockTargets::Classes(labels) => {
                let rows = labels.len();
                normalise(rows, &scratch.total, &mut scratch.probabilities[..outputs.len()]);
                for (g, p) in derivative.iter_mut().zip(&scratch.probabilities) {
                    *g = scale * p;
                }
                for (row, label) in labels.iter().enumerate() {
                    derivative[*label as usize * rows + row] -= scale;
                }
            }
            BlockTargets::Values(targets) if self == Self::MeanSquared => {
                for ((g, z), t) in derivative.iter_mut().zip(outputs).zip(targets) {
                    *g = 2.0 * scale * (z - t);
                }
            }
            BlockTargets::Values(targets) => {
                let both = scratch.probabilities.iter_mut().zip(derivative.iter_mut());
                for (((p, g), z), t) in both.zip(outputs).zip(targets) {
                    *p = sigmoid(*z);
                    *g = scale * (*p - t);
                }
            }
        }
    }

    /// Writes `scale` times the second derivatives by the outputs, applied to a direction of theirs; after
    /// [`derivative`](Self::derivative).
    ///
    /// Of softmax and cross-entropy it is p u - p (p . u), row by row.
    pub(super) fn curvature(
        self,
        rows: usize,
        direction: &[f64],
        scale: f64,
        scratch: &mut LossScratch,
        product: &mut [f64],
    ) {
        let probabilities = &scratch.probabilities;
        match self {
            Self::MeanSquared => {
                for (product, u) in product.iter_mut().zip(direction) {
                    *product = 2.0 * scale * u;
                }
            }
            Self::BinaryCrossEntropy => {
                for ((product, u), p) in product.iter_mut().zip(direction).zip(probabilities) {
                    *product = scale * p * (1.0 - p) * u;
                }
            }
            Self::CrossEntropy => {
                let means = &mut scratch.total[..rows];
                means.fill(0.0);
                let columns = direction.chunks_exact(rows).zip(probabilities.chunks_exact(rows));
                for (u, p) in columns.clone() {
                    means.iter_mut().zip(u.iter().zip(p)).for_each(|(m, (u, p))| *m += p * u);
                }
                for (product, (u, p)) in product.chunks_exact_mut(rows).zip(columns) {
                    for (((product, u), p), mean) in product.iter_mut().zip(u).zip(p).zip(&*means) {
                        *product = scale * p * (u - mean);
                    }
                }
            }
        }
    }

    /// What the outputs of a block say: probabilities of the classes, a probability each, or the values themselves.
    pub(super) fn read(self, outputs: &mut [f64], rows: usize, scratch: &mut LossScratch) {
        match self {
            Self::MeanSquared => {}
            Self::BinaryCrossEntropy => outputs.iter_mut().for_each(|z| *z = sigmoid(*z)),
            Self::CrossEntropy => {
                soften(outputs, rows, scratch);
                normalise(rows, &scratch.total, &mut scratch.probabilities[..outputs.len()]);
                outputs.copy_from_slice(&scratch.probabilities[..outputs.len()]);
            }
        }
    }
}

/// Softmax before its division: e^(z - highest), with the highest of each row taken off so that nothing overflows.
fn soften(outputs: &[f64], rows: usize, scratch: &mut LossScratch) {
    let LossScratch { probabilities, highest, total } = scratch;
    let (highest, total) = (&mut highest[..rows], &mut total[..rows]);
    highest.fill(f64::NEG_INFINITY);
    for z in outputs.chunks_exact(rows) {
        highest.iter_mut().zip(z).for_each(|(highest, z)| *highest = highest.max(*z));
    }
    total.fill(0.0);
    for (z, e) in outputs.chunks_exact(rows).zip(probabilities.chunks_exact_mut(rows)) {
        let sums = total.iter_mut().zip(&*highest);
        for ((e, z), (total, highest)) in e.iter_mut().zip(z).zip(sums) {
            *e = (z - highest).exp();
            *total += *e;
        }
    }
}

/// The division of softmax.
fn normalise(rows: usize, total: &[f64], probabilities: &mut [f64]) {
    for column in probabilities.chunks_exact_mut(rows) {
        column.iter_mut().zip(total).for_each(|(p, total)| *p /= total);
    }
}

impl TryFrom<String> for NetworkLoss {
    type Error = NetworkError;

    fn try_from(name: String) -> Result<Self, NetworkError> {
        let known = &Self::NAMES;
        Self::ALL.into_iter().find(|loss| loss.name() == name).ok_or(NetworkError::UnknownName {
            kind: "loss of a network",
            name,
            known,
        })
    }
}

impl From<NetworkLoss> for String {
    fn from(loss: NetworkLoss) -> Self {
        loss.name().to_owned()
    }
}
