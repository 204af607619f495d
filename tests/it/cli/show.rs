//! `dateline show`.

use super::Desk;

#[test]
fn by_the_beginning_of_its_id() {
    let desk = Desk::indexed();
    let found = desk.json(&["search", "budget", "--format", "json"]);
    let id = found["hits"][0]["article"]["id"].as_str().unwrap();
    let did = desk.run(&["show", &id[..8]]);
    assert_eq!((did.code, did.err.as_str()), (0, ""));
    assert!(did.out.starts_with("Council passes its budget\nThe Quay · undated"), "{}", did.out);
    assert!(did.out.contains("\nQuotations\n  “It is a budget for roads,” — Tomas Brennan"), "{}", did.out);
    let shown = desk.json(&["show", id, "--format", "json"]);
    assert_eq!(shown["external_id"], "budget-1");
    assert_eq!(shown["record"], 2);
}

#[test]
fn an_unknown_id_is_nothing_found() {
    let did = Desk::indexed().run(&["show", "zzzzzzzz"]);
    assert_eq!((did.code, did.out.as_str(), did.err.as_str()), (1, "", "no article `zzzzzzzz`\n"));
}

#[test]
fn a_citation_outlives_a_rebuild_and_tells_of_a_change() {
    let desk = Desk::indexed();
    let passage = || desk.json(&["search", "ferry-1 OR Solheim", "--format", "json"])["hits"][0]["passages"][0].clone();
    let first = passage();
    let cite = first["cite"].as_str().unwrap();
    desk.run(&["index", "--rebuild"]);
    let cited = desk.json(&["show", cite, "--format", "json"]);
    assert_eq!((&cited["text"], &cited["changed"], &cited["cite"]), (&first["text"], &false.into(), &first["cite"]));
    let (id, range) = cite.rsplit_once(':').unwrap().0.split_once(':').unwrap();
    assert_eq!(desk.json(&["show", id, "--passage", range, "--format", "json"]), cited);
    let text = std::fs::read_to_string(desk.path("news/stories.jsonl")).unwrap();
    // Words that were moved by an editor's line are the same words.
    let field = ["\"text\": \"", "\"text\":\""].into_iter().find(|field| text.contains(field)).unwrap();
    desk.file("news/stories.jsonl", text.replace(field, &format!("{field}Update. ")));
    desk.run(&["index"]);
    let moved = desk.json(&["show", cite, "--format", "json"]);
    assert_eq!((&moved["text"], &moved["changed"]), (&first["text"], &false.into()), "{moved}");
    assert!(desk.run(&["show", cite]).err.contains("the words have moved; cite them as `"));
    desk.file("news/stories.jsonl", text.replace("Solheim", "Solhaug"));
    desk.run(&["index"]);
    let changed = desk.run(&["show", cite]);
    assert_eq!(changed.code, 1);
    assert!(changed.err.contains("are others than those that were cited"), "{}", changed.err);
    assert_eq!(desk.run(&["show", "abcdefgh:5"]).code, 2);
    assert_eq!(desk.run(&["show", "abcdefgh:0-5"]).code, 1);
}

#[test]
fn raw_is_the_record_as_it_lies_in_the_archive_now() {
    let desk = Desk::new();
    let page = "Ferry stays in dock\n\nShow More\n\nThe ferry stays in dock until Monday, the company said.\n";
    desk.file("news/ferry.txt", page);
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let id = |query: &str| {
        let found = desk.json(&["search", query, "--format", "json"]);
        found["hits"][0]["article"]["id"].as_str().unwrap().to_owned()
    };
    let (ferry, budget) = (id("path:ferry.txt"), id("budget"));
    assert!(!desk.run(&["show", &ferry]).out.contains("Show More"));
    assert_eq!(desk.run(&["show", &ferry, "--raw"]).out, page);
    let fields = desk.json(&["show", &budget, "--raw", "--format", "json"]);
    assert_eq!((&fields["kind"], &fields["record"]), (&"fields".into(), &2.into()));
    assert!(fields["text"].as_str().unwrap().starts_with("The council of Limerick"));
    std::fs::remove_file(desk.path("news/ferry.txt")).unwrap();
    let gone = desk.run(&["show", &ferry, "--raw"]);
    assert_eq!(gone.code, 2);
    assert!(gone.err.contains("`ferry.txt` is no longer there"), "{}", gone.err);
}

/// A member is told from its neighbours at every door, as `extract` tells it.
#[test]
fn a_member_of_an_archive_is_shown_by_its_own_path() {
    let desk = Desk::empty();
    desk.file("news/wire.tar", include_bytes!("../../data/formats/tar/plain.tar"));
    desk.file("news/years.zip", include_bytes!("../../data/formats/zip/odd-nested.zip"));
    desk.file("news/loose.txt", "Ferry sails\n\nThe ferry sails on Monday, the company said on its page.\n");
    let lines = |args: &[&str]| {
        let did = desk.run(args);
        assert_eq!(did.code, 0, "{args:?}: {}", did.err);
        let lines = did.out.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<serde_json::Value>>()
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    // A crawl of another's address is among its copies.
    let cards = |args: &[&str]| -> Vec<serde_json::Value> {
        let found = lines(&[&["search", "--all", "--format", "jsonl"], args].concat());
        let copies = |hit: &serde_json::Value| hit["copies"].as_array().unwrap().clone();
        found.iter().flat_map(|hit| [vec![hit["article"].clone()], copies(hit)].concat()).collect()
    };
    let paths = |args: &[&str]| {
        let mut paths: Vec<_> = cards(args).iter().map(|card| text(&card["path"])).collect();
        paths.sort();
        paths
    };
    let members = [
        "loose.txt",
        "wire.tar!news/plain.txt",
        "wire.tar!news/two.jsonl",
        "wire.tar!news/two.jsonl",
        "years.zip!a/2024.tar.gz!b.zip!c.json.bz2",
    ];
    assert_eq!(paths(&[]), members);
    let mut extracted: Vec<_> =
        lines(&["extract", "news"]).iter().map(|it| (text(&it["id"]), text(&it["path"]))).collect();
    extracted.sort();
    let mut shown: Vec<_> = cards(&[]).iter().map(|card| text(&card["id"])).collect();
    shown.sort();
    for (id, (extracted, path)) in shown.iter().zip(&extracted) {
        let shown = desk.json(&["show", id, "--format", "json"]);
        assert_eq!((id, format!("news/{}", text(&shown["path"]))), (extracted, path.replace('\\', "/")));
        let raw = desk.json(&["show", id, "--raw", "--format", "json"]);
        assert!(text(&raw["path"]).ends_with(&text(&shown["path"])), "{raw}");
    }
    let of = |path: &str| paths(&["--path", path]);
    assert_eq!(of("wire.tar"), members[1..4], "all of an archive");
    assert_eq!(of("wire.tar!news/plain.txt"), members[1..2]);
    assert_eq!(of("years.zip!a/*"), members[4..]);
    assert_eq!(desk.run(&["search", "--path", "wire.ta"]).code, 1);
    let quotes = desk.run(&["quotes", "hurt", "--format", "csv"]);
    assert!(quotes.out.contains(",wire.tar!news/two.jsonl,"), "{}", quotes.out);
    // Read back under its new name.
    std::fs::rename(desk.path("news/wire.tar"), desk.path("news/old.tar")).unwrap();
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(paths(&[])[1..4], members[1..4].iter().map(|path| path.replace("wire", "old")).collect::<Vec<_>>());
}
