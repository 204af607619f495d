//! An index in, its live generation out, opened anew when it has changed.
//!
//! A request holds what it began with until it ends, so that a switch never shows it half of each; the old generation is
//! let go with its last request.

use crate::error::Result;
use crate::index::FIELDS;
use crate::search::{AnyEngine, At, Bucket, SearchRequest};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// One opened generation.
pub struct Opened {
    pub engine: AnyEngine,
    /// What answers from it are tagged with.
    pub stamp: String,
    points: OnceLock<BTreeMap<String, (f64, f64)>>,
}

impl Opened {
    /// Where places lie, read when first asked for.
    pub fn points(&self) -> Result<&BTreeMap<String, (f64, f64)>> {
        if let Some(points) = self.points.get() {
            return Ok(points);
        }
        let points = self.engine.points()?;
        Ok(self.points.get_or_init(|| points))
    }
}

/// Follows an index.
pub struct Live {
    at: At,
    opened: RwLock<Arc<Opened>>,
}

impl Live {
    pub fn open(at: At) -> Result<Live> {
        let opened = open(&at)?;
        Ok(Live { at, opened: RwLock::new(Arc::new(opened)) })
    }

    pub fn now(&self) -> Arc<Opened> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn at(&self) -> &At {
        &self.at
    }

    /// Looks whether the index has changed, and opens it if so; true when it was opened. While it cannot be read the
    /// one before goes on answering.
    pub fn follow(&self) -> Result<bool> {
        if self.at.stamp()? == self.now().stamp {
            return Ok(false);
        }
        let opened = Arc::new(open(&self.at)?);
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = opened;
        Ok(true)
    }
}

/// Asks for what every page needs, so that names of values are read before the first reader waits for them.
fn warm(engine: &AnyEngine) -> Result<()> {
    let facets = FIELDS.iter().filter(|field| field.facet).map(|field| field.name.to_owned()).collect();
    let request = SearchRequest { limit: 1, facets, timeline: Some(Bucket::Month), ..SearchRequest::default() };
    engine.search(&request).map(drop)
}

/// The stamp is taken first: should a commit come in between, it differs at the next look and all is opened again.
fn open(at: &At) -> Result<Opened> {
    let stamp = at.stamp()?;
    let engine = at.open()?;
    warm(&engine)?;
    Ok(Opened { engine, stamp, points: OnceLock::new() })
}
