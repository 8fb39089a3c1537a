//! Evaluation of an objective without allocation: the scratch memory of one run.

use std::sync::Arc;

use super::compiled::Compiled;
use super::data::Data;
use super::landscape::{Landscape, LandscapeEvaluator};
use crate::expr::{Registers, Tape};

/// So many rows of data, or points of a grid, go through a program at once.
pub(super) const LANES: usize = 32;

/// The data's columns in blocks of [`LANES`] rows; the last block is filled up with zeros.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    columns: Vec<Vec<[f64; LANES]>>,
    pub(super) count: usize,
}

impl Rows {
    pub(super) fn new(data: &Data) -> Self {
        let blocks = |column: &Vec<f64>| {
            let block =
                |rows: &[f64]| std::array::from_fn(|lane| rows.get(lane).copied().unwrap_or(0.0));
            column.chunks(LANES).map(block).collect()
        };
        Self { columns: data.columns.iter().map(blocks).collect(), count: data.rows() }
    }

    /// Becomes the rows of `all` with these indices, in this order.
    fn gather(&mut self, all: &Self, indices: &[u32]) {
        self.count = indices.len();
        self.columns.resize_with(all.columns.len(), Vec::new);
        for (column, from) in self.columns.iter_mut().zip(&all.columns) {
            column.clear();
            column.extend(indices.chunks(LANES).map(|chunk| {
                let value = |index: &u32| from[*index as usize / LANES][*index as usize % LANES];
                std::array::from_fn(|lane| chunk.get(lane).map_or(0.0, value))
            }));
        }
    }
}

/// A program's registers: one lane where there is no data, [`LANES`] rows at a time where there is.
#[derive(Clone, Debug)]
enum Scratch {
    Point(Registers<1>),
    Rows(Registers<LANES>),
}

impl Scratch {
    fn new(tape: &Tape, rows: Option<&Arc<Rows>>, constants: &[f64]) -> Self {
        match rows {
            None => Self::Point(tape.registers(constants)),
            Some(_) => Self::Rows(tape.registers(constants)),
        }
    }

    /// The first `ROOTS` roots of the tape at a point; with data, their means over the rows.
    #[inline]
    fn evaluate<const ROOTS: usize>(
        &mut self,
        tape: &Tape,
        rows: Option<&Arc<Rows>>,
        point: &[f64],
    ) -> [f64; ROOTS] {
        match (self, rows) {
            (Self::Rows(registers), Some(rows)) => mean_over_rows(tape, registers, rows, point),
            (Self::Point(registers), _) => {
                for (index, value) in point.iter().enumerate() {
                    tape.set_parameter(registers, index, [*value]);
                }
                tape.run(registers);
                std::array::from_fn(|root| tape.root(registers, root)[0])
            }
            (Self::Rows(_), None) => [f64::NAN; ROOTS],
        }
    }
}

/// Sums each lane over the blocks, then the lanes, in that fixed order.
fn mean_over_rows<const ROOTS: usize>(
    tape: &Tape,
    registers: &mut Registers<LANES>,
    rows: &Rows,
    point: &[f64],
) -> [f64; ROOTS] {
    for (index, value) in point.iter().enumerate() {
        tape.set_parameter(registers, index, [*value; LANES]);
    }
    let mut sums = [[0.0; LANES]; ROOTS];
    for block in 0..rows.count.div_ceil(LANES) {
        for column in tape.columns() {
            tape.set_column(registers, column, &rows.columns[column][block]);
        }
        tape.run(registers);
        let filled = (rows.count - block * LANES).min(LANES);
        for (root, sums) in sums.iter_mut().enumerate() {
            let values = tape.root(registers, root);
            for lane in 0..filled {
                sums[lane] += values[lane];
            }
        }
    }
    sums.map(|lanes| lanes.iter().sum::<f64>() / rows.count as f64)
}

/// Computes loss, gradient and Hessian of one objective, again and again, without allocating.
///
/// It owns what it needs, so it can move to another thread.
#[derive(Clone, Debug)]
pub struct Evaluator(Form);

#[derive(Clone, Debug)]
enum Form {
    Programs(Box<Programs>),
    Landscape(Box<LandscapeEvaluator>),
}

/// The programs of a formula or a fit, with their registers.
#[derive(Clone, Debug)]
struct Programs {
    compiled: Arc<Compiled>,
    all_rows: Option<Arc<Rows>>,
    /// What is evaluated: all rows, or those taken.
    rows: Option<Arc<Rows>>,
    loss: Scratch,
    gradient: Scratch,
    hessian: Scratch,
}

impl Evaluator {
    pub(super) fn new(compiled: Arc<Compiled>, rows: Option<Arc<Rows>>, constants: &[f64]) -> Self {
        let scratch = |tape: &Tape| Scratch::new(tape, rows.as_ref(), constants);
        let (loss, gradient, hessian) =
            (scratch(&compiled.loss), scratch(&compiled.gradient), scratch(&compiled.hessian));
        let all_rows = rows.clone();
        let programs = Programs { compiled, all_rows, rows, loss, gradient, hessian };
        Self(Form::Programs(Box::new(programs)))
    }

    pub(super) fn of_landscape(landscape: &Arc<Landscape>) -> Self {
        Self(Form::Landscape(Box::new(LandscapeEvaluator::new(Arc::clone(landscape)))))
    }

    /// The loss at a point: one number per parameter.
    #[inline]
    pub fn loss(&mut self, point: &[f64]) -> f64 {
        match &mut self.0 {
            Form::Programs(programs) => {
                let Programs { compiled, rows, loss, .. } = &mut **programs;
                let [loss] = loss.evaluate(&compiled.loss, rows.as_ref(), point);
                loss
            }
            Form::Landscape(landscape) => landscape.loss(point),
        }
    }

    /// Evaluates these rows of the data alone from now on. A formula has no rows, and stays as it is.
    pub fn take_rows(&mut self, indices: &[u32]) {
        let programs = match &mut self.0 {
            Form::Programs(programs) => programs,
            Form::Landscape(landscape) => return landscape.take_rows(indices),
        };
        let (Some(all), Some(rows)) = (&programs.all_rows, &mut programs.rows) else { return };
        if Arc::ptr_eq(all, rows) {
            *rows = Arc::default();
        }
        // The only owner, unless someone has cloned the evaluator.
        Arc::make_mut(rows).gather(all, indices);
    }

    /// The loss at a point over all rows, whatever rows were taken.
    #[inline]
    pub fn loss_over_all(&mut self, point: &[f64]) -> f64 {
        match &mut self.0 {
            Form::Programs(programs) => {
                let Programs { compiled, all_rows, loss, .. } = &mut **programs;
                let [loss] = loss.evaluate(&compiled.loss, all_rows.as_ref(), point);
                loss
            }
            Form::Landscape(landscape) => landscape.loss_over_all(point),
        }
    }

    /// Writes the gradient at a point and returns the loss there.
    #[inline]
    pub fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        match &mut self.0 {
            Form::Programs(programs) => {
                let Programs { compiled, rows, gradient: scratch, .. } = &mut **programs;
                let [loss, by_x, by_y] = scratch.evaluate(&compiled.gradient, rows.as_ref(), point);
                gradient.copy_from_slice(&[by_x, by_y]);
                loss
            }
            Form::Landscape(landscape) => landscape.gradient(point, gradient),
        }
    }

    /// The bottom of the bowl that fits the loss at a point to second order, which is one step of Newton's method; `None`
    /// where the loss does not curve upwards in all directions.
    pub fn bottom(&mut self, point: [f64; 2]) -> Option<[f64; 2]> {
        let mut gradient = [0.0; 2];
        self.gradient(&point, &mut gradient);
        let [[a, b], [_, d]] = self.hessian(&point);
        let (determinant, [u, v]) = (a * d - b * b, gradient);
        let step = [(d * u - b * v) / determinant, (a * v - b * u) / determinant];
        (a > 0.0 && determinant > 0.0).then(|| [point[0] - step[0], point[1] - step[1]])
    }

    /// The matrix of second derivatives at a point.
    pub fn hessian(&mut self, point: &[f64]) -> [[f64; 2]; 2] {
        let [xx, xy, yy] = match &mut self.0 {
            Form::Programs(programs) => {
                let Programs { compiled, rows, hessian, .. } = &mut **programs;
                hessian.evaluate(&compiled.hessian, rows.as_ref(), point)
            }
            Form::Landscape(landscape) => landscape.hessian(point),
        };
        [[xx, xy], [xy, yy]]
    }
}
