//! Stories of an index: which of its articles are near-duplicates of one another, or versions of one page.
//!
//! A pure function of the living articles, in whatever segments they lie: kept beside the commit it was made from and
//! made again when it is missing. An update gives what a rebuild would.

mod disjoint;
mod find;
mod shown;

use super::distances::numbers;
use super::packed::Stores;
use super::schema::Fields;
use super::tables::Table;
use crate::text::shingles::shingles;
use find::{Sketches, stories};
pub(super) use shown::shown;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyError};

/// The stories of more than one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stories {
    /// Every article of one, by its own number (`article_key`), ascending, with the number of its story.
    pub members: Vec<(i64, u32)>,
    /// Articles that are other crawls of a page that is there already.
    pub versions: u64,
}

pub(super) const TABLE: Table =
    Table { name: "stories", version: 2, count: |searcher, fields| Ok(find(searcher, fields)?.bytes()) };

/// Finds the stories of a commit.
fn find(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Stories> {
    let (sketches, addresses) = read_sketches(searcher, |_| true)?;
    let holders = read_holders(searcher, fields, &addresses)?;
    let stores = Stores::open(searcher)?;
    StoriesTold { sketches, holders }.stories(&|article| shingles_of(&stores, addresses[article]))
}

/// Articles told one by one, wherever they lie: what stories are found by without their texts.
#[derive(Debug, Default)]
pub struct StoriesTold {
    sketches: Sketches,
    /// Hashed addresses, each with an article that lies there.
    holders: Vec<(u64, usize)>,
}

impl StoriesTold {
    /// The next article: its own number, the days it can have been published, the words of its text with their sketch,
    /// and its addresses.
    pub fn article<'u>(
        &mut self,
        key: i64,
        days: Option<(i64, i64)>,
        (words, sketch): (u32, impl Iterator<Item = u32>),
        urls: impl Iterator<Item = &'u str>,
    ) {
        let place = self.sketches.len();
        self.sketches.add(key, days, words, sketch);
        self.holders.extend(urls.filter_map(address).map(|address| (short_hash(address), place)));
    }

    /// The stories of those told. `shingles_of` gives the shingles of an article by its place in the telling, and is asked
    /// only for texts that may be near-duplicates, by several threads.
    pub fn stories(
        self,
        shingles_of: &(dyn Fn(usize) -> tantivy::Result<Vec<u64>> + Sync),
    ) -> tantivy::Result<Stories> {
        let (sketches, versions) = (self.sketches, versions(self.holders));
        let mut members: Vec<(i64, u32)> = Vec::new();
        for (number, keys) in (0..).zip(stories(&sketches, &versions, shingles_of)?) {
            members.extend(keys.into_iter().map(|key| (key, number)));
        }
        members.sort_unstable();
        let mut found = Stories { members, versions: 0 };
        found.versions = versions.iter().map(|group| found.again(group.iter().map(|at| sketches.key(*at)))).sum();
        Ok(found)
    }
}

/// The distinct shingles of an article's text.
fn shingles_of(stores: &Stores, address: DocAddress) -> tantivy::Result<Vec<u64>> {
    let damaged = || TantivyError::InternalError(format!("document {} is damaged", address.doc_id));
    let (_, text) = stores.record_and_text(address)?.ok_or_else(damaged)?;
    Ok(shingles(&text))
}

impl Stories {
    /// As it is kept: the number of versions, then every article's number and its story's.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.versions.to_le_bytes().to_vec();
        for (key, story) in &self.members {
            bytes.extend(key.to_le_bytes());
            bytes.extend(story.to_le_bytes());
        }
        bytes
    }

    /// Reads what [`TABLE`] holds.
    pub(super) fn read(content: &[u8]) -> Option<Stories> {
        let (versions, rest) = content.split_first_chunk()?;
        let (members, []) = rest.as_chunks::<12>() else { return None };
        let member = |bytes: &[u8; 12]| {
            let [a, b, c, d, e, f, g, h, story @ ..] = *bytes;
            (i64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(story))
        };
        Some(Stories { members: members.iter().map(member).collect(), versions: u64::from_le_bytes(*versions) })
    }

    /// The story of an article; `None` when it is the only one of its own.
    pub fn story(&self, article_key: i64) -> Option<u32> {
        let at = self.members.binary_search_by_key(&article_key, |(key, _)| *key).ok()?;
        Some(self.members[at].1)
    }

    /// How many of the stories of these articles are met again.
    fn again(&self, keys: impl Iterator<Item = i64>) -> u64 {
        let mut stories: Vec<u32> = keys.filter_map(|key| self.story(key)).collect();
        let all = stories.len();
        stories.sort_unstable();
        stories.dedup();
        (all - stories.len()) as u64
    }
}

/// The sketch of every living article that is wanted, by its own number, and where it lies, ascending.
fn read_sketches(searcher: &Searcher, wanted: impl Fn(i64) -> bool) -> tantivy::Result<(Sketches, Vec<DocAddress>)> {
    let (mut sketches, mut addresses) = (Sketches::default(), Vec::new());
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        let fast = segment.fast_fields();
        let (ordinals, keys) = (fast.u64("ordinal")?, fast.i64("article_key")?);
        let (from, to) = (fast.i64("from_day")?, fast.i64("to_day")?);
        let (words, hashes) = (fast.u64("words")?, fast.u64("sketch")?);
        for doc in segment.doc_ids_alive().filter(|doc| ordinals.first(*doc) == Some(0)) {
            let key = keys.first(doc).unwrap_or(0);
            if !wanted(key) {
                continue;
            }
            let days = from.first(doc).zip(to.first(doc));
            let sketch = numbers(hashes.values_for_doc(doc)).map(|hash| hash as u32);
            sketches.add(key, days, words.first(doc).unwrap_or(0) as u32, sketch);
            addresses.push(DocAddress::new(number, doc));
        }
    }
    Ok((sketches, addresses))
}

/// The hashed addresses of living articles, each with its place among all.
fn read_holders(searcher: &Searcher, fields: &Fields, addresses: &[DocAddress]) -> tantivy::Result<Vec<(u64, usize)>> {
    let mut holders: Vec<(u64, usize)> = Vec::new();
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        let index = segment.inverted_index(fields.url)?;
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let Some(address) = std::str::from_utf8(terms.key()).ok().and_then(address) else { continue };
            let hash = short_hash(address);
            let mut postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                holders.extend(addresses.binary_search(&DocAddress::new(number, doc)).ok().map(|place| (hash, place)));
                doc = postings.advance();
            }
        }
    }
    Ok(holders)
}

/// Articles that have one address, where there is more than one.
fn versions(mut holders: Vec<(u64, usize)>) -> Vec<Vec<usize>> {
    holders.sort_unstable();
    // A part of a page has its own address and the page's: both are one to a crawl.
    holders.dedup();
    let groups = holders.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, place)| *place).collect()).collect()
}

/// What two crawls of a page have in common: the address without its scheme, fragment and last slash. A site's front
/// page is nobody's address: archives are full of articles that name it as theirs.
fn address(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest).trim_end_matches('/');
    rest.contains('/').then_some(rest)
}

/// 64 bits: two of a hundred million addresses share one with a chance of one in four thousand.
fn short_hash(text: &str) -> u64 {
    let hash = *blake3::hash(text.as_bytes()).as_bytes();
    let [a, b, c, d, e, f, g, h, ..] = hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
