//! `dateline timeline`.

use super::Desk;

#[test]
fn months_from_the_first_to_the_last() {
    let did = Desk::indexed().run(&["timeline", "ferry"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let bar = "█".repeat(24);
    let expected =
        format!("         articles  of all\n2025-07         1       1  {bar}\n2025-08         1       1  {bar}\n");
    assert_eq!(did.out, expected);
    assert_eq!(did.err, "2 articles for `ferry`, 0 undated\n");
}

#[test]
fn the_undated_are_counted_apart() {
    let answer = Desk::indexed().json(&["timeline", "--by", "year", "--format", "json"]);
    assert_eq!(answer["undated"], 1);
    assert_eq!(answer["timeline"].as_array().unwrap().len(), 1);
    assert_eq!(answer["timeline"][0]["articles"], 2);
}
