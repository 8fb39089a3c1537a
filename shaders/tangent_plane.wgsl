// A piece of the tangent plane: cells over the parameters, whose losses are linear; the map to the world bends it like the
// surface. Translucent, with a fine grid that counts from the point, and an outline. It is drawn again, dim, where the
// surface is in front.

struct Tangent {
    // Where it touches, in parameters.
    point: vec2<f32>,
    gradient: vec2<f32>,
    // The two corners, in parameters.
    low: vec2<f32>,
    high: vec2<f32>,
    // Half the side where nothing cuts it.
    half_side: vec2<f32>,
    // It is drawn between these losses.
    loss_limits: vec2<f32>,
    loss: f32,
    // How strong it is, 0 to 1.
    strength: f32,
    unused: vec2<f32>,
    color: vec4<f32>,
}

@group(1) @binding(0) var<uniform> tangent: Tangent;

// Cells along one side.
const CELLS = 64u;
// Lines of the grid between point and side.
const LINES = 4.0;

struct Corner {
    @builtin(position) clip: vec4<f32>,
    // From the point, in half sides.
    @location(0) at: vec2<f32>,
    @location(1) loss: f32,
    // Share of the way from the low to the high corner.
    @location(2) share: vec2<f32>,
}

@vertex
fn vs_tangent(@builtin(vertex_index) index: u32, @builtin(instance_index) cell: u32) -> Corner {
    let corner = vec2<u32>(index & 1u, index >> 1u);
    var out: Corner;
    out.share = vec2<f32>(vec2<u32>(cell % CELLS, cell / CELLS) + corner) / f32(CELLS);
    let parameters = mix(tangent.low, tangent.high, out.share);
    let by = parameters - tangent.point;
    out.at = by / tangent.half_side;
    out.loss = tangent.loss + dot(tangent.gradient, by);
    let world = position_in_world(vec3<f32>(parameters, out.loss));
    out.clip = frame.clip_from_world * vec4<f32>(lifted(world), 1.0);
    return out;
}

// 1 on lines of this half width in pixels at 1280 wide, along multiples of 1.
fn near_line(value: vec2<f32>, half_width: f32) -> f32 {
    let px = abs(value - round(value)) / max(fwidth(value), vec2<f32>(1e-6)) / frame.pixel_scale;
    let soft = 0.6 / frame.pixel_scale;
    return 1.0 - smoothstep(half_width - soft, half_width + soft, min(px.x, px.y));
}

fn painted(in: Corner, fill: f32, lines: f32) -> vec4<f32> {
    let grid = near_line(LINES * in.at, 0.35);
    let edge_px = min(in.share, 1.0 - in.share) / max(fwidth(in.share), vec2<f32>(1e-6)) / frame.pixel_scale;
    let outline = 1.0 - smoothstep(0.8, 2.0, min(edge_px.x, edge_px.y));
    if in.loss < tangent.loss_limits.x || in.loss > tangent.loss_limits.y {
        discard;
    }
    let alpha = max(max(fill, 0.75 * lines * grid), lines * outline);
    return vec4<f32>(tangent.color.rgb, alpha * tangent.strength);
}

@fragment
fn fs_tangent(in: Corner) -> @location(0) vec4<f32> {
    return painted(in, 0.34, 0.9);
}

@fragment
fn fs_hidden(in: Corner) -> @location(0) vec4<f32> {
    return painted(in, 0.09, 0.34);
}
