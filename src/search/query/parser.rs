//! Tokens in, syntax tree out. Recursive descent, and the descent is counted: a query can be refused for its
//! depth, never overflow the stack.

use super::dates::turned;
use super::lexer::{Token, TokenKind, tokens};
use super::{DateRange, Expr, Node, Unit, date_range, fault};
use crate::article::Span;
use crate::error::{Error, Result};
use crate::index::FIELDS;
use crate::index::fields::FieldKind;
use crate::search::near::{CIRCLES, circle};

/// Parentheses, negations and operators inside one another. People need three or four.
const DEPTH_MAX: usize = 40;

/// Words, phrases and values of one query. The longest sentence queries of the classic test collections have some
/// 130; a saved query with every spelling of every name some hundreds.
const LEAVES_MAX: usize = 1000;

/// Words or phrases that one chain of `NEAR` or `ADJ` joins, those in its parentheses counted in. What one joins is found as
/// pairs of places, of which frequent words make very many; guessed: people join two or three.
const NEAR_MAX: usize = 10;

/// Bytes of a query: room for [`LEAVES_MAX`] long words.
const BYTES_MAX: usize = 64 << 10;

/// Reads a query. The empty one asks for everything.
pub fn parse(query: &str) -> Result<Node> {
    if query.len() > BYTES_MAX {
        let message = format!("the query has {} bytes; at most {BYTES_MAX} are taken", query.len());
        return Err(Error::new(message).hint("split it into several queries"));
    }
    let tokens = tokens(query)?;
    let mut parser = Parser { query, tokens, next: 0, depth: 0, leaves: 0, field: None };
    if parser.tokens.is_empty() {
        return Ok(Node { expr: Expr::Everything, span: Span::new(0, query.len()) });
    }
    let node = parser.any()?;
    match parser.tokens.get(parser.next) {
        None => Ok(node),
        Some(token) => Err(fault(query, token.span, "this parenthesis was never opened")),
    }
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    leaves: usize,
    /// The field whose value is being read.
    field: Option<&'static str>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    /// Steps over the next token when it is `kind`.
    fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == Some(kind);
        self.next += usize::from(found);
        found
    }

    /// Where the next token stands, or the end of the query.
    fn here(&self) -> Span {
        self.tokens.get(self.next).map_or(Span::new(self.query.len(), self.query.len()), |token| token.span)
    }

    fn error<T>(&self, at: Span, message: impl Into<String>) -> Result<T> {
        Err(fault(self.query, at, message))
    }

    /// One level deeper for the time of `read`.
    fn deeper(&mut self, read: fn(&mut Self) -> Result<Node>) -> Result<Node> {
        if self.depth == DEPTH_MAX {
            let message = format!("the query is nested more than {DEPTH_MAX} deep");
            return self.error(self.here(), message);
        }
        self.depth += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn any(&mut self) -> Result<Node> {
        let mut parts = vec![self.all()?];
        while self.take(&TokenKind::Or) {
            parts.push(self.all()?);
        }
        Ok(group(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Node> {
        let mut parts = vec![self.unary()?];
        loop {
            match self.peek() {
                Some(TokenKind::And) => self.next += 1,
                None | Some(TokenKind::Or | TokenKind::Close) => break,
                Some(_) => {}
            }
            parts.push(self.unary()?);
        }
        Ok(group(parts, Expr::All))
    }

    fn unary(&mut self) -> Result<Node> {
        let start = self.here().start;
        if !self.take(&TokenKind::Not) && !self.take(&TokenKind::Minus) {
            return self.near();
        }
        let inner = self.deeper(Self::unary)?;
        let span = Span::new(start, inner.span.end);
        Ok(Node { expr: Expr::Not(Box::new(inner)), span })
    }

    fn near(&mut self) -> Result<Node> {
        let mut parts = vec![self.item()?];
        let mut chain: Option<(TokenKind, Span)> = None;
        while let Some(operator) = self.peek().filter(|kind| is_near(kind)).cloned() {
            let at = self.here();
            match &chain {
                Some((first, _)) if *first != operator => {
                    return Err(fault(self.query, at, "expected the same operator as before")
                        .hint("say with parentheses what belongs together"));
                }
                _ => chain = Some((operator, at)),
            }
            self.next += 1;
            parts.push(self.item()?);
        }
        let Some((operator, at)) = chain else { return Ok(group(parts, Expr::All)) };
        for part in &parts {
            self.check_positional(part, at.of(self.query))?;
        }
        let joined: usize = parts.iter().map(joined).sum();
        if joined > NEAR_MAX && matches!(operator, TokenKind::Near { .. }) {
            let message = format!("`NEAR` and `ADJ` join at most {NEAR_MAX} words or phrases, here {joined}");
            let span = Span::new(parts[0].span.start, parts[parts.len() - 1].span.end);
            return Err(fault(self.query, span, message).hint("`SENT` and `SAME` join as many as one likes"));
        }
        Ok(group(parts, |parts| match operator {
            TokenKind::Near { distance, ordered } => Expr::Near { distance, ordered, parts },
            TokenKind::Same => Expr::Within { unit: Unit::Paragraph, parts },
            _ => Expr::Within { unit: Unit::Sentence, parts },
        }))
    }

    /// What stands beside `NEAR` and its kin must have a place in the text.
    fn check_positional(&self, node: &Node, operator: &str) -> Result<()> {
        match &node.expr {
            Expr::Word(_) | Expr::Exact(_) | Expr::Pattern(_) | Expr::Fuzzy { .. } | Expr::Phrase { .. } => Ok(()),
            Expr::Any(parts) | Expr::Near { parts, .. } | Expr::Within { parts, .. } => {
                parts.iter().try_for_each(|part| self.check_positional(part, operator))
            }
            Expr::Caps(inner) => self.check_positional(inner, operator),
            _ => self.error(node.span, format!("`{operator}` joins words, phrases, and words or phrases with OR")),
        }
    }

    fn item(&mut self) -> Result<Node> {
        let inner = self.atom()?;
        let end = self.here();
        let Some(TokenKind::Boost(factor)) = self.peek().cloned() else { return Ok(inner) };
        self.next += 1;
        let span = Span::new(inner.span.start, end.end);
        Ok(Node { expr: Expr::Boost { factor, inner: Box::new(inner) }, span })
    }

    fn atom(&mut self) -> Result<Node> {
        let at = self.here();
        let Some(token) = self.tokens.get(self.next).cloned() else {
            return self.error(at, "expected a word, a phrase or a parenthesis");
        };
        let expr = match token.kind {
            TokenKind::Open => return self.parenthesis(),
            TokenKind::Word(word) => self.word(word, at)?,
            TokenKind::Phrase { words, slop, exact } => self.phrase(words, slop, exact, at)?,
            TokenKind::Field(name) => return self.field(name, at),
            TokenKind::AtLeast(times) => return self.at_least(times, at),
            TokenKind::Caps => return self.caps(at),
            TokenKind::Boost(_) => return self.error(at, "expected a word before `^`"),
            _ => return self.error(at, "expected a word, a phrase or a parenthesis"),
        };
        self.leaf(Node { expr, span: at })
    }

    /// Counts a leaf and checks it against its field.
    fn leaf(&mut self, node: Node) -> Result<Node> {
        self.next += 1;
        self.leaves += 1;
        if self.leaves > LEAVES_MAX {
            let message = format!("the query has more than {LEAVES_MAX} words");
            return Err(fault(self.query, node.span, message).hint("split it into several queries"));
        }
        if let Some(name) = self.field {
            self.check_value(name, &node)?;
        }
        Ok(node)
    }

    fn parenthesis(&mut self) -> Result<Node> {
        let open = self.here();
        self.next += 1;
        if self.peek() == Some(&TokenKind::Close) {
            return self.error(self.here(), "expected a word inside the parentheses");
        }
        let mut inner = self.deeper(Self::any)?;
        let end = self.here().end;
        if !self.take(&TokenKind::Close) {
            return self.error(open, "this parenthesis is never closed");
        }
        inner.span = Span::new(open.start, end);
        Ok(inner)
    }

    fn field(&mut self, name: &'static str, at: Span) -> Result<Node> {
        if self.field.is_some() {
            return self.error(at, "a field cannot stand inside another field");
        }
        self.next += 1;
        self.field = Some(name);
        let inner = self.deeper(Self::atom)?;
        self.field = None;
        let span = Span::new(at.start, inner.span.end);
        Ok(Node { expr: Expr::Field { name, inner: Box::new(inner) }, span })
    }

    fn at_least(&mut self, times: u32, at: Span) -> Result<Node> {
        self.next += 1;
        let inner = self.parenthesis()?;
        self.check_positional(&inner, &format!("atleast{times}"))?;
        let span = Span::new(at.start, inner.span.end);
        Ok(Node { expr: Expr::AtLeast { times, inner: Box::new(inner) }, span })
    }

    fn caps(&mut self, at: Span) -> Result<Node> {
        self.next += 1;
        let inner = self.parenthesis()?;
        self.check_positional(&inner, "caps")?;
        let span = Span::new(at.start, inner.span.end);
        Ok(Node { expr: Expr::Caps(Box::new(inner)), span })
    }

    /// Whether what is being read is words, and not a value.
    fn is_text(&self) -> bool {
        self.field.is_none_or(|name| kind_of(name) == FieldKind::Text)
    }

    fn phrase(&self, words: String, slop: u32, exact: bool, at: Span) -> Result<Expr> {
        if self.is_text() && words.contains('*') {
            return Err(fault(self.query, at, "`*` stands for nothing inside quotation marks")
                .hint("leave it out, or leave the quotation marks out: `sta* ADJ/1 war`"));
        }
        if self.is_text() && words.split_whitespace().any(|word| word.len() > 1 && word.starts_with('=')) {
            return Err(fault(self.query, at, "`=` stands for nothing inside quotation marks")
                .hint("before the first mark it asks for the very words of the phrase: `=\"star war\"`"));
        }
        Ok(Expr::Phrase { words, slop, exact })
    }

    /// A word with its marks read: `=`, `*`, `~`. Inside a value only a `*` means anything.
    fn word(&self, word: String, at: Span) -> Result<Expr> {
        let is_text = self.is_text();
        if word == "*" && self.field.is_none() {
            return Ok(Expr::Everything);
        }
        if let Some(name) = self.field.filter(|name| is_spoken(kind_of(name))) {
            self.check_marks(name, &word, at)?;
        }
        if let Some(exact) = word.strip_prefix('=').filter(|rest| !rest.is_empty()) {
            if is_text && exact.contains('*') {
                return self.error(at, "`=` asks for one form of a word and `*` for many: leave one of them out");
            }
            return Ok(Expr::Exact(exact.to_string()));
        }
        if is_text && word.contains('*') {
            if word.chars().all(|c| !c.is_alphanumeric()) {
                return self.error(at, "expected letters beside `*`");
            }
            return Ok(Expr::Pattern(word));
        }
        if !is_text && word.contains('*') {
            return Ok(Expr::Pattern(word));
        }
        let Some((stem, edits)) = word.rsplit_once('~').filter(|(stem, _)| is_text && !stem.is_empty()) else {
            return Ok(Expr::Word(word));
        };
        match edits {
            "" | "1" => Ok(Expr::Fuzzy { word: stem.to_string(), edits: 1 }),
            "2" => Ok(Expr::Fuzzy { word: stem.to_string(), edits: 2 }),
            _ => self.error(at, "expected `~`, `~1` or `~2` at the end of the word"),
        }
    }

    /// Marks that would be dropped with what else is no letter of a name.
    fn check_marks(&self, name: &str, word: &str, at: Span) -> Result<()> {
        if word.starts_with('-') && word.contains(char::is_alphanumeric) {
            let message = format!("a minus stands before the field: `-{name}:{}`", &word[1..]);
            return self.error(at, message);
        }
        let is_slip = |(stem, edits): &(&str, &str)| !stem.is_empty() && matches!(*edits, "" | "1" | "2");
        if kind_of(name) != FieldKind::Text && word.rsplit_once('~').filter(is_slip).is_some() {
            return self.error(at, format!("`~` is not supported in `{name}:`"));
        }
        Ok(())
    }

    /// What a field's value must look like, told while the caret can still point at it.
    fn check_value(&self, name: &'static str, node: &Node) -> Result<()> {
        let kind = kind_of(name);
        let value = match &node.expr {
            Expr::Word(value) => value,
            Expr::Phrase { words, .. } if kind != FieldKind::Date => words,
            Expr::Exact(value) if kind != FieldKind::Date => value,
            Expr::Pattern(value) if kind == FieldKind::Value => {
                return match value.find('*') == Some(value.len() - 1) {
                    true => Ok(()),
                    false => self.error(node.span, format!("in `{name}:` a `*` can stand only at the end")),
                };
            }
            _ if kind == FieldKind::Text => return Ok(()),
            Expr::Pattern(_) => return self.error(node.span, format!("`*` is not supported in `{name}:`")),
            _ => return self.date_error(name, node.span),
        };
        if kind == FieldKind::Date
            && let Some(turned) = turned(value)
        {
            return Err(fault(self.query, node.span, format!("the days after `{name}:` end before they begin"))
                .hint(format!("the earlier one comes first: `{turned}`")));
        }
        match (kind, date_range(value)) {
            (FieldKind::Date, None) => self.date_error(name, node.span),
            (FieldKind::Date, Some(DateRange::Undated)) if name == "mentions" => self.date_error(name, node.span),
            (FieldKind::Circle, _) if circle(value).is_none() => {
                Err(fault(self.query, node.span, format!("expected a circle after `{name}:`")).hint(CIRCLES))
            }
            _ => Ok(()),
        }
    }

    fn date_error(&self, name: &str, at: Span) -> Result<()> {
        let error = fault(self.query, at, format!("expected a date after `{name}:`"));
        Err(error.hint(match name {
            "mentions" => "dates are `2025`, `2025-Q3`, `2025-08`, `2025-08-16`, `2025-08-01..2025-08-31`, `2025..` and `..2025`",
            _ => "dates are `2025`, `2025-Q3`, `2025-08`, `2025-08-16`, `2025-08-01..2025-08-31`, `2025..`, `..2025` and `none`",
        }))
    }
}

/// How a field's values are matched.
pub(super) fn kind_of(name: &str) -> FieldKind {
    FIELDS.iter().find(|field| field.name == name).map_or(FieldKind::Text, |field| field.kind)
}

/// Whether a field holds words or names, of which only letters and digits count.
fn is_spoken(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::Name | FieldKind::Place)
}

/// How many words or phrases are joined to one stretch of text.
fn joined(node: &Node) -> usize {
    match &node.expr {
        Expr::Near { parts, .. } => parts.iter().map(joined).sum(),
        Expr::Any(parts) | Expr::Within { parts, .. } => parts.iter().map(joined).max().unwrap_or(1),
        Expr::Caps(inner) => joined(inner),
        _ => 1,
    }
}

fn is_near(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Near { .. } | TokenKind::Same | TokenKind::Sent)
}

/// One part alone, or all of them under `make`.
fn group(mut parts: Vec<Node>, make: impl FnOnce(Vec<Node>) -> Expr) -> Node {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let span = Span::new(parts[0].span.start, parts[parts.len() - 1].span.end);
    Node { expr: make(parts), span }
}
