//! The JSON-LD scripts of a page in, the publication dates they state out.

use crate::clean::json_ld::{About, chosen, nodes, parse};
use serde_json::{Map, Value};
use std::collections::VecDeque;

/// What the scripts state, each list best first.
#[derive(Debug, Default)]
pub struct Dates {
    /// `datePublished` of the page's own article, then of other articles, then `dateCreated`.
    pub of_articles: Vec<String>,
    /// `datePublished` of anything else but comments: films, pictures, the page as its template knows it.
    pub of_others: Vec<String>,
}

/// Lists of other stories, and what an article belongs to.
const OTHERS: &[&str] = &["itemListElement", "mentions", "isPartOf"];

/// How much a date is worth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Own,
    Article,
    Created,
    Other,
}

/// The publication dates of the scripts of a page that says this of itself.
pub fn dates(scripts: &[String], about: &About) -> Dates {
    let parsed: Vec<Option<Value>> = scripts.iter().map(|script| parse(script)).collect();
    let broken =
        scripts.iter().zip(&parsed).filter(|(_, value)| value.is_none()).flat_map(|(script, _)| of_broken(script));
    let broken: Vec<_> = broken.collect();
    let values: Vec<Value> = parsed.into_iter().flatten().collect();
    let own = chosen(&nodes(&values), about);
    let mut stated = of_values(&values, own);
    // Broken past mending: the date itself is still readable.
    stated.extend(broken);
    stated.sort_by_key(|(worth, _)| *worth);
    let (of_articles, of_others): (Vec<_>, Vec<_>) = stated.into_iter().partition(|(worth, _)| *worth < Worth::Other);
    let texts = |stated: Vec<(Worth, String)>| stated.into_iter().map(|(_, text)| text).collect();
    Dates { of_articles: texts(of_articles), of_others: texts(of_others) }
}

fn of_values(values: &[Value], own: Option<&Map<String, Value>>) -> Vec<(Worth, String)> {
    let mut stated = Vec::new();
    // A queue, not recursion; serde_json itself refuses more than 128 levels.
    let mut queue: VecDeque<&Value> = values.iter().collect();
    while let Some(value) = queue.pop_front() {
        match value {
            Value::Array(items) => queue.extend(items),
            Value::Object(fields) => {
                let kind = kind(fields.get("@type"));
                if kind == Kind::Comment {
                    continue;
                }
                let is_own = own.is_some_and(|own| std::ptr::eq(own, fields));
                let worth = match kind {
                    _ if is_own => Worth::Own,
                    Kind::Article => Worth::Article,
                    _ => Worth::Other,
                };
                stated.extend(string(fields.get("datePublished")).map(|text| (worth, text)));
                let created = string(fields.get("dateCreated")).filter(|_| worth != Worth::Other);
                stated.extend(created.map(|text| (Worth::Created, text)));
                let inner = fields.iter().filter(|(key, _)| !OTHERS.contains(&key.as_str())).map(|(_, value)| value);
                queue.extend(inner.filter(|value| value.is_object() || value.is_array()));
            }
            _ => {}
        }
    }
    stated
}

fn string(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.first()?.as_str().map(str::to_owned),
        _ => None,
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Article,
    Comment,
    Anything,
}

fn kind(kind: Option<&Value>) -> Kind {
    let name = match kind {
        Some(Value::String(name)) => name.as_str(),
        Some(Value::Array(names)) => names.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    // schema.org's kinds of articles end alike: NewsArticle, OpinionNewsArticle, BlogPosting, LiveBlogPosting.
    if ["Article", "Posting", "Report", "Review"].iter().any(|end| name.ends_with(end)) {
        Kind::Article
    } else if ["Comment", "Answer", "UserComments"].contains(&name) {
        Kind::Comment
    } else {
        Kind::Anything
    }
}

/// The strings after `"datePublished":` in JSON that does not parse.
fn of_broken(script: &str) -> Vec<(Worth, String)> {
    script
        .split("\"datePublished\"")
        .skip(1)
        .filter_map(|rest| {
            let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            Some((Worth::Article, value.split('"').next()?.to_owned()))
        })
        .collect()
}
