// Arrows of a quiver: each a quad along the arrow's place on screen, with its shape by signed distance. Widths are shares
// of the length in the world, so that an arrow seen end on is as thick as its neighbours; they face the eye.

const HALO_PX = 0.9;
const FAINT_HALO_PX = 0.3;
// Shares of an arrow's length: half widths of shaft and head, length of the head. Below, the least in pixels at 1280 wide.
const SHAFT = 0.042;
const HEAD = 0.145;
const HEAD_LENGTH = 0.36;
const LEAST_SHAFT_PX = 0.55;
const LEAST_HEAD_PX = 1.4;
const LEAST_HEAD_LENGTH_PX = 3.2;

struct Quad {
    @builtin(position) clip: vec4<f32>,
    // Pixels from the base, x along the arrow.
    @location(0) at: vec2<f32>,
    // Length of arrow and head, half width of shaft and head, pixels.
    @location(1) @interpolate(flat) shape: vec4<f32>,
    @location(2) @interpolate(flat) color: vec4<f32>,
}

const NOTHING = Quad(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec2<f32>(), vec4<f32>(), vec4<f32>());

// Nearer to the eye by more than a path, so that an arrow a little under a surface that curves up is not hidden by it;
// same place on screen.
fn raised(position: vec3<f32>, by: f32) -> vec3<f32> {
    return position + (1.0 + 20.0 * by) * (lifted(position) - position);
}

// What a length in the world is in pixels at a place, seen from the side.
fn px_across(position: vec3<f32>, base_px: vec2<f32>, size: f32) -> f32 {
    let to_eye = frame.eye_in_world - position;
    let upright = dot(to_eye.xy, to_eye.xy) < 1e-6 * dot(to_eye, to_eye);
    let side = normalize(cross(to_eye, select(vec3<f32>(0.0, 0.0, 1.0), vec3<f32>(0.0, 1.0, 0.0), upright)));
    return distance(px_from_clip(frame.clip_from_world * vec4<f32>(position + size * side, 1.0)), base_px);
}

@vertex
fn vs_quiver(@builtin(vertex_index) index: u32, @builtin(instance_index) instance: u32) -> Quad {
    // From the far side to the near one, so that near arrows lie over far ones.
    let drawn = vec2<u32>(instance % quiver.size.x, instance / quiver.size.x);
    let point = select(drawn, quiver.size - 1u - drawn, quiver.backwards == vec2<u32>(1u));
    let arrow = arrows[point.y * quiver.size.x + point.x];
    let magnitude = magnitude_of(arrow.gradient);
    if !is_finite(arrow.sample.z) || !is_finite(magnitude) {
        return NOTHING;
    }
    let base = base_of(arrow);
    let displacement = displacement_of(arrow, magnitude);
    let size = length(displacement);
    let bend = select(size, 0.0, quiver.on_floor == 1u);
    let from_clip = frame.clip_from_world * vec4<f32>(raised(base, bend), 1.0);
    let to_clip = frame.clip_from_world * vec4<f32>(raised(base + displacement, bend), 1.0);
    if from_clip.w < 1e-3 || to_clip.w < 1e-3 {
        return NOTHING;
    }
    let from_px = px_from_clip(from_clip);
    let delta = px_from_clip(to_clip) - from_px;
    let span = length(delta);
    let along = select(vec2<f32>(1.0, 0.0), delta / span, span > 1e-3);
    let scale = frame.pixel_scale;
    let full = max(px_across(base, from_px, size), 1e-3);
    let head_length = min(max(HEAD_LENGTH * full, LEAST_HEAD_LENGTH_PX * scale), full) * min(span / full, 1.0);
    let head = max(HEAD * full, LEAST_HEAD_PX * scale);
    var out: Quad;
    out.shape = vec4<f32>(span, head_length, max(SHAFT * full, LEAST_SHAFT_PX * scale), head);
    let is_odd = any(((point + quiver.parity) & vec2<u32>(1u)) == vec2<u32>(1u));
    let color = colors[u32(round(255.0 * place_of(magnitude)))];
    out.color = vec4<f32>(color.rgb, select(1.0, quiver.odd_strength, is_odd));
    let pad = head + (HALO_PX + 1.5) * scale;
    let at_tip = (index & 1u) == 1u;
    out.at = vec2<f32>(select(-pad, span + pad, at_tip), select(-pad, pad, index >> 1u == 1u));
    let px = from_px + along * out.at.x + vec2<f32>(-along.y, along.x) * out.at.y;
    let nearest = select(from_clip, to_clip, at_tip);
    out.clip = vec4<f32>(ndc_from_px(px), clamp(nearest.z / nearest.w, 0.0, 1.0), 1.0);
    return out;
}

// A shaft with a triangle at its end; a dot where the arrow has no length to be seen.
fn distance_px(at: vec2<f32>, shape: vec4<f32>) -> f32 {
    let span = shape.x;
    let head = shape.w;
    if span < 0.75 * frame.pixel_scale {
        return length(at - vec2<f32>(0.5 * span, 0.0)) - 0.75 * head;
    }
    let q = vec2<f32>(at.x, abs(at.y));
    let neck = span - shape.y;
    let shaft = max(max(-q.x, q.x - neck), q.y - shape.z);
    let side = normalize(vec2<f32>(head, shape.y));
    let triangle = max(dot(q - vec2<f32>(span, 0.0), side), neck - q.x);
    return min(shaft, triangle);
}

fn painted(in: Quad, strength: f32) -> vec4<f32> {
    let soft = 0.6;
    let distance = distance_px(in.at, in.shape);
    let inside = 1.0 - smoothstep(-soft, soft, distance);
    // A dark arrow on a dark background needs a light outline, and the other way round.
    let apart = abs(dot(in.color.rgb - frame.background.rgb, vec3<f32>(0.30, 0.59, 0.11)));
    let faint = 1.0 - smoothstep(0.08, 0.28, apart);
    let edge = mix(HALO_PX, FAINT_HALO_PX, faint) * frame.pixel_scale;
    let halo = mix(0.7, 0.4, faint) * (1.0 - smoothstep(edge - soft, edge + soft, distance));
    let outline = mix(frame.halo_color.rgb, 1.0 - frame.halo_color.rgb, faint);
    let color = mix(outline, in.color.rgb, inside);
    return vec4<f32>(color, max(inside, halo) * strength * in.color.a);
}

@fragment
fn fs_quiver(in: Quad) -> @location(0) vec4<f32> {
    return painted(in, 1.0);
}

@fragment
fn fs_hidden(in: Quad) -> @location(0) vec4<f32> {
    return painted(in, quiver.hidden_strength);
}
