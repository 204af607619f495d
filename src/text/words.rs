//! A text in, its words out: where each begins and ends, and at which position it stands.
//!
//! A word is a run of letters and digits of any script. An apostrophe between letters joins (`O'Brien`,
//! `don't`), so does the stop of initials (`U.S.`) and the point or comma inside a number (`3.5`, `1,000`);
//! a hyphen parts. Scripts written without spaces give one word a character. This is UAX #29 in spirit, cut
//! down to what a news archive needs so that it runs at the speed of the bytes.
//!
//! Positions are what phrases are matched by: one word, one position, and a paragraph break adds
//! [`PARAGRAPH_GAP`], so that no phrase reaches over it. Everything that speaks of positions (the index, the
//! starts of passages and sentences, the highlighter) counts them here and nowhere else.

use super::eight::alphanumeric_end;
use super::packed::Packed;

/// Positions added at a paragraph break. Larger than any slop the query language allows.
pub const PARAGRAPH_GAP: u32 = 100;

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// Words before it, paragraph gaps counted in.
    pub position: u32,
    pub kind: WordKind,
}

/// What a word is made of, as far as folding needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// ASCII letters and digits only: folding is lower-casing.
    Ascii,
    /// Anything else that is written with spaces around it.
    Other,
    /// One character of a script without spaces (Han, kana, Hangul, Thai …), with the marks on it.
    Unspaced,
}

/// The words of `text`, in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, next_position: 0, any: false }
}

/// Whether a word is written with a capital, wherever it stands in it (`Apple`, `NATO`, `iPhone`).
pub fn is_capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

/// Iterator over the words of a text; see [`words`].
#[derive(Debug, Clone)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    next_position: u32,
    any: bool,
}

impl Words<'_> {
    /// The position the next word would have without a paragraph break before it: one past the last
    /// word's once the iterator is exhausted.
    pub fn next_position(&self) -> u32 {
        self.next_position
    }

    /// Where the next word begins, and whether a paragraph break stands before it.
    #[inline]
    fn next_start(&self) -> Option<(usize, bool)> {
        // Between most words stands a space and nothing else.
        if let Some([b' ', next, ..]) = self.text.as_bytes().get(self.at..)
            && CLASSES[*next as usize] == Class::Word
        {
            return Some((self.at + 1, false));
        }
        start_from(self.text, self.at)
    }

    /// The next word, packed as well where it is of ASCII letters and digits only, and not long.
    #[inline(always)]
    pub fn next_packed(&mut self) -> Option<(Word, Option<Packed>)> {
        let (start, gap) = self.next_start()?;
        let (end, packed) = Packed::of_run(self.text.as_bytes(), start);
        // Nearly every word ends here.
        let joined = may_go_on(self.text.as_bytes(), end).then(|| end_of_joined(self.text, start, end));
        let (end, kind) = joined.unwrap_or((end, WordKind::Ascii));
        self.at = end;
        let mut position = self.next_position;
        if gap && self.any {
            position = position.saturating_add(PARAGRAPH_GAP);
        }
        self.any = true;
        self.next_position = position.saturating_add(1);
        let packed = packed.filter(|_| kind == WordKind::Ascii);
        Some((Word { start, end, position, kind }, packed))
    }
}

/// Where a word begins, from `at` on, and whether a paragraph break stands before it.
#[inline(never)]
fn start_from(text: &str, mut at: usize) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut gap = false;
    while let Some(&byte) = bytes.get(at) {
        match CLASSES[byte as usize] {
            Class::Word => return Some((at, gap)),
            Class::Newline => {
                gap |= bytes.get(at + 1) == Some(&b'\n');
                at += 1;
            }
            Class::Gap | Class::Joiner => at += 1,
            Class::NotAscii => {
                let c = char_at(text, at)?;
                if !is_punctuation(c) && c.is_alphanumeric() {
                    return Some((at, gap));
                }
                at += c.len_utf8();
            }
        }
    }
    None
}

/// The end of the word that begins at `start` and whose first letters and digits in ASCII end at `at`, and its kind.
#[inline(never)]
fn end_of_joined(text: &str, start: usize, mut at: usize) -> (usize, WordKind) {
    let bytes = text.as_bytes();
    let mut kind = WordKind::Ascii;
    while may_go_on(bytes, at) {
        match char_at(text, at) {
            Some(c) if !c.is_ascii() && !is_punctuation(c) && (c.is_alphanumeric() || is_mark(c)) => {
                if is_unspaced(c) {
                    return if at == start {
                        (end_of_cluster(text, at + c.len_utf8()), WordKind::Unspaced)
                    } else {
                        (at, kind)
                    };
                }
                kind = WordKind::Other;
                at += c.len_utf8();
            }
            Some(c) if joins(text, start, at, c) => {
                kind = WordKind::Other;
                at += c.len_utf8();
            }
            _ => break,
        }
        at = alphanumeric_end(bytes, at);
    }
    (at, kind)
}

/// Whether a word may hold the character at `at`, which is no ASCII letter or digit: what joins has a letter or digit of some
/// script behind it.
#[inline]
fn may_go_on(bytes: &[u8], at: usize) -> bool {
    let class = |at: usize| bytes.get(at).map(|&byte| CLASSES[byte as usize]);
    match class(at) {
        Some(Class::NotAscii) => true,
        Some(Class::Joiner) => matches!(class(at + 1), Some(Class::Word | Class::NotAscii)),
        _ => false,
    }
}

/// What a byte is to the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Newline,
    /// May join the letters or digits around it.
    Joiner,
    Gap,
    NotAscii,
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::Word,
            b'\n' => Class::Newline,
            b'\'' | b'.' | b',' => Class::Joiner,
            128.. => Class::NotAscii,
            _ => Class::Gap,
        };
        byte += 1;
    }
    classes
}

impl Iterator for Words<'_> {
    type Item = Word;

    #[inline(always)]
    fn next(&mut self) -> Option<Word> {
        self.next_packed().map(|(word, _)| word)
    }
}

/// Dashes, quotation marks, bullets and the ellipsis: nearly all of an English text that is not ASCII, told without a table.
pub fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}')
}

/// Where the first letter or digit of any script stands, from `at` on.
#[inline]
pub fn next_letter(text: &str, at: usize) -> Option<usize> {
    match text.as_bytes().get(at..at + 2) {
        Some([b' ', letter]) if letter.is_ascii_alphanumeric() => Some(at + 1), // nearly always
        _ => start_from(text, at).map(|(start, _)| start),
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Whether `c` at `at` holds the word that began at `start` together with what follows it.
fn joins(text: &str, start: usize, at: usize, c: char) -> bool {
    let before = || text[start..at].chars().next_back();
    let after = &text[at + c.len_utf8()..];
    let next = || after.chars().next();
    match c {
        '\'' | '’' | 'ʼ' => before().is_some_and(char::is_alphabetic) && next().is_some_and(is_spaced_letter),
        '.' => {
            let digits = before().is_some_and(|b| b.is_ascii_digit()) && next().is_some_and(|n| n.is_ascii_digit());
            digits || (is_initials(&text[start..at]) && next_is_initial(after))
        }
        ',' => before().is_some_and(|b| b.is_ascii_digit()) && is_thousand(after),
        _ => false,
    }
}

fn is_spaced_letter(c: char) -> bool {
    c.is_alphabetic() && !is_unspaced(c)
}

/// `U`, `U.S`: single letters parted by stops.
fn is_initials(word: &str) -> bool {
    let mut last_was_letter = false;
    // Longer than any abbreviation: keeps the whole scan linear on `a.a.a.a…`.
    if word.len() > 16 {
        return false;
    }
    for c in word.chars() {
        if (c == '.') != last_was_letter || (c != '.' && !c.is_alphabetic()) {
            return false;
        }
        last_was_letter = c != '.';
    }
    last_was_letter
}

/// A single letter and then no further letter or digit.
fn next_is_initial(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next().is_some_and(is_spaced_letter) && !chars.next().is_some_and(char::is_alphanumeric)
}

/// Exactly three digits: the comma before them groups thousands.
fn is_thousand(after: &str) -> bool {
    let digits = after.bytes().take(4).take_while(u8::is_ascii_digit).count();
    digits == 3
}

/// Past the combining marks that follow `at`.
fn end_of_cluster(text: &str, mut at: usize) -> usize {
    while let Some(c) = char_at(text, at).filter(|&c| is_mark(c)) {
        at += c.len_utf8();
    }
    at
}

/// A mark that continues a word but begins none.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && unicode_normalization::char::is_combining_mark(c)
}

/// Letters of scripts that put no space between words (Hangul does, but glues particles on: pairs of its
/// syllables find more, as Lucene's CJK analysis holds).
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' // Thai, Lao
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1100}'..='\u{11FF}' // Hangul jamo
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}' // kana
        | '\u{3130}'..='\u{318F}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' // Han
        | '\u{AC00}'..='\u{D7AF}' // Hangul
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).map(|w| &text[w.start..w.end]).collect();
        assert_eq!(found, expected, "words of {text:?}");
    }

    #[test]
    fn words_are_letters_and_digits_with_what_joins_them() {
        check("", &[]);
        check(" -- … ", &[]);
        check("The well-known end.", &["The", "well", "known", "end"]);
        check("O'Brien doesn’t 'quote'", &["O'Brien", "doesn’t", "quote"]);
        check("the U.S.-led talks at 5 p.m. today.", &["the", "U.S", "led", "talks", "at", "5", "p.m", "today"]);
        check(
            "It cost 3.5m, or 1,000,000 in 2019,2020.",
            &["It", "cost", "3.5m", "or", "1,000,000", "in", "2019", "2020"],
        );
        check("end.Next a.b.cd", &["end", "Next", "a.b", "cd"]);
        check("Orbán Zürich Ελλάδα Київ", &["Orbán", "Zürich", "Ελλάδα", "Київ"]);
        check("cafe\u{301} x", &["cafe\u{301}", "x"]);
        check("東京 is東", &["東", "京", "is", "東"]);
        check("ไทย", &["ไ", "ท", "ย"]);
    }

    #[test]
    fn a_paragraph_break_leaves_a_gap() {
        let positions = |text| words(text).map(|w| w.position).collect::<Vec<_>>();
        assert_eq!(positions("a b\n\nc d"), [0, 1, 102, 103]);
        assert_eq!(positions("\n\na\nb \n\n \n\n c"), [0, 1, 102]);
    }
}
