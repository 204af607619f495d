//! One input in, its records out as jobs for the workers, a batch at a time.

use super::kept::Known;
use super::pipeline::{Budget, Permit};
use crate::article::{Content, Fields, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use crate::read::{Found, Input, ReadOptions, records};
use std::any::Any;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What is handed to a worker.
pub(super) enum Job {
    /// `occurrence`: how many records of its file have had its key so far, this one included.
    /// `known`: what the index has of the file, where it is looked at record by record.
    Record { input: usize, record: Box<Record>, occurrence: u32, permit: Permit, known: Option<Arc<Known>> },
    /// Nothing to work on; told in its place among the records.
    Told(Told),
}

/// What the reading thread has to say about an input.
pub(super) enum Told {
    NotAnArticle {
        input: usize,
        record: Option<u64>,
        outcome: NotAnArticle,
    },
    Problem {
        input: usize,
        problem: Problem,
    },
    /// Its bytes are those the index knows.
    Same {
        input: usize,
    },
    /// It cannot be read, and what the index knows of it is kept.
    Unread {
        input: usize,
        problem: Problem,
    },
    /// Its last record has gone before.
    Done {
        input: usize,
        digest: String,
        known: Option<Arc<Known>>,
    },
}

/// Jobs handed on together: the threads meet less often, and what a step of the work has of its tables in the processor's
/// cache does for all of them.
pub(super) struct Batch<'f> {
    feed: &'f mut dyn FnMut(Vec<Job>) -> bool,
    jobs: Vec<Job>,
    bytes: usize,
    /// Bytes handed on before.
    handed_on: usize,
    is_closed: bool,
}

/// Jobs of a batch. Guessed.
const BATCH_JOBS_MAX: usize = 256;
/// Bytes of a batch: a share of what has been handed on, so that a small archive is work for every thread. An index of 9,000
/// articles took 19.4 s of CPU with batches of 128 KiB, 19.2 s of 512 KiB and 18.7 s of a MiB (means of three).
const BATCH_BYTES: RangeInclusive<usize> = 64 << 10..=1 << 20;
/// The share. Guessed.
const BATCH_SHARE: usize = 8;

impl<'f> Batch<'f> {
    pub(super) fn new(feed: &'f mut dyn FnMut(Vec<Job>) -> bool) -> Self {
        Batch { feed, jobs: Vec::new(), bytes: 0, handed_on: 0, is_closed: false }
    }

    pub(super) fn tell(&mut self, told: Told) {
        self.push(Job::Told(told), 0);
    }

    fn push(&mut self, job: Job, bytes: usize) {
        self.jobs.push(job);
        self.bytes += bytes;
        let most = (self.handed_on / BATCH_SHARE).clamp(*BATCH_BYTES.start(), *BATCH_BYTES.end());
        if self.jobs.len() >= BATCH_JOBS_MAX || self.bytes >= most {
            self.flush();
        }
    }

    /// Hands on what there is.
    pub(super) fn flush(&mut self) {
        self.handed_on = self.handed_on.saturating_add(std::mem::take(&mut self.bytes));
        if !self.jobs.is_empty() && !self.is_closed {
            self.is_closed = !(self.feed)(std::mem::take(&mut self.jobs));
        }
    }

    /// Nobody listens any more.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }
}

/// One input, and how it is read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub number: usize,
    pub input: &'r Input,
    /// What the index has of it, where it is looked at record by record.
    pub known: Option<&'r Arc<Known>>,
    pub options: &'r ReadOptions,
    pub budget: &'r Budget,
}

/// Reads one input to its end. A fault of a reader costs the rest of this input and not the run.
pub(super) fn read_input(reading: Reading, batch: &mut Batch) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| read_records(reading, batch))) {
        let reason = format!("the program failed on this file (please report it): {}", message_of(&*panic));
        let (path, kind) = (reading.input.path.clone(), PROGRAM_FAULT);
        let problem = Problem { path, record: None, offset: None, kind, reason };
        batch.tell(Told::Problem { input: reading.number, problem });
    }
}

fn read_records(reading: Reading, batch: &mut Batch) {
    let Reading { number, input, known, options, budget } = reading;
    // By hash alone: were two keys ever to share one, the second would be called `#2`, which is still its own.
    let mut occurrences: HashMap<u64, u32> = HashMap::new();
    for found in records(input, options) {
        match found {
            Found::Record(record) => {
                let occurrence = occurrence_of(&record.key, &mut occurrences);
                let bytes = content_bytes(&record.content);
                // A permit may have to wait for what lies in this very batch.
                if !budget.has_room(bytes) {
                    batch.flush();
                }
                let permit = budget.take(bytes);
                let (record, known) = (Box::new(record), known.cloned());
                batch.push(Job::Record { input: number, record, occurrence, permit, known }, bytes);
            }
            Found::NotAnArticle(outcome) => batch.tell(Told::NotAnArticle { input: number, record: None, outcome }),
            Found::Problem(problem) => batch.tell(Told::Problem { input: number, problem }),
        }
        if batch.is_closed() {
            return;
        }
    }
}

pub(super) fn occurrence_of(key: &RecordKey, occurrences: &mut HashMap<u64, u32>) -> u32 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    let count = occurrences.entry(hasher.finish()).or_default();
    *count += 1;
    *count
}

fn content_bytes(content: &Content) -> usize {
    match content {
        Content::Html { html, .. } => html.len(),
        Content::Text { text, .. } => text.len(),
        Content::Fields(Fields { title, text, .. }) => {
            title.as_ref().map_or(0, String::len) + text.as_ref().map_or(0, String::len)
        }
    }
}

/// Kind of the problem that is a bug of ours.
const PROGRAM_FAULT: &str = "program-fault";

/// Runs `work` on a record so that a fault of the program costs this record and not the run.
pub(super) fn caught<T>(record: &Record, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Problem {
        path: record.path.clone(),
        record: Some(record.number),
        offset: Some(record.offset),
        kind: PROGRAM_FAULT,
        reason: format!("the program failed on this record (please report it): {}", message_of(&*panic)),
    })
}

pub(super) fn message_of(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
