//! A query's words in, the terms that find each out: of every language of the index, and of what else may be meant.

use super::language::{Language, prefix};
use super::stems::StemCache;
use super::{Analyser, FOREIGN, SURFACE};
use crate::article::Span;
use crate::text::words::{Word, WordKind, words};

/// The terms that find one word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// Bytes of the query text it was taken from.
    pub span: Span,
    /// Counted from the query text's first word.
    pub position: u32,
    /// The folded word, without any mark.
    pub folded: String,
    /// Whether it is one character of a script without spaces and not a pair, as they are indexed: it begins what it is found by.
    pub is_lone: bool,
    /// One stem term for each stemmed language asked for, in that order, each once.
    pub stems: Vec<String>,
    /// The stems of what else may be meant: a word typed without accents stands for the accented ones (`elysee`), German
    /// `ae` for `ä` and `ä` for `ae`, and `-in` for `-innen`.
    pub other_stems: Vec<String>,
    /// Whether its stem would be another in one of the languages if it were typed with accents, for all we know.
    pub may_lack_accents: bool,
    /// Its exact term in English (`=…`): the position's exact form where it differs from its stem.
    pub surface: String,
    /// Its exact term in the other languages (`~…`): all there is for those without stems.
    pub foreign: String,
}

/// The words of a query's text and what finds each in articles of `languages` (those the manifest lists).
/// Characters of scripts without spaces come as pairs, as they are indexed; a lone one is told to be one.
pub fn query_words(text: &str, languages: &[&str]) -> Vec<QueryWord> {
    let all: Vec<Word> = words(text).collect();
    let adjacent = |a: &Word, b: &Word| a.end == b.start && b.kind == WordKind::Unspaced && a.kind == b.kind;
    let mut analyser = Analyser { cache: StemCache::off(), ..Analyser::default() };
    let mut found = Vec::with_capacity(all.len());
    for (i, &word) in all.iter().enumerate() {
        let next = all.get(i + 1).copied();
        let ends_a_run = i > 0 && adjacent(&all[i - 1], &word) && !next.is_some_and(|n| adjacent(&word, &n));
        if ends_a_run {
            continue;
        }
        analyser.analyse(text, word, next, &Language::WITHOUT_STEMS);
        let foreign = analyser.terms.surface.clone();
        let folded = foreign[FOREIGN.len_utf8()..].to_owned();
        let typed = &text[word.start..word.end];
        let (mut stems, mut other_stems) = (Vec::<String>::new(), Vec::<String>::new());
        let mut may_lack_accents = false;
        for &language in languages {
            analyser.analyse(text, word, next, &Language::of(Some(language)));
            if !analyser.terms.has_stem || stems.contains(&analyser.terms.stem) {
                continue;
            }
            let (stem, mark) = (analyser.terms.stem.clone(), prefix(language));
            may_lack_accents |= typed.is_ascii() && !mark.is_empty() && stem[mark.len()..] != folded;
            other_stems.extend(analyser.other_stems(typed, &stem, mark));
            stems.push(stem);
        }
        other_stems.sort_unstable();
        other_stems.dedup();
        other_stems.retain(|stem| !stems.contains(stem));
        let paired = next.filter(|n| adjacent(&word, n));
        let end = paired.map_or(word.end, |n| n.end);
        let surface = format!("{SURFACE}{folded}");
        let span = Span::new(word.start, end);
        found.push(QueryWord {
            span,
            position: word.position,
            folded,
            is_lone: word.kind == WordKind::Unspaced && paired.is_none(),
            stems,
            other_stems,
            may_lack_accents,
            surface,
            foreign,
        });
    }
    found
}

impl Analyser {
    /// The stems of a query's word beside the one that it has in the language of this mark. English (no mark) needs none:
    /// it folds before it stems.
    fn other_stems(&mut self, typed: &str, stem: &str, mark: &str) -> Vec<String> {
        let mut others = Vec::new();
        if !mark.is_empty() && typed.is_ascii() {
            others.push(format!("{mark}{}", typed.to_ascii_lowercase()));
        }
        if mark == "de:" {
            if let Some(other) = other_umlauts(typed) {
                self.each_word(&other, Some("de"), |word| others.extend(word.stem.map(str::to_owned)));
            }
            others.extend(other_number(stem, mark));
        }
        others
    }
}

/// How a German word is written where there are no umlauts, or was meant where there are none; `None` where that is as
/// it stands. As in the German2 variant of the Snowball stemmer, `ue` is no umlaut behind a vowel or `q`
/// (`neue`, `Quelle`).
fn other_umlauts(word: &str) -> Option<String> {
    const UMLAUTS: [(char, &str); 4] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ß', "ss")];
    let lower = word.to_lowercase();
    if lower.contains(['ä', 'ö', 'ü', 'ß']) {
        return Some(UMLAUTS.iter().fold(lower, |word, (umlaut, spelled)| word.replace(*umlaut, spelled)));
    }
    let mut meant = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(letter) = rest.chars().next() {
        let is_behind_vowel = meant.ends_with(['a', 'e', 'i', 'o', 'u', 'q']);
        let umlaut = UMLAUTS[..3].iter().find(|(_, spelled)| rest.starts_with(spelled) && !is_behind_vowel);
        meant.push(umlaut.map_or(letter, |(umlaut, _)| *umlaut));
        rest = &rest[umlaut.map_or(letter.len_utf8(), |(_, spelled)| spelled.len())..];
    }
    (meant != lower).then_some(meant)
}

/// `de:mieterin` and `de:mieterinn` are what the stemmer leaves of `Mieterin` and `Mieterinnen`: the other of the two.
fn other_number(stem: &str, mark: &str) -> Option<String> {
    // Shorter are `in` and `inne`, `hin`, `Sinn`, `Beginn`, and no woman's name for what she does (`Köchin`) is: looked up in
    // the vocabulary that comes with the stemmer.
    const FEMININE_MIN: usize = "kochin".len();
    let one = stem.strip_suffix('n').filter(|one| one.ends_with("in")).unwrap_or(stem);
    let is_feminine = one.ends_with("in") && one.len() >= mark.len() + FEMININE_MIN;
    is_feminine.then(|| if one == stem { format!("{stem}n") } else { one.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_word_has_a_stem_for_each_language() {
        let words = query_words("Häuser", &["en", "de", "zz"]);
        assert_eq!(words[0].stems, ["hauser", "de:haus"]);
        assert_eq!(words[0].other_stems, ["de:haeus"]);
        assert_eq!((words[0].surface.as_str(), words[0].foreign.as_str()), ("=hauser", "~hauser"));
        let pairs: Vec<String> = query_words("東京都", &["ja"]).into_iter().map(|w| w.foreign).collect();
        assert_eq!(pairs, ["~東京", "~京都"]);
        assert_eq!(query_words("東", &[])[0].foreign, "~東");
        let lone: Vec<bool> = query_words("第2部 東京 to", &["ja"]).into_iter().map(|w| w.is_lone).collect();
        assert_eq!(lone, [true, false, true, false, false]);
    }

    #[test]
    fn a_query_word_finds_its_other_spellings() {
        let stems = |word, language| {
            let word = &query_words(word, &[language])[0];
            [word.stems.clone(), word.other_stems.clone()].concat().join(" ")
        };
        let finds = |query, language, written: &str| {
            let query = &query_words(query, &[language])[0];
            let mut found = false;
            Analyser::new().each_word(written, Some(language), |word| {
                found |= word.terms().any(|term| {
                    term == query.foreign || query.stems.iter().chain(&query.other_stems).any(|stem| stem == term)
                });
            });
            found
        };
        for (query, language, written) in [
            ("Elysee", "fr", "Élysée"),
            ("economia", "es", "economía"),
            ("Haeuser", "de", "Häusern"),
            ("Häuser", "de", "Haeuser"),
            ("strasse", "de", "Straßen"),
            ("Straße", "de", "Strassen"),
            ("Mieterin", "de", "Mieterinnen"),
            ("Mieterinnen", "de", "Mieterin"),
        ] {
            assert!(finds(query, language, written), "{query} finds {written}: {}", stems(query, language));
        }
        assert_eq!(stems("neue", "de"), "de:neu de:neue", "`ue` behind a vowel is no umlaut");
        assert_eq!(stems("talks", "en"), "talk");
        assert_eq!(
            (stems("Beginn", "de"), stems("innere", "de")),
            ("de:beginn".to_owned(), "de:inn de:innere".to_owned())
        );
        assert!(!finds("Mann", "de", "Main") && !finds("Quelle", "de", "Qual"));
    }
}
