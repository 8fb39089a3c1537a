//! Gaussian noise on gradients, the same from run to run and on any machine.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// Adds independent normal numbers to the components of a gradient.
#[derive(Clone, Debug)]
pub struct Noise {
    normal: Normal<f64>,
    generator: ChaCha8Rng,
}

impl Noise {
    /// Noise of standard deviation `deviation` in every component; `None` unless it is positive and finite.
    #[must_use]
    pub fn new(deviation: f64, seed: u64) -> Option<Self> {
        let normal = Normal::new(0.0, deviation)
            .ok()
            .filter(|_| deviation > 0.0 && deviation.is_finite())?;
        Some(Self { normal, generator: ChaCha8Rng::seed_from_u64(seed) })
    }

    /// Adds one draw to each component, first to last.
    pub fn add_to(&mut self, gradient: &mut [f64]) {
        for component in gradient {
            *component += self.normal.sample(&mut self.generator);
        }
    }
}
