//! The user's own tables of an index on a cluster: what is withheld, and who is who.
//!
//! They lie in an index `NAME.own` beside the builds and outlive them, so that a takedown holds through every rebuild and
//! rollback. What is withheld is not deleted: every question carries a filter that leaves it out ([`Own::shown`]), and a
//! release brings it back at once. A table that cannot be read is an error: better no answer than one that shows what
//! nobody may see.

use super::build::{LIVE, live};
use super::source::article_of;
use super::{notes, tables};
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use crate::index::withheld::{Withheld, content, id_typed, is_url, no_article, now, page_of};
use crate::remote::Remote;
use serde_json::{Value, json};

/// Takedowns of one index. Guessed: thousands would be a policy and no list; one answer of an engine holds them.
const WITHHELD_MAX: usize = 10_000;
/// The same where every question carries them in a request of a megabyte, at some two hundred bytes each.
const APPENDED_MAX: usize = 3_000;
/// The document that holds the rules for speakers.
const SPEAKERS: &str = "speakers";

/// What the user has decided.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Own {
    pub withheld: Vec<Withheld>,
    /// The text of a `speakers.toml`.
    pub speaker_rules: Option<String>,
    /// Differs whenever anything of it does.
    pub stamp: String,
}

impl Own {
    pub fn read(remote: &Remote) -> Result<Own> {
        let decided = if remote.only_appends() { appended(remote)? } else { Own::listed(remote)? };
        let damaged = || {
            Error::new(format!("`{}`, the list of what is withheld, cannot be read whole", notes::own(remote)))
                .hint(format!(
                    "not all in `{}` is as it was written; no answer is given until it is",
                    notes::own(remote)
                ))
                .damage()
        };
        if decided.len() >= WITHHELD_MAX {
            return Err(damaged());
        }
        let mut own = Own::default();
        for (id, told) in decided {
            match id.as_str() {
                SPEAKERS => own.speaker_rules = told["rules"].as_str().map(str::to_owned),
                _ => own.withheld.push(serde_json::from_value(told).map_err(|_| damaged())?),
            }
        }
        own.withheld.sort_by(|a, b| (&a.since, &a.id, &a.url).cmp(&(&b.since, &b.id, &b.url)));
        let text = format!("{:?}", (&own.withheld, &own.speaker_rules));
        own.stamp = blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
        Ok(own)
    }

    /// Every decision by its id, of an engine that keeps each as one document.
    fn listed(remote: &Remote) -> Result<Vec<(String, Value)>> {
        let own = notes::own(remote);
        let path = format!("/{own}/_search?size={WITHHELD_MAX}&allow_partial_search_results=false");
        let Some(answer) = remote.find(&path)? else { return Ok(Vec::new()) };
        let answer = tables::whole(remote, answer)?;
        let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
        let decided = |hit: &Value| (hit["_id"].as_str().unwrap_or_default().to_owned(), hit["_source"].clone());
        Ok(hits.iter().map(decided).collect())
    }

    /// What every question must hold of an article besides; `None` when nothing is withheld.
    pub fn shown(&self) -> Option<Value> {
        (!self.withheld.is_empty()).then(|| json!({"bool": {"must_not": [any(&self.withheld)]}}))
    }

    /// The kept table of speakers that was counted without what is withheld now.
    pub(super) fn speakers_table(&self) -> String {
        match self.withheld.is_empty() {
            true => "speakers".to_owned(),
            false => {
                let hash = blake3::hash(format!("{:?}", any(&self.withheld)).as_bytes()).to_hex();
                format!("speakers-{}", &hash[..16])
            }
        }
    }
}

/// The articles of any of these entries.
fn any(entries: &[Withheld]) -> Value {
    json!({"bool": {"should": [
        {"terms": {"article": entries.iter().flat_map(Withheld::ids).collect::<Vec<_>>()}},
        {"terms": {"content": entries.iter().flat_map(Withheld::contents).collect::<Vec<_>>()}},
        {"terms": {"url": entries.iter().flat_map(Withheld::addresses).collect::<Vec<_>>()}},
    ], "minimum_should_match": 1}})
}

/// Every decision that holds, of an engine that only appends. Which build answers is noted there, too.
fn appended(remote: &Remote) -> Result<Vec<(String, Value)>> {
    let noted = notes::appended(remote, &notes::own(remote))?;
    Ok(noted.into_iter().filter(|(name, _)| name != LIVE).collect())
}

/// Withholds the article of that id (its first six characters are enough), or all at that address, from every answer of
/// this index, whatever build is live. Answers with the number of articles that this entry withholds now.
pub fn withhold(remote: &Remote, id_or_url: &str, reason: &str) -> Result<u64> {
    let build = live_build(remote)?;
    let reason = reason.to_owned();
    let entry = if is_url(id_or_url) {
        Withheld::at(id_or_url, reason, now())
    } else {
        let article = article(remote, &build, id_or_url)?;
        let page = page_of(&article.article, |at| tables::count(remote, &build, &any(std::slice::from_ref(at))))?;
        let content = content(&article.article);
        Withheld::called(article.id, content, page, reason, now())
    };
    let known = Own::read(remote)?.withheld;
    if known.iter().any(|known| known.is_same(&entry)) {
        return Err(Error::new(format!("`{id_or_url}` is withheld already"))
            .hint("`dateline index --release ID --engine URL` undoes it"));
    }
    if known.len() + 2 > if remote.only_appends() { APPENDED_MAX } else { WITHHELD_MAX } {
        return Err(Error::new(format!("{} articles are withheld; more than that is no list", known.len()))
            .hint("leave them out of the archive and index it anew"));
    }
    put(remote, &entry_id(&entry), &source(&entry)?)?;
    // Counted now, so that no question has to: the names of what is withheld must not be met there either.
    tables::keep_speakers(remote, &build, &Own::read(remote)?)?;
    tables::count(remote, &build, &any(&[entry]))
}

/// Notes what the withheld articles say in the build that answers, and which others say it; see
/// [`renew_withheld`](crate::index::renew_withheld).
pub fn renew_withheld(remote: &Remote) -> Result<()> {
    let Some(build) = live(remote)? else { return Ok(()) };
    let mut is_new = false;
    for entry in Own::read(remote)?.withheld {
        if entry.id.is_none() {
            continue;
        }
        let mut renewed = entry.clone();
        let of_it =
            json!({"size": WITHHELD_MAX, "track_total_hits": false, "query": any(std::slice::from_ref(&entry))});
        let answer = tables::search(remote, &build, &of_it)?;
        for (id, content) in answer["hits"]["hits"].as_array().into_iter().flatten().filter_map(said) {
            renewed.note_id(id);
            renewed.note_content(content);
        }
        if renewed != entry {
            put(remote, &entry_id(&entry), &source(&renewed)?)?;
            is_new = true;
        }
    }
    if is_new { tables::keep_speakers(remote, &build, &Own::read(remote)?) } else { Ok(()) }
}

/// An entry as it is kept.
fn source(entry: &Withheld) -> Result<Value> {
    serde_json::to_value(entry).map_err(|e| Error::new(format!("cannot write the entry: {e}")))
}

/// The build that answers, when it is one of this name's: what is decided here must be what its answers obey.
fn live_build(remote: &Remote) -> Result<String> {
    let build = live(remote)?.ok_or_else(|| {
        Error::new(format!("no index at `{}`", remote.shown())).hint("`dateline index PATH… --engine URL` makes it")
    })?;
    super::meta(remote, &build)?;
    Ok(build)
}

/// Undoes [`withhold`]. The article's id may be cut short as there.
pub fn release(remote: &Remote, id_or_url: &str) -> Result<()> {
    let typed = id_or_url.trim().to_ascii_lowercase();
    let is_meant = |entry: &&Withheld| entry.is_called(&typed) || entry.is_at(id_or_url);
    let own = Own::read(remote)?;
    let meant: Vec<&Withheld> = own.withheld.iter().filter(is_meant).collect();
    let [entry] = meant[..] else {
        let message = if meant.is_empty() { "nothing is withheld as" } else { "several articles are withheld as" };
        return Err(Error::new(format!("{message} `{id_or_url}`")).hint("write the whole id, or the whole address"));
    };
    let build = live_build(remote)?;
    forget(remote, &entry_id(entry))?;
    tables::keep_speakers(remote, &build, &Own::read(remote)?)
}

/// Keeps the rules for speakers; `None` forgets them.
pub fn keep_speaker_rules(remote: &Remote, rules: Option<&str>) -> Result<()> {
    match rules {
        Some(rules) => put(remote, SPEAKERS, &json!({"rules": rules})),
        None if Own::read(remote)?.speaker_rules.is_none() => Ok(()),
        None => forget(remote, SPEAKERS),
    }
}

/// The same entry has the same id, so that writing it twice is writing it once.
fn entry_id(entry: &Withheld) -> String {
    blake3::hash(format!("{:?}", (&entry.id, &entry.url)).as_bytes()).to_hex()[..32].to_owned()
}

fn put(remote: &Remote, id: &str, source: &Value) -> Result<()> {
    let own = notes::own(remote);
    create(remote)?;
    if remote.only_appends() {
        return notes::write(remote, &own, id, source);
    }
    remote.put(&format!("/{own}/_doc/{id}?refresh=true"), source).map(drop)
}

/// Makes the index of what the user decides, unless it is there.
pub(super) fn create(remote: &Remote) -> Result<()> {
    let body = json!({
        "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-2"}},
        "mappings": {"dynamic": false, "_meta": {"dateline": {"format": super::FORMAT, "own": remote.name()}}},
    });
    notes::create(remote, &notes::own(remote), remote.name(), &body)
}

fn forget(remote: &Remote, id: &str) -> Result<()> {
    let own = notes::own(remote);
    match remote.only_appends() {
        true => notes::write(remote, &own, id, &Value::Null),
        false => remote.delete(&format!("/{own}/_doc/{id}?refresh=true")),
    }
}

/// The one article of a build whose id is this or begins so, withheld or not.
fn article(remote: &Remote, build: &str, typed: &str) -> Result<StoredArticle> {
    let id = id_typed(typed)?;
    let hits = called(remote, build, &id)?;
    match &hits[..] {
        [one] => article_of(&one["_source"]).ok_or_else(|| {
            Error::new(format!("article `{typed}` of `{build}` cannot be read"))
                .hint("withhold it by its address, or index the archive anew")
        }),
        [] => Err(no_article(typed)),
        _ => {
            Err(Error::new(format!("several articles have an id that begins with `{typed}`")).hint("write more of it"))
        }
    }
}

/// The articles of a build whose ids begin so; two are enough to say that they are several.
fn called(remote: &Remote, build: &str, id: &str) -> Result<Vec<Value>> {
    let body = json!({"size": 2, "track_total_hits": false, "query": {"prefix": {"article": {"value": id}}}});
    let answer = tables::search(remote, build, &body)?;
    Ok(answer["hits"]["hits"].as_array().cloned().unwrap_or_default())
}

/// The id of an article that was found, and the digest of what it says.
fn said(hit: &Value) -> Option<(String, String)> {
    let stored = article_of(&hit["_source"])?;
    let content = content(&stored.article);
    Some((stored.id, content))
}
