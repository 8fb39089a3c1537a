//! Text to graph: a Pratt parser. `^` binds tighter than unary minus and to the right, as Python's `**`.

use std::fmt;

use super::graph::{Graph, NodeId, Variable};
use super::lex::{Located, Token, begins_name, continues_name, lex};
use super::nearest::suggestion;
use super::operator::{Form, Op};

/// The longest formula, in characters.
const LONGEST_FORMULA: usize = 16_384;
/// The deepest nesting of parentheses, signs and powers.
const DEEPEST_NESTING: usize = 256;
/// So many characters of the source line are shown to either side of the caret.
const EXCERPT: usize = 40;

/// The names that a formula may use; they win over `pi` and `e`.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Names of [`Variable::Parameter`], by index.
    pub parameters: Vec<String>,
    /// Names of [`Variable::Constant`], by index.
    pub constants: Vec<String>,
    /// Names of [`Variable::Column`], by index.
    pub columns: Vec<String>,
}

impl Scope {
    fn find(&self, name: &str) -> Option<Variable> {
        let place = |names: &[String]| {
            names.iter().position(|known| known == name).and_then(|at| u16::try_from(at).ok())
        };
        let parameter = place(&self.parameters).map(Variable::Parameter);
        parameter
            .or_else(|| place(&self.constants).map(Variable::Constant))
            .or_else(|| place(&self.columns).map(Variable::Column))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.parameters, &self.constants, &self.columns].into_iter().flatten().map(String::as_str)
    }
}

/// Whether `name` can be written in a formula as a name.
pub fn is_identifier(name: &str) -> bool {
    name.starts_with(begins_name) && name.chars().all(continues_name)
}

/// What is wrong with a formula, and where. Shown as the message, the source line and a caret under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong and what would be right.
    pub message: String,
    /// Where: the byte in the source.
    pub offset: usize,
    /// Where: the line, from 1.
    pub line: usize,
    /// Where: the character in the line, from 1.
    pub column: usize,
    /// The source line around the place, cut where it is long.
    pub excerpt: String,
    /// The character of the excerpt under which the caret stands, from 0.
    pub caret: usize,
}

impl ParseError {
    pub(super) fn new(source: &str, offset: usize, message: String) -> Self {
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_text = source[line_start..].lines().next().unwrap_or_default();
        let at = before[line_start..].chars().count();
        let from = at.saturating_sub(EXCERPT);
        let shown = line_text.chars().skip(from).take(2 * EXCERPT);
        let excerpt = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = before.matches('\n').count() + 1;
        Self { message, offset, line, column: at + 1, excerpt, caret: at - from }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, line, column, excerpt, caret, .. } = self;
        write!(f, "line {line}, column {column}: {message}\n  {excerpt}\n  {:caret$}^", "")
    }
}

impl std::error::Error for ParseError {}

/// Parses one formula and adds it to `graph`.
pub fn parse(source: &str, scope: &Scope, graph: &mut Graph) -> Result<NodeId, ParseError> {
    if let Some((offset, _)) = source.char_indices().nth(LONGEST_FORMULA) {
        let length = source.chars().count();
        let message =
            format!("the formula has {length} characters; at most {LONGEST_FORMULA} are allowed");
        return Err(ParseError::new(source, offset, message));
    }
    let mut parser = Parser { source, tokens: lex(source)?, next: 0, depth: 0, scope, graph };
    if parser.peek().token == Token::End {
        return Err(parser.error(parser.peek(), "the formula is empty".to_owned()));
    }
    let root = parser.expression(0)?;
    match parser.peek().token {
        Token::End => Ok(root),
        Token::Symbol(')') => {
            Err(parser.error(parser.peek(), "this `)` closes nothing; remove it".to_owned()))
        }
        _ => Err(parser.error(
            parser.peek(),
            "a `,` stands only between the arguments of a function".to_owned(),
        )),
    }
}

/// Binding strengths: an operator is taken while it binds at least as strongly as the caller asks for.
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const SIGN: u8 = 3;
const POWER: u8 = 4;

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Located<'a>>,
    next: usize,
    depth: usize,
    scope: &'a Scope,
    graph: &'a mut Graph,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Located<'a> {
        self.tokens[self.next]
    }

    fn take(&mut self) -> Located<'a> {
        let taken = self.peek();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        taken
    }

    fn at(&self, symbol: char) -> bool {
        self.peek().token == Token::Symbol(symbol)
    }

    fn error(&self, place: Located<'_>, message: String) -> ParseError {
        ParseError::new(self.source, place.start, message)
    }

    fn text(&self, place: Located<'_>) -> &'a str {
        &self.source[place.start..place.end]
    }

    /// Operands joined by operators of at least the strength `least`.
    fn expression(&mut self, least: u8) -> Result<NodeId, ParseError> {
        self.depth += 1;
        if self.depth > DEEPEST_NESTING {
            return Err(self.error(
                self.peek(),
                format!("the formula is nested deeper than {DEEPEST_NESTING} levels"),
            ));
        }
        let mut left = self.operand()?;
        loop {
            let place = self.peek();
            let (op, strength, right) = match place.token {
                Token::Symbol('+') => (Op::Add, SUM, SUM + 1),
                Token::Symbol('-') => (Op::Sub, SUM, SUM + 1),
                Token::Symbol('*') => (Op::Mul, PRODUCT, PRODUCT + 1),
                Token::Symbol('/') => (Op::Div, PRODUCT, PRODUCT + 1),
                Token::Symbol('^') => (Op::Pow, POWER, SIGN),
                Token::Number(_) | Token::Name(_) | Token::Symbol('(') => {
                    return Err(self.missing_operator());
                }
                Token::Symbol(_) | Token::End => break,
            };
            if strength < least {
                break;
            }
            self.take();
            let right = self.expression(right)?;
            left = self.graph.apply(op, &[left, right]);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<NodeId, ParseError> {
        let place = self.take();
        match place.token {
            Token::Number(value) => Ok(self.graph.constant(value)),
            Token::Name(name) if self.at('(') => self.call(place, name),
            Token::Name(name) => self.name(place, name),
            Token::Symbol('-') => {
                let operand = self.expression(SIGN)?;
                Ok(self.graph.neg(operand))
            }
            Token::Symbol('+') => self.expression(SIGN),
            Token::Symbol('(') => {
                let inner = self.expression(0)?;
                self.close(place)?;
                Ok(inner)
            }
            Token::Symbol(symbol) => {
                Err(self.error(place, format!("a value is missing before this `{symbol}`")))
            }
            Token::End => {
                Err(self.error(place, "the formula ends where a value should follow".to_owned()))
            }
        }
    }

    fn name(&mut self, place: Located<'_>, name: &str) -> Result<NodeId, ParseError> {
        if let Some(variable) = self.scope.find(name) {
            return Ok(self.graph.variable(variable));
        }
        match name {
            "pi" => Ok(self.graph.constant(std::f64::consts::PI)),
            "e" => Ok(self.graph.constant(std::f64::consts::E)),
            _ if Op::function(name).is_some() => {
                Err(self.error(place, format!("`{name}` is a function; write `{name}(...)`")))
            }
            _ => {
                let mut known: Vec<&str> = self.scope.names().collect();
                known.extend_from_slice(&["pi", "e"]);
                for function in Op::functions() {
                    known.push(function);
                }
                let mut near = suggestion(name, known);
                if near.is_empty() {
                    near =
                        format!("; known: {}", self.scope.names().collect::<Vec<_>>().join(", "));
                }
                Err(self.error(place, format!("unknown name `{name}`{near}")))
            }
        }
    }

    fn call(&mut self, place: Located<'_>, name: &str) -> Result<NodeId, ParseError> {
        let Some(op) = Op::function(name) else {
            let message = match self.name(place, name) {
                Ok(_) => format!("`{name}` is not a function; to multiply, write `{name}*(...)`"),
                Err(_) => format!("unknown function `{name}`{}", suggestion(name, Op::functions())),
            };
            return Err(self.error(place, message));
        };
        let open = self.take();
        let mut arguments = Vec::new();
        if !self.at(')') {
            arguments.push(self.expression(0)?);
            while self.at(',') {
                self.take();
                arguments.push(self.expression(0)?);
            }
        }
        self.close(open)?;
        let given = arguments.len();
        let row = op.row();
        if row.form == Form::Fold && given >= row.arity {
            let folded =
                arguments.into_iter().reduce(|left, right| self.graph.apply(op, &[left, right]));
            return Ok(folded.expect("there are two arguments or more"));
        }
        if given != row.arity {
            let wanted = match (row.form, row.arity) {
                (Form::Fold, _) => "two arguments or more".to_owned(),
                (_, 1) => "1 argument".to_owned(),
                (_, arity) => format!("{arity} arguments"),
            };
            return Err(self.error(place, format!("`{name}` takes {wanted}, not {given}")));
        }
        Ok(self.graph.apply(op, &arguments))
    }

    /// Takes the `)` that belongs to `open`.
    fn close(&mut self, open: Located<'_>) -> Result<(), ParseError> {
        if self.at(')') {
            self.take();
            return Ok(());
        }
        if self.at(',') {
            return Err(self.error(
                self.peek(),
                "a `,` stands only between the arguments of a function".to_owned(),
            ));
        }
        Err(self.error(open, "this `(` is not closed; add a `)`".to_owned()))
    }

    /// Two operands side by side, such as `3x` or `2 (x + 1)`.
    fn missing_operator(&self) -> ParseError {
        let (left, right) = (self.tokens[self.next - 1], self.peek());
        let more = if self.text(right) == "(" { "..." } else { "" };
        let closing = if more.is_empty() { "" } else { ")" };
        let (left_text, right_text) = (self.text(left), self.text(right));
        let left_text = if left_text == ")" { "(...)" } else { left_text };
        self.error(
            right,
            format!("an operator is missing before `{right_text}`; to multiply, write `{left_text}*{right_text}{more}{closing}`"),
        )
    }
}
