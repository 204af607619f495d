//! Every format by the files of `tests/data/formats/`: what is found in each stands in `tests/data/formats.toml`, a line a record.
//!
//! When the reader answers differently for a good reason, `FIXTURES=write cargo test --test it fixtures` puts the new lines in.

use dateline::article::Record;
use dateline::clean::{CleanOptions, clean};
use dateline::read::{FORMATS, Found, ReadOptions, records, walk};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The folder of each format's fixtures, by its name in the table of formats; compressed files have one of their own.
const FOLDERS: &[(&str, &str)] = &[
    ("plain text", "text"),
    ("Markdown", "markdown"),
    ("HTML", "html"),
    ("JSON", "json"),
    ("JSON lines", "jsonl"),
    ("CSV and TSV", "csv"),
    ("RSS and Atom", "feed"),
    ("NITF and NewsML-G2", "newsml"),
    ("TEI", "tei"),
    ("e-mail", "eml"),
    ("mbox", "mbox"),
    ("SGML", "sgml"),
    ("LexisNexis", "lexisnexis"),
    ("Nexis Uni and Lexis+", "nexis-uni"),
    ("Factiva", "factiva"),
    ("ProQuest", "proquest"),
    ("text with heads", "heads"),
    ("WARC", "warc"),
    ("ARC", "arc"),
    ("MHTML", "mhtml"),
    ("tar", "tar"),
    ("zip", "zip"),
];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// What is found in each fixture, by its path.
fn found() -> BTreeMap<String, Vec<String>> {
    let (inputs, problems) = walk(&data().join("formats")).unwrap();
    assert!(problems.is_empty());
    let options = ReadOptions { maps: Default::default(), record_bytes_max: 1 << 20 };
    let lines = |input| records(input, &options).map(|found| line(&found)).collect();
    inputs.iter().map(|input| (input.under_root.clone(), lines(input))).collect()
}

fn line(found: &Found) -> String {
    match found {
        Found::Record(record) => article(record),
        Found::NotAnArticle(not) => format!("not an article: {}", not.reason),
        Found::Problem(problem) => {
            let at = problem.offset.map(|offset| format!(" at byte {offset}")).unwrap_or_default();
            format!("reject{at}: {}: {}", problem.kind, problem.reason)
        }
    }
}

/// All that is known of an article, its text by its ends.
fn article(record: &Record) -> String {
    let found = match clean(record, &CleanOptions::new(jiff::civil::date(2030, 1, 1))) {
        Ok(cleaned) => cleaned.article,
        Err(not) => return format!("not an article: {}", not.reason),
    };
    let member = record.path.to_string_lossy().split_once('!').map(|(_, member)| format!("{member}: "));
    let mut line = format!("article {}{}", member.unwrap_or_default(), found.title);
    let parts = [
        ("id", record.external_id.clone()),
        ("date", found.published.map(|published| published.date.to_string())),
        ("by", Some(found.byline.join(", "))),
        ("from", found.source),
        ("in", found.section),
        ("lang", found.language),
        ("url", found.url),
    ];
    for (name, value) in parts {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            write!(line, " | {name} {value}").unwrap();
        }
    }
    let ends = |paragraph: &str| {
        let chars: Vec<char> = paragraph.chars().collect();
        let (start, end): (String, String) =
            (chars.iter().take(20).collect(), chars.iter().skip(chars.len().saturating_sub(20).max(20)).collect());
        format!("{start}…{end}")
    };
    for paragraph in &found.paragraphs {
        write!(line, " | {}", ends(paragraph.of(&found.text))).unwrap();
    }
    line
}

#[test]
fn every_fixture_gives_what_the_table_says() {
    let path = data().join("formats.toml");
    let found = found();
    if std::env::var_os("FIXTURES").is_some_and(|value| value == "write") {
        let mut table = String::from(
            "# What is found in each fixture of `formats/`, a line a record: article, not an article, or reject. Written by\n# `FIXTURES=write cargo test --test it fixtures`; whoever writes it reads the difference.\n",
        );
        for (name, lines) in &found {
            write!(table, "\n\"{name}\" = [\n").unwrap();
            lines.iter().for_each(|line| writeln!(table, "    {},", toml::Value::from(line.as_str())).unwrap());
            table.push_str("]\n");
        }
        std::fs::write(&path, table).unwrap();
    }
    let expected: BTreeMap<String, Vec<String>> = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for (name, lines) in &found {
        assert_eq!(Some(lines), expected.get(name), "{name}");
    }
    assert_eq!(found.len(), expected.len(), "the table names files that are not there");
}

#[test]
fn every_format_has_a_plain_an_odd_and_a_broken_fixture() {
    for row in FORMATS {
        let folder = FOLDERS.iter().find(|(name, _)| *name == row.name).map(|(_, folder)| *folder);
        let folder = folder.unwrap_or_else(|| panic!("no folder of fixtures for {}", row.name));
        let files = std::fs::read_dir(data().join("formats").join(folder)).unwrap();
        let names: Vec<String> = files.flatten().map(|file| file.file_name().into_string().unwrap()).collect();
        for kind in ["plain", "odd", "broken"] {
            assert!(names.iter().any(|name| name.starts_with(kind)), "{}: no {kind} fixture", row.name);
        }
    }
}
