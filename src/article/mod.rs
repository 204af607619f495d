//! The vocabulary: plain data that the rooms hand to each other. Nothing here reads, decides or
//! serialises; JSON is `present`'s business.
//!
//! Offsets are bytes of UTF-8 inside the program and always lie on character boundaries; they become
//! Unicode code points only where they leave it.

mod annotations;
mod date;
mod record;

pub use annotations::*;
pub use date::*;
pub use record::*;

use std::ops::Range;

/// A stretch of a text: byte offsets, start included, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The text the span covers. Panics when the span was made for another text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    pub fn len(&self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// One article as the archive means it: cleaned, with what is known about it. The text is final:
/// everything downstream points into it and nothing changes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// The headline, without the site's name; empty when there is none.
    pub title: String,
    /// The body without the title: paragraphs joined by one blank line (`\n\n`), the dateline left in.
    pub text: String,
    /// The paragraphs of `text`, in order, never empty and never overlapping.
    pub paragraphs: Vec<Span>,
    /// The authors' names, one an entry, without "By".
    pub byline: Vec<String>,
    /// The outlet.
    pub source: Option<String>,
    /// The section or topic the outlet filed it under.
    pub section: Option<String>,
    /// ISO 639-1 code of the text's language, when it could be told.
    pub language: Option<String>,
    /// The canonical address.
    pub url: Option<String>,
    /// When it was published; `None` is a value, never a guess.
    pub published: Option<Published>,
}

/// What `clean` kept and what it took away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    pub article: Article,
    pub removed: Vec<Removed>,
}

/// A stretch of the record that is not the article, and the rule that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub text: String,
    /// The rule's name, as in the lexicon or the code that holds it.
    pub rule: String,
}

/// Why a readable record is not an article. Counted by reason, never lost from sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnArticle {
    /// A short name for counting: `listing`, `error-page`, `cookie-wall`, `empty`, …
    pub reason: &'static str,
}
