// The mean, in linear light, of the pixels that fall into one: of blocks of a larger picture, and of
// several such pictures one after the other.

struct Average {
    // Of the mean.
    size_px: vec2<u32>,
    // Pixels of the larger picture along a side of one of the mean's.
    side: u32,
    // Which of the pictures it is, and of how many.
    index: u32,
    count: u32,
    unused: u32,
}

@group(0) @binding(0) var<uniform> average: Average;
@group(0) @binding(1) var picture: texture_2d<f32>;
// Colour times alpha, and alpha, of each pixel, summed over the pictures so far; not touched where there is one only.
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
@group(0) @binding(3) var mean: texture_storage_2d<rgba8unorm, write>;

fn linear(encoded: vec3<f32>) -> vec3<f32> {
    let high = pow((encoded + 0.055) / 1.055, vec3(2.4));
    return select(high, encoded / 12.92, encoded <= vec3(0.04045));
}

fn encoded(linear: vec3<f32>) -> vec3<f32> {
    let high = 1.055 * pow(linear, vec3(1.0 / 2.4)) - 0.055;
    return select(high, 12.92 * linear, linear <= vec3(0.0031308));
}

@compute @workgroup_size(8, 8)
fn add(@builtin(global_invocation_id) id: vec3<u32>) {
    if any(id.xy >= average.size_px) {
        return;
    }
    var sum = vec4(0.0);
    let side = average.side;
    for (var k = 0u; k < side * side; k++) {
        let pixel = id.xy * side + vec2(k % side, k / side);
        // As drawn, the encoded colour is multiplied by alpha.
        let drawn = textureLoad(picture, pixel, 0);
        sum += drawn.a * vec4(linear(drawn.rgb / max(drawn.a, 1e-6)), 1.0);
    }
    sum /= f32(side * side);
    let place = 4u * (id.y * average.size_px.x + id.x);
    if average.index > 0u {
        sum += vec4(sums[place], sums[place + 1u], sums[place + 2u], sums[place + 3u]);
    }
    if average.index + 1u == average.count {
        let alpha = sum.a / f32(average.count);
        textureStore(mean, id.xy, vec4(alpha * encoded(sum.rgb / max(sum.a, 1e-6)), alpha));
        return;
    }
    sums[place] = sum.x;
    sums[place + 1u] = sum.y;
    sums[place + 2u] = sum.z;
    sums[place + 3u] = sum.w;
}
