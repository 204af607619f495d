//! Articles that a cluster gave back in, an index of them in memory out, and a plan made for the cluster made again for it.

use super::Cluster;
use crate::error::{Error, Result};
use crate::index::cluster::article_of;
use crate::index::{Generation, StoredArticle, Stories};
use crate::search::compile::{Compiled, unreadable};
use crate::search::engine::Engine;
use crate::search::people::People;
use crate::search::plan::{Leaf, List, Plan};
use crate::search::terms::Terms;
use serde_json::Value;
use std::sync::Arc;
use tantivy::schema::Field;

impl Cluster {
    /// The articles of a list of hits, each with its own number.
    pub(super) fn articles_of(&self, hits: &Value) -> Result<Vec<(StoredArticle, i64)>> {
        let hits = hits.as_array().map(Vec::as_slice).unwrap_or_default();
        hits.iter().map(|hit| self.article_in(hit)).collect()
    }

    pub(super) fn article_in(&self, hit: &Value) -> Result<(StoredArticle, i64)> {
        let key = hit["fields"]["article_key"][0].as_i64();
        let read = article_of(&hit["_source"]).zip(key);
        read.ok_or_else(|| {
            Error::new(format!("article `{}` of `{}` cannot be read", hit["_id"].as_str().unwrap_or("?"), self.index))
                .hint("`dateline index PATH… --engine URL` makes the index anew beside it")
        })
    }

    /// An index of these articles with words weighed as in the archive.
    pub(super) fn in_memory(
        &self,
        articles: Vec<(StoredArticle, i64)>,
        people: Option<Arc<People>>,
        stories: Option<&Stories>,
    ) -> Result<Engine> {
        let generation = Generation::in_memory(articles, self.totals)?;
        Engine::in_memory(generation, self.languages.clone(), self.unstemmed, people, stories)
    }
}

/// The same question for an index in memory: its words with the weights they have in the archive, their posting lists
/// those of the few articles.
pub fn again(compiled: &Compiled, engine: &Engine) -> Result<Compiled> {
    let terms = engine.terms();
    Ok(Compiled {
        plan: plan(&compiled.plan, &terms).map_err(unreadable)?,
        days: compiled.days.clone(),
        notes: compiled.notes.clone(),
        speakers: compiled.speakers.clone(),
    })
}

fn plan(there: &Plan, terms: &Terms<'_>) -> tantivy::Result<Plan> {
    let parts = |parts: &[Plan]| parts.iter().map(|part| plan(part, terms)).collect::<tantivy::Result<Vec<Plan>>>();
    Ok(match there {
        Plan::Nothing => Plan::Nothing,
        Plan::Everything => Plan::Everything,
        Plan::Leaf(leaf) => Plan::Leaf(Arc::new(again_leaf(leaf, terms)?)),
        Plan::All(inner) => Plan::all(parts(inner)?),
        Plan::Any(inner) => Plan::any(parts(inner)?),
        Plan::Not(inner) => Plan::Not(Box::new(plan(inner, terms)?)),
        Plan::Values(values) => {
            let mut lists: Vec<List> = Vec::new();
            for list in &values.lists {
                if let Some(name) = &list.name {
                    lists.extend(terms.lists(name, &[list.field])?);
                }
            }
            Plan::values(lists)
        }
        Plan::Days { from, to } => Plan::Days { from: *from, to: *to },
        Plan::Undated => Plan::Undated,
        Plan::Preferred { required, extra } => {
            Plan::Preferred { required: Box::new(plan(required, terms)?), extra: Box::new(plan(extra, terms)?) }
        }
        Plan::ParentOf(inner) => Plan::ParentOf(Box::new(plan(inner, terms)?)),
        Plan::ChildrenOf(inner) => Plan::ChildrenOf(Box::new(plan(inner, terms)?)),
    })
}

fn again_leaf(leaf: &Leaf, terms: &Terms<'_>) -> tantivy::Result<Leaf> {
    let fields: Vec<Field> = leaf.zones.iter().map(|zone| zone.field).collect();
    let slots = leaf.slots.iter().map(|slot| terms.again(slot, &fields)).collect::<tantivy::Result<_>>()?;
    Ok(Leaf { slots, ..leaf.clone() })
}
