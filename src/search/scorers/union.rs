//! Documents that any of the parts holds, with the sum of their scores.
//!
//! Works through windows of documents, each part adding its scores in one run: far cheaper than keeping the parts
//! in order, for a query of thirty words most of all. (The same idea as tantivy's buffered union, whose
//! constructor is private.)

use super::leaf::LeafScorer;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// Documents in a window: 16 KiB of scores stay in the first-level cache. Borrowed from tantivy.
const WINDOW: usize = 4096;

/// The union of leaves and other scorers.
pub struct Union {
    leaves: Vec<LeafScorer>,
    others: Vec<Box<dyn Scorer>>,
    scores: Box<[Score]>,
    present: Box<[u64]>,
    window_start: DocId,
    /// The word of `present` we are in.
    word: usize,
    doc: DocId,
    cost: u64,
}

impl Union {
    pub fn new(leaves: Vec<LeafScorer>, others: Vec<Box<dyn Scorer>>) -> Union {
        let cost = leaves.iter().map(DocSet::cost).sum::<u64>() + others.iter().map(|o| o.cost()).sum::<u64>();
        let mut union = Union {
            leaves,
            others,
            scores: vec![0.0; WINDOW].into(),
            present: vec![0; WINDOW / 64].into(),
            window_start: 0,
            word: WINDOW / 64,
            doc: 0,
            cost,
        };
        union.advance();
        union
    }

    /// Fills the next window; false when all parts are through.
    fn refill(&mut self) -> bool {
        self.leaves.retain(|leaf| leaf.doc() != TERMINATED);
        self.others.retain(|other| other.doc() != TERMINATED);
        let docs = self.leaves.iter().map(DocSet::doc).chain(self.others.iter().map(|other| other.doc()));
        let Some(start) = docs.min() else { return false };
        self.window_start = start;
        self.word = 0;
        for leaf in &mut self.leaves {
            leaf.take_until((start + WINDOW as DocId).min(TERMINATED), |doc, score| {
                let at = (doc - start) as usize;
                self.scores[at] += score;
                self.present[at / 64] |= 1 << (at % 64);
            });
        }
        for other in &mut self.others {
            fill(other, start, &mut self.scores, &mut self.present);
        }
        true
    }

    /// Forgets the rest of the window.
    fn clear(&mut self) {
        self.present.fill(0);
        self.scores.fill(0.0);
        self.word = WINDOW / 64;
    }
}

/// Adds one part's documents of the window.
fn fill(part: &mut impl Scorer, start: DocId, scores: &mut [Score], present: &mut [u64]) {
    let end = start.saturating_add(WINDOW as DocId);
    let mut doc = part.doc();
    while doc < end && doc != TERMINATED {
        let at = (doc - start) as usize;
        scores[at] += part.score();
        present[at / 64] |= 1 << (at % 64);
        doc = part.advance();
    }
}

impl DocSet for Union {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        // The score of the document we leave has been read: its place is for the next window.
        if self.word < WINDOW / 64 && self.doc >= self.window_start {
            self.scores[(self.doc - self.window_start) as usize] = 0.0;
        }
        loop {
            while self.word < WINDOW / 64 {
                let bits = self.present[self.word];
                if bits != 0 {
                    let bit = bits.trailing_zeros() as usize;
                    self.present[self.word] &= bits - 1;
                    self.doc = self.window_start + (self.word * 64 + bit) as DocId;
                    return self.doc;
                }
                self.word += 1;
            }
            if !self.refill() {
                self.doc = TERMINATED;
                return TERMINATED;
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target - self.window_start >= WINDOW as DocId {
            self.clear();
            for leaf in &mut self.leaves {
                leaf.seek(target);
            }
            for other in &mut self.others {
                if other.doc() < target {
                    other.seek(target);
                }
            }
            // No document is current while the parts are moved.
            self.window_start = target;
        }
        let mut doc = self.advance();
        while doc < target {
            doc = self.advance();
        }
        doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.cost.min(u64::from(u32::MAX)) as u32
    }

    fn cost(&self) -> u64 {
        self.cost
    }
}

impl Scorer for Union {
    fn score(&mut self) -> Score {
        if self.doc == TERMINATED { 0.0 } else { self.scores[(self.doc - self.window_start) as usize] }
    }
}
