//! An article in, the places it mentions out, each resolved to one place of the gazetteer.

use super::names::People;
use crate::article::{Article, Dateline, PlaceMention, Span};

/// Holds the gazetteer.
pub struct Resolver {}

impl Resolver {
    pub fn new() -> Self {
        Resolver {}
    }

    /// The places of the article, in text order, none overlapping. The dateline's place is resolved in passing:
    /// its `place` becomes the gazetteer's name.
    pub fn places(
        &self,
        _article: &Article,
        _sentences: &[Span],
        _people: &People,
        _dateline: &mut Option<Dateline>,
    ) -> Vec<PlaceMention> {
        Vec::new()
    }
}

impl Default for Resolver {
    fn default() -> Self {
        Self::new()
    }
}
