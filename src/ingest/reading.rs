//! The inputs of a plan in, their articles in the target out: read, cleaned and annotated on the way.

use super::checkpoint::Checkpoints;
use super::kept::{Found, RecordDigest};
use super::pipeline::{self, Budget};
use super::places::Annotating;
use super::plan::Task;
use super::records::{self, Job, Reading, Told, caught, read_input};
use super::tally::{Event, Tally};
use super::target::{Addition, Target};
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
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    // Step by step: what a step has of its tables in the processor's cache is there for the next article.
    let work = |jobs: Vec<Job>| -> Vec<Event> {
        let drafts = jobs.into_iter().map(|job| begin(job, tasks, target, &options)).collect();
        put(annotate(drafts, annotating), target)
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

/// An article that is to be put into the target.
struct Draft {
    input: usize,
    record: Box<Record>,
    folder: String,
    addition: Addition,
    /// Read back from the index.
    is_known: bool,
    /// What its field has for a date, where that could not be read.
    unread_date: Option<String>,
}

/// A draft, or what is told of a job that nothing is put into the target for.
type Drawn = Result<Box<Draft>, Event>;

/// The article of one record, as it can be read back, or cleaned and not annotated yet.
fn begin(job: Job, tasks: &[Task], target: &Target, options: &CleanOptions) -> Drawn {
    let (input, mut record, occurrence, permit, known) = match job {
        Job::Told(told) => return Err(Event::Told(told)),
        Job::Record { input, record, occurrence, permit, known } => (input, record, occurrence, permit, known),
    };
    let task = &tasks[input];
    let Identity { id, article_key } = identity(&task.root, &task.input.under_root, &record.key, occurrence);
    let digest = RecordDigest::of(&record);
    let found = match known.as_deref().map(|known| known.find(&record, occurrence, article_key, &digest)) {
        Some(Found::InPlace { quotations, language }) => {
            return Err(Event::Kept { quotations, language, offset: record.offset });
        }
        Some(Found::Elsewhere(stored)) => Some(*stored),
        Some(Found::Nothing) | None => None,
    };
    if known.is_some_and(|known| known.had(article_key)) {
        target.delete_article(&id);
    }
    let folder = learn::folder(&task.root, &task.input.under_root);
    let is_known = found.is_some();
    let (article, annotations, unread_date) = match found {
        Some(stored) => (stored.article, stored.annotations, None),
        None => {
            let article = article_of(input, &record, &CleanOptions { folder: &folder, ..*options })?;
            let unread_date = unread_date(&record, &article);
            // It goes as soon as it can: of fifty megabytes one copy less is held.
            record.content = Content::Fields(Fields::default());
            (article, Annotations::default(), unread_date)
        }
    };
    let stored = StoredArticle {
        id,
        root: task.root.clone(),
        path: task.input.under_root.clone(),
        member: task.member(&record.path),
        record: record.number,
        external_id: record.external_id.take(),
        article,
        annotations,
        passages: Vec::new(),
    };
    let addition = Addition { stored, article_key, digest: digest.whole, guard: Box::new(permit) };
    Ok(Box::new(Draft { input, record, folder, addition, is_known, unread_date }))
}

fn article_of(input: usize, record: &Record, options: &CleanOptions) -> Result<Article, Event> {
    let told = match cleaned(record, options) {
        Ok(Ok(Cleaned { article, .. })) => return Ok(article),
        Ok(Err(outcome)) => Told::NotAnArticle { input, record: Some(record.number), outcome },
        Err(problem) => Told::Problem { input, problem },
    };
    Err(Event::Told(told))
}

/// Annotates the articles that were not read back.
fn annotate(drafts: Vec<Drawn>, annotating: Option<&Annotating>) -> Vec<Drawn> {
    let Some(with) = annotating else { return drafts };
    let anew = drafts.iter().flatten().filter(|draft| !draft.is_known);
    let articles: Vec<(&Article, &str)> =
        anew.map(|draft| (&draft.addition.stored.article, draft.folder.as_str())).collect();
    // A fault of the program in one must not cost the others: then each is annotated alone.
    let together = catch_unwind(AssertUnwindSafe(|| with.annotate_each(&articles)));
    let mut together = together.ok().map(Vec::into_iter);
    let mut annotations = |draft: &Draft| match &mut together {
        Some(all) => Ok(all.next().unwrap_or_default()),
        None => annotated(&draft.record, &draft.addition.stored.article, with, &draft.folder),
    };
    let mut annotate = |mut draft: Box<Draft>| {
        if !draft.is_known {
            let problem = |problem| Event::Told(Told::Problem { input: draft.input, problem });
            draft.addition.stored.annotations = annotations(&draft).map_err(problem)?;
        }
        Ok(draft)
    };
    drafts.into_iter().map(|draft| draft.and_then(&mut annotate)).collect()
}

/// Puts the articles into the target. What is told of every job, in their order.
fn put(drafts: Vec<Drawn>, target: &Target) -> Vec<Event> {
    let mut additions = Vec::with_capacity(drafts.len());
    let mut told = |draft: Box<Draft>| {
        let Draft { record, folder, addition, is_known, unread_date, .. } = *draft;
        let stored = &addition.stored;
        let event = Event::Article {
            quotations: stored.annotations.quotations.len() as u64,
            language: stored.article.language.clone().unwrap_or_default(),
            outlet: outlet(stored.article.source.as_deref(), stored.article.url.as_deref(), &folder),
            offset: record.offset,
            is_known,
            unread_date,
        };
        additions.push(addition);
        event
    };
    let events: Vec<Result<Event, Event>> = drafts.into_iter().map(|draft| draft.map(&mut told)).collect();
    let mut added = target.add_each(additions).into_iter();
    let mut of_added = |event| match added.next() {
        Some(Err(error)) => Event::Failed(error),
        _ => event,
    };
    events.into_iter().map(|event| event.map_or_else(|told| told, &mut of_added)).collect()
}

/// The article of a record.
pub(super) fn cleaned(record: &Record, options: &CleanOptions) -> Result<Result<Cleaned, NotAnArticle>, Problem> {
    caught(record, || clean(record, options))
}

/// What can be told of a record's article.
pub(super) fn annotated(
    record: &Record,
    article: &Article,
    annotating: &Annotating,
    folder: &str,
) -> Result<Annotations, Problem> {
    caught(record, || annotating.annotate(article, folder))
}
