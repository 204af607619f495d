//! The conductor: the whole way from bytes to a published generation, on one screen.

use crate::article::{Annotations, Cleaned, NotAnArticle, Record};
use crate::error::{Problem, Result};
use crate::read::ReadOptions;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to index and how.
#[derive(Debug, Clone)]
pub struct IngestSettings {
    /// The index directory.
    pub index: PathBuf,
    /// Roots to add or bring up to date; none means every root the index remembers.
    pub roots: Vec<Root>,
    /// A whole new generation beside the live one, switched in at the end.
    pub rebuild: bool,
    /// Threads that read, clean and annotate.
    pub jobs: usize,
    /// Bytes for the writer's buffers.
    pub memory_bytes: usize,
    pub read: ReadOptions,
    /// No article was published after this day.
    pub latest: Date,
    /// Off for `--no-annotate`: text and metadata only.
    pub annotate: bool,
}

/// A folder or file given to `index`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    pub path: PathBuf,
    /// Its name in the index; the path's last component when not given.
    pub label: Option<String>,
}

/// What a run did. Inputs are files; the four outcomes are counted over the whole index as it now stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IngestReport {
    pub inputs_added: u64,
    pub inputs_changed: u64,
    pub inputs_deleted: u64,
    pub inputs_unchanged: u64,
    pub articles: u64,
    pub quotations: u64,
    /// Readable records that are no articles, by reason.
    pub not_articles: BTreeMap<String, u64>,
    /// Records that could not be read, by kind.
    pub rejects: BTreeMap<String, u64>,
    /// Bytes read in this run.
    pub bytes_read: u64,
    pub took_ms: u64,
}

/// Told how far a run has come; called from one thread, often.
pub trait Progress {
    fn advance(&self, step: &Step);
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    pub inputs_done: u64,
    pub inputs: u64,
    pub bytes_done: u64,
    pub bytes: u64,
    pub articles: u64,
    pub rejects: u64,
}

/// Brings the index to what the archive holds.
pub fn ingest(_settings: &IngestSettings, _progress: &dyn Progress) -> Result<IngestReport> {
    unimplemented!()
}

/// One record understood, without an index.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The article id it would have in an index.
    pub id: String,
    pub record: Record,
    pub cleaned: Cleaned,
    pub annotations: Annotations,
}

/// What `extract` tells its caller of each record, in input order.
pub enum Extraction {
    Article(Box<Extracted>),
    NotAnArticle { path: PathBuf, record: Option<u64>, outcome: NotAnArticle },
    Problem(Problem),
}

/// Reads, cleans and annotates `roots` in order, with `jobs` threads, handing each outcome to `each` in input order.
pub fn extract(
    _roots: &[Root],
    _read: &ReadOptions,
    _latest: Date,
    _jobs: usize,
    _each: &mut dyn FnMut(Extraction) -> Result<()>,
) -> Result<()> {
    unimplemented!()
}
