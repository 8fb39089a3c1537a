//! What the shader of a network reads: see `shaders/network.wgsl`.

use super::GpuError;
use super::network_shader::{MOST_VALUES, Plan};
use crate::objective::Landscape;
use crate::objective::network::{Network, Restriction};

/// The contents of the two buffers, in f32.
pub(super) struct NetworkTables {
    pub(super) blocks: Vec<[f32; 4]>,
    pub(super) weights: Vec<[f32; 4]>,
}

impl NetworkTables {
    /// Evaluates the first layer and lays it out.
    pub(super) fn new(landscape: &Landscape) -> Self {
        let restriction = Restriction::new(&landscape.network, &landscape.plane);
        let plan = Plan::new(&landscape.network);
        Self { blocks: blocks(&restriction, &plan), weights: weights(&restriction, &plan) }
    }
}

/// Row after row what [`Plan::stride`] counts.
fn blocks(restriction: &Restriction, plan: &Plan) -> Vec<[f32; 4]> {
    let network = restriction.network();
    let units = network.layout().layers().first().map_or(0, |first| first.units);
    let mut blocks = Vec::with_capacity(network.rows() * plan.stride);
    for row in 0..network.rows() {
        blocks.extend((0..units).map(|unit| numbers(restriction.sums(row, unit))));
        let targets = 0..restriction.target_columns();
        blocks.extend(targets.map(|c| numbers([restriction.target(row, c), 0.0, 0.0])));
    }
    blocks
}

/// The penalty and the factor of the mean, then the parameters behind the first layer, as [`Plan`] lays them out.
fn weights(restriction: &Restriction, plan: &Plan) -> Vec<[f32; 4]> {
    let [constant, by_a, by_b, aa, ab, bb] = restriction.penalty();
    let mut table = vec![numbers([constant, by_a, by_b]), numbers([aa, ab, bb])];
    table[0][3] = restriction.scale() as f32;
    let later = restriction.later();
    let layout = restriction.network().layout().behind_first();
    for (layer, chunks) in layout.layers().iter().zip(&plan.later) {
        let at = |unit: usize, index: usize| {
            if unit < layer.units {
                numbers(later.each_ref().map(|vector| vector[index]))
            } else {
                [0.0; 4]
            }
        };
        for chunk in 0..chunks.count {
            let units = chunk * chunks.width..(chunk + 1) * chunks.width;
            for input in 0..layer.inputs {
                let index = |unit: usize| layer.at + unit * layer.inputs + input;
                table.extend(units.clone().map(|unit| at(unit, index(unit))));
            }
        }
        if layer.bias {
            let units = 0..chunks.count * chunks.width;
            table.extend(units.map(|unit| at(unit, layer.biases().start + unit)));
        }
    }
    table
}

fn numbers([origin, first, second]: [f64; 3]) -> [f32; 4] {
    [origin as f32, first as f32, second as f32, 0.0]
}

/// Refuses a network that the shader cannot hold, where one binding takes so many bytes.
pub(super) fn check(network: &Network, binding_bytes: u64) -> Result<(), GpuError> {
    let plan = Plan::new(network);
    if plan.kept_units > MOST_VALUES {
        return Err(GpuError::NetworkTooWide { units: plan.kept_units, limit: MOST_VALUES });
    }
    let weights = 16 * (2 + plan.weights(network) as u64);
    if weights > binding_bytes {
        let (needed, limit) = (megabytes_above(weights), megabytes(binding_bytes));
        let most_weights = (binding_bytes / 16).saturating_sub(2);
        return Err(GpuError::NetworkTooHeavy { needed, limit, most_weights });
    }
    let (rows, stride) = (network.rows() as u64, plan.stride as u64);
    let needed = 16 * rows * stride;
    if needed > binding_bytes {
        let units = network.layout().layers().first().map_or(0, |first| first.units) as u64;
        return Err(GpuError::NetworkTooLarge {
            rows,
            units,
            needed: megabytes_above(needed),
            limit: megabytes(binding_bytes),
            most_rows: binding_bytes / 16 / stride,
            most_units: (binding_bytes / 16 / rows).saturating_sub(stride - units),
        });
    }
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    (bytes as f64 / 1e5).floor() / 10.0
}

fn megabytes_above(bytes: u64) -> f64 {
    (bytes as f64 / 1e5).ceil() / 10.0
}
