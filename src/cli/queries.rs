//! `dateline search --queries FILE`: many queries in, one JSON line each out, from one open index.

use super::{Outcome, Stop, messages};
use crate::error::{Error, Result};
use crate::present::json;
use crate::search::{Engine, SearchRequest};
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

/// A line of the file.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    id: String,
    query: String,
}

/// `like` is the request that the flags make; each line puts its query into it.
pub fn run(file: &Path, like: &SearchRequest, engine: &Engine) -> Result<Outcome, Stop> {
    let lines = parse(&read(file)?);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Nothing;
    let mut refused = 0;
    for Line { id, query } in &lines {
        match engine.search(&SearchRequest { query: query.clone(), ..like.clone() }) {
            Ok(response) => {
                json::search(&mut out, Some(id), query, &response)?;
                if response.articles > 0 {
                    outcome = Outcome::Found;
                }
            }
            Err(error) => {
                json::query_error(&mut out, id, query, &error)?;
                refused += 1;
            }
        }
    }
    out.flush()?;
    if refused > 0 {
        messages::line(&format!("{refused} of {} could not be answered", lines_of(lines.len())));
    }
    Ok(outcome)
}

fn lines_of(lines: usize) -> String {
    messages::count(lines as u64, "query", "queries")
}

fn read(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|all| bytes = all)
    };
    read.map_err(|error| Error::io("read", file, &error))?;
    String::from_utf8(bytes).map_err(|_| Error::new(format!("`{}` is not UTF-8 text", file.display())))
}

/// `id<TAB>query` or just the query, which then goes by its line number. Blank lines are passed over.
fn parse(text: &str) -> Vec<Line> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(number, line): (usize, &str)| match line.split_once('\t') {
            Some((id, query)) => Line { id: id.to_owned(), query: query.to_owned() },
            None => Line { id: number.to_string(), query: line.to_owned() },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let line = |id: &str, query: &str| Line { id: id.to_owned(), query: query.to_owned() };
        let found = parse("\u{feff}q1\tferry strike\r\n\nsafe harbour\nq3\t\"a\tb\"");
        assert_eq!(found, [line("q1", "ferry strike"), line("3", "safe harbour"), line("q3", "\"a\tb\"")]);
        assert_eq!(parse(""), []);
    }
}
