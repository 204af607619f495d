//! Lines that an outlet repeats across its articles: how they are found, and how an article is freed of them.
//!
//! Found in one outlet's articles by counting ([`Counter`]); handed back as plain data ([`RepeatedLines`]), by whoever keeps them.
//! A line is compared by its key. A sentence must be repeated far more often than a label: a running story repeats its background.

use super::normalise::{self, line_key};
use crate::article::Removed;
use std::collections::{HashMap, HashSet};

/// The rule's name in what was removed.
const RULE: &str = "learned";

/// Articles that must have a line, at least (guessed: fewer may be a series).
pub const ARTICLES_MIN: usize = 10;

/// Share of an outlet's articles that must have a label, a menu entry, a notice of a few words; and a sentence or what was
/// taken for a headline (guessed: a background paragraph or the name of a column stands in a few articles of a hundred, a
/// notice in all of a section or of a year, a site's name above all).
const LABEL_SHARE_MIN: f64 = 0.05;
const SENTENCE_SHARE_MIN: f64 = 0.25;

/// Longer lines are not looked at: the longest notices have about a hundred words.
const LINE_BYTES_MAX: usize = 1_000;

/// The lines to take out, by the line key of the outlet's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepeatedLines(HashMap<String, HashSet<String>>);

impl RepeatedLines {
    /// From pairs of an outlet's name and a line.
    pub fn new<'r>(rows: impl Iterator<Item = (&'r str, &'r str)>) -> RepeatedLines {
        let mut lines: HashMap<String, HashSet<String>> = HashMap::new();
        for (outlet, line) in rows {
            lines.entry(outlet.to_owned()).or_default().insert(line_key(line));
        }
        RepeatedLines(lines)
    }

    /// Takes the outlet's lines out, unless nothing would be left.
    pub(super) fn strip(&self, outlet: &str, lines: &mut Vec<String>, removed: &mut Vec<Removed>) {
        let Some(known) = self.0.get(outlet) else { return };
        let is_known = |line: &String| line.len() <= LINE_BYTES_MAX && known.contains(&line_key(line));
        if lines.iter().all(is_known) {
            return;
        }
        let taken = lines.extract_if(.., |line| is_known(line));
        removed.extend(taken.map(|text| Removed { text, rule: RULE.to_owned() }));
    }
}

/// The name under which an outlet's lines are known: what the record calls its source, else the host of its address, else
/// the folder it was found in.
pub fn outlet(source: Option<&str>, url: Option<&str>, folder: &str) -> String {
    let named = source.map(|name| line_key(&normalise::line(name))).filter(|name| !name.is_empty());
    named.or_else(|| host(url?)).unwrap_or_else(|| line_key(folder))
}

fn host(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    Some(host.trim_start_matches("www.").to_lowercase()).filter(|host| !host.is_empty())
}

/// Counts the lines of one outlet's articles.
#[derive(Debug, Default)]
pub struct Counter {
    articles: usize,
    lines: HashMap<Key, Seen>,
}

/// Whether it is a headline, and the hash of the line's key.
type Key = (bool, u64);

/// Articles that have a line, and the line itself once they may be enough.
#[derive(Debug, Default)]
struct Seen {
    articles: usize,
    line: Option<String>,
}

/// A line and the articles that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    pub line: String,
    pub articles: usize,
}

impl Counter {
    /// Adds an article's headline and lines.
    pub fn add<'l>(&mut self, title: &'l str, lines: impl Iterator<Item = &'l str>) {
        self.articles += 1;
        let mut in_article = HashSet::new();
        let lines = std::iter::once((true, title)).chain(lines.map(|line| (false, line)));
        for (is_title, line) in lines.filter(|(_, line)| line.len() <= LINE_BYTES_MAX) {
            let words = line_key(line);
            let key = (is_title, hash(&words));
            if words.is_empty() || !in_article.insert(key) {
                continue;
            }
            let seen = self.lines.entry(key).or_default();
            seen.articles += 1;
            if seen.articles == ARTICLES_MIN {
                seen.line = Some(line.to_owned());
            }
        }
    }

    /// The lines that are the outlet's and no article's, most frequent first.
    pub fn repeated(self) -> Vec<Repeated> {
        let articles = self.articles as f64;
        let repeated = |((is_title, _), seen): (Key, Seen)| {
            let line = seen.line?;
            let share = if is_title || is_sentence(&line) { SENTENCE_SHARE_MIN } else { LABEL_SHARE_MIN };
            (seen.articles as f64 >= share * articles).then_some(Repeated { line, articles: seen.articles })
        };
        let mut found: Vec<Repeated> = self.lines.into_iter().filter_map(repeated).collect();
        found.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.line.cmp(&b.line)));
        found.dedup_by(|b, a| a.line == b.line);
        found
    }
}

/// What somebody may have written for one article: it ends as a sentence, quotes, or asks.
fn is_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', '”', '"', '»', '。', '।', '؟'])
        || line.starts_with(['“', '"', '„', '«', '‘', '—', '–'])
}

/// FNV-1a, which needs no seed.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(n_articles: usize, every: usize, line: &str) -> bool {
        let mut counter = Counter::default();
        for n in 0..n_articles {
            let own = format!("Story number {n} happened.");
            let lines = [own.as_str(), line];
            counter.add("", lines.into_iter().take(if n % every == 0 { 2 } else { 1 }));
        }
        counter.repeated().iter().any(|repeated| repeated.line == line)
    }

    #[test]
    fn labels_are_found_and_what_is_said_now_and_then_is_not() {
        assert!(found(40, 1, "More from the harbour desk"));
        assert!(found(200, 20, "More from the harbour desk"));
        assert!(!found(9, 1, "More from the harbour desk"));
        assert!(!found(400, 40, "More from the harbour desk"));
        assert!(found(40, 1, "Send us your pictures of the harbour."));
        assert!(!found(100, 10, "The ferry has been in dock since the fire of 2019."));
        assert!(!found(100, 10, "“No.”"));
    }

    #[test]
    fn an_article_is_freed_of_its_outlets_lines_only() {
        let table = RepeatedLines::new([("the quay", "More from the harbour desk →")].into_iter());
        let lines = || vec!["MORE from the harbour desk".to_owned(), "A ferry sank.".to_owned()];
        let (mut of_it, mut of_another, mut alone) = (lines(), lines(), lines()[..1].to_vec());
        let mut removed = Vec::new();
        table.strip("the quay", &mut of_it, &mut removed);
        table.strip("the bay", &mut of_another, &mut removed);
        table.strip("the quay", &mut alone, &mut removed);
        assert_eq!((of_it.len(), of_another.len(), alone.len()), (1, 2, 1));
        assert_eq!(removed.iter().map(|r| r.rule.as_str()).collect::<Vec<_>>(), ["learned"]);
    }

    #[test]
    fn an_outlet_is_named_by_source_host_or_folder() {
        assert_eq!(outlet(Some("The Quay!"), Some("https://x.example/a"), "news"), "the quay");
        assert_eq!(outlet(None, Some("https://www.Quay.example:80/a"), "news"), "quay.example");
        assert_eq!(outlet(None, None, "news/the-quay"), "news the quay");
    }
}
