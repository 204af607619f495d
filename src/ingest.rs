//! The conductor: the whole way from bytes to a published generation, on one screen.

mod checkpoint;
mod cluster;
mod extract;
mod kept;
mod learn;
mod memory;
mod moved;
mod pipeline;
mod places;
mod plan;
mod raw;
mod reannotate;
mod records;
mod tally;
mod target;

pub use cluster::{ClusterReport, ClusterSettings, ingest_into};
pub use extract::{Extracted, Extraction, PlaceSettings, extract};
pub use learn::{LearnReport, forget, learn_chrome, learn_homes, learned, refuse, set_home};
pub use places::GazetteerChoice;
pub use raw::raw;
pub use reannotate::{Part, ReannotateReport, ReannotateSettings, reannotate};

use crate::article::{Annotations, Article, Cleaned, Content, Fields, NotAnArticle, Record};
use crate::clean::repeated::{RepeatedLines, outlet};
use crate::clean::{CleanOptions, clean};
use crate::error::{Error, Problem, Result};
use crate::index::keys::{Identity, identity};
use crate::index::learned::CHROME;
use crate::index::{
    self, Directory, GazetteerEntry, Generation, InputEntry, Learned, Ledger, Lock, Manifest, Outcomes, Reject,
    Remembered, RootEntry, StoredArticle, Writer,
};
use crate::read::{self, ReadOptions};
use checkpoint::{Checkpoints, Open};
use jiff::civil::Date;
use kept::{Before, Found, RecordDigest};
use pipeline::Budget;
use places::Annotating;
use plan::{Plan, Task};
use records::{Job, Reading, Told, caught, read_input};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tally::{Counts, Event, Tally};
use target::Target;

/// Raised when the rules of cleaning or annotating change what an article says: an index made by other rules is
/// not mixed with, it is rebuilt.
const ANNOTATORS: u32 = 10;

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
    /// Bytes for what grows with the archive: the writer's buffers, and what is on its way to them.
    pub memory_bytes: usize,
    pub read: ReadOptions,
    /// No article was published after this day.
    pub latest: Date,
    /// Off for `--no-annotate`: text and metadata only.
    pub annotate: bool,
    pub gazetteer: GazetteerChoice,
    /// Old generations to keep, from now on; none means as many as before.
    pub keep: Option<usize>,
    /// Roots to forget, with what came from them: labels or paths.
    pub drop: Vec<String>,
    /// Goes on with a build that was cut off, where there is one.
    pub resume: bool,
    /// Time between the points from which a build can be gone on with.
    pub checkpoint: Duration,
}

impl Default for IngestSettings {
    /// Every root the index in `index/` remembers, on one thread.
    fn default() -> Self {
        IngestSettings {
            index: PathBuf::from("index"),
            roots: Vec::new(),
            rebuild: false,
            jobs: 1,
            memory_bytes: 300 << 20,
            read: ReadOptions { maps: Default::default(), record_bytes_max: 64 << 20 },
            latest: Date::MAX,
            annotate: true,
            gazetteer: GazetteerChoice::AsBefore,
            keep: None,
            drop: Vec::new(),
            resume: false,
            checkpoint: CHECKPOINT,
        }
    }
}

/// A checkpoint writes out what is in memory and makes everybody wait for that, a second or so; a build that is killed
/// loses this much at most. Guessed.
pub const CHECKPOINT: Duration = Duration::from_secs(60);

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
    /// In another place than before, with the bytes they had: neither added nor deleted.
    pub inputs_moved: u64,
    pub inputs_deleted: u64,
    pub inputs_unchanged: u64,
    pub articles: u64,
    /// Articles that are withheld, which the other figures leave out.
    pub withheld: u64,
    /// Articles among them that are other crawls of a page that is there already.
    pub versions: u64,
    pub quotations: u64,
    /// Readable records that are no articles, by reason.
    pub not_articles: BTreeMap<String, u64>,
    /// Records that could not be read, by kind.
    pub rejects: BTreeMap<String, u64>,
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
    if !settings.rebuild && directory.live()?.is_some() {
        renewed?;
    }
    let done = bring_up_to_date(&directory, settings, unfinished, progress, started)
        .and_then(|done| index::renew_withheld(directory.path()).map(|()| done));
    // What was stopped in order can be gone on with, where it had come so far. All else is litter: after a rebuild the
    // old generation, after a failed one what there was of the new.
    let unfinished = directory.unnamed()?.into_iter().find(|folder| index::read_unfinished(folder).is_some());
    let spared = unfinished.filter(|_| done.is_err() && progress.should_stop());
    directory.remove_litter(&lock, spared.as_deref())?;
    done
}

/// What a run would do, found without changing anything.
pub fn preview(settings: &IngestSettings) -> Result<Preview> {
    memory::check(settings.memory_bytes)?;
    plan::look_for(&settings.roots)?;
    let directory = match settings.roots.is_empty() {
        true if settings.rebuild => Directory::open_damaged(&settings.index)?,
        true => Directory::open(&settings.index)?,
        false => Directory::at(&settings.index),
    };
    let Prepared { plan, .. } = prepare(&directory, settings, None)?;
    let name = |root: &str, path: &str| format!("{root}/{path}");
    let was = |entry: &InputEntry| name(&entry.root, &entry.path);
    let mut preview = Preview { unchanged: plan.unchanged.len() as u64, ..Preview::default() };
    for task in &plan.tasks {
        let name = name(&task.root, &task.input.under_root);
        match (&task.known, &task.moved_from) {
            (None, None) => preview.added.push(name),
            (None, Some(before)) => preview.moved.push((was(before), name)),
            (Some(known), _) => match task.digest() {
                Ok(digest) if task.read_anew || digest != known.digest => preview.changed.push(name),
                Err(_) if task.kept_unread().is_none() => preview.changed.push(name),
                _ => preview.unchanged += 1,
            },
        }
    }
    preview.deleted = plan.gone().map(was).collect();
    preview.deleted.sort();
    Ok(preview)
}

/// What a run would do; files by root and path under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    /// Where they lay and where they lie.
    pub moved: Vec<(String, String)>,
    pub deleted: Vec<String>,
    pub unchanged: u64,
}

/// All that is known before anything is read.
struct Prepared {
    /// With what the index remembers filled in.
    settings: IngestSettings,
    /// The generation to change; none when a new one is built.
    live: Option<PathBuf>,
    /// What it holds, or the build that is gone on with; its inputs are in the plan.
    before: Option<Ledger>,
    roots: Vec<RootEntry>,
    gazetteer: Option<GazetteerEntry>,
    keep: usize,
    learned: Learned,
    plan: Plan,
}

fn prepare(directory: &Directory, settings: &IngestSettings, unfinished: Option<Ledger>) -> Result<Prepared> {
    let live = if settings.rebuild || unfinished.is_some() { None } else { directory.live()? };
    let mut before = match unfinished {
        Some(ledger) => Some(ledger),
        None => live.as_deref().map(|folder| read_ledger(folder, settings)).transpose()?,
    };
    let remembered = match &before {
        Some(Ledger { manifest, .. }) => Remembered {
            roots: manifest.roots.clone(),
            maps: manifest.maps.clone(),
            gazetteer: manifest.gazetteer.clone(),
            keep: manifest.keep,
            articles: manifest.outcomes.articles,
        },
        None => index::remembered(directory)?,
    };
    let settings = with_maps(settings, &remembered.maps);
    let gazetteer = places::chosen(&settings.gazetteer, remembered.gazetteer.as_ref())?;
    if let Some(ledger) = &before {
        places::check(gazetteer.as_ref(), &ledger.manifest)?;
    }
    let (remembered_roots, dropped) = plan::drop_roots(remembered.roots, &settings.drop)?;
    let mut roots = plan::roots(&remembered_roots, &settings.roots, settings.rebuild)?;
    if !settings.drop.is_empty() && settings.roots.is_empty() && !settings.rebuild {
        roots.visited.clear();
    }
    if roots.all.is_empty() {
        // An index that has lost its manifest: an empty one in its place would be the end of it.
        return Err(Error::new(format!("the index at `{}` no longer knows its roots", directory.path().display()))
            .hint(format!(
                "name them: `dateline index --{} PATH…`",
                if settings.resume { "resume" } else { "rebuild" }
            )));
    }
    // The plan has them from here on: they may be many.
    let mut known = before.as_mut().map(|ledger| std::mem::take(&mut ledger.inputs)).unwrap_or_default();
    let mut rejects = before.as_ref().map(|ledger| ledger.rejects.clone()).unwrap_or_default();
    let is_dropped = |root: &str| dropped.iter().any(|dropped| dropped.label == root);
    let gone: Vec<InputEntry> = known.extract_if(.., |entry| is_dropped(&entry.root)).collect();
    rejects.retain(|reject| !is_dropped(&reject.root));
    let learned = Learned::read(directory)?;
    let mut plan = plan::plan(&roots.visited, known, &rejects, &learned, &absolute(directory.path()), now_ns())?;
    plan.deleted.extend(gone);
    moved::find(&mut plan);
    let would_go = match &before {
        Some(_) => plan.gone().cloned().collect(),
        // What a rebuild takes the place of, where that can be read.
        None => {
            let there = directory.live().ok().flatten().and_then(|folder| index::read_ledger(&folder).ok());
            there.map(|ledger| ledger.inputs).unwrap_or_default()
        }
    };
    plan::refuse_loss(&roots.visited, &plan, &would_go)?;
    if before.is_none() && would_go.is_empty() && remembered.articles > 0 {
        // What it holds is of another version, or damaged: which root had the articles cannot be told.
        plan::refuse_empty(&roots.visited, &plan)?;
    }
    let keep = settings.keep.unwrap_or_else(|| remembered.keep.max(index::keep_told_later(directory)));
    Ok(Prepared { settings, live, before, roots: roots.all, gazetteer, keep, learned, plan })
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
    let mut rejects = plan.rejects;
    rejects.extend(plan::rejects_of(rejects_before, &tally.same));
    rejects.extend(tally.rejects);
    rejects.extend(plan.walk_rejects);
    let mut inputs = plan.unchanged;
    inputs.extend(tally.read.into_iter().chain(tally.same));
    let ledger = new_ledger(&settings, &roots, inputs, rejects, &origin);
    writer.close().commit(&ledger)?;
    match live {
        None => directory.switch_to(&folder, keep)?,
        Some(_) => directory.keep_only(keep)?,
    }
    tracing::info!("generation `{}` committed after {} ms", folder.display(), started.elapsed().as_millis());
    report(directory, &counts, started)
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

/// The ledger of the live generation, if this run may add to it.
fn read_ledger(folder: &Path, settings: &IngestSettings) -> Result<Ledger> {
    let ledger = index::read_ledger(folder)?;
    fits(&ledger.manifest, settings)?;
    Ok(ledger)
}

/// Whether what this run reads may stand beside what is there.
fn fits(manifest: &Manifest, settings: &IngestSettings) -> Result<()> {
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
    if !settings.read.maps.is_empty() && settings.read.maps.pairs() != manifest.maps {
        return Err(Error::new("the index was built with another `--map`").hint(rebuild));
    }
    Ok(())
}

/// Field names mapped when the index was built hold until others are given, which takes a rebuild.
fn with_maps(settings: &IngestSettings, remembered: &[(String, String)]) -> IngestSettings {
    let mut settings = settings.clone();
    if settings.read.maps.is_empty() {
        settings.read.maps = remembered.to_vec().into();
    }
    settings
}

fn is_up_to_date(before: &Ledger, plan: &Plan, roots: &[RootEntry], keep: usize) -> bool {
    let mut rejects: Vec<&Reject> = plan.rejects.iter().chain(&plan.walk_rejects).collect();
    rejects.sort();
    plan.tasks.is_empty()
        && plan.deleted.is_empty()
        && before.manifest.roots == roots
        && before.manifest.keep == keep
        && before.rejects.iter().eq(rejects)
}

/// Reads the inputs of `tasks` into the target.
fn read_all<'t>(
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

fn stopped(can_go_on: bool) -> Error {
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
    let (article, annotations) = match found {
        Some(stored) => (stored.article, stored.annotations),
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
        Ok(()) => Event::Article { quotations, language, outlet, offset, is_known },
        Err(error) => Event::Failed(error),
    }
}

/// Cleans and annotates one record, whose content goes on the way: of fifty megabytes one copy less is to be held.
fn made(
    input: usize,
    record: &mut Record,
    annotating: Option<&Annotating>,
    options: &CleanOptions,
) -> Result<(Article, Annotations), Told> {
    let problem = |problem| Told::Problem { input, problem };
    let article = match cleaned(record, options).map_err(problem)? {
        Ok(Cleaned { article, .. }) => article,
        Err(outcome) => return Err(Told::NotAnArticle { input, record: Some(record.number), outcome }),
    };
    record.content = Content::Fields(Fields::default());
    let annotations = annotated(record, &article, annotating, options.folder).map_err(problem)?;
    Ok((article, annotations))
}

/// The article of a record.
fn cleaned(record: &Record, options: &CleanOptions) -> Result<Result<Cleaned, NotAnArticle>, Problem> {
    caught(record, || clean(record, options))
}

/// What can be told of a record's article; nothing without an annotator.
fn annotated(
    record: &Record,
    article: &Article,
    annotating: Option<&Annotating>,
    folder: &str,
) -> Result<Annotations, Problem> {
    caught(record, || annotating.map(|with| with.annotate(article, folder)).unwrap_or_default())
}

/// Where a generation comes from.
struct Origin<'o> {
    before: Option<&'o Ledger>,
    /// Built by this run, or gone on with.
    is_new: bool,
    gazetteer: &'o Option<GazetteerEntry>,
    keep: usize,
    started: Instant,
}

/// The ledger of the commit to come.
fn new_ledger(
    settings: &IngestSettings,
    roots: &[RootEntry],
    mut inputs: Vec<InputEntry>,
    mut rejects: Vec<Reject>,
    origin: &Origin,
) -> Ledger {
    inputs.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    rejects.sort();
    let mut outcomes = Outcomes::default();
    for input in &inputs {
        outcomes.add(&input.outcomes);
    }
    for reject in rejects.iter().filter(|reject| reject.input.is_none()) {
        *outcomes.rejects.entry(reject.kind.clone()).or_default() += 1;
    }
    let now = now_ns() / 1_000_000_000;
    let took_ms = origin.started.elapsed().as_millis() as u64;
    let before = origin.before.map(|ledger| &ledger.manifest);
    let (built_at, build_ms) = match before {
        Some(before) if origin.is_new => (before.built_at, before.build_ms + took_ms),
        Some(before) => (before.built_at, before.build_ms),
        None => (now, took_ms),
    };
    let manifest = Manifest {
        format: index::FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        annotators: ANNOTATORS,
        annotated: settings.annotate,
        maps: settings.read.maps.pairs(),
        gazetteer: origin.gazetteer.clone(),
        roots: roots.to_vec(),
        inputs: inputs.len() as u64,
        outcomes,
        built_at,
        updated_at: now,
        build_ms,
        keep: origin.keep,
        reannotated: before.map(|before| before.reannotated.clone()).unwrap_or_default(),
        tables: BTreeMap::new(),
    };
    Ledger { manifest, inputs, rejects }
}

fn report(directory: &Directory, counts: &Counts, started: Instant) -> Result<IngestReport> {
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
        versions: generation.versions()?,
        quotations,
        not_articles,
        rejects,
        bytes_read: counts.bytes_read,
        records_kept: counts.kept,
        took_ms: started.elapsed().as_millis() as u64,
    })
}

fn now_ns() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as i64)
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
