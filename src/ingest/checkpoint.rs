//! A build that is cut off can be gone on with: now and then everything so far is had on disk, with the list of inputs
//! that are done.
//!
//! What is on disk then is a generation like any other, but for its commit, which says that it is unfinished. Going on
//! is bringing it up to date: what is done is known by size and time, the rest is to be read. An input that was being
//! read at that moment is listed as one that has changed, so that what was kept of it goes out first.

use super::IngestSettings;
use super::kept::Before;
use super::plan::{self, Plan, Task};
use super::prepare::fits;
use super::tally::{Tally, entry};
use crate::error::Result;
use crate::index::{Directory, InputEntry, Ledger, Reject, Writer, read_unfinished};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// The digest of an input that was being read: no file has it.
const BEING_READ: &str = "being read";

/// A build that was cut off and that this run can go on with: the latest.
pub(super) fn unfinished(directory: &Directory, settings: &IngestSettings) -> Result<Option<(PathBuf, Ledger)>> {
    let found = directory.unnamed()?.into_iter().find_map(|folder| Some((read_unfinished(&folder)?, folder)));
    match found {
        Some((ledger, folder)) => {
            fits(&ledger.manifest, settings)?;
            Ok(Some((folder, ledger)))
        }
        None => Ok(None),
    }
}

/// The writer, shared by the threads that feed it; a checkpoint has it alone.
pub(super) struct Open {
    writer: RwLock<Writer>,
    /// Inputs begun.
    begun: AtomicUsize,
    /// The index as it was before, where there is one and it is needed.
    before: Option<Before>,
}

impl Open {
    pub(super) fn new(writer: Writer, before: Option<Before>) -> Open {
        Open { writer: RwLock::new(writer), begun: AtomicUsize::new(0), before }
    }

    pub(super) fn before(&self) -> Option<&Before> {
        self.before.as_ref()
    }

    /// Said before anything of the input reaches the writer.
    pub(super) fn begin(&self, input: usize) {
        self.begun.fetch_max(input + 1, Ordering::SeqCst);
    }

    pub(super) fn get(&self) -> RwLockReadGuard<'_, Writer> {
        self.writer.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn close(self) -> Writer {
        self.writer.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the checkpoints of a build.
pub(super) struct Checkpoints<'c> {
    writer: &'c Open,
    tasks: &'c [Task],
    plan: &'c Plan,
    /// Of the build gone on with.
    rejects_before: &'c [Reject],
    every: Duration,
    last: Instant,
    /// Inputs done at the last one.
    done: usize,
    ledger: Box<dyn Fn(Vec<InputEntry>, Vec<Reject>) -> Ledger + 'c>,
}

impl<'c> Checkpoints<'c> {
    pub(super) fn new(
        writer: &'c Open,
        tasks: &'c [Task],
        plan: &'c Plan,
        rejects_before: &'c [Reject],
        every: Duration,
        ledger: impl Fn(Vec<InputEntry>, Vec<Reject>) -> Ledger + 'c,
    ) -> Checkpoints<'c> {
        Checkpoints {
            writer,
            tasks,
            plan,
            rejects_before,
            every,
            last: Instant::now(),
            done: 0,
            ledger: Box::new(ledger),
        }
    }

    /// Whether there is something to go on from.
    pub(super) fn is_made(&self) -> bool {
        self.done > 0 || !self.plan.unchanged.is_empty()
    }

    /// Makes one when it is time, or when it is the last chance and there is something to lose.
    pub(super) fn pass(&mut self, tally: &Tally, is_last: bool) -> Result<()> {
        let is_time = is_last || self.last.elapsed() >= self.every;
        if !is_time || tally.inputs_done() == self.done {
            return Ok(());
        }
        self.make(tally)?;
        self.done = tally.inputs_done();
        self.last = Instant::now();
        Ok(())
    }

    fn make(&self, tally: &Tally) -> Result<()> {
        let mut writer = self.writer.writer.write().unwrap_or_else(PoisonError::into_inner);
        let begun = self.writer.begun.load(Ordering::SeqCst);
        let (being_read, to_come) = self.tasks[tally.inputs_done()..].split_at(begun - tally.inputs_done());
        let being_read =
            being_read.iter().map(|task| InputEntry { settled: false, ..entry(task, BEING_READ.to_owned()) });
        // Of a build gone on with, some may be left that were being read when it was cut off the last time.
        let to_come = to_come.iter().filter_map(|task| task.known.clone());
        let done = [&self.plan.unchanged[..], &tally.read, &tally.same].concat();
        let inputs = done.into_iter().chain(being_read).chain(to_come).collect();
        let same = plan::rejects_of(self.rejects_before, &tally.same);
        let rejects = [&self.plan.rejects[..], &self.plan.walk_rejects, &same, &tally.rejects].concat();
        writer.checkpoint(&(self.ledger)(inputs, rejects))
    }
}
