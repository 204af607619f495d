//! The inputs of a plan in, their articles in the target out: read, cleaned and annotated on the way.

use super::checkpoint::Checkpoints;
use super::kept::{Found, RecordDigest};
use super::pipeline::{self, Budget};
use super::places::Annotating;
use super::plan::Task;
use super::records::{self, Job, Reading, Told, caught, read_input};
use super::tally::{Event, Tally};
use super::target::Target;
use super::unread::unread_date;
use super::{IngestSettings, Progress, learn, memory};
use crate::article::{Annotations, Article, Cleaned, Content, Fields, NotAnArticle, Record};
use crate::clean::repeated::{RepeatedLines, outlet};
use crate::clean::{CleanOptions, clean};
use crate::error::{Error, Problem, Result};
use crate::index::keys::{Identity, identity};
use crate::index::learned::CHROME;
use crate::index::{Learned, StoredArticle};
use crate::read::{self, ReadOptions};
use std::sync::Arc;

/// Reads the inputs of `tasks` into the target.
pub(super) fn read_all<'t>(
    settings: &IngestSettings,
    target: &Target,
    tasks: &'t [Task],
    mut checkpoints: Option<Checkpoints>,
    learned: &'t Learned,
    annotating: Option<&Annotating>,
    progress: &'t dyn Progress,
) -> Result<Tally<'t>> {
    let chrome = learned.table(CHROME).holding().map(|row| (row.outlet.as_str(), row.value.as_str()));
    let repeated = RepeatedLines::new(chrome);
    let options = CleanOptions { repeated: Some(&repeated), ..CleanOptions::new(settings.latest) };
    let budget = Budget::new(memory::shares(settings.memory_bytes).under_way);
    let mut tally = Tally::new(tasks, learned, progress);
    let produce = |feed: &mut dyn FnMut(Vec<Job>) -> bool| {
        let mut batch = records::Batch::new(feed);
        for (number, task) in tasks.iter().enumerate() {
            look_into(Looking { number, task, learned, read: &settings.read, budget: &budget }, target, &mut batch);
            if batch.is_closed() {
                return;
            }
        }
        batch.flush();
    };
    let work = |jobs: Vec<Job>| -> Vec<Event> {
        jobs.into_iter().map(|job| handle(job, tasks, target, annotating, &options)).collect()
    };
    let hear = |events: Vec<Event>| {
        for event in &events {
            if let Event::Told(Told::Done { known: Some(known), .. }) = event {
                known.gone()?.iter().for_each(|id| target.delete_article(id));
            }
        }
        tally.hear(events)?;
        let stop = progress.should_stop();
        if let Some(checkpoints) = &mut checkpoints {
            checkpoints.pass(&tally, stop)?;
        }
        let can_go_on = checkpoints.as_ref().is_some_and(Checkpoints::is_made);
        if stop { Err(stopped(can_go_on)) } else { Ok(()) }
    };
    pipeline::run(settings.jobs, &budget, produce, work, hear)?;
    Ok(tally)
}

/// The error of a run that was asked to stop.
pub(super) fn stopped(can_go_on: bool) -> Error {
    let again = if can_go_on { "`dateline index --resume` goes on from here" } else { "run it again" };
    Error::new("stopped before the end; the index answers as it did").hint(again)
}

/// A file to be looked into.
struct Looking<'l> {
    number: usize,
    task: &'l Task,
    learned: &'l Learned,
    read: &'l ReadOptions,
    budget: &'l Budget,
}

/// Reads an input unless its bytes are those the index knows. What it held goes out before what it holds comes
/// in: the writer keeps to the order it is told.
fn look_into(looking: Looking, target: &Target, batch: &mut records::Batch) {
    let Looking { number, task, learned, read, budget } = looking;
    target.begin(number);
    // Asked before the file is read: should it change meanwhile, the next run will see another digest.
    let digest = task.digest();
    if let Err(error) = &digest
        && task.kept_unread().is_some()
    {
        let problem = read::unreadable(&task.input.path, error);
        return batch.tell(Told::Unread { input: number, problem });
    }
    let digest = digest.unwrap_or_default();
    if !task.read_anew && task.known.as_ref().is_some_and(|known| known.digest == digest) {
        return batch.tell(Told::Same { input: number });
    }
    let known = target.before().and_then(|before| before.known(task, &digest, learned)).map(Arc::new);
    if task.known.is_some() && !known.as_ref().is_some_and(|known| known.is_by_record()) {
        target.forget(task);
    }
    read_input(Reading { number, input: &task.input, known: known.as_ref(), options: read, budget }, batch);
    batch.tell(Told::Done { input: number, digest, known });
}

/// Has the article of one record in the target: as it is there, as it can be read back, or made anew.
fn handle(job: Job, tasks: &[Task], target: &Target, annotating: Option<&Annotating>, options: &CleanOptions) -> Event {
    let (input, mut record, occurrence, permit, known) = match job {
        Job::Told(told) => return Event::Told(told),
        Job::Record { input, record, occurrence, permit, known } => (input, record, occurrence, permit, known),
    };
    let task = &tasks[input];
    let Identity { id, article_key } = identity(&task.root, &task.input.under_root, &record.key, occurrence);
    let digest = RecordDigest::of(&record);
    let found = match known.as_deref().map(|known| known.find(&record, occurrence, article_key, &digest)) {
        Some(Found::InPlace { quotations, language }) => {
            return Event::Kept { quotations, language, offset: record.offset };
        }
        Some(Found::Elsewhere(stored)) => Some(*stored),
        Some(Found::Nothing) | None => None,
    };
    if known.is_some_and(|known| known.had(article_key)) {
        target.delete_article(&id);
    }
    let folder = learn::folder(&task.root, &task.input.under_root);
    let is_known = found.is_some();
    let Made { article, annotations, unread_date } = match found {
        Some(stored) => Made { article: stored.article, annotations: stored.annotations, unread_date: None },
        None => match made(input, &mut record, annotating, &CleanOptions { folder: &folder, ..*options }) {
            Ok(made) => made,
            Err(told) => return Event::Told(told),
        },
    };
    let (offset, language) = (record.offset, article.language.clone().unwrap_or_default());
    let outlet = outlet(article.source.as_deref(), article.url.as_deref(), &folder);
    let quotations = annotations.quotations.len() as u64;
    let stored = StoredArticle {
        id,
        root: task.root.clone(),
        path: task.input.under_root.clone(),
        member: task.member(&record.path),
        record: record.number,
        external_id: record.external_id,
        article,
        annotations,
        passages: Vec::new(),
    };
    match target.add(stored, article_key, digest.whole, Box::new(permit)) {
        Ok(()) => Event::Article { quotations, language, outlet, offset, is_known, unread_date },
        Err(error) => Event::Failed(error),
    }
}

/// What was made of a record.
struct Made {
    article: Article,
    annotations: Annotations,
    /// What its field has for a date, where that could not be read.
    unread_date: Option<String>,
}

/// Cleans and annotates one record, whose content goes on the way: of fifty megabytes one copy less is to be held.
fn made(
    input: usize,
    record: &mut Record,
    annotating: Option<&Annotating>,
    options: &CleanOptions,
) -> Result<Made, Told> {
    let problem = |problem| Told::Problem { input, problem };
    let article = match cleaned(record, options).map_err(problem)? {
        Ok(Cleaned { article, .. }) => article,
        Err(outcome) => return Err(Told::NotAnArticle { input, record: Some(record.number), outcome }),
    };
    let unread_date = unread_date(record, &article);
    record.content = Content::Fields(Fields::default());
    let annotations = annotated(record, &article, annotating, options.folder).map_err(problem)?;
    Ok(Made { article, annotations, unread_date })
}

/// The article of a record.
pub(super) fn cleaned(record: &Record, options: &CleanOptions) -> Result<Result<Cleaned, NotAnArticle>, Problem> {
    caught(record, || clean(record, options))
}

/// What can be told of a record's article; nothing without an annotator.
pub(super) fn annotated(
    record: &Record,
    article: &Article,
    annotating: Option<&Annotating>,
    folder: &str,
) -> Result<Annotations, Problem> {
    caught(record, || annotating.map(|with| with.annotate(article, folder)).unwrap_or_default())
}
