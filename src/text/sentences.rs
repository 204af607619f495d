//! A text and its paragraphs in, its sentences out.

use crate::article::Span;

/// The sentences of `text`, in order; none crosses a paragraph, every non-blank character of a paragraph
/// lies in one. `language` is an ISO 639-1 code where known.
pub fn sentences(_text: &str, paragraphs: &[Span], _language: Option<&str>) -> Vec<Span> {
    paragraphs.to_vec()
}
