//! A text in, its numbers, words and marks out: the smallest units a date is made of.
//!
//! Letters and digits part ("16th" is a number and a word, "2025年8月" two of each), so that every written
//! form is a sequence of the same few things.

use crate::text::eight::alphabetic_end;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// ASCII digits; the value saturates.
    Number(u32),
    /// Letters, with inner apostrophes left out.
    Word,
    /// Anything else that is not white space.
    Mark(char),
}

/// A number, a word or a mark, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: TokenKind,
    /// Whether white space stands before it.
    pub spaced: bool,
}

impl Token {
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    /// The number, when it is written with `digits` many digits.
    pub fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.kind {
            TokenKind::Number(value) if digits.contains(&(self.end - self.start)) => Some(value),
            _ => None,
        }
    }
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// See [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let before = self.at;
        // Nearly always a single blank.
        let mut start = before + usize::from(bytes.get(before) == Some(&b' '));
        let mut first = *bytes.get(start)?;
        if !first.is_ascii_graphic() {
            start = end_of_white_space(self.text, start);
            first = *bytes.get(start)?;
        }
        let (end, kind) = match first {
            b'a'..=b'z' | b'A'..=b'Z' => (end_of_letters(self.text, start), TokenKind::Word),
            b'0'..=b'9' => number(bytes, start),
            0..0x80 => (start + 1, TokenKind::Mark(first.into())),
            _ => beyond_ascii(self.text, start)?,
        };
        self.at = end;
        Some(Token { start, end, kind, spaced: start > before })
    }
}

/// The end of the white space that stands from `at` on.
fn end_of_white_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// What begins at `at` with a character that ASCII does not have: where it ends, and what it is.
fn beyond_ascii(text: &str, at: usize) -> Option<(usize, TokenKind)> {
    Some(match text[at..].chars().next()? {
        letter if is_letter(letter) => (end_of_any_letters(text, at), TokenKind::Word),
        mark => (at + mark.len_utf8(), TokenKind::Mark(mark)),
    })
}

/// Whether it is a letter. The usual marks that ASCII does not have stand among those that are none.
fn is_letter(c: char) -> bool {
    !matches!(c, '\u{2000}'..='\u{206f}') && c.is_alphabetic()
}

/// The end of the letters that stand from `at` on.
#[inline]
fn end_of_letters(text: &str, at: usize) -> usize {
    let ascii = alphabetic_end(text.as_bytes(), at);
    if text.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    end_of_any_letters(text, ascii)
}

/// The same, whatever the letters are.
fn end_of_any_letters(text: &str, at: usize) -> usize {
    let others = text[at..].find(|c: char| !is_letter(c));
    others.map_or(text.len(), |length| at + length)
}

/// The digits that stand from `at` on: where they end, and their value.
fn number(bytes: &[u8], at: usize) -> (usize, TokenKind) {
    let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
    let value = digits.clone().fold(0, |n: u32, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')));
    (at + digits.count(), TokenKind::Number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_marks_part() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = tokens(text).map(|t| t.of(text)).collect();
            assert_eq!(found, expected);
        };
        check("Aug. 16th, 2025", &["Aug", ".", "16", "th", ",", "2025"]);
        check("2025年8月16日", &["2025", "年", "8", "月", "16", "日"]);
        check(" 16\u{a0}août  ", &["16", "août"]);
        check("", &[]);
    }
}
