//! How far a run has come, and what it did.

use super::tally::Counts;
use super::unread::UnreadDates;
use crate::error::Result;
use crate::index::{Directory, Generation, Outcomes};
use std::collections::BTreeMap;
use std::time::Instant;

/// What a run did. Inputs are files; the four outcomes are counted over the whole index as it now stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IngestReport {
    pub inputs_added: u64,
    pub inputs_changed: u64,
    /// In another place than before, with the bytes they had: neither added nor deleted.
    pub inputs_moved: u64,
    pub inputs_deleted: u64,
    pub inputs_unchanged: u64,
    pub articles: u64,
    /// Articles that are withheld, which the other figures leave out.
    pub withheld: u64,
    /// Ids of withheld articles that the index held before this run and holds no more: deleted, or edited so that nothing tells
    /// them.
    pub withheld_gone: Vec<String>,
    /// Articles among them that are other crawls of a page that is there already.
    pub versions: u64,
    pub quotations: u64,
    /// Readable records that are no articles, by reason.
    pub not_articles: BTreeMap<String, u64>,
    /// Records that could not be read, by kind.
    pub rejects: BTreeMap<String, u64>,
    /// Of the records that were read in this run.
    pub unread_dates: UnreadDates,
    /// Bytes read in this run.
    pub bytes_read: u64,
    /// Records of changed and moved files whose articles the index had already: they were read and not annotated again.
    pub records_kept: u64,
    pub took_ms: u64,
}

impl IngestReport {
    /// Whether anything about the files is other than before.
    pub fn has_news(&self) -> bool {
        self.inputs_added + self.inputs_changed + self.inputs_moved + self.inputs_deleted > 0
    }
}

/// Told how far a run has come; called from one thread, often.
pub trait Progress {
    fn advance(&self, step: &Step);

    /// True ends the run: nothing of it is seen.
    fn should_stop(&self) -> bool {
        false
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    pub inputs_done: u64,
    pub inputs: u64,
    /// Of those done, that lay elsewhere before.
    pub inputs_moved: u64,
    pub bytes_done: u64,
    pub bytes: u64,
    pub articles: u64,
    /// Articles to go through in all; 0 when that is not known before.
    pub articles_all: u64,
    pub rejects: u64,
}

pub(super) fn report(directory: &Directory, counts: &Counts, started: Instant) -> Result<IngestReport> {
    let generation = Generation::open(directory.path())?;
    let Outcomes { articles, quotations, not_articles, rejects, .. } = generation.outcomes()?;
    Ok(IngestReport {
        inputs_added: counts.added,
        inputs_changed: counts.changed,
        inputs_moved: counts.moved,
        inputs_deleted: counts.deleted,
        inputs_unchanged: counts.unchanged,
        articles,
        withheld: generation.withheld(),
        withheld_gone: Vec::new(),
        versions: generation.versions()?,
        quotations,
        not_articles,
        rejects,
        unread_dates: UnreadDates::default(),
        bytes_read: counts.bytes_read,
        records_kept: counts.kept,
        took_ms: started.elapsed().as_millis() as u64,
    })
}
