//! The simplex and the generations that a picture shows.

use super::*;
use fallline::scene::Cloud;

fn clouds_at(session: &mut Session, step: f64) -> Vec<Cloud> {
    session.apply(Command::Scrub(step)).unwrap();
    session.scene().clouds
}

/// Parameters and loss of each point of the population of row `row` of the first run.
fn population(session: &Session, row: usize) -> Vec<[f64; 3]> {
    let population = session.tracks()[0].trajectory.population(row);
    let with_loss = |p: &[f64]| [p[0], p[1], session.objective().loss(p)];
    population.chunks(2).map(with_loss).collect()
}

#[test]
fn the_simplex_is_a_closed_triangle_on_the_ground() {
    let mut session = session(ready("simplex"));
    for step in [0.0, 5.0, 5.9, 40.0] {
        let clouds = clouds_at(&mut session, step);
        let rows: Vec<usize> =
            if step == 0.0 { vec![0] } else { vec![step as usize - 1, step as usize] };
        assert_eq!(clouds.len(), rows.len(), "step {step}");
        for (cloud, row) in clouds.iter().zip(rows) {
            let vertices = population(&session, row);
            assert_eq!((vertices.len(), &*cloud.members), (3, &vertices), "step {step}");
            let outline = cloud.outline.as_ref().unwrap();
            let corners: Vec<[f64; 2]> = outline.samples().map(|p| p.parameters).collect();
            let closed = [0, 1, 2, 0].map(|k: usize| [vertices[k][0], vertices[k][1]]);
            assert_eq!(corners.len(), 4, "step {step}");
            for (corner, vertex) in corners.iter().zip(closed) {
                // A path adds up its pieces: an ulp or two.
                let gap = (corner[0] - vertex[0]).hypot(corner[1] - vertex[1]);
                assert!(gap < 1e-14, "step {step}: {corner:?} is not {vertex:?}");
            }
            for point in outline.points() {
                let ground = session.objective().loss(&point.parameters);
                let error = (point.loss - ground).abs() / ground.abs().max(1.0);
                assert!(error < 1e-12, "step {step}: {point:?} is not on {ground}");
            }
        }
    }
}

#[test]
fn the_generation_before_is_fainter_and_a_still_picture_makes_nothing_anew() {
    let mut session = session(ready("simplex"));
    let clouds = clouds_at(&mut session, 7.0);
    assert!(clouds[0].strength < clouds[1].strength && clouds[1].strength == 1.0);
    assert_eq!(clouds[0].color, session.path_styles()[0].color);
    session.advance(0.5);
    let again = session.scene().clouds;
    let next = clouds_at(&mut session, 8.0);
    for (old, new) in clouds.iter().zip(&again).chain([(&clouds[1], &next[0])]) {
        assert!(Arc::ptr_eq(&old.members, &new.members));
        assert!(Arc::ptr_eq(old.outline.as_ref().unwrap(), new.outline.as_ref().unwrap()));
    }
}

#[test]
fn generations_are_members_inside_the_domain_without_edges() {
    let run = |text: &str| RunSpec::new(Optimizer::parse(text).unwrap());
    let spec = |text: &str| Spec {
        loss: Some(LossSpec { name: Some("himmelblau".into()), ..LossSpec::default() }),
        run: Some(vec![run(text), run("adam")]),
        ..Spec::default()
    };
    for (text, count) in [("particle-swarm:swarm_size=3", 3), ("differential-evolution", 20)] {
        let mut session = session(spec(text));
        let clouds = clouds_at(&mut session, 4.0);
        assert_eq!(clouds.len(), 2, "{text}: two generations, and none of adam's");
        for (cloud, row) in clouds.iter().zip([3, 4]) {
            assert!(cloud.outline.is_none(), "{text}");
            assert_eq!((cloud.members.len(), &*cloud.members), (count, &population(&session, row)));
        }
    }
    // The distribution of CMA-ES reaches beyond the domain from a corner: there is no ground for those members.
    let mut session = session(Spec {
        runs: RunsSpec { starts: Some(vec![[-5.0, -5.0]]), ..RunsSpec::default() },
        ..spec("cma-es:lambda=40")
    });
    let shown = clouds_at(&mut session, 0.0).remove(0).members;
    let domain = session.objective().domain;
    assert!(!shown.is_empty() && shown.len() < 40, "{}", shown.len());
    assert!(shown.iter().all(|&[x, y, _]| domain.contains([x, y])));
}

#[test]
fn another_loss_or_run_takes_its_generations_with_it() {
    let mut session = session(ready("simplex"));
    assert_eq!(clouds_at(&mut session, 5.0).len(), 2);
    let adam = RunSpec::new(Optimizer::parse("adam").unwrap());
    let without = Spec { run: Some(vec![adam]), ..session.spec().clone() };
    session.apply(Command::Edit(Box::new(without))).unwrap();
    session.finish_runs();
    assert!(session.scene().clouds.is_empty());
}
