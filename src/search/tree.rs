//! Places and their counts in, the part of the tree that was asked for out.
//!
//! A place's count holds the articles that mention anything inside it, so it is never smaller than that of what it
//! holds: the most frequent values, holders before what they hold, always hang together.

use super::compile::unreadable;
use super::facets::{ValueTable, most_frequent};
use super::request::SearchRequest;
use super::response::FacetValue;
use super::terms::Terms;
use super::values::ValueFinder;
use crate::error::Result;
use crate::index::Fields;
use crate::index::keys::key_display;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Which part of the tree of places to count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// Only what lies inside this place, as it stands in the index: `Europe/Ukraine`. Empty for the whole tree.
    pub under: String,
    /// So many steps down; none for all.
    pub depth: Option<usize>,
}

impl Branch {
    /// The part of the tree of places that a request asks for; `None` where the index holds no such place.
    pub(super) fn asked(
        request: &SearchRequest,
        terms: &Terms<'_>,
        fields: Fields,
        notes: &mut Vec<String>,
    ) -> Result<Option<Branch>> {
        let branch = |under| Branch { under, depth: request.depth };
        let Some(under) = &request.under else { return Ok(Some(branch(String::new()))) };
        let mut finder = ValueFinder { terms, fields, notes: Vec::new() };
        let path = finder.path_of_place("place", under).map_err(unreadable)?;
        notes.append(&mut finder.notes);
        Ok(path.map(branch))
    }

    fn is_all(&self) -> bool {
        self.under.is_empty() && self.depth.is_none()
    }

    fn holds(&self, path: &str) -> bool {
        let inside = match self.under.as_str() {
            "" => Some(path),
            under => path.strip_prefix(under).and_then(|rest| rest.strip_prefix('/')),
        };
        inside.is_some_and(|rest| self.depth.is_none_or(|depth| steps(rest) <= depth))
    }
}

fn steps(path: &str) -> usize {
    path.split('/').count()
}

/// The `limit` most frequent places of a branch.
pub fn places(table: &ValueTable, counts: &[u32], limit: usize, branch: &Branch) -> Vec<FacetValue> {
    let path = |number: usize| key_display(&table.keys[number]);
    let counted = counts.iter().copied().enumerate().filter(|(_, count)| *count > 0);
    // Paths are read only where a branch asks for it, else of those that can be shown: most places are not.
    let mut found: Vec<(usize, u32)> = match branch.is_all() {
        true => {
            let bar = most_frequent(counts.iter().copied().enumerate(), limit).last().map_or(1, |(_, count)| *count);
            counted.filter(|(_, count)| *count >= bar).collect()
        }
        false => counted.filter(|(number, _)| branch.holds(path(*number))).collect(),
    };
    found.sort_by_cached_key(|(number, count)| (Reverse(*count), steps(path(*number)), path(*number)));
    found.truncate(limit);
    let value = |(number, count): (usize, u32)| FacetValue {
        value: path(number).to_string(),
        articles: u64::from(count),
        quotes: None,
    };
    found.into_iter().map(value).collect()
}

/// The same of counts by key.
pub fn counted(counts: &BTreeMap<String, u64>, limit: usize, branch: &Branch) -> Vec<FacetValue> {
    let paths = counts.iter().map(|(key, &count)| (key_display(key), count));
    let mut found: Vec<(&str, u64)> = paths.filter(|(path, _)| branch.is_all() || branch.holds(path)).collect();
    found.sort_by_key(|&(path, count)| (Reverse(count), steps(path), path));
    found.truncate(limit);
    let value = |(path, articles): (&str, u64)| FacetValue { value: path.to_owned(), articles, quotes: None };
    found.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::Branch;

    #[test]
    fn branches() {
        let check = |under: &str, depth: Option<usize>, path: &str, expected: bool| {
            let branch = Branch { under: under.to_string(), depth };
            assert_eq!(branch.holds(path), expected, "{branch:?} {path}");
        };
        check("", None, "Europe/Ukraine/Kyiv", true);
        check("", Some(1), "Europe", true);
        check("", Some(1), "Europe/Ukraine", false);
        check("Europe", Some(1), "Europe/Ukraine", true);
        check("Europe", Some(1), "Europe/Ukraine/Kyiv", false);
        check("Europe", None, "Europe", false);
        check("Europe", None, "Europes/Ukraine", false);
    }
}
