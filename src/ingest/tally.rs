//! What became of every record in, the table of inputs and the counts of a run out.

use super::plan::Task;
use super::records::Told;
use super::unread::UnreadDates;
use super::{Progress, Step};
use crate::error::{Error, Result};
use crate::index::{InputEntry, Learned, Outcomes, Reject};
use std::collections::BTreeSet;

/// A file with articles of more outlets is read again whenever anything new is learned (guessed: a crawl, not a feed).
const OUTLETS_MAX: usize = 64;

/// What became of one record or one input, in the order of the archive.
pub(super) enum Event {
    Article {
        quotations: u64,
        language: String,
        /// As learned tables name it.
        outlet: String,
        offset: u64,
        /// Read back from the index.
        is_known: bool,
        /// What its field has for a date, where that could not be read.
        unread_date: Option<String>,
    },
    /// The index has it already, of the very same record.
    Kept {
        quotations: u64,
        language: String,
        offset: u64,
    },
    Told(Told),
    /// The writer gave up: nothing that follows matters.
    Failed(Error),
}

/// Inputs by what a run found them to be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub added: u64,
    pub changed: u64,
    /// In another place than before.
    pub moved: u64,
    pub deleted: u64,
    pub unchanged: u64,
    pub bytes_read: u64,
    /// Records whose articles the index had already.
    pub kept: u64,
}

/// Keeps count while a run goes on.
pub(super) struct Tally<'t> {
    tasks: &'t [Task],
    progress: &'t dyn Progress,
    step: Step,
    /// Sizes of the inputs that are done.
    finished_bytes: u64,
    /// Of the input whose records come now.
    outcomes: Outcomes,
    /// The outlets of its articles; none once they are too many or one is unknown.
    outlets: Option<BTreeSet<String>>,
    /// Whether the index has some of them already.
    has_kept: bool,
    learned: &'t Learned,
    pub counts: Counts,
    /// Read in this run.
    pub read: Vec<InputEntry>,
    /// Looked into and found to hold the bytes they held.
    pub same: Vec<InputEntry>,
    pub rejects: Vec<Reject>,
    pub unread_dates: UnreadDates,
}

impl<'t> Tally<'t> {
    pub(super) fn new(tasks: &'t [Task], learned: &'t Learned, progress: &'t dyn Progress) -> Self {
        let bytes = tasks.iter().map(|task| task.input.size).sum();
        Tally {
            tasks,
            progress,
            step: Step { inputs: tasks.len() as u64, bytes, ..Step::default() },
            finished_bytes: 0,
            outcomes: Outcomes::default(),
            outlets: Some(BTreeSet::new()),
            has_kept: false,
            learned,
            counts: Counts::default(),
            read: Vec::new(),
            same: Vec::new(),
            rejects: Vec::new(),
            unread_dates: UnreadDates::default(),
        }
    }

    /// Inputs done with, the first so many of the tasks.
    pub(super) fn inputs_done(&self) -> usize {
        self.step.inputs_done as usize
    }

    pub(super) fn hear(&mut self, events: Vec<Event>) -> Result<()> {
        for event in events {
            match event {
                Event::Failed(error) => return Err(error),
                Event::Article { quotations, language, outlet, offset, is_known, unread_date } => {
                    self.counts.kept += u64::from(is_known);
                    unread_date.into_iter().for_each(|date| self.unread_dates.add(date));
                    self.outlet(outlet);
                    self.article(quotations, language, offset);
                }
                Event::Kept { quotations, language, offset } => {
                    self.has_kept = true;
                    self.counts.kept += 1;
                    self.article(quotations, language, offset);
                }
                Event::Told(Told::NotAnArticle { outcome, record, .. }) => {
                    add_one(&mut self.outcomes.not_articles, outcome.reason);
                    if record.is_some() {
                        // Whose it was is not told, and with other rows it may be an article.
                        self.outlets = None;
                    }
                }
                Event::Told(Told::Problem { input, problem }) => {
                    add_one(&mut self.outcomes.rejects, problem.kind);
                    self.step.rejects += 1;
                    self.rejects.push(self.tasks[input].reject(&problem));
                }
                Event::Told(Told::Same { input }) => self.same(input),
                Event::Told(Told::Unread { input, problem }) => {
                    // It is no reject of what the index has of the file, which stays with its own.
                    let task = &self.tasks[input];
                    self.rejects.push(Reject::new(&task.root, None, task.name.clone(), &problem));
                    self.step.rejects += 1;
                    self.same.extend(task.kept_unread());
                    self.unchanged(input);
                }
                Event::Told(Told::Done { input, digest, .. }) => self.done(input, digest),
            }
        }
        self.progress.advance(&self.step);
        Ok(())
    }

    fn article(&mut self, quotations: u64, language: String, offset: u64) {
        self.outcomes.articles += 1;
        self.outcomes.quotations += quotations;
        add_one(&mut self.outcomes.languages, &language);
        self.step.articles += 1;
        // Within an input the offset tells how far; in a compressed one it soon points behind the end.
        let size = self.tasks.get(self.inputs_done()).map_or(0, |task| task.input.size);
        let at = self.finished_bytes + offset.min(size);
        self.step.bytes_done = self.step.bytes_done.max(at);
    }

    fn outlet(&mut self, outlet: String) {
        let Some(outlets) = &mut self.outlets else { return };
        outlets.insert(outlet);
        if outlets.len() > OUTLETS_MAX {
            self.outlets = None;
        }
    }

    fn same(&mut self, input: usize) {
        let task = &self.tasks[input];
        if let Some(known) = &task.known {
            let InputEntry { outcomes, outlets, learned, .. } = known.clone();
            self.same.push(InputEntry { outcomes, outlets, learned, ..entry(task, known.digest.clone()) });
        }
        self.unchanged(input);
    }

    fn unchanged(&mut self, input: usize) {
        self.counts.unchanged += 1;
        self.input_done(input);
    }

    fn done(&mut self, input: usize, digest: String) {
        let task = &self.tasks[input];
        let count = match (&task.known, &task.moved_from) {
            (Some(_), _) => &mut self.counts.changed,
            (None, Some(_)) => &mut self.counts.moved,
            (None, None) => &mut self.counts.added,
        };
        *count += 1;
        self.step.inputs_moved = self.counts.moved;
        self.counts.bytes_read += task.input.size;
        let mut outlets = self.outlets.replace(BTreeSet::new());
        if std::mem::take(&mut self.has_kept) {
            // Whose they are was told when they were read; one that has gone since does no harm.
            let before = task.known.as_ref().and_then(|known| known.outlets.clone());
            outlets = outlets.zip(before).map(|(now, before)| &now | &before);
        }
        let learned = self.learned.digest(outlets.as_ref());
        let outcomes = std::mem::take(&mut self.outcomes);
        self.read.push(InputEntry { outcomes, outlets, learned, ..entry(task, digest) });
        self.input_done(input);
    }

    fn input_done(&mut self, input: usize) {
        self.finished_bytes += self.tasks[input].input.size;
        self.step.inputs_done += 1;
        self.step.bytes_done = self.step.bytes_done.max(self.finished_bytes);
    }
}

/// What is known of the input of a task once its bytes have this digest.
pub(super) fn entry(task: &Task, digest: String) -> InputEntry {
    InputEntry {
        root: task.root.clone(),
        path: task.input.under_root.clone(),
        size: task.input.size,
        modified_ns: task.input.modified_ns,
        // Without a digest a later reading could not be told from this one.
        settled: task.settled && !digest.is_empty(),
        digest,
        outlets: None,
        learned: String::new(),
        outcomes: Outcomes::default(),
    }
}

fn add_one(counts: &mut std::collections::BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}
