//! The joins between articles and quotations: arithmetic on document numbers, for a family stands together.

use crate::search::segment::Segment;
use tantivy::columnar::Column;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Quotations in, their articles out. An article is worth its best quotation.
pub struct ParentOf {
    inner: Box<dyn Scorer>,
    ordinal: Column<u64>,
    doc: DocId,
    score: Score,
}

impl ParentOf {
    pub fn new(inner: Box<dyn Scorer>, segment: &Segment) -> ParentOf {
        let mut join = ParentOf { inner, ordinal: segment.ordinal.clone(), doc: 0, score: 0.0 };
        join.take_family();
        join
    }

    fn parent_of(&self, quotation: DocId) -> DocId {
        quotation - self.ordinal.first(quotation).unwrap_or(0) as DocId
    }

    /// Reads all matching quotations of the next article.
    fn take_family(&mut self) -> DocId {
        let first = self.inner.doc();
        if first == TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        self.doc = self.parent_of(first);
        self.score = self.inner.score();
        while self.inner.advance() != TERMINATED && self.parent_of(self.inner.doc()) == self.doc {
            self.score = self.score.max(self.inner.score());
        }
        self.doc
    }
}

impl DocSet for ParentOf {
    fn advance(&mut self) -> DocId {
        self.take_family()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target && self.inner.doc() < target {
            self.inner.seek(target);
        }
        while self.doc < target {
            self.take_family();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

impl Scorer for ParentOf {
    fn score(&mut self) -> Score {
        self.score
    }
}

/// Articles in, their quotations out.
pub struct ChildrenOf {
    inner: Box<dyn Scorer>,
    ordinal: Column<u64>,
    quotations: Column<u64>,
    doc: DocId,
    /// Last quotation of the current article.
    last: DocId,
}

impl ChildrenOf {
    pub fn new(inner: Box<dyn Scorer>, segment: &Segment) -> ChildrenOf {
        let (ordinal, quotations) = (segment.ordinal.clone(), segment.quotations.clone());
        let mut join = ChildrenOf { inner, ordinal, quotations, doc: 0, last: 0 };
        join.enter_family();
        join
    }

    /// Goes to the first quotation of the article `inner` is at, or of the next one that has any.
    fn enter_family(&mut self) -> DocId {
        let mut article = self.inner.doc();
        while article != TERMINATED {
            let quotations = self.quotations.first(article).unwrap_or(0) as DocId;
            if quotations > 0 {
                self.last = article + quotations;
                self.doc = article + 1;
                return self.doc;
            }
            article = self.inner.advance();
        }
        self.doc = TERMINATED;
        TERMINATED
    }
}

impl DocSet for ChildrenOf {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        if self.doc < self.last {
            self.doc += 1;
            return self.doc;
        }
        self.inner.advance();
        self.enter_family()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target <= self.last {
            self.doc = target;
            return target;
        }
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        let article = target - self.ordinal.first(target).unwrap_or(0) as DocId;
        self.inner.advance();
        if self.inner.doc() < article {
            self.inner.seek(article);
        }
        if self.enter_family() < target {
            self.doc = target;
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }
}

impl Scorer for ChildrenOf {
    fn score(&mut self) -> Score {
        self.inner.score()
    }
}
