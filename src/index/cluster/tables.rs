//! Side tables of a build: counted over its articles when all are there, kept in its companion index.

use super::mapping::{QUOTATIONS, QUOTED};
use super::quickwit::ask;
use super::{Own, notes};
use crate::error::{Error, Result};
use crate::index::{Speakers, SpeakersTold};
use crate::remote::{Remote, refused};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tantivy::directory::OwnedBytes;

/// Articles looked at in one answer; their names and days only.
const PAGE: usize = 5_000;
/// Values of one answer of an aggregation.
const BUCKETS: usize = 10_000;
/// Bytes of a table in one document.
const PIECE_BYTES: usize = 4 << 20;

/// Every bucket of a composite aggregation, page after page: each value with its count, exactly, however many there are.
///
/// A key has one part for each field. With `nested` it is that path's documents that are counted.
pub fn composite(
    remote: &Remote,
    index: &str,
    query: &Value,
    nested: Option<&str>,
    fields: &[&str],
    mut take: impl FnMut(&Value, u64),
) -> Result<()> {
    if !remote.can().composite {
        let [field] = fields else { return Err(refused("counting pairs of values", "ask the index on disk")) };
        return ask::values(remote, index, query, field, |value, count| take(&json!({(*field): value}), count));
    }
    let sources: Vec<Value> = fields.iter().map(|field| json!({(*field): {"terms": {"field": field}}})).collect();
    let mut after = Value::Null;
    loop {
        let mut values = json!({"composite": {"size": BUCKETS, "sources": sources}});
        if !after.is_null() {
            values["composite"]["after"] = after;
        }
        let aggregations = match nested {
            Some(path) => json!({"nested": {"nested": {"path": path}, "aggs": {"values": values}}}),
            None => json!({"values": values}),
        };
        let body = json!({"size": 0, "track_total_hits": false, "query": query, "aggs": aggregations});
        let answer = search(remote, index, &body)?;
        let found = &answer["aggregations"];
        let found = if nested.is_some() { &found["nested"]["values"] } else { &found["values"] };
        let buckets = found["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        buckets.iter().for_each(|bucket| take(&bucket["key"], bucket["doc_count"].as_u64().unwrap_or(0)));
        after = found["after_key"].clone();
        if buckets.len() < BUCKETS || after.is_null() {
            return Ok(());
        }
    }
}

/// A search whose answer is whole: a part of it is refused by the engine, and looked for here, too.
///
/// All that is asked of one query, page after page of its hits too, goes to the same copies of the shards: another copy
/// may weigh the same words a little differently, and an article would be on two pages or on none. Other queries go to
/// other copies.
pub fn search(remote: &Remote, index: &str, body: &Value) -> Result<Value> {
    if remote.only_appends() {
        return ask::search(remote, index, body);
    }
    let copies = &blake3::hash(body["query"].to_string().as_bytes()).to_hex()[..8];
    let path = format!("/{index}/_search?allow_partial_search_results=false&preference={copies}");
    whole(remote, remote.post(&path, body)?)
}

/// The answer of a search, when all of it is there and it says so.
pub(super) fn whole(remote: &Remote, answer: Value) -> Result<Value> {
    let what = match (answer["_shards"]["failed"].as_u64(), answer["timed_out"].as_bool()) {
        (Some(0), Some(false)) => return Ok(answer),
        (Some(failed @ 1..), _) => format!("{failed} shards did not answer"),
        (_, Some(true)) => "it ran out of time".to_owned(),
        _ => {
            return Err(Error::new(format!("what `{}` answers is no search result", remote.shown()))
                .hint("is that the address of an OpenSearch, an Elasticsearch or a Quickwit?")
                .damage());
        }
    };
    Err(Error::new(format!("the engine at `{}` has only part of the answer: {what}", remote.shown()))
        .hint("`dateline engine check URL` tells which shards are missing")
        .damage())
}

/// How many articles of an index match.
pub(super) fn count(remote: &Remote, index: &str, query: &Value) -> Result<u64> {
    let answer = search(remote, index, &json!({"size": 0, "track_total_hits": true, "query": query}))?;
    Ok(total_of(&answer))
}

/// Matches of an answer, all of them counted.
pub fn total_of(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or(0)
}

/// The hits of a sorted question, `most` at most, handed over in answers of `at_once` hits each; `ask` puts the question.
/// How many match is told by the first answer alone.
pub fn pages(
    mut body: Value,
    (at_once, most): (usize, usize),
    mut ask: impl FnMut(&Value) -> Result<Value>,
    mut take: impl FnMut(&Value) -> Result<()>,
) -> Result<()> {
    let mut left = most;
    while left > 0 {
        let size = left.min(at_once);
        body["size"] = size.into();
        let answer = ask(&body)?;
        take(&answer)?;
        let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(last) = hits.last().filter(|_| hits.len() == size) else { return Ok(()) };
        body["search_after"] = last["sort"].clone();
        body["track_total_hits"] = false.into();
        left -= size;
    }
    Ok(())
}

/// How many articles match each of several questions, which all hold besides `query`.
pub fn counts(remote: &Remote, index: &str, query: &Value, filters: &[Value]) -> Result<Vec<u64>> {
    if remote.only_appends() {
        let all: Vec<Value> = filters.iter().map(|filter| json!({"bool": {"must": [query, filter]}})).collect();
        return ask::counts(remote, index, &all);
    }
    let named: Map<String, Value> =
        (0..).zip(filters).map(|(at, filter): (usize, _)| (at.to_string(), filter.clone())).collect();
    let aggregations = json!({"n": {"filters": {"filters": named}}});
    let body = json!({"size": 0, "track_total_hits": false, "query": query, "aggs": aggregations});
    let answer = search(remote, index, &body)?;
    let found = &answer["aggregations"]["n"]["buckets"];
    Ok((0..filters.len()).map(|at| found[at.to_string()]["doc_count"].as_u64().unwrap_or(0)).collect())
}

/// Each speaker of the matches of a query by the name in the article, with the quotations that are direct or mixed, where
/// an engine nests none.
pub fn quoted(remote: &Remote, index: &str, query: &Value, mut take: impl FnMut(&str, u64)) -> Result<()> {
    ask::values(remote, index, query, QUOTED, |value, articles| {
        let told = value.as_str().and_then(|value| value.rsplit_once('#'));
        if let Some((name, each)) = told.and_then(|(name, each)| Some((name, each.parse::<u64>().ok()?))) {
            take(name, each.saturating_mul(articles));
        }
    })
}

/// Counts the speakers over the articles of a build that are shown, and keeps the table with it.
pub(super) fn keep_speakers(remote: &Remote, index: &str, own: &Own) -> Result<()> {
    keep(remote, &notes::companion(remote, index), &own.speakers_table(), &count_speakers(remote, index, own)?)
}

/// Counts the speakers over the articles of an index that are shown.
fn count_speakers(remote: &Remote, index: &str, own: &Own) -> Result<Vec<u8>> {
    let everything = own.shown().unwrap_or_else(|| json!({"match_all": {}}));
    let mut told = SpeakersTold::default();
    let body = json!({
        "_source": false, "track_total_hits": false, "query": everything,
        "docvalue_fields": ["speaker", "from_day"], "sort": [{"article": "asc"}],
    });
    let ask = |body: &Value| search(remote, index, body);
    pages(body, (PAGE, usize::MAX), ask, |answer| {
        for hit in answer["hits"]["hits"].as_array().into_iter().flatten() {
            let speakers = hit["fields"]["speaker"].as_array().map(Vec::as_slice).unwrap_or_default();
            told.article(hit["fields"]["from_day"][0].as_i64(), speakers.iter().filter_map(Value::as_str));
        }
        Ok(())
    })?;
    if !remote.can().nested {
        let mut quotations: BTreeMap<String, u64> = BTreeMap::new();
        quoted(remote, index, &everything, |name, count| *quotations.entry(name.to_owned()).or_default() += count)?;
        for (name, count) in quotations.into_iter().filter(|(_, count)| *count > 0) {
            told.quotations(&name, u32::try_from(count).unwrap_or(u32::MAX));
        }
        return Ok(told.table());
    }
    let (kind, name) = (format!("{QUOTATIONS}.kind"), format!("{QUOTATIONS}.speaker"));
    composite(remote, index, &everything, Some(QUOTATIONS), &[&kind, &name], |key, count| {
        if let Some(name) = key[&name].as_str().filter(|_| key[&kind] != "indirect") {
            told.quotations(name, u32::try_from(count).unwrap_or(u32::MAX));
        }
    })?;
    Ok(told.table())
}

/// Keeps a table in the companion index.
fn keep(remote: &Remote, companion: &str, name: &str, table: &[u8]) -> Result<()> {
    let pieces: Vec<&[u8]> = table.chunks(PIECE_BYTES).collect();
    for (number, piece) in pieces.iter().enumerate() {
        notes::write(remote, companion, &format!("table-{name}-{number}"), &json!({"bytes": BASE64.encode(piece)}))?;
    }
    let head = json!({"pieces": pieces.len(), "digest": blake3::hash(table).to_hex().to_string()});
    notes::write(remote, companion, &format!("table-{name}"), &head)
}

fn read(remote: &Remote, companion: &str, name: &str) -> Result<Option<Vec<u8>>> {
    let document = |id: &str| notes::read(remote, companion, id);
    let Some(head) = document(&format!("table-{name}"))? else { return Ok(None) };
    let mut table = Vec::new();
    for number in 0..head["pieces"].as_u64().unwrap_or(0) {
        let Some(piece) = document(&format!("table-{name}-{number}"))? else { return Ok(None) };
        let piece = piece["bytes"].as_str().and_then(|bytes| BASE64.decode(bytes).ok());
        table.extend(piece.unwrap_or_default());
    }
    let is_whole = head["digest"].as_str() == Some(&blake3::hash(&table).to_hex());
    Ok(is_whole.then_some(table))
}

/// The people of a build: as they are kept with it, or counted now.
pub fn speakers(remote: &Remote, index: &str, own: &Own) -> Result<Speakers> {
    let kept = read(remote, &notes::companion(remote, index), &own.speakers_table())?;
    let table = match kept {
        Some(table) => table,
        None => count_speakers(remote, index, own)?,
    };
    speakers_of(table).ok_or_else(|| {
        Error::new(format!("the table of speakers of `{index}` is damaged"))
            .hint("`dateline index PATH… --engine URL` makes the index anew")
    })
}

pub fn speakers_of(table: Vec<u8>) -> Option<Speakers> {
    Speakers::read(OwnedBytes::new(table))
}
