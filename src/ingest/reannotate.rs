//! Articles annotated anew from their stored text: when rules of annotating change, a part of the archive can have them
//! without being read again, and the rest stays as it is.

use super::pipeline::{self, Budget};
use super::places::{self, Annotating, GazetteerChoice};
use super::reading::stopped;
use super::{ANNOTATORS, Progress, Step, learn, memory, now_ns};
use crate::article::Annotations;
use crate::error::{Error, Result};
use crate::index::{
    self, Directory, DocAddress, Generation, Learned, Ledger, Lock, Manifest, Reannotated, StoredArticle, Writer,
};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

/// What can be annotated anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Quotations with their speakers.
    Speakers,
    /// Places, the place an article is about, the dateline.
    Places,
    /// Dates mentioned.
    Dates,
}

impl Part {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Speakers => "speakers",
            Part::Places => "places",
            Part::Dates => "dates",
        }
    }
}

/// What to annotate anew.
#[derive(Debug, Clone)]
pub struct ReannotateSettings {
    pub index: PathBuf,
    pub parts: Vec<Part>,
    /// The articles' own numbers; none means all articles.
    pub articles: Option<HashSet<i64>>,
    /// How they were chosen, for the record.
    pub filter: String,
    pub jobs: usize,
    pub memory_bytes: usize,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReannotateReport {
    /// Articles annotated anew.
    pub articles: u64,
    /// Quotations of the whole index now.
    pub quotations: u64,
    pub took_ms: u64,
}

/// Annotates anew and commits once. Articles that are withheld are among all articles: they stay withheld.
pub fn reannotate(settings: &ReannotateSettings, progress: &dyn Progress) -> Result<ReannotateReport> {
    let started = Instant::now();
    super::memory::check(settings.memory_bytes)?;
    let directory = Directory::open(&settings.index)?;
    let lock = Lock::acquire(&directory)?;
    directory.remove_litter(&lock, None)?;
    let generation = Generation::open(&settings.index)?;
    let mut ledger = generation.ledger()?;
    let annotating = annotating(&directory, &ledger.manifest)?;
    let mut articles = generation.articles_by_key()?;
    articles.retain(|(key, _)| settings.articles.as_ref().is_none_or(|wanted| wanted.contains(key)));
    let bytes = memory::shares(settings.memory_bytes).writer;
    let writer = Writer::open(generation.folder(), settings.jobs.clamp(2, 8), bytes)?;
    let changed = rewrite(&generation, &articles, &writer, &annotating, settings, progress)?;
    count_anew(&mut ledger, &changed);
    ledger.manifest.updated_at = now_ns() / 1_000_000_000;
    ledger.manifest.reannotated.push(Reannotated {
        parts: settings.parts.iter().map(|part| part.name().to_owned()).collect(),
        filter: settings.filter.clone(),
        articles: articles.len() as u64,
        annotators: ANNOTATORS,
        at: ledger.manifest.updated_at,
    });
    // What it read from must not be held on to while files are collected.
    drop(generation);
    writer.commit(&ledger)?;
    Ok(ReannotateReport {
        articles: articles.len() as u64,
        quotations: ledger.manifest.outcomes.quotations,
        took_ms: started.elapsed().as_millis() as u64,
    })
}

/// With what the index was annotated with: the same gazetteer, and what is learned now.
fn annotating(directory: &Directory, manifest: &Manifest) -> Result<Annotating> {
    if !manifest.annotated {
        return Err(Error::new("the index was built without annotations")
            .hint("`dateline index --rebuild` annotates everything"));
    }
    let gazetteer = places::chosen(&GazetteerChoice::AsBefore, manifest.gazetteer.as_ref())?;
    places::check(gazetteer.as_ref(), manifest)?;
    let annotator = places::annotator(gazetteer.as_ref().map(|entry| entry.path.as_path()))?;
    Ok(Annotating::new(annotator, &Learned::read(directory)?))
}

/// Quotations more than before, by input: root and path.
type Changed = HashMap<(String, String), i64>;

/// Reads the articles back and writes them with new annotations in the place of the old.
fn rewrite(
    generation: &Generation,
    articles: &[(i64, DocAddress)],
    writer: &Writer,
    annotating: &Annotating,
    settings: &ReannotateSettings,
    progress: &dyn Progress,
) -> Result<Changed> {
    let budget = Budget::new(memory::shares(settings.memory_bytes).under_way);
    let mut changed = Changed::new();
    let mut step = Step { articles_all: articles.len() as u64, ..Step::default() };
    let produce = |feed: &mut dyn FnMut(Result<Read>) -> bool| {
        for &(key, address) in articles {
            let read = generation.stored(address).and_then(|stored| {
                let permit = budget.take(stored.article.text.len());
                Ok(Read { stored, key, digest: generation.record_digest(address)?, permit })
            });
            if !feed(read) {
                return;
            }
        }
    };
    let work = |read: Result<Read>| write_anew(read?, writer, annotating, &settings.parts);
    let hear = |written: Result<Written>| -> Result<()> {
        let written = written?;
        *changed.entry(written.input).or_default() += written.quotations;
        step.articles += 1;
        progress.advance(&step);
        if progress.should_stop() { Err(stopped(false)) } else { Ok(()) }
    };
    pipeline::run(settings.jobs, &budget, produce, work, hear)?;
    Ok(changed)
}

/// An article on its way.
struct Read {
    stored: StoredArticle,
    key: i64,
    /// Of its record, which stays what it was.
    digest: u64,
    permit: pipeline::Permit,
}

/// What became of it.
struct Written {
    input: (String, String),
    /// Quotations more than before.
    quotations: i64,
}

fn write_anew(read: Read, writer: &Writer, annotating: &Annotating, parts: &[Part]) -> Result<Written> {
    let Read { mut stored, key, digest, permit } = read;
    let before = stored.annotations.quotations.len() as i64;
    let anew = annotating.annotate(&stored.article, &learn::folder(&stored.root, &stored.path));
    replace(&mut stored.annotations, anew, parts);
    let written = Written {
        input: (stored.root.clone(), stored.path.clone()),
        quotations: stored.annotations.quotations.len() as i64 - before,
    };
    writer.delete_article(&stored.id);
    let family = index::family(stored, key, writer.fields(), writer.packing(), Some(Box::new(permit)))?;
    writer.add(family.of_record(digest, writer.fields()))?;
    Ok(written)
}

/// Brings the counts of quotations up to date, those of each input and the sum.
fn count_anew(ledger: &mut Ledger, changed: &Changed) {
    let quotations = |count: u64, change: i64| count.saturating_add_signed(change);
    for input in &mut ledger.inputs {
        let change = changed.get(&(input.root.clone(), input.path.clone())).copied().unwrap_or(0);
        input.outcomes.quotations = quotations(input.outcomes.quotations, change);
    }
    let all = &mut ledger.manifest.outcomes.quotations;
    *all = quotations(*all, changed.values().sum());
}

fn replace(annotations: &mut Annotations, anew: Annotations, parts: &[Part]) {
    annotations.fingerprint = anew.fingerprint;
    if parts.contains(&Part::Speakers) {
        annotations.quotations = anew.quotations;
    }
    if parts.contains(&Part::Places) {
        annotations.places = anew.places;
        annotations.focus = anew.focus;
        annotations.dateline = anew.dateline;
    }
    if parts.contains(&Part::Dates) {
        annotations.dates = anew.dates;
    }
}
