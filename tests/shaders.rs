//! The shaders, judged by naga alone: every composed text is valid WGSL, and every struct that Rust fills has the layout
//! that the shader reads. No adapter is needed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::mem::offset_of;
use std::path::{Path, PathBuf};

use fallline::expr::operator::Form;
use fallline::expr::{Op, wgsl_prelude};
use fallline::gpu::{
    ArrowPoint, AverageUniform, BandsUniform, FieldParams, FrameUniform, GlyphInstance, LinePoint,
    LineRun, Pass, QuiverUniform, SwarmUniform, TangentUniform, field_source, finish_of,
    gradient_source, layers_text, network_source, quantity_source,
};
use fallline::objective::library::entries;
use fallline::objective::network::{
    Activation, Dataset, LayerConfig, Network, NetworkConfig, NetworkLoss,
};
use fallline::objective::{Domain, Metric, Objective, Quantity};
use naga::valid::{Capabilities, ValidationFlags, Validator};

/// Parses and validates; without any capability beyond plain WebGPU, so that it compiles on every adapter.
fn validated(label: &str, source: &str) -> naga::Module {
    let module = naga::front::wgsl::parse_str(source)
        .unwrap_or_else(|error| panic!("{label}\n{}", error.emit_to_string(source)));
    Validator::new(ValidationFlags::all(), Capabilities::empty())
        .validate(&module)
        .unwrap_or_else(|error| panic!("{label}\n{}", error.emit_to_string(source)));
    module
}

fn sphere() -> Objective {
    Objective::from_formula("x^2 + y^2", Domain::square(-1.0, 1.0), Vec::new()).unwrap()
}

#[test]
fn every_pass_is_valid() {
    for pass in Pass::ALL {
        let module = validated(pass.label(), &pass.source());
        assert!(!module.entry_points.is_empty(), "{} has no entry point", pass.label());
    }
}

#[test]
fn the_shaders_of_every_library_loss_are_valid() {
    for entry in entries() {
        validated(entry.name, &field_source(&entry.objective().wgsl()));
        validated(entry.name, &gradient_source(&entry.objective().gradient_wgsl()));
        let objective = entry.objective();
        for quantity in Quantity::ALL {
            let what = format!("{quantity:?} of {}", entry.name);
            validated(&what, &quantity_source(&objective.wgsl_of(quantity), quantity));
        }
    }
}

#[test]
fn the_shaders_of_every_function_are_valid() {
    let callable = |form| matches!(form, Form::Function | Form::Fold);
    for row in Op::TABLE.iter().filter(|row| callable(row.form)) {
        let call = format!("{}({})", row.name, ["x", "y", "x*y"][..row.arity].join(", "));
        let objective = Objective::from_formula(&call, Domain::square(0.1, 0.9), Vec::new());
        let objective = objective.unwrap();
        validated(&call, &field_source(&objective.wgsl()));
        validated(&call, &gradient_source(&objective.gradient_wgsl()));
    }
}

#[test]
fn the_shaders_of_fits_are_valid_with_every_metric() {
    for metric in Metric::ALL {
        for model in ["a*x + b", "a*x^3 + b*x^2", "sin(b*cos(a*x))", "k*tanh(a*x) + b"] {
            let fit = common::noisy_fit(model, metric, 10);
            let source = field_source(&fit.wgsl());
            let label = format!("{} of {model}", metric.name());
            validated(&label, &source);
            validated(&label, &gradient_source(&fit.gradient_wgsl()));
            assert!(source.contains("column(0u, row)"), "{model} reads its input column");
            assert_eq!(source.contains("constant(0u)"), model.contains('k'), "{model}");
            for quantity in Quantity::ALL {
                let terms = common::noisy_fit(model, metric, 10).wgsl_of(quantity);
                validated(&format!("{quantity:?} of {model}"), &quantity_source(&terms, quantity));
            }
        }
    }
}

/// A network of layers of so many units over two rows of one feature.
fn network(units: &[usize], activation: Activation, loss: NetworkLoss, bias: bool) -> Network {
    let layer = |units: &usize| LayerConfig {
        bias,
        negative_slope: 1e-30,
        ..LayerConfig::new(*units, activation)
    };
    let layers: Vec<_> = units.iter().map(layer).collect();
    let targets = if loss == NetworkLoss::CrossEntropy { 1 } else { *units.last().unwrap() };
    let data = Dataset {
        feature_names: vec!["x".to_owned()],
        features: vec![vec![0.5, 1.0]],
        target_names: (0..targets).map(|c| format!("y{c}")).collect(),
        targets: vec![vec![0.0, 0.0]; targets],
        ..Dataset::default()
    };
    Network::new(&NetworkConfig { layers, loss, ..NetworkConfig::default() }, &data).unwrap()
}

#[test]
fn the_shaders_of_networks_are_valid_and_of_bounded_length() {
    let shapes: [&[usize]; 8] =
        [&[1], &[11], &[3, 1], &[16, 3], &[64, 10], &[5, 11], &[32, 32, 1], &[9, 7, 5, 3, 200]];
    for units in shapes {
        for activation in Activation::ALL {
            for (loss, bias) in NetworkLoss::ALL.into_iter().flat_map(|l| [(l, true), (l, false)]) {
                let what = format!("{units:?} {activation:?} {loss:?} {bias}");
                let source = network_source(&network(units, activation, loss, bias));
                validated(&what, &source);
                // Compilers take time for every line: some hundreds, whatever the number of units.
                assert!(source.lines().count() < 600, "{what}: {}", source.lines().count());
            }
        }
    }
}

/// Offset and size in bytes by name.
type Members = BTreeMap<String, (usize, usize)>;

/// The members of a Rust struct and its size. None is forgotten: the pattern does not compile without all of them.
macro_rules! layout_of {
    ($type:ident { $($field:ident),* $(,)? }) => {{
        let _all_fields = |value: $type| { let $type { $($field: _,)* } = value; };
        let members: Members = [$((
            stringify!($field).to_owned(),
            (offset_of!($type, $field), size_of_member(|value: &$type| &value.$field)),
        )),*].into();
        (members, size_of::<$type>())
    }};
}

fn size_of_member<T, F>(_: impl Fn(&T) -> &F) -> usize {
    size_of::<F>()
}

/// The members of a WGSL struct and its size.
fn layout_in(source: &str, name: &str) -> (Members, usize) {
    let module = validated(name, source);
    let mut types = module.types.iter().map(|(_, found)| found);
    let found = types.find(|found| found.name.as_deref() == Some(name)).expect("it is there");
    let naga::TypeInner::Struct { members, span } = &found.inner else {
        panic!("{name} is no struct")
    };
    let members = members.iter().map(|member| {
        let size = module.types[member.ty].inner.size(module.to_ctx()) as usize;
        (member.name.clone().unwrap_or_default(), (member.offset as usize, size))
    });
    (members.collect(), *span as usize)
}

#[test]
fn the_frame_has_the_same_layout_on_both_sides() {
    let rust = layout_of!(FrameUniform {
        clip_from_world,
        eye_in_world,
        pixel_scale,
        light_in_world,
        px_per_world,
        domain_min,
        domain_span,
        viewport_px,
        loss_ends,
        curve_ends,
        tick_step,
        knee,
        scale,
        box_height,
        floor_z,
        iso_lines,
        opacity,
        wireframe,
        origin,
        iso_strength,
        tint,
        tint_ends,
        field_size,
        mesh_size,
        background,
        grid_color,
        halo_color,
    });
    for pass in Pass::ALL.into_iter().filter(|pass| ![Pass::Range, Pass::Average].contains(pass)) {
        assert_eq!(rust, layout_in(&pass.source(), "Frame"), "{}", pass.label());
    }
}

#[test]
fn the_other_structs_have_the_same_layout_on_both_sides() {
    let params = layout_of!(FieldParams {
        domain_min,
        domain_max,
        size,
        first_row,
        tile_rows,
        slice_row,
        data_rows,
        nan_bits,
        inf_bits,
    });
    assert_eq!(params, layout_in(&field_source(&sphere().wgsl()), "Params"));
    let point = layout_of!(LinePoint { sample, along, length, run, space, unused });
    assert_eq!(point, layout_in(&Pass::Polyline.source(), "Point"));
    let run = layout_of!(LineRun { color, dash, shown_along, half_width });
    assert_eq!(run, layout_in(&Pass::Polyline.source(), "Run"));
    let glyph = layout_of!(GlyphInstance { sample, radius, ahead, shape, color, outline });
    assert_eq!(glyph, layout_in(&Pass::Glyph.source(), "Glyph"));
    let swarm = layout_of!(SwarmUniform {
        rows,
        segments,
        shown_row,
        span,
        radius,
        half_width,
        opacity,
        trail_opacity,
    });
    assert_eq!(swarm, layout_in(&Pass::Swarm.source(), "Swarm"));
    let arrow = layout_of!(ArrowPoint { sample, unused, gradient, unused_pair });
    assert_eq!(arrow, layout_in(&Pass::Quiver.source(), "Arrow"));
    assert_eq!(arrow, layout_in(&gradient_source(&sphere().gradient_wgsl()), "Arrow"));
    let quiver = layout_of!(QuiverUniform {
        size,
        parity,
        backwards,
        magnitude_ends,
        longest,
        length,
        on_floor,
        floor_z,
        odd_strength,
        hidden_strength,
        unused,
    });
    assert_eq!(quiver, layout_in(&Pass::Quiver.source(), "Quiver"));
    let bands = layout_of!(BandsUniform { heights, count, unused, unused_pair });
    assert_eq!(bands, layout_in(&Pass::Surface.source(), "Bands"));
    let tangent = layout_of!(TangentUniform {
        point,
        gradient,
        low,
        high,
        half_side,
        loss_limits,
        loss,
        strength,
        unused,
        color,
    });
    assert_eq!(tangent, layout_in(&Pass::Tangent.source(), "Tangent"));
    let average = layout_of!(AverageUniform { size_px, side, index, count, unused });
    assert_eq!(average, layout_in(&Pass::Average.source(), "Average"));
}

/// Name and text of every file of `shaders/`.
fn shader_files() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders");
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn the_composed_shaders_are_the_files_and_nothing_else() {
    let files = shader_files();
    assert!(files.iter().all(|(path, _)| path.extension().is_some_and(|e| e == "wgsl")));
    let loss = sphere().wgsl();
    let gradient = sphere().gradient_wgsl();
    let finish = finish_of(Quantity::Loss);
    let generated = [wgsl_prelude(), &loss, &gradient, finish, "const POINTS = 1u;"];
    let bare = |source| generated.iter().fold(source, |rest: String, text| rest.replace(text, ""));
    let mut composed: Vec<String> = Pass::ALL.map(Pass::source).into();
    composed.extend([bare(field_source(&loss)), bare(gradient_source(&gradient))]);
    let network = network(&[5, 3], Activation::Tanh, NetworkLoss::CrossEntropy, true);
    composed.push(network_source(&network).replace(&layers_text(&network), ""));
    for (path, text) in &files {
        let uses = composed.iter().filter(|source| source.contains(text.as_str())).count();
        assert!(uses > 0, "{} is in no composed shader", path.display());
    }
    for source in &composed {
        let rest = files.iter().fold(source.clone(), |rest, (_, text)| rest.replace(text, ""));
        assert_eq!(rest.trim(), "", "text of a composed shader that stands in no file");
    }
}

#[test]
fn shader_files_stay_short() {
    for (path, text) in shader_files() {
        let lines = text.lines().count();
        assert!(lines <= 150, "{} has {lines} lines: split it", path.display());
    }
}
