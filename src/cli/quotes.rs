//! `dateline quotes`: words and people in, quotations out.

use super::args::{FormatArg, QuotesArgs};
use super::messages::{self, count, quoted};
use super::queries::Batch;
use super::rows::stream;
use super::settings::{self, Settings};
use super::{Outcome, Stop, index, queries};
use crate::present::{csv, json, text, visible};
use crate::search::{AnyEngine, QuotesRequest, QuotesResponse, ask};
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub fn run(args: QuotesArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = match args.queries {
        Some(_) => queries::format(args.format.format)?,
        None => settings::format(&args.format, "quotes", &[Text, Json, Jsonl, Csv])?,
    };
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let request = QuotesRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        about: args.about.clone(),
        min_confidence: args.min_confidence,
        kinds: ask::kinds(&args.kinds),
        sort: args.sort,
        limit: args.list.limit(),
        offset: args.list.page.offset,
    };
    let engine = settings.open()?;
    if let Some(file) = &args.queries {
        return queries(file, format, &request, args.context, &engine, settings);
    }
    let response = match format.rows() {
        Some(rows) => stream(rows, |take| engine.quotes_each(&request, take))?,
        None => {
            let response = engine.quotes(&request)?;
            write(&request, &response, args.context, format, settings)?;
            response
        }
    };
    tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    messages::narrowed(&response.narrowed_by, format);
    if format == Text {
        messages::line(&total(&request, &response));
    }
    Ok(Outcome::found_if(response.quotations > 0))
}

/// Many queries, each in the place of the request's own.
fn queries(
    file: &Path,
    format: FormatArg,
    like: &QuotesRequest,
    context: bool,
    engine: &AnyEngine,
    settings: &Settings,
) -> Result<Outcome, Stop> {
    let of = |query: &str| QuotesRequest { query: query.to_owned(), ..like.clone() };
    let write = |out: &mut dyn Write, id: &str, query: &str, response: &QuotesResponse| match format {
        FormatArg::Csv => response.hits.iter().try_for_each(|hit| csv::quote(out, Some((id, query)), hit)),
        FormatArg::Text => {
            text::quotes(out, response, context, settings.style)?;
            writeln!(out, "{}", visible(&total(&of(query), response)))
        }
        _ => json::quotes(out, Some(id), query, response, queries::told(&response.notes)),
    };
    let batch = Batch {
        format,
        narrowed_by: like.narrowing(),
        ask: &|query| engine.quotes(&of(query)),
        is_found: |response| response.quotations > 0,
        head: &|out| if format == FormatArg::Csv { csv::quotes_header(out, true) } else { Ok(()) },
        write: &write,
        notes: |response| &response.notes,
    };
    queries::run(file, &batch, settings)
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
        FormatArg::Json => json::quotes(&mut out, None, &request.query, response, None)?,
        FormatArg::Jsonl | FormatArg::Csv => {}
    }
    out.flush()
}

fn total(request: &QuotesRequest, response: &QuotesResponse) -> String {
    let quotations = count(response.quotations, "quotation", "quotations");
    let found = format!("{quotations} for {}", quoted(&request.query));
    let page = || messages::page(found, request.offset, response.hits.len(), response.quotations);
    // A repeat of what is shown is counted and has no entry of its own.
    match (response.quotations, response.hits.iter().map(|hit| hit.copies.len()).sum::<usize>()) {
        (0, _) => messages::nothing_found(&request.query),
        (_, 0) => page(),
        (_, 1) => format!("{}, and 1 that repeats one of them", page()),
        (_, repeats) => format!("{}, and {repeats} that repeat one of them", page()),
    }
}
