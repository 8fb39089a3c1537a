// A tile of a grid of samples, and where its samples lie.

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
// Rows added up before their sum is added to the total: keeps the rounding error of long sums small.
const BLOCK = 32u;

// Parameters of sample `i` of a row.
fn sample_point(i: u32, row: u32) -> vec2<f32> {
    let share = vec2<f32>(f32(i), f32(row)) / vec2<f32>(max(params.size, vec2<u32>(2u)) - 1u);
    return mix(params.domain_min, params.domain_max, share);
}
