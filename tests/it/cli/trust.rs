//! `dateline verify`, `rollback`, and what `index` does besides reading.

use super::Desk;
use std::fs;

#[test]
fn verify_says_clean_sound_or_damaged() {
    let desk = Desk::indexed();
    let clean = desk.run(&["verify"]);
    assert_eq!((clean.code, clean.err.as_str()), (0, ""));
    assert!(clean.out.starts_with("clean: 3 articles, "), "{}", clean.out);
    desk.file("index/CURRENT.new", "half");
    let littered = desk.json(&["verify", "--format", "json"]);
    assert_eq!((&littered["clean"], &littered["sound"]), (&false.into(), &true.into()));
    assert_eq!(littered["faults"][0]["kind"], "litter");
    desk.file("index/CURRENT", "gibberish");
    let damaged = desk.run(&["verify"]);
    assert_eq!(damaged.code, 2);
    assert!(damaged.out.contains("current: ") && damaged.out.contains("damaged: "), "{}", damaged.out);
    assert!(damaged.err.contains("hint: `dateline verify --repair`"), "{}", damaged.err);
    let refused = desk.run(&["search", "ferry"]);
    assert!(refused.code == 2 && refused.err.contains("verify --repair"), "{}", refused.err);
    assert!(refused.err.contains("last good one, `dateline index --rebuild"), "{}", refused.err);
    let repaired = desk.run(&["verify", "--repair"]);
    assert_eq!(repaired.code, 0, "{}", repaired.err);
    assert!(repaired.out.starts_with("`g000001` is the live generation\n"), "{}", repaired.out);
    assert_eq!(desk.run(&["search", "ferry"]).code, 0);
    assert_eq!(desk.run(&["verify", "--index", "nowhere"]).code, 2);
}

#[test]
fn a_rebuild_keeps_and_rollback_brings_back() {
    let desk = Desk::indexed();
    assert_eq!(desk.run(&["rollback"]).err.lines().next(), Some("error: no old generation is kept"));
    desk.run(&["index", "--rebuild", "--keep", "1"]);
    assert!(desk.run(&["status"]).out.contains("kept          g000001\n"));
    let verified = desk.run(&["verify"]).out;
    assert!(verified.starts_with("clean: 3 articles and 3 in old generations, "), "{verified}");
    let verified = desk.json(&["verify", "--format", "json"]);
    assert_eq!((&verified["articles"], &verified["kept_articles"]), (&6.into(), &3.into()));
    assert_eq!(desk.run(&["rollback"]).out, "`g000001` is the live generation\n");
    let kept = || desk.json(&["status", "--format", "json"])["kept"].clone();
    assert_eq!(kept(), serde_json::json!(["g000002"]));
    desk.file("news/more.jsonl", "{\"title\":\"Tide\",\"text\":\"The tide came in.\"}\n");
    desk.run(&["index"]);
    assert_eq!(kept(), serde_json::json!(["g000002"]), "as many as the newer one was told to keep");
    desk.run(&["index", "--keep", "0"]);
    assert_eq!(kept(), serde_json::json!([]));
}

#[test]
fn a_dry_run_is_a_line_a_file() {
    let desk = Desk::indexed();
    desk.file("news/more.jsonl", "{\"title\":\"Tide\",\"text\":\"The tide came in.\"}\n");
    fs::remove_file(desk.path("news/stories.jsonl")).unwrap();
    let did = desk.run(&["index", "--dry-run"]);
    assert_eq!(did.out, "add\tnews/more.jsonl\ndelete\tnews/stories.jsonl\n");
    assert_eq!(did.err, "1 to add, 0 to change, 1 to delete, 0 unchanged; nothing was done\n");
    assert_eq!(desk.json(&["status", "--format", "json"])["articles"], 3);
}

#[test]
fn a_moved_file_is_told_as_moved() {
    let desk = Desk::indexed();
    fs::create_dir(desk.path("news/old")).unwrap();
    fs::rename(desk.path("news/stories.jsonl"), desk.path("news/old/tales.jsonl")).unwrap();
    let did = desk.run(&["index", "--dry-run"]);
    assert_eq!(did.out, "move\tnews/stories.jsonl\tnews/old/tales.jsonl\n");
    assert_eq!(did.err, "0 to add, 0 to change, 1 to move, 0 to delete, 0 unchanged; nothing was done\n");
    let did = desk.run(&["index", "--progress", "json"]);
    assert_eq!(
        did.out.lines().next(),
        Some("0 files added, 0 changed, 1 moved, 0 deleted, 0 unchanged"),
        "{}",
        did.err
    );
    let last = did.err.lines().rfind(|line| line.starts_with('{')).unwrap();
    let last: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!((&last["files_moved"], &last["done"]), (&serde_json::json!(1), &serde_json::json!(true)));
    assert_eq!(desk.run(&["index"]).out.lines().next(), Some("0 files added, 0 changed, 0 deleted, 1 unchanged"));
}

#[test]
fn roots_are_dropped() {
    let desk = Desk::indexed();
    desk.file("second/a.txt", "A headline\n\nA text of some length about the tide.");
    desk.run(&["index", "second"]);
    let did = desk.run(&["index", "--drop", "second"]);
    assert_eq!(did.out.lines().next(), Some("0 files added, 0 changed, 1 deleted, 1 unchanged"), "{}", did.err);
    assert!(desk.run(&["index", "--drop", "second"]).err.starts_with("error: the index has no root `second`\n"));
}

#[test]
fn articles_are_withheld_and_released() {
    let desk = Desk::indexed();
    let id =
        desk.json(&["search", "candles", "--format", "json"])["hits"][0]["article"]["id"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["index", "--withhold", &id]).code, 2, "without a reason");
    for besides in [["--reason", ""], ["--dry-run", "--reason=x"], ["--keep=1", "--reason=x"]] {
        let did = desk.run(&[&["index", "--withhold", &id][..], &besides[..]].concat());
        assert_eq!(did.code, 2, "{besides:?}: {}", did.err);
    }
    let did = desk.run(&["index", "--withhold", &id[..8], "--reason", "order 12/26"]);
    assert_eq!((did.code, did.out.as_str()), (0, "1 article withheld\n"), "{}", did.err);
    assert_eq!(desk.run(&["search", "candles"]).code, 1);
    assert_eq!(desk.run(&["show", &id]).code, 1);
    let told = desk.json(&["status", "--format", "json"]);
    assert_eq!((&told["withheld"], &told["withheld_entries"]), (&1.into(), &1.into()));
    assert!(fs::read_to_string(desk.path("index/withheld.jsonl")).unwrap().contains("\"reason\":\"order 12/26\""));
    assert_eq!(desk.run(&["index", "--release", &id]).code, 0);
    assert_eq!(desk.run(&["search", "candles"]).code, 0);
}

#[test]
fn a_part_is_annotated_anew_and_says_the_same_by_the_same_rules() {
    let desk = Desk::indexed();
    let digest = || desk.json(&["status", "--digest", "--format", "json"])["digest"].clone();
    let before = digest();
    let did = desk.run(&["index", "--reannotate", "speakers,dates", "--where", "ferry"]);
    assert!(did.out.starts_with("2 articles annotated anew, "), "{} {}", did.out, did.err);
    assert_eq!(digest(), before);
    assert_eq!(desk.run(&["verify"]).code, 0);
    let did = desk.run(&["index", "--reannotate", "places", "--where", "source:x"]);
    assert_eq!((did.code, did.out.as_str()), (1, ""));
    assert!(did.err.ends_with("no article matches `source:x`; nothing was done\n"), "{}", did.err);
    assert_eq!(desk.run(&["index", "--where", "ferry"]).code, 2);
    desk.run(&["index", "--rebuild", "--no-annotate"]);
    assert!(desk.run(&["index", "--reannotate", "places"]).err.starts_with("error: the index was built without"));
}

#[test]
fn progress_is_told_to_programs() {
    let desk = Desk::new();
    let did = desk.run(&["index", "news", "--progress", "json"]);
    let lines: Vec<serde_json::Value> =
        did.err.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!((&last["done"], &last["files_done"], &last["articles"]), (&true.into(), &1.into(), &3.into()));
    assert!(last["mb_per_s"].as_f64().is_some_and(|pace| pace > 0.0));
}

/// Waits for what another process is about to do.
#[cfg(unix)]
fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed().as_secs() < 60, "waited in vain for {what}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// A process of the program that does not outlive its test, however that ends.
#[cfg(unix)]
struct Running(Option<std::process::Child>);

#[cfg(unix)]
impl Running {
    fn id(&self) -> String {
        self.0.as_ref().expect("it is waited for only at the end").id().to_string()
    }

    fn output(mut self) -> std::process::Output {
        self.0.take().expect("it is waited for once").wait_with_output().unwrap()
    }
}

#[cfg(unix)]
impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_watched_archive_is_kept_current_until_it_is_told_to_stop() {
    let desk = Desk::indexed();
    let mut command = desk.command(&["index", "news", "--watch=1"]);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let running = Running(Some(command.spawn().unwrap()));
    let articles = || desk.json(&["status", "--format", "json"])["articles"].as_u64().unwrap();
    desk.file("news/more.jsonl", "{\"title\":\"Tide\",\"text\":\"The tide came in.\"}\n");
    wait_for("the new article", || articles() == 4);
    fs::remove_file(desk.path("news/more.jsonl")).unwrap();
    wait_for("its end", || articles() == 3);
    let told = std::process::Command::new("kill").args(["-TERM", &running.id()]).status().unwrap();
    assert!(told.success());
    let output = running.output();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.ends_with("stopped\n"), "{said}");
    assert!(desk.json(&["verify", "--format", "json"])["clean"].as_bool().unwrap());
}
