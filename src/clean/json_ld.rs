//! The JSON-LD blocks of a page in, what they say about its article out. Pages break JSON in a few well-known ways (raw
//! line breaks inside strings, comments around the block, commas before brackets); those are mended, the rest is passed over.

use super::normalise;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What the page says about its article, each as written.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct JsonLd {
    pub headline: Option<String>,
    pub body: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
}

/// Types that are an article; any type that ends in one of these (`ReportageNewsArticle`) is too.
const ARTICLE_TYPES: &[&str] = &[
    "Article",
    "BlogPosting",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "Report",
    "DiscussionForumPosting",
    "Review",
    "Recipe",
];

/// Nodes looked at (guessed; a page has at most a few hundred).
const NODES_MAX: usize = 5_000;

/// The article that the blocks describe; the first of the richest kind.
pub fn read<'b>(blocks: impl Iterator<Item = &'b str>) -> JsonLd {
    let values: Vec<Value> = blocks.filter_map(parse).collect();
    let nodes = nodes(&values);
    let by_id: HashMap<&str, &Map<String, Value>> = nodes
        .iter()
        .filter(|node| node.len() > 1)
        .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
        .collect();
    let richness = |node: &Map<String, Value>| {
        ["articleBody", "headline", "author", "datePublished"].iter().filter(|key| node.contains_key(**key)).count()
    };
    // `max_by_key` takes the last of equals; the first is the page's own.
    let article = nodes.iter().rev().filter(|node| is_article(node)).max_by_key(|node| richness(node));
    let Some(article) = article else { return JsonLd::default() };
    JsonLd {
        headline: text(article, "headline").or_else(|| text(article, "name")),
        body: text(article, "articleBody"),
        authors: names(article.get("author").or_else(|| article.get("creator")), &by_id),
        publisher: names(article.get("publisher"), &by_id).into_iter().next(),
        section: names(article.get("articleSection"), &by_id).into_iter().next(),
        language: names(article.get("inLanguage"), &by_id).into_iter().next(),
        url: text(article, "url").or_else(|| names(article.get("mainEntityOfPage"), &by_id).into_iter().next()),
    }
}

/// The value of one block, mended where it must be.
pub fn parse(block: &str) -> Option<Value> {
    let block =
        block.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let block =
        block.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(block).or_else(|_| serde_json::from_str(&mended(block))).ok()
}

/// The same with raw control characters in strings made spaces and commas before closing brackets left out.
fn mended(block: &str) -> String {
    let (mut out, mut in_string, mut escaped) = (String::with_capacity(block.len()), false, false);
    for c in block.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            out.push(if c.is_control() { ' ' } else { c });
            continue;
        }
        in_string = c == '"';
        if matches!(c, '}' | ']') {
            let kept = out.trim_end().len();
            if out[..kept].ends_with(',') {
                out.truncate(kept - 1);
            }
        }
        out.push(c);
    }
    out
}

/// Every object that may stand for something: the top ones, lists, graphs, what a page is about. No recursion: the
/// depth is the page's to choose.
fn nodes(values: &[Value]) -> Vec<&Map<String, Value>> {
    let mut out = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        if out.len() >= NODES_MAX {
            break;
        }
        match value {
            Value::Array(list) => open.extend(list.iter().rev()),
            Value::Object(object) => {
                out.push(object);
                let inner = ["@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "hasPart"];
                open.extend(inner.iter().rev().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    out
}

fn is_article(node: &Map<String, Value>) -> bool {
    let is_one = |kind: &str| ARTICLE_TYPES.iter().any(|known| kind.ends_with(known));
    match node.get("@type") {
        Some(Value::String(kind)) => is_one(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_one),
        _ => false,
    }
}

fn text(node: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match node.get(key)? {
        Value::String(text) => text.as_str(),
        Value::Array(list) => list.first()?.as_str()?,
        _ => return None,
    };
    let text = normalise::entities(text);
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The names of one or several things: strings, objects with a name, or references to such objects.
fn names(value: Option<&Value>, by_id: &HashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let list = match value {
        None => return Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
    };
    let names = |value: &Value| match value {
        Value::String(name) => vec![normalise::entities(name).trim().to_owned()],
        Value::Object(object) => of_object(object, by_id),
        _ => Vec::new(),
    };
    list.into_iter().flat_map(names).filter(|name| !name.is_empty()).collect()
}

/// The name of a thing, or its names; of a thing that is only referred to, those of the thing itself, or its address.
fn of_object(object: &Map<String, Value>, by_id: &HashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let of = |object: &Map<String, Value>| match object.get("name") {
        Some(Value::Array(several)) => {
            several.iter().filter_map(Value::as_str).map(|name| normalise::entities(name).trim().to_owned()).collect()
        }
        _ => text(object, "name").into_iter().collect::<Vec<_>>(),
    };
    let own = of(object);
    let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| own.is_empty()) else { return own };
    let referred = by_id.get(id).map(|object| of(object)).unwrap_or_default();
    if referred.is_empty() && id.starts_with("http") { vec![id.to_owned()] } else { referred }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, headline: Option<&str>, authors: &[&str]) {
        let found = read([block].into_iter());
        assert_eq!(found.headline.as_deref(), headline, "{block}");
        assert_eq!(found.authors, authors, "{block}");
    }

    #[test]
    fn finds_the_article_wherever_it_lies() {
        check(
            r#"{"@type":"NewsArticle","headline":"H","author":{"@type":"Person","name":"A B"}}"#,
            Some("H"),
            &["A B"],
        );
        check(
            r#"[{"@type":"Organization"},{"@type":["Article"],"headline":"H","author":["A B","C D"]}]"#,
            Some("H"),
            &["A B", "C D"],
        );
        check(
            r##"{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"A B"}]}"##,
            Some("H"),
            &["A B"],
        );
        check(
            r#"{"@type":"Article","headline":"H","author":{"@type":"Person","name":["A B","C D"]}}"#,
            Some("H"),
            &["A B", "C D"],
        );
        check(r#"{"@type":"WebSite","name":"W"}"#, None, &[]);
    }

    #[test]
    fn mends_what_pages_break() {
        check("{\"@type\":\"Article\",\"headline\":\"two\nlines\",}", Some("two lines"), &[]);
        check("<!-- {\"@type\":\"Article\",\"headline\":\"H\"} -->", Some("H"), &[]);
        check("{ broken", None, &[]);
    }
}
