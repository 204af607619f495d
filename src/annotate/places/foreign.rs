//! A word in, whether it is only another language that calls a country so out: "Deutsche", "Island"; a name and a language in,
//! whether the language has the name for a foreign place out: "Colonia".

use super::dump::folded;
use crate::text::table::WordHasher;
use crate::text::word_lists::rows;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Words of the tables that are built in.
type Words = HashSet<&'static str, BuildHasherDefault<WordHasher>>;

/// The single words of `data/foreign.tsv` that English does not have for the same country (`data/countries.tsv`).
static FOREIGN: LazyLock<Words> = LazyLock::new(|| {
    let english: Words = names(include_str!("data/countries.tsv")).collect();
    names(include_str!("data/foreign.tsv")).filter(|name| !english.contains(name)).collect()
});

/// Whether English has the word only in other names ("Deutsche Bank", "Ellis Island").
pub fn is_foreign(word: &str) -> bool {
    FOREIGN.contains(word)
}

/// The names of `data/foreign.tsv` by which English calls a people: "Argentine".
static PEOPLES: LazyLock<Words> = LazyLock::new(|| {
    let demonyms = rows(include_str!("data/countries.tsv")).filter_map(|line| line.split('\t').nth(DEMONYMS));
    let english: Words = demonyms.flat_map(|demonyms| demonyms.split('|')).collect();
    names(include_str!("data/foreign.tsv")).filter(|name| english.contains(name)).collect()
});

/// The column of the demonyms in `data/countries.tsv`.
const DEMONYMS: usize = 5;

/// Whether the word, elsewhere a country's name, is in English what its people are called.
pub fn is_people(word: &str) -> bool {
    PEOPLES.contains(word)
}

/// The languages that have each folded name of `data/exonyms.tsv`.
static EXONYMS: LazyLock<HashMap<Vec<u8>, Vec<&'static str>>> = LazyLock::new(|| {
    let mut languages: HashMap<Vec<u8>, Vec<&str>> = HashMap::new();
    let called = rows(include_str!("data/exonyms.tsv"))
        .filter_map(|line| line.rsplit('\t').next())
        .flat_map(|names| names.split('|'));
    for (of, name) in called.filter_map(|called| called.split_once(':')) {
        languages.entry(folded(name)).or_default().extend(of.split(','));
    }
    languages
});

/// Whether `language` calls a place by `name` that is called otherwise at home and in English.
pub fn is_exonym_in(name: &str, language: &str) -> bool {
    EXONYMS.get(&folded(name)).is_some_and(|languages| languages.contains(&language))
}

/// All names of a table of countries, without the marks that say how they are meant.
fn names(table: &'static str) -> impl Iterator<Item = &'static str> {
    rows(table).flat_map(|line| line.split(['\t', '|'])).map(|name| name.trim_start_matches(['~', '!']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_people_of_english_is_a_country_elsewhere() {
        let found = ["Argentine", "Argentinien", "Chile"].map(is_people);
        assert_eq!(found, [true, false, false]);
    }

    #[test]
    fn what_english_says_too_is_not_foreign() {
        assert!(["Deutsche", "Suisse", "Island", "Francia"].iter().all(|word| is_foreign(word)));
        assert!(["Venezuela", "Ghana", "France", "English"].iter().all(|word| !is_foreign(word)));
    }

    #[test]
    fn an_exonym_belongs_to_its_languages() {
        assert!(is_exonym_in("Colonia", "es") && is_exonym_in("COLONIA", "it"));
        assert!(!is_exonym_in("Colonia", "en") && !is_exonym_in("Roma", "de"));
    }
}
