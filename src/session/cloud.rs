//! The simplex or the generation at the playhead, and the one before it, made ready to be drawn.

use std::sync::Arc;

use super::track::FAR_AWAY;
use crate::objective::Objective;
use crate::optim::Trajectory;
use crate::scene::{Cloud, Path, PathStyle};

/// Share of the full colour that the generation before the playhead is drawn in.
const STRENGTH_BEFORE: f32 = 0.35;

/// The population of one row, draped over the surface.
#[derive(Clone)]
struct Generation {
    /// Index of the row.
    row: usize,
    members: Arc<Vec<[f64; 3]>>,
    outline: Option<Arc<Path>>,
}

/// The generations of one run that a picture shows, the present one first.
///
/// They are evaluated when the playhead comes to another row, so that a still picture costs nothing.
#[derive(Default)]
pub(super) struct Generations {
    shown: Vec<Generation>,
    /// The trajectory's stride when they were made; rows move when it changes.
    stride: u64,
    is_simplex: bool,
}

impl Generations {
    /// Those of a method that holds a simplex, or a population without edges.
    pub(super) fn new(is_simplex: bool) -> Self {
        Self { is_simplex, ..Self::default() }
    }

    /// To be made anew: the surface is another.
    pub(super) fn forget(&mut self) {
        self.shown.clear();
    }

    /// Makes the generations of row `row` and of the row before it.
    pub(super) fn show(&mut self, row: usize, trajectory: &Trajectory, objective: &Objective) {
        if trajectory.population(row).is_empty() {
            self.shown.clear();
            return;
        }
        let rows = [Some(row), row.checked_sub(1)];
        let same = self.stride == trajectory.stride()
            && self.shown.iter().map(|made| made.row).eq(rows.into_iter().flatten());
        if same {
            return;
        }
        let old = std::mem::take(&mut self.shown);
        let known = |row: usize| old.iter().find(|made| made.row == row).cloned();
        let reusable = self.stride == trajectory.stride();
        self.stride = trajectory.stride();
        for row in rows.into_iter().flatten() {
            let made = known(row).filter(|_| reusable);
            let made = made.unwrap_or_else(|| self.generation(row, trajectory, objective));
            self.shown.push(made);
        }
    }

    fn generation(&self, row: usize, trajectory: &Trajectory, objective: &Objective) -> Generation {
        let mut evaluator = objective.evaluator();
        let points = shadows(trajectory.population(row), objective);
        // A simplex may reach over the edge, as paths do; members without a surface below them would float in the air.
        let is_near = |point: [f64; 2]| {
            if self.is_simplex {
                !objective.domain.is_far(point, FAR_AWAY)
            } else {
                objective.domain.contains(point)
            }
        };
        let members: Vec<[f64; 3]> = points
            .iter()
            .copied()
            .filter(|point| is_near(*point))
            .map(|[x, y]| [x, y, evaluator.loss(&[x, y])])
            .filter(|[_, _, loss]| loss.is_finite())
            .collect();
        let closed = self.is_simplex && members.len() == points.len();
        let outline = closed.then(|| {
            let mut path = Path::default();
            for &[x, y, loss] in members.iter().chain(members.first()) {
                path.push([x, y], loss, objective.domain, &mut |point| evaluator.loss(point));
            }
            Arc::new(path)
        });
        Generation { row, members: Arc::new(members), outline }
    }

    /// As the scene shows them, the older one first.
    pub(super) fn clouds(&self, style: PathStyle) -> impl Iterator<Item = Cloud> {
        let strengths = [1.0, STRENGTH_BEFORE].map(|strength| strength * style.opacity);
        self.shown.iter().zip(strengths).rev().map(move |(made, strength)| Cloud {
            members: Arc::clone(&made.members),
            outline: made.outline.clone(),
            color: style.color,
            strength,
        })
    }
}

/// Where the members lie on the surface: those of a network cast their shadows on the plane.
fn shadows(population: &[f64], objective: &Objective) -> Vec<[f64; 2]> {
    let Some(landscape) = objective.landscape() else {
        return population.as_chunks::<2>().0.to_vec();
    };
    let members = population.chunks_exact(landscape.plane.parameters());
    members.map(|member| landscape.shadow(member).0).collect()
}
