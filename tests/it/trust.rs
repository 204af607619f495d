//! What can go wrong with an index on disk, and what brings it back: damage of every file, lost pointers, builds cut
//! off, old generations, what is withheld.

use crate::ingest::{Bench, Silent, generations};
use dateline::index::{FaultKind, Generation, repair, rollback, status, verify, withhold};
use dateline::ingest::{IngestSettings, Progress, Step, ingest, preview};
use dateline::search::{Engine, QuotesRequest, SearchRequest};
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An archive of three files and seven articles, indexed.
fn bench() -> Bench {
    let bench = Bench::new();
    write_archive(&bench);
    bench.update();
    bench
}

fn write_archive(bench: &Bench) {
    bench.write("a.jsonl", &[("1", "One", "“We sail on Monday,” said Ann Lee of Bergen."), ("2", "Two", "Second.")]);
    bench.write("b.jsonl", &[("1", "Three", "Third."), ("2", "Four", "Fourth."), ("3", "Five", "Fifth.")]);
    bench.write("c.jsonl", &[("1", "Six", "Sixth."), ("2", "Seven", "“No,” said Bea Holm of Oslo.")]);
}

fn rebuild(bench: &Bench, keep: Option<usize>) -> IngestSettings {
    IngestSettings { rebuild: true, roots: vec![], keep, ..bench.settings(&bench.index()) }
}

#[track_caller]
fn clean(bench: &Bench) {
    let verified = verify(&bench.index()).unwrap();
    assert_eq!(verified.faults, []);
    assert!(verified.files > 0 && verified.bytes > 0);
}

#[test]
fn what_was_built_and_updated_is_clean() {
    let bench = bench();
    clean(&bench);
    assert_eq!(verify(&bench.index()).unwrap().articles, 7);
    bench.write("a.jsonl", &[("1", "One again", "First.")]);
    fs::remove_file(bench.archive().join("b.jsonl")).unwrap();
    bench.update();
    clean(&bench);
    ingest(&rebuild(&bench, Some(1)), &Silent).unwrap();
    clean(&bench);
    assert_eq!(verify(&bench.index()).unwrap().articles, 3 + 3, "the kept generation is read too");
}

/// Every file of a generation, damaged in the middle, cut short, or gone, is told; and what was built before answers.
#[test]
fn damage_of_any_file_is_found_and_an_older_generation_brought_back() {
    let bench = bench();
    bench.write("a.jsonl", &[("1", "One again", "First."), ("2", "Two", "Second.")]);
    bench.update();
    ingest(&rebuild(&bench, Some(1)), &Silent).unwrap();
    rollback(&bench.index(), None).unwrap();
    let digest = bench.digest();
    let files = files_of(&bench.index().join("g000001"));
    assert!(files.len() >= 11, "{files:?}");
    for file in &files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for damage in ["flip", "cut", "remove"] {
            let index = bench.dir.path().join("copy");
            copy(&bench.index(), &index);
            let file = index.join("g000001").join(&name);
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            match damage {
                "flip" if !bytes.is_empty() => bytes[middle] ^= 0x55,
                _ => bytes.truncate(middle),
            }
            fs::write(&file, &bytes).unwrap();
            if damage == "remove" {
                fs::remove_file(&file).unwrap();
            }
            // Rejects there are none; side tables and checksums are computed anew.
            let matters = match name.split('-').next().unwrap() {
                "rejects" => damage == "remove",
                "checksums" => false,
                _ => !name.ends_with(".table"),
            };
            assert!(!verify(&index).unwrap().is_sound() || !matters, "{damage} {name}");
            let repaired = repair(&index).unwrap();
            assert_eq!(repaired.faults, [], "{damage} {name}");
            let live = if matters { "g000002" } else { "g000001" };
            assert_eq!(repaired.generation.as_deref(), Some(live), "{damage} {name}");
            assert_eq!(status(&index, true).unwrap().digest.as_ref(), Some(&digest), "{damage} {name}");
            fs::remove_dir_all(&index).unwrap();
        }
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn without_an_older_one_damage_is_told_and_a_rebuild_mends_it() {
    let bench = bench();
    let folder = bench.index().join("g000001");
    let store = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let store = store.into_iter().find(|path| path.extension().is_some_and(|e| e == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[5] ^= 1;
    fs::write(&store, bytes).unwrap();
    let repaired = repair(&bench.index()).unwrap();
    assert!(repaired.faults.iter().any(|fault| fault.kind == FaultKind::Damage && fault.path == store), "{repaired:?}");
    assert_eq!(generations(&bench.index()), ["g000001"], "what there is stays");
    ingest(&rebuild(&bench, None), &Silent).unwrap();
    clean(&bench);
    bench.check(&["One", "Two", "Three", "Four", "Five", "Six", "Seven"]);
}

#[test]
fn a_damaged_current_is_mended_by_repair_and_by_a_rebuild() {
    for damage in [Some("gibberish"), Some(""), Some("format 2 generation g00"), None] {
        let bench = bench();
        let current = bench.index().join("CURRENT");
        let damage_it = || match damage {
            Some(text) => fs::write(&current, text).unwrap(),
            None => fs::remove_file(&current).unwrap(),
        };
        damage_it();
        assert!(Generation::open(&bench.index()).is_err());
        assert!(!verify(&bench.index()).unwrap().is_sound());
        assert_eq!(repair(&bench.index()).unwrap().faults, []);
        assert_eq!(bench.articles().len(), 7);
        damage_it();
        assert_eq!(ingest(&rebuild(&bench, None), &Silent).unwrap().articles, 7);
        clean(&bench);
    }
}

#[test]
fn whole_generations_are_kept_when_nothing_says_which_is_live() {
    for damage in ["garbage", ""] {
        let bench = bench();
        ingest(&rebuild(&bench, Some(2)), &Silent).unwrap();
        ingest(&rebuild(&bench, None), &Silent).unwrap();
        fs::create_dir(bench.index().join("g000004")).unwrap();
        fs::write(bench.index().join("CURRENT"), damage).unwrap();
        let repaired = repair(&bench.index()).unwrap();
        assert_eq!((repaired.faults, repaired.generation.as_deref()), (vec![], Some("g000003")));
        assert_eq!(status(&bench.index(), false).unwrap().kept, ["g000002", "g000001"]);
        assert_eq!(rollback(&bench.index(), None).unwrap(), "g000002");
        // A rebuild that comes first keeps as many as it was told to.
        fs::write(bench.index().join("CURRENT"), damage).unwrap();
        ingest(&rebuild(&bench, None), &Silent).unwrap();
        assert_eq!(status(&bench.index(), false).unwrap().kept, ["g000003", "g000002"]);
    }
}

#[test]
fn litter_is_named_and_removed_by_repair_alone() {
    let bench = bench();
    let index = bench.index();
    fs::create_dir(index.join("g000007")).unwrap();
    for litter in
        ["CURRENT.new", "withheld.jsonl.new", "g000001/.tmpAbC123", "g000001/manifest-9.json", "g000001/0f.idx"]
    {
        fs::write(index.join(litter), "half").unwrap();
    }
    let verified = verify(&index).unwrap();
    assert!(verified.is_sound() && !verified.is_clean());
    assert_eq!(verified.faults.len(), 6, "{verified:?}");
    let repaired = repair(&index).unwrap();
    assert_eq!((repaired.faults.len(), repaired.mended.len()), (0, 6), "{repaired:?}");
    bench.check(&["One", "Two", "Three", "Four", "Five", "Six", "Seven"]);
}

#[test]
fn old_generations_are_kept_as_told_and_brought_back() {
    let bench = bench();
    for n in 2..=4 {
        bench.write("d.jsonl", &[("1", &format!("Generation {n}"), "Text.")]);
        ingest(&rebuild(&bench, (n == 2).then_some(2)), &Silent).unwrap();
    }
    assert_eq!(status(&bench.index(), false).unwrap().kept, ["g000003", "g000002"]);
    let title = || bench.articles().into_iter().find(|a| a.path == "d.jsonl").unwrap().article.title;
    assert_eq!(rollback(&bench.index(), None).unwrap(), "g000003");
    assert_eq!(title(), "Generation 3");
    assert_eq!(rollback(&bench.index(), Some("g000002")).unwrap(), "g000002");
    assert_eq!(title(), "Generation 2");
    assert!(rollback(&bench.index(), Some("g000009")).unwrap_err().hint.unwrap().contains("`g000003`, `g000004`"));
    clean(&bench);
    // An update brings the old one up to date, and `keep` holds from now on.
    let fewer = IngestSettings { keep: Some(1), ..bench.settings(&bench.index()) };
    ingest(&fewer, &Silent).unwrap();
    assert_eq!(title(), "Generation 4");
    let mut there = generations(&bench.index());
    there.sort();
    assert_eq!(there, ["g000002", "g000003"]);
    assert_eq!(bench.digest(), bench.digest_of_fresh_build());
}

#[test]
fn a_preview_changes_nothing_and_tells_all() {
    let bench = bench();
    bench.write("a.jsonl", &[("1", "One again", "First.")]);
    bench.write("d/e.jsonl", &[("1", "Eight", "Eighth.")]);
    fs::remove_file(bench.archive().join("b.jsonl")).unwrap();
    let before = verify(&bench.index()).unwrap();
    let seen = preview(&bench.settings(&bench.index())).unwrap();
    assert_eq!((seen.added, seen.changed), (vec!["news/d/e.jsonl".to_owned()], vec!["news/a.jsonl".to_owned()]));
    assert_eq!((seen.deleted, seen.unchanged), (vec!["news/b.jsonl".to_owned()], 1));
    assert_eq!(verify(&bench.index()).unwrap(), before);
    let elsewhere = bench.dir.path().join("nowhere");
    assert_eq!(preview(&bench.settings(&elsewhere)).unwrap().added.len(), 3);
    assert!(!elsewhere.exists());
}

#[test]
fn a_root_is_forgotten_with_what_came_from_it() {
    let bench = bench();
    let other = bench.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("x.jsonl"), "{\"id\":\"1\",\"title\":\"Else\",\"text\":\"Where.\"}\n{broken\n").unwrap();
    let with = |drop: &[&str], roots: Vec<dateline::ingest::Root>| {
        let drop = drop.iter().map(|&name| name.to_owned()).collect();
        ingest(&IngestSettings { drop, roots, ..bench.settings(&bench.index()) }, &Silent)
    };
    let added = with(&[], vec![dateline::ingest::Root { path: other.clone(), label: None }]).unwrap();
    assert_eq!((added.articles, added.rejects.len()), (8, 1));
    assert!(with(&["nothing"], vec![]).unwrap_err().hint.unwrap().contains("`other`"));
    // The folder is gone already: its path still names it.
    fs::remove_dir_all(&other).unwrap();
    let dropped = with(&[other.to_str().unwrap()], vec![]).unwrap();
    assert_eq!((dropped.articles, dropped.inputs_deleted, dropped.rejects.len()), (7, 1, 0));
    assert!(with(&["news"], vec![]).unwrap_err().message.contains("all the index holds"));
    clean(&bench);
    assert_eq!(bench.digest(), bench.digest_of_fresh_build());
}

/// Stops after so many articles.
struct StopAfter {
    articles: u64,
    seen: Cell<u64>,
}

impl Progress for StopAfter {
    fn advance(&self, step: &Step) {
        self.seen.set(step.articles);
    }

    fn should_stop(&self) -> bool {
        self.seen.get() >= self.articles
    }
}

#[test]
fn a_build_that_was_stopped_is_gone_on_with() {
    for rebuilds in [false, true] {
        let bench = Bench::new();
        write_archive(&bench);
        if rebuilds {
            bench.update();
        }
        // Large enough that the first files are done while later ones are being read.
        let many: Vec<(String, String)> = (0..300).map(|n| (n.to_string(), format!("Text {n}."))).collect();
        let many: Vec<_> = many.iter().map(|(id, text)| (id.as_str(), "Many", text.as_str())).collect();
        for file in ["m1.jsonl", "m2.jsonl", "m3.jsonl"] {
            bench.write(file, &many);
        }
        let settings =
            IngestSettings { rebuild: rebuilds, checkpoint: Duration::ZERO, ..bench.settings(&bench.index()) };
        let stop = StopAfter { articles: 400, seen: Cell::new(0) };
        let stopped = ingest(&settings, &stop).unwrap_err();
        assert!(stopped.hint.unwrap().contains("--resume"));
        if rebuilds {
            assert_eq!(bench.articles().len(), 7, "what was live answers");
        } else {
            let hint = Generation::open(&bench.index()).err().unwrap().hint;
            assert!(hint.is_some_and(|hint| hint.contains("--resume")));
        }
        let verified = verify(&bench.index()).unwrap();
        assert!(verified.faults.iter().any(|fault| fault.what.contains("--resume")));
        assert_eq!(verified.is_begun, !rebuilds);
        // What was being read is gone from the archive, or changed, before the build goes on.
        fs::remove_file(bench.archive().join("m2.jsonl")).unwrap();
        bench.write("m3.jsonl", &many[..50]);
        let resumed = IngestSettings { resume: true, roots: vec![], ..settings };
        let report = ingest(&resumed, &Silent).unwrap();
        assert!(report.inputs_unchanged >= 3, "finished files are not read again: {report:?}");
        assert_eq!(report.articles, 7 + 300 + 50);
        clean(&bench);
        assert_eq!(bench.digest(), bench.digest_of_fresh_build());
    }
}

#[test]
fn of_a_build_stopped_before_anything_was_finished_nothing_stays() {
    let bench = Bench::new();
    write_archive(&bench);
    let many: Vec<(String, String)> = (0..300).map(|n| (n.to_string(), format!("Text {n}."))).collect();
    let many: Vec<_> = many.iter().map(|(id, text)| (id.as_str(), "Many", text.as_str())).collect();
    bench.write("a.jsonl", &many);
    let stop = StopAfter { articles: 1, seen: Cell::new(0) };
    let stopped = ingest(&bench.settings(&bench.index()), &stop).unwrap_err();
    assert_eq!(stopped.hint.as_deref(), Some("run it again"));
    assert_eq!(generations(&bench.index()), [] as [&str; 0]);
    bench.update();
    clean(&bench);
}

#[test]
fn a_run_without_resume_throws_an_unfinished_build_away() {
    let bench = bench();
    let settings = IngestSettings { checkpoint: Duration::ZERO, ..rebuild(&bench, None) };
    ingest(&settings, &StopAfter { articles: 3, seen: Cell::new(0) }).unwrap_err();
    assert_eq!(generations(&bench.index()).len(), 2);
    bench.update();
    assert_eq!(generations(&bench.index()), ["g000001"]);
    clean(&bench);
}

/// Everything a question can see of an index.
fn answers(bench: &Bench) -> (Vec<String>, u64, u64, Vec<String>, bool) {
    let engine = Engine::open(&bench.index()).unwrap();
    let request = SearchRequest {
        facets: vec!["speaker".into(), "place".into()],
        timeline: Some(dateline::search::Bucket::Year),
        limit: 100,
        ..SearchRequest::default()
    };
    let found = engine.search(&request).unwrap();
    let mut titles: Vec<String> = found.hits.iter().map(|hit| hit.article.title.clone()).collect();
    titles.sort();
    let values = found.facets.iter().flat_map(|facet| &facet.values).map(|value| value.value.clone()).collect();
    let quotations = engine.quotes(&QuotesRequest::default()).unwrap().quotations;
    let one = bench.articles().into_iter().find(|a| a.article.text.contains("sail")).unwrap();
    (titles, found.articles, quotations, values, engine.article(&one.id).unwrap().is_some())
}

#[test]
fn what_is_withheld_is_gone_from_every_answer_and_stays_gone() {
    let bench = bench();
    let whole = answers(&bench);
    assert_eq!((whole.1, whole.2, whole.4), (7, 2, true));
    let id = bench.articles().into_iter().find(|a| a.article.title == "One").unwrap().id;
    assert_eq!(withhold(&bench.index(), &id[..8], "order 7").unwrap(), 1);
    let held = answers(&bench);
    assert_eq!((held.1, held.2, held.4), (6, 1, false));
    assert!(
        !held.0.contains(&"One".to_owned()) && !held.3.iter().any(|v| v.contains("Ann Lee") || v.contains("Bergen"))
    );
    let told = status(&bench.index(), false).unwrap();
    assert_eq!((told.withheld, told.withheld_entries), (1, 1));
    assert_eq!((told.outcomes.articles, told.outcomes.quotations), (6, 1), "nor is it told in numbers");
    assert_eq!(told.outcomes.languages.values().sum::<u64>(), 6);
    // An answer is what it would be had the article never been there.
    let without = Bench::new();
    without.write("a.jsonl", &[("2", "Two", "Second.")]);
    without.write("b.jsonl", &[("1", "Three", "Third."), ("2", "Four", "Fourth."), ("3", "Five", "Fifth.")]);
    without.write("c.jsonl", &[("1", "Six", "Sixth."), ("2", "Seven", "“No,” said Bea Holm of Oslo.")]);
    without.update();
    let totals = |bench: &Bench| Generation::open(&bench.index()).unwrap().totals;
    assert_eq!(totals(&bench), totals(&without));
    // Its file is edited, a rebuild comes, its file is moved: it stays gone.
    bench.write(
        "a.jsonl",
        &[("1", "One edited", "“We sail on Monday,” said Ann Lee of Bergen."), ("2", "Two", "Second.")],
    );
    bench.update();
    assert_eq!(answers(&bench).1, 6);
    write_archive(&bench);
    ingest(&rebuild(&bench, None), &Silent).unwrap();
    assert_eq!(answers(&bench), held);
    fs::rename(bench.archive().join("a.jsonl"), bench.archive().join("z.jsonl")).unwrap();
    bench.update();
    assert_eq!(answers(&bench).0, held.0);
    clean(&bench);
    assert_eq!(withhold(&bench.index(), &id, "again").unwrap_err().message, format!("no article `{id}`"));
    dateline::index::release(&bench.index(), &id[..6]).unwrap();
    assert_eq!(answers(&bench).0, whole.0);
    assert!(bench.index().join("backups").read_dir().unwrap().count() > 0);
}

#[test]
fn a_record_without_an_id_is_withheld_by_the_address_that_it_alone_has() {
    let bench = Bench::new();
    let path = bench.archive().join("a.jsonl");
    let write = |lines: &[(&str, &str)]| {
        let line = |(url, text): &(&str, &str)| format!(r#"{{"url":"{url}","title":"Ferry","text":"{text}"}}"#) + "\n";
        fs::write(&path, lines.iter().map(line).collect::<String>()).unwrap();
        bench.update()
    };
    let texts = || {
        let engine = Engine::open(&bench.index()).unwrap();
        let found = engine
            .search(&SearchRequest { query: "ferry".to_owned(), copies: true, ..SearchRequest::default() })
            .unwrap();
        found.articles
    };
    let (one, shared) = ("https://a.example/1", "https://a.example/");
    write(&[(one, "It sails."), (shared, "It stays."), (shared, "It sinks."), ("", "It burns.")]);
    let id_of = |text: &str| bench.articles().into_iter().find(|a| a.article.text == text).unwrap().id;
    for text in ["It sails.", "It stays.", "It burns."] {
        assert_eq!(withhold(&bench.index(), &id_of(text), "order 7").unwrap(), 1, "{text}");
    }
    assert_eq!(texts(), 1);
    let gone: std::collections::BTreeSet<String> = ["It stays.", "It burns."].map(id_of).into();
    // An address of its own tells the article, one that others have does not; what nothing tells is not lost in silence.
    let told =
        write(&[(one, "It sails again."), (shared, "It stays there."), (shared, "It sinks."), ("", "It burnt.")]);
    assert_eq!((texts(), told.withheld_gone.into_iter().collect()), (3, gone));
    assert!(write(&[(one, "It sails no more.")]).withheld_gone.is_empty());
    assert_eq!(texts(), 0);
}

#[test]
fn what_is_withheld_stays_gone_when_it_is_edited_and_then_moved_or_copied() {
    let bench = bench();
    let id = bench.articles().into_iter().find(|a| a.article.title == "One").unwrap().id;
    withhold(&bench.index(), &id, "order 7").unwrap();
    let (a, z) = (bench.archive().join("a.jsonl"), bench.archive().join("z.jsonl"));
    for (n, title) in ["One edited", "One edited again"].into_iter().enumerate() {
        bench.write("a.jsonl", &[("1", title, "“We sail on Monday,” said Ann Lee of Bergen.")]);
        // The second time the copy comes with the edit.
        if n == 1 {
            fs::copy(&a, &z).unwrap();
        }
        bench.update();
        fs::copy(&a, &z).unwrap();
        bench.update();
        assert_eq!((answers(&bench).1, status(&bench.index(), false).unwrap().withheld), (5, 2), "{title}");
    }
    fs::rename(&a, bench.archive().join("y.jsonl")).unwrap();
    bench.update();
    ingest(&rebuild(&bench, None), &Silent).unwrap();
    assert_eq!((answers(&bench).1, status(&bench.index(), false).unwrap().withheld), (5, 2));
    // Where it went, and its copy, are it: an edit there does not bring it back.
    for (n, name) in ["y.jsonl", "z.jsonl"].into_iter().enumerate() {
        bench.write(name, &[("1", "One edited elsewhere", &format!("“We sail on day {n},” said Ann Lee of Bergen."))]);
        bench.update();
        assert_eq!((answers(&bench).1, status(&bench.index(), false).unwrap().withheld), (5, 2), "{name}");
    }
    // Every one of its states is remembered, and a release undoes them all.
    write_archive(&bench);
    fs::rename(&a, bench.archive().join("x.jsonl")).unwrap();
    bench.update();
    assert!(!answers(&bench).0.iter().any(|title| title.starts_with("One")));
    dateline::index::release(&bench.index(), &id).unwrap();
    assert_eq!(status(&bench.index(), false).unwrap().withheld, 0);
}

#[test]
fn a_root_that_is_suddenly_empty_is_no_deletion() {
    let bench = bench();
    let away = bench.dir.path().join("away");
    fs::rename(bench.archive(), &away).unwrap();
    fs::create_dir(bench.archive()).unwrap();
    let settings = bench.settings(&bench.index());
    for settings in [settings.clone(), rebuild(&bench, None)] {
        let error = ingest(&settings, &Silent).unwrap_err();
        assert!(error.message.starts_with("the root `news` had 7 articles and is empty: "), "{error:?}");
        assert!(error.hint.unwrap().contains("--drop news"));
    }
    assert!(preview(&settings).is_err());
    assert_eq!(bench.articles().len(), 7);
    fs::remove_dir(bench.archive()).unwrap();
    fs::rename(&away, bench.archive()).unwrap();
    assert_eq!(bench.update().inputs_unchanged, 3);
}

/// Runs the program as somebody who may not read everything, whoever runs the tests; exit code, answer and what else it says.
#[cfg(unix)]
fn run_as_nobody(bench: &Bench, args: &[&str]) -> (Option<i32>, String, String) {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"));
    if std::os::unix::fs::chown(bench.dir.path(), Some(NOBODY), None).is_ok() {
        let own = std::process::Command::new("chown").arg("-R").arg(NOBODY.to_string()).arg(bench.dir.path()).status();
        assert!(own.unwrap().success());
        command.uid(NOBODY);
    }
    let out = command.args(args).arg("--index").arg(bench.index()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_for_a_while_is_kept_and_told() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench();
    bench.write("d/e.jsonl", &[("1", "Eight", "Eighth.")]);
    bench.update();
    let close = |name: &str, mode: u32| {
        fs::set_permissions(bench.archive().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (name, open, articles) in [("b.jsonl", 0o644, 3), ("d", 0o755, 1)] {
        // Its bytes cannot be compared, for it is too young to be known by its time.
        close(name, 0);
        let (code, preview, _) = run_as_nobody(&bench, &["index", "--dry-run"]);
        assert_eq!(code, Some(0));
        assert!(!preview.contains(name), "{preview}");
        let (code, _, told) = run_as_nobody(&bench, &["index", "--strict"]);
        assert_eq!(code, Some(2), "{told}");
        assert_eq!(bench.articles().len(), 8, "{name}: {told}");
        assert_eq!(status(&bench.index(), false).unwrap().outcomes.rejects["unreadable"], 1);
        clean(&bench);
        let (code, _, told) = run_as_nobody(&bench, &["index", "--rebuild"]);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(&format!("cannot be read, and a rebuild would lose its {articles} articles")), "{told}");
        assert_eq!(bench.articles().len(), 8);
        close(name, open);
        let (code, _, told) = run_as_nobody(&bench, &["index", "--strict"]);
        assert_eq!((code, bench.articles().len()), (Some(0), 8), "{told}");
    }
}

#[test]
fn an_address_is_withheld_before_and_after_its_article_comes() {
    let bench = bench();
    let url = "http://quay.example/1";
    assert_eq!(withhold(&bench.index(), url, "notice 3").unwrap(), 0);
    let line = |title: &str| format!("{{\"title\":\"{title}\",\"text\":\"Text of it.\",\"url\":\"{url}\"}}\n");
    fs::write(bench.archive().join("u.jsonl"), line("First crawl") + &line("Second crawl")).unwrap();
    bench.update();
    assert_eq!((answers(&bench).1, status(&bench.index(), false).unwrap().withheld), (7, 2));
    assert!(withhold(&bench.index(), url, "again").unwrap_err().message.contains("withheld already"));
    dateline::index::release(&bench.index(), url).unwrap();
    assert_eq!(answers(&bench).1, 9);
    assert!(dateline::index::release(&bench.index(), url).is_err());
    // However the address is written, it is that page.
    for written in ["https://quay.example/1", "http://quay.example/1/", "https://quay.example/1/#top"] {
        assert_eq!(withhold(&bench.index(), written, "notice 4").unwrap(), 2, "{written}");
        assert_eq!(answers(&bench).1, 7, "{written}");
        assert!(withhold(&bench.index(), url, "again").unwrap_err().message.contains("withheld already"));
        dateline::index::release(&bench.index(), url).unwrap();
    }
    assert_eq!(withhold(&bench.index(), "http://quay.example/10", "notice 5").unwrap(), 0);
    // So is a part of it, in the archive.
    let part =
        |n: u8| format!("{{\"title\":\"Part {n}\",\"text\":\"Text of part {n}.\",\"url\":\"{url}#part-{n}\"}}\n");
    fs::write(bench.archive().join("v.jsonl"), part(1) + &part(2)).unwrap();
    bench.update();
    assert_eq!(withhold(&bench.index(), url, "notice 6").unwrap(), 4);
}

#[test]
fn a_damaged_list_of_what_is_withheld_answers_nothing_until_it_is_mended() {
    let bench = bench();
    let id = bench.articles()[0].id.clone();
    withhold(&bench.index(), &id, "order 7").unwrap();
    withhold(&bench.index(), "http://quay.example/2", "order 8").unwrap();
    fs::write(bench.index().join("withheld.jsonl"), "{half").unwrap();
    assert!(Generation::open(&bench.index()).is_err());
    let faults = verify(&bench.index()).unwrap().faults;
    assert_eq!(faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::UserTable]);
    assert_eq!(repair(&bench.index()).unwrap().faults, []);
    assert_eq!(status(&bench.index(), false).unwrap().withheld, 1);
}
