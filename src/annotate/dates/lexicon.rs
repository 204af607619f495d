//! A language in, the words its phrases of time are made of out: looked up for every word of every article.

use crate::text::calendar::words::{self, Languages, WordKind};
use crate::text::packed::Packed;
use crate::text::table::Table;

/// What a word can be in a phrase; zero where it is not that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    pub month: u8,
    /// Whether the month's name is written out: "Jan" and "Mar" are people too.
    pub is_full_month: bool,
    pub weekday: u8,
    pub unit: u8,
    /// Whether the unit is said of several ("weeks").
    pub is_plural: bool,
    pub number: u8,
    /// The word itself, where a pattern names it.
    pub literal: u16,
}

/// The words of one language.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Table<Word>,
    known: Filter,
    literals: u16,
}

/// Tells most words that are in no table from those that are, by a bit for each hash: two of three words of a text are in none.
#[derive(Debug, Default)]
struct Filter([u64; 32]);

impl Filter {
    fn add(&mut self, word: Packed) {
        let (at, bit) = Filter::place(word);
        self.0[at] |= bit;
    }

    #[inline]
    fn may_hold(&self, word: Packed) -> bool {
        let (at, bit) = Filter::place(word);
        self.0[at] & bit != 0
    }

    #[inline]
    fn place(word: Packed) -> (usize, u64) {
        let slot = word.slot(32 * 64);
        (slot / 64, 1 << (slot % 64))
    }
}

/// Longest word looked up, in bytes; the longest of the tables ("donnerstagnachmittag") has 20.
const WORD_BYTES_MAX: usize = 31;

impl Lexicon {
    /// The calendar's words in `language`. Abbreviated weekdays ("Sun", "Mo") are names and words far more often.
    pub fn new(language: Languages) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (text, sense) in words::words(language) {
            let value = u8::try_from(sense.value).unwrap_or_default();
            let word = lexicon.entry(text);
            match sense.kind {
                WordKind::Month => {
                    word.month = value;
                    word.is_full_month = text.len() >= 4 || matches!(text, "may" | "mai");
                }
                WordKind::Weekday if text.len() > 4 => word.weekday = value,
                WordKind::Unit => {
                    word.unit = value;
                    word.is_plural = is_plural(text, language);
                }
                WordKind::Number => word.number = value,
                _ => {}
            }
        }
        lexicon
    }

    fn entry(&mut self, text: &str) -> &mut Word {
        if let Some(packed) = Packed::of_word(text) {
            self.known.add(packed);
        }
        self.words.entry(text)
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

    /// What the word at bytes `start..end` of `text` can be, whatever its case.
    #[inline]
    pub fn word(&self, text: &str, start: usize, end: usize) -> Option<Word> {
        match Packed::of(text.as_bytes(), start, end) {
            Some(packed) if self.known.may_hold(packed) => self.words.get_packed(packed),
            Some(_) => None,
            None => self.other_word(text, start, end),
        }
    }

    /// The same for a word that is long or not ASCII.
    fn other_word(&self, text: &str, start: usize, end: usize) -> Option<Word> {
        let long = text.get(start..end).filter(|word| word.len() <= WORD_BYTES_MAX)?;
        self.words.get(&long.to_lowercase())
    }
}

/// "weeks", "Wochen", "años". A German genitive ("Monats") is of one.
fn is_plural(unit: &str, language: Languages) -> bool {
    if Some(language) == Languages::of_tag("de") {
        unit.ends_with("en") || unit.ends_with('e') && !["woche", "wochenende"].contains(&unit)
    } else {
        unit.ends_with('s') && !["mois", "mes"].contains(&unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_knows_whether_it_is_of_several() {
        let check = |tag, words: &[&str], expected: &[&str]| {
            let lexicon = Lexicon::new(Languages::of_tag(tag).unwrap());
            let plural = |word: &&str| lexicon.word(word, 0, word.len()).is_some_and(|word| word.is_plural);
            let found: Vec<&str> = words.iter().copied().filter(plural).collect();
            assert_eq!(found, expected, "{tag}");
        };
        check("en", &["week", "weeks", "decades"], &["weeks", "decades"]);
        check("de", &["woche", "wochen", "monats", "monate", "jahr", "jahren"], &["wochen", "monate", "jahren"]);
        check("fr", &["mois", "années", "semaine"], &["années"]);
        check("es", &["mes", "meses"], &["meses"]);
    }
}
