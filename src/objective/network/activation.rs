//! The functions that a layer applies to each of its sums, with their first two derivatives.
//!
//! They are PyTorch's, under its names and with its conventions where a function has a kink: the derivative of `relu` at 0
//! is 0. The second derivatives serve Hessian-vector products.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use serde::{Deserialize, Serialize};

use super::error::NetworkError;

/// Beyond this, `softplus` is the identity, as `torch.nn.Softplus` has it (`threshold=20`).
const SOFTPLUS_LINEAR: f64 = 20.0;

/// The function that a layer applies to each of its sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Activation {
    /// z; the last layer's, as a rule
    #[default]
    Identity,
    /// 1 / (1 + e^-z)
    Sigmoid,
    /// tanh z
    Tanh,
    /// max(0, z)
    Relu,
    /// z where it is positive, else z times the layer's negative slope (Maas, Hannun and Ng, 2013)
    LeakyRelu,
    /// z Phi(z), Phi the normal distribution function (Hendrycks and Gimpel, 2016); exact, not the tanh approximation
    Gelu,
    /// z sigmoid(z), also called swish (Hendrycks and Gimpel, 2016; Ramachandran, Zoph and Le, 2017)
    Silu,
    /// log(1 + e^z) (Dugas et al., 2000); z itself where it is beyond 20, as in PyTorch
    Softplus,
}

impl Activation {
    /// All activations.
    pub const ALL: [Self; 8] = [
        Self::Identity,
        Self::Sigmoid,
        Self::Tanh,
        Self::Relu,
        Self::LeakyRelu,
        Self::Gelu,
        Self::Silu,
        Self::Softplus,
    ];
    const NAMES: [&'static str; 8] =
        ["identity", "sigmoid", "tanh", "relu", "leaky-relu", "gelu", "silu", "softplus"];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The value at `z`; `slope` is that of `leaky-relu` where `z` is negative.
    #[inline]
    #[must_use]
    pub fn value(self, slope: f64, z: f64) -> f64 {
        match self {
            Self::Identity => z,
            Self::Sigmoid => sigmoid(z),
            Self::Tanh => z.tanh(),
            // Not `f64::max`, which would hide a NaN.
            Self::Relu => {
                if z <= 0.0 {
                    0.0
                } else {
                    z
                }
            }
            Self::LeakyRelu => {
                if z > 0.0 {
                    z
                } else {
                    slope * z
                }
            }
            Self::Gelu => z * normal_distribution(z),
            Self::Silu => z * sigmoid(z),
            Self::Softplus if z > SOFTPLUS_LINEAR => z,
            Self::Softplus => softplus(z),
        }
    }

    /// The value and the first two derivatives at `z`.
    #[inline]
    #[must_use]
    pub fn jet(self, slope: f64, z: f64) -> [f64; 3] {
        match self {
            Self::Identity => [z, 1.0, 0.0],
            Self::Sigmoid => {
                let s = sigmoid(z);
                let first = s * (1.0 - s);
                [s, first, first * (1.0 - 2.0 * s)]
            }
            Self::Tanh => {
                let t = z.tanh();
                let first = 1.0 - t * t;
                [t, first, -2.0 * t * first]
            }
            Self::Relu if z <= 0.0 => [0.0; 3],
            Self::LeakyRelu if z <= 0.0 => [slope * z, slope, 0.0],
            Self::Relu | Self::LeakyRelu => [z, 1.0, 0.0],
            Self::Gelu => {
                let distribution = normal_distribution(z);
                let density = 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * (-0.5 * z * z).exp();
                [z * distribution, distribution + z * density, density * (2.0 - z * z)]
            }
            Self::Silu => {
                let s = sigmoid(z);
                let first = s * (1.0 - s);
                [z * s, s + z * first, first * (2.0 + z * (1.0 - 2.0 * s))]
            }
            Self::Softplus if z > SOFTPLUS_LINEAR => [z, 1.0, 0.0],
            Self::Softplus => {
                let s = sigmoid(z);
                [softplus(z), s, s * (1.0 - s)]
            }
        }
    }
}

/// 1 / (1 + e^-z); where e^-z overflows, it is 0.
#[inline]
pub(super) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// log(1 + e^z) without overflow.
#[inline]
pub(super) fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// The share of the standard normal distribution below `z`.
#[inline]
fn normal_distribution(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

impl std::str::FromStr for Activation {
    type Err = NetworkError;

    fn from_str(name: &str) -> Result<Self, NetworkError> {
        if name == "softmax" {
            return Err(NetworkError::Softmax);
        }
        Self::ALL.into_iter().find(|activation| activation.name() == name).ok_or_else(|| {
            let known = &Self::NAMES;
            NetworkError::UnknownName { kind: "activation", name: name.to_owned(), known }
        })
    }
}

impl TryFrom<String> for Activation {
    type Error = NetworkError;

    fn try_from(name: String) -> Result<Self, NetworkError> {
        name.parse()
    }
}

impl From<Activation> for String {
    fn from(activation: Activation) -> Self {
        activation.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_and_jet_agree_and_derivatives_are_those_of_the_value() {
        // The central difference errs by h^2 times a third derivative (below 3 here) and by the rounding of values up to
        // 30, 2^-53 * 30 / h: both below 1e-9 for h = 1e-5, so 1e-8 leaves a factor.
        let h = 1e-5;
        for activation in Activation::ALL {
            for step in 0..120 {
                // No sample lies on a kink: at 0 and, of softplus, at 20.
                let z = -29.75 + 0.5 * f64::from(step);
                let [value, first, second] = activation.jet(0.1, z);
                assert_eq!(value, activation.value(0.1, z), "{activation:?} at {z}");
                let [above, below] = [z + h, z - h].map(|z| activation.jet(0.1, z));
                let close = |a: f64, b: f64| (a - b).abs() < 1e-8;
                assert!(close(first, (above[0] - below[0]) / (2.0 * h)), "{activation:?} at {z}");
                assert!(close(second, (above[1] - below[1]) / (2.0 * h)), "{activation:?} at {z}");
            }
        }
    }

    #[test]
    fn far_from_zero_no_value_overflows_and_a_nan_stays_one() {
        for activation in Activation::ALL {
            for z in [-800.0, 800.0] {
                let jet = activation.jet(0.01, z);
                assert!(jet.iter().all(|x| x.is_finite()), "{activation:?} at {z}: {jet:?}");
            }
            assert!(activation.value(0.01, f64::NAN).is_nan(), "{activation:?}");
            assert!(activation.jet(0.01, f64::NAN)[0].is_nan(), "{activation:?}");
        }
    }

    #[test]
    fn names_read_back_and_a_wrong_one_says_which_are_right() {
        for activation in Activation::ALL {
            assert_eq!(activation.name().parse(), Ok(activation));
        }
        let message = |name: &str| name.parse::<Activation>().unwrap_err().to_string();
        assert_eq!(
            message("leaky_relu"),
            "unknown activation `leaky_relu`; did you mean `leaky-relu`?"
        );
        assert!(
            message("swoosh").ends_with(
                "known: identity, sigmoid, tanh, relu, leaky-relu, gelu, silu, softplus"
            )
        );
        assert!(message("softmax").contains("cross-entropy"));
    }
}
