//! An article in, the people it names out: every mention, and which mentions are one person.

use crate::article::{Article, Span};

/// The people an article names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    pub persons: Vec<Person>,
    /// Mentions by name (not pronouns), in text order, none overlapping.
    pub mentions: Vec<PersonMention>,
}

/// One person, as this article tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The fullest form of the name in the article, titles taken off.
    pub name: String,
    pub role: Option<String>,
}

/// One mention of a person by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PersonMention {
    /// The name without titles.
    pub span: Span,
    /// Index into [`People::persons`].
    pub person: usize,
    /// How sure it is that these words name a person here, 0 to 1.
    pub confidence: f32,
}

/// The people named in the article's text.
pub fn people(_article: &Article, _sentences: &[Span]) -> People {
    People::default()
}
