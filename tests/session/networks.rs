//! Runs of networks, whose rows are points of all weights, wherever a session shows two coordinates.

use fallline::io::write_weights;
use fallline::objective::network::Tensor;
use fallline::objective::plane::{Centre, PlaneKind};
use fallline::optim::methods::METHODS;
use fallline::session::Inspection;

use crate::*;

const NET: &str = "
[network]
layers = [{ units = 2, activation = 'tanh' }, { units = 1 }]
loss = 'binary-cross-entropy'
init = 'pytorch'
seeds = [0, 1]
data = { set = 'xor' }
[runs]
steps = 20
";

fn of_text(text: &str) -> Spec {
    Spec::from_toml("test.toml", text, Origin::default()).unwrap().0
}

fn run(optimizer: &str) -> String {
    format!("[[run]]\noptimizer = '{optimizer}'\n")
}

#[test]
fn every_optimizer_trains_a_network_and_is_shown() {
    for table in METHODS.iter().map(|method| &method.table) {
        let mut spec = of_text(&format!("{NET}{}", run(table.name)));
        spec.view.terms = Some(TermsSpec { show: Part::ALL.to_vec(), ..TermsSpec::default() });
        let mut session = Session::new(spec).unwrap();
        session.finish_runs();
        for step in [0.0, 0.5, 7.0, 20.0] {
            session.apply(Command::Scrub(step)).unwrap();
            session.settle();
            for pane in session.panes() {
                let scene = &pane.scene;
                assert_eq!(scene.paths.len(), 2, "{}", table.name);
                let is_finite = |point: [f64; 2], loss: f64| {
                    assert!(
                        point.iter().all(|c| c.is_finite()) && loss.is_finite(),
                        "{}",
                        table.name
                    );
                };
                scene.marks.iter().for_each(|mark| is_finite(mark.parameters, mark.loss));
                for member in scene.clouds.iter().flat_map(|cloud| cloud.members.iter()) {
                    let [x, y, loss] = *member;
                    is_finite([x, y], loss);
                    assert_eq!(loss, scene.objective.loss(&[x, y]), "{}", table.name);
                }
            }
        }
        let track = &session.tracks()[0];
        assert_eq!(track.trajectory.dimension(), 9);
        assert_eq!(track.path.samples().len(), track.distances.len());
        if session.plane_error().is_none() {
            assert!(!matches!(session.inspection(), Inspection::Computing(_)), "{}", table.name);
        }
    }
}

#[test]
fn arrows_of_a_step_are_the_shadows_of_its_parts() {
    let mut spec = of_text(&format!("{NET}{}", run("sgd")));
    spec.view.terms = Some(TermsSpec { show: vec![Part::Step], ..TermsSpec::default() });
    let mut session = session(spec);
    session.apply(Command::Scrub(4.0)).unwrap();
    session.settle();
    let scene = session.scene();
    let [arrow] = scene.vectors.as_slice() else { panic!("one part is asked for") };
    let samples: Vec<_> = session.tracks()[0].path.samples().copied().collect();
    let [from, to] = [samples[4].parameters, samples[5].parameters];
    let times = session.vectors_enlarged();
    for axis in [0, 1] {
        let wanted = from[axis] + times * (to[axis] - from[axis]);
        let tip = arrow.path.points().last().unwrap().parameters[axis];
        assert!((tip - wanted).abs() < 1e-9 * times, "{tip} {wanted}");
    }
}

#[test]
fn optimizers_from_several_seeds_have_one_legend_entry_each() {
    let session = session(of_text(&format!("{NET}{}{}", run("adam"), run("sgd"))));
    assert_eq!(session.tracks().len(), 4);
    let scene = session.scene();
    assert_eq!((scene.paths.len(), scene.legend.len()), (4, 2));
    assert!(scene.legend.iter().all(|entry| entry.label.contains("best of 2")));
}

#[test]
fn the_ghost_is_the_batch_of_the_step_on_the_plane() {
    let text = format!("{NET}batch = 2\nseed = 5\n{}[surface]\nghost = true\n", run("adam"));
    let mut session = session(of_text(&text));
    for step in [0.0, 13.0, 2.0] {
        session.apply(Command::Scrub(step)).unwrap();
        let scene = session.scene();
        let (ghost, own) = (scene.ghost.unwrap(), session.objective().landscape().unwrap());
        let mut batches = Batches::new(4, 2, 5);
        let part = own.network.over_rows(batches.of_step(step as u64));
        let at = [0.3, -0.2];
        let wanted = part.loss(&own.plane.point(at), &mut part.scratch());
        assert_eq!(ghost.loss(&at), wanted);
        assert_ne!(wanted, session.objective().loss(&at));
        assert!(scene.captions.step.contains("of this step's 2 rows"), "{}", scene.captions.step);
    }
}

#[test]
fn without_steps_there_is_no_principal_plane_and_it_is_said() {
    let mut session = session(of_text(&format!("{}{}", NET.replace("= 20", "= 0"), run("adam"))));
    // Two seeds make two points: a line, on which a plane can lie.
    assert!(session.plane_error().is_none());
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().seeds = vec![1];
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
    let error = session.plane_error().unwrap().to_string();
    assert!(error.contains("at least two distinct points"), "{error}");
    assert_eq!(session.scene().paths[0].path.samples().len(), 1, "the start is shown all the same");
}

#[test]
fn a_diverging_run_leaves_the_others_to_be_seen() {
    let text = format!(
        "{}[[run]]\noptimizer = 'sgd'\nlr = 1e6\n[[run]]\noptimizer = 'sgd'\nlr = 0.01\n",
        "[network]\nlayers = [{ units = 4, activation = 'relu' }, { units = 1 }]\nloss = 'mse'\n\
         data = { set = 'regression' }\n[runs]\nsteps = 40\n"
    );
    let mut session = session(of_text(&text));
    assert!(session.plane_error().is_none(), "{:?}", session.plane_error());
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let scene = session.scene();
    let note = scene.legend[0].note.as_deref().unwrap_or_default();
    assert!(note.starts_with("diverged at step "), "{note}");
    assert!(scene.marks.iter().any(|mark| mark.glyph == Glyph::Cross));
    for path in &scene.paths {
        let points = path.path.points();
        assert!(points.iter().all(|point| point.parameters.iter().all(|c| c.is_finite())));
    }
    assert_eq!(scene.paths[1].path.samples().len(), 41);
}

#[test]
fn a_path_that_begins_far_beside_the_view_is_followed_into_it() {
    let plane = "plane = { x = [-1e-3, 1e-3], y = [-1e-3, 1e-3] }\n[runs]";
    let text = NET.replace("[runs]", plane).replace("[0, 1]", "[1]");
    let text = format!(
        "{text}[[run]]\noptimizer = 'adam'\nlr = 0.1\n[curves]\nshow = ['coordinate-1', 'shadow-loss']\n"
    );
    let mut session = session(of_text(&text));
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let track = &session.tracks()[0];
    // The plane is about the final weights: where the path begins is far away.
    assert_eq!((track.left_at, track.path.samples().len()), (None, 21));
    let scene = session.scene();
    assert_eq!(scene.legend[0].note, None);
    assert!(session.explained_variance().is_some_and(|share| share > 0.5));
    let domain = session.objective().domain;
    let places: Vec<_> = track.path.samples().map(|sample| sample.parameters).collect();
    assert!(domain.contains(places[20]) && !domain.contains(places[0]));
    // Twenty sizes of 2e-3 beyond the edge.
    assert!(
        track.path.points().iter().flat_map(|point| point.parameters).all(|c| c.abs() < 0.0411)
    );
    let landscape = session.objective().landscape().unwrap();
    let (at, _) = landscape.shadow(track.trajectory.point(0).unwrap());
    assert!(at[0].hypot(at[1]) > 0.1, "far: {at:?}");
    let [x, y] = places[0];
    let across = x * at[1] - y * at[0];
    assert!(across.abs() < 1e-12 && x * at[0] + y * at[1] > 0.0, "in its direction: {across}");
    // What is read of it is that of its true place.
    let loss = session.objective().loss(&at);
    assert_eq!(track.off_plane(0.0).unwrap().shadow, loss);
    let first = |chart: usize| scene.curves.charts[chart].lines[0].points[0][1];
    assert_eq!([first(0), first(1)], [at[0], loss]);
}

#[test]
fn critical_points_of_a_network_are_those_of_the_plane() {
    let mut spec = of_text(&format!("{NET}{}", run("adam")));
    spec.critical.show = true;
    let caption = session(spec).scene().captions.critical;
    assert!(caption.ends_with(" on the plane"), "{caption}");
}

#[test]
fn a_search_of_rates_outlasts_another_plane() {
    let mut session = session(of_text(&format!("{NET}{}[tune]\ntrials = 4\n", run("sgd"))));
    session.apply(Command::Tune).unwrap();
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.seed = 9;
    spec.network.as_mut().unwrap().plane.kind = fallline::objective::plane::PlaneKind::Random;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
    session.finish_tuning();
    assert!(session.tuning().unwrap().tuned().is_some());
    assert!(session.tune_chart().is_some());
    session.apply(Command::TakeTuned).unwrap();
    session.finish_runs();
    assert!(session.spec().run.as_ref().unwrap()[0].tuned.is_some());
}

#[test]
fn files_of_weights_are_read_once_so_that_edits_outlive_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let mut session = Session::new(of_text(NET)).unwrap();
    let objective = Arc::clone(session.objective());
    let network = &objective.landscape().unwrap().network;
    let names = ["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"];
    let shapes: [&[usize]; 4] = [&[2, 2], &[2], &[1, 2], &[1]];
    for (k, name) in ["a.npz", "b.npz", "c.npz"].into_iter().enumerate() {
        let mut next = 0.0;
        let tensors = names.iter().zip(shapes).map(|(name, shape)| {
            let value = |_| {
                next += 1.0;
                (next * (k + 1) as f64).sin()
            };
            let values = (0..shape.iter().product::<usize>()).map(value).collect();
            Tensor { name: (*name).to_owned(), shape: shape.to_vec(), values }
        });
        write_weights(&file(name), &tensors.collect::<Vec<_>>()).unwrap();
    }
    assert_eq!(network.parameters(), 9);
    let text = NET.replace("seeds = [0, 1]", "weights = 'a.npz'")
        + "[[line]]\nto = 'b.npz'\n[network.plane]\nkind = 'points'\nfiles = ['a.npz', 'b.npz', 'c.npz']\n";
    let mut spec = of_text(&text);
    spec.origin = Origin::Folder(folder.path().to_owned());
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    let start = session.tracks()[0].plan.settings.start.clone();
    for name in ["a.npz", "b.npz", "c.npz"] {
        std::fs::remove_file(file(name)).unwrap();
    }
    spec.runs.steps = 7;
    spec.line[0].t = Some([0.0, 2.0]);
    spec.network.as_mut().unwrap().plane.x = Some([-1.0, 1.0]);
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert_eq!(session.tracks()[0].plan.settings.start, start);
    // A file that is new to the scene is read, and so are those of a changed network.
    let mut other = spec.clone();
    other.line[0].to = Some(fallline::spec::LineEnd::File("d.npz".into()));
    let error = session.apply(Command::Edit(Box::new(other))).unwrap_err().to_string();
    assert!(error.contains("d.npz"), "{error}");
    spec.network.as_mut().unwrap().l2 = 0.1;
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err().to_string();
    assert!(error.contains("a.npz"), "{error}");
}

#[test]
fn turning_to_a_plane_through_points_leaves_the_centre_behind() {
    let text = NET.replace("seeds = [0, 1]", "seeds = [0, 1, 2]\nplane = { centre = 'mean' }");
    let mut session = Session::new(of_text(&text)).unwrap();
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.kind = PlaneKind::Points;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert_eq!(session.spec().network.as_ref().unwrap().plane.centre, Centre::Final);
    let mut asked = session.spec().clone();
    asked.network.as_mut().unwrap().plane.centre = Centre::Initial;
    let error = session.apply(Command::Edit(Box::new(asked))).unwrap_err().to_string();
    assert!(error.contains("no centre of its own"), "{error}");
}

#[test]
fn runs_of_a_plane_without_runs_are_said() {
    let text = NET.replace("seeds = [0, 1]", "plane = { runs = [1] }");
    let error = Session::new(of_text(&format!("run = []\n{text}"))).err().unwrap();
    assert_eq!(error.key, "network.plane.runs");
    assert!(error.message.contains("there are none; add a [[run]]"), "{error}");
    // An edit is on its way to more runs: the former plane stays meanwhile.
    let mut session = session(of_text(NET));
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.runs = vec![3];
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    assert_eq!(session.plane_error().unwrap().key, "network.plane.runs");
    spec.network.as_mut().unwrap().plane.runs = Vec::new();
    spec.network.as_mut().unwrap().plane.centre = Centre::Step(21);
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err();
    assert_eq!(error.message, "run 1 has 20 steps, so there is no step 21");
}

#[test]
fn a_network_of_one_weight_trains_although_no_two_directions_move_it() {
    let text = NET
        .replace("{ units = 2, activation = 'tanh' }, ", "")
        .replace("set = 'xor'", "set = 'regression'")
        .replace("binary-cross-entropy", "mse");
    let session = session(of_text(&text));
    assert_eq!(session.tracks()[0].trajectory.dimension(), 2);
    assert!(session.plane_error().is_none());
}
