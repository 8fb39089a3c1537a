// Paths: every segment is a capsule in screen space, drawn by one instance of six vertices. Halos are drawn before the
// lines, so that no segment's halo covers its neighbour. The same segments are drawn again, dashed and dim, where the
// surface is in front (the depth test reversed), and flat on the floor as shadows.

struct Point {
    // Parameters and loss; a place in world space where `space` is 1.
    sample: vec3<f32>,
    // The sample of the path, fractional.
    along: f32,
    // Length so far on the 2 by 2 plane.
    length: f32,
    // Index of the run.
    run: u32,
    space: u32,
    unused: u32,
}

struct Run {
    color: vec4<f32>, // Alpha is the strength.
    // Dash and gap in pixels at 1280 wide; 0 for a solid line.
    dash: vec2<f32>,
    // The path is shown up to this sample.
    shown_along: f32,
    // Half width of the line in pixels at 1280 wide.
    half_width: f32,
}

@group(1) @binding(0) var<storage, read> points: array<Point>;
@group(1) @binding(1) var<storage, read> runs: array<Run>;

const NEAR = 1e-3;
const HALO_PX = 1.0;

struct Segment {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(flat) from_px: vec2<f32>,
    @location(1) @interpolate(flat) to_px: vec2<f32>,
    @location(2) @interpolate(flat) run: u32,
    @location(3) @interpolate(flat) lengths: vec2<f32>,
}

const NOTHING = Segment(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec2<f32>(), vec2<f32>(), 0u, vec2<f32>());

fn place(point: Point) -> vec3<f32> {
    return select(position_in_world(point.sample), point.sample, point.space == 1u);
}

fn segment(index: u32, instance: u32, on_floor: bool) -> Segment {
    let a = points[instance];
    let b = points[instance + 1u];
    let run = runs[a.run];
    if a.run != b.run || a.along >= run.shown_along {
        return NOTHING;
    }
    let share = clamp((run.shown_along - a.along) / max(b.along - a.along, 1e-9), 0.0, 1.0);
    var from_world = place(a);
    var to_world = mix(from_world, place(b), share);
    if on_floor {
        from_world.z = frame.floor_z;
        to_world.z = frame.floor_z;
    }
    var from_clip = frame.clip_from_world * vec4<f32>(lifted(from_world), 1.0);
    var to_clip = frame.clip_from_world * vec4<f32>(lifted(to_world), 1.0);
    if from_clip.w < NEAR && to_clip.w < NEAR {
        return NOTHING;
    }
    if from_clip.w < NEAR {
        from_clip = mix(to_clip, from_clip, (to_clip.w - NEAR) / (to_clip.w - from_clip.w));
    } else if to_clip.w < NEAR {
        to_clip = mix(from_clip, to_clip, (from_clip.w - NEAR) / (from_clip.w - to_clip.w));
    }
    var out: Segment;
    out.from_px = px_from_clip(from_clip);
    out.to_px = px_from_clip(to_clip);
    out.run = a.run;
    out.lengths = vec2<f32>(a.length, mix(a.length, b.length, share));
    let reach = (run.half_width + HALO_PX) * frame.pixel_scale + 1.5;
    let delta = out.to_px - out.from_px;
    let span = length(delta);
    let along = select(vec2<f32>(1.0, 0.0), delta / span, span > 1e-4);
    let across = vec2<f32>(-along.y, along.x);
    let corner = array<vec2<f32>, 6>(vec2(-1.0, -1.0), vec2(1.0, -1.0), vec2(-1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(1.0, 1.0))[index];
    let at_end = corner.x > 0.0;
    let px = select(out.from_px, out.to_px, at_end) + reach * (along * corner.x + across * corner.y);
    let nearest = select(from_clip, to_clip, at_end);
    out.clip = vec4<f32>(ndc_from_px(px), clamp(nearest.z / nearest.w, 0.0, 1.0), 1.0);
    return out;
}

@vertex
fn vs_line(@builtin(vertex_index) index: u32, @builtin(instance_index) instance: u32) -> Segment {
    return segment(index, instance, false);
}

@vertex
fn vs_shadow(@builtin(vertex_index) index: u32, @builtin(instance_index) instance: u32) -> Segment {
    return segment(index, instance, true);
}
