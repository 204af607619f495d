//! The stories of all living articles in, those of the articles that are shown out.
//!
//! What is withheld is taken out of its stories, and what is left of these is looked at again: two articles that only a
//! withheld one held together are strangers. All other stories are as they were, so that opening an index with a takedown
//! does not cost what counting it anew would.

use super::{Stories, address, read_sketches, shingles_of, short_hash, stories};
use crate::index::packed::Stores;
use crate::index::record;
use std::collections::{BTreeMap, HashSet};
use tantivy::{DocAddress, Searcher, TantivyError};

/// Stories without the articles at these addresses.
pub fn shown(all: Stories, searcher: &Searcher, withheld: &[DocAddress]) -> tantivy::Result<Stories> {
    let withheld: HashSet<DocAddress> = withheld.iter().copied().collect();
    let mut touched = HashSet::new();
    for address in &withheld {
        let keys = searcher.segment_reader(address.segment_ord).fast_fields().i64("article_key")?;
        touched.extend(keys.first(address.doc_id).and_then(|key| all.story(key)));
    }
    if touched.is_empty() {
        return Ok(all);
    }
    let stores = Stores::open(searcher)?;
    let is_touched = |key: i64| all.story(key).is_some_and(|story| touched.contains(&story));
    let (before, addresses) = read_sketches(searcher, is_touched)?;
    let versions = versions(&stores, &addresses)?;
    let versions_before: u64 = versions.iter().map(|group| all.again(group.iter().map(|at| before.key(*at)))).sum();

    let places = addresses.iter().enumerate().filter(|(_, address)| !withheld.contains(address));
    let kept: HashSet<i64> = places.map(|(place, _)| before.key(place)).collect();
    let (left, addresses) = read_sketches(searcher, |key| kept.contains(&key))?;
    let versions = self::versions(&stores, &addresses)?;
    let first = all.members.iter().map(|(_, story)| story + 1).max().unwrap_or(0);
    let mut members: Vec<(i64, u32)> =
        all.members.iter().filter(|(_, story)| !touched.contains(story)).copied().collect();
    for (number, keys) in (first..).zip(stories(&left, &versions, &|article| shingles_of(&stores, addresses[article]))?)
    {
        members.extend(keys.into_iter().map(|key| (key, number)));
    }
    members.sort_unstable();
    let mut found = Stories { members, versions: all.versions.saturating_sub(versions_before) };
    found.versions += versions.iter().map(|group| found.again(group.iter().map(|at| left.key(*at)))).sum::<u64>();
    Ok(found)
}

/// Articles of one address, where there is more than one, by their places among these.
fn versions(stores: &Stores, addresses: &[DocAddress]) -> tantivy::Result<Vec<Vec<usize>>> {
    let mut holders: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (place, at) in addresses.iter().enumerate() {
        let (record, text) = stores.record_and_text(*at)?.ok_or_else(|| damaged(*at))?;
        let article = record::decode_listed(&record, text).ok_or_else(|| damaged(*at))?.article;
        if let Some(address) = article.url.as_deref().and_then(address) {
            holders.entry(short_hash(address)).or_default().push(place);
        }
    }
    Ok(holders.into_values().filter(|group| group.len() > 1).collect())
}

fn damaged(address: DocAddress) -> TantivyError {
    TantivyError::InternalError(format!("document {} is damaged", address.doc_id))
}
