//! What the colours show: asked for, kept while it holds, and with the range of its values.

use super::*;
use fallline::objective::Quantity;

fn edited(session: &mut Session, edit: impl FnOnce(&mut Spec)) {
    let mut spec = session.spec().clone();
    edit(&mut spec);
    session.apply(Command::Edit(Box::new(spec))).unwrap();
}

#[test]
fn a_tint_is_made_anew_only_when_it_changes() {
    let text = "run = []\n[loss]\nformula = 'a*x^2 + y^2'\nconstants = { a = { value = 3 } }\n\
                [surface]\ncolor_by = 'residual'\nreference = 'x^2 + y^2'\n";
    let (spec, _) = Spec::from_toml("t.toml", text, Origin::default()).unwrap();
    let mut session = Session::new(spec).unwrap();
    let first = session.scene().tint.unwrap();
    assert_eq!((first.name, first.quantity), ("f − g", Quantity::Loss));
    // 2 x^2 over [-2, 2]: 8 at most, and as far to the other side of 0.
    assert_eq!((first.map.low, first.map.high), (-8.0, 8.0));
    assert_eq!(session.scene().style.colormap, Colormap::Coolwarm);
    edited(&mut session, |spec| spec.surface.opacity = 0.5);
    assert_eq!(session.scene().tint.as_ref(), Some(&first), "the same to the field");
    edited(&mut session, |spec| {
        let constants = &mut spec.loss.as_mut().unwrap().constants;
        constants.get_mut("a").unwrap().value = 2.0;
    });
    let moved = session.scene().tint.unwrap();
    assert_eq!(moved.map.high, 4.0);
    edited(&mut session, |spec| spec.surface.color_by = ColorBy::Curvature);
    let curvature = session.scene().tint.unwrap();
    assert_eq!((curvature.quantity, curvature.name), (Quantity::Curvature, "λ max"));
    assert!((curvature.map.height(4.0) - 0.5).abs() < 1e-9, "2a everywhere: {:?}", curvature.map);
    edited(&mut session, |spec| spec.surface.color_by = ColorBy::Height);
    assert_eq!(session.scene().tint, None);
}

#[test]
fn a_condition_number_is_shown_by_its_logarithm() {
    let session = session(ready("default"));
    let mut spec = session.spec().clone();
    spec.surface.color_by = ColorBy::ConditionNumber;
    let tint = Session::new(spec).unwrap().scene().tint.unwrap();
    assert_eq!((tint.map.scale, tint.name), (HeightScale::Log, "κ"));
    assert!(tint.map.low >= 1.0 && tint.map.high > 1000.0, "{:?}", tint.map);
    assert_eq!((tint.share(-1.0), tint.share(f64::INFINITY)), (None, None));
    assert_eq!((tint.share(1e-3), tint.share(1e300)), (Some(0.0), Some(1.0)));
}
