//! `dateline search --feed`: what a reader of feeds finds in it, the program's own (what it writes, it can index) and one
//! that we have not written.

use super::Desk;
use serde_json::Value;
use std::collections::BTreeSet;

const MORE: &str = r#"{"id":"odd","title":"Strike <boat>&amp; \u0007calm\u202e</boat>","date":"2025-09","url":"https://quay.example/a?b=1&c=2","text":"A ferry strike & \"more\" <script>alert(1)</script>.\u0000"}
{"id":"bad","title":"","url":"javascript:alert(1)","text":"The ferry strike that nobody dated."}
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("news/more.jsonl", MORE);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    desk
}

/// The text of each element of that name, in order.
fn elements<'f>(feed: &'f str, name: &str) -> Vec<&'f str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    feed.split(open.as_str()).skip(1).map(|part| part.split(close.as_str()).next().unwrap()).collect()
}

#[test]
fn a_reader_reads_it() {
    let desk = desk();
    let did = desk.run(&["search", "--feed", "ferry strike"]);
    assert_eq!((did.code, did.err.as_str()), (0, ""));
    desk.file("feed.atom", &did.out);
    let read = desk.run(&["extract", "feed.atom"]);
    assert_eq!(read.err, "4 articles\n");
    let entries: Vec<Value> = read.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let titles: Vec<&str> = entries.iter().map(|entry| entry["title"].as_str().unwrap()).collect();
    assert_eq!(titles[1..3], ["Ferry strike ends in Bergen", "Ferries idle as talks stall"]);
    assert_eq!(entries.len(), 4);
    assert!(
        entries[0]["text"].as_str().unwrap().contains("<script>alert(1)</script>"),
        "text stays text: {}",
        entries[0]
    );
    let dates: Vec<&str> = entries.iter().take(3).map(|entry| entry["published"]["date"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2025-09-01", "2025-08-16", "2025-07-30"]);
    assert_eq!((&entries[0]["url"], &entries[3]["url"]), (&"https://quay.example/a?b=1&c=2".into(), &Value::Null));
}

#[test]
fn a_reader_that_is_not_ours_reads_it() {
    let out = desk().run(&["search", "--feed", "ferry strike"]).out;
    let feed = feed_rs::parser::parse(out.as_bytes()).unwrap();
    assert_eq!(feed.feed_type, feed_rs::model::FeedType::Atom);
    assert_eq!(feed.title.unwrap().content, "dateline: ferry strike");
    let titles: Vec<String> = feed.entries.iter().map(|entry| entry.title.clone().unwrap().content).collect();
    assert_eq!(
        titles,
        [r"Strike <boat>& calm</boat>", "Ferry strike ends in Bergen", "Ferries idle as talks stall", "untitled"]
    );
    let ids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(feed.entries[0].links[0].href, "https://quay.example/a?b=1&c=2");
    assert!(feed.entries.iter().all(|entry| entry.updated.is_some()));
    let said = feed.entries[1].content.as_ref().and_then(|content| content.body.as_deref());
    assert!(said.is_some_and(|said| said.contains("ferry strike ended")), "{said:?}");
}

/// Every entry has an id and a moment; those of the undated are always the same, and they say nothing of publication.
#[test]
fn what_a_feed_must_have() {
    let desk = desk();
    let feed = desk.run(&["search", "--feed", "ferry strike"]).out;
    let (head, _) = feed.split_once("<entry>").unwrap();
    assert_eq!(elements(head, "title"), ["dateline: ferry strike"]);
    assert_eq!(elements(head, "updated"), ["2025-09-01T00:00:00Z"], "that of the latest entry");
    let ids = elements(&feed, "id");
    assert!(
        ids[0].starts_with("urn:dateline:search:") && ids[1..].iter().all(|id| id.starts_with("urn:dateline:article:"))
    );
    assert_eq!((ids.len(), elements(&feed, "updated").len(), elements(&feed, "published").len()), (5, 5, 3));
    assert_eq!(elements(&feed, "updated")[4], "1970-01-01T00:00:00Z");
    assert!(!feed.contains("javascript:") && !feed.contains('\u{202e}') && !feed.contains('\u{7}'), "{feed}");
}

/// The same search is the same feed with the same entries, also after a rebuild; another search is another feed.
#[test]
fn a_reader_knows_it_again() {
    let desk = desk();
    let feed = |args: &[&str]| desk.run(&[&["search", "--feed"], args].concat()).out;
    let before = feed(&["strike"]);
    assert_eq!(desk.run(&["index", "--rebuild"]).code, 0);
    assert_eq!(feed(&["strike"]), before);
    assert_ne!(elements(&feed(&["strike", "--source", "The Quay"]), "id")[0], elements(&before, "id")[0]);
    assert_eq!(elements(&feed(&["strike", "--limit", "1"]), "published").len(), 1);
    let none = desk.run(&["search", "--feed", "volcano"]);
    assert_eq!((none.code, elements(&none.out, "updated").len()), (1, 1), "a feed without entries is one, too");
    assert_eq!(desk.run(&["search", "--feed", "--format", "json", "x"]).code, 2);
}
