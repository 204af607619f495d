//! A question in, the answer of an OpenSearch or Elasticsearch cluster out: the same one that the index on disk would
//! give.
//!
//! ```text
//! query ── parse ──▶ tree ── compile ──▶ plan ── write ──▶ the engine's query ──▶ counts, facets, days
//!                             (one compiler)                          │
//!                                              best articles, whole ◀─┘
//!                                                       │
//!                            an index of them in memory ─┴─▶ ranked, passages, marks: by the code for the disk
//! ```
//! The cluster finds and counts; what is shown is made here. The best two hundred articles of its answer are indexed in
//! memory, with words weighed as in the whole archive, and the code that answers from disk ranks them, chooses their
//! passages and marks their words. So equal articles have equal passages, whatever engine found them, and a match that
//! the two disagree on is seen (and told) instead of shown.

mod articles;
mod counts;
mod dictionary;
mod dsl;
mod intervals;
mod memory;
mod quotes;

use super::compile::{Compiler, Registry};
use super::people::People;
use super::people::rules::Rules;
use super::plan::Plan;
use super::query::{Node, parse};
use super::saved::names_any;
use super::scorers::Domain;
use super::terms::{Dictionary, Terms};
use crate::error::{Error, Result};
use crate::index::cluster::{BODY_TOKENS, QUOTATION_COUNT, SAID_WORDS, TITLE_TOKENS, meta, search, speakers};
use crate::index::keys::key_display;
use crate::index::{Fields, Totals, schema};
use crate::remote::{Access, Remote};
use crate::text::analyse::is_stemmed;
use dictionary::Known;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::schema::Schema;

/// An index on a cluster. What it answers from is the build that was live when it was opened: an alias that moves
/// meanwhile is not seen.
pub struct Cluster {
    remote: Remote,
    /// The build, not the alias.
    index: String,
    schema: Schema,
    fields: Fields,
    totals: Totals,
    languages: Vec<String>,
    unstemmed: bool,
    /// Whether it is OpenSearch, which lets a pattern inside `NEAR` stand for more words.
    is_opensearch: bool,
    known: Known,
    people: Mutex<Option<Arc<People>>>,
}

impl Cluster {
    /// Opens the index that the address names: two or three requests.
    pub fn open(access: &Access) -> Result<Cluster> {
        let remote = Remote::open(access)?;
        let root = remote.get("/")?;
        let is_opensearch = root["version"]["distribution"].as_str() == Some("opensearch");
        let name = remote.name().to_owned();
        let missing = || {
            Error::new(format!("no index at `{}`", remote.shown()))
                .hint("`dateline index PATH… --engine URL` makes it; `dateline engine check URL` tells what is there")
        };
        let index = match remote.find(&format!("/_alias/{name}"))? {
            Some(found) => found.as_object().and_then(|map| map.keys().next()).cloned().ok_or_else(missing)?,
            None if remote.find(&format!("/{name}/_settings"))?.is_some() => name,
            None => return Err(missing()),
        };
        meta(&remote, &index)?;
        let (totals, languages, unstemmed) = totals(&remote, &index)?;
        let (schema, fields) = schema();
        let (known, people) = Default::default();
        Ok(Cluster { remote, index, schema, fields, totals, languages, unstemmed, is_opensearch, known, people })
    }

    fn terms(&self) -> Terms<'_> {
        let languages = self.languages.iter().map(String::as_str).collect();
        Terms { dictionary: Dictionary::Elsewhere(self), languages, unstemmed: self.unstemmed }
    }

    fn compiler<'c>(&'c self, query: &'c str, terms: &'c Terms<'c>, domain: Domain) -> Compiler<'c> {
        Compiler::new(query, terms, self.totals, self.fields, self, domain)
    }

    fn people(&self) -> Result<Arc<People>> {
        if let Some(people) = self.people.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(people.clone());
        }
        let nobody_splits = |_: &_| Ok::<(Plan, Vec<Vec<u64>>), Error>((Plan::Nothing, Vec::new()));
        let people = Arc::new(People::new(speakers(&self.remote, &self.index)?, &Rules::default(), nobody_splits)?);
        *self.people.lock().unwrap_or_else(PoisonError::into_inner) = Some(people.clone());
        Ok(people)
    }
}

impl Registry for Cluster {
    fn people(&self) -> Result<Arc<People>> {
        Cluster::people(self)
    }
}

/// Reads a query. Saved searches lie in an index directory, and there is none here.
fn read(query: &str) -> Result<Node> {
    let node = parse(query)?;
    match names_any(&node) {
        false => Ok(node),
        true => Err(intervals::refused("a saved search", "write its query out, or leave `--engine` out")),
    }
}

/// What words are weighed by, and the languages they are stemmed in.
fn totals(remote: &Remote, index: &str) -> Result<(Totals, Vec<String>, bool)> {
    let sum = |field: &str| json!({"sum": {"field": field}});
    let body = json!({
        "size": 0,
        "track_total_hits": true,
        "aggs": {
            (TITLE_TOKENS): sum(TITLE_TOKENS), (BODY_TOKENS): sum(BODY_TOKENS), (SAID_WORDS): sum(SAID_WORDS),
            (QUOTATION_COUNT): sum(QUOTATION_COUNT),
            "languages": {"terms": {"field": "language", "size": 1000}},
            "unknown": {"missing": {"field": "language"}},
        },
    });
    let answer = search(remote, index, &body)?;
    let found = &answer["aggregations"];
    let number = |name: &str| found[name]["value"].as_f64().unwrap_or(0.0) as u64;
    let totals = Totals {
        articles: total_of(&answer),
        quotations: number(QUOTATION_COUNT),
        title_tokens: number(TITLE_TOKENS),
        body_tokens: number(BODY_TOKENS),
        said_words: number(SAID_WORDS),
    };
    let buckets = found["languages"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
    let codes = buckets.iter().filter_map(|bucket| Some(key_display(bucket["key"].as_str()?).to_owned()));
    let (mut stemmed, others): (Vec<String>, Vec<String>) = codes.partition(|code| is_stemmed(Some(code)));
    stemmed.sort();
    // English first: its stems need no mark, and most articles are in it.
    stemmed.sort_by_key(|code| code != "en");
    let unstemmed = !others.is_empty() || found["unknown"]["doc_count"].as_u64().unwrap_or(0) > 0;
    Ok((totals, stemmed, unstemmed))
}

/// Matches of an answer, all of them counted.
fn total_of(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or(0)
}
