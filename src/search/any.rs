//! One door to both families of engines: the index on disk, and an index on a cluster.
//!
//! An enum and no trait: there are two families, both known here, and an answer that is handed over hit by hit takes a
//! closure of the caller's own error type, which an object of a trait could not.

use super::cite::cited_in;
use super::response::{Hit, QuotesResponse, SearchResponse, Shown};
use super::{Citation, Cited, Cluster, Engine, QuotesRequest, SearchRequest};
use crate::error::{Error, Result};

/// An index that can be asked, wherever it lies.
pub enum AnyEngine {
    Disk(Box<Engine>),
    Cluster(Box<Cluster>),
}

impl AnyEngine {
    /// The whole answer.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        match self {
            AnyEngine::Disk(engine) => engine.search(request),
            AnyEngine::Cluster(cluster) => cluster.search(request),
        }
    }

    /// The answer, its hits handed over one by one.
    pub fn search_each<E: From<Error>>(
        &self,
        request: &SearchRequest,
        take: impl FnMut(Hit) -> Result<(), E>,
    ) -> Result<SearchResponse, E> {
        match self {
            AnyEngine::Disk(engine) => engine.search_each(request, take),
            AnyEngine::Cluster(cluster) => cluster.search_each(request, take),
        }
    }

    /// The timelines of several questions over the same calendar units, those of the first.
    pub fn timelines(&self, requests: &[SearchRequest]) -> Result<Vec<SearchResponse>> {
        match self {
            AnyEngine::Disk(engine) => engine.timelines(requests),
            AnyEngine::Cluster(cluster) => cluster.timelines(requests),
        }
    }

    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
        match self {
            AnyEngine::Disk(engine) => engine.quotes(request),
            AnyEngine::Cluster(cluster) => cluster.quotes(request),
        }
    }

    /// The article with this id, or whose id begins so when only one does.
    pub fn article(&self, id: &str) -> Result<Option<Shown>> {
        match self {
            AnyEngine::Disk(engine) => engine.article(id),
            AnyEngine::Cluster(cluster) => cluster.article(id),
        }
    }

    /// The passage that is cited; `None` when the article is there no longer.
    pub fn cited(&self, citation: &Citation) -> Result<Option<Cited>> {
        self.article(&citation.article)?.map(|shown| cited_in(shown, citation)).transpose()
    }
}
