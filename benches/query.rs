//! Queries against bare tantivy, on the same texts, in one run.
//!
//! *What is measured*: milliseconds a query inside the process, warm. Bare tantivy parses, counts every match,
//! ranks ten by BM25 and fetches them. dateline does that and gives each article's best passage with highlights;
//! then the same again with three facets and a timeline. Every query goes to all three in turn, the fastest of the
//! rounds counts, and the medians and 95th percentiles of the queries are given with their ratios. Only the
//! ratios mean anything: machines differ and are busy.
//!
//! *Corpus and queries*: a JSONL file with `title` and `text` when one is given, else the made-up archive of the
//! ingest benchmark. 300 queries drawn from its texts with a fixed seed: single words, two words that must all
//! stand, three of which any may, and phrases of two words that stand together somewhere.
//!
//! ```console
//! $ cargo bench --bench query -- [FILE.jsonl] [--rounds N]
//! ```

mod common;

use common::{Outcome, archive_of, bare_tantivy, bench, drawn_queries, ingested, value_of};
use dateline::search::{Bucket, Engine, SearchRequest};
use std::process::ExitCode;
use std::time::Instant;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::{Index, Searcher, TantivyDocument};

const QUERIES: usize = 300;
/// Guessed: enough to see past one interruption, few enough to wait for.
const ROUNDS: usize = 5;
const HITS: usize = 10;

fn main() -> ExitCode {
    bench(compare)
}

fn compare(args: &[String]) -> Outcome<()> {
    let rounds = value_of(args, "--rounds")?.map_or(Ok(ROUNDS), str::parse)?;
    let work = tempfile::tempdir()?;
    let archive = archive_of(args, work.path())?;
    let bare = Bare::open(bare_tantivy(&archive, &work.path().join("bare"))?)?;
    let index = work.path().join("index");
    ingested(&archive, &index, true)?;
    let engine = Engine::open(&index)?;
    let queries = drawn_queries(&archive, QUERIES)?;
    let mut times = vec![[f64::INFINITY; 3]; queries.len()];
    for _ in 0..rounds {
        for (query, times) in queries.iter().zip(&mut times) {
            keep_least(&mut times[0], || bare.search(query))?;
            keep_least(&mut times[1], || dateline_search(&engine, query, false))?;
            keep_least(&mut times[2], || dateline_search(&engine, query, true))?;
        }
    }
    println!("{} queries, best of {rounds} rounds; in brackets the ratio to bare tantivy", queries.len());
    for (column, name) in ["tantivy", "dateline", "dateline, 3 facets, timeline"].iter().enumerate() {
        let [p50, p95] = [0.5, 0.95].map(|share| (quantile(&times, column, share), quantile(&times, 0, share)));
        println!("{name:30} p50 {:8.3} ms ({:.2})  p95 {:8.3} ms ({:.2})", p50.0, p50.0 / p50.1, p95.0, p95.0 / p95.1);
    }
    Ok(())
}

fn keep_least(least_ms: &mut f64, search: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
    let started = Instant::now();
    search()?;
    *least_ms = least_ms.min(started.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

fn quantile(times: &[[f64; 3]], column: usize, share: f64) -> f64 {
    let mut values: Vec<f64> = times.iter().map(|row| row[column]).collect();
    values.sort_by(f64::total_cmp);
    values.get((values.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN)
}

struct Bare {
    searcher: Searcher,
    parser: QueryParser,
}

impl Bare {
    fn open(index: Index) -> Outcome<Self> {
        let [title, text] = ["title", "text"].map(|name| index.schema().get_field(name));
        let mut parser = QueryParser::for_index(&index, vec![title?, text?]);
        parser.set_conjunction_by_default();
        Ok(Bare { searcher: index.reader()?.searcher(), parser })
    }

    fn search(&self, query: &str) -> Outcome<()> {
        let query = self.parser.parse_query(query)?;
        let (best, _) = self.searcher.search(&query, &(TopDocs::with_limit(HITS).order_by_score(), Count))?;
        for (_, address) in best {
            std::hint::black_box(self.searcher.doc::<TantivyDocument>(address)?);
        }
        Ok(())
    }
}

fn dateline_search(engine: &Engine, query: &str, counted: bool) -> Outcome<()> {
    let mut request = SearchRequest { query: query.to_owned(), limit: HITS, ..SearchRequest::default() };
    if counted {
        request.facets = ["speaker", "place", "source"].map(str::to_owned).to_vec();
        request.timeline = Some(Bucket::Month);
    }
    std::hint::black_box(engine.search(&request)?);
    Ok(())
}
