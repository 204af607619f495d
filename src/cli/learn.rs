//! `dateline learn`: an index in, a table of what its outlets repeat out, for the next `index`.

use super::args::{FormatArg, LearnArg, LearnArgs};
use super::messages::{self, count};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::Result;
use crate::index::LearnedRow;
use crate::index::learned::CHROME;
use crate::ingest::{forget_chrome, learn_chrome, learned_chrome, refuse_chrome};
use crate::present::{json, text};
use std::io::{self, BufWriter, Write};

/// What is said behind a table that has changed.
const NEXT: &str = "`dateline index` now reads the articles concerned again";

pub fn run(args: LearnArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "learn", &[Text, Json])?;
    let (rows, told) = match args.what {
        LearnArg::Chrome => chrome(&args, settings)?,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    if format == Json {
        json::learned(&mut out, CHROME, &rows)?;
    } else {
        text::learned(&mut out, &rows, settings.style)?;
    }
    out.flush()?;
    messages::line(&told);
    Ok(Outcome::found_if(!rows.is_empty()))
}

/// The rows to show, and what is to be said of them.
fn chrome(args: &LearnArgs, settings: &Settings) -> Result<(Vec<LearnedRow>, String)> {
    let index = &settings.index;
    let lines = |rows: &[LearnedRow]| count(rows.len() as u64, "line", "lines");
    if args.list {
        let rows = learned_chrome(index)?;
        let told = format!("{} learned", lines(&rows));
        return Ok((rows, told));
    }
    if args.forget {
        let rows = forget_chrome(index)?;
        let told = format!("{} forgotten; {NEXT}", lines(&rows));
        return Ok((rows, told));
    }
    if !args.refuse.is_empty() {
        let refused = args.refuse.iter().map(|line| refuse_chrome(index, line)).collect::<Result<Vec<_>>>()?.concat();
        let told = format!("{} refused; {NEXT}", lines(&refused));
        return Ok((refused, told));
    }
    let report = learn_chrome(index, args.dry_run)?;
    let seen =
        format!("{} of {}", count(report.articles, "article", "articles"), count(report.outlets, "outlet", "outlets"));
    let next = match (report.new.is_empty(), args.dry_run) {
        (true, _) => "nothing new".to_owned(),
        (false, true) => format!("{} would be learned; nothing was written", lines(&report.new)),
        (false, false) => {
            format!("{} learned, {} in all; {NEXT}", lines(&report.new), messages::thousands(report.rows))
        }
    };
    Ok((report.new, format!("{seen} looked at: {next}")))
}
