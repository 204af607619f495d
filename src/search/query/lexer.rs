//! A query in, its tokens out: words still with their marks, phrases with theirs taken off.

use super::fault;
use super::parser::kind_of;
use crate::article::Span;
use crate::error::Result;
use crate::index::FIELDS;
use crate::index::fields::FieldKind;
use std::ops::RangeInclusive;

/// The largest slop of a phrase and distance of `NEAR`: below the gap of 100 positions between paragraphs.
pub const SLOP_MAX: u32 = 99;

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    Open,
    Close,
    /// A `-` with something after it.
    Minus,
    Field(&'static str),
    /// `atleast3` with its parenthesis after it.
    AtLeast(u32),
    /// `caps` with its parenthesis after it.
    Caps,
    Word(String),
    Phrase {
        words: String,
        slop: u32,
        exact: bool,
    },
    Boost(f32),
    And,
    Or,
    Not,
    Near {
        distance: u32,
        ordered: bool,
    },
    Same,
    Sent,
}

/// Whether a character opens or closes a phrase. People mix them, so any of them ends what any of them began.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// Splits a query into tokens.
pub fn tokens(query: &str) -> Result<Vec<Token>> {
    let mut lexer = Lexer { query, at: 0, out: Vec::new() };
    while lexer.step()? {}
    Ok(lexer.out)
}

struct Lexer<'q> {
    query: &'q str,
    at: usize,
    out: Vec<Token>,
}

impl<'q> Lexer<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.out.push(Token { kind, span: Span::new(start, end) });
        self.at = end;
    }

    /// Reads one token; false at the end of the query.
    fn step(&mut self) -> Result<bool> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
        let (start, rest) = (self.at, self.rest());
        let Some(first) = rest.chars().next() else { return Ok(false) };
        let second = rest[first.len_utf8()..].chars().next();
        let starts_something = second.is_some_and(|c| !c.is_whitespace() && c != ')');
        let in_value = matches!(self.out.last(), Some(Token { kind: TokenKind::Field(_), .. }));
        match first {
            '(' => self.push(TokenKind::Open, start, start + 1),
            ')' => self.push(TokenKind::Close, start, start + 1),
            '-' if starts_something && !in_value => self.push(TokenKind::Minus, start, start + 1),
            '^' if blank == 0 && self.follows_group() => self.boost(start)?,
            '=' if second.is_some_and(is_quote) => self.phrase(start, start + 1, true)?,
            _ if is_quote(first) => self.phrase(start, start, false)?,
            _ => self.word(start, in_value)?,
        }
        Ok(true)
    }

    fn follows_group(&self) -> bool {
        matches!(self.out.last(), Some(Token { kind: TokenKind::Close | TokenKind::Phrase { .. }, .. }))
    }

    /// The end of the word that begins at `start`.
    fn word_end(&self, start: usize) -> usize {
        let rest = &self.query[start..];
        start + rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')' || is_quote(c)).unwrap_or(rest.len())
    }

    fn phrase(&mut self, start: usize, mark: usize, exact: bool) -> Result<()> {
        let open = mark + self.query[mark..].chars().next().map_or(0, char::len_utf8);
        let Some((words, length)) = unmarked(&self.query[open..]) else {
            let at = Span::new(start, open);
            return Err(fault(self.query, at, "expected a closing quotation mark")
                .hint("close the phrase with `\"`, or leave the mark out"));
        };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut end = open + length;
        let mut slop = 0;
        if self.query[end..].starts_with('~') {
            let digits = self.query[end + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let number = &self.query[end + 1..end + 1 + digits];
            let at = Span::new(end, end + 1 + digits);
            slop = self.number(number, 0..=SLOP_MAX, at, "`~`")?;
            end += 1 + digits;
        }
        self.push(TokenKind::Phrase { words, slop, exact }, start, end);
        Ok(())
    }

    fn number(&self, digits: &str, bounds: RangeInclusive<u32>, at: Span, after: &str) -> Result<u32> {
        let number = digits.parse::<u32>().ok().filter(|n| bounds.contains(n));
        let (min, max) = bounds.into_inner();
        number.ok_or_else(|| fault(self.query, at, format!("expected a number from {min} to {max} after {after}")))
    }

    fn boost(&mut self, start: usize) -> Result<()> {
        let end = self.word_end(start);
        let factor = self.factor(Span::new(start, end))?;
        self.push(TokenKind::Boost(factor), start, end);
        Ok(())
    }

    /// The number of a `^2` that stands at `at`.
    fn factor(&self, at: Span) -> Result<f32> {
        let text = &at.of(self.query)[1..];
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let factor = plain.then(|| text.parse::<f32>().ok()).flatten().filter(|f| *f > 0.0 && *f <= 1000.0);
        factor.ok_or_else(|| fault(self.query, at, "expected a number up to 1000 after `^`"))
    }

    fn word(&mut self, start: usize, in_value: bool) -> Result<()> {
        let end = self.word_end(start);
        let raw = &self.query[start..end];
        if let Some(inner) = self.field_in_value(raw, start) {
            return Err(fault(self.query, inner, "a field cannot stand inside another field"));
        }
        if !in_value {
            if let Some(kind) = self.operator(raw, Span::new(start, end))? {
                self.push(kind, start, end);
                return Ok(());
            }
            if let Some((name, length)) = self.field(raw, start)? {
                self.push(TokenKind::Field(name), start, start + length);
                return Ok(());
            }
        }
        if raw.eq_ignore_ascii_case("caps") && self.query[end..].starts_with('(') {
            self.push(TokenKind::Caps, start, end);
            return Ok(());
        }
        if let Some(digits) = self.at_least(raw, end) {
            let times = self.number(digits, 1..=1000, Span::new(start, end), "`atleast`")?;
            self.push(TokenKind::AtLeast(times), start, end);
            return Ok(());
        }
        let Some(caret) = raw.rfind('^').filter(|caret| *caret > 0) else {
            self.push(TokenKind::Word(raw.to_string()), start, end);
            return Ok(());
        };
        let factor = self.factor(Span::new(start + caret, end))?;
        if let Some(second) = raw[..caret].rfind('^').filter(|second| *second > 0) {
            return Err(fault(self.query, Span::new(start + second, end), "expected one `^` behind a word"));
        }
        self.push(TokenKind::Word(raw[..caret].to_string()), start, start + caret);
        self.push(TokenKind::Boost(factor), start + caret, end);
        Ok(())
    }

    fn operator(&self, raw: &str, at: Span) -> Result<Option<TokenKind>> {
        Ok(Some(match raw {
            "AND" => TokenKind::And,
            "OR" => TokenKind::Or,
            "NOT" => TokenKind::Not,
            "SAME" => TokenKind::Same,
            "SENT" => TokenKind::Sent,
            _ => {
                let (name, digits) = raw.split_once('/').unwrap_or((raw, ""));
                if name != "NEAR" && name != "ADJ" {
                    return Ok(None);
                }
                let distance = self.number(digits, 1..=SLOP_MAX, at, &format!("`{name}/`"));
                let distance = distance.map_err(|e| e.hint(format!("write `{name}/5`")))?;
                TokenKind::Near { distance, ordered: name == "ADJ" }
            }
        }))
    }

    /// The field a word names before its colon, and the length of both. A colon that ends a word is punctuation,
    /// unless the word is the name of a field.
    fn field(&self, raw: &str, start: usize) -> Result<Option<(&'static str, usize)>> {
        let Some((name, value)) = raw.split_once(':') else { return Ok(None) };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') {
            return Ok(None);
        }
        let end = start + name.len() + 1;
        let follows = self.query[end..].chars().next().is_some_and(|c| !c.is_whitespace() && c != ')');
        if let Some(field) = name_of_field(name) {
            if !follows {
                let about = format!("expected a value right after `{name}:`");
                return Err(fault(self.query, Span::new(start, end), about));
            }
            return Ok(Some((field, name.len() + 1)));
        }
        if value.is_empty() && !follows {
            return Ok(None);
        }
        if name.eq_ignore_ascii_case("year") {
            return Err(fault(self.query, Span::new(start, end), "there is no field `year`")
                .hint("`date:2025` finds what was published that year; `facets year` counts years"));
        }
        let known = FIELDS.iter().filter(|f| f.name != "year").map(|f| f.name).collect::<Vec<_>>().join(", ");
        Err(fault(self.query, Span::new(start, end), format!("there is no field `{name}`"))
            .hint(format!("fields are {known}; put the word in quotation marks to search for it as it is")))
    }

    /// The name of a field and its colon where another field's value should be words. In a value that is no text they may well
    /// be part of it: `path:date:2024.txt`.
    fn field_in_value(&self, raw: &str, start: usize) -> Option<Span> {
        let Some(TokenKind::Field(outer)) = self.out.last().map(|token| &token.kind) else { return None };
        let (name, _) = raw.split_once(':').filter(|_| kind_of(outer) == FieldKind::Text)?;
        let end = start + name.len() + 1;
        let follows = self.query[end..].chars().next().is_some_and(|c| !c.is_whitespace() && c != ')');
        (follows && name_of_field(name).is_some()).then_some(Span::new(start, end))
    }

    fn at_least<'r>(&self, raw: &'r str, end: usize) -> Option<&'r str> {
        let (name, digits) = raw.split_at_checked("atleast".len())?;
        if !name.eq_ignore_ascii_case("atleast") {
            return None;
        }
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        (number && self.query[end..].starts_with('(')).then_some(digits)
    }
}

/// What stands before the mark that closes a phrase, and the length of both. Behind a `\` a mark is one of its signs, and so
/// is another `\`.
fn unmarked(rest: &str) -> Option<(String, usize)> {
    let mut words = String::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let sign = chars.next_if(|(_, next)| c == '\\' && is_sign(*next));
        match sign {
            Some((_, sign)) => words.push(sign),
            None if is_quote(c) => return Some((words, at + c.len_utf8())),
            None => words.push(c),
        }
    }
    None
}

/// Whether a character of a phrase has to have a `\` before it.
fn is_sign(c: char) -> bool {
    c == '\\' || is_quote(c)
}

/// A phrase's words as they are written between its marks.
pub(super) fn marked(words: &str) -> String {
    let sign = |c: char| is_sign(c).then_some('\\').into_iter().chain([c]);
    words.chars().flat_map(sign).collect()
}

/// The field of that name, `lead` included: it is a view of the body that no table of its own holds.
fn name_of_field(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    if lower == "lead" {
        return Some("lead");
    }
    FIELDS.iter().map(|field| field.name).find(|known| *known == lower && *known != "year")
}
