//! One line of a method's table: name, default and limits of a hyperparameter.

use std::borrow::Cow;
use std::fmt;
use std::ops::Bound;

/// The value of a hyperparameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number; counts too.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// One of the words of [`Limits::Choice`].
    Choice(&'static str),
    /// Numbers in rising order; in text separated by `;`.
    List(Cow<'static, [f64]>),
    /// Left to the method, Python's `None`; only where that is the default.
    None,
}

/// What a hyperparameter accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limits {
    /// A number between two bounds.
    Number(Bound<f64>, Bound<f64>),
    /// A whole number of at least this much.
    Count(u32),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of whole numbers of at least 0, in rising order.
    List,
}

impl Limits {
    /// Any number.
    pub const ANY: Self = Self::Number(Bound::Unbounded, Bound::Unbounded);
    /// `>= 0`.
    pub const NON_NEGATIVE: Self = Self::Number(Bound::Included(0.0), Bound::Unbounded);
    /// `> 0`.
    pub const POSITIVE: Self = Self::Number(Bound::Excluded(0.0), Bound::Unbounded);
    /// `<= 0`.
    pub const NON_POSITIVE: Self = Self::Number(Bound::Unbounded, Bound::Included(0.0));
    /// `>= 1`.
    pub const AT_LEAST_ONE: Self = Self::Number(Bound::Included(1.0), Bound::Unbounded);
    /// `> 1`.
    pub const ABOVE_ONE: Self = Self::Number(Bound::Excluded(1.0), Bound::Unbounded);
    /// `[0, 1]`.
    pub const UNIT_CLOSED: Self = Self::Number(Bound::Included(0.0), Bound::Included(1.0));
    /// `[0, 1)`.
    pub const UNIT_HALF_OPEN: Self = Self::Number(Bound::Included(0.0), Bound::Excluded(1.0));
    /// `(0, 1)`.
    pub const UNIT_OPEN: Self = Self::Number(Bound::Excluded(0.0), Bound::Excluded(1.0));

    /// Whether `value` is of the right kind and within the limits.
    #[must_use]
    pub fn admit(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Number(low, high), Value::Number(x)) => {
                !x.is_nan() && above(*x, *low) && above(-x, negated(*high))
            }
            (Self::Count(least), Value::Number(n)) => {
                *n >= f64::from(*least) && n.fract() == 0.0 && n.is_finite()
            }
            (Self::Flag, Value::Flag(_)) => true,
            (Self::Choice(words), Value::Choice(word)) => words.contains(word),
            (Self::List, Value::List(list)) => {
                list.iter().all(|n| *n >= 0.0 && n.fract() == 0.0)
                    && list.windows(2).all(|w| w[0] <= w[1])
            }
            _ => false,
        }
    }

    /// Reads a value of this kind; `None` where the text is of another kind. Limits are not checked.
    fn read(&self, text: &str) -> Option<Value> {
        match self {
            Self::Number(..) | Self::Count(_) => text.parse().ok().map(Value::Number),
            Self::Flag => text.to_ascii_lowercase().parse().ok().map(Value::Flag),
            Self::Choice(words) => words.iter().find(|w| **w == text).map(|w| Value::Choice(w)),
            Self::List => {
                let numbers: Result<Vec<f64>, _> =
                    text.split(';').map(|part| part.trim().parse()).collect();
                numbers.ok().map(|list| Value::List(list.into()))
            }
        }
    }
}

fn above(x: f64, low: Bound<f64>) -> bool {
    match low {
        Bound::Included(low) => x >= low,
        Bound::Excluded(low) => x > low,
        Bound::Unbounded => true,
    }
}

fn negated(bound: Bound<f64>) -> Bound<f64> {
    bound.map(|b| -b)
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Bound::{Excluded, Included, Unbounded};
        match self {
            Self::Number(Unbounded, Unbounded) => write!(f, "a number"),
            Self::Number(Included(low), Unbounded) => write!(f, ">= {low}"),
            Self::Number(Excluded(low), Unbounded) => write!(f, "> {low}"),
            Self::Number(Unbounded, Included(high)) => write!(f, "<= {high}"),
            Self::Number(Unbounded, Excluded(high)) => write!(f, "< {high}"),
            Self::Number(low, high) => {
                let open = if let Included(low) = low {
                    format!("[{low}")
                } else {
                    format!("({}", number_in(*low))
                };
                let close = if let Included(high) = high {
                    format!("{high}]")
                } else {
                    format!("{})", number_in(*high))
                };
                write!(f, "in {open}, {close}")
            }
            Self::Count(least) => write!(f, "a whole number >= {least}"),
            Self::Flag => write!(f, "true or false"),
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Self::List => write!(f, "whole numbers in rising order, separated by ;"),
        }
    }
}

fn number_in(bound: Bound<f64>) -> f64 {
    match bound {
        Bound::Included(x) | Bound::Excluded(x) => x,
        Bound::Unbounded => f64::INFINITY,
    }
}

impl fmt::Display for Value {
    /// As the command line reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) => write_number(f, *x),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Choice(word) => f.write_str(word),
            Self::List(list) => list.iter().enumerate().try_for_each(|(i, x)| {
                if i > 0 {
                    f.write_str(";")?;
                }
                write_number(f, *x)
            }),
            Self::None => f.write_str("none"),
        }
    }
}

/// The shortest digits that read back to the same number, with an exponent where zeros would pile up.
fn write_number(f: &mut fmt::Formatter<'_>, x: f64) -> fmt::Result {
    if x == 0.0 || !x.is_finite() || (1e-4..1e7).contains(&x.abs()) {
        write!(f, "{x}")
    } else {
        write!(f, "{x:e}")
    }
}

/// The complaint of a reference that says nothing.
pub(super) const SILENT: &str = "";

/// One hyperparameter of a method: a line of its table.
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperparameter {
    /// The key, as the reference library spells it (tuples are split).
    pub name: &'static str,
    /// The reference's default.
    pub default: Value,
    /// What the reference accepts.
    pub limits: Limits,
    /// The reference's own message for a value outside the limits, in which `{}` stands for the value and `{name}` for that of
    /// another hyperparameter; empty where the reference says nothing.
    pub complaint: &'static str,
    /// One sentence for tooltips.
    pub help: &'static str,
}

/// A line with a number for its default.
pub(super) const fn number(
    name: &'static str,
    default: f64,
    limits: Limits,
    complaint: &'static str,
    help: &'static str,
) -> Hyperparameter {
    Hyperparameter::new(name, Value::Number(default), limits, complaint, help)
}

/// A line whose value is left to the method, or taken from the run, unless it is given.
pub(super) const fn optional(
    name: &'static str,
    limits: Limits,
    complaint: &'static str,
    help: &'static str,
) -> Hyperparameter {
    Hyperparameter::new(name, Value::None, limits, complaint, help)
}

impl Hyperparameter {
    /// A line of a table.
    #[must_use]
    pub const fn new(
        name: &'static str,
        default: Value,
        limits: Limits,
        complaint: &'static str,
        help: &'static str,
    ) -> Self {
        Self { name, default, limits, complaint, help }
    }

    /// Whether `value` may stand here.
    #[must_use]
    pub fn admits(&self, value: &Value) -> bool {
        self.limits.admit(value) || (*value == Value::None && self.default == Value::None)
    }

    /// Reads a value of the right kind; limits are not checked.
    pub(super) fn read(&self, text: &str) -> Option<Value> {
        if self.default == Value::None && text.eq_ignore_ascii_case("none") {
            return Some(Value::None);
        }
        self.limits.read(text)
    }
}
