// The field: one number per sample of the grid, the loss or another quantity. The text of `loss_term` and its helpers is
// put before this one, and so are `Term`, which it yields, `finish`, which makes the number of its mean, and `POINTS`:
// the samples above one another that an invocation evaluates together. For a fit they are several, so that a row of the
// data is read once for all of them.

struct Params {
    domain_min: vec2<f32>,
    domain_max: vec2<f32>,
    // Samples of the whole grid.
    size: vec2<u32>,
    // First row of this tile in the grid, and rows in the tile.
    first_row: u32,
    tile_rows: u32,
    // First row of the bound slice in the grid.
    slice_row: u32,
    // Rows of the data table; 0 for a formula.
    data_rows: u32,
    // Quiet NaN and infinity, which WGSL cannot spell.
    nan_bits: u32,
    inf_bits: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> constants: array<f32>;
@group(0) @binding(2) var<storage, read> data: array<f32>;
@group(0) @binding(3) var<storage, read_write> heights: array<f32>;

// Rows added up before their sum is added to the total: keeps the rounding error of long sums small.
const BLOCK = 32u;

fn constant(index: u32) -> f32 {
    return constants[index];
}

fn column(index: u32, row: u32) -> f32 {
    return data[index * params.data_rows + row];
}

@compute @workgroup_size(64, 1)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>) {
    let first = id.y * POINTS;
    if id.x >= params.size.x || first >= params.tile_rows {
        return;
    }
    var points: array<vec2<f32>, POINTS>;
    for (var k = 0u; k < POINTS; k++) {
        let share = vec2<f32>(f32(id.x), f32(params.first_row + first + k)) / vec2<f32>(params.size - 1u);
        points[k] = mix(params.domain_min, params.domain_max, share);
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
