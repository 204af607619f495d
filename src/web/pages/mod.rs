//! Pages for people: a query in an address in, a page out that says it all without a script. Every state is an address;
//! the script only saves key strokes.

mod address;
mod article;
mod compare;
pub mod docs;
mod layout;
mod map;
mod quotes;
mod results;
mod speakers;

use super::api::{etag, is_known, tagged, values};
use super::asked::Shared;
use super::live::Opened;
use super::problem::Problem;
use address::Address;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::routing::get;
use jiff::civil::Date;
use maud::Markup;
use std::sync::Arc;

/// What a page is made from.
pub struct View<'a> {
    pub opened: &'a Opened,
    pub today: Date,
    pub address: Address,
}

/// A page, or what went wrong.
type Made = Result<Markup, Problem>;

/// A page with its form, which is drawn as well where the page cannot be.
struct Page {
    path: &'static str,
    make: fn(&View) -> Made,
    form: fn(&Address) -> Markup,
    /// What has a box in the form.
    boxes: &'static [&'static str],
}

/// Where articles lie; their addresses hold no question.
const ARTICLE: &str = "/article";

const PAGES: [Page; 5] = [
    Page { path: "/", make: results::page, form: results::search_form, boxes: &results::BOXES },
    Page { path: "/quotes", make: quotes::page, form: quotes::search_form, boxes: &quotes::BOXES },
    Page { path: "/speakers", make: speakers::page, form: speakers::search_form, boxes: &[] },
    Page { path: "/map", make: map::page, form: map::search_form, boxes: &map::BOXES },
    Page { path: "/compare", make: compare::page, form: compare::search_form, boxes: &compare::BOXES },
];

pub fn routes() -> Router<Arc<Shared>> {
    PAGES.iter().fold(Router::new(), page_at).route(&format!("{ARTICLE}/{{id}}"), get(article_page))
}

fn page_at(routes: Router<Arc<Shared>>, page: &'static Page) -> Router<Arc<Shared>> {
    let ask = move |State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap| async move {
        made(shared, &uri, headers, Address::new(page.path, &values(&uri)), page.make).await
    };
    routes.route(page.path, get(ask))
}

async fn article_page(
    State(shared): State<Arc<Shared>>,
    // What is no UTF-8 is no id.
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let address = Address::new(ARTICLE, &values(&uri));
    let Ok(Path(id)) = id else { return refused(&address, &Problem::not_found("there is no such article")) };
    made(shared, &uri, headers, address, move |view| article::page(view, &id)).await
}

/// Makes a page on a thread that may take its time.
async fn made(
    shared: Arc<Shared>,
    uri: &Uri,
    headers: HeaderMap,
    address: Address,
    make: impl FnOnce(&View) -> Made + Send + 'static,
) -> Response<Body> {
    let asked = uri.to_string();
    let tag = etag(&shared, &shared.live.now(), &asked);
    if is_known(&headers, &tag) {
        return tagged(Response::new(Body::empty()), &tag, Some(StatusCode::NOT_MODIFIED));
    }
    let shown = address.clone();
    let answer = shared.ask(move |shared, opened| {
        let view = View { opened, today: (shared.options.today)(), address };
        Ok((make(&view)?, etag(shared, opened, &asked)))
    });
    match answer.await {
        Ok((markup, tag)) => tagged(page(markup), &tag, None),
        Err(problem) => refused(&shown, &problem),
    }
}

fn refused(address: &Address, problem: &Problem) -> Response<Body> {
    let asked = PAGES.iter().find(|page| page.path == address.path());
    let mut response = page(match asked {
        Some(asked) => layout::problem(address, asked.path, (asked.form)(address), asked.boxes, problem),
        None => {
            let home = address.at("/", "search");
            layout::problem(&home, "", results::search_form(&home), &results::BOXES, problem)
        }
    });
    *response.status_mut() = problem.status;
    if problem.status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// No such address: a page for who looks, an object for who computes.
pub async fn nothing_here(uri: Uri, headers: HeaderMap) -> Response<Body> {
    let problem = Problem::not_found("there is nothing at this address").hint("`/docs` lists what there is");
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match accepted.contains("text/html") && !uri.path().starts_with("/api/") {
        true => refused(&Address::new("", &values(&uri)), &problem),
        false => problem.response(),
    }
}

pub fn page(markup: Markup) -> Response<Body> {
    let mut response = Response::new(Body::from(markup.into_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
