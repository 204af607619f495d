//! What pages need beside themselves: one style sheet, one script, the coastlines. They are in the program; nothing is
//! fetched from anywhere else.

use super::asked::Shared;
use super::openapi;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use axum::routing::get;
use std::sync::Arc;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");
const ICON: &str = include_str!("assets/icon.svg");
const MAP: &str = include_str!("data/land.svg");

pub fn routes() -> Router<Arc<Shared>> {
    [
        ("/assets/style.css", "text/css; charset=utf-8", STYLE),
        ("/assets/script.js", "text/javascript; charset=utf-8", SCRIPT),
        ("/assets/icon.svg", "image/svg+xml", ICON),
        ("/assets/land.svg", "image/svg+xml", MAP),
    ]
    .into_iter()
    .fold(Router::new(), |routes, (path, kind, content)| {
        routes.route(path, get(move || async move { asset(kind, content) }))
    })
    .route("/docs", get(openapi::page))
}

fn asset(kind: &'static str, content: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(content));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // An hour: the address stays when the program is replaced.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    response
}
