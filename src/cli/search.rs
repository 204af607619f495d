//! `dateline search`: a query in, ranked passages out.

use super::args::{FormatArg, SearchArgs};
use super::messages::{self, quoted};
use super::queries::Batch;
use super::rows::stream;
use super::settings::{self, Settings};
use super::{Outcome, Stop, index, queries};
use crate::error::{Error, Result};
use crate::present::{alerts, atom, csv, json, text, visible};
use crate::search::{AnyEngine, SearchRequest, SearchResponse, ask};
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub fn run(args: SearchArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let format = format(&args)?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let request = request(&args, roots, settings)?;
    let engine = settings.open()?;
    if let Some(file) = &args.queries {
        return queries(file, format, &request, &engine, settings);
    }
    if args.feed {
        return feed(request.as_feed(), &engine, settings);
    }
    let response = match format.rows() {
        Some(rows) => stream(rows, |take| engine.search_each(&request, take))?,
        None => {
            let response = engine.search(&request)?;
            write(&request, &response, format, settings)?;
            response
        }
    };
    tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    messages::coarser(&response, settings);
    messages::narrowed(&response.narrowed_by, format);
    if format == FormatArg::Text {
        messages::line(&total(&request, &response));
    }
    Ok(Outcome::found_if(response.articles > 0))
}

/// The format, with what it cannot hold refused.
fn format(args: &SearchArgs) -> Result<FormatArg> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = match args.queries {
        Some(_) => queries::format(args.format.format)?,
        None => settings::format(&args.format, "search", &[Text, Json, Jsonl, Csv])?,
    };
    let has_counts = !args.facets.is_empty() || args.timeline.is_some();
    if has_counts && matches!(format, Jsonl | Csv) {
        return Err(Error::new("hits and counts do not fit into one table")
            .hint("use `--format json`, or ask `dateline facets` and `dateline timeline` for the counts"));
    }
    Ok(format)
}

/// The latest hits as a feed. One without entries is a feed too.
fn feed(request: SearchRequest, engine: &AnyEngine, settings: &Settings) -> Result<Outcome, Stop> {
    let response = engine.search(&request)?;
    let roots = request.filter.roots.iter().map(|root| format!(" --archive {root}"));
    let question = alerts::typed(&request.query, &request.filter.flags()) + &roots.collect::<String>();
    let feed =
        atom::Feed { question: question.trim(), address: None, articles: None, today: &settings.today.to_string() };
    let mut out = BufWriter::new(io::stdout().lock());
    atom::search(&mut out, &feed, &response.hits)?;
    out.flush()?;
    messages::notes(&response.notes, settings);
    messages::narrowed(&response.narrowed_by, FormatArg::Text);
    Ok(Outcome::found_if(response.articles > 0))
}

/// Many queries, each in the place of the request's own.
fn queries(
    file: &Path,
    format: FormatArg,
    like: &SearchRequest,
    engine: &AnyEngine,
    settings: &Settings,
) -> Result<Outcome, Stop> {
    let of = |query: &str| SearchRequest { query: query.to_owned(), ..like.clone() };
    let write = |out: &mut dyn Write, id: &str, query: &str, response: &SearchResponse| match format {
        FormatArg::Csv => response.hits.iter().try_for_each(|hit| csv::hit(out, Some((id, query)), hit)),
        FormatArg::Text => {
            text::search(out, response, like, settings.style)?;
            writeln!(out, "{}", visible(&total(&of(query), response)))
        }
        _ => json::search(out, Some(id), query, response, queries::told(&response.notes)),
    };
    let batch = Batch {
        format,
        narrowed_by: like.narrowing(),
        ask: &|query| engine.search(&of(query)),
        is_found: |response| response.articles > 0,
        head: &|out| if format == FormatArg::Csv { csv::search_header(out, true) } else { Ok(()) },
        write: &write,
        notes: |response| &response.notes,
    };
    queries::run(file, &batch, settings)
}

fn request(args: &SearchArgs, roots: Vec<String>, settings: &Settings) -> Result<SearchRequest> {
    ask::by_relevance(SearchRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        sort: args.sort,
        recency: args.recency.map(|age| age.days),
        expand: args.expand,
        limit: args.list.limit(),
        offset: args.list.page.offset,
        passages: args.passages,
        flat: args.flat,
        exhaustive: args.exhaustive,
        explain: args.explain,
        copies: args.copies,
        face: args.shown,
        count: args.count.count,
        facets: args.facets.iter().map(|field| ask::facet_field(field)).collect::<Result<_>>()?,
        timeline: args.timeline,
        ..SearchRequest::default()
    })
}

fn write(request: &SearchRequest, response: &SearchResponse, format: FormatArg, settings: &Settings) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text => text::search(&mut out, response, request, settings.style)?,
        FormatArg::Json => json::search(&mut out, None, &request.query, response, None)?,
        FormatArg::Jsonl | FormatArg::Csv => {}
    }
    out.flush()
}

/// `12 articles in 11 stories for `ferry`, 1 to 10 shown`, or `1 article for `ferry strike …`, and 9 that lack some word of it`
fn total(request: &SearchRequest, response: &SearchResponse) -> String {
    let found = format!("{} for {}", messages::matches(response), quoted(&request.query));
    let hits = response.grouped(request.copies);
    let page = || messages::page(found, request.offset, response.hits.len(), hits);
    match (response.articles, response.nearest.len()) {
        (0, 0) => messages::nothing_found(&request.query),
        (0, _) => format!("no article has all of {}; the nearest are shown", quoted(&request.query)),
        (_, 0) => page(),
        (_, near) => {
            format!("{}, and {near} that {} some word of it", page(), if near == 1 { "lacks" } else { "lack" })
        }
    }
}
