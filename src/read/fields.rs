//! A JSON object in, its named fields out. Crawlers and exports call the same things by many names; the user's own
//! `--map` comes first.

use crate::article::Fields;
use serde_json::{Map, Value};

/// Our field, then what others call it, most telling first. Names are compared without case, `_`, `-` and spaces.
/// Collected from news-please, NewsAPI, newspaper3k, trafilatura, schema.org, WordPress, JSON Feed, AllSides, CommonCrawl
/// exports and the NYT and Guardian services.
#[rustfmt::skip]
const DEFAULT_NAMES: &[(&str, &[&str])] = &[
    ("title", &["title", "headline", "articletitle", "headlinemain", "webtitle", "headlines", "name", "subject"]),
    ("text", &["text", "content", "body", "maintext", "articlebody", "fulltext", "contenttext", "articletext", "plaintext", "bodytext", "story", "article",
        "contenthtml", "bodyxhtml", "bodyhtml", "bodies", "html", "rawtext", "description", "summary", "abstract", "leadparagraph", "excerpt"]),
    ("date", &["date", "datepublish", "datepublished", "published", "publishedat", "publishdate", "publicationdate", "publisheddate", "pubdate", "datetime",
        "publishedtime", "firstpublished", "webpublicationdate", "firstcreated", "versioncreated", "displaydate", "issued", "created", "createdat", "timestamp", "time"]),
    ("byline", &["authors", "author", "byline", "creator", "writer", "reporter", "journalist"]),
    ("source", &["source", "sourcename", "publication", "publisher", "outlet", "newspaper", "sitename", "site", "sourcedomain", "domain", "hostname", "feed", "provider"]),
    ("section", &["section", "sectionname", "category", "categories", "topic", "topics", "sectionid", "newsdesk"]),
    ("language", &["language", "lang", "inlanguage", "locale"]),
    ("url", &["url", "link", "canonicalurl", "weburl", "permalink", "uri", "sourceurl", "externalurl", "href"]),
    ("id", &["id", "_id", "articleid", "docid", "guid", "uuid", "identifier", "docno"]),
];

/// Members that hold the text of an object where a plain string was expected: `{"name": "Jane Doe"}`.
const INNER_NAMES: &[&str] = &["name", "main", "rendered", "title", "text", "value", "content", "#text", "@value"];

/// The fields of an object, and its identifier.
pub fn fields(object: &Map<String, Value>, maps: &[(String, String)]) -> (Fields, Option<String>) {
    let pick = |ours: &str| picked(object, maps, ours);
    let single = |ours: &str| pick(ours).and_then(|value| string_of(value, " "));
    let fields = Fields {
        title: single("title"),
        text: pick("text").and_then(|value| string_of(value, "\n\n")),
        date: single("date"),
        byline: pick("byline").map(strings_of).unwrap_or_default(),
        source: single("source"),
        section: pick("section").and_then(|value| strings_of(value).into_iter().next()),
        language: single("language"),
        url: single("url"),
    };
    (fields, single("id"))
}

/// The value for one of our fields: the user's mapping, else the first default name that holds something.
fn picked<'v>(object: &'v Map<String, Value>, maps: &[(String, String)], ours: &str) -> Option<&'v Value> {
    let mapped = maps.iter().filter(|(name, _)| name == ours || (name == "authors" && ours == "byline"));
    if let Some(value) = mapped.filter_map(|(_, theirs)| at_path(object, theirs)).find(|value| !is_blank(value)) {
        return Some(value);
    }
    let (_, names) = DEFAULT_NAMES.iter().find(|(name, _)| *name == ours)?;
    let candidates: Vec<(usize, &Value)> = object
        .iter()
        .filter(|(_, value)| !is_blank(value))
        .filter_map(|(name, value)| Some((names.iter().position(|n| *n == squeezed(name))?, value)))
        .collect();
    candidates.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
}

/// `headline.main` inside nested objects; a name that itself has dots is found first.
fn at_path<'v>(object: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    let mut names = path.split('.');
    let first = object.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

fn squeezed(name: &str) -> String {
    let keeps_underscore = name == "_id";
    name.chars().filter(|c| keeps_underscore || !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Number(_) => false,
    }
}

/// One string: a string itself, a number as written, the parts of a list joined, the telling member of an object.
fn string_of(value: &Value, joint: &str) -> Option<String> {
    let string = match value {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        Value::Array(list) => list.iter().filter_map(flat_string).collect::<Vec<_>>().join(joint),
        Value::Object(_) => flat_string(value)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!string.trim().is_empty()).then_some(string)
}

/// A list of strings: the entries of a list, else the one string.
fn strings_of(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(flat_string).filter(|s| !s.trim().is_empty()).collect(),
        _ => string_of(value, " ").into_iter().collect(),
    }
}

/// The text of a list's entry: itself, or what one of its members says.
fn flat_string(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Object(object) => INNER_NAMES.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, maps: &[(&str, &str)]) -> (Fields, Option<String>) {
        let maps: Vec<_> = maps.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        fields(serde_json::from_str::<Value>(json).unwrap().as_object().unwrap(), &maps)
    }

    #[test]
    fn many_names_for_the_same_things() {
        let (f, id) = check(
            r#"{"headline":"H","maintext":"T","date_publish":"2024-05-01","authors":["A B","C D"],"source_domain":"x.org","id":7}"#,
            &[],
        );
        assert_eq!(
            (f.title.as_deref(), f.text.as_deref(), f.date.as_deref()),
            (Some("H"), Some("T"), Some("2024-05-01"))
        );
        assert_eq!(
            (f.byline, f.source.as_deref(), id.as_deref()),
            (vec!["A B".to_owned(), "C D".to_owned()], Some("x.org"), Some("7"))
        );
    }

    #[test]
    fn empty_values_give_way_and_objects_are_opened() {
        let (f, _) = check(
            r#"{"title":"","headline":{"main":"H"},"content":null,"body":["one","two"],"source":{"id":null,"name":"The Wire"}}"#,
            &[],
        );
        assert_eq!(
            (f.title.as_deref(), f.text.as_deref(), f.source.as_deref()),
            (Some("H"), Some("one\n\ntwo"), Some("The Wire"))
        );
    }

    #[test]
    fn the_users_map_comes_first() {
        let (f, _) = check(r#"{"title":"wrong","kop":{"groot":"right"},"text":"t"}"#, &[("title", "kop.groot")]);
        assert_eq!(f.title.as_deref(), Some("right"));
    }
}
