//! A judged collection in, what the ranking is worth on it out, beside plain BM25.
//!
//! The folder holds `docs.jsonl` (`id`, `title`, `text`), `queries.tsv` (`id<TAB>words`) and `qrels.tsv`
//! (`query<TAB>document<TAB>gain`). A query asks for any of its words; both engines give their first hundred. The
//! difference is judged by a paired bootstrap over the queries.

use super::{Outcome, folds};
use crate::common::bare_tantivy;
use dateline::search::{Engine, SearchRequest};
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{TantivyDocument, Term};

/// Hits asked for.
const HITS: usize = 100;
/// Ranks that nDCG and MRR look at.
const DEPTH: usize = 10;
/// Draws of the bootstrap: the ends of the interval stand to about a tenth of its width.
const DRAWS: usize = 10_000;

/// Gains of documents, by query.
type Judgements = HashMap<String, HashMap<String, f64>>;

/// The measures of one answer: nDCG@10, average precision, reciprocal rank.
pub type Measures = [f64; 3];

const NAMES: [&str; 3] = ["nDCG@10", "MAP", "MRR@10"];

/// What a collection is asked, and what is right: words, and the gains of documents.
type Judged = (Vec<String>, HashMap<String, f64>);

/// Prints the measures of both engines and what lies between them; with `folds` also what the weights are worth on
/// queries that did not choose them.
pub fn judge(folder: &Path, folds: bool, index: impl Fn(&Path, &Path) -> Outcome<Engine>) -> Outcome<()> {
    let space = tempfile::tempdir()?;
    let archive = space.path().join("archive");
    fs::create_dir(&archive)?;
    fs::copy(folder.join("docs.jsonl"), archive.join("docs.jsonl"))?;
    let engine = index(&archive, &space.path().join("index"))?;
    let bare = Bare::new(&archive.join("docs.jsonl"), &space.path().join("bare"))?;
    let judged = judged(folder)?;
    let plain = judged.iter().map(|(words, gains)| Ok(measures(&bare.answer(words)?, gains)));
    let plain = plain.collect::<Outcome<Vec<Measures>>>()?;
    println!("{} judged queries, the first {HITS} hits", judged.len());
    compare("", &of_engine(&engine, &judged, false)?, &plain);
    compare("with --expand", &of_engine(&engine, &judged, true)?, &plain);
    if !folds {
        return Ok(());
    }
    let settings = folds::settings();
    let (mut engine, mut of_setting) = (engine, Vec::new());
    for weights in &settings {
        engine = engine.with_weights(*weights);
        of_setting.push(of_engine(&engine, &judged, false)?);
    }
    let held = folds::cross_validated(&settings, &of_setting)?;
    compare("cross-validated", &held.measures, &plain);
    for (weights, times) in held.chosen {
        println!("chosen {times} times: {weights:?}");
    }
    Ok(())
}

fn judged(folder: &Path) -> Outcome<Vec<Judged>> {
    let judgements = judgements(&fs::read_to_string(folder.join("qrels.tsv"))?);
    let queries = fs::read_to_string(folder.join("queries.tsv"))?;
    let judged = queries.lines().filter_map(|line| {
        let (id, text) = line.split_once('\t')?;
        Some((super::words(text), judgements.get(id)?.clone()))
    });
    Ok(judged.collect())
}

fn of_engine(engine: &Engine, judged: &[Judged], expand: bool) -> Outcome<Vec<Measures>> {
    judged.iter().map(|(words, gains)| Ok(measures(&answer(engine, words, expand)?, gains))).collect()
}

fn compare(what: &str, ours: &[Measures], plain: &[Measures]) {
    for (number, name) in NAMES.iter().enumerate() {
        let column = |rows: &[Measures]| rows.iter().map(|row| row[number]).collect::<Vec<f64>>();
        let (ours, plain) = (column(ours), column(plain));
        let (low, high, worse) = bootstrap(&ours, &plain);
        println!(
            "{what:15} {name:8} {:.3}  plain BM25 {:.3}  difference {:+.3} [{low:+.3}, {high:+.3}], not better in {:.0} % of draws",
            mean(&ours),
            mean(&plain),
            mean(&ours) - mean(&plain),
            worse * 100.0
        );
    }
}

fn judgements(text: &str) -> Judgements {
    let mut judgements = Judgements::new();
    for line in text.lines() {
        let mut columns = line.split('\t');
        let (Some(query), Some(document), Some(gain)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        if let Ok(gain) = gain.trim().parse::<f64>()
            && gain > 0.0
        {
            judgements.entry(query.to_owned()).or_default().insert(document.to_owned(), gain);
        }
    }
    judgements
}

/// Ids of the documents found, best first.
fn answer(engine: &Engine, words: &[String], expand: bool) -> Outcome<Vec<String>> {
    let request = SearchRequest { query: words.join(" OR "), limit: HITS, expand, ..SearchRequest::default() };
    let hits = engine.search(&request)?.hits;
    Ok(hits.into_iter().filter_map(|hit| hit.article.external_id).collect())
}

/// Bare tantivy, asked for any of the words in title or text.
struct Bare {
    index: tantivy::Index,
}

impl Bare {
    fn new(documents: &Path, folder: &Path) -> Outcome<Bare> {
        Ok(Bare { index: bare_tantivy(documents, folder)? })
    }

    fn answer(&self, words: &[String]) -> Outcome<Vec<String>> {
        let schema = self.index.schema();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut stems = self.index.tokenizers().get("en_stem").ok_or("no stemmer")?;
        for word in words {
            stems.token_stream(word).process(&mut |token| {
                for name in ["title", "text"] {
                    let Ok(field) = schema.get_field(name) else { continue };
                    let term = Term::from_field_text(field, &token.text);
                    clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
                }
            });
        }
        let searcher = self.index.reader()?.searcher();
        let found = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(HITS).order_by_score())?;
        let id = schema.get_field("id")?;
        let mut ids = Vec::with_capacity(found.len());
        for (_, address) in found {
            let document: TantivyDocument = searcher.doc(address)?;
            ids.extend(document.get_first(id).and_then(|value| value.as_str()).map(str::to_owned));
        }
        Ok(ids)
    }
}

fn measures(answer: &[String], gains: &HashMap<String, f64>) -> Measures {
    let discount = |rank: usize| 1.0 / ((rank + 2) as f64).log2();
    let mut best: Vec<f64> = gains.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let ideal: f64 = best.iter().take(DEPTH).enumerate().map(|(rank, gain)| gain * discount(rank)).sum();
    let (mut gained, mut precisions, mut found, mut first) = (0.0, 0.0, 0.0, 0.0);
    for (rank, document) in answer.iter().enumerate() {
        let Some(gain) = gains.get(document) else { continue };
        found += 1.0;
        precisions += found / (rank + 1) as f64;
        if rank < DEPTH {
            gained += gain * discount(rank);
            first = if found == 1.0 { 1.0 / (rank + 1) as f64 } else { first };
        }
    }
    [gained / ideal, precisions / gains.len() as f64, first]
}

/// The middle 95 % of the mean differences over queries drawn with replacement, and the share of draws in which ours
/// is no better.
fn bootstrap(ours: &[f64], plain: &[f64]) -> (f64, f64, f64) {
    let differences: Vec<f64> = ours.iter().zip(plain).map(|(a, b)| a - b).collect();
    let n = differences.len().max(1);
    // A linear congruential generator (Knuth's MMIX constants): the same draws in every run.
    let mut state = 20_260_816_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        differences.get((state >> 33) as usize % n).copied().unwrap_or(0.0)
    };
    let mut means: Vec<f64> = (0..DRAWS).map(|_| (0..n).map(|_| draw()).sum::<f64>() / n as f64).collect();
    means.sort_by(f64::total_cmp);
    let worse = means.partition_point(|mean| *mean <= 0.0) as f64 / DRAWS as f64;
    (means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40], worse)
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
