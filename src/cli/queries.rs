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
    /// What no query can hold: bytes that are no UTF-8. They are shown as `\u{fffd}`.
    is_text: bool,
}

/// `like` is the request that the flags make; each line puts its query into it.
pub fn run(file: &Path, like: &SearchRequest, engine: &Engine) -> Result<Outcome, Stop> {
    let lines = parse(&read(file)?);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Nothing;
    let mut refused = 0;
    for Line { id, query, is_text } in &lines {
        let answer = match is_text {
            true => engine.search(&SearchRequest { query: query.clone(), ..like.clone() }),
            false => Err(Error::new("this line is not UTF-8 text")),
        };
        match answer {
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

fn read(file: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        fs::read(file).map(|all| bytes = all)
    };
    read.map_err(|error| Error::io("read", file, &error))?;
    Ok(bytes)
}

/// `id<TAB>query` or just the query, which then goes by its line number. Blank lines are passed over.
fn parse(bytes: &[u8]) -> Vec<Line> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    (1..).zip(bytes.split(|byte| *byte == b'\n')).filter_map(|(number, line)| line_of(number, line)).collect()
}

fn line_of(number: usize, bytes: &[u8]) -> Option<Line> {
    let text = String::from_utf8_lossy(bytes);
    let line = text.strip_suffix('\r').unwrap_or(&text);
    if line.trim().is_empty() {
        return None;
    }
    let is_text = std::str::from_utf8(bytes).is_ok();
    Some(match line.split_once('\t') {
        Some((id, query)) => Line { id: id.to_owned(), query: query.to_owned(), is_text },
        None => Line { id: number.to_string(), query: line.to_owned(), is_text },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let line = |id: &str, query: &str| Line { id: id.to_owned(), query: query.to_owned(), is_text: true };
        let found = parse("\u{feff}q1\tferry strike\r\n\nsafe harbour\nq3\t\"a\tb\"".as_bytes());
        assert_eq!(found, [line("q1", "ferry strike"), line("3", "safe harbour"), line("q3", "\"a\tb\"")]);
        assert_eq!(parse(b""), []);
        let odd = Line { is_text: false, ..line("q1", "caf\u{fffd}") };
        assert_eq!(parse(b"q1\tcaf\xe9\nharbour\n"), [odd, line("2", "harbour")]);
    }
}
