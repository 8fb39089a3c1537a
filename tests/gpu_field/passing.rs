//! Surfaces between two planes of a network: one a frame, each evaluated to its end.

use std::sync::Arc;
use std::time::Duration;

use fallline::gpu::Renderer;
use fallline::objective::plane::PlaneKind;
use fallline::session::{Command, FieldRange, Session};
use fallline::spec::{Origin, Spec};

use crate::common::gpu;

#[test]
fn a_turn_is_seen_although_every_frame_asks_for_another_surface() {
    let Some(gpu) = gpu() else { return };
    let text = "[network]\nlayers = [{ units = 2, activation = 'tanh' }, { units = 1 }]\n\
                loss = 'binary-cross-entropy'\ndata = { set = 'xor' }\n[runs]\nsteps = 30\n";
    let mut session =
        Session::new(Spec::from_toml("test", text, Origin::default()).unwrap().0).unwrap();
    session.finish_runs();
    let mut renderer = Renderer::new(&gpu);
    let range = renderer.wait_field(0, &session.scene()).unwrap().unwrap();
    let range = FieldRange { min: range.min, max: range.max, finite_share: 1.0 };
    session.apply(Command::FieldRange { of: 0, range }).unwrap();
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.kind = PlaneKind::Sharpest;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    while !session.is_turning() {
        session.advance(0.0);
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut seen = Vec::new();
    while session.is_turning() {
        session.advance(1.0 / 60.0);
        renderer.poll_field(0, &session.scene()).unwrap();
        let shown = renderer.shown_objective(0).unwrap();
        if shown.landscape().unwrap().is_passing && !seen.iter().any(|old| Arc::ptr_eq(old, shown))
        {
            seen.push(Arc::clone(shown));
        }
        std::thread::sleep(Duration::from_millis(16));
    }
    // Of thirty: each takes four frames (first layer, tile, range), and more where the machine is busy. Were unfinished ones
    // dropped, there would be none.
    assert!(seen.len() >= 2, "{}", seen.len());
}
