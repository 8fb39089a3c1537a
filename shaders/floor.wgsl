// The floor: a quiet grid that fades out around the domain, or the flat contour map. It mixes itself with the background,
// which is all that lies behind it, so it needs no blending.

// Half width of the floor in world units.
const REACH = 1.5;

struct Floor {
    @builtin(position) clip: vec4<f32>,
    @location(0) plane: vec2<f32>,
}

@vertex
fn vs_floor(@builtin(vertex_index) index: u32) -> Floor {
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
    var out: Floor;
    out.plane = corner * REACH;
    out.clip = frame.clip_from_world * vec4<f32>(out.plane, frame.floor_z, 1.0);
    return out;
}

// The plane of a flat view.
@vertex
fn vs_flat(@builtin(vertex_index) index: u32) -> Floor {
    var out: Floor;
    out.plane = vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
    out.clip = frame.clip_from_world * vec4<f32>(out.plane, 0.0, 1.0);
    return out;
}

// Strength of the grid lines at round parameters.
fn grid_line(plane: vec2<f32>) -> f32 {
    let parameters = frame.domain_min + 0.5 * (plane + 1.0) * frame.domain_span;
    let cell = parameters / frame.tick_step;
    let per_px = max(fwidth(cell), vec2<f32>(1e-6));
    let distance_px = abs(cell - round(cell)) / per_px;
    let line = 1.0 - smoothstep(vec2<f32>(0.0), vec2<f32>(1.1 * max(frame.pixel_scale, 0.8)), distance_px);
    let crowded = 1.0 - smoothstep(vec2<f32>(0.05), vec2<f32>(0.3), per_px);
    return max(line.x * crowded.x, line.y * crowded.y);
}

// Over the background, or over nothing where that is left out: then multiplied by its alpha, as all that is drawn.
fn over_background(color: vec3<f32>, alpha: f32) -> vec4<f32> {
    let background = vec4<f32>(frame.background.rgb * frame.background.a, frame.background.a);
    return mix(background, vec4<f32>(color, 1.0), alpha);
}

// A quiet grid with the contact shadow of the block that stands on it; under a surface that floats, a touch of shade.
@fragment
fn fs_grid(in: Floor) -> @location(0) vec4<f32> {
    let away = length(max(abs(in.plane) - 1.0, vec2<f32>(0.0)));
    let grid = grid_line(in.plane);
    let fade = 1.0 - smoothstep(0.1, 0.5, away);
    let floats = frame.floor_z < -0.1;
    let contact = max(select(0.52, 0.12, floats) * exp(-away * 12.0) - 0.02, 0.0) * frame.opacity;
    // Over nothing, all of the shadow is black: a lighter one would glow on dark grounds.
    let shadow = mix(1.0 - grid, clamp(contact * (1.0 - grid), 0.0, 1.0), frame.background.a);
    let color = mix(frame.grid_color.rgb, frame.background.rgb * 0.5 * frame.background.a, shadow);
    let alpha = max(grid * 0.9, contact) * fade;
    return over_background(color, alpha);
}

// The flat contour map, and a little of the grid around it.
@fragment
fn fs_map(in: Floor) -> @location(0) vec4<f32> {
    let away = length(max(abs(in.plane) - 1.0, vec2<f32>(0.0)));
    let height = height_at(in.plane);
    let line = iso_line(height);
    let per_px = fwidth(height);
    let grid = grid_line(in.plane);
    if away > 0.0 {
        let fade = 1.0 - smoothstep(0.05, 0.4, away);
        return over_background(frame.grid_color.rgb, 0.7 * grid * fade);
    }
    if height < 0.0 {
        return over_background(frame.grid_color.rgb, 0.35);
    }
    let flat_color = mix(encoded(surface_color(in.plane, height, per_px)), frame.background.rgb, 0.25) * (1.0 - 0.25 * line);
    return vec4<f32>(flat_color, 1.0);
}

// The surface as on paper: the colours of the bar, unlit.
@fragment
fn fs_flat(in: Floor) -> @location(0) vec4<f32> {
    let height = height_at(in.plane);
    let line = iso_line(height);
    let per_px = fwidth(height);
    if height < 0.0 {
        return over_background(frame.grid_color.rgb, 0.35);
    }
    return over_background(encoded(surface_color(in.plane, height, per_px) * (1.0 - 0.5 * line)), frame.opacity);
}
