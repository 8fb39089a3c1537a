// Helpers of the formulas' WGSL, written so that NaN stays NaN and no argument gives a wrong finite value.

fn fl_nan() -> f32 {
    return bitcast<f32>(params.nan_bits);
}

fn fl_inf() -> f32 {
    return bitcast<f32>(params.inf_bits);
}

// Zero that compilers do not know: they fold 0 * x and 0 / x to 0, also where x is not finite.
fn fl_zero() -> f32 {
    return bitcast<f32>(params.inf_bits << 9u);
}

// By bits: compilers may assume that `x != x` is false.
fn fl_is_nan(x: f32) -> bool {
    return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

// The same number, out of reach of constant evaluation.
fn fl_runtime(x: f32) -> f32 {
    return x;
}

// The angle less whole turns, in about [-pi, pi], where WGSL promises the accuracy of sin and cos. A turn is split into
// 201/32 (times a whole number below 2^16 exact in f32) and the small rest.
fn fl_turn(x: f32) -> f32 {
    let turns = round(x * 0.15915494);
    return (x - turns * 6.28125) - turns * 0.0019353072;
}

fn fl_sin(x: f32) -> f32 {
    return sin(fl_turn(x));
}

fn fl_cos(x: f32) -> f32 {
    return cos(fl_turn(x));
}

fn fl_tan(x: f32) -> f32 {
    let angle = fl_turn(x);
    return sin(angle) / cos(angle);
}

fn fl_asin(x: f32) -> f32 {
    if abs(x) > 1.0 { return fl_nan(); }
    return asin(x);
}

fn fl_acos(x: f32) -> f32 {
    if abs(x) > 1.0 { return fl_nan(); }
    return acos(x);
}

fn fl_atan2(y: f32, x: f32) -> f32 {
    if y == 0.0 && x == 0.0 { return 0.0; }
    return atan2(y, x);
}

fn fl_tanh(x: f32) -> f32 {
    let t = exp(-2.0 * abs(x));
    return fl_sign(x) * (1.0 - t) / (1.0 + t);
}

fn fl_sqrt(x: f32) -> f32 {
    if x < 0.0 { return fl_nan(); }
    return sqrt(x);
}

fn fl_log(x: f32) -> f32 {
    if x < 0.0 { return fl_nan(); }
    if x == 0.0 { return -fl_inf(); }
    return log(x);
}

fn fl_log2(x: f32) -> f32 {
    if x < 0.0 { return fl_nan(); }
    if x == 0.0 { return -fl_inf(); }
    return log2(x);
}

fn fl_log10(x: f32) -> f32 {
    return fl_log(x) * 0.4342945;
}

// WGSL's pow has no negative base, and 0^0 is 0 there.
fn fl_pow(base: f32, exponent: f32) -> f32 {
    if exponent == 0.0 { return 1.0; }
    if base == 0.0 {
        if exponent < 0.0 { return fl_inf(); }
        return 0.0 * exponent;
    }
    let magnitude = pow(abs(base), exponent);
    if !(base < 0.0) { return magnitude; }
    if exponent != floor(exponent) { return fl_nan(); }
    let half = exponent * 0.5;
    return select(-magnitude, magnitude, half == floor(half));
}

fn fl_cbrt(x: f32) -> f32 {
    if x == 0.0 { return 0.0; }
    return fl_sign(x) * pow(abs(x), 0.33333334);
}

fn fl_sign(x: f32) -> f32 {
    if x > 0.0 { return 1.0; }
    if x < 0.0 { return -1.0; }
    return x;
}

// WGSL's min and max may drop a NaN, and so may comparisons that a driver turns into them.
fn fl_min(a: f32, b: f32) -> f32 {
    if fl_is_nan(a) { return a; }
    if fl_is_nan(b) { return b; }
    return min(a, b);
}

fn fl_max(a: f32, b: f32) -> f32 {
    if fl_is_nan(a) { return a; }
    if fl_is_nan(b) { return b; }
    return max(a, b);
}

// With the divisor's sign; the two corrections undo a quotient that rounding moved across a whole number.
fn fl_mod(a: f32, b: f32) -> f32 {
    if b == 0.0 { return fl_nan(); }
    var rest = a - b * floor(a / b);
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest += b; }
    if abs(rest) >= abs(b) { rest -= b; }
    return rest;
}

fn fl_sigmoid(x: f32) -> f32 {
    let t = exp(-abs(x));
    return select(1.0, t, x < 0.0) / (1.0 + t);
}

fn fl_relu(x: f32) -> f32 {
    return select(x, 0.0, x <= 0.0);
}

fn fl_softplus(x: f32) -> f32 {
    return fl_relu(x) + log(1.0 + exp(-abs(x)));
}

fn fl_step(x: f32) -> f32 {
    if x >= 0.0 { return 1.0; }
    if x < 0.0 { return 0.0; }
    return x;
}
