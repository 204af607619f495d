//! A stretch of text in, the same words in normal form out: NFC, no invisible characters, entities decoded once.

use crate::text::eight::alphanumeric_end;
use std::borrow::Cow;
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
    let mut last = ' ';
    text.chars().all(|c| {
        let is_first_space = c == ' ' && last != ' ';
        last = c;
        is_first_space
            || matches!(c, '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '€')
    })
}

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

/// Entities that plain fields carry when an export forgot to decode them.
#[rustfmt::skip]
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", " "), ("ldquo", "“"), ("rdquo", "”"), ("lsquo", "‘"), ("rsquo", "’"),
    ("bdquo", "„"), ("sbquo", "‚"), ("laquo", "«"), ("raquo", "»"), ("ndash", "–"), ("mdash", "—"), ("hellip", "…"), ("bull", "•"), ("middot", "·"),
    ("euro", "€"), ("pound", "£"), ("cent", "¢"), ("yen", "¥"), ("copy", "©"), ("reg", "®"), ("trade", "™"), ("deg", "°"), ("sect", "§"), ("shy", ""),
    ("aacute", "á"), ("eacute", "é"), ("iacute", "í"), ("oacute", "ó"), ("uacute", "ú"), ("ntilde", "ñ"), ("auml", "ä"), ("euml", "ë"), ("iuml", "ï"),
    ("ouml", "ö"), ("uuml", "ü"), ("Auml", "Ä"), ("Ouml", "Ö"), ("Uuml", "Ü"), ("szlig", "ß"), ("agrave", "à"), ("egrave", "è"), ("ograve", "ò"),
    ("ugrave", "ù"), ("acirc", "â"), ("ecirc", "ê"), ("icirc", "î"), ("ocirc", "ô"), ("ucirc", "û"), ("ccedil", "ç"), ("Eacute", "É"), ("atilde", "ã"),
    ("otilde", "õ"), ("aring", "å"), ("oslash", "ø"), ("aelig", "æ"), ("frac12", "½"), ("times", "×"), ("iexcl", "¡"), ("iquest", "¿"),
];

/// Entities decoded once: `&amp;quot;` becomes `&quot;`, as its writer meant. Unknown ones stay as they are.
pub fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest entity here has eight letters, the longest number seven digits.
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| entity(&rest[1..end]).map(|decoded| (decoded, end))) {
            Some((decoded, end)) => {
                out.push_str(&decoded);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control()).map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

/// The runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = word_start(text, at)?;
        at = word_end(text, start);
        Some(&text[start..at])
    })
}

/// Where the first letter or digit stands, from `at` on.
fn word_start(text: &str, at: usize) -> Option<usize> {
    let (mut at, bytes) = (at, text.as_bytes());
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            return Some(at);
        }
        let c = if byte.is_ascii() { ' ' } else { text[at..].chars().next()? };
        if c.is_alphanumeric() {
            return Some(at);
        }
        at += c.len_utf8();
    }
    None
}

/// Where the letters and digits end that stand from `at` on.
fn word_end(text: &str, at: usize) -> usize {
    let mut end = alphanumeric_end(text.as_bytes(), at);
    // Beyond ASCII a character at a time.
    while let Some(c) = text[end..].chars().next().filter(|c| c.is_alphanumeric()) {
        end = alphanumeric_end(text.as_bytes(), end + c.len_utf8());
    }
    end
}

/// Letters and digits only, lower case, one space between words: what two lines must share to say the same.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out
}

/// Characters of a word that says what a line is about (guessed: articles and prepositions are shorter).
const LONG_WORD_CHARS_MIN: usize = 4;

/// The folded words of a text that are no articles and prepositions: what a headline or a table shares with its story.
pub fn long_words(text: &str) -> Vec<String> {
    let folded = folded(text);
    folded.split(' ').filter(|word| word.chars().count() >= LONG_WORD_CHARS_MIN).map(str::to_owned).collect()
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
    fn entities_are_decoded_once() {
        assert_eq!(entities("AT&amp;T &amp;quot; &#8217;s &#x201c; R&D &bogus; &"), "AT&T &quot; ’s “ R&D &bogus; &");
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
        assert_eq!(folded("“Next time,” in MOSCOW!"), "next time in moscow");
    }
}
