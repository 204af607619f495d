//! The living documents of a commit in, their number and length out: what BM25 weighs words by.

use super::said;
use super::schema::Fields;
use super::tables::Table;
use tantivy::SegmentReader;

/// Documents and tokens of the living, for BM25: each kind of document has its own statistics, and deleted ones,
/// which tantivy's figures still count, have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub articles: u64,
    pub quotations: u64,
    /// Sums of field lengths, as precise as tantivy keeps the lengths.
    pub title_tokens: u64,
    pub body_tokens: u64,
    /// Words inside quotations.
    pub said_words: u64,
}

pub(super) const TABLE: Table = Table {
    name: "totals",
    version: 2,
    count: |searcher, fields| Ok(count(searcher.segment_readers(), fields)?.numbers().map(u64::to_le_bytes).concat()),
};

impl Totals {
    fn numbers(self) -> [u64; 5] {
        [self.articles, self.quotations, self.title_tokens, self.body_tokens, self.said_words]
    }

    /// Reads what [`TABLE`] holds.
    pub(super) fn read(content: &[u8]) -> Option<Totals> {
        let (numbers, []) = content.as_chunks::<8>() else { return None };
        let &[articles, quotations, title_tokens, body_tokens, said_words] = numbers else { return None };
        let [articles, quotations, title_tokens, body_tokens, said_words] =
            [articles, quotations, title_tokens, body_tokens, said_words].map(u64::from_le_bytes);
        Some(Totals { articles, quotations, title_tokens, body_tokens, said_words })
    }
}

/// The lengths of every article, a byte each, and of its quotations.
pub(super) fn count(segments: &[SegmentReader], fields: &Fields) -> tantivy::Result<Totals> {
    let mut totals = Totals::default();
    for segment in segments {
        let ordinals = segment.fast_fields().u64("ordinal")?;
        let title = segment.get_fieldnorms_reader(fields.title)?;
        let body = segment.get_fieldnorms_reader(fields.body)?;
        let said = segment.fast_fields().u64("said")?;
        let mut fragments = Vec::new();
        for doc in segment.doc_ids_alive() {
            if ordinals.first(doc) == Some(0) {
                totals.articles += 1;
                totals.title_tokens += u64::from(title.fieldnorm(doc));
                totals.body_tokens += u64::from(body.fieldnorm(doc));
                said::decode(said.values_for_doc(doc), &mut fragments);
                totals.said_words += fragments.iter().map(|fragment| u64::from(fragment.words)).sum::<u64>();
            } else {
                totals.quotations += 1;
            }
        }
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let totals = Totals { articles: 1, quotations: 2, title_tokens: 3, body_tokens: 4, said_words: u64::MAX };
        let bytes = totals.numbers().map(u64::to_le_bytes).concat();
        assert_eq!(Totals::read(&bytes), Some(totals));
        assert_eq!(Totals::read(&bytes[1..]), None);
    }
}
