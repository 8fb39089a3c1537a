//! The rows of a run, kept for drawing, scrubbing and export; all of them, or as many as a bound allows.

use super::columns::Columns;
use super::row::{Evaluations, Row, Stop};

/// A growing table of rows.
///
/// Row `k` is the state before step `k`. A [bounded](Self::bounded) trajectory that runs full thins itself: of every
/// window of rows it keeps the first and the one farthest from it, so that a path which swings to and fro keeps its
/// swings; then rows have gaps between their steps. The latest row is always there.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    columns: Columns,
    /// Why the run ended; `None` while it goes on.
    pub stop: Option<Stop>,
    /// How often the objective was asked so far.
    pub evaluations: Evaluations,
    most_rows: usize,
    window: Window,
}

/// The window of steps that is being filled; two rows of it will stay.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    /// Steps in a window: 1 until the first thinning, then a power of two from 4.
    len: u64,
    /// Steps seen.
    seen: u64,
    /// Index of the window's first row; the farthest so far comes next, then the latest.
    first: usize,
}

const EVERY_ROW: Window = Window { len: 1, seen: 0, first: 0 };

impl Trajectory {
    /// An empty trajectory of points with `dimension` parameters that keeps every row.
    #[must_use]
    pub fn new(dimension: usize) -> Self {
        Self::bounded(dimension, usize::MAX)
    }

    /// An empty trajectory that keeps `most_rows` rows at most (and at least 16), spread evenly over the steps; fewer
    /// where rows hold populations.
    #[must_use]
    pub fn bounded(dimension: usize, most_rows: usize) -> Self {
        Self {
            columns: Columns { dimension, ..Columns::default() },
            stop: None,
            evaluations: Evaluations::default(),
            most_rows: most_rows.max(16),
            window: EVERY_ROW,
        }
    }

    /// Appends a row.
    pub fn push(&mut self, row: Row<'_>) {
        if self.window.len == 1 {
            self.columns.push(row);
        } else {
            self.push_into_window(row);
        }
        if self.is_full(0) {
            self.thin();
        }
    }

    /// Whether `more` further rows would fill it. Eight points of a population weigh as much as a row.
    fn is_full(&self, more: usize) -> bool {
        let points = self.columns.populations.len() / self.dimension().max(1);
        let rows = self.len() + more;
        let members = points / self.len().max(1) * rows;
        rows >= 16 && rows.saturating_add(members / 8) >= self.most_rows
    }

    /// Appends all rows of `later`, and takes its stop reason and counts.
    pub fn append(&mut self, later: &Self) {
        if self.window.len == 1 && !self.is_full(later.len()) {
            self.columns.append(&later.columns);
        } else {
            later.rows().for_each(|row| self.push(row));
        }
        self.stop = later.stop;
        self.evaluations = later.evaluations;
    }

    /// Removes all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.columns.truncate(0);
        self.window = EVERY_ROW;
    }

    fn push_into_window(&mut self, row: Row<'_>) {
        let Window { len, seen, first } = self.window;
        if seen == len || seen == 0 {
            // What stays of the window before: its first row and the farthest.
            if seen == len {
                self.columns.truncate(first + 2);
            }
            self.window = Window { len, seen: 1, first: self.len() };
            self.columns.push(row);
            return;
        }
        self.window.seen += 1;
        let farthest = first + 1;
        self.columns.truncate(farthest + 1);
        self.columns.push(row);
        let latest = self.len() - 1;
        let distance = |index| self.columns.distance_square(first, index);
        if latest > farthest && distance(latest) > distance(farthest) {
            self.columns.truncate(farthest);
            self.columns.push(row);
        }
    }

    /// Keeps two rows of every four, and of twice as many steps from now on.
    fn thin(&mut self) {
        let kept: Vec<usize> = (0..self.len())
            .step_by(4)
            .flat_map(|first| {
                let others = first + 1..self.len().min(first + 4);
                let distance = |index: &usize| self.columns.distance_square(first, *index);
                let farthest = others.max_by(|a, b| distance(a).total_cmp(&distance(b)));
                [Some(first), farthest]
            })
            .flatten()
            .collect();
        self.columns = self.columns.select(&kept);
        self.window = Window { len: (self.window.len * 2).max(4), seen: 0, first: 0 };
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Steps from a kept row to the next, on average: 1 until the trajectory thins itself. Rows move when it changes.
    #[must_use]
    pub fn stride(&self) -> u64 {
        (self.window.len / 2).max(1)
    }

    /// Rows, counted from the first, that stay as they are while the stride does.
    #[must_use]
    pub fn settled(&self) -> usize {
        if self.window.len == 1 || self.window.seen == 0 {
            self.len()
        } else {
            self.window.first + 1
        }
    }

    /// Number of parameters.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.columns.dimension
    }

    /// Row `index`, if there is one.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        self.columns.row(index)
    }

    /// All rows in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The last row, if there is one.
    #[must_use]
    pub fn last(&self) -> Option<Row<'_>> {
        self.row(self.len().checked_sub(1)?)
    }

    /// Index of the last row that is not later than `step`; `None` without rows.
    #[must_use]
    pub fn index_at(&self, step: u64) -> Option<usize> {
        self.columns.steps.partition_point(|s| *s <= step).checked_sub(1)
    }

    /// The step that follows each row: the row's index, unless the trajectory is thinned.
    #[must_use]
    pub fn steps(&self) -> &[u64] {
        &self.columns.steps
    }

    /// The point of row `index`.
    #[must_use]
    pub fn point(&self, index: usize) -> Option<&[f64]> {
        self.columns.vector(&self.columns.points, index)
    }

    /// The gradient of row `index`.
    #[must_use]
    pub fn gradient(&self, index: usize) -> Option<&[f64]> {
        self.columns.vector(&self.columns.gradients, index)
    }

    /// The averaged point of row `index`, where the method keeps one.
    #[must_use]
    pub fn averaged(&self, index: usize) -> Option<&[f64]> {
        self.columns.vector(&self.columns.averages, index)
    }

    /// The points that the method holds at once in row `index`, flat; empty for methods that hold one.
    #[must_use]
    pub fn population(&self, index: usize) -> &[f64] {
        self.columns.population(index)
    }

    /// The losses of all rows.
    #[must_use]
    pub fn losses(&self) -> &[f64] {
        &self.columns.losses
    }

    /// The learning rates of all rows.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.columns.rates
    }

    /// How often the objective was asked in all by the time of each row.
    #[must_use]
    pub fn evaluation_counts(&self) -> &[u64] {
        &self.columns.evaluations
    }

    /// The momenta of all rows, where the schedule cycles them; else empty.
    #[must_use]
    pub fn momenta(&self) -> &[f64] {
        &self.columns.momenta
    }

    /// The points of all rows: flat, row-major, `len() * dimension()` numbers.
    #[must_use]
    pub fn points(&self) -> &[f64] {
        &self.columns.points
    }
}
