//! An article in, the dates it mentions out, resolved against its publication.
//!
//! What is promised:
//! 1. A whole date ("Aug. 16, 2025") is always found, in any language whose months are known; a month with its
//!    year is that month, a year after "in", "since", … that year.
//! 2. Everything else needs a day of reference: the dateline's, else the publication day. Without one, or when
//!    only the month of publication is known, it is left out.
//! 3. A bare weekday is the last one, the day of reference included (a Sunday paper's "Sunday" is its own day),
//!    and the coming one when the sentence looks ahead ("will meet on Friday"). "Last" never means today.
//! 4. A day or month without a year is the nearest that fits the tense: in December "Jan. 5" lies ahead, in
//!    January "Dec. 28" behind.
//! 5. Units are the calendar's: "last week" runs from Monday to Sunday, "two years ago" is a year, "three days
//!    ago" a day. "The past two weeks" is a stretch that ends on the day of reference.
//! 6. "On", "in" and their like are part of the mention, "since" and "until" are not. Mentions never overlap.
//!
//! Phrases are data (`data/phrases.tsv`): English, German, French, Spanish.

mod explicit;
mod grammar;
mod lexicon;
pub(super) mod resolve;

use crate::article::{Article, DateMention, Dateline, Precision, Span};
use crate::text::calendar::tokens::{Token, TokenKind, tokens};
use crate::text::calendar::{Line, Reading};
use explicit::Reader;
use grammar::{Grammar, Unit};
use jiff::civil::Date;
use resolve::Tense;

/// The dates mentioned in the text, in text order, none overlapping.
pub fn dates(article: &Article, dateline: Option<&Dateline>) -> Vec<DateMention> {
    let published = article.published.as_ref().filter(|published| published.precision >= Precision::Day);
    let today = dateline.and_then(|dateline| dateline.date).or(published.map(|published| published.date));
    let scanner = Scanner::new(article.language.as_deref(), today);
    let mut found = Vec::new();
    let mut room = Room::default();
    let filed_to = dateline.map_or(0, |dateline| dateline.span.end);
    // Nothing runs across a line, and the tokens of a line stay in the processor's cache.
    for paragraph in &article.paragraphs {
        let mut start = paragraph.start;
        for line in article.text.get(paragraph.range()).unwrap_or_default().split('\n') {
            // Nor does anything run across the dash of a dateline: "March 3 - Jan. 31" is no stretch of days there.
            let (head, tail) = line.split_at_checked(filed_to.saturating_sub(start)).unwrap_or((line, ""));
            scanner.line(head, start, &mut room, &mut found);
            scanner.line(tail, start + head.len(), &mut room, &mut found);
            start += line.len() + 1;
        }
    }
    found
}

/// Room for the tokens of a line, kept from line to line.
#[derive(Default)]
struct Room {
    tokens: Vec<Token>,
    units: Vec<Unit>,
}

/// What it takes to read the lines of one article.
struct Scanner {
    language: String,
    /// The words of the language; English where the table has none.
    words: Option<&'static Grammar>,
    /// `None`: only whole dates are read.
    grammar: Option<&'static Grammar>,
    reading: Reading,
    today: Option<Date>,
}

impl Scanner {
    fn new(language: Option<&str>, today: Option<Date>) -> Scanner {
        let tag = language.unwrap_or("en");
        let grammar = grammar::of(tag);
        let words = grammar.or_else(|| grammar::of("en"));
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Scanner { language: code, words, grammar, reading: Reading::of(language), today }
    }

    /// Adds the mentions of a line that begins at byte `start` of the text.
    fn line(&self, text: &str, start: usize, room: &mut Room, found: &mut Vec<DateMention>) {
        let Some(words) = self.words else { return };
        let Room { tokens: all, units } = room;
        all.clear();
        all.extend(tokens(text));
        units.clear();
        units.extend(all.iter().map(|&token| words.unit(text, token)));
        let line = Line { text, tokens: all, reading: self.reading };
        let reader = Reader { line, units, language: &self.language };
        Scan { text, units, reader, grammar: self.grammar, today: self.today }.run(start, found);
    }
}

struct Scan<'t> {
    text: &'t str,
    units: &'t [Unit],
    reader: Reader<'t>,
    /// `None`: only whole dates are read.
    grammar: Option<&'static Grammar>,
    today: Option<Date>,
}

/// Days found over tokens `from..to`; no days: words that are certainly no date.
struct Mention {
    from: usize,
    to: usize,
    days: Option<resolve::Days>,
}

impl Scan<'_> {
    fn run(&self, start: usize, found: &mut Vec<DateMention>) {
        let mut at = 0;
        while at < self.units.len() {
            let Some(mention) = self.mention_at(at) else {
                at += 1;
                continue;
            };
            let from = self.with_lead(mention.from);
            if let Some((first, last)) = mention.days {
                let (first_token, last_token) = (self.units[from].token, self.units[mention.to - 1].token);
                let span = Span::new(start + first_token.start, start + last_token.end);
                found.push(DateMention { span, from: first, to: last });
            }
            at = mention.to.max(at + 1);
        }
    }

    /// The longest reading at a token.
    fn mention_at(&self, at: usize) -> Option<Mention> {
        let unit = &self.units[at];
        let number = matches!(unit.token.kind, TokenKind::Number(_));
        if unit.word.is_none() && !number && self.grammar.is_some() {
            return None;
        }
        let phrase = self.grammar.and_then(|grammar| grammar.phrase_at(self.text, self.units, at));
        // "In August" is only the beginning of "in August 2025", "on Saturday" of "on Saturday, August 16".
        let starts = at..phrase.map_or(at + 1, |phrase| phrase.to);
        let explicit = starts.into_iter().find_map(|start| self.explicit_at(start));
        match (explicit, phrase) {
            (Some(explicit), Some(phrase)) if phrase.to > explicit.to => Some(self.phrase(&phrase)),
            (Some(explicit), _) => Some(explicit),
            (None, Some(phrase)) => Some(self.phrase(&phrase)),
            (None, None) => None,
        }
    }

    fn explicit_at(&self, at: usize) -> Option<Mention> {
        let unit = &self.units[at];
        let word = unit.word.unwrap_or_default();
        let opens = match unit.token.kind {
            TokenKind::Number(_) => self.number_may_open(at),
            _ => word.month > 0 || word.weekday > 0,
        };
        if !opens && self.grammar.is_some() {
            return None;
        }
        let found = self.reader.at(at)?;
        let today = self.today.filter(|_| self.grammar.is_some());
        Some(Mention { from: at, to: found.to, days: found.days(today, self.tense(at, found.to)) })
    }

    /// Whether a month or another number stands near enough for the number at `at` to be part of a date: most
    /// numbers are amounts. Eight tokens hold "30th to the 31st of May".
    fn number_may_open(&self, at: usize) -> bool {
        let near = self.units[at + 1..].iter().take(8);
        let mut near = near.take_while(|unit| unit.token.kind != TokenKind::Mark(','));
        near.any(|unit| match unit.token.kind {
            TokenKind::Number(_) => true,
            _ => unit.word.is_some_and(|word| word.month > 0),
        })
    }

    fn phrase(&self, phrase: &grammar::Phrase) -> Mention {
        let tense = self.tense(phrase.from, phrase.to);
        let days = resolve::days(phrase.meaning, &phrase.values, self.today, tense);
        Mention { from: phrase.from, to: phrase.to, days }
    }

    /// Back over "on", "am", "le" before a date. No mention ends with such a word, so none is run into.
    fn with_lead(&self, from: usize) -> usize {
        let Some(before) = from.checked_sub(1) else { return from };
        let lead = self.grammar.is_some_and(|grammar| grammar.is_lead(self.units[before].word));
        let joined = self.text.get(self.units[before].token.end..self.units[from].token.start) == Some(" ");
        if lead && joined { before } else { from }
    }

    /// Whether the sentence around tokens `from..to` looks ahead: by the word right before ("said Friday"), else by
    /// a word like "will" or "scheduled" in the same sentence.
    fn tense(&self, from: usize, to: usize) -> Tense {
        let Some(grammar) = self.grammar else { return Tense::Unsaid };
        let before = (0..from).rev().take_while(|&at| !self.ends_sentence(at)).take(WINDOW_BEFORE);
        let after = (to..self.units.len()).take_while(|&at| !self.ends_sentence(at)).take(WINDOW_AFTER);
        if let Some(verb) = before.clone().take(2).find(|&at| self.is_past(grammar, at)) {
            // "will be held", "to be opened"
            let is_infinitive = verb > 0 && self.units[verb - 1].token.of(self.text) == "be";
            return if is_infinitive { Tense::Future } else { Tense::Past };
        }
        if before.chain(after).any(|at| grammar.is_future(self.units[at].word)) { Tense::Future } else { Tense::Unsaid }
    }

    /// Whether the word is a verb in the past: one of the table, or an English one that is regular ("opened in January").
    fn is_past(&self, grammar: &Grammar, at: usize) -> bool {
        let unit = &self.units[at];
        let written = unit.token.of(self.text);
        let regular =
            || written.ends_with("ed") && !written.ends_with("eed") && written.starts_with(char::is_lowercase);
        let english = self.reader.language == "en";
        grammar.is_past(unit.word) || english && regular() && !grammar.is_future(unit.word)
    }

    /// A stop after a word of four letters or more (shorter ones are "Aug.", "Mr."), or a quotation's edge.
    fn ends_sentence(&self, at: usize) -> bool {
        match self.units[at].token.kind {
            TokenKind::Mark('!' | '?' | '“' | '”' | '"') => true,
            TokenKind::Mark('.') => {
                at > 0 && {
                    let before = self.units[at - 1].token;
                    before.kind != TokenKind::Word || before.end - before.start > 3
                }
            }
            _ => false,
        }
    }
}

/// How many tokens around a date are asked for the tense. Guessed: a clause of news has about twelve words.
const WINDOW_BEFORE: usize = 14;
const WINDOW_AFTER: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str, language: &str, today: Option<Date>) {
        Scanner::new(Some(language), today).line(text, 0, &mut Room::default(), &mut Vec::new());
    }

    #[test]
    fn no_text_panics() {
        for text in [
            "",
            "3",
            "May",
            "May 3 -",
            "3 - May",
            "31 31 31",
            "0",
            "on",
            "l'",
            "between 3 and",
            "99999999999999999999 May",
        ] {
            for language in ["en", "de", "fr", "es", "pl"] {
                scan(text, language, Some(jiff::civil::date(2025, 8, 16)));
                scan(text, language, None);
            }
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for day in [Date::MIN, Date::MAX] {
            let text = "999 years ago, in the past 999 decades, next week, last Friday, next decade, tomorrow, Jan. 5, Feb. 29";
            scan(text, "en", Some(day));
        }
    }
}
