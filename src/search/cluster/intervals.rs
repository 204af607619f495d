//! A shape of words in, the engine's intervals out.
//!
//! The fields of a cluster have no gaps between paragraphs: words are counted as `NEAR` counts them, and what may not
//! reach over a break is told to lie inside one stretch: from a word marked as the first of its paragraph (or sentence) to
//! the next one marked as its last. (Lucene's `not_containing` would say it shorter, and also drops what only touches.)

use crate::error::Result;
use crate::index::cluster::{Marks, PARAGRAPHS, SENTENCES, on_the_wire};
use crate::remote::Capabilities;
use crate::remote::refused;
use crate::search::plan::{Leaf, Origin, Slot};
use crate::search::query::Unit;
use crate::search::shape::Shape;
use crate::search::terms::Terms;
use crate::text::analyse::{FOREIGN, SURFACE};
use serde_json::{Value, json};

/// `atleast` is written as so many words one after another. Guessed: a word that often says what an article is about.
const TIMES_MAX: u32 = 50;
/// Words one pattern may stand for inside a phrase or `NEAR`: the most that OpenSearch allows.
const EXPANSIONS: u32 = 1000;

/// Writes the shapes of one leaf.
pub struct Intervals<'t> {
    pub terms: &'t Terms<'t>,
    /// What can be asked of the engine.
    pub can: Capabilities,
    /// Words of quotations: nothing there reaches over a break.
    pub inside_quotations: bool,
    /// Whether stretches are marked in the field; a headline is one.
    pub has_marks: bool,
}

impl Intervals<'_> {
    /// What an interval query asks of one field.
    pub fn of(&self, leaf: &Leaf) -> Result<Value> {
        self.shape(&leaf.shape, leaf)
    }

    fn shape(&self, shape: &Shape, leaf: &Leaf) -> Result<Value> {
        Ok(match shape {
            Shape::Slot(slot) => any_of(self.slot(&leaf.slots[*slot])),
            Shape::Phrase { slots, slop } => {
                if slots.len() > 2 && *slop > 0 && self.can.intervals && !self.can.long_intervals {
                    let hint = "leave the distance out, or use OpenSearch 2 or Elasticsearch 8";
                    return Err(refused("a phrase of more than two words with a distance", hint));
                }
                let words = slots.iter().map(|(slot, _)| any_of(self.slot(&leaf.slots[*slot]))).collect();
                self.inside(ordered(words, Some(*slop)), PARAGRAPHS)
            }
            Shape::Any(parts) => any_of(self.shapes(parts, leaf)?),
            Shape::Near { distance, ordered: in_order, parts } => {
                let parts = self.shapes(parts, leaf)?;
                let [left, right] = parts.as_slice() else {
                    return Err(refused(
                        "NEAR or ADJ between more than two parts",
                        "write the pairs: `(a NEAR/5 b) (b NEAR/5 c)`",
                    ));
                };
                let gaps = Some(distance.saturating_sub(1));
                let mut ways = vec![ordered(vec![left.clone(), right.clone()], gaps)];
                if !in_order {
                    ways.push(ordered(vec![right.clone(), left.clone()], gaps));
                }
                match self.inside_quotations {
                    true => any_of(ways.into_iter().map(|way| self.inside(way, PARAGRAPHS)).collect()),
                    false => any_of(ways),
                }
            }
            Shape::Within { unit, parts: shapes } => {
                // One word may be what two parts ask for; Lucene would ask for as many words as there are equal parts.
                let mut parts: Vec<Value> = Vec::new();
                for part in self.shapes(shapes, leaf)? {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                let all = json!({"all_of": {"ordered": false, "intervals": parts}});
                self.inside(all, if *unit == Unit::Paragraph { PARAGRAPHS } else { SENTENCES })
            }
            Shape::AtLeast { times, inner } => {
                let is_word = |shape: &Shape| matches!(shape, Shape::Slot(_));
                let counts = is_word(inner) || matches!(inner.as_ref(), Shape::Any(parts) if parts.iter().all(is_word));
                if !counts || *times > TIMES_MAX {
                    let hint = format!("count single words, at most {TIMES_MAX} times");
                    return Err(refused("`atleast` of a phrase, or of more", &hint));
                }
                ordered(vec![self.shape(inner, leaf)?; (*times).max(1) as usize], None)
            }
        })
    }

    fn shapes(&self, parts: &[Shape], leaf: &Leaf) -> Result<Vec<Value>> {
        parts.iter().map(|part| self.shape(part, leaf)).collect()
    }

    /// The ways to find one word.
    fn slot(&self, slot: &Slot) -> Vec<Value> {
        match &slot.origin {
            Some(Origin::Pattern(pattern)) => vec![self.wildcard(SURFACE, pattern)],
            Some(Origin::Fuzzy { word, edits }) => {
                let fuzzy = |mark: &String| {
                    let term = on_the_wire(word);
                    json!({"fuzzy": {"term": format!("{mark}{term}"), "fuzziness": edits, "prefix_length": mark.chars().count()}})
                };
                self.terms.marks().iter().map(fuzzy).collect()
            }
            _ => terms_of(slot, self.terms).iter().map(|term| json!({"match": {"query": term}})).collect(),
        }
    }

    /// The same, inside one stretch.
    fn inside(&self, mut rule: Value, marks: Marks) -> Value {
        let mark = |mark: &str| json!({"match": {"query": mark}});
        let stretch = ordered(vec![mark(marks.first), mark(marks.last)], None);
        let filter = json!({"contained_by": any_of(vec![stretch, mark(marks.only)])});
        // A single word lies in one.
        if let Some(all) = rule.get_mut("all_of").filter(|_| self.has_marks) {
            all["filter"] = filter;
        }
        rule
    }

    fn wildcard(&self, mark: char, pattern: &str) -> Value {
        let mut rule = json!({"pattern": format!("{mark}{}", escaped(pattern))});
        if self.can.bounded_patterns {
            rule["max_expansions"] = EXPANSIONS.into();
        }
        json!({"wildcard": rule})
    }
}

/// The terms to look for, as they are written in a cluster's fields: stems alone where every article has some.
pub fn terms_of(slot: &Slot, terms: &Terms<'_>) -> Vec<String> {
    // Exact forms of all languages have one mark there.
    let there = slot.terms.iter().filter(|term| !term.starts_with(FOREIGN));
    let has_stems = there.clone().any(|term| !term.starts_with(SURFACE));
    let kept = |term: &&String| !has_stems || terms.unstemmed || !term.starts_with(SURFACE);
    there.filter(kept).map(|term| on_the_wire(term).into_owned()).collect()
}

/// A pattern with only `*` standing for anything.
pub fn escaped(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    for c in on_the_wire(pattern).chars() {
        if matches!(c, '?' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn any_of(mut ways: Vec<Value>) -> Value {
    match ways.len() {
        1 => ways.remove(0),
        _ => json!({"any_of": {"intervals": ways}}),
    }
}

fn ordered(mut parts: Vec<Value>, gaps: Option<u32>) -> Value {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let mut all = json!({"ordered": true, "intervals": parts});
    if let Some(gaps) = gaps {
        all["max_gaps"] = gaps.into();
    }
    json!({"all_of": all})
}
