//! `--queries FILE` of `search` and `quotes`: many queries in, an answer each out, from one open index: a JSON line a
//! query, a report a query, or one table of all of them.

use super::args::FormatArg;
use super::settings::Settings;
use super::{Outcome, Stop, messages};
use crate::error::{Error, Result};
use crate::present::{json, text, visible};
use crate::search::Narrowing;
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

/// Writes something, or an answer: the line's id, its query, what was found.
type Head<'b> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'b;
type Written<'b, A> = dyn Fn(&mut dyn Write, &str, &str, &A) -> io::Result<()> + 'b;

/// How a command answers one query, and how that is written.
pub struct Batch<'b, A> {
    pub format: FormatArg,
    /// What narrows all of the answers.
    pub narrowed_by: Narrowing,
    pub ask: &'b dyn Fn(&str) -> Result<A>,
    pub is_found: fn(&A) -> bool,
    /// Writes what stands before the first answer.
    pub head: &'b Head<'b>,
    pub write: &'b Written<'b, A>,
    /// What the user should know about an answer.
    pub notes: fn(&A) -> &[String],
}

/// The format of many answers: JSON unless another is typed, and there is no other kind of JSON.
pub fn format(typed: Option<FormatArg>) -> Result<FormatArg> {
    match typed.unwrap_or(FormatArg::Json) {
        FormatArg::Json | FormatArg::Jsonl => Ok(FormatArg::Json),
        format @ (FormatArg::Text | FormatArg::Csv) => Ok(format),
    }
}

/// Answers every line. One that cannot be answered costs itself alone, and is an error of the whole where nothing was found.
pub fn run<A>(file: &Path, batch: &Batch<A>, settings: &Settings) -> Result<Outcome, Stop> {
    let lines = parse(&read(file)?);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Nothing;
    let mut refused = 0;
    write_narrowing(&mut out, batch.format, &batch.narrowed_by)?;
    (batch.head)(&mut out)?;
    for (nth, Line { id, query, is_text }) in lines.iter().enumerate() {
        if batch.format == FormatArg::Text {
            text::asked(&mut out, nth, id, query, settings.style)?;
        }
        let answer = match is_text {
            true => (batch.ask)(query),
            false => Err(Error::new("this line is not UTF-8 text")),
        };
        match answer {
            Ok(answer) => {
                (batch.write)(&mut out, id, query, &answer)?;
                write_notes(&mut out, batch.format, id, (batch.notes)(&answer))?;
                if (batch.is_found)(&answer) {
                    outcome = Outcome::Found;
                }
            }
            Err(error) => {
                refused += 1;
                refuse(&mut out, batch.format, id, query, &error)?;
            }
        }
    }
    out.flush()?;
    let told = format!("{refused} of {} could not be answered", lines_of(lines.len()));
    match (refused, outcome) {
        (0, _) => {}
        // That nothing is there is not known.
        (_, Outcome::Nothing) => return Err(Error::new(told).hint("each says why, in its place").into()),
        (_, Outcome::Found) => messages::line(&told),
    }
    Ok(outcome)
}

/// Tells what narrows the answers: over their reports, or, where they are rows of a table, on stderr. JSON has it among the
/// members of each.
fn write_narrowing(out: &mut dyn Write, format: FormatArg, by: &Narrowing) -> io::Result<()> {
    match text::narrowed(by).filter(|_| format == FormatArg::Text) {
        Some(told) => writeln!(out, "{}\n", visible(&told)),
        None => {
            messages::narrowed(by, format);
            Ok(())
        }
    }
}

/// Tells what the user should know about an answer: under it, or, where it is rows of a table, on stderr. JSON has it among
/// its members.
fn write_notes(out: &mut dyn Write, format: FormatArg, id: &str, notes: &[String]) -> io::Result<()> {
    for note in notes {
        match format {
            FormatArg::Text => writeln!(out, "note: {}", visible(note))?,
            FormatArg::Csv => messages::line(&format!("{id}: {note}")),
            FormatArg::Json | FormatArg::Jsonl => {}
        }
    }
    Ok(())
}

/// The notes of an answer, for an object that has them only where there are some.
pub fn told(notes: &[String]) -> Option<&[String]> {
    Some(notes).filter(|notes| !notes.is_empty())
}

/// Tells of a query without an answer: in its place, or, where that is a table, on stderr.
fn refuse(out: &mut dyn Write, format: FormatArg, id: &str, query: &str, error: &Error) -> io::Result<()> {
    match format {
        FormatArg::Text => text::refused(out, error),
        FormatArg::Csv => {
            messages::line(&format!("{id}: {}", error.message));
            Ok(())
        }
        _ => json::query_error(out, id, query, error),
    }
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
