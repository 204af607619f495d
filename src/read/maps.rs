//! The names of fields that the user mapped, and which of them any record had: a name that is mistyped maps nothing, and only who
//! has read all of an archive can say so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// `(ours, theirs)`, as in `--map title=headline`. Tried before the defaults; `theirs` may be a path of names joined by dots
/// (`headline.main`). Copies share what was met.
#[derive(Debug, Clone, Default)]
pub struct Maps {
    maps: Arc<[Map]>,
}

#[derive(Debug)]
struct Map {
    ours: String,
    theirs: String,
    is_met: AtomicBool,
}

impl From<Vec<(String, String)>> for Maps {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let map = |(ours, theirs)| Map { ours, theirs, is_met: AtomicBool::new(false) };
        Maps { maps: pairs.into_iter().map(map).collect() }
    }
}

impl Maps {
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// The names as they were given.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.maps.iter().map(|map| (map.ours.clone(), map.theirs.clone())).collect()
    }

    /// Those that no record had which was read with these or a copy.
    pub fn unmet(&self) -> Vec<(String, String)> {
        let unmet = self.maps.iter().filter(|map| !map.is_met.load(Ordering::Relaxed));
        unmet.map(|map| (map.ours.clone(), map.theirs.clone())).collect()
    }

    /// The first that is told of what `find` finds under the names mapped to one of our fields. All that is found is met.
    pub(super) fn first<T>(
        &self,
        ours: &str,
        find: impl Fn(&str) -> Option<T>,
        is_told: impl Fn(&T) -> bool,
    ) -> Option<T> {
        let mut first = None;
        for map in self.maps.iter().filter(|map| map.is_for(ours)) {
            let Some(found) = find(&map.theirs) else { continue };
            // Written once: a line of memory that all threads write is a line that all wait for.
            if !map.is_met.load(Ordering::Relaxed) {
                map.is_met.store(true, Ordering::Relaxed);
            }
            first = first.or(Some(found).filter(&is_told));
        }
        first
    }

    /// Whether a name is mapped to one of our fields; nothing where it is not mapped.
    pub(super) fn is_for(&self, theirs: &str, ours: &str) -> Option<bool> {
        self.maps.iter().find(|map| map.theirs == theirs).map(|map| map.is_for(ours))
    }
}

impl Map {
    fn is_for(&self, ours: &str) -> bool {
        self.ours == ours || (self.ours == "authors" && ours == "byline")
    }
}

/// By the names alone.
impl PartialEq for Maps {
    fn eq(&self, other: &Self) -> bool {
        self.pairs() == other.pairs()
    }
}

impl Eq for Maps {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_what_was_met() {
        let pairs = vec![("title".to_owned(), "kop".to_owned()), ("authors".to_owned(), "door".to_owned())];
        let maps = Maps::from(pairs.clone());
        let copy = maps.clone();
        assert_eq!(copy.first("byline", |theirs| (theirs == "door").then_some(1), |_| true), Some(1));
        assert_eq!(copy.first("title", |_| None::<u8>, |_| true), None);
        assert_eq!(maps.unmet(), pairs[..1]);
        assert_eq!(
            (maps.pairs(), maps.is_for("door", "byline"), maps.is_for("x", "byline")),
            (pairs, Some(true), None)
        );
    }
}
