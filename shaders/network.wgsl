// The loss of a network over a plane. The text of `losses_of` is put before this one: it is made for the network's layers.
//
// An invocation takes four samples of the grid, the components of its vectors, and `ROWS` rows of the data at a time.
// The first layer is linear in the coordinates of the plane: its sums are A0 + a A1 + b A2, whatever the number of inputs.
// The other layers' weights are blended likewise, once for the four samples and `ROWS` rows.

// Of each row, `STRIDE` numbers: A0, A1 and A2 of every unit of the first layer, then the targets.
@group(0) @binding(1) var<storage, read> blocks: array<vec4<f32>>;
// Two of the penalty and the mean's factor, then the parameters behind the first layer: of origin and directions.
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> heights: array<f32>;

const PENALTY = 2u;

// A zero that compilers do not know.
fn zero() -> u32 {
    return params.inf_bits << 9u;
}

fn sums(at: u32, a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
    let parts = blocks[at];
    return parts.x + a * parts.y + b * parts.z;
}

fn weight(index: u32, a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
    let parts = weights[PENALTY + index];
    return parts.x + a * parts.y + b * parts.z;
}

// The activations, twins of objective/network/activation.rs. No argument overflows: exp sees none above 0.

fn sigmoid(z: vec4<f32>) -> vec4<f32> {
    let t = exp(-abs(z));
    return select(vec4<f32>(1.0), t, z < vec4<f32>()) / (1.0 + t);
}

fn hyperbolic_tangent(z: vec4<f32>) -> vec4<f32> {
    let t = exp(-2.0 * abs(z));
    let size = (1.0 - t) / (1.0 + t);
    return select(size, -size, z < vec4<f32>());
}

fn relu(z: vec4<f32>) -> vec4<f32> {
    return select(z, vec4<f32>(), z <= vec4<f32>());
}

fn leaky_relu(z: vec4<f32>, slope: f32) -> vec4<f32> {
    return select(slope * z, z, z > vec4<f32>());
}

// z times the normal distribution function: Abramowitz and Stegun 7.1.26, whose error of 1.5e-7 is that of f32.
fn gelu(z: vec4<f32>) -> vec4<f32> {
    let t = 1.0 / (1.0 + 0.3275911 * 0.70710678 * abs(z));
    let series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    let tail = 0.5 * series * exp(-0.5 * z * z);
    return z * select(1.0 - tail, tail, z < vec4<f32>());
}

fn silu(z: vec4<f32>) -> vec4<f32> {
    return z * sigmoid(z);
}

fn softplus(z: vec4<f32>) -> vec4<f32> {
    return relu(z) + log(1.0 + exp(-abs(z)));
}

// The losses of one output, twins of objective/network/loss.rs.

fn mean_squared(z: vec4<f32>, wanted: f32) -> vec4<f32> {
    return (z - wanted) * (z - wanted);
}

fn binary_cross_entropy(z: vec4<f32>, wanted: f32) -> vec4<f32> {
    return softplus(z) - wanted * z;
}

// By bits, since no comparison is sure to see them: 1 where a number is infinite or none.
fn beyond(z: vec4<f32>) -> vec4<u32> {
    return select(vec4<u32>(), vec4<u32>(1u), (bitcast<vec4<u32>>(z) & vec4<u32>(0x7f800000u)) == vec4<u32>(0x7f800000u));
}

@compute @workgroup_size(64)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    // Four samples one after the other; a tile of many has several rows of workgroups.
    let first = 4u * (id.y * groups.x * 64u + id.x);
    var points: mat4x2<f32>;
    for (var k = 0u; k < 4u; k++) {
        points[k] = sample_point((first + k) % params.size.x, params.first_row + (first + k) / params.size.x);
    }
    let axes = transpose(points);
    let a = axes[0];
    let b = axes[1];
    let rows = params.data_rows;
    var total = vec4<f32>();
    for (var block = 0u; block < rows; block += BLOCK) {
        var sum = vec4<f32>();
        for (var row = block; row < min(block + BLOCK, rows); row += ROWS) {
            sum += losses_of(row, a, b);
        }
        total += sum;
    }
    let parts = weights[0];
    let squares = weights[1];
    let penalty = parts.x + a * parts.y + b * parts.z + a * a * squares.x + a * b * squares.y + b * b * squares.z;
    let losses = total * parts.w + penalty;
    let begin = (params.first_row - params.slice_row) * params.size.x;
    for (var k = 0u; k < 4u && first + k < params.tile_rows * params.size.x; k++) {
        heights[begin + first + k] = losses[k];
    }
}
