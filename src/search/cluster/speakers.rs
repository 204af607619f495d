//! The people of a cluster's archive, and where its places lie.

use super::Cluster;
use crate::error::Result;
use crate::index::keys::point_of;
use crate::search::request::SpeakersRequest;
use crate::search::response::SpeakersResponse;
use crate::search::speakers::{entry, like};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;

impl Cluster {
    /// The people quoted, most articles first.
    pub fn speakers(&self, request: &SpeakersRequest) -> Result<SpeakersResponse> {
        let begun = Instant::now();
        let people = self.people()?;
        let everything = json!({"match_all": {}});
        let (all, found) = self.most_quoted(&people, &everything, request.limit, like(&people, &request.prefix))?;
        let entry =
            |quoted: &super::counts::QuotedPerson| entry(&people, quoted.person, quoted.articles, quoted.quotes);
        Ok(SpeakersResponse {
            people: all,
            speakers: found.iter().map(entry).collect(),
            notes: people.notes.clone(),
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// Degrees north and east of the places mentioned that are points, by their path.
    pub fn points(&self) -> Result<BTreeMap<String, (f64, f64)>> {
        let field = self.fields.place_point;
        let found = self.values_of("", field)?;
        let point = |key: &str| point_of(key).map(|(lat, lon, path)| (path.to_owned(), (lat, lon)));
        Ok(found.iter().filter_map(|(key, _)| point(key)).collect())
    }
}
