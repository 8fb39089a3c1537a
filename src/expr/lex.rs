//! Text to tokens.

use super::parse::ParseError;

/// A piece of a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(&'a str),
    /// One of `+ - * / ^ ( ) ,`
    Symbol(char),
    End,
}

/// A token and the bytes where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Located<'a> {
    pub(super) token: Token<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of `source`, with an `End` at the end.
pub(super) fn lex(source: &str) -> Result<Vec<Located<'_>>, ParseError> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = source[start..].chars().next() {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let rest = &source[start..];
        let (token, length) = match first {
            '0'..='9' | '.' => number(source, start)?,
            '*' if rest.starts_with("**") => {
                return Err(ParseError::new(
                    source,
                    start,
                    "a power is written with `^`, not `**`".to_owned(),
                ));
            }
            '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' => (Token::Symbol(first), 1),
            _ if begins_name(first) => {
                let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
                (Token::Name(&rest[..length]), length)
            }
            _ => return Err(ParseError::new(source, start, unexpected(first))),
        };
        tokens.push(Located { token, start, end: start + length });
        start += length;
    }
    tokens.push(Located { token: Token::End, start: source.len(), end: source.len() });
    Ok(tokens)
}

pub(super) fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

pub(super) fn continues_name(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_'
}

fn unexpected(c: char) -> String {
    let remedy = match c {
        '[' | '{' | ']' | '}' => "; group with round parentheses ( )",
        '×' | '·' | '⋅' => "; multiplication is written `*`",
        '÷' => "; division is written `/`",
        '−' | '–' => "; minus is written `-`",
        '²' | '³' => "; a power is written `^`, as in `x^2`",
        '%' => "; the remainder is written `mod(a, b)`",
        '|' => "; the absolute value is written `abs(x)`",
        '=' => "; a formula is one side only",
        ';' => "; arguments are separated by `,`",
        _ => "",
    };
    format!("`{}` has no meaning in a formula{remedy}", c.escape_debug())
}

/// A number such as `12`, `.5`, `2.` or `1e-3`; an `e` that no digit follows is left for a name.
fn number(source: &str, start: usize) -> Result<(Token<'_>, usize), ParseError> {
    let bytes = &source.as_bytes()[start..];
    let digits =
        |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if length == 1 && bytes[0] == b'.' {
        return Err(ParseError::new(
            source,
            start,
            "a number needs a digit beside its `.`".to_owned(),
        ));
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let from = (length + 1 + sign).min(bytes.len());
        let exponent = digits(from);
        if exponent > 0 {
            length = from + exponent;
        }
    }
    let text = &source[start..start + length];
    let value: f64 =
        text.parse().expect("digits with at most one point and one exponent are a number");
    if !value.is_finite() {
        return Err(ParseError::new(
            source,
            start,
            format!("the number {text} is too large; the largest is about 1.8e308"),
        ));
    }
    Ok((Token::Number(value), length))
}
