//! `/mcp`: an assistant's request in the body of a POST, its answer in the response: the door of [`crate::mcp`] behind this
//! server's guard, its turns and its generation.

use super::asked::Shared;
use super::problem::Problem;
use crate::mcp::{self, Answering, Archive, Question};
use axum::Router;
use axum::body::{self, Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::post;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Where it lies.
pub const PATH: &str = "/mcp";
/// The headers that a page of another origin needs leave for.
pub const HEADERS: &str = "authorization, content-type, mcp-protocol-version, mcp-method, mcp-name";
/// How long the body of a request may take to come; the same as its head.
const BODY_TIME: Duration = Duration::from_secs(10);

impl Archive for Arc<Shared> {
    fn ask(&self, question: Question) -> Answering<'_> {
        let work = move |shared: &Shared, opened: &super::live::Opened| {
            question.answer(&opened.engine, (shared.options.today)()).map_err(Problem::from)
        };
        Box::pin(async move { Shared::ask(self, work).await.map_err(|problem| problem.error) })
    }
}

pub fn routes(shared: Arc<Shared>) -> Router<Arc<Shared>> {
    let door = mcp::service(Arc::new(shared));
    let answered = move |State(shared): State<Arc<Shared>>, request: Request| {
        let door = door.clone();
        async move {
            match whole(&shared, request).await {
                Ok(request) => door.handle(request).await.map(Body::new),
                Err(refusal) => refusal,
            }
        }
    };
    Router::new().route(PATH, post(answered))
}

/// The request with all of its body, so that a slow sender keeps nothing waiting but itself.
async fn whole(shared: &Shared, request: Request) -> Result<Request, Response<Body>> {
    let read = read(shared, request).await.map_err(|problem| problem.response())?;
    let (head, bytes) = read;
    if let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
        return Err(no_json(&error));
    }
    Ok(Request::from_parts(head, Body::from(bytes)))
}

/// What the protocol wants said where nobody knows which request it was (JSON-RPC 2.0, 5.1).
fn no_json(error: &serde_json::Error) -> Response<Body> {
    let told = json!({"code": -32700, "message": format!("the body is no JSON: {error}")});
    let answer = json!({"jsonrpc": "2.0", "id": null, "error": told});
    let mut response = Response::new(Body::from(answer.to_string()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

async fn read(shared: &Shared, request: Request) -> Result<(Parts, Bytes), Problem> {
    if !may_ask(request.headers(), shared.options.cors.as_deref()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "pages of this origin may not ask")
            .hint("`--cors ORIGIN` lets the pages of an origin in"));
    }
    let (head, sent) = request.into_parts();
    let read = tokio::time::timeout(BODY_TIME, body::to_bytes(sent, mcp::BODY_MAX)).await;
    let late = |_| Problem::new(StatusCode::REQUEST_TIMEOUT, "the request took too long to come");
    let large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large, or broke off");
    let bytes = read.map_err(late)?.map_err(large)?;
    Ok((head, bytes))
}

/// Whether a browser, if one asks, asks for a page that may: the protocol wants it checked, because a body can be sent from
/// any page to any machine that its reader can reach.
pub fn may_ask(headers: &HeaderMap, cors: Option<&str>) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    cors.is_some_and(|allowed| allowed == "*" || origin.as_bytes() == allowed.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn pages_of_other_origins_stay_out() {
        let check = |origin: Option<&str>, cors: Option<&str>, expected: bool| {
            let mut headers = HeaderMap::new();
            origin.map(|origin| headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap()));
            assert_eq!(may_ask(&headers, cors), expected, "{origin:?} {cors:?}");
        };
        check(None, None, true);
        check(Some("https://desk.example"), None, false);
        check(Some("null"), Some("https://desk.example"), false);
        check(Some("https://desk.example"), Some("https://desk.example"), true);
        check(Some("https://desk.example"), Some("*"), true);
    }
}
