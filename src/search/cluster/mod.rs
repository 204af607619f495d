//! A question in, the answer of an OpenSearch, Elasticsearch or Quickwit cluster out: the same one that the index on disk would
//! give.
//!
//! ```text
//! query ── parse ──▶ tree ── compile ──▶ plan ── write ──▶ the engine's query ──▶ counts, facets, days
//!                             (one compiler)                          │
//!                                              best articles, whole ◀─┘
//!                                                       │
//!                            an index of them in memory ─┴─▶ ranked, passages, marks: by the code for the disk
//! ```
//! The cluster finds and counts; what is shown is made here. The best articles of its answer, two hundred or as many
//! as are asked for, are indexed in memory, with words weighed as in the whole archive, and the code that answers from disk
//! ranks them, chooses their passages and marks their words. So equal articles have equal passages, whatever engine found them, and a match that
//! the two disagree on is seen (and told) instead of shown. What Quickwit cannot decide is decided here (`here.rs`).

mod articles;
mod counts;
mod dictionary;
mod dsl;
mod here;
mod intervals;
mod memory;
mod pivot;
mod quotes;
mod speakers;
mod stories;

use super::compile::{Compiler, Registry};
use super::people::People;
use super::people::rules::{self, Rules};
use super::plan::Plan;
use super::query::{Node, parse};
use super::rank::Weights;
use super::saved::names_any;
use super::scorers::Domain;
use super::terms::{Dictionary, Terms, stemmed_languages};
use crate::error::{Error, Result};
use crate::index::cluster::{
    BODY_TOKENS, Own, QUOTATION_COUNT, SAID_WORDS, TITLE_TOKENS, composite, counts, is_annotated, live, meta, pages,
    search, speakers, total_of,
};
use crate::index::keys::key_display;
use crate::index::{Fields, Totals, schema};
pub(super) use crate::remote::refused;
use crate::remote::{Access, Remote};
use crate::text::analyse::is_stemmed;
use dictionary::Known;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::schema::Schema;

/// Whole articles fetched in one request. Guessed: some megabytes of news.
const HITS_AT_ONCE: usize = 500;
/// Questions counted in one request. Guessed.
const COUNTED_AT_ONCE: usize = 200;

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
    /// What the user has decided: what is withheld, and who is who.
    own: Own,
    /// Whether near-duplicates were looked for.
    has_stories: bool,
    known: Known,
    people: Mutex<Option<Arc<People>>>,
}

impl Cluster {
    /// Opens the index that the address names: half a dozen requests.
    pub fn open(access: &Access) -> Result<Cluster> {
        let remote = Remote::connect(access)?;
        let index = live(&remote)?.ok_or_else(|| {
            Error::new(format!("no index at `{}`", remote.shown()))
                .hint("`dateline index PATH… --engine URL` makes it; `dateline engine check URL` tells what is there")
        })?;
        let has_stories = is_annotated(&meta(&remote, &index)?["rules"]);
        let own = Own::read(&remote)?;
        let (schema, fields) = schema();
        let (totals, languages, unstemmed, known, people) = Default::default();
        let mut cluster =
            Cluster { remote, index, schema, fields, totals, languages, unstemmed, own, has_stories, known, people };
        cluster.count_totals()?;
        Ok(cluster)
    }

    /// Differs whenever an answer could: the build that is live, and what the user has decided.
    pub fn stamp(access: &Access) -> Result<String> {
        let remote = Remote::connect(access)?;
        let live = live(&remote)?.unwrap_or_default();
        let text = format!("{live} {}", Own::read(&remote)?.stamp);
        Ok(blake3::hash(text.as_bytes()).to_hex()[..32].to_owned())
    }

    /// Asks the engine. Every question goes this way: what is withheld is left out of it here, and a partial answer is
    /// an error.
    fn ask(&self, body: &Value) -> Result<Value> {
        let Some(shown) = self.own.shown() else { return search(&self.remote, &self.index, body) };
        let mut body = body.clone();
        body["query"] = shown_only(body.get("query"), shown);
        search(&self.remote, &self.index, &body)
    }

    /// The first hits of a sorted question, `most` of them or all there are, handed over page by page: whole articles in
    /// one answer would be held at once by the engine, by what reads the answer and here. Gives how many match, where the
    /// question has them counted.
    fn ask_hits(&self, body: Value, most: usize, mut take: impl FnMut(&Value) -> Result<()>) -> Result<u64> {
        // Quickwit sorts by two numbers and no third: of hits that are equal in both, those behind a page's end would be lost.
        let is_cut_short =
            !self.remote.can().three_orders && body["sort"].as_array().is_some_and(|sort| sort.len() > 2);
        let at_once = if is_cut_short { most } else { HITS_AT_ONCE };
        let mut matches = None;
        pages(
            body,
            (at_once, most),
            |body| self.ask(body),
            |answer| {
                matches.get_or_insert_with(|| total_of(answer));
                let hits = &answer["hits"]["hits"];
                if hits.as_array().is_none_or(Vec::is_empty) { Ok(()) } else { take(hits) }
            },
        )?;
        Ok(matches.unwrap_or(0))
    }

    /// The same query without what is withheld.
    fn visible(&self, query: &Value) -> Value {
        self.own.shown().map_or_else(|| query.clone(), |shown| shown_only(Some(query), shown))
    }

    /// Every value of a field over the matches of a query, as [`composite`] counts them, without what is withheld.
    fn ask_values(&self, query: &Value, field: &str, take: impl FnMut(&Value, u64)) -> Result<()> {
        let query = self.visible(query);
        composite(&self.remote, &self.index, &query, None, &[field], take)
    }

    /// In how many matches of `query` each of these holds, too; so many in one request as an engine takes.
    fn count_each(&self, query: &Value, filters: &[Value]) -> Result<Vec<u64>> {
        let query = self.visible(query);
        let mut found = Vec::with_capacity(filters.len());
        for some in filters.chunks(COUNTED_AT_ONCE) {
            found.extend(counts(&self.remote, &self.index, &query, some)?);
        }
        Ok(found)
    }

    /// The languages of the articles by their codes, and how many articles have none. Where an engine counts both together
    /// with all else, they are among what was `found`.
    fn count_languages(&self, found: &Value) -> Result<(Vec<String>, u64)> {
        if self.remote.can().composite {
            let buckets = found["languages"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
            let codes = buckets.iter().filter_map(|bucket| Some(key_display(bucket["key"].as_str()?).to_owned()));
            return Ok((codes.collect(), found["unknown"]["doc_count"].as_u64().unwrap_or(0)));
        }
        let everything = json!({"match_all": {}});
        let codes = self.count_values(&everything, "language")?.into_keys();
        let unknown = self.count_matches(&dsl::none_of(json!({"exists": {"field": "language"}})))?;
        Ok((codes.map(|key| key_display(&key).to_owned()).collect(), unknown))
    }

    /// What words are weighed by, and the languages they are stemmed in.
    fn count_totals(&mut self) -> Result<()> {
        let sum = |field: &str| json!({"sum": {"field": field}});
        let mut body = json!({
            "size": 0,
            "track_total_hits": true,
            "aggs": {
                (TITLE_TOKENS): sum(TITLE_TOKENS), (BODY_TOKENS): sum(BODY_TOKENS), (SAID_WORDS): sum(SAID_WORDS),
                (QUOTATION_COUNT): sum(QUOTATION_COUNT),
            },
        });
        if self.remote.can().composite {
            body["aggs"]["languages"] = json!({"terms": {"field": "language", "size": 1000}});
            body["aggs"]["unknown"] = json!({"missing": {"field": "language"}});
        }
        let answer = self.ask(&body)?;
        let found = &answer["aggregations"];
        let number = |name: &str| found[name]["value"].as_f64().unwrap_or(0.0) as u64;
        self.totals = Totals {
            articles: total_of(&answer),
            quotations: number(QUOTATION_COUNT),
            title_tokens: number(TITLE_TOKENS),
            body_tokens: number(BODY_TOKENS),
            said_words: number(SAID_WORDS),
        };
        let (codes, unknown) = self.count_languages(found)?;
        self.unstemmed = unknown > 0 || codes.iter().any(|code| !is_stemmed(Some(code)));
        self.languages = stemmed_languages(codes.into_iter(), unknown > 0);
        Ok(())
    }

    fn terms(&self) -> Terms<'_> {
        let languages = self.languages.iter().map(String::as_str).collect();
        Terms { dictionary: Dictionary::Elsewhere(self), languages, unstemmed: self.unstemmed }
    }

    fn dsl<'t>(&self, terms: &'t Terms<'t>) -> dsl::Dsl<'t> {
        dsl::Dsl::new(terms, self.remote.can())
    }

    fn compiler<'c>(&'c self, query: &'c str, terms: &'c Terms<'c>, domain: Domain) -> Compiler<'c> {
        Compiler::new(query, terms, (self.totals, Weights::default()), self.fields, self, domain)
    }

    fn people(&self) -> Result<Arc<People>> {
        if let Some(people) = self.people.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(people.clone());
        }
        let rules = self.own.speaker_rules.as_deref().map_or_else(|| Ok(Rules::default()), checked_rules)?;
        let nobody_splits = |_: &_| Ok::<(Plan, Vec<Vec<u64>>), Error>((Plan::Nothing, Vec::new()));
        let people = Arc::new(People::new(speakers(&self.remote, &self.index, &self.own)?, &rules, nobody_splits)?);
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
        true => Err(refused("a saved search", "write its query out, or leave `--engine` out")),
    }
}

/// A query that also leaves out what is withheld, without a say in what a match is worth.
fn shown_only(query: Option<&Value>, shown: Value) -> Value {
    let query = query.cloned().unwrap_or_else(|| json!({"match_all": {}}));
    json!({"bool": {"must": [query], "filter": [shown]}})
}

/// The rules for speakers that an engine keeps, or that it is about to be given. A name that means somebody else only in
/// some articles would have to be looked up in every article of every answer: refused.
pub fn checked_rules(text: &str) -> Result<Rules> {
    let rules = rules::parse_rules(text, Path::new(rules::FILE))?;
    match rules.split.iter().find(|split| split.when.is_some()) {
        None => Ok(rules),
        Some(split) => {
            let what = format!("the split of `{}` in `{}`, which has a condition,", split.name, rules::FILE);
            Err(refused(&what, "leave its `when` out, or ask the index on disk"))
        }
    }
}
