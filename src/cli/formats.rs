//! `dateline formats`: the one table of formats, for people and programs.

use super::args::{FormatArg, FormatsArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::present::json::FormatObject;
use crate::present::{csv, json, jsonl, text};
use crate::read::{COMPRESSIONS, FORMATS, FormatRow};
use std::io::{self, BufWriter, Write};

pub fn run(args: FormatsArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let object = |row: &FormatRow| FormatObject { name: row.name, extensions: row.extensions, holds: row.holds };
    let lines: Vec<FormatObject> = FORMATS.iter().map(object).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match settings::format(&args.format, "formats", &[Text, Json, Jsonl, Csv])? {
        Text => text::formats(&mut out, &lines, COMPRESSIONS, settings.style)?,
        Json => json::formats(&mut out, &lines, COMPRESSIONS)?,
        Jsonl => jsonl::formats(&mut out, &lines)?,
        Csv => csv::formats(&mut out, &lines)?,
    }
    out.flush()?;
    Ok(Outcome::Found)
}
