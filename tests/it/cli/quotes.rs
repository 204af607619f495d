//! `dateline quotes`.

use super::Desk;

#[test]
fn what_somebody_said() {
    let did = Desk::indexed().run(&["quotes", "--speaker", "brennan"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let lines: Vec<&str> = did.out.lines().collect();
    assert!(lines[0].starts_with(" 1. “It is a budget for roads,” — Tomas Brennan"), "{}", lines[0]);
    assert!(lines[1].starts_with("    Council passes its budget · The Quay · undated · "), "{}", lines[1]);
    assert_eq!(did.err, "1 quotation for everything\n");
}

#[test]
fn the_contract() {
    let desk = Desk::indexed();
    let answer = desk.json(&["quotes", "table", "--format", "json"]);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&answer), "format query parsed quotations undated_left_out took_ms hits");
    let hit = &answer["hits"][0];
    assert_eq!(keys(hit), "rank score quote context context_start highlights person article copies first cite");
    assert_eq!(hit["quote"]["speaker"]["name"], "Ingrid Solheim");
    let context = hit["context"].as_str().unwrap();
    let range = &hit["highlights"][0];
    assert_eq!(super::at(context, &range[0], &range[1]), "table");
}

/// Two pieces of a quotation are not one sentence that somebody said.
#[test]
fn where_a_quotation_breaks_off_is_shown() {
    let desk = Desk::indexed();
    let did = desk.run(&["quotes", "offer", "--format", "csv"]);
    assert!(did.out.contains(",\"There is no offer, … There is only a table.\","), "{}", did.out);
    let quote = desk.json(&["quotes", "offer", "--format", "json"])["hits"][0]["quote"].take();
    assert_eq!(quote["fragments"].as_array().map(Vec::len), Some(2), "{quote}");
}
