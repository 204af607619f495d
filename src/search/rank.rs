//! What matches are worth, and the order that follows from it.
//!
//! Few numbers, all here: each says where it came from.

use std::cmp::Ordering;

// K1, B, RARITY_POWER, PASSAGE_K1 and PASSAGE_WEIGHT were chosen on the development half of TIME (40 judged
// queries) out of some ninety settings, of which this is the one under which CISI and MED lose nothing either:
// nDCG@10 and MAP .584/.510, .383/.178 and .658/.510. The ground is flat (.567 to .587 on TIME among its neighbours)
// and the choice was made on the queries it is measured on: expect a point or two less of others. PASSAGE_WEIGHT_FLAT
// was chosen on the questions of `benches/relevance`. The others are guesses that one step to either side does not
// better by more than .005.

/// Saturation of repeated words.
pub const K1: f32 = 2.6;
/// How much an article's length counts.
pub const B: f32 = 0.8;
/// Rarity is raised to this: without a list of stop words a long query is full of words that say nothing.
const RARITY_POWER: f32 = 1.3;
/// A word of the headline against one of the body. Guessed: the judged collections have no headlines.
pub const TITLE_BOOST: f32 = 2.0;

/// Saturation inside a passage.
pub const PASSAGE_K1: f32 = 0.9;
/// How much of a passage's worth depends on the share of the query it holds.
pub const COVERAGE: f32 = 0.5;
/// What words next to one another add, against the words themselves.
pub const PROXIMITY: f32 = 0.5;
/// What an article's best passage counts for against the article, where articles are listed.
pub const PASSAGE_WEIGHT: f32 = 0.2;
/// What a passage counts for against its article, where passages are listed: with [`PASSAGE_WEIGHT`] every passage
/// of the best article would come before any of the next.
pub const PASSAGE_WEIGHT_FLAT: f32 = 2.0;

/// Articles whose passages are scored, whatever the number shown: the second pass must not depend on it.
pub const RERANKED: usize = 200;

/// How rare a word is: the natural logarithm of the odds against meeting it (Lucene's form, never negative), sharpened.
pub fn idf(holding: u64, documents: u64) -> f32 {
    let holding = holding.min(documents) as f32;
    (1.0 + (documents as f32 - holding + 0.5) / (holding + 0.5)).ln().powf(RARITY_POWER)
}

/// A score as it is compared. Two runs over the same articles can add the same numbers in another order
/// (an updated index has other segments than a rebuilt one): what differs only in the last bits is equal.
pub fn rounded(score: f32) -> i64 {
    // Scores are never negative, so cutting after a half is rounding.
    (f64::from(score) * 1e4 + 0.5) as i64
}

/// A match in the order of the answer: a smaller one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// [`rounded`]; 0 where the order is by date.
    pub score: i64,
    /// Seconds since 1970, turned so that a greater one comes first; the smallest number when undated.
    pub when: i64,
    /// The article's own number, and the quotation's in it.
    pub key: i64,
    pub ordinal: u32,
    pub segment: u32,
    pub doc: u32,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.score.cmp(&self.score))
            .then(other.when.cmp(&self.when))
            .then(self.key.cmp(&other.key))
            .then(self.ordinal.cmp(&other.ordinal))
            .then((self.segment, self.doc).cmp(&(other.segment, other.doc)))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best `limit` of what is pushed. Keeps up to twice as many and throws away half when full.
pub struct Best {
    limit: usize,
    kept: Vec<Ranked>,
    /// The worst that still has a chance, once `limit` are known.
    bar: Option<Ranked>,
}

impl Best {
    pub fn new(limit: usize) -> Best {
        Best { limit: limit.max(1), kept: Vec::new(), bar: None }
    }

    /// Whether a match of this score can still be among the best.
    pub fn may_enter(&self, score: i64) -> bool {
        self.bar.is_none_or(|bar| score >= bar.score)
    }

    pub fn push(&mut self, ranked: Ranked) {
        if self.bar.is_some_and(|bar| ranked > bar) {
            return;
        }
        self.kept.push(ranked);
        if self.kept.len() >= self.limit.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.select_nth_unstable(self.limit - 1);
        self.kept.truncate(self.limit);
        self.bar = Some(self.kept[self.limit - 1]);
    }

    /// The best, in order.
    pub fn into_sorted(mut self) -> Vec<Ranked> {
        self.kept.sort_unstable();
        self.kept.truncate(self.limit);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(score: i64, when: i64, key: i64) -> Ranked {
        Ranked { score, when, key, ordinal: 0, segment: 0, doc: 0 }
    }

    #[test]
    fn ties_are_settled_by_date_then_key() {
        let mut best = Best::new(3);
        for (score, when, key) in [(1, 5, 2), (1, 5, 1), (2, 0, 9), (1, 9, 3), (0, 99, 0), (1, i64::MIN, 0)] {
            best.push(ranked(score, when, key));
        }
        let order: Vec<i64> = best.into_sorted().iter().map(|r| r.key).collect();
        assert_eq!(order, [9, 3, 1]);
    }

    #[test]
    fn the_best_are_kept() {
        let mut best = Best::new(10);
        for i in 0..1000 {
            let score = i * 7919 % 1000;
            if best.may_enter(score) {
                best.push(ranked(score, 0, i));
            }
        }
        let scores: Vec<i64> = best.into_sorted().iter().map(|r| r.score).collect();
        assert_eq!(scores, (990..1000).rev().collect::<Vec<_>>());
    }

    #[test]
    fn rare_words_tell_more() {
        assert!(idf(1, 100) > idf(50, 100) && idf(100, 100) > 0.0 && idf(200, 100) > 0.0);
    }
}
