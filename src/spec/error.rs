//! What is wrong with a spec: a key, a sentence, and where it stands in its file.

use std::fmt;

/// A mistake in a spec. The text is one sentence that says what is wrong and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// The key at fault as a dotted path, such as `surface.grid` or `run.1.lr` (the second run); empty for the whole.
    pub key: String,
    /// What is wrong, without the place.
    pub message: String,
    /// Where it stands, when it stands in a file.
    pub place: Option<Place>,
}

/// A place in a scene file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, or the name of the ready scene.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line with carets under the place.
    pub excerpt: String,
}

impl SpecError {
    /// A mistake in the value of `key`.
    pub fn new(key: impl Into<String>, message: impl fmt::Display) -> Self {
        Self { key: key.into(), message: message.to_string(), place: None }
    }

    /// The same mistake, with its key under `parent`.
    #[must_use]
    pub fn under(mut self, parent: &str) -> Self {
        self.key =
            if self.key.is_empty() { parent.to_owned() } else { format!("{parent}.{}", self.key) };
        self
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = &self.place else {
            let colon = if self.key.is_empty() { "" } else { ": " };
            return write!(f, "{}{colon}{}", self.key, self.message);
        };
        let Place { file, line, column, excerpt } = place;
        write!(f, "{file}, line {line}, column {column}: {}\n{excerpt}", self.message)
    }
}

impl std::error::Error for SpecError {}

impl Place {
    /// The place of the bytes `start..end` in the text of `file`.
    pub fn of(file: &str, text: &str, start: usize, end: usize) -> Self {
        let start = text.floor_char_boundary(start);
        let line_start = text[..start].rfind('\n').map_or(0, |k| k + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |k| start + k);
        let line = text[..start].matches('\n').count() + 1;
        let content = text[line_start..line_end].trim_end();
        let before = text[line_start..start].chars().count();
        let width =
            text.get(start..end.min(line_end)).map_or(1, |marked| marked.chars().count().max(1));
        let gutter = line.to_string();
        let margin = " ".repeat(gutter.len());
        let indent = " ".repeat(before);
        let excerpt = format!("{gutter} | {content}\n{margin} | {indent}{}", "^".repeat(width));
        Self { file: file.to_owned(), line, column: before + 1, excerpt }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "a = 1\nµ = [2, 0]\nb = 3\n";
        let start = text.find("[2").unwrap();
        let place = Place::of("f.toml", text, start, start + 6);
        assert_eq!((place.line, place.column), (2, 5));
        assert_eq!(place.excerpt, "2 | µ = [2, 0]\n  |     ^^^^^^");
    }

    #[test]
    fn a_place_at_the_end_of_the_file_has_a_caret() {
        let place = Place::of("f.toml", "a =", 3, 3);
        assert_eq!(place.excerpt, "1 | a =\n  |    ^");
    }
}
