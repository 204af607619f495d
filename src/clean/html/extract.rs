//! A page's tree in, the markup of its main content out.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

/// The markup of the main content, or `None` where the extractor finds none.
pub fn content(doc: Document) -> Option<String> {
    // Structured data was read already.
    let config = Config { disable_json_ld: true, text_mode: TextMode::Raw, ..Config::default() };
    let mut readability = Readability::with_document(doc, None, Some(config)).ok()?;
    readability.parse().ok().map(|article| article.content.to_string())
}
