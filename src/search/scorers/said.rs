//! A leaf in the quotations of one segment: those that hold its words, and their BM25.
//!
//! A quotation's words are the article's, so the posting lists are the body's. Of every article that holds the words
//! their positions are laid over its quotations; a quotation is matched by the positions it holds, counted from its own
//! first word, its fragments read as one text.

use super::leaf::candidate;
use super::words::Words;
use crate::index::said::{Fragment, decode};
use crate::search::deadline::is_over;
use crate::search::plan::Leaf;
use crate::search::segment::Segment;
use crate::search::shape::{Shape, Starts};
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// A leaf's quotations, ascending.
pub struct SaidScorer {
    shape: Shape,
    weight: Score,
    k1: f32,
    factors: Arc<[f32; 256]>,
    slots: Vec<Words>,
    /// The only articles looked into, ascending; `None` means all.
    among: Option<Vec<DocId>>,
    ordinal: Column<u64>,
    said: Column<u64>,
    /// The article whose quotations these are, the quotations of it that match, and where we are in them.
    article: DocId,
    found: Vec<Found>,
    at: usize,
    /// Reused from article to article: its quotations' fragments, and where each word stands in the text and in one
    /// quotation.
    fragments: Vec<Fragment>,
    in_text: Vec<Vec<u32>>,
    in_quotation: Vec<Vec<u32>>,
}

/// A quotation that matches.
struct Found {
    doc: DocId,
    frequency: u32,
    words: u32,
}

impl SaidScorer {
    pub fn open(leaf: &Leaf, segment: &Segment) -> tantivy::Result<SaidScorer> {
        SaidScorer::within(leaf, segment, None)
    }

    /// Looks into these articles, ascending, and into no others.
    pub fn among(leaf: &Leaf, segment: &Segment, articles: Vec<DocId>) -> tantivy::Result<SaidScorer> {
        SaidScorer::within(leaf, segment, Some(articles))
    }

    fn within(leaf: &Leaf, segment: &Segment, among: Option<Vec<DocId>>) -> tantivy::Result<SaidScorer> {
        let open = |slot| Words::open(slot, segment.fields.body, segment, true);
        let slots = leaf.slots.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let mut scorer = SaidScorer {
            shape: leaf.shape.clone(),
            weight: leaf.weight,
            k1: leaf.k1,
            factors: leaf.zones[0].factors.clone(),
            ordinal: segment.ordinal.clone(),
            said: segment.reader.fast_fields().u64("said")?,
            article: 0,
            found: Vec::new(),
            at: 0,
            fragments: Vec::new(),
            in_text: vec![Vec::new(); slots.len()],
            in_quotation: vec![Vec::new(); slots.len()],
            slots,
            among,
        };
        scorer.enter(0);
        Ok(scorer)
    }

    fn parent_of(&self, doc: DocId) -> DocId {
        doc - self.ordinal.first(doc).unwrap_or(0) as DocId
    }

    /// Goes to the first article from `target` on with a quotation that matches.
    fn enter(&mut self, mut target: DocId) {
        self.at = 0;
        loop {
            self.found.clear();
            self.article = self.next_candidate(target);
            if self.article == TERMINATED || is_over() {
                self.article = TERMINATED;
                return;
            }
            self.find();
            if !self.found.is_empty() {
                return;
            }
            target = self.article + 1;
        }
    }

    /// The first article from `target` on that holds the words and may be looked into.
    fn next_candidate(&mut self, mut target: DocId) -> DocId {
        loop {
            if let Some(among) = &self.among {
                let next = among.partition_point(|article| *article < target);
                target = among.get(next).copied().unwrap_or(TERMINATED);
            }
            let found = candidate(&self.shape, &mut self.slots, target);
            if self.among.is_none() || found == target {
                return found;
            }
            target = found;
        }
    }

    /// The quotations of the current article that match.
    fn find(&mut self) {
        decode(self.said.values_for_doc(self.article), &mut self.fragments);
        if self.fragments.is_empty() {
            return;
        }
        for (slot, positions) in self.slots.iter_mut().zip(&mut self.in_text) {
            slot.positions(self.article, positions);
        }
        for fragments in self.fragments.chunk_by(|a, b| a.quotation == b.quotation) {
            let mut any = false;
            for (inside, positions) in self.in_quotation.iter_mut().zip(&self.in_text) {
                inside.clear();
                laid_over(fragments, positions, inside);
                any |= !inside.is_empty();
            }
            if !any {
                continue;
            }
            let frequency = match self.shape {
                Shape::Slot(slot) => self.in_quotation[slot].len(),
                _ => self.shape.matches(&self.in_quotation, &Starts::default()).len(),
            };
            if frequency > 0 {
                let words = fragments.iter().fold(0, |sum: u32, fragment| sum.saturating_add(fragment.words));
                let doc = self.article + fragments[0].quotation;
                self.found.push(Found { doc, frequency: frequency as u32, words });
            }
        }
    }
}

/// Those of a word's positions in the text that lie in a quotation, counted from the quotation's first word.
fn laid_over(fragments: &[Fragment], positions: &[u32], inside: &mut Vec<u32>) {
    let mut before = 0_u32;
    for fragment in fragments {
        let first = positions.partition_point(|position| *position < fragment.start);
        let here = positions[first..].iter().map(|position| position - fragment.start);
        inside.extend(here.take_while(|at| *at < fragment.words).map(|at| before.saturating_add(at)));
        before = before.saturating_add(fragment.words);
    }
}

impl DocSet for SaidScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.found.len() && self.article != TERMINATED {
            self.enter(self.article + 1);
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        if self.found.last().is_none_or(|last| last.doc < target) {
            // Behind its last match an article has nothing more to say.
            let next = self.article.saturating_add(1);
            self.enter(if target < TERMINATED { self.parent_of(target).max(next) } else { TERMINATED });
        }
        while self.doc() < target {
            self.advance();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |found| found.doc)
    }

    fn size_hint(&self) -> u32 {
        self.cost().min(u64::from(u32::MAX)) as u32
    }

    fn cost(&self) -> u64 {
        // Positions have to be read: tantivy counts its phrases tenfold, too.
        self.slots.iter().map(Words::cost).min().unwrap_or(0) * 10
    }
}

impl Scorer for SaidScorer {
    fn score(&mut self) -> Score {
        let Some(found) = self.found.get(self.at) else { return 0.0 };
        let factor = self.factors[usize::from(FieldNormReader::fieldnorm_to_id(ranked_length(found.words)))];
        let occurrences = found.frequency as f32 * factor;
        self.weight * (self.k1 + 1.0) * occurrences / (self.k1 + occurrences)
    }
}

/// The words that a quotation of so many is ranked as. BM25 prefers what is short; but of three words in marks nobody learns
/// what was said, and so a scrap is ranked as if it were as much longer than a sentence as it is shorter.
fn ranked_length(words: u32) -> u32 {
    const SENTENCE_WORDS: u32 = 20; // of a sentence in the news; guessed
    words.max((2 * SENTENCE_WORDS).saturating_sub(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_ranked_above_a_scrap_and_a_speech() {
        let lengths: Vec<u32> = [20, 15, 30, 3, 60, 0].map(ranked_length).to_vec();
        assert_eq!(lengths, [20, 25, 30, 37, 60, 40]);
    }

    #[test]
    fn positions_are_counted_from_the_quotations_first_word() {
        let fragment = |start, words| Fragment { quotation: 1, start, words };
        let check = |fragments: &[Fragment], expected: &[u32]| {
            let mut inside = Vec::new();
            laid_over(fragments, &[3, 10, 11, 15, 200], &mut inside);
            assert_eq!(inside, expected);
        };
        check(&[fragment(10, 5)], &[0, 1]);
        check(&[fragment(10, 2), fragment(15, 1)], &[0, 1, 2]);
        check(&[fragment(11, 0), fragment(0, 3)], &[]);
        check(&[fragment(200, u32::MAX)], &[0]);
    }
}
