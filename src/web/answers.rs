//! A question with its values in, the JSON of the command line out: the part of the API that knows nothing of HTTP.

use super::live::Opened;
use super::problem::Problem;
use super::{LIMIT_MAX, PASSAGES_MAX, UNITS_MAX};
use crate::error::{Error, Result};
use crate::index;
use crate::present::json;
use crate::search::ask::{self, OFFSET_MAX, Values};
use crate::search::{At, QuotesRequest, SearchRequest, SearchResponse};
use axum::http::StatusCode;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a question is answered from.
pub struct Asked<'a> {
    pub opened: &'a Opened,
    pub at: &'a At,
    pub today: Date,
}

/// The answer of a question of [`ask::QUESTIONS`], or of `places`.
pub fn answer(asked: &Asked, question: &str, values: &Values) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    let engine = &asked.opened.engine;
    let written = match question {
        "search" => {
            let request = bounded(ask::search(values, asked.today)?)?;
            let response = engine.search(&request)?;
            json::search(&mut out, None, &request.query, &response, Some(&response.notes))
        }
        "quotes" => {
            let request = bounded_quotes(ask::quotes(values, asked.today)?)?;
            let response = engine.quotes(&request)?;
            json::quotes(&mut out, None, &request.query, &response, Some(&response.notes))
        }
        "facets" | "places" => {
            let values = if question == "places" { &of_places(values) } else { values };
            let request = bounded(ask::facets(values, asked.today)?)?;
            let response = engine.search(&request)?;
            json::facets(&mut out, &request.query, &response, Some(&response.notes))
        }
        "timeline" => {
            let requests = bounded_timelines(ask::timeline(values, asked.today)?);
            let responses = engine.timelines(&requests)?;
            let queries = requests.iter().map(|request| request.query.as_str());
            let pairs: Vec<(&str, &SearchResponse)> = queries.zip(&responses).collect();
            // What is said of a name that several queries hold is said once.
            let notes: BTreeSet<String> = responses.iter().flat_map(|response| response.notes.clone()).collect();
            json::timeline(&mut out, &pairs, Some(&notes.into_iter().collect::<Vec<_>>()))
        }
        "similar" => {
            let (id, request) = ask::similar(values, asked.today)?;
            let found = engine.similar(&id, &bounded(request)?)?.ok_or_else(|| no_article(&id))?;
            json::search(&mut out, None, &id, &found, Some(&found.notes))
        }
        "terms" => {
            let request = bounded(ask::terms(values, asked.today)?)?;
            let response = engine.significant_terms(&request)?;
            json::terms(&mut out, &request.query, &response, Some(&response.notes))
        }
        "speakers" => {
            let question = ask::speakers(values)?;
            let request = question.request;
            within("limit", request.limit, LIMIT_MAX)?;
            if question.unmerged {
                let response = engine.unmerged(&request)?;
                json::unmerged(&mut out, &request.prefix, &response, Some(&response.notes))
            } else {
                let response = engine.speakers(&request)?;
                json::speakers(&mut out, &request.prefix, &response, Some(&response.notes))
            }
        }
        "article" => {
            let id = ask::article(values)?;
            json::shown(&mut out, &engine.article(&id)?.ok_or_else(|| no_article(&id))?)
        }
        "passage" => {
            let citation = ask::passage(values)?;
            json::cited(&mut out, &engine.cited(&citation)?.ok_or_else(|| no_article(&citation.article))?)
        }
        "status" => {
            ask::status(values)?;
            match asked.at {
                At::Disk(dir) => json::status(&mut out, &index::status(dir, false).map_err(not_now)?, false),
                At::Cluster(_) => {
                    return Err(Error::new("the status is not supported on this engine")
                        .hint("`dateline engine check URL` tells how it is")
                        .into());
                }
            }
        }
        _ => return Err(Problem::not_found("no such question")),
    };
    written?;
    Ok(out)
}

/// Places are the values of a facet.
pub fn of_places(values: &Values) -> Values {
    let field = [("field".to_owned(), "place".to_owned())];
    values.like(field.into_iter().chain(values.pairs().iter().cloned()))
}

/// Refuses what would keep the machine busy for everybody else.
pub fn bounded(request: SearchRequest) -> Result<SearchRequest> {
    within("limit", request.limit.max(request.facet_limit), LIMIT_MAX)?;
    within("offset", request.offset, OFFSET_MAX)?;
    within("passages", request.passages, PASSAGES_MAX)?;
    Ok(SearchRequest { units: UNITS_MAX, ..request })
}

/// The same for timelines, which share what one answer may have.
pub fn bounded_timelines(requests: Vec<SearchRequest>) -> Vec<SearchRequest> {
    requests.into_iter().map(|request| SearchRequest { units: UNITS_MAX, ..request }).collect()
}

/// The same for quotations.
pub fn bounded_quotes(request: QuotesRequest) -> Result<QuotesRequest> {
    within("limit", request.limit, LIMIT_MAX)?;
    within("offset", request.offset, OFFSET_MAX)?;
    Ok(request)
}

fn within(name: &str, asked: usize, max: usize) -> Result<()> {
    match asked <= max {
        true => Ok(()),
        false => Err(Error::new(format!("`{asked}` is no value of `{name}`: expected at most {max}"))
            .hint("`/api/v1/export` and `/api/v1/export-quotes` write whole result sets")),
    }
}

/// The index was there when the server began: what is gone now is nobody's fault who asks, and its place nobody's business.
fn not_now(error: Error) -> Problem {
    tracing::error!("{error}");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the index cannot be read now")
}

fn no_article(id: &str) -> Problem {
    Problem::not_found(&format!("no article `{id}`"))
}
