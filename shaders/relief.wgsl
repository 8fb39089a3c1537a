// The relief: what the surface's vertex shader needs of each vertex of the display mesh, computed once per field and
// height map: its height, its normal from the full field, and its ambient occlusion (how much of the sky it sees: eight
// directions, in each the steepest rise within reach).

@group(1) @binding(0) var<storage, read> field: array<f32>;
// z in world space, normal x and y, openness to the sky; the openness of holes is negative.
@group(1) @binding(1) var<storage, read_write> relief: array<vec4<f32>>;

const DIRECTIONS = 8;
const STEPS = 9;
// Length of the first step in world units; each next step is a third longer.
const FIRST = 0.02;

fn z_of(loss: f32, otherwise: f32) -> f32 {
    return select(otherwise, height_of(loss) * frame.box_height, is_finite(loss));
}

fn z_at(at: vec2<i32>, otherwise: f32) -> f32 {
    let inside = clamp(at, vec2<i32>(0), vec2<i32>(frame.field_size) - 1);
    return z_of(field[u32(inside.y) * frame.field_size.x + u32(inside.x)], otherwise);
}

// Height of a hole's vertex: the mean of its finite neighbours, so that the rim does not fall off.
fn mended(at: vec2<i32>, stride: i32) -> f32 {
    var sum = 0.0;
    var count = 0.0;
    for (var k = 0; k < 9; k++) {
        let z = z_at(at + stride * vec2<i32>(k % 3 - 1, k / 3 - 1), -1.0);
        if z >= 0.0 {
            sum += z;
            count += 1.0;
        }
    }
    return sum / max(count, 1.0);
}

fn normal_at(at: vec2<i32>, z: f32) -> vec3<f32> {
    let last = vec2<i32>(frame.field_size) - 1;
    let low = max(at - 1, vec2<i32>(0));
    let high = min(at + 1, last);
    let across = 2.0 * vec2<f32>(high - low) / vec2<f32>(last);
    let east = z_at(vec2<i32>(high.x, at.y), z);
    let west = z_at(vec2<i32>(low.x, at.y), z);
    let north = z_at(vec2<i32>(at.x, high.y), z);
    let south = z_at(vec2<i32>(at.x, low.y), z);
    return normalize(vec3<f32>((west - east) / across.x, (south - north) / across.y, 1.0));
}

fn openness(plane: vec2<f32>, z: f32) -> f32 {
    var seen = 0.0;
    for (var d = 0; d < DIRECTIONS; d++) {
        let angle = 6.2831853 * (f32(d) + 0.25) / f32(DIRECTIONS);
        let direction = vec2<f32>(cos(angle), sin(angle));
        var reach = FIRST;
        var stride = FIRST;
        var steepest = 0.0;
        for (var k = 0; k < STEPS; k++) {
            let there = plane + reach * direction;
            let at = vec2<i32>(round(0.5 * (there + 1.0) * vec2<f32>(frame.field_size - 1u)));
            let inside = all(abs(there) <= vec2<f32>(1.0));
            let slope = (z_at(at, 0.0) - z) / reach;
            let near = 1.0 - f32(k) / f32(STEPS + 3);
            steepest = max(steepest, select(0.0, slope * near, inside));
            stride *= 1.33;
            reach += stride;
        }
        // The sine of the horizon's height is hidden; the rest is seen.
        seen += 1.0 - steepest / sqrt(1.0 + steepest * steepest);
    }
    return mix(0.15, 1.0, seen / f32(DIRECTIONS));
}

@compute @workgroup_size(8, 8)
fn sculpt(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= frame.mesh_size.x || id.y >= frame.mesh_size.y {
        return;
    }
    let share = vec2<f32>(id.xy) / vec2<f32>(frame.mesh_size - 1u);
    let at = vec2<i32>(round(share * vec2<f32>(frame.field_size - 1u)));
    let whole = z_at(at, -1.0) >= 0.0;
    var z = z_at(at, 0.0);
    if !whole {
        z = mended(at, max(1, i32(frame.field_size.x / frame.mesh_size.x)));
    }
    let normal = normal_at(at, z);
    let open = openness(2.0 * share - 1.0, z);
    relief[id.y * frame.mesh_size.x + id.x] = vec4<f32>(z, normal.xy, select(-open, open, whole));
}
