//! Copies of one story stand behind one hit, and counts can be of stories.

use super::Desk;
use serde_json::{Value, json};

const WIRE: &str = "The breakwater at Marsholm will be raised by two metres before the autumn gales, the harbour board said on \
Tuesday after a winter in which the lower quay was under water on nineteen days. The work will cost eleven million and \
begins in April, when the herring boats have left. Masters of the three ferries had asked for a wall of four metres. The \
board replied that such a wall would take the morning sun from every window on the Strand, and that nobody had ever moved \
to Marsholm for its concrete.";

/// A wire story in three papers, the longest of them on the second day; one page crawled twice; and one of its own.
fn desk() -> Desk {
    let desk = Desk::new();
    let record = |id: &str, date: &str, source: &str, text: &str, url: &str| {
        json!({"id": id, "title": format!("Breakwater {id}"), "date": date, "source": source, "text": text, "url": url})
            .to_string()
    };
    let longer = format!("{WIRE} A vote of the council is expected in May.");
    let cut = WIRE.split(" The board replied").next().unwrap_or(WIRE);
    let lines = [
        record("wire", "2025-03-01", "The Quay", WIRE, "https://quay.example/a"),
        record("longer", "2025-03-02", "Marsholm Post", &longer, "https://post.example/b"),
        record("cut", "2025-04-03", "The Strand", cut, "https://strand.example/c"),
        record("cut-too", "2025-03-04", "The Strand", cut, "https://strand.example/d"),
        record("page", "2025-03-05", "The Quay", "The breakwater waits.", "https://quay.example/e#top"),
        record("page-later", "2025-06-05", "The Quay", "The breakwater waits.", "http://quay.example/e/"),
    ];
    desk.file("coast/wire.jsonl", lines.join("\n"));
    desk.file("late/late.jsonl", record("late", "2025-03-09", "The Late", WIRE, "https://late.example/z"));
    desk
}

fn hits(answer: &Value) -> Vec<String> {
    let name = |card: &Value| card["external_id"].as_str().unwrap().to_owned();
    let hit = |hit: &Value| {
        let copies = hit["copies"].as_array().unwrap().iter().map(name).collect::<Vec<_>>().join(" ");
        format!("{}: {copies}", name(&hit["article"]))
    };
    answer["hits"].as_array().unwrap().iter().map(hit).collect()
}

#[test]
fn one_hit_a_story() {
    let desk = desk();
    let did = desk.run(&["index", "coast"]);
    assert!(did.out.contains("6 articles (1 version of another)"), "{}", did.out);
    let ask = |flags: &[&str]| {
        let answer = desk.json(&[&["search", "breakwater", "--format", "json", "--sort", "oldest"], flags].concat());
        assert_eq!((&answer["articles"], &answer["stories"]), (&json!(6), &json!(3)), "{flags:?}");
        hits(&answer)
    };
    assert_eq!(ask(&[]), ["wire: longer cut-too", "page: page-later", "cut: "]);
    assert_eq!(ask(&["--shown", "latest"]), ["cut-too: wire longer", "page-later: page", "cut: "]);
    assert_eq!(ask(&["--shown", "fullest"]), ["longer: wire cut-too", "page: page-later", "cut: "]);
    assert_eq!(ask(&["--limit", "1", "--offset", "1"]), ["page: page-later"]);
    assert_eq!(ask(&["--copies"]).len(), 6);
    assert_eq!(ask(&["--flat"]), ["wire: longer cut-too", "page: page-later", "cut: "]);
    let few =
        desk.json(&["search", "breakwater", "--after", "2025-03-02", "--before", "2025-03-31", "--format", "json"]);
    assert_eq!((&few["articles"], &few["stories"]), (&json!(3), &json!(2)), "a story is as large as its matches");
    let text = desk.run(&["search", "breakwater", "--sort", "oldest"]);
    assert!(text.out.contains("\n    and 2 more: Marsholm Post, The Strand\n"), "{}", text.out);
    assert_eq!(text.err, "6 articles in 3 stories for `breakwater`\n");
    let status = desk.json(&["status", "--format", "json"]);
    assert_eq!((&status["articles"], &status["versions"]), (&json!(6), &json!(1)));
}

#[test]
fn counts_of_stories() {
    let desk = desk();
    desk.run(&["index", "coast"]);
    let facet = |count: &str| {
        let answer = desk.json(&["facets", "source", "--format", "json", "--count", count]);
        assert_eq!(answer["counted"], count);
        let values = answer["facets"]["source"].as_array().unwrap().iter();
        values.map(|v| format!("{} {}", v["value"].as_str().unwrap(), v["articles"])).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(facet("articles"), "The Quay 3, The Strand 2, Marsholm Post 1");
    assert_eq!(facet("stories"), "The Quay 2, The Strand 2, Marsholm Post 1");
    let timeline = |count: &str| {
        let answer = desk.json(&["timeline", "wall", "--format", "json", "--count", count]);
        let buckets = answer["timeline"].as_array().unwrap().iter();
        buckets.map(|b| format!("{}/{}", b["articles"], b["archive"])).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(timeline("articles"), "3/4 1/1");
    assert_eq!(timeline("stories"), "1/2 1/1");
}

#[test]
fn an_update_tells_the_stories_of_a_rebuild() {
    let desk = desk();
    let ask = || {
        let answer = desk.json(&["search", "breakwater", "--format", "json", "--sort", "oldest"]);
        let digest = desk.json(&["status", "--digest", "--format", "json"])["digest"].clone();
        (hits(&answer), answer["stories"].clone(), digest)
    };
    desk.run(&["index", "coast"]);
    desk.run(&["index", "late"]);
    let updated = ask();
    assert_eq!(updated.0[0], "wire: longer cut-too late");
    desk.run(&["index", "--rebuild"]);
    assert_eq!(ask(), updated);
    for table in std::fs::read_dir(desk.path("index")).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(table.path()).unwrap().flatten() {
            if file.file_name().to_string_lossy().starts_with("stories-") {
                std::fs::remove_file(file.path()).unwrap();
            }
        }
    }
    assert_eq!(ask(), updated, "without the table its answer is counted anew");
}
