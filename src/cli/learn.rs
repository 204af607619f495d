//! `dateline learn`: an index in, a table of what its outlets repeat out, for the next `index`.

use super::args::{FormatArg, LearnArg, LearnArgs};
use super::messages::{self, count};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::{Error, Result};
use crate::index::LearnedRow;
use crate::index::learned::{CHROME, HOMES};
use crate::ingest::{LearnReport, forget, learn_chrome, learn_homes, learned, refuse, set_home};
use crate::present::{json, text};
use std::io::{self, BufWriter, Write};

/// What is said behind a table that has changed.
const NEXT: &str = "`dateline index` now reads the articles concerned again";

pub fn run(args: LearnArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "learn", &[Text, Json])?;
    let table = match args.what {
        LearnArg::Chrome => CHROME,
        LearnArg::Homes => HOMES,
    };
    let (rows, told) = learn(&args, settings)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if format == Json {
        json::learned(&mut out, table, &rows)?;
    } else {
        text::learned(&mut out, &rows, settings.style)?;
    }
    out.flush()?;
    messages::line(&told);
    Ok(Outcome::found_if(!rows.is_empty()))
}

/// The rows to show, and what is to be said of them.
fn learn(args: &LearnArgs, settings: &Settings) -> Result<(Vec<LearnedRow>, String)> {
    let index = &settings.index;
    let (table, one, many) = match args.what {
        LearnArg::Chrome => (CHROME, "line", "lines"),
        LearnArg::Homes => (HOMES, "home", "homes"),
    };
    let lines = |rows: &[LearnedRow]| count(rows.len() as u64, one, many);
    if args.list {
        let rows = learned(index, table)?;
        let told = format!("{} learned", lines(&rows));
        return Ok((rows, told));
    }
    if args.forget {
        let rows = forget(index, table)?;
        let told = format!("{} forgotten; {NEXT}", lines(&rows));
        return Ok((rows, told));
    }
    if !args.refuse.is_empty() {
        let refused = args.refuse.iter().map(|line| refuse(index, table, line)).collect::<Result<Vec<_>>>()?.concat();
        let told = format!("{} refused; {NEXT}", lines(&refused));
        return Ok((refused, told));
    }
    if !args.set.is_empty() {
        if table != HOMES {
            return Err(Error::new("`--set` is for homes").hint("`dateline learn homes --set 'OUTLET=PLACE'`"));
        }
        let set = args.set.iter().map(|(name, place)| set_home(index, name, place)).collect::<Result<Vec<_>>>()?;
        let told = format!("{} set; {NEXT}", lines(&set));
        return Ok((set, told));
    }
    let report = match args.what {
        LearnArg::Chrome => learn_chrome(index, args.dry_run)?,
        LearnArg::Homes => learn_homes(index, args.dry_run)?,
    };
    let told = told(&report, args.dry_run, lines(&report.new));
    Ok((report.new, told))
}

fn told(report: &LearnReport, dry_run: bool, new: String) -> String {
    let seen =
        format!("{} of {}", count(report.articles, "article", "articles"), count(report.outlets, "outlet", "outlets"));
    let next = match (report.new.is_empty(), dry_run) {
        (true, _) => "nothing new".to_owned(),
        (false, true) => format!("{new} would be learned; nothing was written"),
        (false, false) => format!("{new} learned, {} in all; {NEXT}", messages::thousands(report.rows)),
    };
    format!("{seen} looked at: {next}")
}
