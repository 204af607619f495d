//! A language in, the words its phrases of time are made of out: looked up for every word of every article.

use crate::text::calendar::words::{self, Languages, WordKind};
use crate::text::packed::Packed;
use crate::text::shapes::Shapes;
use crate::text::table::Table;

/// What a token can be to a pattern, or what an element of one asks for, a bit each: where the two share none, the one does
/// not fit the other. Literals share the bits that are left over, so that it may not fit otherwise either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u64);

impl Kinds {
    /// A word of the tables, or a number: no mention begins with anything else.
    pub const KNOWN: Kinds = Kinds(1);
    pub const MARK: Kinds = Kinds(1 << 1);
    /// A number that may be a year, and one that is too small for it.
    pub const YEAR: Kinds = Kinds(1 << 2);
    pub const NUMBER: Kinds = Kinds(1 << 3);
    pub const WEEKDAY: Kinds = Kinds(1 << 4);
    pub const MONTH: Kinds = Kinds(1 << 5);
    pub const UNIT: Kinds = Kinds(1 << 6);
    /// "on": part of the mention before which it stands.
    pub const LEAD: Kinds = Kinds(1 << 7);
    pub const FUTURE: Kinds = Kinds(1 << 8);
    pub const PAST: Kinds = Kinds(1 << 9);
    /// Looks ahead before "to" or "for".
    pub const INTENT: Kinds = Kinds(1 << 10);
    /// "morning", "night": may stand between a day and its verb.
    pub const PART_OF_DAY: Kinds = Kinds(1 << 11);

    pub fn of_literal(number: u16) -> Kinds {
        Kinds(1 << (12 + number % 52))
    }

    #[inline]
    pub fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    #[inline]
    pub fn meet(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a word can be in a phrase; zero where it is not that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word {
    pub kinds: Kinds,
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
    /// Of words as texts have them: these are written in Latin letters and composed, and so the bits that a shape looks at are the
    /// same in capitals and small letters, beyond ASCII too.
    shapes: Shapes,
    literals: u16,
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
            let kind = match sense.kind {
                WordKind::Month => {
                    word.month = value;
                    word.is_full_month = text.len() >= 4 || matches!(text, "may" | "mai");
                    Kinds::MONTH
                }
                WordKind::Weekday if text.len() > 4 => {
                    word.weekday = value;
                    Kinds::WEEKDAY
                }
                WordKind::Unit => {
                    word.unit = value;
                    word.is_plural = is_plural(text, language);
                    Kinds::UNIT
                }
                WordKind::Number => {
                    word.number = value;
                    Kinds::NUMBER
                }
                _ => continue,
            };
            word.kinds = word.kinds.or(kind);
        }
        lexicon
    }

    fn entry(&mut self, text: &str) -> &mut Word {
        self.shapes.add_word(text);
        let word = self.words.entry(text);
        word.kinds = word.kinds.or(Kinds::KNOWN);
        word
    }

    /// Gives a word a role.
    pub fn mark(&mut self, text: &str, role: Kinds) {
        let word = self.entry(text);
        word.kinds = word.kinds.or(role);
    }

    /// The number of a literal, made when it is new.
    pub fn literal(&mut self, text: &'static str) -> u16 {
        let next = self.literals + 1;
        let word = self.entry(text);
        if word.literal != 0 {
            return word.literal;
        }
        word.literal = next;
        word.kinds = word.kinds.or(Kinds::of_literal(next));
        self.literals = next;
        next
    }

    /// What the word at bytes `start..end` of `text` can be, whatever its case.
    #[inline]
    pub fn word(&self, text: &str, start: usize, end: usize) -> Option<Word> {
        if !self.shapes.may_hold(text.as_bytes().get(start..end)?) {
            return None;
        }
        match Packed::of(text.as_bytes(), start, end) {
            Some(packed) => self.words.get_packed(packed),
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
    fn every_word_is_found_in_capitals() {
        for tag in ["en", "de", "fr", "es"] {
            let languages = Languages::of_tag(tag).unwrap();
            let lexicon = Lexicon::new(languages);
            for (word, _) in words::words(languages) {
                let capitals = word.to_uppercase();
                assert!(lexicon.word(&capitals, 0, capitals.len()).is_some(), "{capitals}");
            }
        }
    }

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
