//! A record as it lies in the archive in, the same for people or programs out: what was read, before anything was removed.

use super::json::{FORMAT, write_line};
use super::rich::visible;
use crate::article::{Content, Fields, Record};
use serde::Serialize;
use std::io::{self, Write};

/// The record's content line by line; named fields first, each on a line of its own.
pub fn text(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    match &record.content {
        Content::Html { html, .. } => lines(out, html),
        Content::Text { text, .. } => lines(out, text),
        Content::Fields(fields) => {
            for (name, value) in named(fields) {
                writeln!(out, "{name}: {}", visible(value))?;
            }
            writeln!(out)?;
            lines(out, fields.text.as_deref().unwrap_or_default())
        }
    }
}

fn lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    text.lines().try_for_each(|line| writeln!(out, "{}", visible(line)))
}

/// Every field but the text that the record has.
fn named(fields: &Fields) -> Vec<(&'static str, &str)> {
    let Fields { title, text: _, date, byline, source, section, language, url } = fields;
    let single = [
        ("title", title),
        ("date", date),
        ("source", source),
        ("section", section),
        ("language", language),
        ("url", url),
    ];
    let single = single.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    single.chain(byline.iter().map(|name| ("byline", name.as_str()))).collect()
}

/// The answer of `show --raw`.
#[derive(Debug, Serialize)]
struct RawAnswer<'a> {
    format: u32,
    id: &'a str,
    path: String,
    record: u64,
    /// `html`, `text` or `fields`.
    kind: &'static str,
    /// Name and value of every other field, in no promised order; a name may come again.
    fields: Vec<(&'static str, &'a str)>,
    /// As decoded, and as written else.
    text: &'a str,
}

/// The record as one JSON object.
pub fn json(out: &mut dyn Write, id: &str, record: &Record) -> io::Result<()> {
    let (kind, fields, text) = match &record.content {
        Content::Html { html, url } => ("html", url.iter().map(|url| ("url", url.as_str())).collect(), html.as_str()),
        Content::Text { text, .. } => ("text", Vec::new(), text.as_str()),
        Content::Fields(fields) => ("fields", named(fields), fields.text.as_deref().unwrap_or_default()),
    };
    let path = record.path.to_string_lossy().into_owned();
    write_line(out, &RawAnswer { format: FORMAT, id, path, record: record.number, kind, fields, text })
}
