//! A JSON object in, its named fields out. Crawlers and exports call the same things by many names; the user's own
//! `--map` comes first.

use crate::article::Fields;
use serde_json::{Map, Value};

/// Our field, then what others call it, most telling first. Names are compared without case, `_`, `-` and spaces.
/// Collected from news-please, NewsAPI, newspaper3k, trafilatura, schema.org, WordPress, JSON Feed, AllSides, CommonCrawl
/// exports and the NYT and Guardian services; last, what spreadsheets of other languages put above their columns.
#[rustfmt::skip]
const DEFAULT_NAMES: &[(&str, &[&str])] = &[
    ("title", &["title", "headline", "articletitle", "headlinemain", "webtitle", "headlines", "name", "subject",
        "titel", "überschrift", "ueberschrift", "schlagzeile", "titre", "título", "titulo", "titolo", "kop"]),
    ("text", &["text", "content", "body", "maintext", "articlebody", "fulltext", "contenttext", "articletext", "plaintext", "bodytext", "story", "article",
        "contenthtml", "bodyxhtml", "bodyhtml", "bodies", "html", "rawtext", "description", "summary", "abstract", "leadparagraph", "excerpt",
        "inhalt", "artikeltext", "volltext", "texte", "contenu", "texto", "contenido", "cuerpo", "testo", "tekst", "inhoud"]),
    ("date", &["date", "datepublish", "datepublished", "published", "publishedat", "publishdate", "publicationdate", "publisheddate", "pubdate", "datetime",
        "publishedtime", "firstpublished", "webpublicationdate", "firstcreated", "versioncreated", "displaydate", "issued", "created", "createdat", "timestamp", "time",
        "datum", "erscheinungsdatum", "veröffentlicht", "fecha"]),
    ("byline", &["authors", "author", "byline", "by", "creator", "writer", "reporter", "journalist",
        "autor", "autoren", "verfasser", "auteur", "autore"]),
    ("source", &["source", "sourcename", "publication", "publisher", "outlet", "newspaper", "sitename", "site", "sourcedomain", "domain", "hostname", "feed", "provider", "infosources", "copyrightholder",
        "quelle", "zeitung", "fuente", "fonte", "bron"]),
    ("section", &["section", "sectionname", "category", "categories", "topic", "topics", "sectionid", "newsdesk", "subjects",
        "ressort", "rubrik", "rubrique", "sección", "seccion", "sezione", "rubriek"]),
    ("language", &["language", "lang", "inlanguage", "locale",
        "sprache", "langue", "idioma", "lingua", "taal"]),
    ("url", &["url", "link", "canonicalurl", "weburl", "permalink", "uri", "sourceurl", "externalurl", "href"]),
    ("id", &["id", "_id", "articleid", "docid", "guid", "uuid", "identifier", "docno"]),
];

/// Members that hold the text of an object where a plain string was expected: `{"name": "Jane Doe"}`.
const INNER_NAMES: &[&str] = &["name", "main", "rendered", "title", "text", "value", "content", "#text", "@value"];

/// The fields of an object, and its identifier.
pub fn fields(object: &Map<String, Value>, maps: &[(String, String)]) -> (Fields, Option<String>) {
    let filled = object.iter().filter(|(_, value)| !is_blank(value));
    let members: Vec<(String, &Value)> = filled.map(|(name, value)| (squeezed(name), value)).collect();
    let pick = |ours: &str| mapped(object, maps, ours).or_else(|| named(&members, ours));
    let single = |ours: &str| pick(ours).and_then(|value| string_of(value, " "));
    let fields = Fields {
        title: single("title"),
        text: pick("text").and_then(|value| string_of(value, "\n\n")),
        date: single("date"),
        byline: pick("byline").map(strings_of).unwrap_or_default(),
        source: single("source"),
        section: pick("section").or_else(|| subjects(object)).and_then(|value| strings_of(value).into_iter().next()),
        language: single("language"),
        url: None,
    };
    // Some formats put an identifier where others have the address.
    let (name, url) = (single("url").filter(|url| is_name(url)), single("url").filter(|url| !is_name(url)));
    (Fields { url, ..fields }, single("id").or(name))
}

/// Whether an address is no place to go to, but a name (RFC 8141, RFC 4151).
fn is_name(url: &str) -> bool {
    url.starts_with("urn:") || url.starts_with("tag:")
}

/// What ninjs keeps a story's topics under; a `subject` that is a string is a letter's.
fn subjects(object: &Map<String, Value>) -> Option<&Value> {
    object.get("subject").filter(|subject| subject.is_array() && !is_blank(subject))
}

/// Why an object is no article though it has words: ninjs says of each item what it is, and calls some back.
pub fn not_an_article(object: &Map<String, Value>) -> Option<&'static str> {
    let string = |name: &str| object.get(name).and_then(Value::as_str);
    // `uri` and `type` are what every version of ninjs asks for.
    let (Some(_), Some(kind)) = (string("uri"), string("type")) else { return None };
    if string("pubstatus").is_some_and(super::newsml::is_withdrawn) {
        return Some("withdrawn");
    }
    let has_body = object.iter().any(|(name, value)| name.starts_with("bod") && !is_blank(value));
    match kind {
        _ if has_body => None,
        "picture" | "graphic" => Some("image"),
        "audio" => Some("audio"),
        "video" => Some("video"),
        "package" => Some("package"),
        "event" | "planning" => Some("news-metadata"),
        _ => None,
    }
}

/// Our field that a name stands for: by the user's mapping, else by the table.
pub fn ours(name: &str, maps: &[(String, String)]) -> Option<&'static str> {
    let is_of = |ours: &str, theirs: &str| ours == theirs || (theirs == "authors" && ours == "byline");
    let mapped = maps.iter().find(|(_, theirs)| theirs == name);
    let name = squeezed(name);
    let is_named = |ours: &str, names: &[&str]| match mapped {
        Some((theirs, _)) => is_of(ours, theirs),
        None => names.contains(&name.as_str()),
    };
    DEFAULT_NAMES.iter().find(|(ours, names)| is_named(ours, names)).map(|(ours, _)| *ours)
}

/// The value that the user's mapping gives for one of our fields.
fn mapped<'v>(object: &'v Map<String, Value>, maps: &[(String, String)], ours: &str) -> Option<&'v Value> {
    let mapped = maps.iter().filter(|(name, _)| name == ours || (name == "authors" && ours == "byline"));
    mapped.filter_map(|(_, theirs)| at_path(object, theirs)).find(|value| !is_blank(value))
}

/// The member with the most telling of the default names for one of our fields. Members come with their names squeezed.
fn named<'v>(members: &[(String, &'v Value)], ours: &str) -> Option<&'v Value> {
    let (_, names) = DEFAULT_NAMES.iter().find(|(name, _)| *name == ours)?;
    let rank = |name: &str| names.iter().position(|known| *known == name);
    let ranked = members.iter().filter_map(|(name, value)| Some((rank(name)?, *value)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
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
        Value::Array(list) => in_leading_role(list).filter_map(flat_string).collect::<Vec<_>>().join(joint),
        Value::Object(_) => flat_string(value)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!string.trim().is_empty()).then_some(string)
}

/// The entries of a list, or the one that leads where they are the same thing for several uses (ninjs: a headline for the
/// page, one for the telephone).
fn in_leading_role(list: &[Value]) -> impl Iterator<Item = &Value> {
    let role = |value: &Value| value.get("role").and_then(Value::as_str).map(str::to_lowercase);
    let have_roles = list.len() > 1 && list.iter().all(|value| role(value).is_some());
    let leads = |value: &&Value| role(value).is_some_and(|role| role.contains("main"));
    let leading = list.iter().position(|value| leads(&value)).unwrap_or(0);
    list.iter().enumerate().filter(move |(at, _)| !have_roles || *at == leading).map(|(_, value)| value)
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
    fn columns_in_other_languages() {
        for (json, expected) in [
            (r#"{"Titel":"H","Text":"T","Datum":"1. Mai 2024"}"#, "1. Mai 2024"),
            (r#"{"Título":"H","Texto":"T","Fecha":"2024-05-01"}"#, "2024-05-01"),
            (r#"{"titre":"H","texte":"T","date":"2024-05-01"}"#, "2024-05-01"),
        ] {
            let (f, _) = check(json, &[]);
            assert_eq!(
                (f.title.as_deref(), f.text.as_deref(), f.date.as_deref()),
                (Some("H"), Some("T"), Some(expected))
            );
        }
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
    fn ninjs_of_every_version() {
        let (f, id) = check(
            r#"{"uri":"urn:h:1","type":"text","versioncreated":"2024-05-01T10:00:00Z","headline":"Ferry stays","byline":"Jane Doe","body_text":"T","subject":[{"code":"04","name":"Ships"}]}"#,
            &[],
        );
        assert_eq!(
            (f.title.as_deref(), f.section.as_deref(), id),
            (Some("Ferry stays"), Some("Ships"), Some("urn:h:1".to_owned()))
        );
        let (f, _) = check(
            r#"{"uri":"urn:h:1","type":"text","by":"Jane Doe","headlines":[{"role":"mobile","value":"Ferry"},{"role":"main","value":"Ferry stays"}],"bodies":[{"role":"summary","value":"S"},{"role":"main","contenttype":"text/html","value":"<p>T</p>"}],"infosources":[{"role":"isrol:originfo","name":"Harbour Wire"}]}"#,
            &[],
        );
        assert_eq!((f.title.as_deref(), f.text.as_deref()), (Some("Ferry stays"), Some("<p>T</p>")));
        assert_eq!((f.byline, f.source.as_deref()), (vec!["Jane Doe".to_owned()], Some("Harbour Wire")));
        for (json, expected) in [
            (r#"{"uri":"u","type":"picture","headline":"h"}"#, Some("image")),
            (r#"{"uri":"u","type":"text","pubstatus":"canceled","headline":"h","body_text":"b"}"#, Some("withdrawn")),
            (r#"{"uri":"u","type":"picture","headline":"h","body_text":"b"}"#, None),
            (r#"{"type":"picture","title":"h"}"#, None),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(not_an_article(value.as_object().unwrap()), expected, "{json}");
        }
    }

    #[test]
    fn the_users_map_comes_first() {
        let (f, _) = check(r#"{"title":"wrong","kop":{"groot":"right"},"text":"t"}"#, &[("title", "kop.groot")]);
        assert_eq!(f.title.as_deref(), Some("right"));
    }
}
