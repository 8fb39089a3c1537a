//! A solver of basin as a stepper: basin's own loop, cut at its iterations.

use basin::{CountsMirror, EvalCounts, Problem, Solver, SolverStep, State, Termination};

use super::{Area, Bounds, Bridge};
use crate::optim::stepper::{Beginning, Oracle, Progress, Step, Stepper};
use crate::optim::terms::Term;

/// Calls of a solver in one step at most, so that a step ends whatever the solver says.
const MOST_CALLS: usize = 100;

/// What fallline knows of a method besides its table.
pub(super) trait Classical: Send {
    /// Whether the points that it holds are a simplex.
    const SIMPLEX: bool = false;
    /// Basin's solver.
    type Solver: for<'p> Solver<Bridge<'p>, Self::State> + Send;
    /// What basin shows of its progress.
    type State: State<Param = Vec<f64>, Float = f64> + CountsMirror + Send;

    /// The solver and its unevaluated state for a start whose numbers are finite.
    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State);

    /// The method's answer so far.
    fn answer<'s>(&self, state: &'s Self::State) -> &'s [f64] {
        state.param()
    }

    /// The points that the method holds at once; none unless it holds several.
    fn members<'s>(&self, _state: &'s Self::State) -> &'s [Vec<f64>] {
        &[]
    }

    /// How many vectors of one number a parameter its solver keeps, where that grows with their number.
    fn kept_vectors(&self, _parameters: usize) -> usize {
        0
    }

    /// The quantity that steers the method, if it has one.
    fn term(&self, _solver: &Self::Solver, _state: &Self::State) -> Option<Term> {
        None
    }
}

/// A method at work.
pub(super) struct Driven<C: Classical> {
    method: C,
    solver: Option<C::Solver>,
    /// `None` before the beginning, and where the start has numbers that are not finite.
    state: Option<C::State>,
    bounds: Bounds,
    counts: EvalCounts,
    population: Vec<f64>,
    /// What every further step says, once the solver has stopped.
    end: Option<Progress>,
}

impl<C: Classical> Driven<C> {
    pub(super) fn new(method: C) -> Self {
        Self {
            method,
            solver: None,
            state: None,
            bounds: Area { lower: Vec::new(), upper: Vec::new() }.bounds(),
            counts: EvalCounts::default(),
            population: Vec::new(),
            end: None,
        }
    }

    /// One completed iteration, in the order of basin's executor: convergence is asked before each call.
    fn iterate(&mut self, solver: &mut C::Solver, state: C::State, oracle: &mut dyn Oracle) {
        let mut problem = Problem::new(Bridge::new(oracle, &self.bounds));
        *problem.counts_mut() = self.counts;
        let mut state = Some(state);
        for _ in 0..MOST_CALLS {
            let Some(now) = state.take() else { break };
            if let Some(termination) = solver.check_convergence(&problem, &now) {
                (state, self.end) = (Some(now), Some(progress_of(&termination)));
                break;
            }
            // The oracle never fails and the bounds are sound, so there is no error to come.
            let Ok(step) = solver.next_iter(&mut problem, now) else { break };
            let SolverStep { state: mut next, completed, termination, .. } = step;
            next.mirror(problem.counts());
            if completed {
                next.increment_iter();
            }
            next.update_best();
            state = Some(next);
            self.end = termination.as_ref().map(progress_of);
            if completed || self.end.is_some() {
                break;
            }
        }
        self.counts = *problem.counts();
        self.state = state;
    }

    fn show_population(&mut self) {
        self.population.clear();
        let members = self.state.iter().flat_map(|state| self.method.members(state));
        self.population.extend(members.flatten());
    }
}

/// Convergence ends a run; a solver that gives up stands still.
fn progress_of(termination: &Termination) -> Progress {
    if termination.is_converged() { Progress::Converged } else { Progress::Continue }
}

impl<C: Classical> Stepper for Driven<C> {
    fn begin(&mut self, beginning: &Beginning<'_>, oracle: &mut dyn Oracle) {
        if !beginning.start.iter().all(|x| x.is_finite()) {
            return;
        }
        let area = Area::of(beginning);
        self.bounds = area.bounds();
        let (mut solver, state) = self.method.solver(beginning, &area, oracle);
        let mut problem = Problem::new(Bridge::new(oracle, &self.bounds));
        solver.reset_convergence();
        if let Ok(mut state) = solver.init(&mut problem, state) {
            state.mirror(problem.counts());
            state.update_best();
            self.state = Some(state);
        }
        self.counts = *problem.counts();
        self.solver = Some(solver);
        self.show_population();
    }

    fn uses_row(&self) -> bool {
        false
    }

    fn step(&mut self, Step { point, oracle, .. }: Step<'_>) -> Progress {
        let (solver, state) = match self.end {
            Some(progress) => return progress,
            None => (self.solver.take(), self.state.take()),
        };
        let (Some(mut solver), Some(state)) = (solver, state) else { return Progress::Continue };
        let before = state.iter();
        self.iterate(&mut solver, state, oracle);
        self.solver = Some(solver);
        let Some(state) = &self.state else { return Progress::Continue };
        let completed = state.iter() > before;
        let answer = self.method.answer(state);
        if completed {
            point.copy_from_slice(answer);
            self.show_population();
            // An iteration that is also the last has its row first.
            return Progress::Continue;
        }
        self.end.unwrap_or(Progress::Continue)
    }

    fn population(&self) -> &[f64] {
        &self.population
    }

    fn holds_simplex(&self) -> bool {
        C::SIMPLEX
    }

    fn kept_vectors(&self, parameters: usize) -> usize {
        self.method.kept_vectors(parameters)
    }

    fn terms(&self) -> Vec<Term> {
        let own = self.solver.as_ref().zip(self.state.as_ref());
        let own = own.and_then(|(solver, state)| self.method.term(solver, state));
        own.into_iter().collect()
    }
}
