//! An index directory in, what can be told of it out.

use super::directory::{Directory, name_of};
use super::generation::Generation;
use super::manifest::{InputEntry, Manifest};
use super::tables::TABLES;
use super::withheld;
use crate::error::{Error, Result};
use std::path::Path;
use tantivy::DocAddress;
use tantivy::schema::Value;

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub manifest: Manifest,
    /// The live generation's folder name.
    pub generation: String,
    /// Bytes of the live generation on disk.
    pub index_bytes: u64,
    /// Bytes of the inputs it was made from, as they lie on disk.
    pub input_bytes: u64,
    pub segments: usize,
    /// Old generations that are kept, the latest first.
    pub kept: Vec<String>,
    /// Articles that are withheld, and the entries that say so.
    pub withheld: u64,
    pub withheld_entries: u64,
    /// Digest over every article's id and stored content in the order of ids, and over the side tables: equal for equal
    /// archives, however often and in whatever order they were updated. Costs a reading of the whole index: only when asked for.
    pub digest: Option<String>,
}

/// The status of the index at `dir`.
pub fn status(dir: &Path, with_digest: bool) -> Result<Status> {
    let generation = Generation::open(dir)?;
    let inputs = generation.ledger()?.inputs;
    Ok(Status {
        generation: generation.folder().file_name().unwrap_or_default().to_string_lossy().into_owned(),
        index_bytes: folder_bytes(generation.folder()),
        input_bytes: inputs.iter().map(|input: &InputEntry| input.size).sum(),
        segments: generation.searcher.segment_readers().len(),
        kept: Directory::open(dir)?.kept()?.iter().map(|folder| name_of(folder)).collect(),
        withheld: generation.withheld(),
        withheld_entries: withheld::read(dir)?.len() as u64,
        digest: if with_digest { Some(digest(&generation)?) } else { None },
        manifest: generation.manifest,
    })
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|meta| meta.len()).sum()
}

fn digest(generation: &Generation) -> Result<String> {
    let mut articles = Vec::new();
    for (ord, segment) in generation.searcher.segment_readers().iter().enumerate() {
        let unreadable = |e: tantivy::TantivyError| Error::new(format!("cannot read the index: {e}"));
        let ordinals = segment.fast_fields().u64("ordinal").map_err(unreadable)?;
        for doc in segment.doc_ids_alive().filter(|&doc| ordinals.first(doc) == Some(0)) {
            articles.push(article_digest(generation, DocAddress::new(ord as u32, doc)).map_err(unreadable)?);
        }
    }
    articles.sort_unstable();
    let mut all = blake3::Hasher::new();
    for article in &articles {
        all.update(article);
    }
    for table in TABLES {
        all.update(&generation.table(table)?);
    }
    Ok(all.finalize().to_hex().to_string())
}

/// Digest of one article's stored content, its id included.
fn article_digest(generation: &Generation, address: DocAddress) -> tantivy::Result<[u8; 32]> {
    let document: tantivy::TantivyDocument = generation.searcher.doc(address)?;
    let mut hasher = blake3::Hasher::new();
    let f = &generation.fields;
    for field in [f.title, f.body, f.record] {
        let value = document.get_first(field);
        let bytes = value.and_then(|v| v.as_bytes().or(v.as_str().map(str::as_bytes))).unwrap_or_default();
        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    }
    Ok(*hasher.finalize().as_bytes())
}
