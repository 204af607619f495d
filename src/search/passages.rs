//! Pass two: the passages of the best articles, scored from the positions of the words; no text is read.
//!
//! A passage is worth what its words are worth (BM25 without length: passages are all of a size), more when it
//! holds more of what was asked and when the words stand close together. That it opens the article adds nothing: on
//! the questions of `benches/relevance` a bonus for the lead hid the answers further down.
//!
//! Against other articles a word counts for its rarity in the archive. Among the passages of its own article what it
//! counts for is less the more of them hold it: in an article about a bridge "bridge" tells no passage from another.
//!
//! Where any of several words will do, a passage counts the less the less of them its article holds: one good passage
//! about a corner of a long question does not make its article the answer.

use super::cover::Cover;
use super::plan::{Leaf, Plan};
use super::rank::{COVERAGE, PROXIMITY, Ranked};
use super::scorers::{Domain, StartColumns, Words};
use super::segment::Segment;
use super::shape::{Interval, Starts};
use crate::index::distances::numbers;
use crate::index::said::{Fragment, decode};
use std::ops::Range;
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// What the passages of one article are worth.
#[derive(Debug, Clone, Default)]
pub struct PassageScores {
    /// The best of them, against those of other articles.
    pub best: f32,
    /// Each of them against the others, in text order; 0 when it holds none of the words. `None` when nobody asked.
    pub each: Option<Vec<f32>>,
}

impl PassageScores {
    fn scale(&mut self, factor: f32) {
        self.best *= factor;
        self.each.iter_mut().flatten().for_each(|score| *score *= factor);
    }
}

/// Scores the passages of `articles`, in their order; `k1` is the saturation of repeated words. What they are worth beside
/// one another only matters where they are shown: it is left out unless `each` is set.
pub fn score_passages(
    plan: &Plan,
    articles: &[Ranked],
    segments: &[Segment],
    k1: f32,
    each: bool,
) -> tantivy::Result<Vec<PassageScores>> {
    let leaves: Vec<Arc<Leaf>> = plan.leaves().into_iter().filter(|leaf| leaf.in_body).collect();
    let any_will_do = plan.is_any_of();
    let mut scores = vec![PassageScores::default(); articles.len()];
    // Posting lists go forward only: the articles of a segment are visited in its order.
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_unstable_by_key(|at| (articles[*at].segment, articles[*at].doc));
    for group in order.chunk_by(|a, b| articles[*a].segment == articles[*b].segment) {
        let mut reader = Reader::open(&leaves, &segments[articles[group[0]].segment as usize], k1)?;
        for at in group {
            scores[*at] = reader.score(articles[*at].doc, each);
            if any_will_do {
                scores[*at].scale(reader.share_held().powi(2));
            }
        }
    }
    Ok(scores)
}

/// The words of a query in one segment's bodies.
struct Reader<'l> {
    leaves: Vec<OpenLeaf<'l>>,
    k1: f32,
    passages: &'l Column<u64>,
    /// Only where a shape asks for paragraphs or sentences.
    columns: Option<StartColumns>,
    starts: Starts,
    /// Only where words must be said: which words quotations hold, and those of the article at hand.
    said: Option<Column<u64>>,
    fragments: Vec<Fragment>,
    quoted: Cover<u32>,
    /// Reused from article to article: where passages start, and every match.
    passage_starts: Vec<u32>,
    found: Vec<Match>,
    /// The passages with matches, and which.
    held: Vec<(usize, Range<usize>)>,
    frequency: Vec<u32>,
    /// What each leaf counts for in the archive, and in the article at hand.
    weights: Vec<f32>,
    weights_here: Vec<f32>,
}

/// A match of a leaf at a position, the position in the upper half: one number is sorted faster than two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match(u64);

impl Match {
    fn new(position: u32, leaf: usize) -> Match {
        Match(u64::from(position) << 32 | leaf as u64)
    }

    fn position(self) -> u32 {
        (self.0 >> 32) as u32
    }

    fn leaf(self) -> usize {
        self.0 as u32 as usize
    }
}

struct OpenLeaf<'l> {
    leaf: &'l Leaf,
    slots: Vec<Words>,
    positions: Vec<Vec<u32>>,
}

impl<'l> Reader<'l> {
    fn open(leaves: &'l [Arc<Leaf>], segment: &'l Segment, k1: f32) -> tantivy::Result<Reader<'l>> {
        let body = segment.fields.body;
        let open = |leaf: &'l Arc<Leaf>| -> tantivy::Result<OpenLeaf<'l>> {
            let slots: Vec<Words> =
                leaf.slots.iter().map(|slot| Words::open(slot, body, segment, true)).collect::<tantivy::Result<_>>()?;
            Ok(OpenLeaf { leaf, positions: vec![Vec::new(); slots.len()], slots })
        };
        let said = leaves.iter().any(|leaf| leaf.of == Domain::Quotations);
        let said = said.then(|| segment.reader.fast_fields().u64("said")).transpose()?;
        let asks_for_starts = leaves.iter().any(|leaf| leaf.shape.needs_starts() || leaf.is_lead());
        Ok(Reader {
            leaves: leaves.iter().map(open).collect::<tantivy::Result<_>>()?,
            k1,
            passages: segment.passages()?,
            columns: asks_for_starts.then(|| StartColumns::open(segment)).transpose()?,
            starts: Starts::default(),
            said,
            fragments: Vec::new(),
            quoted: Cover::default(),
            passage_starts: Vec::new(),
            found: Vec::new(),
            held: Vec::new(),
            frequency: vec![0; leaves.len()],
            weights: leaves.iter().map(|leaf| leaf.passage_weight).collect(),
            weights_here: vec![0.0; leaves.len()],
        })
    }

    fn score(&mut self, doc: DocId, each: bool) -> PassageScores {
        self.passage_starts.clear();
        self.passage_starts.extend(numbers(self.passages.values_for_doc(doc)).map(|start| start as u32));
        self.find_matches(doc);
        self.find_held();
        if each {
            self.weigh_here();
        }
        let held = std::mem::take(&mut self.held);
        let mut scores = PassageScores { best: 0.0, each: each.then(|| vec![0.0; self.passage_starts.len()]) };
        for (number, matches) in &held {
            self.count(matches.clone());
            scores.best = scores.best.max(self.worth(matches.clone(), &self.weights));
            if let Some(each) = &mut scores.each {
                each[*number] = self.worth(matches.clone(), &self.weights_here);
            }
        }
        self.held = held;
        scores
    }

    /// The share of the query that the article at hand holds in its body, by what the leaves count for.
    fn share_held(&mut self) -> f32 {
        self.count(0..self.found.len());
        let held = self.weights.iter().zip(&self.frequency).filter(|(_, frequency)| **frequency > 0);
        share(held.map(|(weight, _)| weight).sum(), &self.weights)
    }

    /// The passages that hold matches: their numbers, and which of the matches they hold.
    fn find_held(&mut self) {
        self.held.clear();
        let mut from = 0;
        for number in 0..self.passage_starts.len() {
            let end = self.passage_starts.get(number + 1).copied().unwrap_or(u32::MAX);
            let to = from + self.found[from..].iter().take_while(|found| found.position() < end).count();
            if from < to {
                self.held.push((number, from..to));
            }
            from = to;
        }
    }

    /// What the leaves count for among the passages of this article: the whole of their weight when one passage holds
    /// them, least of it when all do.
    fn weigh_here(&mut self) {
        self.weights_here.fill(0.0);
        for at in 0..self.held.len() {
            self.count(self.held[at].1.clone());
            for (passages, &frequency) in self.weights_here.iter_mut().zip(&self.frequency) {
                *passages += f32::from(u8::from(frequency > 0));
            }
        }
        let all = self.passage_starts.len() as f32;
        for (weight, passages) in self.weights.iter().zip(&mut self.weights_here) {
            let rarity = |passages: f32| (1.0 + all / passages.max(1.0)).ln();
            *passages = weight * rarity(*passages) / rarity(1.0);
        }
    }

    /// How often each leaf stands among these matches.
    fn count(&mut self, matches: Range<usize>) {
        self.frequency.fill(0);
        self.found[matches].iter().for_each(|found| self.frequency[found.leaf()] += 1);
    }

    /// Every match of every leaf in the article, by position.
    fn find_matches(&mut self, doc: DocId) {
        self.found.clear();
        let mut starts_read = false;
        if let Some(said) = &self.said {
            decode(said.values_for_doc(doc), &mut self.fragments);
            self.quoted.fill(self.fragments.iter().map(|f| (f.start, f.start.saturating_add(f.words))));
        }
        for (number, open) in self.leaves.iter_mut().enumerate() {
            let mut any = false;
            for (words, positions) in open.slots.iter_mut().zip(&mut open.positions) {
                positions.clear();
                if words.doc() != TERMINATED && words.seek(doc) == doc {
                    words.positions(doc, positions);
                    any = true;
                }
            }
            if !any {
                continue;
            }
            if open.leaf.is_plain() && !open.leaf.is_lead() && open.leaf.of == Domain::Articles {
                self.found.extend(open.positions[0].iter().map(|position| Match::new(*position, number)));
                continue;
            }
            if let Some(columns) = self.columns.as_ref().filter(|_| !starts_read) {
                columns.read(doc, true, &mut self.starts);
                starts_read = true;
            }
            let matches = open.leaf.shape.matches(&open.positions, &self.starts);
            let end = if open.leaf.is_lead() { self.starts.end_of_lead() } else { u32::MAX };
            let is_said = |interval: &Interval| {
                open.leaf.of == Domain::Articles || self.quoted.holds(interval.0, interval.1.saturating_add(1))
            };
            let matches = matches.iter().filter(|interval| interval.1 < end && is_said(interval));
            self.found.extend(matches.map(|interval| Match::new(interval.0, number)));
        }
        self.found.sort_unstable();
    }

    /// What the matches of one passage, which have been counted, are worth when the leaves count for so much.
    fn worth(&self, matches: Range<usize>, weights: &[f32]) -> f32 {
        let mut closeness = 0.0;
        for pair in self.found[matches].windows(2) {
            let (before, here) = (pair[0], pair[1]);
            if before.leaf() != here.leaf() {
                let distance = (here.position() - before.position()).max(1) as f32;
                let weaker = weights[here.leaf()].min(weights[before.leaf()]);
                closeness += weaker / (distance * distance);
            }
        }
        let mut worth = 0.0;
        let mut covered = 0.0;
        for (weight, &frequency) in weights.iter().zip(&self.frequency) {
            if frequency > 0 {
                let frequency = frequency as f32;
                worth += weight * (self.k1 + 1.0) * frequency / (self.k1 + frequency);
                covered += weight;
            }
        }
        // Closeness saturates like a word: three neighbours are not thrice as good as one.
        let closeness = closeness * worth / (closeness + worth).max(f32::MIN_POSITIVE);
        (worth + PROXIMITY * closeness) * (1.0 - COVERAGE + COVERAGE * share(covered, weights))
    }
}

/// What is held against what was asked for.
fn share(held: f32, weights: &[f32]) -> f32 {
    held / weights.iter().sum::<f32>().max(f32::MIN_POSITIVE)
}
