//! One door to both families of engines: the index on disk, and an index on a cluster.
//!
//! An enum and no trait: there are two families, both known here, and an answer that is handed over hit by hit takes a
//! closure of the caller's own error type, which an object of a trait could not.

use super::cite::cited_in;
use super::cluster::refused;
use super::response::{Hit, QuoteHit, QuotesResponse, SearchResponse, Shown};
use super::response::{SpeakersResponse, TermsResponse, UnmergedResponse};
use super::{Citation, Cited, Cluster, Engine, QuotesRequest, SearchRequest, SpeakersRequest};
use crate::article::QuotationKind;
use crate::error::{Error, Result};
use crate::index::stamp;
use crate::remote::Access;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where an index lies.
#[derive(Debug, Clone)]
pub enum At {
    /// In this directory.
    Disk(PathBuf),
    Cluster(Access),
}

impl At {
    pub fn open(&self) -> Result<AnyEngine> {
        Ok(match self {
            At::Disk(dir) => AnyEngine::Disk(Box::new(Engine::open(dir)?)),
            At::Cluster(access) => AnyEngine::Cluster(Box::new(Cluster::open(access)?)),
        })
    }

    /// Differs whenever answers could: who keeps an index open asks for it now and then.
    pub fn stamp(&self) -> Result<String> {
        match self {
            At::Disk(dir) => stamp(dir),
            At::Cluster(access) => Cluster::stamp(access),
        }
    }
}

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

    /// The quotations.
    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
        let response = match self {
            AnyEngine::Disk(engine) => engine.quotes(request),
            AnyEngine::Cluster(cluster) => cluster.quotes(request),
        }?;
        self.with_reported(request, response)
    }

    /// The quotations, handed over one by one.
    pub fn quotes_each<E: From<Error>>(
        &self,
        request: &QuotesRequest,
        take: impl FnMut(QuoteHit) -> Result<(), E>,
    ) -> Result<QuotesResponse, E> {
        let response = match self {
            AnyEngine::Disk(engine) => engine.quotes_each(request, take),
            AnyEngine::Cluster(cluster) => cluster.quotes_each(request, take),
        }?;
        Ok(self.with_reported(request, response)?)
    }

    /// What is only reported is left out where no kind is named: an answer that is empty for it says so.
    fn with_reported(&self, request: &QuotesRequest, mut response: QuotesResponse) -> Result<QuotesResponse> {
        if response.quotations == 0 && request.kinds.is_empty() {
            let reported = QuotesRequest { kinds: vec![QuotationKind::Indirect], limit: 0, ..request.clone() };
            let note = match self.quotes(&reported)?.quotations {
                0 => None,
                1 => Some("1 quotation only reports what was said: kind `indirect` finds it".to_owned()),
                many => Some(format!("{many} quotations only report what was said: kind `indirect` finds them")),
            };
            response.notes.extend(note);
        }
        Ok(response)
    }

    /// The article with this id, or whose id begins so when only one does.
    pub fn article(&self, id: &str) -> Result<Option<Shown>> {
        match self {
            AnyEngine::Disk(engine) => engine.article(id),
            AnyEngine::Cluster(cluster) => cluster.article(id),
        }
    }

    /// The people quoted, most articles first.
    pub fn speakers(&self, request: &SpeakersRequest) -> Result<SpeakersResponse> {
        match self {
            AnyEngine::Disk(engine) => engine.speakers(request),
            AnyEngine::Cluster(cluster) => cluster.speakers(request),
        }
    }

    /// Pairs of people who may be one, with what speaks for it.
    pub fn unmerged(&self, request: &SpeakersRequest) -> Result<UnmergedResponse> {
        self.on_disk("looking for people who may be one")?.unmerged(request)
    }

    /// Articles like one, or like a cited passage; `None` when it is there no longer.
    pub fn similar(&self, id: &str, request: &SearchRequest) -> Result<Option<SearchResponse>> {
        self.on_disk("looking for similar articles")?.similar(id, request)
    }

    /// The words that mark the matching articles against the rest of the archive.
    pub fn significant_terms(&self, request: &SearchRequest) -> Result<TermsResponse> {
        self.on_disk("looking for the words that mark an answer")?.significant_terms(request)
    }

    /// Degrees north and east of the places mentioned that are points, by their path.
    pub fn points(&self) -> Result<BTreeMap<String, (f64, f64)>> {
        match self {
            AnyEngine::Disk(engine) => engine.points(),
            AnyEngine::Cluster(cluster) => cluster.points(),
        }
    }

    /// What a cluster cannot be asked is refused by name.
    fn on_disk(&self, what: &str) -> Result<&Engine> {
        match self {
            AnyEngine::Disk(engine) => Ok(engine),
            AnyEngine::Cluster(_) => Err(refused(what, "ask the index on disk, without `--engine`")),
        }
    }

    /// The passage that is cited; `None` when the article is there no longer.
    pub fn cited(&self, citation: &Citation) -> Result<Option<Cited>> {
        self.article(&citation.article)?.map(|shown| cited_in(shown, citation)).transpose()
    }
}
