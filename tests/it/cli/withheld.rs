//! What is withheld shines through nowhere: an index that withholds articles answers every command, in every form, as one
//! that never had them.

use super::{Desk, Did};
use crate::web::Server;
use serde_json::Value;
use std::fmt::Write;

/// What both archives hold: a report and its copy in another paper, and an article beside them.
fn open() -> Vec<String> {
    let report = long("ferry", "Ingrid Solheim", "Bergen");
    vec![
        line("a-1", "Ferry strike ends in Bergen", "The Quay", "2025-08-16", &report),
        line("a-2", "Ferry strike ends in Bergen", "The Bay", "2025-08-16", &report),
        line(
            "a-3",
            "Council passes its budget",
            "The Quay",
            "2025-07-01",
            &long("budget", "Tomas Brennan", "Limerick"),
        ),
    ]
}

/// What one of them holds besides: a third copy, another crawl of a page, and an article that has everything of its own.
fn secret() -> Vec<String> {
    let report = long("ferry", "Ingrid Solheim", "Bergen");
    let own = long("quillbane", "Zebulon Quist", "Reykjavik");
    let again = line(
        "a-3",
        "Council passes its budget again",
        "The Quay",
        "2025-07-01",
        &long("budgets", "Tomas Brennan", "Limerick"),
    );
    vec![
        line("s-1", "Ferry strike ends in Bergen, and more", "The Vault", "2025-08-17", &report),
        again.replace("\"id\":\"a-3\"", "\"id\":\"s-2\""),
        line("s-3", "Quillbane", "Quillbane Courier", "1999-01-02", &own)
            .replace("\"section\":\"harbour\"", "\"section\":\"quillbane\",\"byline\":\"Odo Quillbane\""),
    ]
}

/// Long enough to have copies.
fn long(thing: &str, speaker: &str, town: &str) -> String {
    let mut text = format!("The {thing} of {town} was spoken of on Friday, when everybody had gone home.\\n\\n");
    for (n, word) in ["first", "second", "third", "fourth", "fifth", "sixth"].into_iter().enumerate() {
        write!(
            text,
            "The {word} day of the {thing} went by as {n} of the days before it had, with candles and cold tea. "
        )
        .unwrap();
    }
    text + &format!("\\n\\n“We go on with the {thing} on Monday,” said {speaker}, who leads it in {town}.")
}

fn line(id: &str, title: &str, source: &str, date: &str, text: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"title\":\"{title}\",\"date\":\"{date}\",\"source\":\"{source}\",\"section\":\"harbour\",\"url\":\"https://{}.example/{}\",\"text\":\"{text}\"}}\n",
        source.replace(' ', "").to_lowercase(),
        id.replace("s-2", "a-3"),
    )
}

fn desk(lines: &[String]) -> Desk {
    let desk = Desk::empty();
    desk.file("news/stories.jsonl", lines.concat());
    let did = desk.run(&["index", "news"]);
    assert_eq!(did.code, 0, "{}", did.err);
    desk
}

/// The same archive twice: one index withholds what the other never had.
fn both() -> (Desk, Desk) {
    let withholding = desk(&[open(), secret()].concat());
    for n in 1..=3 {
        let found = withholding.json(&["search", "--copies", "--format", "json", "--all"]);
        let hits = found["hits"].as_array().unwrap();
        let is_it = |hit: &&serde_json::Value| hit["article"]["external_id"] == format!("s-{n}");
        let id = hits.iter().find(is_it).unwrap_or_else(|| panic!("{found}"))["article"]["id"].as_str().unwrap();
        assert_eq!(withholding.run(&["index", "--withhold", id, "--reason", "order"]).code, 0);
    }
    (withholding, desk(&open()))
}

/// Every command that answers, with whatever counts, lists, completes, suggests or compares.
#[rustfmt::skip]
const QUESTIONS: &[&[&str]] = &[
    &["search"], &["search", "ferry"], &["search", "ferry", "--count", "stories"], &["search", "--copies"], &["search", "--all", "--format", "jsonl"],
    &["search", "ferry", "--facet", "speaker", "--facet", "source", "--facet", "place", "--facet", "language", "--timeline", "year", "--explain"],
    &["search", "quillbane"], &["search", "quill*"], &["search", "quillbame~1"], &["search", "=quillbane"], &["search", "title:quillbane"],
    &["search", "speaker:quist"], &["search", "--speaker", "quist"], &["search", "--place", "reykjavik"], &["search", "--place", "iceland"],
    &["search", "--source", "quillbane courier"], &["search", "--source", "the vault"], &["search", "--section", "quillbane"],
    &["search", "--byline", "odo"], &["search", "--near", "Reykjavik,50km"], &["search", "--before", "2000"], &["search", "ferry", "--shown", "fullest"],
    &["search", "ferry", "--shown", "latest"], &["search", "ferry", "--feed"], &["search", "url:https://thevault.example/s-1"], &["search", "path:news*"],
    &["search", "ferry", "--passages", "3"], &["search", "ferry", "--flat"], &["search", "candles -ferry"], &["search", "candles NEAR/8 tea"],
    &["quotes"], &["quotes", "--speaker", "quist"], &["quotes", "quillbane"], &["quotes", "--about", "quist"], &["quotes", "ferry", "--context"],
    &["facets", "speaker"], &["facets", "place"], &["facets", "focus"], &["facets", "source"], &["facets", "section"], &["facets", "byline"],
    &["facets", "language"], &["facets", "source", "--count", "stories"], &["facets", "speaker", "--by", "year"], &["facets", "place", "--under", "Europe"],
    &["timeline", "--by", "year"], &["timeline", "ferry", "--by", "day"], &["timeline", "ferry", "--by", "month", "--count", "stories"],
    &["timeline", "ferry", "--by", "year", "--normalise"], &["timeline", "ferry", "--compare", "quillbane"],
    &["terms", "ferry"], &["terms", "quillbane"], &["speakers"], &["speakers", "--unmerged"], &["speakers", "quist"], &["fields"],
    &["learn", "chrome", "--dry-run"], &["learn", "homes", "--dry-run"], &["status"],
];

/// Without what a clock says, and without what an index says of itself as a thing on disk.
fn told(did: Did) -> (i32, Vec<Value>, String) {
    let objects = did.out.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>();
    let is_own = |line: &&str| OWN_LINES.iter().any(|own| line.trim_start().starts_with(own));
    let lines =
        |text: &str| text.lines().filter(|line| !is_own(line)).map(without_milliseconds).collect::<Vec<_>>().join("\n");
    let (objects, out) = match objects {
        Ok(objects) => (objects.into_iter().map(without_own_keys).collect(), String::new()),
        Err(_) => (Vec::new(), lines(&did.out)),
    };
    (did.code, objects, out + &lines(&did.err))
}

const OWN_LINES: [&str; 7] = ["index ", "files ", "root ", "built ", "updated ", "withheld ", "<updated>"];
const OWN_KEYS: [&str; 10] = [
    "took_ms",
    "withheld",
    "withheld_entries",
    "roots",
    "input_bytes",
    "index_bytes",
    "segments",
    "built_at",
    "updated_at",
    "generation",
];

fn without_own_keys(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(key, _)| !OWN_KEYS.contains(&key.as_str()))
            .map(|(key, value)| (key, without_own_keys(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(without_own_keys).collect(),
        other => other,
    }
}

/// Without `in 3 ms` and its like.
fn without_milliseconds(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_time =
        |at: usize| words.get(at + 1).is_some_and(|unit| unit.trim_end_matches(|c: char| !c.is_alphabetic()) == "ms");
    (0..words.len()).filter(|at| !is_time(*at)).map(|at| words[at]).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_withheld_shines_through_no_command() {
    let (withholding, without) = both();
    for question in QUESTIONS {
        let forms: &[&[&str]] = if question.contains(&"--format")
            || question.contains(&"--feed")
            || matches!(question[0], "fields" | "learn")
        {
            &[&[]]
        } else {
            &[&[], &["--format", "json"]]
        };
        for form in forms {
            let args = [*question, form].concat();
            assert_eq!(told(withholding.run(&args)), told(without.run(&args)), "{args:?}");
        }
    }
}

#[test]
fn what_is_withheld_is_neither_shown_by_its_id_nor_near_another() {
    let (withholding, without) = both();
    for entry in std::fs::read_to_string(withholding.path("index/withheld.jsonl")).unwrap().lines() {
        let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
        let id = entry["id"].as_str().unwrap();
        for args in [
            &["show", id][..],
            &["show", &id[..8]],
            &["show", "--raw", id],
            &["similar", id],
            &["search", &format!("id:{id}")],
        ] {
            assert_eq!(told(withholding.run(args)), told(without.run(args)), "{args:?}");
        }
    }
    for hit in without.json(&["search", "--copies", "--format", "json"])["hits"].as_array().unwrap() {
        let id = hit["article"]["id"].as_str().unwrap();
        for args in
            [&["show", id, "--format", "json"][..], &["similar", id, "--format", "json"], &["similar", id, "--copies"]]
        {
            assert_eq!(told(withholding.run(args)), told(without.run(args)), "{args:?}");
        }
    }
}

#[test]
fn what_is_withheld_shines_through_no_page_and_no_alert() {
    let (withholding, without) = both();
    for desk in [&withholding, &without] {
        for (name, query) in [("all", "ferry"), ("secret", "quillbane")] {
            assert_eq!(desk.run(&["alerts", "add", name, query]).code, 0);
        }
    }
    assert_eq!(told(withholding.run(&["alerts", "run"])), told(without.run(&["alerts", "run"])));
    let servers = [Server::with(withholding, &[]), Server::with(without, &[])];
    for page in [
        "/",
        "/search?q=ferry",
        "/search?q=quillbane",
        "/quotes",
        "/quotes?q=quillbane",
        "/speakers",
        "/map",
        "/compare?q=ferry&with=quillbane",
        "/feed?q=ferry",
        "/api/v1/search?q=ferry&facet=speaker",
        "/api/v1/search?q=",
        "/api/v1/quotes",
        "/api/v1/facets?field=source",
        "/api/v1/speakers",
        "/api/v1/status",
        "/api/v1/timeline?by=year",
        "/api/v1/terms?q=ferry",
    ] {
        let [one, other] = servers.each_ref().map(|server| {
            let answer = server.get(page);
            let body = answer.body.replace(&server.address, "HOST");
            told(Did { code: i32::from(answer.status), out: body, err: String::new() })
        });
        assert_eq!(one, other, "{page}");
    }
}
