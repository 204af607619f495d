//! A page that shows hardly any text in, the text that it has browsers show out: what it holds for those without programs,
//! the trees of its components, the data of its programs.

use super::{body, tame};
use crate::clean::lines;
use crate::clean::normalise::line_key;
use serde_json::Value;
use std::collections::HashSet;

/// Paragraphs from which such a text is an article (guessed), of which fewer than half may ask for consent.
const PARAGRAPHS_MIN: usize = 3;

/// Places in one script where an object may begin that is its data (guessed; the data comes first).
const STARTS_MAX: usize = 8;

/// Levels of parts that a paragraph may have in the data (guessed: a link in an emphasis in a paragraph).
const PARTS_DEPTH_MAX: usize = 4;

/// Nodes of one script's data that are looked at (guessed: an article's data has some thousand).
const NODES_MAX: usize = 200_000;

/// A longer string is no title.
const TITLE_BYTES_MAX: usize = 400;

/// Keys under which data has the text of a paragraph.
const TEXT_KEYS: &[&str] = &["text", "content", "html", "children"];

/// The lines of the article that a page of this title holds and does not show.
pub fn lines(html: &str, title: &str) -> Option<Vec<String>> {
    let is_article = |lines: &Vec<String>| {
        let prose = || lines.iter().filter(|line| lines::is_prose(line));
        let n_consent = prose().filter(|line| is_consent(line)).count();
        prose().count() >= PARAGRAPHS_MIN.max(2 * n_consent + 1)
    };
    let has_markup = html.contains("<noscript") || html.contains("shadowrootmode");
    let of_markup = has_markup.then(|| body::core_of(&tame::with_hidden(html)));
    of_markup.filter(is_article).or_else(|| of_scripts(html, &line_key(title)).filter(is_article))
}

/// What a page asks of its readers and their browsers before it shows anything.
fn is_consent(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "cookie",
        "consent",
        "our partners",
        "privacy",
        "personal data",
        "javascript",
        "your browser",
        "einwilligung",
        "datenschutz",
        "consentement",
        "navigateur",
        "privacidad",
        "consentimiento",
    ];
    let line = line_key(line);
    WORDS.iter().any(|word| line.contains(word))
}

fn of_scripts(html: &str, title: &str) -> Option<Vec<String>> {
    let values =
        scripts(html).flat_map(values).chain(streamed(html)).filter(|value| !title.is_empty() && says(value, title));
    let paragraphs = values.filter_map(|value| longest_text(&value)).max_by_key(|paragraphs| n_prose(paragraphs))?;
    let markup = |text: String| if text.contains('<') { text } else { format!("<p>{text}</p>") };
    let (tamed, _) = tame::tame(&paragraphs.into_iter().map(markup).collect::<String>());
    Some(body::rendered(&tamed))
}

/// The texts of the page's scripts.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (_, text) = rest.split_once('>')?;
        Some(text.split("</script").next()?.trim())
    })
}

/// The data in a script: all of it, or what is assigned.
fn values(script: &str) -> Vec<Value> {
    if script.starts_with(['{', '[']) {
        return serde_json::from_str(script).into_iter().collect();
    }
    let is_start = |at: &usize| script[at + 1..].trim_start().starts_with(['{', '[']);
    let starts = script.match_indices('=').map(|(at, _)| at).filter(is_start).take(STARTS_MAX);
    let value = |at: usize| serde_json::Deserializer::from_str(&script[at + 1..]).into_iter::<Value>().next()?.ok();
    starts.filter_map(value).collect()
}

/// What a page of Next.js has sent piece by piece (`self.__next_f.push([1,"…"])`), as one list: rows of a number, a colon and a value.
/// A long string has a row of its own: `T`, its bytes in hexadecimal, a comma, and the string as it is; where it belongs stands `$` and
/// the number of its row.
fn streamed(html: &str) -> Option<Value> {
    let piece = |script: &str| -> Option<String> {
        let (_, call) = script.split_once("self.__next_f.push(")?;
        let value = serde_json::Deserializer::from_str(call).into_iter::<Value>().next()?.ok()?;
        value.get(1)?.as_str().map(str::to_owned)
    };
    let stream: String = scripts(html).filter(|script| script.contains("__next_f")).filter_map(piece).collect();
    let (mut rows, mut texts, mut rest) = (Vec::new(), Vec::new(), stream.as_str());
    while let Some((number, row)) = rest.split_once(':') {
        if let Some((text, behind)) = row.strip_prefix('T').and_then(sized_text) {
            texts.push((number, text));
            rest = behind;
            continue;
        }
        let (row, behind) = row.split_once('\n').unwrap_or((row, ""));
        rows.extend(serde_json::from_str::<Value>(row));
        rest = behind;
    }
    let mut rows = Value::Array(rows);
    let own = own_texts(&rows, &texts);
    rows.as_array_mut()?.extend(own);
    rows.get(0)?;
    Some(rows)
}

/// The long strings but for those that stand nowhere else than under keys of what is not the article.
fn own_texts(rows: &Value, texts: &[(&str, &str)]) -> Vec<Value> {
    let named = |is_left_out| -> HashSet<&str> {
        all_but(rows, is_left_out).filter_map(|value| value.as_str()?.strip_prefix('$')).collect()
    };
    let (own, every) = (named(is_of_others), named(|_| false));
    let is_own = |number: &str| own.contains(number) || !every.contains(number);
    texts.iter().filter(|(number, _)| is_own(number.trim())).map(|(_, text)| Value::from(*text)).collect()
}

/// The string of `1f,…` and what stands behind it.
fn sized_text(row: &str) -> Option<(&str, &str)> {
    let (length, text) = row.split_once(',')?;
    text.split_at_checked(usize::from_str_radix(length, 16).ok()?)
}

/// Whether a key of the data is that of what others say, of other stories, or of what the site has its readers agree to.
fn is_of_others(key: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: &[&str] = &[
        "comment", "related", "latest", "recommend", "teaser", "trending", "popular", "morestories", "readmore",
        "terms", "privacy", "cookie", "disclaimer",
    ];
    let key = key.to_lowercase().replace(['_', '-'], "");
    OTHERS.iter().any(|others| key.contains(others))
}

/// Every value in a value that is the page's own, itself included. No recursion: the depth is the page's to choose.
fn all(value: &Value) -> impl Iterator<Item = &Value> {
    all_but(value, is_of_others)
}

/// Every value in a value but for what stands under the keys that are left out.
fn all_but(value: &Value, is_left_out: fn(&str) -> bool) -> impl Iterator<Item = &Value> {
    let mut open = vec![value];
    let next = move || {
        let value = open.pop()?;
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(object) => {
                open.extend(object.iter().filter(|(key, _)| !is_left_out(key)).map(|(_, value)| value));
            }
            _ => {}
        }
        Some(value)
    };
    std::iter::from_fn(next).take(NODES_MAX)
}

/// Whether one of the strings of the data is the page's title.
fn says(value: &Value, title: &str) -> bool {
    all(value).filter_map(Value::as_str).any(|text| text.len() <= TITLE_BYTES_MAX && line_key(text) == title)
}

/// The texts of the list that has the most prose; a string with the markup of several paragraphs is such a list.
fn longest_text(value: &Value) -> Option<Vec<String>> {
    let texts = |list: &Vec<Value>| list.iter().map(|item| text_of(item, 0)).filter(|text| !text.is_empty()).collect();
    let lists = all(value).filter_map(|value| match value {
        Value::Array(list) => Some(texts(list)),
        Value::String(text) if text.contains("</p>") => Some(vec![text.clone()]),
        _ => None,
    });
    lists.filter(|texts: &Vec<String>| n_prose(texts) >= PARAGRAPHS_MIN).max_by_key(|texts| n_prose(texts))
}

fn n_prose(texts: &[String]) -> usize {
    let n_of = |text: &String| text.matches("</p>").count().max(usize::from(lines::is_prose(text)));
    texts.iter().map(n_of).sum()
}

/// The text of a paragraph of data, whose parts may have parts.
fn text_of(value: &Value, depth: usize) -> String {
    match value {
        Value::String(text) => text.trim_end_matches('\n').to_owned(),
        Value::Array(parts) if (1..PARTS_DEPTH_MAX).contains(&depth) => {
            parts.iter().map(|part| text_of(part, depth + 1)).collect()
        }
        Value::Object(object) if depth < PARTS_DEPTH_MAX => {
            let texts = TEXT_KEYS.iter().filter_map(|key| object.get(*key)).map(|value| text_of(value, depth + 1));
            texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_would_show() {
        let title = "Ferry stays in dock";
        let prose = |n: u8| {
            format!("The ferry will stay in dock for {n} weeks until its engines have been examined by an engineer.")
        };
        let paragraphs: String = (1..4).map(|n| format!("<p>{}</p>", prose(n))).collect();
        let items = |key: &str| (1..4).map(|n| format!("{{\"{key}\":\"{}\"}}", prose(n))).collect::<Vec<_>>().join(",");
        let nested =
            (1..4).map(|n| format!("{{\"children\":[{{\"text\":\"{}\"}}]}}", prose(n))).collect::<Vec<_>>().join(",");
        let html = |data: &str| {
            format!("<script>window.a={{}};window.b={{\"title\":\"{title}\",\"body\":[{data}]}};</script>")
        };
        for page in [
            format!("<noscript>{paragraphs}</noscript>"),
            format!("<x-story><template shadowrootmode=\"open\">{paragraphs}</template></x-story>"),
            html(&items("text")),
            html(&items("content")),
            html(&nested),
            html(&(1..4).map(|n| format!("\"<p>{}</p>\"", prose(n))).collect::<Vec<_>>().join(",")),
            html(&items("text")).replace("window.a={};window.b=", "").replace("};<", "}<"),
            html(&format!("\"{paragraphs}\"")),
            format!(
                r#"<script>self.__next_f.push([0])</script><script>self.__next_f.push([1,"1:[\"$\"]\n2:T{:x},"])</script><script>self.__next_f.push([1,"{paragraphs}3:[\"$\",\"h1\",null,{{\"children\":\"{title}\"}}]\n"])</script>"#,
                paragraphs.len()
            ),
        ] {
            assert_eq!(lines(&page, title), Some((1..4).map(prose).collect()), "{page}");
        }
        let terms: String = (4..9).map(|n| format!("<p>{}</p>", prose(n))).collect();
        let named = format!(r#"{{\"title\":\"{title}\",\"siteTerms\":\"$2\",\"body\":\"$3\"}}"#);
        for page in [
            html(&format!("\"{paragraphs}\"")).replace("{\"title", &format!("{{\"siteTerms\":\"{terms}\",\"title")),
            format!(
                r#"<script>self.__next_f.push([1,"1:{named}\n2:T{:x},{terms}3:T{:x},{paragraphs}"])</script>"#,
                terms.len(),
                paragraphs.len()
            ),
        ] {
            assert_eq!(lines(&page, title), Some((1..4).map(prose).collect()), "{page}");
        }
        for page in [
            html(&items("text")).replace(title, "Another story"),
            html(&items("teaser")),
            html(&items("text")).replace("\"body\"", "\"relatedStories\""),
            html(&items("text")).replace("\"body\"", "\"user_comments\""),
            format!(
                "<noscript>{}</noscript>",
                paragraphs.replace("The ferry", "Our partners use cookies, and the ferry")
            ),
            format!("<template>{paragraphs}</template><noscript><p>{}</p></noscript>", prose(1)),
        ] {
            assert_eq!(lines(&page, title), None, "{page}");
        }
    }
}
