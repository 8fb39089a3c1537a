//! A loss in units of its domain: each parameter runs from 0 to 1.

use crate::objective::{Domain, Evaluator, Expansion, Interval, Objective};

/// The scratch memory of one thread of a search.
pub(super) struct UnitLoss {
    evaluator: Evaluator,
    pub(super) domain: Domain,
}

impl UnitLoss {
    pub(super) fn of(objective: &Objective) -> Self {
        Self { evaluator: objective.evaluator(), domain: objective.domain }
    }

    /// The point in the objective's own parameters.
    pub(super) fn own(&self, [u, v]: [f64; 2]) -> [f64; 2] {
        let at = |interval: Interval, share: f64| interval.min + share * interval.length();
        [at(self.domain.x, u), at(self.domain.y, v)]
    }

    pub(super) fn loss(&mut self, at: [f64; 2]) -> f64 {
        let own = self.own(at);
        self.evaluator.loss(&own)
    }

    /// Loss and gradient by the units.
    pub(super) fn slope(&mut self, at: [f64; 2]) -> (f64, [f64; 2]) {
        let (own, mut gradient) = (self.own(at), [0.0; 2]);
        let loss = self.evaluator.gradient(&own, &mut gradient);
        (loss, [gradient[0] * self.domain.x.length(), gradient[1] * self.domain.y.length()])
    }

    /// Loss and derivatives by the units.
    pub(super) fn expand(&mut self, at: [f64; 2]) -> Expansion {
        let own = self.expand_own(self.own(at));
        let [sx, sy] = [self.domain.x.length(), self.domain.y.length()];
        let [[xx, xy], [_, yy]] = own.hessian;
        Expansion {
            point: at,
            loss: own.loss,
            gradient: [own.gradient[0] * sx, own.gradient[1] * sy],
            hessian: [[xx * sx * sx, xy * sx * sy], [xy * sx * sy, yy * sy * sy]],
        }
    }

    /// Loss and derivatives by the objective's own parameters.
    pub(super) fn expand_own(&mut self, own: [f64; 2]) -> Expansion {
        Expansion::at(own, &mut self.evaluator)
    }
}

/// The distance of two points.
pub(super) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
