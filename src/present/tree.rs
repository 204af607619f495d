//! Places by frequency in, the same as a tree out: each under what it lies in, the more frequent first.

use crate::search::FacetValue;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A place in its tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch<'a> {
    /// How many of the places that are listed it lies in.
    pub depth: usize,
    /// Its path from the nearest of them on; the whole path where there is none.
    pub label: &'a str,
    pub value: &'a FacetValue,
}

/// Values in the order of the tree. What lies in nothing that is listed stands at the edge.
pub fn branches(values: &[FacetValue]) -> Vec<Branch<'_>> {
    let counts: HashMap<&str, u64> = values.iter().map(|value| (value.value.as_str(), value.articles)).collect();
    let listed = |path: &str| counts.get(path).map(|&articles| Reverse(articles));
    let mut rows: Vec<_> = values
        .iter()
        .map(|value| {
            let holders = prefixes(&value.value).filter_map(|path| Some((listed(path)?, path)));
            (holders.collect::<Vec<_>>(), value)
        })
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let branch =
        |(line, value): (Vec<_>, _)| Branch { depth: line.len().saturating_sub(1), label: label(&line), value };
    rows.into_iter().map(branch).collect()
}

/// `Europe`, `Europe/Ukraine`, `Europe/Ukraine/Kyiv`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

fn label<'a>(line: &[(Reverse<u64>, &'a str)]) -> &'a str {
    match line {
        [.., (_, holder), (_, path)] => path[holder.len()..].trim_start_matches('/'),
        [(_, path)] => path,
        [] => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_of_places() {
        let value = |value: &str, articles| FacetValue { value: value.to_owned(), articles, quotes: None };
        let values = [
            value("Asia", 9),
            value("Europe", 9),
            value("Europe/Ukraine", 5),
            value("Asia/Nepal", 4),
            value("Europe/Spain", 4),
            value("Europe/Ukraine/Kyiv", 4),
            value("Africa/Kenya/Nairobi", 1),
        ];
        let line = |b: Branch| format!("{} {} {}", b.depth, b.label, b.value.articles);
        let lines: Vec<String> = branches(&values).into_iter().map(line).collect();
        let expected =
            ["0 Asia 9", "1 Nepal 4", "0 Europe 9", "1 Ukraine 5", "2 Kyiv 4", "1 Spain 4", "0 Africa/Kenya/Nairobi 1"];
        assert_eq!(lines, expected);
    }
}
