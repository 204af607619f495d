//! A hit in, why it ranks where it does out.

use super::compile::unreadable;
use super::engine::Engine;
use super::plan::{Leaf, Plan};
use super::response::{Explanation, LeafScore};
use super::scorers::{Domain, scorer};
use super::stories::Place;
use crate::error::Result;
use std::sync::Arc;
use tantivy::DocSet;

impl Engine {
    /// What each part of the query adds to an article's score; what its passage adds is known, and comes with what is not
    /// of the parts.
    pub(super) fn explain(&self, leaves: &[Arc<Leaf>], place: Place, known: Explanation) -> Result<Explanation> {
        let mut parts = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let score = self.leaf_score(leaf.clone(), place).map_err(unreadable)?;
            let mut fields = Vec::new();
            for zone in &leaf.zones {
                let alone = Leaf { zones: vec![zone.clone()], ..Leaf::clone(leaf) };
                let alone = self.leaf_score(Arc::new(alone), place).map_err(unreadable)?;
                let name = if zone.lead { "lead" } else { self.generation.index_field_name(zone.field) };
                fields.extend((alone > 0.0).then(|| (name.to_owned(), alone)));
            }
            parts.push(LeafScore { text: leaf.text.clone(), weight: leaf.weight, score, fields });
        }
        Ok(Explanation { parts, ..known })
    }

    /// What one leaf gives an article; 0 where it does not match.
    fn leaf_score(&self, leaf: Arc<Leaf>, (segment, doc): Place) -> tantivy::Result<f32> {
        let of = leaf.of;
        let plan = Plan::Leaf(leaf);
        let plan = if of == Domain::Quotations { Plan::ParentOf(Box::new(plan)) } else { plan };
        let mut scorer = scorer(&plan, Domain::Articles, &self.segments[segment as usize])?;
        let found = scorer.doc() == doc || (scorer.doc() < doc && scorer.seek(doc) == doc);
        Ok(if found { scorer.score() } else { 0.0 })
    }
}
