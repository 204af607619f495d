//! A text and its language in, index terms out; a query's words in, the terms that find them out.
//!
//! At each word's position stands the folded stem, plain for English and `xx:stem` for another stemmed
//! language; where the folded surface differs from the stem, its exact form stands at the same position: `=surface` for
//! English (in the index it has a shorter way to say so, see [`english_stem`]), `~surface` for the others. A
//! language without a stemmer has `~surface` alone; of an unknown one the words in ASCII are taken for English, the others
//! have `~surface`; scripts without spaces have `~ab`, each character with the next. In English the letters of `U.S.` stand at
//! its position too, so that `U S` finds it. Stop words are words.
//!
//! Two marks, because a word in any of its forms asks for the exact form too, where some articles have no stems: of those few
//! it shall read the list, and not that of every English `talks` beside that of `talk`.
//!
//! ```
//! use dateline::text::analyse::{Analyser, query_words};
//! let mut terms = Vec::new();
//! Analyser::new().each_word("Orbán’s talks", Some("en"), |word| terms.extend(word.terms().map(str::to_owned)));
//! assert_eq!(terms, ["orban", "talk", "=talks"]);
//! assert_eq!(query_words("talking", &["en", "de"])[0].stems, ["talk", "de:talking"]);
//! ```

mod language;
mod query;
mod stems;
mod tokens;

pub use language::is_stemmed;
pub use query::{QueryWord, query_words};
pub use stems::english_stem;
pub use tokens::{NameTokenizer, TextTokenizer, split_language_header, with_language_header};

use super::counts::Counts;
use super::fold::{fold_lower_into, fold_word_into, lower_word_into};
use super::packed::Packed;
use super::words::{Word, WordKind, words};
use crate::article::Span;
use language::{Language, without_elision};
use rust_stemmers::Stemmer;
use stems::StemCache;

/// Stands before an exact form of English.
pub const SURFACE: char = '=';
/// Stands before an exact form of any other language, and of an unknown one.
pub const FOREIGN: char = '~';
/// Longer words are cut for the index (still one word, one position). Guessed: no word of a news text is longer.
const WORD_BYTES_MAX: usize = 120;

/// A term without what stands before it: the mark of an exact form, or that of a stem's language.
pub fn without_mark(term: &str) -> &str {
    let stem = term.get(3..).filter(|_| term.as_bytes().get(2) == Some(&b':'));
    term.strip_prefix([SURFACE, FOREIGN]).or(stem).unwrap_or(term)
}

/// One word with its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnalysedWord<'a> {
    /// Bytes of the text.
    pub span: Span,
    pub position: u32,
    /// The stem's term, where the language has stems.
    pub stem: Option<&'a str>,
    /// The surface's term (`=…` or `~…`), where it differs from the stem.
    pub surface: Option<&'a str>,
    /// The letters of an English abbreviation with stops, each a term; else empty.
    pub initials: &'a str,
}

impl<'a> AnalysedWord<'a> {
    /// The terms the index holds at this word's position.
    pub fn terms(&self) -> impl Iterator<Item = &'a str> {
        self.stem.into_iter().chain(self.surface).chain(letters(self.initials))
    }
}

/// The characters, each as a string.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, letter)| &text[at..at + letter.len_utf8()])
}

/// Turns words into terms. Holds the stem cache: make one a thread and keep it.
#[derive(Debug, Default)]
pub struct Analyser {
    cache: StemCache,
    terms: Terms,
    counts: Counts,
}

impl Analyser {
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands each word of `text` with its terms to `each`, in order: exactly what the index holds for a
    /// text of this language.
    pub fn each_word(&mut self, text: &str, language: Option<&str>, mut each: impl FnMut(AnalysedWord<'_>)) {
        let language = Language::of(language);
        let mut rest = words(text);
        while let Some((word, packed)) = rest.next_packed() {
            match Plain::of(text, word, packed, &language) {
                Some(plain) => {
                    let Terms { stem, surface, initials, has_stem, has_surface, .. } = &mut self.terms;
                    initials.clear();
                    (*has_stem, *has_surface) = (true, plain.analyse(&mut self.cache, stem, surface));
                }
                None => self.analyse(text, word, rest.clone().next(), &language),
            }
            let stem = self.terms.has_stem.then_some(self.terms.stem.as_str());
            let surface = self.terms.has_surface.then_some(self.terms.surface.as_str());
            let initials = self.terms.initials.as_str();
            each(AnalysedWord {
                span: Span::new(word.start, word.end),
                position: word.position,
                stem,
                surface,
                initials,
            });
        }
    }

    /// Fills `self.terms` for a word that is not plain; `next` is the word after it.
    #[inline(never)]
    fn analyse(&mut self, text: &str, word: Word, next: Option<Word>, language: &Language) {
        let Terms { stem, surface, lower, initials, has_stem, has_surface } = &mut self.terms;
        stem.clear();
        surface.clear();
        initials.clear();
        let is_stemmed = language.stems(&text[word.start..word.end]);
        let is_english = is_stemmed && language.is_english() && word.kind != WordKind::Unspaced;
        surface.push(if is_english { SURFACE } else { FOREIGN });
        if word.kind == WordKind::Unspaced {
            fold_word_into(&text[word.start..word.end], word.kind, surface);
            if let Some(next) = next.filter(|next| next.start == word.end && next.kind == WordKind::Unspaced) {
                fold_word_into(&text[next.start..next.end], next.kind, surface);
            }
            (*has_stem, *has_surface) = (false, true);
            return;
        }
        let written = cut(&text[word.start..word.end]);
        fold_word_into(written, word.kind, surface);
        let folded = &surface[1..];
        match language.stemmer.as_ref().filter(|_| is_stemmed) {
            None => (*has_stem, *has_surface) = (false, true),
            // English: fold, then stem, so that a word typed without its accents has the same stem.
            Some(stemmer) if language.prefix.is_empty() => {
                stem.push_str(folded);
                match Packed::of_word(folded) {
                    Some(packed) => self.cache.get(stemmer, folded, packed).apply(stem),
                    None => {
                        stem.clear();
                        stem.push_str(&stemmer.stem(folded));
                    }
                }
                (*has_stem, *has_surface) = (true, stem != folded);
                if word.kind == WordKind::Other && is_abbreviation(written) {
                    initials.push_str(folded);
                }
            }
            // Other stemmers read accents, so they come off last.
            Some(stemmer) => {
                lower.clear();
                lower_word_into(written, word.kind, lower);
                stem.push_str(language.prefix);
                fold_lower_into(&stemmer.stem(without_elision(lower, written, language)), stem);
                (*has_stem, *has_surface) = (true, &stem[language.prefix.len()..] != folded);
            }
        }
    }
}

/// The buffers one word's terms are made in.
#[derive(Debug, Default)]
struct Terms {
    stem: String,
    surface: String,
    lower: String,
    initials: String,
    has_stem: bool,
    has_surface: bool,
}

/// `U.S`: letters parted by stops (the last stop is no part of the word).
fn is_abbreviation(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.len() == 1 && part.as_bytes()[0].is_ascii_alphabetic())
}

fn cut(word: &str) -> &str {
    if word.len() <= WORD_BYTES_MAX {
        return word;
    }
    let mut end = WORD_BYTES_MAX;
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

/// A word of an English text that can be cached: short, and of ASCII letters and digits only, so that folding it is lower-casing.
struct Plain<'t> {
    written: &'t str,
    has_capital: bool,
    packed: Packed,
    stemmer: &'t Stemmer,
}

impl<'t> Plain<'t> {
    #[inline]
    fn of(text: &'t str, word: Word, packed: Option<Packed>, language: &'t Language) -> Option<Plain<'t>> {
        let stemmer = language.stemmer.as_ref().filter(|_| language.prefix.is_empty())?;
        let packed = packed?;
        let has_capital = packed.has_capital(text.as_bytes(), word.start);
        Some(Plain { written: &text[word.start..word.end], has_capital, packed, stemmer })
    }

    /// Fills its stem and, where that is another word, its surface. Whether it is: most words are their own stem.
    #[inline(always)]
    fn analyse(&self, cache: &mut StemCache, stem: &mut String, surface: &mut String) -> bool {
        stem.clear();
        stem.push_str(self.written);
        if self.has_capital {
            stem.make_ascii_lowercase();
        }
        let cut = cache.get(self.stemmer, stem, self.packed);
        let has_surface = cut.changes(stem);
        if has_surface {
            surface.clear();
            surface.push(SURFACE);
            surface.push_str(stem);
            cut.apply(stem);
        }
        has_surface
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_stay_bounded() {
        let long = "é".repeat(100_000);
        Analyser::new()
            .each_word(&long, Some("en"), |word| assert!(word.terms().all(|t| t.len() <= WORD_BYTES_MAX + 1)));
        Analyser::new().each_word(&"a.".repeat(50_000), Some("fr"), |_| {});
    }
}
