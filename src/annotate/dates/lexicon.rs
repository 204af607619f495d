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

/// The words of one language. Most words of a text are not among them, and the filter says so without a hash.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: HashMap<String, Word>,
    /// For each first byte, the lengths (bits) of the words that begin with it.
    lengths: Vec<u32>,
    literals: u16,
}

/// Longest word looked up, in bytes: the bits of a length mask.
const WORD_BYTES_MAX: usize = 31;

impl Lexicon {
    /// The calendar's words in `language`. Abbreviated weekdays ("Sun", "Mo") are names and words far more often.
    pub fn new(language: Languages) -> Lexicon {
        let mut lexicon = Lexicon { lengths: vec![0; 256], ..Lexicon::default() };
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
    pub fn literal(&mut self, text: &str) -> u16 {
        let next = self.literals + 1;
        let word = self.entry(text);
        if word.literal == 0 {
            word.literal = next;
            self.literals = next;
        }
        self.words[text].literal
    }

    fn entry(&mut self, text: &str) -> &mut Word {
        if let Some(&first) = text.as_bytes().first() {
            self.lengths[usize::from(first)] |= 1 << text.len().min(WORD_BYTES_MAX);
        }
        self.words.entry(text.to_owned()).or_default()
    }

    /// What `text` can be, whatever its case.
    pub fn word(&self, text: &str) -> Option<Word> {
        let first = *text.as_bytes().first()?;
        if text.len() > WORD_BYTES_MAX {
            return None;
        }
        if !text.is_ascii() {
            return self.words.get(text.to_lowercase().as_str()).copied();
        }
        if self.lengths[usize::from(first.to_ascii_lowercase())] & (1 << text.len()) == 0 {
            return None;
        }
        let mut lower = [0u8; WORD_BYTES_MAX];
        for (to, from) in lower.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        let lower = std::str::from_utf8(&lower[..text.len()]).ok()?;
        self.words.get(lower).copied()
    }
}
