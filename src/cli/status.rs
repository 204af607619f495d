//! `dateline status`: an index in, what it holds out.

use super::args::{FormatArg, FormatArgs, StatusArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::index::{self, Generation};
use crate::present::{csv, json, jsonl, text};
use std::io::{self, BufWriter, Write};

pub fn run(args: StatusArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    if args.rejects {
        return rejects(&args.format, settings);
    }
    let format = settings::format(&args.format, "status", &[Text, Json])?;
    let status = index::status(&settings.index, args.digest)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if format == Json {
        json::status(&mut out, &status, true)?;
    } else {
        text::status(&mut out, &status, settings.style)?;
    }
    out.flush()?;
    Ok(Outcome::found_if(status.outcomes.articles > 0))
}

/// What could not be read when the index was last brought up to date.
fn rejects(typed: &FormatArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(typed, "status --rejects", &[Text, Json, Jsonl, Csv])?;
    let rejects = Generation::open_with_ledger(&settings.index)?.1.rejects;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Text => text::rejects(&mut out, &rejects)?,
        Json => json::rejects(&mut out, &rejects)?,
        Jsonl => jsonl::rejects(&mut out, &rejects)?,
        Csv => csv::rejects(&mut out, &rejects)?,
    }
    out.flush()?;
    Ok(Outcome::found_if(!rejects.is_empty()))
}
