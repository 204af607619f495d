//! A page's tree in, the markup of its main content out.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use std::panic::AssertUnwindSafe;

/// The markup of the main content, or `None` where the extractor finds none.
pub fn content(doc: Document) -> Option<String> {
    // Structured data was read already.
    let config = Config { disable_json_ld: true, text_mode: TextMode::Raw, ..Config::default() };
    // The crate has a few `unwrap`s and an `unreachable!` of its own; a page that reaches one costs the extraction, for
    // which there is a fallback, and not the run.
    let extraction = AssertUnwindSafe(|| Readability::with_document(doc, None, Some(config)).ok()?.parse().ok());
    let article = std::panic::catch_unwind(extraction).ok()??;
    Some(article.content.to_string())
}
