//! A line of the query language in, its syntax tree out, or the place where it stopped making sense.
//!
//! The tree says what was asked and knows no index: two engines can answer the same tree. Printing it gives the
//! query language back (`parse(print(q)) == q`), which is how an answer says how it was understood.
//!
//! ```text
//! any    := all ("OR" all)*
//! all    := unary ("AND"? unary)*
//! unary  := ("NOT" | "-") unary | near
//! near   := item (("NEAR/n" | "ADJ/n" | "SAME" | "SENT") item)*        the same operator all along
//! item   := atom ("^" number)?
//! atom   := "(" any ")" | phrase | word | field ":" atom | "atleast" n "(" any ")"
//! phrase := "="? '"' … '"' ("~" n)?                                   inside, \" is a mark and \\ a \
//! word   := letters, "=letters", "lett*", "l*rs", "letters~", "letters~2"
//! ```
//! Operators are upper case; `and`, `or` and `not` are words. Curly quotation marks work like straight ones.

mod ast;
mod dates;
mod lexer;
mod parser;
mod reference;

pub use ast::{Expr, Node, Unit};
pub use dates::{DateRange, date_range};
pub use parser::parse;
pub use reference::{OPERATORS, Operator};

use crate::article::Span;
use crate::error::Error;

/// A text as the phrase that it is in a query.
pub fn phrase(text: &str) -> String {
    format!("\"{}\"", lexer::marked(text))
}

/// Characters of the query shown on each side of a fault: with the rest it fits a terminal line.
const AROUND: usize = 50;

/// An error that shows the query with a caret under `at`.
pub(crate) fn fault(query: &str, at: Span, message: impl Into<String>) -> Error {
    let before: Vec<char> = query[..at.start].chars().collect();
    let skipped = before.len().saturating_sub(AROUND);
    let mut line = String::from(if skipped > 0 { "…" } else { "" });
    line.extend(&before[skipped..]);
    let column = line.chars().count();
    let marked = query[at.range()].chars().take(AROUND).count();
    let mut rest = query[at.start..].chars();
    line.extend(rest.by_ref().take(marked + AROUND));
    line.push_str(if rest.next().is_some() { "…" } else { "" });
    let shown: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let marks = format!("{shown}\n{}{}", " ".repeat(column), "^".repeat(marked.max(1)));
    let end = before.len() + query[at.range()].chars().count().max(1);
    Error { at: Some((before.len(), end)), ..Error::new(message).detail(marks) }
}

#[cfg(test)]
mod tests;
