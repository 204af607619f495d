//! `dateline fields`: the one list of fields, for people and programs.

use super::args::{FieldsArgs, FormatArg};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::index::FIELDS;
use crate::present::{csv, json, jsonl, text};
use std::io::{self, BufWriter, Write};

pub fn run(args: FieldsArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let mut out = BufWriter::new(io::stdout().lock());
    match settings::format(&args.format, "fields", &[Text, Json, Jsonl, Csv])? {
        Text => text::fields(&mut out, FIELDS, settings.style)?,
        Json => json::fields(&mut out, FIELDS)?,
        Jsonl => jsonl::fields(&mut out, FIELDS)?,
        Csv => csv::fields(&mut out, FIELDS)?,
    }
    out.flush()?;
    Ok(Outcome::Found)
}
