//! Networks: the form, the plane, the data, and what the other parts say of them.

use std::path::{Path, PathBuf};

use fallline::objective::network::{Activation, DataSet, Init, MadeData, NetworkLoss};
use fallline::objective::plane::{Centre, Normalisation, PlaneKind};
use fallline::spec::NetworkSpec;

use super::desk::{drop_files, hover_file};
use super::*;

/// The smallest net that is worth while: 2 inputs, 9 parameters after a layer of 2 units, 4 rows.
pub(super) const XOR: &str = "[network]\nlayers = [{ units = 2, activation = \"tanh\" }, { units = 1 }]\n\
                   loss = \"binary-cross-entropy\"\nseeds = [0, 1, 2]\n[network.data]\nset = \"xor\"\n\
                   [surface]\ngrid = [17, 17]\n[runs]\nsteps = 30\n[[run]]\noptimizer = \"adam\"\nlr = 0.1\n";

fn network(harness: &Harness<'_, Bench>) -> NetworkSpec {
    harness.state().session.spec().network.clone().unwrap()
}

fn parameters(harness: &Harness<'_, Bench>) -> usize {
    harness.state().session.objective().landscape().unwrap().network.parameters()
}

fn words(harness: &Harness<'_, Bench>) -> String {
    harness.state().session.objective().landscape().unwrap().words.to_string()
}

/// Deletes the text of a field and leaves it.
fn empty(harness: &mut Harness<'_, Bench>, name: &str) {
    field(harness, name).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.key_press(Key::Backspace);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
}

/// Chooses an entry of a list.
pub(super) fn choose(harness: &mut Harness<'_, Bench>, list: &str, entry: &str) {
    harness.get_by_label(list).scroll_to_me();
    harness.run();
    click(harness, list);
    let nodes: Vec<_> = harness.query_all_by_label(entry).collect();
    nodes.last().unwrap_or_else(|| panic!("{list} has no {entry}")).click_accesskit();
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
}

#[test]
fn a_network_works_at_once_and_the_former_loss_comes_back() {
    let mut harness = bench_of(
        "title = \"mine\"\n[loss]\nformula = \"x^2 + 2*y^2\"\n[surface]\ngrid = [9, 9]\n[runs]\nsteps = 20\n\
         starts = [[1, 1]]\n[[run]]\noptimizer = \"sgd\"\nlr = 0.1\n",
    );
    let before = harness.state().session.spec().clone();
    click(&mut harness, "Network");
    assert_eq!(parameters(&harness), 131, "the textbook's net of 16 hidden units on the irises");
    assert_eq!(harness.state().session.tracks().len(), 3, "from three seeds");
    assert!(has_text(
        &harness,
        "131 parameters, 150 rows, 3 classes; first weights by seeds 0, 1, 2"
    ));
    assert_eq!(harness.state().session.undo_words(), Some("network added, loss removed"));
    fill(&mut harness, "units of layer 1", "4");
    click(&mut harness, "Formula");
    assert_eq!(harness.state().session.spec(), &before, "all of it, title, start and runs too");
    click(&mut harness, "Network");
    assert_eq!(network(&harness).layers[0].units, 4, "and so does the network");
    click(&mut harness, "Undo");
    assert_eq!(harness.state().session.spec(), &before);
}

#[test]
fn layers_are_changed_added_and_removed() {
    let mut harness = bench_of(XOR);
    assert_eq!(parameters(&harness), 9);
    fill(&mut harness, "units of layer 1", "3");
    assert_eq!(parameters(&harness), 13);
    choose(&mut harness, "Activation of layer 1", "leaky-relu");
    assert_eq!(network(&harness).layers[0].activation, Activation::LeakyRelu);
    fill(&mut harness, "slope of layer 1", "0.2");
    assert_eq!(network(&harness).layers[0].negative_slope, 0.2);
    click(&mut harness, "More settings of layer 1");
    click(&mut harness, "Biases of layer 1");
    assert_eq!(parameters(&harness), 10);
    press(&mut harness, "Add a layer  +");
    let units: Vec<usize> = network(&harness).layers.iter().map(|layer| layer.units).collect();
    assert_eq!(units, [3, 3, 1], "like the one before it");
    press(&mut harness, "Remove layer 2");
    assert_eq!(network(&harness).layers.len(), 2);
    assert_eq!(harness.state().session.tracks().len(), 3, "the scene's run stays with its seeds");
    assert_eq!(lr(&harness, 0), 0.1);
}

#[test]
fn what_does_not_fit_is_said_under_its_control_and_the_last_good_network_stays() {
    let mut harness = bench_of(XOR);
    fill(&mut harness, "units of layer 2", "3");
    assert!(has_text(&harness, "layer 2, the last, has 3 units, but the data has 1 target column"));
    assert_eq!(parameters(&harness), 9, "the old one goes on");
    assert_eq!(field(&harness, "units of layer 2").value().unwrap(), "3", "as it was typed");
    click(&mut harness, "Fitting units");
    assert_eq!(network(&harness).layers[1].units, 1);
    assert!(!has_text(&harness, "the last, has"));
    fill(&mut harness, "units of layer 1", "0");
    assert!(has_text(&harness, "layer 1 has no units"));
    fill(&mut harness, "units of layer 1", "2");
    fill(&mut harness, "L2", "-1");
    assert!(has_text(&harness, "`l2` is -1"));
    fill(&mut harness, "L2", "0.01");
    press(&mut harness, "L2 of biases, too");
    assert!(network(&harness).l2_biases && network(&harness).l2 == 0.01);
}

#[test]
fn loss_and_output_follow_the_data() {
    let mut harness = bench_of(XOR);
    choose(&mut harness, "Data set", "regression");
    let now = network(&harness);
    assert_eq!((now.loss, now.layers[1].units), (NetworkLoss::MeanSquared, 1));
    choose(&mut harness, "Data set", "moons");
    let now = network(&harness);
    assert_eq!((now.loss, now.layers[1].units), (NetworkLoss::CrossEntropy, 2));
    fill(&mut harness, "rows", "20");
    fill(&mut harness, "noise", "0.3");
    fill(&mut harness, "data seed", "5");
    let data = network(&harness).data;
    assert_eq!((data.rows, data.noise, data.seed), (Some(20), Some(0.3), 5));
    assert!(has_text(&harness, "20 rows, 2 classes"));
    choose(&mut harness, "Loss of the network", "binary-cross-entropy");
    assert_eq!(network(&harness).layers[1].units, 1, "one unit for one target");
    choose(&mut harness, "Data set", "iris");
    assert_eq!(network(&harness).data.rows, None, "irises are not made");
    assert_eq!(network(&harness).layers[1].units, 3);
    assert_eq!(lr(&harness, 0), 0.1, "the runs stay");
    assert_eq!(network(&harness).data.set, Some(DataSet::Iris));
    choose(&mut harness, "Data set", "circles");
    assert_eq!(network(&harness).data.set, Some(DataSet::Made(MadeData::Circles)));
}

#[test]
fn seeds_are_typed_added_and_removed_and_a_file_takes_their_place() {
    let mut harness = bench_of(XOR);
    fill(&mut harness, "seeds", "4, 7");
    assert_eq!(network(&harness).seeds, [4, 7]);
    press(&mut harness, "Another");
    assert_eq!(harness.state().session.tracks().len(), 3);
    press(&mut harness, "Remove the last seed");
    press(&mut harness, "Remove the last seed");
    assert_eq!(network(&harness).seeds, [4]);
    fill(&mut harness, "seeds", "4, x");
    assert!(has_text(&harness, "`x` is not a whole number from 0"));
    empty(&mut harness, "seeds");
    assert!(has_text(&harness, "at least one seed"));
    fill(&mut harness, "seeds", "1");
    press(&mut harness, "textbook");
    fill(&mut harness, "deviation", "0.5");
    assert_eq!((network(&harness).init, network(&harness).init_std), (Init::Textbook, 0.5));
    fill(&mut harness, "Weights file", "/no such/weights.npz");
    assert!(has_text(&harness, "/no such/weights.npz"), "the file is named");
    assert!(network(&harness).weights.is_none(), "the old weights stay");
    assert!(harness.get_by_label("Another").accesskit_node().is_disabled());
    empty(&mut harness, "Weights file");
    assert!(!harness.get_by_label("Another").accesskit_node().is_disabled());
}

#[test]
fn the_kind_of_plane_is_chosen_and_has_settings_of_its_own() {
    let mut harness = bench_of(XOR);
    assert!(words(&harness).starts_with("principal components"));
    let former = harness.state().session.tracks()[0].trajectory.points().to_vec();
    choose(&mut harness, "Kind of plane", "random directions");
    assert!(words(&harness).starts_with("random directions about the final weights"));
    let drawn = harness.state().session.objective().landscape().unwrap().plane.clone();
    press(&mut harness, "New directions of the plane");
    let again = harness.state().session.objective().landscape().unwrap().plane.clone();
    assert_ne!(drawn.directions(), again.directions());
    click(&mut harness, "layer");
    assert_eq!(network(&harness).plane.normalisation, Normalisation::Layer);
    choose(&mut harness, "Centre of the plane", "first weights");
    assert!(words(&harness).contains("about the first weights"));
    choose(&mut harness, "Kind of plane", "two parameters");
    assert_eq!(network(&harness).plane.parameters.len(), 2, "it works at once");
    retype(&mut harness, "parameter 1", "layer1.weight[9,0]");
    assert!(has_text(&harness, "layer1 has weight[0,0] to weight[1,1] and bias[0] to bias[1]"));
    fill(&mut harness, "parameter 1", "layer1.bias[1]");
    fill(&mut harness, "parameter 2", "layer2.weight[0,1]");
    let axes = &harness.state().session.objective().parameters;
    assert_eq!(axes[..], ["layer1.bias[1]", "layer2.weight[0,1]"]);
    fill(&mut harness, "parameter 2", "layer1.bias[1]");
    assert!(has_text(&harness, "cannot be both axes of the plane"));
    choose(&mut harness, "Kind of plane", "sharpest directions");
    assert!(words(&harness).starts_with("sharpest directions"));
    assert_eq!(harness.state().session.tracks()[0].trajectory.points(), former, "trained once");
}

#[test]
fn centre_runs_and_extent_of_the_plane_are_chosen() {
    let mut harness = bench_of(XOR);
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::ArrowRight);
    harness.run();
    choose(&mut harness, "Centre of the plane", "a step");
    assert_eq!(network(&harness).plane.centre, Centre::Step(2), "that of the playhead");
    harness.key_press(Key::ArrowRight);
    harness.run();
    press(&mut harness, "Here");
    assert_eq!(network(&harness).plane.centre, Centre::Step(3));
    fill(&mut harness, "runs of the plane", "2");
    assert_eq!(network(&harness).plane.runs, [2]);
    fill(&mut harness, "runs of the plane", "4");
    assert!(has_text(
        &harness,
        "there is no run 4: the runs are 1 to 3, every optimizer from every seed"
    ));
    empty(&mut harness, "runs of the plane");
    assert!(network(&harness).plane.runs.is_empty());
    press(&mut harness, "fits the paths");
    fill(&mut harness, "axis 1 to", "9");
    assert_eq!(harness.state().session.objective().domain.x.max, 9.0);
    fill(&mut harness, "axis 1 from", "10");
    assert!(has_text(&harness, "give a finite rising range"));
    press(&mut harness, "fits the paths");
    assert_ne!(harness.state().session.objective().domain.x.max, 9.0);
}

#[test]
fn a_plane_that_cannot_be_says_why_and_the_former_one_stays() {
    let mut harness = bench_of(&XOR.replace("[0, 1, 2]", "[0, 1]"));
    choose(&mut harness, "Kind of plane", "three points");
    assert!(has_text(&harness, "needs three of them, not 2"));
    assert!(has_text(&harness, "the former plane stays"));
    assert!(words(&harness).starts_with("principal components"));
    press(&mut harness, "Another");
    assert!(words(&harness).starts_with("through the ends of three runs"));
    assert!(!has_text(&harness, "the former plane stays"));
    press(&mut harness, "files");
    fill(&mut harness, "point 1", "/no such/1.npz");
    assert!(has_text(&harness, "as long as not all three are named"));
    fill(&mut harness, "point 2", "/no such/2.npz");
    fill(&mut harness, "point 3", "/no such/3.npz");
    assert!(has_text(&harness, "/no such/1.npz"), "the first that is missing is named");
    press(&mut harness, "ends of runs");
    assert!(network(&harness).plane.files.is_empty());
}

#[test]
fn files_of_a_plane_go_with_an_undo_and_with_their_scene() {
    let folder = tempfile::tempdir().unwrap();
    let files = [1.0, 2.0, 3.0]
        .map(|scale| weights_file(folder.path(), &format!("{scale}.safetensors"), scale));
    let scene = format!("{XOR}[network.plane]\nkind = \"points\"\n");
    let scene = write(folder.path(), "points.toml", &scene);
    let mut harness = bench_of(XOR);
    choose(&mut harness, "Kind of plane", "three points");
    let before = harness.state().session.spec().clone();
    let name_all = |harness: &mut Harness<'_, Bench>| {
        press(harness, "files");
        for (index, file) in files.iter().enumerate() {
            fill(harness, &format!("point {}", index + 1), file.to_str().unwrap());
        }
        assert_eq!(network(harness).plane.files, files);
    };
    name_all(&mut harness);
    assert!(words(&harness).starts_with("through three points"), "{}", words(&harness));
    click(&mut harness, "Undo");
    assert_eq!(harness.state().session.spec(), &before, "and they do not come back");
    assert!(harness.query_by_label("point 1").is_none());
    name_all(&mut harness);
    empty(&mut harness, "point 3");
    assert!(network(&harness).plane.files.is_empty());
    assert_eq!(field(&harness, "point 2").value().unwrap(), files[1].to_str().unwrap());
    fill(&mut harness, "point 3", files[2].to_str().unwrap());
    assert_eq!(network(&harness).plane.files, files);
    empty(&mut harness, "point 3");
    let Bench { session, explorer, .. } = harness.state_mut();
    explorer.apply(session, Wish::Open(scene.display().to_string()));
    harness.run();
    assert_eq!(network(&harness).plane.kind, PlaneKind::Points, "another scene");
    assert!(network(&harness).plane.files.is_empty());
    assert!(harness.query_by_label("point 1").is_none(), "what was typed belonged to the former");
}

#[test]
fn a_key_goes_round_the_planes_that_there_can_be() {
    let mut harness = bench_of(&XOR.replace("[0, 1, 2]", "[0, 1]"));
    let mut seen = Vec::new();
    for _ in 0..4 {
        harness.key_press(Key::P);
        harness.run();
        seen.push(network(&harness).plane.kind);
        assert!(harness.state().session.plane_error().is_none(), "{seen:?}");
    }
    let all = [PlaneKind::Random, PlaneKind::Parameters, PlaneKind::Sharpest, PlaneKind::Principal];
    assert_eq!(seen, all, "two runs make no plane through three ends");
    harness.key_press(Key::F1);
    harness.run();
    assert!(has_text(&harness, "see a network through the next kind of plane"));
    assert!(has_text(&harness, "drop a .npz or .safetensors"));
    let mut harness = bench();
    harness.key_press(Key::P);
    harness.run();
    assert!(has_text(&harness, "choose Network under Loss"));
}

#[test]
fn runs_of_a_network_start_from_seeds() {
    let mut harness = bench_of(XOR);
    let before = harness.state().session.spec().clone();
    show(&mut harness, Tab::Runs);
    assert!(has_text(&harness, "first weights by seeds 0, 1, 2"));
    assert!(harness.get_by_label("Place on the surface").accesskit_node().is_disabled());
    assert!(harness.get_by_label("start many").accesskit_node().is_disabled());
    assert!(harness.get_by_label("Place start").accesskit_node().is_disabled());
    click(&mut harness, "More settings of run 1");
    assert!(harness.query_by_label("start of run 1").is_none());
    let at = middle(&harness);
    click_at(&mut harness, at, Modifiers::SHIFT);
    assert!(has_text(
        &harness,
        "start from the weights of its seeds, not from a point of the plane"
    ));
    press(&mut harness, "Close");
    harness.key_press(Key::Escape);
    harness.key_press(Key::S);
    harness.run();
    assert!(!harness.state().explorer.placing && has_text(&harness, "change the seeds under Loss"));
    press(&mut harness, "Close");
    assert_eq!(harness.state().session.spec(), &before);
    fill(&mut harness, "batch", "2");
    assert_eq!(harness.state().session.spec().runs.batch, Some(2), "there are rows to draw from");
    show(&mut harness, Tab::Loss);
    fill(&mut harness, "L2", "0.1");
    assert_eq!(harness.state().session.spec().runs.batch, Some(2), "they stay");
    show(&mut harness, Tab::Runs);
    press(&mut harness, "Choose the seeds");
    assert_eq!(harness.state().explorer.tab, Tab::Loss);
}

#[test]
fn a_step_in_many_parameters_is_told_by_lengths_and_its_largest_components() {
    let mut harness = bench_of(XOR);
    show(&mut harness, Tab::Step);
    let track = &harness.state().session.tracks()[0].trajectory;
    let gradient = track.gradient(0).unwrap().to_vec();
    let length = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let largest = (0..9).max_by(|a, b| gradient[*a].abs().total_cmp(&gradient[*b].abs())).unwrap();
    let landscape = harness.state().session.objective().landscape().unwrap().clone();
    for text in [
        fallline::scene::ticks::number(length),
        fallline::scene::ticks::number(gradient[largest]),
        landscape.network.layout().name(largest),
    ] {
        assert!(harness.query_all_by_label(&text).next().is_some(), "{text} is in the table");
    }
    choose(&mut harness, "Start of the step", "seed 1");
    assert_eq!(harness.state().session.spec().view.terms.as_ref().unwrap().start, 1);
    let session = &harness.state().session;
    let second = session.tracks()[1].trajectory.point(0).unwrap();
    let arrows = session.scene().vectors;
    assert!(!arrows.is_empty());
    let (shadow, _) = landscape.shadow(second);
    assert_eq!(
        arrows[0].path.samples().next().unwrap().parameters,
        shadow,
        "arrows begin at the shadow"
    );
}

#[test]
fn every_part_of_the_panel_stands_a_network() {
    let more = "[probe]\nat = [0, 0]\n[[section]]\nalong = \"x\"\n[critical]\nshow = true\n[quiver]\n[contours]\n";
    for text in [XOR.to_owned(), format!("{more}{XOR}")] {
        let mut harness = bench_of(&text);
        for tab in [Tab::Loss, Tab::Runs, Tab::Step, Tab::Probe, Tab::View, Tab::Film] {
            show(&mut harness, tab);
            harness.key_press(Key::L);
            harness.run();
        }
        show(&mut harness, Tab::View);
        choose(&mut harness, "Colour by", "gradient-norm");
        click(&mut harness, "Light");
        assert_eq!(harness.state().session.spec().view.theme, Theme::Light, "edits are taken");
    }
}

#[test]
fn a_probe_that_the_next_plane_does_not_hold_outlasts_it() {
    let mut harness = bench_of(XOR);
    let domain = harness.state().session.objective().domain;
    let at = [domain.x.max, domain.y.max];
    harness.state_mut().session.apply(fallline::session::Command::Probe(Some(at))).unwrap();
    press(&mut harness, "fits the paths");
    fill(&mut harness, "axis 1 to", "0.001");
    show(&mut harness, Tab::View);
    click(&mut harness, "Light");
    assert_eq!(harness.state().session.spec().view.theme, Theme::Light, "edits go on");
    assert_eq!(harness.state().session.spec().probe.at, Some(at));
    assert!(harness.state().session.probe().is_none(), "it is hidden meanwhile");
}

#[test]
fn network_scenes_stand_under_a_heading_of_their_own() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    click(&mut harness, "Ready scenes");
    let top = |harness: &Harness<'_, Bench>, label: &str| harness.get_by_label(label).rect().min.y;
    let heads = ["Networks", "two-layer", "Formulas and fits", "himmelblau"];
    let tops = heads.map(|label| top(&harness, label));
    assert!(tops.is_sorted(), "{tops:?}");
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_csv_is_learned_when_it_is_typed_or_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let flowers = write(
        folder.path(),
        "flowers.csv",
        "name,long,wide,kind\na,1,2,red\nb,2,1,blue\nc,3,3,red\nd,4,1,green\n",
    );
    let numbers = write(folder.path(), "numbers.csv", "u,v,w\n1,2,0.5\n2,1,1.5\n3,5,2.5\n");
    let words_alone = write(folder.path(), "words.csv", "who,kind\na,red\nb,blue\n");
    let mut harness = bench_of(XOR);
    hover_file(&mut harness, &flowers);
    harness.step();
    assert!(has_text(
        &harness,
        "Drop to train the network on flowers.csv: its last column is learned"
    ));
    drop_files(&mut harness, std::slice::from_ref(&flowers));
    let now = network(&harness);
    assert_eq!((now.layers[1].units, now.loss), (3, NetworkLoss::CrossEntropy));
    assert_eq!(now.data.features, ["long", "wide"], "names of rows are no feature");
    assert!(has_text(&harness, "4 rows, 3 classes"));
    drop_files(&mut harness, &[words_alone]);
    assert!(has_text(&harness, "no column of numbers before its last one"));
    assert_eq!(network(&harness), now);
    press(&mut harness, "Close");
    fill(&mut harness, "CSV file", numbers.to_str().unwrap());
    let now = network(&harness);
    assert_eq!((now.loss, now.data.targets[0].as_str()), (NetworkLoss::MeanSquared, "w"));
    choose(&mut harness, "targets of the file", "v");
    assert_eq!(network(&harness).data.targets, ["v", "w"]);
    assert_eq!(network(&harness).layers[1].units, 2);
    choose(&mut harness, "targets of the file", "w");
    choose(&mut harness, "features of the file", "w");
    assert_eq!(network(&harness).data.features, ["u"]);
    fill(&mut harness, "CSV file", "/no such.csv");
    assert!(has_text(&harness, "cannot read /no such.csv"));
    assert_eq!(network(&harness).data.features, ["u"], "the old data stay");
    press(&mut harness, "a known set");
    assert_eq!(network(&harness).data.set, Some(DataSet::Iris));
}

#[test]
fn the_form_of_a_file_goes_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = write(folder.path(), "numbers.csv", "u,v,w\n1,2,0.5\n2,1,1.5\n3,5,2.5\n");
    let mut harness = bench_of(XOR);
    let before = network(&harness);
    drop_files(&mut harness, std::slice::from_ref(&numbers));
    assert_eq!(network(&harness).data.file.as_ref(), Some(&numbers));
    let asks_for_a_file =
        |harness: &Harness<'_, Bench>| has_text(harness, "numbers.csv") || has_field(harness);
    assert!(asks_for_a_file(&harness));
    click(&mut harness, "Undo");
    assert_eq!(network(&harness), before);
    assert!(!asks_for_a_file(&harness), "the set is shown that is learned");
    assert!(has_text(&harness, "Data set"));
    // A file that is asked for before it is named goes with an undo, too, and with a change of the loss.
    fill(&mut harness, "L2", "0.1");
    press(&mut harness, "CSV file");
    assert!(has_field(&harness));
    click(&mut harness, "Undo");
    assert!(!has_field(&harness) && network(&harness) == before);
    press(&mut harness, "CSV file");
    press(&mut harness, "Library");
    press(&mut harness, "Network");
    assert!(!has_field(&harness) && network(&harness) == before);
}

/// Whether there is a field for the path of a CSV file.
fn has_field(harness: &Harness<'_, Bench>) -> bool {
    harness
        .query_all_by_label("CSV file")
        .any(|node| node.accesskit_node().role() == Role::TextInput)
}

#[test]
fn weights_that_are_dropped_are_where_the_network_begins() {
    let folder = tempfile::tempdir().unwrap();
    let weights = write(folder.path(), "weights.npz", "no archive");
    let mut harness = bench_of(XOR);
    hover_file(&mut harness, &weights);
    harness.step();
    assert!(has_text(&harness, "Drop to train the network from the weights of weights.npz"));
    drop_files(&mut harness, std::slice::from_ref(&weights));
    assert!(has_text(&harness, "weights.npz") && network(&harness).weights.is_none());
    press(&mut harness, "Close");
    let path = weights_file(folder.path(), "weights.safetensors", 2.0);
    drop_files(&mut harness, std::slice::from_ref(&path));
    assert_eq!(network(&harness).weights, Some(path));
    let start = harness.state().session.tracks()[0].plan.settings.start.clone();
    assert_eq!(start, [1.0, 4.0, 3.0, 4.0, 0.5, -0.5, 2.0, -1.0, 0.25]);
    let mut harness = bench();
    drop_files(&mut harness, &[weights]);
    assert!(has_text(&harness, "weights belong to a network"));
}

/// A file of weights that fit [`XOR`]; `scale` tells several apart.
pub(super) fn weights_file(folder: &Path, name: &str, scale: f32) -> PathBuf {
    let weights = [1.0, 2.0 * scale, 3.0, scale * scale];
    let shapes: [(&str, &[usize], &[f32]); 4] = [
        ("0.weight", &[2, 2], &weights),
        ("0.bias", &[2], &[0.5, -0.5]),
        ("2.weight", &[1, 2], &[scale, -1.0]),
        ("2.bias", &[1], &[0.25]),
    ];
    let path = folder.join(name);
    std::fs::write(&path, safetensors_of(&shapes)).unwrap();
    path
}

/// The bytes of a safetensors file: the length of its header, the header, the numbers.
fn safetensors_of(tensors: &[(&str, &[usize], &[f32])]) -> Vec<u8> {
    let (mut header, mut numbers) = (Vec::new(), Vec::new());
    for (name, shape, values) in tensors {
        let from = numbers.len();
        values.iter().for_each(|value| numbers.extend(value.to_le_bytes()));
        let to = numbers.len();
        let shape = format!("{shape:?}");
        header.push(format!(
            "\"{name}\":{{\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[{from},{to}]}}"
        ));
    }
    let header = format!("{{{}}}", header.join(","));
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &numbers].concat()
}
