//! What a network took the place of in the Loss part, and the network, until either is asked for again.

use std::collections::BTreeMap;

use super::loss_panel::{self, Direct, Origin};
use super::{fit_form, network_form};
use crate::spec::{LossSpec, RunsSpec, Spec, SurfaceSpec, ViewSpec};

/// The specs as they were left, one for each kind of loss.
#[derive(Default)]
pub(super) struct SetAside(BTreeMap<Origin, Spec>);

impl SetAside {
    /// Goes to another kind of loss: to what was there of it, or else to something that works at once.
    pub(super) fn change(&mut self, spec: &mut Spec, to: Origin, runs_chosen: bool) {
        let from = Origin::of(spec);
        let other = self.0.remove(&to).unwrap_or_else(|| first(to));
        let new = in_place_of(spec, other, runs_chosen);
        self.0.insert(from, std::mem::replace(spec, new));
    }
}

/// A loss of a kind of which nothing is known.
fn first(kind: Origin) -> Spec {
    let plain = Spec::default();
    match kind {
        Origin::Direct(Direct::Library) => Spec { loss: Some(loss_panel::first()), ..plain },
        Origin::Direct(Direct::Formula) => {
            let formula = Some("x^2 + y^2".to_owned());
            Spec { loss: Some(LossSpec { formula, ..LossSpec::default() }), ..plain }
        }
        Origin::Direct(Direct::Fit) => Spec { fit: Some(fit_form::line()), ..plain },
        Origin::Network => Spec { network: Some(network_form::two_layer()), ..plain },
    }
}

/// The other spec with what holds for every loss as it is now: camera, theme, samples, steps, film, and the runs that
/// someone has chosen.
fn in_place_of(now: &Spec, other: Spec, runs_chosen: bool) -> Spec {
    let surface = SurfaceSpec {
        height: other.surface.height,
        loss_range: other.surface.loss_range,
        color_by: other.surface.color_by,
        color_scale: other.surface.color_scale,
        reference: other.surface.reference,
        ghost: other.surface.ghost,
        ..now.surface.clone()
    };
    let runs = RunsSpec { starts: other.runs.starts, batch: other.runs.batch, ..now.runs.clone() };
    let view = ViewSpec {
        axes: other.view.axes,
        loss_name: other.view.loss_name,
        terms: other.view.terms,
        ..now.view.clone()
    };
    let mut run = if runs_chosen { now.run.clone() } else { other.run };
    if runs_chosen {
        run.iter_mut().flatten().for_each(|run| run.start = None);
    }
    Spec {
        surface,
        runs,
        view,
        run,
        tune: now.tune.clone(),
        film: now.film.clone(),
        flight: now.flight.clone(),
        origin: now.origin.clone(),
        ..other
    }
}
