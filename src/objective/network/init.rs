//! The first weights of a network, drawn by seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::config::{Init, NetworkConfig};
use super::layout::Layout;

/// The stream of the weights: the noise of gradients has stream 0, mini-batches those after it, starts the last one.
const STREAM: u64 = u64::MAX - 1;

/// Draws all parameters in their order.
///
/// As PyTorch: U(-k, k) for weights and biases, k = 1 / sqrt(inputs), the rule of `torch.nn.Linear.reset_parameters`; the
/// draws are this program's own, so that a seed means the same on every machine, but not what it means to PyTorch.
pub(super) fn draw(config: &NetworkConfig, layout: &Layout, seed: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(STREAM);
    let mut theta = vec![0.0; layout.parameters()];
    for layer in layout.layers() {
        match config.init {
            Init::Pytorch => {
                let bound = 1.0 / (layer.inputs as f64).sqrt();
                for parameter in &mut theta[layer.at..layer.biases().end] {
                    *parameter = bound * (2.0 * random.random::<f64>() - 1.0);
                }
            }
            Init::Textbook => {
                for weight in &mut theta[layer.weights()] {
                    let normal: f64 = random.sample(StandardNormal);
                    *weight = config.init_std * normal;
                }
            }
        }
    }
    theta
}
