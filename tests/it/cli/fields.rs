//! `dateline fields`.

use super::Desk;
use dateline::index::FIELDS;

#[test]
fn one_list_in_every_format() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["fields"]).out.lines().count(), FIELDS.len());
    assert_eq!(desk.run(&["fields", "--format", "jsonl"]).out.lines().count(), FIELDS.len());
    assert_eq!(desk.run(&["fields", "--format", "csv"]).out.lines().next(), Some("name,about,example,facet"));
    let answer = desk.json(&["fields", "--format", "json"]);
    assert_eq!(answer["format"], 1);
    assert_eq!(answer["fields"].as_array().unwrap().len(), FIELDS.len());
}
