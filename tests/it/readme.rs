//! The README cannot rot: every command of its `console` blocks is run, with the built binary in place of
//! `cargo run --release --` and of `dateline`, and what it prints must be what stands there. `cargo test` is passed
//! over, being what runs this.
//!
//! When the program answers differently for a good reason, `README=write cargo test readme` puts the new answers in.

use dateline::index::FIELDS;
use dateline::read::FORMATS;
use dateline::search::query::OPERATORS;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A line that stands for any number of lines.
const ELLIPSIS: &str = "…";

/// A command and the lines printed under it.
struct Example {
    command: String,
    shown: Vec<String>,
}

#[test]
fn commands_print_what_the_readme_says() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let index = tempfile::tempdir().unwrap();
    let mut written = String::new();
    let mut wrong = String::new();
    for part in parts(&readme) {
        let Part::Examples(examples) = part else {
            written.push_str(&part.text());
            continue;
        };
        written.push_str("```console\n");
        for example in examples {
            let printed = run(&example, index.path());
            if !matches(&example.shown, &printed) {
                let shown = example.shown.join("\n");
                writeln!(wrong, "$ {}\n--- shown\n{shown}\n--- printed\n{}", example.command, printed.join("\n"))
                    .unwrap();
            }
            writeln!(written, "$ {}", example.command).unwrap();
            written.extend(abridged(&example.shown, &printed).iter().map(|line| format!("{line}\n")));
        }
        written.push_str("```\n");
    }
    if std::env::var_os("README").is_some_and(|value| value == "write") {
        fs::write(&path, written).unwrap();
    } else {
        assert!(wrong.is_empty(), "{wrong}\n`README=write cargo test readme` would put the new answers in");
    }
}

#[test]
fn the_first_commands_are_the_two_that_are_promised() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let commands: Vec<String> = parts(&readme)
        .into_iter()
        .flat_map(|part| match part {
            Part::Examples(examples) => examples,
            Part::Text(_) => Vec::new(),
        })
        .map(|example| example.command)
        .collect();
    assert!(commands[0].starts_with("cargo run --release -- search --archive corpus "), "{}", commands[0]);
    assert_eq!(commands[1], "cargo test");
}

#[test]
fn the_table_of_fields_is_the_list_of_fields() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut table = String::from("| field | holds | example | `facets` |\n|---|---|---|---|\n");
    for field in FIELDS {
        let facet = if field.facet { "yes" } else { "" };
        writeln!(table, "| `{}` | {} | `{}` | {facet} |", field.name, field.about, field.example).unwrap();
    }
    assert!(readme.contains(&table), "the README should hold this table:\n{table}");
}

#[test]
fn the_query_language_is_the_page_of_help() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut table = String::from("| write | to find |\n|---|---|\n");
    for operator in OPERATORS {
        let queries: Vec<String> = operator.write.iter().map(|query| format!("`{query}`")).collect();
        writeln!(table, "| {} | {} |", queries.join(", "), operator.find).unwrap();
    }
    assert!(readme.contains(&table), "the README should hold this table:\n{table}");
}

#[test]
fn the_table_of_formats_is_the_list_of_formats() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut table = String::from("| format | names | a file holds |\n|---|---|---|\n");
    for row in FORMATS {
        let names: Vec<String> = row.extensions.iter().map(|extension| format!("`.{extension}`")).collect();
        writeln!(table, "| {} | {} | {} |", row.name, names.join(", "), row.holds).unwrap();
    }
    assert!(readme.contains(&table), "the README should hold this table:\n{table}");
}

/// Everything the README, `dateline fields` and the help pages tell a reader to try finds something in the sample archive.
#[test]
fn every_example_finds_something() {
    let index = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows = readme.lines().skip_while(|line| *line != "| write | to find |").skip(2);
    let first_cells = rows.take_while(|line| line.starts_with('|')).filter_map(|line| line.split('|').nth(1));
    let mut queries: Vec<String> =
        first_cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect();
    assert!(queries.len() > 20, "the table of the query language is not where it was");
    queries.extend(FIELDS.iter().map(|field| field.example.to_owned()));
    run(&Example { command: "dateline index corpus".into(), shown: Vec::new() }, index.path());
    run(&Example { command: "dateline alerts add docks dock strike".into(), shown: Vec::new() }, index.path());
    for query in queries {
        run(&Example { command: format!("dateline search '{query}'"), shown: Vec::new() }, index.path());
    }
    for page in ["", "search", "quotes", "facets", "timeline", "speakers"] {
        let help = run(&Example { command: format!("dateline {page} --help"), shown: Vec::new() }, index.path());
        for line in help.iter().filter_map(|line| line.strip_prefix("  dateline ")) {
            // What the command does stands behind two spaces; files and ids are the reader's own, and none is written here.
            let command = line.split("  ").next().unwrap().split(" > ").next().unwrap();
            if ["search", "quotes", "facets", "timeline", "speakers"].iter().any(|name| command.starts_with(name))
                && !command.contains("--queries")
                && !command.contains("--unmerged")
            {
                let command = format!("dateline {}", command.replace("~/news", "corpus"));
                run(&Example { command, shown: Vec::new() }, index.path());
            }
        }
    }
}

enum Part {
    /// Lines outside of `console` blocks.
    Text(String),
    Examples(Vec<Example>),
}

impl Part {
    fn text(self) -> String {
        match self {
            Part::Text(text) => text,
            Part::Examples(_) => String::new(),
        }
    }
}

fn parts(readme: &str) -> Vec<Part> {
    let mut parts = vec![Part::Text(String::new())];
    let mut in_block = false;
    for line in readme.lines() {
        match parts.last_mut().expect("never empty") {
            Part::Text(_) if line == "```console" => {
                in_block = true;
                parts.push(Part::Examples(Vec::new()));
            }
            Part::Examples(_) if line == "```" => {
                in_block = false;
                parts.push(Part::Text(String::new()));
            }
            Part::Text(text) => {
                text.push_str(line);
                text.push('\n');
            }
            Part::Examples(examples) => match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(command), _) => examples.push(Example { command: command.to_owned(), shown: Vec::new() }),
                (None, Some(example)) => example.shown.push(line.to_owned()),
                (None, None) => panic!("output before a command: {line}"),
            },
        }
    }
    assert!(!in_block, "a `console` block never ends");
    parts
}

/// What the command prints on stdout; it has to succeed.
fn run(example: &Example, index: &Path) -> Vec<String> {
    let command = &example.command;
    if command == "cargo test" {
        return Vec::new();
    }
    let shell = command.replace("cargo run --release --", "dateline");
    let binary = Path::new(env!("CARGO_BIN_EXE_dateline"));
    let folder = binary.parent().unwrap().display().to_string();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &shell])
        .current_dir(root())
        .env("PATH", path)
        .env("DATELINE_INDEX", index)
        .env("DATELINE_CONFIG", "")
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{command}` ended with {}:\n{errors}", output.status);
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Whether the lines printed are those shown. `…` on a line of its own stands for any lines, and a command with
/// nothing shown under it may print anything.
fn matches(shown: &[String], printed: &[String]) -> bool {
    match shown {
        [] => true,
        [first, rest @ ..] if first == ELLIPSIS => {
            rest.is_empty() || (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]))
        }
        [only] => printed == std::slice::from_ref(only),
        [first, rest @ ..] => printed.first() == Some(first) && matches(rest, &printed[1..]),
    }
}

/// The new lines in the shape of the old: as many lines before a closing `…` as were shown.
fn abridged(shown: &[String], printed: &[String]) -> Vec<String> {
    match shown.split_last() {
        None => Vec::new(),
        Some((last, before)) if last == ELLIPSIS && printed.len() > before.len() => {
            printed[..before.len()].iter().cloned().chain([ELLIPSIS.to_owned()]).collect()
        }
        Some(_) => printed.to_vec(),
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
