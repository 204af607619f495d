//! Places by frequency in, the same as a tree out: each under what it lies in, the more frequent first.

use crate::search::FacetValue;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Columns that a step down is set in by.
const STEP: usize = 2;

/// What is written of each value, and the value, in the order of the tree. What lies in nothing that is listed stands
/// at the edge with its whole path.
pub(super) fn branches(values: &[FacetValue]) -> Vec<(String, &FacetValue)> {
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
    rows.into_iter().map(|(line, value)| (label(&line), value)).collect()
}

/// `Europe`, `Europe/Ukraine`, `Europe/Ukraine/Kyiv`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

fn label(line: &[(Reverse<u64>, &str)]) -> String {
    let indent = " ".repeat(STEP * line.len().saturating_sub(1));
    match line {
        [.., (_, holder), (_, path)] => format!("{indent}{}", path[holder.len()..].trim_start_matches('/')),
        [(_, path)] => path.to_string(),
        [] => String::new(),
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
        let lines: Vec<String> =
            branches(&values).into_iter().map(|(label, v)| format!("{label} {}", v.articles)).collect();
        let expected =
            ["Asia 9", "  Nepal 4", "Europe 9", "  Ukraine 5", "    Kyiv 4", "  Spain 4", "Africa/Kenya/Nairobi 1"];
        assert_eq!(lines, expected);
    }
}
