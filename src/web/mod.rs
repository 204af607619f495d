//! An index in, an HTTP server out: the JSON of the command line under `/api/v1/`, and pages for people.
//!
//! ```text
//! connection ─ server ─▶ guard ─▶ router ─▶ asked (a worker thread, one of a few) ─▶ api, pages or tools ─▶ bytes
//!              limits     token,              Engine of the live generation
//!                         headers, log
//! ```
//! What can be asked and how it is written is decided elsewhere (`search::ask`, `present`); here is only what HTTP adds:
//! addresses, status codes, caching, and bounds on what strangers can make the machine do. It asks nobody what day
//! it is and reads no file: both are handed in. How long something takes it measures itself.

mod answers;
mod api;
mod asked;
mod assets;
mod assistants;
mod export;
mod feed;
mod guard;
mod live;
mod metrics;
mod openapi;
mod pages;
mod patience;
mod peers;
mod problem;
mod server;

pub use server::serve;

use crate::search::At;
use jiff::civil::Date;
use std::net::SocketAddr;

/// How to serve. Built by the door that starts the server.
pub struct Options {
    pub index: At,
    pub listen: SocketAddr,
    /// What callers must show; `None` lets everybody in.
    pub token: Option<String>,
    /// The one other origin whose pages may read answers, or `*`.
    pub cors: Option<String>,
    /// Searches at one time.
    pub searches: usize,
    /// The day that `today` means.
    pub today: fn() -> Date,
    /// Takes a line of the access log; `None` keeps none.
    pub log: Option<fn(&str)>,
}

/// Hits of one answer; whoever wants more asks for the next or takes `export`. Guessed: a page of results is 10 to 50.
pub(crate) const LIMIT_MAX: usize = 1000;
/// Calendar units of one answer: fifty years by day, some two megabytes. Guessed.
pub(crate) const UNITS_MAX: usize = 20_000;
/// Passages of an article.
pub(crate) const PASSAGES_MAX: usize = 50;
