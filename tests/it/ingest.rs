//! From files to a generation: an update equals a rebuild, and whatever goes wrong, what was there answers.

use dateline::index::{Generation, StoredArticle, status};
use dateline::ingest::{IngestReport, IngestSettings, Progress, Root, Step, ingest};
use dateline::read::ReadOptions;
use std::fs;
use std::path::{Path, PathBuf};
use tantivy::collector::DocSetCollector;
use tantivy::query::AllQuery;
use tempfile::TempDir;

struct Silent;

impl Progress for Silent {
    fn advance(&self, _: &Step) {}
}

/// An archive and an index in a folder that goes away with the test.
struct Bench {
    dir: TempDir,
}

impl Bench {
    fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("news")).unwrap();
        Bench { dir }
    }

    fn archive(&self) -> PathBuf {
        self.dir.path().join("news")
    }

    fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    /// Writes a file of articles: `(id, title, text)` a line.
    fn write(&self, name: &str, articles: &[(&str, &str, &str)]) {
        let line = |(id, title, text): &(&str, &str, &str)| {
            let object = serde_json::json!({"id": id, "title": title, "text": text});
            format!("{object}\n")
        };
        let path = self.archive().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, articles.iter().map(line).collect::<String>()).unwrap();
    }

    fn settings(&self, index: &Path) -> IngestSettings {
        IngestSettings {
            index: index.to_path_buf(),
            roots: vec![Root { path: self.archive(), label: None }],
            rebuild: false,
            jobs: 2,
            memory_bytes: 60 << 20,
            read: ReadOptions { maps: vec![], record_bytes_max: 1 << 20 },
            latest: jiff::civil::date(2030, 1, 1),
            annotate: true,
        }
    }

    fn update(&self) -> IngestReport {
        ingest(&self.settings(&self.index()), &Silent).unwrap()
    }

    fn digest(&self) -> String {
        status(&self.index(), true).unwrap().digest.unwrap()
    }

    /// The digest of an index built from nothing over the archive as it is.
    fn digest_of_fresh_build(&self) -> String {
        let fresh = self.dir.path().join("fresh");
        let _ = fs::remove_dir_all(&fresh);
        ingest(&self.settings(&fresh), &Silent).unwrap();
        status(&fresh, true).unwrap().digest.unwrap()
    }

    fn articles(&self) -> Vec<StoredArticle> {
        let generation = Generation::open(&self.index()).unwrap();
        let all = generation.searcher.search(&AllQuery, &DocSetCollector).unwrap();
        let mut articles: Vec<StoredArticle> = all.into_iter().filter_map(|a| generation.stored(a).ok()).collect();
        articles.sort_by(|a, b| (&a.path, a.record).cmp(&(&b.path, b.record)));
        articles
    }

    fn check(&self, expected: &[&str]) {
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
    assert_eq!((moved.inputs_added, moved.inputs_deleted, moved.inputs_unchanged), (1, 2, 1));
    bench.check(&["One", "Zero", "Two again", "Three"]);
}
