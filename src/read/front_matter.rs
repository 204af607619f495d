//! What stands above a text in a fence, as the programs write it that make sites of such texts: YAML between lines of `---`, TOML
//! between `+++`, or one object of JSON. Its members out, and the text below it. Where it is not quite what it should be, each line
//! is read that can be.

use saphyr_parser::{Event, Parser, StrInput};
use serde_json::{Map, Value};

/// What is read as front matter (guessed: the longest list every tag of a site), and how deep lists and objects lie in it.
const BYTES_MAX: usize = 64 << 10;
const DEPTH_MAX: usize = 16;

/// Marks of YAML behind which a value stands on the lines below.
const BLOCKS: &[&str] = &[">", ">-", ">+", "|", "|-", "|+"];

/// The fields above a text, and the rest.
pub fn front_matter(text: &str) -> (Map<String, Value>, &str) {
    if text.starts_with('{') {
        return json(text).unwrap_or_else(|| (Map::new(), text));
    }
    let Some(fence) = ["---", "+++"].into_iter().find(|fence| first_line(text).trim_end() == *fence) else {
        return (Map::new(), text);
    };
    let mut at = first_line(text).len();
    let start = at;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            let inside = &text[start..at];
            // Two rules of a text have a part of it between them.
            let is_matter = begins_with_entry(inside) || inside.trim().is_empty();
            return if is_matter { (matter(inside, fence), &text[at + line.len()..]) } else { (Map::new(), text) };
        }
        at += line.len();
    }
    unclosed(&text[start..], fence).unwrap_or_else(|| (Map::new(), text))
}

/// An object with a text below it.
fn json(text: &str) -> Option<(Map<String, Value>, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let matter = values.next()?.ok()?;
    let below = &text[values.byte_offset()..];
    (!matter.is_empty() && below.starts_with(['\n', '\r'])).then_some((matter, below))
}

/// Front matter whose closing line was forgotten: the lines down to the first blank one, where each of them is an entry.
fn unclosed<'t>(text: &'t str, fence: &str) -> Option<(Map<String, Value>, &'t str)> {
    let lines = text.split_inclusive('\n').take_while(|line| !line.trim().is_empty());
    let (n_lines, length) = lines.clone().fold((0, 0), |(n, length), line| (n + 1, length + line.len()));
    let is_matter = n_lines > 0 && lines.clone().all(|line| is_entry(line.trim_end(), 1));
    is_matter.then(|| (matter(&text[..length], fence), &text[length..]))
}

/// Whether the first line that is no comment is an entry, or a table of TOML. A closing line is proof enough for a name of two
/// words; without it "Breaking news: …" is a paragraph.
fn begins_with_entry(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    // A heading of Markdown looks like a comment, and so it is asked what stands below it.
    let first = lines.find(|line| !line.starts_with('#'));
    first.is_some_and(|line| is_entry(line, 2) || line.starts_with(['[', '{']))
}

fn is_entry(line: &str, words_max: usize) -> bool {
    let name = line.split([':', '=']).next().filter(|name| name.len() < line.len()).unwrap_or_default().trim();
    let name = name.trim_matches(['"', '\'']);
    // "Post date: …" is a name, "A tale of the sea: …" a sentence.
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let is_name =
        !name.is_empty() && name.split(' ').count() <= words_max && name.split(' ').flat_map(str::chars).all(is_part);
    is_name || line.trim_start().starts_with("- ")
}

/// The first line with its break.
fn first_line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

fn matter(text: &str, fence: &str) -> Map<String, Value> {
    let read = if text.len() > BYTES_MAX {
        None
    } else if fence == "+++" {
        text.parse::<toml::Table>().ok().map(|table| table.into_iter().map(|(n, v)| (n, from_toml(v))).collect())
    } else {
        yaml(text)
    };
    read.unwrap_or_else(|| line_by_line(text))
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(n, v)| (n, from_toml(v))).collect()),
        toml::Value::Array(list) => list.into_iter().map(from_toml).collect(),
        toml::Value::String(text) => Value::from(text),
        toml::Value::Boolean(is) => Value::from(is),
        toml::Value::Integer(n) => Value::from(n),
        toml::Value::Float(n) => Value::from(n),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
    }
}

fn yaml(text: &str) -> Option<Map<String, Value>> {
    let mut events = Parser::new_from_str(text);
    loop {
        match next(&mut events)? {
            Event::StreamStart | Event::DocumentStart(_) => {}
            event => match from_yaml(event, &mut events, DEPTH_MAX)? {
                Value::Object(matter) => return is_end(&mut events).then_some(matter),
                _ => return None,
            },
        }
    }
}

/// Whether nothing is broken behind what was read.
fn is_end<'t>(events: &mut Parser<'t, StrInput<'t>>) -> bool {
    matches!(next(events), Some(Event::DocumentEnd)) && matches!(next(events), Some(Event::StreamEnd))
}

fn next<'t>(events: &mut Parser<'t, StrInput<'t>>) -> Option<Event<'t>> {
    events.next()?.ok().map(|(event, _)| event)
}

/// A value that begins with an event. What is said by an anchor elsewhere is not repeated: a few lines of them make gigabytes.
fn from_yaml<'t>(event: Event<'t>, events: &mut Parser<'t, StrInput<'t>>, depth: usize) -> Option<Value> {
    let deeper = depth.checked_sub(1)?;
    Some(match event {
        Event::Scalar(text, ..) => Value::from(text.trim()),
        Event::SequenceStart(..) => {
            let mut list = Vec::new();
            loop {
                match next(events)? {
                    Event::SequenceEnd => break Value::Array(list),
                    event => list.push(from_yaml(event, events, deeper)?),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut object = Map::new();
            loop {
                let name = match next(events)? {
                    Event::MappingEnd => break Value::Object(object),
                    event => from_yaml(event, events, deeper)?,
                };
                let event = next(events)?;
                let value = from_yaml(event, events, deeper)?;
                if let Value::String(name) = name {
                    object.insert(name, value);
                }
            }
        }
        _ => Value::Null,
    })
}

/// `name: value`, `name = value`, and lists in either of YAML's spellings. Anything deeper is passed over.
fn line_by_line(text: &str) -> Map<String, Value> {
    let mut map = Map::new();
    let (mut last, mut is_block) = (None::<String>, false);
    for line in text.lines() {
        let is_inside = line.starts_with([' ', '\t']);
        if let (true, true, Some(name)) = (is_block, is_inside, &last) {
            continue_block(&mut map, name, line.trim());
            continue;
        }
        if let (Some(entry), Some(name)) = (line.trim_start().strip_prefix("- "), &last) {
            if let Some(Value::Array(list)) = map.get_mut(name) {
                list.push(Value::from(unquoted(entry.strip_prefix("name:").unwrap_or(entry))));
            }
            continue;
        }
        let Some(at) = line.find([':', '=']).filter(|_| !is_inside && !line.starts_with('#')) else { continue };
        let (name, value) = (line[..at].trim().to_owned(), line[at + 1..].trim());
        is_block = BLOCKS.contains(&value);
        let value = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(list) => list.split(',').map(unquoted).filter(|entry| !entry.is_empty()).collect(),
            None if value.is_empty() => Value::Array(Vec::new()),
            None if is_block => Value::from(""),
            None => Value::from(unquoted(value)),
        };
        map.insert(name.clone(), value);
        last = Some(name);
    }
    map
}

fn continue_block(map: &mut Map<String, Value>, name: &str, more: &str) {
    if let Some(Value::String(value)) = map.get_mut(name) {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(more);
    }
}

/// A value without its quotation marks, or without the comment behind it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inside = |mark: char| value.strip_prefix(mark).and_then(|v| v.strip_suffix(mark));
    let uncommented = || value.split_once(" #").map_or(value, |(value, _)| value.trim_end());
    inside('"').or_else(|| inside('\'')).unwrap_or_else(uncommented).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, below: &str) {
        let (matter, rest) = front_matter(text);
        assert_eq!((Value::Object(matter).to_string().as_str(), rest), (expected, below), "{text}");
    }

    #[test]
    fn yaml_as_programs_write_it() {
        check(
            "---\ntitle: >-\n  Ferry stays\n  in dock\nauthor:\n  - name: Jane Doe\n    role: desk\n  - name: Sam Roe\ndate: !!timestamp 2023-03-14 # the print\nsummary: |\n  one\n  title: two\n---\nIt stays.",
            r#"{"title":"Ferry stays in dock","author":[{"name":"Jane Doe","role":"desk"},{"name":"Sam Roe"}],"date":"2023-03-14","summary":"one\ntitle: two"}"#,
            "It stays.",
        );
        check("---\nauthor: {name: Jane Doe} # c\n...\nIt", r#"{"author":{"name":"Jane Doe"}}"#, "It");
        check("---\na: &a [x, x]\nb: [*a, *a]\n---\n", r#"{"a":["x","x"],"b":[null,null]}"#, "");
    }

    #[test]
    fn what_is_not_quite_yaml_is_read_line_by_line() {
        check(
            "---\ntitle: Ferry: it stays # new\nnote: >-\n  one\n  two\nby:\n- name: Jane Doe\n---\nIt",
            r#"{"title":"Ferry: it stays","note":"one two","by":["Jane Doe"]}"#,
            "It",
        );
        let deep = format!("---\na: {}\n---\n", "[".repeat(9_000));
        assert_eq!(front_matter(&deep).1, "");
    }

    #[test]
    fn toml_and_json() {
        check(
            "+++\ntitle = \"Ferry\" # x\ndate = 2023-03-14T10:00:00Z\nauthors = [\"Jane Doe\"]\n[params]\nn = 1\n+++\nIt",
            r#"{"authors":["Jane Doe"],"date":"2023-03-14T10:00:00Z","params":{"n":1},"title":"Ferry"}"#,
            "It",
        );
        check("{\n\"title\": \"Ferry\"\n}\n\nIt", r#"{"title":"Ferry"}"#, "\n\nIt");
        check("{Ferry} stays", "{}", "{Ferry} stays");
        check("{} stays", "{}", "{} stays");
    }

    #[test]
    fn two_rules_with_a_part_of_the_text_between_them() {
        for text in [
            "---\n\n# Ferry stays\n\nIt stays in dock.\n\n---\n\nMore: tomorrow.\n",
            "---\nA tale of the sea: it stays.\n---\nIt",
            "---\nBreaking news: the ferry stays.\n\nMore tomorrow.\n",
        ] {
            check(text, "{}", text);
        }
        check("---\n# made by hand\nPost date: 2024-05-07\n---\nIt", r#"{"Post date":"2024-05-07"}"#, "It");
        check("---\n---\nIt", "{}", "It");
    }
}
