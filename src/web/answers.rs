//! A question with its values in, the JSON of the command line out: the part of the API that knows nothing of HTTP.

use super::live::Opened;
use super::problem::Problem;
use super::{LIMIT_MAX, PASSAGES_MAX};
use crate::error::{Error, Result};
use crate::index;
use crate::present::json;
use crate::search::ask::{self, OFFSET_MAX, Values};
use crate::search::{At, QuotesRequest, SearchRequest, SearchResponse};
use jiff::civil::Date;

/// What a question is answered from.
pub struct Asked<'a> {
    pub opened: &'a Opened,
    pub at: &'a At,
    pub today: Date,
}

/// The answer of a question of [`ask::QUESTIONS`], or of `places` or `status`.
pub fn answer(asked: &Asked, question: &str, values: &Values) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    let engine = &asked.opened.engine;
    let written = match question {
        "search" => {
            let request = bounded(ask::search(values, asked.today)?)?;
            json::search(&mut out, None, &request.query, &engine.search(&request)?)
        }
        "quotes" => {
            let request = bounded_quotes(ask::quotes(values, asked.today)?)?;
            json::quotes(&mut out, None, &request.query, &engine.quotes(&request)?)
        }
        "facets" => {
            let request = bounded(ask::facets(values, asked.today)?)?;
            json::facets(&mut out, &request.query, &engine.search(&request)?)
        }
        "places" => {
            let request = bounded(ask::facets(&of_places(values), asked.today)?)?;
            json::facets(&mut out, &request.query, &engine.search(&request)?)
        }
        "timeline" => {
            let requests = ask::timeline(values, asked.today)?;
            let responses = engine.timelines(&requests)?;
            let queries = requests.iter().map(|request| request.query.as_str());
            let pairs: Vec<(&str, &SearchResponse)> = queries.zip(&responses).collect();
            json::timeline(&mut out, &pairs)
        }
        "similar" => {
            let (id, request) = ask::similar(values, asked.today)?;
            let found = engine.similar(&id, &bounded(request)?)?;
            json::search(&mut out, None, &id, &found.ok_or_else(|| no_article(&id))?)
        }
        "terms" => {
            let request = bounded(ask::terms(values, asked.today)?)?;
            json::terms(&mut out, &request.query, &engine.significant_terms(&request)?)
        }
        "speakers" => {
            let question = ask::speakers(values)?;
            let request = question.request;
            within("limit", request.limit, LIMIT_MAX)?;
            match question.unmerged {
                true => json::unmerged(&mut out, &request.prefix, &engine.unmerged(&request)?),
                false => json::speakers(&mut out, &request.prefix, &engine.speakers(&request)?),
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
        "status" => match asked.at {
            At::Disk(dir) => json::status(&mut out, &index::status(dir, false)?),
            At::Cluster(_) => {
                return Err(Error::new("the status is not supported on this engine")
                    .hint("`dateline engine check URL` tells how it is")
                    .into());
            }
        },
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
    Ok(request)
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
            .hint("`/api/v1/export` writes a whole result set")),
    }
}

fn no_article(id: &str) -> Problem {
    Problem::not_found(&format!("no article `{id}`"))
}
