//! Names and formulas, which are not written in the markup, brought into it.

use super::{GREEK, verbatim};

/// The name of a parameter or a column as markup: the names of Greek letters become letters, and digits after them, or
/// after an underscore, a subscript: `beta1`, `theta_2`, `w_10`.
pub fn name(identifier: &str) -> String {
    let stem = identifier.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &identifier[stem.len()..];
    let base = stem.strip_suffix('_').filter(|_| !digits.is_empty()).unwrap_or(stem);
    let is_greek = GREEK.iter().any(|(name, _)| *name == base);
    let shown = if is_greek { format!("\\{base}") } else { verbatim(base) };
    if digits.is_empty() {
        shown
    } else if is_greek || base.len() < stem.len() && !base.is_empty() {
        format!("{shown}_{{{digits}}}")
    } else {
        verbatim(identifier)
    }
}

/// A formula as markup: exponents are raised where they are a number, a name or a bracket, products have a dot, and
/// names are those of [`name`].
pub fn formula(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        let word = word_length(rest);
        if word > 0 {
            taken = word;
            let is_name = !c.is_ascii_digit() && c != '.';
            shown += &if is_name { name(&rest[..word]) } else { rest[..word].to_owned() };
        } else if let Some((exponent, length)) = exponent(rest) {
            taken = length;
            shown.truncate(shown.trim_end().len());
            shown += &format!("^{{{exponent}}}");
        } else {
            match c {
                '*' => shown.push('·'),
                '-' => shown.push('−'),
                c => shown += &verbatim(c.encode_utf8(&mut [0; 4])),
            }
        }
        rest = &rest[taken..];
    }
    shown
}

/// Length of the number or name at the beginning.
fn word_length(text: &str) -> usize {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let mut last = ' ';
    let mut inside = |c: char| {
        let is_exponent = is_number && matches!(c, '+' | '-') && matches!(last, 'e' | 'E');
        last = c;
        c.is_alphanumeric() || c == '_' || c == '.' || is_exponent
    };
    text.find(|c: char| !inside(c)).unwrap_or(text.len())
}

/// The markup of an exponent after `^` at the beginning of `text`, and its length there; `None` for what cannot be raised
/// without being misread: a call, and powers of powers.
fn exponent(text: &str) -> Option<(String, usize)> {
    let after = text.strip_prefix('^')?;
    let start = after.len() - after.trim_start().len();
    let sign = usize::from(after[start..].starts_with('-'));
    let body = &after[start + sign..];
    let (inner, length) = if body.starts_with('(') {
        let length = bracket_length(body)?;
        let inner = &body[1..length - 1];
        // A sign before a bracket is about all of it.
        (if sign == 1 { &body[..length] } else { inner }, length)
    } else {
        let length = word_length(body);
        (&body[..length], length)
    };
    let next = body[length..].trim_start();
    let is_call = !body.starts_with('(') && next.starts_with('(');
    if inner.is_empty() || inner.contains(['^', '_']) || is_call || next.starts_with('^') {
        return None;
    }
    let minus = if sign == 1 { "−" } else { "" };
    Some((format!("{minus}{}", formula(inner)), 1 + start + sign + length))
}

/// Length of the bracket at the beginning, with both its ends.
fn bracket_length(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (index, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    #[test]
    fn names_of_parameters_become_letters_and_subscripts() {
        for (identifier, shown) in [
            ("theta", "θ"),
            ("beta1", "β_[1]"),
            ("theta_2", "θ_[2]"),
            ("w_10", "w_[10]"),
            ("x1", "x1"),
            ("slope", "slope"),
            ("learning_rate", "learning_rate"),
            ("a_b", "a_b"),
            ("_1", "_1"),
            ("Omega", "Ω"),
        ] {
            assert_eq!(read(&name(identifier)), shown, "{identifier}");
        }
    }

    #[test]
    fn formulas_have_raised_exponents_and_real_signs() {
        for (text, shown) in [
            ("x^2 + y^2", "x^[2] + y^[2]"),
            ("(1 - x)^2 + 100*(y - x^2)^2", "(1 − x)^[2] + 100·(y − x^[2])^[2]"),
            ("x ^ 2", "x^[2]"),
            ("x^-2", "x^[−2]"),
            ("2^(x*y)", "2^[x·y]"),
            ("x^-(y)", "x^[−(y)]"),
            ("exp(-x^2)/1e-3", "exp(−x^[2])/1e-3"),
            ("x^1.5", "x^[1.5]"),
            ("alpha*x + beta1", "α·x + β_[1]"),
            // Powers of powers and calls keep their sign.
            ("x^y^2", "x^y^[2]"),
            ("x^(y^2)", "x^(y^[2])"),
            ("x^sin(y)", "x^sin(y)"),
            ("learning_rate*x", "learning_rate·x"),
            ("y = a*x^3", "y = a·x^[3]"),
        ] {
            assert_eq!(read(&formula(text)), shown, "{text}");
        }
    }
}
