//! A segment's documents in, the rows of its articles out: 0, 1, 2 … with nothing between them.
//!
//! Quotations stand between the articles, some thirty after each. A table by document would be mostly holes, and
//! tantivy's sparse columns search for their place on every access; a row is a few instructions away.

use super::segment::Segment;
use tantivy::DocId;

/// Which row each article of a segment has.
pub struct Rows {
    /// For every 64 documents: which are articles, and how many articles stand before them.
    words: Vec<(u64, u32)>,
    articles: Vec<DocId>,
}

impl Rows {
    pub fn of(segment: &Segment) -> Rows {
        let max_doc = segment.reader.max_doc();
        let mut rows = Rows { words: vec![(0, 0); max_doc as usize / 64 + 1], articles: Vec::new() };
        let mut doc = 0;
        while doc < max_doc {
            rows.words[doc as usize / 64].0 |= 1 << (doc % 64);
            rows.articles.push(doc);
            doc += 1 + segment.quotations.first(doc).unwrap_or(0) as DocId;
        }
        let mut before = 0;
        for (articles, count) in &mut rows.words {
            *count = before;
            before += articles.count_ones();
        }
        rows
    }

    /// The articles, ascending: the n-th has row n.
    pub fn articles(&self) -> &[DocId] {
        &self.articles
    }

    /// Whether a document is an article, and no quotation.
    #[inline]
    pub fn is_article(&self, doc: DocId) -> bool {
        self.words[doc as usize / 64].0 >> (doc % 64) & 1 == 1
    }

    #[inline]
    pub fn row(&self, article: DocId) -> usize {
        let (articles, before) = self.words[article as usize / 64];
        before as usize + (articles & ((1 << (article % 64)) - 1)).count_ones() as usize
    }
}
