//! Specs and scene files.

use super::*;

/// A spec in which every key differs from its default.
fn unusual() -> Spec {
    let run = RunSpec {
        optimizer: Optimizer::parse("sgd:lr=0.3,momentum=0.5,nesterov=true").unwrap(),
        schedule: Some(Schedule::parse("cosine:t_max=17,eta_min=0.001").unwrap()),
        label: Some("mine".into()),
        color: Some(Color([1, 2, 3])),
        start: Some([0.1, -0.7]),
        steps: Some(17),
        tuned: Some("by hand, \"carefully\"".into()),
        look: RunLook {
            points: Some(false),
            point_color: Some(Color([4, 5, 6])),
            line: false,
            arrows: false,
            opacity: 0.25,
        },
    };
    let warm_up = ["linear:total_iters=5", "exponential:gamma=0.9"]
        .map(|text| Schedule::parse(text).unwrap());
    let warmed_up = RunSpec {
        schedule: Some(Schedule::sequential(warm_up.into(), vec![5]).unwrap()),
        ..RunSpec::new(Optimizer::from_name("adam").unwrap())
    };
    Spec {
        network: None,
        line: Vec::new(),
        title: Some("A \"title\"\nin two lines".into()),
        loss: Some(LossSpec {
            formula: Some("a*x^2 + y^4".into()),
            constants: [(
                "a".to_owned(),
                ConstantSpec { value: 0.1 + 0.2, min: Some(-1.0), max: Some(1.0) },
            )]
            .into(),
            x: Some([-1.5, 1.0 / 3.0]),
            y: Some([1e-7, 1e7]),
            ..LossSpec::default()
        }),
        fit: None,
        surface: SurfaceSpec {
            grid: [17, 33],
            height: Some(HeightScale::Symlog),
            loss_range: Some([-0.5, 1e3]),
            colormap: Some(Colormap::Coolwarm),
            color_by: ColorBy::Residual,
            color_scale: Some(ColorScale::Linear),
            reference: Some("a*x + 1".to_owned()),
            iso_lines: 7,
            wireframe: true,
            opacity: 0.7,
            floor: Floor::Map,
            minima: false,
            ghost: false,
        },
        contours: Some(ContoursSpec {
            levels: Levels::Spread(LevelSpread {
                scale: LevelScale::Log,
                from: Some(0.25),
                to: Some(1e3),
                count: 7,
            }),
            of: ContourOf::Sqrt,
            dashed: true,
            labels: false,
            filled: true,
            on: vec![ContourGround::Floor],
            color: Some(Color([9, 8, 7])),
            width: 2.25,
            opacity: 0.35,
        }),
        runs: RunsSpec {
            steps: 123,
            tolerance: Some(1e-9),
            noise: 0.3,
            batch: None,
            seed: 42,
            starts: Some(vec![[0.1, 0.2], [-1e-300, 3.0]]),
        },
        run: Some(vec![run, warmed_up]),
        mark: vec![
            MarkSpec {
                glyph: MarkGlyph::Ring,
                color: Some(Color([7, 8, 9])),
                label: Some("a \"point\"".into()),
                size: 31.5,
                legend: true,
                ..MarkSpec::new(MarkPlace::Point([0.1 + 0.2, -1e-7]))
            },
            MarkSpec::new(MarkPlace::LocalMinimum),
        ],
        tune: TuneSpec {
            trials: 12,
            lr: [1e-7, 0.3],
            parameter: Some("momentum".into()),
            range: Some([0.1, 0.9]),
            repeats: 7,
        },
        swarm: Some(fallline::spec::SwarmSpec {
            starts: 7,
            draw: fallline::optim::swarm::Draw::Random,
            region: fallline::spec::RegionSpec { x: Some([-1.0, 0.5]), y: None },
            color: fallline::spec::SwarmColor::Minimum,
            tolerance: 0.1,
        }),
        gallery: GallerySpec { losses: vec!["x + y".into()], columns: Some(2) },
        quiver: Some(fallline::spec::QuiverSpec {
            of: fallline::scene::QuiverOf::NegativeGradient,
            count: Some([3, 4]),
            spacing: None,
            on: fallline::scene::QuiverOn::Floor,
            length: fallline::scene::ArrowLength::Log,
            scale: 0.7,
            color: fallline::spec::ArrowColor::One(Color([4, 5, 6])),
            colormap: Some(Colormap::Plasma),
        }),
        view: ViewSpec {
            layout: Arrangement::Beside,
            equal: true,
            stems: false,
            preset: View::Side,
            azimuth: Some(12.345678901234567),
            elevation: Some(-7.25),
            zoom: 1.1,
            target: Some([0.1, 0.2, 0.3]),
            theme: Theme::Light,
            axes: Some(["x_1".into(), "\\theta".into()]),
            loss_name: Some("f(x_1, \\theta)".into()),
            step: Some(11.5),
            terms: Some(TermsSpec { run: 1, start: 1, show: vec![Part::Step, Part::Average] }),
            scale: 1.5,
        },
        curves: CurvesSpec {
            show: Some(vec!["squared-distance".into(), "learning-rate".into()]),
            against: fallline::scene::Against::Evaluations,
            log: Some(LogAxes::Named(vec!["learning-rate".into()])),
            log_x: true,
            strip: Some(false),
        },
        probe: ProbeSpec {
            at: Some([0.25, 1.0 / 3.0]),
            tangent: Tangents::Both,
            eigenvectors: true,
            follow: true,
        },
        critical: CriticalSpec { show: true },
        section: vec![
            SectionSpec {
                along: Some(Axis::Y),
                through: Some([0.1, 2.0]),
                ..SectionSpec::default()
            },
            SectionSpec { from: Some([-1.0, 2.0]), to: Some([0.1, 3e6]), ..SectionSpec::default() },
        ],
        film: FilmSpec {
            flight: Flight::Reveal,
            fps: 25,
            seconds: 2.5,
            size: [64, 48],
            quality: 60,
            dither: false,
            loops: 3,
            supersample: 2,
            motion_blur: 4,
        },
        flight: Some(FlightSpec {
            name: Some(Flight::TopToIso),
            constant_speed: true,
            key: vec![unusual_key(), KeySpec { time: 2.25, ..KeySpec::default() }],
        }),
        origin: Origin::default(),
    }
}

/// A key that says all that a key can say, except for the eye's place, which stands instead of the angles.
fn unusual_key() -> KeySpec {
    KeySpec {
        time: 0.125,
        hold: 0.5,
        easing: Easing::EaseOut,
        view: Some(View::Front),
        azimuth: Some(-33.25),
        elevation: Some(12.5),
        zoom: Some(1.25),
        target: Some(vec![0.1, 3.0]),
        eye: None,
        step: Some(7.5),
        height: Some(0.25),
        opacity: Some(0.5),
        iso_lines: Some(3),
        runs: Some(vec![2]),
        title: Some("A \"title\"".into()),
        text: Some(String::new()),
        counter: Some(false),
    }
}

fn unusual_fit() -> Spec {
    Spec {
        loss: None,
        fit: Some(FitSpec {
            model: "a*x + b*c".into(),
            parameters: vec!["b".into(), "a".into()],
            domain: [("a".to_owned(), [-1.0, 2.0]), ("b".to_owned(), [0.5, 2.5])].into(),
            constants: [("c".to_owned(), ConstantSpec { value: 2.0, min: None, max: None })].into(),
            target: "out".into(),
            metric: fallline::objective::Metric::Huber,
            data: None,
            synthetic: Some(SyntheticSpec {
                rows: 7,
                x: Spread::Uniform,
                range: [-3.0, 4.0],
                truth: [("a".to_owned(), 1.2), ("b".to_owned(), 2.5)].into(),
                noise: 0.25,
                seed: 9,
            }),
        }),
        ..unusual()
    }
}

#[test]
fn every_key_survives_the_way_through_a_file() {
    let no_runs = Spec { run: Some(Vec::new()), ..Spec::default() };
    let from_file = Spec {
        fit: Some(FitSpec {
            data: Some("some.csv".into()),
            synthetic: None,
            ..unusual_fit().fit.unwrap()
        }),
        ..unusual_fit()
    };
    for spec in [
        Spec::default(),
        no_runs,
        unusual(),
        unusual_fit(),
        from_file,
        ready("default"),
        ready("line"),
    ] {
        let text = spec.to_toml();
        let (back, _) = Spec::from_toml("test", &text, spec.origin.clone())
            .unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(back, spec, "{text}");
    }
}

#[test]
fn files_leave_out_what_is_default() {
    let spec = Spec {
        surface: SurfaceSpec { colormap: Some(Colormap::Magma), ..SurfaceSpec::default() },
        ..Spec::default()
    };
    assert_eq!(spec.to_toml(), "[surface]\ncolormap = \"magma\"\n");
}

#[test]
fn what_is_on_screen_opens_again_as_the_same_picture() {
    let mut first = session(ready("himmelblau"));
    for command in [
        Command::Orbit { azimuth: 0.4, elevation: -0.1 },
        Command::Zoom { factor: 1.7, ndc: glam::Vec2::new(0.2, -0.4) },
        Command::Pan(glam::Vec2::new(0.03, 0.01)),
        Command::Scrub(57.25),
        Command::PlaceStart([1.0, -2.0]),
    ] {
        first.apply(command).unwrap();
    }
    first.finish_runs();
    first.settle();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("saved.toml");
    first.snapshot().save(&file).unwrap();
    let second = session(Spec::load(file.to_str().unwrap()).unwrap().0);
    assert_eq!(shown(&second.scene()), shown(&first.scene()));
}

#[test]
fn a_saved_fit_finds_its_data_from_another_folder() {
    let (data, scenes) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(data.path().join("d.csv"), "x,y\n0,1\n1,3\n").unwrap();
    let text = "[fit]\nmodel = \"a*x + b\"\nparameters = [\"a\", \"b\"]\ndata = \"d.csv\"\n";
    let origin = Origin::Folder(data.path().to_path_buf());
    let (spec, _) = Spec::from_toml("test", text, origin).unwrap();
    let file = scenes.path().join("saved.toml");
    spec.save(&file).unwrap();
    let (back, _) = Spec::load(file.to_str().unwrap()).unwrap();
    assert_eq!(back.objective().unwrap().rows(), 2);
}

#[test]
fn ready_data_needs_no_files() {
    assert!(Path::new("assets").exists(), "tests run in the project's folder");
    let spec = ready("line-csv");
    assert_eq!(spec.origin, Origin::Ready);
    assert_eq!(spec.objective().unwrap().rows(), 1000);
}

#[test]
fn a_ready_scene_saved_elsewhere_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let scenes = folder.path().join("scenes");
    std::fs::create_dir(&scenes).unwrap();
    let path = scenes.join("mine.toml");
    ready("line-csv").save(&path).unwrap();
    let loaded = || Spec::load(path.to_str().unwrap()).unwrap().0.objective();
    let built_in = ready("line-csv").objective().unwrap();
    assert_eq!(loaded().unwrap().data(), built_in.data());
    // A file that is there comes first.
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/line.csv"), "x,y\n0,1\n1,3\n").unwrap();
    assert_eq!(loaded().unwrap().rows(), 2);
}
