//! Flights: smooth and above the ground over every loss, keys from file to film, preview and film alike.

use super::*;
use fallline::expr::nearest;
use fallline::objective::library;
use fallline::scene::flight::Shot;
use fallline::session::FilmCommand;

/// World units a second squared: what the velocity of the eye changes by in a second at most. The box is 2 wide, films
/// here last 8 s, and a chase covers a few boxes; a jump of the speed at the rate below would be ten times this and more.
const MOST_ACCELERATION: f32 = 14.0;
/// The same of the direction of view, as a unit vector.
const MOST_TURNING: f32 = 9.0;
/// Pieces a second in which motion is looked at.
const RATE: f64 = 60.0;

fn pose(shot: &Shot) -> [glam::Vec3; 2] {
    let eye = shot.camera.eye_in_world();
    [eye, (shot.camera.target - eye).normalize()]
}

/// Whether all of the film between two cuts is smooth, and where not.
fn roughness(reel: &fallline::scene::flight::Reel) -> Option<String> {
    let mut ends: Vec<f64> = reel.cuts().collect();
    ends.push(reel.secs());
    let mut begin = 0.0;
    for end in ends {
        // Just short of the cut: at it, the next stretch begins.
        let count = ((end - begin) * RATE) as u32 - 1;
        let poses: Vec<_> =
            (0..count).map(|k| pose(&reel.shot(begin + f64::from(k) / RATE))).collect();
        for (k, three) in poses.windows(3).enumerate() {
            for (kind, most) in [(0, MOST_ACCELERATION), (1, MOST_TURNING)] {
                let change = three[2][kind] - 2.0 * three[1][kind] + three[0][kind];
                let rate = change.length() * (RATE * RATE) as f32;
                if rate > most || rate.is_nan() {
                    let what = ["the eye", "its direction"][kind];
                    return Some(format!(
                        "{what} changes by {rate} at {}",
                        begin + k as f64 / RATE
                    ));
                }
            }
        }
        begin = end;
    }
    None
}

#[test]
fn every_flight_over_every_loss_is_smooth_and_above_the_ground() {
    let mut wrong = Vec::new();
    for entry in library::entries() {
        let name = entry.objective().name;
        let text = format!("loss.name = '{name}'\nruns.steps = 120");
        let mut session = session(Spec::from_toml(&name, &text, Origin::default()).unwrap().0);
        for flight in Flight::ALL {
            let mut spec = session.spec().clone();
            spec.film.flight = flight;
            session.apply(Command::Edit(Box::new(spec))).unwrap();
            let (world, objective) = (session.world(), Arc::clone(session.objective()));
            let reel = session.reel().unwrap();
            wrong
                .extend(roughness(reel).map(|why| format!("{} over {name}: {why}", flight.name())));
            for k in 0..=80 {
                let shot = reel.shot(f64::from(k) * 0.1);
                let eye = shot.camera.eye_in_world();
                let at = world.parameters(eye);
                let surface = world.position(at[0], at[1], objective.loss(&at)).z * shot.look.rise;
                let is_over = world.domain.contains(at) && surface.is_finite();
                let ground = if is_over { surface } else { Floor::Grid.z() };
                if !eye.is_finite() || eye.z <= ground {
                    wrong.push(format!("{} over {name}: {eye} under {ground}", flight.name()));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_flight_suits_every_length_and_shape_and_needs_no_runs() {
    let text = "loss.name = 'himmelblau'\nrun = []";
    for (seconds, size) in [(0.5, [64, 300]), (60.0, [900, 64])] {
        for flight in Flight::ALL {
            for base in
                [ready("himmelblau"), Spec::from_toml("t", text, Origin::default()).unwrap().0]
            {
                let film = FilmSpec { flight, seconds, size, ..FilmSpec::default() };
                let mut session = session(Spec { film, ..base });
                for k in 0..=10 {
                    session.film_at(seconds * f64::from(k) / 10.0);
                    let camera = session.scene().camera;
                    assert!(camera.eye_in_world().is_finite(), "{flight:?} {seconds} {camera:?}");
                }
                assert_eq!(session.step(), session.length() as f64, "{flight:?}: it shows all");
            }
        }
    }
}

#[test]
fn a_reveal_rises_from_the_flat_map_to_the_scene() {
    let mut spec = ready("himmelblau");
    spec.film.flight = Flight::Reveal;
    let mut film = session(spec);
    let own = film.scene();
    film.film_at(0.0);
    let first = film.scene();
    assert_eq!((first.world.rise, film.step()), (0.0, 0.0));
    assert!((first.camera.elevation - std::f32::consts::FRAC_PI_2).abs() < 1e-3);
    film.film_at(8.0);
    let last = film.scene();
    assert_eq!((last.world, film.step()), (own.world, film.length() as f64));
    assert!((last.camera.eye_in_world() - own.camera.eye_in_world()).length() < 1e-3);
}

#[test]
fn a_comparison_shows_one_run_after_the_other_and_then_all() {
    let mut spec = ready("himmelblau");
    spec.film.flight = Flight::Compare;
    let mut film = session(spec);
    let cuts: Vec<f64> = film.reel().unwrap().cuts().collect();
    assert_eq!(cuts.len(), 3);
    let mut shown = |secs: f64| {
        film.film_at(secs);
        film.scene().paths.iter().map(|path| path.style.opacity).collect::<Vec<_>>()
    };
    assert_eq!(shown(cuts[0] - 0.01), [1.0, 0.0, 0.0]);
    assert_eq!(shown(cuts[0] + 0.01), [0.0, 1.0, 0.0]);
    assert_eq!(shown(8.0), [1.0, 1.0, 1.0]);
}

#[test]
fn the_preview_shows_what_the_film_shows() {
    for flight in Flight::ALL {
        let mut spec = ready("himmelblau");
        spec.film.flight = flight;
        let (mut film, mut preview) = (session(spec.clone()), session(spec));
        preview.apply(Command::Film(FilmCommand::TogglePlay)).unwrap();
        // Two seconds in uneven pieces of wall time.
        [0.7, 0.05, 0.75, 0.5].into_iter().for_each(|secs| preview.advance(secs));
        film.film_at(2.0);
        let (film, preview) = (film.scene(), preview.scene());
        let apart = (film.camera.eye_in_world() - preview.camera.eye_in_world()).length();
        assert!(apart < 1e-4, "{flight:?}: {apart}");
        assert_eq!(film.captions.step, preview.captions.step);
    }
    let mut preview = session(ready("himmelblau"));
    let before = preview.scene();
    preview.apply(Command::Film(FilmCommand::Seek(3.25))).unwrap();
    let mut film = session(ready("himmelblau"));
    film.film_at(3.25);
    assert_eq!(shown(&preview.scene()), shown(&film.scene()), "the same time, the same scene");
    preview.apply(Command::Film(FilmCommand::Leave)).unwrap();
    assert_eq!(shown(&preview.scene()), shown(&before), "back where it was");
}

#[test]
fn moving_the_view_leaves_the_film_where_it_is() {
    let mut session = session(ready("himmelblau"));
    session.apply(Command::Film(FilmCommand::Seek(5.0))).unwrap();
    let filmed = session.scene().camera;
    session.apply(Command::Orbit { azimuth: 0.0, elevation: 0.0 }).unwrap();
    let moved = session.scene().camera;
    assert!(!session.shows_film());
    assert!((moved.eye_in_world() - filmed.eye_in_world()).length() < 1e-5);
    assert_eq!(session.film_secs(), 5.0, "a key may be set here");
}

#[test]
fn keys_set_by_hand_are_passed_and_saved() {
    let mut hand = session(ready("himmelblau"));
    let mut views = Vec::new();
    for azimuth in [0.0, 0.8, 0.9] {
        hand.apply(Command::Orbit { azimuth, elevation: -0.1 }).unwrap();
        hand.apply(Command::Zoom { factor: 1.2, ndc: glam::Vec2::new(0.1, 0.2) }).unwrap();
        hand.apply(Command::Scrub(views.len() as f64 * 40.0)).unwrap();
        hand.settle();
        views.push((hand.film_secs(), hand.scene().camera, hand.step()));
        hand.apply(Command::AddKey).unwrap();
    }
    assert_eq!(views.iter().map(|view| view.0).collect::<Vec<_>>(), [0.0, 2.0, 4.0]);
    let text = hand.spec().to_toml();
    let again =
        Spec::from_toml("t", &text, Origin::default()).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(again.0.flight, hand.spec().flight, "{text}");
    assert!(text.contains("[[flight.key]]"), "{text}");
    let mut film = session(Spec { origin: hand.spec().origin.clone(), ..again.0 });
    for (secs, camera, step) in views {
        film.film_at(secs);
        let shown = film.scene().camera;
        // Angles are written in hundredths of a degree, places in ten-thousandths of the domain.
        let apart = (shown.eye_in_world() - camera.eye_in_world()).length();
        assert!(apart < 5e-3, "{secs}: {apart}\n{text}");
        assert_eq!(film.step(), step);
    }
}

#[test]
fn a_key_at_the_same_time_takes_the_view_over() {
    let mut session = session(ready("himmelblau"));
    session.apply(Command::AddKey).unwrap();
    session.apply(Command::Film(FilmCommand::Seek(0.0))).unwrap();
    session.apply(Command::LookFrom(View::Front)).unwrap();
    session.apply(Command::AddKey).unwrap();
    assert_eq!(session.spec().keys().len(), 1);
    assert_eq!(session.spec().keys()[0].view, Some(View::Front));
}

#[test]
fn a_built_in_flight_becomes_keys() {
    let mut spec = ready("himmelblau");
    spec.film.flight = Flight::Reveal;
    let mut hand = session(spec);
    hand.film_at(4.0);
    let filmed = hand.scene().camera.eye_in_world();
    hand.apply(Command::KeysOfFlight).unwrap();
    assert_eq!(hand.spec().keys().len(), 9);
    assert_eq!(hand.spec().keys()[0].height, Some(0.0));
    hand.film_at(4.0);
    assert!((hand.scene().camera.eye_in_world() - filmed).length() < 0.02);
}

#[test]
fn keys_say_what_shows_and_what_is_written() {
    let text = "loss.name = 'himmelblau'\nruns.steps = 100\nfilm.seconds = 10\n\
        [[run]]\noptimizer = 'sgd'\nlr = 0.01\n[[run]]\noptimizer = 'adam'\nlr = 0.1\n\
        [[flight.key]]\ntime = 0\ntitle = 'Two ways'\nruns = [1]\nheight = 0.2\nopacity = 1\nstep = 0\n\
        [[flight.key]]\ntime = 4\nhold = 1\ntext = 'Here it turns'\nstep = 20\ncounter = true\niso_lines = 5\n\
        [[flight.key]]\ntime = 9\ntext = ''\nruns = [1, 2]\nheight = 1\nopacity = 0.5\nstep = 100\n";
    let mut film = session(Spec::from_toml("t", text, Origin::default()).unwrap().0);
    let at = |film: &mut Session, secs: f64| {
        film.film_at(secs);
        film.scene()
    };
    let first = at(&mut film, 0.0);
    assert_eq!((first.captions.title.as_str(), first.captions.title_strength), ("Two ways", 1.0));
    assert_eq!(first.paths.iter().map(|p| p.style.opacity).collect::<Vec<_>>(), [1.0, 0.0]);
    assert!((first.world.rise - 0.2).abs() < 1e-6 && first.captions.lower_third.text.is_none());
    let held = at(&mut film, 4.9);
    assert_eq!(held.captions.lower_third.text.unwrap().text, "Here it turns");
    assert_eq!(
        (film.step(), held.captions.lower_third.counter, held.style.iso_lines),
        (20.0, 1.0, 5)
    );
    let last = at(&mut film, 10.0);
    assert_eq!(last.paths.iter().map(|p| p.style.opacity).collect::<Vec<_>>(), [1.0, 1.0]);
    assert!(last.captions.lower_third.text.is_none());
    assert_eq!((film.step(), last.style.opacity, last.world.rise), (100.0, 0.5, 1.0));
    // No key says where the eye is, so it orbits as ever.
    let mut orbit = session(Spec { flight: None, ..film.spec().clone() });
    assert_eq!(at(&mut orbit, 3.0).camera, at(&mut film, 3.0).camera);
}

#[test]
fn keys_that_cannot_be_flown_are_refused_with_place_and_remedy() {
    let key = |text: &str| format!("[[flight.key]]\n{text}\n");
    let cases = [
        ("[flight]\n".to_owned(), 1, "[[flight.key]], or a name: orbit"),
        ("[flight]\nname = 'obit'\n".to_owned(), 2, "did you mean `orbit`"),
        (key("time = 9"), 2, "outside the film, which lasts 8 s"),
        (key("time = -1"), 2, "outside the film"),
        (key("time = 2") + &key("time = 2"), 4, "both stand at 2 s"),
        (key("time = 2") + &key("time = 1"), 4, "the times of keys rise"),
        (key("time = 2\nhold = 3") + &key("time = 4"), 5, "holds until 5 s"),
        (key("time = 2\nelevation = 95"), 3, "between -90"),
        (key("time = 2\nheight = 2"), 3, "between 0 and 1"),
        (key("time = 2\nruns = [9]"), 3, "no run 9"),
        (key("time = 2\ntarget = [1]"), 3, "[x, y, height]"),
        (key("time = 2\neye = [1, 2, 3]"), 3, "goes with a `target`"),
        (key("time = 2\neasing = 'smoth'"), 3, "did you mean `smooth`"),
        (key("time = 2\nazimut = 3"), 3, "did you mean `azimuth`"),
        (
            key("time = 2\neye = [0, 0, 0.2]\ntarget = [1, 1]"),
            1,
            "raise its elevation or lower its zoom",
        ),
        (key("time = 2\nview = 'front'\nelevation = -30"), 1, "under the floor"),
    ];
    for (text, line, part) in cases {
        let read = Spec::from_toml("f.toml", &text, Origin::default());
        let error = match read {
            Ok((spec, source)) => {
                source.locate(Session::new(spec).err().unwrap_or_else(|| panic!("{text}")))
            }
            Err(error) => error,
        };
        let said = error.to_string();
        assert!(said.contains(part), "{text}{said}");
        assert_eq!(error.place.map(|place| place.line), Some(line), "{text}{said}");
    }
    assert!(!nearest("orbitt", Flight::ALL.map(Flight::name)).is_empty());
}

#[test]
fn the_rail_is_drawn_only_where_it_is_wanted() {
    let mut session = session(ready("himmelblau"));
    assert!(session.scene().rail.is_none());
    session.apply(Command::Film(FilmCommand::ShowRail(true))).unwrap();
    let rail = session.scene().rail.unwrap();
    assert!(rail.ways.len() == 1 && rail.cameras.len() > 5);
    session.apply(Command::AddKey).unwrap();
    assert_eq!(session.scene().rail.unwrap().cameras.len(), 1, "one camera a key");
    session.apply(Command::Film(FilmCommand::Seek(1.0))).unwrap();
    assert!(session.scene().rail.is_none(), "a film does not show its own rail");
}
