//! A number of four digits that no phrase takes in, whether it is a year out: by what stands beside it. Amounts are mostly round,
//! and have a noun of count behind them.

use super::grammar::is_amount;
use super::resolve;
use super::{LISTS, Mention, Scan};
use crate::text::calendar::tokens::TokenKind;
use crate::text::word_lists::Words;

/// What is read as a year without a word that says so: from when on news speaks of single years, to its plans. Guessed.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2050;
/// Longest stretch of years that is written as one ("1914 to 2014"). Guessed.
const STRETCH_YEARS_MAX: i16 = 150;

/// Has a year behind it ("for 2014", "into 2016"), or an amount.
static PREPOSITIONS: Words = Words::of(LISTS, "before a year");
/// Goes on behind a year where behind an amount its noun would stand.
static GOES_ON: Words = Words::of(LISTS, "behind a year");
/// The same in German, where a year stands anywhere in its sentence without a preposition ("starb 1982 bei").
static GERMAN_GOES_ON: Words = Words::of(LISTS, "behind a year: German");
/// Has a year behind it in German.
static GERMAN_PREPOSITIONS: Words = Words::of(LISTS, "before a year: German");
/// What German puts before its year ("Bundestagswahl 2002", "Saison 2005").
static GERMAN_EVENTS: Words = Words::of(LISTS, "event: German");
/// Words of two letters or more whose stop ends no sentence.
static ABBREVIATIONS: Words = Words::of(LISTS, "abbreviation");
/// Opens a clause whose subject may follow.
static CONJUNCTIONS: Words = Words::of(LISTS, "conjunction");
/// Verbs of one thing: the subject of "is" is no amount.
static OF_ONE: Words = Words::of(LISTS, "verb of one");
/// Verbs that years have as amounts do.
static OF_ANY: Words = Words::of(LISTS, "verb of any");
/// Verbs that stand behind a German year and are neither regular nor in the table of signs.
static GERMAN_VERBS: Words = Words::of(LISTS, "verb of a year: German");
/// What comes round by the year and is told apart by it ("a disputed 2016 election").
static EVENTS: Words = Words::of(LISTS, "event");

impl Scan<'_> {
    /// "Last year's 2016 victory", "for 2014", "(1953)", "2023 is slated", "1989-90".
    pub(super) fn bare_year_at(&self, at: usize) -> Option<Mention> {
        let year = self.four_digits(at).filter(|year| YEARS.contains(year))?;
        let stands_free = self.stands_free(at) && !is_amount(self.units, at);
        let is_english = self.reader.language == "en";
        let is_told = || {
            self.stands_in_brackets(at)
                || self.stretch_from(at, year).is_some()
                || self.is_subject(at, year)
                || is_english && (self.is_owned(at, year) || self.is_behind_preposition(at, year))
                || is_english && self.is_of_event(at, year)
                || self.reader.language == "de" && self.is_german_year(at, year)
        };
        let days = (self.grammar.is_some() && stands_free && is_told()).then(|| resolve::years(year, year))?;
        Some(Mention { from: at, to: at + 1, days })
    }

    /// A mention that ends with a year from which a stretch runs on ("in 2000 to 2014", "the 1989-90 season"): the whole of it.
    pub(super) fn with_stretch(&self, mention: Mention) -> Mention {
        let stretch = || {
            let at = mention.to.checked_sub(1)?;
            let year = self.four_digits(at).filter(|year| resolve::years(*year, *year) == mention.days)?;
            let (last, to) = self.stretch_from(at, year)?;
            Some(Mention { from: mention.from, to, days: resolve::years(year, last) })
        };
        stretch().unwrap_or(mention)
    }

    /// The last of the years that run from the one at `at`, and where it ends.
    fn stretch_from(&self, at: usize, year: i16) -> Option<(i16, usize)> {
        let (joins, next) = (self.units.tokens.get(at + 1)?, self.units.tokens.get(at + 2)?);
        let last = match joins.kind {
            TokenKind::Word if ["to", "through", "until", "bis", "à"].contains(&self.word(at + 1)) => {
                self.four_digits(at + 2).filter(|last| !(is_round(*last) && self.is_counted(at + 2)))
            }
            // "2000–2014", "2000 – 2014"; two digits stand close.
            TokenKind::Mark('-' | '–' | '‐' | '‑' | '—') if joins.spaced == next.spaced => {
                let short = || year_of_two_digits(year, next.number(2..=2)?).filter(|_| !next.spaced);
                self.four_digits(at + 2).or_else(short)
            }
            TokenKind::Mark('/') if !joins.spaced && !next.spaced => {
                let short = || year_of_two_digits(year, next.number(2..=2)?);
                self.four_digits(at + 2).or_else(short).filter(|last| *last == year + 1)
            }
            _ => None,
        }?;
        let is_later = (year + 1..=year + STRETCH_YEARS_MAX).contains(&last) && last <= 2100;
        (is_later && !is_amount(self.units, at + 2) && !self.is_numbered_on(at + 3) && !self.is_clock(at + 3))
            .then_some((last, at + 3))
    }

    /// "1830 to 1930 hours".
    fn is_clock(&self, at: usize) -> bool {
        ["hours", "hrs", "GMT", "UTC", "Uhr"].contains(&self.word(at))
    }

    /// "1989-90-17": a number, and no years.
    fn is_numbered_on(&self, at: usize) -> bool {
        let joins = self.is_mark(at, &['-', '/', '.', '–']) && !self.units.tokens[at].spaced;
        joins && self.reader.line.number_follows(at)
    }

    pub(super) fn four_digits(&self, at: usize) -> Option<i16> {
        self.reader.line.number(at, 4..=4)
    }

    /// Whether no sign makes it a part of something longer ("$2014", "#2014", "12/2014").
    fn stands_free(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| self.units.tokens[before]) else { return true };
        match before.kind {
            TokenKind::Number(_) | TokenKind::Mark('$' | '€' | '£' | '#') => false,
            TokenKind::Mark('(' | '[' | '“' | '"' | '‘' | '\'' | '’') => true,
            _ => self.units.tokens[at].spaced,
        }
    }

    fn stands_in_brackets(&self, at: usize) -> bool {
        at > 0 && self.is_mark(at - 1, &['(']) && self.is_mark(at + 1, &[')'])
    }

    /// "Harlow's 2016 victory", "the Democrats' 2016 defeat".
    fn is_owned(&self, at: usize, year: i16) -> bool {
        let glued = |at: usize| !self.units.tokens[at].spaced;
        let apostrophe = |at: usize| self.is_mark(at, &['\'', '’']) && glued(at);
        let one = at > 2 && self.word(at - 1) == "s" && glued(at - 1) && apostrophe(at - 2);
        let several = at > 1 && apostrophe(at - 1) && self.word(at - 2).ends_with('s');
        (one || several) && !(is_round(year) && self.is_plural(at + 1))
    }

    fn is_behind_preposition(&self, at: usize, year: i16) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        PREPOSITIONS.has(before) && !is_round(year) && !self.is_counted(at)
    }

    /// Whether what stands behind the number may be what it counts.
    fn is_counted(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        !next.is_empty() && !GOES_ON.has_in_any_case(next)
    }

    /// "starb 1982 bei", "für 2005", "Bundestagswahl 2002": what an amount counts would be a noun, which has a capital.
    fn is_german_year(&self, at: usize, year: i16) -> bool {
        let (before, next) = (at.checked_sub(1).map_or("", |before| self.word(before)), self.word(at + 1));
        let counts = next.starts_with(char::is_uppercase);
        let lower = before.to_lowercase();
        let is_event = before.starts_with(char::is_uppercase) && GERMAN_EVENTS.end(&lower);
        let is_adverb = !before.is_empty() && GERMAN_GOES_ON.has(next);
        is_event || !is_round(year) && !counts && (is_adverb || GERMAN_PREPOSITIONS.has(&lower))
    }

    /// Whether a sentence begins at `at`. A short word in small letters ends one, unless it is an abbreviation.
    fn opens_sentence(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let short = || {
            let word = before.checked_sub(1).map_or("", |at| self.word(at));
            let is_small = word.len() > 1 && word.chars().all(char::is_lowercase);
            self.is_mark(before, &['.']) && is_small && !ABBREVIATIONS.has(word)
        };
        self.ends_sentence(before) || short()
    }

    /// "2023 is slated", "because 2016 was", "2016 gründete sie": a clause begins with it, and its verb follows.
    fn is_subject(&self, at: usize, year: i16) -> bool {
        let opens_sentence = self.opens_sentence(at);
        let verb = self.word(at + 1);
        match self.reader.language {
            "en" => {
                let opens_clause = opens_sentence
                    || self.is_mark(at - 1, &[',', ';', ':', '–', '—'])
                    || CONJUNCTIONS.has_in_any_case(self.word(at - 1));
                opens_clause && OF_ONE.has(verb) || opens_sentence && !is_round(year) && OF_ANY.has(verb)
            }
            _ => opens_sentence && !is_round(year) && self.is_foreign_verb(at + 1),
        }
    }

    /// A finite verb of a language other than English, as far as its form or the table tells.
    fn is_foreign_verb(&self, at: usize) -> bool {
        let written = self.word(at);
        let is_small = written.starts_with(char::is_lowercase);
        // "1923 gesuchte Täter": a participle stands before what it counts.
        let is_regular = || !written.starts_with("ge");
        let is_german =
            || GERMAN_VERBS.has(written) || (written.ends_with("te") || written.ends_with("ten")) && is_regular();
        let is_sign = || self.grammar.is_some() && self.sign(at).is_some() || self.is_past_form(at);
        is_small && (is_sign() || self.reader.language == "de" && is_german())
    }

    /// "a disputed 2016 election", "every 2014 World Cup ticket".
    fn is_of_event(&self, at: usize, year: i16) -> bool {
        let is_event = |at: usize| EVENTS.has_in_any_case(self.word(at));
        let (next, behind) = (self.word(at + 1), is_event(at + 2));
        let named = is_event(at + 1) || behind && !next.is_empty() && !GOES_ON.has(next);
        named && !(is_round(year) && (self.is_plural(at + 1) || self.is_plural(at + 2)))
    }

    fn is_plural(&self, at: usize) -> bool {
        let word = self.word(at);
        word.ends_with('s') && !word.ends_with("ss") || ["people", "men", "women", "children"].contains(&word)
    }
}

/// "1900", "1950", "2000": as an amount is.
fn is_round(year: i16) -> bool {
    year % 50 == 0
}

/// "1989-90", "1999-00". What could be a month ("2011-12") must be the year that follows.
fn year_of_two_digits(year: i16, digits: u32) -> Option<i16> {
    let (digits, century) = (i16::try_from(digits).ok()?, year - year % 100);
    let follows = digits == (year + 1) % 100;
    let is_later = digits > year % 100 && digits > 12;
    (follows || is_later).then_some(if digits > year % 100 { century + digits } else { century + 100 + digits })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_a_year_of_the_century_or_the_next() {
        let last = [(1989, 90), (1999, 0), (2011, 12), (2011, 5), (2003, 1), (1914, 18), (2016, 17), (1989, 88)];
        let found = last.map(|(year, digits)| year_of_two_digits(year, digits));
        assert_eq!(found, [Some(1990), Some(2000), Some(2012), None, None, Some(1918), Some(2017), None]);
    }
}
