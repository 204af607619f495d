//! A text in, its words and marks out, each with its shape and what the lexicon knows of it.
//!
//! Finer than a search tokenizer: full stops stay with initials and abbreviated titles ("J.", "Sen."), a
//! possessive `'s` is split off, hyphenated words stay whole, and every punctuation mark is a token.

use super::lexicon::{Class, Lexicon};
use crate::article::Span;
use crate::text::packed::Packed;
use crate::text::sentences::Openings;

/// One word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// Without a possessive ending.
    pub span: Span,
    pub shape: Shape,
    pub class: Class,
    /// A possessive ending follows: "Trump" of "Trump’s".
    pub possessive: bool,
    pub starts_sentence: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Begins with a small letter, or is a compound that ends in one ("Iran-backed").
    Lower,
    /// Begins with a capital.
    Capital,
    /// Two letters or more, all capitals.
    Upper,
    /// A single capital with its full stop, or several: "J.", "H.R.".
    Initial,
    Number,
    Mark(char),
}

impl Word {
    pub fn is_mark(&self, mark: char) -> bool {
        self.shape == Shape::Mark(mark)
    }

    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Mark(_) | Shape::Number)
    }
}

/// The words and marks of `text`. `sentences` must be in order.
pub fn words(text: &str, sentences: &[Span], lexicon: &Lexicon) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let mut folded = String::with_capacity(32);
    let mut at = 0;
    let mut parted = 0; // where a scrape glued two words
    let mut openings = Openings::of(sentences);
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        let plain = plain(text, at, lexicon, &mut folded);
        // Most words are so: nothing is parted from them.
        if let Some(word) = plain.filter(|word| word.shape == Shape::Lower) {
            at = word.span.end;
            push(word, &mut openings, &mut found);
            continue;
        }
        let c = if byte.is_ascii() { char::from(byte) } else { text[at..].chars().next().unwrap_or(' ') };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let read = || if c.is_alphanumeric() { letters(text, at, lexicon, &mut folded) } else { mark(at, c) };
        let mut word = plain.unwrap_or_else(read);
        let elided = lexicon.elides.then(|| end_of_elided(word.span.of(text))).flatten();
        if let Some(end) = elided.filter(|_| !belongs_to_name(found.last(), &word)) {
            word.span.end = at + end;
            (word.shape, word.class) = (Shape::Lower, lexicon.class_at(text, at, at + end, &mut folded));
        }
        let glued = found.last().is_some_and(|last| last.shape == Shape::Capital && !last.starts_sentence);
        if let Some(end) = glued.then(|| end_of_glued(word.span.of(text))).flatten() {
            let first = letters(&text[..at + end], at, lexicon, &mut folded);
            if first.class.is(Class::SURNAME.or(Class::GIVEN)) {
                (word, parted) = (first, at + end);
            }
        }
        at = word.span.end;
        word.possessive &= elided.is_none();
        if word.possessive {
            at += possessive_len(&text[at..]).unwrap_or(0);
        } else if text.as_bytes().get(at) == Some(&b'-') {
            at += inverted_pronoun(&text[at..]).unwrap_or(0);
        }
        word.starts_sentence = word.span.start == parted && parted > 0;
        push(word, &mut openings, &mut found);
    }
    found
}

/// Adds a word, and tells whether a sentence starts with it.
#[inline]
fn push(mut word: Word, openings: &mut Openings, found: &mut Vec<Word>) {
    word.starts_sentence |= openings.pass(word.span.start);
    // Opening marks and brackets stand before the word that starts the sentence.
    word.starts_sentence |= found.last().is_some_and(|last| last.starts_sentence && !last.is_word());
    found.push(word);
}

/// Where a capitalised word can end that a scrape has glued to the next: "Chuck LundbergDemocrats". Shorter
/// beginnings belong to names: "McConnell", "DeVos", "FitzGerald".
fn end_of_glued(word: &str) -> Option<usize> {
    const LETTERS_MIN: usize = 5; // longer than "Fitz"
    let bytes = word.as_bytes();
    let capital =
        bytes.len() > LETTERS_MIN && bytes[0].is_ascii_uppercase() && bytes.iter().all(u8::is_ascii_alphabetic);
    let seam = || bytes.windows(2).position(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    capital.then(seam).flatten().map(|i| i + 1).filter(|&end| end >= LETTERS_MIN)
}

/// Just past the apostrophe of a French word that has lost its vowel to the next: "l’|avocat", "qu’|elle". Set phrases stay whole.
fn end_of_elided(word: &str) -> Option<usize> {
    const ELIDED: &[&str] = &["l", "d", "qu", "n", "s", "m", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"];
    const WHOLE: &[&str] = &["abord", "accord", "ailleurs", "après"];
    let at = word.find(['’', '\''])?;
    let (first, rest) = word.split_at(at);
    let behind = rest.trim_start_matches(['’', '\'']);
    let elided = ELIDED.iter().any(|e| first.eq_ignore_ascii_case(e)) && !behind.is_empty();
    (elided && !WHOLE.contains(&behind)).then(|| word.len() - behind.len())
}

/// "Giscard d’Estaing": the rest of a name, and no "of".
fn belongs_to_name(before: Option<&Word>, word: &Word) -> bool {
    let named = |w: &Word| w.shape == Shape::Capital && !w.class.is(Class::FUNCTION) && !w.starts_sentence;
    word.shape == Shape::Capital && before.is_some_and(named)
}

fn mark(at: usize, c: char) -> Word {
    Word {
        span: Span::new(at, at + c.len_utf8()),
        shape: Shape::Mark(c),
        class: Class::default(),
        possessive: false,
        starts_sentence: false,
    }
}

/// The word or number that begins at `start`.
fn letters(text: &str, start: usize, lexicon: &Lexicon, folded: &mut String) -> Word {
    let mut end = end_of_letters(text, start);
    let rest = &text[end..];
    let first = text[start..].chars().next().unwrap_or(' ');
    let mut shape = shape(&text[start..end], first);
    if rest.starts_with('.') && shape != Shape::Lower && is_initials(&text[start..end]) {
        shape = Shape::Initial;
        end += 1;
    }
    let mut class = Class::default();
    if shape != Shape::Number {
        class = lexicon.class_at(text, start, end, folded);
    }
    if shape == Shape::Initial && class == Class::default() {
        class = lexicon.class_at(text, start, end - 1, folded);
    }
    let abbreviated = class.is(Class::TITLE.or(Class::SUFFIX)) && rest.starts_with('.') && shape == Shape::Capital;
    const ABBREVIATION_BYTES_MAX: usize = 5; // "Supt", "Capt", "Sens"
    if abbreviated && end - start <= ABBREVIATION_BYTES_MAX {
        end += 1;
    }
    let possessive = possessive_len(&text[end..]).is_some();
    Word { span: Span::new(start, end), shape, class, possessive, starts_sentence: false }
}

/// The word that begins at `start`, if it is of a few ASCII letters before a space or a mark that belongs to no word: most
/// words are so, and need no closer look.
#[inline]
fn plain(text: &str, start: usize, lexicon: &Lexicon, folded: &mut String) -> Option<Word> {
    let bytes = text.as_bytes();
    let (end, packed) = Packed::of_run(bytes, start);
    let packed = packed.filter(|packed| packed.is_of_letters())?;
    let parts = |b: &u8| matches!(b, b' ' | b',' | b'\n' | b';' | b':' | b')' | b'"');
    if !bytes.get(end).is_none_or(parts) {
        return None;
    }
    let shape = plain_shape(&bytes[start..end]);
    let class = lexicon.class_of(packed, &text[start..end], folded);
    Some(Word { span: Span::new(start, end), shape, class, possessive: false, starts_sentence: false })
}

/// The shape of ASCII letters.
fn plain_shape(letters: &[u8]) -> Shape {
    match letters {
        [first, ..] if first.is_ascii_lowercase() => Shape::Lower,
        [_, _, ..] if letters.iter().all(u8::is_ascii_uppercase) => Shape::Upper,
        _ => Shape::Capital,
    }
}

/// Letters and digits, with apostrophes, hyphens and full stops that have a letter on both sides.
fn end_of_letters(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].chars().peekable();
    while let Some(c) = chars.next() {
        let joins = match c {
            '’' | '\'' => chars.peek().is_some_and(|n| n.is_alphabetic()) && possessive_len(&text[end..]).is_none(),
            '-' if inverted_pronoun(&text[end..]).is_some() => false,
            '-' | '\u{2010}' | '\u{2011}' => chars.peek().is_some_and(|n| n.is_alphanumeric()),
            // "U.S", "3.5", "a.m"; but not the end of a sentence that lacks its space
            '.' => {
                let last_single = text[start..end].rsplit('.').next().is_some_and(|p| p.chars().count() == 1);
                let digits = text[start..end].ends_with(|l: char| l.is_ascii_digit());
                chars.peek().is_some_and(|n| if digits { n.is_ascii_digit() } else { last_single && n.is_alphabetic() })
            }
            ',' => {
                text[start..end].ends_with(|l: char| l.is_ascii_digit())
                    && chars.peek().is_some_and(|n| n.is_ascii_digit())
            }
            c => c.is_alphanumeric() || is_combining(c),
        };
        if !joins {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c) || c == '\u{ad}'
}

/// Bytes of the possessive ending that `rest` begins with.
fn possessive_len(rest: &str) -> Option<usize> {
    if !matches!(rest.as_bytes().first(), Some(b'\'' | 0xE2)) {
        return None; // nearly every word; E2 begins "’"
    }
    let after = rest.strip_prefix(['’', '\''])?;
    let tail = after.strip_prefix(['s', 'S'])?;
    let ends = !tail.starts_with(|c: char| c.is_alphanumeric());
    ends.then(|| rest.len() - tail.len())
}

/// Bytes that link a French verb to the pronoun behind it: "dit-il", "a-t-elle".
fn inverted_pronoun(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('-')?;
    let pronoun = after.strip_prefix("t-").unwrap_or(after);
    let tail = ["elles", "elle", "ils", "il", "on"].iter().find_map(|p| pronoun.strip_prefix(p))?;
    let ends = !tail.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    ends.then(|| rest.len() - pronoun.len())
}

/// One capital, or capitals parted by full stops: "J", "H.R".
fn is_initials(word: &str) -> bool {
    word.split('.').all(|p| {
        let mut chars = p.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    })
}

fn shape(word: &str, first: char) -> Shape {
    if first.is_numeric() {
        return Shape::Number;
    }
    let plain = word.bytes().all(|b| b.is_ascii_alphabetic());
    if plain && first.is_ascii_lowercase() {
        return Shape::Lower; // most words
    }
    if !plain && let Some(hyphen) = word.rfind(['-', '\u{2010}', '\u{2011}']) {
        let last = word[hyphen..].trim_start_matches(['-', '\u{2010}', '\u{2011}']);
        // "Smith-Jones" and "al-Assad" are names, "Iran-backed" is not.
        let named = last.starts_with(char::is_uppercase) && (first.is_uppercase() || word.len() - last.len() <= 4);
        return if named { Shape::Capital } else { Shape::Lower };
    }
    if first.is_lowercase() {
        // "d’Estaing", "iPhone"
        let elided =
            word.find(['’', '\'']).is_some_and(|i| i == 1 && word[i..].chars().nth(1).is_some_and(char::is_uppercase));
        return if elided { Shape::Capital } else { Shape::Lower };
    }
    if !first.is_uppercase() {
        return Shape::Capital; // scripts without case
    }
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let upper = letters.clone().count() >= 2 && letters.all(char::is_uppercase);
    if upper { Shape::Upper } else { Shape::Capital }
}

/// Lower case with straight apostrophes: the form the lexicon is asked for.
pub fn fold(word: &str, into: &mut String) {
    into.clear();
    if word.is_ascii() {
        into.push_str(word);
        into.make_ascii_lowercase();
        return;
    }
    for c in word.chars() {
        match c {
            '’' => into.push('\''),
            c if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            c => into.extend(c.to_lowercase()),
        }
    }
}
