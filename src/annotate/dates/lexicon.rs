//! A language in, the words its phrases of time are made of out: looked up for every word of every article.

use crate::text::calendar::words::{self, Languages, WordKind};
use std::collections::HashMap;

/// What a word can be in a phrase; zero where it is not that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    pub month: u8,
    /// Whether the month's name is written out: "Jan" and "Mar" are people too.
    pub is_full_month: bool,
    pub weekday: u8,
    pub unit: u8,
    pub number: u8,
    /// The word itself, where a pattern names it.
    pub literal: u16,
}

/// The words of one language. Most words of a text are not among them, and an empty shelf says so at once.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// ASCII words, on shelves by first letter and length: a shelf holds a few, so there is nothing to hash.
    shelves: Vec<Vec<Entry>>,
    /// The others, in lower case.
    others: HashMap<&'static str, Word>,
    literals: u16,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The first eight letters in one number: shorter words are told apart by it alone.
    key: u64,
    text: &'static str,
    word: Word,
}

/// Longest word looked up, in bytes; the longest of the tables ("donnerstagnachmittag") has 20.
const WORD_BYTES_MAX: usize = 31;

/// The shelf of an ASCII word; `None` for what begins with no letter.
fn shelf(text: &str) -> Option<usize> {
    let first = text.bytes().next()?.to_ascii_lowercase();
    let letter = first.checked_sub(b'a').filter(|letter| *letter < 26)?;
    (text.len() <= WORD_BYTES_MAX).then_some(usize::from(letter) * (WORD_BYTES_MAX + 1) + text.len())
}

/// The first eight bytes of an ASCII word, in lower case.
fn key(text: &str) -> u64 {
    text.bytes().take(8).fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()))
}

impl Lexicon {
    /// The calendar's words in `language`. Abbreviated weekdays ("Sun", "Mo") are names and words far more often.
    pub fn new(language: Languages) -> Lexicon {
        let mut lexicon = Lexicon { shelves: vec![Vec::new(); 26 * (WORD_BYTES_MAX + 1)], ..Lexicon::default() };
        for (text, sense) in words::words(language) {
            let value = u8::try_from(sense.value).unwrap_or_default();
            let word = lexicon.entry(text);
            match sense.kind {
                WordKind::Month => {
                    word.month = value;
                    word.is_full_month = text.len() >= 4 || matches!(text, "may" | "mai");
                }
                WordKind::Weekday if text.len() > 4 => word.weekday = value,
                WordKind::Unit => word.unit = value,
                WordKind::Number => word.number = value,
                _ => {}
            }
        }
        lexicon
    }

    /// The number of a literal, made when it is new.
    pub fn literal(&mut self, text: &'static str) -> u16 {
        let next = self.literals + 1;
        let word = self.entry(text);
        if word.literal != 0 {
            return word.literal;
        }
        word.literal = next;
        self.literals = next;
        next
    }

    fn entry(&mut self, text: &'static str) -> &mut Word {
        let Some(shelf) = shelf(text).filter(|_| text.is_ascii()) else { return self.others.entry(text).or_default() };
        let shelf = &mut self.shelves[shelf];
        let at = shelf.iter().position(|entry| entry.text == text).unwrap_or_else(|| {
            shelf.push(Entry { key: key(text), text, word: Word::default() });
            shelf.len() - 1
        });
        &mut shelf[at].word
    }

    /// What `text` can be, whatever its case.
    pub fn word(&self, text: &str) -> Option<Word> {
        if !text.is_ascii() {
            let known = text.len() <= WORD_BYTES_MAX;
            return known.then(|| self.others.get(text.to_lowercase().as_str()).copied())?;
        }
        let shelf = &self.shelves[shelf(text)?];
        if shelf.is_empty() {
            return None;
        }
        let key = key(text);
        let same = |entry: &&Entry| entry.key == key && (text.len() <= 8 || entry.text.eq_ignore_ascii_case(text));
        shelf.iter().find(same).map(|entry| entry.word)
    }
}
