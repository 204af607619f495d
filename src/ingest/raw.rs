//! An article of an index in, its record as it lies in the archive now out.

use super::records::occurrence_of;
use crate::article::{MEMBER_MARK, Record};
use crate::error::{Error, Result};
use crate::index::Generation;
use crate::index::keys::identity;
use crate::read::{Found, Input, ReadOptions, records};
use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;

/// The record that an article was read from, before anything was removed. `id` and `path` are the article's; the file is read
/// again, and only a record of this very id will do.
pub fn raw(index: &Path, id: &str, path: &str, record_bytes_max: usize) -> Result<Record> {
    let manifest = Generation::open(index)?.manifest;
    let options = ReadOptions { maps: manifest.maps.into(), record_bytes_max };
    let mut is_there = false;
    for (root, path) in manifest.roots.iter().flat_map(|root| files(path).map(move |path| (root, path))) {
        let file = if root.path.is_file() { root.path.clone() } else { root.path.join(path) };
        let Some(metadata) = std::fs::metadata(&file).ok().filter(Metadata::is_file) else { continue };
        is_there = true;
        let input = Input { path: file, under_root: path.to_owned(), size: metadata.len(), modified_ns: 0 };
        if let Some(record) = record_of(&input, &root.label, id, &options) {
            return Ok(record);
        }
    }
    let what = if is_there { "no longer holds the record of" } else { "is no longer there for" };
    Err(Error::new(format!("`{path}` {what} `{id}`"))
        .hint("without `--raw` the article is shown as it was indexed; `dateline index` brings the index up to date"))
}

/// The files that a path under a root may mean: the archives that it may name a member of, then the path itself.
fn files(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices(MEMBER_MARK).map(|(at, _)| &path[..at]).chain([path])
}

fn record_of(input: &Input, label: &str, id: &str, options: &ReadOptions) -> Option<Record> {
    let mut occurrences = HashMap::new();
    records(input, options).find_map(|found| {
        let Found::Record(record) = found else { return None };
        let occurrence = occurrence_of(&record.key, &mut occurrences);
        (identity(label, &input.under_root, &record.key, occurrence).id == id).then_some(record)
    })
}
