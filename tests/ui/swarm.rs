//! Many starts and their table.

use super::*;

fn swarm_bench() -> Harness<'static, Bench> {
    bench_of(&format!("[swarm]\nstarts = 16\n{TWO_RUNS}"))
}

/// The rows of the table by their first words, from top to bottom.
fn table_order(harness: &Harness<'_, Bench>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = ["SGD  lr 0.1", "Adam  lr 0.2"]
        .into_iter()
        .filter_map(|label| {
            let node = harness.query_all_by_label(label).next()?;
            Some((node.rect().min.y, label.to_owned()))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|row| row.1).collect()
}

#[test]
fn the_table_of_many_starts_sorts_by_a_click_on_a_column() {
    let mut harness = swarm_bench();
    assert!(has_text(&harness, "sphere: 16 starts (grid) over x -2 to 2"), "the title");
    assert_eq!(table_order(&harness), ["SGD  lr 0.1", "Adam  lr 0.2"]);
    click(&mut harness, "Sort by optimizer");
    assert_eq!(table_order(&harness), ["Adam  lr 0.2", "SGD  lr 0.1"], "the other way round");
    let losses: Vec<f64> = {
        let session = &harness.state().session;
        let comparison = session.swarm().unwrap().comparison.as_ref().unwrap();
        comparison.lines.iter().map(|line| line.loss.unwrap()).collect()
    };
    click(&mut harness, "Sort by final loss");
    let sgd_first = losses[0] < losses[1];
    assert_eq!(table_order(&harness)[0].starts_with("SGD"), sgd_first, "{losses:?}");
    click(&mut harness, "Sort by final loss");
    assert_eq!(table_order(&harness)[0].starts_with("SGD"), !sgd_first, "{losses:?}");
    harness.key_press(Key::C);
    harness.run();
    assert!(table_order(&harness).is_empty(), "folded away");
}

#[test]
fn the_table_is_written_as_csv_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = swarm_bench();
    let path = folder.path().join("table").display().to_string();
    fill(&mut harness, "Table file", &path);
    click(&mut harness, "Write CSV");
    click(&mut harness, "Write JSON");
    assert!(has_text(&harness, "written to"));
    let csv = std::fs::read_to_string(format!("{path}.csv")).unwrap();
    assert_eq!(csv.lines().count(), 3);
    let json = std::fs::read_to_string(format!("{path}.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["optimizers"].as_array().unwrap().len(), 2);
    fill(&mut harness, "Table file", &folder.path().join("none/table").display().to_string());
    click(&mut harness, "Write CSV");
    assert!(has_text(&harness, "does not exist"));
}

#[test]
fn many_starts_are_chosen_in_the_runs_panel() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "start many");
    let swarm = |harness: &Harness<'_, Bench>| harness.state().session.spec().swarm.clone();
    assert_eq!(swarm(&harness).unwrap().starts, 400);
    fill(&mut harness, "starts", "25");
    click(&mut harness, "Random");
    click(&mut harness, "Minimum");
    let chosen = swarm(&harness).unwrap();
    assert_eq!((chosen.starts, chosen.draw.name(), chosen.color.name()), (25, "random", "minimum"));
    fill(&mut harness, "starts x from", "-1");
    assert_eq!(swarm(&harness).unwrap().region.x, Some([-1.0, 2.0]));
    fill(&mut harness, "starts", "20000");
    assert!(has_text(&harness, "1 to 10000 starts"), "refused where it was typed");
    assert_eq!(swarm(&harness).unwrap().starts, 25);
    click(&mut harness, "start many");
    assert!(swarm(&harness).is_none() && !harness.state().session.tracks().is_empty());
}
