//! An article in, the dates it mentions out, resolved against its publication.
//!
//! What is promised:
//! 1. A whole date ("Aug. 16, 2025") is always found, in any language whose months are known; a month with its
//!    year is that month, a year after "in", "since", … that year. Where no such word stands before it, a number is a year
//!    if what is beside it says so ("Harlow's 2016 victory", "(1953)", "2023 is slated"), and "1989-90" is two.
//! 2. Everything else needs a day of reference: the dateline's, else the publication day. Without one, or when
//!    only the month of publication is known, it is left out.
//! 3. A bare weekday is the last one, the day of reference included (a Sunday paper's "Sunday" is its own day),
//!    and the coming one when its clause looks ahead ("will meet on Friday"): the verb that stands nearest tells, so that
//!    "on Friday said it will meet" does not. "Last" never means today.
//! 4. A day or month without a year is the nearest that fits the tense: in December "Jan. 5" lies ahead, in
//!    January "Dec. 28" behind. "Last year", "this year" behind it are part of it.
//! 5. Units are the calendar's: "last week" runs from Monday to Sunday, "two years ago" is a year, "three days
//!    ago" a day. "The past two weeks" is a stretch that ends on the day of reference; how many "the past weeks" were,
//!    nobody says.
//! 6. What is a title is no date ("USA TODAY", "Sunday Night Football"), nor what is a code ("JUL7").
//! 7. "On", "in" and their like are part of the mention, "since" and "until" are not. Mentions never overlap.
//!
//! Phrases are data (`data/phrases.tsv`): English, German, French, Spanish.

mod direction;
mod explicit;
mod grammar;
mod lexicon;
pub(super) mod resolve;
mod years;

use crate::article::{Article, DateMention, Dateline, Precision, Span};
use crate::text::calendar::tokens::{Token, TokenKind, tokens};
use crate::text::calendar::{Line, Reading};
use crate::text::word_lists::Words;
use explicit::Reader;
use grammar::{Grammar, Meaning, Units, Which};
use jiff::civil::Date;
use lexicon::{Kinds, Word};
use resolve::{Days, Tense};

/// The words that tell years, directions and what a day stands beside.
const LISTS: &str = include_str!("data/words.txt");

/// Between two years of a list.
static JOINS: Words = Words::of(LISTS, "joins");
/// What is voted on, decided or held on the day before it.
static VOTES: Words = Words::of(LISTS, "vote");
/// Opens what something is due to, where that is no verb.
static CAUSES: Words = Words::of(LISTS, "cause");
/// French nouns that end as a verb of the future does.
static FRENCH_NOUNS: Words = Words::of(LISTS, "no future: French");

/// The dates mentioned in the text, in text order, none overlapping.
pub fn dates(article: &Article, dateline: Option<&Dateline>) -> Vec<DateMention> {
    let published = article.published.as_ref().filter(|published| published.precision >= Precision::Day);
    let today = dateline.and_then(|dateline| dateline.date).or(published.map(|published| published.date));
    let scanner = Scanner::new(article.language.as_deref(), today);
    let mut found = Vec::new();
    let mut room = Room { tokens: Vec::with_capacity(LINE_TOKENS), words: Vec::with_capacity(LINE_TOKENS) };
    let filed_to = dateline.map_or(0, |dateline| dateline.span.end);
    // Nothing runs across a line, and the tokens of a line stay in the processor's cache.
    for paragraph in &article.paragraphs {
        let text = article.text.get(paragraph.range()).unwrap_or_default();
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let (line, start) = (&text[from..end], paragraph.start + from);
            // Nor does anything run across the dash of a dateline: "March 3 - Jan. 31" is no stretch of days there.
            let (head, tail) = line.split_at_checked(filed_to.saturating_sub(start)).unwrap_or((line, ""));
            scanner.line(head, start, &mut room, &mut found);
            scanner.line(tail, start + head.len(), &mut room, &mut found);
            from = end + 1;
        }
    }
    found
}

/// Room for the tokens of a line, kept from line to line.
#[derive(Default)]
struct Room {
    tokens: Vec<Token>,
    words: Vec<Word>,
}

/// More tokens than most lines have.
const LINE_TOKENS: usize = 256;

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
        room.tokens.clear();
        // Not `extend`, in which the reading of a token would be a call.
        for token in tokens(text) {
            room.tokens.push(token);
        }
        room.words.clear();
        room.words.extend(room.tokens.iter().map(|token| words.word(text, token)));
        let units = Units { tokens: &room.tokens, words: &room.words };
        let line = Line { text, tokens: units.tokens, reading: self.reading };
        let reader = Reader { line, units, language: &self.language, has_words: self.grammar.is_some() };
        Scan { text, units, reader, grammar: self.grammar, today: self.today }.run(start, found);
    }
}

struct Scan<'t> {
    text: &'t str,
    units: Units<'t>,
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
        let mut behind = 0;
        while let Some(at) = self.next_start(behind) {
            behind = at + 1;
            let Some(mention) = self.mention_at(at) else { continue };
            let from = self.with_lead(mention.from);
            if let Some((first, last)) = mention.days {
                let (first_token, last_token) = (self.units.tokens[from], self.units.tokens[mention.to - 1]);
                let span = Span::new(start + first_token.start, start + last_token.end);
                found.push(DateMention { span, from: first, to: last });
            }
            behind = mention.to.max(behind);
            while let Some((year, days)) = self.another_year(behind).filter(|_| mention.days.is_some()) {
                let token = self.units.tokens[year];
                let span = Span::new(start + token.start, start + token.end);
                found.push(DateMention { span, from: days.0, to: days.1 });
                behind = year + 1;
            }
        }
    }

    /// The next token at or behind `at` with which a mention may begin.
    fn next_start(&self, at: usize) -> Option<usize> {
        let may_begin = |word: &Word| word.kinds.meet(Kinds::KNOWN) || self.grammar.is_none();
        Some(at + self.units.words.get(at..)?.iter().position(may_begin)?)
    }

    /// The year that "and" or a comma adds at `at` to one that ends there ("in 2002, 2003, and 2005"), and the token it is.
    fn another_year(&self, at: usize) -> Option<(usize, resolve::Days)> {
        let year = |at: usize| self.four_digits(at).filter(|year| (1900..=2100).contains(year));
        let joins = |at: usize| JOINS.has(self.word(at));
        let comma = self.units.tokens.get(at)?.is_mark(',');
        let added = at + usize::from(comma && joins(at + 1)) + 1;
        let (before, next) = (year(at.checked_sub(1)?)?, year(added).filter(|_| comma || joins(at))?);
        // "In 2002 and 2000 more": an amount may follow.
        let is_later = (before + 1..before + 50).contains(&next);
        let is_beside = next == before + 1 || next == before - 1;
        let behind = self.units.tokens.get(added + 1);
        let is_known = self.units.word(added + 1).kinds.meet(Kinds::KNOWN);
        let ends = behind.is_none_or(|token| token.kind != TokenKind::Word || is_known);
        let is_year =
            self.grammar.is_some() && (is_beside || is_later && ends) && !grammar::is_amount(self.units, added);
        let days = resolve::years(next, next).filter(|_| is_year)?;
        Some((added, days))
    }

    /// The longest reading at a token.
    fn mention_at(&self, at: usize) -> Option<Mention> {
        let phrase = self.grammar.and_then(|grammar| grammar.phrase_at(self.text, self.units, at));
        // Most words end here.
        let word = self.units.words[at];
        let is_other = word.month | word.weekday == 0 && self.units.tokens[at].kind == TokenKind::Word;
        if phrase.is_none() && is_other && self.grammar.is_some() {
            return None;
        }
        // "In August" is only the beginning of "in August 2025", "on Saturday" of "on Saturday, August 16".
        let starts = at..phrase.map_or(at + 1, |phrase| phrase.to);
        let mut explicit = starts.into_iter().find_map(|start| self.explicit_at(start));
        if explicit.is_none() && phrase.is_none() {
            explicit = self.month_of_year_at(at).or_else(|| self.bare_year_at(at));
        }
        let mention = match (explicit, phrase) {
            (Some(explicit), Some(phrase)) if phrase.to > explicit.to => self.phrase(&phrase),
            (Some(explicit), _) => explicit,
            (None, Some(phrase)) => self.phrase(&phrase),
            (None, None) => return None,
        };
        Some(self.with_stretch(mention))
    }

    fn explicit_at(&self, at: usize) -> Option<Mention> {
        let word = self.units.words[at];
        let opens = match self.units.tokens[at].kind {
            TokenKind::Number(_) => self.number_may_open(at),
            _ => word.month > 0 || word.weekday > 0,
        };
        if !opens && self.grammar.is_some() {
            return None;
        }
        let found = self.with_year(self.reader.at(at)?);
        let today = self.today.filter(|_| self.grammar.is_some());
        let is_ahead = self.is_before_vote(at, found.to) && !is_just_over(today, found.days(today, Tense::Unsaid));
        let tense = if is_ahead { Tense::Future } else { self.tense(at, found.to) };
        Some(Mention { from: at, to: found.to, days: found.days(today, tense) })
    }

    /// "the Nov. 3 election": what is voted on lies ahead unless the clause looks back.
    fn is_before_vote(&self, from: usize, to: usize) -> bool {
        VOTES.has(self.word(to)) && self.reader.language == "en" && !self.looks_back(from)
    }

    /// Whether a month or another number stands near enough for the number at `at` to be part of a date: most
    /// numbers are amounts. Eight tokens hold "30th to the 31st of May".
    fn number_may_open(&self, at: usize) -> bool {
        let near = self.units.tokens[at + 1..].iter().zip(&self.units.words[at + 1..]).take(8);
        let mut near = near.take_while(|(token, _)| token.kind != TokenKind::Mark(','));
        near.any(|(token, word)| match token.kind {
            TokenKind::Number(_) => true,
            _ => word.month > 0,
        })
    }

    /// "May 3 of last year": the year that the words behind a day give it.
    fn with_year(&self, found: explicit::Found) -> explicit::Found {
        match self.year_after(found.to) {
            Some((year, to)) if found.lacks_year() => found.in_year(year, to).unwrap_or(found),
            _ => found,
        }
    }

    /// The year that words at `at` give to a month or day before them ("of last year"), and where they end.
    fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        let phrase = self.grammar?.year_at(self.text, self.units, at)?;
        let Meaning::OfYear(offset) = phrase.meaning else { return None };
        Some((self.today?.year().checked_add(offset)?, phrase.to))
    }

    /// "January last year", in which no "in" tells the month from a name.
    fn month_of_year_at(&self, at: usize) -> Option<Mention> {
        let word = Some(self.units.words[at]).filter(|word| word.month > 0 && word.is_full_month)?;
        let (year, to) = self.year_after(at + 1)?;
        Some(Mention { from: at, to, days: resolve::month_of(year, word.month) })
    }

    fn phrase(&self, phrase: &grammar::Phrase) -> Mention {
        let is_title = matches!(phrase.meaning, Meaning::Day(_) | Meaning::Unit(_)) && self.is_titled(phrase.from)
            || matches!(phrase.meaning, Meaning::Weekday(_)) && self.is_show(phrase.to);
        if is_title {
            return Mention { from: phrase.from, to: phrase.to, days: None };
        }
        if let (Meaning::Month(_), Some((year, to))) = (phrase.meaning, self.year_after(phrase.to)) {
            return Mention { from: phrase.from, to, days: resolve::month_of(year, phrase.values.month) };
        }
        let tense = self.tense(phrase.from, phrase.to);
        let (meaning, tense) = match phrase.meaning {
            Meaning::Weekday(Which::Near | Which::Ahead) if self.opens_range(phrase.to) => {
                (phrase.meaning, Tense::Future)
            }
            Meaning::Weekday(Which::Ahead) if tense == Tense::Unsaid && self.looks_back(phrase.from) => {
                (phrase.meaning, Tense::Past)
            }
            meaning => (meaning, tense),
        };
        let days = resolve::days(meaning, &phrase.values, self.today, tense);
        Mention { from: phrase.from, to: phrase.to, days }
    }

    /// Whether a range to another weekday begins with the one that ends at `to` ("von Freitag bis Sonntag"), told of what is still to
    /// come: a clause that looks back has a verb of the past before it.
    fn opens_range(&self, to: usize) -> bool {
        let goes_on = ["bis", "à", "al"].contains(&self.word(to));
        let is_weekday = self.units.word(to + 1).weekday > 0;
        goes_on && is_weekday && !self.looks_back(to)
    }

    /// Whether the nearest sign before the token at `from`, or else behind it, is one of the past.
    fn looks_back(&self, from: usize) -> bool {
        if self.grammar.is_none() {
            return false;
        }
        let before = (0..from).rev().take_while(|&at| !self.ends_sentence(at)).take(WINDOW_BEFORE);
        let after = (from..self.units.len()).take_while(|&at| !self.ends_sentence(at)).take(WINDOW_AFTER);
        let sign = |at| self.sign(at).or_else(|| self.is_past_form(at).then_some(Tense::Past));
        before.chain(after).find_map(sign) == Some(Tense::Past)
    }

    /// "USA TODAY", "The Tonight Show": a capital within a sentence that is not all in capitals.
    fn is_titled(&self, at: usize) -> bool {
        let capital = self.word(at).starts_with(char::is_uppercase);
        let within = at > 0 && self.units.tokens[at - 1].kind == TokenKind::Word;
        capital && within && !self.is_shouted()
    }

    /// "Sunday Night Football": a part of the day that has a capital.
    fn is_show(&self, at: usize) -> bool {
        let part = self.grammar.is_some() && self.units.word(at).kinds.meet(Kinds::PART_OF_DAY);
        part && self.word(at).starts_with(char::is_uppercase) && !self.is_shouted()
    }

    /// Whether the line is all in capitals, which then tell nothing.
    fn is_shouted(&self) -> bool {
        !self.text.contains(char::is_lowercase)
    }

    /// Back over "on", "am", "le" before a date. No mention ends with such a word, so none is run into.
    fn with_lead(&self, from: usize) -> usize {
        let Some(before) = from.checked_sub(1) else { return from };
        let lead = self.grammar.is_some() && self.units.words[before].kinds.meet(Kinds::LEAD);
        let joined = self.text.get(self.units.tokens[before].end..self.units.tokens[from].start) == Some(" ");
        if lead && joined { before } else { from }
    }

    /// Whether the clause around tokens `from..to` looks ahead. The verb that touches the date decides ("said Friday",
    /// "will on Friday", "on Friday night said"); else the sign that stands nearest before it in the sentence; else
    /// the nearest behind it, which comes first where the date opens its clause ("and on Friday she will"). What a clause says
    /// by its form goes before all (`direction`).
    fn tense(&self, from: usize, to: usize) -> Tense {
        if self.grammar.is_none() {
            return Tense::Unsaid;
        }
        if let Some(tense) = self.direction(from) {
            return tense;
        }
        let before = (0..from).rev().take_while(|&at| !self.ends_sentence(at)).take(WINDOW_BEFORE);
        let after = (to..self.units.len()).take_while(|&at| !self.ends_sentence(at)).take(WINDOW_AFTER);
        let touching = || before.clone().take(2).filter_map(|at| self.verb(at));
        // "was due in January": the past of two.
        if let Some(verb) = touching().find(|verb| *verb == Tense::Past).or_else(|| touching().next()) {
            return verb;
        }
        let next = after.clone().find(|&at| !self.units.words[at].kinds.meet(Kinds::PART_OF_DAY));
        // A verb behind says less than one before it: "on Friday hosted" can be a participle.
        match next.and_then(|at| self.verb(at)) {
            Some(Tense::Future) => return Tense::Future,
            Some(_) => return Tense::Unsaid,
            None => {}
        }
        let sign = |at: usize| self.sign(at);
        let nearest = if self.opens_clause(from) {
            after.filter_map(sign).chain(before.filter_map(sign)).next()
        } else {
            before.chain(after).find_map(sign)
        };
        if nearest == Some(Tense::Future) { Tense::Future } else { Tense::Unsaid }
    }

    /// The word at `at`; nothing where there is none.
    fn word(&self, at: usize) -> &str {
        self.reader.line.word(at).unwrap_or_default()
    }

    fn is_mark(&self, at: usize, marks: &[char]) -> bool {
        self.reader.line.is_mark(at, marks)
    }

    /// Whether a comma, or one with "and" or "but", stands before the date at `from`.
    fn opens_clause(&self, from: usize) -> bool {
        let lead = from > 0 && self.units.words[from - 1].kinds.meet(Kinds::LEAD);
        let Some(before) = from.checked_sub(1 + usize::from(lead)) else { return true };
        let is_comma = |at: usize| self.is_mark(at, &[',']);
        let joins = ["and", "but"].contains(&self.word(before));
        is_comma(before) || joins && before > 0 && is_comma(before - 1)
    }

    /// What a verb at `at` says that touches the date: any regular English past counts.
    fn verb(&self, at: usize) -> Option<Tense> {
        self.sign(at).or_else(|| {
            let passive = self.word(at + 1) == "by";
            let past = self.is_regular_past(at) && !passive;
            past.then(|| if self.is_infinitive(at) { Tense::Future } else { Tense::Past })
        })
    }

    /// What the word at `at` says of the direction, wherever it stands in the sentence.
    fn sign(&self, at: usize) -> Option<Tense> {
        let kinds = self.units.words[at].kinds;
        let intent = || ["to", "for"].contains(&self.word(at + 1));
        let future = kinds.meet(Kinds::FUTURE) && !self.is_cause(at) || self.is_future_form(at);
        if future || self.is_refusal(at) || kinds.meet(Kinds::INTENT) && intent() {
            return Some(Tense::Future);
        }
        let past = kinds.meet(Kinds::PAST);
        past.then(|| if self.is_infinitive(at) { Tense::Future } else { Tense::Past })
    }

    /// "due to the rain": a cause, and nothing to come.
    fn is_cause(&self, at: usize) -> bool {
        self.word(at) == "due" && self.word(at + 1) == "to" && CAUSES.has(self.word(at + 2))
    }

    /// "pleuvait", "llovió": French and Spanish verbs have a form for what was.
    fn is_past_form(&self, at: usize) -> bool {
        match self.reader.language {
            "fr" => self.is_form(at, &["ait", "aient"]) && !["fait", "lait", "trait"].contains(&self.word(at)),
            "es" => self.is_form(at, &["ó", "aron", "ieron"]),
            _ => false,
        }
    }

    /// "ouvrira", "comenzará": French and Spanish verbs have a form for what will be.
    fn is_future_form(&self, at: usize) -> bool {
        let is_long = || self.word(at).len() > 4;
        match self.reader.language {
            "fr" => self.is_form(at, &["ra", "ront"]) && is_long() && !FRENCH_NOUNS.has(self.word(at)),
            "es" => self.is_form(at, &["rá", "rán"]) && is_long(),
            _ => false,
        }
    }

    /// Whether the word at `at` is written small and ends so.
    fn is_form(&self, at: usize, endings: &[&str]) -> bool {
        let written = self.word(at);
        endings.iter().any(|ending| written.ends_with(ending)) && written.starts_with(char::is_lowercase)
    }

    /// "will be held", "to be opened".
    fn is_infinitive(&self, verb: usize) -> bool {
        verb > 0 && self.word(verb - 1) == "be"
    }

    /// "won't": no victory.
    fn is_refusal(&self, at: usize) -> bool {
        let mark = self.units.tokens.get(at + 1);
        let apostrophe = mark.is_some_and(|mark| !mark.spaced && (mark.is_mark('\'') || mark.is_mark('’')));
        apostrophe && self.word(at) == "won"
    }

    /// "opened", "moved".
    fn is_regular_past(&self, at: usize) -> bool {
        let is_regular = |written: &str| written.ends_with("ed") && !written.ends_with("eed");
        self.reader.language == "en" && is_regular(self.word(at)) && self.word(at).starts_with(char::is_lowercase)
    }

    /// A stop after a word of four letters or more (shorter ones are "Aug.", "Mr."), or a quotation's edge.
    fn ends_sentence(&self, at: usize) -> bool {
        match self.units.tokens[at].kind {
            TokenKind::Mark('!' | '?' | '“' | '”' | '"') => true,
            TokenKind::Mark('.') => {
                at > 0 && {
                    let before = self.units.tokens[at - 1];
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

/// Whether the days lie a short while back: "claims of fraud in the Nov. 3 election", told in January, is about the one held.
fn is_just_over(today: Option<Date>, days: Option<Days>) -> bool {
    const HELD_DAYS: i32 = 100; // so long a vote is spoken of that was held; guessed
    let since = today.zip(days).map(|(today, (_, last))| (today - last).get_days());
    since.is_some_and(|since| (1..=HELD_DAYS).contains(&since))
}

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
