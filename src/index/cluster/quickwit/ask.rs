//! A question in the dialect of OpenSearch in, one that Quickwit knows out; and its answer in the dialect's own shape.
//!
//! What Quickwit has no words for (a quotation inside an article, a distance between words) becomes the nearest question
//! that finds no less, and says of itself that it is not exact: the caller then looks at what it finds.

use super::super::mapping::{NEWEST, OLDEST, QUOTATIONS, RECORD};
use super::super::tables::{total_of, whole};
use super::VALUES_MAX;
use super::config::{is_kept_beginning, kept};
use crate::error::{Error, Result};
use crate::remote::{Remote, refused};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What the search endpoints read of one request.
const REQUEST_BYTES: usize = 1 << 20;
/// Questions of one request; ten of them are answered at a time.
const AT_ONCE: usize = 100;

/// A question that finds everything that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Superset {
    pub query: Value,
    /// Whether it finds nothing else.
    pub is_exact: bool,
}

impl Superset {
    fn exact(query: Value) -> Superset {
        Superset { query, is_exact: true }
    }
}

/// The nearest question that Quickwit knows.
pub fn superset(query: &Value) -> Result<Superset> {
    Writer { in_quotations: false }.query(query)
}

/// Writes one question anew.
#[derive(Clone, Copy)]
struct Writer {
    /// Whether it is about a quotation: those of an article lie in its own fields, all together.
    in_quotations: bool,
}

impl Writer {
    fn query(self, query: &Value) -> Result<Superset> {
        let (kind, inner) = only(query)?;
        match kind {
            "match_all" | "match_none" | "exists" | "range" if !self.in_quotations => {
                Ok(Superset::exact(query.clone()))
            }
            "match_all" | "match_none" => Ok(Superset::exact(query.clone())),
            // Of one quotation nothing is known but its words.
            "range" => Ok(Superset { query: json!({"match_all": {}}), is_exact: false }),
            "term" => {
                let (field, value) = only(inner)?;
                let boost = value.get("boost").and_then(Value::as_f64);
                Ok(Superset::exact(term(self.field(field), text(value.get("value").unwrap_or(value))?, boost)))
            }
            "terms" => self.terms(inner),
            "prefix" => {
                let (field, value) = only(inner)?;
                let beginning = text(&value["value"])?;
                if !is_kept_beginning(beginning) {
                    return Err(refused("a beginning as long as that", "write less of it"));
                }
                Ok(Superset::exact(json!({"prefix": {(self.field(field)): {"value": beginning}}})))
            }
            "wildcard" => {
                let (field, value) = only(inner)?;
                Ok(Superset::exact(wildcard(self.field(field), text(&value["value"])?, value["boost"].as_f64())))
            }
            "constant_score" => {
                let of = self.query(&inner["filter"])?;
                Ok(Superset { query: json!({"bool": {"filter": [of.query]}}), ..of })
            }
            "nested" if inner["path"] == QUOTATIONS => Writer { in_quotations: true }.query(&inner["query"]),
            "bool" => self.bool(inner),
            "intervals" => {
                let (field, rule) = only(inner)?;
                self.interval(self.field(field), rule, rule["boost"].as_f64())
            }
            "fuzzy" => Err(fuzzy()),
            other => Err(refused(&format!("`{other}`"), "ask the index on disk, without `--engine`")),
        }
    }

    fn field(self, field: &str) -> &str {
        let own = field.strip_prefix(QUOTATIONS).and_then(|rest| rest.strip_prefix('.'));
        own.filter(|_| self.in_quotations).unwrap_or(field)
    }

    fn terms(self, inner: &Value) -> Result<Superset> {
        let (field, values) = only(inner)?;
        let values: Vec<Value> = values
            .as_array()
            .into_iter()
            .flatten()
            .map(|value| value.as_str().map_or_else(|| value.clone(), |value| kept(value).into()))
            .collect();
        Ok(Superset::exact(match values.is_empty() {
            true => json!({"match_none": {}}),
            false => json!({"terms": {(self.field(field)): values}}),
        }))
    }

    fn bool(self, inner: &Value) -> Result<Superset> {
        let parts = |name: &str| inner[name].as_array().map(Vec::as_slice).unwrap_or_default();
        let known = ["must", "filter", "should", "must_not", "minimum_should_match"];
        if inner.as_object().is_none_or(|inner| inner.keys().any(|key| !known.contains(&key.as_str()))) {
            return Err(refused("a question of that form", "ask the index on disk, without `--engine`"));
        }
        let all = |name: &str| parts(name).iter().map(|part| self.query(part)).collect::<Result<Vec<Superset>>>();
        let (mut must, filter, should, not) = (all("must")?, all("filter")?, all("should")?, all("must_not")?);
        if !should.is_empty() {
            let is_exact = should.iter().all(|part| part.is_exact);
            must.push(Superset { query: json!({"bool": {"should": queries(should)}}), is_exact });
        }
        let mut is_exact = must.iter().chain(&filter).all(|part| part.is_exact);
        // Two things that hold of an article's quotations need not hold of one of them.
        is_exact &= !self.in_quotations || must.len() + filter.len() <= 1;
        // What is left out may not be more than was asked for.
        let (sure, unsure): (Vec<Superset>, Vec<Superset>) =
            not.into_iter().partition(|part| part.is_exact && !self.in_quotations);
        is_exact &= unsure.is_empty();
        if must.len() == 1 && filter.is_empty() && sure.is_empty() {
            return Ok(Superset { query: must.remove(0).query, is_exact });
        }
        let mut query = Map::new();
        let mut put = |name: &str, parts: Vec<Superset>| {
            if !parts.is_empty() {
                query.insert(name.to_owned(), queries(parts).into());
            }
        };
        // Nothing but what is left out would find nothing.
        let everything = Superset::exact(json!({"match_all": {}}));
        let filter = if must.is_empty() && filter.is_empty() { vec![everything] } else { filter };
        put("must", must);
        put("filter", filter);
        put("must_not", sure);
        Ok(Superset { query: json!({"bool": query}), is_exact })
    }

    /// A rule about the places of words: they are there, wherever.
    fn interval(self, field: &str, rule: &Value, boost: Option<f64>) -> Result<Superset> {
        let rule = rule.as_object().into_iter().flatten().find(|(key, _)| *key != "boost");
        let (kind, inner) = rule.ok_or_else(|| Error::new("a rule about words without words"))?;
        let inside = |inner: &Value| {
            let rules = inner["intervals"].as_array().into_iter().flatten();
            rules.map(|rule| self.interval(field, rule, boost)).collect::<Result<Vec<Superset>>>()
        };
        match kind.as_str() {
            "match" => Ok(Superset::exact(term(field, text(&inner["query"])?, boost))),
            "wildcard" => Ok(Superset::exact(wildcard(field, text(&inner["pattern"])?, boost))),
            "fuzzy" => Err(fuzzy()),
            "any_of" => {
                let parts = inside(inner)?;
                let is_exact = parts.iter().all(|part| part.is_exact);
                Ok(Superset { query: json!({"bool": {"should": queries(parts)}}), is_exact })
            }
            "all_of" => {
                // A word that is to be there twice is asked for once.
                let mut parts = queries(inside(inner)?);
                let mut known = BTreeSet::new();
                parts.retain(|part| known.insert(part.to_string()));
                Ok(Superset { query: json!({"bool": {"must": parts}}), is_exact: false })
            }
            other => Err(refused(&format!("`{other}`"), "ask the index on disk, without `--engine`")),
        }
    }
}

fn fuzzy() -> Error {
    refused("`word~`, a word that is nearly this one,", "write its forms with `OR`, or a pattern such as `harb*r`")
}

fn queries(parts: Vec<Superset>) -> Vec<Value> {
    parts.into_iter().map(|part| part.query).collect()
}

fn term(field: &str, value: &str, boost: Option<f64>) -> Value {
    json!({"term": {(field): {"value": kept(value), "boost": boost.unwrap_or(1.0)}}})
}

fn wildcard(field: &str, pattern: &str, boost: Option<f64>) -> Value {
    json!({"wildcard": {(field): {"value": pattern, "boost": boost.unwrap_or(1.0)}}})
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| Error::new(format!("`{value}` is no word")))
}

/// The one key of an object, and what stands there.
fn only(value: &Value) -> Result<(&str, &Value)> {
    let mut entries = value.as_object().into_iter().flatten();
    match (entries.next(), entries.next()) {
        (Some((key, inner)), None) => Ok((key, inner)),
        _ => Err(refused("a question of that form", "ask the index on disk, without `--engine`")),
    }
}

/// A search whose answer is whole, with the values of its hits where the dialect has them.
pub fn search(remote: &Remote, index: &str, body: &Value) -> Result<Value> {
    let (body, fields) = body_of(body)?;
    let text = body.to_string();
    refuse_long(&text)?;
    let path = format!(
        "/api/v1/_elastic/{index}/_search?allow_partial_search_results=false&_source_includes={}",
        fields.join(",")
    );
    let mut answer = whole(remote, remote.post(&path, &body)?)?;
    if let Some(hits) = answer["hits"]["hits"].as_array_mut() {
        hits.iter_mut().for_each(show_fields);
    }
    Ok(answer)
}

/// The hits of a search among notes, whole; `None` where there is no such index.
pub fn notes(remote: &Remote, index: &str, body: &Value) -> Result<Option<Vec<Value>>> {
    let path = format!("/api/v1/_elastic/{index}/_search?allow_partial_search_results=false");
    let Some(answer) = remote.look(&path, body)? else { return Ok(None) };
    let hits = whole(remote, answer)?["hits"]["hits"].take();
    match hits {
        Value::Array(hits) => Ok(Some(hits)),
        _ => Err(Error::new(format!("what `{}` answers is no search result", remote.shown()))
            .hint("`dateline engine check URL` looks at the engine")
            .damage()),
    }
}

/// The same body in Quickwit's words, and the fields its hits are to bring.
fn body_of(body: &Value) -> Result<(Value, Vec<String>)> {
    let mut written = Map::new();
    let mut fields = vec!["article".to_owned(), "article_key".to_owned()];
    let mut with_record = true;
    for (key, value) in body.as_object().into_iter().flatten() {
        match key.as_str() {
            "size" | "aggs" | "track_total_hits" | "search_after" => drop(written.insert(key.clone(), value.clone())),
            "query" => {
                let asked = superset(value)?;
                if !asked.is_exact {
                    let hint = "narrow the question, or ask the index on disk, without `--engine`";
                    return Err(refused("counting what Quickwit cannot find exactly", hint));
                }
                written.insert(key.clone(), asked.query);
            }
            "sort" => drop(written.insert(key.clone(), sort(value)?)),
            "_source" => with_record = *value != Value::Bool(false),
            "docvalue_fields" => {
                fields.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
            }
            other => return Err(refused(&format!("`{other}`"), "ask the index on disk, without `--engine`")),
        }
    }
    if with_record {
        fields.push(RECORD.to_owned());
    }
    fields.sort();
    fields.dedup();
    Ok((Value::Object(written), fields))
}

/// An order of at most two numbers that every article has.
fn sort(order: &Value) -> Result<Value> {
    let by = |part: &Value| -> (String, String) {
        match part.as_object().and_then(|part| part.iter().next()) {
            Some((field, how)) => (field.clone(), how["order"].as_str().or(how.as_str()).unwrap_or("asc").to_owned()),
            None => (part.as_str().unwrap_or_default().to_owned(), "asc".to_owned()),
        }
    };
    let parts: Vec<(String, String)> = order.as_array().into_iter().flatten().map(by).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(field, how)| (field.as_str(), how.as_str())).collect();
    Ok(match parts[..] {
        // Which articles are looked at: the number of an article comes third there, and no third is known here.
        [("_score", _), ("published", "desc"), ("article_key", _)] => json!([{"_score": "desc"}, {(NEWEST): "desc"}]),
        [("published", "desc"), ("article_key", _)] => json!([{(NEWEST): "desc"}, {"article_key": "asc"}]),
        [("published", "asc"), ("article_key", _)] => json!([{(OLDEST): "asc"}, {"article_key": "asc"}]),
        [("article" | "article_key", "asc")] => json!([{"article_key": "asc"}]),
        _ => return Err(refused("that order", "ask the index on disk, without `--engine`")),
    })
}

/// A hit's id and its values, each as a list.
fn show_fields(hit: &mut Value) {
    let values = hit["_source"].as_object().into_iter().flatten().filter(|(name, _)| *name != RECORD);
    let listed = |value: &Value| if value.is_array() { value.clone() } else { json!([value]) };
    let fields: Map<String, Value> = values.map(|(name, value)| (name.clone(), listed(value))).collect();
    hit["_id"] = hit["_source"]["article"].clone();
    hit["fields"] = Value::Object(fields);
}

/// Every value of a field over the matches of a query with its articles, exactly; refused where there are too many.
pub fn values(
    remote: &Remote,
    index: &str,
    query: &Value,
    field: &str,
    mut take: impl FnMut(&Value, u64),
) -> Result<()> {
    let is_number = field == "from_day";
    let aggregation = match is_number {
        // Whole steps of a number, those without an article left out: what a histogram counts is exact.
        true => json!({"histogram": {"field": field, "interval": 1.0, "min_doc_count": 1}}),
        false => json!({"terms": {"field": field, "size": VALUES_MAX, "split_size": VALUES_MAX}}),
    };
    let body = json!({"size": 0, "query": query, "aggs": {"values": aggregation}});
    let answer = search(remote, index, &body)?;
    let found = &answer["aggregations"]["values"];
    let buckets = found["buckets"].as_array().ok_or_else(|| {
        Error::new(format!("`{}` did not count the values of `{field}`", remote.shown()))
            .hint("`dateline engine check URL` looks at the engine")
            .damage()
    })?;
    let others = found["sum_other_doc_count"].as_u64().unwrap_or(0);
    let error = found["doc_count_error_upper_bound"].as_u64().unwrap_or(0);
    if others + error > 0 || buckets.len() as u64 >= VALUES_MAX {
        let what = format!("counting more than {VALUES_MAX} values of `{field}`");
        return Err(refused(&what, "narrow the question, by its dates for instance"));
    }
    let count_of = |bucket: &Value| bucket["doc_count"].as_u64().unwrap_or(0);
    if !is_number {
        buckets.iter().for_each(|bucket| take(&bucket["key"], count_of(bucket)));
        return Ok(());
    }
    let number = |bucket: &Value| Some((bucket["key"].as_f64()?.round() as i64, count_of(bucket)));
    let mut numbers: Vec<(i64, u64)> = buckets.iter().filter_map(number).collect();
    numbers.sort_unstable();
    numbers.into_iter().for_each(|(number, count)| take(&json!(number), count));
    Ok(())
}

/// How many articles match each of several questions.
pub fn counts(remote: &Remote, index: &str, queries: &[Value]) -> Result<Vec<u64>> {
    let mut counts = Vec::with_capacity(queries.len());
    let mut lines = String::new();
    let mut asked = 0;
    for query in queries {
        let (body, _) = body_of(&json!({"size": 0, "track_total_hits": true, "query": query}))?;
        let line = format!("{}\n{body}\n", json!({"index": index}));
        refuse_long(&line)?;
        if asked == AT_ONCE || lines.len() + line.len() > REQUEST_BYTES {
            counts.extend(counted(remote, &std::mem::take(&mut lines), asked)?);
            asked = 0;
        }
        lines.push_str(&line);
        asked += 1;
    }
    if asked > 0 {
        counts.extend(counted(remote, &lines, asked)?);
    }
    Ok(counts)
}

fn counted(remote: &Remote, lines: &str, asked: usize) -> Result<Vec<u64>> {
    let answer = remote.post_lines("/api/v1/_elastic/_msearch", lines)?;
    let responses = answer["responses"].as_array().filter(|responses| responses.len() == asked);
    let responses = responses.ok_or_else(|| {
        Error::new(format!("`{}` did not answer every question of a request", remote.shown()))
            .hint("`dateline engine check URL` looks at the engine")
            .damage()
    })?;
    responses.iter().map(|response| Ok(total_of(&whole(remote, response.clone())?))).collect()
}

fn refuse_long(body: &str) -> Result<()> {
    if body.len() <= REQUEST_BYTES {
        return Ok(());
    }
    Err(refused("a question of more than a megabyte", "narrow it: a name or a beginning stands for very many values"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: Value) -> (Value, bool) {
        let asked = superset(&query).unwrap();
        // What Quickwit is sent is a question of its own.
        assert_eq!(superset(&asked.query).unwrap(), Superset::exact(asked.query.clone()), "{query}");
        (asked.query, asked.is_exact)
    }

    fn word(field: &str, value: &str) -> Value {
        json!({"term": {(field): {"value": value, "boost": 1.0}}})
    }

    #[test]
    fn what_it_knows_stays_as_it_is() {
        let both = json!({"bool": {"must": [word("body", "a"), word("title", "b")]}});
        assert_eq!(of(both.clone()), (both, true));
        let either = json!({"bool": {"should": [word("body", "a"), word("title", "b")], "minimum_should_match": 1}});
        assert_eq!(of(either), (json!({"bool": {"should": [word("body", "a"), word("title", "b")]}}), true));
        let without = json!({"bool": {"must_not": [word("body", "a")]}});
        let all = json!({"match_all": {}});
        assert_eq!(of(without), (json!({"bool": {"filter": [all], "must_not": [word("body", "a")]}}), true));
        assert_eq!(of(json!({"terms": {"url": []}})), (json!({"match_none": {}}), true));
    }

    #[test]
    fn distances_become_words_and_are_never_left_out() {
        let near = json!({"intervals": {"body": {"all_of": {"ordered": true, "max_gaps": 0, "intervals": [
            {"match": {"query": "a"}}, {"match": {"query": "b"}}, {"match": {"query": "a"}},
        ]}, "boost": 1.0}}});
        assert_eq!(of(near.clone()), (json!({"bool": {"must": [word("body", "a"), word("body", "b")]}}), false));
        let (query, is_exact) = of(json!({"bool": {"must_not": [near]}}));
        assert_eq!((query, is_exact), (json!({"bool": {"filter": [{"match_all": {}}]}}), false));
    }

    #[test]
    fn of_quotations_one_thing_is_exact() {
        let nested = |query: Value| json!({"nested": {"path": QUOTATIONS, "query": query, "score_mode": "max"}});
        let said = |value: &str| word("quotations.said", value);
        assert_eq!(of(nested(said("a"))), (word("said", "a"), true));
        assert!(!of(nested(json!({"bool": {"must": [said("a"), said("b")]}}))).1);
        assert!(of(nested(json!({"bool": {"should": [said("a"), said("b")]}}))).1);
        assert!(!of(nested(json!({"bool": {"must_not": [said("a")]}}))).1);
        assert!(!of(nested(json!({"range": {"quotations.confidence": {"gte": 3}}}))).1);
    }

    #[test]
    fn what_it_cannot_be_asked_is_refused_by_name() {
        for query in [
            json!({"fuzzy": {"body": {"value": "a"}}}),
            json!({"intervals": {"body": {"fuzzy": {"term": "a"}}}}),
            json!({"query_string": {"query": "a"}}),
            json!({"bool": {"must": [], "boost": 2}}),
            json!({}),
        ] {
            let error = superset(&query).unwrap_err();
            assert!(error.message.ends_with("is not supported on this engine") && error.hint.is_some(), "{error}");
        }
    }
}
