// Arrow heads and marks: signed distance shapes on quads that face the eye, of constant size on screen.

struct Glyph {
    // Parameters and loss.
    sample: vec3<f32>,
    // Radius in pixels at 1280 wide.
    radius: f32,
    // A sample ahead on the path, which gives an arrow its direction.
    ahead: vec3<f32>,
    shape: u32,
    // Alpha is the glyph's strength.
    color: vec4<f32>,
    // Alpha is its width in pixels at 1280 wide; around it lies a halo of the opposite colour. 0: the halo of paths alone.
    outline: vec4<f32>,
}

@group(1) @binding(0) var<storage, read> glyphs: array<Glyph>;

const ARROW = 0u;
const RING = 1u;
const BALL = 2u;
const DIAMOND = 3u;
const CROSS = 4u;
const DISC = 5u;
const STAR = 6u;
const FILLED_CROSS = 7u;
const TRIANGLE = 8u;
// The ends of stems, a dot and a ring: they stay where they are, below the surface too, and can be seen there.
const STEM_DOT = 9u;
const STEM_RING = 10u;
const HALO_PX = 1.0;

struct Quad {
    @builtin(position) clip: vec4<f32>,
    // Pixels at 1280 wide from the centre; for an arrow, x points ahead.
    @location(0) at: vec2<f32>,
    @location(1) @interpolate(flat) glyph: u32,
}

@vertex
fn vs_glyph(@builtin(vertex_index) index: u32, @builtin(instance_index) instance: u32) -> Quad {
    let glyph = glyphs[instance];
    // A mark stands before the ground that its lower half would sink into, the flatter the view the further.
    let stays = glyph.shape == ARROW || glyph.shape >= STEM_DOT;
    let sunk = select(4.0 * glyph.radius * frame.pixel_scale / frame.px_per_world, 0.0, stays);
    let world = lifted_by(position_in_world(glyph.sample), max(0.016, sunk));
    let clip = frame.clip_from_world * vec4<f32>(world, 1.0);
    let ahead = frame.clip_from_world * vec4<f32>(lifted(position_in_world(glyph.ahead)), 1.0);
    var out: Quad;
    out.glyph = instance;
    if clip.w < 1e-3 {
        out.clip = vec4<f32>(2.0, 2.0, 2.0, 1.0);
        return out;
    }
    let centre = px_from_clip(clip);
    var along = vec2<f32>(1.0, 0.0);
    if glyph.shape == ARROW {
        let delta = px_from_clip(ahead) - centre;
        along = select(along, normalize(delta), length(delta) > 1e-3);
    }
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
    out.at = corner * (glyph.radius * 2.2 + 3.0);
    let offset = (along * out.at.x + vec2<f32>(-along.y, along.x) * out.at.y) * frame.pixel_scale;
    out.clip = vec4<f32>(ndc_from_px(centre + offset), clamp(clip.z / clip.w, 0.0, 1.0), 1.0);
    return out;
}

// A triangle with its tip at (r, 0) and a notched back.
fn arrow_distance(p: vec2<f32>, r: f32) -> f32 {
    let q = vec2<f32>(p.x, abs(p.y));
    let tip = vec2<f32>(r, 0.0);
    let barb = vec2<f32>(-0.85 * r, 0.78 * r);
    let side = normalize(vec2<f32>(barb.y - tip.y, tip.x - barb.x));
    let notch = vec2<f32>(-0.45 * r, 0.0);
    let back = normalize(vec2<f32>(notch.y - barb.y, barb.x - notch.x));
    return max(dot(q - tip, side), dot(q - barb, back));
}

// Two bars across each other, turned by an eighth.
fn cross_distance(p: vec2<f32>, r: f32, half_width: f32) -> f32 {
    let q = abs(vec2<f32>(p.x + p.y, p.x - p.y)) * 0.7071;
    return min(max(q.x - r, q.y - half_width), max(q.y - r, q.x - half_width));
}

// Five points, one up: folded into a tenth of a turn, it is one edge from a tip to a notch.
fn star_distance(p: vec2<f32>, r: f32) -> f32 {
    let fifth = 1.2566371;
    let angle = atan2(p.x, -p.y);
    let folded = abs(angle - fifth * round(angle / fifth));
    let q = length(p) * vec2<f32>(sin(folded), cos(folded)) - vec2<f32>(0.0, r);
    let edge = 0.45 * r * vec2<f32>(sin(0.5 * fifth), cos(0.5 * fifth)) - vec2<f32>(0.0, r);
    let share = clamp(dot(q, edge) / dot(edge, edge), 0.0, 1.0);
    return length(q - share * edge) * sign(edge.x * q.y - edge.y * q.x);
}

fn shape_distance(shape: u32, p: vec2<f32>, r: f32) -> f32 {
    switch shape {
        case ARROW: { return arrow_distance(p, r); }
        case RING, STEM_RING: { return abs(length(p) - 0.75 * r) - 0.25 * r; }
        case BALL, DISC, STEM_DOT: { return length(p) - r; }
        case DIAMOND: { return (abs(p.x) + abs(p.y) - r) * 0.7071; }
        case STAR: { return star_distance(p, r); }
        case TRIANGLE: {
            // Upwards on screen, where y points down.
            let q = vec2<f32>(abs(p.x), p.y + 0.12 * r);
            return max(dot(q, vec2<f32>(0.8660, -0.5)) - 0.56 * r, q.y - 0.56 * r);
        }
        case FILLED_CROSS: { return cross_distance(p, r, 0.34 * r); }
        default: { return cross_distance(p, r, 0.22 * r); }
    }
}

fn painted(in: Quad, strength: f32) -> vec4<f32> {
    let glyph = glyphs[in.glyph];
    let soft = 0.6 / frame.pixel_scale;
    let distance = shape_distance(glyph.shape, in.at, glyph.radius);
    let inside = 1.0 - smoothstep(-soft, soft, distance);
    let rim = glyph.outline.a;
    let outlined = rim > 0.0;
    let edge = select(0.0, 1.0 - smoothstep(rim - soft, rim + soft, distance), outlined);
    let halo = max(edge, 0.8 * (1.0 - smoothstep(rim + HALO_PX - soft, rim + HALO_PX + soft, distance)));
    let around = mix(select(frame.halo_color.rgb, 1.0 - glyph.outline.rgb, outlined), glyph.outline.rgb, edge);
    var color = mix(around, glyph.color.rgb, inside);
    var alpha = max(inside, halo);
    if glyph.shape == BALL {
        let shine = 0.5 * (1.0 - smoothstep(0.0, 0.75 * glyph.radius, length(in.at + vec2<f32>(0.3, 0.35) * glyph.radius)));
        color = mix(color, vec3<f32>(1.0), shine * inside);
        let glow = 0.35 * exp(-max(distance, 0.0) / (0.4 * glyph.radius)) * (1.0 - smoothstep(0.6, 1.1, distance / glyph.radius));
        color = mix(glyph.color.rgb, color, max(inside, halo));
        alpha = max(alpha, glow);
    }
    return vec4<f32>(color, alpha * strength * glyph.color.a);
}

@fragment
fn fs_glyph(in: Quad) -> @location(0) vec4<f32> {
    return painted(in, 1.0);
}

@fragment
fn fs_hidden(in: Quad) -> @location(0) vec4<f32> {
    let dim = select(0.3, 0.75, glyphs[in.glyph].shape >= STEM_DOT);
    return painted(in, mix(0.9, dim, hides()));
}
