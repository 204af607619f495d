//! `dateline quotes`.

use super::Desk;

#[test]
fn what_somebody_said() {
    let did = Desk::indexed().run(&["quotes", "--speaker", "brennan"]);
    assert_eq!(did.code, 0, "{}", did.err);
    let lines: Vec<&str> = did.out.lines().collect();
    assert!(lines[0].starts_with(" 1. “It is a budget for roads,” — Tomas Brennan"), "{}", lines[0]);
    assert!(lines[1].starts_with("    Council passes its budget · The Quay · undated · "), "{}", lines[1]);
    assert_eq!(did.err, "narrowed by: speaker brennan\n1 quotation for everything\n");
}

/// What is only reported is left out until somebody asks for it; whoever finds nothing for it is told.
#[test]
fn what_is_only_reported_is_told_of() {
    let desk = Desk::new();
    desk.file("news/a.txt", "Ferry\n\nThe harbourmaster, Ann Lee, said that the ferry would be sold in the spring.\n");
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    let told = "note: 1 quotation only reports what was said: kind `indirect` finds it\n";
    for question in [&["quotes", "sold"][..], &["quotes", "sold", "--all", "--format", "csv"]] {
        let did = desk.run(question);
        assert_eq!(did.code, 1, "{}", did.err);
        assert!(did.err.contains(told), "{}", did.err);
    }
    for (question, code) in [
        (&["quotes", "sold", "--kind", "indirect"][..], 0),
        (&["quotes", "sold", "--kind", "direct"], 1),
        (&["quotes", "bought"], 1),
    ] {
        let did = desk.run(question);
        assert_eq!(did.code, code, "{question:?}: {}", did.err);
        assert!(!did.err.contains("only report"), "{question:?}: {}", did.err);
    }
}

#[test]
fn the_contract() {
    let desk = Desk::indexed();
    let answer = desk.json(&["quotes", "table", "--format", "json"]);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&answer), "format query parsed narrowed_by quotations undated_left_out took_ms hits");
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

/// The whole result set is what its pages are, in their order, echoes and all.
#[test]
fn all_is_every_page() {
    let desk = Desk::new();
    let echo = "The pilots of the harbour will wait for a better tide tomorrow";
    let said = |n: usize, words: &str, day: usize| {
        format!(
            "{{\"id\":\"q{n}\",\"date\":\"2025-03-{day:02}\",\"title\":\"Quay {n}\",\"text\":\"“{words},” said Fay Holm, the pilot.\"}}\n"
        )
    };
    let words = |n: usize| {
        if n.is_multiple_of(3) {
            echo.to_owned()
        } else {
            format!("Berth number {n} is closed until the ice has gone away")
        }
    };
    desk.file("news/quay.jsonl", (1..20).map(|n| said(n, &words(n), n)).collect::<String>());
    assert_eq!(desk.run(&["index", "news"]).code, 0);
    for (question, hits) in [
        (vec!["quotes"], 17),
        (vec!["quotes", "ice"], 13),
        (vec!["quotes", "--speaker", "holm", "--sort", "oldest"], 14),
    ] {
        for format in ["csv", "jsonl"] {
            let run = |more: &[&str]| desk.run(&[&question[..], &["--format", format], more].concat());
            let all = run(&["--all"]);
            assert_eq!(all.code, 0, "{}", all.err);
            let head = if format == "csv" { 1 } else { 0 };
            let mut pages: Vec<String> = all.out.lines().take(head).map(str::to_owned).collect();
            for offset in (0..).step_by(3) {
                let page = run(&["--limit", "3", "--offset", &offset.to_string()]);
                let lines: Vec<String> = page.out.lines().skip(head).map(str::to_owned).collect();
                if lines.is_empty() {
                    break;
                }
                pages.extend(lines);
            }
            assert_eq!(all.out.lines().collect::<Vec<_>>(), pages, "{question:?} {format}");
            assert_eq!(pages.len() - head, hits, "the same words are one hit: {}", all.out);
        }
    }
    let nothing = desk.run(&["quotes", "zeppelin", "--all", "--format", "csv"]);
    assert_eq!((nothing.code, nothing.out.lines().count()), (1, 1), "{}", nothing.out);
    assert_eq!(desk.run(&["quotes", "--all", "--limit", "3"]).code, 2);
}
