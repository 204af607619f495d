//! Where an engine cannot decide a question, it is decided here: the engine finds no less than what is asked for, and the
//! code for the disk looks at every article it found.
//!
//! An article is then asked for by its number, so that counting, ordering and showing go the same way as ever.

use super::dsl::all_of;
use super::{Cluster, memory};
use crate::error::Result;
use crate::index::StoredArticle;
use crate::index::cluster::WINDOW;
use crate::index::cluster::quickwit::ask::superset;
use crate::remote::refused;
use crate::search::compile::Compiled;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Articles looked at for one question: as many as an engine of the other family gives at once. Each costs some
/// milliseconds.
const LOOKED_AT_MAX: usize = WINDOW;

impl Cluster {
    /// A question that the engine answers exactly and that finds what `query` does: the matches of `compiled`, whose days
    /// are looked at here, too.
    pub(super) fn exact(&self, query: Value, compiled: &Compiled) -> Result<Value> {
        if self.remote.can().nested {
            return Ok(query);
        }
        let nearest = superset(&query)?;
        if nearest.is_exact {
            return Ok(query);
        }
        let mut keys: Vec<i64> = Vec::new();
        self.each_found(&nearest.query, |articles| {
            let engine = self.in_memory(articles, None, None)?;
            keys.extend(engine.keys_of(&memory::again(compiled, &engine)?)?);
            Ok(())
        })?;
        if keys.is_empty() {
            return Ok(json!({"match_none": {}}));
        }
        // What the nearest question makes of an article decides which are looked at first.
        let these = json!({"bool": {"filter": [{"terms": {"article_key": keys}}]}});
        Ok(all_of(vec![nearest.query, these]))
    }

    /// All articles that a question about quotations can mean, by their numbers.
    pub(super) fn candidates(&self, query: &Value) -> Result<BTreeMap<i64, StoredArticle>> {
        let mut found = BTreeMap::new();
        self.each_found(&superset(query)?.query, |articles| {
            found.extend(articles.into_iter().map(|(article, key)| (key, article)));
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over what the engine finds, some at a time; refused where it is too much to look at.
    fn each_found(&self, query: &Value, mut take: impl FnMut(Vec<(StoredArticle, i64)>) -> Result<()>) -> Result<()> {
        let matches = self.count_matches(query)?;
        if matches > LOOKED_AT_MAX as u64 {
            let what = format!("looking at more than {LOOKED_AT_MAX} articles for a phrase, a distance or a quotation");
            return Err(refused(
                &what,
                &format!("{matches} hold the words: narrow the question, by its dates for instance"),
            ));
        }
        let body = json!({"track_total_hits": false, "query": query, "sort": [{"article_key": "asc"}]});
        self.ask_hits(body, LOOKED_AT_MAX, |hits| take(self.articles_of(hits)?))?;
        Ok(())
    }
}
