//! Candidates and the language of their text in, which of them are ordinary words of that language out: "Seine Frau", "Mitte
//! April", "das Essen". What English says by a name is a mark in the gazetteer (`Name::is_word`).

use super::super::names::{Class, Lexicon};
use super::evidence::METROPOLIS;
use super::gazetteer::{Gazetteer, Name};
use super::recognise::{Candidate, usable};
use super::words::{Gap, Word};
use crate::article::Feature;
use crate::text::word_lists::rows;
use std::collections::HashSet;
use std::sync::LazyLock;

/// German nouns that are names of towns.
static NOUNS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("data/nouns_de.txt")).flat_map(str::split_whitespace).collect());

/// Whether the name is that of a town alone, and not one that everybody knows ("das Berlin der Zwanziger", "Melbourne Park"; from
/// which size, is guessed). Countries, regions and rivers have articles, too: "der Iran", "das Elsass", "die Elbe".
pub fn is_lesser_town(gazetteer: &Gazetteer, candidate: &Candidate) -> bool {
    usable(candidate, gazetteer).all(|sense| {
        let entry = gazetteer.entry(sense.place);
        entry.kind == Feature::City && entry.weight < METROPOLIS
    })
}

/// Whether each candidate is an ordinary word where it stands. English texts have none here.
pub fn ordinary(
    text: &str,
    words: &[Word],
    candidates: &[Candidate],
    gazetteer: &Gazetteer,
    language: Option<&str>,
) -> Vec<bool> {
    let Some("de" | "fr" | "es") = language else { return vec![false; candidates.len()] };
    let lexicon = Lexicon::of(language);
    let mut look = Look { text, words, gazetteer, lexicon, folded: String::new() };
    let mut nouns: HashSet<Name> = HashSet::new();
    let mut found: Vec<bool> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let is_noun = lexicon.nouns_are_capital && look.is_noun(candidate);
        if is_noun {
            nouns.insert(candidate.name);
        }
        found.push(is_noun || look.is_word(candidate));
    }
    // "Das Essen war gut. Essen hält Leib und Seele zusammen."
    for (candidate, is_ordinary) in candidates.iter().zip(&mut found) {
        *is_ordinary |= nouns.contains(&candidate.name) && !look.is_told(candidate);
    }
    found
}

struct Look<'a> {
    text: &'a str,
    words: &'a [Word],
    gazetteer: &'a Gazetteer,
    lexicon: &'static Lexicon,
    /// Room to work in.
    folded: String,
}

impl<'a> Look<'a> {
    /// Whether the language has the candidate as a word ("Seine", "Para"). A river stands behind an article.
    fn is_word(&mut self, candidate: &Candidate) -> bool {
        let [word] = &self.words[candidate.words.clone()] else { return false };
        let before = self.before(candidate);
        let is_river = before.is_some_and(is_article) && self.kinds(candidate).any(|kind| kind == Feature::Water);
        if is_river || self.is_told(candidate) {
            return false;
        }
        let class = self.lexicon.class_at(self.text, word.start as usize, word.end as usize, &mut self.folded);
        class.is(Class::FUNCTION) || self.lexicon.nouns_are_capital && NOUNS.contains(self.folded_word(word))
    }

    /// Whether a town's name stands behind what only a noun has before it: "das Essen", "seinen Namen", "im Keller".
    fn is_noun(&self, candidate: &Candidate) -> bool {
        let joined = self.words[candidate.words.end - 1].gap == Gap::Hyphen;
        candidate.words.len() == 1
            && !joined
            && !candidate.formed
            && self.before(candidate).is_some_and(is_determiner)
            && is_lesser_town(self.gazetteer, candidate)
    }

    /// "in Essen", "aus Hagen", "à Tours", "en Como".
    fn is_told(&self, candidate: &Candidate) -> bool {
        let told = ["in", "nach", "aus", "bei", "à", "en", "a"];
        self.before(candidate).is_some_and(|word| told.iter().any(|told| word.eq_ignore_ascii_case(told)))
            && !candidate.qualifies
    }

    fn kinds(&self, candidate: &Candidate) -> impl Iterator<Item = Feature> + use<'a> {
        let gazetteer = self.gazetteer;
        usable(candidate, gazetteer).map(|sense| gazetteer.kind(sense.place))
    }

    fn before(&self, candidate: &Candidate) -> Option<&'a str> {
        let before = candidate.words.start.checked_sub(1).map(|at| &self.words[at]);
        before.filter(|word| word.gap == Gap::Space).map(|word| word.stem(self.text))
    }

    fn folded_word(&mut self, word: &Word) -> &str {
        self.folded.clear();
        self.folded.extend(word.stem(self.text).chars().flat_map(char::to_lowercase));
        &self.folded
    }
}

fn is_article(word: &str) -> bool {
    ["die", "der", "Die", "Der", "la", "La"].contains(&word)
}

/// Articles, prepositions that have swallowed one, possessives and "kein".
fn is_determiner(word: &str) -> bool {
    const ALONE: [&str; 20] = [
        "der", "die", "das", "den", "dem", "des", "im", "am", "zum", "zur", "vom", "beim", "ins", "ans", "fürs", "ums",
        "jede", "jeder", "jedes", "jeden",
    ];
    const STEMS: [&str; 10] = ["ein", "kein", "mein", "dein", "sein", "ihr", "unser", "euer", "eur", "dies"];
    const ENDINGS: [&str; 6] = ["", "e", "en", "em", "er", "es"];
    let has_stem = |stem: &&str| {
        word.get(..stem.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(stem))
            && word.get(stem.len()..).is_some_and(|rest| ENDINGS.contains(&rest))
    };
    ALONE.iter().any(|whole| word.eq_ignore_ascii_case(whole)) || STEMS.iter().any(has_stem)
}
