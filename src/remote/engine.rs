//! Which engine answers at an address, and what it can do.
//!
//! What an engine can do is declared here, once: the rest of the program asks for a capability and never for a name.

use super::{Failure, Remote};
use crate::error::{Error, Result};
use serde_json::Value;

/// The engines that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    OpenSearch,
    Elasticsearch,
    Quickwit,
}

/// An engine as it tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    pub family: Family,
    /// `2.19.1`; `?` where it does not say.
    pub version: String,
}

/// What can be asked of an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// A document written again under its id replaces the one before.
    pub upsert: bool,
    /// A name that can be moved from one index to another in one step.
    pub alias: bool,
    /// Quotations lie inside their article and are asked about one by one.
    pub nested: bool,
    /// Words are asked for by their distance.
    pub intervals: bool,
    /// Distances between more than two words are found wherever they are. Lucene 8 (OpenSearch 1, Elasticsearch 7) misses one
    /// in some hundred where a word stands there several times; seen on Elasticsearch 7.10.2, and none on OpenSearch 2.19.
    pub long_intervals: bool,
    /// A pattern inside a distance can be given a bound of its own.
    pub bounded_patterns: bool,
    /// Every value of a field can be counted, page after page.
    pub composite: bool,
    /// An answer is ordered by three things, and by what not every document has; else by two numbers that all have.
    pub three_orders: bool,
}

impl Family {
    pub const fn name(self) -> &'static str {
        match self {
            Family::OpenSearch => "opensearch",
            Family::Elasticsearch => "elasticsearch",
            Family::Quickwit => "quickwit",
        }
    }

    /// In its latest releases.
    const fn can(self) -> Capabilities {
        let all = Capabilities {
            upsert: true,
            alias: true,
            nested: true,
            intervals: true,
            long_intervals: true,
            bounded_patterns: true,
            composite: true,
            three_orders: true,
        };
        match self {
            Family::OpenSearch => all,
            Family::Elasticsearch => Capabilities { bounded_patterns: false, ..all },
            // By its documentation of 0.9.
            Family::Quickwit => Capabilities {
                upsert: false,
                alias: false,
                nested: false,
                intervals: false,
                long_intervals: false,
                bounded_patterns: false,
                composite: false,
                three_orders: false,
            },
        }
    }

    /// The oldest release that is asked: major and minor number.
    pub const fn least(self) -> [u64; 2] {
        match self {
            Family::OpenSearch => [1, 0],
            Family::Elasticsearch => [7, 10],
            Family::Quickwit => [0, 9],
        }
    }
}

impl Capabilities {
    /// Each by the name it is told a person by.
    pub fn list(self) -> [(&'static str, bool); 7] {
        [
            ("upsert", self.upsert),
            ("alias", self.alias),
            ("nested quotations", self.nested),
            ("word intervals", self.intervals),
            ("intervals of three words", self.long_intervals),
            ("counts of any number of values", self.composite),
            ("order by three fields", self.three_orders),
        ]
    }
}

impl Engine {
    /// What `GET /` says of an OpenSearch or Elasticsearch.
    fn of(root: &Value) -> Engine {
        // Elasticsearch names no distribution.
        let family = match root["version"]["distribution"].as_str() {
            Some("opensearch") => Family::OpenSearch,
            _ => Family::Elasticsearch,
        };
        Engine { family, version: root["version"]["number"].as_str().unwrap_or("?").to_owned() }
    }

    /// What `GET /api/v1/version` says of a Quickwit; `None` of anything else.
    fn of_quickwit(told: &Value) -> Option<Engine> {
        let version = told["build"]["version"].as_str()?.trim_start_matches('v');
        Some(Engine { family: Family::Quickwit, version: version.to_owned() })
    }

    /// Whether it is of a release that is known to answer what is asked of it.
    pub fn is_known(&self) -> bool {
        self.release().get(..2).is_some_and(|release| release >= &self.family.least()[..])
    }

    /// What it can do.
    pub fn can(&self) -> Capabilities {
        let has_lucene_8 = match self.family {
            Family::OpenSearch => self.release() < vec![2],
            Family::Elasticsearch => self.release() < vec![8],
            Family::Quickwit => false,
        };
        let can = self.family.can();
        Capabilities { long_intervals: can.long_intervals && !has_lucene_8, ..can }
    }

    /// The numbers of its version; none where it does not say.
    fn release(&self) -> Vec<u64> {
        self.version.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
    }
}

impl Remote {
    /// Asks which engine it is: the dialect's first question, and where nothing answers that, Quickwit's own.
    pub(super) fn ask_engine(&self) -> Result<Engine> {
        let told = |path: &str| self.patiently("GET", path, None, "application/json");
        let engine = match told("/") {
            Ok(root) => Engine::of(&root),
            // Quickwit leads a browser from here to its pages.
            Err(failure @ (Failure::Status { .. } | Failure::Answer(_))) if !failure.may_pass() => {
                let quickwit = told("/api/v1/version").ok();
                let quickwit = quickwit.as_ref().and_then(Engine::of_quickwit);
                quickwit.ok_or_else(|| failure.told(&self.address))?
            }
            Err(failure) => return Err(failure.told(&self.address)),
        };
        if engine.family == Family::Quickwit {
            self.address.check_for_quickwit()?;
        }
        Ok(engine)
    }
}

/// An operator that an engine cannot answer exactly.
pub fn refused(what: &str, hint: &str) -> Error {
    Error::new(format!("{what} is not supported on this engine")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn old_engines_are_known_for_it() {
        let check = |engine: Option<&str>, number: &str, good: bool| {
            let mut root = json!({"version": {"number": number}});
            if let Some(engine) = engine {
                root["version"]["distribution"] = engine.into();
            }
            assert_eq!(Engine::of(&root).is_known(), good, "{engine:?} {number}");
        };
        check(Some("opensearch"), "2.19.1", true);
        check(Some("opensearch"), "1.0.0", true);
        check(None, "8.1.0", true);
        check(None, "7.10.2", true);
        check(None, "7.9.3", false);
        check(None, "?", false);
        for (version, good) in [("0.9.0", true), ("v0.9.1-nightly", true), ("0.8.2", false), ("1.0", true), ("", false)]
        {
            let engine = Engine::of_quickwit(&json!({"build": {"version": version}})).unwrap();
            assert_eq!((engine.family, engine.is_known()), (Family::Quickwit, good), "{version}");
        }
        assert_eq!(Engine::of_quickwit(&json!({"version": {"number": "1"}})), None);
    }

    #[test]
    fn what_an_engine_can_do_depends_on_its_release() {
        let check = |family, version: &str, good| {
            let engine = Engine { family, version: version.to_owned() };
            assert_eq!(engine.can().long_intervals, good, "{engine:?}");
        };
        check(Family::OpenSearch, "2.19.1", true);
        check(Family::OpenSearch, "1.3.20", false);
        check(Family::Elasticsearch, "8.0.0", true);
        check(Family::Elasticsearch, "7.17.9", false);
        check(Family::Elasticsearch, "?", false);
    }
}
