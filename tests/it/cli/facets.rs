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
    assert_eq!(places[0]["path"], json!(["Europe"]));
}

#[test]
fn places_are_a_tree() {
    let desk = Desk::indexed();
    let names = |args: &[&str]| -> Vec<String> {
        let did = desk.run(&[&["facets", "place"], args].concat());
        assert_eq!(did.code, 0, "{}", did.err);
        did.out.lines().skip(1).map(|line| line.trim_end_matches(|c: char| !c.is_alphabetic()).to_owned()).collect()
    };
    assert_eq!(names(&["--depth", "2"]), ["Europe", "  Norway", "  Ireland"]);
    assert_eq!(names(&["--under", "Europe", "--depth", "1"]), ["Europe/Norway", "Europe/Ireland"]);
    assert!(names(&[]).contains(&"    Vestland".to_owned()));
    let nowhere = desk.run(&["facets", "place", "--under", "Atlantis"]);
    assert_eq!((nowhere.code, nowhere.out.as_str()), (1, ""));
    let told =
        "note: no place in this index is called `Atlantis`\nnarrowed by: under Atlantis\n3 articles for everything\n";
    assert_eq!(nowhere.err, told);
    let refused = desk.run(&["facets", "source", "--depth", "1"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("the values of `source` are no places"), "{}", refused.err);
}

/// A line a cell, as CSV has a row a cell: what was asked for with `--by` is in every format.
#[test]
fn a_pivot_in_lines() {
    let desk = Desk::indexed();
    let did = desk.run(&["facets", "speaker", "--by", "year", "--format", "jsonl"]);
    let first = r#"{"format":1,"field":"speaker","value":"Ingrid Solheim","by":"year","by_value":"2025","articles":2}"#;
    assert_eq!(did.out.lines().next(), Some(first), "{}", did.out);
    let rows = desk.run(&["facets", "speaker", "--by", "year", "--format", "csv"]).out;
    assert_eq!(did.out.lines().count(), rows.lines().count() - 1);
}

#[test]
fn several_at_once_and_each_as_if_its_own_flag_were_not_given() {
    let desk = Desk::indexed();
    desk.file("more/a.jsonl", r#"{"id":"x","title":"Ferry","source":"The Late","section":"harbour","date":"2024-01-01","text":"A ferry strike."}"#);
    desk.run(&["index", "more"]);
    let count = |args: &[&str]| {
        let answer = desk.json(&[&["facets", "source,section", "--format", "json"], args].concat());
        ["source", "section"].map(|field| {
            let values = answer["facets"][field].as_array().unwrap().iter();
            values.map(|v| format!("{} {}", v["value"].as_str().unwrap(), v["articles"])).collect::<Vec<_>>().join(", ")
        })
    };
    assert_eq!(count(&["ferry"]), ["The Quay 2, The Late 1", "harbour 3"]);
    assert_eq!(count(&["ferry", "--source", "The Quay"]), ["The Quay 2", "harbour 2"]);
    assert_eq!(count(&["ferry", "--source", "The Quay", "--multi-select"]), ["The Quay 2, The Late 1", "harbour 2"]);
    assert_eq!(count(&["-source:\"The Late\""]), ["The Quay 3", "harbour 2"]);
    // An answer says which of its numbers are no part of what is narrowed.
    let both = ["facets", "source,section", "ferry", "--source", "The Quay", "--multi-select"];
    let answer = desk.json(&[&both[..], &["--format", "json"]].concat());
    assert_eq!((&answer["articles"], &answer["widened"]), (&json!(2), &json!(["source"])));
    let told =
        "narrowed by: source The Quay\nsource is counted as if its flag were not given\n2 articles for `ferry`\n";
    assert_eq!(desk.run(&both).err, told);
    assert!(desk.json(&["facets", "source", "--multi-select", "--format", "json"]).get("widened").is_none());
    let refused = desk.run(&["facets", "source", "--source", "The Quay", "--multi-select", "--by", "year"]);
    assert!(refused.code == 2 && refused.err.contains("`multi-select` what would without a flag"), "{}", refused.err);
}
