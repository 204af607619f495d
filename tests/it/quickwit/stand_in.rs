//! A stand-in for Quickwit, on a socket of this machine.
//!
//! No Quickwit was ever asked: it cannot be installed from the registries. This is written from its documentation of 0.9
//! (`rest-api.md`, `es_compatible_api.md`, `aggregation.md`, `index-config.md`) and takes nothing that is not in there: a
//! path, a parameter, a kind of question, a count or a setting it does not know is an error, and so is a question longer
//! than a megabyte, a third thing to sort by, a count over a field that is not fast. That there are `terms` questions,
//! `track_total_hits`, `_source_includes`, `/api/v1/version` and that megabyte is not in the documentation but in the source that is
//! published of it (the structures it reads requests into). It appends what it is sent as often
//! as it is sent, shows it when it is committed, and drops what it cannot index as the documentation says it does:
//! without a word. Where the documentation leaves open which of two things happens it does the worse one for us.

use crate::remote::{Asked, read};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What befalls a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is full; nothing is taken.
    Busy,
    /// The connection breaks before anything is taken.
    Lost,
    /// Everything is taken, and the connection breaks before that is said.
    Unsaid,
    /// Half of it is taken, and a gateway gives up.
    Half,
}

/// Says what befalls a request, by its number, method and path.
type Faults = Box<dyn Fn(usize, &str) -> Option<Fault> + Send>;
/// Says what is answered instead of the truth.
type Lies = Box<dyn Fn(&str) -> Option<(u16, String)> + Send>;

pub struct StandIn {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    indexes: BTreeMap<String, Index>,
    asked: Vec<String>,
    faults: Option<Faults>,
    lies: Option<Lies>,
}

struct Index {
    config: Value,
    fields: HashMap<String, Value>,
    documents: Vec<(Instant, Document)>,
}

/// A document: what comes back, and what every field is searched by and counted by.
#[derive(Clone)]
struct Document {
    stored: Value,
    tokens: HashMap<String, Vec<String>>,
    fast: HashMap<String, Vec<Value>>,
}

impl StandIn {
    pub fn start() -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state: Arc<Mutex<State>> = Arc::default();
        let kept = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = kept.clone();
                std::thread::spawn(move || serve(&stream, &state));
            }
        });
        StandIn { port, state }
    }

    pub fn url(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.port)
    }

    pub fn befall(&self, faults: impl Fn(usize, &str) -> Option<Fault> + Send + 'static) {
        self.state.lock().unwrap().faults = Some(Box::new(faults));
    }

    pub fn lie(&self, lies: impl Fn(&str) -> Option<(u16, String)> + Send + 'static) {
        self.state.lock().unwrap().lies = Some(Box::new(lies));
    }

    /// Method and path of every request so far.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }

    /// Appends one article of an index once more, when there is one.
    pub fn double_one(&self, index: &str) -> bool {
        let mut state = self.state.lock().unwrap();
        let documents = state.indexes.get_mut(index).map(|index| &mut index.documents);
        documents.is_some_and(|documents| documents.first().cloned().map(|first| documents.push(first)).is_some())
    }

    /// Drops one article of an index, when there is one.
    pub fn drop_one(&self, index: &str) -> bool {
        let mut state = self.state.lock().unwrap();
        state.indexes.get_mut(index).is_some_and(|index| index.documents.pop().is_some())
    }

    /// As if a note had never been appended.
    pub fn forget_note(&self, index: &str, name: &str) {
        let mut state = self.state.lock().unwrap();
        let documents = &mut state.indexes.get_mut(index).unwrap().documents;
        let before = documents.len();
        documents.retain(|(_, document)| document.stored["note"] != name);
        assert!(documents.len() < before, "no note `{name}`");
    }

    /// The articles of an index by their ids, each with what is kept of it; those that are there twice are there twice.
    pub fn articles(&self, index: &str) -> Vec<(String, String)> {
        let state = self.state.lock().unwrap();
        let article = |(_, document): &(Instant, Document)| {
            let stored = &document.stored;
            (stored["article"].as_str().unwrap().to_owned(), format!("{stored} {:?}", sorted(&document.fast)))
        };
        let mut articles: Vec<_> = state.indexes[index].documents.iter().map(article).collect();
        articles.sort();
        articles
    }
}

fn sorted(fast: &HashMap<String, Vec<Value>>) -> BTreeMap<&String, &Vec<Value>> {
    fast.iter().collect()
}

fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let Some(Asked { line, body, .. }) = read(stream) else { return };
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let fault = {
        let mut state = state.lock().unwrap();
        state.asked.push(format!("{method} {target}"));
        let number = state.asked.len();
        state.faults.as_ref().and_then(|faults| faults(number, &format!("{method} {target}")))
    };
    let lie = state.lock().unwrap().lies.as_ref().and_then(|lies| lies(&format!("{method} {target}")));
    let (status, answer) = match (fault, lie) {
        (_, Some(lie)) => lie,
        (Some(Fault::Lost), _) => return,
        (Some(Fault::Busy), _) => (429, json!({"message": "the ingest queue is full"}).to_string()),
        (Some(Fault::Half), _) => {
            let lines = body.lines().count();
            let half: String = body.lines().take(lines / 2).map(|line| format!("{line}\n")).collect();
            answer(state, method, target, &half).ok();
            (504, "<html>the gateway gives up</html>".to_owned())
        }
        (fault, _) => {
            let answered = answer(state, method, target, &body);
            if fault == Some(Fault::Unsaid) {
                return;
            }
            let told = |message: String| match target.contains("/_elastic/") {
                true => json!({"error": {"reason": message}}).to_string(),
                false => json!({"message": message}).to_string(),
            };
            answered.map_or_else(|(status, message)| (status, told(message)), |value| (200, value.to_string()))
        }
    };
    let length = answer.len();
    // In one piece: of two the second waits for the first to be acknowledged.
    let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}");
    let mut stream = stream;
    let _ = stream.write_all(answer.as_bytes());
}

/// A status and a message.
type Refused = (u16, String);
type Answer<T> = Result<T, Refused>;

fn bad<T>(message: impl Into<String>) -> Answer<T> {
    Err((400, message.into()))
}

fn answer(state: &Mutex<State>, method: &str, target: &str, body: &str) -> Answer<Value> {
    let (path, parameters) = target.split_once('?').unwrap_or((target, ""));
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    if !matches!(parts.as_slice(), ["api", "v1", ..]) {
        return Err((302, "see /ui".to_owned()));
    }
    let parse = || serde_json::from_str::<Value>(body).or_else(|error| bad(format!("failed to parse: {error}")));
    match (method, &parts[2..]) {
        ("GET", ["version"]) => Ok(json!({"build": {"version": "0.9.0", "commit_hash": "0"}, "runtime": {}})),
        ("GET", ["indexes"]) => {
            let state = state.lock().unwrap();
            Ok(state.indexes.values().map(|index| json!({"index_config": index.config})).collect())
        }
        ("GET", ["indexes", id]) => with(state, id, |index| Ok(json!({"index_config": index.config}))),
        ("DELETE", ["indexes", id]) => {
            with(state, id, |_| Ok(()))?;
            state.lock().unwrap().indexes.remove(*id);
            Ok(json!([]))
        }
        ("POST", ["indexes"]) => create(state, parse()?),
        ("POST", [id, "ingest"]) => ingest(state, id, parameters, body),
        ("POST", ["_elastic", id, "_search"]) => {
            refuse_long(body)?;
            let mut includes = None;
            for (name, value) in parameters.split('&').filter_map(|parameter| parameter.split_once('=')) {
                match name {
                    "allow_partial_search_results" if value == "false" => {}
                    "_source_includes" => includes = Some(value.split(',').collect::<Vec<_>>()),
                    _ => return bad(format!("unknown parameter `{name}={value}`")),
                }
            }
            let body = parse()?;
            with(state, id, |index| search(index, &body, includes.as_deref()))
        }
        ("POST", ["_elastic", "_msearch"]) => {
            refuse_long(body)?;
            let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let one = |pair: &[Value]| {
                let [header, body] = pair else { return bad("expect request body after request header") };
                known(header, &["index"])?;
                with(state, header["index"].as_str().unwrap(), |index| search(index, body, None))
            };
            let responses: Vec<Value> = lines.chunks(2).map(one).collect::<Answer<_>>()?;
            Ok(json!({"responses": responses}))
        }
        _ => Err((404, format!("Route not found: {method} {path}"))),
    }
}

fn with<T>(state: &Mutex<State>, id: &str, then: impl FnOnce(&mut Index) -> Answer<T>) -> Answer<T> {
    match state.lock().unwrap().indexes.get_mut(id) {
        Some(index) => then(index),
        None => Err((404, format!("index `{id}` not found"))),
    }
}

fn refuse_long(body: &str) -> Answer<()> {
    if body.len() > 1 << 20 { Err((413, "the request is too long".to_owned())) } else { Ok(()) }
}

/// Refuses every key that is not among these.
fn known(value: &Value, keys: &[&str]) -> Answer<()> {
    let Some(object) = value.as_object() else { return bad(format!("{value} is no object")) };
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => bad(format!("unknown field `{key}`")),
        None => Ok(()),
    }
}

fn create(state: &Mutex<State>, config: Value) -> Answer<Value> {
    known(
        &config,
        &["version", "index_id", "index_uri", "doc_mapping", "indexing_settings", "search_settings", "retention"],
    )?;
    known(
        &config["indexing_settings"],
        &["commit_timeout_secs", "split_num_docs_target", "merge_policy", "resources"],
    )?;
    known(&config["search_settings"], &["default_search_fields"])?;
    let mapping = &config["doc_mapping"];
    known(
        mapping,
        &["field_mappings", "mode", "tag_fields", "store_source", "timestamp_field", "index_field_presence"],
    )?;
    if config["version"] != "0.7" || mapping["mode"] != "strict" {
        return bad("an unknown version or mode");
    }
    let id = config["index_id"].as_str().unwrap_or_default().to_owned();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if !id.starts_with(|c: char| c.is_ascii_alphabetic())
        || !id.chars().all(is_letter)
        || !(3..=255).contains(&id.len())
    {
        return bad(format!("index id `{id}` is invalid"));
    }
    let mut fields = HashMap::new();
    for field in mapping["field_mappings"].as_array().unwrap() {
        let of_all = ["name", "description", "type", "stored", "indexed", "fast"];
        let of_texts = ["tokenizer", "record", "fieldnorms"];
        let is_text = matches!(field["type"].as_str(), Some("text" | "array<text>"));
        match field["type"].as_str() {
            Some("text" | "array<text>") => known(field, &[&of_all[..], &of_texts[..]].concat())?,
            Some("i64" | "u64" | "array<u64>") => known(field, &of_all)?,
            other => return bad(format!("unknown type {other:?}")),
        }
        let is_known = |key: &str, values: &[&str]| field[key].as_str().is_none_or(|value| values.contains(&value));
        if !is_known("tokenizer", &["raw", "default", "en_stem", "whitespace", "lowercase"])
            || !is_known("record", &["basic", "freq", "position"])
            || (is_text && field["fast"] == true && field["tokenizer"] != "raw")
        {
            return bad(format!("{field} is no field"));
        }
        if fields.insert(field["name"].as_str().unwrap().to_owned(), field.clone()).is_some() {
            return bad("a field is there twice");
        }
    }
    let mut state = state.lock().unwrap();
    if state.indexes.contains_key(&id) {
        return bad(format!("index `{id}` already exists"));
    }
    state.indexes.insert(id, Index { config: config.clone(), fields, documents: Vec::new() });
    Ok(json!({"index_config": config}))
}

fn ingest(state: &Mutex<State>, id: &str, parameters: &str, body: &str) -> Answer<Value> {
    if body.len() > 10_000_000 {
        return Err((413, "the payload is too large".to_owned()));
    }
    let lines: Vec<&str> = body.lines().collect();
    let commit = parameters.strip_prefix("commit=").unwrap_or("none");
    let wait = with(state, id, |index| {
        let seconds = index.config["indexing_settings"]["commit_timeout_secs"].as_u64().unwrap();
        let wait = match commit {
            "force" => Duration::ZERO,
            "auto" | "wait_for" => Duration::from_secs(seconds),
            other => return bad(format!("unknown commit `{other}`")),
        };
        let shown = Instant::now() + wait;
        // What cannot be indexed is dropped, and nobody is told.
        let documents = lines.iter().filter_map(|line| document(index, serde_json::from_str(line).ok()?));
        let documents: Vec<(Instant, Document)> = documents.map(|document| (shown, document)).collect();
        index.documents.extend(documents);
        if commit == "force" {
            index.documents.iter_mut().for_each(|(at, _)| *at = (*at).min(shown));
        }
        Ok(wait)
    })?;
    if commit == "wait_for" {
        std::thread::sleep(wait);
    }
    Ok(json!({"num_docs_for_processing": lines.len()}))
}

/// A document as it is indexed; `None` of one with a field that is unknown or of another type (`strict`).
fn document(index: &Index, source: Value) -> Option<Document> {
    let (mut stored, mut tokens, mut fast) = (Map::new(), HashMap::new(), HashMap::new());
    for (name, value) in source.as_object()? {
        let field = index.fields.get(name)?;
        let kind = field["type"].as_str()?;
        let values = match kind.strip_prefix("array<") {
            Some(_) => value.as_array()?.clone(),
            None => vec![value.clone()],
        };
        let is_text = kind.contains("text");
        if values.iter().any(|value| if is_text { !value.is_string() } else { !value.is_i64() && !value.is_u64() }) {
            return None;
        }
        let is_short = |value: &&Value| value.as_str().is_none_or(|text| text.len() <= 255);
        if field["indexed"] != false {
            let cut = |value: &Value| match (value.as_str(), field["tokenizer"].as_str()) {
                (Some(text), Some("whitespace")) => text.split_ascii_whitespace().map(str::to_owned).collect(),
                (Some(text), _) if text.len() <= 255 => vec![text.to_owned()],
                (Some(_), _) => Vec::new(),
                (None, _) => vec![value.to_string()],
            };
            tokens.insert(name.clone(), values.iter().flat_map(cut).collect::<Vec<String>>());
        }
        if field["fast"] == true {
            fast.insert(name.clone(), values.iter().filter(is_short).cloned().collect::<Vec<Value>>());
        }
        if field["stored"] != false {
            stored.insert(name.clone(), value.clone());
        }
    }
    Some(Document { stored: Value::Object(stored), tokens, fast })
}

fn search(index: &Index, body: &Value, includes: Option<&[&str]>) -> Answer<Value> {
    known(body, &["from", "size", "query", "sort", "aggs", "track_total_hits", "search_after"])?;
    let now = Instant::now();
    let all: Vec<&Document> =
        index.documents.iter().filter(|(at, _)| *at <= now).map(|(_, document)| document).collect();
    let everything = json!({"match_all": {}});
    let query = body.get("query").unwrap_or(&everything);
    // The question is looked at even where there is nothing to find.
    matches(index, query, &Document { stored: Value::Null, tokens: HashMap::new(), fast: HashMap::new() })?;
    let mut found: Vec<(f64, &Document)> = Vec::new();
    for document in all {
        if let Some(score) = matches(index, query, document)? {
            found.push((score, document));
        }
    }
    let size = body.get("size").map_or(Some(10), Value::as_u64).ok_or((400, "size".to_owned()))? as usize;
    if size > 10_000 {
        return bad("size is more than 10,000");
    }
    let order = order_of(index, body.get("sort").unwrap_or(&json!([])))?;
    let exact = |document: &Document, field: &str| document.fast.get(field).and_then(|v| v.first()).cloned();
    let compare = |a: &(f64, &Document), b: &(f64, &Document)| {
        let by_number = || {
            order.iter().map(|(field, is_ascending)| {
                let numbers = [a.1, b.1].map(|d| exact(d, field).and_then(|v| v.as_i64()));
                let ordering = numbers[0].cmp(&numbers[1]);
                if field == "_score" {
                    b.0.total_cmp(&a.0)
                } else if *is_ascending {
                    ordering
                } else {
                    ordering.reverse()
                }
            })
        };
        by_number().find(|ordering| ordering.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    };
    found.sort_by(compare);
    let total = found.len();
    let aggregations = aggregate(index, body.get("aggs"), &found)?;
    if let Some(after) = body.get("search_after") {
        let after: Vec<i64> = after.as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
        let [(field, true)] = order.as_slice() else {
            return bad("this stand-in goes on only by one ascending number");
        };
        if after.len() != order.len() {
            return bad("sort and search_after are of different length");
        }
        found.retain(|(_, document)| exact(document, field).and_then(|v| v.as_i64()) > after.first().copied());
    }
    let hit = |(score, document): &(f64, &Document)| {
        let mut source = document.stored.clone();
        if let (Some(includes), Some(source)) = (includes, source.as_object_mut()) {
            source.retain(|key, _| includes.contains(&key.as_str()));
        }
        let value = |(field, _): &(String, bool)| match field.as_str() {
            "_score" => json!(score),
            field => exact(document, field).unwrap_or_default(),
        };
        json!({"_index": "x", "_id": "", "_source": source, "sort": order.iter().map(value).collect::<Vec<_>>()})
    };
    let hits: Vec<Value> = found.iter().take(size).map(hit).collect();
    // Without being asked to count it counts what it comes across.
    let counted = if body["track_total_hits"] == true { total } else { hits.len() };
    Ok(json!({
        "took": 1, "timed_out": false, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {"total": {"value": counted, "relation": "eq"}, "max_score": null, "hits": hits},
        "aggregations": aggregations,
    }))
}

/// At most two fast numbers, or the score, each with whether it ascends.
fn order_of(index: &Index, sort: &Value) -> Answer<Vec<(String, bool)>> {
    let Some(parts) = sort.as_array() else { return bad("sort is no list") };
    let part = |part: &Value| -> Answer<(String, bool)> {
        let (field, how) = match (part.as_str(), part.as_object().and_then(|part| part.iter().next())) {
            (Some(field), _) => (field.to_owned(), None),
            (None, Some((field, how))) => {
                if how.is_object() {
                    known(how, &["order", "format"])?;
                }
                (field.clone(), how.as_str().or(how["order"].as_str()).map(str::to_owned))
            }
            _ => return bad(format!("{part} is no order")),
        };
        let is_number = || index.fields.get(&field).is_some_and(|f| f["fast"] == true && f["type"] == "i64");
        if field != "_score" && !is_number() {
            return bad(format!("`{field}` cannot be sorted by"));
        }
        match how.as_deref() {
            Some("asc") => Ok((field, true)),
            Some("desc") => Ok((field, false)),
            None => Ok((field.clone(), field != "_score")),
            Some(other) => bad(format!("unknown order `{other}`")),
        }
    };
    if parts.len() > 2 {
        return bad("only up to two sort fields supported at the moment");
    }
    parts.iter().map(part).collect()
}

fn fast<'i>(index: &'i Index, name: &Value, is_text: Option<bool>) -> Answer<&'i str> {
    let field = name.as_str().and_then(|name| index.fields.get(name));
    match field {
        Some(field) if field["fast"] == true => {
            let found = field["type"].as_str().is_some_and(|kind| kind.contains("text"));
            match is_text.is_none_or(|wanted| wanted == found) {
                true => Ok(field["name"].as_str().unwrap()),
                false => bad(format!("{name} is of another type")),
            }
        }
        _ => bad(format!("{name} is no fast field")),
    }
}

fn aggregate(index: &Index, aggregations: Option<&Value>, found: &[(f64, &Document)]) -> Answer<Value> {
    let mut answers = Map::new();
    for (name, aggregation) in aggregations.and_then(Value::as_object).into_iter().flatten() {
        let Some((kind, how)) = aggregation.as_object().and_then(|all| all.iter().next()) else {
            return bad("no count");
        };
        let mut counts: HashMap<String, (Value, u64)> = HashMap::new();
        let mut count = |field: &str| {
            for value in found.iter().flat_map(|(_, document)| document.fast.get(field).into_iter().flatten()) {
                counts.entry(value.to_string()).or_insert_with(|| (value.clone(), 0)).1 += 1;
            }
        };
        let answer = match kind.as_str() {
            "terms" => {
                known(how, &["field", "size", "split_size", "order", "min_doc_count", "show_term_doc_count_error"])?;
                count(fast(index, &how["field"], Some(true))?);
                let size = how["size"].as_u64().unwrap_or(10) as usize;
                if size > 65_000 {
                    return bad("the aggregation bucket limit was exceeded");
                }
                let mut buckets: Vec<(Value, u64)> = counts.into_values().collect();
                buckets.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.as_str().cmp(&b.0.as_str())));
                let others: u64 = buckets.iter().skip(size).map(|(_, count)| count).sum();
                let buckets = buckets.iter().take(size).map(|(key, count)| json!({"key": key, "doc_count": count}));
                json!({"buckets": buckets.collect::<Vec<_>>(), "sum_other_doc_count": others, "doc_count_error_upper_bound": 0})
            }
            "histogram" => {
                known(
                    how,
                    &["field", "interval", "min_doc_count", "offset", "keyed", "hard_bounds", "extended_bounds"],
                )?;
                if how["interval"] != 1.0 || how["min_doc_count"] != 1 {
                    return bad("this stand-in counts whole numbers only");
                }
                count(fast(index, &how["field"], Some(false))?);
                let buckets = counts.into_values().map(|(key, count)| json!({"key": key.as_f64(), "doc_count": count}));
                json!({"buckets": buckets.collect::<Vec<_>>()})
            }
            "sum" => {
                known(how, &["field"])?;
                let field = fast(index, &how["field"], Some(false))?;
                let values = found.iter().flat_map(|(_, document)| document.fast.get(field).into_iter().flatten());
                json!({"value": values.filter_map(Value::as_f64).sum::<f64>()})
            }
            other => return bad(format!("unknown variant `{other}`, expected one of `terms`, `histogram`, …")),
        };
        answers.insert(name.clone(), answer);
    }
    Ok(Value::Object(answers))
}

fn one(value: &Value) -> Answer<(&str, &Value)> {
    let mut entries = value.as_object().into_iter().flatten();
    match (entries.next(), entries.next()) {
        (Some((key, inner)), None) => Ok((key, inner)),
        _ => bad(format!("expected one key in {value}")),
    }
}

/// What a document is worth to a question; `None` where it does not match.
fn matches(index: &Index, query: &Value, document: &Document) -> Answer<Option<f64>> {
    let (kind, inner) = one(query)?;
    let indexed = |name: &str| match index.fields.get(name) {
        Some(field) if field["indexed"] != false => {
            Ok(document.tokens.get(name).map(Vec::as_slice).unwrap_or_default())
        }
        _ => bad(format!("field `{name}` is not indexed")),
    };
    // More for a word that comes up more often; how much more is nothing that is tested.
    let worth =
        |times: usize, boost: &Value| (times > 0).then(|| boost.as_f64().unwrap_or(1.0) * (times as f64).ln_1p());
    match kind {
        "match_all" => known(inner, &["boost"]).map(|()| Some(1.0)),
        "match_none" => known(inner, &[]).map(|()| None),
        "term" => {
            let (field, how) = one(inner)?;
            known(how, &["value", "boost", "case_insensitive"])?;
            let Some(value) = how["value"].as_str() else { return bad("a term is a string") };
            Ok(worth(indexed(field)?.iter().filter(|token| *token == value).count(), &how["boost"]))
        }
        "terms" => {
            let (field, values) = one(inner)?;
            let values = values.as_array().filter(|values| !values.is_empty());
            let Some(values) = values else { return bad("no terms") };
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let values: std::collections::HashSet<String> = values.iter().map(text).collect();
            Ok(indexed(field)?.iter().any(|token| values.contains(token)).then_some(1.0))
        }
        "prefix" => {
            let (field, how) = one(inner)?;
            known(how, &["value", "case_insensitive"])?;
            let beginning = how["value"].as_str().unwrap_or_default();
            Ok(indexed(field)?.iter().any(|token| token.starts_with(beginning)).then_some(1.0))
        }
        "wildcard" => {
            let (field, how) = one(inner)?;
            known(how, &["value", "boost", "case_insensitive"])?;
            let pattern: Vec<char> = how["value"].as_str().unwrap_or_default().chars().collect();
            let is_like = |token: &&String| is_like(&pattern, &token.chars().collect::<Vec<char>>());
            Ok(worth(indexed(field)?.iter().filter(is_like).count(), &how["boost"]))
        }
        "exists" => {
            known(inner, &["field"])?;
            let field = fast(index, &inner["field"], None)?;
            Ok(document.fast.get(field).is_some_and(|values| !values.is_empty()).then_some(1.0))
        }
        "range" => {
            let (field, how) = one(inner)?;
            known(how, &["gt", "gte", "lt", "lte", "boost"])?;
            let field = fast(index, &json!(field), Some(false))?;
            let holds = |value: &Value| {
                let value = value.as_i64();
                let bound = |name: &str, holds: fn(Option<i64>, Option<i64>) -> bool| {
                    how.get(name).is_none_or(|bound| holds(value, bound.as_i64()))
                };
                bound("gt", |v, b| v > b)
                    && bound("gte", |v, b| v >= b)
                    && bound("lt", |v, b| v < b)
                    && bound("lte", |v, b| v <= b)
            };
            Ok(document.fast.get(field).is_some_and(|values| values.iter().any(holds)).then_some(1.0))
        }
        "bool" => {
            known(inner, &["must", "must_not", "should", "filter", "boost"])?;
            let each = |name: &str| -> Answer<Vec<Option<f64>>> {
                let parts = inner.get(name).and_then(Value::as_array).into_iter().flatten();
                parts.map(|part| matches(index, part, document)).collect()
            };
            let (must, not, should, filter) = (each("must")?, each("must_not")?, each("should")?, each("filter")?);
            if must.is_empty() && should.is_empty() && filter.is_empty() {
                return bad("nothing to leave anything out of");
            }
            let is_needed = must.is_empty() && filter.is_empty();
            let holds = must.iter().chain(&filter).all(Option::is_some)
                && not.iter().all(Option::is_none)
                && (!is_needed || should.iter().any(Option::is_some));
            Ok(holds.then(|| must.iter().chain(&should).flatten().sum()))
        }
        other => bad(format!("unknown variant `{other}`, expected one of `bool`, `term`, `range`, …")),
    }
}

/// `*` stands for any letters, `?` for one.
fn is_like(pattern: &[char], token: &[char]) -> bool {
    match (pattern.split_first(), token.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) if is_like(rest, token) => true,
        (Some(('*', _)), Some((_, token))) => is_like(pattern, token),
        (Some(('?', rest)), Some((_, token))) => is_like(rest, token),
        (Some((a, rest)), Some((b, token))) if a == b => is_like(rest, token),
        _ => false,
    }
}
