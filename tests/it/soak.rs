//! Readers that go on asking while one writer updates and rebuilds under them: no error, and every answer is that of
//! one whole state of the archive, the one before or the one after.
//!
//! A few seconds in the tests; five minutes with `.ci/trust --soak 300`, which prints the latencies.

use crate::crash::Desk;
use crate::ingest::Silent;
use dateline::ingest::{IngestSettings, Root, ingest};
use dateline::search::{Bucket, Engine, QuotesRequest, SearchRequest};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const READERS: usize = 8;
/// The archive goes through these states, again and again.
const STATES: u64 = 3;
const QUERIES: [&str; 5] =
    ["", "harbour ferries", "\"speaks of the harbour\"", "speaker:solheim place:Bergen", "report -nobody"];

/// Everything an engine says to all of the queries, but for how long it took.
fn answers(engine: &Engine) -> Result<Vec<String>, String> {
    let mut answers = Vec::new();
    for query in QUERIES {
        let request = SearchRequest {
            query: query.to_owned(),
            limit: 20,
            facets: ["speaker", "place"].map(str::to_owned).to_vec(),
            timeline: Some(Bucket::Year),
            ..SearchRequest::default()
        };
        let mut found = engine.search(&request).map_err(|e| e.to_string())?;
        found.took_ms = 0.0;
        answers.push(format!("{found:?}"));
    }
    let mut said =
        engine.quotes(&QuotesRequest { limit: 20, ..QuotesRequest::default() }).map_err(|e| e.to_string())?;
    said.took_ms = 0.0;
    answers.push(format!("{said:?}"));
    Ok(answers)
}

fn settings(desk: &Desk, index: &Path, rebuild: bool) -> IngestSettings {
    let roots = vec![Root { path: desk.path("news"), label: None }];
    IngestSettings {
        index: index.to_path_buf(),
        roots,
        rebuild,
        jobs: 2,
        memory_bytes: 60 << 20,
        latest: jiff::civil::date(2100, 1, 1),
        ..IngestSettings::default()
    }
}

/// What the states answer, each from an index that nobody disturbed.
fn expected(desk: &Desk) -> Vec<Vec<String>> {
    let of_state = |state| {
        desk.write_archive(state);
        let index = desk.path(&format!("state-{state}"));
        ingest(&settings(desk, &index, false), &Silent).unwrap();
        answers(&Engine::open(&index).unwrap()).unwrap()
    };
    (0..STATES).map(of_state).collect()
}

/// Asks until it is told to stop; the milliseconds of opening an engine and asking it everything, each.
fn read(index: &Path, expected: &[Vec<String>], published: &AtomicU64, is_over: &AtomicBool) -> Vec<f64> {
    let mut took = Vec::new();
    while !is_over.load(Ordering::SeqCst) {
        let before = published.load(Ordering::SeqCst);
        let started = Instant::now();
        let seen = Engine::open(index).map_err(|e| e.to_string()).and_then(|engine| answers(&engine)).unwrap();
        took.push(started.elapsed().as_secs_f64() * 1e3);
        // One more may have been published and not yet counted.
        let after = published.load(Ordering::SeqCst) + 1;
        let is_of_one = (before..=after).any(|n| expected[(n % STATES) as usize] == seen);
        assert!(is_of_one, "between {before} and {after}: an answer of no state of the archive");
    }
    took
}

#[test]
fn readers_see_one_whole_state_while_it_is_rebuilt_and_updated() {
    let seconds: u64 = std::env::var("SOAK").map_or(3, |seconds| seconds.parse().expect("SOAK is a number"));
    let desk = Desk::new();
    let expected = expected(&desk);
    let index = desk.path("index");
    desk.write_archive(0);
    ingest(&settings(&desk, &index, false), &Silent).unwrap();
    let (published, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let mut took: Vec<f64> = std::thread::scope(|scope| {
        let reader = || read(&index, &expected, &published, &is_over);
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(seconds) && !readers.iter().any(|reader| reader.is_finished()) {
            let next = published.load(Ordering::SeqCst) + 1;
            desk.write_archive(next % STATES);
            ingest(&settings(&desk, &index, next.is_multiple_of(3)), &Silent).unwrap();
            published.store(next, Ordering::SeqCst);
        }
        is_over.store(true, Ordering::SeqCst);
        readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect()
    });
    let runs = published.into_inner();
    assert!(runs > 0 && took.len() >= READERS);
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    // Shown with `--nocapture`.
    println!(
        "{READERS} readers, {seconds} s: {} readings of {} answers each under {runs} runs, none wrong; a reading, engine opened anew, \
         took {:.1} ms at the median, {:.1} ms at the 95th percentile, {:.1} ms at most",
        took.len(),
        QUERIES.len() + 1,
        at(0.5),
        at(0.95),
        at(1.0),
    );
}
