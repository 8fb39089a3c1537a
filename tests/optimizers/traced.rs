//! Elementwise rules read as formulas: the traced graph gives the numbers of the f64 code, and its WGSL is valid.

use crate::adapter::{quantity, shader};
use crate::reference::referenced;
use fallline::expr::Tape;
use fallline::optim::{Optimizer, Oracle, Step, Stepper};

/// Settings that reach the branches of the rules.
const SETTINGS: &[&str] = &[
    "sgd:momentum=0.9,weight_decay=0.1,nesterov=true",
    "rmsprop:centered=true,momentum=0.5",
    "adam:amsgrad=true,weight_decay=0.1",
    "nadam:decoupled_weight_decay=true,weight_decay=0.1",
    "radam:beta2=0.9",
    "asgd:t0=3",
    "adabelief:rectify=true,ams_bound=true,beta2=0.9",
    "adabelief:rectify=true,degenerated_to_sgd=false",
    "adan:weight_decay=0.1",
    "adan:weight_decouple=true,weight_decay=0.1",
    "lion:weight_decay=0.1,weight_decouple=false",
];

/// Methods, and a setting of one, that are not elementwise.
const WITH_SUMS: &[&str] = &[
    "adafactor",
    "lbfgs",
    "prodigy",
    "dadapt-adam",
    "dadapt-sgd",
    "dadapt-adagrad",
    "adan:max_grad_norm=1",
];

/// How many of [`optimizers`] have a formula: the others need sums.
pub(crate) fn elementwise() -> usize {
    referenced().filter(|method| !WITH_SUMS.contains(&method.table.name)).count() + SETTINGS.len()
}

pub(crate) fn optimizers() -> impl Iterator<Item = Optimizer> {
    let names = referenced().map(|method| method.table.name);
    names.chain(SETTINGS.iter().copied()).map(|text| Optimizer::parse(text).unwrap())
}

fn step(stepper: &mut dyn Stepper, point: &mut f64, gradient: f64) {
    stepper.step(Step {
        point: std::slice::from_mut(point),
        loss: 0.0,
        gradient: &[gradient],
        lr: 0.1,
        oracle: &mut Nobody,
    });
}

/// Elementwise rules evaluate nothing.
pub(crate) struct Nobody;

impl Oracle for Nobody {
    fn loss(&mut self, _: &[f64]) -> f64 {
        unreachable!()
    }

    fn gradient(&mut self, _: &[f64], _: &mut [f64]) -> f64 {
        unreachable!()
    }

    fn hessian(&mut self, _: &[f64], _: &mut [f64]) -> bool {
        unreachable!()
    }
}

#[test]
fn traced_rules_give_the_numbers_of_the_code() {
    let mut traced = 0;
    for optimizer in optimizers() {
        let mut stepper = optimizer.stepper();
        let Some(formula) = stepper.formula() else { continue };
        traced += 1;
        let tape = Tape::new(&formula.graph, &formula.outputs);
        let mut point = 1.5;
        step(stepper.as_mut(), &mut point, 0.7);
        for k in 0..20 {
            let gradient = (f64::from(k) * 1.3).sin() * 2.0;
            let (before, point_before) = (stepper.terms(), point);
            step(stepper.as_mut(), &mut point, gradient);
            let after = stepper.terms();
            // State values from before the step, scalars of the step itself.
            let states = formula.outputs.len() - 1;
            let inputs = formula.inputs.iter().enumerate().map(|(i, name)| match i {
                0 => point_before,
                1 => gradient,
                i if i < 2 + states => quantity(&before, name, 0),
                _ => quantity(&after, name, 0),
            });
            let values = tape.evaluate(&[], &inputs.collect::<Vec<f64>>(), &[]);
            let names = formula.inputs[2..2 + states].iter();
            let expected: Vec<f64> =
                [point].into_iter().chain(names.map(|name| quantity(&after, name, 0))).collect();
            for (value, expected) in values.iter().zip(&expected) {
                // Folding `x * constant` into one operation less may round differently, by a few units.
                let error = (value - expected).abs() / expected.abs().max(1.0);
                assert!(error < 1e-14, "{optimizer}, step {k}: {values:?} is not {expected:?}");
            }
        }
    }
    assert_eq!(traced, elementwise(), "all methods but those with sums have a formula");
}

#[test]
fn methods_that_need_sums_over_all_parameters_have_no_formula() {
    for text in WITH_SUMS {
        let stepper = Optimizer::parse(text).unwrap().stepper();
        assert!(stepper.formula().is_none(), "{text}");
    }
}

#[test]
fn the_wgsl_of_every_rule_is_valid() {
    for optimizer in optimizers() {
        let Some(formula) = optimizer.stepper().formula() else { continue };
        let source = shader(&formula);
        let module = naga::front::wgsl::parse_str(&source)
            .unwrap_or_else(|error| panic!("{optimizer}\n{}", error.emit_to_string(&source)));
        let flags = naga::valid::ValidationFlags::all();
        let mut validator = naga::valid::Validator::new(flags, naga::valid::Capabilities::empty());
        validator.validate(&module).unwrap_or_else(|e| panic!("{optimizer}\n{source}\n{e:?}"));
    }
}
