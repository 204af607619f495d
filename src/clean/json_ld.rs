//! The JSON-LD blocks of a page in, what they say about its article out. Pages break JSON in a few well-known ways (raw
//! line breaks inside strings, comments around the block, commas before brackets); those are mended, the rest is passed over.

use super::normalise::{self, line_key};
use super::{address, title};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What the page says about its article, each as written.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct JsonLd {
    pub headline: Option<String>,
    pub body: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub sections: Vec<String>,
    /// The way from the front page to this one, by name.
    pub breadcrumbs: Vec<String>,
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

/// What a page says of itself elsewhere, by which its own article is known among those that its blocks describe.
#[derive(Debug, Default)]
pub struct About<'a> {
    pub address: Option<&'a str>,
    /// Its headings and titles, as line keys.
    pub titles: Vec<String>,
}

impl About<'_> {
    /// Whether a thing has the page's address or its headline.
    fn is(&self, node: &Map<String, Value>) -> bool {
        let own = self.address.map(address::bare);
        let mut addresses = ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| address_of(node.get(*key)?));
        own.is_some_and(|own| addresses.any(|address| address::bare(address) == own)) || self.has_headline(node)
    }

    fn has_headline(&self, node: &Map<String, Value>) -> bool {
        let Some(headline) = text(node, "headline").map(|headline| line_key(&headline)) else { return false };
        let is_in =
            |title: &String| title.strip_prefix(&headline).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        headline.contains(' ') && self.titles.iter().any(is_in)
    }
}

fn address_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("@id")?.as_str()).or_else(|| value.get("url")?.as_str())
}

/// The page's own article of all that its blocks describe: by address or headline, then the richest, then the first.
pub fn chosen<'v>(nodes: &[&'v Map<String, Value>], about: &About) -> Option<&'v Map<String, Value>> {
    let rank = |node: &Map<String, Value>| {
        let fields = ["articleBody", "headline", "author", "datePublished"];
        (about.is(node), fields.iter().filter(|key| node.contains_key(**key)).count())
    };
    // `max_by_key` takes the last of equals.
    let articles = nodes.iter().rev().copied();
    articles.filter(|node| is_article(node)).max_by_key(|node| rank(node))
}

/// What the blocks say of the page's article.
pub fn read(blocks: &[String], about: &About) -> JsonLd {
    let values: Vec<Value> = blocks.iter().filter_map(|block| parse(block)).collect();
    let nodes = nodes(&values);
    let by_id: HashMap<&str, &Map<String, Value>> = nodes
        .iter()
        .filter(|node| node.len() > 1)
        .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
        .collect();
    let breadcrumbs = breadcrumbs(&nodes);
    // Some pages say of themselves who wrote them, and of no article.
    let of_page = || nodes.iter().copied().find(|node| is_kind(node, &["WebPage"]) && node.contains_key("author"));
    let Some(article) = chosen(&nodes, about).or_else(of_page) else {
        let authors = blocks.iter().filter(|block| parse(block).is_none()).filter_map(|block| broken_author(block));
        return JsonLd { authors: authors.take(1).collect(), breadcrumbs, ..JsonLd::default() };
    };
    let name = || text(article, "name").filter(|_| is_article(article));
    JsonLd {
        headline: text(article, "headline").or_else(name),
        body: text(article, "articleBody"),
        authors: authors(article, &by_id),
        publisher: names(article.get("publisher"), &by_id).into_iter().next(),
        sections: names(article.get("articleSection"), &by_id),
        breadcrumbs,
        language: names(article.get("inLanguage"), &by_id).into_iter().next(),
        url: text(article, "url").or_else(|| names(article.get("mainEntityOfPage"), &by_id).into_iter().next()),
    }
}

/// Who wrote the article; its creators, where the author is its publisher.
fn authors(article: &Map<String, Value>, by_id: &HashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let (authors, creators) = (names(article.get("author"), by_id), names(article.get("creator"), by_id));
    let publisher = names(article.get("publisher"), by_id);
    let is_outlet = |name: &String| publisher.iter().any(|outlet| title::is_same_name(name, outlet));
    if !creators.is_empty() && authors.iter().all(is_outlet) { creators } else { authors }
}

/// Characters behind `"author"` in which its name stands (guessed: type, address and picture may stand before).
const AUTHOR_BYTES_MAX: usize = 300;

/// The author's name in a block that is no JSON.
fn broken_author(block: &str) -> Option<String> {
    let (_, rest) = block.split_once("\"author\"")?;
    let value = normalise::start(rest, AUTHOR_BYTES_MAX).trim_start().strip_prefix(':')?.trim_start();
    let quoted = |text: &str| Some(text.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned());
    let name = match value.starts_with('"') {
        true => quoted(value),
        false => quoted(value.split('}').next()?.split_once("\"name\"")?.1.trim_start().strip_prefix(':')?),
    };
    name.map(|name| normalise::entities(&name).into_owned()).filter(|name| !name.is_empty())
}

/// The names of the way to the page.
fn breadcrumbs(nodes: &[&Map<String, Value>]) -> Vec<String> {
    let list =
        nodes.iter().find(|node| is_kind(node, &["BreadcrumbList"])).and_then(|node| node.get("itemListElement"));
    let Some(Value::Array(items)) = list else { return Vec::new() };
    let name = |item: &Value| {
        let item = item.as_object()?;
        text(item, "name").or_else(|| text(item.get("item")?.as_object()?, "name"))
    };
    items.iter().filter_map(name).collect()
}

/// The value of one block, mended where it must be.
pub fn parse(block: &str) -> Option<Value> {
    let block =
        block.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let block =
        block.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(block).or_else(|_| serde_json::from_str(&mended(block))).ok().or_else(|| several(block))
}

/// Objects that were put into one block one behind the other.
fn several(block: &str) -> Option<Value> {
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(block).into_iter().collect();
    values.ok().map(Value::Array)
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
pub fn nodes(values: &[Value]) -> Vec<&Map<String, Value>> {
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
                let inner =
                    ["@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "hasPart", "breadcrumb"];
                open.extend(inner.iter().rev().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    out
}

fn is_article(node: &Map<String, Value>) -> bool {
    is_kind(node, ARTICLE_TYPES)
}

/// Whether the type of a thing ends in one of these.
fn is_kind(node: &Map<String, Value>, ends: &[&str]) -> bool {
    let is_one = |kind: &str| ends.iter().any(|known| kind.ends_with(known));
    match node.get("@type") {
        Some(Value::String(kind)) => is_one(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_one),
        _ => false,
    }
}

fn text(node: &Map<String, Value>, key: &str) -> Option<String> {
    let value = node.get(key)?;
    let value = value.get("@value").unwrap_or(value);
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Array(list) => list.first()?.as_str()?,
        _ => return None,
    };
    let text = normalise::entities(text);
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The names of one or several things: strings, objects with a name, or references to such objects, in lists of any depth.
fn names(value: Option<&Value>, by_id: &HashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(name) => out.push(normalise::entities(name).trim().to_owned()),
            Value::Array(list) => open.extend(list.iter().rev()),
            Value::Object(object) => match object.get("@list").or_else(|| object.get("@set")) {
                Some(list) => open.push(list),
                None => out.extend(of_object(object, by_id)),
            },
            _ => {}
        }
        if out.len() >= NODES_MAX {
            break;
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

/// The name of a thing, or its names; of a thing that is only referred to, those of the thing itself, or its address.
fn of_object(object: &Map<String, Value>, by_id: &HashMap<&str, &Map<String, Value>>) -> Vec<String> {
    let of = |object: &Map<String, Value>| match object.get("name") {
        Some(Value::Array(several)) => {
            several.iter().filter_map(Value::as_str).map(|name| normalise::entities(name).trim().to_owned()).collect()
        }
        _ => text(object, "name").or_else(|| whole_name(object)).into_iter().collect::<Vec<_>>(),
    };
    let own = of(object);
    let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| own.is_empty()) else { return own };
    let referred = by_id.get(id).map(|object| of(object)).unwrap_or_default();
    if referred.is_empty() && id.starts_with("http") { vec![id.to_owned()] } else { referred }
}

/// A person's name that is told in parts.
fn whole_name(object: &Map<String, Value>) -> Option<String> {
    let parts = (text(object, "givenName")?, text(object, "familyName")?);
    Some(format!("{} {}", parts.0, parts.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, headline: Option<&str>, authors: &[&str]) {
        let found = read(&[block.to_owned()], &About::default());
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
    fn the_page_s_own_article_among_others() {
        let other = r#"{"@type":"NewsArticle","headline":"Mill burns down","author":"C D","datePublished":"2020-01-01","url":"https://c.example/mill"}"#;
        let block =
            format!(r#"[{other},{{"@type":"Article","headline":"Ferry stays","url":"https://c.example/ferry/"}}]"#);
        let headline = |address: Option<&str>, titles: &[&str]| {
            let about = About { address, titles: titles.iter().map(|title| (*title).to_owned()).collect() };
            read(std::slice::from_ref(&block), &about).headline.unwrap()
        };
        assert_eq!(headline(Some("http://www.c.example/ferry?utm_source=x"), &[]), "Ferry stays");
        assert_eq!(headline(None, &["ferry stays ellery courier"]), "Ferry stays");
        assert_eq!(headline(None, &["ferry staysail"]), "Mill burns down");
    }

    #[test]
    fn names_in_every_shape() {
        let article = |fields: &str| format!(r#"{{"@type":"Article","headline":"H",{fields}}}"#);
        check(&article(r#""author":[["A B"],[{"name":"C D"}]]"#), Some("H"), &["A B", "C D"]);
        check(&article(r#""author":{"@list":[{"name":"A B"}]}"#), Some("H"), &["A B"]);
        check(&article(r#""author":{"givenName":"A","familyName":"B"}"#), Some("H"), &["A B"]);
        let outlet = r#""author":{"name":"Courier"},"publisher":{"name":"The Courier"}"#;
        check(&article(&format!(r#"{outlet},"creator":["A B"]"#)), Some("H"), &["A B"]);
        check(&article(outlet), Some("H"), &["Courier"]);
        check(r#"{"@type":"WebPage","name":"H | Courier","author":{"name":"A B"}}"#, None, &["A B"]);
        check(&format!("{}\n{}", r#"{"@type":"WebSite"}"#, article(r#""author":"A B""#)), Some("H"), &["A B"]);
        check(r#"{"@type":"Article","headline":"a "b" c","author":{"@type":"Person","name":"A B"}}"#, None, &["A B"]);
        check(r#"{"headline":"a "b" c","author":"A B","publisher":{"name":"Courier"}}"#, None, &["A B"]);
        check(r#"{"headline":"a "b" c","author":{"id":1},"publisher":{"name":"Courier"}}"#, None, &[]);
    }

    #[test]
    fn mends_what_pages_break() {
        check("{\"@type\":\"Article\",\"headline\":\"two\nlines\",}", Some("two lines"), &[]);
        check("<!-- {\"@type\":\"Article\",\"headline\":\"H\"} -->", Some("H"), &[]);
        check("{ broken", None, &[]);
    }
}
