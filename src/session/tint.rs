//! The tint of the surface: the range of its colours by a coarse look at the plane, so that it needs no field.

use crate::objective::Objective;
use crate::scene::Tint;
use crate::spec::{ColorBy, Shade, Spec};

/// Samples along each axis; of fits, whose every sample reads the data, fewer.
const SAMPLES: usize = 65;
const SAMPLES_OF_FIT: usize = 33;

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
    if objective.cost() > 1 { SAMPLES_OF_FIT } else { SAMPLES }
}
