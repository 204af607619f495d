//! `/api/v1/export`: a whole result set, written while it is read.
//!
//! Between the thread that searches and the connection lies a queue of a few pieces: a reader who stops reading stops the
//! writing, and after a while ends it, so that nobody keeps a search running by not reading its answer.

use super::api::values;
use super::asked::Shared;
use super::live::Opened;
use super::problem::Problem;
use crate::error::{Error, Result};
use crate::present::{csv, jsonl};
use crate::search::SearchRequest;
use crate::search::ask::{self, Values};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Response, Uri, header};
use hyper::body::Frame;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// Bytes of a piece, and pieces that may wait.
const PIECE: usize = 32 << 10;
const PIECES: usize = 4;
/// How long a reader may read nothing.
const STALLED: Duration = Duration::from_secs(30);

/// What a search takes that asks for a part of it, or for more than hits.
pub const PARTIAL: [&str; 5] = ["limit", "offset", "facet", "timeline", "count"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Jsonl,
}

pub async fn export(State(shared): State<Arc<Shared>>, uri: Uri) -> Response<Body> {
    match start(shared, &values(&uri)).await {
        Ok(response) => response,
        Err(problem) => problem.response(),
    }
}

/// Answers when the first piece is there, or what went wrong before it.
async fn start(shared: Arc<Shared>, values: &Values) -> Result<Response<Body>, Problem> {
    let (format, request) = request(values, (shared.options.today)())?;
    let turn = shared.turn().await?;
    let (send, mut receive) = mpsc::channel::<Result<Bytes, Problem>>(PIECES);
    let pieces = Pieces { send, runtime: tokio::runtime::Handle::current(), piece: Vec::new() };
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        write(&shared.live.now(), &request, format, pieces);
    });
    let first = match receive.recv().await {
        Some(Ok(piece)) => piece,
        Some(Err(problem)) => return Err(problem),
        None => Bytes::new(),
    };
    let mut response = Response::new(Body::new(Streamed { first: Some(first), rest: receive }));
    let (kind, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"dateline.csv\""),
        Format::Jsonl => ("application/jsonl", "attachment; filename=\"dateline.jsonl\""),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

/// A search for everything, and the format, which is `csv` when not named.
fn request(values: &Values, today: jiff::civil::Date) -> Result<(Format, SearchRequest)> {
    let mut format = Format::Csv;
    let mut rest = Vec::new();
    for (name, value) in values.pairs() {
        match (name.as_str(), value.as_str()) {
            ("format", "csv") => format = Format::Csv,
            ("format", "jsonl") => format = Format::Jsonl,
            ("format", _) => {
                return Err(Error::new(format!("`{value}` is no value of `format`: expected one of csv, jsonl")));
            }
            (name, _) if PARTIAL.contains(&name) => {
                return Err(Error::new(format!("`export` takes no `{name}`"))
                    .hint("it writes every hit; `/api/v1/search` gives a part of them, and counts"));
            }
            _ => rest.push((name.clone(), value.clone())),
        }
    }
    let request = super::answers::bounded(ask::search(&rest.into_iter().collect(), today)?)?;
    Ok((format, SearchRequest { limit: usize::MAX, ..request }))
}

/// Why writing ended early.
enum Stop {
    Error(Error),
    /// The reader has gone, or reads no longer.
    Gone,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

fn write(opened: &Opened, request: &SearchRequest, format: Format, mut pieces: Pieces) {
    let begin = |pieces: &mut Pieces| match format {
        Format::Csv => csv::search_header(&mut pieces.piece, false).ok(),
        Format::Jsonl => Some(()),
    };
    let mut has_begun = false;
    let answered = opened.engine.search_each(request, |hit| {
        if !std::mem::replace(&mut has_begun, true) {
            begin(&mut pieces);
        }
        // Writing into memory does not fail.
        let _ = match format {
            Format::Csv => csv::hit(&mut pieces.piece, None, &hit),
            Format::Jsonl => jsonl::hit(&mut pieces.piece, &hit),
        };
        if pieces.piece.len() >= PIECE { pieces.flush() } else { Ok(()) }
    });
    match answered {
        Ok(_) => {
            if !has_begun {
                begin(&mut pieces);
            }
            let _ = pieces.flush();
        }
        Err(Stop::Error(error)) => pieces.fail(error),
        Err(Stop::Gone) => {}
    }
}

/// The writing end of the queue.
struct Pieces {
    send: mpsc::Sender<Result<Bytes, Problem>>,
    runtime: tokio::runtime::Handle,
    piece: Vec<u8>,
}

impl Pieces {
    fn flush(&mut self) -> Result<(), Stop> {
        let piece = Ok(Bytes::from(std::mem::take(&mut self.piece)));
        let sent = self.runtime.block_on(async { tokio::time::timeout(STALLED, self.send.send(piece)).await });
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(Stop::Gone) }
    }

    fn fail(self, error: Error) {
        let _ = self.send.blocking_send(Err(error.into()));
    }
}

/// The reading end: a body that ends with the queue, or breaks off with what went wrong in the middle.
struct Streamed {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Result<Bytes, Problem>>,
}

impl hyper::body::Body for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        let piece = self.rest.poll_recv(context);
        piece.map(|piece| piece.map(|piece| piece.map(Frame::data).map_err(|problem| problem.error)))
    }
}
