//! `dateline search --queries`: one JSON line a query, in one process.

use super::Desk;
use serde_json::Value;

#[test]
fn a_line_a_query_and_the_rest_go_on() {
    let desk = Desk::indexed();
    desk.file("questions.tsv", "q1\tstrike\nbudget\n\nq3\t(ferry\nq4\tvolcano\n");
    let did = desk.run(&["search", "--queries", "questions.tsv", "--format", "json", "--limit", "1"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let lines: Vec<Value> = did.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["q1", "2", "q3", "q4"]);
    assert_eq!((lines[0]["articles"].as_u64(), lines[0]["hits"].as_array().map(Vec::len)), (Some(2), Some(1)));
    assert_eq!(lines[2]["error"], "this parenthesis is never closed");
    assert_eq!(lines[3]["articles"], 0);
    assert_eq!(did.err, "1 of 4 queries could not be answered\n");
}

#[test]
fn refusals() {
    let desk = Desk::indexed();
    let did = desk.run(&["search", "--queries", "missing.tsv"]);
    assert_eq!(
        (did.code, did.err.lines().next()),
        (2, Some("error: cannot read `missing.tsv`: no such file or directory (os error 2)"))
    );
    assert_eq!(desk.run(&["search", "--queries", "x", "--format", "csv"]).code, 2);
}
