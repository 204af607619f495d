//! What matches are worth, and the order that follows from it.
//!
//! Few numbers, all here but those of quotations' lengths (`scorers/said`) and of `expand`: each says where it came from.

use super::plan::Plan;
use super::request::SearchRequest;
use crate::index::{BM25_B, BM25_K1};
use std::cmp::{Ordering, Reverse};

/// What a judged collection can tell about the order of an answer. The rest of this file is guessed or measured otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Saturation of repeated words.
    pub k1: f32,
    /// How much an article's length counts, 0 to 1.
    pub b: f32,
    /// Rarity is raised to this where articles are weighed: without a list of stop words a long query is full of words
    /// that say nothing. A passage has each word once or twice, and its rarity stays as it is.
    pub rarity_power: f32,
    /// Saturation inside a passage.
    pub passage_k1: f32,
    /// What a passage counts for against its article where all words must be there.
    pub passage: f32,
    /// The same where any of them will do, if the article holds them all; else times the square of the share it holds. A
    /// question of which most must be there ([`SearchRequest::most`]) has `passage` in its place, so that its scores can be
    /// held against those of articles with all words.
    pub passage_of_any: f32,
}

impl Default for Weights {
    /// `passage`, and that rarity counts as it is there, were chosen on questions over an archive of long articles (80, and
    /// the 112 of `benches/relevance`): the passage that answers comes first for .66 of the 80, and for .55 with a weight
    /// of 0.2. A weight of 3 would suit them better (.86 against .84 of the 112), and worse those who type words of a
    /// headline they remember: of 400 such queries the article comes first for .63, and for .65 with 2. The rest was chosen
    /// on the development half of TIME (40 judged queries), all of whose words may be missing, and so may those of CISI and
    /// MED: nDCG@10 and MAP are .586 and .517 on TIME, .385 and .181 on CISI, .658 and .514 on MED; with 0.2 and no regard
    /// to the share .584 and .510, .383 and .178, .657 and .509. More than 1.5 would suit TIME as well, but then the best
    /// of the archive are no longer among the [`RERANKED`]: of 1,500 queries 1,482 had the same ten as when every match was
    /// scored with 2.0, and 1,494 with 1.5. The ground is flat, and the choice was made on the queries it was measured on;
    /// what it is worth on others `cargo bench --bench relevance -- --collection` tells by cross-validation.
    fn default() -> Self {
        Weights { k1: BM25_K1, b: BM25_B, rarity_power: 1.3, passage_k1: 0.9, passage: 2.0, passage_of_any: 1.5 }
    }
}

/// A word of the headline against one of the body. Guessed: the judged collections have no headlines.
pub const TITLE_BOOST: f32 = 2.0;

/// How much of a passage's worth depends on the share of the query it holds.
pub const COVERAGE: f32 = 0.5;
/// What words next to one another add, against the words themselves.
pub const PROXIMITY: f32 = 0.5;

/// Articles whose passages are scored, whatever the number shown: the second pass must not depend on it.
pub const RERANKED: usize = 200;

/// What lacks a word of the question, beside what has them all. Measured on 80 questions over the AllSides sample (with the
/// BBC's beside it) and on 800 headlines typed whole: at 1 the answer is first for .65 of the questions, at .8 for .675 (.66
/// without neighbours), and of the headlines 11 lose their first place at 1, two at .8.
const NEAREST: f32 = 0.8;

/// The score that an article among the nearest has beside the hits.
pub fn held_against(score: f32) -> f32 {
    NEAREST * score
}

/// What an article of no date, or of a long time ago, still scores where recent ones are preferred: relevance comes
/// first. Guessed.
const OLD: f32 = 0.5;

/// A preference for what is recent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recency {
    /// Seconds since 1970 that age is counted back from.
    pub from: i64,
    /// The age in seconds at which half of the preference is gone.
    pub half: f64,
}

impl Recency {
    /// What the score of an article is multiplied by: from 1 for the newest down to [`OLD`].
    pub fn factor(&self, published: Option<i64>) -> f32 {
        let Some(published) = published else { return OLD };
        let halves = self.from.saturating_sub(published).max(0) as f64 / self.half.max(1.0);
        OLD + (1.0 - OLD) * (0.5f64.powf(halves) as f32)
    }
}

impl Weights {
    /// What a passage counts for in answers to this plan.
    pub fn of_passages(&self, plan: &Plan, request: &SearchRequest) -> f32 {
        if plan.is_any_of() && !request.most { self.passage_of_any } else { self.passage }
    }

    /// What a word of this rarity counts for in an article.
    pub fn in_articles(&self, rarity: f32) -> f32 {
        rarity.powf(self.rarity_power)
    }
}

/// How rare a word is: the natural logarithm of the odds against meeting it (Lucene's form, never negative).
pub fn rarity(holding: u64, documents: u64) -> f32 {
    let holding = holding.min(documents) as f32;
    (1.0 + (documents as f32 - holding + 0.5) / (holding + 0.5)).ln()
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

/// A match before ties are looked at: a greater worth comes first.
#[derive(Debug, Clone, Copy)]
pub struct Match {
    /// [`rounded`], or [`Ranked::when`] where the order is by date.
    pub worth: i64,
    pub segment: u32,
    pub doc: u32,
    /// The document's article, itself when it is one.
    pub article: u32,
}

/// The best `limit` of what is pushed. Keeps up to twice as many and throws the rest away when full. What settles ties
/// has to be looked up, so it is for those only that a tie can keep in or out: `complete` does it.
pub struct Best<C> {
    limit: usize,
    kept: Vec<Match>,
    /// The worth of the worst that still has a chance, once `limit` are known.
    bar: i64,
    complete: C,
}

impl<C: Fn(&Match) -> Ranked> Best<C> {
    pub fn new(limit: usize, complete: C) -> Self {
        Best { limit: limit.max(1), kept: Vec::new(), bar: i64::MIN, complete }
    }

    #[inline]
    pub fn push(&mut self, found: Match) {
        if found.worth < self.bar {
            return;
        }
        self.kept.push(found);
        if self.kept.len() >= self.limit.saturating_mul(2) {
            self.cut();
        }
    }

    /// Throws away what cannot be among the best; of many that are worth the same those that a tie keeps out, too.
    fn cut(&mut self) {
        let (_, last, _) = self.kept.select_nth_unstable_by_key(self.limit - 1, |found| Reverse(found.worth));
        self.bar = last.worth;
        let bar = self.bar;
        self.kept.retain(|found| found.worth >= bar);
        if self.kept.len() * 2 >= self.limit.saturating_mul(3) {
            let complete = &self.complete;
            let mut ranked: Vec<(Ranked, Match)> = self.kept.iter().map(|found| (complete(found), *found)).collect();
            ranked.select_nth_unstable_by_key(self.limit - 1, |(ranked, _)| *ranked);
            self.kept.clear();
            self.kept.extend(ranked[..self.limit].iter().map(|(_, found)| *found));
        }
    }

    /// The best, in order.
    pub fn into_sorted(mut self) -> Vec<Ranked> {
        if self.kept.len() > self.limit {
            self.cut();
        }
        let mut ranked: Vec<Ranked> = self.kept.iter().map(self.complete).collect();
        ranked.sort_unstable();
        ranked.truncate(self.limit);
        ranked
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
        let all = [(1, 5, 2), (1, 5, 1), (2, 0, 9), (1, 9, 3), (0, 99, 0), (1, i64::MIN, 0)];
        let complete = |found: &Match| {
            let (score, when, key) = all[found.doc as usize];
            ranked(score, when, key)
        };
        let mut best = Best::new(3, complete);
        for (doc, (score, ..)) in (0..).zip(all) {
            best.push(Match { worth: score, segment: 0, doc, article: doc });
        }
        let order: Vec<i64> = best.into_sorted().iter().map(|r| r.key).collect();
        assert_eq!(order, [9, 3, 1]);
    }

    #[test]
    fn the_best_are_kept() {
        let mut best = Best::new(10, |found: &Match| ranked(found.worth, 0, i64::from(found.doc)));
        for doc in 0..1000u32 {
            best.push(Match { worth: i64::from(doc * 7919 % 1000), segment: 0, doc, article: doc });
        }
        let scores: Vec<i64> = best.into_sorted().iter().map(|r| r.score).collect();
        assert_eq!(scores, (990..1000).rev().collect::<Vec<_>>());
    }

    #[test]
    fn of_many_equal_ones_the_smallest_keys_are_kept() {
        let mut best = Best::new(10, |found: &Match| ranked(found.worth, 0, -i64::from(found.doc)));
        for doc in 0..1000 {
            best.push(Match { worth: 7, segment: 0, doc, article: doc });
        }
        let keys: Vec<i64> = best.into_sorted().iter().map(|r| -r.key).collect();
        assert_eq!(keys, (990..1000).rev().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_recent_is_preferred() {
        let recency = Recency { from: 1000, half: 100.0 };
        assert_eq!(recency.factor(Some(1000)), 1.0);
        assert_eq!(recency.factor(Some(2000)), 1.0, "nothing is newer than the newest");
        assert_eq!(recency.factor(Some(900)), 0.75);
        assert_eq!(recency.factor(Some(800)), 0.625);
        assert_eq!(recency.factor(Some(i64::MIN)), 0.5);
        assert_eq!(recency.factor(None), 0.5);
    }

    #[test]
    fn rare_words_tell_more() {
        let rarity = |holding| rarity(holding, 100);
        assert!(rarity(1) > rarity(50) && rarity(100) > 0.0 && rarity(200) > 0.0);
    }
}
