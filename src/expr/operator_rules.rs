//! The longer derivatives and accuracies of the operator table.

use std::f64::consts::{LN_2, PI};

use super::graph::{Graph, NodeId};
use super::operator::{Applied, F32_EPSILON, Op};

/// The derivative that is zero wherever it exists.
pub(super) fn zero(_: &mut Graph, _: Applied, _: usize) -> Option<NodeId> {
    None
}

/// `b * a^(b-1)`, and 0 for `b = 0`; `a^b * log(a)`, and 0 for `a = 0 <= b`.
pub(super) fn pow_adjoint(g: &mut Graph, n: Applied, argument: usize) -> Option<NodeId> {
    let zero = g.constant(0.0);
    if argument == 0 {
        let one = g.constant(1.0);
        let less = g.sub(n.b, one);
        let power = g.apply(Op::Pow, &[n.a, less]);
        let slope = g.mul(n.b, power);
        let product = g.mul(n.seed, slope);
        let flat = g.apply(Op::Equal, &[n.b, zero]);
        return Some(g.select(flat, zero, product));
    }
    let log = g.apply(Op::Log, &[n.a]);
    let slope = g.mul(n.out, log);
    let product = g.mul(n.seed, slope);
    let negative = g.apply(Op::Less, &[n.b, zero]);
    let at_zero = g.select(negative, product, zero);
    let is_zero = g.apply(Op::Equal, &[n.a, zero]);
    Some(g.select(is_zero, at_zero, product))
}

/// `b / (a^2 + b^2)` and `-a / (a^2 + b^2)`; 0 at the origin.
pub(super) fn atan2_adjoint(g: &mut Graph, n: Applied, argument: usize) -> Option<NodeId> {
    let (aa, bb) = (g.mul(n.a, n.a), g.mul(n.b, n.b));
    let square = g.add(aa, bb);
    let minus_a = g.neg(n.a);
    let slope = g.div(if argument == 0 { n.b } else { minus_a }, square);
    let product = g.mul(n.seed, slope);
    let zero = g.constant(0.0);
    let origin = g.apply(Op::Equal, &[square, zero]);
    Some(g.select(origin, zero, product))
}

/// The whole seed where `low < high`, half of it where they are equal, otherwise nothing.
pub(super) fn chosen(g: &mut Graph, n: Applied, low: NodeId, high: NodeId) -> NodeId {
    let (zero, half) = (g.constant(0.0), g.constant(0.5));
    let halved = g.mul(half, n.seed);
    let tie = g.apply(Op::Equal, &[low, high]);
    let shared = g.select(tie, halved, zero);
    let less = g.apply(Op::Less, &[low, high]);
    g.select(less, n.seed, shared)
}

/// `sqrt(1 - a^2)`
pub(super) fn cosine_of_sine(g: &mut Graph, a: NodeId) -> NodeId {
    let square = g.mul(a, a);
    let one = g.constant(1.0);
    let rest = g.sub(one, square);
    g.apply(Op::Sqrt, &[rest])
}

pub(super) fn logarithm_adjoint(g: &mut Graph, n: Applied, ln_base: f64) -> NodeId {
    let ln_base = g.constant(ln_base);
    let scaled = g.mul(n.a, ln_base);
    g.div(n.seed, scaled)
}

/// `count` units in the last place of `value`, and what flushing subnormal numbers to zero may cost.
pub(super) fn ulps(count: f64, value: f64) -> f64 {
    count * F32_EPSILON * value.abs() + f64::from(f32::MIN_POSITIVE)
}

pub(super) fn exact(_: [f64; 3], _: f64) -> f64 {
    f64::from(f32::MIN_POSITIVE)
}

/// What flushing may cost an argument that is handed on, perhaps with the other sign; zero stays zero.
pub(super) fn flushing_tolerance(v: f64) -> f64 {
    if v == 0.0 { 0.0 } else { f64::from(f32::MIN_POSITIVE) }
}

/// 1 ulp; a product with zero is zero.
pub(super) fn product_tolerance(a: f64, b: f64, v: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { ulps(1.0, v) }
}

/// 2^-11 in `[-pi, pi]`, to which the helper reduces the angle at a small loss, for angles up to 2^16 turns.
pub(super) fn sine_tolerance(angle: f64) -> f64 {
    if angle.abs() > 2f64.powi(16) * 2.0 * PI { 2.0 } else { 2f64.powi(-11) + 2f64.powi(-20) }
}

/// `atan2(x, sqrt(1 - x^2))`: 4096 ulp of at most pi/2, and sqrt(2^-24) for what `1 - x^2` loses near 1.
pub(super) const ARC_TOLERANCE: f64 = 1.0 / 2048.0 + 1.0 / 4096.0;

/// 2^-21 in `[0.5, 2]`, 3 ulp elsewhere; both `log` and `log2`.
pub(super) fn log_tolerance(a: f64, v: f64) -> f64 {
    if (0.5..=2.0).contains(&a) { 2f64.powi(-21) } else { ulps(3.0, v) }
}

/// `exp2(b * log2(|a|))`: the error of the exponent as a factor, and `exp2`'s own 3 + 2 |exponent| ulp.
pub(super) fn pow_tolerance(a: f64, b: f64, v: f64) -> f64 {
    if a == 0.0 {
        return exact([a, b, b], v);
    }
    let log = a.abs().log2();
    let exponent = b * log;
    let exponent_error = b.abs() * log_tolerance(a.abs(), log) + ulps(2.0, exponent);
    v.abs() * LN_2 * exponent_error + ulps(3.0 + 2.0 * exponent.abs(), v)
}

/// 2.5 ulp, promised for divisors between 2^-126 and 2^126.
pub(super) fn quotient_tolerance(divisor: f64, v: f64) -> f64 {
    let promised = 2f64.powi(-126)..=2f64.powi(126);
    if promised.contains(&divisor.abs()) { ulps(2.5, v) } else { f64::INFINITY }
}
