//! `dateline facets`: one field or several and a query in, their values among the matches out.

use super::args::{FacetsArgs, FormatArg};
use super::messages::{self, quoted};
use super::settings::{self, Settings};
use super::{Outcome, Stop, index};
use crate::present::{csv, json, jsonl, text};
use crate::search::{SearchRequest, SearchResponse, ask};
use std::io::{self, BufWriter, Write};

pub fn run(args: FacetsArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "facets", &[Text, Json, Jsonl, Csv])?;
    let fields = ask::facet_fields(&args.field, args.under.is_some() || args.depth.is_some())?;
    let pivot =
        args.by.as_deref().map(|by| ask::pivot(&fields, by, args.count.count, args.multi_select)).transpose()?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let request = SearchRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        limit: 0,
        count: args.count.count,
        facets: fields,
        multi_select: args.multi_select,
        facet_limit: args.limit,
        under: args.under,
        depth: args.depth,
        pivot,
        ..SearchRequest::default()
    };
    let response = settings.open()?.search(&request)?;
    tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    let has_values = response.facets.iter().any(|facet| !facet.values.is_empty());
    write(&request, &response, format, settings)?;
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    messages::narrowed(&response.narrowed_by, format);
    messages::widened(&response.widened, format);
    if format == Text {
        messages::line(&format!("{} for {}", messages::matches(&response), quoted(&request.query)));
    }
    Ok(Outcome::found_if(has_values))
}

fn write(request: &SearchRequest, response: &SearchResponse, format: FormatArg, settings: &Settings) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match (format, &response.pivot) {
        (FormatArg::Text, Some(pivot)) => {
            return text::pivot(&mut out, pivot, settings.style).and_then(|()| out.flush());
        }
        (FormatArg::Csv, Some(pivot)) => return csv::pivot(&mut out, pivot).and_then(|()| out.flush()),
        (FormatArg::Jsonl, Some(pivot)) => return jsonl::pivot(&mut out, pivot).and_then(|()| out.flush()),
        _ => {}
    }
    match format {
        FormatArg::Text => text::facets(&mut out, &response.facets, request.count, settings.style)?,
        FormatArg::Json => json::facets(&mut out, &request.query, response, None)?,
        FormatArg::Jsonl => jsonl::facets(&mut out, &response.facets)?,
        FormatArg::Csv => csv::facets(&mut out, &response.facets, request.count)?,
    }
    out.flush()
}
