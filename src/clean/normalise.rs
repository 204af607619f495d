//! A stretch of text in, the same words in normal form out: NFC, no invisible characters, entities decoded once.

use crate::text::eight::{alphanumeric_end, printable_end};
pub use crate::text::entities::entities;
use crate::text::words::next_letter;
use memchr::memmem::Finder;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// One line: normal form, white space squeezed.
pub fn line(text: &str) -> String {
    let text = text.trim();
    if is_normal(text) {
        return text.to_owned();
    }
    let text = nfc(text);
    let mut out = String::with_capacity(text.len());
    let mut is_apart = false;
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if c.is_whitespace() || c.is_control() {
            is_apart = true;
            continue;
        }
        if is_apart && !out.is_empty() {
            out.push(' ');
        }
        is_apart = false;
        out.push(c);
    }
    out
}

/// Whether a trimmed line is in normal form as it stands, for the letters and marks that most lines are made of: none of
/// them composes with another.
fn is_normal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = printable_end(bytes, 0);
    while let Some(c) = text[at..].chars().next() {
        if !matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '€') {
            return false;
        }
        at = printable_end(bytes, at + c.len_utf8());
    }
    TWO_SPACES.find(bytes).is_none()
}

static TWO_SPACES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("  "));

/// The start of a text, at most so many bytes, cut between characters.
pub fn start(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

/// Canonical composition; text that already has it is not copied.
pub fn nfc(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Characters that break words apart for programs and show nothing to people. Joiners (U+200C, U+200D) stay: Persian
/// and Indic scripts spell with them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Elements whose tags stand in a line that came from a page: of these a name or a headline keeps the words alone.
#[rustfmt::skip]
const ELEMENTS_OF_A_LINE: &[&str] = &[
    "a", "abbr", "b", "big", "br", "cite", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "mark", "p", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

/// Those of them that end a line.
const BREAKS: &[&str] = &["br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p"];

/// How far the end of a tag is looked for (guessed: an address has a few hundred letters); what goes on longer is no tag.
const TAG_BYTES_MAX: usize = 2_000;

/// A short field as it is read: entities decoded, then the tags of a line taken out. What only looks like a tag stays.
pub fn unmarked(text: &str) -> Cow<'_, str> {
    let decoded = entities(text);
    if !decoded.contains('<') {
        return decoded;
    }
    let (mut out, mut rest) = (String::with_capacity(decoded.len()), &*decoded);
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (kept, length) = tag(rest).unwrap_or(("<", 1));
        out.push_str(kept);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What is kept of the tag that a text begins with, and how long the tag is.
fn tag(text: &str) -> Option<(&'static str, usize)> {
    let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let name = &inside[..inside.bytes().take_while(u8::is_ascii_alphanumeric).count()];
    let is_name = |known: &&str| name.eq_ignore_ascii_case(known);
    let is_tag = ELEMENTS_OF_A_LINE.iter().any(&is_name) && inside[name.len()..].starts_with([' ', '>', '/', '\n']);
    let end = text.bytes().take(TAG_BYTES_MAX).position(|b| b == b'>').filter(|_| is_tag)?;
    Some((if BREAKS.iter().any(&is_name) { "\n" } else { "" }, end + 1))
}

/// The runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    Words { text, at: 0 }
}

struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    #[inline(always)]
    fn next(&mut self) -> Option<&'t str> {
        let start = next_letter(self.text, self.at)?;
        self.at = word_end(self.text, start);
        Some(&self.text[start..self.at])
    }
}

/// Where the letters and digits end that stand from `at` on.
#[inline]
fn word_end(text: &str, at: usize) -> usize {
    let end = alphanumeric_end(text.as_bytes(), at);
    if text.as_bytes().get(end).is_none_or(u8::is_ascii) { end } else { end_beyond_ascii(text, end) }
}

/// The same, a character beyond ASCII at a time.
fn end_beyond_ascii(text: &str, mut end: usize) -> usize {
    while let Some(c) = text[end..].chars().next().filter(|c| c.is_alphanumeric()) {
        end = alphanumeric_end(text.as_bytes(), end + c.len_utf8());
    }
    end
}

/// Letters and digits only, lower case, one space between words: what two lines must share to say the same. Accents stay, which
/// `text::fold` takes off.
pub fn line_key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            let at = out.len();
            out.push_str(word);
            out[at..].make_ascii_lowercase();
        } else {
            out.extend(lower(word));
        }
    }
    out
}

/// Whether two lines have the same key: told without making it, for most differ in their first words.
pub fn say_the_same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (words(a), words(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if lower(a).eq(lower(b)) => {}
            _ => return false,
        }
    }
}

fn lower(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(char::to_lowercase)
}

/// Characters of a word that says what a line is about (guessed: articles and prepositions are shorter).
const LONG_WORD_CHARS_MIN: usize = 4;

/// The words of a text's line key that are no articles and prepositions: what a headline or a table shares with its story.
pub fn long_words(text: &str) -> Vec<String> {
    let key = line_key(text);
    key.split(' ').filter(|word| word.chars().count() >= LONG_WORD_CHARS_MIN).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_out_in_normal_form() {
        assert_eq!(line("  a\u{a0}b \u{200b} c\u{ad}d\t"), "a b cd");
        assert_eq!(line("e\u{301}"), "é");
        assert_eq!(line(" “Zürich – 5 €”"), "“Zürich – 5 €”");
    }

    #[test]
    fn a_line_from_a_page_keeps_its_words() {
        for (text, expected) in [
            ("Café &#8217;s <i>Titanic</i> review", "Café ’s Titanic review"),
            ("&lt;b&gt;Ferry&lt;/b&gt; stays", "Ferry stays"),
            ("<a href='http://h.example/?a=1&amp;b=2'>Jane Doe</a>", "Jane Doe"),
            ("<h1>Ferry</h1><p class=x>stays", "\nFerry\n\nstays"),
            ("Jane Doe<br/>Sam Roe", "Jane Doe\nSam Roe"),
            ("A &amp; E", "A & E"),
            // What only looks like a tag.
            ("Jane Doe <a@h.example>", "Jane Doe <a@h.example>"),
            ("a <b and c > d", "a  d"),
            ("1 < 2, <3 and <b", "1 < 2, <3 and <b"),
            ("The <article> tag", "The <article> tag"),
        ] {
            assert_eq!(unmarked(text), expected);
        }
    }

    #[test]
    fn words_are_what_stands_between_everything_else() {
        for text in [
            "",
            " ",
            "a",
            "“Zürich–Köln”: 5 €, naïve!",
            "x1y2 longer than eight letters each",
            "ß",
            "—é",
            "東京 a",
            "e\u{301}t",
        ] {
            let expected: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            assert_eq!(words(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn folding_keeps_words_only() {
        assert_eq!(line_key("“Next time,” in MOSCOW!"), "next time in moscow");
    }

    #[test]
    fn lines_say_the_same_where_their_keys_are_the_same() {
        let lines = ["Élysée – now", "élysée, NOW!", "Élysée", "now élysée", "", "—", "İ", "i"];
        for (a, b) in lines.iter().flat_map(|a| lines.iter().map(move |b| (a, b))) {
            assert_eq!(say_the_same(a, b), line_key(a) == line_key(b), "{a} {b}");
        }
    }
}
