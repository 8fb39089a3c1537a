//! The operator table (see [`super::operator`] for what a row means).

use std::f64::consts::{LN_2, LN_10};

use super::operator::{Form, Operator, map_lanes, operators};
use super::operator_rules::{
    ARC_TOLERANCE, atan2_adjoint, chosen, cosine_of_sine, exact, flushing_tolerance, log_tolerance,
    logarithm_adjoint, pow_adjoint, pow_tolerance, product_tolerance, quotient_tolerance,
    sine_tolerance, ulps, zero,
};

operators! {
    /// `a + b`
    Add Symbol "+" 2 {
        value: |a, b, _| a + b,
        adjoint: |_, n, _| Some(n.seed),
        wgsl: "{0} + {1}",
        tolerance: |_, v| ulps(1.0, v),
        samples: &[[1.5, -0.25, 0.0], [1e6, 1e-3, 0.0], [-2.0, 2.0, 0.0]],
    }
    /// `a - b`
    Sub Symbol "-" 2 {
        value: |a, b, _| a - b,
        adjoint: |g, n, i| Some(if i == 0 { n.seed } else { g.neg(n.seed) }),
        wgsl: "{0} - {1}",
        tolerance: |_, v| ulps(1.0, v),
        samples: &[[1.5, -0.25, 0.0], [1e6, 1e-3, 0.0], [-2.0, -2.0, 0.0]],
    }
    /// `a * b`
    Mul Symbol "*" 2 {
        value: |a, b, _| a * b,
        adjoint: |g, n, i| Some(g.mul(n.seed, if i == 0 { n.b } else { n.a })),
        wgsl: "{0} * {1}",
        tolerance: |[a, b, _], v| product_tolerance(a, b, v),
        samples: &[[1.5, -0.25, 0.0], [1e6, 1e-3, 0.0], [0.0, -2.0, 0.0]],
    }
    /// `a / b`
    Div Symbol "/" 2 {
        value: |a, b, _| a / b,
        adjoint: |g, n, i| {
            if i == 0 {
                return Some(g.div(n.seed, n.b));
            }
            let slope = g.div(n.out, n.b);
            let product = g.mul(n.seed, slope);
            Some(g.neg(product))
        },
        wgsl: "{0} / {1}",
        tolerance: |[_, b, _], v| quotient_tolerance(b, v),
        samples: &[[1.5, -0.25, 0.0], [-3.0, 7.0, 0.0], [0.0, 5.0, 0.0]],
    }
    /// `-a`
    Neg Symbol "-" 1 {
        value: |a, _, _| -a,
        adjoint: |g, n, _| Some(g.neg(n.seed)),
        wgsl: "-{0}",
        tolerance: |_, v| flushing_tolerance(v),
        samples: &[[1.5, 0.0, 0.0], [-2.0, 0.0, 0.0]],
    }
    /// `a^b`
    Pow Function "pow" 2 {
        value: |a, b, _| a.powf(b),
        adjoint: pow_adjoint,
        wgsl: "fl_pow({0}, {1})",
        tolerance: |[a, b, _], v| pow_tolerance(a, b, v),
        samples: &[[1.5, 2.5, 0.0], [0.3, -1.25, 0.0], [-2.0, 3.0, 0.0], [-2.0, -2.0, 0.0], [9.0, 0.25, 0.0]],
    }
    /// The sine, in radians.
    Sin Function "sin" 1 {
        value: |a, _, _| a.sin(),
        adjoint: |g, n, _| { let slope = g.apply(Op::Cos, &[n.a]); Some(g.mul(n.seed, slope)) },
        wgsl: "fl_sin({0})",
        tolerance: |[a, ..], _| sine_tolerance(a),
        samples: &[[0.5, 0.0, 0.0], [-2.5, 0.0, 0.0], [40.0, 0.0, 0.0], [-1234.5, 0.0, 0.0]],
    }
    /// The cosine, in radians.
    Cos Function "cos" 1 {
        value: |a, _, _| a.cos(),
        adjoint: |g, n, _| {
            let slope = g.apply(Op::Sin, &[n.a]);
            let product = g.mul(n.seed, slope);
            Some(g.neg(product))
        },
        wgsl: "fl_cos({0})",
        tolerance: |[a, ..], _| sine_tolerance(a),
        samples: &[[0.5, 0.0, 0.0], [-2.5, 0.0, 0.0], [40.0, 0.0, 0.0], [-1234.5, 0.0, 0.0]],
    }
    /// The tangent, in radians.
    Tan Function "tan" 1 {
        value: |a, _, _| a.tan(),
        adjoint: |g, n, _| {
            let square = g.mul(n.out, n.out);
            let one = g.constant(1.0);
            let slope = g.add(one, square);
            Some(g.mul(n.seed, slope))
        },
        wgsl: "fl_tan({0})",
        tolerance: |[a, ..], v| {
            let (sine, cosine) = (sine_tolerance(a), a.cos().abs());
            if cosine < 2.0 * sine { f64::INFINITY } else { (1.0 + v.abs()) * sine / (cosine - sine) + ulps(2.5, v) }
        },
        samples: &[[0.5, 0.0, 0.0], [-1.2, 0.0, 0.0], [2.0, 0.0, 0.0]],
    }
    /// The angle in `[-pi/2, pi/2]` whose sine is `a`.
    Asin Function "asin" 1 {
        value: |a, _, _| a.asin(),
        adjoint: |g, n, _| { let root = cosine_of_sine(g, n.a); Some(g.div(n.seed, root)) },
        wgsl: "fl_asin({0})",
        tolerance: |_, _| ARC_TOLERANCE,
        samples: &[[0.5, 0.0, 0.0], [-0.9, 0.0, 0.0], [0.0, 0.0, 0.0]],
    }
    /// The angle in `[0, pi]` whose cosine is `a`.
    Acos Function "acos" 1 {
        value: |a, _, _| a.acos(),
        adjoint: |g, n, _| {
            let root = cosine_of_sine(g, n.a);
            let quotient = g.div(n.seed, root);
            Some(g.neg(quotient))
        },
        wgsl: "fl_acos({0})",
        tolerance: |_, _| ARC_TOLERANCE,
        samples: &[[0.5, 0.0, 0.0], [-0.9, 0.0, 0.0], [0.0, 0.0, 0.0]],
    }
    /// The angle in `(-pi/2, pi/2)` whose tangent is `a`.
    Atan Function "atan" 1 {
        value: |a, _, _| a.atan(),
        adjoint: |g, n, _| {
            let square = g.mul(n.a, n.a);
            let one = g.constant(1.0);
            let sum = g.add(one, square);
            Some(g.div(n.seed, sum))
        },
        wgsl: "atan({0})",
        tolerance: |_, v| ulps(4096.0, v),
        samples: &[[0.5, 0.0, 0.0], [-30.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    }
    /// The angle of the point `(b, a)`: `atan2(y, x)`.
    Atan2 Function "atan2" 2 {
        value: |a, b, _| a.atan2(b),
        adjoint: atan2_adjoint,
        wgsl: "fl_atan2({0}, {1})",
        tolerance: |_, v| ulps(4096.0, v),
        samples: &[[0.5, 1.5, 0.0], [0.5, -1.5, 0.0], [-2.0, -1.0, 0.0], [-2.0, 0.25, 0.0]],
    }
    /// The hyperbolic sine.
    Sinh Function "sinh" 1 {
        value: |a, _, _| a.sinh(),
        adjoint: |g, n, _| { let slope = g.apply(Op::Cosh, &[n.a]); Some(g.mul(n.seed, slope)) },
        wgsl: "sinh({0})",
        tolerance: |[a, ..], _| ulps(5.0 + 2.0 * a.abs(), a.cosh()),
        samples: &[[0.5, 0.0, 0.0], [-4.0, 0.0, 0.0], [0.01, 0.0, 0.0]],
    }
    /// The hyperbolic cosine.
    Cosh Function "cosh" 1 {
        value: |a, _, _| a.cosh(),
        adjoint: |g, n, _| { let slope = g.apply(Op::Sinh, &[n.a]); Some(g.mul(n.seed, slope)) },
        wgsl: "cosh({0})",
        tolerance: |[a, ..], v| ulps(5.0 + 2.0 * a.abs(), v),
        samples: &[[0.5, 0.0, 0.0], [-4.0, 0.0, 0.0], [0.01, 0.0, 0.0]],
    }
    /// The hyperbolic tangent.
    Tanh Function "tanh" 1 {
        value: |a, _, _| a.tanh(),
        adjoint: |g, n, _| {
            let square = g.mul(n.out, n.out);
            let one = g.constant(1.0);
            let slope = g.sub(one, square);
            Some(g.mul(n.seed, slope))
        },
        wgsl: "fl_tanh({0})",
        tolerance: |_, _| ulps(16.0, 1.0),
        samples: &[[0.5, 0.0, 0.0], [-4.0, 0.0, 0.0], [0.01, 0.0, 0.0], [200.0, 0.0, 0.0]],
    }
    /// `e^a`
    Exp Function "exp" 1 {
        value: |a, _, _| a.exp(),
        adjoint: |g, n, _| Some(g.mul(n.seed, n.out)),
        wgsl: "exp({0})",
        tolerance: |[a, ..], v| ulps(3.0 + 2.0 * a.abs(), v),
        samples: &[[0.5, 0.0, 0.0], [-10.0, 0.0, 0.0], [20.0, 0.0, 0.0]],
    }
    /// The natural logarithm.
    Log Function "log" 1 {
        value: |a, _, _| a.ln(),
        adjoint: |g, n, _| Some(g.div(n.seed, n.a)),
        wgsl: "fl_log({0})",
        tolerance: |[a, ..], v| log_tolerance(a, v),
        samples: &[[0.5, 0.0, 0.0], [1.01, 0.0, 0.0], [1e5, 0.0, 0.0], [1e-5, 0.0, 0.0]],
    }
    /// The logarithm to base 2.
    Log2 Function "log2" 1 {
        value: |a, _, _| a.log2(),
        adjoint: |g, n, _| Some(logarithm_adjoint(g, n, LN_2)),
        wgsl: "fl_log2({0})",
        tolerance: |[a, ..], v| log_tolerance(a, v),
        samples: &[[0.5, 0.0, 0.0], [1.01, 0.0, 0.0], [1e5, 0.0, 0.0]],
    }
    /// The logarithm to base 10.
    Log10 Function "log10" 1 {
        value: |a, _, _| a.log10(),
        adjoint: |g, n, _| Some(logarithm_adjoint(g, n, LN_10)),
        wgsl: "fl_log10({0})",
        tolerance: |[a, ..], v| log_tolerance(a, v * LN_10) / LN_10 + ulps(2.0, v),
        samples: &[[0.5, 0.0, 0.0], [1.01, 0.0, 0.0], [1e5, 0.0, 0.0]],
    }
    /// The square root.
    Sqrt Function "sqrt" 1 {
        value: |a, _, _| a.sqrt(),
        adjoint: |g, n, _| { let twice = g.add(n.out, n.out); Some(g.div(n.seed, twice)) },
        wgsl: "fl_sqrt({0})",
        tolerance: |_, v| ulps(5.0, v),
        samples: &[[0.5, 0.0, 0.0], [1e6, 0.0, 0.0], [1e-6, 0.0, 0.0]],
    }
    /// The cube root, also of negative numbers.
    Cbrt Function "cbrt" 1 {
        value: |a, _, _| a.cbrt(),
        adjoint: |g, n, _| {
            let square = g.mul(n.out, n.out);
            let three = g.constant(3.0);
            let slope = g.mul(three, square);
            Some(g.div(n.seed, slope))
        },
        wgsl: "fl_cbrt({0})",
        tolerance: |[a, ..], v| pow_tolerance(a, 1.0 / 3.0, v),
        samples: &[[0.5, 0.0, 0.0], [-27.0, 0.0, 0.0], [1e6, 0.0, 0.0]],
    }
    /// The absolute value.
    Abs Function "abs" 1 {
        value: |a, _, _| a.abs(),
        adjoint: |g, n, _| { let sign = g.apply(Op::Sign, &[n.a]); Some(g.mul(n.seed, sign)) },
        wgsl: "abs({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.0, 0.0, 0.0]],
    }
    /// -1, 0 or 1; NaN of NaN (PyTorch: 0), so that a hole stays a hole.
    Sign Function "sign" 1 {
        value: |a, _, _| if a > 0.0 { 1.0 } else if a < 0.0 { -1.0 } else { a + 0.0 },
        adjoint: zero,
        wgsl: "fl_sign({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.0, 0.0, 0.0]],
    }
    /// The largest whole number not above `a`.
    Floor Function "floor" 1 {
        value: |a, _, _| a.floor(),
        adjoint: zero,
        wgsl: "floor({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.25, 0.0, 0.0]],
    }
    /// The smallest whole number not below `a`.
    Ceil Function "ceil" 1 {
        value: |a, _, _| a.ceil(),
        adjoint: zero,
        wgsl: "ceil({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.25, 0.0, 0.0]],
    }
    /// The smaller argument; NaN if either is NaN, as `torch.minimum`.
    Min Fold "min" 2 {
        value: |a, b, _| if a < b || a.is_nan() { a } else { b },
        adjoint: |g, n, i| Some(if i == 0 { chosen(g, n, n.a, n.b) } else { chosen(g, n, n.b, n.a) }),
        wgsl: "fl_min({0}, {1})",
        tolerance: exact,
        samples: &[[0.5, 1.5, 0.0], [2.0, -3.0, 0.0]],
    }
    /// The larger argument; NaN if either is NaN, as `torch.maximum`.
    Max Fold "max" 2 {
        value: |a, b, _| if a > b || a.is_nan() { a } else { b },
        adjoint: |g, n, i| Some(if i == 0 { chosen(g, n, n.b, n.a) } else { chosen(g, n, n.a, n.b) }),
        wgsl: "fl_max({0}, {1})",
        tolerance: exact,
        samples: &[[0.5, 1.5, 0.0], [2.0, -3.0, 0.0]],
    }
    /// The remainder with the sign of the divisor, as `torch.remainder` and Python's `%`.
    Mod Function "mod" 2 {
        value: |a, b, _| { let r = a % b; if r != 0.0 && (r < 0.0) != (b < 0.0) { r + b } else { r } },
        adjoint: |g, n, i| {
            if i == 0 {
                return Some(n.seed);
            }
            let quotient = g.div(n.a, n.b);
            let whole = g.apply(Op::Floor, &[quotient]);
            let product = g.mul(n.seed, whole);
            Some(g.neg(product))
        },
        wgsl: "fl_mod({0}, {1})",
        tolerance: |[a, b, _], v| {
            let rounding = ulps(2.0, a) + ulps(2.0, b);
            if v.abs().min((b - v).abs()) <= rounding { b.abs() } else { rounding }
        },
        samples: &[[5.5, 3.0, 0.0], [-5.5, 3.0, 0.0], [5.5, -3.0, 0.0], [0.75, 1.0, 0.0]],
    }
    /// `sqrt(a^2 + b^2)`
    Hypot Function "hypot" 2 {
        value: |a, b, _| a.hypot(b),
        adjoint: |g, n, i| {
            let slope = g.div(if i == 0 { n.a } else { n.b }, n.out);
            Some(g.mul(n.seed, slope))
        },
        wgsl: "sqrt({0} * {0} + {1} * {1})",
        tolerance: |_, v| ulps(7.0, v),
        samples: &[[3.0, 4.0, 0.0], [-0.5, 1e-3, 0.0], [0.0, 2.0, 0.0]],
    }
    /// The logistic function `1 / (1 + e^-a)`.
    Sigmoid Function "sigmoid" 1 {
        value: |a, _, _| { let t = (-a.abs()).exp(); if a < 0.0 { t / (1.0 + t) } else { 1.0 / (1.0 + t) } },
        adjoint: |g, n, _| {
            let one = g.constant(1.0);
            let rest = g.sub(one, n.out);
            let slope = g.mul(rest, n.out);
            Some(g.mul(n.seed, slope))
        },
        wgsl: "fl_sigmoid({0})",
        tolerance: |[a, ..], v| ulps(8.0 + 2.0 * a.abs(), v),
        samples: &[[0.5, 0.0, 0.0], [-12.0, 0.0, 0.0], [30.0, 0.0, 0.0]],
    }
    /// `max(a, 0)`
    Relu Function "relu" 1 {
        value: |a, _, _| if a <= 0.0 { 0.0 } else { a },
        adjoint: |g, n, _| {
            let zero = g.constant(0.0);
            let positive = g.apply(Op::Less, &[zero, n.a]);
            Some(g.select(positive, n.seed, zero))
        },
        wgsl: "fl_relu({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.0, 0.0, 0.0]],
    }
    /// `log(1 + e^a)`
    Softplus Function "softplus" 1 {
        value: |a, _, _| (if a <= 0.0 { 0.0 } else { a }) + (-a.abs()).exp().ln_1p(),
        adjoint: |g, n, _| { let slope = g.apply(Op::Sigmoid, &[n.a]); Some(g.mul(n.seed, slope)) },
        wgsl: "fl_softplus({0})",
        tolerance: |_, v| 2f64.powi(-20) + ulps(1.0, v),
        samples: &[[0.5, 0.0, 0.0], [-12.0, 0.0, 0.0], [30.0, 0.0, 0.0]],
    }
    /// 0 below zero, 1 from zero on; NaN of NaN (PyTorch: 1), so that a hole stays a hole.
    Step Function "step" 1 {
        value: |a, _, _| if a >= 0.0 { 1.0 } else if a < 0.0 { 0.0 } else { a },
        adjoint: zero,
        wgsl: "fl_step({0})",
        tolerance: exact,
        samples: &[[0.5, 0.0, 0.0], [-3.0, 0.0, 0.0]],
    }
    /// 1 where `a < b`, otherwise 0.
    Less Internal "less" 2 {
        value: |a, b, _| if a < b { 1.0 } else { 0.0 },
        adjoint: zero,
        wgsl: "select(0.0, 1.0, {0} < {1})",
        tolerance: |_, _| 0.0,
        samples: &[[1.0, 2.0, 0.0], [2.0, -1.0, 0.0]],
    }
    /// 1 where `a == b`, otherwise 0.
    Equal Internal "equal" 2 {
        value: |a, b, _| if a == b { 1.0 } else { 0.0 },
        adjoint: zero,
        wgsl: "select(0.0, 1.0, {0} == {1})",
        tolerance: |_, _| 0.0,
        samples: &[[1.0, 2.0, 0.0], [2.0, 2.5, 0.0]],
    }
    /// `b` where `a` is not zero, otherwise `c`.
    Select Internal "select" 3 {
        value: |a, b, c| if a != 0.0 { b } else { c },
        adjoint: |g, n, i| {
            let zero = g.constant(0.0);
            match i {
                0 => None,
                1 => Some(g.select(n.a, n.seed, zero)),
                _ => Some(g.select(n.a, zero, n.seed)),
            }
        },
        wgsl: "select({2}, {1}, {0} != 0.0)",
        tolerance: |_, v| flushing_tolerance(v),
        samples: &[[1.0, 2.0, 3.0], [0.0, 2.0, 3.0]],
    }
}
