//! `dateline terms`: a query in, the words that mark its articles out.

use super::args::{FormatArg, TermsArgs};
use super::messages::{self, count, quoted, thousands};
use super::settings::{self, Settings};
use super::{Outcome, Stop, index};
use crate::present::{csv, json, jsonl, text};
use crate::search::{Engine, SearchRequest};
use std::io::{self, BufWriter, Write};

pub fn run(args: TermsArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Csv, Json, Jsonl, Text};
    let format = settings::format(&args.format, "terms", &[Text, Json, Jsonl, Csv])?;
    let roots = index::bring_up_to_date(&args.archive, settings)?;
    let request = SearchRequest {
        query: settings::query(&args.query),
        filter: settings::filter(&args.narrow, roots, settings.today)?,
        limit: args.limit,
        ..SearchRequest::default()
    };
    let response = Engine::open(&settings.index)?.significant_terms(&request)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Text => text::terms(&mut out, &response.terms, settings.style)?,
        Json => json::terms(&mut out, &request.query, &response, None)?,
        Jsonl => jsonl::terms(&mut out, &response.terms)?,
        Csv => csv::terms(&mut out, &response.terms)?,
    }
    out.flush()?;
    messages::notes(&response.notes, settings);
    messages::undated(response.undated_left_out, settings);
    messages::narrowed(&response.narrowed_by, format);
    if format == Text {
        let articles = count(response.articles, "article", "articles");
        messages::line(&format!("{articles} for {}, {} read", quoted(&request.query), thousands(response.read)));
    }
    Ok(Outcome::found_if(!response.terms.is_empty()))
}
