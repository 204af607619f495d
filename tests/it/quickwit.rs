//! The same questions to the index on disk and to a stand-in for Quickwit.
//!
//! No Quickwit was ever asked: what is shown here is that the program keeps to what the documentation says, and that its
//! answers are those of the index on disk where the documentation is right. See `stand_in.rs`.

mod stand_in;

use crate::cli::Desk;
use crate::cluster::{
    FORMS, QUERIES, Silent, Until, archive_of_forms, asking_all, random, same, same_all_over, same_article,
    same_quotes, settings,
};
use crate::search::{SPEAKERS, WORDS, build, everything, query, sample, stored};
use dateline::article::RecordKey;
use dateline::error::Result;
use dateline::index::cluster::{
    Build, Layout, Part, Published, Shape, check, keep_speaker_rules, live, release, rollback, withhold,
};
use dateline::index::{StoredArticle, keys};
use dateline::ingest::{ClusterReport, ClusterSettings, IngestSettings, Progress, Step, ingest, ingest_into};
use dateline::remote::{Access, Bulk, Commit, Patience, Remote};
use dateline::search::{
    Bucket, Cluster, Count, Engine, Face, Filter, PivotBy, QuotesRequest, SearchRequest, SearchResponse, Sort,
};
use proptest::test_runner::TestRunner;
use serde_json::json;
use stand_in::{Fault, StandIn};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn access(quickwit: &StandIn) -> Access {
    let patience = Patience(Duration::from_secs(60));
    Access { commit_seconds: 1, patience, ..Access::to(&quickwit.url("news")) }
}

fn onto(quickwit: &StandIn, build: &str, part: Part, index: &Path, progress: &dyn Progress) -> Result<ClusterReport> {
    ingest_into(&settings(index), &to(access(quickwit), build, part), progress)
}

fn to(access: Access, build: &str, part: Part) -> ClusterSettings {
    let (build, shards, replicas) = (Some(build.to_owned()), None, None);
    // Many requests of a small archive.
    let bulk_bytes = 20_000;
    ClusterSettings { access, build, part, shards, replicas, bulk_bytes, commit_seconds: Some(1) }
}

/// The sample archive on disk and on a stand-in.
struct Both {
    quickwit: StandIn,
    dir: tempfile::TempDir,
}

impl Both {
    fn new() -> Both {
        let both = Both { quickwit: StandIn::start(), dir: tempfile::tempdir().unwrap() };
        let here = ingest(&settings(&both.index()), &Silent).unwrap();
        let there = both.build("one").unwrap();
        let counts =
            |r: &dateline::ingest::IngestReport| (r.articles, r.quotations, r.not_articles.clone(), r.rejects.clone());
        assert_eq!(counts(&here), counts(&there.read));
        assert_eq!(there.published, Published::Live { articles: here.articles, before: None });
        both
    }

    fn index(&self) -> std::path::PathBuf {
        self.dir.path().join("index")
    }

    fn build(&self, name: &str) -> Result<ClusterReport> {
        onto(&self.quickwit, name, Part::WHOLE, &self.dir.path().join("none"), &Silent)
    }

    fn remote(&self) -> Remote {
        Remote::connect(&access(&self.quickwit)).unwrap()
    }

    fn open(&self) -> (Engine, Cluster) {
        (Engine::open(&self.index()).unwrap(), Cluster::open(&access(&self.quickwit)).unwrap())
    }
}

/// What is found otherwise there: by the words first, then by looking at the articles.
const LOOKED_AT: &[&str] = &[
    "date:2025-03..2025-08 \"the river\"",
    "said:\"the river\"",
    "-said:\"the river\" river",
    "atleast3(the) -\"the river\"",
    "NOT \"the harbour\"",
    "(\"the harbour\" OR ferry) -speaker:ackroyd",
];

#[test]
fn the_sample_archive_has_the_same_answers() {
    let both = Both::new();
    let (disk, cluster) = both.open();
    for (number, query) in QUERIES.iter().chain(LOOKED_AT).copied().enumerate() {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let request = asking_all(query, sort, Bucket::Month);
            let plain = SearchRequest { facets: Vec::new(), timeline: None, ..request.clone() };
            if sort == Sort::Relevance {
                assert!(same(&disk, &cluster, &request), "refused: {query}");
                let grouped = SearchRequest { copies: false, face: Face::First, ..plain };
                assert!(number % 2 == 1 || same(&disk, &cluster, &grouped), "refused: {query}");
            } else if number % 4 == 0 {
                // The order does not depend on the question.
                assert!(same(&disk, &cluster, &SearchRequest { limit: 5, ..plain }), "refused: {query}");
            }
        }
        if !query.contains("SENT") && !query.contains("SAME") {
            let quotes = QuotesRequest { query: query.to_owned(), limit: 1000, ..QuotesRequest::default() };
            same_quotes(&disk, &cluster, &quotes);
        }
    }
    for facet in ["speaker", "focus", "section"] {
        for pivot in [PivotBy::Field("source".to_owned()), PivotBy::Time(Bucket::Quarter)] {
            let facets = vec![facet.to_owned()];
            let request =
                SearchRequest { query: "the".to_owned(), facets, facet_limit: 12, ..SearchRequest::default() };
            assert!(same(&disk, &cluster, &SearchRequest { pivot: Some(pivot), limit: 0, ..request }));
        }
    }
    let first = |limit| SearchRequest { limit, copies: true, ..SearchRequest::default() };
    // Where there is nothing to score, the order is that of the disk, and so are the first few.
    let ids = |r: SearchResponse| r.hits.into_iter().map(|hit| hit.article.id).collect::<Vec<_>>();
    assert_eq!(ids(disk.search(&first(7)).unwrap()), ids(cluster.search(&first(7)).unwrap()));
    for id in ids(disk.search(&first(5)).unwrap()) {
        same_article(&disk, &cluster, &id);
    }
    assert_eq!(cluster.article("zzzzzzzz").unwrap(), None);
    let findings = check(&both.remote()).unwrap();
    assert!(findings.iter().all(|finding| finding.is_good), "{findings:?}");
    let version = &findings[0].says;
    assert!(
        version.contains("quickwit 0.9.0") && version.contains(": without upsert, alias, nested quotations"),
        "{version}"
    );
}

#[test]
fn what_it_cannot_do_is_refused_by_name() {
    let both = Both::new();
    let (_, cluster) = both.open();
    let base = SearchRequest { query: "ferry".to_owned(), ..SearchRequest::default() };
    let query = |query: &str| SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
    let requests = [
        SearchRequest { recency: Some(30), ..base.clone() },
        SearchRequest { expand: true, ..base.clone() },
        SearchRequest { count: Count::Stories, ..base },
        query("caps(Ferry)"),
        query("=he'll"),
        query("query:mine"),
        query("harbuor~1"),
        query("\"harbuor~1 said\""),
        query("ferry NEAR/3 harbour NEAR/3 river"),
        query("ferry OR said:river"),
    ];
    for request in &requests[..7] {
        let error = cluster.search(request).expect_err(&format!("{request:?}"));
        assert!(error.message.ends_with("is not supported on this engine") && error.hint.is_some(), "{error}");
    }
    let error = cluster.search(&requests[8]).unwrap_err();
    assert!(error.message.starts_with("NEAR or ADJ between more than two parts"), "{error}");
    let to = |shards, replicas| ClusterSettings { shards, replicas, ..to(access(&both.quickwit), "two", Part::WHOLE) };
    for (to, flag) in [(to(Some(2), None), "`--engine-shards`"), (to(None, Some(1)), "`--replicas`")] {
        let error = ingest_into(&settings(both.dir.path()), &to, &Silent).unwrap_err();
        assert!(
            error.message.starts_with(flag) && error.message.ends_with("is not supported on this engine"),
            "{error}"
        );
    }
    let dots = Access::to(&both.quickwit.url("ne.ws"));
    assert!(Remote::connect(&dots).unwrap_err().message.contains("is no name for an index of Quickwit"));
}

#[test]
fn what_is_withheld_stays_gone_when_it_is_edited_and_then_moved() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let archive = dir.path().join("news");
    std::fs::create_dir(&archive).unwrap();
    let root = dateline::ingest::Root { path: archive.clone(), label: None };
    let settings = IngestSettings { roots: vec![root], ..settings(&dir.path().join("none")) };
    let build = |name: &str| ingest_into(&settings, &to(access(&quickwit), name, Part::WHOLE), &Silent).unwrap();
    let shown = || {
        let request = SearchRequest { limit: 10, ..Default::default() };
        Cluster::open(&access(&quickwit)).unwrap().search(&request).unwrap().hits
    };
    let (a, b) = (archive.join("a.txt"), archive.join("b.txt"));
    std::fs::write(&a, "One\n\nThe ferry sails on Monday.\n").unwrap();
    build("one");
    let id = shown()[0].article.id.clone();
    assert_eq!(withhold(&Remote::connect(&access(&quickwit)).unwrap(), &id, "order").unwrap(), 1);
    std::fs::write(&a, "One\n\nThe ferry sails on Tuesday, after all.\n").unwrap();
    std::fs::copy(&a, &b).unwrap();
    build("two");
    assert!(shown().is_empty(), "nor is the copy that came with it");
    std::fs::remove_file(&a).unwrap();
    build("three");
    assert!(shown().is_empty());
    release(&Remote::connect(&access(&quickwit)).unwrap(), &id).unwrap();
    assert_eq!(shown().len(), 1);
}

#[test]
fn what_is_withheld_is_in_no_answer_of_any_build() {
    let both = Both::new();
    let remote = both.remote();
    let (disk, _) = both.open();
    let request =
        SearchRequest { limit: 1000, copies: true, query: "speaker:ackroyd".to_owned(), ..Default::default() };
    let mut ids: Vec<String> = disk.search(&request).unwrap().hits.into_iter().map(|hit| hit.article.id).collect();
    let all = ids.len() as u64;
    ids.truncate(2);
    for id in &ids {
        let here = dateline::index::withhold(&both.index(), id, "order 12/26").unwrap();
        assert_eq!(withhold(&remote, &id[..10], "order 12/26").unwrap(), here);
    }
    assert!(withhold(&remote, &ids[0], "again").unwrap_err().message.contains("withheld already"));
    let (disk, cluster) = both.open();
    same_all_over(&disk, &cluster);
    assert_eq!(cluster.article(&ids[0]).unwrap(), None);
    both.build("two").unwrap();
    assert_eq!(both.open().1.article(&ids[0]).unwrap(), None);
    for id in &ids {
        dateline::index::release(&both.index(), id).unwrap();
        release(&remote, &id[..10]).unwrap();
    }
    // Taken back and decided anew: the newest note holds.
    withhold(&remote, &ids[0], "after all").unwrap();
    assert_eq!(both.open().1.article(&ids[0]).unwrap(), None);
    release(&remote, &ids[0]).unwrap();
    let (disk, cluster) = both.open();
    same_all_over(&disk, &cluster);
    assert_eq!(cluster.search(&request).unwrap().articles, all);
    let stamp = || Cluster::stamp(&access(&both.quickwit)).unwrap();
    let before = stamp();
    // Some people are shown alike.
    let people = SearchRequest { facets: vec!["speaker".to_owned()], facet_limit: 50, limit: 0, ..Default::default() };
    let quoted = disk.search(&people).unwrap().facets.remove(0).values;
    let rename = |name: &str| format!("[[rename]]\nname = {name:?}\nas = \"Somebody Renamed\"\n");
    let rules: String = quoted[..4].iter().map(|value| rename(&value.value)).collect();
    keep_speaker_rules(&remote, Some(&rules)).unwrap();
    std::fs::write(both.index().join("speakers.toml"), rules).unwrap();
    assert_ne!(stamp(), before);
    let (disk, cluster) = both.open();
    same_all_over(&disk, &cluster);
    assert!(same(&disk, &cluster, &SearchRequest { pivot: Some(PivotBy::Time(Bucket::Day)), ..people }));
    keep_speaker_rules(&remote, None).unwrap();
    assert_eq!(stamp(), before);
}

#[test]
fn parts_and_runs_that_were_cut_off_make_the_same_index_and_one_goes_back() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let whole = onto(&quickwit, "whole", Part::WHOLE, dir.path(), &Silent).unwrap();
    for stop in [1, 10] {
        let until = Until(stop, AtomicBool::new(false));
        let cut = onto(&quickwit, "parts", Part { number: 1, of: 2 }, dir.path(), &until);
        assert!(cut.unwrap_err().message.starts_with("stopped"), "{stop}");
    }
    let reports = std::thread::scope(|scope| {
        let (quickwit, dir) = (&quickwit, &dir);
        let part = move |number| onto(quickwit, "parts", Part { number, of: 2 }, dir.path(), &Silent).unwrap();
        let both = [1, 2].map(|number| scope.spawn(move || part(number)));
        both.map(|run| run.join().unwrap())
    });
    assert!(reports.iter().any(|report| matches!(report.published, Published::Live { .. })), "{reports:?}");
    assert_eq!(reports.iter().map(|report| report.read.articles).sum::<u64>(), whole.read.articles);
    assert_eq!(quickwit.articles(&whole.index), quickwit.articles("news-parts"));
    let again = || onto(&quickwit, "parts", Part { number: 1, of: 2 }, dir.path(), &Silent).unwrap_err().message;
    assert!(again().contains("answers already"));
    let remote = Remote::connect(&access(&quickwit)).unwrap();
    assert_eq!(rollback(&remote).unwrap(), whole.index);
    assert!(again().contains("is finished"));
    assert!(rollback(&remote).unwrap_err().message.contains("nothing to go back to"));
    let findings = check(&remote).unwrap();
    assert!(
        findings.iter().any(|finding| finding.what == "build" && finding.says.contains("news-parts")),
        "{findings:?}"
    );
}

#[test]
fn a_storm_of_refusals_loses_and_doubles_nothing() {
    let quickwit = StandIn::start();
    let remote = Remote::connect(&access(&quickwit)).unwrap();
    dateline::index::cluster::quickwit::load::create(
        &remote,
        "news-storm",
        &json!({
            "version": "0.7", "index_id": "news-storm", "indexing_settings": {"commit_timeout_secs": 1}, "search_settings": {},
            "doc_mapping": {"mode": "strict", "field_mappings": [
                {"name": "article", "type": "text", "tokenizer": "raw"},
                {"name": "batch", "type": "text", "tokenizer": "raw", "stored": false},
            ]},
        }),
    )
    .unwrap();
    quickwit.befall(|number, line| {
        let faults = [
            Some(Fault::Busy),
            Some(Fault::Unsaid),
            Some(Fault::Half),
            Some(Fault::Lost),
            None,
            Some(Fault::Busy),
            None,
        ];
        faults[number % faults.len()].filter(|_| line.contains("/ingest"))
    });
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let remote = &remote;
            scope.spawn(move || {
                let mut bulk = Bulk::default();
                for n in 0..100 {
                    let id = format!("{thread}-{n}");
                    bulk.add(&id, json!({"article": id}).to_string());
                }
                remote.append("news-storm", bulk, Commit::Auto).unwrap();
            });
        }
    });
    let mut ids: Vec<String> = quickwit.articles("news-storm").into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 400);
    ids.dedup();
    assert_eq!(ids.len(), 400);
}

/// While a run reads, something happens to what it has written, once.
struct Meanwhile<'q> {
    happens: &'q dyn Fn() -> bool,
    is_done: AtomicBool,
}

impl Progress for Meanwhile<'_> {
    fn advance(&self, _: &Step) {
        let is_done = self.is_done.load(Ordering::SeqCst) || (self.happens)();
        self.is_done.store(is_done, Ordering::SeqCst);
    }
}

#[test]
fn an_article_that_is_there_twice_or_was_dropped_lets_no_build_answer() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let first = onto(&quickwit, "one", Part::WHOLE, dir.path(), &Silent).unwrap();
    // A request that came through when nobody expected it any more, and a document that was taken and not indexed.
    let doubled = || quickwit.double_one("news-two");
    let dropped = || quickwit.drop_one("news-three");
    let cases: [(&str, &dyn Fn() -> bool, &str); 2] =
        [("two", &doubled, "1 articles are twice in `news-two`"), ("three", &dropped, "where its parts wrote")];
    for (build, happens, reason) in cases {
        let meanwhile = Meanwhile { happens, is_done: AtomicBool::new(false) };
        let error = onto(&quickwit, build, Part::WHOLE, dir.path(), &meanwhile).unwrap_err();
        assert!(error.message.contains(reason) && error.message.contains("`news` stays as it was"), "{error}");
        let cluster = Cluster::open(&access(&quickwit)).unwrap();
        assert_eq!(cluster.search(&SearchRequest::default()).unwrap().articles, first.read.articles);
    }
    // What was dropped is written by the next run, what is doubled is not mended.
    let again = |build: &str| onto(&quickwit, build, Part::WHOLE, dir.path(), &Silent);
    assert!(matches!(again("three").unwrap().published, Published::Live { .. }));
    assert_eq!(quickwit.articles("news-one"), quickwit.articles("news-three"));
    assert!(again("two").unwrap_err().message.contains("are twice"));
}

/// Not a test: a run of another process, which the next one kills.
#[test]
#[ignore = "is run by `kills_at_any_moment_lose_and_double_nothing`"]
fn a_run_to_be_killed() {
    let Ok(told) = std::env::var("DATELINE_TEST_QUICKWIT") else { return };
    let (url, build) = told.split_once(' ').unwrap();
    let patience = Patience(Duration::from_secs(60));
    let access = Access { commit_seconds: 1, patience, ..Access::to(url) };
    let dir = tempfile::tempdir().unwrap();
    ingest_into(&settings(dir.path()), &to(access, build, Part::WHOLE), &Silent).unwrap();
}

/// Half a dozen kills; as many as `DATELINE_TEST_KILLS` says when it is set.
#[test]
fn kills_at_any_moment_lose_and_double_nothing() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let whole = onto(&quickwit, "whole", Part::WHOLE, dir.path(), &Silent).unwrap();
    let kept = quickwit.articles(&whole.index);
    let wanted = std::env::var("DATELINE_TEST_KILLS").map_or(6, |kills| kills.parse().unwrap());
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let (mut kills, mut round) = (0, 0);
    while kills < wanted {
        let build = format!("killed-{round}");
        kills += killed_until_whole(&quickwit, &build, &mut dice);
        round += 1;
        assert_eq!(kept, quickwit.articles(&format!("news-{build}")), "{build}");
        let findings = check(&Remote::connect(&access(&quickwit)).unwrap()).unwrap();
        let answers = format!("`news` is `news-{build}`, {} articles", whole.read.articles);
        assert!(findings.iter().any(|finding| finding.says.starts_with(&answers)), "{findings:?}");
    }
    assert!(round <= wanted, "{kills} kills in {round} builds");
}

/// Runs a build again and again, each run killed somewhere, until one lives to see the end; gives how many did not.
fn killed_until_whole(quickwit: &StandIn, build: &str, dice: &mut u64) -> usize {
    let sent = || quickwit.asked().iter().filter(|line| line.starts_with("POST ")).count() as u64;
    let mut kills = 0;
    loop {
        let before = sent();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "quickwit::a_run_to_be_killed", "--ignored"]).stdout(Stdio::null());
        command.env("DATELINE_TEST_QUICKWIT", format!("{} {build}", quickwit.url("news")));
        let mut child = command.spawn().unwrap();
        *dice ^= *dice << 13;
        *dice ^= *dice >> 7;
        *dice ^= *dice << 17;
        // So many requests further on, and a little later; past the last of them it is not killed.
        let requests = 1 + *dice % 45;
        let ended = loop {
            match child.try_wait().unwrap() {
                None if sent() < before + requests => std::thread::sleep(Duration::from_millis(1)),
                ended => break ended,
            }
        };
        if let Some(status) = ended {
            assert!(status.success(), "{build}: {status}");
            return kills;
        }
        std::thread::sleep(Duration::from_micros(*dice % 3000));
        child.kill().unwrap();
        // It may have been done just then, and its build answers: there is nothing left to do.
        if child.wait().unwrap().success() {
            return kills;
        }
        kills += 1;
        if live(&Remote::connect(&access(quickwit)).unwrap()).unwrap() == Some(format!("news-{build}")) {
            return kills;
        }
    }
}

#[test]
fn broken_answers_are_errors() {
    let both = Both::new();
    let open = || Cluster::open(&access(&both.quickwit));
    let ask = || -> Result<()> {
        let cluster = open()?;
        let facets = vec!["speaker".to_owned(), "year".to_owned()];
        cluster.search(&SearchRequest { query: "\"the river\"".to_owned(), facets, ..SearchRequest::default() })?;
        cluster.quotes(&QuotesRequest { query: "river".to_owned(), ..QuotesRequest::default() })?;
        check(&both.remote())?;
        withhold(&both.remote(), "https://nowhere.example/gone", "order")?;
        release(&both.remote(), "https://nowhere.example/gone")
    };
    ask().unwrap();
    let asked: Vec<String> = both.quickwit.asked();
    let paths = ["/_search", "_msearch", "GET /api/v1/indexes/", "GET /api/v1/version", "/ingest"];
    assert!(paths.iter().all(|path| asked.iter().any(|line| line.contains(path))), "{asked:?}");
    for path in paths {
        for broken in [
            "<html>",
            "",
            "[]",
            "{}",
            "null",
            "7",
            r#"{"hits":7}"#,
            r#"{"timed_out":false,"_shards":{"failed":0}}"#,
            r#"{"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":1},"hits":[{"_source":{}}]}}"#,
            r#"{"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":1},"hits":[7,null]},"aggregations":{"values":{"buckets":[7]}}}"#,
            r#"{"timed_out":false,"_shards":{"failed":1},"hits":{"hits":[]}}"#,
            r#"{"timed_out":true,"_shards":{"failed":0},"hits":{"hits":[]}}"#,
            r#"{"responses":[{"status":500,"error":{"reason":"no"}}]}"#,
            r#"{"index_config":{"doc_mapping":{"field_mappings":7}}}"#,
            r#"{"build":{"version":7}}"#,
            r#"{"num_docs_for_processing":0}"#,
        ] {
            both.quickwit.lie(move |line| line.contains(path).then(|| (200, broken.to_owned())));
            // What is said: never that nothing was found. A panic is caught by nobody here.
            let told = ask();
            let error = told.map_or_else(|error| error, |()| panic!("{path}: {broken} was believed"));
            assert!(!error.message.is_empty() && error.hint.is_some(), "{path} {broken}: {error}");
        }
    }
}

#[test]
fn every_command_opens_on_it() {
    let quickwit = StandIn::start();
    let desk = Desk::new();
    let url = quickwit.url("news");
    let here = Desk::indexed();
    let did = desk.run(&["index", "news", "--engine", &url, "--build", "one", "--commit-seconds", "1"]);
    assert_eq!(did.code, 0, "{}", did.err);
    assert!(did.err.contains("`news-one` answers now, 3 articles"), "{}", did.err);
    for args in [
        &["search", "ferry", "--facet", "speaker"][..],
        &["quotes", "--speaker", "solheim"],
        &["facets", "place"],
        &["timeline", "strike", "--by", "month"],
        &["speakers"],
        &["search", "\"ferry strike\"", "--after", "2025-08"],
    ] {
        let json = |desk: &Desk, more: &[&str]| {
            let mut answer = desk.json(&[args, &["--format", "json"], more].concat());
            answer.as_object_mut().unwrap().remove("took_ms");
            // Scores may differ.
            let hits = answer.as_object_mut().unwrap().remove("hits");
            (answer, hits.map_or(0, |hits| hits.as_array().unwrap().len()))
        };
        assert_eq!(json(&here, &[]), json(&desk, &["--engine", &url]), "{args:?}");
    }
    desk.file("broken/cut.json.gz", [0x1f, 0x8b, 8, 0, 0, 0]);
    let more = ["index", "news", "broken", "--engine", &url, "--build", "more", "--commit-seconds", "1"];
    let did = desk.run(&[&more[..], &["--strict"]].concat());
    let listed = did.err.lines().find(|line| line.contains("broken/cut.json.gz"));
    assert!(did.code == 2 && listed.is_some() && did.err.contains("each is told above"), "{}{}", did.out, did.err);
    let did = desk.run(&["engine", "rollback", &url]);
    assert_eq!((did.code, did.err.trim()), (0, "`news-one` answers again"));
    let did = desk.run(&["engine", "check", &url]);
    assert_eq!((did.code, did.err.as_str()), (0, ""), "{}", did.out);
    assert!(did.out.contains("quickwit 0.9.0"), "{}", did.out);
    let refused = desk.run(&["index", "news", "--engine", &url, "--checkpoint", "5"]);
    assert!(
        refused.code == 2 && refused.err.contains("`--checkpoint` is not supported on an engine"),
        "{}",
        refused.err
    );
    let refused = desk.run(&["search", "ferri~1", "--engine", &url]);
    assert!(refused.code == 2 && refused.err.contains("`word~`"), "{}", refused.err);
    let did = desk.run(&["index", "news", "--engine", &url, "--build", "two", "--commit-seconds", "1"]);
    assert!(did.err.contains("goes back to `news-one`"), "{}", did.err);
    let did = desk.run(&["engine", "rollback", &url]);
    assert_eq!((did.code, did.err.trim()), (0, "`news-one` answers again"));
}

#[test]
fn what_is_dated_to_the_month_is_no_day_there_either() {
    let (quickwit, here, there) = (StandIn::start(), Desk::empty(), Desk::empty());
    let line = |date: &str| {
        format!(
            "{{\"id\":\"{date}\",\"date\":\"{date}\",\"title\":\"Gauge\",\"source\":\"The Mill\",\"text\":\"The gauge was read.\"}}\n"
        )
    };
    let lines = ["2023", "2024", "2024-01", "2024-01-01", "2024-03", "2024-03-01", "2024-03-31"].map(line).concat();
    here.file("news/gauges.jsonl", &lines);
    there.file("news/gauges.jsonl", &lines);
    let url = quickwit.url("news");
    assert_eq!(here.run(&["index", "news"]).code, 0);
    let did = there.run(&["index", "news", "--engine", &url, "--build", "one", "--commit-seconds", "1"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let timeline = |unit: &'static str| vec!["timeline", "--by", unit];
    for args in [
        timeline("day"),
        timeline("week"),
        timeline("month"),
        timeline("year"),
        vec!["timeline", "--in", "2024-03"],
        vec!["search", "gauge", "--source", "The Mill", "--after", "2024", "--limit", "0"],
        vec!["facets", "year"],
        vec!["facets", "source", "--by", "day"],
    ] {
        let json = |desk: &Desk, more: &[&str]| {
            let mut answer = desk.json(&[&args[..], &["--format", "json"], more].concat());
            answer.as_object_mut().unwrap().remove("took_ms");
            answer
        };
        assert_eq!(json(&here, &[]), json(&there, &["--engine", &url]), "{args:?}");
    }
}

/// A run that was killed when its build answered and before it could say that it is finished.
#[test]
fn a_build_that_is_left_by_a_rollback_is_finished() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    onto(&quickwit, "one", Part::WHOLE, dir.path(), &Silent).unwrap();
    onto(&quickwit, "two", Part::WHOLE, dir.path(), &Silent).unwrap();
    quickwit.forget_note("news-two_notes", "finished");
    let remote = Remote::connect(&access(&quickwit)).unwrap();
    assert_eq!(rollback(&remote).unwrap(), "news-one");
    let error = onto(&quickwit, "two", Part::WHOLE, dir.path(), &Silent).unwrap_err();
    assert!(error.message.contains("is finished"), "{error}");
}

#[test]
fn random_questions_have_the_same_answers() {
    let mut runner = TestRunner::deterministic();
    let samples: Vec<_> = (0..40).map(|_| random(&mut runner, &sample())).collect();
    let articles: Vec<StoredArticle> = samples.iter().enumerate().map(|(number, s)| stored(s, number)).collect();
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let disk = build(dir.path(), &articles);
    let remote = Remote::connect(&access(&quickwit)).unwrap();
    let build = Build::begin(&remote, "one", Layout { shards: 1, replicas: 0 }, &json!({})).unwrap();
    let (shape, mut bulk) = (Shape::default(), Bulk::default());
    for article in &articles {
        let key = keys::identity("news", &article.path, &RecordKey::WholeFile, 1).article_key;
        let (id, line) = build.document(&shape, article.clone(), key).unwrap();
        bulk.add(&id, line);
    }
    build.write(bulk).unwrap();
    let published = build.finish(Part::WHOLE, articles.len() as u64, 0).unwrap();
    assert_eq!(published, Published::Live { articles: 40, before: None });
    let cluster = Cluster::open(&access(&quickwit)).unwrap();
    let (mut answered, mut refused) = (0, 0);
    while answered < 150 {
        let query = random(&mut runner, &query());
        if query.contains("caps(") {
            continue;
        }
        match same(&disk, &cluster, &SearchRequest { copies: true, ..everything(&query) }) {
            true => answered += 1,
            false => refused += 1,
        }
    }
    // Words that are nearly others, `NEAR` of three, `atleast` of phrases.
    assert!(refused <= 150, "{refused} refused for {answered} answered");
    for speaker in SPEAKERS.iter().copied().chain(["lee"]) {
        for words in [String::new(), WORDS[0].to_owned(), format!("\"{} {}\"", WORDS[0], WORDS[1])] {
            let filter = Filter { speaker: vec![speaker.to_owned()], ..Filter::default() };
            let request = QuotesRequest { query: words, filter, limit: 1000, ..QuotesRequest::default() };
            same_quotes(&disk, &cluster, &request);
        }
    }
}

#[test]
fn words_are_weighed_alike() {
    let (quickwit, dir) = (StandIn::start(), tempfile::tempdir().unwrap());
    let settings = archive_of_forms(dir.path());
    ingest(&settings, &Silent).unwrap();
    ingest_into(&settings, &to(access(&quickwit), "one", Part::WHOLE), &Silent).unwrap();
    let (disk, cluster) = (Engine::open(&settings.index).unwrap(), Cluster::open(&access(&quickwit)).unwrap());
    for query in FORMS {
        assert!(same(&disk, &cluster, &everything(query)), "refused: {query}");
    }
}

#[test]
fn what_is_too_much_is_refused_and_a_long_value_is_found() {
    let (quickwit, desk) = (StandIn::start(), Desk::empty());
    let (long, url) = (format!("https://a.example/{}", "x".repeat(300)), quickwit.url("news"));
    let text = "The council met on Monday and spoke of the river for an hour before it went home.";
    let record =
        |n: u64, url: &str| json!({"id": n.to_string(), "title": format!("Meeting {n}"), "url": url, "text": text});
    desk.file("news/a.jsonl", format!("{}\n{}\n", record(1, &long), record(2, &format!("{long}y"))));
    let did = desk.run(&["index", "news", "--engine", &url, "--build", "one", "--commit-seconds", "1"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let did = desk.run(&["index", "--withhold", &long, "--reason", "order", "--engine", &url]);
    assert_eq!(did.code, 0, "{}", did.err);
    assert_eq!(desk.json(&["search", "river", "--format", "json", "--engine", &url])["articles"], 1);

    let cluster = Cluster::open(&access(&quickwit)).unwrap();
    let search = |query: &str, facet: &str| {
        let facets = vec![facet.to_owned()];
        cluster.search(&SearchRequest { query: query.to_owned(), facets, ..SearchRequest::default() }).unwrap_err()
    };
    let lie = |lie: serde_json::Value| {
        let lie = lie.to_string();
        quickwit.lie(move |line| line.contains("/news-one/_search").then(|| (200, lie.clone())));
    };
    let whole = |total: u64, values: serde_json::Value| {
        json!({"timed_out": false, "_shards": {"failed": 0}, "hits": {"total": {"value": total}, "hits": []},
               "aggregations": {"values": values}})
    };
    lie(whole(10_001, json!(null)));
    let error = search("\"the river\"", "source");
    assert!(error.message.starts_with("looking at more than 10000 articles"), "{error}");
    lie(whole(1, json!({"buckets": [], "sum_other_doc_count": 1})));
    let error = search("river", "source");
    assert!(error.message.starts_with("counting more than 65000 values of `source`"), "{error}");
    assert!(error.message.ends_with("is not supported on this engine"), "{error}");
    let names: Vec<String> = (0..40_000).map(|n| format!("a-name-that-is-not-there-{n}")).collect();
    let without = SearchRequest { without: names, ..SearchRequest::default() };
    let error = cluster.search(&without).unwrap_err();
    assert!(error.message.starts_with("a question of more than a megabyte"), "{error}");
}
