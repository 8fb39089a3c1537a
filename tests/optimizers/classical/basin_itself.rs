//! Rows beside the iterates of basin's own executor.

use super::*;

/// Himmelblau or Rosenbrock as a problem of basin's own, without fallline's bridge.
struct Problem(RefCell<Evaluator>);

impl CostFunction for Problem {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(self.0.borrow_mut().loss(point))
    }
}

impl Gradient for Problem {
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Infallible> {
        let mut gradient = vec![0.0; 2];
        self.0.borrow_mut().gradient(point, &mut gradient);
        Ok(gradient)
    }
}

/// The iterates of basin's own executor from row 1 on, up to its end.
macro_rules! iterates {
    ($objective:expr, $solver:expr, $state:expr) => {{
        let problem = Problem(RefCell::new($objective.evaluator()));
        let executor = Executor::new(problem, $solver, $state).max_iter(1000);
        let mut stepper = executor.into_stepper().unwrap();
        let mut points = Vec::new();
        while stepper.step().unwrap() == StepOutcome::Continue {
            points.extend_from_slice(stepper.state().param());
        }
        let converged = stepper.finished().unwrap().termination.is_converged();
        (points, converged, *stepper.counts())
    }};
}

#[test]
fn rows_are_the_iterates_of_basin_itself() {
    for name in ["rosenbrock", "himmelblau"] {
        let objective = library::find(name).unwrap().objective();
        let bfgs = basin::Bfgs::new().with_absolute_gradient_tolerance(1e-6);
        let state = basin::FirstOrderState::new(START.to_vec());
        let (points, converged, counts) = iterates!(objective, bfgs, state);
        let path = run_of(&settings("bfgs", 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert!(converged && counts.gradient_evals == path.evaluations.gradient);

        // Edges of 0.15 of the domain's width.
        let [x, y] = START;
        let simplex = vec![vec![x, y], vec![x + 0.15 * 8.0, y], vec![x, y + 0.15 * 8.0]];
        let state = basin::SimplexProgress::from_simplex(simplex);
        let (points, converged, counts) = iterates!(objective, basin::NelderMead::new(), state);
        let path = run_of(&settings("nelder-mead", 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert!(converged && counts.cost_evals == path.evaluations.loss);
        assert_eq!(path.evaluations.gradient, 0);

        let mean = basin::PopulationProgress::from_point(START.to_vec());
        let cma = basin::CmaEs::<Vec<f64>, basin::DenseMatrix>::new(7, 0.5)
            .with_absolute_distribution_size_tolerance(1e-3);
        let (points, _, counts) = iterates!(objective, cma, mean);
        let text = "cma-es:sigma=0.5,absolute_distribution_size_tolerance=0.001";
        let path = run_of(&settings(text, 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert_eq!(path.evaluations.loss, counts.cost_evals);
    }
}

#[test]
fn newton_solves_a_quadratic_in_one_step() {
    for subproblem in ["", ",subproblem=more-sorensen", ",subproblem=dogleg"] {
        let text = format!("trust-region:radius=100,max_radius=100{subproblem}");
        let path = run_of(&settings(&text, 10), &formula(BOWL));
        let point = path.point(1).unwrap();
        // One linear solve: rounding alone.
        let bottom = [7.5 / 11.0, -4.0 / 11.0];
        assert!(gap([point[0], point[1]], bottom) < 1e-12, "{subproblem}: {point:?}");
        assert_eq!((path.len(), path.stop), (2, Some(Stop::Converged)), "{subproblem}");
    }
    // The radius is kept: the step ends on it.
    let path = run_of(&settings("trust-region:radius=0.5", 1), &formula(BOWL));
    let point = path.point(1).unwrap();
    assert!((gap([point[0], point[1]], START) - 0.5).abs() < 1e-9, "{point:?}");
}
