//! An object that is no article but holds some, in lists, in objects by name, in tables, beside one another or one in the other:
//! a list of them out. What an object says itself is weighed against what it holds: an article has comments and related ones, a
//! collection has a title and a line or two about itself.

use super::fields::{self, Said};
use super::maps::Maps;
use super::table;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Members under which services wrap their list of articles (NewsAPI, JSON Feed, Guardian, Solr, Elasticsearch).
#[rustfmt::skip]
const WRAPPERS: &[&str] = &[
    "articles", "items", "results", "data", "docs", "documents", "hits", "stories", "news", "records", "response", "feed",
];

/// Words in the names of lists that an article is cut into, so that what has a title itself is no collection of them.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "section", "chapter", "paragraph", "part", "block", "element", "page", "segment", "sentence", "slide", "component", "entity", "entitie",
    "keyword", "tag", "translation", "version", "revision",
];

/// How deep wrappers are opened: `response` → `docs` is the deepest in the wild.
const DEPTH_MAX: usize = 3;

/// The articles of an object that is none itself, or not alone.
pub fn records<'v>(object: &'v Map<String, Value>, maps: &Maps) -> Option<Vec<Cow<'v, Value>>> {
    let finder = Finder { maps };
    if let Some(rows) = finder.table(object, DEPTH_MAX) {
        return Some(rows.into_iter().map(Cow::Owned).collect());
    }
    let found = finder.found(object, DEPTH_MAX, false);
    (!is_one(&found, maps)).then(|| found.into_iter().map(|record| record.value).collect())
}

/// Whether this is nothing, or one article in an envelope, perhaps as several programs took it from the same page.
fn is_one(found: &[Record], maps: &Maps) -> bool {
    let title = |record: &Record| {
        let title = record.value.as_object().and_then(|object| fields::fields(object, maps).0.title);
        title.map(|title| fields::letters(&title).collect::<String>())
    };
    let Some(first) = found.first() else { return true };
    found.iter().all(|record| record.is_row) && {
        let of_first = title(first);
        found[1..].iter().all(|record| title(record) == of_first)
    }
}

/// A record, and whether it stood under a name of its own, in no list.
struct Record<'v> {
    value: Cow<'v, Value>,
    is_row: bool,
}

/// The objects under the names that services wrap articles in, whatever they are: what they lack is told of each.
pub fn of_wrappers<'v>(object: &'v Map<String, Value>, maps: &Maps) -> Option<Vec<Cow<'v, Value>>> {
    opened(object, maps, DEPTH_MAX)
}

fn opened<'v>(object: &'v Map<String, Value>, maps: &Maps, depth: usize) -> Option<Vec<Cow<'v, Value>>> {
    let value = WRAPPERS.iter().filter_map(|name| object.get(*name)).find(|v| v.is_object() || is_of_objects(v))?;
    if fields::said(object, maps, &[]).is_text {
        return None;
    }
    match value {
        Value::Array(list) => Some(list.iter().map(Cow::Borrowed).collect()),
        Value::Object(inner) => opened(inner, maps, depth.checked_sub(1)?),
        _ => None,
    }
}

struct Finder<'m> {
    maps: &'m Maps,
}

impl Finder<'_> {
    /// `is_strict`: only what has a title and a text, as in what stands beside a list of articles.
    fn found<'v>(&self, object: &'v Map<String, Value>, depth: usize, is_strict: bool) -> Vec<Record<'v>> {
        if depth < DEPTH_MAX
            && let Some(rows) = self.table(object, depth)
        {
            return rows.into_iter().map(|row| Record { value: Cow::Owned(row), is_row: true }).collect();
        }
        let lists = object.iter().filter(|(name, value)| self.is_list(name, value, is_strict)).collect::<Vec<_>>();
        let said = fields::said(object, self.maps, &lists.iter().map(|(_, value)| *value).collect::<Vec<_>>());
        let lists = self.weighed(lists, &said);
        let mut found = Vec::new();
        if !lists.is_empty() && said.is_title && said.is_text && said.n_words >= OWN_WORDS_MIN {
            // Nothing is lost by reading what may be an article for one, too.
            found.push(Record { value: Cow::Owned(Value::Object(without(object, &lists))), is_row: false });
        }
        for (name, value) in object {
            let inner = match value {
                Value::Array(list) if lists.iter().any(|(own, _)| *own == name) => {
                    list.iter().map(|value| Record { value: Cow::Borrowed(value), is_row: false }).collect()
                }
                Value::Object(_) if said.is_text || (said.is_title && !is_wrapper(name)) || fields::is_aside(name) => {
                    continue;
                }
                Value::Object(row) if fields::is_article(row) => match fields::is_member(name) {
                    true => continue,
                    false => vec![Record { value: Cow::Borrowed(value), is_row: true }],
                },
                Value::Object(inner) => match depth.checked_sub(1) {
                    Some(depth) => self.found(inner, depth, is_strict || !lists.is_empty()),
                    None => continue,
                },
                _ => continue,
            };
            found.extend(inner.into_iter().map(|record| Record { value: with_day(name, record.value), ..record }));
        }
        found
    }

    /// The rows of a table. What holds several articles and is none itself is no row.
    fn table(&self, object: &Map<String, Value>, depth: usize) -> Option<Vec<Value>> {
        let holds_several = |row: &Map<String, Value>| {
            let is_article = || fields::said(row, self.maps, &[]).is_text;
            let deeper = depth.checked_sub(1).filter(|_| row.values().any(|value| value.is_object()) && !is_article());
            deeper.is_some_and(|depth| !is_one(&self.found(row, depth, false), self.maps))
        };
        let rows = table::list(object, self.maps)?;
        (!rows.iter().filter_map(Value::as_object).any(holds_several)).then_some(rows)
    }

    fn is_list(&self, name: &str, value: &Value, is_strict: bool) -> bool {
        let Some(list) = value.as_array().filter(|_| is_of_objects(value)) else { return false };
        let mut objects = list.iter().filter_map(Value::as_object);
        if is_wrapper(name) && !is_strict {
            return objects.any(|object| fields::speaks_for_itself(object) || fields::holds_article(object));
        }
        let is_untitled = !is_strict && !fields::is_aside(name);
        objects.any(|object| fields::is_article_by_itself(object, is_untitled))
    }

    /// The lists that are what the object is about.
    fn weighed<'v>(&self, lists: Vec<(&'v String, &'v Value)>, said: &Said) -> Vec<(&'v String, &'v Value)> {
        let is_silent = !said.is_title && said.n_letters == 0;
        let is_its_own = |(name, value): &(&String, &Value)| {
            // Of a title alone nothing is kept but the title, whatever its parts are.
            let is_cut = said.n_letters > 0 && fields::has_word(name, PARTS);
            let is_part = || is_cut || fields::is_aside(name) || fields::is_text_name(name);
            is_silent || (!is_part() && self.letters(value, said.n_letters) > said.n_letters)
        };
        lists.into_iter().filter(is_its_own).collect()
    }

    /// How many letters the texts of a list have, counted no further than needed to know that they are more than so many.
    fn letters(&self, value: &Value, enough: usize) -> usize {
        let objects = value.as_array().into_iter().flatten().filter_map(Value::as_object);
        let mut sum = 0;
        for object in objects {
            if sum > enough {
                break;
            }
            let (fields, _) = fields::fields(object, self.maps);
            sum += [fields.title, fields.text].into_iter().flatten().map(|said| said.chars().count()).sum::<usize>();
        }
        sum
    }
}

/// So many words of its own, and a title, may be an article's (guessed).
const OWN_WORDS_MIN: usize = 12;

fn is_wrapper(name: &str) -> bool {
    WRAPPERS.iter().any(|wrapper| wrapper.eq_ignore_ascii_case(name))
}

fn is_of_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object))
}

fn without(object: &Map<String, Value>, lists: &[(&String, &Value)]) -> Map<String, Value> {
    let is_own = |name: &String| !lists.iter().any(|(list, _)| *list == name);
    object.iter().filter(|(name, _)| is_own(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A record with the day that it is kept under, where it names none: `{"2024-05-01": [{…}]}`.
fn with_day<'v>(name: &str, mut record: Cow<'v, Value>) -> Cow<'v, Value> {
    let is_day = name.get(..10).is_some_and(|day| name.len() == 10 && day.parse::<jiff::civil::Date>().is_ok());
    if is_day
        && record.as_object().is_some_and(|object| !fields::members_are("date", object))
        && let Some(object) = record.to_mut().as_object_mut()
    {
        object.insert("date".to_owned(), Value::from(name));
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<&[&str]>) {
        let value: Value = serde_json::from_str(json).unwrap();
        let found = records(value.as_object().unwrap(), &Maps::default());
        let title = |record: &Cow<Value>| {
            let (fields, _) = fields::fields(record.as_object().unwrap(), &Maps::default());
            let date = fields.date.map(|date| format!(" {date}")).unwrap_or_default();
            fields.title.or(fields.text).unwrap_or_default() + &date
        };
        let titles = found.map(|found| found.iter().map(title).collect::<Vec<_>>());
        assert_eq!(titles, expected.map(|titles| titles.iter().map(|title| (*title).to_owned()).collect()), "{json}");
    }

    #[test]
    fn all_lists_of_an_object_are_its_records() {
        let (one, two) = (r#"{"title":"One","text":"a"}"#, r#"{"title":"Two","text":"b"}"#);
        let both: Option<&[&str]> = Some(&["One", "Two"]);
        check(&format!(r#"{{"news":[{one}],"sport":[{two}]}}"#), both);
        check(&format!(r#"{{"articles":[{one}],"opinion":[{two}],"count":2}}"#), both);
        check(&format!(r#"{{"day":{{"rss":"x","articles":[{one}]}},"post":{{"rss":"y","articles":[{two}]}}}}"#), both);
        check(&format!(r#"{{"data":{{"morning":[{one}],"evening":[{two}]}}}}"#), both);
        check(&format!(r#"{{"articles":{{"-Na":{one},"-Nb":{two}}}}}"#), both);
        check(&format!(r#"{{"n":2,"a1":{one},"a2":{two}}}"#), both);
        check(
            &format!(r#"{{"2024-05-01":[{one}],"2024-05-02":[{two}]}}"#),
            Some(&["One 2024-05-01", "Two 2024-05-02"]),
        );
        // Users are no articles, and one article in two forms is one.
        check(
            &format!(r#"{{"data":[{one}],"users":[{{"name":"Jane Doe","description":"Reports."}}]}}"#),
            Some(&["One"]),
        );
        check(&format!(r#"{{"n":1,"taken":{one},"read":{one}}}"#), None);
        check(r#"{"status":"ok","data":[]}"#, None);
        let other = serde_json::json!({"status": "ok", "response": {"results": [{"x": 1}]}});
        assert_eq!(of_wrappers(other.as_object().unwrap(), &Maps::default()).map(|found| found.len()), Some(1));
    }

    #[test]
    fn what_an_object_says_itself_is_weighed_against_its_lists() {
        let text = "The ferry stays in dock until the autumn. ".repeat(9);
        let one = format!(r#"{{"title":"One","text":"{text}"}}"#);
        check(
            &format!(r#"{{"title":"The best","content":"Our choice of the year.","articles":[{one}]}}"#),
            Some(&["One"]),
        );
        check(&format!(r#"{{"name":"export","description":"One article","posts":[{one}]}}"#), Some(&["One"]));
        check(&format!(r#"{{"title":"My export","entries":[{one}]}}"#), Some(&["One"]));
        check(&format!(r#"{{"title":"My export","pages":[{one}]}}"#), Some(&["One"]));
        let messages = r#"{"name":"Port","messages":[{"id":1,"type":"service","text":""},{"id":2,"date":"2024-05-01","text":"The ferry stays in dock until the autumn, and nobody knows why it does."}]}"#;
        check(
            messages,
            Some(&["", "The ferry stays in dock until the autumn, and nobody knows why it does. 2024-05-01"]),
        );
        // Parts of an article, and what stands beside it, are no articles of their own.
        for list in ["related", "comments", "sections", "paragraphs", "content"] {
            check(&format!(r#"{{"title":"Ferry stays","summary":"It stays.","{list}":[{one}]}}"#), None);
        }
        check(&format!(r#"{{"title":"Ferry stays","text":"{text}{text}{text}","similar":[{one}]}}"#), None);
        // One with a text of its own is read, too.
        let own = "It stays where it is, and nobody on the quay knows when it will sail.";
        check(&format!(r#"{{"title":"Ferry stays","text":"{own}","updates":[{one}]}}"#), Some(&["Ferry stays", "One"]));
    }
}
