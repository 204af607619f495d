//! Connections in, requests out, each within bounds: how many connections, how long a head may take, how large it may be,
//! how long a connection lives; and an end in order.

use super::asked::Shared;
use super::patience::Patient;
use super::peers::Peers;
use super::problem::Problem;
use super::{Options, api, assets, assistants, guard, pages};
use crate::error::{Error, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};

/// Connections at one time; more wait to be accepted. Guessed: a few files each, far under the usual limit of 4096.
const CONNECTIONS_MAX: usize = 1024;
/// Those of one peer; more are closed at once. Guessed: a browser has six, a proxy for a whole desk some hundreds.
const CONNECTIONS_OF_PEER_MAX: usize = 768;
/// How long a request's head may take to come, which is also how long a connection may be idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes of a request's head, and headers in it.
const HEAD_BYTES: usize = 16 << 10;
const HEADERS_MAX: usize = 64;
/// How long a connection lives before it is asked to end after its present answer, and how long it then has: slow readers
/// included, nobody holds one for ever.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
const LAST_ANSWER_TIME: Duration = Duration::from_secs(300);
/// How long a reader may take nothing of an answer: what is not taken lies in memory.
pub(super) const STALLED: Duration = Duration::from_secs(30);
/// How long answers may take after a signal to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often the index is looked at: what a commit changes is seen that much later.
const FOLLOW: Duration = Duration::from_secs(1);

/// Serves until a signal ends it (SIGINT or SIGTERM). `ready` is told the address when it listens.
pub fn serve(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let shared = Arc::new(Shared::new(options)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::new(format!("cannot start threads: {error}")))?;
    let served = runtime.block_on(listen(shared, ready));
    // A search that still runs is nobody's any longer.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served
}

async fn listen(shared: Arc<Shared>, ready: impl FnOnce(SocketAddr)) -> Result<()> {
    let address = shared.options.listen;
    let wrong = |error: std::io::Error| {
        Error::new(format!("cannot listen on `{address}`: {error}")).hint("`--listen` takes another address or port")
    };
    let listener = TcpListener::bind(address).await.map_err(wrong)?;
    let mut ends = Ends::new()?;
    let app = app(shared.clone());
    let (end, ended) = watch::channel(false);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let peers = Peers::new(CONNECTIONS_OF_PEER_MAX);
    let following = tokio::spawn(follow(shared.clone()));
    ready(listener.local_addr().map_err(wrong)?);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ends.next() => break,
        };
        let Ok((stream, from)) = accepted else {
            // Out of files, most likely: those that are open will end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(entered) = peers.enter(from.ip()) else { continue };
        let (app, shared, ended) = (app.clone(), shared.clone(), ended.clone());
        let open = Open::new(shared);
        tokio::spawn(async move {
            let _held = (open, place, entered);
            connection(stream, app, ended).await;
        });
    }
    drop(listener);
    following.abort();
    let _ = end.send(true);
    tokio::select! {
        _ = places.acquire_many(CONNECTIONS_MAX as u32) => {}
        () = tokio::time::sleep(GRACE) => {}
        () = ends.next() => {}
    }
    Ok(())
}

/// One of the open connections that are counted, however it ends.
struct Open(Arc<Shared>);

impl Open {
    fn new(shared: Arc<Shared>) -> Open {
        shared.metrics.connections.fetch_add(1, Ordering::Relaxed);
        Open(shared)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The signals that end the server; the second ends it at once.
struct Ends {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Ends {
    fn new() -> Result<Ends> {
        let listen = |kind| signal(kind).map_err(|error| Error::new(format!("cannot hear signals: {error}")));
        Ok(Ends { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Serves one connection to its end.
async fn connection(stream: TcpStream, app: Router, mut ended: watch::Receiver<bool>) {
    // An answer is written in one piece; waiting to fill a packet would only delay it.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BYTES).max_headers(HEADERS_MAX);
    let stream = TokioIo::new(Patient::new(stream, STALLED));
    let connection = builder.serve_connection(stream, TowerToHyperService::new(app));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ended.wait_for(|ended| *ended) => {}
        () = tokio::time::sleep(CONNECTION_TIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(LAST_ANSWER_TIME, connection).await;
}

/// Opens the index anew when it has changed. While it cannot be read, the generation before goes on answering.
async fn follow(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(FOLLOW).await;
        let looking = shared.clone();
        match tokio::task::spawn_blocking(move || looking.live.follow()).await {
            Ok(Ok(true)) => {
                shared.metrics.reopened.fetch_add(1, Ordering::Relaxed);
                tracing::info!("the index has changed and is open again");
            }
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::warn!("the index is not read anew: {error}"),
            Err(error) => tracing::warn!("the index is not read anew: {}", fault(&error).error),
        }
    }
}

fn app(shared: Arc<Shared>) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(assets::routes())
        .merge(api::routes())
        .merge(assistants::routes(shared.clone()))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .fallback(pages::nothing_here)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), guard::guard))
        .with_state(shared)
}

async fn health() -> &'static str {
    "ok\n"
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response<Body> {
    let mut response = Response::new(Body::from(shared.metrics.text()));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// A fault of the program's own: told in the log, and to the caller only that it was one.
pub fn fault(error: &tokio::task::JoinError) -> Problem {
    tracing::error!("the program failed: {error}");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed")
}
