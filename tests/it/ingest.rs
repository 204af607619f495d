//! From files to a generation: an update equals a rebuild, and whatever goes wrong, what was there answers.

use dateline::index::{Generation, StoredArticle, status};
use dateline::ingest::{
    IngestReport, IngestSettings, Part, Progress, ReannotateSettings, Root, Step, ingest, preview, reannotate,
};
use dateline::read::ReadOptions;
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::collector::DocSetCollector;
use tantivy::query::AllQuery;
use tempfile::TempDir;

pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

/// An archive and an index in a folder that goes away with the test.
pub struct Bench {
    pub dir: TempDir,
}

impl Bench {
    pub fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("news")).unwrap();
        Bench { dir }
    }

    pub fn archive(&self) -> PathBuf {
        self.dir.path().join("news")
    }

    pub fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    /// Writes a file of articles: `(id, title, text)` a line.
    pub fn write(&self, name: &str, articles: &[(&str, &str, &str)]) {
        let line = |(id, title, text): &(&str, &str, &str)| {
            let object = serde_json::json!({"id": id, "title": title, "text": text});
            format!("{object}\n")
        };
        let path = self.archive().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, articles.iter().map(line).collect::<String>()).unwrap();
    }

    pub fn settings(&self, index: &Path) -> IngestSettings {
        IngestSettings {
            index: index.to_path_buf(),
            roots: vec![Root { path: self.archive(), label: None }],
            jobs: 2,
            memory_bytes: 60 << 20,
            read: ReadOptions { maps: Default::default(), record_bytes_max: 1 << 20 },
            latest: jiff::civil::date(2030, 1, 1),
            ..IngestSettings::default()
        }
    }

    pub fn update(&self) -> IngestReport {
        ingest(&self.settings(&self.index()), &Silent).unwrap()
    }

    pub fn digest(&self) -> String {
        status(&self.index(), true).unwrap().digest.unwrap()
    }

    /// The digest of an index built from nothing over the archive as it is.
    pub fn digest_of_fresh_build(&self) -> String {
        let fresh = self.dir.path().join("fresh");
        let _ = fs::remove_dir_all(&fresh);
        ingest(&self.settings(&fresh), &Silent).unwrap();
        status(&fresh, true).unwrap().digest.unwrap()
    }

    pub fn articles(&self) -> Vec<StoredArticle> {
        let generation = Generation::open(&self.index()).unwrap();
        let all = generation.searcher.search(&AllQuery, &DocSetCollector).unwrap();
        let mut articles: Vec<StoredArticle> = all.into_iter().filter_map(|a| generation.stored(a).ok()).collect();
        articles.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        articles
    }

    pub fn check(&self, expected: &[&str]) {
        let titles: Vec<String> = self.articles().into_iter().map(|a| a.article.title).collect();
        assert_eq!(titles, expected);
        assert_eq!(self.digest(), self.digest_of_fresh_build(), "an update must equal a rebuild");
        let generation = Generation::open(&self.index()).unwrap();
        assert_eq!(generation.totals.articles, expected.len() as u64);
        assert_eq!(generation.manifest.outcomes.articles, expected.len() as u64);
        let fresh = Generation::open(&self.dir.path().join("fresh")).unwrap();
        assert_eq!(generation.totals, fresh.totals);
        assert_eq!(generation.manifest.outcomes, fresh.manifest.outcomes);
    }
}

#[test]
fn an_update_equals_a_rebuild() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First text.\n\nWith two paragraphs."), ("2", "Two", "Second.")]);
    bench.write("b/c.jsonl", &[("1", "Three", "Third.")]);
    let first = bench.update();
    assert_eq!((first.inputs_added, first.articles), (2, 3));
    bench.check(&["One", "Two", "Three"]);

    let again = bench.update();
    assert_eq!((again.inputs_added, again.inputs_changed, again.inputs_unchanged, again.bytes_read), (0, 0, 2, 0));

    // Edited, added, the rest untouched.
    bench.write("a.jsonl", &[("1", "One", "First text."), ("0", "Zero", "In front."), ("2", "Two again", "Second.")]);
    bench.write("d.jsonl", &[("1", "Four", "Fourth.")]);
    let edited = bench.update();
    assert_eq!((edited.inputs_added, edited.inputs_changed, edited.inputs_unchanged), (1, 1, 1));
    bench.check(&["One", "Zero", "Two again", "Three", "Four"]);

    // Deleted and moved.
    fs::remove_file(bench.archive().join("d.jsonl")).unwrap();
    fs::rename(bench.archive().join("b/c.jsonl"), bench.archive().join("e.jsonl")).unwrap();
    let moved = bench.update();
    assert_eq!((moved.inputs_added, moved.inputs_moved, moved.inputs_deleted, moved.inputs_unchanged), (0, 1, 1, 1));
    bench.check(&["One", "Zero", "Two again", "Three"]);
}

#[test]
fn touching_a_file_reads_no_article() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First text.")]);
    bench.update();
    let file = fs::File::options().append(true).open(bench.archive().join("a.jsonl")).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3600)).unwrap();
    let touched = bench.update();
    assert_eq!((touched.inputs_changed, touched.inputs_unchanged, touched.bytes_read), (0, 1, 0));
    bench.check(&["One"]);
}

#[test]
fn of_a_changed_file_only_changed_records_are_annotated() {
    let bench = Bench::new();
    let said = "“We sail on Monday,” said Ann Lee of Bergen.";
    let articles = [("1", "One", said), ("2", "Two", "Second."), ("3", "Three", said), ("2", "Two again", "Other.")];
    bench.write("a.jsonl", &articles);
    bench.write("b.jsonl", &articles[..1]);
    bench.update();
    // One edited, and one that is an article no longer.
    let mut edited = articles;
    edited[1].2 = "Second, longer than it was.";
    bench.write("a.jsonl", &edited);
    assert_eq!(bench.update().records_kept, 3);
    bench.check(&["One", "Two", "Three", "Two again", "One"]);
    edited[2].2 = "";
    edited[2].1 = "";
    bench.write("a.jsonl", &edited);
    let report = bench.update();
    assert_eq!((report.records_kept, report.articles), (3, 4));
    bench.check(&["One", "Two", "Two again", "One"]);
    // Added at the end; then the first goes, and of all others only the number changes.
    let longer = [&edited[..2], &articles[2..], &[("5", "Five", said)]].concat();
    bench.write("a.jsonl", &longer);
    assert_eq!(bench.update().records_kept, 3);
    bench.write("a.jsonl", &longer[1..]);
    assert_eq!(bench.update().records_kept, 4);
    bench.check(&["Two", "Three", "Two again", "Five", "One"]);
    let reannotated = ReannotateSettings {
        index: bench.index(),
        parts: vec![Part::Speakers],
        articles: None,
        filter: String::new(),
        jobs: 2,
        memory_bytes: 60 << 20,
    };
    reannotate(&reannotated, &Silent).unwrap();
    bench.write("a.jsonl", &longer[1..4]);
    assert_eq!(bench.update().records_kept, 3, "annotating anew changes no record");
    bench.check(&["Two", "Three", "Two again", "One"]);
}

/// Records of a file that only stand elsewhere in it are read back, with the number they have now.
#[test]
fn of_a_record_that_has_another_number_nothing_is_annotated_again() {
    let bench = Bench::new();
    let said = |n: usize| format!("“We sail on Monday,” said Ann Lee of Bergen, and she said so {n} times.\n\nMore.");
    let texts: Vec<(String, String)> = (0..40).map(|n| (n.to_string(), said(n))).collect();
    let mut articles: Vec<(&str, &str, &str)> =
        texts.iter().map(|(id, text)| (id.as_str(), "Title", text.as_str())).collect();
    bench.write("a.jsonl", &articles);
    bench.update();
    let check = |articles: &[(&str, &str, &str)], kept: u64, what: &str| {
        bench.write("a.jsonl", articles);
        assert_eq!(bench.update().records_kept, kept, "{what}");
        let found = bench.articles();
        let numbers: Vec<(u64, &str)> = found.iter().map(|a| (a.record, a.external_id.as_deref().unwrap())).collect();
        let expected: Vec<(u64, &str)> = (0..).zip(articles.iter().map(|article| article.0)).collect();
        assert_eq!(numbers, expected, "{what}");
        bench.check(&articles.iter().map(|article| article.1).collect::<Vec<_>>());
    };
    articles.insert(0, ("new", "In front", "A new one."));
    check(&articles, 40, "put in front");
    articles.remove(7);
    check(&articles, 40, "taken out");
    articles.reverse();
    check(&articles, 40, "turned round");
    articles.swap(3, 30);
    articles[10].2 = "Edited.";
    articles.insert(20, ("other", "Between", "Another."));
    check(&articles, 39, "all at once");
    // Records without an id are known by what they say.
    let lines: Vec<String> =
        texts.iter().map(|(_, text)| serde_json::json!({"title": "T", "text": text}).to_string()).collect();
    let path = bench.archive().join("b.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    bench.update();
    fs::write(&path, format!("{}\n{}\n{}", lines[5], lines[39], lines.join("\n"))).unwrap();
    assert_eq!(bench.update().records_kept, 40, "two of them are there twice now, and annotated once more");
    assert_eq!(bench.digest(), bench.digest_of_fresh_build());
}

#[test]
fn a_moved_file_is_told_as_moved_and_its_articles_are_read_back() {
    let bench = Bench::new();
    let said = "“We sail on Monday,” said Ann Lee of Bergen.";
    bench.write("a.jsonl", &[("1", "One", said), ("2", "Two", "Second."), ("3", "", "")]);
    fs::write(bench.archive().join("b.txt"), format!("Ferry stays in dock\n\n{said}\n\nSo it was said.")).unwrap();
    fs::write(bench.archive().join("c.jsonl"), "{\"title\":\"Six\",\"text\":\"Sixth.\"}\n{broken\n").unwrap();
    let first = bench.update();
    let titles = ["One", "Two", "Ferry stays in dock", "Six"];
    bench.check(&titles);
    let rename = |from: &str, to: &str| {
        let to = bench.archive().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(bench.archive().join(from), to).unwrap();
    };
    let check = |moved: u64, kept: u64| {
        let settings = bench.settings(&bench.index());
        let seen = preview(&settings).unwrap();
        let report = bench.update();
        assert_eq!((report.inputs_moved, report.records_kept), (moved, kept));
        assert_eq!((report.inputs_added, report.inputs_changed, report.inputs_deleted), (0, 0, 0));
        assert_eq!((seen.moved.len() as u64, seen.added.len() + seen.changed.len() + seen.deleted.len()), (moved, 0));
        assert_eq!((&report.rejects, &report.not_articles), (&first.rejects, &first.not_articles));
        assert_eq!(bench.digest(), bench.digest_of_fresh_build());
        seen.moved
    };
    ["a.jsonl", "b.txt", "c.jsonl"].iter().for_each(|name| rename(name, &format!("deep/er/{name}")));
    let moved = check(3, 4);
    assert!(moved.contains(&("news/a.jsonl".to_owned(), "news/deep/er/a.jsonl".to_owned())), "{moved:?}");
    let ledger = Generation::open(&bench.index()).unwrap().ledger().unwrap();
    assert!(ledger.rejects.iter().any(|reject| reject.path == "news/deep/er/c.jsonl"), "{:?}", ledger.rejects);
    // A folder that is a section, a name that is a day: what they say of an article is not what was read back.
    rename("deep/er/a.jsonl", "sport/a.jsonl");
    rename("deep/er/b.txt", "2024-05-06.txt");
    check(2, 0);
    assert_eq!(bench.articles().iter().filter(|a| a.article.section.as_deref() == Some("sport")).count(), 2);
    assert_eq!(bench.articles().iter().filter(|a| a.article.published.is_some()).count(), 1);
    rename("2024-05-06.txt", "x/20240506_b.txt");
    check(1, 1);
}

#[test]
fn files_that_change_places_and_copies_are_read_back_too() {
    let bench = Bench::new();
    let said = "“We sail on Monday,” said Ann Lee of Bergen.";
    bench.write("a.jsonl", &[("1", "One", said), ("2", "Two", said)]);
    bench.write("b.jsonl", &[("1", "Three", said)]);
    bench.update();
    let path = |name: &str| bench.archive().join(name);
    fs::rename(path("a.jsonl"), path("x")).unwrap();
    fs::rename(path("b.jsonl"), path("a.jsonl")).unwrap();
    fs::rename(path("x"), path("b.jsonl")).unwrap();
    let swapped = bench.update();
    assert_eq!((swapped.inputs_changed, swapped.inputs_moved, swapped.records_kept), (2, 0, 3));
    bench.check(&["Three", "One", "Two"]);
    fs::copy(path("b.jsonl"), path("c.jsonl")).unwrap();
    let copied = bench.update();
    assert_eq!((copied.inputs_added, copied.inputs_moved, copied.records_kept), (1, 0, 2));
    bench.check(&["Three", "One", "Two", "One", "Two"]);
    // Onto a file that was there: that one changed, and this one is gone.
    fs::rename(path("c.jsonl"), path("a.jsonl")).unwrap();
    let onto = bench.update();
    assert_eq!((onto.inputs_changed, onto.inputs_deleted, onto.records_kept), (1, 1, 2));
    bench.check(&["One", "Two", "One", "Two"]);
    // Moved and edited at once is gone and new.
    fs::rename(path("a.jsonl"), path("d.jsonl")).unwrap();
    bench.write("d.jsonl", &[("1", "One", said), ("2", "Two", "Edited.")]);
    let edited = bench.update();
    assert_eq!((edited.inputs_added, edited.inputs_deleted, edited.inputs_moved), (1, 1, 0));
    bench.check(&["One", "Two", "One", "Two"]);
}

#[test]
fn a_file_that_changes_its_root_has_moved() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "“We sail,” said Ann Lee of Bergen."), ("2", "Two", "Second.")]);
    bench.write("b.jsonl", &[("1", "Three", "Third.")]);
    let other = bench.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    let settings = |index: &Path| {
        let roots = vec![Root { path: bench.archive(), label: None }, Root { path: other.clone(), label: None }];
        IngestSettings { roots, ..bench.settings(index) }
    };
    ingest(&settings(&bench.index()), &Silent).unwrap();
    fs::rename(bench.archive().join("a.jsonl"), other.join("z.jsonl")).unwrap();
    let moved = ingest(&settings(&bench.index()), &Silent).unwrap();
    assert_eq!((moved.inputs_moved, moved.inputs_added, moved.inputs_deleted, moved.records_kept), (1, 0, 0, 2));
    assert!(bench.articles().iter().any(|a| (a.root.as_str(), a.path.as_str()) == ("other", "z.jsonl")));
    let fresh = bench.dir.path().join("fresh");
    ingest(&settings(&fresh), &Silent).unwrap();
    assert_eq!(bench.digest(), status(&fresh, true).unwrap().digest.unwrap());
}

/// What is learned of an outlet is learned of a folder where articles name no outlet.
#[test]
fn learned_rows_of_a_folder_are_those_of_its_articles_wherever_they_were_before() {
    let bench = Bench::new();
    let text = |n: usize| {
        format!("Harbour news {n}\n\nThe ferry number {n} stays in dock, said Ann Lee.\n\nTips to the desk please")
    };
    let write = |name: String, n: usize| {
        let path = bench.archive().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text(n)).unwrap();
    };
    (0..12).for_each(|n| write(format!("quay/{n}.txt"), n));
    (0..2).for_each(|n| write(format!("lock/{n}.txt"), 100 + n));
    bench.update();
    let learned = dateline::ingest::learn_chrome(&bench.index(), false).unwrap();
    assert!(learned.rows > 0, "{learned:?}");
    bench.update();
    let has_line = || bench.articles().iter().filter(|a| a.article.text.contains("Tips")).count();
    assert_eq!(has_line(), 2);
    // The digest of a fresh build knows no tables: it is compared with a rebuild beside them.
    let check = |kept: u64, lines: usize| {
        let report = bench.update();
        assert_eq!((report.inputs_moved, report.records_kept), (1, kept));
        assert_eq!(has_line(), lines);
        let updated = bench.digest();
        let rebuilt = IngestSettings { rebuild: true, roots: vec![], ..bench.settings(&bench.index()) };
        ingest(&rebuilt, &Silent).unwrap();
        assert_eq!(updated, bench.digest());
    };
    let rename = |from: &str, to: &str| fs::rename(bench.archive().join(from), bench.archive().join(to)).unwrap();
    rename("lock/0.txt", "quay/new.txt");
    check(0, 1);
    rename("quay/3.txt", "lock/3.txt");
    check(0, 2);
    rename("quay/4.txt", "quay/44.txt");
    check(1, 2);
}

#[test]
fn equal_keys_in_one_file_are_told_apart() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("7", "One", "First."), ("7", "Two", "Second."), ("7", "Three", "Third.")]);
    bench.update();
    let ids: std::collections::HashSet<String> = bench.articles().into_iter().map(|a| a.id).collect();
    assert_eq!(ids.len(), 3);
    bench.check(&["One", "Two", "Three"]);
}

#[test]
fn a_rebuild_keeps_roots_and_leaves_one_generation() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    let reader = Generation::open(&bench.index()).unwrap();
    bench.write("a.jsonl", &[("1", "One", "First."), ("2", "Two", "Second.")]);
    let rebuilt = IngestSettings { rebuild: true, roots: vec![], ..bench.settings(&bench.index()) };
    assert_eq!(ingest(&rebuilt, &Silent).unwrap().articles, 2);
    bench.check(&["One", "Two"]);
    // Who had the old generation open goes on with it, whole.
    let seen = reader.searcher.search(&AllQuery, &DocSetCollector).unwrap();
    let titles: Vec<String> = seen.into_iter().map(|a| reader.stored(a).unwrap().article.title).collect();
    assert_eq!(titles, ["One"]);
    assert_eq!(generations(&bench.index()), ["g000002"]);
}

#[test]
fn litter_of_a_killed_run_is_removed_and_never_read() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    // A rebuild killed half-way, and an update killed between its ledger and its commit.
    fs::create_dir(bench.index().join("g000002")).unwrap();
    fs::write(bench.index().join("g000002/meta.json"), "half").unwrap();
    fs::write(bench.index().join("CURRENT.new"), "format").unwrap();
    fs::write(bench.index().join("g000001/manifest-2.json"), "half").unwrap();
    bench.check(&["One"]);
    bench.write("b.jsonl", &[("1", "Two", "Second.")]);
    bench.update();
    bench.check(&["One", "Two"]);
    assert_eq!(generations(&bench.index()), ["g000001"]);
    assert!(!bench.index().join("CURRENT.new").exists());
}

pub fn generations(index: &Path) -> Vec<String> {
    let names = fs::read_dir(index).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('g')).collect()
}

#[test]
fn what_cannot_be_read_is_counted_and_stays_counted() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    fs::write(bench.archive().join("b.jsonl"), "{\"id\":\"1\",\"title\":\"Two\",\"text\":\"Second.\"}\n{broken\n")
        .unwrap();
    let first = bench.update();
    assert_eq!(first.rejects.values().sum::<u64>(), 1);
    bench.write("a.jsonl", &[("1", "One", "First, changed.")]);
    let second = bench.update();
    assert_eq!(second.rejects, first.rejects);
    let ledger = Generation::open(&bench.index()).unwrap().ledger().unwrap();
    assert_eq!(ledger.rejects.len(), 1);
    assert_eq!((ledger.rejects[0].input.as_deref(), ledger.rejects[0].record), (Some("b.jsonl"), Some(1)));
    bench.check(&["One", "Two"]);
}

/// Runs with other settings are refused, and the index answers as before.
fn check_refused(change: impl FnOnce(&Bench, &mut IngestSettings), message: &str) {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    let mut settings = bench.settings(&bench.index());
    change(&bench, &mut settings);
    let error = ingest(&settings, &Silent).unwrap_err();
    assert!(error.message.contains(message), "{error}");
    assert!(error.hint.is_some(), "no hint: {error}");
    assert_eq!(bench.articles().len(), 1, "nothing may be lost by a run that is refused");
}

#[test]
fn what_would_mix_or_lose_is_refused() {
    check_refused(|_, s| s.annotate = false, "built with annotations");
    check_refused(|_, s| s.read.maps = vec![("title".into(), "headline".into())].into(), "another `--map`");
    check_refused(|_, s| s.roots[0].label = Some("other".into()), "in the index already, as `news`");
    check_refused(
        |bench, s| {
            let other = bench.dir.path().join("other/news");
            fs::create_dir_all(&other).unwrap();
            s.roots[0].path = other;
        },
        "the label `news` is in use by",
    );
    check_refused(
        |bench, s| {
            fs::remove_dir_all(bench.archive()).unwrap();
            s.roots.clear();
        },
        "the root `news` is not there",
    );
}

#[test]
fn a_folder_that_is_no_index_is_left_alone() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    let settings = IngestSettings { index: bench.archive(), ..bench.settings(&bench.index()) };
    let refused = ingest(&settings, &Silent).unwrap_err();
    assert!(refused.message.contains("is no index: it holds `a.jsonl`"), "{refused}");
    assert!(Generation::open(&bench.index()).is_err());
    fs::create_dir(bench.index()).unwrap();
    fs::write(bench.index().join(".gitkeep"), "").unwrap();
    assert!(Generation::open(&bench.index()).err().unwrap().message.starts_with("no index at"));
    bench.update();
    bench.check(&["One"]);
}

#[test]
fn an_index_of_another_format_is_refused_and_can_be_rebuilt() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    fs::write(bench.index().join("CURRENT"), "format 0 generation g000001\n").unwrap();
    for refused in
        [Generation::open(&bench.index()).err().unwrap(), ingest(&bench.settings(&bench.index()), &Silent).unwrap_err()]
    {
        let formats = format!("has format 0, this program reads {}", dateline::index::FORMAT);
        assert!(refused.message.contains(&formats), "{refused}");
        assert!(refused.hint.unwrap().contains("--rebuild"));
    }
    let rebuilt = IngestSettings { rebuild: true, roots: vec![], ..bench.settings(&bench.index()) };
    // Its ledger is not read, and yet a root that is not mounted must not cost what it had.
    let file = bench.archive().join("a.jsonl");
    let away = bench.archive().with_extension("away");
    fs::rename(&file, &away).unwrap();
    let refused = ingest(&rebuilt, &Silent).unwrap_err();
    assert!(refused.message.contains("may have had articles and is empty"), "{refused}");
    assert_eq!(generations(&bench.index()), ["g000001"]);
    fs::rename(&away, &file).unwrap();
    assert_eq!(ingest(&rebuilt, &Silent).unwrap().articles, 1);
    bench.check(&["One"]);
}

#[test]
fn a_generation_that_lost_its_name_is_no_litter() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    fs::remove_file(bench.index().join("CURRENT")).unwrap();
    let terms = fs::read_dir(bench.index().join("g000001")).unwrap().map(|entry| entry.unwrap().path());
    for path in terms.filter(|path| path.extension().is_some_and(|ending| ending == "term")) {
        fs::write(path, "damaged").unwrap();
    }
    let repaired = dateline::index::repair(&bench.index()).unwrap();
    assert!(repaired.mended.iter().all(|mended| !mended.contains("g000001")), "{:?}", repaired.mended);
    assert_eq!(generations(&bench.index()), ["g000001"]);
    // What it knows of its roots is enough to make it anew.
    let rebuilt = IngestSettings { rebuild: true, roots: vec![], ..bench.settings(&bench.index()) };
    assert_eq!(ingest(&rebuilt, &Silent).unwrap().articles, 1);
    bench.check(&["One"]);
}

#[test]
fn a_rebuild_that_knows_no_roots_is_refused() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    fs::write(bench.index().join("g000001/manifest-1.json"), "half").unwrap();
    let rebuilt = IngestSettings { rebuild: true, roots: vec![], ..bench.settings(&bench.index()) };
    let refused = ingest(&rebuilt, &Silent).unwrap_err();
    assert!(refused.message.contains("no longer knows its roots"), "{refused}");
    assert_eq!(generations(&bench.index()), ["g000001"], "what there is of the index stays");
    let named = IngestSettings { rebuild: true, ..bench.settings(&bench.index()) };
    assert_eq!(ingest(&named, &Silent).unwrap().articles, 1);
    bench.check(&["One"]);
}

#[test]
fn a_root_is_known_by_its_path_whatever_its_label() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First.")]);
    bench.update();
    let other = bench.dir.path().join("other/news");
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("b.jsonl"), r#"{"id":"1","title":"Two","text":"Second."}"#).unwrap();
    let root = |label: Option<&str>| Root { path: other.clone(), label: label.map(str::to_owned) };
    let settings = |label| IngestSettings { roots: vec![root(label)], ..bench.settings(&bench.index()) };
    assert_eq!(ingest(&settings(Some("second")), &Silent).unwrap().articles, 2);
    let again = ingest(&settings(None), &Silent).unwrap();
    assert_eq!((again.articles, again.inputs_unchanged + again.inputs_changed), (2, 2));
}

#[test]
fn an_empty_archive_is_an_index_without_articles() {
    let bench = Bench::new();
    assert_eq!(bench.update().articles, 0);
    bench.check(&[]);
}

#[test]
fn threads_and_order_change_nothing() {
    let bench = Bench::new();
    for file in 0..5 {
        let articles: Vec<(String, String)> = (0..200)
            .map(|n| (format!("{n}"), format!("Sentence {n} of {file}. “Yes,” said Ann Lee of {n} things.")))
            .collect();
        let articles: Vec<_> = articles.iter().map(|(id, text)| (id.as_str(), "T", text.as_str())).collect();
        bench.write(&format!("{file}.jsonl"), &articles);
    }
    let digests = [1, 2, 7].map(|jobs| {
        let index = bench.dir.path().join(format!("index-{jobs}"));
        let settings = IngestSettings { jobs, ..bench.settings(&index) };
        assert_eq!(ingest(&settings, &Silent).unwrap().articles, 1000);
        status(&index, true).unwrap().digest.unwrap()
    });
    assert!(digests.iter().all(|digest| *digest == digests[0]));
}

#[test]
fn readers_see_one_whole_generation_while_it_is_rebuilt() {
    let bench = Bench::new();
    bench.write("a.jsonl", &[("1", "One", "First."), ("2", "Two", "Second.")]);
    bench.update();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut opened = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let generation = Generation::open(&bench.index()).expect("an index must always open");
                let found = generation.searcher.search(&AllQuery, &DocSetCollector).unwrap();
                assert_eq!(
                    found.len() as u64,
                    generation.manifest.outcomes.articles,
                    "articles and manifest of one commit"
                );
                assert!(found.into_iter().all(|address| generation.stored(address).is_ok()));
                opened += 1;
            }
            opened
        });
        for n in 0..6 {
            bench.write(&format!("more-{n}.jsonl"), &[("1", "More", "Text.")]);
            let settings = IngestSettings { rebuild: n % 2 == 0, ..bench.settings(&bench.index()) };
            ingest(&settings, &Silent).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

#[test]
fn side_tables_are_a_cache_that_is_mended() {
    let bench = Bench::new();
    bench.write(
        "a.jsonl",
        &[("1", "Harbour", "“The dock is closed,” said Ann Harlow."), ("2", "Ferry", "None sailed.")],
    );
    // Old enough to be taken by its time: the next run has nothing to do.
    let file = fs::File::options().write(true).open(bench.archive().join("a.jsonl")).unwrap();
    file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(3600)).unwrap();
    bench.update();
    let whole = bench.digest();
    let tables = || -> Vec<PathBuf> {
        let folder = bench.index().join("g000001");
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "table")).collect()
    };
    let kept = tables();
    assert!(!kept.is_empty());
    fs::write(&kept[0], "damaged").unwrap();
    kept[1..].iter().for_each(|path| fs::remove_file(path).unwrap());
    assert_eq!(bench.digest(), whole, "a reader counts for itself");
    assert_eq!(bench.update().inputs_unchanged, 1);
    let sizes = |paths: &[PathBuf]| paths.iter().map(|path| fs::metadata(path).unwrap().len()).collect::<Vec<_>>();
    assert_eq!(tables().len(), kept.len());
    assert!(sizes(&kept).iter().all(|bytes| *bytes > "damaged".len() as u64), "a run without news keeps them again");
    bench.write("b.jsonl", &[("3", "Lock", "“Open it,” said Bo Lind.")]);
    bench.update();
    assert_eq!(tables().len(), kept.len(), "those of the commit before are gone");
    assert_eq!(bench.digest(), bench.digest_of_fresh_build());
}
