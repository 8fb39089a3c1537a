// Swarms: a disc for each member at the playhead, and a trail of short capsules that fades with its age. Nothing but the
// kept samples is uploaded; both kinds of quads are made here, in screen space, of constant size on screen. They are drawn
// again, dim, where the surface is in front (the depth test reversed).

struct Swarm {
    // Kept samples of each member.
    rows: u32,
    // Capsules in the trail of each member.
    segments: u32,
    // The kept row at the playhead, fractional.
    shown_row: f32,
    // Kept rows that one capsule spans.
    span: f32,
    // Radius of a disc and half width of a trail in pixels at 1280 wide.
    radius: f32,
    half_width: f32,
    // Opacities of discs and of the young end of trails.
    opacity: f32,
    trail_opacity: f32,
}

@group(1) @binding(0) var<uniform> swarm: Swarm;
// Two parameters and the loss of each kept row, member after member.
@group(1) @binding(1) var<storage, read> samples: array<f32>;
// Red, green, blue and opacity of each member, 8 bits each; opacity 0 until the member is computed.
@group(1) @binding(2) var<storage, read> colors: array<u32>;

const NEAR = 1e-3;

struct Quad {
    @builtin(position) clip: vec4<f32>,
    // Pixels from the centre of a disc, or the two ends of a capsule on screen.
    @location(0) at: vec2<f32>,
    @location(1) @interpolate(flat) ends: vec4<f32>,
    @location(2) @interpolate(flat) color: vec4<f32>,
}

const NOTHING = Quad(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec2<f32>(), vec4<f32>(), vec4<f32>());

fn sample_at(member: u32, row: u32) -> vec3<f32> {
    let at = 3u * (member * swarm.rows + min(row, swarm.rows - 1u));
    return vec3<f32>(samples[at], samples[at + 1u], samples[at + 2u]);
}

// Where a member is at a fractional row; w is 0 where it has no loss.
fn place(member: u32, row: f32) -> vec4<f32> {
    let before = u32(max(row, 0.0));
    let from_sample = sample_at(member, before);
    let to_sample = sample_at(member, before + 1u);
    let at = mix(position_in_world(from_sample), position_in_world(to_sample), fract(max(row, 0.0)));
    return vec4<f32>(at, select(0.0, 1.0, is_finite(from_sample.z) && is_finite(to_sample.z)));
}

// Outside the box members fade away: they are far from what the picture is about.
fn within_box(world: vec3<f32>) -> f32 {
    return 1.0 - smoothstep(1.0, 1.3, max(abs(world.x), abs(world.y)));
}

// Pixels at 1280 wide around a disc; none around the smallest, whose crowd would drown in it.
fn halo_px() -> f32 {
    return clamp(0.45 * (swarm.radius - 1.2), 0.0, 0.8);
}

fn corner_of(index: u32) -> vec2<f32> {
    return vec2<f32>(f32(index & 1u), f32(index >> 1u)) * 2.0 - 1.0;
}

@vertex
fn vs_disc(@builtin(vertex_index) index: u32, @builtin(instance_index) member: u32) -> Quad {
    let color = unpack4x8unorm(colors[member]);
    let at = place(member, swarm.shown_row);
    let clip = frame.clip_from_world * vec4<f32>(lifted(at.xyz), 1.0);
    let opacity = color.a * at.w * within_box(at.xyz);
    if opacity <= 0.0 || clip.w < NEAR {
        return NOTHING;
    }
    var out: Quad;
    out.at = corner_of(index) * ((swarm.radius + halo_px()) * frame.pixel_scale + 1.0);
    let px = px_from_clip(clip) + out.at;
    out.clip = vec4<f32>(ndc_from_px(px), clamp(clip.z / clip.w, 0.0, 1.0), 1.0);
    out.color = vec4<f32>(color.rgb, opacity);
    return out;
}

@vertex
fn vs_trail(@builtin(vertex_index) index: u32, @builtin(instance_index) instance: u32) -> Quad {
    let member = instance / swarm.segments;
    let age = f32(instance % swarm.segments);
    let young_row = swarm.shown_row - age * swarm.span;
    let color = unpack4x8unorm(colors[member]);
    if color.a == 0.0 || young_row <= 0.0 {
        return NOTHING;
    }
    let young = place(member, young_row);
    let old = place(member, max(young_row - swarm.span, 0.0));
    let young_clip = frame.clip_from_world * vec4<f32>(lifted(young.xyz), 1.0);
    let old_clip = frame.clip_from_world * vec4<f32>(lifted(old.xyz), 1.0);
    let inside = young.w * old.w * within_box(young.xyz) * within_box(old.xyz);
    if inside <= 0.0 || young_clip.w < NEAR || old_clip.w < NEAR {
        return NOTHING;
    }
    let from_px = px_from_clip(old_clip);
    let to_px = px_from_clip(young_clip);
    let along = (to_px - from_px) / max(length(to_px - from_px), 1e-3);
    let corner = corner_of(index);
    let at_young = corner.x > 0.0;
    let reach = swarm.half_width * frame.pixel_scale + 1.0;
    let px = select(from_px, to_px, at_young) + reach * (along * corner.x + vec2<f32>(-along.y, along.x) * corner.y);
    let depth = select(old_clip.z / old_clip.w, young_clip.z / young_clip.w, at_young);
    var out: Quad;
    out.at = px;
    out.ends = vec4<f32>(from_px, to_px);
    out.clip = vec4<f32>(ndc_from_px(px), clamp(depth, 0.0, 1.0), 1.0);
    let youth = 1.0 - age / f32(swarm.segments);
    out.color = vec4<f32>(color.rgb, inside * swarm.trail_opacity * youth * youth);
    return out;
}

fn disc(in: Quad, strength: f32) -> vec4<f32> {
    let distance = length(in.at) - swarm.radius * frame.pixel_scale;
    let inside = 1.0 - smoothstep(-0.6, 0.6, distance);
    let halo = 0.7 * (1.0 - smoothstep(-0.6, 0.6, distance - halo_px() * frame.pixel_scale));
    let color = mix(frame.halo_color.rgb, in.color.rgb, inside);
    return vec4<f32>(color, max(inside, halo) * in.color.a * swarm.opacity * strength);
}

fn trail(in: Quad, strength: f32) -> vec4<f32> {
    let delta = in.ends.zw - in.ends.xy;
    let share = clamp(dot(in.at - in.ends.xy, delta) / max(dot(delta, delta), 1e-6), 0.0, 1.0);
    let distance = length(in.at - in.ends.xy - share * delta);
    let half_width = swarm.half_width * frame.pixel_scale;
    return vec4<f32>(in.color.rgb, (1.0 - smoothstep(half_width - 0.5, half_width + 0.5, distance)) * in.color.a * strength);
}

@fragment
fn fs_disc(in: Quad) -> @location(0) vec4<f32> {
    return disc(in, 1.0);
}

@fragment
fn fs_hidden_disc(in: Quad) -> @location(0) vec4<f32> {
    return disc(in, 0.08 * swarm.radius);
}

@fragment
fn fs_trail(in: Quad) -> @location(0) vec4<f32> {
    return trail(in, 1.0);
}
