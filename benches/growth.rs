//! How costs grow with the archive.
//!
//! *What is measured*: archives of growing size, each indexed by a process of its own: articles a second of CPU, peak
//! memory, bytes of index an article. Then queries, warm, the fastest of the rounds: median and 95th percentile, plain and
//! with three facets and a timeline. Between two sizes the exponent of growth is given for what should not grow faster
//! than the archive: 1.0 is linear, 0 is flat.
//!
//! *Corpus*: short articles put together from the sentences of a JSONL file with `text` when one is given, else of the
//! made-up archive of the ingest benchmark. The vocabulary grows without end: every article holds a word that no article
//! before it held and repeats one that some did. Sources, days and speakers are thrown by dice. A smaller archive is the
//! beginning of a larger one, and queries are drawn from that beginning, so that every size answers the same ones.
//!
//! ```console
//! $ cargo bench --bench growth -- [FILE.jsonl] [--sizes 19000,190000]
//! ```

mod common;

use common::{Dice, Outcome, archive_of, bench, cpu_seconds, drawn_queries, ingested, peak_megabytes, value_of};
use dateline::search::{Bucket, Engine, SearchRequest};
use dateline::text::sentences::sentences;
use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

const SIZES: [usize; 2] = [19_000, 190_000];
const QUERIES: usize = 200;
const ROUNDS: usize = 3;
/// Articles whose sentences are used. Guessed: enough that none comes too often.
const BASE_ARTICLES: usize = 4_000;

fn main() -> ExitCode {
    bench(|args| match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", archive, index] => run(Path::new(archive), Path::new(index)),
        _ => grow(args),
    })
}

/// What one size cost.
struct Cost {
    articles: usize,
    cpu_s: f64,
    peak_mb: f64,
    index_mb: f64,
    /// Median and 95th percentile of plain queries, then of those with facets and timeline.
    query_ms: [f64; 4],
}

fn grow(args: &[String]) -> Outcome<()> {
    let sizes: Vec<usize> = match value_of(args, "--sizes")? {
        Some(sizes) => sizes.split(',').map(str::parse).collect::<Result<_, _>>()?,
        None => SIZES.to_vec(),
    };
    let work = tempfile::tempdir()?;
    let base = archive_of(args, work.path())?;
    let sentences = base_sentences(&base)?;
    println!("  articles  articles/s CPU  peak MB  bytes/article  p50 ms   p95 ms   facets p50   facets p95");
    let mut costs: Vec<Cost> = Vec::new();
    for articles in sizes {
        let cost = measure(&sentences, articles, work.path())?;
        let [p50, p95, facets_p50, facets_p95] = cost.query_ms;
        println!(
            "{:10}  {:14.0}  {:7.0}  {:13.0}  {p50:6.2}  {p95:7.2}  {facets_p50:11.2}  {facets_p95:11.2}",
            cost.articles,
            cost.articles as f64 / cost.cpu_s,
            cost.peak_mb,
            cost.index_mb * 1e6 / cost.articles as f64,
        );
        costs.push(cost);
    }
    for pair in costs.windows(2) {
        let exponent = |of: fn(&Cost) -> f64| {
            (of(&pair[1]) / of(&pair[0])).ln() / (pair[1].articles as f64 / pair[0].articles as f64).ln()
        };
        println!(
            "{} to {}: growth as articles to the power of: CPU {:.2}, memory {:.2}, size {:.2}, query p95 {:.2}, with facets {:.2}",
            pair[0].articles,
            pair[1].articles,
            exponent(|c| c.cpu_s),
            exponent(|c| c.peak_mb),
            exponent(|c| c.index_mb),
            exponent(|c| c.query_ms[1]),
            exponent(|c| c.query_ms[3]),
        );
    }
    Ok(())
}

fn measure(sentences: &[String], articles: usize, work: &Path) -> Outcome<Cost> {
    let (archive, index) = (work.join("archive.jsonl"), work.join("index"));
    write_archive(sentences, articles, &archive)?;
    let _ = fs::remove_dir_all(&index);
    let out = Command::new(std::env::current_exe()?).arg("--run").args([&archive, &index]).output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into());
    }
    let told = String::from_utf8(out.stdout)?;
    let numbers = told.split_whitespace().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>()?;
    let [cpu_s, peak_mb, index_mb] = numbers[..] else { return Err("no figures".into()) };
    let queries = drawn_queries(&archive, QUERIES)?;
    let engine = Engine::open(&index)?;
    let [p50, p95] = query_ms(&engine, &queries, false)?;
    let [facets_p50, facets_p95] = query_ms(&engine, &queries, true)?;
    Ok(Cost { articles, cpu_s, peak_mb, index_mb, query_ms: [p50, p95, facets_p50, facets_p95] })
}

/// Indexes in this process and tells what it cost.
fn run(archive: &Path, index: &Path) -> Outcome<()> {
    ingested(archive, index, true)?;
    let bytes = dateline::index::status(index, false)?.index_bytes;
    println!("{} {} {}", cpu_seconds(), peak_megabytes(), bytes as f64 / 1e6);
    Ok(())
}

fn query_ms(engine: &Engine, queries: &[String], counted: bool) -> Outcome<[f64; 2]> {
    let mut least = vec![f64::INFINITY; queries.len()];
    for _ in 0..ROUNDS {
        for (query, least) in queries.iter().zip(&mut least) {
            let mut request = SearchRequest { query: query.clone(), limit: 10, ..SearchRequest::default() };
            if counted {
                request.facets = ["speaker", "place", "source"].map(str::to_owned).to_vec();
                request.timeline = Some(Bucket::Month);
            }
            let started = Instant::now();
            std::hint::black_box(engine.search(&request)?);
            *least = least.min(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    least.sort_by(f64::total_cmp);
    Ok([0.5, 0.95].map(|share| least[(least.len() as f64 * share) as usize]))
}

/// The sentences of an archive's first articles.
fn base_sentences(archive: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for line in BufReader::new(fs::File::open(archive)?).lines().take(BASE_ARTICLES) {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let text = article["text"].as_str().unwrap_or_default();
        let whole = dateline::article::Span::new(0, text.len());
        found.extend(sentences(text, &[whole], Some("en")).into_iter().map(|span| span.of(text).trim().to_owned()));
    }
    found.retain(|sentence| (20..400).contains(&sentence.len()));
    if found.is_empty() { Err("no sentences to build from".into()) } else { Ok(found) }
}

fn write_archive(sentences: &[String], articles: usize, path: &Path) -> Outcome<()> {
    const GIVEN: [&str; 8] = ["Ada", "Bruno", "Clara", "Dmitri", "Elena", "Farid", "Grace", "Hugo"];
    let mut out = BufWriter::new(fs::File::create(path)?);
    let mut dice = Dice(0x0dd_ba11_5eed_1234);
    for id in 0..articles {
        let title: String = sentences[dice.below(sentences.len())].chars().take(60).collect();
        let mut text = format!("The {} case follows the {} case.", coined(id), coined(dice.below(id + 1)));
        for _ in 0..2 + dice.below(4) {
            text.push_str("\n\n");
            for _ in 0..2 + dice.below(2) {
                text.push_str(&sentences[dice.below(sentences.len())].replace('\n', " "));
                text.push(' ');
            }
        }
        let speaker = format!("{} {}", GIVEN[dice.below(GIVEN.len())], capitalised(&coined(dice.below(id / 8 + 20))));
        text.push_str(&format!("\n\n“{}” {speaker} said.", title.trim_end_matches('.').replace(['“', '”', '"'], "")));
        let record = serde_json::json!({
            "id": id.to_string(),
            "title": title,
            "text": text,
            "source": format!("Courier {}", dice.below(60)),
            "date": format!("{}-{:02}-{:02}", 2010 + dice.below(12), 1 + dice.below(12), 1 + dice.below(28)),
        });
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}

/// The n-th word that no language has: its number in syllables.
fn coined(mut number: usize) -> String {
    const SYLLABLES: [&str; 8] = ["zor", "quil", "vex", "drun", "mabi", "kest", "yol", "phar"];
    let mut word = String::new();
    loop {
        word.push_str(SYLLABLES[number % SYLLABLES.len()]);
        number /= SYLLABLES.len();
        if number == 0 {
            return word;
        }
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
