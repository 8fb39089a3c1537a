//! Swarms: members stand on the surface, hidden by what is before them.

use std::sync::Arc;

use fallline::gpu::Gpu;
use fallline::optim::swarm::SwarmChunk;
use fallline::scene::{Scene, ShownSwarm, SwarmColors};

use crate::common::gpu;
use crate::picture::Picture;
use crate::visibility::{RED, SIZE_PX, ridge};

const MEMBERS: usize = 20;

/// The same scene with members in a row from left to right that move from `from_y` to `to_y` in one kept row.
fn with_members(scene: &Scene, from_y: f64, to_y: f64, shown_row: f32) -> Scene {
    let sample = |x: f64, y: f64| [x, y, scene.objective.loss(&[x, y])].map(|c| c as f32);
    let way = |k: usize| {
        let x = -1.6 + 3.2 * k as f64 / (MEMBERS - 1) as f64;
        [sample(x, from_y), sample(x, to_y)].concat()
    };
    let chunk = SwarmChunk { first: 0, samples: (0..MEMBERS).flat_map(way).collect() };
    let swarm = ShownSwarm {
        chunks: Arc::new(vec![Arc::new(chunk)]),
        members: MEMBERS,
        rows: 2,
        shown_row,
        colors: SwarmColors::ByRun(vec![RED]),
    };
    Scene { swarm: Some(swarm), ..scene.clone() }
}

/// Of the pixels that the swarm changes: how many are its own red, and how many are not.
fn red_and_other(gpu: &Gpu, scene: &Scene, swarm: &Scene) -> (usize, usize) {
    let without = Picture::of_scene(gpu, scene, SIZE_PX);
    let with = Picture::of_scene(gpu, swarm, SIZE_PX);
    let changed = with.pixels().zip(without.pixels()).filter(|(a, b)| a != b);
    let (red, other): (Vec<_>, Vec<_>) =
        changed.partition(|([r, g, b], _)| *r > 230 && *g < 40 && *b < 40);
    (red.len(), other.len())
}

#[test]
fn members_are_hidden_by_the_ridge_before_them() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let (red, _) = red_and_other(&gpu, &scene, &with_members(&scene, -1.2, -1.2, 0.0));
    // Drawn in full, the discs were seen to have 175 pixels of their pure colour; hidden they have none.
    assert!(red > 140, "in front, full discs: {red} pixels");
    let (red, dim) = red_and_other(&gpu, &scene, &with_members(&scene, 1.2, 1.2, 0.0));
    assert_eq!(red, 0, "behind, nothing in full colour");
    assert!(dim > 140, "behind, dim discs: {dim} pixels");
}

#[test]
fn trails_grow_with_the_playhead_and_follow_the_member() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let counts = [0.0, 0.5, 1.0].map(|row| {
        let (red, other) = red_and_other(&gpu, &scene, &with_members(&scene, -1.8, -0.6, row));
        red + other
    });
    assert!(counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
}

#[test]
fn members_to_come_and_members_without_a_loss_are_not_drawn() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let mut coming = with_members(&scene, -1.2, -1.2, 0.0);
    if let Some(swarm) = &mut coming.swarm {
        swarm.chunks = Arc::default();
    }
    let mut lost = with_members(&scene, -1.2, -1.2, 0.0);
    if let Some(swarm) = &mut lost.swarm {
        let way = [0.0, -1.2, f32::NAN, 0.0, -1.2, f32::NAN];
        let chunk = SwarmChunk { first: 0, samples: way.repeat(MEMBERS) };
        swarm.chunks = Arc::new(vec![Arc::new(chunk)]);
    }
    // The legend's swatches are the same without a legend; nothing else may differ.
    for empty in [coming, lost] {
        assert_eq!(red_and_other(&gpu, &scene, &empty), (0, 0));
    }
}
