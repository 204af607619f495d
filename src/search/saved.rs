//! A tree with `query:NAME` in it in, the tree with the saved searches in their places out.
//!
//! A saved search is its query AND its flags. It may name others; one that comes back to itself is refused, and so is a
//! handful of small ones that would unfold into something huge.

use super::compile::flag_node;
use super::engine::Engine;
use super::query::{Expr, Node, fault, parse};
use super::request::Filter;
use crate::article::Span;
use crate::error::{Error, Result};
use crate::index::{SAVED_QUERIES, SavedQuery, saved_queries};

/// Saved searches that name one another. People need two or three.
const NESTED_MAX: usize = 16;
/// Words, phrases and values of all that is unfolded. Borrowed from the parser, which allows a query typed at once as many.
const LEAVES_MAX: usize = 1000;
/// The field whose values are names of saved searches.
const FIELD: &str = "query";

impl Engine {
    /// Reads a query, saved searches put in.
    pub(super) fn read(&self, query: &str) -> Result<Node> {
        let node = parse(query)?;
        if !names_any(&node) {
            return Ok(node);
        }
        unfold(query, node, &saved_queries(self.dir())?)
    }
}

/// Whether every search of a list can be read, with the others of the list. The first that cannot is the error.
pub fn check_saved(saved: &[SavedQuery]) -> Result<()> {
    for entry in saved {
        let query = format!("{FIELD}:{}", entry.name);
        unfold(&query, parse(&query)?, saved)
            .map_err(|error| Error { message: format!("saved search `{}`: {}", entry.name, error.message), ..error })?;
    }
    Ok(())
}

/// Whether a saved search is named anywhere.
pub(super) fn names_any(node: &Node) -> bool {
    match &node.expr {
        Expr::Field { name, .. } => *name == FIELD,
        Expr::All(parts) | Expr::Any(parts) => parts.iter().any(names_any),
        Expr::Not(inner) | Expr::Boost { inner, .. } => names_any(inner),
        // What has a place in the text cannot hold a field.
        _ => false,
    }
}

fn unfold(query: &str, node: Node, saved: &[SavedQuery]) -> Result<Node> {
    Unfolding { query, saved, open: Vec::new(), leaves: 0 }.node(node, None)
}

struct Unfolding<'q> {
    /// As typed: what a caret can point into.
    query: &'q str,
    saved: &'q [SavedQuery],
    /// The searches being unfolded, the outermost first.
    open: Vec<String>,
    leaves: usize,
}

impl Unfolding<'_> {
    /// What comes from a saved search stands, for a caret, where its name does: `at`.
    fn node(&mut self, node: Node, at: Option<Span>) -> Result<Node> {
        let span = at.unwrap_or(node.span);
        let expr = match node.expr {
            Expr::Field { name: FIELD, inner } => return self.names(*inner, at.unwrap_or(node.span)),
            Expr::All(parts) => Expr::All(flat(self.nodes(parts, at)?)),
            Expr::Any(parts) => Expr::Any(self.nodes(parts, at)?),
            Expr::Not(inner) => Expr::Not(Box::new(self.node(*inner, at)?)),
            Expr::Boost { factor, inner } => Expr::Boost { factor, inner: Box::new(self.node(*inner, at)?) },
            Expr::Field { name, inner } => Expr::Field { name, inner: Box::new(self.node(*inner, at)?) },
            Expr::AtLeast { times, inner } => Expr::AtLeast { times, inner: Box::new(self.node(*inner, at)?) },
            Expr::Caps(inner) => Expr::Caps(Box::new(self.node(*inner, at)?)),
            Expr::Near { distance, ordered, parts } => Expr::Near { distance, ordered, parts: self.nodes(parts, at)? },
            Expr::Within { unit, parts } => Expr::Within { unit, parts: self.nodes(parts, at)? },
            leaf => {
                self.count_leaf(span)?;
                leaf
            }
        };
        Ok(Node { expr, span })
    }

    fn nodes(&mut self, nodes: Vec<Node>, at: Option<Span>) -> Result<Vec<Node>> {
        nodes.into_iter().map(|node| self.node(node, at)).collect()
    }

    fn count_leaf(&mut self, at: Span) -> Result<()> {
        self.leaves += 1;
        if self.leaves <= LEAVES_MAX {
            return Ok(());
        }
        let message = format!("with its saved searches the query has more than {LEAVES_MAX} words");
        Err(fault(self.query, at, message).hint("split it into several queries"))
    }

    /// The value of `query:`, a name or a group of names.
    fn names(&mut self, node: Node, at: Span) -> Result<Node> {
        let expr = match node.expr {
            Expr::Word(name) | Expr::Phrase { words: name, exact: false, .. } => return self.saved(&name, at),
            Expr::All(parts) => Expr::All(flat(self.each_name(parts, at)?)),
            Expr::Any(parts) => Expr::Any(self.each_name(parts, at)?),
            Expr::Not(inner) => Expr::Not(Box::new(self.names(*inner, at)?)),
            Expr::Boost { factor, inner } => Expr::Boost { factor, inner: Box::new(self.names(*inner, at)?) },
            _ => return Err(fault(self.query, at, format!("expected the name of a saved search after `{FIELD}:`"))),
        };
        Ok(Node { expr, span: at })
    }

    fn each_name(&mut self, nodes: Vec<Node>, at: Span) -> Result<Vec<Node>> {
        nodes.into_iter().map(|node| self.names(node, at)).collect()
    }

    /// One saved search: its query and its flags.
    fn saved(&mut self, typed: &str, at: Span) -> Result<Node> {
        let name = typed.to_lowercase();
        let Some(entry) = self.saved.iter().find(|entry| entry.name == name) else {
            return Err(fault(self.query, at, format!("there is no saved search `{typed}`"))
                .hint("`dateline alerts list` shows those there are, `dateline alerts add` saves one"));
        };
        if self.open.contains(&name) {
            let round = [self.open.as_slice(), &[name]].concat().join("`, `");
            return Err(fault(self.query, at, format!("these saved searches go round in a circle: `{round}`"))
                .hint("`dateline alerts add --replace` changes one of them"));
        }
        if self.open.len() == NESTED_MAX {
            let message = format!("more than {NESTED_MAX} saved searches name one another");
            return Err(fault(self.query, at, message));
        }
        let told = |error: Error| Error { message: format!("`{SAVED_QUERIES}`, `{name}`: {}", error.message), ..error };
        let parsed = parse(&entry.query).map_err(told)?;
        let flags = Filter::of_flags(&entry.flags).map_err(told)?;
        self.open.push(name.clone());
        let mut parts = Vec::new();
        if parsed.expr != Expr::Everything || entry.flags.is_empty() {
            parts.push(self.node(parsed, Some(at))?);
        }
        parts.extend(self.nodes(flag_nodes(&flags), Some(at))?);
        self.open.pop();
        let mut parts = flat(parts);
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        Ok(Node { expr: Expr::All(parts), span: at })
    }
}

/// An AND group inside an AND group is no group of its own; days that stand in the outermost can be told apart from
/// what is searched, so that the undated are counted.
fn flat(nodes: Vec<Node>) -> Vec<Node> {
    let parts = nodes.into_iter().flat_map(|node| match node.expr {
        Expr::All(inner) => inner,
        _ => vec![node],
    });
    parts.collect()
}

/// Flags as the query that means the same.
fn flag_nodes(filter: &Filter) -> Vec<Node> {
    let node = |expr| Node { expr, span: Span::default() };
    let field = |name, inner: Node| node(Expr::Field { name, inner: Box::new(inner) });
    let mut nodes = Vec::new();
    for (name, values) in filter.named() {
        let mut alternatives: Vec<Node> = values.iter().map(|value| field(name, flag_node(name, value))).collect();
        match alternatives.len() {
            0 => {}
            1 => nodes.push(alternatives.remove(0)),
            _ => nodes.push(node(Expr::Any(alternatives))),
        }
    }
    if filter.after.is_some() || filter.before.is_some() {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let range = format!("{}..{}", day(filter.after), day(filter.before));
        nodes.push(field("date", node(Expr::Word(range))));
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn entry(name: &str, query: &str, flags: &[(&str, &str)]) -> SavedQuery {
        let mut map: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (flag, value) in flags {
            map.entry(flag.to_string()).or_default().push(value.to_string());
        }
        SavedQuery { name: name.into(), query: query.into(), flags: map, since: String::new() }
    }

    fn unfolded(query: &str, saved: &[SavedQuery]) -> Result<String> {
        unfold(query, parse(query)?, saved).map(|node| node.to_string())
    }

    #[test]
    fn a_name_stands_for_its_search() {
        let saved = [
            entry(
                "docks",
                "strike -\"night shift\"",
                &[("speaker", "Ann Lee"), ("speaker", "=Bo"), ("after", "2025-08-01")],
            ),
            entry("ports", "harbour OR query:docks", &[]),
            entry("here", "", &[("source", "The Quay")]),
            entry("marked", "", &[("source", "The \"Daily” Quay"), ("path", "a\\b*")]),
            entry("all", "", &[]),
        ];
        for (query, expected) in [
            (
                "query:Docks",
                "strike AND NOT \"night shift\" AND (speaker:\"Ann Lee\" OR speaker:=Bo) AND date:2025-08-01..",
            ),
            ("a -query:here", "a AND NOT source:\"The Quay\""),
            ("query:marked", "source:\"The \\\"Daily\\” Quay\" AND path:\"a\\\\b*\""),
            ("query:here^2 b", "source:\"The Quay\"^2 AND b"),
            ("query:(here OR all)", "source:\"The Quay\" OR *"),
            (
                "query:ports",
                "harbour OR strike AND NOT \"night shift\" AND (speaker:\"Ann Lee\" OR speaker:=Bo) AND date:2025-08-01..",
            ),
        ] {
            let printed = unfolded(query, &saved).unwrap();
            assert_eq!(printed, expected, "{query}");
            assert_eq!(parse(&printed).unwrap().to_string(), printed, "{query}");
        }
        assert!(check_saved(&saved).is_ok());
    }

    #[test]
    fn what_is_inside_capitals_stands_where_the_name_does() {
        let saved = [entry("x", "the council in the town thanked everybody caps(aq*)", &[])];
        let Expr::All(parts) = unfold("query:x", parse("query:x").unwrap(), &saved).unwrap().expr else { panic!() };
        let Expr::Caps(inner) = &parts.last().unwrap().expr else { panic!() };
        assert_eq!(inner.span, Span::new(0, 7));
    }

    #[test]
    fn faults_point_at_the_name() {
        let deep: Vec<SavedQuery> =
            (0..20).map(|n| entry(&format!("d{n}"), &format!("query:d{}", n + 1), &[])).collect();
        let wide: Vec<SavedQuery> = (0..12)
            .map(|n| {
                let next = if n == 11 { "a".to_owned() } else { format!("query:w{} OR query:w{}", n + 1, n + 1) };
                entry(&format!("w{n}"), &next, &[])
            })
            .collect();
        for (saved, query, message) in [
            (vec![], "a query:x", "there is no saved search `x`"),
            (vec![entry("x", "query:x", &[])], "a query:x", "these saved searches go round in a circle: `x`, `x`"),
            (
                vec![entry("x", "query:y", &[]), entry("y", "b OR query:x", &[])],
                "a query:x",
                "these saved searches go round in a circle: `x`, `y`, `x`",
            ),
            (vec![entry("x", "(a", &[])], "a query:x", "`queries.jsonl`, `x`: this parenthesis is never closed"),
            (vec![entry("x", "a", &[("colour", "red")])], "query:x", "`queries.jsonl`, `x`: there is no flag `colour`"),
            (deep, "a query:d0", "more than 16 saved searches name one another"),
            (wide, "a query:w0", "with its saved searches the query has more than 1000 words"),
            (vec![], "query:=x", "expected the name of a saved search after `query:`"),
        ] {
            let error = unfolded(query, &saved).expect_err(query);
            assert_eq!(error.message, message);
        }
        assert!(check_saved(&[entry("x", "query:y", &[])]).is_err());
    }
}
