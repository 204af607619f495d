//! Roots in, what the program reads in them out, in input order and without an index.

use super::memory::UNDER_WAY_MAX;
use super::pipeline::{self, Budget, Permit};
use super::places::{self, Annotating};
use super::reading::{annotated, cleaned};
use super::records::{self, Job, Reading, Told, read_input};
use super::{Root, plan};
use crate::article::{Annotations, Cleaned, NotAnArticle, Record};
use crate::clean::CleanOptions;
use crate::error::{Problem, Result};
use crate::index::keys::identity;
use crate::read::{Input, ReadOptions, walk};
use jiff::civil::Date;
use std::path::PathBuf;

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

/// Where the places of an archive come from when there is no index to remember it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceSettings {
    /// A GeoNames dump to put over the built-in gazetteer.
    pub gazetteer: Option<PathBuf>,
    /// The region every article is written from.
    pub home: Option<String>,
}

/// Reads, cleans and annotates `roots` in order, with `jobs` threads, handing each outcome to `each` in input order.
pub fn extract(
    roots: &[Root],
    read: &ReadOptions,
    latest: Date,
    places: &PlaceSettings,
    jobs: usize,
    each: &mut dyn FnMut(Extraction) -> Result<()>,
) -> Result<()> {
    let annotator = places::annotator(places.gazetteer.as_deref())?;
    let annotating = Annotating::at_home(annotator, places.home.as_deref())?;
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
    let budget = Budget::new(UNDER_WAY_MAX);
    let produce = |feed: &mut dyn FnMut(Vec<Job>) -> bool| {
        let mut batch = records::Batch::new(feed);
        for (number, (_, input)) in inputs.iter().enumerate() {
            let reading = Reading { number, input, known: None, options: read, budget: &budget };
            read_input(reading, &mut batch);
            // What a reader downstream waits for should not wait for the next file.
            batch.flush();
            if batch.is_closed() {
                return;
            }
        }
    };
    let work = |jobs: Vec<Job>| -> Vec<(Extraction, Option<Permit>)> {
        jobs.into_iter().filter_map(|job| extracted(job, &inputs, &annotating, &options)).collect()
    };
    let consume = |batch: Vec<(Extraction, Option<Permit>)>| -> Result<()> {
        batch.into_iter().try_for_each(|(extraction, _permit)| each(extraction))
    };
    pipeline::run(jobs, &budget, produce, work, consume)
}

fn extracted(
    job: Job,
    inputs: &[(String, Input)],
    annotating: &Annotating,
    options: &CleanOptions,
) -> Option<(Extraction, Option<Permit>)> {
    let (input, record, occurrence, permit) = match job {
        Job::Record { input, record, occurrence, permit, .. } => (input, record, occurrence, permit),
        Job::Told(Told::NotAnArticle { input, record, outcome }) => {
            return Some((Extraction::NotAnArticle { path: inputs[input].1.path.clone(), record, outcome }, None));
        }
        Job::Told(Told::Problem { problem, .. }) => return Some((Extraction::Problem(problem), None)),
        Job::Told(Told::Same { .. } | Told::Unread { .. } | Told::Done { .. }) => return None,
    };
    let (label, Input { under_root, .. }) = &inputs[input];
    let extraction = match cleaned(&record, options) {
        Err(problem) => Extraction::Problem(problem),
        Ok(Err(outcome)) => Extraction::NotAnArticle { path: record.path, record: Some(record.number), outcome },
        Ok(Ok(cleaned)) => match annotated(&record, &cleaned.article, annotating, options.folder) {
            Err(problem) => Extraction::Problem(problem),
            Ok(annotations) => {
                let id = identity(label, under_root, &record.key, occurrence).id;
                Extraction::Article(Box::new(Extracted { id, record: *record, cleaned, annotations }))
            }
        },
    };
    Some((extraction, Some(permit)))
}
