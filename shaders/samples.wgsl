// What shaders have in common that evaluate a formula's loss, or its gradient, over a grid of samples. The text of the loss
// is put before this one.

@group(0) @binding(1) var<storage, read> constants: array<f32>;
@group(0) @binding(2) var<storage, read> data: array<f32>;

fn constant(index: u32) -> f32 {
    return constants[index];
}

fn column(index: u32, row: u32) -> f32 {
    return data[index * params.data_rows + row];
}
