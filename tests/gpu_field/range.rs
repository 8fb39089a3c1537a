//! The range of a field is that of the samples that can be read back, to the bit, whatever the grid.

use std::sync::Arc;

use fallline::gpu::{FieldRange, evaluate};
use fallline::objective::library::find;
use fallline::scene::Grid;

use crate::common::gpu;

/// Asserts that `range` is the least, the largest and the number of the finite losses.
pub(crate) fn assert_range_of(losses: &[f32], range: FieldRange, what: &str) {
    let finite = || losses.iter().copied().filter(|loss| loss.is_finite());
    assert_eq!(range.finite, finite().count() as u64, "{what}");
    let (min, max) = (finite().reduce(f32::min), finite().reduce(f32::max));
    let same = |found: f64, expected: Option<f32>| match expected {
        Some(expected) => found == f64::from(expected),
        None => found.is_nan(),
    };
    assert!(same(range.min, min) && same(range.max, max), "{what}: {range:?}, {min:?}, {max:?}");
}

#[test]
fn the_range_is_that_of_the_samples() {
    let Some(gpu) = gpu() else { return };
    for name in ["rosenbrock", "styblinski-tang", "cubic", "easom"] {
        let objective = Arc::new(find(name).unwrap().objective());
        for (nx, ny) in [(2, 2), (3, 5), (65, 49), (2, 4000), (4000, 2), (64, 64), (257, 255)] {
            let grid = Grid { domain: objective.domain, nx, ny };
            let (field, range) = evaluate(&gpu, &objective, grid).unwrap();
            let losses = field.read(&gpu).unwrap();
            assert_eq!(losses.len(), (nx * ny) as usize);
            assert_range_of(&losses, range, &format!("{name} on {nx}x{ny}"));
        }
    }
}

/// 16 million samples: every thread of the reduction takes 64 of them.
#[test]
fn the_range_of_a_large_grid_is_that_of_its_samples() {
    let Some(gpu) = gpu() else { return };
    let objective = Arc::new(find("himmelblau").unwrap().objective());
    let grid = Grid { domain: objective.domain, nx: 4096, ny: 4096 };
    let (field, range) = evaluate(&gpu, &objective, grid).unwrap();
    assert_range_of(&field.read(&gpu).unwrap(), range, "himmelblau on 4096x4096");
    assert_eq!(range.finite, 4096 * 4096);
    // The largest loss is at a corner, (-5, -5): (25 - 5 - 11)^2 + (-5 + 25 - 7)^2, whole numbers, exact in f32.
    assert_eq!(range.max, 890.0);
}
