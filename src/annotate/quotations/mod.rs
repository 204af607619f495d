//! An article in, its quotations out: what is quoted, the cue, and who said it.

use super::names::People;
use crate::article::{Article, Quotation, Span};

/// The quotations of the article, in text order.
pub fn quotations(_article: &Article, _sentences: &[Span], _people: &People) -> Vec<Quotation> {
    Vec::new()
}
