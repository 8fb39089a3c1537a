//! Flights that frame runs: `race` all as they spread, `compare` one after the other and then all.

use glam::Vec3;

use super::course::Course;
use super::curve::ramped;
use super::smooth::{dilated, low_pass, low_pass_places};
use super::subject::Subject;
use super::take::{Frame, SAMPLES, Take};
use crate::scene::Camera;

/// Radius that is framed at least, world units: what is around the runs is part of the story.
const LEAST_RADIUS: f32 = 0.45;
/// How much larger than the runs the framed ball is.
const ROOM: f32 = 1.2;
/// Radians that the eye turns in a film.
const DRIFT: f64 = 0.5;
/// Shares of the film at which the runs start and end.
const WAY: [f64; 2] = [0.04, 0.88];
/// The lowest elevation of the eye, radians: from lower, the near side hides what happens.
const LOWEST: f32 = 0.75;
/// Runs that are shown one by one at most.
const MOST_ALONE: usize = 8;
/// The part of a comparison that shows all, counted in parts of one run.
const ALL_PARTS: f64 = 1.6;

/// Frames all runs as they spread.
pub(super) fn race(subject: &Subject) -> Take {
    let courses: Vec<&Course> = subject.courses.iter().collect();
    let steps = together(&courses, subject.steps, WAY);
    let balls = balls(&courses, &steps);
    let centres = low_pass_places(
        &balls.iter().map(|(centre, _)| *centre).collect::<Vec<_>>(),
        0.12 * SAMPLES as f64,
    );
    let radius =
        |k: usize| f64::from(bounded(subject, ROOM * balls[k].1 + centres[k].distance(balls[k].0)));
    let radii: Vec<f64> = (0..=SAMPLES).map(radius).collect();
    // Ahead of the runs by about a deviation, which is as much as the low pass lags behind.
    let deviation = 0.1 * SAMPLES as f64;
    let radii = low_pass(&dilated(&radii, deviation as usize), deviation);
    let frame = |k: usize| {
        let share = k as f64 / SAMPLES as f64;
        let camera = ball_view(subject, centres[k], radii[k] as f32, DRIFT * (share - 0.5));
        Frame { camera, step: steps[k], rise: 1.0 }
    };
    Take::whole(subject.secs, (0..=SAMPLES).map(frame))
}

/// One run after the other, each from its beginning, then all in the whole picture.
pub(super) fn compare(subject: &Subject) -> Vec<Take> {
    let alone: Vec<usize> = (0..subject.runs)
        .filter(|run| subject.courses.iter().any(|course| course.run == *run))
        .take(MOST_ALONE)
        .collect();
    let part = subject.secs / (alone.len() as f64 + ALL_PARTS);
    let mut takes = Vec::new();
    for (index, run) in alone.iter().enumerate() {
        let courses: Vec<&Course> =
            subject.courses.iter().filter(|course| course.run == *run).collect();
        let steps = together(&courses, subject.steps, [0.06, 0.9]);
        let (centre, radius) = balls(&courses, &steps)[SAMPLES];
        let take = still(subject, &steps, |share| {
            ball_view(subject, centre, bounded(subject, ROOM * radius), 0.5 * DRIFT * (share - 0.5))
        });
        let from_secs = part * index as f64;
        takes.push(Take { from_secs, to_secs: from_secs + part, run: Some(*run), ..take });
    }
    let courses: Vec<&Course> = subject.courses.iter().collect();
    let steps = together(&courses, subject.steps, [0.06, 0.8]);
    let last = still(subject, &steps, |share| Camera {
        azimuth: subject.view.azimuth + (0.5 * DRIFT * (share - 0.5)) as f32,
        ..subject.view
    });
    takes.push(Take { from_secs: part * alone.len() as f64, ..last });
    takes
}

fn still(subject: &Subject, steps: &[f64], camera: impl Fn(f64) -> Camera) -> Take {
    let frame =
        |k: usize| Frame { camera: camera(k as f64 / SAMPLES as f64), step: steps[k], rise: 1.0 };
    Take::whole(subject.secs, (0..=SAMPLES).map(frame))
}

/// A radius that is worth framing: some of the surroundings, and never more than the whole box. Bounded before a low
/// pass, it has no corner after it.
fn bounded(subject: &Subject, radius: f32) -> f32 {
    let whole = subject.framing(subject.view.azimuth, subject.view.elevation).distance;
    let most = whole / Camera::around(1.0, subject.aspect);
    radius.max(LEAST_RADIUS).min(most)
}

/// The camera that sees a ball of a bounded radius, from about the scene's own direction.
fn ball_view(subject: &Subject, centre: Vec3, radius: f32, turn: f64) -> Camera {
    let view = &subject.view;
    let whole = subject.framing(view.azimuth, view.elevation);
    let near = Camera::around(radius, subject.aspect);
    // As the ball fills the box, its view becomes that of the box.
    let share = (near / whole.distance).min(1.0);
    let share = share * share * (3.0 - 2.0 * share);
    Camera::orbiting(
        centre.lerp(whole.target, share),
        view.azimuth + turn as f32,
        view.elevation.clamp(LOWEST, 1.2),
        near,
    )
}

/// The step at each sample: between an even pace of steps and an even pace of the way that the runs go, since most
/// runs go far in few steps and then long no further.
fn together(courses: &[&Course], steps: f64, [from, to]: [f64; 2]) -> Vec<f64> {
    const GRID: usize = 400;
    let mut effort: Vec<f64> = (0..=GRID).map(|k| k as f64 / GRID as f64).collect();
    for course in courses {
        let total = course.length().max(1e-9);
        let (mut gone, mut next) = (0.0, 1);
        for (k, effort) in effort.iter_mut().enumerate() {
            let step = steps * k as f64 / GRID as f64;
            while next < course.points.len() && course.points[next].0 <= step {
                gone += f64::from(course.points[next].1.distance(course.points[next - 1].1));
                next += 1;
            }
            *effort += gone / total / courses.len() as f64;
        }
    }
    let all = effort[GRID] - effort[0];
    let step = |k: usize| {
        let share = (k as f64 / SAMPLES as f64 - from) / (to - from);
        let progress = ramped(share, [0.25, 0.2]);
        if progress >= 1.0 {
            return steps;
        }
        let wanted = effort[0] + all * progress;
        let after = effort.partition_point(|e| *e < wanted).clamp(1, GRID);
        let inside = (wanted - effort[after - 1]) / (effort[after] - effort[after - 1]);
        steps * (after as f64 - 1.0 + inside.clamp(0.0, 1.0)) / GRID as f64
    };
    (0..=SAMPLES).map(step).collect()
}

/// Centre and radius of what the runs have gone through up to each step.
fn balls(courses: &[&Course], steps: &[f64]) -> Vec<(Vec3, f32)> {
    let (mut low, mut high) = (Vec3::INFINITY, Vec3::NEG_INFINITY);
    let mut next = vec![0; courses.len()];
    let ball = |step: &f64| {
        for (course, next) in courses.iter().zip(&mut next) {
            while let Some((at_step, at)) = course.points.get(*next) {
                if *at_step > *step + 1e-9 {
                    break;
                }
                (low, high) = (low.min(*at), high.max(*at));
                *next += 1;
            }
        }
        if low.x > high.x {
            (Vec3::ZERO, 1.0)
        } else {
            (0.5 * (low + high), 0.5 * low.distance(high))
        }
    };
    steps.iter().map(ball).collect()
}
