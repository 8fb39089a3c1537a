//! Random planes, with their directions scaled to the weights.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

use super::error::PlaneError;
use super::plane::{Plane, dot};
use crate::objective::network::{Filter, Layout};

/// The stream of directions; those of other draws are said at the weights' first draw.
pub(super) const STREAM: u64 = u64::MAX - 2;

/// How a random direction is scaled to the weights, whose scale means nothing to a network of rectifiers: weights times ten
/// in one layer and divided by ten in the next compute the same (Li et al. 2018, "Visualizing the Loss Landscape of Neural
/// Nets", section 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Normalisation {
    /// Every filter gets the length of the weights' own: d <- d |w| / |d|, over all incoming weights of a unit. A bias that
    /// takes part is a filter of its own, and so gets the bias's size.
    #[default]
    Filter,
    /// The same over all weights of a layer, and over all its biases.
    Layer,
    /// As drawn.
    Raw,
}

impl Normalisation {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Filter, Self::Layer, Self::Raw];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Layer => "layer",
            Self::Raw => "raw",
        }
    }

    /// The unit of coordinates along such directions.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Filter => "multiples of filter-normalised directions",
            Self::Layer => "multiples of layer-normalised directions",
            Self::Raw => "multiples of Gaussian directions",
        }
    }
}

/// Scales a direction to the weights `theta`; without `biases`, those components become 0.
pub fn normalise(
    layout: &Layout,
    theta: &[f64],
    normalisation: Normalisation,
    biases: bool,
    direction: &mut [f64],
) {
    let scale = |group: Filter| {
        let (own, direction) = (&theta[group.parameters.clone()], &mut direction[group.parameters]);
        let factor = match normalisation {
            _ if group.is_bias && !biases => 0.0,
            Normalisation::Raw => 1.0,
            Normalisation::Filter | Normalisation::Layer => {
                let (wanted, given) = (dot(own, own).sqrt(), dot(direction, direction).sqrt());
                if given == 0.0 { 0.0 } else { wanted / given }
            }
        };
        direction.iter_mut().for_each(|x| *x *= factor);
    };
    match normalisation {
        Normalisation::Filter => layout.filters().for_each(scale),
        Normalisation::Layer | Normalisation::Raw => layout.layer_groups().for_each(scale),
    }
}

impl Plane {
    /// A plane through `theta` along two Gaussian directions, the same for the same seed: every component is standard
    /// normal, then [`normalise`] scales them.
    pub fn random(
        layout: &Layout,
        theta: &[f64],
        normalisation: Normalisation,
        biases: bool,
        seed: u64,
    ) -> Result<Self, PlaneError> {
        layout.check(theta)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(STREAM);
        let directions = [(); 2].map(|()| {
            let draw = |_| random.sample(StandardNormal);
            let mut direction: Vec<f64> = (0..theta.len()).map(draw).collect();
            normalise(layout, theta, normalisation, biases, &mut direction);
            direction
        });
        Self::new(theta.to_vec(), directions)
    }
}
