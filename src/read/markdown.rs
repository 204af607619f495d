//! Markdown in, its one record out, and front matter above any text: front matter becomes fields, the body plain paragraphs. The marks are taken off line by
//! line, without a parser: prose uses few of them, and a mark left in does less harm than a paragraph lost.

use super::bytes::Source;
use super::front_matter::front_matter;
use super::{Found, ReadOptions, fields, whole};
use crate::article::{Content, Fields, Record};

/// The record of a file.
pub fn record(source: Source, options: &ReadOptions) -> Found {
    match whole::text(source, options) {
        Found::Record(record) => {
            let Content::Text { text, .. } = &record.content else { return Found::Record(record) };
            let (content, external_id) = content(text, options);
            Found::Record(Record { content, external_id, ..record })
        }
        other => other,
    }
}

/// The record of a text that has another name. What stands above it in a fence is read there, too, where it names a title and one
/// thing more; the text itself has no marks to take off.
pub fn text(source: Source, options: &ReadOptions) -> Found {
    match whole::text(source, options) {
        Found::Record(record) => {
            let Content::Text { text, .. } = &record.content else { return Found::Record(record) };
            match fenced(text, options) {
                Some((fields, external_id)) => {
                    Found::Record(Record { content: Content::Fields(fields), external_id, ..record })
                }
                None => Found::Record(record),
            }
        }
        other => other,
    }
}

fn fenced(text: &str, options: &ReadOptions) -> Option<(Fields, Option<String>)> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.starts_with(['-', '+']) {
        return None;
    }
    let (matter, body) = front_matter(text);
    let n_known = matter.keys().filter(|name| fields::ours(name, &options.maps).is_some()).count();
    let (fields, external_id) = fields::fields(&matter, &options.maps);
    let body = body.trim_matches(['\n', '\r']);
    let is_matter = n_known > 1 && fields.title.is_some() && !body.is_empty();
    is_matter.then(|| (Fields { text: Some(body.to_owned()), ..fields }, external_id))
}

/// Text without its marks.
pub fn paragraphs(text: &str) -> String {
    let (heading, paragraphs) = plain(text);
    heading.into_iter().chain(paragraphs).collect::<Vec<_>>().join("\n\n")
}

fn content(text: &str, options: &ReadOptions) -> (Content, Option<String>) {
    let (matter, body) = front_matter(text.trim_start_matches('\u{feff}'));
    let (fields, external_id) = fields::fields(&matter, &options.maps);
    let (heading, paragraphs) = plain(body);
    let title = fields.title.or(heading);
    let text = paragraphs.join("\n\n");
    if title.is_none() {
        return (Content::Text { text, url: None }, external_id);
    }
    // A description in the front matter is no substitute for the body.
    (Content::Fields(Fields { title, text: Some(text).filter(|text| !text.is_empty()), ..fields }), external_id)
}

/// The first heading of the first level, and the paragraphs without their marks.
fn plain(body: &str) -> (Option<String>, Vec<String>) {
    let (mut title, mut paragraphs, mut open) = (None, Vec::new(), String::new());
    let close = |open: &mut String, paragraphs: &mut Vec<String>| {
        let paragraph = inline(&std::mem::take(open));
        if !paragraph.trim().is_empty() {
            paragraphs.push(paragraph);
        }
    };
    let mut is_code = false;
    for line in body.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            is_code = !is_code;
            close(&mut open, &mut paragraphs);
            continue;
        }
        let unmarked = if is_code { line } else { unmarked(line) };
        let is_heading = !is_code && is_heading(line);
        if unmarked.is_empty() || is_heading || is_item(line) || is_underline(line) {
            if is_underline(line)
                && line.starts_with('=')
                && title.is_none()
                && paragraphs.is_empty()
                && !open.is_empty()
            {
                title = Some(inline(&std::mem::take(&mut open)));
            }
            close(&mut open, &mut paragraphs);
        }
        if is_heading && line.starts_with("# ") && title.is_none() {
            title = Some(inline(unmarked));
        } else if !is_underline(line) && !unmarked.is_empty() {
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(unmarked);
            if is_heading {
                close(&mut open, &mut paragraphs);
            }
        }
    }
    close(&mut open, &mut paragraphs);
    (title, paragraphs)
}

fn is_heading(line: &str) -> bool {
    let marks = line.bytes().take_while(|&b| b == b'#').count();
    (1..=6).contains(&marks) && line[marks..].starts_with(' ')
}

fn is_item(line: &str) -> bool {
    line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ")
}

/// A rule, or what is drawn under a heading.
fn is_underline(line: &str) -> bool {
    line.len() >= 3 && ['-', '=', '*', '_'].iter().any(|&mark| line.chars().all(|c| c == mark || c == ' '))
}

/// A line without what stands at its start: quotation, list and heading marks.
fn unmarked(line: &str) -> &str {
    let line = line.trim_start_matches(['>', ' ']);
    if is_heading(line) {
        return line.trim_matches('#').trim();
    }
    if is_item(line) { line[2..].trim() } else { line }
}

/// A paragraph without images, addresses of links and marks of emphasis.
fn inline(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['[', '*', '`', '\\', '!', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (kept, taken) = mark(rest, out.ends_with(' '));
        out.push_str(kept);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// What is kept of the mark that a text begins with, and how long the mark is.
fn mark(rest: &str, is_after_space: bool) -> (&str, usize) {
    if let Some(image) = rest.strip_prefix("![") {
        return link(image).map_or(("!", 1), |(_, length)| ("", length + 2));
    }
    if let Some(linked) = rest.strip_prefix('[') {
        return link(linked).map_or(("[", 1), |(words, length)| (words, length + 1));
    }
    if let Some(escaped) = rest.strip_prefix('\\') {
        let is_mark = escaped.starts_with(|c: char| c.is_ascii_punctuation());
        return if is_mark { (&escaped[..1], 2) } else { ("\\", 1) };
    }
    if rest.starts_with("<http") {
        return memchr::memchr(b'>', near(rest)).map_or(("<", 1), |end| (&rest[1..end], end + 1));
    }
    if rest.starts_with("<!--") {
        return memchr::memmem::find(near(rest), b"-->").map_or(("<", 1), |end| ("", end + 3));
    }
    // A star with space around it is a star.
    let is_emphasis = rest.starts_with('*') && !(is_after_space && rest.starts_with("* "));
    if is_emphasis || rest.starts_with('`') { ("", 1) } else { (&rest[..1], 1) }
}

/// How far the end of a link or comment is looked for: beyond it a bracket is a bracket, and hostile text costs no square
/// of its length.
const MARK_BYTES_MAX: usize = 2_000;

fn near(rest: &str) -> &[u8] {
    &rest.as_bytes()[..rest.len().min(MARK_BYTES_MAX)]
}

/// Words and length of `words](address)`.
fn link(rest: &str) -> Option<(&str, usize)> {
    let near = near(rest);
    let middle = memchr::memmem::find(near, b"](")?;
    let end = memchr::memchr(b')', &near[middle..])?;
    Some((&rest[..middle], middle + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: Option<&str>, body: &str) -> Fields {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 1000 };
        let fields = match content(text, &options).0 {
            Content::Fields(fields) => fields,
            Content::Text { text, .. } => Fields { text: Some(text), ..Fields::default() },
            Content::Html { .. } => unreachable!("markdown is never HTML"),
        };
        assert_eq!((fields.title.as_deref(), fields.text.as_deref()), (title, Some(body)));
        fields
    }

    #[test]
    fn front_matter_becomes_fields() {
        let fields = check(
            "---\ntitle: \"Ferry stays\"\ndate: 2024-05-01\nauthors:\n  - Jane Doe\n  - Sam Roe\ntags: [ships, harbour]\n---\nThe ferry\nstays.\n\nNobody was hurt.\n",
            Some("Ferry stays"),
            "The ferry stays.\n\nNobody was hurt.",
        );
        assert_eq!((fields.date.as_deref(), fields.byline.len()), (Some("2024-05-01"), 2));
        check("+++\ntitle = 'Ferry'\n+++\nIt stays.", Some("Ferry"), "It stays.");
    }

    #[test]
    fn front_matter_of_a_text_by_another_name() {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 1000 };
        let told = |text: &str| {
            let (fields, _) = fenced(text, &options)?;
            let own = [fields.title, fields.date, fields.source, fields.url, fields.text];
            Some(own.map(Option::unwrap_or_default).join("|"))
        };
        assert_eq!(
            told("---\ntitle: Ferry stays\ndate: 2024-05-01\nsitename: Post\nurl: https://h.example/1\n---\n\nIt *stays*.\n\nIn dock.\n").as_deref(),
            Some("Ferry stays|2024-05-01|Post|https://h.example/1|It *stays*.\n\nIn dock.")
        );
        for text in [
            "---\ntitle: Ferry stays\n---\nIt stays.",
            "---\nA: b\nC: d\n---\nIt stays.",
            "{\"title\":\"H\"}\nx",
            "It stays.",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn front_matter_that_was_not_closed_ends_at_the_blank_line() {
        let fields = check(
            "---\ntitle: Ferry stays\ndate: 2024-05-01\ntags:\n- ships\n\nIt stays.\n",
            Some("Ferry stays"),
            "It stays.",
        );
        assert_eq!(fields.date.as_deref(), Some("2024-05-01"));
        check("---\n\ntitle: It stays.\n", None, "title: It stays.");
    }

    #[test]
    fn marks_are_taken_off() {
        check(
            "# Ferry *stays*\n\nThe [ferry](http://x.example/a) **stays**, ![photo](p.jpg)the `company` said: 2 * 3.\n\n> \"Nobody was hurt.\"\n\n- one\n- two\n",
            Some("Ferry stays"),
            "The ferry stays, the company said: 2 * 3.\n\n\"Nobody was hurt.\"\n\none\n\ntwo",
        );
        check("Ferry\n=====\n\nIt stays.", Some("Ferry"), "It stays.");
    }

    #[test]
    fn what_is_broken_is_text() {
        check("---\nNobody closed this: nor opened it\n", None, "Nobody closed this: nor opened it");
        check("[[[[![ ](", None, "[[[[![ ](");
    }
}
