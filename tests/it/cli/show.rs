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
    desk.file("news/stories.jsonl", text.replace("Solheim", "Solhaug"));
    desk.run(&["index"]);
    let changed = desk.run(&["show", cite]);
    assert_eq!(changed.code, 1);
    assert!(changed.err.contains("are others than those that were cited"), "{}", changed.err);
    assert_eq!(desk.run(&["show", "abcdefgh:5"]).code, 2);
    assert_eq!(desk.run(&["show", "abcdefgh:0-5"]).code, 1);
}
