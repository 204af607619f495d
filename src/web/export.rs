//! `/api/v1/export` and `/api/v1/export-quotes`: a whole result set, written while it is read.
//!
//! Between the thread that searches and the connection lies a queue of a few pieces: a reader who stops reading stops the
//! writing, and after a while ends it, so that nobody keeps a search running by not reading its answer. While the writing
//! waits for its reader, others have its turn. An export is whole or breaks off: its end is said, and a queue that closes
//! without it is a connection cut off, never an answer that looks complete.

use super::answers::{bounded, bounded_quotes};
use super::api::{ROOT, given};
use super::asked::Shared;
use super::live::Opened;
use super::problem::Problem;
use super::server::STALLED;
use crate::error::{Error, Result};
use crate::present::rows::{Row, RowFormat, Rows};
use crate::search::ask::{self, Values};
use crate::search::{QuotesRequest, SearchRequest};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, Uri, header};
use hyper::body::Frame;
use jiff::civil::Date;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes of a piece, and pieces that may wait.
const PIECE: usize = 32 << 10;
const PIECES: usize = 4;
/// Exports at one time: each has a thread for as long as it is read, and holds the list of all its hits. Guessed.
pub const EXPORTS_MAX: usize = 32;

/// What can be exported.
pub struct Export {
    /// Behind [`super::api::ROOT`].
    pub name: &'static str,
    pub about: &'static str,
    /// The question whose whole answer it is, and what of its parameters asks for a part of it, or for more than hits.
    pub question: &'static str,
    pub partial: &'static [&'static str],
    start: fn(&Values, Date) -> Result<Start>,
}

/// Writes a result set whose question was understood.
type Start = Box<dyn FnOnce(&Opened, RowFormat, Pieces) + Send>;

pub const ARTICLES: Export = Export {
    name: "export",
    about: "a whole result set, streamed as CSV or JSON lines",
    question: "search",
    partial: &["limit", "offset", "facet", "timeline", "count"],
    start: |values, today| {
        let request = SearchRequest { limit: usize::MAX, ..bounded(ask::search(values, today)?)? };
        Ok(Box::new(move |opened, format, pieces| {
            write(format, pieces, |take| opened.engine.search_each(&request, take))
        }))
    },
};

pub const QUOTATIONS: Export = Export {
    name: "export-quotes",
    about: "all quotations of a question, streamed as CSV or JSON lines",
    question: "quotes",
    partial: &["limit", "offset"],
    start: |values, today| {
        let request = QuotesRequest { limit: usize::MAX, ..bounded_quotes(ask::quotes(values, today)?)? };
        Ok(Box::new(move |opened, format, pieces| {
            write(format, pieces, |take| opened.engine.quotes_each(&request, take))
        }))
    },
};

pub const EXPORTS: [&Export; 2] = [&ARTICLES, &QUOTATIONS];

pub async fn answer(shared: Arc<Shared>, export: &Export, uri: Uri) -> Response<Body> {
    match begun(shared, export, &uri).await {
        Ok(response) => response,
        Err(problem) => problem.response(),
    }
}

/// Answers when the first piece is there, or what went wrong before it.
async fn begun(shared: Arc<Shared>, export: &Export, uri: &Uri) -> Result<Response<Body>, Problem> {
    let (format, values) = format(export, &given(uri)?)?;
    let start = (export.start)(&values, (shared.options.today)())?;
    let place = shared.exports.clone().try_acquire_owned().map_err(|_| shared.refused())?;
    let turn = shared.turn().await?;
    let (send, mut receive) = mpsc::channel(PIECES);
    let runtime = tokio::runtime::Handle::current();
    let pieces = Pieces { queue: send, runtime, turns: shared.running.clone(), turn: Some(turn) };
    tokio::task::spawn_blocking(move || {
        let _place = place;
        start(&shared.live.now(), format, pieces);
    });
    let first = match receive.recv().await {
        Some(first) => first?,
        None => return Err(broken_off()),
    };
    let mut response = Response::new(Body::new(Streamed { first: Some(first), rest: receive }));
    let (kind, name) = match format {
        RowFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"dateline.csv\""),
        RowFormat::Jsonl => ("application/jsonl", "attachment; filename=\"dateline.jsonl\""),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

/// The format, which is `csv` when not named, and the question without it.
fn format(export: &Export, values: &Values) -> Result<(RowFormat, Values)> {
    let mut format = RowFormat::Csv;
    let mut rest = Vec::new();
    for (name, value) in values.pairs() {
        match (name.as_str(), value.as_str()) {
            ("format", "csv") => format = RowFormat::Csv,
            ("format", "jsonl") => format = RowFormat::Jsonl,
            ("format", _) => {
                return Err(Error::new(format!("`{value}` is no value of `format`: expected one of csv, jsonl")));
            }
            (name, _) if export.partial.contains(&name) => {
                return Err(Error::new(format!("`{}` takes no `{name}`", export.name)).hint(format!(
                    "it writes every hit; `{ROOT}/{}` gives a part of them, and counts",
                    export.question
                )));
            }
            _ => rest.push((name.clone(), value.clone())),
        }
    }
    Ok((format, values.like(rest)))
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

fn write<R: Row, A>(
    format: RowFormat,
    mut pieces: Pieces,
    ask: impl FnOnce(&mut dyn FnMut(R) -> Result<(), Stop>) -> Result<A, Stop>,
) {
    let mut rows = Rows::new(Vec::new(), format);
    let answered = ask(&mut |row: R| {
        // Writing into memory does not fail.
        let _ = rows.row(&row);
        if rows.out.len() >= PIECE { pieces.send(std::mem::take(&mut rows.out)) } else { Ok(()) }
    });
    match answered {
        Ok(_) => pieces.end(rows.end::<R>().unwrap_or_default()),
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
    queue: mpsc::Sender<Result<Piece, Problem>>,
    runtime: tokio::runtime::Handle,
    turns: Arc<Semaphore>,
    turn: Option<OwnedSemaphorePermit>,
}

impl Pieces {
    /// Sends a piece; who had to wait for it to be read has a turn again afterwards.
    fn send(&mut self, piece: Vec<u8>) -> Result<(), Stop> {
        self.hand_over(Ok(Piece::Bytes(Bytes::from(piece))))?;
        if self.turn.is_none() {
            self.turn = self.runtime.block_on(self.turns.clone().acquire_owned()).ok();
        }
        Ok(())
    }

    fn end(mut self, last: Vec<u8>) {
        let last = Piece::Bytes(Bytes::from(last));
        let _ = self.hand_over(Ok(last)).and_then(|()| self.hand_over(Ok(Piece::End)));
    }

    /// Where the reader is slower than the search, waits for it, and gives up the turn before.
    fn hand_over(&mut self, piece: Result<Piece, Problem>) -> Result<(), Stop> {
        let piece = match self.queue.try_send(piece) {
            Ok(()) => return Ok(()),
            Err(TrySendError::Closed(_)) => return Err(Stop::Gone),
            Err(TrySendError::Full(piece)) => piece,
        };
        self.turn = None;
        let sent = self.runtime.block_on(async { tokio::time::timeout(STALLED, self.queue.send(piece)).await });
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
        (Pieces { queue: send, runtime: runtime.handle().clone(), turns, turn }, receive)
    }

    fn line() -> Vec<u8> {
        b"line\n".to_vec()
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
        pieces.end(line());
        assert_eq!(read(&runtime, rest), (1, true));
        // The writer gave up, or its thread failed.
        let (mut pieces, rest) = writing(&runtime);
        assert!(pieces.send(line()).is_ok());
        drop(pieces);
        assert_eq!(read(&runtime, rest), (1, false));
        let (mut pieces, rest) = writing(&runtime);
        assert!(pieces.send(line()).is_ok() && pieces.hand_over(Err(broken_off())).is_ok());
        assert_eq!(read(&runtime, rest), (1, false));
    }

    #[test]
    fn a_slow_reader_has_no_turn() {
        let runtime = runtime();
        let (mut pieces, rest) = writing(&runtime);
        let turns = pieces.turns.clone();
        let writer = std::thread::spawn(move || {
            (0..=PIECES)
                .all(|_| pieces.send(line()).is_ok())
                .then(|| pieces.turn.is_some())
                .inspect(|_| pieces.end(line()))
        });
        // Nothing is read yet: somebody else's search begins and ends.
        let turn = runtime.block_on(turns.acquire());
        drop(turn);
        let read = read(&runtime, rest);
        assert_eq!((writer.join().unwrap(), read), (Some(true), (PIECES + 2, true)));
    }
}
