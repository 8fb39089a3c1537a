//! Swarms: every member is the run that it would be alone, and the comparison counts what came of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fallline::objective::{Domain, Interval, Objective, library};
use fallline::optim::swarm::{Column, Comparison, Draw, Member, SwarmChunk, SwarmFeed, SwarmPlan};
use fallline::optim::{Optimizer, Run, RunSettings, Stop};

fn plan(objective: &Objective, optimizers: &[&str], count: usize, steps: u64) -> SwarmPlan {
    let run = |text: &&str| RunSettings::new(Optimizer::parse(text).unwrap(), &[0.0, 0.0], steps);
    SwarmPlan {
        runs: optimizers.iter().map(run).collect(),
        draw: Draw::Grid,
        count,
        seed: 3,
        region: objective.domain,
        domain: objective.domain,
        tolerance: 0.01,
    }
}

fn of(name: &str) -> Objective {
    library::find(name).unwrap().objective()
}

fn formula(text: &str) -> Objective {
    Objective::from_formula(text, Domain::square(-2.0, 2.0), Vec::new()).unwrap()
}

fn compare(plan: &SwarmPlan, objective: &Objective) -> Comparison {
    Comparison::compute(plan, objective, &AtomicBool::new(false), &|_| {}).unwrap()
}

/// The comparison and all kept samples in the order of the members, computed on so many threads.
fn on_threads(threads: usize, plan: &SwarmPlan, objective: &Objective) -> (Comparison, Vec<f32>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let chunks: Mutex<Vec<SwarmChunk>> = Mutex::default();
    let keep = |chunk| chunks.lock().unwrap().push(chunk);
    let comparison = pool
        .install(|| Comparison::compute(plan, objective, &AtomicBool::new(false), &keep))
        .unwrap();
    let mut chunks = chunks.into_inner().unwrap();
    chunks.sort_by_key(|chunk| chunk.first);
    (comparison, chunks.into_iter().flat_map(|chunk| chunk.samples).collect())
}

#[test]
fn on_a_bowl_the_steps_are_those_of_the_geometric_series() {
    let objective = of("sphere");
    let (lr, count) = (0.1_f64, 49);
    let plan = plan(&objective, &["sgd:lr=0.1"], count, 200);
    let comparison = compare(&plan, &objective);
    let reach = plan.distance();
    for (start, member) in plan.starts().iter().zip(&comparison.members) {
        // x(k) = x(0) (1 - 2 lr)^k: within reach at the first k with |x0| 0.8^k <= reach, each row asked once.
        let far = start[0].hypot(start[1]);
        let shrink = 1.0 - 2.0 * lr;
        let wanted = ((reach / far).ln() / shrink.ln()).ceil().max(0.0) as u64;
        let arrival = member.arrival.unwrap();
        assert_eq!((arrival.steps, arrival.evaluations), (wanted, wanted + 1), "from {start:?}");
        assert_eq!((member.steps, member.evaluations, member.stop), (200, 201, Stop::Steps));
        // A straight way, of which 0.8^200 = 4e-20 is left; 200 roundings of half an ulp each.
        assert!((member.path_length - far).abs() <= 200.0 * f64::EPSILON * far, "{member:?}");
    }
    let line = &comparison.lines[0];
    assert_eq!((line.members, line.reached, line.diverged), (count, count, 0));
    assert_eq!(line.share(), 1.0);
    let mut steps: Vec<u64> = comparison.members.iter().map(|m| m.arrival.unwrap().steps).collect();
    steps.sort_unstable();
    assert_eq!(line.steps, Some(steps[count / 2] as f64));
    assert_eq!(line.evaluations, Some(steps[count / 2] as f64 + 1.0));
}

#[test]
fn a_member_is_the_run_that_starts_there_alone() {
    let objective = of("rosenbrock");
    let names = ["sgd:lr=0.0002", "adam:lr=0.05", "lbfgs", "schedule-free-adamw:lr=0.05"];
    let mut plan = plan(&objective, &names, 9, 300);
    plan.runs.iter_mut().for_each(|run| run.noise = 0.1);
    let (comparison, samples) = on_threads(2, &plan, &objective);
    let starts = plan.starts();
    for (index, member) in comparison.members.iter().enumerate() {
        let start = plan.start_of(index);
        let settings = RunSettings {
            start: starts[start].to_vec(),
            seed: plan.seed_of_start(start),
            ..plan.runs[plan.run_of(index)].clone()
        };
        let mut run = Run::of(&settings, &objective).unwrap();
        let rows: Vec<_> = run.by_ref().collect();
        let last = rows.last().unwrap();
        assert_eq!(
            (member.point.to_vec(), member.loss),
            (last.point.clone(), last.loss),
            "{index}"
        );
        assert_eq!((member.steps, Some(member.stop)), (last.step, run.stop()));
        assert_eq!(member.evaluations, run.evaluations().loss + run.evaluations().hessian);
        let kept = &samples[3 * plan.rows() * index..][..3 * plan.rows()];
        for (row, sample) in kept.chunks_exact(3).enumerate() {
            let step = (row as u64 * plan.stride()).min(last.step) as usize;
            let Some(wanted) = rows.iter().find(|r| r.step == step as u64) else { continue };
            let wanted = [wanted.point[0], wanted.point[1], wanted.loss].map(|x| x as f32);
            assert_eq!(sample, wanted, "member {index}, row {row}");
        }
    }
    assert_eq!(plan.seed_of_start(0), plan.seed, "the first start has the seed itself");
}

#[test]
fn neither_threads_nor_repetition_change_a_bit() {
    let objective = of("himmelblau");
    let mut plan = plan(&objective, &["sgd:lr=0.01", "adam:lr=0.1"], 150, 60);
    plan.draw = Draw::Random;
    plan.runs.iter_mut().for_each(|run| run.noise = 0.5);
    let one = on_threads(1, &plan, &objective);
    assert!(one == on_threads(2, &plan, &objective), "two threads");
    assert!(one == on_threads(3, &plan, &objective), "three threads");
    let other = SwarmPlan { seed: 4, ..plan };
    assert!(one != on_threads(1, &other, &objective), "another seed");
}

#[test]
fn himmelblau_has_four_minima_and_members_at_all_of_them() {
    let objective = of("himmelblau");
    let known = compare(&plan(&objective, &["sgd:lr=0.01"], 400, 300), &objective);
    assert_eq!(known.minima.reached.len(), 4);
    assert!(known.minima.reached.iter().all(|minimum| minimum.is_known && minimum.members > 40));
    assert_eq!(known.lines[0].reached, 400, "all four are best");
    assert!(known.minima.of.iter().all(Option::is_some));

    // The same loss as a formula, of which nothing is known: the minima are found where the members settle.
    let mut unknown = objective.clone();
    unknown.minima.clear();
    let found = compare(&plan(&unknown, &["sgd:lr=0.01"], 400, 300), &unknown);
    let mut counts = [&known, &found].map(|comparison| {
        let mut counts: Vec<_> = comparison.minima.reached.iter().map(|m| m.members).collect();
        counts.sort_unstable();
        counts
    });
    assert_eq!(counts[0], counts[1]);
    counts[1].reverse();
    for minimum in &found.minima.reached {
        // 300 steps of at most 1 - 0.01 * 25 (the least curvature is about 25) leave nothing of the way.
        let near = |m: &fallline::objective::Minimum| {
            (m.point[0] - minimum.point[0]).hypot(m.point[1] - minimum.point[1]) < 1e-6
        };
        assert!(!minimum.is_known && objective.minima.iter().any(near), "{minimum:?}");
    }
    let best = found.best.as_ref().unwrap();
    assert!(!best.is_known && best.points.len() == 1);
    assert_eq!(found.lines[0].reached, found.minima.reached[0].members, "the best comes first");
}

#[test]
fn what_is_found_late_is_counted_as_if_it_had_been_known() {
    let mut objective = of("sphere");
    let plan = plan(&objective, &["sgd:lr=0.1", "adam:lr=0.1"], 25, 400);
    let known = compare(&plan, &objective);
    objective.minima.clear();
    let found = compare(&plan, &objective);
    // The minimum found differs from the origin by less than the reach over 1e6, too little to change a step here.
    let arrivals = |c: &Comparison| c.members.iter().map(|m| m.arrival).collect::<Vec<_>>();
    assert!(arrivals(&known) == arrivals(&found));
    assert_eq!(known.lines, found.lines);
}

#[test]
fn diverged_members_are_counted_and_leave_the_medians_alone() {
    // On x^4 + y^4 with lr 0.5, |x| shrinks where 4 lr x^2 < 2, that is |x| < 1, and grows without end beyond.
    let objective = formula("x^4 + y^4");
    let plan = plan(&objective, &["sgd:lr=0.5"], 16, 400);
    let comparison = compare(&plan, &objective);
    let starts = plan.starts();
    let beyond = |start: &&[f64; 2]| start.iter().any(|c| c.abs() > 1.0);
    let wanted = starts.iter().filter(beyond).count();
    assert_eq!((comparison.lines[0].diverged, wanted), (12, 12), "cell centres at 0.5 and 1.5");
    assert!(comparison.lines[0].loss.unwrap() < 1e-3, "of the four that stay");
    let diverged: Vec<&Member> = comparison.members.iter().filter(|m| m.has_diverged()).collect();
    assert!(diverged.iter().all(|m| m.arrival.is_none() && m.loss.is_finite()));
    let all = compare(
        &SwarmPlan {
            runs: vec![RunSettings::new(Optimizer::parse("sgd:lr=50").unwrap(), &[0.0, 0.0], 400)],
            ..plan
        },
        &objective,
    );
    let line = &all.lines[0];
    assert_eq!((line.diverged, line.loss, line.steps, all.best.clone()), (16, None, None, None));
}

#[test]
fn a_start_without_a_loss_is_a_member_that_diverged() {
    let objective = formula("log(x) + y^2");
    let comparison = compare(&plan(&objective, &["sgd:lr=0.01"], 4, 10), &objective);
    let without = &comparison.members[0];
    assert!(without.has_diverged() && without.loss.is_nan() && without.steps == 0, "{without:?}");
    assert_eq!(comparison.lines[0].diverged, 2);
}

#[test]
fn crawling_members_have_reached_no_minimum() {
    let mut objective = of("rosenbrock");
    objective.minima.clear();
    let comparison = compare(&plan(&objective, &["sgd:lr=0.0005"], 100, 200), &objective);
    // In the valley a gradient is small long before its end: only the lowest end counts, which stands for the minimum.
    assert_eq!(comparison.minima.reached.len(), 1, "{:?}", comparison.minima.reached);
    assert!(comparison.minima.of.iter().filter(|minimum| minimum.is_none()).count() > 50);
}

#[test]
fn lines_are_sorted_by_any_column_and_gaps_come_last() {
    let objective = of("sphere");
    let names = ["sgd:lr=2", "sgd:lr=0.1", "sgd:lr=0.01", "sgd:lr=0.3"];
    let comparison = compare(&plan(&objective, &names, 16, 200), &objective);
    let order = |column, ascending| -> Vec<usize> {
        comparison.sorted(column, ascending).iter().map(|line| line.run).collect()
    };
    assert_eq!(order(Column::Optimizer, true), [0, 1, 2, 3]);
    assert_eq!(order(Column::Optimizer, false), [3, 2, 1, 0]);
    assert_eq!(order(Column::Steps, true), [3, 1, 2, 0], "the diverging one has no steps");
    assert_eq!(order(Column::Steps, false), [2, 1, 3, 0]);
    assert_eq!(order(Column::Diverged, false)[0], 0);
    assert_eq!(order(Column::Reached, true)[0], 0);
}

#[test]
fn runs_without_end_are_cancelled_at_once() {
    let objective = Arc::new(of("rosenbrock"));
    let endless = plan(&objective, &["adam:lr=1e-9"], 10_000, 1_000_000_000_000);
    let mut feed = SwarmFeed::spawn(Arc::new(endless.clone()), Arc::clone(&objective));
    std::thread::sleep(Duration::from_millis(50));
    assert!(!feed.poll().is_over);
    let begun = Instant::now();
    drop(feed);
    // A feed that was dropped stops its threads: seen from outside by the switch that they share.
    let cancel = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let computing = scope.spawn(|| Comparison::compute(&endless, &objective, &cancel, &|_| {}));
        std::thread::sleep(Duration::from_millis(50));
        cancel.store(true, Ordering::Relaxed);
        let begun = Instant::now();
        assert!(computing.join().unwrap().is_none());
        // One step takes microseconds; a second leaves room for a busy machine.
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    });
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_feed_brings_every_member_once_and_then_the_comparison() {
    let objective = Arc::new(of("himmelblau"));
    let plan = Arc::new(plan(&objective, &["sgd:lr=0.01", "adam"], 111, 40));
    let mut feed = SwarmFeed::spawn(Arc::clone(&plan), Arc::clone(&objective));
    let progress = feed.finish();
    let mut firsts: Vec<_> = progress.chunks.iter().map(|chunk| chunk.first).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let samples: usize = progress.chunks.iter().map(|chunk| chunk.samples.len()).sum();
    assert_eq!((firsts.len(), samples), (progress.chunks.len(), 3 * plan.rows() * plan.members()));
    assert!(progress.is_over && feed.poll().chunks.is_empty());
    assert_eq!(progress.comparison.unwrap(), compare(&plan, &objective));
}

#[test]
fn what_leaves_the_view_stays_within_single_precision() {
    let objective = formula("-x^4 - y^2");
    let plan = SwarmPlan {
        region: Domain { x: Interval::new(0.5, 2.0), y: Interval::new(-2.0, 2.0) },
        ..plan(&objective, &["sgd:lr=0.1"], 25, 100)
    };
    let (comparison, samples) = on_threads(1, &plan, &objective);
    assert!(comparison.lines[0].diverged > 0);
    assert!(samples.iter().all(|number| number.is_finite()));
    let far = samples.chunks_exact(3).map(|s| s[0].abs().max(s[1].abs())).fold(0.0, f32::max);
    assert!(far <= 20.0 * 4.0 + 2.0, "{far}");
}

#[test]
fn the_title_says_what_is_compared() {
    let objective = of("himmelblau");
    let mut plan = plan(&objective, &["sgd", "adam"], 400, 300);
    let title = compare(&plan, &objective).title(&plan, &objective);
    let words = [
        "himmelblau",
        "400 starts (grid)",
        "x -5 to 5",
        "y -5 to 5",
        "300 steps",
        "within 0.141",
        "1 %",
    ];
    for word in words {
        assert!(title.contains(word), "{word} is not in: {title}");
    }
    assert!(title.contains("a best minimum") && !title.contains("seed"), "{title}");
    plan.runs.iter_mut().for_each(|run| (run.noise, run.steps) = (0.5, 20));
    plan.runs[0].steps = 10;
    let title = compare(&plan, &objective).title(&plan, &objective);
    assert!(title.contains("10 to 20 steps, noise 0.5, seed 3"), "{title}");
}
