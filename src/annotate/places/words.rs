//! A text in, its words out, as place names need them: where each stands, whether it is capitalised, and what
//! separates it from the next. Folding brings text and gazetteer to the same spelling.

use crate::article::Span;
use crate::text::eight::alphanumeric_end;
use crate::text::sentences::Openings;
use crate::text::words::{is_punctuation, next_letter};
use std::borrow::Cow;
use std::ops::Deref;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A word: letters and digits, with the points of an abbreviation ("U.S.") and apostrophes inside ("Coeur d'Alene").
#[derive(Debug, Clone, Copy)]
pub struct Word {
    pub start: u32,
    /// Without a possessive ending.
    pub stem_end: u32,
    pub end: u32,
    /// What stands between this word and the next.
    pub gap: Gap,
    pub case: Case,
    /// A full stop follows, or stands inside.
    pub stop: bool,
    /// Opens a sentence: its capital says nothing.
    pub opens_sentence: bool,
    /// Stands in a sentence that is all in capitals.
    pub shouted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Lower,
    /// First letter only, or mixed.
    Title,
    /// All letters, at least two ("MOSCOW"; a lone capital counts as title).
    Upper,
    /// Begins with a digit.
    Digit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// White space on one line.
    Space,
    /// A hyphen or dash without space.
    Hyphen,
    /// A comma and a space.
    Comma,
    /// A full stop and a space.
    Stop,
    /// A space and an opening bracket.
    Bracket,
    Other,
}

impl Word {
    /// The word without a possessive ending.
    pub fn stem<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.stem_end as usize).unwrap_or_default()
    }

    /// The stem, in small letters with a capital where the case says nothing because all shout: prepositions small,
    /// the rest with one capital.
    pub fn as_if_not_shouted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let stem = self.stem(text);
        if !self.shouted {
            return Cow::Borrowed(stem);
        }
        let mut spelled = stem.to_lowercase();
        if spelled.len() > SMALL_WORD_BYTES
            && let Some(first) = spelled.get_mut(..1)
        {
            first.make_ascii_uppercase();
        }
        Cow::Owned(spelled)
    }

    pub fn is_possessive(&self) -> bool {
        self.stem_end < self.end
    }

    pub fn is_capitalised(&self) -> bool {
        matches!(self.case, Case::Title | Case::Upper)
    }
}

/// The words of a text in order.
#[derive(Debug)]
pub struct Words {
    all: Vec<Word>,
    capitalised: Vec<u32>,
}

impl Words {
    /// Which words are capitalised, in order: where names begin, one word in six.
    pub fn capitalised(&self) -> impl Iterator<Item = usize> + '_ {
        self.capitalised.iter().map(|&at| at as usize)
    }
}

impl Deref for Words {
    type Target = [Word];

    fn deref(&self) -> &[Word] {
        &self.all
    }
}

/// Words up to this long are taken for prepositions and articles when all is in capitals ("FROM", "NEAR"; guessed).
const SMALL_WORD_BYTES: usize = 4;
/// A sentence shouts when it has this many words of two letters or more, and this share of them in capitals (guessed).
const SHOUTED_WORDS_MIN: usize = 5;
const SHOUTED_PERCENT: usize = 80;

/// The words of a text in a language, whose endings are no part of the stem.
pub fn words_in(language: Option<&str>, text: &str, sentences: &[Span]) -> Words {
    let mut words = words(text, sentences);
    // "İstanbul'da": Turkish parts a name from its endings.
    if matches!(language, Some("tr" | "az")) {
        words.all.iter_mut().filter(|w| w.is_capitalised()).for_each(|word| end_at_apostrophe(word, text));
    }
    words
}

fn end_at_apostrophe(word: &mut Word, text: &str) {
    if let Some(length) = word.stem(text).find(is_apostrophe).filter(|length| *length > 0) {
        word.stem_end = word.start + length as u32;
    }
}

/// The words of a text in order. `sentences` in order tell which words open one.
pub fn words(text: &str, sentences: &[Span]) -> Words {
    let mut words: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let mut capitalised: Vec<u32> = Vec::with_capacity(text.len() / 30);
    let mut openings = Openings::of(sentences);
    let mut sentence = 0;
    let mut upper = 0;
    let mut next = next_letter(text, 0);
    while let Some(start) = next {
        let opens_sentence = openings.pass(start) || words.is_empty();
        if opens_sentence {
            mark_shouted(&mut words[sentence..], upper);
            (sentence, upper) = (words.len(), 0);
        }
        let Ends { stem: stem_end, end, stop } = ends(text, start);
        let case = case(text, start, stem_end);
        if matches!(case, Case::Title | Case::Upper) {
            capitalised.push(words.len() as u32);
            upper += usize::from(case == Case::Upper);
        }
        let gap;
        (next, gap) = next_word(text, end);
        words.push(Word {
            start: start as u32,
            stem_end: stem_end as u32,
            end: end as u32,
            gap,
            case,
            stop,
            opens_sentence,
            shouted: false,
        });
    }
    mark_shouted(&mut words[sentence..], upper);
    Words { all: words, capitalised }
}

/// Marks a sentence with so many words in capitals, if that is most of them.
fn mark_shouted(sentence: &mut [Word], upper: usize) {
    if upper * 100 < SHOUTED_WORDS_MIN * SHOUTED_PERCENT {
        return;
    }
    let long = sentence.iter().filter(|w| w.end - w.start > 1 && w.case != Case::Digit).count();
    if long >= SHOUTED_WORDS_MIN && upper * 100 >= long * SHOUTED_PERCENT {
        sentence.iter_mut().for_each(|w| w.shouted = true);
    }
}

/// Where the next word begins behind the one that ends at `end`, and what stands between.
#[inline]
fn next_word(text: &str, end: usize) -> (Option<usize>, Gap) {
    match text.as_bytes().get(end..) {
        Some([b' ', letter, ..]) if letter.is_ascii_alphanumeric() => (Some(end + 1), Gap::Space), // nearly always
        _ => behind_gap(text, end),
    }
}

#[inline(never)]
fn behind_gap(text: &str, end: usize) -> (Option<usize>, Gap) {
    let next = next_letter(text, end);
    (next, next.map_or(Gap::Other, |next| gap(&text[end..next])))
}

/// Where a word and its stem end, and whether a full stop follows or stands inside.
struct Ends {
    stem: usize,
    end: usize,
    stop: bool,
}

/// The ends of the word that begins at `start`: after its letters, digits and inner apostrophes; an abbreviation
/// of single letters keeps its points ("U.S.", "W.Va.").
#[inline]
fn ends(text: &str, start: usize) -> Ends {
    let end = alphanumeric_end(text.as_bytes(), start);
    match text.as_bytes().get(end) {
        // nearly every word is ASCII letters up to a space or a comma, and then it is no possessive
        None => Ends { stem: end, end, stop: false },
        Some(next) if next.is_ascii() && !matches!(next, b'.' | b'\'' | b'`') => Ends { stem: end, end, stop: false },
        Some(b'.') if end > start + 1 => Ends { stem: end, end, stop: true },
        Some(_) => ends_of_joined(text, start, end),
    }
}

/// The same of a word whose first letters and digits in ASCII end at `letters_end`.
#[inline(never)]
fn ends_of_joined(text: &str, start: usize, letters_end: usize) -> Ends {
    let mut end = letters_end;
    // where the letters since the last point begin
    let mut piece = start;
    let mut rest = text[end..].chars();
    while let Some(c) = rest.next() {
        let before_letter = || rest.as_str().starts_with(char::is_alphabetic);
        let inside = is_inside(c) || is_apostrophe(c) && before_letter();
        let point = c == '.' && is_one_letter(&text[piece..end]) && (piece > start || before_letter());
        if !inside && !point {
            break;
        }
        end += c.len_utf8();
        if point {
            piece = end;
        }
    }
    let bytes = text.as_bytes();
    let stop = bytes[end - 1] == b'.' || bytes.get(end) == Some(&b'.');
    Ends { stem: end - possessive(&bytes[start..end]), end, stop }
}

/// Whether a word goes on with it, whatever stands behind it.
fn is_inside(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => !is_punctuation(c) && (c.is_alphanumeric() || is_combining_mark(c)),
    }
}

fn is_one_letter(piece: &str) -> bool {
    let mut letters = piece.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '´')
}

/// Bytes of a possessive ending.
#[inline]
fn possessive(word: &[u8]) -> usize {
    match word {
        [.., b'\'', b's' | b'S'] => 2,
        [.., 0xe2, 0x80, 0x99, b's' | b'S'] => 4, // ’
        _ => 0,
    }
}

/// How the word is written that begins at `start`, with its stem up to `stem_end`.
#[inline]
fn case(text: &str, start: usize, stem_end: usize) -> Case {
    // a letter behind the first is the word's, too: no word ends before a letter
    let bytes = text.as_bytes();
    match bytes[start] {
        b'a'..=b'z' => Case::Lower,
        b'A'..=b'Z' if bytes.get(start + 1).is_some_and(u8::is_ascii_lowercase) => Case::Title,
        _ => case_of(&text[start..stem_end]),
    }
}

/// The same of any stem. The first letter of a word is the stem's.
#[inline(never)]
fn case_of(stem: &str) -> Case {
    let Some(first) = stem.chars().next() else { return Case::Lower };
    if first.is_numeric() {
        Case::Digit
    } else if !first.is_uppercase() {
        Case::Lower
    } else {
        let letters = stem.chars().filter(|c| c.is_alphabetic());
        let (many, upper) = letters.fold((0, true), |(n, upper), c| (n + 1, upper && !c.is_lowercase()));
        if upper && many > 1 { Case::Upper } else { Case::Title }
    }
}

/// What stands between two words.
fn gap(between: &str) -> Gap {
    match between.as_bytes() {
        [b',', b' '] | [b','] => Gap::Comma,
        [b'.', b' '] => Gap::Stop,
        [b'-' | b'/'] | [0xE2, 0x80, 0x90 | 0x91 | 0x93 | 0x94] => Gap::Hyphen, // "‐", "‑", "–", "—"
        [b' ', b'('] => Gap::Bracket,
        bytes if bytes.contains(&b'\n') => Gap::Other,
        _ => match between.trim() {
            "" => Gap::Space,
            "," => Gap::Comma,
            "." => Gap::Stop,
            _ => Gap::Other,
        },
    }
}

/// Gives the bytes of a word as the gazetteer spells it: lower case, without diacritics, points and apostrophes.
pub fn fold(word: &str, mut give: impl FnMut(u8)) {
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' => give(c as u8),
            'A'..='Z' => give(c.to_ascii_lowercase() as u8),
            '.' => {}
            _ if is_apostrophe(c) => {}
            _ => fold_rare(c, &mut give),
        }
    }
}

fn fold_rare(c: char, give: &mut impl FnMut(u8)) {
    for lower in c.to_lowercase() {
        let spelled = match lower {
            'ø' => "o",
            'ł' => "l",
            'đ' | 'ð' => "d",
            'ħ' => "h",
            'ı' => "i",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'þ' => "th",
            _ => "",
        };
        spelled.bytes().for_each(&mut *give);
        if spelled.is_empty() {
            decompose_canonical(lower, |part| {
                if !is_combining_mark(part) {
                    part.encode_utf8(&mut [0; 4]).bytes().for_each(&mut *give);
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text, &[]).iter().map(|w| &text[w.start as usize..w.end as usize]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_keep_apostrophes_and_the_points_of_abbreviations() {
        check("Russia's U.S.-born envoy", &["Russia's", "U.S.", "born", "envoy"]);
        check("in W.Va. and N.Y., he", &["in", "W.Va", "and", "N.Y.", "he"]);
        check("Plan B. Then St. Louis", &["Plan", "B", "Then", "St", "Louis"]);
        check("Coeur d’Alene — N'Djamena", &["Coeur", "d’Alene", "N'Djamena"]);
        check("the U.S. and", &["the", "U.S.", "and"]);
        check("«Ål» 東京 ’", &["Ål", "東京"]);
        check("", &[]);
    }

    #[test]
    fn a_word_knows_its_case_its_stem_and_what_follows() {
        let text = "MOSCOW's New-York, (Idaho";
        let words = words(text, &[]);
        assert_eq!((words[0].case, words[0].stem(text)), (Case::Upper, "MOSCOW"));
        assert_eq!(words.iter().map(|w| w.gap).collect::<Vec<_>>(), [Gap::Space, Gap::Hyphen, Gap::Other, Gap::Other]);
    }

    #[test]
    fn words_begin_and_end_where_no_ascii_stands() {
        check("É.U. d’Ålesund’s Åre. ’tis «é’»", &["É.U.", "d’Ålesund’s", "Åre", "tis", "é"]);
        let text = "Åre’s ÅRE–Oslo — É.";
        let words = words(text, &[]);
        assert_eq!(words.iter().map(|w| w.stem(text)).collect::<Vec<_>>(), ["Åre", "ÅRE", "Oslo", "É"]);
        assert_eq!(
            words.iter().map(|w| w.case).collect::<Vec<_>>(),
            [Case::Title, Case::Upper, Case::Title, Case::Title]
        );
        assert_eq!(words.iter().map(|w| w.gap).collect::<Vec<_>>(), [Gap::Space, Gap::Hyphen, Gap::Other, Gap::Other]);
        assert_eq!(words.iter().map(|w| w.stop).collect::<Vec<_>>(), [false, false, false, true]);
    }

    #[test]
    fn a_sentence_that_is_all_in_capitals_shouts_alone() {
        let text = "We left. FIVE SHIPS LEFT OSLO ON 9 MAY. NATO SAW THEM GO";
        let starts = [0, 9, 40];
        let found = words(text, &starts.map(|start| Span::new(start, start + 1)));
        let shouted: Vec<&str> = found.iter().filter(|w| w.shouted).map(|w| w.stem(text)).collect();
        assert_eq!(shouted, ["FIVE", "SHIPS", "LEFT", "OSLO", "ON", "9", "MAY"]);
        assert_eq!(found.capitalised().collect::<Vec<_>>(), [0, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]);
    }

    #[test]
    fn a_turkish_name_ends_at_its_apostrophe() {
        let text = "İstanbul'da, Ankara’nın bu'da";
        let stems = |language| words_in(language, text, &[]).iter().map(|w| w.stem(text)).collect::<Vec<_>>();
        assert_eq!(stems(Some("tr")), ["İstanbul", "Ankara", "bu'da"]);
        assert_eq!(stems(Some("en")), ["İstanbul'da", "Ankara’nın", "bu'da"]);
    }

    #[test]
    fn folding_forgets_case_and_diacritics() {
        let folded = |word| {
            let mut bytes = Vec::new();
            fold(word, |b| bytes.push(b));
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(folded("Ciudad"), "ciudad");
        assert_eq!(folded("Łódź"), "lodz");
        assert_eq!(folded("İZMİR"), "izmir");
        assert_eq!(folded("Xi'an"), "xian");
        assert_eq!(folded("U.S."), "us");
        assert_eq!(folded("Köln"), "koln");
        assert_eq!(folded("Straße"), "strasse");
    }
}
