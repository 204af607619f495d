//! JSON in, records out: one object, an array of objects (each cut out of the stream and parsed by itself, so that
//! neither a large array nor a broken element costs the rest), objects one after the other, or an object that holds
//! lists of them ([`lists`]).

use super::bytes::{Source, problem};
use super::unpack::can_go_on;
use super::{Found, ReadOptions, Records, decode, fields, lenient, lists};
use crate::article::{Content, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::path::Path;

/// How a record without an identifier of its own is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The file may be one article; told only when it turned out to hold one object.
    WholeFile,
    OwnOrDigest,
}

/// Where a record lies.
pub struct Place<'p> {
    pub path: &'p Path,
    pub number: u64,
    pub offset: u64,
}

/// The records of a JSON document.
pub fn records(mut source: Source, options: &ReadOptions, key: Key) -> Records {
    let start = source.peek().map(<[u8]>::to_vec).unwrap_or_default();
    let source = source.with_reader(|reader| decode::as_utf8(&start, reader));
    let bytes_max = options.record_bytes_max;
    let cutter = Cutter { source, bytes_max, in_array: false, is_lost: false, finished: false };
    Box::new(Document { cutter, options: options.clone(), key, number: 0, queue: VecDeque::new() })
}

struct Document {
    cutter: Cutter,
    options: ReadOptions,
    key: Key,
    number: u64,
    /// Records of a wrapped list that were parsed together.
    queue: VecDeque<Found>,
}

impl Iterator for Document {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(found) = self.queue.pop_front() {
            return Some(found);
        }
        loop {
            let cut = self.cutter.next()?;
            let (number, path) = (self.number, self.cutter.source.path.clone());
            self.number += 1;
            match cut {
                Cut::Failed { offset, error } => {
                    return Some(Found::Problem(problem(&path, Some(number), Some(offset), &error)));
                }
                Cut::Broken { offset, kind, reason } => {
                    return Some(Found::Problem(Problem {
                        path,
                        record: Some(number),
                        offset: Some(offset),
                        kind,
                        reason,
                    }));
                }
                Cut::Value { offset, raw } => {
                    let key = if self.cutter.in_array || number > 0 { Key::OwnOrDigest } else { self.key };
                    let place = Place { path: &path, number, offset };
                    let found = found(&raw, &place, &self.options, key);
                    self.number = number + found.len() as u64;
                    self.queue = found.into();
                    match self.queue.pop_front() {
                        Some(found) => return Some(found),
                        None => continue,
                    }
                }
            }
        }
    }
}

/// What one JSON value holds: a record, or those that it holds instead of being an article itself, numbered from the place's own.
pub fn found(raw: &[u8], place: &Place, options: &ReadOptions, key: Key) -> Vec<Found> {
    let value = match parsed(raw) {
        Ok(value) => value,
        Err((kind, reason)) => return vec![failed(place, kind, reason)],
    };
    // Elasticsearch wraps a record in what it knows of it.
    let object = value.get("_source").unwrap_or(&value).as_object();
    let object = object.filter(|object| object.values().any(may_hold_records));
    let all = |records: Vec<Cow<Value>>| -> Vec<Found> {
        let feed = feed_title(&value);
        let numbered = (place.number..).zip(&records);
        numbered.map(|(number, value)| from_feed(wrapped(value, number, place, options), feed.as_deref())).collect()
    };
    let wrapped = || object.and_then(|object| lists::of_wrappers(object, &options.maps));
    let listed = object.and_then(|object| lists::records(object, &options.maps));
    if let Some(records) = listed.or_else(|| (key == Key::WholeFile).then(wrapped).flatten()) {
        return all(records);
    }
    let found = record_of(&value, raw, place, options, key);
    let is_textless = matches!(&found, Found::Problem(problem) if problem.kind == "no-text");
    is_textless.then(wrapped).flatten().map_or_else(|| vec![found], all)
}

/// Whether a value may be a list of records or hold one: few articles have any such member.
fn may_hold_records(value: &Value) -> bool {
    value.is_object() || value.as_array().is_some_and(|list| list.first().is_some_and(|first| !first.is_string()))
}

/// A value, also where a passage of it, or all of it, is in another charset than UTF-8; else the kind of the problem and the reason.
fn parsed(raw: &[u8]) -> Result<Value, (&'static str, String)> {
    let Err(at) = std::str::from_utf8(raw) else {
        return lenient::parse(raw).map_err(|error| ("broken-json", format!("is not JSON: {error}")));
    };
    let parse = |text: String| lenient::parse(text.as_bytes()).ok();
    let mixed = decode::mostly_utf8(raw).and_then(parse);
    // In what is no JSON either way, the charset is no more than a guess.
    let other = || decode::decode(raw, false).ok().and_then(parse);
    mixed
        .or_else(other)
        .ok_or_else(|| ("invalid-charset", format!("is not UTF-8 at byte {} of the record", at.valid_up_to())))
}

fn record_of(value: &Value, raw: &[u8], place: &Place, options: &ReadOptions, key: Key) -> Found {
    let Value::Object(outer) = value else {
        return failed(place, "not-an-object", "is JSON, but no object with fields".to_owned());
    };
    // Elasticsearch wraps a record in what it knows of it.
    let object = outer.get("_source").and_then(Value::as_object).unwrap_or(outer);
    if let Some(reason) = fields::not_an_article(object) {
        return Found::NotAnArticle(NotAnArticle { reason });
    }
    let (fields, external_id) = fields::fields(object, &options.maps);
    let external_id = external_id.or_else(|| outer.get("_id").and_then(Value::as_str).map(str::to_owned));
    if let Some(reason) = fields::unread_text(&fields, object, &options.maps) {
        return failed(place, "no-text", reason);
    }
    if fields.title.is_none() && fields.text.is_none() {
        let names: Vec<_> = object.keys().take(8).map(|name| format!("`{name}`")).collect();
        return failed(place, "no-text", format!("no field holds a title or text; it has {}", names.join(", ")));
    }
    let key = match (&external_id, key) {
        (Some(id), _) => RecordKey::Own(id.clone()),
        (None, Key::WholeFile) => RecordKey::WholeFile,
        (None, Key::OwnOrDigest) => RecordKey::Digest(blake3::hash(raw).to_hex().to_string()),
    };
    let Place { path, number, offset } = *place;
    Found::Record(Record {
        path: path.to_path_buf(),
        number,
        offset,
        key,
        external_id,
        content: Content::Fields(fields),
    })
}

fn failed(place: &Place, kind: &'static str, reason: String) -> Found {
    Found::Problem(Problem {
        path: place.path.to_path_buf(),
        record: Some(place.number),
        offset: Some(place.offset),
        kind,
        reason,
    })
}

fn wrapped(value: &Value, number: u64, around: &Place, options: &ReadOptions) -> Found {
    let raw = value.to_string();
    record_of(value, raw.as_bytes(), &Place { number, ..*around }, options, Key::OwnOrDigest)
}

/// The outlet of an entry that names none is its feed.
fn from_feed(mut found: Found, feed: Option<&str>) -> Found {
    if let Found::Record(Record { content: Content::Fields(fields), .. }) = &mut found
        && fields.source.is_none()
    {
        fields.source = feed.map(str::to_owned);
    }
    found
}

/// The title of a JSON Feed, which says what it is by its `version`.
fn feed_title(value: &Value) -> Option<String> {
    let is_feed = value.get("version")?.as_str()?.contains("jsonfeed.org");
    value.get("title")?.as_str().filter(|_| is_feed).map(str::to_owned)
}

/// Cuts a stream into its top-level values, or the elements of its top-level array, without parsing them.
struct Cutter {
    source: Source,
    bytes_max: usize,
    in_array: bool,
    /// Whether the place in the stream may be inside a value whose damage was told: the next that begins is looked for.
    is_lost: bool,
    finished: bool,
}

enum Cut {
    Value { offset: u64, raw: Vec<u8> },
    Broken { offset: u64, kind: &'static str, reason: String },
    Failed { offset: u64, error: io::Error },
}

impl Cutter {
    fn next(&mut self) -> Option<Cut> {
        if self.finished {
            return None;
        }
        let mut offset = self.source.offset;
        match self.cut(&mut offset) {
            Ok(cut) => cut,
            Err(error) => {
                self.finished = !can_go_on(&error);
                self.is_lost = true;
                Some(Cut::Failed { offset, error })
            }
        }
    }

    fn cut(&mut self, offset: &mut u64) -> io::Result<Option<Cut>> {
        if !self.skip_to_value()? {
            self.finished = true;
            // Cut at the border of a record, a list is as short as a whole one. Where its end may lie in what was lost, that is told.
            let reason = "the file ends inside its list".to_owned();
            let is_cut = self.in_array && !self.is_lost;
            return Ok(is_cut.then_some(Cut::Broken { offset: self.source.offset, kind: "broken-json", reason }));
        }
        *offset = self.source.offset;
        let (mut raw, mut scan, mut seen) = (Vec::new(), Scan::default(), 0usize);
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                self.finished = true;
                let reason = "the file ends inside a value".to_owned();
                return Ok(Some(if scan.is_open() {
                    Cut::Broken { offset: *offset, kind: "broken-json", reason }
                } else {
                    self.value(*offset, raw, seen)
                }));
            }
            let (taken, is_whole) = scan.advance(available);
            seen += taken;
            if seen <= self.bytes_max {
                raw.extend_from_slice(&available[..taken]);
            } else {
                raw = Vec::new();
            }
            self.source.consume(taken);
            if is_whole {
                return Ok(Some(self.value(*offset, raw, seen)));
            }
        }
    }

    fn value(&self, offset: u64, raw: Vec<u8>, seen: usize) -> Cut {
        if seen <= self.bytes_max {
            return Cut::Value { offset, raw };
        }
        Cut::Broken { offset, kind: "too-long", reason: format!("the record is longer than {} bytes", self.bytes_max) }
    }

    /// Past white space, commas and the brackets of the outer array; whether a value follows.
    fn skip_to_value(&mut self) -> io::Result<bool> {
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(false);
            }
            let is_between = |b: u8| match self.is_lost {
                true => b != b'{',
                false => b.is_ascii_whitespace() || matches!(b, b',' | 0xef | 0xbb | 0xbf | 0x1e),
            };
            let skipped = available.iter().position(|&b| !is_between(b)).unwrap_or(available.len());
            let next = available.get(skipped).copied();
            self.source.consume(skipped);
            match next {
                None => {}
                Some(b'[') if !self.in_array => {
                    self.in_array = true;
                    self.source.consume(1);
                }
                // Lists may stand one behind the other, as files that were put together have them.
                Some(b']') => {
                    self.in_array = false;
                    self.source.consume(1);
                }
                Some(_) => {
                    self.is_lost = false;
                    return Ok(true);
                }
            }
        }
    }
}

/// Where a scan stands between the brackets and quotation marks of one value.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn is_open(&self) -> bool {
        self.depth > 0 || self.in_string
    }

    /// How many of the bytes belong to the value, and whether it ends there.
    fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (i, &b) in bytes.iter().enumerate() {
            if self.in_string {
                match b {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (i + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match b {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (i + 1, true);
                    }
                }
                // A bare word, number or stray bracket between the values of the outer array ends at its comma.
                b',' | b'\n' | b']' | b'}' if self.depth == 0 => return (i.max(1), true),
                _ => {}
            }
        }
        (bytes.len(), false)
    }
}
