//! `/api/v1/export`: a whole result set, written while it is read.
//!
//! Between the thread that searches and the connection lies a queue of a few pieces: a reader who stops reading stops the
//! writing, and after a while ends it, so that nobody keeps a search running by not reading its answer. While the writing
//! waits for its reader, others have its turn. An export is whole or breaks off: its end is said, and a queue that closes
//! without it is a connection cut off, never an answer that looks complete.

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
use axum::http::{HeaderValue, Response, StatusCode, Uri, header};
use hyper::body::Frame;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a piece, and pieces that may wait.
const PIECE: usize = 32 << 10;
const PIECES: usize = 4;
/// How long a reader may read nothing.
const STALLED: Duration = Duration::from_secs(30);
/// Exports at one time: each has a thread for as long as it is read, and holds the list of all its hits. Guessed.
pub const EXPORTS_MAX: usize = 32;

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
    let place = shared.exports.clone().try_acquire_owned().map_err(|_| shared.refused())?;
    let turn = shared.turn().await?;
    let (send, mut receive) = mpsc::channel(PIECES);
    let runtime = tokio::runtime::Handle::current();
    let turns = shared.running.clone();
    let pieces = Pieces { send, runtime, turns, turn: Some(turn), piece: Vec::new() };
    tokio::task::spawn_blocking(move || {
        let _place = place;
        write(&shared.live.now(), &request, format, pieces);
    });
    let first = match receive.recv().await {
        Some(first) => first?,
        None => return Err(broken_off()),
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
    let request = super::answers::bounded(ask::search(&values.like(rest), today)?)?;
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
            pieces.end();
        }
        Err(Stop::Error(error)) => drop(pieces.hand_over(Err(error.into()))),
        Err(Stop::Gone) => {}
    }
}

/// What goes through the queue. Without its end an export is not whole, whatever was sent of it.
enum Piece {
    Bytes(Bytes),
    End,
}

/// The writing end of the queue, with its turn.
struct Pieces {
    send: mpsc::Sender<Result<Piece, Problem>>,
    runtime: tokio::runtime::Handle,
    turns: Arc<Semaphore>,
    turn: Option<OwnedSemaphorePermit>,
    piece: Vec<u8>,
}

impl Pieces {
    fn flush(&mut self) -> Result<(), Stop> {
        let piece = self.taken();
        self.hand_over(Ok(piece))?;
        if self.turn.is_none() {
            self.turn = self.runtime.block_on(self.turns.clone().acquire_owned()).ok();
        }
        Ok(())
    }

    fn end(mut self) {
        let last = self.taken();
        let _ = self.hand_over(Ok(last)).and_then(|()| self.hand_over(Ok(Piece::End)));
    }

    fn taken(&mut self) -> Piece {
        Piece::Bytes(Bytes::from(std::mem::take(&mut self.piece)))
    }

    /// Where the reader is slower than the search, waits for it, and gives up the turn before.
    fn hand_over(&mut self, piece: Result<Piece, Problem>) -> Result<(), Stop> {
        let piece = match self.send.try_send(piece) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Closed(_)) => return Err(Stop::Gone),
            Err(TrySendError::Full(piece)) => piece,
        };
        self.turn = None;
        let sent = self.runtime.block_on(async { tokio::time::timeout(STALLED, self.send.send(piece)).await });
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(Stop::Gone) }
    }
}

/// The writer is gone and has not said that it was at its end.
fn broken_off() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the export broke off")
}

/// The reading end: a body that ends where the writer says so, or breaks off with what went wrong in the middle.
struct Streamed {
    first: Option<Piece>,
    rest: mpsc::Receiver<Result<Piece, Problem>>,
}

impl hyper::body::Body for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let piece = match self.first.take() {
            Some(first) => Some(Ok(first)),
            None => ready!(self.rest.poll_recv(context)),
        };
        Poll::Ready(match piece.unwrap_or_else(|| Err(broken_off())) {
            Ok(Piece::Bytes(bytes)) => Some(Ok(Frame::data(bytes))),
            Ok(Piece::End) => None,
            Err(problem) => Some(Err(problem.error)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap()
    }

    fn writing(runtime: &tokio::runtime::Runtime) -> (Pieces, mpsc::Receiver<Result<Piece, Problem>>) {
        let (send, receive) = mpsc::channel(PIECES);
        let turns = Arc::new(Semaphore::new(1));
        let turn = turns.clone().try_acquire_owned().ok();
        (Pieces { send, runtime: runtime.handle().clone(), turns, turn, piece: b"line\n".to_vec() }, receive)
    }

    /// How many frames come, and whether the body ends as one that is whole.
    fn read(runtime: &tokio::runtime::Runtime, rest: mpsc::Receiver<Result<Piece, Problem>>) -> (usize, bool) {
        let mut body = Streamed { first: None, rest };
        let mut frames = 0;
        loop {
            match runtime.block_on(poll_fn(|context| hyper::body::Body::poll_frame(Pin::new(&mut body), context))) {
                Some(Ok(_)) => frames += 1,
                end => return (frames, end.is_none()),
            }
        }
    }

    #[test]
    fn an_export_is_whole_or_breaks_off() {
        let runtime = runtime();
        let (pieces, rest) = writing(&runtime);
        pieces.end();
        assert_eq!(read(&runtime, rest), (1, true));
        // The writer gave up, or its thread failed.
        let (mut pieces, rest) = writing(&runtime);
        assert!(pieces.flush().is_ok());
        drop(pieces);
        assert_eq!(read(&runtime, rest), (1, false));
        let (mut pieces, rest) = writing(&runtime);
        assert!(pieces.flush().is_ok() && pieces.hand_over(Err(broken_off())).is_ok());
        assert_eq!(read(&runtime, rest), (1, false));
    }

    #[test]
    fn a_slow_reader_has_no_turn() {
        let runtime = runtime();
        let (mut pieces, rest) = writing(&runtime);
        let turns = pieces.turns.clone();
        let writer = std::thread::spawn(move || {
            (0..=PIECES).all(|_| pieces.flush().is_ok()).then(|| pieces.turn.is_some()).inspect(|_| pieces.end())
        });
        // Nothing is read yet: somebody else's search begins and ends.
        let turn = runtime.block_on(turns.acquire());
        drop(turn);
        let read = read(&runtime, rest);
        assert_eq!((writer.join().unwrap(), read), (Some(true), (PIECES + 2, true)));
    }
}
