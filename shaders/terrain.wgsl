// What the passes over the field share: losses by index, the relief, colours by height or by the tint, iso-lines.

@group(1) @binding(0) var<storage, read> field: array<f32>;
@group(1) @binding(1) var<storage, read> colormap: array<vec4<f32>>;
// Per vertex of the display mesh: z, normal x and y, openness (negative at holes); see relief.wgsl.
@group(1) @binding(2) var<storage, read> relief: array<vec4<f32>>;
// What the colours show, sample by sample as the field; not read where that is the height.
@group(1) @binding(3) var<storage, read> tint: array<f32>;


struct Bands {
    // Heights at which the colour of filled contours changes, ascending, four at a time.
    heights: array<vec4<f32>, 16>,
    // How many there are; 0 where the colours change with every height.
    count: u32,
    unused: u32,
    unused_pair: vec2<u32>,
}
@group(1) @binding(4) var<uniform> bands: Bands;

// Colour of what has no value, or none that the scale can show: Tint::NO_VALUE in linear light.
const NO_VALUE = vec3<f32>(0.287441);

// The four samples around a place of the plane, and where it stands between them.
struct Cell {
    samples: array<u32, 4>,
    share: vec2<f32>,
}

fn cell_at(plane: vec2<f32>) -> Cell {
    let at = clamp(0.5 * (plane + 1.0), vec2<f32>(0.0), vec2<f32>(1.0)) * vec2<f32>(frame.field_size - 1u);
    let low = vec2<i32>(floor(at));
    var cell: Cell;
    cell.share = at - vec2<f32>(low);
    for (var k = 0; k < 4; k++) {
        let corner = min(low + vec2<i32>(k % 2, k / 2), vec2<i32>(frame.field_size) - 1);
        cell.samples[k] = u32(corner.y) * frame.field_size.x + u32(corner.x);
    }
    return cell;
}

fn blended(corners: array<f32, 4>, share: vec2<f32>) -> f32 {
    return mix(mix(corners[0], corners[1], share.x), mix(corners[2], corners[3], share.x), share.y);
}

// The share of the colour map that a value of the tint has; -1 where it has no colour. Twin of Tint::share.
fn tint_share(value: f32) -> f32 {
    let by_log = frame.tint == TINT_LOG;
    if !is_finite(value) || (by_log && value < 0.0) {
        return -1.0;
    }
    let curve = select(value, log(max(value, 1e-37)), by_log);
    return saturate((curve - frame.tint_ends.x) / (frame.tint_ends.y - frame.tint_ends.x));
}

// Colour of the surface over a place of the plane where it has this height, which changes by `per_px` over a pixel; linear
// light.
fn surface_color(plane: vec2<f32>, height: f32, per_px: f32) -> vec3<f32> {
    if frame.tint == TINT_HEIGHT {
        return filled_color(height, per_px);
    }
    let cell = cell_at(plane);
    var shares: array<f32, 4>;
    for (var k = 0; k < 4; k++) {
        shares[k] = tint_share(tint[cell.samples[k]]);
        if shares[k] < 0.0 {
            return NO_VALUE;
        }
    }
    return color_of(blended(shares, cell.share));
}

// Colour of a height, linear light.
fn color_of(height: f32) -> vec3<f32> {
    let at = clamp(height, 0.0, 1.0) * 255.0;
    let low = u32(floor(at));
    return mix(colormap[low].rgb, colormap[min(low + 1u, 255u)].rgb, fract(at));
}

// The field at a place of the plane, bilinear, as a height; -1 in holes.
fn height_at(plane: vec2<f32>) -> f32 {
    let cell = cell_at(plane);
    var heights: array<f32, 4>;
    for (var k = 0; k < 4; k++) {
        let loss = field[cell.samples[k]];
        if !is_finite(loss) {
            return -1.0;
        }
        heights[k] = height_of(loss);
    }
    return blended(heights, cell.share);
}

// Colour of a height, or of the band that it lies in: bands share the map in equal steps, so that neighbours differ alike.
// Their edges are as wide as a pixel, over which the height changes by `per_px`.
fn filled_color(height: f32, per_px: f32) -> vec3<f32> {
    if bands.count == 0u {
        return color_of(height);
    }
    var below = 0.0;
    for (var k = 0u; k < bands.count; k++) {
        below += saturate((height - bands.heights[k / 4u][k % 4u]) / max(per_px, 1e-7) + 0.5);
    }
    return color_of(below / f32(bands.count));
}

// sRGB-encoded, as the target holds colours.
fn encoded(linear: vec3<f32>) -> vec3<f32> {
    return max(1.055 * pow(max(linear, vec3<f32>(0.0)), vec3<f32>(1.0 / 2.4)) - 0.055, 12.92 * min(linear, vec3<f32>(0.0031308)));
}

// Strength of the iso-line at a height, 0 to 1: of even width on screen, every fifth stronger, none where they crowd.
fn iso_line(height: f32) -> f32 {
    let level = height * frame.iso_lines;
    let per_px = max(fwidth(level), 1e-6);
    let nearest = round(level);
    let distance_px = abs(level - nearest) / per_px;
    let half_width = 0.6 * max(frame.pixel_scale, 0.8);
    let line = 1.0 - smoothstep(half_width - 0.5, half_width + 0.7, distance_px);
    let major = nearest - 5.0 * round(nearest / 5.0) == 0.0;
    let crowded = select(1.0 - smoothstep(0.10, 0.28, per_px), 1.0 - smoothstep(0.5, 1.2, per_px), major);
    let inside = nearest > 0.5 && nearest < frame.iso_lines - 0.5;
    return frame.iso_strength * select(0.0, line * crowded * select(0.55, 1.0, major), inside && frame.iso_lines > 0.5);
}
