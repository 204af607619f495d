//! The same questions to the index on disk and to a real engine: the same articles, counts, quotations, days, passages.
//!
//! They need a node: `.ci/run cluster` starts one and runs them, with its address in `DATELINE_TEST_ENGINE`
//! (`http://127.0.0.1:9201`). Without it they fail, so that nobody takes a run without an engine for a good one.

use crate::search::{SPEAKERS, WORDS, build, everything, query, sample, stored};
use dateline::article::RecordKey;
use dateline::error::{Error, Result};
use dateline::index::cluster::{Build, Layout, Part, Published, Shape, check, rollback};
use dateline::index::{StoredArticle, family, keys};
use dateline::ingest::{ClusterReport, ClusterSettings, IngestSettings, Progress, Root, Step, ingest, ingest_into};
use dateline::remote::{Access, Bulk, Remote};
use dateline::search::{Bucket, Cluster, Engine, Hit, QuotesRequest, QuotesResponse, SearchRequest, Sort};
use jiff::civil::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// An index of this test's own on the engine, removed when the test is over.
struct Own(Access);

impl Own {
    fn named(test: &str) -> Own {
        let engine = std::env::var("DATELINE_TEST_ENGINE").expect("DATELINE_TEST_ENGINE is the address of an engine");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        Own(Access::to(&format!("{engine}/dateline-test-{test}-{now}")))
    }

    fn remote(&self) -> Remote {
        Remote::open(&self.0).unwrap()
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let remote = self.remote();
        let all = remote.get(&format!("/{}-*/_settings", remote.name())).unwrap_or_default();
        for index in all.as_object().into_iter().flat_map(|map| map.keys()) {
            remote.delete(&format!("/{index}")).ok();
        }
    }
}

/// Writes articles as a build and moves the alias to it.
fn ship(own: &Own, name: &str, articles: &[StoredArticle]) -> Published {
    let remote = own.remote();
    let build = Build::begin(&remote, name, Layout { shards: 2, replicas: 0 }, &json!({})).unwrap();
    let shape = Shape::default();
    let mut bulk = Bulk::default();
    for article in articles {
        let key = keys::identity("news", &article.path, &RecordKey::WholeFile, 1).article_key;
        let (id, line) = shape.document(&family(article.clone(), key, shape.fields(), None).unwrap());
        bulk.add(&id, line);
    }
    build.write(bulk).unwrap();
    build.finish(Part::WHOLE, articles.len() as u64, 0).unwrap()
}

/// One random value after another, the same in every run.
fn random<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// Everything but what may differ between engines: the order, and what a passage scored.
fn passages(hits: &[Hit]) -> BTreeMap<String, String> {
    let shown = |hit: &Hit| {
        let passages = hit.passages.iter().map(|p| format!("{} {:?} {:?}", p.cite, p.highlights, p.speakers));
        (hit.article.id.clone(), passages.collect::<Vec<_>>().join("\n"))
    };
    hits.iter().map(shown).collect()
}

/// Asserts that both give the same answer; false when the engine refuses by name what it cannot do.
fn same(disk: &Engine, cluster: &Cluster, request: &SearchRequest) -> bool {
    let here = disk.search(request);
    let there = match cluster.search(request) {
        Err(error) if error.message.ends_with("is not supported on this engine") => return false,
        there => there,
    };
    let (here, there) = match (here, there) {
        (Ok(here), Ok(there)) => (here, there),
        (here, there) => panic!("{}: {:?} {:?}", request.query, here.err(), there.err()),
    };
    let query = &request.query;
    assert_eq!(passages(&here.hits), passages(&there.hits), "{query}");
    let counts = |r: &dateline::search::SearchResponse| (r.articles, r.undated, r.undated_left_out, r.hits.len());
    assert_eq!(counts(&here), counts(&there), "{query}");
    assert_eq!(here.facets, there.facets, "{query}");
    assert_eq!(here.timeline, there.timeline, "{query}");
    assert_eq!(here.parsed, there.parsed);
    true
}

fn same_quotes(disk: &Engine, cluster: &Cluster, request: &QuotesRequest) {
    let shown = |response: QuotesResponse| {
        let hit = |hit: &dateline::search::QuoteHit| {
            let copies: Vec<&str> = hit.copies.iter().map(|copy| copy.id.as_str()).collect();
            let first = hit.first.as_ref().map(|first| first.id.clone());
            format!("{} {:?} {:?} {:?} {copies:?} {first:?}", hit.article.id, hit.quotation, hit.highlights, hit.person)
        };
        let hits: BTreeSet<String> = response.hits.iter().map(hit).collect();
        (response.quotations, response.undated_left_out, hits)
    };
    let (here, there) = (disk.quotes(request).unwrap(), cluster.quotes(request).unwrap());
    assert_eq!(shown(here), shown(there), "{request:?}");
}

#[test]
#[ignore = "needs an engine: `.ci/run cluster`"]
fn random_questions_have_the_same_answers() {
    let mut runner = TestRunner::deterministic();
    let samples: Vec<_> = (0..60).map(|_| random(&mut runner, &sample())).collect();
    let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(number, s)| stored(s, number)).collect();
    let dir = tempfile::tempdir().unwrap();
    let disk = build(dir.path(), &articles);
    let own = Own::named("random");
    assert_eq!(ship(&own, "one", &articles), Published::Live { articles: 60, before: None });
    let cluster = Cluster::open(&own.0).unwrap();
    let (mut answered, mut refused) = (0, BTreeSet::new());
    for _ in 0..300 {
        let query = random(&mut runner, &query());
        match same(&disk, &cluster, &SearchRequest { copies: true, ..everything(&query) }) {
            true => answered += 1,
            false => drop(refused.insert(query)),
        }
    }
    assert!(answered >= 200, "only {answered} of 300 were answered; refused: {refused:?}");
    for speaker in SPEAKERS.iter().copied().chain(["lee"]) {
        for words in [String::new(), WORDS[0].to_owned(), format!("\"{} {}\"", WORDS[0], WORDS[1])] {
            let filter = dateline::search::Filter { speaker: vec![speaker.to_owned()], ..Default::default() };
            same_quotes(
                &disk,
                &cluster,
                &QuotesRequest { query: words, filter, limit: 1000, ..QuotesRequest::default() },
            );
        }
    }
}

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

fn settings(index: &Path) -> IngestSettings {
    IngestSettings {
        index: index.to_path_buf(),
        roots: vec![Root { path: Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), label: None }],
        latest: Date::MAX,
        ..IngestSettings::default()
    }
}

fn onto(own: &Own, build: &str, part: Part, index: &Path, progress: &dyn Progress) -> Result<ClusterReport> {
    let (access, build) = (own.0.clone(), Some(build.to_owned()));
    ingest_into(&settings(index), &ClusterSettings { access, build, part, shards: None, replicas: Some(0) }, progress)
}

#[test]
#[ignore = "needs an engine: `.ci/run cluster`"]
fn the_sample_archive_has_the_same_answers() {
    let dir = tempfile::tempdir().unwrap();
    let index = dir.path().join("index");
    let here = ingest(&settings(&index), &Silent).unwrap();
    let own = Own::named("corpus");
    let there = onto(&own, "one", Part::WHOLE, &dir.path().join("none"), &Silent).unwrap();
    let counts =
        |r: &dateline::ingest::IngestReport| (r.articles, r.quotations, r.not_articles.clone(), r.rejects.clone());
    assert_eq!(counts(&here), counts(&there.read));
    let (disk, cluster) = (Engine::open(&index).unwrap(), Cluster::open(&own.0).unwrap());
    let queries = [
        "",
        "ferry",
        "treaty river",
        "\"the treaty\"",
        "title:ferry",
        "lead:ferry",
        "har*",
        "*our",
        "harbuor~1",
        "=said",
        "speaker:ackroyd",
        "speaker:ackroyd said:the",
        "place:Zambia",
        "near:\"53.7,-2.0,300km\"",
        "source:estuary*",
        "date:2025",
        "date:none",
        "mentions:2025",
        "said:(the OR a) -ferry",
        "harbour SENT said",
        "harbour SAME said",
        "harbour NEAR/9 said",
        "the ADJ/3 harbour",
        "atleast3(the)",
        "language:de",
        "byline:oduro",
        "nothingofthekind",
        "path:meridian-wire/*",
        "NOT the",
        "dateline:Geneva",
        "focus:Cameroon",
        "\"the harbour\"~3",
    ];
    for query in queries {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let facets = ["speaker", "place", "focus", "source", "section", "byline", "language", "year"];
            let request = SearchRequest {
                query: query.to_owned(),
                sort,
                limit: 1000,
                passages: 3,
                copies: true,
                facets: facets.map(str::to_owned).to_vec(),
                facet_limit: 25,
                timeline: Some(Bucket::Week),
                ..SearchRequest::default()
            };
            assert!(same(&disk, &cluster, &request), "refused: {query}");
        }
        let quotes = QuotesRequest { query: query.to_owned(), limit: 1000, ..QuotesRequest::default() };
        if !query.contains("SENT") && !query.contains("SAME") {
            same_quotes(&disk, &cluster, &quotes);
        }
    }
    let about = QuotesRequest {
        about: vec!["ackroyd".to_owned()],
        limit: 100,
        min_confidence: 0.9,
        ..QuotesRequest::default()
    };
    same_quotes(&disk, &cluster, &about);
    for hit in disk.search(&SearchRequest { limit: 20, ..SearchRequest::default() }).unwrap().hits {
        let id = hit.article.id.as_str();
        let (here, there) = (disk.article(id).unwrap().unwrap(), cluster.article(&id[..12]).unwrap().unwrap());
        assert_eq!((here.card, here.article, here.annotations), (there.card, there.article, there.annotations));
    }
    assert_eq!(cluster.article("zzzzzzzz").unwrap(), None);
    let findings = check(&own.remote()).unwrap();
    let bad: Vec<_> = findings.iter().filter(|f| !f.is_good && !matches!(f.what, "disk" | "health")).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

/// Every article of a build with a digest of what is kept of it.
fn digest(own: &Own, index: &str) -> BTreeMap<String, String> {
    let remote = own.remote();
    remote.post(&format!("/{index}/_refresh"), &json!({})).unwrap();
    let body = json!({"size": 10_000, "query": {"match_all": {}}});
    let answer = remote.post(&format!("/{index}/_search"), &body).unwrap();
    let hits = answer["hits"]["hits"].as_array().unwrap().clone();
    hits.iter().map(|hit| (hit["_id"].as_str().unwrap().to_owned(), hit["_source"].to_string())).collect()
}

/// Ends a run after so many articles, as a signal would.
struct Until(u64, AtomicBool);

impl Progress for Until {
    fn advance(&self, step: &Step) {
        self.1.fetch_or(step.articles >= self.0, Ordering::SeqCst);
    }

    fn should_stop(&self) -> bool {
        self.1.load(Ordering::SeqCst)
    }
}

#[test]
#[ignore = "needs an engine: `.ci/run cluster`"]
fn parts_and_runs_that_were_cut_off_make_the_same_index() {
    let dir = tempfile::tempdir().unwrap();
    let own = Own::named("parts");
    let whole = onto(&own, "whole", Part::WHOLE, dir.path(), &Silent).unwrap();
    for stop in [1, 3, 10] {
        let cut = onto(&own, "parts", Part { number: 1, of: 2 }, dir.path(), &Until(stop, AtomicBool::new(false)));
        assert!(cut.unwrap_err().message.starts_with("stopped"), "{stop}");
    }
    let reports = std::thread::scope(|scope| {
        let part = |number| onto(&own, "parts", Part { number, of: 2 }, dir.path(), &Silent).unwrap();
        let both = [1, 2].map(|number| scope.spawn(move || part(number)));
        both.map(|run| run.join().unwrap())
    });
    let live = reports.iter().filter(|report| matches!(report.published, Published::Live { .. })).count();
    assert!(live >= 1, "{reports:?}");
    assert_eq!(reports.iter().map(|report| report.read.articles).sum::<u64>(), whole.read.articles);
    assert_eq!(digest(&own, &whole.index), digest(&own, &reports[0].index));
    let again = onto(&own, "parts", Part { number: 1, of: 2 }, dir.path(), &Silent);
    assert!(again.unwrap_err().message.contains("answers already"));
    assert_eq!(rollback(&own.remote()).unwrap(), whole.index);
}

#[test]
#[ignore = "needs an engine: `.ci/run cluster`"]
fn a_search_sees_one_build_or_the_other() {
    let mut runner = TestRunner::deterministic();
    let samples: Vec<_> = (0..30).map(|_| random(&mut runner, &sample())).collect();
    let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(number, s)| stored(s, number)).collect();
    let own = Own::named("switch");
    ship(&own, "b0", &articles[..10]);
    let done = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let searching = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !done.load(Ordering::SeqCst) {
                let answer = Cluster::open(&own.0).and_then(|cluster| cluster.search(&everything("")));
                let answer = answer.unwrap_or_else(|error: Error| panic!("{error}"));
                assert_eq!(answer.articles, answer.hits.len() as u64);
                seen.insert(answer.articles);
            }
            seen
        });
        (1..6).for_each(|n| drop(ship(&own, &format!("b{n}"), &articles[..if n % 2 == 0 { 10 } else { 30 }])));
        done.store(true, Ordering::SeqCst);
        searching.join().unwrap()
    });
    assert!(seen.is_subset(&BTreeSet::from([10, 30])), "{seen:?}");
}
