// What the passes over the field share: losses by index, the relief, colours by height, iso-lines.

@group(1) @binding(0) var<storage, read> field: array<f32>;
@group(1) @binding(1) var<storage, read> colormap: array<vec4<f32>>;
// Per vertex of the display mesh: z, normal x and y, openness (negative at holes); see relief.wgsl.
@group(1) @binding(2) var<storage, read> relief: array<vec4<f32>>;


struct Bands {
    // Heights at which the colour of filled contours changes, ascending, four at a time.
    heights: array<vec4<f32>, 16>,
    // How many there are; 0 where the colours change with every height.
    count: u32,
    unused: u32,
    unused_pair: vec2<u32>,
}
@group(1) @binding(3) var<uniform> bands: Bands;

fn field_at(i: i32, j: i32) -> f32 {
    let last = vec2<i32>(frame.field_size) - 1;
    let at = clamp(vec2<i32>(i, j), vec2<i32>(0), last);
    return field[u32(at.y) * frame.field_size.x + u32(at.x)];
}

// Colour of a height, linear light.
fn color_of(height: f32) -> vec3<f32> {
    let at = clamp(height, 0.0, 1.0) * 255.0;
    let low = u32(floor(at));
    return mix(colormap[low].rgb, colormap[min(low + 1u, 255u)].rgb, fract(at));
}

// The field at a place of the plane, bilinear, as a height; -1 in holes.
fn height_at(plane: vec2<f32>) -> f32 {
    let at = clamp(0.5 * (plane + 1.0), vec2<f32>(0.0), vec2<f32>(1.0)) * vec2<f32>(frame.field_size - 1u);
    let low = vec2<i32>(floor(at));
    let share = at - vec2<f32>(low);
    var heights: array<f32, 4>;
    for (var k = 0; k < 4; k++) {
        let loss = field_at(low.x + k % 2, low.y + k / 2);
        if !is_finite(loss) {
            return -1.0;
        }
        heights[k] = height_of(loss);
    }
    return mix(mix(heights[0], heights[1], share.x), mix(heights[2], heights[3], share.x), share.y);
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
