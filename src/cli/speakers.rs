//! `dateline speakers`: what a name begins with in, the people called so out.

use super::args::{FormatArg, SpeakersArgs};
use super::messages::{self, count};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::present::{csv, json, jsonl, text};
use crate::search::{SpeakersRequest, SpeakersResponse, UnmergedResponse};
use std::io::{self, BufWriter, Write};

pub fn run(args: SpeakersArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "speakers", &[Text, Json, Jsonl, Csv])?;
    let request = SpeakersRequest { prefix: settings::query(&args.query), limit: args.limit };
    let engine = settings.open()?;
    let (total, notes) = if args.unmerged {
        let response = engine.unmerged(&request)?;
        write_pairs(&request.prefix, &response, format, settings)?;
        (count(response.total, "pair", "pairs"), response.notes)
    } else {
        let response = engine.speakers(&request)?;
        write_people(&request.prefix, &response, format, settings)?;
        (count(response.people, "person", "people"), response.notes)
    };
    messages::notes(&notes, settings);
    if format == Text {
        messages::line(&total);
    }
    Ok(Outcome::found_if(!total.starts_with("0 ")))
}

fn write_people(prefix: &str, response: &SpeakersResponse, format: FormatArg, settings: &Settings) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text => text::speakers(&mut out, &response.speakers, settings.style)?,
        FormatArg::Json => json::speakers(&mut out, prefix, response, None)?,
        FormatArg::Jsonl => jsonl::speakers(&mut out, &response.speakers)?,
        FormatArg::Csv => csv::speakers(&mut out, &response.speakers)?,
    }
    out.flush()
}

fn write_pairs(prefix: &str, response: &UnmergedResponse, format: FormatArg, settings: &Settings) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text => text::unmerged(&mut out, &response.pairs, settings.style)?,
        FormatArg::Json => json::unmerged(&mut out, prefix, response, None)?,
        FormatArg::Jsonl => jsonl::unmerged(&mut out, &response.pairs)?,
        FormatArg::Csv => csv::unmerged(&mut out, &response.pairs)?,
    }
    out.flush()
}
