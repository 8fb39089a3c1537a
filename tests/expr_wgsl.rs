//! The emitted WGSL, judged by naga, and the error bounds of its f32 values.

use fallline::expr::{
    ErrorBound, Graph, Measured, Node, NodeId, Op, Scope, Variable, differentiate, parse,
    wgsl_function, wgsl_prelude,
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

/// What a shader that includes the emitted text has to declare.
const SHADER_FRAME: &str = "
struct Params { nan_bits: u32, inf_bits: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
fn constant(index: u32) -> f32 { return numbers[index]; }
fn column(index: u32, row: u32) -> f32 { return numbers[index + row]; }
";

fn validate(functions: &str) {
    let source = format!("{SHADER_FRAME}{}{functions}", wgsl_prelude());
    let module = naga::front::wgsl::parse_str(&source)
        .unwrap_or_else(|error| panic!("{functions}\n{}", error.emit_to_string(&source)));
    let mut validator = naga::valid::Validator::new(
        naga::valid::ValidationFlags::all(),
        naga::valid::Capabilities::empty(),
    );
    validator.validate(&module).unwrap_or_else(|error| panic!("{functions}\n{error:?}"));
}

#[test]
fn the_wgsl_of_every_operator_is_valid_with_variables_and_with_numbers() {
    let atoms =
        [vec![Node::Variable(X), Node::Variable(Y), Node::Variable(Variable::Column(0))], vec![]];
    for row in Op::TABLE {
        for place in 0..row.arity {
            assert!(
                row.wgsl.contains(&format!("{{{place}}}")),
                "{} ignores argument {place}",
                row.name
            );
        }
        for atoms in &atoms {
            let mut graph = Graph::new();
            let arguments: Vec<NodeId> = (0..row.arity)
                .map(|place| match atoms.get(place) {
                    Some(Node::Variable(variable)) => graph.variable(*variable),
                    _ => graph.constant(f64::INFINITY),
                })
                .collect();
            let root = graph.apply(row.op, &arguments);
            validate(&wgsl_function(&graph, &[root], "f"));
        }
    }
}

#[test]
fn numbers_that_wgsl_refuses_are_read_at_run_time() {
    let sources = [
        "1/0",
        "0/0 + x",
        "log(0)",
        "sqrt(-1)",
        "x + 1e39",
        "x - 1e300*1e300",
        "1e30*1e30*x",
        "x*1e-50",
        "-1e39*x",
        "exp(1000) + x",
        "asin(2)",
        "(-2)^0.5*x",
        "mod(1, 0)",
        "atan2(0, 0) + k + t",
        "x/0",
        "mod(x, 0)",
        "1e-40 + x",
        "-0.0*x",
        "5",
        "pi",
        "-x^2 - -3",
    ];
    for source in sources {
        let (graph, root) = compiled(source);
        validate(&wgsl_function(&graph, &[root], "f"));
    }
}

#[test]
fn gradients_and_hessians_can_be_emitted_too() {
    let (mut graph, root) = compiled("sin(x)^y + max(x, k)*abs(t - x) + mod(x, y)");
    let first = differentiate(&mut graph, root, &[X, Y]);
    let second = differentiate(&mut graph, first[0], &[X, Y]);
    let roots = [root, first[0], first[1], second[0], second[1]];
    validate(&wgsl_function(&graph, &roots, "all"));
    validate(&wgsl_function(&graph, &roots[..3], "three"));
}

#[test]
fn the_emitted_text_is_flat_and_readable() {
    let (graph, root) = compiled("(1 - x)^2 + k*t");
    let text = wgsl_function(&graph, &[root], "loss_term");
    assert_eq!(
        text,
        "fn loss_term(p: vec2<f32>, row: u32) -> f32 {\n    let v2 = 1.0f - p.x;\n    let v4 = v2 * v2;\n    \
         let v5 = constant(0u);\n    let v6 = column(0u, row);\n    let v7 = v5 * v6;\n    let v8 = v4 + v7;\n    \
         return v8;\n}\n"
    );
}

/// Every operator evaluated in f64 and rounded to f32 is one faithful f32 machine: its error must be within the bound, and
/// the bound must stay useful.
#[test]
fn error_bounds_hold_for_a_faithful_f32_machine() {
    let sources = [
        ("(1 - x)^2 + 100*(y - x^2)^2", 1e-4),
        ("x/y + sqrt(x*x) - log(y + 4)", 1e-5),
        ("exp(x)*y - x^3*y^5", 1e-3),
        ("tanh(x) + cbrt(y) + sigmoid(x*y)", 1e-4),
    ];
    for (source, useful) in sources {
        let (graph, root) = compiled(source);
        let bound = ErrorBound::new(&graph, root);
        for step in 0..400_u16 {
            let x = f64::from((f64::from(step % 20) * 0.197 - 1.9) as f32);
            let y = f64::from((f64::from(step / 20) * 0.193 - 1.8) as f32);
            let bound = bound.at(&[Measured::rounded(x), Measured::rounded(y)], &[], &[]);
            let machine = in_f32(&graph, root, [x, y]);
            let error = (machine - bound.value).abs();
            assert!(error <= bound.error, "{source} at {x}, {y}: {error} > {}", bound.error);
            assert!(
                bound.error <= useful * bound.value.abs().max(10.0),
                "{source} at {x}, {y}: {bound:?}"
            );
        }
    }
}

fn in_f32(graph: &Graph, root: NodeId, point: [f64; 2]) -> f64 {
    let mut values = Vec::new();
    for node in &graph.nodes()[..=root.index()] {
        let exact = match node {
            Node::Constant(bits) => f64::from_bits(*bits),
            Node::Variable(Variable::Parameter(index)) => point[usize::from(*index)],
            Node::Variable(_) => f64::NAN,
            Node::Apply(op, arguments) => op.value(arguments.map(|id| values[id.index()])),
        };
        values.push(f64::from(exact as f32));
    }
    values[root.index()]
}

#[test]
fn error_bounds_know_jumps_poles_and_edges() {
    let at = |source: &str, x: f64, error: f64| {
        let (graph, root) = compiled(source);
        ErrorBound::new(&graph, root)
            .at(&[Measured { value: x, error }, Measured::rounded(0.0)], &[], &[])
            .error
    };
    assert!(at("floor(x)", 2.0, 1e-6) >= 1.0, "the floor may jump");
    assert!(at("floor(x)", 2.5, 1e-6) < 1e-30);
    assert!(at("sqrt(x)", 1e-12, 1e-12) >= 4e-7, "the slope of the square root is infinite at 0");
    assert!(at("sqrt(x)", 1e-12, 1e-6).is_infinite(), "f32 may see a negative number");
    assert!(at("1/x", 1e-8, 1e-7).is_infinite() || at("1/x", 1e-8, 1e-7) > 1e7, "beside a pole");
    assert!(at("1/x", 0.0, 0.0).is_infinite());
    assert!(at("x*1e38*10", 1.0, 0.0).is_infinite(), "beyond f32");
    assert!(at("x*x", 0.0, 1e-4) >= 1e-8, "a product of two errors");
}
