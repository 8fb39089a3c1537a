// Ambient occlusion of the height field: how much of the sky each vertex of the display mesh sees. Eight directions, in
// each the steepest rise within reach; the mean of what is left above it.

@group(1) @binding(0) var<storage, read> field: array<f32>;
@group(1) @binding(1) var<storage, read_write> open: array<f32>;

const DIRECTIONS = 8;
const STEPS = 9;
// Length of the first step in world units; each next step is a third longer.
const FIRST = 0.02;

fn z_at(plane: vec2<f32>) -> f32 {
    let share = clamp(0.5 * (plane + 1.0), vec2<f32>(0.0), vec2<f32>(1.0));
    let at = vec2<u32>(round(share * vec2<f32>(frame.field_size - 1u)));
    let loss = field[at.y * frame.field_size.x + at.x];
    return select(0.0, height_of(loss) * frame.box_height, is_finite(loss));
}

@compute @workgroup_size(8, 8)
fn occlude(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= frame.mesh_size.x || id.y >= frame.mesh_size.y {
        return;
    }
    let plane = 2.0 * vec2<f32>(id.xy) / vec2<f32>(frame.mesh_size - 1u) - 1.0;
    let z = z_at(plane);
    var seen = 0.0;
    for (var d = 0; d < DIRECTIONS; d++) {
        let angle = 6.2831853 * (f32(d) + 0.25) / f32(DIRECTIONS);
        let direction = vec2<f32>(cos(angle), sin(angle));
        var reach = FIRST;
        var stride = FIRST;
        var steepest = 0.0;
        for (var k = 0; k < STEPS; k++) {
            let there = plane + reach * direction;
            let inside = all(abs(there) <= vec2<f32>(1.0));
            let slope = (z_at(there) - z) / reach;
            let near = 1.0 - f32(k) / f32(STEPS + 3);
            steepest = max(steepest, select(0.0, slope * near, inside));
            stride *= 1.33;
            reach += stride;
        }
        // The sine of the horizon's height is hidden; the rest is seen.
        seen += 1.0 - steepest / sqrt(1.0 + steepest * steepest);
    }
    open[id.y * frame.mesh_size.x + id.x] = mix(0.15, 1.0, seen / f32(DIRECTIONS));
}
