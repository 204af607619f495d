//! A page's tree and the lines read from it in; out, whether the page is a list of stories rather than one.
//!
//! Taken for a list only when everything says so: headlines that are links, and not one paragraph of prose. A short article
//! among many related stories has its paragraph.

use dom_query::Document;
use std::collections::HashSet;

/// Linked headlines from which a page can be a list (guessed: a row of related stories has three or four).
const TEASERS_MIN: usize = 5;

/// A shorter linked heading is a section.
const HEADLINE_WORDS_MIN: usize = 4;

/// A line of so many words is a paragraph of prose; standfirsts of teasers are shorter (guessed).
const PROSE_WORDS_MIN: usize = 25;

/// The different headlines of the page that are links.
pub fn teasers(doc: &Document) -> usize {
    let headings = doc.select("h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4");
    let texts = headings.iter().map(|heading| heading.text().trim().to_owned());
    texts.filter(|text| text.split_whitespace().count() >= HEADLINE_WORDS_MIN).collect::<HashSet<_>>().len()
}

/// Whether lines with so many linked headlines around them are a list of stories.
pub fn is_listing(n_teasers: usize, lines: &[String]) -> bool {
    n_teasers >= TEASERS_MIN && lines.iter().all(|line| line.split_whitespace().count() < PROSE_WORDS_MIN)
}
