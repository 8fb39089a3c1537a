//! The classical family: methods of numerical optimisation that have no learning rate, by the crate `basin`.
//!
//! Nothing is solved here. A file holds a method's table of hyperparameters, under basin's names and defaults, and makes
//! basin's solver of them; [`Driven`] takes one iteration of the solver for each step of the run, over a [`Bridge`] that
//! asks the run's oracle and so counts every evaluation. What depends on the scale of the problem and has no default in
//! basin, or one that suits the unit box alone, follows from the domain; the help of the hyperparameter says so.
//!
//! Row 0 is the start. From row 1 on a row's point is what basin reports as the current iterate:
//!
//! | method | point of a row | population of a row |
//! |---|---|---|
//! | BFGS, L-BFGS-B, nonlinear CG, trust region | the iterate | |
//! | Nelder-Mead | the best vertex | the simplex, the start among the first |
//! | CMA-ES | the mean, which begins at the start | the generation drawn around it |
//! | differential evolution | the best member | the generation, the start among the first |
//! | particle swarm | the best point that any particle has seen | the particles, the start among the first |
//! | simulated annealing, basin hopping | the last accepted point | |
//!
//! A step at a boundary where basin reports convergence ends the run. Where basin gives up (a line search fails, no
//! further progress in double precision), that is no convergence: the run stands still, without evaluations.

mod area;
mod basin_hopping;
mod bfgs;
mod bridge;
mod cma_es;
mod common;
mod differential_evolution;
mod driven;
mod lbfgsb;
mod nelder_mead;
mod nonlinear_cg;
mod particle_swarm;
mod simulated_annealing;
mod trust_region;

use area::Area;
use bridge::{Bounds, Bridge};
use driven::{Classical, Driven};

use super::optimizer::Method;

/// All methods of the family, in the order of lists and menus.
pub(super) static METHODS: [&Method; 10] = [
    &bfgs::METHOD,
    &lbfgsb::METHOD,
    &nonlinear_cg::METHOD,
    &trust_region::METHOD,
    &nelder_mead::METHOD,
    &cma_es::METHOD,
    &differential_evolution::METHOD,
    &particle_swarm::METHOD,
    &simulated_annealing::METHOD,
    &basin_hopping::METHOD,
];
