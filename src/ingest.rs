//! The conductor: the whole way from bytes to a published generation.

mod checkpoint;
mod cluster;
mod extract;
mod kept;
mod learn;
mod ledger;
mod memory;
mod moved;
mod pipeline;
mod places;
mod plan;
mod prepare;
mod preview;
mod raw;
mod reading;
mod reannotate;
mod records;
mod report;
mod settings;
mod tally;
mod target;
mod unread;

pub use cluster::{ClusterReport, ClusterSettings, ingest_into};
pub use extract::{Extracted, Extraction, PlaceSettings, extract};
pub use learn::{LearnReport, forget, learn_chrome, learn_homes, learned, refuse, set_home};
pub use places::GazetteerChoice;
pub use preview::{Preview, preview};
pub use raw::raw;
pub use reannotate::{Part, ReannotateReport, ReannotateSettings, reannotate};
pub use report::{IngestReport, Progress, Step};
pub use settings::{CHECKPOINT, IngestSettings, Root};
pub use unread::{UnreadDates, unread_date};

use crate::error::Result;
use crate::index::{self, Directory, Generation, Ledger, Lock, Writer};
use checkpoint::{Checkpoints, Open};
use kept::Before;
use ledger::{Origin, inputs_and_rejects, new_ledger};
use places::Annotating;
use prepare::{Prepared, is_up_to_date, prepare};
use reading::read_all;
use report::report;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tally::Counts;
use target::Target;

/// Raised when the rules of cleaning or annotating change what an article says: an index made by other rules is
/// not mixed with, it is rebuilt.
const ANNOTATORS: u32 = 15;

/// Brings the index to what the archive holds.
///
/// Everything is read, cleaned and annotated before a single commit makes it visible; whatever goes wrong
/// before that, the index answers as it did. How the documents are ordered inside the index depends on the
/// threads; no answer depends on that order.
pub fn ingest(settings: &IngestSettings, progress: &dyn Progress) -> Result<IngestReport> {
    let started = Instant::now();
    memory::check(settings.memory_bytes)?;
    plan::look_for(&settings.roots)?;
    let directory = match (settings.roots.is_empty(), settings.rebuild || settings.resume) {
        (true, true) => Directory::open_damaged(&settings.index)?,
        (true, false) => Directory::open(&settings.index)?,
        (false, _) => Directory::open_or_create(&settings.index)?,
    };
    let lock = Lock::acquire(&directory)?;
    index::adopt(&directory, &lock)?;
    let unfinished = if settings.resume { checkpoint::unfinished(&directory, settings)? } else { None };
    directory.remove_litter(&lock, unfinished.as_ref().map(|(folder, _)| folder.as_path()))?;
    // Before any file is taken out from where it was, and again when edited ones have come in. An index too damaged for
    // that is rebuilt by what it knows.
    let renewed = index::renew_withheld(directory.path());
    let unmet_before = match settings.rebuild || directory.live()?.is_none() {
        true => renewed.unwrap_or_default(),
        false => renewed?,
    };
    let done = bring_up_to_date(&directory, settings, unfinished, progress, started).and_then(|done| {
        let unmet = index::renew_withheld(directory.path())?;
        let withheld_gone = unmet.into_iter().filter(|id| !unmet_before.contains(id)).collect();
        Ok(IngestReport { withheld_gone, ..done })
    });
    // What was stopped in order can be gone on with, where it had come so far. All else is litter: after a rebuild the
    // old generation, after a failed one what there was of the new.
    let unfinished = directory.unnamed()?.into_iter().find(|folder| index::read_unfinished(folder).is_some());
    let spared = unfinished.filter(|_| done.is_err() && progress.should_stop());
    directory.remove_litter(&lock, spared.as_deref())?;
    done
}

/// From the walk to the commit, by the holder of the lock.
fn bring_up_to_date(
    directory: &Directory,
    settings: &IngestSettings,
    unfinished: Option<(PathBuf, Ledger)>,
    progress: &dyn Progress,
    started: Instant,
) -> Result<IngestReport> {
    let (resumed, ledger) = unfinished.unzip();
    let prepared = prepare(directory, settings, ledger)?;
    let Prepared { settings, live, before, roots, gazetteer, keep, learned, mut plan } = prepared;
    let mut counts = Counts { unchanged: plan.unchanged.len() as u64, ..Counts::default() };
    let (tasks, gone) = (plan.tasks.len(), plan.deleted.len());
    tracing::info!("{tasks} files to look into, {} as they were, {gone} gone", counts.unchanged);
    if live.is_some() && before.as_ref().is_some_and(|ledger| is_up_to_date(ledger, &plan, &roots, keep)) {
        // A run that was killed between its commit and its tables left them to be counted by every reader.
        live.as_deref().inspect(|folder| index::keep_tables(folder));
        return report(directory, &counts, started);
    }
    let dump = gazetteer.as_ref().map(|entry| entry.path.as_path());
    let annotating = match settings.annotate {
        true => Some(Annotating::new(places::annotator(dump)?, &learned)),
        false => None,
    };
    let (folder, writer) = open_writer(directory, live.as_deref().or(resumed.as_deref()), &settings)?;
    for entry in &plan.deleted {
        writer.delete_input(&entry.root, &entry.path);
    }
    let tasks = std::mem::take(&mut plan.tasks);
    let origin = Origin { before: before.as_ref(), is_new: live.is_none(), gazetteer: &gazetteer, keep, started };
    let is_of_use = || tasks.iter().any(|task| task.known.is_some()) || kept::may_have_twins(&plan, &tasks);
    let before_it = match live.is_some() && is_of_use() {
        true => Some(Before::new(Generation::open(directory.path())?, &plan, &tasks)?),
        false => None,
    };
    let writer = Open::new(writer, before_it);
    let rejects_before = before.as_ref().map(|ledger| ledger.rejects.as_slice()).unwrap_or_default();
    let checkpoints = live.is_none().then(|| {
        let ledger = |inputs, rejects| new_ledger(&settings, &roots, inputs, rejects, &origin);
        Checkpoints::new(&writer, &tasks, &plan, rejects_before, settings.checkpoint, ledger)
    });
    let target = Target::Disk(&writer);
    let tally = read_all(&settings, &target, &tasks, checkpoints, &learned, annotating.as_ref(), progress)?;
    tracing::info!("read, cleaned and annotated after {} ms", started.elapsed().as_millis());
    counts = Counts {
        deleted: plan.deleted.len() as u64 - tally.counts.moved,
        unchanged: counts.unchanged + tally.counts.unchanged,
        ..tally.counts
    };
    let unread_dates = tally.unread_dates.clone();
    let (inputs, rejects) = inputs_and_rejects(plan, tally, rejects_before);
    let ledger = new_ledger(&settings, &roots, inputs, rejects, &origin);
    writer.close().commit(&ledger)?;
    match live {
        None => directory.switch_to(&folder, keep)?,
        Some(_) => directory.keep_only(keep)?,
    }
    tracing::info!("generation `{}` committed after {} ms", folder.display(), started.elapsed().as_millis());
    Ok(IngestReport { unread_dates, ..report(directory, &counts, started)? })
}

/// A writer on a generation that is there, or on a new one beside the live.
fn open_writer(directory: &Directory, there: Option<&Path>, settings: &IngestSettings) -> Result<(PathBuf, Writer)> {
    // One thread would leave the other cores idle while it writes a segment out; tantivy takes no more than 8.
    let threads = settings.jobs.clamp(2, 8);
    let bytes = memory::shares(settings.memory_bytes).writer;
    if let Some(folder) = there {
        return Ok((folder.to_path_buf(), Writer::open(folder, threads, bytes)?));
    }
    let folder = directory.new_generation()?;
    let writer = Writer::create(&folder, threads, bytes)?;
    Ok((folder, writer))
}

fn now_ns() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as i64)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
