// How the segments of polylines cover pixels: paths with their halos, what is hidden of them, shadows, and stems.

// Distance from the segment in pixels, how far along it the nearest point is, 0 to 1, and how far beyond its ends.
fn distance_and_share(px: vec2<f32>, from_px: vec2<f32>, to_px: vec2<f32>) -> vec3<f32> {
    let delta = to_px - from_px;
    let along = dot(px - from_px, delta) / max(dot(delta, delta), 1e-6);
    let share = saturate(along);
    return vec3<f32>(length(px - from_px - share * delta), share, abs(along - share));
}

// 1 on dashes, 0 in gaps, along the length of the path.
fn dash_at(in: Segment, share: f32, dash: vec2<f32>) -> f32 {
    let period = dash.x + dash.y;
    if period <= 0.0 {
        return 1.0;
    }
    let along_px = mix(in.lengths.x, in.lengths.y, share) * frame.px_per_world / frame.pixel_scale;
    let at = along_px - period * floor(along_px / period);
    return smoothstep(-0.7, 0.7, dash.x - at) * smoothstep(-0.7, 0.7, at);
}

fn coverage(distance: f32, half_width: f32) -> f32 {
    return 1.0 - smoothstep(half_width - 0.5, half_width + 0.5, distance);
}

// How strong a line is at a pixel. Ends are round, except on faint lines: there they would overlap into beads.
fn strength(in: Segment, extra_px: f32) -> f32 {
    let run = runs[in.run];
    let near = distance_and_share(in.clip.xy, in.from_px, in.to_px);
    let alpha = coverage(near.x, (run.half_width + extra_px) * frame.pixel_scale) * dash_at(in, near.y, run.dash);
    return alpha * select(run.color.a, 0.0, run.color.a < 1.0 && near.z > 0.0);
}

@fragment
fn fs_halo(in: Segment) -> @location(0) vec4<f32> {
    return vec4<f32>(frame.halo_color.rgb, 0.75 * strength(in, HALO_PX));
}

@fragment
fn fs_line(in: Segment) -> @location(0) vec4<f32> {
    return vec4<f32>(runs[in.run].color.rgb, strength(in, 0.0));
}

// A line where the surface is in front of it: thinner, dashed and dim.
fn behind(in: Segment, share: f32, dash: vec2<f32>, dim: f32) -> vec4<f32> {
    let near = distance_and_share(in.clip.xy, in.from_px, in.to_px);
    let half_width = share * runs[in.run].half_width * frame.pixel_scale;
    let alpha = coverage(near.x, half_width) * mix(1.0, dash_at(in, near.y, dash), hides());
    return runs[in.run].color * vec4<f32>(vec3<f32>(1.0), mix(0.9, dim, hides()) * alpha);
}

@fragment
fn fs_hidden(in: Segment) -> @location(0) vec4<f32> {
    return behind(in, 0.8, vec2<f32>(7.0, 6.0), 0.34);
}

// A stem: most of them are below the surface all along, so they are hardly dimmer there.
@fragment
fn fs_below(in: Segment) -> @location(0) vec4<f32> {
    return behind(in, 1.0, vec2<f32>(4.0, 3.0), 0.8);
}

@fragment
fn fs_shadow(in: Segment) -> @location(0) vec4<f32> {
    let distance = distance_and_share(in.clip.xy, in.from_px, in.to_px).x;
    return vec4<f32>(vec3<f32>(0.0), 0.4 * runs[in.run].color.a * coverage(distance, 1.4 * frame.pixel_scale));
}
