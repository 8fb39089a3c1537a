// Loss and gradient at the points of a grid. The text of `gradient_term` and its helpers is put before this one. A point
// has an invocation of its own: there are few, compared to the samples of a field.

@group(0) @binding(3) var<storage, read_write> arrows: array<Arrow>;

@compute @workgroup_size(64, 1)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= params.size.x || id.y >= params.tile_rows {
        return;
    }
    let point = sample_point(id.x, params.first_row + id.y);
    // A formula is the mean of a single term.
    let rows = max(params.data_rows, 1u);
    var total = vec3<f32>();
    for (var block = 0u; block < rows; block += BLOCK) {
        let end = min(block + BLOCK, rows);
        var sum = vec3<f32>();
        for (var row = block; row < end; row++) {
            sum += gradient_term(point, row);
        }
        total += sum;
    }
    let mean = total / f32(rows);
    let at = (params.first_row + id.y) * params.size.x + id.x;
    arrows[at] = Arrow(vec3<f32>(point, mean.x), 0.0, mean.yz, vec2<f32>());
}
