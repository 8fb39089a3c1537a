//! The quiver of a session: as many arrows as the zoom leaves room for, by the same measure wherever the camera goes.

use super::*;

fn quiver(session: &Session) -> fallline::scene::Quiver {
    session.scene().quiver.unwrap()
}

fn bowl(quiver: &str) -> Session {
    let text = format!(
        "run = []\nloss = {{ formula = \"x^2 + y^2\", x = [-3, 3], y = [-3, 3] }}\nquiver = {{ {quiver} }}\n"
    );
    session(Spec::from_toml("test", &text, Origin::default()).unwrap().0)
}

#[test]
fn coming_closer_brings_more_arrows_by_the_same_measure() {
    let mut session = bowl("");
    let far = quiver(&session);
    session.apply(Command::Zoom { factor: 4.0, ndc: glam::Vec2::ZERO }).unwrap();
    session.settle();
    let near = quiver(&session);
    let step = |quiver: &fallline::scene::Quiver| {
        quiver.points.domain.x.length() / f64::from(quiver.points.nx - 1)
    };
    assert_eq!(step(&far) / step(&near), 4.0, "two doublings");
    assert_eq!(far.range, near.range);
    // |(2x, 2y)| on 33 by 33 points, of which one is the middle.
    assert_eq!((far.range.low, far.range.high), (0.0, 6f64.hypot(6.0)));
}

#[test]
fn given_points_are_measured_by_themselves_and_again_when_the_loss_changes() {
    let mut session = bowl("count = [2, 1]");
    let drawn = quiver(&session);
    assert_eq!((drawn.points.nx, drawn.points.ny), (2, 1));
    assert_eq!(drawn.range.low, drawn.range.high);
    assert_eq!(drawn.range.high, 6f64.hypot(6.0));
    let mut spec = session.spec().clone();
    spec.loss.as_mut().unwrap().formula = Some("5*x".into());
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert_eq!(quiver(&session).range.high, 5.0);
    let mut spec = session.spec().clone();
    spec.quiver = None;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.scene().quiver.is_none());
}
