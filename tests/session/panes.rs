//! The panes of a picture: the surface, its flat view and the losses of a gallery.

use fallline::scene::{Arrangement, Camera, Lens};

use crate::*;

fn of_text(toml: &str) -> Session {
    session(Spec::from_toml("test.toml", toml, Origin::default()).unwrap().0)
}

fn gallery() -> Session {
    of_text(
        "run = []\n[loss]\nformula = 'x^3 + y^3'\nx = [-5, 5]\ny = [-4, 4]\n\
         [gallery]\nlosses = ['x + y', 'himmelblau']\n[view]\nlayout = 'beside'\nequal = true",
    )
}

#[test]
fn each_loss_has_a_surface_and_a_flat_view_seen_by_one_camera() {
    let mut session = gallery();
    session.apply(Command::Orbit { azimuth: 0.4, elevation: -0.1 }).unwrap();
    session.settle();
    let panes = session.panes();
    let fields: Vec<usize> = panes.iter().map(|pane| pane.field).collect();
    assert_eq!(fields, [0, 0, 1, 1, 2, 2]);
    for pair in panes.chunks(2) {
        let [surface, flat] = pair else { panic!("panes come in pairs") };
        assert_eq!(surface.scene.camera, panes[0].scene.camera);
        assert_eq!(flat.scene.camera, Camera::FLAT);
        assert_eq!(flat.scene.world.rise, 0.0);
        assert_eq!(flat.scene.world.domain, surface.scene.world.domain);
        assert!(flat.scene.style.equal_axes);
        let domain = surface.scene.objective.domain;
        assert_eq!((domain.x.max, domain.y.max), (5.0, 4.0), "the domain is that of the first");
    }
    assert_eq!(panes[2].scene.objective.loss(&[1.0, 2.0]), 3.0);
}

#[test]
fn a_report_on_a_field_reaches_its_loss_alone() {
    let mut session = gallery();
    let range = FieldRange { min: -9.0, max: 9.0, finite_share: 1.0 };
    let before = session.scene().world;
    session.apply(Command::FieldRange { of: 1, range }).unwrap();
    assert_eq!(session.scene().world, before);
    let height = session.panes()[2].scene.world.height;
    assert_eq!((height.low, height.high), (-9.0, 9.0));
    // A pane that has gone in the meantime hears nothing.
    session.apply(Command::FieldRange { of: 7, range }).unwrap();
}

#[test]
fn the_flat_view_is_moved_on_its_own() {
    let mut session = gallery();
    let camera = session.scene().camera;
    session.apply(Command::Magnify { factor: 2.0, ndc: glam::Vec2::new(1.0, 1.0) }).unwrap();
    let flat = session.panes()[1].scene.camera;
    assert_eq!((flat.lens, flat.distance), (Lens::Flat, 0.5));
    assert_eq!((flat.target.x, flat.target.y), (0.5, 0.5));
    assert_eq!(session.scene().camera, camera);
    session.apply(Command::FrameAll).unwrap();
    assert_eq!(session.panes()[1].scene.camera, Camera::FLAT);
}

#[test]
fn runs_of_a_gallery_go_step_by_step_together() {
    let mut session = of_text(
        "[loss]\nname = 'sphere'\nx = [-5, 5]\ny = [-5, 5]\n[gallery]\nlosses = ['x^4 + y^4']\n\
         [runs]\nsteps = 30\nstarts = [[-3, 2]]\n[[run]]\noptimizer = 'sgd'\nlr = 0.001",
    );
    session.finish_runs();
    session.apply(Command::Scrub(20.0)).unwrap();
    for pane in session.panes() {
        assert_eq!(pane.scene.paths[0].shown_sample, 20.0);
    }
    session.apply(Command::StepForward).unwrap();
    assert_eq!(session.panes()[1].scene.paths[0].shown_sample, 21.0);
}

#[test]
fn a_gallery_that_cannot_be_leaves_everything_as_it_was() {
    let mut session = gallery();
    let mut spec = session.spec().clone();
    spec.gallery.losses[1] = "x +* y".to_owned();
    spec.view.layout = Arrangement::Flat;
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err();
    assert_eq!(error.key, "gallery.losses.1");
    assert_eq!(session.panes().len(), 6);
    let mut spec = session.spec().clone();
    spec.gallery.columns = Some(0);
    assert_eq!(session.apply(Command::Edit(Box::new(spec))).unwrap_err().key, "gallery.columns");
}
