//! The tint of the surface: the range of its colours by a coarse look at the plane, so that it needs no field.

use crate::objective::Objective;
use crate::scene::Tint;
use crate::spec::{ColorBy, Shade, Spec};

/// Samples along each axis; of fits, whose every sample reads the data, fewer; of networks at least so many.
const SAMPLES: usize = 65;
const SAMPLES_OF_FIT: usize = 33;
const LEAST_SAMPLES: usize = 5;
/// Terms of losses that a look at a network may take: its second derivatives take several times as long.
const BUDGET: usize = 4_000_000;

/// What the colours show, with their range.
pub(super) fn tint_of(spec: &Spec, shade: Option<&Shade>) -> Option<Tint> {
    let Shade { objective, quantity } = shade?.clone();
    let side = samples(&objective);
    let values = objective.quantities_on_grid(quantity, &objective.domain, side, side);
    let map = if spec.surface.color_by == ColorBy::Residual {
        Tint::map_around_zero(&values)
    } else {
        Tint::map_of(&values, spec.surface.color_scale)
    };
    Some(Tint { objective, quantity, map, name: spec.surface.color_by.symbol() })
}

fn samples(objective: &Objective) -> usize {
    match objective.cost() {
        cost if objective.landscape().is_some() => {
            (BUDGET / cost).isqrt().clamp(LEAST_SAMPLES, SAMPLES)
        }
        1 => SAMPLES,
        _ => SAMPLES_OF_FIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn samples_of(units: usize, rows: usize) -> usize {
        let text = format!(
            "[network]\nlayers = [{{ units = {units}, activation = 'tanh' }}, {{ units = 1 }}]\n\
             loss = 'binary-cross-entropy'\ndata = {{ set = 'moons', rows = {rows} }}\n"
        );
        let spec = Spec::from_toml("test.toml", &text, Origin::default()).unwrap().0;
        samples(&spec.resolve().unwrap().objective)
    }

    #[test]
    fn dear_networks_are_looked_at_in_fewer_points() {
        assert_eq!(samples_of(2, 20), 65);
        assert!((10..60).contains(&samples_of(64, 200)), "{}", samples_of(64, 200));
        assert_eq!(samples_of(4000, 1000), 5);
    }
}
