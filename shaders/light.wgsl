// How a matt surface is lit, and the lines of a mesh on it.

// Light on a matt surface: wrapped key light, cool sky above and warm ground below, a small soft highlight.
fn lit(albedo: vec3<f32>, world: vec3<f32>, facing: vec3<f32>, open: f32) -> vec3<f32> {
    let to_eye = normalize(frame.eye_in_world - world);
    let normal = select(-facing, facing, dot(facing, to_eye) > 0.0);
    let wrap = 0.35;
    let key = max((dot(normal, frame.light_in_world) + wrap) / (1.0 + wrap), 0.0);
    let sky = mix(vec3<f32>(0.30, 0.27, 0.25), vec3<f32>(0.50, 0.54, 0.60), normal.z * 0.5 + 0.5);
    let half_way = normalize(to_eye + frame.light_in_world);
    let near = max(dot(normal, half_way), 0.0);
    let near_4 = near * near * near * near;
    let near_16 = near_4 * near_4 * near_4 * near_4;
    let glint = 0.07 * near_16 * near_16;
    return albedo * (sky * open + vec3<f32>(0.80, 0.78, 0.74) * key * mix(1.0, open, 0.45)) + glint * open;
}

// Lines of a coarse mesh over the plane, of even width on screen.
fn wire(world: vec2<f32>) -> f32 {
    let cell = world * 16.0;
    let distance_px = abs(cell - round(cell)) / max(fwidth(cell), vec2<f32>(1e-6));
    let nearest = min(distance_px.x, distance_px.y);
    return 0.55 * (1.0 - smoothstep(0.2, 1.1, nearest / max(frame.pixel_scale, 0.8)));
}

// The strength of a line of the mesh on a surface that lets through: the less there is of the surface, the more of the line.
fn wire_alpha(mesh: f32) -> f32 {
    return mix(frame.opacity, 1.0, (1.0 - frame.opacity) * mesh / 0.55);
}
