//! Where the places of an archive lie: for whoever draws a map.

use super::compile::unreadable;
use super::engine::Engine;
use crate::error::Result;
use crate::index::keys::point_of;
use std::collections::BTreeMap;

impl Engine {
    /// Degrees north and east of the places mentioned that are points, by their path, which is the value of a `place`
    /// facet. Countries and what else is no point have none.
    pub fn points(&self) -> Result<BTreeMap<String, (f64, f64)>> {
        let field = self.generation.fields.place_point;
        let found = self.terms().scan("", &[field], usize::MAX, |_| true).map_err(unreadable)?.unwrap_or_default();
        let points = found.keys().filter_map(|key| point_of(key).map(|(lat, lon, path)| (path.to_owned(), (lat, lon))));
        Ok(points.collect())
    }
}
