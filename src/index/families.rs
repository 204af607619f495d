//! A term of articles in, the documents of their whole families out: what an update deletes by.
//!
//! Only an article's document has its id and its file among its terms. Its quotations, some thirty of them, lie behind it and are
//! found by their number, so that none of them repeats what the article says.

use tantivy::columnar::Column;
use tantivy::postings::SegmentPostings;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

/// The articles of a term, each with its quotations.
#[derive(Debug, Clone)]
pub(super) struct Families(pub Term);

impl Query for Families {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Families {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let index = reader.inverted_index(self.0.field())?;
        Ok(match index.read_postings(&self.0, IndexRecordOption::Basic)? {
            None => Box::new(EmptyScorer),
            Some(articles) => {
                let quotations = reader.fast_fields().u64("quotations")?;
                Box::new(ConstScorer::new(FamilyDocs::new(articles, quotations), boost))
            }
        })
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("of a family", 1.0))
    }
}

/// Articles, each followed by its quotations.
struct FamilyDocs {
    articles: SegmentPostings,
    quotations: Column<u64>,
    doc: DocId,
    /// Of the current family.
    last: DocId,
}

impl FamilyDocs {
    fn new(articles: SegmentPostings, quotations: Column<u64>) -> FamilyDocs {
        let mut docs = FamilyDocs { articles, quotations, doc: 0, last: 0 };
        docs.enter();
        docs
    }

    fn enter(&mut self) -> DocId {
        self.doc = self.articles.doc();
        if self.doc != TERMINATED {
            self.last = self.doc + self.quotations.first(self.doc).unwrap_or(0) as DocId;
        }
        self.doc
    }
}

impl DocSet for FamilyDocs {
    fn advance(&mut self) -> DocId {
        if self.doc < self.last {
            self.doc += 1;
            return self.doc;
        }
        self.articles.advance();
        self.enter()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.articles.size_hint()
    }
}
