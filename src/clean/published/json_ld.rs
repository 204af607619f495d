//! A JSON-LD script in, the publication dates it states out.

use crate::clean::json_ld::parse;
use serde_json::Value;

/// A statement of a date, with how much it is worth: 0 most.
type Stated = (u8, String);

/// The publication dates of `script`, best first: `datePublished` of articles, then of anything else but
/// comments, then `dateCreated` of articles.
pub fn dates(script: &str) -> Vec<String> {
    let mut stated = match parse(script) {
        Some(value) => of_value(&value),
        // Broken past mending: the date itself is still readable.
        None => of_broken(script),
    };
    stated.sort_by_key(|(worth, _)| *worth);
    stated.into_iter().map(|(_, text)| text).collect()
}

fn of_value(value: &Value) -> Vec<Stated> {
    let mut stated = Vec::new();
    // A queue, not recursion; serde_json itself refuses more than 128 levels.
    let mut queue = std::collections::VecDeque::from([value]);
    while let Some(value) = queue.pop_front() {
        match value {
            Value::Array(items) => queue.extend(items),
            Value::Object(fields) => {
                let kind = kind(fields.get("@type"));
                if kind == Kind::Comment {
                    continue;
                }
                let article = kind == Kind::Article;
                stated.extend(string(fields.get("datePublished")).map(|text| (u8::from(!article), text)));
                stated.extend(string(fields.get("dateCreated")).filter(|_| article).map(|text| (2, text)));
                queue.extend(fields.values().filter(|value| value.is_object() || value.is_array()));
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
fn of_broken(script: &str) -> Vec<Stated> {
    script
        .split("\"datePublished\"")
        .skip(1)
        .filter_map(|rest| {
            let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            Some((1, value.split('"').next()?.to_owned()))
        })
        .collect()
}
