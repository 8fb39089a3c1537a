//! Decision regions in the window.

use super::*;
use fallline::session::Command;

#[test]
fn the_window_shows_the_regions_and_changes_them_with_the_playhead() {
    let mut harness = bench_of(
        "surface.grid = [17, 17]\n[network]\nlayers = [{ units = 3, activation = \"tanh\" }, { units = 2 }]\n\
         [network.data]\nset = \"moons\"\n[runs]\nsteps = 20\n[[run]]\noptimizer = \"adam\"\nlr = 0.1\n",
    );
    let colors = |harness: &Harness<'_, Bench>| {
        let shapes = harness.output().shapes.iter();
        let meshes = shapes.filter_map(|clipped| match &clipped.shape {
            egui::Shape::Mesh(mesh) if mesh.vertices.len() > 2000 => Some(mesh),
            _ => None,
        });
        let meshes: Vec<_> = meshes.collect();
        assert_eq!(meshes.len(), 1);
        meshes[0].vertices.iter().map(|vertex| vertex.color).collect::<Vec<_>>()
    };
    let mut seek = |step| {
        harness.state_mut().session.apply(Command::Scrub(step)).unwrap();
        harness.run();
        colors(&harness)
    };
    let (first, last) = (seek(0.0), seek(20.0));
    assert_ne!(first, last);
    assert_eq!(first, seek(0.0));
}
