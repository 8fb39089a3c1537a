//! Contours under View, and their file under Film.

use fallline::scene::contours::Levels;
use fallline::spec::ContourGround;

use super::*;

#[test]
fn contours_are_switched_on_and_changed_and_wrong_levels_are_said() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    press(&mut harness, "contours");
    for name in ["the floor", "dashed", "filled", "sqrt", "list"] {
        press(&mut harness, name);
    }
    fill(&mut harness, "list of levels", "1, 2, 500");
    let contours = harness.state().session.spec().contours.clone().unwrap();
    assert_eq!(contours.on, [ContourGround::Surface, ContourGround::Floor]);
    assert!(contours.dashed && contours.filled && contours.labels);
    assert_eq!(contours.levels, Levels::Given(vec![1.0, 2.0, 500.0]));
    assert!(has_text(&harness, "level 500 lies outside the root"));
    fill(&mut harness, "list of levels", "-1");
    assert!(has_text(&harness, "no root is -1"));
    press(&mut harness, "contours");
    assert_eq!(harness.state().session.spec().contours, None);
}

#[test]
fn the_vertices_are_written_from_the_film_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.csv");
    let mut harness = bench_of("loss.name = 'sphere'\ncontours.levels = [1]\n");
    show(&mut harness, Tab::Film);
    fill(&mut harness, "Contours file", path.to_str().unwrap());
    click(&mut harness, "Write lines");
    assert!(has_text(&harness, "written to"));
    assert!(std::fs::read_to_string(path).unwrap().starts_with("level,line,x,y\n1.0,1,"));
}
