//! Objectives: formulas, fits, constants, the library, data and its files, and what is refused.

use std::io::Write as _;

use fallline::expr::{Measured, wgsl_prelude};
use fallline::io::{read_csv, read_csv_from};
use fallline::objective::library::{Entry, entries, find};
use fallline::objective::{
    Constant, Data, Domain, Fit, HeightScale, Inputs, Interval, Metric, Objective, ObjectiveError,
    Survey, Synthetic,
};

fn formula(text: &str) -> Objective {
    Objective::from_formula(text, Domain::square(-2.0, 2.0), Vec::new()).expect(text)
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn fit(model: &str, metric: Metric) -> Fit {
    Fit { model: model.into(), parameters: names(&["a", "b"]), target: "y".into(), metric }
}

fn table(x: &[f64], y: &[f64]) -> Data {
    Data { names: names(&["x", "y"]), columns: vec![x.to_vec(), y.to_vec()] }
}

fn constant(name: &str, value: f64) -> Constant {
    Constant { name: name.into(), value, min: -10.0, max: 10.0 }
}

const SQUARE: Domain = Domain::square(-10.0, 10.0);

/// Residuals of a = 2, b = 1 on three rows: 1 - 0, 3 - 2.5, 5 - 8, that is 1, 0.5, -3.
#[test]
fn metrics_are_pytorchs_means() {
    let data = table(&[0.0, 1.0, 2.0], &[0.0, 2.5, 8.0]);
    let cases = [
        (
            Metric::Mse,
            (1.0 + 0.25 + 9.0) / 3.0,
            [2.0 * (0.5 - 6.0) / 3.0, 2.0 * (1.0 + 0.5 - 3.0) / 3.0],
        ),
        (Metric::Mae, (1.0 + 0.5 + 3.0) / 3.0, [(1.0 - 2.0) / 3.0, (1.0 + 1.0 - 1.0) / 3.0]),
        (Metric::Huber, (0.5 + 0.125 + 2.5) / 3.0, [(0.5 - 2.0) / 3.0, (1.0 + 0.5 - 1.0) / 3.0]),
    ];
    for (metric, loss, slope) in cases {
        let objective =
            Objective::from_fit(fit("a*x + b", metric), data.clone(), SQUARE, Vec::new()).unwrap();
        let mut gradient = [0.0; 2];
        assert!((objective.gradient(&[2.0, 1.0], &mut gradient) - loss).abs() < 1e-15);
        assert!(
            (gradient[0] - slope[0]).abs() < 1e-15 && (gradient[1] - slope[1]).abs() < 1e-15,
            "{gradient:?}"
        );
    }
}

/// The cars data (Ezekiel 1930: speed in mph, stopping distance in ft) has a well-known regression line.
#[test]
fn the_regression_line_of_the_cars_is_a_minimum() {
    let data = read_csv("assets/data/cars.csv".as_ref()).unwrap();
    let line = Fit { target: "dist".into(), ..fit("a*speed + b", Metric::Mse) };
    let objective =
        Objective::from_fit(line, data, Domain::square(-30.0, 30.0), Vec::new()).unwrap();
    let mut gradient = [0.0; 2];
    // 3.932409 and -17.579095 as textbooks print them; the gradient is at most Hessian (about 530) * 5e-7
    let loss = objective.gradient(&[3.932409, -17.579095], &mut gradient);
    assert!(gradient[0].abs() < 1e-3 && gradient[1].abs() < 1e-3, "{gradient:?}");
    // the textbooks' residual standard error 15.38 on 48 degrees of freedom
    assert!(((loss * 50.0 / 48.0).sqrt() - 15.38).abs() < 0.005);
    assert_eq!(objective.formula, "dist = a*speed + b");
    assert_eq!((objective.rows(), objective.input_column()), (50, Some("speed")));
    assert_eq!(objective.predict(&[2.0, 1.0], &[0.0, 10.0]), Some(vec![1.0, 21.0]));
}

#[test]
fn a_line_is_recovered_from_synthetic_data() {
    let data = Synthetic {
        input: "x".into(),
        target: "y".into(),
        inputs: Inputs::Uniform { range: Interval::new(-5.0, 5.0), count: 1000 },
        model: "a + b*x".into(),
        parameters: names(&["a", "b"]),
        truth: vec![-2.0, 2.0],
        noise: 0.001,
        seed: 1,
    };
    let drawn = data.generate().unwrap();
    assert_eq!(drawn, data.generate().unwrap(), "the same seed gives the same data");
    assert_ne!(drawn, Synthetic { seed: 2, ..data.clone() }.generate().unwrap());
    let x = drawn.column("x").unwrap();
    assert!(x.iter().all(|x| (-5.0..5.0).contains(x)));
    assert!(
        (x.iter().sum::<f64>() / 1000.0).abs() < 0.3,
        "three standard errors of the mean of 1000 uniform numbers"
    );

    let objective =
        Objective::from_fit(fit("a + b*x", Metric::Mse), drawn, SQUARE, Vec::new()).unwrap();
    // the mean square of 1000 normal deviates is within 15 % of the variance (over three standard errors)
    let noise = objective.loss(&[-2.0, 2.0]);
    assert!((noise / 1e-6 - 1.0).abs() < 0.15, "{noise}");
    assert!(objective.loss(&[-1.9, 2.0]) > 1e-3);
}

#[test]
fn linspace_includes_both_ends() {
    let inputs = Inputs::Linspace { range: Interval::new(-1.0, 1.0), count: 200 };
    let data = Synthetic {
        input: "x".into(),
        target: "y".into(),
        inputs,
        model: "sin(b*cos(a*x))".into(),
        parameters: names(&["a", "b"]),
        truth: vec![1.2, 2.5],
        noise: 0.0,
        seed: 0,
    };
    let data = data.generate().unwrap();
    let (x, y) = (data.column("x").unwrap(), data.column("y").unwrap());
    assert_eq!((x.len(), x[0], x[199]), (200, -1.0, 1.0));
    assert!((x[1] + 1.0 - 2.0 / 199.0).abs() < 1e-15);
    assert_eq!(y[0], (2.5 * (-1.2_f64).cos()).sin());
}

#[test]
fn every_way_of_evaluating_gives_the_same_bits() {
    let data = table(
        &(0..77).map(|row| f64::from(row) * 0.03 - 1.0).collect::<Vec<_>>(),
        &(0..77).map(|row| f64::from(row).sin()).collect::<Vec<_>>(),
    );
    let mut objectives: Vec<Objective> = entries().iter().map(Entry::objective).collect();
    objectives.push(
        Objective::from_fit(fit("sin(b*cos(a*x))", Metric::Huber), data, SQUARE, Vec::new())
            .unwrap(),
    );
    for objective in objectives {
        let (nx, ny) = (37, 11);
        let grid = objective.losses_on_grid(&objective.domain, nx, ny);
        let points: Vec<[f64; 2]> =
            (0..nx * ny).map(|index| objective.domain.grid_point(index, nx, ny)).collect();
        assert_eq!(points[nx - 1][0], objective.domain.x.max);
        assert_eq!(points[(ny - 1) * nx][1], objective.domain.y.max);
        let listed = objective.losses(&points);
        let mut evaluator = objective.evaluator();
        for (index, point) in points.iter().enumerate() {
            let mut gradient = [0.0; 2];
            let bits = evaluator.loss(point).to_bits();
            assert_eq!(bits, grid[index].to_bits(), "{} on the grid at {point:?}", objective.name);
            assert_eq!(bits, listed[index].to_bits(), "{} in a list at {point:?}", objective.name);
            assert_eq!(
                bits,
                evaluator.gradient(point, &mut gradient).to_bits(),
                "{} with gradient",
                objective.name
            );
            assert_eq!(bits, objective.loss(point).to_bits());
        }
    }
}

#[test]
fn constants_move_without_compiling_again() {
    let constants = vec![constant("a", 1.0), constant("b", 100.0 / 20.0)];
    let mut objective =
        Objective::from_formula("(a - x)^2 + b*(y - x^2)^2", SQUARE, constants).unwrap();
    assert_eq!(objective.loss(&[3.0, 8.0]), 4.0 + 5.0);
    objective.minima = find("rosenbrock").unwrap().minima.to_vec();
    assert_eq!(objective.with_constants(&[1.0, 5.0]).unwrap().minima.len(), 1);
    let moved = objective.with_constants(&[2.0, 10.0]).unwrap();
    assert_eq!((moved.loss(&[3.0, 8.0]), objective.loss(&[3.0, 8.0])), (11.0, 9.0));
    assert_eq!(moved.losses(&[[3.0, 8.0]; 40]), [11.0; 40]);
    assert!(moved.minima.is_empty(), "the minimum was that of the former constants");
    assert_eq!(moved.constant_values(), [2.0, 10.0]);
    assert!(matches!(
        objective.with_constants(&[2.0]),
        Err(ObjectiveError::ConstantCount { given: 1, wanted: 2 })
    ));
    assert!(
        objective
            .with_constants(&[2.0, 11.0])
            .unwrap_err()
            .to_string()
            .contains("`b` = 11 must lie in its range")
    );
}

#[test]
fn a_start_outside_the_domain_is_a_point_like_any_other() {
    assert_eq!(formula("x^2 + y^2").loss(&[30.0, 40.0]), 2500.0);
}

#[test]
fn impossible_objectives_are_refused_with_the_reason() {
    let refused = |result: Result<Objective, ObjectiveError>, part: &str| {
        let message = result.expect_err(part).to_string();
        assert!(message.contains(part), "{message}");
    };
    let line = || fit("a*x + b", Metric::Mse);
    let data = || table(&[1.0], &[2.0]);
    let of = |text: &str, domain| Objective::from_formula(text, domain, Vec::new());
    refused(of("x + z", SQUARE), "unknown name `z`");
    for (min, max) in
        [(1.0, 1.0), (2.0, -2.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (-1e308, 1e308)]
    {
        let domain = Domain::new(Interval::new(-1.0, 1.0), Interval::new(min, max));
        refused(of("x", domain), "the domain of `y` runs from");
    }
    let constants = |list: &[Constant]| Objective::from_formula("x + y", SQUARE, list.to_vec());
    refused(constants(&[constant("k", f64::NAN)]), "the constant `k` = NaN must lie in its range");
    refused(constants(&[constant("x", 1.0)]), "`x` stands for two things");
    refused(constants(&[constant("2k", 1.0)]), "`2k` cannot be a name");
    let fitted = |fit, data| Objective::from_fit(fit, data, SQUARE, Vec::new());
    refused(
        fitted(Fit { parameters: names(&["a", "b", "c"]), ..line() }, data()),
        "exactly two parameters, the axes of its surface; given: 3 (a, b, c)",
    );
    refused(
        fitted(Fit { parameters: names(&["a", "x"]), ..line() }, data()),
        "`x` stands for two things",
    );
    refused(
        fitted(Fit { target: "yy".into(), ..line() }, data()),
        "`yy` is not a column of the data; did you mean",
    );
    refused(fitted(line(), table(&[], &[])), "no rows");
    refused(fitted(line(), table(&[1.0], &[])), "equally long");
    refused(fitted(fit("a*x + c", Metric::Mse), data()), "unknown name `c`");
}

#[test]
fn the_library_is_named_and_described() {
    for (index, entry) in entries().iter().enumerate() {
        let objective = entry.objective();
        assert_eq!(
            (objective.name.as_str(), objective.formula.as_str()),
            (entry.name, entry.formula)
        );
        assert!(
            entry.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            entry.name
        );
        assert!(
            entries()[..index].iter().all(|other| other.name != entry.name),
            "{} twice",
            entry.name
        );
        assert!(
            entry.description.ends_with('.') && entry.description.len() < 120,
            "{}",
            entry.description
        );
        assert!(
            !entry.starts.is_empty()
                && entry.starts.iter().all(|start| entry.domain.contains(*start))
        );
        let survey = Survey::of(&objective);
        assert_eq!(survey.finite_share, 1.0, "{} has holes", entry.name);
    }
    assert!(entries().len() >= 29);
    assert_eq!(
        find("rosenbrok").unwrap_err().to_string(),
        "unknown loss `rosenbrok`; did you mean `rosenbrock`?"
    );
}

#[test]
fn surveys_rank_the_finite_losses() {
    let objective =
        Objective::from_formula("log(x)", Domain::square(-1.0, 1.0), Vec::new()).unwrap();
    let survey = Survey::of(&objective);
    assert_eq!(survey.finite_share, 32.0 / 65.0, "half of the columns, without the one at 0");
    assert_eq!(survey.max(), Some(0.0));
    assert_eq!(survey.min(), Some((1.0_f64 / 32.0).ln()));
    let survey = Survey::of_losses(&[3.0, f64::NAN, 1.0, 2.0, f64::INFINITY]);
    assert_eq!(
        (survey.quantile(0.0), survey.quantile(0.5), survey.quantile(1.0)),
        (Some(1.0), Some(2.0), Some(3.0))
    );
    let nothing = Survey::of_losses(&[f64::NAN]);
    assert_eq!(
        (nothing.finite_share, nothing.min(), nothing.height_scale()),
        (0.0, None, HeightScale::Linear)
    );
    let suggested = |name: &str| Survey::of(&find(name).unwrap().objective()).height_scale();
    for name in ["rosenbrock", "goldstein-price", "beale"] {
        assert_eq!(suggested(name), HeightScale::Log, "{name}");
    }
    for name in ["sphere", "plane", "saddle", "rastrigin", "hills", "sine-cosine", "easom"] {
        assert_eq!(suggested(name), HeightScale::Linear, "{name}");
    }
    assert_eq!(Survey::of(&formula("sinh(8*x)")).height_scale(), HeightScale::Symlog);
}

/// The columns' layout, and naga's verdict on every loss's WGSL.
#[test]
fn every_losss_wgsl_is_valid() {
    let data = table(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]);
    let fitted = Objective::from_fit(
        fit("k*a*x + b", Metric::Huber),
        data,
        SQUARE,
        vec![constant("k", 2.0)],
    )
    .unwrap();
    assert_eq!(fitted.columns_f32(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let objectives = entries().iter().map(Entry::objective).chain([fitted]);
    for objective in objectives {
        let source = format!(
            "struct Params {{ nan_bits: u32, inf_bits: u32 }}\n@group(0) @binding(0) var<uniform> params: Params;\n\
             @group(0) @binding(1) var<storage, read> numbers: array<f32>;\n\
             fn constant(index: u32) -> f32 {{ return numbers[index]; }}\n\
             fn column(index: u32, row: u32) -> f32 {{ return numbers[index * 3u + row]; }}\n{}{}",
            wgsl_prelude(),
            objective.wgsl()
        );
        assert!(source.contains("fn loss_term(p: vec2<f32>, row: u32) -> f32"));
        let module = naga::front::wgsl::parse_str(&source).unwrap_or_else(|error| {
            panic!("{}: {}", objective.name, error.emit_to_string(&source))
        });
        let mut validator = naga::valid::Validator::new(
            naga::valid::ValidationFlags::all(),
            naga::valid::Capabilities::empty(),
        );
        assert!(validator.validate(&module).is_ok(), "{}", objective.name);
    }
}

/// The bound of a fit covers at least the rounding of its sum, and is far below the loss.
#[test]
fn fits_have_error_bounds_too() {
    let data = table(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.5]);
    let objective =
        Objective::from_fit(fit("a*x + b", Metric::Mse), data, SQUARE, Vec::new()).unwrap();
    let bound = objective.error_bound().at([Measured::rounded(0.1), Measured::rounded(0.2)]);
    assert!((bound.value - objective.loss(&[0.1, 0.2])).abs() < 1e-14);
    assert!(bound.error > 1e-7 * bound.value && bound.error < 1e-5 * bound.value, "{bound:?}");
}

#[test]
fn wrong_csv_files_are_refused_with_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.csv");
    let read = |text: &[u8]| {
        std::fs::File::create(&path).unwrap().write_all(text).unwrap();
        read_csv(&path)
    };
    let data = read(b"\xef\xbb\xbfx, y\r\n1, -2.5\r\n3,4e-1\r\n").unwrap();
    assert_eq!(data, table(&[1.0, 3.0], &[-2.5, 0.4]));
    let cases: [(&[u8], &str); 10] = [
        (b"", "data.csv is empty; it needs a header row"),
        (b"x,y\n", "data.csv has no rows"),
        (b"x,y\n1,2\n3\n", "line 3: 1 fields where the header has 2"),
        (b"x,y\n1,2,3\n", "line 2: 3 fields where the header has 2"),
        (b"x,y\n1,2\n3,abc\n", "line 3, column 2 (`y`): `abc` is not a finite number"),
        (b"x,y\n1,inf\n", "line 2, column 2 (`y`): `inf` is not a finite number"),
        (b"x,y\n,1\n", "line 2, column 1 (`x`): `` is not a finite number"),
        (b"x,x\n1,2\n", "line 1: column 2 has the name `x` of an earlier one"),
        (b"x,\n1,2\n", "line 1: column 2 has no name"),
        (b"1,2\n3,4\n", "line 1: column 1 has the number 1 where its name should be"),
    ];
    for (text, part) in cases {
        let message = read(text).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
    assert!(read(b"x,y\n1,\xff\n").is_err());
    let missing = read_csv(&folder.path().join("none.csv")).unwrap_err().to_string();
    assert!(missing.contains("cannot read") && missing.contains("none.csv"), "{missing}");
}

#[test]
fn columns_of_words_are_left_out_of_the_data() {
    let read = |text: &str| read_csv_from(text.as_bytes(), std::path::Path::new("d.csv"));
    let data = read("who,x,unit,y\nAda,1,m,2\nEmmy,3,m,4\n").unwrap();
    assert_eq!(data.names, ["x", "y"]);
    assert_eq!(data.columns, [[1.0, 3.0], [2.0, 4.0]]);
    for (text, place) in [
        ("x,y\nfew,1\n2,3\n", "line 2, column 1 (`x`): `few`"),
        ("x,y\n1,2\n3,many\n", "line 3, column 2 (`y`): `many`"),
        ("x;y\n1;2\n", "line 2, column 1 (`x;y`): `1;2`"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(place), "{error}");
    }
}
