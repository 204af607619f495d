//! Tokens in, the whole and partial dates among them out, with their ranges: "Aug. 16, 2025", "Feb. 3-5",
//! "between 3 and 5 May", "du 3 au 5 mai", "August 2025".

use super::grammar::Units;
use super::resolve::{self, Days, Tense};
use crate::text::calendar::Line;
use crate::text::calendar::tokens::{Token, TokenKind};
use crate::text::calendar::words::{self, WordKind};
use jiff::civil::Date;

/// A date as written: with its year, or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Whole(Date),
    Partial {
        month: i8,
        day: i8,
    },
    /// The first of a month whose year is known.
    Month(Date),
}

/// A date or a range of dates over tokens `..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub from: Written,
    pub until: Written,
    pub to: usize,
}

impl Found {
    fn one(written: Written, to: usize) -> Found {
        Found { from: written, until: written, to }
    }

    pub fn lacks_year(&self) -> bool {
        matches!(self.until, Written::Partial { .. })
    }

    /// The same days in the year that words up to `to` name.
    pub fn in_year(self, year: i16, to: usize) -> Option<Found> {
        let Written::Partial { month, day } = self.until else { return None };
        let until = Written::Whole(Date::new(year, month, day).ok()?);
        let from = if self.from == self.until { until } else { self.from };
        Some(Found { from, until, to })
    }

    /// The days meant; `None` when a year is missing and `today` does not give it.
    pub fn days(&self, today: Option<Date>, tense: Tense) -> Option<Days> {
        let until = match self.until {
            Written::Whole(date) => date,
            Written::Month(first) => first.last_of_month(),
            Written::Partial { month, day } => resolve::day_of_month(month, day, today?, tense)?,
        };
        let from = match self.from {
            Written::Whole(date) | Written::Month(date) => date,
            Written::Partial { month, day } => {
                // A range ends where it says; it begins in the same year or, across New Year, the one before.
                let same = Date::new(until.year(), month, day).ok().filter(|date| *date <= until);
                same.or_else(|| Date::new(until.year() - 1, month, day).ok())?
            }
        };
        (from <= until).then_some((from, until))
    }
}

/// Reads dates at tokens of one text.
pub struct Reader<'t> {
    pub line: Line<'t>,
    pub units: Units<'t>,
    /// "between"-words make "and" a range.
    pub language: &'t str,
    /// Whether `units` know the words of the language.
    pub has_words: bool,
}

impl Reader<'_> {
    /// The date or range that begins at `at`, weekday before it included.
    pub fn at(&self, at: usize) -> Option<Found> {
        let at = self.after_weekday(at);
        let found = self
            .months(at)
            .or_else(|| self.days_then_month(at))
            .or_else(|| self.month_then_days(at))
            .or_else(|| self.single(at))?;
        Some(self.range_to_other_date(found))
    }

    /// Past "Saturday, " when a date follows.
    fn after_weekday(&self, at: usize) -> usize {
        if self.units.word(at).weekday == 0 {
            return at;
        }
        let mut next = at + 1;
        next += usize::from(self.is_mark(next, ','));
        next += usize::from(self.is_word(next, &["the", "den", "dem", "le", "el"]));
        next
    }

    fn single(&self, at: usize) -> Option<Found> {
        if let Some((date, to)) = self.line.day_at(at).filter(|_| !self.is_code(at)) {
            return Some(Found::one(Written::Whole(date), to));
        }
        self.partial(at).or_else(|| self.german_numbers(at)).or_else(|| {
            let (first, to) = self.line.month_year_at(at).filter(|_| self.is_written_as_month(at))?;
            Some(Found::one(Written::Month(first), to))
        })
    }

    fn partial(&self, at: usize) -> Option<Found> {
        let (month, day, to) = self.line.day_and_month_at(at)?;
        let month_at = (at..to).find(|&place| self.is_written_as_month(place))?;
        let partial = Found::one(Written::Partial { month, day }, to);
        // "3 May" stands on its own; "May 3" must not be "May 3 million".
        let amount = month_at == at && self.is_word(to, &["million", "billion", "percent", "per"]);
        (!amount).then_some(partial)
    }

    fn is_written_as_month(&self, at: usize) -> bool {
        !self.is_code(at) && (self.units.word(at).month > 0 || self.is_foreign_month(at))
    }

    /// "oktober" in a Dutch text: of a language without phrases only the calendar's table knows the months.
    fn is_foreign_month(&self, at: usize) -> bool {
        let written = || self.token(at).map_or("", |token| token.of(self.line.text));
        !self.has_words && words::value(written(), WordKind::Month, self.line.reading.languages).is_some()
    }

    /// "JUL7 1606" is a contract and its price: no date has its day glued to its month. (A year may be.)
    fn is_code(&self, at: usize) -> bool {
        let is_word = self.token(at).is_some_and(|token| token.kind == TokenKind::Word);
        is_word && self.token(at + 1).is_some_and(|next| !next.spaced && next.number(1..=2).is_some())
    }

    /// "am 16.8.": German alone writes day and month as numbers with two stops.
    fn german_numbers(&self, at: usize) -> Option<Found> {
        let lead = at
            .checked_sub(1)
            .is_some_and(|before| self.is_word(before, &["am", "vom", "zum", "bis", "ab", "seit", "den"]));
        if self.language != "de" || !lead || !self.is_mark(at + 1, '.') || !self.is_mark(at + 3, '.') {
            return None;
        }
        let (day, month) = (self.number(at)?, self.number(at + 2)?);
        Date::new(2024, month, day).ok()?;
        Some(Found::one(Written::Partial { month, day }, at + 4))
    }

    /// "between July and September 2004", "July to September 2004": the year at the end is that of both, or of New Year's other side.
    fn months(&self, at: usize) -> Option<Found> {
        let month_of = |at: usize| Some(self.units.word(at)).filter(|word| word.month > 0 && word.is_full_month);
        let month = i8::try_from(month_of(at)?.month).ok()?;
        let next = self.after_connector(at + 1, at)?;
        month_of(next)?;
        let (last, to) = self.line.month_year_at(next)?;
        let year = last.year() - i16::from(month > last.month());
        let first = Date::new(year, month, 1).ok()?;
        Some(Found { from: Written::Month(first), until: Written::Month(last), to })
    }

    /// "3-5 May 2022", "3 to 5 May", "3. bis 5. Mai", "3 au 5 mai", "3 and 5 May" after "between".
    fn days_then_month(&self, at: usize) -> Option<Found> {
        let first = self.number(at)?;
        let connector = self.line.after_ordinal(at + 1);
        let second_at = self.after_connector(connector, at)?;
        let rest = self.single(second_at)?;
        let from = match rest.from {
            Written::Whole(date) => Written::Whole(date.with().day(first).build().ok()?),
            Written::Partial { month, .. } => Written::Partial { month, day: first },
            Written::Month(_) => return None,
        };
        // "10-16 August" but not "2 to August 5".
        matches!(self.token(second_at)?.kind, TokenKind::Number(_)).then_some(())?;
        Some(Found { from, until: rest.until, to: rest.to })
    }

    /// "Feb. 3-5", "Feb. 3-5, 2022", "May 3 to 5".
    fn month_then_days(&self, at: usize) -> Option<Found> {
        let (month, first, next) = self.line.day_and_month_at(at).filter(|_| self.is_written_as_month(at))?;
        let second_at = self.after_connector(next, at)?;
        let second = self.number(second_at)?;
        let mut to = second_at + 1;
        // "May 3 to 5 June" has its month still to come; "from May 3 to 5 p.m." is a time.
        let other_month = self.is_written_as_month(self.line.after_ordinal(to));
        if second <= first || other_month || self.is_mark(to, ':') || self.is_word(to, &["p", "a", "pm", "am"]) {
            return None;
        }
        let year_at = to + usize::from(self.is_mark(to, ','));
        let year = self.token(year_at).and_then(|token| token.number(4..=4)).and_then(|year| i16::try_from(year).ok());
        let Some(year) = year else {
            let partial = |day| Written::Partial { month, day };
            Date::new(2024, month, second).ok()?;
            return Some(Found { from: partial(first), until: partial(second), to });
        };
        to = year_at + 1;
        let whole = |day| Date::new(year, month, day).ok().map(Written::Whole);
        Some(Found { from: whole(first)?, until: whole(second)?, to })
    }

    /// "Aug. 3 to Sept. 5", "3. Mai bis 5. Juni 2022", "2025-08-03 – 2025-08-05".
    fn range_to_other_date(&self, found: Found) -> Found {
        let other = self.after_connector(found.to, usize::MAX).map(|at| self.after_weekday(at));
        match other.and_then(|at| self.single(at)) {
            Some(other) => Found { from: found.from, until: other.until, to: other.to },
            None => found,
        }
    }

    /// Past what makes a range of two dates; "and" does only after a "between" just before `opened`.
    fn after_connector(&self, at: usize, opened: usize) -> Option<usize> {
        let mark = ['-', '–', '—', '‑'].iter().any(|&mark| self.is_mark(at, mark));
        let between = || {
            let before = (1..=2).filter_map(|back| opened.checked_sub(back));
            before.into_iter().any(|place| self.is_word(place, &["between", "zwischen", "entre"]))
        };
        let joining = self.is_word(at, &["and", "und", "et", "y"]);
        let word = self.is_word(at, &["to", "through", "until", "bis", "au", "al"]) || (joining && between());
        if !mark && !word {
            return None;
        }
        let next = at + 1 + usize::from(word && self.is_word(at + 1, &["the", "zum", "den", "dem", "le", "el"]));
        // A dash between words opens a clause: "on 3 May — 5 people".
        let tight = !mark || self.token(at).is_some_and(|t| !t.spaced) == self.token(next).is_some_and(|t| !t.spaced);
        tight.then_some(next)
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.units.tokens.get(at)
    }

    fn number(&self, at: usize) -> Option<i8> {
        let number = self.token(at)?.number(1..=2)?;
        i8::try_from(number).ok().filter(|day| (1..=31).contains(day))
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.token(at).is_some_and(|token| token.is_mark(mark))
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.token(at).is_some_and(|token| {
            let written = token.of(self.line.text);
            words.iter().any(|word| written.eq_ignore_ascii_case(word))
        })
    }
}
