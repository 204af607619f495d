//! Saved searches and what is new in them in, text and JSON out. The objects are part of the format that
//! [`super::json`] specifies.

use super::json::{self, FORMAT, HitObject};
use super::rich::{Ink, Rich, Style};
use super::text;
use crate::index::SavedQuery;
use crate::search::{Change, Hit};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What is new in one saved search.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    pub name: String,
    /// The search as one would type it.
    pub query: String,
    /// The latest first.
    pub hits: Vec<(Change, Hit)>,
}

/// The answer of `alerts run`.
#[derive(Debug, Serialize)]
struct RunAnswer<'a> {
    format: u32,
    /// Those that have news, in the order of their names.
    alerts: Vec<NewsObject<'a>>,
}

/// What is new in one: inside the answer, or alone on the standard input of a program.
#[derive(Debug, Serialize)]
struct NewsObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    name: &'a str,
    /// With the flags that were saved with it.
    query: &'a str,
    /// Articles that were never told.
    new: usize,
    /// Articles that were told and say something else now.
    changed: usize,
    hits: Vec<NewsHit<'a>>,
}

/// A hit as in `search`, and why it is news.
#[derive(Debug, Serialize)]
struct NewsHit<'a> {
    /// `new` or `changed`.
    change: &'static str,
    #[serde(flatten)]
    hit: HitObject<'a>,
}

/// A line of `alerts run --format jsonl`.
#[derive(Debug, Serialize)]
struct NewsLine<'a> {
    format: u32,
    alert: &'a str,
    #[serde(flatten)]
    hit: NewsHit<'a>,
}

/// The answer of `alerts list`.
#[derive(Debug, Serialize)]
struct ListAnswer<'a> {
    format: u32,
    queries: Vec<SavedObject<'a>>,
}

/// A saved search.
#[derive(Debug, Serialize)]
struct SavedObject<'a> {
    name: &'a str,
    query: &'a str,
    /// The flags that narrow it, by their names.
    flags: &'a BTreeMap<String, Vec<String>>,
    since: &'a str,
}

/// One object for all that have news.
pub fn run_json<'n>(out: &mut dyn Write, news: impl Iterator<Item = &'n News>) -> io::Result<()> {
    let with_news = news.filter(|news| !news.hits.is_empty());
    json::write_line(out, &RunAnswer { format: FORMAT, alerts: with_news.map(|news| object(news, None)).collect() })
}

/// What is new in one, with the version of the format.
pub fn news_json(out: &mut dyn Write, news: &News) -> io::Result<()> {
    json::write_line(out, &object(news, Some(FORMAT)))
}

/// A match a line.
pub fn run_jsonl(out: &mut dyn Write, news: &News) -> io::Result<()> {
    let line = |hit| NewsLine { format: FORMAT, alert: &news.name, hit: news_hit(hit) };
    news.hits.iter().try_for_each(|hit| json::write_line(out, &line(hit)))
}

/// The name and what is new under it, as `search` shows hits; a changed one says so.
pub fn run_text(out: &mut dyn Write, news: &News, style: Style) -> io::Result<()> {
    let mut head = Rich::new();
    head.push(&news.name, Ink::Name).push(&format!(" · {} · {}", counts(news), news.query), Ink::Faint);
    head.write_wrapped(out, style, "")?;
    for (change, hit) in &news.hits {
        text::hit(out, Some(hit.rank), hit, style)?;
        if *change == Change::Changed {
            Rich::of("changed since it was told", Ink::Faint).write_wrapped(out, style, "    ")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The saved searches, a line each.
pub fn list_text(out: &mut dyn Write, saved: &[SavedQuery], style: Style) -> io::Result<()> {
    let columns = saved.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    for entry in saved {
        Rich::of(&format!("{:columns$}  ", entry.name), Ink::Name).write(out, style)?;
        Rich::of(&typed(&entry.query, &entry.flags), Ink::Plain).write(out, style)?;
        let day = entry.since.get(..10).unwrap_or(&entry.since);
        Rich::of(&format!("  since {day}"), Ink::Faint).write(out, style)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The saved searches as one object.
pub fn list_json(out: &mut dyn Write, saved: &[SavedQuery]) -> io::Result<()> {
    json::write_line(out, &ListAnswer { format: FORMAT, queries: saved.iter().map(saved_object).collect() })
}

fn saved_object(entry: &SavedQuery) -> SavedObject<'_> {
    let SavedQuery { name, query, flags, since } = entry;
    SavedObject { name, query, flags, since }
}

/// A search as one would type it: its query and its flags.
pub fn typed(query: &str, flags: &BTreeMap<String, Vec<String>>) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | ':' | '/' | '=' | '+');
    let value = |value: &String| match !value.is_empty() && value.chars().all(is_plain) {
        true => value.clone(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    };
    let flags = flags.iter().flat_map(|(name, values)| values.iter().map(move |it| format!("--{name} {}", value(it))));
    let query = (!query.is_empty()).then(|| query.to_owned());
    query.into_iter().chain(flags).collect::<Vec<_>>().join(" ")
}

/// `2 new, 1 changed`
fn counts(news: &News) -> String {
    let (new, changed) = split(news);
    let some = [(new, "new"), (changed, "changed")].into_iter().filter(|(number, _)| *number > 0);
    some.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}

fn split(news: &News) -> (usize, usize) {
    let new = news.hits.iter().filter(|(change, _)| *change == Change::New).count();
    (new, news.hits.len() - new)
}

fn object(news: &News, format: Option<u32>) -> NewsObject<'_> {
    let (new, changed) = split(news);
    let hits = news.hits.iter().map(news_hit).collect();
    NewsObject { format, name: &news.name, query: &news.query, new, changed, hits }
}

fn news_hit((change, hit): &(Change, Hit)) -> NewsHit<'_> {
    NewsHit { change: change.name(), hit: json::hit(hit) }
}
