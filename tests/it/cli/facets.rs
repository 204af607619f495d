//! `dateline facets`.

use super::Desk;
use serde_json::json;

#[test]
fn speakers_with_articles_and_quotations() {
    let desk = Desk::indexed();
    let answer = desk.json(&["facets", "speaker", "ferry", "--format", "json"]);
    assert_eq!(answer["articles"], 2);
    assert_eq!(answer["facets"]["speaker"][0]["value"], "Ingrid Solheim");
    assert_eq!(answer["facets"]["speaker"][0]["articles"], 2);
    let text = desk.run(&["facets", "source"]);
    assert_eq!(text.out, "source    articles\nThe Quay         3  ████████████████████████\n");
    assert_eq!(text.err, "3 articles for everything\n");
}

#[test]
fn places_count_for_what_they_lie_in() {
    let desk = Desk::indexed();
    let answer = desk.json(&["facets", "place", "--format", "json", "--limit", "50"]);
    let places = answer["facets"]["place"].as_array().unwrap();
    let count = |name: &str| places.iter().find(|place| place["value"] == name).map(|place| &place["articles"]);
    assert_eq!(count("Europe"), Some(&json!(3)));
    assert_eq!(count("Europe/Norway"), Some(&json!(2)));
}
