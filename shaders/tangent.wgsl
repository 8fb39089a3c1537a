// Where the arrows of a quiver are: base, direction and length, from point, loss and gradient. Twin of `scene::Quiver`.

struct Quiver {
    // Points along x and y, the parity of the first one's index, and 1 where they are drawn from the last to the first.
    size: vec2<u32>,
    parity: vec2<u32>,
    backwards: vec2<u32>,
    // Magnitudes at both ends of the colours.
    magnitude_ends: vec2<f32>,
    // Length of the longest arrow in world units; negative against the gradient.
    longest: f32,
    length: u32,
    // 1 where arrows lie at `floor_z` instead of on the surface.
    on_floor: u32,
    floor_z: f32,
    // Strength of the points with an odd index, and of what the surface hides.
    odd_strength: f32,
    hidden_strength: f32,
    unused: vec2<f32>,
}

@group(1) @binding(0) var<uniform> quiver: Quiver;
@group(1) @binding(1) var<storage, read> arrows: array<Arrow>;
@group(1) @binding(2) var<storage, read> colors: array<vec4<f32>, 256>;

const LENGTH_LINEAR = 0u;
const LENGTH_LOG = 1u;
// Length of the shortest arrow of a logarithmic scale as a share of the longest.
const SHORTEST_SHARE = 0.2;
// Rise over run beyond which an arrow is upright.
const STEEPEST = 1e6;

// Place on the colour bar, 0 to 1; twin of MagnitudeRange::place.
fn place_of(magnitude: f32) -> f32 {
    let ends = quiver.magnitude_ends;
    if ends.y <= ends.x {
        return 1.0;
    }
    if quiver.length == LENGTH_LOG {
        return clamp(log(magnitude / ends.x) / log(ends.y / ends.x), 0.0, 1.0);
    }
    return clamp((magnitude - ends.x) / (ends.y - ends.x), 0.0, 1.0);
}

// Length as a share of the longest; twin of MagnitudeRange::length_share.
fn length_share(magnitude: f32) -> f32 {
    if magnitude <= 0.0 || quiver.magnitude_ends.y <= 0.0 {
        return 0.0;
    }
    switch quiver.length {
        case LENGTH_LINEAR: { return min(magnitude / quiver.magnitude_ends.y, 1.0); }
        case LENGTH_LOG: { return mix(SHORTEST_SHARE, 1.0, place_of(magnitude)); }
        default: { return 1.0; }
    }
}

// Growth of the height with the loss; twin of HeightMap::slope.
fn slope_of(loss: f32) -> f32 {
    if loss < frame.loss_ends.x || loss > frame.loss_ends.y {
        return 0.0;
    }
    var steepness = 1.0;
    switch frame.scale {
        case SCALE_LINEAR: {}
        case SCALE_SQRT: { steepness = 0.5 / sqrt(max(loss - frame.origin, 0.0)); }
        case SCALE_LOG: { steepness = 1.0 / (loss - frame.origin); }
        default: { steepness = 1.0 / (frame.knee + abs(loss)); }
    }
    return steepness / (frame.curve_ends.y - frame.curve_ends.x);
}

fn magnitude_of(gradient: vec2<f32>) -> f32 {
    let larger = max(abs(gradient.x), abs(gradient.y));
    return select(larger * length(gradient / larger), 0.0, larger == 0.0);
}

// Base and displacement in world space; twin of Quiver::arrow.
fn base_of(arrow: Arrow) -> vec3<f32> {
    let base = position_in_world(arrow.sample);
    return vec3<f32>(base.xy, select(base.z, quiver.floor_z, quiver.on_floor == 1u));
}

fn displacement_of(arrow: Arrow, magnitude: f32) -> vec3<f32> {
    let share = length_share(magnitude);
    if share == 0.0 {
        return vec3<f32>();
    }
    let plane = 2.0 * arrow.gradient / magnitude / frame.domain_span;
    let rise = min(slope_of(arrow.sample.z) * frame.box_height * magnitude, STEEPEST * length(plane));
    let along = vec3<f32>(plane, select(rise, 0.0, quiver.on_floor == 1u));
    return quiver.longest * share * normalize(along);
}
