// What every drawing pass shares: the frame's uniforms, the map from sample to world, colours.

struct Frame {
    clip_from_world: mat4x4<f32>,
    eye_in_world: vec3<f32>,
    // Pixels of this picture per pixel of a picture 1280 wide.
    pixel_scale: f32,
    // Unit vector towards the key light.
    light_in_world: vec3<f32>,
    // Pixels per world unit at the target of the camera.
    px_per_world: f32,
    domain_min: vec2<f32>,
    domain_span: vec2<f32>,
    viewport_px: vec2<f32>,
    // Loss at heights 0 and 1, and the same through `curve`.
    loss_ends: vec2<f32>,
    curve_ends: vec2<f32>,
    // Spacing of the floor grid in parameters.
    tick_step: vec2<f32>,
    knee: f32,
    scale: u32,
    box_height: f32,
    floor_z: f32,
    iso_lines: f32,
    opacity: f32,
    wireframe: f32,
    // The loss from which sqrt and log measure.
    origin: f32,
    // Strength of the iso-lines, 0 to 1.
    iso_strength: f32,
    // What the colours show: one of TINT_, and the values at both ends of the colour map, through its curve.
    tint: u32,
    tint_ends: vec2<f32>,
    // Samples of the field and vertices of the display mesh.
    field_size: vec2<u32>,
    mesh_size: vec2<u32>,
    // Its alpha is 0 where the background is left out.
    background: vec4<f32>,
    grid_color: vec4<f32>,
    halo_color: vec4<f32>,
}

@group(0) @binding(0) var<uniform> frame: Frame;

const TINT_HEIGHT = 0u;
const TINT_LOG = 2u;

const SCALE_LINEAR = 0u;
const SCALE_SQRT = 1u;
const SCALE_LOG = 2u;

fn is_finite(value: f32) -> bool {
    return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}

// The monotone curve of the height scale; twin of HeightMap::curve.
fn curve(loss: f32) -> f32 {
    switch frame.scale {
        case SCALE_LINEAR: { return loss; }
        case SCALE_SQRT: { return sqrt(max(loss - frame.origin, 0.0)); }
        case SCALE_LOG: { return log(max(loss, frame.loss_ends.x) - frame.origin); }
        default: { return sign(loss) * log(1.0 + abs(loss) / frame.knee); }
    }
}

// Height of a finite loss, 0 to 1; twin of HeightMap::height.
fn height_of(loss: f32) -> f32 {
    let inside = clamp(loss, frame.loss_ends.x, frame.loss_ends.y);
    return (curve(inside) - frame.curve_ends.x) / (frame.curve_ends.y - frame.curve_ends.x);
}

// From (parameters on the plane, loss) to world space; twin of World::position.
fn position_in_world(sample: vec3<f32>) -> vec3<f32> {
    let plane = 2.0 * (sample.xy - frame.domain_min) / frame.domain_span - 1.0;
    return vec3<f32>(plane, height_of(sample.z) * frame.box_height);
}

// Moved towards the eye by a little, so that what lies on the surface is not hidden by it; same place on screen.
fn lifted(position: vec3<f32>) -> vec3<f32> {
    return lifted_by(position, 0.016);
}

fn lifted_by(position: vec3<f32>, distance: f32) -> vec3<f32> {
    return position + distance * normalize(frame.eye_in_world - position);
}

// Pixels, y down, of a clip-space position in front of the eye.
fn px_from_clip(clip: vec4<f32>) -> vec2<f32> {
    return (clip.xy / clip.w * vec2<f32>(0.5, -0.5) + 0.5) * frame.viewport_px;
}

// Normalised device coordinates of a pixel.
fn ndc_from_px(px: vec2<f32>) -> vec2<f32> {
    return (px / frame.viewport_px - 0.5) * vec2<f32>(2.0, -2.0);
}

// How much a surface of this opacity hides, 0 to 1: of an invisible one, what lies behind is not behind.
fn hides() -> f32 {
    return smoothstep(0.0, 0.3, frame.opacity);
}
