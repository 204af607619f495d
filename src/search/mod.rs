//! A question in, an answer out: query grammar, engine, passages, ranking, facets, timeline.

pub mod query;
mod request;
mod response;

pub use request::*;
pub use response::*;

use crate::error::Result;
use std::path::Path;

/// Answers questions from one generation of an index. Opening it takes milliseconds; it can be shared between threads.
pub struct Engine {}

impl Engine {
    /// Opens the live generation of the index at `dir`.
    pub fn open(_dir: &Path) -> Result<Engine> {
        unimplemented!()
    }
    pub fn search(&self, _request: &SearchRequest) -> Result<SearchResponse> {
        unimplemented!()
    }
    pub fn quotes(&self, _request: &QuotesRequest) -> Result<QuotesResponse> {
        unimplemented!()
    }
    /// The article with this id, or whose id begins so (at least 6 characters) when only one does; `None` when there is none.
    pub fn article(&self, _id: &str) -> Result<Option<Shown>> {
        unimplemented!()
    }
}
