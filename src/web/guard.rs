//! What every request passes on its way in and every answer on its way out: who may ask, how much may be sent, the
//! headers that keep a browser from doing anything but show what it was given, and the log.

use super::asked::Shared;
use super::assistants;
use super::problem::Problem;
use axum::body::{self, Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Body as _;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of path and query. A query of a thousand words is shorter; guessed.
const ADDRESS_MAX: usize = 8 << 10;

/// Bytes of an answer that counts as large, and of all those together that lie unread at one time. Guessed: a thousand
/// connections with a smaller one each are a quarter of that, and a page is smaller.
const LARGE: u64 = 64 << 10;
pub const UNREAD_MAX: usize = 256 << 20;

/// Styles and scripts from this server alone, no frames, no forms to elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// In every answer.
const HEADERS: [(&str, &str); 4] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

pub async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response<Body> {
    let begun = Instant::now();
    let (method, route) = (request.method().clone(), route(request.uri().path()));
    let address = logged(&request);
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = match refusal(&shared, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allow = if route == "mcp" { "POST" } else { "GET,HEAD" };
        let methods = allow.replace(',', " and ");
        response = Problem::new(StatusCode::METHOD_NOT_ALLOWED, &format!("here only {methods} is answered")).response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    }
    let mut response = counted(&shared.unread, response).await;
    finish(&mut response, &shared, origin.as_ref());
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    shared.metrics.answered(route, status, took);
    if let Some(log) = shared.options.log {
        log(&format!("{method} {address} {status} {:.1} ms", took.as_secs_f64() * 1e3));
    }
    response
}

/// A large answer, which has its share of the room for such until the last byte of it is sent; one that finds no room is
/// not given. What is streamed keeps only a few pieces and has none.
async fn counted(room: &Arc<Semaphore>, response: Response<Body>) -> Response<Body> {
    let Some(size) = response.body().size_hint().exact().filter(|&size| size > LARGE) else { return response };
    // One that is larger than all of the room takes all of it.
    let size = size.min(UNREAD_MAX as u64) as u32;
    let Ok(share) = room.clone().try_acquire_many_owned(size) else {
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many answers wait to be read")
            .hint("try again in a second, or ask for less at once")
            .response();
    };
    let (head, body) = response.into_parts();
    match body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(head, Body::from(Bytes::from_owner(Unread { bytes, _share: share }))),
        Err(_) => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer broke off").response(),
    }
}

struct Unread {
    bytes: Bytes,
    _share: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Unread {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn finish(response: &mut Response<Body>, shared: &Shared, origin: Option<&HeaderValue>) {
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let Some(allowed) = shared.options.cors.as_deref() else { return };
    // Whoever asked: an answer kept for one origin must not be shown to another.
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    if allowed == "*" || origin.is_some_and(|origin| origin.as_bytes() == allowed.as_bytes()) {
        if let Ok(value) = HeaderValue::from_str(allowed) {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
        }
        let cross = HeaderName::from_static("cross-origin-resource-policy");
        response.headers_mut().insert(cross, HeaderValue::from_static("cross-origin"));
        response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    }
}

/// The answer to a request that goes no further.
fn refusal(shared: &Shared, request: &Request) -> Option<Response<Body>> {
    let (headers, uri) = (request.headers(), request.uri());
    if uri.path().len() + uri.query().map_or(0, str::len) > ADDRESS_MAX {
        return Some(Problem::new(StatusCode::URI_TOO_LONG, "the address is too long").response());
    }
    let takes_body = request.method() == Method::POST && uri.path() == assistants::PATH;
    if has_body(headers) && !takes_body {
        let mut response = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "no request here has a body").response();
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return Some(response);
    }
    if shared.options.token.is_none() && shared.options.listen.ip().is_loopback() && !is_local(headers) {
        let message = "this server answers to its own machine's names only";
        return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, message).response());
    }
    if uri.path() == "/healthz" || (request.method() == Method::OPTIONS && shared.options.cors.is_some()) {
        return preflight(request);
    }
    if is_smuggled(headers, shared.options.cors.as_deref()) {
        let problem = Problem::new(StatusCode::FORBIDDEN, "no page of another site may load this")
            .hint("a link to it works; `--cors ORIGIN` lets the scripts of an origin in");
        return Some(problem.response());
    }
    match shared.options.token.as_deref() {
        Some(token) if !shows(headers, token) => Some(unauthorised()),
        _ => None,
    }
}

/// What a browser asks before it asks.
fn preflight(request: &Request) -> Option<Response<Body>> {
    let (methods, names) = match request.uri().path() == assistants::PATH {
        true => ("POST", assistants::HEADERS),
        false => ("GET, HEAD", "authorization, if-none-match"),
    };
    (request.method() == Method::OPTIONS).then(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(names));
        response
    })
}

/// Whether a browser asks because a page elsewhere has this address for one of its pictures, frames or scripts: it could
/// not read the answer, and would only keep this machine busy, or learn how long it took. A reader who follows a link comes
/// to see it.
fn is_smuggled(headers: &HeaderMap, cors: Option<&str>) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|said| said.as_bytes() == value.as_bytes());
    let is_visit = says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document");
    let is_let_in = headers.contains_key(header::ORIGIN) && assistants::may_ask(headers, cors);
    says("sec-fetch-site", "cross-site") && !is_visit && !is_let_in
}

fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() != b"0");
    length || headers.contains_key(header::TRANSFER_ENCODING)
}

/// Whether the caller called this machine by its own name. A page elsewhere whose name was made to point here (DNS
/// rebinding) calls it by that name.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a request shows the token: `Bearer TOKEN`, or the password of `Basic`, which is what browsers can send.
fn shows(headers: &HeaderMap, token: &str) -> bool {
    let Some(sent) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
    let Some((scheme, shown)) = sent.split_once(' ') else { return false };
    if scheme.eq_ignore_ascii_case("bearer") {
        return is_same(shown.trim().as_bytes(), token);
    }
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(shown.trim()).ok()).flatten();
    let password = decoded.and_then(|pair| pair.splitn(2, |&b| b == b':').nth(1).map(<[u8]>::to_vec));
    password.is_some_and(|password| is_same(&password, token))
}

/// Digests are compared, in constant time: how long it takes tells nothing of how much was right.
fn is_same(shown: &[u8], token: &str) -> bool {
    blake3::hash(shown) == blake3::hash(token.as_bytes())
}

fn unauthorised() -> Response<Body> {
    let problem = Problem::new(StatusCode::UNAUTHORIZED, "this server wants its token");
    let mut response = problem.hint("send `Authorization: Bearer TOKEN`, or the token as a password").response();
    let realm = HeaderValue::from_static("Basic realm=\"dateline\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
    response
}

/// A name for counting, one of a few.
fn route(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "" => "search",
        "api" => "api",
        "article" => "article",
        "assets" => "assets",
        "quotes" | "speakers" | "map" | "compare" | "cite" | "passage" | "docs" => "page",
        "healthz" => "healthz",
        "metrics" => "metrics",
        "feed" => "feed",
        "mcp" => "mcp",
        _ => "other",
    }
}

/// The address as it may stand in a log: what is no plain ASCII is escaped already, or shown as `?`.
fn logged(request: &Request) -> String {
    let text = request.uri().path_and_query().map_or("/", |address| address.as_str());
    text.chars().take(500).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_answers_have_room_until_they_are_read() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let room = Arc::new(Semaphore::new(300_000));
        let answer = |size: usize| runtime.block_on(counted(&room, Response::new(Body::from(vec![b'x'; size]))));
        let first = answer(200_000);
        assert_eq!((first.status(), room.available_permits()), (StatusCode::OK, 100_000));
        assert_eq!(answer(200_000).status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((answer(1000).status(), room.available_permits()), (StatusCode::OK, 100_000));
        // What is sent in part is still held.
        let bytes = runtime.block_on(body::to_bytes(first.into_body(), usize::MAX)).unwrap();
        let rest = bytes.slice(199_999..);
        drop(bytes);
        assert_eq!(room.available_permits(), 100_000);
        drop(rest);
        assert_eq!(room.available_permits(), 300_000);
    }

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn tokens() {
        let check = |sent: &str, expected: bool| {
            assert_eq!(shows(&headers(header::AUTHORIZATION, sent), "s3cret:x"), expected, "{sent}");
        };
        check("Bearer s3cret:x", true);
        check("bearer s3cret:x", true);
        // anybody:s3cret:x
        check("Basic YW55Ym9keTpzM2NyZXQ6eA==", true);
        check("Bearer s3cret", false);
        check("Basic czNjcmV0", false);
        check("Basic ***", false);
        check("s3cret:x", false);
    }

    #[test]
    fn names_of_this_machine() {
        let check = |host: &str, expected: bool| {
            assert_eq!(is_local(&headers(header::HOST, host)), expected, "{host}");
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.8.8.8", "[::1]:80", "[::1]"] {
            check(host, true);
        }
        for host in ["archive.example", "localhost.example:80", "127.0.0.1.example", "10.0.0.1", ""] {
            check(host, false);
        }
    }

    #[test]
    fn pages_elsewhere_load_nothing() {
        let check = |said: &[(&'static str, &'static str)], cors: Option<&str>, expected: bool| {
            let headers = said
                .iter()
                .map(|&(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)));
            assert_eq!(is_smuggled(&headers.collect(), cors), expected, "{said:?} {cors:?}");
        };
        let (site, origin) = (("sec-fetch-site", "cross-site"), ("origin", "https://desk.example"));
        let (visit, picture) = (("sec-fetch-mode", "navigate"), ("sec-fetch-mode", "no-cors"));
        check(&[], None, false);
        check(&[("sec-fetch-site", "same-origin"), picture], None, false);
        check(&[site, picture, ("sec-fetch-dest", "image")], Some("*"), true);
        check(&[site, visit, ("sec-fetch-dest", "document")], None, false);
        check(&[site, visit, ("sec-fetch-dest", "iframe")], None, true);
        check(&[site, ("sec-fetch-mode", "cors"), origin], None, true);
        check(&[site, ("sec-fetch-mode", "cors"), origin], Some("https://desk.example"), false);
    }
}
