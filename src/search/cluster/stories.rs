//! Near-duplicates on a cluster: which of the matches are copies of one another.
//!
//! An article that is not the only one of its story says which it is (written when the build was finished). So stories are
//! counted by the values of that field, and the copies of what is shown are asked for by it. Where no article is written
//! twice, notes beside the build say which are of one story.

use super::dsl::all_of;
use super::{Cluster, refused};
use crate::error::Result;
use crate::index::cluster::quickwit::load::{members_of, stories_of};
use crate::index::cluster::{STORY, WINDOW};
use crate::index::{StoredArticle, Stories};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The best matches of a question.
pub struct Best {
    /// Articles that match, all of them.
    pub matches: u64,
    /// The best of them with their numbers.
    pub found: Vec<(StoredArticle, i64)>,
    /// The stories that those of several articles belong to, by the article's number.
    pub told: Vec<(i64, String)>,
    /// The same as the index on disk has it, where copies stand behind one hit.
    pub stories: Option<Stories>,
}

impl Cluster {
    /// How many stories the matches of a query are; `None` when nothing is known of stories.
    pub(super) fn count_stories(&self, query: &Value, articles: u64) -> Result<Option<u64>> {
        if !self.has_stories {
            return Ok(None);
        }
        let mut copies = 0;
        if !self.remote.can().upsert {
            return self.count_noted(query, articles);
        }
        self.ask_values(query, STORY, |_, count| copies += count.saturating_sub(1))?;
        Ok(Some(articles.saturating_sub(copies)))
    }

    /// The same by the notes, of no more articles than one answer lists; `None` of more.
    fn count_noted(&self, query: &Value, articles: u64) -> Result<Option<u64>> {
        if articles > WINDOW as u64 {
            return Ok(None);
        }
        let body = json!({"size": WINDOW, "_source": false, "query": query, "sort": ["article_key"]});
        let answer = self.ask(&body)?;
        let keys: Vec<i64> = keys_of(&answer["hits"]["hits"]).collect();
        let of_several = stories_of(&self.remote, &self.index, &keys)?;
        let stories: BTreeSet<i64> = of_several.values().copied().collect();
        Ok(Some(articles.saturating_sub((of_several.len() - stories.len()) as u64)))
    }

    /// The stories of a list of hits, by the article's number.
    pub(super) fn told(&self, hits: &Value) -> Result<Vec<(i64, String)>> {
        if self.remote.can().upsert || !self.has_stories {
            return Ok(told(hits));
        }
        let keys: Vec<i64> = keys_of(hits).collect();
        let stories = stories_of(&self.remote, &self.index, &keys)?;
        Ok(stories.into_iter().map(|(key, story)| (key, story.to_string())).collect())
    }

    /// The articles of these stories.
    fn of_stories(&self, stories: &BTreeSet<String>) -> Result<Value> {
        if self.remote.can().upsert {
            return Ok(json!({"terms": {STORY: stories}}));
        }
        let numbers: Vec<i64> = stories.iter().filter_map(|story| story.parse().ok()).collect();
        let members: Vec<i64> = members_of(&self.remote, &self.index, &numbers)?.into_keys().collect();
        Ok(json!({"terms": {"article_key": members}}))
    }

    /// The same matches and all further ones of their stories.
    pub(super) fn with_copies(&self, query: &Value, mut best: Best) -> Result<Best> {
        let of_several: BTreeSet<String> = best.told.iter().map(|(_, story)| story.clone()).collect();
        if !of_several.is_empty() {
            let known: Vec<i64> = best.found.iter().map(|(_, key)| *key).collect();
            let others = json!({"bool": {
                "filter": [self.of_stories(&of_several)?], "must_not": [{"terms": {"article_key": known}}],
            }});
            self.add_copies(&all_of(vec![query.clone(), others]), &mut best)?;
        }
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        let mut members = Vec::with_capacity(best.told.len());
        for (key, story) in &best.told {
            let next = numbers.len() as u32;
            members.push((*key, *numbers.entry(story).or_insert(next)));
        }
        members.sort_unstable();
        Ok(Best { stories: Some(Stories { members, versions: 0 }), ..best })
    }

    fn add_copies(&self, query: &Value, best: &mut Best) -> Result<()> {
        let body = json!({
            "track_total_hits": false, "query": query, "sort": [{"article_key": "asc"}],
            "docvalue_fields": ["article_key", STORY],
        });
        let most = 2 * WINDOW - best.found.len().min(2 * WINDOW);
        let before = best.found.len();
        self.ask_hits(body, most + 1, |hits| {
            best.found.extend(self.articles_of(hits)?);
            best.told.extend(self.told(hits)?);
            Ok(())
        })?;
        match best.found.len() - before > most {
            false => Ok(()),
            true => Err(refused(
                &format!("showing stories with more than {WINDOW} copies"),
                "`--copies` lists each article for itself",
            )),
        }
    }
}

fn keys_of(hits: &Value) -> impl Iterator<Item = i64> {
    hits.as_array().into_iter().flatten().filter_map(|hit| hit["fields"]["article_key"][0].as_i64())
}

/// The stories of a list of hits, by the article's number.
fn told(hits: &Value) -> Vec<(i64, String)> {
    let of = |hit: &Value| {
        let fields = &hit["fields"];
        Some((fields["article_key"][0].as_i64()?, fields[STORY][0].as_str()?.to_owned()))
    };
    hits.as_array().into_iter().flatten().filter_map(of).collect()
}
