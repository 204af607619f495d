//! Pass two: the passages of the best articles, scored from the positions of the words; no text is read.
//!
//! A passage is worth what its words are worth (BM25 without length: passages are all of a size), more when it
//! holds more of what was asked and when the words stand close together. That it opens the article adds nothing: on
//! the questions of `benches/relevance` a bonus for the lead hid the answers further down.

use super::plan::Leaf;
use super::rank::{COVERAGE, PROXIMITY, Ranked};
use super::scorers::{StartColumns, Words};
use super::segment::Segment;
use super::shape::Starts;
use crate::index::distances::numbers;
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// The passages of one article, in text order, each with what it is worth; 0 when it holds none of the words.
pub type PassageScores = Vec<f32>;

/// Scores the passages of `articles`, in their order; `k1` is the saturation of repeated words.
pub fn score_passages(
    leaves: &[Arc<Leaf>],
    articles: &[Ranked],
    segments: &[Segment],
    k1: f32,
) -> tantivy::Result<Vec<PassageScores>> {
    let leaves: Vec<&Leaf> = leaves.iter().map(AsRef::as_ref).filter(|leaf| leaf.in_body).collect();
    let mut scores = vec![PassageScores::new(); articles.len()];
    // Posting lists go forward only: the articles of a segment are visited in its order.
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_unstable_by_key(|at| (articles[*at].segment, articles[*at].doc));
    for group in order.chunk_by(|a, b| articles[*a].segment == articles[*b].segment) {
        let mut reader = Reader::open(&leaves, &segments[articles[group[0]].segment as usize], k1)?;
        for at in group {
            scores[*at] = reader.score(articles[*at].doc);
        }
    }
    Ok(scores)
}

/// The words of a query in one segment's bodies.
struct Reader<'l> {
    leaves: Vec<OpenLeaf<'l>>,
    total_weight: f32,
    k1: f32,
    passages: &'l Column<u64>,
    /// Only where a shape asks for paragraphs or sentences.
    columns: Option<StartColumns>,
    starts: Starts,
    /// Reused from article to article: where passages start, and every match as (position, leaf).
    passage_starts: Vec<u32>,
    found: Vec<(u32, u32)>,
    frequency: Vec<u32>,
}

struct OpenLeaf<'l> {
    leaf: &'l Leaf,
    slots: Vec<Words>,
    positions: Vec<Vec<u32>>,
}

impl<'l> Reader<'l> {
    fn open(leaves: &[&'l Leaf], segment: &'l Segment, k1: f32) -> tantivy::Result<Reader<'l>> {
        let body = segment.fields.body;
        let open = |leaf: &&'l Leaf| -> tantivy::Result<OpenLeaf<'l>> {
            let slots: Vec<Words> =
                leaf.slots.iter().map(|slot| Words::open(slot, body, segment, true)).collect::<tantivy::Result<_>>()?;
            Ok(OpenLeaf { leaf, positions: vec![Vec::new(); slots.len()], slots })
        };
        let asks_for_starts = leaves.iter().any(|leaf| leaf.shape.needs_starts());
        Ok(Reader {
            leaves: leaves.iter().map(open).collect::<tantivy::Result<_>>()?,
            total_weight: leaves.iter().map(|leaf| leaf.weight).sum(),
            k1,
            passages: segment.passages()?,
            columns: asks_for_starts.then(|| StartColumns::open(segment)).transpose()?,
            starts: Starts::default(),
            passage_starts: Vec::new(),
            found: Vec::new(),
            frequency: vec![0; leaves.len()],
        })
    }

    fn score(&mut self, doc: DocId) -> PassageScores {
        self.passage_starts.clear();
        self.passage_starts.extend(numbers(self.passages.values_for_doc(doc)).map(|start| start as u32));
        self.find_matches(doc);
        let mut scores = vec![0.0; self.passage_starts.len()];
        let mut from = 0;
        for (number, score) in scores.iter_mut().enumerate() {
            let end = self.passage_starts.get(number + 1).copied().unwrap_or(u32::MAX);
            let to = from + self.found[from..].partition_point(|(position, _)| *position < end);
            if from < to {
                *score = self.worth(from, to);
            }
            from = to;
        }
        scores
    }

    /// Every match of every leaf in the article, by position.
    fn find_matches(&mut self, doc: DocId) {
        self.found.clear();
        let mut starts_read = false;
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
            if open.leaf.is_plain() {
                self.found.extend(open.positions[0].iter().map(|position| (*position, number as u32)));
                continue;
            }
            if let Some(columns) = self.columns.as_ref().filter(|_| !starts_read) {
                columns.read(doc, true, &mut self.starts);
                starts_read = true;
            }
            let matches = open.leaf.shape.matches(&open.positions, &self.starts);
            self.found.extend(matches.iter().map(|interval| (interval.0, number as u32)));
        }
        self.found.sort_unstable();
    }

    /// What the matches `found[from..to]` of one passage are worth.
    fn worth(&mut self, from: usize, to: usize) -> f32 {
        self.frequency.fill(0);
        let mut closeness = 0.0;
        let mut last: Option<(u32, u32)> = None;
        for &(position, leaf) in &self.found[from..to] {
            self.frequency[leaf as usize] += 1;
            if let Some((before, other)) = last
                && other != leaf
            {
                let distance = (position - before).max(1) as f32;
                let weaker = self.leaves[leaf as usize].leaf.weight.min(self.leaves[other as usize].leaf.weight);
                closeness += weaker / (distance * distance);
            }
            last = Some((position, leaf));
        }
        let mut worth = 0.0;
        let mut covered = 0.0;
        for (open, &frequency) in self.leaves.iter().zip(&self.frequency) {
            if frequency > 0 {
                let frequency = frequency as f32;
                worth += open.leaf.weight * (self.k1 + 1.0) * frequency / (self.k1 + frequency);
                covered += open.leaf.weight;
            }
        }
        // Closeness saturates like a word: three neighbours are not thrice as good as one.
        let closeness = closeness * worth / (closeness + worth).max(f32::MIN_POSITIVE);
        let coverage = covered / self.total_weight.max(f32::MIN_POSITIVE);
        (worth + PROXIMITY * closeness) * (1.0 - COVERAGE + COVERAGE * coverage)
    }
}
