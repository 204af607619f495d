//! The syntax tree of a query, and its way back to text.

use super::lexer::marked;
use crate::article::Span;
use std::fmt;

/// An expression and where it stands in the query (bytes). Two nodes are equal when they ask the same.
#[derive(Debug, Clone)]
pub struct Node {
    pub expr: Expr,
    pub span: Span,
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.expr == other.expr
    }
}

/// What is asked. Words are kept as typed: analysing them is the engine's business.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Every article: the empty query, or `*`.
    Everything,
    Word(String),
    /// `=word`: as written, not stemmed.
    Exact(String),
    /// A word with at least one `*`.
    Pattern(String),
    /// `word~2`: at most so many letters changed, added, left out or swapped.
    Fuzzy {
        word: String,
        edits: u8,
    },
    /// Words in this order, with at most `slop` other words among them.
    Phrase {
        words: String,
        slop: u32,
        exact: bool,
    },
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// `NEAR/n` (any order) and `ADJ/n` (this order): at most n - 1 words between neighbours.
    Near {
        distance: u32,
        ordered: bool,
        parts: Vec<Node>,
    },
    /// `SAME` and `SENT`: all inside one paragraph or sentence.
    Within {
        unit: Unit,
        parts: Vec<Node>,
    },
    AtLeast {
        times: u32,
        inner: Box<Node>,
    },
    /// `caps(word)`: only where its words are written with a capital.
    Caps(Box<Node>),
    /// `name:value`; inside, the leaves are words of that field.
    Field {
        name: &'static str,
        inner: Box<Node>,
    },
    Boost {
        factor: f32,
        inner: Box<Node>,
    },
}

/// The stretch of text that `SAME` and `SENT` speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Paragraph,
    Sentence,
}

impl Unit {
    pub fn operator(self) -> &'static str {
        match self {
            Unit::Paragraph => "SAME",
            Unit::Sentence => "SENT",
        }
    }
}

/// How tightly an expression holds together: what binds looser than its surroundings needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Any,
    All,
    Not,
    Near,
    Boost,
    Atom,
}

impl Expr {
    fn binding(&self) -> Binding {
        match self {
            Expr::Any(_) => Binding::Any,
            Expr::All(_) => Binding::All,
            Expr::Not(_) => Binding::Not,
            Expr::Near { .. } | Expr::Within { .. } => Binding::Near,
            Expr::Boost { .. } => Binding::Boost,
            _ => Binding::Atom,
        }
    }
}

/// A node that must hold together at least as tightly as `least`.
struct Inside<'n>(&'n Node, Binding);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.expr.binding() < self.1 { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

/// The parts with an operator between them, or nothing but a space where neighbours need none.
fn joined(f: &mut fmt::Formatter<'_>, parts: &[Node], operator: &str, least: Binding) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            write!(f, " {operator} ")?;
        }
        write!(f, "{}", Inside(part, least))?;
    }
    Ok(())
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Everything => f.write_str("*"),
            Expr::Word(word) | Expr::Pattern(word) => f.write_str(word),
            Expr::Exact(word) => write!(f, "={word}"),
            Expr::Fuzzy { word, edits } => write!(f, "{word}~{edits}"),
            Expr::Phrase { words, slop, exact } => {
                write!(f, "{}\"{}\"", if *exact { "=" } else { "" }, marked(words))?;
                if *slop > 0 { write!(f, "~{slop}") } else { Ok(()) }
            }
            Expr::All(parts) => joined(f, parts, "AND", Binding::Not),
            Expr::Any(parts) => joined(f, parts, "OR", Binding::All),
            Expr::Not(inner) => write!(f, "NOT {}", Inside(inner, Binding::Not)),
            Expr::Near { distance, ordered, parts } => {
                let name = if *ordered { "ADJ" } else { "NEAR" };
                joined(f, parts, &format!("{name}/{distance}"), Binding::Boost)
            }
            Expr::Within { unit, parts } => joined(f, parts, unit.operator(), Binding::Boost),
            Expr::AtLeast { times, inner } => write!(f, "atleast{times}({inner})"),
            Expr::Caps(inner) => write!(f, "caps({inner})"),
            Expr::Field { name, inner } => write!(f, "{name}:{}", Inside(inner, Binding::Atom)),
            Expr::Boost { factor, inner } => write!(f, "{}^{factor}", Inside(inner, Binding::Atom)),
        }
    }
}
