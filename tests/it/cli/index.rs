//! `dateline index`: what it says, and how it ends.

use super::Desk;

/// The lines of `index`.
fn index(desk: &Desk, args: &[&str]) -> (i32, Vec<String>) {
    let did = desk.run(&[&["index"], args].concat());
    assert!(did.err.starts_with("took ") && did.err.lines().count() == 1, "{args:?}: {}", did.err);
    (did.code, did.out.lines().map(str::to_owned).collect())
}

#[test]
fn says_what_it_did_and_what_there_is() {
    let desk = Desk::new();
    desk.file("news/broken.jsonl", "{\"title\": \"no end\n{\"title\":\"Whole\",\"text\":\"A whole article about a bridge in the rain, and nothing else at all.\"}\n");
    let (code, said) = index(&desk, &["news"]);
    assert_eq!(code, 0);
    assert_eq!(said[0], "2 files added, 0 changed, 0 deleted, 0 unchanged");
    assert_eq!(said[1].split(',').next(), Some("4 articles"));
    assert_eq!(said[2], "1 could not be read: 1 broken-json");
    let (_, again) = index(&desk, &[]);
    assert_eq!(again[0], "0 files added, 0 changed, 0 deleted, 2 unchanged");
    assert_eq!(again[1..], said[1..]);
}

#[test]
fn an_empty_archive_is_nothing_found() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("empty")).unwrap();
    assert_eq!(index(&desk, &["empty"]).0, 1);
}

fn refused(args: &[&str], message: &str) {
    let did = Desk::new().run(args);
    assert_eq!(did.code, 2, "{args:?}");
    assert_eq!(did.err.lines().next(), Some(message), "{args:?}");
}

#[test]
fn refusals() {
    refused(&["index", "nowhere"], "error: no such file or folder: `nowhere`");
    refused(&["index"], "error: no index at `index`");
    refused(&["index", "*.nope"], "error: nothing matches `*.nope`");
    refused(&["index", "news", "news", "--as", "x"], "error: `--as x` names one root, and 2 are given");
}

#[test]
fn another_directory_by_flag_or_environment() {
    let desk = Desk::new();
    desk.run(&["index", "news", "--index", "by-flag"]);
    assert_eq!(desk.run(&["status", "--index", "by-flag"]).code, 0);
    let mut command = desk.command(&["status"]);
    command.env("DATELINE_INDEX", "by-flag");
    assert_eq!(super::did(command).code, 0);
    assert_eq!(desk.run(&["status"]).code, 2);
}

#[test]
fn strict_ends_with_an_error_and_a_whole_index() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["index", "news", "--strict"]).code, 0);
    desk.file("news/broken.jsonl", "{\"title\": \"no end\n");
    for _ in 0..2 {
        // The second time nothing is read anew, and the reject is still there.
        let did = desk.run(&["index", "news", "--strict"]);
        let last: Vec<&str> = did.err.lines().skip(1).collect();
        let told = "error: 1 could not be read: 1 broken-json (`--strict`)";
        assert_eq!((did.code, last), (2, vec![told, "hint: `dateline status --rejects` lists them"]));
    }
    assert_eq!(desk.run(&["search", "ferry"]).code, 0);
    let did = desk.run(&["extract", "news", "--strict"]);
    assert_eq!((did.code, did.out.lines().count()), (2, 3));
    assert!(did.err.contains("error: 1 could not be read: 1 broken-json (`--strict`)\nhint: "), "{}", did.err);
}

#[test]
fn a_folder_is_not_indexed_twice() {
    let desk = Desk::indexed();
    desk.file("news/may/a.txt", "A ferry\n\nThe ferry sails again, the harbour master said.");
    for (inside, told) in [("news/may", "lies in"), ("news/stories.jsonl", "lies in"), (".", "holds")] {
        let did = desk.run(&["index", inside]);
        assert_eq!(did.code, 2, "{inside}");
        assert!(did.err.contains(told) && did.err.contains("as `news`") && did.err.contains("hint: "), "{}", did.err);
    }
    assert_eq!(desk.run(&["index", "news", "news"]).code, 0);
}
