//! The annotators, one by one: how fast each reads, on one core.
//!
//! *What is measured*: for each annotator the time it takes to read all articles once, one thread, everything in
//! memory, articles already cut into paragraphs; the best of several rounds, as megabytes of text a second and as
//! the share of all. An annotator that reads what another found (quotations: names; places: names and dateline) is
//! given it ready. "together" is `Annotator::annotate`, which is what an ingest pays.
//!
//! *Corpus*: a JSONL file with `title` and `text` when one is given; else the made-up archive of the ingest
//! benchmark. Its invented words are no places, so there the figures flatter; give a real file to compare.
//!
//! ```console
//! $ cargo bench --bench annotate -- [FILE.jsonl] [--rounds N] [--only NAME]
//! ```
//!
//! `--only` runs a single annotator (by the name printed): for a profiler.

mod common;

use common::{Outcome, archive_of, bench, value_of};
use dateline::annotate::names::People;
use dateline::annotate::{Annotator, dateline as opening, dates, names, places, quotations};
use dateline::article::{Article, Dateline, Precision, Provenance, Published, Span};
use dateline::text::sentences::sentences;
use dateline::text::shingles::sketch;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    bench(measure)
}

/// An article with what some annotators take from others.
struct Input {
    article: Article,
    sentences: Vec<Span>,
    people: People,
    dateline: Option<Dateline>,
}

type Run<'r> = Box<dyn Fn(&Input) + 'r>;

fn measure(args: &[String]) -> Outcome<()> {
    let rounds: usize = value_of(args, "--rounds")?.map_or(Ok(5), str::parse)?;
    let only = value_of(args, "--only")?;
    let work = tempfile::tempdir()?;
    let archive = archive_of(args, work.path())?;
    let inputs = read(&archive)?;
    let bytes: usize = inputs.iter().map(|input| input.article.text.len()).sum();
    let (annotator, resolver) = (Annotator::new(), places::Resolver::new(places::Gazetteer::built_in()));
    let all = annotators(&annotator, &resolver);
    let asked: Vec<&(&str, Run)> = all.iter().filter(|(name, _)| only.is_none_or(|only| *name == only)).collect();
    let mut best = vec![Duration::MAX; asked.len()];
    // Rounds are interleaved, so that a busy machine is busy for all.
    for _ in 0..rounds {
        for ((_, run), best) in asked.iter().zip(&mut best) {
            let started = Instant::now();
            inputs.iter().for_each(run);
            *best = started.elapsed().min(*best);
        }
    }
    let megabytes = bytes as f64 / 1e6;
    println!("{} articles, {megabytes:.1} MB of text, best of {rounds} rounds, one core", inputs.len());
    let single: Duration = asked.iter().zip(&best).filter(|((name, _), _)| *name != TOGETHER).map(|(_, d)| *d).sum();
    for ((name, _), best) in asked.iter().zip(&best) {
        let seconds = best.as_secs_f64();
        let share = 100.0 * seconds / single.as_secs_f64().max(1e-9);
        println!("{name:12} {:8.1} MB/s  {share:5.1} %", megabytes / seconds);
    }
    Ok(())
}

const TOGETHER: &str = "together";

fn annotators<'r>(annotator: &'r Annotator, resolver: &'r places::Resolver) -> Vec<(&'static str, Run<'r>)> {
    vec![
        ("sentences", Box::new(|i| drop(black_box(split(&i.article))))),
        ("dateline", Box::new(|i| drop(black_box(opening::datelines(&i.article).next())))),
        (
            "names",
            Box::new(|i| drop(black_box(names::people(&i.article, &i.sentences, i.dateline.as_ref().map(|d| d.span))))),
        ),
        ("quotations", Box::new(|i| drop(black_box(quotations::quotations(&i.article, &i.people))))),
        (
            "places",
            Box::new(|i| {
                let mut dateline = i.dateline.clone();
                black_box(resolver.places(&i.article, &i.sentences, &i.people, &mut dateline, None));
            }),
        ),
        ("dates", Box::new(|i| drop(black_box(dates::dates(&i.article, i.dateline.as_ref()))))),
        ("sketch", Box::new(|i| drop(black_box(sketch(&i.article.text))))),
        (TOGETHER, Box::new(|i| drop(black_box(annotator.annotate(&i.article))))),
    ]
}

fn split(article: &Article) -> Vec<Span> {
    sentences(&article.text, &article.paragraphs, article.language.as_deref())
}

fn read(archive: &Path) -> Outcome<Vec<Input>> {
    let mut inputs = Vec::new();
    for line in BufReader::with_capacity(1 << 20, fs::File::open(archive)?).lines() {
        let value: serde_json::Value = serde_json::from_str(&line?)?;
        let of = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let article = article(of("title"), of("text"));
        let sentences = split(&article);
        let dateline = opening::datelines(&article).next();
        let people = names::people(&article, &sentences, dateline.as_ref().map(|d| d.span));
        inputs.push(Input { article, sentences, people, dateline });
    }
    Ok(inputs)
}

/// In English, and published on some day, so that "Friday" means one.
fn article(title: String, text: String) -> Article {
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        paragraphs.push(Span::new(start, start + paragraph.len()));
        start += paragraph.len() + 2;
    }
    let date = jiff::civil::date(2025, 8, 16);
    let day = Precision::Day;
    let published = Published { date, time: None, offset_minutes: None, precision: day, by: Provenance::Field };
    let language = Some("en".to_owned());
    Article { title, text, paragraphs, language, published: Some(published), ..Article::default() }
}
