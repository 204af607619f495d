//! A text and its language in, index terms out; a query's words in, the terms that find them out.
//!
//! At each word's position stands the folded stem, plain for English and `xx:stem` for another stemmed
//! language; where the folded surface differs from the stem, its exact form stands at the same position: `=surface` for
//! English (in the index it has a shorter way to say so, see [`english_stem`]), `~surface` for the others. A
//! language without a stemmer, or an unknown one, has `~surface` alone; scripts without spaces have
//! `~ab`, each character with the next. In English the letters of `U.S.` stand at its position too, so that
//! `U S` finds it. Stop words are words.
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

use super::counts::Counts;
use super::eight::lower;
use super::fold::{fold_lower_into, fold_word_into, lower_word_into};
use super::words::{Word, WordKind, Words, words};
use crate::article::Span;
use rust_stemmers::{Algorithm, Stemmer};
use std::cell::Cell;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Stands before an exact form of English.
pub const SURFACE: char = '=';
/// Stands before an exact form of any other language, and of an unknown one.
pub const FOREIGN: char = '~';
/// Longer words are cut for the index (still one word, one position). Guessed: no word of a news text is longer.
const WORD_BYTES_MAX: usize = 120;
/// Slots of the stem cache; a prototype measured 32 k as the point where more stop helping.
const CACHE_SLOTS: usize = 1 << 15;
/// Words up to this long are cached: all but one of six thousand of English running text. The slots fight with the index in the
/// making for the processor's cache, so that each byte counts.
const CACHED_BYTES_MAX: usize = 16;

/// The stemmer of a language (ISO 639-1), if there is one.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "en" => Algorithm::English,
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

/// Whether words of this language are indexed by their stems (else by their surface alone).
pub fn is_stemmed(language: Option<&str>) -> bool {
    language.and_then(algorithm).is_some()
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
        let mut next = rest.next();
        while let Some(word) = next {
            next = rest.next();
            self.analyse(text, word, next, &language);
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

    /// Fills `self.terms` for one word; `next` is the word after it.
    fn analyse(&mut self, text: &str, word: Word, next: Option<Word>, language: &Language) {
        let Terms { stem, surface, lower, initials, has_stem, has_surface } = &mut self.terms;
        stem.clear();
        surface.clear();
        initials.clear();
        let is_english = language.is_english() && word.kind != WordKind::Unspaced;
        surface.push(if is_english { SURFACE } else { FOREIGN });
        if word.kind == WordKind::Unspaced {
            fold_word_into(&text[word.start..word.end], word.kind, surface);
            if let Some(next) = next.filter(|next| next.start == word.end && next.kind == WordKind::Unspaced) {
                fold_word_into(&text[next.start..next.end], next.kind, surface);
            }
            (*has_stem, *has_surface) = (false, true);
            return;
        }
        if let Some((stemmer, packed)) = plain_english(text, word, language) {
            stem.push_str(&text[word.start..word.end]);
            stem.make_ascii_lowercase();
            // Most words are their own stem, and then nobody asks for the surface.
            let cut = self.cache.get(stemmer, stem, packed);
            (*has_stem, *has_surface) = (true, cut.changes(stem));
            if *has_surface {
                surface.push_str(stem);
                cut.apply(stem);
            }
            return;
        }
        let written = cut(&text[word.start..word.end]);
        fold_word_into(written, word.kind, surface);
        let folded = &surface[1..];
        match &language.stemmer {
            None => (*has_stem, *has_surface) = (false, true),
            // English: fold, then stem, so that a word typed without its accents has the same stem.
            Some(stemmer) if language.prefix.is_empty() => {
                stem.push_str(folded);
                match folded.is_ascii().then(|| pack(folded.as_bytes(), 0, folded.len())).flatten() {
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

/// What analysing needs to know of a language.
struct Language {
    /// `xx:`; empty for English.
    prefix: &'static str,
    stemmer: Option<Stemmer>,
    elides: bool,
}

impl Language {
    fn of(language: Option<&str>) -> Language {
        let algorithm = language.and_then(algorithm);
        let elides = matches!(language, Some("fr" | "it"));
        Language { prefix: language.map_or("", prefix), stemmer: algorithm.map(Stemmer::create), elides }
    }

    /// Whether its stems are unmarked.
    fn is_english(&self) -> bool {
        self.stemmer.is_some() && self.prefix.is_empty()
    }
}

/// The mark of a language's stems: none for English, which is most of what there is.
fn prefix(language: &str) -> &'static str {
    match language {
        "ar" => "ar:",
        "da" => "da:",
        "de" => "de:",
        "el" => "el:",
        "es" => "es:",
        "fi" => "fi:",
        "fr" => "fr:",
        "hu" => "hu:",
        "it" => "it:",
        "nl" => "nl:",
        "no" | "nb" | "nn" => "no:",
        "pt" => "pt:",
        "ro" => "ro:",
        "ru" => "ru:",
        "sv" => "sv:",
        "ta" => "ta:",
        "tr" => "tr:",
        _ => "",
    }
}

/// `l'homme` is about `homme`: drops a short article or pronoun joined by an apostrophe (which `lower`
/// has lost already) in the languages that elide.
fn without_elision<'w>(lower: &'w str, written: &str, language: &Language) -> &'w str {
    let Some(at) = written.find(['\'', '’', 'ʼ']).filter(|_| language.elides) else { return lower };
    let is_short = written[..at].chars().count() <= 2 || written[..at].eq_ignore_ascii_case("dell");
    lower.get(at..).filter(|rest| is_short && !rest.is_empty()).unwrap_or(lower)
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

/// The terms that find one word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// Bytes of the query text it was taken from.
    pub span: Span,
    /// Counted from the query text's first word.
    pub position: u32,
    /// The folded word, without any mark.
    pub folded: String,
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
/// Characters of scripts without spaces come as pairs, as they are indexed; a lone one stands for itself.
pub fn query_words(text: &str, languages: &[&str]) -> Vec<QueryWord> {
    let all: Vec<Word> = words(text).collect();
    let adjacent = |a: &Word, b: &Word| a.end == b.start && b.kind == WordKind::Unspaced && a.kind == b.kind;
    let mut analyser = Analyser { cache: StemCache { is_off: true, ..StemCache::default() }, ..Analyser::default() };
    let mut found = Vec::with_capacity(all.len());
    for (i, &word) in all.iter().enumerate() {
        let next = all.get(i + 1).copied();
        let ends_a_run = i > 0 && adjacent(&all[i - 1], &word) && !next.is_some_and(|n| adjacent(&word, &n));
        if ends_a_run {
            continue;
        }
        analyser.analyse(text, word, next, &Language::of(None));
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
        let end = next.filter(|n| adjacent(&word, n)).map_or(word.end, |n| n.end);
        let surface = format!("{SURFACE}{folded}");
        let span = Span::new(word.start, end);
        found.push(QueryWord {
            span,
            position: word.position,
            folded,
            stems,
            other_stems,
            may_lack_accents,
            surface,
            foreign,
        });
    }
    found
}

/// The stem at whose occurrences an exact form of English stands, where it has a term of its own: `talk` for `talks`.
///
/// Where the form stands in an article is where the stem stands, so the index does not say it again: what it holds for a
/// *position* of the form is which of the stem's occurrences in the field it is, counted from 0. These numbers are small,
/// and take a fifth of the room. An article in another language holds no unmarked stem, and its exact forms have positions.
pub fn english_stem(folded: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stem = folded.to_owned();
    match folded.is_ascii().then(|| pack(folded.as_bytes(), 0, folded.len())).flatten() {
        Some(packed) => {
            StemCache { is_off: true, ..StemCache::default() }.get(&stemmer, folded, packed).apply(&mut stem)
        }
        None => stem = stemmer.stem(folded).into_owned(),
    }
    stem
}

/// What a stem is counted by.
fn stem_hash(stem: &str) -> u64 {
    match stem.is_ascii().then(|| pack(stem.as_bytes(), 0, stem.len())).flatten() {
        Some(packed) => mix(packed),
        // FNV-1a.
        None => {
            let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            stem.bytes().fold(0xcbf2_9ce4_8422_2325, fnv)
        }
    }
}

/// A word of an English text that can be cached: short, and of ASCII letters and digits only, so that folding it is lower-casing.
fn plain_english<'l>(text: &str, word: Word, language: &'l Language) -> Option<(&'l Stemmer, Packed)> {
    let stemmer = language.stemmer.as_ref().filter(|_| language.prefix.is_empty())?;
    let packed = (word.kind == WordKind::Ascii).then(|| pack(text.as_bytes(), word.start, word.end))??;
    Some((stemmer, packed))
}

/// Stems met before: direct-mapped, a collision overwrites. English only, which is where the time goes.
#[derive(Debug, Default)]
struct StemCache {
    slots: Vec<Slot>,
    /// For the few words of a query: filling the slots takes longer than stemming them.
    is_off: bool,
}

/// A word and what becomes of it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// All zero: an empty slot.
    word: Packed,
    cut: Cut,
}

/// What makes a stem of a word. Stems of the Snowball kind are the word with its end cut or changed.
#[derive(Debug, Clone, Copy, Default)]
struct Cut {
    /// Bytes of the word that stand.
    kept: u8,
    /// What is put behind them.
    ending: [u8; 4],
    ending_len: u8,
}

impl Cut {
    /// `None` for a stem that is made otherwise.
    fn between(word: &str, stem: &str) -> Option<Cut> {
        let kept = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
        let ending = &stem.as_bytes()[kept..];
        let mut cut = Cut { kept: kept as u8, ending_len: ending.len() as u8, ..Cut::default() };
        cut.ending.get_mut(..ending.len())?.copy_from_slice(ending);
        Some(cut)
    }

    fn changes(self, word: &str) -> bool {
        usize::from(self.kept) != word.len() || self.ending_len > 0
    }

    fn apply(self, word: &mut String) {
        word.truncate(self.kept.into());
        word.push_str(std::str::from_utf8(&self.ending[..self.ending_len.into()]).unwrap_or_default());
    }
}

impl StemCache {
    /// What makes the stem of a folded word.
    fn get(&mut self, stemmer: &Stemmer, word: &str, packed: Packed) -> Cut {
        // No English stem ends in more than four letters that its word has not; were there one, the word would do.
        let whole = Cut { kept: word.len() as u8, ..Cut::default() };
        let make = || Cut::between(word, &stemmer.stem(word)).unwrap_or(whole);
        if self.is_off {
            return make();
        }
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); CACHE_SLOTS];
        }
        let slot = &mut self.slots[hash(packed) % CACHE_SLOTS];
        if slot.word != packed {
            *slot = Slot { word: packed, cut: make() };
        }
        slot.cut
    }
}

/// A short word as three numbers, in lower case, so that it is hashed and compared in a few steps. Words hold no zero
/// byte, so the padding tells lengths apart.
type Packed = [u64; CACHED_BYTES_MAX / 8];

/// The ASCII word at `start..end`; none for the empty and the long.
#[inline]
fn pack(text: &[u8], start: usize, end: usize) -> Option<Packed> {
    let length = end.checked_sub(start).filter(|length| (1..=CACHED_BYTES_MAX).contains(length))?;
    let mut bytes = [0_u8; CACHED_BYTES_MAX];
    match text.get(start..start + CACHED_BYTES_MAX) {
        Some(more) => bytes.copy_from_slice(more),
        None => bytes.get_mut(..length)?.copy_from_slice(text.get(start..end)?),
    }
    let mut packed = Packed::default();
    for (at, number) in packed.iter_mut().enumerate() {
        let eight = u64::from_le_bytes(*bytes.get(8 * at..)?.first_chunk()?);
        *number = match length.saturating_sub(8 * at) {
            0 => 0,
            8.. => lower(eight),
            of_word => lower(eight & (u64::MAX >> (64 - 8 * of_word))),
        };
    }
    Some(packed)
}

/// Multiply and fold, after FxHash.
#[inline]
fn mix(packed: Packed) -> u64 {
    packed.iter().fold(0_u64, |hash, &n| (hash.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// The high bits, which hear of all others, choose the slot.
#[inline]
fn hash(packed: Packed) -> usize {
    (mix(packed) >> 40) as usize
}

/// What stands before a value so that the tokenizer knows its language: two letters and `\u{1}`.
pub fn with_language_header(language: Option<&str>, text: impl Into<String>) -> String {
    let code = language.filter(|code| code.len() == 2 && code.is_ascii()).unwrap_or("--");
    let mut value: String = text.into();
    // A long text is moved, not there twice.
    value.reserve_exact(3);
    value.insert(0, '\u{1}');
    value.insert_str(0, code);
    value
}

/// A value's language and text, its header taken off.
pub fn split_language_header(value: &str) -> (Option<&str>, &str) {
    match value.split_once('\u{1}') {
        Some(("--", text)) => (None, text),
        Some((code, text)) if code.len() == 2 => (Some(code), text),
        _ => (None, value),
    }
}

thread_local! {
    /// One analyser a thread: tantivy clones a tokenizer for each field of each segment, and a stem cache for each
    /// would be cold.
    static SPARE: Cell<Option<Box<Analyser>>> = const { Cell::new(None) };
}

/// The analyser as a tantivy tokenizer, for values made by [`with_language_header`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TextTokenizer;

impl Tokenizer for TextTokenizer {
    type TokenStream<'a> = TextTokens<'a>;

    fn token_stream<'a>(&'a mut self, value: &'a str) -> TextTokens<'a> {
        let (language, text) = split_language_header(value);
        let mut words = words(text);
        let next = words.next();
        let mut analyser = SPARE.take().unwrap_or_default();
        analyser.terms.initials.clear();
        analyser.counts.begin();
        let language = Language::of(language);
        TextTokens {
            text,
            words,
            next,
            language,
            analyser,
            token: Token::default(),
            surface_waits: false,
            initials_given: 0,
            position: 0,
            occurrence: 0,
        }
    }
}

/// The tokens of one value; see [`TextTokenizer`].
pub struct TextTokens<'a> {
    text: &'a str,
    words: Words<'a>,
    next: Option<Word>,
    language: Language,
    /// Lent by the thread, given back at the end.
    analyser: Box<Analyser>,
    token: Token,
    surface_waits: bool,
    /// Bytes of the word's initials already handed on.
    initials_given: usize,
    /// The word's, and which occurrence of its stem it is.
    position: usize,
    occurrence: u32,
}

impl TextTokens<'_> {
    /// Counts the token as an occurrence of its stem, and says how many there were before.
    fn count(&mut self) -> u32 {
        self.analyser.counts.add(stem_hash(&self.token.text))
    }
}

impl Drop for TextTokens<'_> {
    fn drop(&mut self) {
        SPARE.set(Some(std::mem::take(&mut self.analyser)));
    }
}

impl TokenStream for TextTokens<'_> {
    fn advance(&mut self) -> bool {
        if self.surface_waits {
            self.surface_waits = false;
            std::mem::swap(&mut self.token.text, &mut self.analyser.terms.surface);
            if self.language.is_english() {
                self.token.position = self.occurrence as usize;
            }
            return true;
        }
        if let Some(letter) = self.analyser.terms.initials.get(self.initials_given..self.initials_given + 1) {
            self.initials_given += 1;
            letter.clone_into(&mut self.token.text);
            self.token.position = self.position;
            self.count();
            return true;
        }
        let Some(word) = self.next else { return false };
        self.next = self.words.next();
        self.analyser.analyse(self.text, word, self.next, &self.language);
        let terms = &mut self.analyser.terms;
        self.surface_waits = terms.has_stem && terms.has_surface;
        self.initials_given = 0;
        let first = if terms.has_stem { &mut terms.stem } else { &mut terms.surface };
        std::mem::swap(&mut self.token.text, first);
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.position = word.position as usize;
        self.token.position = self.position;
        if self.language.is_english() && self.analyser.terms.has_stem {
            self.occurrence = self.count();
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Folded words without stems or marks, for names.
#[derive(Debug, Clone, Copy, Default)]
pub struct NameTokenizer;

impl Tokenizer for NameTokenizer {
    type TokenStream<'a> = NameTokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NameTokens<'a> {
        NameTokens { text, words: words(text), token: Token::default() }
    }
}

/// The tokens of one name; see [`NameTokenizer`].
pub struct NameTokens<'a> {
    text: &'a str,
    words: Words<'a>,
    token: Token,
}

impl TokenStream for NameTokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.text.clear();
        fold_word_into(cut(&self.text[word.start..word.end]), word.kind, &mut self.token.text);
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.token.position = word.position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, language: Option<&str>, expected: &str) {
        let value = with_language_header(language, text);
        let mut tokens = Vec::new();
        let mut tokenizer = TextTokenizer;
        let mut stream = tokenizer.token_stream(&value);
        let mut stems: Vec<(String, usize)> = Vec::new();
        while stream.advance() {
            let Token { text, position, .. } = stream.token();
            // As a reader does: a form of English stands where that occurrence of its stem stands.
            let occurrences = |stem: String| -> Vec<usize> {
                stems.iter().filter(|(other, _)| *other == stem).map(|(_, position)| *position).collect()
            };
            let base = text.strip_prefix(SURFACE).map(|form| occurrences(english_stem(form)));
            let position = base.filter(|found| !found.is_empty()).map_or(*position, |found| found[*position]);
            stems.push((text.clone(), position));
            tokens.push(format!("{position}/{text}"));
        }
        assert_eq!(tokens.join(" "), expected, "tokens of {text:?}");
        let mut same = Vec::new();
        Analyser::new()
            .each_word(text, language, |word| same.extend(word.terms().map(|t| format!("{}/{t}", word.position))));
        assert_eq!(same, tokens, "the highlighter must see what the index holds");
    }

    #[test]
    fn a_stem_and_where_it_differs_the_surface() {
        check("The talks ran", Some("en"), "0/the 1/talk 1/=talks 2/ran");
        check("Talks TALKS talks", Some("en"), "0/talk 0/=talks 1/talk 1/=talks 2/talk 2/=talks");
        check("talk talks talking talks", Some("en"), "0/talk 1/talk 1/=talks 2/talk 2/=talking 3/talk 3/=talks");
        check("U.S. us", Some("en"), "0/us 0/u 0/s 1/us");
        check("résumé resume", Some("en"), "0/resum 0/=resume 1/resum 1/=resume");
        check("Häuser", Some("de"), "0/de:haus 0/~hauser");
        check("l’homme", Some("fr"), "0/fr:homm 0/~lhomme");
        check("talks x", None, "0/~talks 1/~x");
        check("Đorđević", Some("hr"), "0/~dordevic");
        check("a\n\nb", Some("en"), "0/a 101/b");
        check("U.S. aid", Some("en"), "0/us 0/u 0/s 1/aid");
        check("3.5 U.N", Some("en"), "0/3.5 1/un 1/u 1/n");
        check("U.S.", Some("de"), "0/de:u.s 0/~us");
        check("new", Some("en"), "0/new");
        check("東京都 x", Some("ja"), "0/~東京 1/~京都 2/~都 3/~x");
    }

    #[test]
    fn a_query_word_has_a_stem_for_each_language() {
        let words = query_words("Häuser", &["en", "de", "zz"]);
        assert_eq!(words[0].stems, ["hauser", "de:haus"]);
        assert_eq!(words[0].other_stems, ["de:haeus"]);
        assert_eq!((words[0].surface.as_str(), words[0].foreign.as_str()), ("=hauser", "~hauser"));
        let pairs: Vec<String> = query_words("東京都", &["ja"]).into_iter().map(|w| w.foreign).collect();
        assert_eq!(pairs, ["~東京", "~京都"]);
        assert_eq!(query_words("東", &[])[0].foreign, "~東");
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

    #[test]
    fn a_cached_stem_is_the_stem() {
        let words = [
            "happily",
            "happy",
            "flies",
            "a",
            "generalizations",
            "hopping",
            "hoping",
            "relational",
            "internationalise",
            // Too long for the cache.
            "internationalisations",
        ];
        let stemmer = Stemmer::create(Algorithm::English);
        let mut cache = StemCache::default();
        let mut analyser = Analyser::new();
        for word in words.iter().chain(&words) {
            analyser.each_word(word, Some("en"), |analysed| assert_eq!(analysed.stem, Some(&*stemmer.stem(word))));
            let Some(packed) = pack(word.as_bytes(), 0, word.len()) else { continue };
            let cut = cache.get(&stemmer, word, packed);
            let mut stem = (*word).to_owned();
            cut.apply(&mut stem);
            assert_eq!(stem, stemmer.stem(word));
            assert_eq!(cut.changes(word), stem != *word);
        }
    }

    #[test]
    fn words_are_packed_in_lower_case() {
        for word in ["a", "Zz9", "sixteen0letters0"] {
            let (text, small) = (format!("é{word}… and more text behind it"), word.to_lowercase());
            let packed = pack(text.as_bytes(), 2, 2 + word.len());
            assert!(packed.is_some() && packed == pack(small.as_bytes(), 0, small.len()), "{word}");
        }
        assert_ne!(pack(b"ab", 0, 2), pack(b"ab", 0, 1));
        assert_eq!(pack(b"0123456789012345678901234567890", 0, 17), None);
        assert_eq!(pack(b"", 0, 0), None);
    }

    #[test]
    fn hostile_words_stay_bounded() {
        let long = "é".repeat(100_000);
        Analyser::new()
            .each_word(&long, Some("en"), |word| assert!(word.terms().all(|t| t.len() <= WORD_BYTES_MAX + 1)));
        Analyser::new().each_word(&"a.".repeat(50_000), Some("fr"), |_| {});
    }
}
