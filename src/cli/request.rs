//! From scene and flags to one spec, and back from the spec's mistakes to the flag or line at fault.

use super::args::SceneArgs;
use super::failure::Failure;
use super::flags::{NetworkFlags, ObjectiveFlags, PictureFlags, RunFlags};
use crate::objective::library;
use crate::objective::plane::{Centre, PlaneKind};
use crate::record::RecordError;
use crate::scene::flight::Flight;
use crate::session::Session;
use crate::spec::{
    FitSpec, LossSpec, Origin, RegionSpec, Resolved, RunSpec, Source, Spec, SpecError,
};

/// The scene that opens when nothing is asked for.
const DEFAULT_SCENE: &str = "default";

/// What was asked for, and where each part of it came from.
pub(super) struct Request {
    /// What was asked for.
    pub(super) spec: Spec,
    scene: Spec,
    source: Option<Source>,
    /// The file of `--flight`.
    flight_source: Option<Source>,
    /// What the scene is called; `None` where a flag brings the loss.
    name: Option<String>,
}

impl Request {
    /// Reads the scene, if any, and lets the flags override it.
    pub(super) fn read(args: &SceneArgs) -> Result<Self, Failure> {
        let chosen = args.objective.loss.is_some() || args.objective.fit.is_some();
        let (scene, source) = match &args.scene {
            Some(scene) => Spec::load(scene).map(|(spec, source)| (spec, Some(source)))?,
            None if chosen => (Spec::default(), None),
            None => (Spec::load(DEFAULT_SCENE)?.0, None),
        };
        let mut spec = scene.clone();
        override_objective(&mut spec, &args.objective)?;
        let name = if chosen { None } else { Some(args.scene.as_deref().unwrap_or(DEFAULT_SCENE)) };
        override_network(&mut spec, &args.network, name)?;
        override_runs(&mut spec, &args.runs)?;
        override_picture(&mut spec, &args.picture);
        let flight = args.picture.flight.as_ref();
        let flight_source = flight.map(|flight| fly(&mut spec, flight)).transpose()?.flatten();
        Ok(Self { spec, scene, source, flight_source, name: name.map(str::to_owned) })
    }

    /// Starts the session.
    pub(super) fn session(&self) -> Result<Session, Failure> {
        Session::new(self.spec.clone()).map_err(|error| self.explain(error))
    }

    /// A session whose runs have come to their ends, on the plane that follows from them.
    pub(super) fn session_on_plane(&self) -> Result<Session, Failure> {
        let mut session = self.session()?;
        session.finish_on_plane().map_err(|error| self.explain(error))?;
        Ok(session)
    }

    /// What follows from the spec.
    pub(super) fn resolve(&self) -> Result<Resolved, Failure> {
        self.spec.clone().resolve().map_err(|error| self.explain(error))
    }

    /// The same on the plane asked for, where it is a network: it is trained for that.
    pub(super) fn resolve_on_plane(&self) -> Result<Resolved, Failure> {
        Session::resolved(self.spec.clone()).map_err(|error| self.explain(error))
    }

    /// Why `what` cannot be where there is no network.
    pub(super) fn no_network(&self, what: &str) -> String {
        no_network(what, self.name.as_deref())
    }

    /// Why nothing was drawn, and where that is the spec's fault, at its line.
    pub(super) fn explain_record(&self, error: RecordError) -> Failure {
        match error {
            RecordError::Spec(error) => self.explain(error),
            other => other.into(),
        }
    }

    /// The mistake at its line, where the scene file made it, or else at its flag.
    pub(super) fn explain(&self, mut error: SpecError) -> Failure {
        if let Some(source) =
            self.flight_source.as_ref().filter(|_| error.key.starts_with("flight"))
        {
            return source.locate(error).into();
        }
        // As text, since NaN differs from itself.
        let value = |spec: &Spec| spec.value_at(&error.key).map(|value| value.to_string());
        let from_scene = value(&self.spec) == value(&self.scene);
        if let Some(source) = self.source.as_ref().filter(|_| from_scene) {
            error = source.locate(error);
        }
        if error.place.is_none()
            && let Some(flag) = flag_of(&error.key)
        {
            error.key = flag.to_owned();
        }
        error.into()
    }
}

/// The flag that sets a key of the spec.
fn flag_of(key: &str) -> Option<&'static str> {
    if key.ends_with(".schedule") {
        return Some("--schedule");
    }
    FLAGS.iter().find(|(start, _)| key.starts_with(start)).map(|(_, flag)| *flag)
}

/// Beginnings of keys and the flags that set them.
const FLAGS: [(&str, &str); 44] = [
    ("loss.name", "--loss"),
    ("loss.formula", "--loss"),
    ("loss.x", "--x"),
    ("loss.y", "--y"),
    ("fit.model", "--fit"),
    ("fit.data", "--data"),
    ("fit.parameters", "--parameters"),
    ("fit.target", "--target"),
    ("network.seeds", "--seeds"),
    ("network.plane.kind", "--plane"),
    ("network.plane.centre", "--centre"),
    ("network.plane.x", "--x"),
    ("network.plane.y", "--y"),
    ("network.plane", "--plane"),
    ("surface.grid", "--grid"),
    ("surface.color_by", "--color-by"),
    ("surface.color_scale", "--color-scale"),
    ("surface.reference", "--reference"),
    ("runs.steps", "--steps"),
    ("runs.tolerance", "--tolerance"),
    ("runs.noise", "--noise"),
    ("runs.batch", "--batch"),
    ("runs.starts", "--start"),
    ("run.", "--optimizer"),
    ("tune.trials", "--trials"),
    ("tune.lr", "--lr"),
    ("tune.parameter", "--parameter"),
    ("tune.range", "--parameter"),
    ("tune.repeats", "--repeats"),
    ("swarm.color", "--swarm-color"),
    ("swarm", "--swarm"),
    ("quiver.count", "--count"),
    ("quiver.spacing", "--spacing"),
    ("view.azimuth", "--azimuth"),
    ("view.elevation", "--elevation"),
    ("view.zoom", "--zoom"),
    ("curves.show", "--curves"),
    ("view.scale", "--scale"),
    ("film.size", "--size"),
    ("film.fps", "--fps"),
    ("film.seconds", "--seconds"),
    ("film.quality", "--quality"),
    ("film.supersample", "--supersample"),
    ("film.motion_blur", "--motion-blur"),
];

fn override_objective(spec: &mut Spec, flags: &ObjectiveFlags) -> Result<(), Failure> {
    let former = spec.space();
    if let Some(loss) = &flags.loss {
        forget_objective(spec);
        spec.loss = Some(named_or_formula(loss)?);
    }
    if let Some(model) = &flags.fit {
        forget_objective(spec);
        spec.fit = Some(FitSpec { model: model.clone(), ..FitSpec::default() });
    }
    let wants_fit = flags.data.is_some()
        || !flags.parameters.is_empty()
        || flags.target.is_some()
        || flags.metric.is_some();
    if wants_fit {
        let Some(fit) = &mut spec.fit else {
            return Err(Failure::wrong(
                "--data, --parameters, --target and --metric belong to a data fit: add --fit MODEL",
            ));
        };
        if let Some(data) = &flags.data {
            (fit.data, fit.synthetic) = (Some(data.clone()), None);
            spec.origin = Origin::default();
        }
        set(&mut fit.parameters, Some(&flags.parameters).filter(|names| !names.is_empty()));
        set(&mut fit.target, flags.target.as_ref());
        set(&mut fit.metric, flags.metric.as_ref());
        spec.forget_tuning();
    }
    let space = spec.space();
    spec.curves.forget_quantities(&former, &space);
    spec.set_domain(flags.x, flags.y);
    set(&mut spec.surface.grid, flags.grid.as_ref());
    Ok(())
}

/// A new loss brings its own starts, rates, title and height scale, and perhaps no data to draw from.
fn forget_objective(spec: &mut Spec) {
    (spec.loss, spec.fit, spec.network) = (None, None, None);
    (spec.title, spec.run) = (None, None);
    (spec.runs.starts, spec.surface.height) = (None, None);
    spec.forget_batches();
    spec.line.clear();
    spec.forget_reference();
    // The starts of a swarm lie all over the new domain.
    spec.swarm.iter_mut().for_each(|swarm| swarm.region = RegionSpec::default());
}

/// A name of the library, or else a formula; what looks like a misspelt name is answered as one.
fn named_or_formula(text: &str) -> Result<LossSpec, Failure> {
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match library::find(text) {
        Ok(_) => Ok(LossSpec { name: Some(text.to_owned()), ..LossSpec::default() }),
        Err(error) if is_word && !LossSpec::is_formula(text) => Err(Failure::wrong(error)),
        Err(_) => Ok(LossSpec { formula: Some(text.to_owned()), ..LossSpec::default() }),
    }
}

/// Flags of a network change the scene's; they are refused where it has none.
fn override_network(
    spec: &mut Spec,
    flags: &NetworkFlags,
    scene: Option<&str>,
) -> Result<(), Failure> {
    let NetworkFlags { seeds, plane, centre } = flags;
    let Some(network) = &mut spec.network else {
        let flags = [
            ("--seeds", !seeds.is_empty()),
            ("--plane", plane.is_some()),
            ("--centre", centre.is_some()),
        ];
        let given = flags.into_iter().find(|(_, is_given)| *is_given);
        return given.map_or(Ok(()), |(flag, _)| Err(Failure::wrong(no_network(flag, scene))));
    };
    if !seeds.is_empty() {
        (network.seeds, network.weights) = (seeds.clone(), None);
    }
    if *plane == Some(PlaneKind::Points) && network.plane.kind != PlaneKind::Points {
        network.plane.centre = Centre::default();
    }
    set(&mut network.plane.kind, plane.as_ref());
    set(&mut network.plane.centre, centre.as_ref());
    Ok(())
}

/// Why `what` cannot be; `scene` is the name of the scene, or nothing where a flag brings the loss.
fn no_network(what: &str, scene: Option<&str>) -> String {
    let whose =
        scene.map_or("the loss of the flags".to_owned(), |scene| format!("the scene `{scene}`"));
    format!(
        "{what} is for networks, and {whose} is none: give a scene with [network], such as two-layer"
    )
}

fn override_runs(spec: &mut Spec, flags: &RunFlags) -> Result<(), Failure> {
    if !flags.optimizer.is_empty() {
        spec.run = Some(flags.optimizer.iter().cloned().map(RunSpec::new).collect());
    }
    if let Some(schedule) = &flags.schedule {
        let Some(runs) = spec.run.as_mut().filter(|runs| !runs.is_empty()) else {
            return Err(Failure::wrong("--schedule needs a run: add --optimizer NAME"));
        };
        runs.iter_mut().for_each(|run| run.schedule = Some(schedule.clone()));
        spec.forget_tuning();
    }
    if !flags.start.is_empty() {
        // Starts that are named count more than the many of a scene.
        (spec.runs.starts, spec.swarm) = (Some(flags.start.clone()), None);
        spec.run.iter_mut().flatten().for_each(|run| run.start = None);
    }
    override_swarm(spec, flags)?;
    if let Some(steps) = flags.steps {
        spec.runs.steps = steps;
        spec.run.iter_mut().flatten().for_each(|run| run.steps = None);
    }
    spec.runs.tolerance = flags.tolerance.or(spec.runs.tolerance);
    set(&mut spec.runs.noise, flags.noise.as_ref());
    spec.runs.batch = flags.batch.or(spec.runs.batch);
    set(&mut spec.runs.seed, flags.seed.as_ref());
    Ok(())
}

fn override_swarm(spec: &mut Spec, flags: &RunFlags) -> Result<(), Failure> {
    if let Some((starts, draw)) = flags.swarm {
        let swarm = spec.swarm.get_or_insert_default();
        swarm.starts = starts;
        set(&mut swarm.draw, draw.as_ref());
    }
    match (&mut spec.swarm, flags.swarm_color) {
        (Some(swarm), Some(color)) => swarm.color = color,
        (None, Some(_)) => {
            return Err(Failure::wrong("--swarm-color belongs to many starts: add --swarm N"));
        }
        (_, None) => {}
    }
    Ok(())
}

fn override_picture(spec: &mut Spec, flags: &PictureFlags) {
    spec.surface.height = flags.height.or(spec.surface.height);
    spec.surface.colormap = flags.colormap.or(spec.surface.colormap);
    set(&mut spec.surface.color_by, flags.color_by.as_ref());
    if flags.reference.is_some() {
        spec.surface.reference.clone_from(&flags.reference);
    }
    spec.surface.color_scale = flags.color_scale.or(spec.surface.color_scale);
    set(&mut spec.view.scale, flags.scale.as_ref());
    set(&mut spec.view.theme, flags.theme.as_ref());
    if let Some(view) = flags.view {
        (spec.view.preset, spec.view.azimuth, spec.view.elevation) = (view, None, None);
        (spec.view.zoom, spec.view.target) = (1.0, None);
    }
    spec.view.azimuth = flags.azimuth.or(spec.view.azimuth);
    spec.view.elevation = flags.elevation.or(spec.view.elevation);
    set(&mut spec.view.zoom, flags.zoom.as_ref());
    if !flags.curves.is_empty() {
        (spec.curves.show, spec.curves.strip) = (Some(flags.curves.clone()), None);
    }
    set(&mut spec.film.size, flags.size.as_ref());
    set(&mut spec.film.fps, flags.fps.as_ref());
    set(&mut spec.film.seconds, flags.seconds.as_ref());
    set(&mut spec.film.quality, flags.quality.as_ref());
    set(&mut spec.film.dither, flags.dither.as_ref());
    set(&mut spec.film.loops, flags.loops.as_ref());
    set(&mut spec.film.supersample, flags.supersample.as_ref());
    set(&mut spec.film.motion_blur, flags.motion_blur.as_ref());
}

/// A built-in flight by its name, or the flight of a file, whose text is returned.
fn fly(spec: &mut Spec, flight: &str) -> Result<Option<Source>, Failure> {
    if let Some(known) = Flight::find(flight) {
        (spec.film.flight, spec.flight) = (known, None);
        return Ok(None);
    }
    if !flight.ends_with(".toml") {
        let names = Flight::ALL.map(Flight::name);
        let known = crate::expr::suggestion(flight, names);
        let message = format!(
            "--flight: unknown flight `{flight}`{known} (a file of your own ends in .toml and has [flight])"
        );
        return Err(Failure::wrong(message));
    }
    let (file, source) = Spec::load(flight)?;
    if file.flight.is_none() {
        let message = format!(
            "--flight: {flight} has no [flight]; give it one, with a name or [[flight.key]]"
        );
        return Err(Failure::wrong(message));
    }
    (spec.flight, spec.film.flight) = (file.flight, file.film.flight);
    Ok(Some(source))
}

fn set<T: Clone>(place: &mut T, value: Option<&T>) {
    if let Some(value) = value {
        place.clone_from(value);
    }
}
