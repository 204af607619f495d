//! The conductor: the whole way from bytes to a published generation, on one screen.

mod learn;
mod pipeline;
mod plan;
mod records;
mod tally;

use crate::annotate::Annotator;
use crate::article::{Annotations, Cleaned, NotAnArticle, Record};
use crate::clean::repeated::{RepeatedLines, outlet};
use crate::clean::{CleanOptions, clean};
use crate::error::{Error, Problem, Result};
use crate::index::keys::{Identity, identity};
use crate::index::learned::CHROME;
use crate::index::{
    self, Directory, Generation, Learned, Ledger, Lock, Manifest, Outcomes, Reject, Remembered, RootEntry,
    StoredArticle, Writer,
};
use crate::read::{Input, ReadOptions, walk};
use jiff::civil::Date;
pub use learn::{LearnReport, forget_chrome, learn_chrome, learned_chrome, refuse_chrome};
use pipeline::{Budget, Permit};
use plan::{Plan, Task};
use records::{Job, Told, caught, read_input};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tally::{Counts, Event, Tally};

/// Raised when the rules of cleaning or annotating change what an article says: an index made by other rules is
/// not mixed with, it is rebuilt.
const ANNOTATORS: u32 = 2;
/// Bytes of raw records under way at once, from the reader to the writer's queue. Guessed: enough to keep every
/// thread busy, small beside the writer's buffers.
const UNDER_WAY_BYTES: usize = 32 << 20;

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
    /// Articles among them that are other crawls of a page that is there already.
    pub versions: u64,
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
///
/// Everything is read, cleaned and annotated before a single commit makes it visible; whatever goes wrong
/// before that, the index answers as it did. How the documents are ordered inside the index depends on the
/// threads; no answer depends on that order.
pub fn ingest(settings: &IngestSettings, progress: &dyn Progress) -> Result<IngestReport> {
    let started = Instant::now();
    plan::look_for(&settings.roots)?;
    let directory = match settings.roots.is_empty() {
        true => Directory::open(&settings.index)?,
        false => Directory::open_or_create(&settings.index)?,
    };
    let lock = Lock::acquire(&directory)?;
    directory.remove_litter(&lock)?;
    let done = bring_up_to_date(&directory, settings, progress, started);
    // After a rebuild the old generation, after a failed one what there was of the new.
    directory.remove_litter(&lock)?;
    done
}

/// From the walk to the commit, by the holder of the lock.
fn bring_up_to_date(
    directory: &Directory,
    settings: &IngestSettings,
    progress: &dyn Progress,
    started: Instant,
) -> Result<IngestReport> {
    let live = if settings.rebuild { None } else { directory.live()? };
    let before = live.as_deref().map(|folder| read_ledger(folder, settings)).transpose()?;
    let remembered = match &before {
        Some(Ledger { manifest, .. }) => Remembered { roots: manifest.roots.clone(), maps: manifest.maps.clone() },
        None => index::remembered(directory)?,
    };
    let settings = &with_maps(settings, &remembered.maps);
    let learned = Learned::read(directory)?;
    let roots = plan::roots(&remembered.roots, &settings.roots, settings.rebuild)?;
    if roots.all.is_empty() {
        // An index that has lost its manifest: an empty one in its place would be the end of it.
        return Err(Error::new(format!("the index at `{}` no longer knows its roots", directory.path().display()))
            .hint("name them: `dateline index --rebuild PATH…`"));
    }
    let (known, rejects) = before.as_ref().map(|l| (l.inputs.clone(), l.rejects.as_slice())).unwrap_or_default();
    let mut plan = plan::plan(&roots.visited, known, rejects, &learned, &absolute(directory.path()), now_ns())?;
    let mut counts = Counts { unchanged: plan.unchanged.len() as u64, ..Counts::default() };
    let (tasks, gone) = (plan.tasks.len(), plan.deleted.len());
    tracing::info!("{tasks} files to look into, {} as they were, {gone} gone", counts.unchanged);
    if let Some(ledger) = before.as_ref().filter(|ledger| is_up_to_date(ledger, &plan, &roots.all)) {
        // A run that was killed between its commit and its tables left them to be counted by every reader.
        live.as_deref().inspect(|folder| index::keep_tables(folder));
        return report(directory, &ledger.manifest, &counts, started);
    }
    let (folder, writer) = open_writer(directory, live.as_deref(), settings)?;
    let tasks = std::mem::take(&mut plan.tasks);
    let tally = read_all(settings, &writer, &tasks, &learned, progress)?;
    tracing::info!("read, cleaned and annotated after {} ms", started.elapsed().as_millis());
    for entry in &plan.deleted {
        writer.delete_input(&entry.root, &entry.path);
    }
    counts = Counts {
        deleted: plan.deleted.len() as u64,
        unchanged: counts.unchanged + tally.counts.unchanged,
        ..tally.counts
    };
    plan.rejects.extend(plan::rejects_of(rejects, &tally.same));
    let built = before.as_ref().map(|ledger| (ledger.manifest.built_at, ledger.manifest.build_ms));
    let ledger = new_ledger(settings, roots.all, plan, tally, built, started);
    writer.commit(&ledger)?;
    if live.is_none() {
        directory.switch_to(&folder)?;
    }
    tracing::info!("generation `{}` committed after {} ms", folder.display(), started.elapsed().as_millis());
    report(directory, &ledger.manifest, &counts, started)
}

/// A writer on the live generation, or on a new one beside it.
fn open_writer(directory: &Directory, live: Option<&Path>, settings: &IngestSettings) -> Result<(PathBuf, Writer)> {
    // One thread would leave the other cores idle while it writes a segment out; tantivy takes no more than 8.
    let threads = settings.jobs.clamp(2, 8);
    if let Some(folder) = live {
        return Ok((folder.to_path_buf(), Writer::open(folder, threads, settings.memory_bytes)?));
    }
    let folder = directory.new_generation()?;
    let writer = Writer::create(&folder, threads, settings.memory_bytes)?;
    Ok((folder, writer))
}

/// The ledger of the live generation, if this run may add to it.
fn read_ledger(folder: &Path, settings: &IngestSettings) -> Result<Ledger> {
    let ledger = index::read_ledger(folder)?;
    let manifest = &ledger.manifest;
    let rebuild =
        format!("`--rebuild` makes it anew; the last time that took {:.0} s", manifest.build_ms as f64 / 1000.0);
    if manifest.annotators != ANNOTATORS {
        let message = format!(
            "the index was annotated by rules of version {}, this program has {ANNOTATORS}",
            manifest.annotators
        );
        return Err(Error::new(message).hint(rebuild));
    }
    if manifest.annotated != settings.annotate {
        let (was, now) = if manifest.annotated { ("with", "without") } else { ("without", "with") };
        return Err(Error::new(format!("the index was built {was} annotations, this run is {now}")).hint(rebuild));
    }
    if !settings.read.maps.is_empty() && settings.read.maps != manifest.maps {
        return Err(Error::new("the index was built with another `--map`").hint(rebuild));
    }
    Ok(ledger)
}

/// Field names mapped when the index was built hold until others are given, which takes a rebuild.
fn with_maps(settings: &IngestSettings, remembered: &[(String, String)]) -> IngestSettings {
    let mut settings = settings.clone();
    if settings.read.maps.is_empty() {
        settings.read.maps = remembered.to_vec();
    }
    settings
}

fn is_up_to_date(before: &Ledger, plan: &Plan, roots: &[RootEntry]) -> bool {
    let mut rejects: Vec<&Reject> = plan.rejects.iter().chain(&plan.walk_rejects).collect();
    rejects.sort();
    plan.tasks.is_empty()
        && plan.deleted.is_empty()
        && before.manifest.roots == roots
        && before.rejects.iter().eq(rejects)
}

/// Reads the inputs of `tasks` into the writer.
fn read_all<'t>(
    settings: &IngestSettings,
    writer: &Writer,
    tasks: &'t [Task],
    learned: &'t Learned,
    progress: &'t dyn Progress,
) -> Result<Tally<'t>> {
    let annotator = settings.annotate.then(Annotator::new);
    let chrome = learned.table(CHROME).holding().map(|row| (row.outlet.as_str(), row.value.as_str()));
    let repeated = RepeatedLines::new(chrome);
    let options = CleanOptions { repeated: Some(&repeated), ..CleanOptions::new(settings.latest) };
    let budget = Budget::new(UNDER_WAY_BYTES);
    let mut tally = Tally::new(tasks, learned, progress);
    let produce = |feed: &mut dyn FnMut(Vec<Job>) -> bool| {
        let mut batch = records::Batch::new(feed);
        for (number, task) in tasks.iter().enumerate() {
            look_into(number, task, &settings.read, &budget, writer, &mut batch);
            if batch.is_closed() {
                return;
            }
        }
        batch.flush();
    };
    let work = |jobs: Vec<Job>| -> Vec<Event> {
        jobs.into_iter().map(|job| handle(job, tasks, writer, annotator.as_ref(), &options)).collect()
    };
    pipeline::run(settings.jobs, &budget, produce, work, |events| tally.hear(events))?;
    Ok(tally)
}

/// Reads an input unless its bytes are those the index knows. What it held goes out before what it holds comes
/// in: the writer keeps to the order it is told.
fn look_into(
    number: usize,
    task: &Task,
    read: &ReadOptions,
    budget: &Budget,
    writer: &Writer,
    batch: &mut records::Batch,
) {
    // Asked before the file is read: should it change meanwhile, the next run will see another digest.
    let digest = plan::digest(&task.input.path).unwrap_or_default();
    if !task.relearned && task.known.as_ref().is_some_and(|known| known.digest == digest) {
        return batch.tell(Told::Same { input: number });
    }
    if task.known.is_some() {
        writer.delete_input(&task.root, &task.input.under_root);
    }
    read_input(number, &task.input, read, budget, batch);
    batch.tell(Told::Done { input: number, digest });
}

/// Cleans, annotates and adds one record.
fn handle(job: Job, tasks: &[Task], writer: &Writer, annotator: Option<&Annotator>, options: &CleanOptions) -> Event {
    let (input, record, occurrence, permit) = match job {
        Job::Told(told) => return Event::Told(told),
        Job::Record { input, record, occurrence, permit } => (input, record, occurrence, permit),
    };
    let task = &tasks[input];
    let folder = learn::folder(&task.root, &task.input.under_root);
    let options = &CleanOptions { folder: &folder, ..*options };
    let understood = match understand(&record, annotator, options) {
        Ok(Ok(understood)) => understood,
        Ok(Err(outcome)) => return Event::Told(Told::NotAnArticle { input, record: Some(record.number), outcome }),
        Err(problem) => return Event::Told(Told::Problem { input, problem }),
    };
    let (Cleaned { article, .. }, annotations) = understood;
    let Identity { id, article_key } = identity(&task.root, &task.input.under_root, &record.key, occurrence);
    let (offset, language) = (record.offset, article.language.clone().unwrap_or_default());
    let outlet = outlet(article.source.as_deref(), article.url.as_deref(), &folder);
    let stored = StoredArticle {
        id,
        root: task.root.clone(),
        path: task.input.under_root.clone(),
        record: record.number,
        external_id: record.external_id,
        article,
        annotations,
        passages: Vec::new(),
    };
    let quotations = stored.annotations.quotations.len() as u64;
    let family = index::family(stored, article_key, writer.fields(), Some(Box::new(permit)));
    match family.and_then(|family| writer.add(family)) {
        Ok(()) => Event::Article { quotations, language, outlet, offset },
        Err(error) => Event::Failed(error),
    }
}

/// The article of a record with its annotations; none without an annotator.
fn understand(
    record: &Record,
    annotator: Option<&Annotator>,
    options: &CleanOptions,
) -> Result<Result<(Cleaned, Annotations), NotAnArticle>, Problem> {
    caught(record, || {
        let cleaned = clean(record, options)?;
        let annotations = annotator.map(|annotator| annotator.annotate(&cleaned.article)).unwrap_or_default();
        Ok((cleaned, annotations))
    })
}

/// The ledger of the commit to come.
fn new_ledger(
    settings: &IngestSettings,
    roots: Vec<RootEntry>,
    plan: Plan,
    tally: Tally,
    built: Option<(i64, u64)>,
    started: Instant,
) -> Ledger {
    let mut inputs = plan.unchanged;
    inputs.extend(tally.read);
    inputs.extend(tally.same);
    inputs.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    let mut rejects = plan.rejects;
    rejects.extend(tally.rejects);
    let mut outcomes = Outcomes::default();
    for input in &inputs {
        outcomes.add(&input.outcomes);
    }
    rejects.extend(plan.walk_rejects);
    for reject in rejects.iter().filter(|reject| reject.input.is_none()) {
        *outcomes.rejects.entry(reject.kind.clone()).or_default() += 1;
    }
    rejects.sort();
    let now = now_ns() / 1_000_000_000;
    let (built_at, build_ms) = built.unwrap_or((now, started.elapsed().as_millis() as u64));
    let manifest = Manifest {
        format: index::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        annotators: ANNOTATORS,
        annotated: settings.annotate,
        maps: settings.read.maps.clone(),
        roots,
        inputs: inputs.len() as u64,
        outcomes,
        built_at,
        updated_at: now,
        build_ms,
    };
    Ledger { manifest, inputs, rejects }
}

fn report(directory: &Directory, manifest: &Manifest, counts: &Counts, started: Instant) -> Result<IngestReport> {
    let Outcomes { articles, quotations, not_articles, rejects, .. } = manifest.outcomes.clone();
    let versions = Generation::open(directory.path())?.versions()?;
    Ok(IngestReport {
        inputs_added: counts.added,
        inputs_changed: counts.changed,
        inputs_deleted: counts.deleted,
        inputs_unchanged: counts.unchanged,
        articles,
        versions,
        quotations,
        not_articles,
        rejects,
        bytes_read: counts.bytes_read,
        took_ms: started.elapsed().as_millis() as u64,
    })
}

fn now_ns() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as i64)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
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
    roots: &[Root],
    read: &ReadOptions,
    latest: Date,
    jobs: usize,
    each: &mut dyn FnMut(Extraction) -> Result<()>,
) -> Result<()> {
    let annotator = Annotator::new();
    let options = CleanOptions::new(latest);
    let mut inputs: Vec<(String, Input)> = Vec::new();
    for root in roots {
        let (found, problems) = walk(&root.path)?;
        let label = plan::label(root);
        inputs.extend(found.into_iter().map(|input| (label.clone(), input)));
        for problem in problems {
            each(Extraction::Problem(problem))?;
        }
    }
    let budget = Budget::new(UNDER_WAY_BYTES);
    let produce = |feed: &mut dyn FnMut(Vec<Job>) -> bool| {
        let mut batch = records::Batch::new(feed);
        for (number, (_, input)) in inputs.iter().enumerate() {
            read_input(number, input, read, &budget, &mut batch);
            // What a reader downstream waits for should not wait for the next file.
            batch.flush();
            if batch.is_closed() {
                return;
            }
        }
    };
    let work = |jobs: Vec<Job>| -> Vec<(Extraction, Option<Permit>)> {
        jobs.into_iter().filter_map(|job| extracted(job, &inputs, &annotator, &options)).collect()
    };
    let consume = |batch: Vec<(Extraction, Option<Permit>)>| -> Result<()> {
        batch.into_iter().try_for_each(|(extraction, _permit)| each(extraction))
    };
    pipeline::run(jobs, &budget, produce, work, consume)
}

fn extracted(
    job: Job,
    inputs: &[(String, Input)],
    annotator: &Annotator,
    options: &CleanOptions,
) -> Option<(Extraction, Option<Permit>)> {
    let (input, record, occurrence, permit) = match job {
        Job::Record { input, record, occurrence, permit } => (input, record, occurrence, permit),
        Job::Told(Told::NotAnArticle { input, record, outcome }) => {
            return Some((Extraction::NotAnArticle { path: inputs[input].1.path.clone(), record, outcome }, None));
        }
        Job::Told(Told::Problem { problem, .. }) => return Some((Extraction::Problem(problem), None)),
        Job::Told(Told::Same { .. } | Told::Done { .. }) => return None,
    };
    let (label, Input { under_root, .. }) = &inputs[input];
    let extraction = match understand(&record, Some(annotator), options) {
        Err(problem) => Extraction::Problem(problem),
        Ok(Err(outcome)) => Extraction::NotAnArticle { path: record.path, record: Some(record.number), outcome },
        Ok(Ok((cleaned, annotations))) => {
            let id = identity(label, under_root, &record.key, occurrence).id;
            Extraction::Article(Box::new(Extracted { id, record: *record, cleaned, annotations }))
        }
    };
    Some((extraction, Some(permit)))
}
