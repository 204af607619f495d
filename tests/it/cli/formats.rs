//! `dateline formats`.

use super::Desk;
use dateline::read::{COMPRESSIONS, FORMATS};

#[test]
fn one_table_in_every_format() {
    let desk = Desk::new();
    let text = desk.run(&["formats"]).out;
    for row in FORMATS {
        assert!(text.lines().any(|line| line.starts_with(row.name)), "{}", row.name);
    }
    assert_eq!(desk.run(&["formats", "--format", "jsonl"]).out.lines().count(), FORMATS.len());
    assert_eq!(desk.run(&["formats", "--format", "csv"]).out.lines().next(), Some("name,extensions,holds"));
    let answer = desk.json(&["formats", "--format", "json"]);
    assert_eq!(answer["format"], 1);
    assert_eq!(answer["formats"].as_array().unwrap().len(), FORMATS.len());
    assert_eq!(answer["compressions"].as_array().unwrap().len(), COMPRESSIONS.len());
}
