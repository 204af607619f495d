//! `dateline alerts`: saved searches, what is new in them, and `query:NAME`.

use super::Desk;
use std::fs;

const MORE: &str = r#"{"id":"ferry-3","title":"Ferry strike feared in Stavanger","date":"2025-09-01","source":"The Quay","text":"A ferry strike is feared in Stavanger; $(touch hacked) `id` ; \"quoted\"."}
{"id":"bread","title":"Bread is dear","date":"2025-09-02","source":"The Loaf","text":"Bread costs more than it did."}
"#;

/// With two saved searches and two articles that came after.
fn desk() -> Desk {
    let desk = Desk::indexed();
    let did = desk.run(&["alerts", "add", "Strikes", "strike", "--source", "The Quay"]);
    assert_eq!(did.out, "`strikes` saved; 2 articles match now, and what comes is news\n", "{}", did.err);
    assert_eq!(desk.run(&["alerts", "add", "--existing", "budgets", "budget"]).code, 0);
    desk.file("news/more.jsonl", MORE);
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

#[test]
fn what_is_new_is_told_once() {
    let desk = desk();
    let shown = desk.run(&["alerts", "run", "--dry-run"]);
    let did = desk.run(&["alerts", "run"]);
    assert_eq!(did, shown);
    assert_eq!(did.code, 0);
    for expected in
        ["budgets · 1 new · budget\n", "strikes · 1 new · strike --source 'The Quay'\n", "Ferry *strike* feared"]
    {
        assert!(did.out.replace("A ferry *strike* is", "Ferry *strike*").contains(expected), "{expected}: {}", did.out);
    }
    assert_eq!(desk.run(&["alerts", "run"]).code, 1);
    assert_eq!(desk.run(&["index", "--rebuild"]).code, 0);
    let did = desk.run(&["alerts", "run"]);
    assert_eq!((did.code, did.out.as_str(), did.err.as_str()), (1, "", "nothing new\n"));
}

#[test]
fn one_object_or_a_line_a_match() {
    let desk = desk();
    let answer = desk.json(&["alerts", "run", "--dry-run", "--format", "json"]);
    let names: Vec<&str> = answer["alerts"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["budgets", "strikes"]);
    assert_eq!((answer["alerts"][1]["new"].as_u64(), answer["alerts"][1]["changed"].as_u64()), (Some(1), Some(0)));
    assert_eq!(answer["alerts"][1]["hits"][0]["article"]["external_id"], "ferry-3");
    let line = desk.json(&["alerts", "run", "strikes", "--format", "jsonl"]);
    assert_eq!(
        (line["alert"].as_str(), line["change"].as_str(), line["format"].as_u64()),
        (Some("strikes"), Some("new"), Some(1))
    );
    let rest = desk.json(&["alerts", "run", "--format", "json"]);
    assert_eq!(rest["alerts"].as_array().unwrap().len(), 1, "only what was not told alone");
    let did = desk.run(&["alerts", "run", "--format", "json"]);
    assert_eq!((did.code, did.out.as_str()), (1, "{\"format\":1,\"alerts\":[]}\n"));
}

/// What cannot be answered would be an error of every run.
#[test]
fn what_cannot_be_asked_is_not_saved() {
    let desk = Desk::empty();
    let words: Vec<String> = (0..1001).map(|n| format!("w{n:04}")).collect();
    desk.file("news/many.txt", format!("Many words\n\n{}.\n", words.join(" ")));
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let did = desk.run(&["alerts", "add", "bad", "w*"]);
    assert!(did.code == 2 && did.err.contains("more than 1000"), "{}", did.err);
    assert!(desk.run(&["alerts", "list"]).err.starts_with("no search is saved"));
}

/// A saved search has the days of the calendar that were meant when it was saved, and that is said.
#[test]
fn days_are_saved_as_they_are_now() {
    let desk = Desk::indexed();
    let did = desk.run(&["alerts", "add", "late", "ferry", "--after", "7d"]);
    let saved = desk.run(&["alerts", "list"]).out;
    let day = saved.split("--after ").nth(1).and_then(|rest| rest.get(..10)).unwrap_or_else(|| panic!("{saved}"));
    assert_eq!(did.err, format!("`--after` is saved as {day}: a saved search keeps its days\n"));
    assert_eq!(desk.run(&["alerts", "add", "august", "ferry", "--after", "2025-08"]).err, "");
}

/// The program gets the words of an article as data, and is called again when it failed.
#[cfg(unix)]
#[test]
fn a_program_is_called_with_what_is_new() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    desk.file("tell", "#!/bin/sh\n[ -e ready ] || exit 3\necho \"$DATELINE_ALERT|$1\" >> told.txt\ncat >> told.txt\n");
    fs::set_permissions(desk.path("tell"), fs::Permissions::from_mode(0o755)).unwrap();
    let did = desk.run(&["alerts", "run", "strikes", "--", "./tell", "$(touch hacked); x"]);
    assert_eq!(did.code, 2);
    assert!(did.err.starts_with("error: alert `strikes`: `./tell` ended with exit status: 3\n"), "{}", did.err);
    desk.file("ready", "");
    let did = desk.run(&["alerts", "run", "strikes", "--", "./tell", "$(touch hacked); x"]);
    assert_eq!((did.code, did.out.as_str()), (0, ""), "{}", did.err);
    let told = fs::read_to_string(desk.path("told.txt")).unwrap();
    let (head, object) = told.split_once('\n').unwrap();
    assert_eq!(head, "strikes|$(touch hacked); x");
    let object: serde_json::Value = serde_json::from_str(object).unwrap();
    assert_eq!((object["format"].as_u64(), object["name"].as_str()), (Some(1), Some("strikes")));
    assert!(object["hits"][0]["passages"][0]["text"].as_str().unwrap().contains("$(touch hacked) `id`"));
    assert!(!desk.path("hacked").exists());
    assert_eq!(desk.run(&["alerts", "run", "strikes", "--", "./tell"]).code, 1, "told once");
    let did = desk.run(&["alerts", "run", "--", "./no-such-program"]);
    assert!(did.code == 2 && did.err.contains("cannot run `./no-such-program`"), "{}", did.err);
}

#[test]
fn a_saved_search_stands_in_any_query() {
    let desk = desk();
    assert_eq!(desk.run(&["alerts", "add", "either", "query:strikes OR query:budgets", "--after", "2025-08"]).code, 0);
    let articles = |query: &str| desk.json(&["search", query, "--format", "json"])["articles"].as_u64().unwrap();
    assert_eq!((articles("query:strikes"), articles("query:strikes -Bergen"), articles("query:either")), (3, 1, 2));
    assert_eq!(articles("-query:strikes"), 2);
    let parsed = desk.json(&["search", "talks query:Strikes", "--format", "json"])["parsed"].clone();
    assert_eq!(parsed, "talks AND strike AND source:\"The Quay\"");
    let did = desk.run(&["quotes", "query:strikes"]);
    assert_eq!(did.code, 1, "inside quotations nobody says strike: {}", did.out);
    let did = desk.run(&["search", "ferry query:none"]);
    assert_eq!(
        did.err,
        "error: there is no saved search `none`\n  ferry query:none\n        ^^^^^^^^^^\n\
         hint: `dateline alerts list` shows those there are, `dateline alerts add` saves one\n"
    );
}

#[test]
fn the_list_and_its_changes() {
    let desk = desk();
    let did = desk.run(&["alerts", "list"]);
    assert!(
        did.out.starts_with("budgets  budget  since 2")
            && did.out.contains("\nstrikes  strike --source 'The Quay'  since 2"),
        "{}",
        did.out
    );
    let list = desk.json(&["alerts", "list", "--format", "json"]);
    assert_eq!(list["queries"][1]["flags"]["source"][0], "The Quay");
    let again = desk.run(&["alerts", "add", "strikes", "lockout"]);
    assert_eq!(
        again.err,
        "error: there is a saved search `strikes` already\nhint: `--replace` puts this one in its place\n"
    );
    assert_eq!(desk.run(&["alerts", "add", "strikes", "lockout", "--replace"]).code, 0);
    assert_eq!(fs::read_dir(desk.path("index/backups")).unwrap().count(), 2, "each state but the last");
    desk.run(&["alerts", "add", "both", "query:strikes OR query:budgets"]);
    for (args, message) in [
        (
            &["alerts", "add", "--replace", "strikes", "a OR query:both"][..],
            "saved search `both`: these saved searches go round",
        ),
        (
            &["alerts", "remove", "strikes"],
            "`strikes` is named by another: saved search `both`: there is no saved search",
        ),
        (&["alerts", "remove", "none"], "there is no saved search `none`"),
        (&["alerts", "run", "none"], "there is no saved search `none`"),
        (&["alerts", "add", "a/b", "x"], "`a/b` is no name for a saved search"),
        (&["alerts", "add", "x"], "a saved search needs a query, or a flag that narrows"),
        (&["alerts", "add", "x", "(a"], "error: this parenthesis is never closed\n  (a\n  ^\n"),
    ] {
        let did = desk.run(args);
        assert!(did.code == 2 && did.err.starts_with("error: ") && did.err.contains(message), "{args:?}: {}", did.err);
    }
    assert_eq!(desk.run(&["alerts", "remove", "both", "strikes", "budgets"]).code, 0);
    assert_eq!(desk.run(&["alerts", "list"]).code, 1);
    assert_eq!(desk.run(&["alerts", "run"]).code, 1);
    assert_eq!(desk.run(&["verify"]).code, 0);
}

#[test]
fn a_damaged_list_is_told_and_brought_back() {
    let desk = desk();
    desk.file("index/queries.jsonl", "{\"name\":");
    for args in [&["alerts", "run"][..], &["search", "query:strikes"], &["verify"]] {
        let did = desk.run(args);
        assert!(
            did.code == 2 && (did.err.contains("queries.jsonl") || did.out.contains("queries.jsonl")),
            "{args:?}: {}",
            did.err
        );
    }
    assert_eq!(desk.run(&["search", "strike"]).code, 0, "what names no saved search needs none");
    assert_eq!(desk.run(&["verify", "--repair"]).code, 0);
    assert_eq!(desk.run(&["search", "query:strikes"]).code, 0);
}

#[test]
fn what_has_moved_is_no_news() {
    let desk = desk();
    assert_eq!(desk.run(&["alerts", "run"]).code, 0);
    fs::rename(desk.path("news"), desk.path("papers")).unwrap();
    fs::create_dir(desk.path("papers/old")).unwrap();
    fs::rename(desk.path("papers/stories.jsonl"), desk.path("papers/old/stories.jsonl")).unwrap();
    desk.file("papers/other.txt", "Ferry strike spreads\n\nThe ferry strike has spread to the docks of Stavanger.\n");
    for args in [&["index", "papers"][..], &["index", "--drop", "news"]] {
        assert_eq!(desk.run(args).code, 0);
    }
    assert_eq!(desk.run(&["alerts", "run", "--dry-run"]).code, 1, "the outlet of the new one is another");
    desk.file("papers/new.jsonl", MORE.replace("ferry-3", "ferry-4"));
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = |args: &[&str]| desk.run(&[&["alerts", "run", "--format", "jsonl"], args].concat()).out;
    let shown = lines(&["--dry-run"]);
    assert!(shown.lines().count() == 1 && shown.contains("\"new\""), "a copy beside what was told is news: {shown}");
    assert_eq!((lines(&[]), lines(&[])), (shown, String::new()));
}
