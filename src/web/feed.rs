//! `/feed`: the search of an address as an Atom feed, latest first, for readers that ask again.
//!
//! It takes what `/` takes, so that every page of results has a feed, and names itself as it was asked for: a reader puts
//! the server before it, whatever proxy lies between.

use super::answers::bounded;
use super::api::{made, values};
use super::asked::Shared;
use super::live::Opened;
use super::problem::Problem;
use crate::present::{alerts, atom};
use crate::search::ask::{self, Values};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, Uri};
use jiff::civil::Date;
use std::sync::Arc;

/// Where it lies.
pub const PATH: &str = "/feed";

/// `GET /feed`
pub async fn feed(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let values = values(&uri);
    let address = uri.path_and_query().map_or_else(|| PATH.to_owned(), ToString::to_string);
    let write = move |shared: &Shared, opened: &Opened| written(opened, &values, &address, (shared.options.today)());
    made(shared, &uri, headers, "application/atom+xml; charset=utf-8", write).await
}

fn written(opened: &Opened, values: &Values, address: &str, today: Date) -> Result<Vec<u8>, Problem> {
    let request = bounded(ask::search(values, today)?)?.as_feed();
    let response = opened.engine.search(&request)?;
    let question = alerts::typed(&request.query, &request.filter.flags());
    let today = today.to_string();
    let feed = atom::Feed { question: &question, address: Some(address), articles: Some("/article/"), today: &today };
    let mut out = Vec::new();
    atom::search(&mut out, &feed, &response.hits)?;
    Ok(out)
}
