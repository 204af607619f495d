//! A word in, whether it is only another language that calls a country so out: "Deutsche", "Island".

use std::collections::HashSet;
use std::sync::LazyLock;

/// The single words of `data/foreign.tsv` that English does not have for the same country (`data/countries.tsv`).
static FOREIGN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let english: HashSet<&str> = names(include_str!("data/countries.tsv")).collect();
    names(include_str!("data/foreign.tsv")).filter(|name| !english.contains(name)).collect()
});

/// Whether English has the word only in other names ("Deutsche Bank", "Ellis Island").
pub fn is_foreign(word: &str) -> bool {
    FOREIGN.contains(word)
}

/// All names of a table of countries, without the marks that say how they are meant.
fn names(table: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(['\t', '|'])).map(|name| name.trim_start_matches(['~', '!']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_english_says_too_is_not_foreign() {
        assert!(["Deutsche", "Suisse", "Island", "Francia"].iter().all(|word| is_foreign(word)));
        assert!(["Venezuela", "Ghana", "France", "English"].iter().all(|word| !is_foreign(word)));
    }
}
