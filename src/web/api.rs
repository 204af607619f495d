//! `/api/v1/…`: an address in, JSON out. The query is `q`, everything else is named as the command line's flags are.

use super::answers::{Asked, answer};
use super::asked::Shared;
use super::live::Opened;
use super::problem::Problem;
use super::{export, feed, openapi};
use crate::search::ask::{QUESTIONS, Values};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::routing::get;
use std::sync::Arc;

/// Where the API lies; the number changes when answers can no longer be read as before.
pub const ROOT: &str = "/api/v1";

/// A question of the API that is none of `search::ask`.
const OWN: &str = "places";

pub fn routes() -> Router<Arc<Shared>> {
    let names = QUESTIONS.iter().map(|question| question.name).chain([OWN]);
    let routes = names.fold(Router::new(), |routes, name| {
        let ask =
            move |State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap| asked(shared, name, uri, headers);
        routes.route(&format!("{ROOT}/{name}"), get(ask))
    });
    let routes = export::EXPORTS.into_iter().fold(routes, |routes, what| {
        let ask = move |State(shared): State<Arc<Shared>>, uri: Uri| export::answer(shared, what, uri);
        routes.route(&format!("{ROOT}/{}", what.name), get(ask))
    });
    routes.route("/api/openapi.json", get(openapi::document)).route(feed::PATH, get(feed::feed))
}

/// The values of an address. `q` is the query.
pub fn values(uri: &Uri) -> Values {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let named = pairs.map(|(name, value)| (if name == "q" { "query".into() } else { name }, value));
    named.collect::<Values>().with_query_called("q")
}

/// The same of an address that a program made. A form sends its empty boxes too; a program that gives a name and no value has
/// lost the value, and would take the answer to a wider question for the one to its own.
pub fn given(uri: &Uri) -> Result<Values, Problem> {
    let mut pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    match pairs.find(|(name, value)| name != "q" && value.trim().is_empty()) {
        None => Ok(values(uri)),
        Some((name, _)) => Err(Problem::new(StatusCode::BAD_REQUEST, &format!("`{name}` has no value"))
            .hint("give it one, or leave it out")),
    }
}

async fn asked(shared: Arc<Shared>, name: &'static str, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let values = match given(&uri) {
        Ok(values) => values,
        Err(problem) => return problem.response(),
    };
    let write = move |shared: &Shared, opened: &Opened| {
        let asked = Asked { opened, at: shared.live.at(), today: (shared.options.today)() };
        answer(&asked, name, &values)
    };
    // What `status` tells changes without the index: ages, and what a run that was cut off left.
    let tells_of_now = name == "status";
    let headers = if tells_of_now { HeaderMap::new() } else { headers };
    let mut response = made(shared, &uri, headers, "application/json", write).await;
    if tells_of_now {
        response.headers_mut().remove(header::ETAG);
    }
    response
}

/// Bytes of this kind, made when their turn has come; nothing is made for a caller that has them already.
pub async fn made(
    shared: Arc<Shared>,
    uri: &Uri,
    headers: HeaderMap,
    kind: &'static str,
    make: impl FnOnce(&Shared, &Opened) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Response<Body> {
    let address = uri.to_string();
    let tag = etag(&shared, &shared.live.now(), &address);
    if is_known(&headers, &tag) {
        return tagged(Response::new(Body::empty()), &tag, Some(StatusCode::NOT_MODIFIED));
    }
    match shared.ask(move |shared, opened| Ok((make(shared, opened)?, etag(shared, opened, &address)))).await {
        Err(problem) => problem.response(),
        Ok((bytes, tag)) => {
            let mut response = Response::new(Body::from(bytes));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            tagged(response, &tag, None)
        }
    }
}

/// Weak: `took_ms` differs from answer to answer. The day is part of it (`7d` means other days tomorrow), and so are the
/// program and the address: a question that would be refused must not be taken for one that was answered.
pub fn etag(shared: &Shared, opened: &Opened, address: &str) -> String {
    let asked = &blake3::hash(address.as_bytes()).to_hex()[..16];
    format!("W/\"{}-{}-{}-{asked}\"", opened.stamp, (shared.options.today)(), env!("CARGO_PKG_VERSION"))
}

/// Whether the caller has this answer already.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let sent = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let strong = tag.trim_start_matches("W/");
    sent.flat_map(|value| value.split(',')).any(|one| one.trim().trim_start_matches("W/") == strong)
}

pub fn tagged(mut response: Response<Body>, tag: &str, status: Option<StatusCode>) -> Response<Body> {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_answer_is_not_sent_again() {
        let check = |sent: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(sent).unwrap());
            assert_eq!(is_known(&headers, "W/\"ab\""), expected, "{sent}");
        };
        check("W/\"ab\"", true);
        check("\"x\", \"ab\"", true);
        check("W/\"abc\"", false);
        check("*", false);
    }
}
