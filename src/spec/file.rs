//! Scene files: TOML text into a spec and back.
//!
//! Whoever finds a mistake names the key; the file itself is asked only then where that key stands ([`Source::locate`]).

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::names::unknown;
use super::ready::{READY_SCENES, ReadyScene};
use super::run_file::{COLOR_KEYS, RUN_KEYS, check_schedule, optimizer_from, read_color};
use super::{
    ContoursSpec, FitSpec, LossSpec, NetworkSpec, Origin, Place, Spec, SpecError, SwarmSpec,
};
use crate::io::{AtomicFile, FileError};
use crate::objective::library;

/// The text that a spec was read from, kept to say where a mistake stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file's path, or the name of the ready scene.
    pub name: String,
    text: String,
}

impl Source {
    /// Adds the place of the error's key, if it stands in this text.
    pub fn locate(&self, mut error: SpecError) -> SpecError {
        let Ok(table) = DeTable::parse(&self.text) else { return error };
        if error.place.is_none()
            && let Some(span) = span_of(table.get_ref(), &error.key)
        {
            error.place = Some(self.place(&span));
        }
        error
    }

    fn place(&self, span: &Range<usize>) -> Place {
        Place::of(&self.name, &self.text, span.start, span.end)
    }

    fn explain(&self, error: &toml::de::Error) -> SpecError {
        let mut explained = SpecError::new("", in_our_words(error.message()));
        explained.place = error.span().map(|span| self.place(&span));
        explained
    }
}

impl Spec {
    /// Reads a `.toml` file or the ready scene of this name.
    pub fn load(scene: &str) -> Result<(Self, Source), SpecError> {
        if let Some(ready) = ReadyScene::find(scene) {
            return Self::from_toml(scene, ready.text, Origin::Ready);
        }
        let path = Path::new(scene);
        let is_path = scene.contains(['/', '\\']) || path.extension().is_some_and(|e| e == "toml");
        if !is_path && !path.exists() {
            return Err(SpecError::new("", unknown_scene(scene)));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|error| SpecError::new("", format!("cannot read {scene}: {error}")))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Self::from_toml(scene, &text, Origin::Folder(folder))
    }

    /// Reads the text of a scene file; `name` is what messages call it.
    pub fn from_toml(name: &str, text: &str, origin: Origin) -> Result<(Self, Source), SpecError> {
        let source = Source { name: name.to_owned(), text: text.to_owned() };
        let table = DeTable::parse(text).map_err(|error| source.explain(&error))?;
        check_runs(table.get_ref()).map_err(|error| source.locate(error))?;
        let spec: Self = toml::from_str(text).map_err(|error| source.explain(&error))?;
        Ok((Self { origin, ..spec }, source))
    }

    /// The value that a file would hold at a dotted path.
    pub fn value_at(&self, key: &str) -> Option<toml::Value> {
        let mut here = toml::Value::try_from(self).ok()?;
        for part in key.split('.') {
            here = match here {
                toml::Value::Table(mut table) => table.remove(part)?,
                toml::Value::Array(mut list) => {
                    let index = part.parse().ok().filter(|index| *index < list.len())?;
                    list.swap_remove(index)
                }
                _ => return None,
            };
        }
        Some(here)
    }

    /// The text of a scene file that reads back to this spec; it leaves out what is default.
    pub fn to_toml(&self) -> String {
        // Sections that are absent by default are compared with their own defaults.
        let plain = Self {
            loss: self.loss.as_ref().map(|_| LossSpec::default()),
            fit: self.fit.as_ref().map(FitSpec::plain_for),
            network: self.network.as_ref().map(|_| NetworkSpec::plain()),
            swarm: self.swarm.as_ref().map(|_| SwarmSpec::plain()),
            contours: self.contours.as_ref().map(|_| ContoursSpec::plain()),
            ..Self::default()
        };
        let table =
            |spec: &Self| toml::Table::try_from(spec).expect("a spec is plain data with text keys");
        without_defaults(table(self), &table(&plain)).to_string()
    }

    /// Writes the spec as a scene file. Relative paths of data and weights are rewritten to lead there from any folder.
    pub fn save(&self, path: &Path) -> Result<PathBuf, FileError> {
        let mut spec = self.clone();
        if let Origin::Folder(folder) = &self.origin
            && Some(folder.as_path()) != path.parent()
        {
            let of_fit = spec.fit.iter_mut().filter_map(|fit| fit.data.as_mut());
            let files = of_fit.chain(spec.network.iter_mut().flat_map(NetworkSpec::files_mut));
            for file in files.filter(|file| file.is_relative()) {
                *file = std::path::absolute(folder.join(&file)).unwrap_or_else(|_| file.clone());
            }
            spec.line.iter_mut().for_each(|line| line.lead_from(folder));
        }
        let mut file = AtomicFile::create(path)?;
        std::io::Write::write_all(&mut file, spec.to_toml().as_bytes())
            .map_err(|error| file.explain(error))?;
        file.finish()
    }
}

fn unknown_scene(scene: &str) -> String {
    if library::find(scene).is_ok() {
        return format!("`{scene}` is a loss, not a scene: write --loss {scene}");
    }
    let names: Vec<_> = READY_SCENES.iter().map(|ready| ready.name).collect();
    let remedy = "a scene is a file that ends in .toml, or a name from `fallline list scenes`";
    format!("{}; {remedy}", unknown("scene", scene, &names))
}

/// Builds optimizer and schedule of every `[[run]]` once, so that a mistake is found together with its key.
fn check_runs(table: &DeTable<'_>) -> Result<(), SpecError> {
    let runs = table.get("run").and_then(|runs| runs.get_ref().as_array());
    for (index, run) in runs.into_iter().flat_map(|runs| runs.iter()).enumerate() {
        let Some(run) = run.get_ref().as_table() else { continue };
        let Some(name) = run.get("optimizer").and_then(|name| name.get_ref().as_str()) else {
            continue;
        };
        let pairs: Vec<_> = run
            .iter()
            .filter(|(key, _)| !RUN_KEYS.contains(&key.get_ref().as_ref()))
            .filter_map(|(key, value)| {
                Some((key.get_ref().as_ref(), scalar_text(value.get_ref())?))
            })
            .collect();
        let color_of = |key: &str| {
            let text = run.get(key).and_then(|text| text.get_ref().as_str());
            text.map_or(Ok(()), |text| read_color(key, text).map(|_| ()))
        };
        let schedule = run.get("schedule").and_then(|text| text.get_ref().as_str());
        optimizer_from(name, &pairs)
            .and_then(|_| schedule.map_or(Ok(()), check_schedule))
            .and_then(|()| COLOR_KEYS.into_iter().try_for_each(color_of))
            .map_err(|error| error.under(&format!("run.{index}")))?;
    }
    Ok(())
}

/// The text of a number, flag or word; lists and tables are left to the reader proper.
fn scalar_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Where the key of a dotted path stands: the value, or the nearest enclosing one that exists.
fn span_of(table: &DeTable<'_>, path: &str) -> Option<Range<usize>> {
    let mut parts = path.split('.');
    let mut here = table.get(parts.next()?)?;
    for part in parts {
        let inner = match here.get_ref() {
            DeValue::Table(table) => table.get(part),
            DeValue::Array(list) => part.parse().ok().and_then(|index: usize| list.get(index)),
            _ => None,
        };
        match inner {
            Some(inner) => here = inner,
            None => break,
        }
    }
    Some(here.span())
}

/// Says the library's message about an unknown key or word as we do, with the nearest known one.
fn in_our_words(message: &str) -> String {
    let kind =
        ["unknown field", "unknown variant"].into_iter().find(|kind| message.starts_with(kind));
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("the key {} is missing here", field.trim_end());
    }
    if let (Some((number, _)), true) = (quoted.split_first(), expects_count(message)) {
        return format!("{number} is not possible: a whole number from 0 is needed");
    }
    match (kind, quoted.split_first()) {
        (Some("unknown field"), Some((name, known))) => unknown("key", name, known),
        (Some(_), Some((name, known))) => unknown("word", name, known),
        _ => message.trim_end().to_owned(),
    }
}

/// Whether a message refuses a number that is negative, too large or no whole one.
fn expects_count(message: &str) -> bool {
    let ends = ["expected u64", "expected u32", "expected usize"];
    let is_number = ["invalid value: integer", "invalid type: floating point"];
    is_number.iter().any(|start| message.starts_with(start))
        && ends.iter().any(|end| message.contains(end))
}

/// Removes the entries that equal those of `plain`, and the tables that become empty.
fn without_defaults(table: toml::Table, plain: &toml::Table) -> toml::Table {
    let slim = |(key, value): (String, toml::Value)| match (value, plain.get(&key)) {
        (toml::Value::Table(inner), Some(toml::Value::Table(plain))) => {
            let inner = without_defaults(inner, plain);
            (!inner.is_empty()).then_some((key, toml::Value::Table(inner)))
        }
        (value, Some(plain)) if value == *plain => None,
        (value, _) => Some((key, value)),
    };
    table.into_iter().filter_map(slim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(text: &str) -> SpecError {
        Spec::from_toml("f.toml", text, Origin::default()).unwrap_err()
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest() {
        let error = error_of("[surface]\ngrid = [64, 64]\ncolourmap = \"magma\"\n");
        assert_eq!(
            error.to_string(),
            "f.toml, line 3, column 1: unknown key `colourmap`; did you mean `colormap`?\n\
             3 | colourmap = \"magma\"\n  | ^^^^^^^^^"
        );
        assert_eq!(
            error_of("[surfaces]\n").to_string().lines().next(),
            Some("f.toml, line 1, column 2: unknown key `surfaces`; did you mean `surface`?")
        );
    }

    #[test]
    fn a_wrong_hyperparameter_is_named_with_its_line() {
        let text = "[[run]]\noptimizer = \"sgd\"\nlr = 0.1\n\n[[run]]\noptimizer = \"adam\"\nbeta3 = 0.5\n";
        let error = error_of(text);
        let place = error.place.as_ref().unwrap();
        assert_eq!((place.line, error.key.as_str()), (7, "run.1.beta3"), "{error}");
        assert!(error.message.contains("beta1"), "{error}");
        let error = error_of("[[run]]\noptimizer = \"sgd\"\nlr = -0.1\n");
        assert_eq!(error.place.as_ref().map(|p| p.line), Some(3), "{error}");
        let error = error_of("[[run]]\noptimizer = \"adm\"\n");
        assert!(error.to_string().contains("line 2") && error.message.contains("adam"), "{error}");
    }

    #[test]
    fn the_look_of_a_run_is_read_and_its_mistakes_have_their_line() {
        let keys =
            "points = true\npoint_color = \"white\"\nline = false\narrows = false\nopacity = 0.5\n";
        let text = format!("[[run]]\noptimizer = \"sgd\"\nlr = 0.1\n{keys}");
        let spec = Spec::from_toml("f.toml", &text, Origin::default()).unwrap().0;
        let look = spec.run.as_ref().unwrap()[0].look;
        let white = crate::scene::Color([255, 255, 255]);
        assert_eq!((look.points, look.point_color, look.opacity), (Some(true), Some(white), 0.5));
        assert!(!look.line && !look.arrows);
        assert_eq!(Spec::from_toml("f.toml", &spec.to_toml(), Origin::default()).unwrap().0, spec);
        let error = error_of("[[run]]\noptimizer = \"sgd\"\npoint_color = \"whit\"\n");
        assert_eq!((error.place.unwrap().line, error.key.as_str()), (3, "run.0.point_color"));
        let wrong = Spec::from_toml("f.toml", &text.replace("0.5", "1.5"), Origin::default());
        assert_eq!(wrong.unwrap().0.resolve().err().unwrap().key, "run.0.opacity");
    }

    #[test]
    fn wrong_types_and_words_have_their_line() {
        let error = error_of("[surface]\ngrid = \"big\"\n");
        assert_eq!(error.place.as_ref().map(|p| (p.line, p.column)), Some((2, 8)), "{error}");
        let error = error_of("[surface]\ncolormap = \"virids\"\n");
        assert!(error.message.contains("did you mean `viridis`?"), "{error}");
        assert_eq!(error_of("[surface\n").place.map(|p| p.line), Some(1));
    }

    #[test]
    fn an_unknown_scene_names_the_nearest() {
        let error = Spec::load("defalt").unwrap_err();
        assert!(error.message.contains("did you mean `default`"), "{error}");
        let error = Spec::load("missing.toml").unwrap_err();
        assert!(error.message.starts_with("cannot read missing.toml"), "{error}");
    }

    #[test]
    fn the_default_spec_is_an_empty_file() {
        assert_eq!(Spec::default().to_toml(), "");
    }
}
