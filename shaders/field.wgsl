// The field: one loss per sample of the grid. The text of `loss_term` and its helpers is put before this one.

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

fn loss_at(p: vec2<f32>) -> f32 {
    if params.data_rows == 0u {
        return loss_term(p, 0u);
    }
    var total = 0.0;
    for (var first = 0u; first < params.data_rows; first += BLOCK) {
        let end = min(first + BLOCK, params.data_rows);
        var sum = 0.0;
        for (var row = first; row < end; row++) {
            sum += loss_term(p, row);
        }
        total += sum;
    }
    return total / f32(params.data_rows);
}

@compute @workgroup_size(64, 1)
fn evaluate(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= params.size.x || id.y >= params.tile_rows {
        return;
    }
    let row = params.first_row + id.y;
    let share = vec2<f32>(f32(id.x), f32(row)) / vec2<f32>(params.size - 1u);
    let p = mix(params.domain_min, params.domain_max, share);
    heights[(row - params.slice_row) * params.size.x + id.x] = loss_at(p);
}
