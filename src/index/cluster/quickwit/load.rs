//! A build on Quickwit while it is loaded: made once, gone on with where a run was cut off, and looked through before it
//! answers.

use super::super::mapping::WINDOW;
use super::super::notes::{self, companion};
use super::super::tables::pages;
use super::ask;
use crate::error::{Error, Result};
use crate::index::Stories;
use crate::remote::Remote;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Notes in one request, and numbers in one question.
const AT_ONCE: usize = 2_000;

/// Makes an index unless it is there.
pub fn create(remote: &Remote, index: &str, config: &Value) -> Result<()> {
    notes::unless_there(remote, &format!("/api/v1/indexes/{index}"), || remote.post("/api/v1/indexes", config))
}

/// Seconds after which an index shows what it was sent, as whoever made it has said.
pub fn commit_seconds(remote: &Remote, index: &str) -> Result<u64> {
    let config = remote.get(&format!("/api/v1/indexes/{index}"))?;
    config["index_config"]["indexing_settings"]["commit_timeout_secs"].as_u64().ok_or_else(|| {
        Error::new(format!("`{index}` does not say when it commits"))
            .hint("`dateline engine check URL` looks at the engine")
            .damage()
    })
}

/// The numbers of the articles that are there, ascending. One that is there twice is there twice.
pub fn keys(remote: &Remote, index: &str) -> Result<Vec<i64>> {
    let mut keys = Vec::new();
    let body = json!({"_source": false, "query": {"match_all": {}}, "sort": ["article_key"]});
    let ask = |body: &Value| ask::search(remote, index, body);
    // Of two equal ones at a page's end the second is passed over: an article that is there twice is counted elsewhere.
    pages(body, (WINDOW, usize::MAX), ask, |answer| {
        for hit in answer["hits"]["hits"].as_array().into_iter().flatten() {
            keys.push(hit["_source"]["article_key"].as_i64().ok_or_else(|| damaged(index))?);
        }
        Ok(())
    })?;
    Ok(keys)
}

fn damaged(index: &str) -> Error {
    Error::new(format!("an article of `{index}` has no number"))
        .hint("run `index` again under another `--build`")
        .damage()
}

/// The articles of a build, when each is there once and all are; waits until what was sent last can be seen.
pub fn counted(remote: &Remote, index: &str, expected: u64) -> Result<u64> {
    let mut found = count(remote, index)?;
    while found < expected {
        remote.settle();
        let before = std::mem::replace(&mut found, count(remote, index)?);
        if found <= before {
            break;
        }
    }
    let keys = keys(remote, index)?;
    let twice =
        keys.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64 + found.saturating_sub(keys.len() as u64);
    if twice > 0 {
        return Err(Error::new(format!(
            "{twice} articles are twice in `{index}`; `{}` stays as it was",
            remote.name()
        ))
        .hint("Quickwit took a request that it did not answer: begin anew under another `--build`"));
    }
    Ok(found)
}

fn count(remote: &Remote, index: &str) -> Result<u64> {
    Ok(ask::counts(remote, index, &[json!({"match_all": {}})])?.into_iter().sum())
}

/// Notes which story each article of several is of: no article can be written again.
pub fn note_stories(remote: &Remote, build: &str, stories: &Stories) -> Result<()> {
    let index = companion(remote, build);
    // A story is called by the smallest number of its articles, so that another run calls it the same.
    let mut names: BTreeMap<u32, i64> = BTreeMap::new();
    let note = |(key, story): &(i64, u32)| json!({"article_key": key, "story": names.entry(*story).or_insert(*key)});
    let notes: Vec<Value> = stories.members.iter().map(note).collect();
    notes.chunks(AT_ONCE).try_for_each(|some| remote.append_notes(&index, some))
}

/// The stories of those of these articles that are not the only ones of theirs.
pub fn stories_of(remote: &Remote, build: &str, keys: &[i64]) -> Result<BTreeMap<i64, i64>> {
    pairs(remote, build, "article_key", keys)
}

/// The articles of these stories, each with its own.
pub fn members_of(remote: &Remote, build: &str, stories: &[i64]) -> Result<BTreeMap<i64, i64>> {
    pairs(remote, build, "story", stories)
}

fn pairs(remote: &Remote, build: &str, field: &str, numbers: &[i64]) -> Result<BTreeMap<i64, i64>> {
    let index = companion(remote, build);
    let mut pairs = BTreeMap::new();
    for some in numbers.chunks(AT_ONCE) {
        let body = json!({"query": {"terms": {(field): some}}, "sort": [{"article_key": "asc"}]});
        let ask = |body: &Value| {
            let hits = ask::notes(remote, &index, body)?.unwrap_or_default();
            Ok(json!({"hits": {"hits": hits}}))
        };
        pages(body, (WINDOW, usize::MAX), ask, |answer| {
            for hit in answer["hits"]["hits"].as_array().into_iter().flatten() {
                let source = &hit["_source"];
                let pair = source["article_key"].as_i64().zip(source["story"].as_i64());
                pairs.extend([pair.ok_or_else(|| damaged(&index))?]);
            }
            Ok(())
        })?;
    }
    Ok(pairs)
}
