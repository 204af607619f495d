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
