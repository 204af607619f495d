//! `dateline similar`: an article or a passage in, articles like it out.

use super::args::{FormatArg, SimilarArgs};
use super::messages;
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::present::{csv, json, jsonl, text};
use crate::search::{Engine, SearchRequest};
use std::io::{self, BufWriter, Write};

pub fn run(args: SimilarArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "similar", &[Text, Json, Jsonl, Csv])?;
    let request = SearchRequest {
        filter: settings::filter(&args.narrow, Vec::new(), settings.today)?,
        limit: args.page.limit,
        offset: args.page.offset,
        copies: args.copies,
        ..SearchRequest::default()
    };
    let Some(response) = Engine::open(&settings.index)?.similar(&args.id, &request)? else {
        messages::line(&format!("no article `{}`", args.id));
        return Ok(Outcome::Nothing);
    };
    tracing::info!("asked as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Text => text::search(&mut out, &response, &SearchRequest::default(), settings.style)?,
        Json => json::search(&mut out, None, &args.id, &response, None)?,
        Jsonl => response.hits.iter().try_for_each(|hit| jsonl::hit(&mut out, hit))?,
        Csv => {
            csv::search_header(&mut out, false)?;
            response.hits.iter().try_for_each(|hit| csv::hit(&mut out, None, hit))?;
        }
    }
    out.flush()?;
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    messages::narrowed(&response.narrowed_by, format);
    Ok(Outcome::found_if(!response.hits.is_empty()))
}
