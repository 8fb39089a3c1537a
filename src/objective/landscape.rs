//! A network's loss on a plane: the surface over two of its many dimensions.

use std::sync::Arc;

use super::network::{Dataset, Network, Scratch};
use super::plane::Plane;

/// The loss of a network at the points origin + a first + b second of a plane; (a, b) are the two parameters of the
/// [`Objective`](super::Objective) that it makes.
#[derive(Clone, Debug)]
pub struct Landscape {
    /// The network with its data.
    pub network: Network,
    /// The plane through the space of its parameters.
    pub plane: Arc<Plane>,
    /// What the plane is, about which centre, and the unit of its axes.
    pub words: Arc<str>,
    /// The network's data with the names of its columns and classes.
    pub data: Arc<Dataset>,
    /// The first weights that every optimizer runs from, as they were drawn or read; none where no spec asked for runs.
    pub starts: Arc<Vec<Vec<f64>>>,
    /// Whether the plane is one on the way to another, shown for a moment.
    pub is_passing: bool,
}

impl Landscape {
    /// The loss of a network on a plane of which no more is known.
    #[must_use]
    pub fn new(network: Network, plane: Plane) -> Self {
        let (plane, data, starts) = (Arc::new(plane), Arc::default(), Arc::default());
        Self { network, plane, words: "".into(), data, starts, is_passing: false }
    }

    /// Whether the other is of the same network and data, on whatever plane: landscapes made of one another are.
    #[must_use]
    pub fn is_same_network(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.data, &other.data)
    }

    /// The point of the plane nearest to `theta`, where its shadow falls, and how far off the plane `theta` lies
    /// (Euclidean).
    #[must_use]
    pub fn shadow(&self, theta: &[f64]) -> ([f64; 2], f64) {
        self.plane.project(theta)
    }

    /// The same network over these rows of its data alone.
    pub(super) fn over_rows(&self, rows: &[u32]) -> Self {
        Self { network: self.network.over_rows(rows), ..self.clone() }
    }

    /// How much one evaluation costs, in rows of a short formula.
    pub(super) fn cost(&self) -> usize {
        // Sixteen multiplications and additions take about as long as a formula of a few operators.
        self.network.rows().saturating_mul(1 + self.network.parameters() / 16)
    }

    /// The same for one of many points, once the first layer is evaluated for all of them.
    #[must_use]
    pub fn cost_of_many(&self) -> usize {
        let layout = self.network.layout();
        let units = layout.layers().first().map_or(0, |first| first.units);
        let weights = 3 * units + layout.parameters() - layout.first_parameters();
        self.network.rows().saturating_mul(1 + weights / 16)
    }
}

/// Computes loss, slope and curvature on the plane, again and again, without allocating.
#[derive(Clone, Debug)]
pub(super) struct LandscapeEvaluator {
    landscape: Arc<Landscape>,
    /// The network over the rows taken, if some were.
    part: Option<Network>,
    scratch: Scratch,
    theta: Vec<f64>,
    /// A gradient, or a product of the Hessian.
    vector: Vec<f64>,
}

impl LandscapeEvaluator {
    pub(super) fn new(landscape: Arc<Landscape>) -> Self {
        let parameters = landscape.network.parameters();
        Self {
            scratch: landscape.network.scratch(),
            theta: vec![0.0; parameters],
            vector: vec![0.0; parameters],
            part: None,
            landscape,
        }
    }

    /// Goes to a point of the plane, and says which network is asked there.
    fn go_to(&mut self, point: &[f64]) {
        let &[a, b] = point else { return self.theta.fill(f64::NAN) };
        self.landscape.plane.point_into([a, b], &mut self.theta);
    }

    pub(super) fn loss(&mut self, point: &[f64]) -> f64 {
        self.go_to(point);
        let network = self.part.as_ref().unwrap_or(&self.landscape.network);
        network.loss(&self.theta, &mut self.scratch)
    }

    pub(super) fn loss_over_all(&mut self, point: &[f64]) -> f64 {
        self.go_to(point);
        self.landscape.network.loss(&self.theta, &mut self.scratch)
    }

    pub(super) fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        self.go_to(point);
        let network = self.part.as_ref().unwrap_or(&self.landscape.network);
        let loss = network.gradient(&self.theta, &mut self.vector, &mut self.scratch);
        gradient.copy_from_slice(&self.landscape.plane.slope(&self.vector));
        loss
    }

    /// The second derivatives aa, ab, bb: by one product of the Hessian with each direction.
    pub(super) fn hessian(&mut self, point: &[f64]) -> [f64; 3] {
        self.go_to(point);
        let Self { landscape, part, scratch, theta, vector } = self;
        let network = part.as_ref().unwrap_or(&landscape.network);
        let rows = [0, 1].map(|axis| {
            let direction = &landscape.plane.directions()[axis];
            network.hessian_vector(theta, direction, vector, scratch);
            landscape.plane.slope(vector)
        });
        [rows[0][0], rows[0][1], rows[1][1]]
    }

    pub(super) fn take_rows(&mut self, indices: &[u32]) {
        let all = &self.landscape.network;
        self.part.get_or_insert_with(|| all.clone()).set_rows(all, indices);
    }
}
