//! The expression compiler: grammar, messages, values, derivatives at kinks, WGSL text and error bounds.

use fallline::expr::operator::{Form, Operator};
use fallline::expr::{
    Graph, Node, NodeId, Op, ParseError, Scope, Tape, Variable, differentiate, parse, wgsl_function,
};

const X: Variable = Variable::Parameter(0);
const Y: Variable = Variable::Parameter(1);

fn scope() -> Scope {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    Scope { parameters: names(&["x", "y"]), constants: names(&["k"]), columns: names(&["t"]) }
}

fn compiled(source: &str) -> (Graph, NodeId) {
    let mut graph = Graph::new();
    let root =
        parse(source, &scope(), &mut graph).unwrap_or_else(|error| panic!("{source}\n{error}"));
    (graph, root)
}

/// The value at (x, y), with the constant k = 3 and the column t = 5.
fn value(source: &str, x: f64, y: f64) -> f64 {
    let (graph, root) = compiled(source);
    Tape::new(&graph, &[root]).evaluate(&[x, y], &[3.0], &[5.0])[0]
}

fn gradient(source: &str, x: f64, y: f64) -> [f64; 2] {
    let (mut graph, root) = compiled(source);
    let roots = differentiate(&mut graph, root, &[X, Y]);
    let values = Tape::new(&graph, &roots).evaluate(&[x, y], &[3.0], &[5.0]);
    [values[0], values[1]]
}

fn error(source: &str) -> ParseError {
    parse(source, &scope(), &mut Graph::new()).expect_err(source)
}

#[test]
fn precedence_is_pythons() {
    let cases = [
        ("-x^2", -4.0),
        ("(-x)^2", 4.0),
        ("2^-x", 0.25),
        ("2^3^x", 512.0),
        ("-x^-2*8", -2.0),
        ("2^-x^2", 0.0625),
        ("2^-x*8", 2.0),
        ("10 - x - 3", 5.0),
        ("16/x/2", 4.0),
        ("6/x*y", 21.0),
        ("--x - -y", 9.0),
        ("+x*+y", 14.0),
        ("1 + x*y^2", 99.0),
        (".5 + 2. + 1e-3*1E+3", 3.5),
        ("k*t", 15.0),
        ("max(x, y, 3) - min(4, y, x, 9)", 5.0),
        ("atan2(0, -1) - pi", 0.0),
        ("log(e^x)", 2.0),
        ("pow(x, 3) + mod(y, 4) + hypot(3, 4)", 16.0),
        ("x^0 + x^1 + x^-1 + x^0.5*x^0.5", 5.5),
        ("\n x\t+\r\n y ", 9.0),
    ];
    for (source, expected) in cases {
        let found = value(source, 2.0, 7.0);
        assert!(
            (found - expected).abs() <= 1e-14 * expected.abs().max(1.0),
            "{source}: {found}, not {expected}"
        );
    }
}

#[test]
fn names_of_the_scope_win_over_pi_and_e() {
    let scope = Scope { parameters: vec!["e".into(), "pi".into()], ..Scope::default() };
    let mut graph = Graph::new();
    let root = parse("e - pi", &scope, &mut graph).unwrap();
    assert_eq!(Tape::new(&graph, &[root]).evaluate(&[10.0, 4.0], &[], &[]), [6.0]);
}

#[test]
fn messages_name_the_place_and_the_remedy() {
    let cases = [
        ("", 1, "the formula is empty"),
        ("   ", 4, "the formula is empty"),
        ("x + z", 5, "unknown name `z`; did you mean `x`, `y` or"),
        ("3x", 2, "write `3*x`"),
        ("2e", 2, "write `2*e`"),
        ("2 (x + 1)", 3, "write `2*(...)`"),
        ("(x)(y)", 4, "write `(...)*(...)`"),
        ("x y", 3, "write `x*y`"),
        ("x(y + 1)", 1, "`x` is not a function; to multiply, write `x*(...)`"),
        ("sin x", 1, "`sin` is a function; write `sin(...)`"),
        ("sine(x)", 1, "unknown function `sine`; did you mean `sin`"),
        ("sin(x, y)", 1, "`sin` takes 1 argument, not 2"),
        ("1 + atan2(x)", 5, "`atan2` takes 2 arguments, not 1"),
        ("max(x)", 1, "`max` takes two arguments or more, not 1"),
        ("cos()", 1, "`cos` takes 1 argument, not 0"),
        ("x +", 4, "ends where a value should follow"),
        ("x + * y", 5, "a value is missing before this `*`"),
        ("(x + 1", 1, "this `(` is not closed"),
        ("sin(x", 4, "this `(` is not closed"),
        ("x + 1)", 6, "this `)` closes nothing"),
        ("(x, y)", 3, "only between the arguments of a function"),
        ("x, y", 2, "only between the arguments of a function"),
        ("x**2", 2, "a power is written with `^`"),
        ("x = 2", 3, "a formula is one side only"),
        ("x²", 2, "a power is written `^`"),
        ("é + x", 1, "unknown name `é`"),
        ("(é*x $ y)", 6, "`$` has no meaning"),
        ("1e999", 1, "the number 1e999 is too large"),
        (".", 1, "a number needs a digit"),
        ("1.2.3", 4, "write `1.2*.3`"),
    ];
    for (source, column, part) in cases {
        let error = error(source);
        assert!(error.message.contains(part), "{source}: {}", error.message);
        assert_eq!((error.line, error.column), (1, column), "{source}: {}", error.message);
    }
}

#[test]
fn the_caret_stands_under_the_place() {
    assert_eq!(
        error("x +\n  3y + 1").to_string(),
        "line 2, column 4: an operator is missing before `y`; to multiply, write `3*y`\n    3y + 1\n     ^"
    );
    let long = error(&format!("{}z + {}", "x + ".repeat(100), "x".repeat(100)));
    let shown: Vec<char> = long.excerpt.chars().collect();
    assert_eq!(shown.len(), 80);
    assert_eq!(shown[long.caret], 'z');
}

#[test]
fn too_long_and_too_deep_formulas_are_messages() {
    let megabyte = "x+".repeat(500_000) + "x";
    assert!(error(&megabyte).message.contains("1000001 characters; at most 16384"));
    for deep in ["(", "-", "sin(", "2^"] {
        for levels in [300, 100_000] {
            let message = error(&(deep.repeat(levels) + "x")).message;
            assert!(
                message.contains("nested deeper than 256") || message.contains("at most 16384"),
                "{message}"
            );
        }
    }
    assert_eq!(value(&("(".repeat(250) + "x" + &")".repeat(250)), 2.0, 0.0), 2.0);
}

/// A chain of thousands of operations is deep in the graph though not in its text: every pass must do it in loops.
#[test]
fn the_longest_formulas_pass_through_every_pass() {
    let source = "sin(x)*y^2-".repeat(1485) + "x";
    let (mut graph, root) = compiled(&source);
    let gradient = differentiate(&mut graph, root, &[X, Y]);
    let second = differentiate(&mut graph, gradient[1], &[Y]);
    let values = Tape::new(&graph, &[root, gradient[0], gradient[1], second[0]]).evaluate(
        &[0.5, 2.0],
        &[3.0],
        &[5.0],
    );
    let sine = 0.5_f64.sin();
    // s*y^2 once, minus it 1484 times, minus x
    let expected = [
        -1483.0 * 4.0 * sine - 0.5,
        -1483.0 * 4.0 * 0.5_f64.cos() - 1.0,
        -1483.0 * 4.0 * sine,
        -1483.0 * 2.0 * sine,
    ];
    for (value, expected) in values.iter().zip(expected) {
        assert!((value - expected).abs() < 1e-9 * expected.abs(), "{value}, not {expected}");
    }
    assert!(wgsl_function(&graph, &[root], "f").lines().count() > 1000);
}

#[test]
fn simplification_keeps_holes_and_shares_equal_parts() {
    assert!(value("0*log(x)", 0.0, 0.0).is_nan(), "0 * -inf is NaN, not 0");
    assert!(value("0*(x/0)", 0.0, 0.0).is_nan());
    let (graph, _) = compiled("(x + y)*(y + x) + (x + y)");
    assert_eq!(graph.len(), 5, "x, y, their sum once, its square, the total");
    let (graph, root) = compiled("1*(x + 0)/1 - 0");
    assert_eq!(graph.node(root), Node::Variable(X));
    let (graph, root) = compiled("2*3 + sin(0)");
    assert_eq!(graph.constant_value(root), Some(6.0));
    let (graph, root) = compiled("x^10");
    assert_eq!(Tape::new(&graph, &[root]).len(), 4, "x^2, x^4, x^8, x^2 * x^8");
}

/// (formula, point, gradient): what torch.autograd 2.15 gives, printed once and checked by hand.
#[test]
fn kinks_follow_pytorch() {
    let inf = f64::INFINITY;
    let nan = f64::NAN;
    let cases = [
        ("abs(x)", [0.0, 0.0], [0.0, 0.0]),
        ("abs(x)", [-2.0, 0.0], [-1.0, 0.0]),
        ("sign(x) + floor(y) + ceil(y) + step(x)", [0.0, 1.5], [0.0, 0.0]),
        ("relu(x)", [0.0, 0.0], [0.0, 0.0]),
        ("relu(x)", [0.1, 0.0], [1.0, 0.0]),
        ("sqrt(x)", [0.0, 0.0], [inf, 0.0]),
        ("sqrt(x)", [-1.0, 0.0], [nan, 0.0]),
        ("log(x)", [0.0, 0.0], [inf, 0.0]),
        ("asin(x)", [1.0, 0.0], [inf, 0.0]),
        ("max(x, y)", [1.0, 1.0], [0.5, 0.5]),
        ("max(x, y)", [1.0, 2.0], [0.0, 1.0]),
        ("min(x, y)", [1.0, 1.0], [0.5, 0.5]),
        ("min(x, y)", [1.0, 2.0], [1.0, 0.0]),
        ("hypot(x, y)", [0.0, 0.0], [nan, nan]),
        ("sqrt(x^2 + y^2)", [0.0, 0.0], [nan, nan]),
        ("atan2(x, y)", [0.0, 0.0], [0.0, 0.0]),
        ("atan2(x, y)", [1.0, 0.0], [0.0, -1.0]),
        ("pow(x, y)", [0.0, 0.0], [0.0, 0.0]),
        ("pow(x, y)", [0.0, 1.0], [1.0, 0.0]),
        ("pow(x, y)", [0.0, 2.0], [0.0, 0.0]),
        ("pow(x, y)", [0.0, -1.0], [-inf, -inf]),
        ("pow(x, y)", [0.0, 0.5], [inf, 0.0]),
        ("pow(x, y)", [-2.0, 3.0], [12.0, nan]),
        ("pow(x, y)", [-2.0, 0.0], [0.0, nan]),
        ("pow(x, y)", [2.0, 0.0], [0.0, std::f64::consts::LN_2]),
        ("mod(x, y)", [5.0, 3.0], [1.0, -1.0]),
        ("mod(x, y)", [-5.0, 3.0], [1.0, 2.0]),
        ("mod(x, y)", [5.0, -3.0], [1.0, 2.0]),
        ("softplus(x) + softplus(y)", [0.0, -800.0], [0.5, 0.0]),
        ("sigmoid(x) + tanh(y)", [0.0, 400.0], [0.25, 0.0]),
    ];
    for (source, [x, y], expected) in cases {
        let found = gradient(source, x, y);
        let same = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
        assert!(
            same(found[0], expected[0]) && same(found[1], expected[1]),
            "{source} at {x}, {y}: {found:?}"
        );
    }
}

#[test]
fn values_at_special_places() {
    assert_eq!(value("x^y", 0.0, 0.0), 1.0);
    assert_eq!(value("x^y", -2.0, 3.0), -8.0);
    assert!(value("x^y", -2.0, 0.5).is_nan());
    assert!(
        value("max(x, y)", f64::NAN, 1.0).is_nan() && value("max(x, y)", 1.0, f64::NAN).is_nan()
    );
    assert!(
        value("min(x, y)", f64::NAN, 1.0).is_nan() && value("min(x, y)", 1.0, f64::NAN).is_nan()
    );
    for hole in ["relu(x)", "sign(x)", "step(x)", "abs(x)", "sigmoid(x)", "softplus(x)"] {
        assert!(value(hole, f64::NAN, 0.0).is_nan(), "{hole}");
    }
    assert_eq!((value("step(x)", 0.0, 0.0), value("step(x)", -1e-300, 0.0)), (1.0, 0.0));
    assert_eq!((value("mod(x, 3)", -5.0, 0.0), value("mod(x, -3)", 5.0, 0.0)), (1.0, -1.0));
    assert_eq!(value("softplus(x)", 1000.0, 0.0), 1000.0);
    assert_eq!(value("cbrt(x)", -27.0, 0.0), -3.0);
}

/// A graph of one operator on its arguments as parameters 0 to 2.
fn single(row: &Operator) -> (Graph, NodeId, Vec<Variable>) {
    let mut graph = Graph::new();
    let variables: Vec<Variable> = (0..row.arity as u16).map(Variable::Parameter).collect();
    let arguments: Vec<NodeId> =
        variables.iter().map(|variable| graph.variable(*variable)).collect();
    let root = graph.apply(row.op, &arguments);
    (graph, root, variables)
}

/// Central differences with step h = 1e-5 of the argument (at most 1e-5) err by h^2/6 times the third derivative, below 1e-8 of
/// the derivatives of the samples, and by the rounding of value and argument over the step.
#[test]
fn every_operators_derivatives_are_its_slopes() {
    for row in Op::TABLE {
        assert!(!row.samples.is_empty(), "{} has no samples", row.name);
        let (mut graph, root, variables) = single(row);
        let first = differentiate(&mut graph, root, &variables);
        let second = differentiate(&mut graph, first[0], &variables[..1]);
        let tape = Tape::new(&graph, &[&[root, second[0]][..], &first].concat());
        for sample in row.samples {
            let at = |place: usize, shift: f64| {
                let mut moved = *sample;
                moved[place] += shift;
                tape.evaluate(&moved, &[], &[])
            };
            for place in 0..row.arity {
                let x = if sample[place] == 0.0 { 1.0 } else { sample[place].abs() };
                let h = 1e-5 * x.min(1.0);
                let (ahead, behind, here) = (at(place, h), at(place, -h), at(place, 0.0));
                let check = |what: &str, derivative: f64, root: usize| {
                    let slope = (ahead[root] - behind[root]) / (2.0 * h);
                    if slope.is_nan() && derivative.is_nan() {
                        return; // a power of a negative number has no slope by its exponent
                    }
                    let rounding =
                        4.0 * f64::EPSILON * (here[root].abs() + derivative.abs() * x) / h;
                    let distance = (slope - derivative).abs();
                    let allowed = 1e-8 * derivative.abs().max(1e-3) + rounding;
                    assert!(
                        distance <= allowed,
                        "{what} of {} at {sample:?}: {derivative}, slope {slope}",
                        row.name
                    );
                };
                check("derivative", here[2 + place], 0);
                if place == 0 {
                    check("second derivative", here[1], 2);
                }
            }
        }
    }
}

#[test]
fn one_lane_and_many_lanes_agree_to_the_bit() {
    for row in Op::TABLE {
        let (graph, root, _) = single(row);
        let tape = Tape::new(&graph, &[root]);
        let mut many = tape.registers::<64>(&[]);
        let arguments: Vec<[f64; 64]> = (0..3)
            .map(|place| {
                std::array::from_fn(|lane| {
                    row.samples[lane % row.samples.len()][place] + lane as f64 * 0.37
                })
            })
            .collect();
        for (place, lanes) in arguments.iter().enumerate() {
            tape.set_parameter(&mut many, place, *lanes);
        }
        tape.run(&mut many);
        for (lane, together) in tape.root(&many, 0).iter().enumerate() {
            let alone = tape.evaluate(
                &[arguments[0][lane], arguments[1][lane], arguments[2][lane]],
                &[],
                &[],
            )[0];
            assert_eq!(alone.to_bits(), together.to_bits(), "{} in lane {lane}", row.name);
        }
    }
}

#[test]
fn every_function_can_be_called_and_internal_operators_cannot() {
    for row in Op::TABLE {
        let arguments = ["x", "y", "k"][..row.arity].join(", ");
        let call = format!("{}({arguments})", row.name);
        let parsed = parse(&call, &scope(), &mut Graph::new());
        match row.form {
            Form::Function | Form::Fold => assert!(parsed.is_ok(), "{call}"),
            Form::Internal => assert!(parsed.is_err(), "{call}"),
            Form::Symbol => {}
        }
    }
    let promised = "sin cos tan asin acos atan atan2 sinh cosh tanh exp log log2 log10 sqrt cbrt abs sign floor ceil min \
                    max pow mod hypot sigmoid relu softplus step";
    for name in promised.split_whitespace() {
        assert!(Op::function(name).is_some(), "{name}");
    }
}
