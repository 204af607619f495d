//! `--queries` of `search` and `quotes`: many queries in one process.

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
}

/// Something found is 0 and nothing found 1, as ever; that nothing is there cannot be said of a query that was not understood.
#[test]
fn nothing_found_is_no_answer_to_a_bad_query() {
    let desk = Desk::indexed();
    for (lines, code) in [("strike\n(ferry\n", 0), ("volcano\n", 1), ("volcano\n(ferry\n", 2), ("(ferry\n", 2), ("", 1)]
    {
        desk.file("questions.tsv", lines);
        for command in ["search", "quotes"] {
            // Quotations hold no strike.
            let lines = if command == "quotes" { lines.replace("strike", "offer") } else { lines.to_owned() };
            desk.file("questions.tsv", &lines);
            let did = desk.run(&[command, "--queries", "questions.tsv"]);
            assert_eq!(
                (did.code, did.out.lines().count()),
                (code, lines.lines().count()),
                "{command} {lines}: {}",
                did.err
            );
            let is_error = did.err.starts_with("error: 1 of ") && did.err.contains("could not be answered\nhint: ");
            assert_eq!(is_error, code == 2, "{}", did.err);
        }
    }
}

#[test]
fn one_table_of_all() {
    let desk = Desk::indexed();
    desk.file("questions.tsv", "q1\tstrike\nq2\tbudget\nq3\t(ferry\n");
    let did = desk.run(&["search", "--queries", "questions.tsv", "--format", "csv"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let columns: Vec<String> =
        did.out.lines().map(|line| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(columns[0], "query_id,query,rank");
    assert!(columns.contains(&"q1,strike,1".into()) && columns.contains(&"q1,strike,2".into()), "{columns:?}");
    assert!(columns.contains(&"q2,budget,1".into()), "{columns:?}");
    assert_eq!(did.err, "q3: this parenthesis is never closed\n1 of 3 queries could not be answered\n");
    let did = desk.run(&["quotes", "--queries", "questions.tsv", "--format", "csv"]);
    assert!(
        did.out.starts_with("query_id,query,rank,score,quote,") && did.out.contains("\nq2,budget,1,"),
        "{}",
        did.out
    );
}

#[test]
fn a_report_a_query() {
    let desk = Desk::indexed();
    desk.file("questions.tsv", "q1\tbudget\nq2\tvolcano\nq3\t(ferry\n");
    let did = desk.run(&["quotes", "--queries", "questions.tsv", "--format", "text"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let (first, rest) = did.out.split_once("\n\nq2: volcano\n").unwrap();
    assert!(
        first.starts_with("q1: budget\n 1. “It is a *budget* for roads,”")
            && first.ends_with("1 quotation for `budget`"),
        "{first}"
    );
    assert_eq!(
        rest,
        "nothing found for `volcano`\n\nq3: (ferry\nerror: this parenthesis is never closed\n  (ferry\n  ^\n"
    );
    let did = desk.run(&["quotes", "--queries", "questions.tsv"]);
    let line: serde_json::Value = serde_json::from_str(did.out.lines().next().unwrap()).unwrap();
    assert_eq!((line["id"].as_str(), line["quotations"].as_u64()), (Some("q1"), Some(1)));
    let line: serde_json::Value = serde_json::from_str(did.out.lines().nth(2).unwrap()).unwrap();
    assert_eq!((&line["at"], &line["marked"]), (&serde_json::json!([0, 1]), &"(ferry\n^".into()));
    desk.file("slips.tsv", "q1\tbudget or volcano\n");
    let note = "`or` is no operator; `OR` joins alternatives";
    for command in ["search", "quotes"] {
        let line = desk.run(&[command, "--queries", "slips.tsv"]).out;
        assert!(line.contains(&format!("\"notes\":[\"{note}\"]")), "{line}");
        let report = desk.run(&[command, "--queries", "slips.tsv", "--format", "text"]).out;
        assert!(report.ends_with(&format!("\nnote: {note}\n")), "{report}");
        let rows = desk.run(&[command, "--queries", "slips.tsv", "--format", "csv"]);
        assert!(rows.err.contains(&format!("q1: {note}\n")) && !rows.out.contains("no operator"), "{}", rows.err);
    }
    assert_eq!(desk.run(&["search", "--queries", "questions.tsv", "--format", "text"]).out.matches("\n\nq").count(), 2);
}
