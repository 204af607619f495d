//! An article in, the dates it mentions out, resolved against its publication.

use crate::article::{Article, DateMention, Dateline};

/// The dates mentioned in the text, in text order, none overlapping.
pub fn dates(_article: &Article, _dateline: Option<&Dateline>) -> Vec<DateMention> {
    Vec::new()
}
