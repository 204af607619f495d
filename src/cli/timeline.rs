//! `dateline timeline`: a query and a calendar unit in, how many articles match in each out.

use super::args::{FormatArg, TimelineArgs};
use super::messages::{self, quoted};
use super::settings::{self, Settings};
use super::{Outcome, Stop, index};
use crate::present::{csv, json, jsonl, text};
use crate::search::{Bucket, Engine, SearchRequest, SearchResponse};
use std::io::{self, BufWriter, Write};

pub fn run(args: TimelineArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "timeline", &[Text, Json, Jsonl, Csv])?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let unit = settings::bucket(args.by);
    let request = SearchRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        limit: 0,
        count: settings::counted(&args.count),
        timeline: Some(unit),
        ..SearchRequest::default()
    };
    let response = Engine::open(&settings.index)?.search(&request)?;
    tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
    write(&request.query, &response, unit, format, settings)?;
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    if format == Text {
        let found = messages::matches(&response);
        messages::line(&format!("{found} for {}, {} undated", quoted(&request.query), response.undated));
    }
    Ok(Outcome::found_if(response.articles > 0))
}

fn write(
    query: &str,
    response: &SearchResponse,
    unit: Bucket,
    format: FormatArg,
    settings: &Settings,
) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text if response.timeline.is_empty() => {}
        FormatArg::Text => text::timeline(&mut out, response, unit, settings.style)?,
        FormatArg::Json => json::timeline(&mut out, query, response)?,
        FormatArg::Jsonl => jsonl::timeline(&mut out, response)?,
        FormatArg::Csv => csv::timeline(&mut out, response)?,
    }
    out.flush()
}
