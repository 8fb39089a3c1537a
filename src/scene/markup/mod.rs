//! A small markup for the words of a picture: symbols, sub- and superscripts.
//!
//! `\theta` and `\nabla` are symbols, `x_{12}` and `x^{-1}` scripts. Without braces a script is read only where nothing
//! else can be meant: after a single letter, a symbol or a closing bracket (`^` after a number too), and only of digits or
//! of one letter or star that ends its word. So `x_1`, `w_i` and `(x - y)^2` have scripts, and `learning_rate` has none. A
//! backslash before `_ ^ { } \` takes the sign as it stands; other words with a backslash stay as they are.
//!
//! What is not written in the markup is brought into it: names of parameters by [`name`], formulas by [`formula`].

mod formula;

pub use formula::{formula, name};

/// Where a piece of text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// On the line.
    Line,
    /// Below it, smaller.
    Sub,
    /// Above it, smaller.
    Super,
}

/// A piece of text on one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text itself, without markup.
    pub text: String,
    /// Where it stands.
    pub level: Level,
}

/// Greek letters by their names; those that look like Latin ones are left out.
const GREEK: [(&str, char); 35] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("varepsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("varphi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Xi", 'Ξ'),
    ("Pi", 'Π'),
    ("Sigma", 'Σ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
];

/// Other symbols by their names in TeX.
const SIGNS: [(&str, char); 14] = [
    ("nabla", '∇'),
    ("partial", '∂'),
    ("infty", '∞'),
    ("cdot", '·'),
    ("times", '×'),
    ("pm", '±'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("approx", '≈'),
    ("to", '→'),
    ("sum", '∑'),
    ("sqrt", '√'),
    ("degree", '°'),
];

/// All symbols that the markup knows.
pub fn symbols() -> impl Iterator<Item = char> {
    GREEK.iter().chain(&SIGNS).map(|(_, symbol)| *symbol)
}

/// What stands before a script without braces.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    /// A single letter, with digits after it perhaps, or a symbol.
    Letter,
    Number,
    Word,
    /// A closing bracket.
    Closed,
}

impl Before {
    fn then(self, c: char) -> Self {
        match self {
            _ if matches!(c, ')' | ']' | '|') => Self::Closed,
            Self::Nothing | Self::Closed if c.is_alphabetic() => Self::Letter,
            Self::Nothing | Self::Closed | Self::Number if c.is_ascii_digit() => Self::Number,
            Self::Letter if c.is_ascii_digit() => Self::Letter,
            _ if c.is_alphanumeric() || c == '_' => Self::Word,
            _ => Self::Nothing,
        }
    }
}

/// Reads the markup.
pub fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut push = |text: &str, level: Level| match spans.last_mut() {
        Some(last) if last.level == level => last.text.push_str(text),
        _ => spans.push(Span { text: text.to_owned(), level }),
    };
    let (mut rest, mut before) = (text, Before::Nothing);
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        if let Some((symbol, length)) = escaped(rest) {
            push(symbol.encode_utf8(&mut [0; 4]), Level::Line);
            before = if symbol.is_alphabetic() { Before::Letter } else { before.then(symbol) };
            taken = length;
        } else if let Some((script, length)) = script(rest, before) {
            push(&script, if c == '_' { Level::Sub } else { Level::Super });
            before = Before::Closed;
            taken = length;
        } else {
            push(&rest[..taken], Level::Line);
            before = before.then(c);
        }
        rest = &rest[taken..];
    }
    spans
}

/// A symbol, or a sign that is taken as it stands, at the beginning of `text`, and its length there.
fn escaped(text: &str) -> Option<(char, usize)> {
    let after = text.strip_prefix('\\')?;
    let first = after.chars().next()?;
    if matches!(first, '_' | '^' | '{' | '}' | '\\') {
        return Some((first, 2));
    }
    let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
    let known = GREEK.iter().chain(&SIGNS).find(|(name, _)| *name == &after[..end]);
    known.map(|(_, symbol)| (*symbol, 1 + end))
}

/// The text of a script at the beginning of `text`, and its length there with `_` or `^`.
fn script(text: &str, before: Before) -> Option<(String, usize)> {
    let raises = text.starts_with('^');
    let after = text.strip_prefix(['_', '^'])?;
    if let Some(inner) = after.strip_prefix('{') {
        let end = inner.find('}')?;
        return (end > 0).then(|| (flat(&inner[..end]), 1 + end + 2));
    }
    let has_base =
        matches!(before, Before::Letter | Before::Closed) || raises && before == Before::Number;
    if !has_base {
        return None;
    }
    if let Some((symbol, length)) = escaped(after).filter(|(symbol, _)| symbol.is_alphabetic()) {
        return Some((symbol.to_string(), 1 + length));
    }
    let sign = usize::from(raises && after.starts_with('-'));
    let number = |c: char| c.is_ascii_digit();
    let digits = after[sign..].find(|c: char| !number(c)).unwrap_or(after.len() - sign);
    let length = match digits {
        0 if sign == 0 => {
            let is_script = |c: &char| c.is_alphabetic() || raises && *c == '*';
            after.chars().next().filter(is_script)?.len_utf8()
        }
        0 => return None,
        digits => sign + digits,
    };
    let ends = !after[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    ends.then(|| (flat(&after[..length]), 1 + length))
}

/// The text of a script: on one level, with a real minus sign.
fn flat(text: &str) -> String {
    spans(text).iter().map(|span| span.text.replace('-', "−")).collect()
}

/// The text without markup, for places that know no levels: scripts in the characters that Unicode has for them.
pub fn plain(text: &str) -> String {
    let on_line = |span: &Span| {
        let (table, mark) = match span.level {
            Level::Line => return span.text.clone(),
            Level::Sub => (SUBSCRIPTS, '_'),
            Level::Super => (SUPERSCRIPTS, '^'),
        };
        let raised = |c| table.chars().nth(SCRIPTED.chars().position(|known| known == c)?);
        let all: Option<String> = span.text.chars().map(raised).collect();
        all.unwrap_or_else(|| format!("{mark}{}", span.text))
    };
    spans(text).iter().map(on_line).collect()
}

const SCRIPTED: &str = "0123456789+−()";
const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾";
const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎";

/// Words that are no markup, so that they stay as they are.
pub fn verbatim(text: &str) -> String {
    let escape = |c: char| match c {
        '_' | '^' | '{' | '}' | '\\' => format!("\\{c}"),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans as text: `_[..]` below the line, `^[..]` above it.
    pub(super) fn read(text: &str) -> String {
        let shown = |span: &Span| match span.level {
            Level::Line => span.text.clone(),
            Level::Sub => format!("_[{}]", span.text),
            Level::Super => format!("^[{}]", span.text),
        };
        spans(text).iter().map(shown).collect()
    }

    #[test]
    fn symbols_and_scripts_are_read() {
        for (text, shown) in [
            ("\\theta", "θ"),
            ("\\nabla f", "∇ f"),
            ("x_1", "x_[1]"),
            ("x_{12}", "x_[12]"),
            ("x^{-1}", "x^[−1]"),
            ("x^-1", "x^[−1]"),
            ("x^2 + y^2", "x^[2] + y^[2]"),
            ("(x - y)^2", "(x - y)^[2]"),
            ("\\beta_1", "β_[1]"),
            ("w_i", "w_[i]"),
            ("w_\\alpha", "w_[α]"),
            ("10^4", "10^[4]"),
            ("\\theta^*", "θ^[*]"),
            ("e^{-\\lambda t}", "e^[−λ t]"),
            ("loss_{min}", "loss_[min]"),
            ("", ""),
        ] {
            assert_eq!(read(text), shown, "{text}");
        }
    }

    #[test]
    fn what_is_not_mathematics_stays_as_it_is() {
        for text in [
            "learning_rate",
            "a_bc",
            "lr=1e-4_x",
            "snake_1",
            "C:\\temp",
            "50 % of x_",
            "^",
            "_",
            "x^{",
            "a ^ b",
            "x^{}",
        ] {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("x\\_1 and \\{\\}\\\\"), "x_1 and {}\\");
        for text in ["a_1^2 {x} \\theta", "learning_rate"] {
            assert_eq!(read(&verbatim(text)), text);
        }
    }

    #[test]
    fn plain_text_uses_the_characters_that_unicode_has() {
        assert_eq!(plain("x_{12} + y^{-2}"), "x₁₂ + y⁻²");
        assert_eq!(plain("\\theta_n"), "θ_n");
        assert_eq!(plain(&name("learning_rate")), "learning_rate");
    }
}
