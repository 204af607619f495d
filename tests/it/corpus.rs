//! The sample archive as it is read, against what its authors wrote: every record's head, where its body begins and ends,
//! and the chrome that must be gone.

use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::process::Command;

#[derive(Deserialize)]
struct Gold {
    article: Vec<Meant>,
}

/// What a record means; `tests/data/README.md` tells what each key promises.
#[derive(Deserialize)]
struct Meant {
    path: String,
    record: u64,
    kind: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    byline: Vec<String>,
    source: Option<String>,
    date: Option<String>,
    date_by: Option<String>,
    url: Option<String>,
    #[serde(default)]
    language: String,
    #[serde(default)]
    paragraphs: usize,
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
    #[serde(default)]
    chrome: Vec<String>,
}

/// A wire's credit under a copy: text or chrome, either is right.
const CREDIT: &str = "With material from Meridian Wire";

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The articles the program reads from the archive, by path and record.
fn read() -> HashMap<(String, u64), Value> {
    let out = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["extract", "corpus"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let articles = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let key = |found: &Value| {
        let path = found["path"].as_str().unwrap_or_default().replace('\\', "/");
        (path.trim_start_matches("corpus/").to_owned(), found["record"].as_u64().unwrap_or_default())
    };
    articles.map(|found| (key(&found), found)).collect()
}

/// What of a record was read otherwise than it was meant.
fn faults(meant: &Meant, found: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut compare = |what: &str, meant: &Value, found: &Value| {
        if meant != found {
            faults.push(format!("{what}: {meant} was read as {found}"));
        }
    };
    compare("title", &meant.title.as_str().into(), &found["title"]);
    compare("byline", &meant.byline.clone().into(), &found["byline"]);
    compare("source", &meant.source.clone().into(), &found["source"]);
    compare("date", &meant.date.clone().into(), &found["published"]["date"]);
    compare("date by", &meant.date_by.clone().into(), &found["published"]["by"]);
    compare("url", &meant.url.clone().into(), &found["url"]);
    compare("language", &meant.language.as_str().into(), &found["language"]);
    let text = found["text"].as_str().unwrap_or_default();
    let text = text.strip_suffix(CREDIT).unwrap_or(text).trim_end();
    let whole = squeezed(text);
    compare("begins as meant", &true.into(), &whole.starts_with(&squeezed(&meant.first)).into());
    compare("ends as meant", &true.into(), &whole.ends_with(&squeezed(&meant.last)).into());
    compare("paragraphs", &meant.paragraphs.into(), &text.split("\n\n").count().into());
    for chrome in meant.chrome.iter().filter(|chrome| text.contains(*chrome)) {
        faults.push(format!("chrome left: {chrome}"));
    }
    faults
}

#[test]
fn every_record_is_read_as_it_was_meant() {
    let gold: Gold = toml::from_str(include_str!("../data/corpus.toml")).expect("valid TOML");
    let mut read = read();
    let mut faults_of_all = Vec::new();
    for meant in &gold.article {
        let found = read.remove(&(meant.path.clone(), meant.record));
        let faults = match (meant.kind.as_str(), &found) {
            ("article", Some(found)) => faults(meant, found),
            ("article", None) => vec!["is missing".to_owned()],
            (_, None) => Vec::new(),
            (kind, Some(_)) => vec![format!("is a {kind}, and was taken for an article")],
        };
        faults_of_all.extend(faults.iter().map(|fault| format!("{} #{}: {fault}", meant.path, meant.record)));
    }
    faults_of_all.extend(read.keys().map(|key| format!("{key:?} is not in the gold")));
    assert!(faults_of_all.is_empty(), "{}", faults_of_all.join("\n"));
}
