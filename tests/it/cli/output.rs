//! How answers look: colour, CSV, JSON lines, and text that would like to act on a terminal.

use super::Desk;

#[test]
fn colour_only_when_asked_or_watched() {
    let desk = Desk::indexed();
    assert!(!desk.run(&["search", "strike"]).out.contains('\x1b'));
    assert!(desk.run(&["search", "strike", "--color", "always"]).out.contains("\x1b[1;33mstrike\x1b[0m"));
    assert!(!desk.run(&["search", "strike", "--color", "never"]).out.contains('\x1b'));
}

#[test]
fn an_article_cannot_act_on_the_terminal() {
    let desk = Desk::new();
    desk.file(
        "news/evil.jsonl",
        r#"{"title":"Red\u001b[31m alert","text":"The harbour \u001b]0;owned\u0007 bell \u009b2J rang all night, and nobody in town slept well."}"#,
    );
    desk.run(&["index", "news"]);
    for args in [&["search", "bell"][..], &["search", "bell", "--format", "csv"], &["extract", "news/evil.jsonl"]] {
        let did = desk.run(args);
        assert_eq!(did.code, 0, "{args:?}: {}", did.err);
        assert!(!did.out.contains(['\x1b', '\x07', '\u{9b}']), "{args:?}: {:?}", did.out);
    }
}

#[test]
fn csv_and_json_lines_have_a_row_a_hit() {
    let desk = Desk::indexed();
    let csv = desk.run(&["search", "strike", "--format", "csv"]).out;
    assert!(csv.starts_with("rank,score,id,external_id,title,source,published,url,path,passage,start,end,"));
    assert!(csv.contains(",ferry-1,Ferry strike ends in Bergen,The Quay,2025-08-16,"), "{csv}");
    let lines = desk.run(&["search", "strike", "--format", "jsonl"]).out;
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.lines().all(|line| line.starts_with(r#"{"format":1,"rank":"#)));
}
