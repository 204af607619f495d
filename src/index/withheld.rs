//! Articles that nobody may be shown: takedowns, court orders. `withheld.jsonl`, a line each, in; the segments of a
//! generation without them out.
//!
//! An entry names an article by its id and by what it says (a file that is moved gives its articles other ids) and has
//! said since, or every article at an address. Nothing is deleted: a reader takes what is withheld for dead when it opens,
//! so that every question obeys in one place, through updates, rebuilds and rollbacks, and a release brings it back at once.

use super::directory::Directory;
use super::generation::Generation;
use super::keys::{self, ID_CHARS, ID_PREFIX_MIN, content_term};
use super::schema::Fields;
use super::user_table;
use crate::article::Article;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tantivy::directory::OwnedBytes;
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocAddress, DocId, DocSet, Segment, SegmentReader, TERMINATED, Term};

pub(super) const TABLE: &str = "withheld.jsonl";

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// Of the article, when it was named by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What that article says, in hexadecimal; see [`content_term`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The same of what it said later, when its file had been edited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edited: Vec<String>,
    /// Ids of other articles that have said any of it: where its file has gone, and its copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<String>,
    /// The address, when it was named by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the article lies that was named by its id, and no other: a record without an id of its own has another id once it
    /// is edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    pub reason: String,
    /// A timestamp as of RFC 3339.
    pub since: String,
}

/// Withholds the article of that id (its first six characters are enough), or all at that address. Answers with the
/// number of articles withheld now by this entry.
pub fn withhold(dir: &Path, id_or_url: &str, reason: &str) -> Result<u64> {
    let generation = Generation::open(dir)?;
    let (reason, since) = (reason.to_owned(), now());
    let entry = if is_url(id_or_url) {
        Withheld::at(id_or_url, reason, since)
    } else {
        let (id, address) = article(&generation, id_or_url)?;
        let article = generation.stored(address)?.article;
        let page = page_of(&article, |at| Ok(find_all(std::slice::from_ref(at), &generation)?.len() as u64))?;
        Withheld::called(id, content(&article), page, reason, since)
    };
    user_table::rewrite_entries(dir, TABLE, |entries: &mut Vec<Withheld>| {
        if entries.iter().any(|known| known.is_same(&entry)) {
            return Err(Error::new(format!("`{id_or_url}` is withheld already"))
                .hint("`dateline index --release` undoes it; `withheld.jsonl` in the index says why"));
        }
        entries.push(entry.clone());
        Ok(())
    })?;
    Ok(find_all(&[entry], &generation)?.len() as u64)
}

/// Where an article lies, if it lies there alone: what only one has tells it from others. `count` is that of an entry's articles.
/// A part of a page has no address that could be asked for without the rest of it.
pub(super) fn page_of(article: &Article, count: impl FnOnce(&Withheld) -> Result<u64>) -> Result<Option<String>> {
    let Some(url) = article.url.as_ref().filter(|url| is_url(url) && !url.contains('#')) else { return Ok(None) };
    let is_alone = count(&Withheld::at(url, String::new(), String::new()))? == 1;
    Ok(is_alone.then(|| url.clone()))
}

/// Notes what the withheld articles say now, and which others say it: by that they are known when their files have been
/// moved, copied and edited. Answers with the ids of the entries that no article in the index fits.
pub fn renew_withheld(dir: &Path) -> Result<Vec<String>> {
    let entries = read(dir)?;
    let mut unmet = Vec::new();
    if entries.iter().all(|entry| entry.id.is_none()) {
        return Ok(unmet);
    }
    let generation = Generation::open(dir)?;
    let mut renewed = entries.clone();
    for entry in renewed.iter_mut().filter(|entry| entry.id.is_some()) {
        let found = find_all(std::slice::from_ref(entry), &generation)?;
        if found.is_empty() {
            unmet.extend(entry.id.clone());
        }
        for address in found {
            let stored = generation.stored(address)?;
            entry.note_content(content(&stored.article));
            entry.note_id(stored.id);
        }
    }
    if renewed != entries {
        user_table::rewrite_entries(dir, TABLE, |entries: &mut Vec<Withheld>| {
            for entry in entries {
                if let Some(new) = renewed.iter().find(|new| (&new.id, &new.url) == (&entry.id, &entry.url)) {
                    entry.clone_from(new);
                }
            }
            Ok(())
        })?;
    }
    Ok(unmet)
}

impl Withheld {
    /// An entry for the article of that id, what it says, and where it alone lies.
    pub(super) fn called(id: String, content: String, page: Option<String>, reason: String, since: String) -> Withheld {
        let (edited, moved) = (Vec::new(), Vec::new());
        Withheld { id: Some(id), content: Some(content), edited, moved, url: None, page, reason, since }
    }

    /// An entry for whatever lies at an address.
    pub(super) fn at(url: &str, reason: String, since: String) -> Withheld {
        let (edited, moved) = (Vec::new(), Vec::new());
        Withheld { id: None, content: None, edited, moved, url: Some(url.to_owned()), page: None, reason, since }
    }

    /// The ids of all its articles.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.id.iter().chain(&self.moved)
    }

    /// Adds an article that says the same.
    pub(super) fn note_id(&mut self, id: String) {
        if self.ids().all(|known| *known != id) {
            self.moved.push(id);
        }
    }

    /// Adds what one of its articles says.
    pub(super) fn note_content(&mut self, content: String) {
        if self.contents().all(|known| *known != content) {
            self.edited.push(content);
        }
    }

    /// The ways to write its address, none when it has none: a page is the same by `http` and by `https`, and with a slash at its
    /// end and without.
    pub(super) fn addresses(&self) -> Vec<String> {
        let Some(url) = self.url.as_ref().or(self.page.as_ref()) else { return Vec::new() };
        let page = url.split('#').next().unwrap_or(url).trim_end_matches('/');
        let mut written = vec![url.clone()];
        match page.strip_prefix("https://").or_else(|| page.strip_prefix("http://")) {
            Some(rest) => {
                written
                    .extend(["http", "https"].iter().flat_map(|s| [format!("{s}://{rest}"), format!("{s}://{rest}/")]));
            }
            None => written.extend([page.to_owned(), format!("{page}/")]),
        }
        written
    }

    /// Whether the other withholds the same.
    pub(super) fn is_same(&self, other: &Withheld) -> bool {
        let is_called = || other.id.as_ref().is_some_and(|id| self.ids().any(|known| known == id));
        is_called() || other.url.as_deref().is_some_and(|url| self.is_at(url))
    }

    /// Whether one of its articles has this id, or one that begins so.
    pub(super) fn is_called(&self, id: &str) -> bool {
        id.len() >= ID_PREFIX_MIN && self.ids().any(|known| known.starts_with(id))
    }

    /// Whether an address is another way to write this one's.
    pub(super) fn is_at(&self, url: &str) -> bool {
        self.addresses().iter().any(|known| known == url)
    }

    /// Everything that the article has said, in hexadecimal.
    pub(super) fn contents(&self) -> impl Iterator<Item = &String> {
        self.content.iter().chain(&self.edited)
    }
}

/// What an article says, as an entry keeps it.
pub(super) fn content(article: &Article) -> String {
    hex(&content_term(&article.title, &article.text))
}

/// Undoes [`withhold`]. The article's id may be cut short as there.
pub fn release(dir: &Path, id_or_url: &str) -> Result<()> {
    Directory::open(dir)?;
    let id = id_or_url.trim().to_ascii_lowercase();
    user_table::rewrite_entries(dir, TABLE, |entries: &mut Vec<Withheld>| {
        let is_meant = |entry: &Withheld| entry.is_called(&id) || entry.is_at(id_or_url);
        let meant = entries.iter().filter(|entry| is_meant(entry)).count();
        if meant != 1 {
            let message = if meant == 0 { "nothing is withheld as" } else { "several articles are withheld as" };
            return Err(Error::new(format!("{message} `{id_or_url}`"))
                .hint(format!("`{}` lists what is withheld", dir.join(TABLE).display())));
        }
        entries.retain(|entry| !is_meant(entry));
        Ok(())
    })
}

/// The time, as an entry keeps it.
pub(super) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What the user withholds, in the order of the entries.
pub fn withheld(dir: &Path) -> Result<Vec<Withheld>> {
    read(dir)
}

/// The table.
pub(super) fn read(dir: &Path) -> Result<Vec<Withheld>> {
    user_table::entries(dir, TABLE)
}

/// Whether a text is such a table.
pub(super) fn is_sound(text: &str) -> bool {
    user_table::is_list_of::<Withheld>(text)
}

/// The living articles that are withheld.
fn find_all(entries: &[Withheld], generation: &Generation) -> Result<Vec<DocAddress>> {
    let found = find(entries, generation.searcher.segment_readers(), &generation.fields).map_err(|e| unreadable(&e))?;
    let in_segment =
        |(number, articles): (u32, Vec<DocId>)| articles.into_iter().map(move |doc| DocAddress::new(number, doc));
    Ok((0..).zip(found).flat_map(in_segment).collect())
}

/// The same, a list a segment.
pub(super) fn find(
    entries: &[Withheld],
    segments: &[SegmentReader],
    fields: &Fields,
) -> tantivy::Result<Vec<Vec<DocId>>> {
    let mut found = Vec::with_capacity(segments.len());
    for segment in segments {
        let mut articles = Vec::new();
        for entry in entries {
            for id in entry.ids() {
                articles.extend(articles_with(segment, fields.article, &Term::from_field_text(fields.article, id))?);
            }
            for content in entry.contents().filter_map(|content| unhex(content)) {
                let term = Term::from_field_bytes(fields.content, &content);
                articles.extend(articles_with(segment, fields.content, &term)?);
            }
            for address in entry.addresses() {
                articles.extend(articles_with(segment, fields.url, &Term::from_field_text(fields.url, &address))?);
            }
        }
        articles.sort_unstable();
        articles.dedup();
        found.push(articles);
    }
    Ok(found)
}

/// The same segment without these articles and their quotations.
pub(super) fn without(segment: &Segment, reader: &SegmentReader, articles: &[DocId]) -> tantivy::Result<SegmentReader> {
    let quotations = reader.fast_fields().u64("quotations")?;
    let mut alive = BitSet::with_max_value_and_full(reader.max_doc());
    for &article in articles {
        let last = article + quotations.first(article).unwrap_or(0) as DocId;
        (article..=last.min(reader.max_doc() - 1)).for_each(|doc| alive.remove(doc));
    }
    let mut bytes = Vec::new();
    write_alive_bitset(&alive, &mut bytes)?;
    SegmentReader::open_with_custom_alive_set(segment, Some(AliveBitSet::open(OwnedBytes::new(bytes))))
}

/// The living articles among the documents of a term.
pub(super) fn articles_with(segment: &SegmentReader, field: Field, term: &Term) -> tantivy::Result<Vec<DocId>> {
    let mut articles = Vec::new();
    let Some(mut postings) = segment.inverted_index(field)?.read_postings(term, IndexRecordOption::Basic)? else {
        return Ok(articles);
    };
    let ordinals = segment.fast_fields().u64("ordinal")?;
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        if !segment.is_deleted(doc) && ordinals.first(doc) == Some(0) {
            articles.push(doc);
        }
        postings.advance();
    }
    Ok(articles)
}

/// An id, or the beginning of one, of what is to be withheld: the alternative is an address.
pub(super) fn id_typed(typed: &str) -> Result<String> {
    keys::id_typed(typed).filter(|id| id.len() <= ID_CHARS).ok_or_else(|| {
        Error::new(format!("`{typed}` is neither an article id nor an address"))
            .hint(format!("give at least {ID_PREFIX_MIN} characters of the id, or the whole address"))
    })
}

pub(super) fn no_article(typed: &str) -> Error {
    Error::new(format!("no article `{typed}`")).hint("withhold it by its address to cover what is not in the index yet")
}

/// The one article whose id is this or begins so, withheld or not.
fn article(generation: &Generation, typed: &str) -> Result<(String, DocAddress)> {
    let id = id_typed(typed)?;
    let found = articles_called(generation, &id).map_err(|e| unreadable(&e))?;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(no_article(typed)),
        several => Err(Error::new(format!("{} articles have an id that begins with `{typed}`", several.len()))
            .hint("write more of it")),
    }
}

fn articles_called(generation: &Generation, prefix: &str) -> tantivy::Result<Vec<(String, DocAddress)>> {
    let field = generation.fields.article;
    let mut found = Vec::new();
    for (number, segment) in generation.searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(prefix).into_stream()?;
        while terms.advance() {
            let Ok(id) = std::str::from_utf8(terms.key()) else { continue };
            if !id.starts_with(prefix) {
                break;
            }
            let articles = articles_with(segment, field, &Term::from_field_text(field, id))?;
            found.extend(articles.into_iter().map(|doc| (id.to_owned(), DocAddress::new(number as u32, doc))));
        }
    }
    Ok(found)
}

pub(super) fn is_url(text: &str) -> bool {
    text.contains("://")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

fn unreadable(error: &tantivy::TantivyError) -> Error {
    Error::new(format!("cannot read the index: {error}")).hint("rebuild it with `dateline index --rebuild`").damage()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_back() {
        assert_eq!(unhex(&hex(&[0, 15, 255])), Some(vec![0, 15, 255]));
        assert_eq!(unhex("0g"), None);
    }
}
