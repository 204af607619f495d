//! An index directory in, what can be told of it out.

use super::directory::{Directory, name_of};
use super::generation::Generation;
use super::learned::{self, Learned};
use super::manifest::{InputEntry, Manifest, Outcomes};
use super::tables::TABLES;
use super::withheld;
use crate::error::Result;
use std::collections::BTreeSet;
use std::path::Path;
use tantivy::DocAddress;

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub manifest: Manifest,
    /// What became of the archive's records: the manifest's, but for what is withheld.
    pub outcomes: Outcomes,
    /// The live generation's folder name.
    pub generation: String,
    /// Bytes of the live generation on disk.
    pub index_bytes: u64,
    /// Bytes of the inputs it was made from, as they lie on disk.
    pub input_bytes: u64,
    pub segments: usize,
    /// Articles that are other crawls of a page that is there already.
    pub versions: u64,
    /// Old generations that are kept, the latest first.
    pub kept: Vec<String>,
    /// Articles that are withheld, which no other figure counts, and the entries that say so.
    pub withheld: u64,
    pub withheld_entries: u64,
    /// The learned tables that say something, in order.
    pub learned: Vec<LearnedStatus>,
    /// Files read under other learned rows than those of now: the next run reads them again.
    pub relearned_inputs: u64,
    /// Digest over every article's id and stored content in the order of ids, and over the side tables: equal for equal
    /// archives, however often and in whatever order they were updated. Costs a reading of the whole index: only when asked for.
    pub digest: Option<String>,
}

/// What a learned table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedStatus {
    pub table: &'static str,
    pub rows: u64,
    pub outlets: u64,
    /// Rows the user refused.
    pub refused: u64,
    /// Seconds since 1970.
    pub learned_at: i64,
}

impl LearnedStatus {
    fn of(table: &'static str, learned: &Learned) -> LearnedStatus {
        let rows = learned.table(table);
        let outlets: BTreeSet<&str> = rows.holding().map(|row| row.outlet.as_str()).collect();
        let held = rows.holding().count() as u64;
        LearnedStatus {
            table,
            rows: held,
            outlets: outlets.len() as u64,
            refused: rows.rows().len() as u64 - held,
            learned_at: rows.learned_at,
        }
    }
}

/// The status of the index at `dir`.
pub fn status(dir: &Path, with_digest: bool) -> Result<Status> {
    let (generation, ledger) = Generation::open_with_ledger(dir)?;
    let inputs = ledger.inputs;
    let learned = Learned::read(&Directory::open(dir)?)?;
    let tables = learned::TABLES.iter().map(|table| LearnedStatus::of(table, &learned));
    let is_stale = |input: &&InputEntry| input.learned != learned.digest(input.outlets.as_ref());
    Ok(Status {
        generation: generation.folder().file_name().unwrap_or_default().to_string_lossy().into_owned(),
        index_bytes: folder_bytes(generation.folder()),
        input_bytes: inputs.iter().map(|input: &InputEntry| input.size).sum(),
        learned: tables.filter(|table| table.learned_at > 0).collect(),
        relearned_inputs: inputs.iter().filter(is_stale).count() as u64,
        segments: generation.searcher.segment_readers().len(),
        versions: generation.versions()?,
        kept: Directory::open(dir)?.kept()?.iter().map(|folder| name_of(folder)).collect(),
        outcomes: generation.outcomes()?,
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
    let digest = |address| article_digest(generation, address);
    let mut articles = generation.article_addresses()?.into_iter().map(digest).collect::<Result<Vec<_>>>()?;
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
fn article_digest(generation: &Generation, address: DocAddress) -> Result<[u8; 32]> {
    let content = generation.content(address)?;
    Ok(*blake3::hash(&content).as_bytes())
}
