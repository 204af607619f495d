//! `dateline timeline`: one query or several and a calendar unit in, how many articles match in each out.

use super::args::{FormatArg, TimelineArgs};
use super::messages::{self, quoted};
use super::settings::{self, Settings};
use super::{Outcome, Stop, index};
use crate::present::timeline::{Chart, draw};
use crate::present::{csv, json, jsonl};
use crate::search::{Bucket, Count, Filter, SearchRequest, SearchResponse, TimelineBucket, ask};
use std::io::{self, BufWriter, Write};

pub fn run(args: TimelineArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "timeline", &[Text, Json, Jsonl, Csv])?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let unit = ask::unit_of(args.by, args.period);
    let mut filter = settings::filter(&args.narrow, roots, settings.today)?;
    if let Some(period) = args.period {
        (filter.after, filter.before) = (Some(period.first), Some(period.last));
    }
    let queries: Vec<String> = [settings::query(&args.query)].into_iter().chain(args.compare).collect();
    let count = args.count.count;
    let requests: Vec<SearchRequest> = queries.iter().map(|query| request(query, &filter, unit, count)).collect();
    let responses = settings.open()?.timelines(&requests)?;
    let asked: Vec<(&str, &SearchResponse)> = queries.iter().map(String::as_str).zip(&responses).collect();
    let chart = Chart { series: &series_of(&asked), unit, counted: count, normalised: args.normalise };
    write(&asked, &chart, format, settings)?;
    if let Some(response) = responses.first() {
        messages::narrowed(&response.narrowed_by, format);
    }
    for (query, response) in &asked {
        tracing::info!("understood as `{}`, answered in {:.1} ms", response.parsed, response.took_ms);
        messages::notes(&response.notes, settings);
        messages::undated(response.undated_left_out, settings);
        messages::coarser(response, settings);
        if format == Text {
            let found = messages::matches(response);
            messages::line(&format!(
                "{found} for {}, {} undated",
                quoted(query),
                messages::thousands(response.undated)
            ));
        }
    }
    Ok(Outcome::found_if(responses.iter().any(|response| response.articles > 0)))
}

fn request(query: &str, filter: &Filter, unit: Bucket, count: Count) -> SearchRequest {
    SearchRequest {
        query: query.to_owned(),
        filter: filter.clone(),
        limit: 0,
        count,
        timeline: Some(unit),
        ..SearchRequest::default()
    }
}

/// The question of each answer and its buckets.
fn series_of<'a>(asked: &[(&'a str, &'a SearchResponse)]) -> Vec<(&'a str, &'a [TimelineBucket])> {
    asked.iter().map(|(query, response)| (*query, response.timeline.as_slice())).collect()
}

fn write(asked: &[(&str, &SearchResponse)], chart: &Chart, format: FormatArg, settings: &Settings) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        FormatArg::Text if asked.iter().all(|(_, response)| response.timeline.is_empty()) => {}
        FormatArg::Text => draw(&mut out, chart, settings.style)?,
        FormatArg::Json => json::timeline(&mut out, asked, None)?,
        FormatArg::Jsonl => jsonl::timeline(&mut out, asked)?,
        FormatArg::Csv => csv::timeline(&mut out, asked, chart.counted)?,
    }
    out.flush()
}
