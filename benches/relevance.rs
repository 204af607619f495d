//! Whether the passage that answers a question comes first, and what the ranking of articles is worth.
//!
//! *What is measured*: the questions of `benches/relevance/corpus.toml` over the sample archive, each as a flat list
//! of passages: how often the answer stands in the first, in the first three, and the mean reciprocal rank among
//! ten. A passage answers when it holds at least half of the answer's words in a row. Questions whose answer is
//! missed in the first three are listed with `-- --misses`. Given the folder of a judged collection, nDCG@10, MAP and
//! MRR of the articles beside those of plain BM25 (see `relevance/collection.rs`); with `--folds` also under weights
//! that were chosen on other queries (`relevance/folds.rs`).
//!
//! ```console
//! $ cargo bench --bench relevance
//! $ cargo bench --bench relevance -- --collection FOLDER [--folds]
//! ```

#[path = "relevance/collection.rs"]
mod collection;
mod common;
#[path = "relevance/folds.rs"]
mod folds;

use common::{Outcome, bench, ingested, value_of};
use dateline::search::{Engine, SearchRequest};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Ranks looked at.
const DEPTH: usize = 10;

fn main() -> ExitCode {
    bench(|args| match value_of(args, "--collection")? {
        Some(folder) => collection::judge(Path::new(folder), args.iter().any(|arg| arg == "--folds"), index),
        None => judge(args.iter().any(|arg| arg == "--misses")),
    })
}

struct Question {
    query: String,
    answer: Vec<String>,
    without_rarest: bool,
}

/// What came of some questions.
#[derive(Default)]
struct Score {
    questions: usize,
    first: usize,
    in_three: usize,
    reciprocal: f64,
}

impl Score {
    fn add(&mut self, rank: Option<usize>) {
        self.questions += 1;
        self.first += usize::from(rank == Some(1));
        self.in_three += usize::from(rank.is_some_and(|rank| rank <= 3));
        self.reciprocal += rank.map_or(0.0, |rank| 1.0 / rank as f64);
    }
}

fn judge(show_misses: bool) -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let questions = questions(&root.join("benches/relevance/corpus.toml"))?;
    let folder = tempfile::tempdir()?;
    let engine = index(&root.join("corpus"), folder.path())?;
    let (mut all, mut hard) = (Score::default(), Score::default());
    for question in &questions {
        let rank = rank(&engine, question)?;
        all.add(rank);
        if question.without_rarest {
            hard.add(rank);
        }
        if show_misses && rank.is_none_or(|rank| rank > 3) {
            println!("missed (rank {rank:?}): {}", question.query);
        }
    }
    for (name, score) in [("all questions", all), ("without the answer's rarest words", hard)] {
        let share = |n: usize| n as f64 / score.questions as f64;
        println!(
            "{name:34} {:4}  first {:.3}  first three {:.3}  MRR@{DEPTH} {:.3}",
            score.questions,
            share(score.first),
            share(score.in_three),
            score.reciprocal / score.questions as f64
        );
    }
    Ok(())
}

fn questions(path: &Path) -> Outcome<Vec<Question>> {
    let table: toml::Table = fs::read_to_string(path)?.parse()?;
    let rows = table["question"].as_array().ok_or("no questions")?;
    let text =
        |row: &toml::Value, name: &str| row.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let question = |row: &toml::Value| Question {
        query: text(row, "query"),
        answer: words(&text(row, "answer")),
        without_rarest: row.get("without_rarest").and_then(toml::Value::as_bool).unwrap_or_default(),
    };
    Ok(rows.iter().map(question).collect())
}

fn index(archive: &Path, index: &Path) -> Outcome<Engine> {
    ingested(archive, index, true)?;
    Ok(Engine::open(index)?)
}

/// The rank of the first passage that answers, among [`DEPTH`].
fn rank(engine: &Engine, question: &Question) -> Outcome<Option<usize>> {
    let request = SearchRequest { query: question.query.clone(), flat: true, limit: DEPTH, ..SearchRequest::default() };
    let response = engine.search(&request)?;
    let passages = response.hits.iter().flat_map(|hit| &hit.passages);
    let answers = |text: &str| longest_run(&question.answer, &words(text)) * 2 >= question.answer.len();
    Ok(passages.map(|passage| answers(&passage.text)).position(|answers| answers).map(|at| at + 1))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The length of the longest row of words that both have.
fn longest_run(answer: &[String], passage: &[String]) -> usize {
    let mut longest = 0;
    let mut before = vec![0; passage.len() + 1];
    for word in answer {
        let mut here = vec![0; passage.len() + 1];
        for (n, other) in passage.iter().enumerate() {
            if word == other {
                here[n + 1] = before[n] + 1;
                longest = longest.max(here[n + 1]);
            }
        }
        before = here;
    }
    longest
}
