//! `dateline quotes`: words and people in, quotations out.

use super::args::{FormatArg, QuotesArgs};
use super::messages::{self, count, quoted};
use super::settings::{self, Settings};
use super::{Outcome, Stop, index};
use crate::present::{csv, json, jsonl, text};
use crate::search::{Engine, QuotesRequest, QuotesResponse, ask};
use std::io::{self, BufWriter, Write};

pub fn run(args: QuotesArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "quotes", &[Text, Json, Jsonl, Csv])?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let request = QuotesRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        about: args.about.clone(),
        min_confidence: args.min_confidence,
        kinds: ask::kinds(&args.kinds),
        sort: args.sort,
        limit: args.page.limit,
        offset: args.page.offset,
    };
    let response = Engine::open(&settings.index)?.quotes(&request)?;
    tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    write(&request, &response, args.context, format, settings)?;
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    if format == Text {
        messages::line(&total(&request, &response));
    }
    Ok(Outcome::found_if(response.quotations > 0))
}

fn write(
    request: &QuotesRequest,
    response: &QuotesResponse,
    context: bool,
    format: FormatArg,
    settings: &Settings,
) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text => text::quotes(&mut out, response, context, settings.style)?,
        FormatArg::Json => json::quotes(&mut out, &request.query, response)?,
        FormatArg::Jsonl => jsonl::quotes(&mut out, response)?,
        FormatArg::Csv => csv::quotes(&mut out, response)?,
    }
    out.flush()
}

fn total(request: &QuotesRequest, response: &QuotesResponse) -> String {
    let quotations = count(response.quotations, "quotation", "quotations");
    let found = format!("{quotations} for {}", quoted(&request.query));
    match (response.hits.first(), response.hits.last()) {
        _ if response.quotations == 0 => format!("nothing found for {}", quoted(&request.query)),
        (Some(first), Some(last)) if request.offset > 0 || (response.hits.len() as u64) < response.quotations => {
            format!("{found}, {} to {} shown", first.rank, last.rank)
        }
        (None, _) if request.offset > 0 => format!("{found}, none after the first {}", request.offset),
        _ => found,
    }
}
