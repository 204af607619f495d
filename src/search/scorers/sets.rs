//! Sets of documents without scores: everything, a field's values, days.

use super::Domain;
use crate::search::plan::Values;
use crate::search::segment::Segment;
use tantivy::columnar::Column;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// Every article: from one to the next is its number of quotations and one.
pub struct Articles {
    quotations: Column<u64>,
    ordinal: Column<u64>,
    doc: DocId,
    max_doc: DocId,
}

impl Articles {
    pub fn new(segment: &Segment) -> Articles {
        let max_doc = segment.reader.max_doc();
        let doc = if max_doc == 0 { TERMINATED } else { 0 };
        Articles { quotations: segment.quotations.clone(), ordinal: segment.ordinal.clone(), doc, max_doc }
    }

    fn at(&mut self, doc: DocId) -> DocId {
        self.doc = if doc < self.max_doc { doc } else { TERMINATED };
        self.doc
    }
}

impl DocSet for Articles {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.at(self.doc + 1 + self.quotations.first(self.doc).unwrap_or(0) as DocId)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target || target >= self.max_doc {
            return if self.doc >= target { self.doc } else { self.at(target) };
        }
        let ordinal = self.ordinal.first(target).unwrap_or(0) as DocId;
        self.at(target - ordinal);
        if ordinal > 0 { self.advance() } else { self.doc }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.max_doc
    }
}

/// Documents that pass a test, looked at one by one.
pub struct Tested {
    test: Box<dyn Fn(DocId) -> bool + Send>,
    doc: DocId,
    max_doc: DocId,
}

impl Tested {
    fn new(segment: &Segment, test: impl Fn(DocId) -> bool + Send + 'static) -> Tested {
        let mut tested = Tested { test: Box::new(test), doc: 0, max_doc: segment.reader.max_doc() };
        tested.next_from(0);
        tested
    }

    /// Every quotation.
    pub fn quotations(segment: &Segment) -> Tested {
        let ordinal = segment.ordinal.clone();
        Tested::new(segment, move |doc| ordinal.first(doc).is_some_and(|n| n > 0))
    }

    /// Articles whose days overlap the ones asked for.
    pub fn days(segment: &Segment, from: i64, to: i64) -> Tested {
        let (first, last) = (segment.from_day.clone(), segment.to_day.clone());
        Tested::new(segment, move |doc| {
            first.first(doc).is_some_and(|day| day <= to) && last.first(doc).is_some_and(|day| day >= from)
        })
    }

    /// Articles without a date.
    pub fn undated(segment: &Segment) -> Tested {
        let (ordinal, first) = (segment.ordinal.clone(), segment.from_day.clone());
        Tested::new(segment, move |doc| ordinal.first(doc) == Some(0) && first.first(doc).is_none())
    }

    fn next_from(&mut self, from: DocId) -> DocId {
        self.doc = (from..self.max_doc).find(|doc| (self.test)(*doc)).unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for Tested {
    fn advance(&mut self) -> DocId {
        self.next_from(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.next_from(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.max_doc
    }
}

/// Documents that hold one of several values.
#[expect(
    clippy::large_enum_variant,
    reason = "one for each word and segment, and a box would stand in the hottest path"
)]
pub enum ValueDocs {
    One(SegmentPostings),
    Many(Vec<DocId>, usize),
}

impl ValueDocs {
    /// Where articles and quotations share a field, only those of `domain` are given.
    pub fn open(values: &Values, domain: Domain, segment: &Segment) -> tantivy::Result<ValueDocs> {
        let here: Vec<_> = values.lists.iter().filter(|list| list.segment == segment.number).collect();
        let shared = here.iter().any(|list| list.field == segment.fields.speaker);
        let mut docs = Vec::new();
        for list in &here {
            let index = segment.reader.inverted_index(list.field)?;
            let mut postings = index.read_postings_from_terminfo(&list.info, IndexRecordOption::Basic)?;
            if here.len() == 1 && !shared {
                return Ok(ValueDocs::One(postings));
            }
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let is_article = segment.ordinal.first(doc) == Some(0);
                if is_article == (domain == Domain::Articles) {
                    docs.push(doc);
                }
                doc = postings.advance();
            }
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(ValueDocs::Many(docs, 0))
    }
}

impl DocSet for ValueDocs {
    fn advance(&mut self) -> DocId {
        match self {
            ValueDocs::One(list) => list.advance(),
            ValueDocs::Many(_, at) => {
                *at += 1;
                self.doc()
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            ValueDocs::One(list) => list.seek(target),
            ValueDocs::Many(docs, at) => {
                *at += docs[*at..].partition_point(|doc| *doc < target);
                self.doc()
            }
        }
    }

    fn doc(&self) -> DocId {
        match self {
            ValueDocs::One(list) => list.doc(),
            ValueDocs::Many(docs, at) => docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            ValueDocs::One(list) => list.size_hint(),
            ValueDocs::Many(docs, _) => docs.len() as u32,
        }
    }
}
