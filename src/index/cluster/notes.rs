//! Small documents that are read by their name: what is known of a build, and what the user has decided.
//!
//! Where an engine replaces documents each is one, under its id. Where it only appends, a note that is written again is
//! appended with the next number, and the one with the highest number holds: so a pointer can be moved, and a decision
//! taken back. Written twice by accident it says the same twice.

use super::quickwit::{NOTE_ID, NOTE_SERIAL, NOTE_TEXT, ask, load, of_notes};
use crate::error::{Error, Result};
use crate::remote::{Bulk, Remote};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Notes of one answer.
const AT_ONCE: usize = 10_000;

/// The index beside a build that holds what is known of it.
pub(super) fn companion(remote: &Remote, build: &str) -> String {
    // Quickwit takes no dots; no build's name holds a `_`.
    format!("{build}{}", if remote.only_appends() { "_notes" } else { ".tables" })
}

/// The index beside all builds of a name that holds what the user has decided, and, where there is no alias, which build answers.
pub(super) fn own(remote: &Remote) -> String {
    format!("{}{}", remote.name(), if remote.only_appends() { "_own" } else { ".own" })
}

/// Makes the index unless it is there; the body is for an engine that replaces documents.
pub(super) fn create(remote: &Remote, index: &str, of: &str, body: &Value) -> Result<()> {
    if remote.only_appends() {
        return load::create(remote, index, &of_notes(index, of));
    }
    unless_there(remote, &format!("/{index}/_settings"), || remote.put(&format!("/{index}"), body))
}

/// Makes what is found at a path unless it is there. Another run may be faster.
pub(super) fn unless_there(remote: &Remote, path: &str, make: impl FnOnce() -> Result<Value>) -> Result<()> {
    let is_there = || Ok::<bool, Error>(remote.find(path)?.is_some());
    if is_there()? {
        return Ok(());
    }
    match make() {
        Err(error) if !is_there()? => Err(error),
        _ => Ok(()),
    }
}

/// What is noted under a name; `None` when nothing is, or not any more.
pub(super) fn read(remote: &Remote, index: &str, name: &str) -> Result<Option<Value>> {
    if !remote.only_appends() {
        let found = remote.find(&format!("/{index}/_doc/{name}"))?;
        return Ok(found.map(|mut found| found["_source"].take()));
    }
    Ok(newest(remote, index, name)?.map(|(_, told)| told).filter(|told| !told.is_null()))
}

/// Notes something under a name.
pub(super) fn write(remote: &Remote, index: &str, name: &str, told: &Value) -> Result<()> {
    if remote.only_appends() {
        let serial = newest(remote, index, name)?.map_or(0, |(serial, _)| serial + 1);
        let note = json!({(NOTE_ID): name, (NOTE_SERIAL): serial, (NOTE_TEXT): told.to_string()});
        return remote.append_notes(index, &[note]);
    }
    let mut bulk = Bulk::default();
    bulk.add(name, told.to_string());
    remote.write(index, bulk)
}

/// Every name with what is noted under it, where documents are only appended; nothing where there is no such index.
pub(super) fn appended(remote: &Remote, index: &str) -> Result<BTreeMap<String, Value>> {
    let query = json!({"exists": {"field": NOTE_SERIAL}});
    let mut held: BTreeMap<String, (i64, Value)> = BTreeMap::new();
    for (name, serial, told) in notes(remote, index, &query)? {
        hold(&mut held, name, serial, told);
    }
    Ok(held.into_iter().map(|(name, (_, told))| (name, told)).filter(|(_, told)| !told.is_null()).collect())
}

/// The number and the text of the note under a name that holds.
fn newest(remote: &Remote, index: &str, name: &str) -> Result<Option<(i64, Value)>> {
    let query = json!({"term": {(NOTE_ID): {"value": name}}});
    let mut held = BTreeMap::new();
    for (found, serial, told) in notes(remote, index, &query)? {
        hold(&mut held, found, serial, told);
    }
    Ok(held.remove(name))
}

/// The later note holds. Of two that were written at once every reader takes the same.
fn hold(held: &mut BTreeMap<String, (i64, Value)>, name: String, serial: i64, told: Value) {
    let known = held.get(&name).map(|(known, other)| (*known, other.to_string()));
    if known.is_none_or(|known| (serial, told.to_string()) > known) {
        held.insert(name, (serial, told));
    }
}

/// The notes of a question, as they were appended.
fn notes(remote: &Remote, index: &str, query: &Value) -> Result<Vec<(String, i64, Value)>> {
    let body = json!({"size": AT_ONCE, "query": query, "sort": [{(NOTE_SERIAL): "desc"}]});
    let Some(hits) = ask::notes(remote, index, &body)? else { return Ok(Vec::new()) };
    let damaged = || {
        Error::new(format!("the notes in `{index}` cannot be read whole"))
            .hint(format!("not all in `{index}` is as it was written; no answer is given until it is"))
            .damage()
    };
    let read = |hit: &Value| {
        let source = &hit["_source"];
        let told = serde_json::from_str(source[NOTE_TEXT].as_str()?).ok()?;
        Some((source[NOTE_ID].as_str()?.to_owned(), source[NOTE_SERIAL].as_i64()?, told))
    };
    let notes: Option<Vec<_>> = hits.iter().map(read).collect();
    notes.filter(|notes| notes.len() < AT_ONCE).ok_or_else(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_note_holds_in_whatever_order_they_come() {
        let notes =
            [("a", 0, json!(1)), ("a", 2, json!(null)), ("a", 1, json!(9)), ("b", 0, json!("x")), ("b", 0, json!("y"))];
        for turn in 0..notes.len() {
            let mut held = BTreeMap::new();
            let mut turned = notes.clone();
            turned.rotate_left(turn);
            turned.into_iter().for_each(|(name, serial, told)| hold(&mut held, name.to_owned(), serial, told));
            assert_eq!((&held["a"], &held["b"]), (&(2, json!(null)), &(0, json!("y"))));
        }
    }
}
