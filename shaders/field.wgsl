// The field: one number per sample of the grid, the loss or another quantity. The text of `loss_term` and its helpers is
// put before this one, and so are `Term`, which it yields, `finish`, which makes the number of its mean, and `POINTS`:
// the samples above one another that an invocation evaluates together. For a fit they are several, so that a row of the
// data is read once for all of them.

@group(0) @binding(3) var<storage, read_write> heights: array<f32>;

@compute @workgroup_size(64, 1)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>) {
    let first = id.y * POINTS;
    if id.x >= params.size.x || first >= params.tile_rows {
        return;
    }
    var points: array<vec2<f32>, POINTS>;
    for (var k = 0u; k < POINTS; k++) {
        points[k] = sample_point(id.x, params.first_row + first + k);
    }
    // A formula is the mean of a single term.
    let rows = max(params.data_rows, 1u);
    var totals = array<Term, POINTS>();
    for (var block = 0u; block < rows; block += BLOCK) {
        let end = min(block + BLOCK, rows);
        var sums = array<Term, POINTS>();
        for (var row = block; row < end; row++) {
            for (var k = 0u; k < POINTS; k++) {
                sums[k] += loss_term(points[k], row);
            }
        }
        for (var k = 0u; k < POINTS; k++) {
            totals[k] += sums[k];
        }
    }
    let at = (params.first_row + first - params.slice_row) * params.size.x + id.x;
    for (var k = 0u; k < POINTS && first + k < params.tile_rows; k++) {
        heights[at + k * params.size.x] = finish(totals[k] / f32(rows));
    }
}
