// The surface: a grid mesh without vertex buffers. The vertex shader pulls its height and its normal from the relief;
// normals come from the full field, so a coarse mesh is still shaded finely.

// Vertices along one side of a tile; a tile is drawn by one instance and one small shared index buffer.
const TILE = 65u;

struct Surface {
    @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) height: f32,
    // 1 at samples with a finite loss, 0 at holes.
    @location(3) whole: f32,
    @location(4) open: f32,
}

fn surface_vertex(vertex: vec2<u32>) -> Surface {
    let at = relief[vertex.y * frame.mesh_size.x + vertex.x];
    var out: Surface;
    out.world = vec3<f32>(2.0 * vec2<f32>(vertex) / vec2<f32>(frame.mesh_size - 1u) - 1.0, at.x);
    out.normal = vec3<f32>(at.yz, sqrt(max(1.0 - dot(at.yz, at.yz), 0.0)));
    out.height = at.x / frame.box_height;
    out.whole = select(0.0, 1.0, at.w > 0.0);
    out.open = abs(at.w);
    out.clip = frame.clip_from_world * vec4<f32>(out.world, 1.0);
    return out;
}

@vertex
fn vs_surface(@builtin(vertex_index) index: u32, @builtin(instance_index) tile: u32) -> Surface {
    let tiles_x = (frame.mesh_size.x + TILE - 3u) / (TILE - 1u);
    let origin = vec2<u32>(tile % tiles_x, tile / tiles_x) * (TILE - 1u);
    let vertex = min(origin + vec2<u32>(index % TILE, index / TILE), frame.mesh_size - 1u);
    return surface_vertex(vertex);
}

@fragment
fn fs_surface(in: Surface) -> @location(0) vec4<f32> {
    let line = iso_line(in.height);
    var mesh = 0.0;
    if frame.wireframe > 0.0 {
        mesh = wire(in.world.xy);
    }
    let rim = fwidth(in.whole);
    let per_px = fwidth(in.height);
    if in.whole < 0.5 {
        discard;
    }
    // The edges of bands follow the full field, not the display mesh.
    var height = in.height;
    if bands.count > 0u {
        let fine = height_at(in.world.xy);
        height = select(height, fine, fine >= 0.0);
    }
    var color = lit(surface_color(in.world.xy, height, per_px), in.world, normalize(in.normal), in.open);
    // On a surface the lines are dark; without one they have its colours, and no iso-lines cross them.
    let solid = hides();
    color *= 1.0 - 0.5 * line * solid;
    color = mix(color, color * mix(1.0, 0.25, solid) + 0.02 * solid, mesh);
    if in.whole < 0.999 && in.whole < 0.5 + 1.5 * rim {
        color *= 0.35;
    }
    return vec4<f32>(encoded(color), wire_alpha(mesh));
}

// Lines of the mesh that the nearer part of a surface would hide, were it not invisible.
@fragment
fn fs_wire_hidden(in: Surface) -> @location(0) vec4<f32> {
    if in.whole < 0.5 {
        discard;
    }
    return vec4<f32>(encoded(color_of(in.height)), 0.45 * wire(in.world.xy));
}

// A second surface, seen through: pale, with the lines of a coarse mesh, so that its shape is read without its colours.
@fragment
fn fs_ghost(in: Surface) -> @location(0) vec4<f32> {
    if in.whole < 0.5 {
        discard;
    }
    let mesh = wire(in.world.xy) / 0.55;
    let pale = lit(mix(color_of(in.height), vec3<f32>(0.9), 0.75), in.world, normalize(in.normal), in.open);
    return vec4<f32>(encoded(pale), mix(0.22, 0.6, mesh));
}

// Where the first surface hides it, the lines alone shine through.
@fragment
fn fs_ghost_hidden(in: Surface) -> @location(0) vec4<f32> {
    if in.whole < 0.5 {
        discard;
    }
    return vec4<f32>(vec3<f32>(0.9), 0.3 * wire(in.world.xy));
}

// The side walls: from the edges of the surface straight down to the floor.
@vertex
fn vs_wall(@builtin(vertex_index) index: u32, @builtin(instance_index) cell: u32) -> Surface {
    let cells = frame.mesh_size - 1u;
    let corner = array<vec2<u32>, 6>(vec2(0u, 0u), vec2(1u, 0u), vec2(0u, 1u), vec2(0u, 1u), vec2(1u, 0u), vec2(1u, 1u))[index];
    var vertex: vec2<u32>;
    var outward: vec2<f32>;
    if cell < 2u * cells.x {
        let far = cell >= cells.x;
        vertex = vec2<u32>(cell % cells.x + corner.x, select(0u, cells.y, far));
        outward = vec2<f32>(0.0, select(-1.0, 1.0, far));
    } else {
        let along = cell - 2u * cells.x;
        let far = along >= cells.y;
        vertex = vec2<u32>(select(0u, cells.x, far), along % cells.y + corner.x);
        outward = vec2<f32>(select(-1.0, 1.0, far), 0.0);
    }
    var out = surface_vertex(vertex);
    out.normal = vec3<f32>(outward, 0.0);
    out.world.z = select(out.world.z, frame.floor_z, corner.y == 1u);
    out.clip = frame.clip_from_world * vec4<f32>(out.world, 1.0);
    return out;
}

@fragment
fn fs_wall(in: Surface) -> @location(0) vec4<f32> {
    let own = in.world.z / frame.box_height;
    let per_px = fwidth(own);
    if in.whole < 0.5 {
        discard;
    }
    let rock = mix(surface_color(in.world.xy, own, per_px), vec3<f32>(0.15, 0.17, 0.20), 0.72);
    let depth = clamp((in.height - own) * 2.5, 0.0, 1.0);
    return vec4<f32>(encoded(lit(rock, in.world, in.normal, 0.9 - 0.35 * depth) * 0.62), frame.opacity);
}
