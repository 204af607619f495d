//! A written date in, the day it means out: ISO 8601, RFC 2822, "Aug. 16, 2025", "16 août 2025", "16.08.2025".
//!
//! What is promised:
//! 1. A day that the calendar does not have (31 February, 2025-13-01, 0000-00-00) is no date, and neither is a
//!    part of one ("12/1"); nothing is rounded to something that exists.
//! 2. The day is the writer's own: an offset is kept beside it and never moves it. Unix seconds are UTC.
//! 3. Of two readings ("3/4/2025") what is possible decides first, then the language: month first in English
//!    except where its region says otherwise, day first elsewhere. Without a language an ambiguous date is none.
//! 4. `Time` and `Day` precision need a whole date, `Month` a month and a year, `Year` four digits alone.
//!
//! Days, leap years and epochs are jiff's business; here is only how people write them.

pub mod tokens;
pub mod words;

use crate::article::{Precision, Span};
use jiff::civil::{Date, Time};
use std::borrow::Cow;
use tokens::{Token, TokenKind};
use words::{Languages, WordKind};

/// A date as written, understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Written {
    /// The first of the month or year when `precision` says that no more is known.
    pub date: Date,
    pub time: Option<Time>,
    /// Minutes east of UTC.
    pub offset_minutes: Option<i16>,
    pub precision: Precision,
}

impl Written {
    fn new(date: Date, precision: Precision) -> Self {
        Written { date, time: None, offset_minutes: None, precision }
    }

    /// Second zero of unix time: how machines write "no date".
    pub fn is_epoch(&self) -> bool {
        self.date == jiff::civil::date(1970, 1, 1) && self.time.is_none_or(|time| time == Time::midnight())
    }
}

/// How words and ambiguous numbers are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The languages whose words are known.
    pub languages: Languages,
    /// What "3/4/2025" means; `None`: nobody can tell.
    pub month_first: Option<bool>,
    /// Whether the day has been, as that of what was published: no year of two digits is one that is still to come.
    pub is_past: bool,
}

impl Reading {
    /// For a language tag such as `de` or `en-GB`. English words are always known; without a language all are.
    pub fn of(language: Option<&str>) -> Reading {
        let Some(tag) = language.filter(|tag| !tag.is_empty()) else {
            return Reading { languages: Languages::ALL, month_first: None, is_past: false };
        };
        let english = Languages::of_tag("en").unwrap_or(Languages::ALL);
        let languages = Languages::of_tag(tag).map_or(Languages::ALL, |own| own.with(english));
        Reading { languages, month_first: month_first(tag), is_past: false }
    }
}

/// Whether people who write `tag` put the month before the day. Canadian English does both.
fn month_first(tag: &str) -> Option<bool> {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    match tag.as_str() {
        "en" | "en-us" | "en-ph" => Some(true),
        "en-ca" => None,
        _ => Some(false),
    }
}

/// Longest field that is read as a date, in bytes; a guess: the longest honest one seen in the wild, with
/// weekday, zone name and words around it, has under 120.
const FIELD_BYTES_MAX: usize = 240;

/// The date that the field `text` states, in any usual form: that of something published.
pub fn parse(text: &str, language: Option<&str>) -> Option<Written> {
    let text = text.trim();
    if text.len() > FIELD_BYTES_MAX {
        return None;
    }
    let ascii = with_ascii_digits(text);
    let text = &*ascii;
    if let Some(written) = digits_only(text).or_else(|| moment_of_json(text)) {
        return Some(written);
    }
    let reading = Reading { languages: Languages::ALL, is_past: true, ..Reading::of(language) };
    let tokens: Vec<Token> = tokens::tokens(text).collect();
    let line = Line { text, tokens: &tokens, reading };
    if let Some(written) = line.compact_moment().or_else(|| line.first_day()) {
        return Some(written);
    }
    line.first_month().or_else(|| line.year_and_month_alone()).map(|date| Written::new(date, Precision::Month))
}

/// The whole dates (day, month and year) that stand in `text`, in order.
pub fn find(text: &str, reading: Reading) -> Vec<(Span, Written)> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let tokens: Vec<Token> = tokens::tokens(text).collect();
    let line = Line { text, tokens: &tokens, reading };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match line.moment_at(at) {
            Some((written, next)) => {
                found.push((Span::new(tokens[at].start, tokens[next - 1].end), written));
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// The first `bytes` of `text`, or a few fewer so as to end between two characters.
pub fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// The zeros of scripts that have digits of their own and count in tens with them; their other nine follow.
#[rustfmt::skip]
const ZEROS: &[char] = &[
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}',
    '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}', '\u{ff10}',
];

/// A field with ASCII's digits in place of any others.
fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let digit = |c: char| {
        let value = |zero: &char| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
        ZEROS.iter().find_map(value).and_then(|value| char::from_digit(value, 10))
    };
    Cow::Owned(text.chars().map(|c| digit(c).unwrap_or(c)).collect())
}

/// `/Date(1755339330000)/`, `/Date(1755339330000+0200)/`: milliseconds of unix time, and how far the writer's clock was ahead.
fn moment_of_json(text: &str) -> Option<Written> {
    let inside = text.trim_matches(['\\', '/']).strip_prefix("Date(")?.strip_suffix(')')?;
    let sign = inside.find(['+', '-']).unwrap_or(inside.len());
    let (digits, offset) = inside.split_at(sign);
    let milliseconds: i64 = digits.parse().ok()?;
    let minutes = match offset.parse::<i16>() {
        Ok(offset) if offset.abs() <= 1400 => offset / 100 * 60 + offset % 100,
        _ => 0,
    };
    let written = unix_second(milliseconds.div_euclid(1000) + i64::from(minutes) * 60)?;
    Some(Written { offset_minutes: Some(minutes), ..written })
}

/// Digits alone: a year, a compact day or moment, unix seconds (from 1973 on, where they have nine digits or more) or
/// thousandths, millionths and billionths of them.
fn digits_only(text: &str) -> Option<Written> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') {
        return None;
    }
    // A table makes `20250816.0` of a column that has gaps.
    let fraction = if fraction == "0" { "" } else { fraction };
    let number: i64 = whole.parse().ok()?;
    let part = |range: std::ops::Range<usize>| whole.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let compact_day = || civil(part(0..4)?, part(4..6)?, part(6..8)?);
    match (whole.len(), fraction) {
        (4, "") => Some(Written::new(civil(part(0..4)?, 1, 1)?, Precision::Year)),
        (8, "") => Some(Written::new(compact_day()?, Precision::Day)),
        (12 | 14, "") if compact_day().is_some() => {
            let seconds = if whole.len() == 14 { part(12..14)? } else { 0 };
            let time = clock(part(8..10)?, part(10..12)?, seconds)?;
            Some(Written { time: Some(time), ..Written::new(compact_day()?, Precision::Time) })
        }
        // With thousandths of a second behind it.
        (17, "") => digits_only(whole.get(..14)?),
        (9 | 10, _) => unix_second(number),
        (12 | 13, _) => unix_second(number / 1_000),
        (15 | 16, _) => unix_second(number / 1_000_000),
        (18 | 19, _) => unix_second(number / 1_000_000_000),
        _ => None,
    }
}

fn unix_second(second: i64) -> Option<Written> {
    let moment = jiff::Timestamp::from_second(second).ok()?;
    let moment = jiff::tz::Offset::UTC.to_datetime(moment);
    Some(Written {
        date: moment.date(),
        time: Some(moment.time()),
        offset_minutes: Some(0),
        precision: Precision::Time,
    })
}

/// The years a written date may have: from the age of the first newspapers' subjects to safely past ours.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2199;

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn clock(hour: i16, minute: i16, second: i16) -> Option<Time> {
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second.min(59)).ok()?, 0).ok()
}

/// A year written with two digits. The pivot is POSIX's (69 is 1969, 68 is 2068), but nothing has been published yet in a year to come.
pub fn full_year(year: i16, is_past: bool) -> i16 {
    match year {
        0..=68 if !is_past || 2000 + year <= latest_year() => 2000 + year,
        _ => 1900 + year,
    }
}

/// The year it is anywhere on earth.
fn latest_year() -> i16 {
    jiff::tz::Offset::constant(14).to_datetime(jiff::Timestamp::now()).year()
}

/// Tokens under a reading. Every `…_at` answers with what it read at a token and the token after it.
#[derive(Clone, Copy)]
pub struct Line<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
    pub reading: Reading,
}

impl<'t> Line<'t> {
    fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens.get(at)
    }

    /// The word at a token; `None` where none stands there.
    pub fn word(&self, at: usize) -> Option<&'t str> {
        self.token(at).filter(|token| token.kind == TokenKind::Word).map(|token| token.of(self.text))
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|word| words.iter().any(|other| word.eq_ignore_ascii_case(other)))
    }

    /// Whether one of these marks stands at a token.
    pub fn is_mark(&self, at: usize, marks: &[char]) -> bool {
        self.token(at).is_some_and(|token| marks.iter().any(|&mark| token.is_mark(mark)))
    }

    fn meaning(&self, at: usize, kind: WordKind) -> Option<i16> {
        words::value(self.word(at)?, kind, self.reading.languages)
    }

    /// The number at a token, when it is written with `digits` many digits.
    pub fn number(&self, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        i16::try_from(self.token(at)?.number(digits)?).ok()
    }

    fn month(&self, at: usize) -> Option<i16> {
        self.meaning(at, WordKind::Month)
    }

    fn skip_mark(&self, at: usize, marks: &[char]) -> usize {
        at + usize::from(self.is_mark(at, marks))
    }

    fn skip_filler(&self, at: usize) -> usize {
        let mut next = at;
        while next < at + 2 && self.meaning(next, WordKind::Filler).is_some() {
            next += 1;
        }
        next
    }

    /// The first whole date, with the time that stands after or before it.
    fn first_day(&self) -> Option<Written> {
        let (at, mut written) =
            (0..self.tokens.len()).find_map(|at| self.field_moment_at(at).map(|written| (at, written)))?;
        if written.time.is_none()
            && let Some((time, offset, _)) = (0..at)
                .filter(|&before| !self.goes_on_from(before, &['-', '.', '/', ':']))
                .find_map(|before| self.time_at(before))
        {
            written = Written { time: Some(time), offset_minutes: offset, precision: Precision::Time, ..written };
        }
        Some(written)
    }

    /// A moment in any form, those among them that fields alone are written in.
    fn field_moment_at(&self, at: usize) -> Option<Written> {
        let moment = self.moment_at(at).map(|(written, _)| written);
        moment.or_else(|| self.moment_before_year(at)).or_else(|| self.numbered_month_at(at))
    }

    /// "20250816T101530Z": eight digits that open a field.
    fn compact_moment(&self) -> Option<Written> {
        let digits = self.token(0)?.number(8..=8)?;
        let part = |n: u32| i16::try_from(n).ok();
        let date = civil(part(digits / 10000)?, part(digits / 100 % 100)?, part(digits % 100)?)?;
        Some(self.with_time_after(date, 1).0)
    }

    /// A whole date and, where one follows, its time of day.
    pub fn moment_at(&self, at: usize) -> Option<(Written, usize)> {
        let (date, next) = self.day_at(at)?;
        Some(self.with_time_after(date, next))
    }

    /// "Aug 16 10:15:30 +0000 2025", "Aug 16 10:15:30 UTC 2025", "Aug 16 10:15:30 2025": C and Twitter put the year last.
    fn moment_before_year(&self, at: usize) -> Option<Written> {
        let (month, day) = (self.month(at)?, self.number(at + 1, 1..=2)?);
        if !self.is_mark(at + 3, &[':']) {
            return None;
        }
        let (time, offset, next) = self.time_at(at + 2)?;
        // A zone whose name means several offsets is passed over.
        let is_named =
            offset.is_none() && self.word(next).is_some_and(|word| word.bytes().all(|b| b.is_ascii_uppercase()));
        let year_at = next + usize::from(is_named);
        let date = civil(self.number(year_at, 4..=4)?, month, day)?;
        Some(Written { time: Some(time), offset_minutes: offset, ..Written::new(date, Precision::Time) })
    }

    /// "16 tháng 8 năm 2025", "16 tháng 8, 2025": Vietnamese numbers its months.
    fn numbered_month_at(&self, at: usize) -> Option<Written> {
        let day = self.number(at, 1..=2).filter(|_| self.is_word(at + 1, &["tháng"]))?;
        let month = self.number(at + 2, 1..=2)?;
        let year_at = self.skip_mark(at + 3, &[',', '/']);
        let year_at = year_at + usize::from(self.is_word(year_at, &["năm"]));
        let date = civil(self.number(year_at, 4..=4)?, month, day)?;
        Some(self.with_time_after(date, year_at + 1).0)
    }

    fn with_time_after(&self, date: Date, next: usize) -> (Written, usize) {
        let day = Written::new(date, Precision::Day);
        match self.time_after(next) {
            Some((time, offset, next)) => {
                (Written { time: Some(time), offset_minutes: offset, precision: Precision::Time, ..day }, next)
            }
            None => (day, next),
        }
    }

    /// A day with its month and year.
    pub fn day_at(&self, at: usize) -> Option<(Date, usize)> {
        let token = self.token(at)?;
        match token.kind {
            _ if self.goes_on_from(at, &['.', '/', ':']) => None,
            TokenKind::Number(_) if token.end - token.start == 4 => {
                self.year_first(at).filter(|_| !self.goes_on_from(at, &['-']))
            }
            TokenKind::Number(_) if token.end - token.start <= 2 => {
                let numeric = self.numeric_day_first(at).filter(|_| !self.goes_on_from(at, &['-']));
                numeric.or_else(|| self.day_month_year(at))
            }
            TokenKind::Word => self.month_day_year(at),
            _ => None,
        }
    }

    /// Whether the number goes on a longer string of numbers parted by `marks` ("1.16.8.2025", "192.168.1.1").
    fn goes_on_from(&self, at: usize, marks: &[char]) -> bool {
        let (Some(token), Some(before)) = (self.token(at), at.checked_sub(1).and_then(|b| self.token(b))) else {
            return false;
        };
        let numbers_before = at >= 2 && matches!(self.tokens[at - 2].kind, TokenKind::Number(_));
        !token.spaced
            && matches!(token.kind, TokenKind::Number(_))
            && (matches!(before.kind, TokenKind::Number(_))
                || (self.is_mark(at - 1, marks) && !before.spaced && numbers_before))
    }

    /// Whether the number before `next` goes on ("2025-08-16-3"); "2025-08-16-05:00" has an offset there.
    fn joined_to_number_after(&self, next: usize) -> bool {
        let unspaced = |at: usize| self.token(at).is_some_and(|token| !token.spaced);
        let number = |at: usize| unspaced(at) && matches!(self.tokens[at].kind, TokenKind::Number(_));
        number(next)
            || (unspaced(next)
                && self.is_mark(next, &['-', '/', '.'])
                && number(next + 1)
                && !self.is_mark(next + 2, &[':']))
    }

    /// "2025-08-16", "2025/8/16", "2025. 8. 16", "2025年8月16日", "2025. augusztus 16", "2025 August 16".
    fn year_first(&self, at: usize) -> Option<(Date, usize)> {
        let year = self.number(at, 4..=4)?;
        let (month, day_at) = if let Some(separator) = self.separator(at + 1) {
            match (self.number(at + 2, 1..=2), self.is_mark(at + 3, &[separator])) {
                (Some(month), true) => (month, at + 4),
                _ => (self.month(at + 2)?, self.skip_mark(at + 3, &['-', '.'])),
            }
        } else if self.is_word(at + 1, &["年", "년"]) {
            (self.number(at + 2, 1..=2).filter(|_| self.is_word(at + 3, &["月", "월"]))?, at + 4)
        } else {
            (self.month(at + 1)?, at + 2)
        };
        let day = self.number(day_at, 1..=2)?;
        let next = day_at + 1;
        if self.joined_to_number_after(next) {
            return None;
        }
        let next = next + usize::from(self.is_word(next, &["日", "일"]));
        Some((civil(year, month, day)?, next))
    }

    /// The mark at `at` when it can part the numbers of a date.
    fn separator(&self, at: usize) -> Option<char> {
        match self.token(at)?.kind {
            TokenKind::Mark(mark @ ('-' | '/' | '.')) => Some(mark),
            _ => None,
        }
    }

    /// "16.08.2025", "16. 8. 2025", "8/16/2025", "16-8-25".
    fn numeric_day_first(&self, at: usize) -> Option<(Date, usize)> {
        let first = self.number(at, 1..=2)?;
        let separator = self.separator(at + 1)?;
        let second = self.number(at + 2, 1..=2)?;
        if !self.is_mark(at + 3, &[separator]) || self.joined_to_number_after(at + 5) {
            return None;
        }
        let written_year = self.token(at + 4)?;
        let digits = written_year.end - written_year.start;
        let year = self.number(at + 4, 2..=4).filter(|_| digits != 3)?;
        let year = if digits == 2 { full_year(year, self.reading.is_past) } else { year };
        // "1.2.10" is a version or a section; "01.02.10" is a day.
        let two_digits = |at: usize| self.number(at, 2..=2).is_some();
        if digits == 2 && separator != '/' && !(two_digits(at) && two_digits(at + 2)) {
            return None;
        }
        let day_first = civil(year, second, first);
        let month_first = civil(year, first, second).filter(|_| separator != '.');
        let date = match (day_first, month_first) {
            (Some(date), None) | (None, Some(date)) => date,
            (Some(a), Some(b)) if a == b => a,
            // "2-12-2025" is written where the day comes first, whatever the language; "05-03-16" is American as well.
            (Some(day_first), Some(_)) if separator == '-' && digits == 4 => day_first,
            (Some(day_first), Some(_)) if separator == '-' && self.reading.month_first.is_none() => day_first,
            (Some(day_first), Some(month_first)) => {
                if self.reading.month_first? {
                    month_first
                } else {
                    day_first
                }
            }
            (None, None) => return None,
        };
        Some((date, at + 5))
    }

    /// "16 August 2025", "16th of August, 2025", "16. August 2025", "1er août 2025", "16 de agosto de 2025",
    /// "16-Aug-25".
    fn day_month_year(&self, at: usize) -> Option<(Date, usize)> {
        let day = self.number(at, 1..=2)?;
        let month_at = self.skip_mark(self.after_ordinal(at + 1), &['-', '/', ',']);
        let month_at = self.skip_filler(month_at);
        let month = self.month(month_at)?;
        // "24 نيسان / أبريل 2020": the month by both of its names, as Arab papers of the east write it.
        let is_twice = self.is_mark(month_at + 1, &['/']) && self.month(month_at + 2) == Some(month);
        let month_at = if is_twice { month_at + 2 } else { month_at };
        let hyphen = self.is_mark(month_at + 1, &['-', '/']);
        let year_at = self.skip_mark(month_at + 1, &['.', '-', '/']);
        let year_at = self.skip_filler(self.skip_mark(year_at, &[',', '\'', '’']));
        let year = match self.number(year_at, 4..=4) {
            Some(year) => year,
            None if hyphen => full_year(self.number(year_at, 2..=2)?, self.reading.is_past),
            None => return None,
        };
        Some((civil(year, month, day)?, year_at + 1))
    }

    /// "August 16, 2025", "Aug. 16th 2025", "Aug-16-2025".
    fn month_day_year(&self, at: usize) -> Option<(Date, usize)> {
        let month = self.month(at)?;
        let day_at = self.skip_mark(at + 1, &['.', '-', '/']);
        let day = self.number(day_at, 1..=2)?;
        let year_at = self.skip_mark(self.after_ordinal(day_at + 1), &[',', '-', '/']);
        let year_at = self.skip_filler(year_at);
        let year = self.number(year_at, 4..=4)?;
        Some((civil(year, month, day)?, year_at + 1))
    }

    /// A day and its month without a year, as (month, day): "Aug. 16", "16 August", "16. August", "le 1er août".
    pub fn day_and_month_at(&self, at: usize) -> Option<(i8, i8, usize)> {
        let (month, day, next) = match self.month(at) {
            Some(month) => {
                let day_at = self.skip_mark(at + 1, &['.']);
                let next = day_at + 1;
                // "March 10,000", "May 3.5", "May 3:15" are amounts and times.
                if self.is_mark(next, &[',', '.', ':']) && self.number_follows(next) && !self.tokens[next].spaced {
                    return None;
                }
                (month, self.number(day_at, 1..=2)?, self.after_ending(next))
            }
            None => {
                let day = self.number(at, 1..=2).filter(|_| !self.goes_on_from(at, &['.', '/', ':']))?;
                let month_at = self.skip_filler(self.after_ordinal(at + 1));
                (self.month(month_at)?, day, self.after_abbreviation(month_at))
            }
        };
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        // 2024 has a 29 February: whether the year meant has one is for the reader of the year to say.
        Date::new(2024, month, day).ok()?;
        Some((month, day, next))
    }

    /// Past "th" and its like, but not past a full stop.
    fn after_ending(&self, at: usize) -> usize {
        if self.is_mark(at, &['.']) { at } else { self.after_ordinal(at) }
    }

    /// Past a month and the stop of its abbreviation: four letters or fewer, unless that is all of its name.
    fn after_abbreviation(&self, at: usize) -> usize {
        let short = self.word(at).is_some_and(|word| word.chars().count() <= 4);
        let whole =
            self.is_word(at, &["may", "mai", "mayo", "june", "july", "juni", "juli", "juin", "mars", "märz", "août"]);
        if short && !whole { self.skip_mark(at + 1, &['.']) } else { at + 1 }
    }

    /// Past the ending of an ordinal: "th", "er", "º", ".".
    pub fn after_ordinal(&self, at: usize) -> usize {
        let joined = self.token(at).is_some_and(|token| !token.spaced);
        // "16<sup>th</sup>" comes with a space.
        let english = self.is_word(at, &["st", "nd", "rd", "th"]);
        let ending = joined && self.is_word(at, &["er", "ère", "º", "o", "e", "ª"]);
        if english || ending { at + 1 } else { self.skip_mark(at, &['.', 'º', '°']) }
    }

    /// The time after a date, across what may stand between: "T", ",", "at", "um", "|", a dash.
    fn time_after(&self, at: usize) -> Option<(Time, Option<i16>, usize)> {
        // Four: "Aug. 16, 2025 | at 4 pm", the most that was met.
        for next in at..at + 4 {
            if let Some(found) = self.time_at(next) {
                return Some(found);
            }
            let between = self.is_mark(next, &[',', '-', '–', '—', '|', '•', '·', '@', '/', '(', '.'])
                || self.is_word(next, &["t"])
                || self.meaning(next, WordKind::Filler).is_some();
            if !between {
                return None;
            }
        }
        None
    }

    /// "10:15", "10:15:30.5Z", "4 p.m.", "10h15", "10.15 Uhr", "101530" after a T.
    fn time_at(&self, at: usize) -> Option<(Time, Option<i16>, usize)> {
        let iso = at > 0 && self.is_word(at - 1, &["t"]) && !self.tokens[at].spaced;
        if iso && let Some(time) = self.compact_time(at) {
            let (offset, next) = self.zone_after(at + 1, true);
            return Some((time, offset, next));
        }
        let hour = self.number(at, 1..=2)?;
        let mut next = at + 1;
        let mut minute = 0;
        let mut second = 0;
        let pointed = self.is_mark(next, &['.']) || self.is_word(next, &["h"]);
        let coloned = self.is_mark(next, &[':']);
        if (pointed || coloned)
            && let Some(minutes) = self.number(next + 1, 2..=2)
        {
            (minute, next) = (minutes, next + 2);
            if coloned
                && self.is_mark(next, &[':'])
                && let Some(seconds) = self.number(next + 1, 2..=2)
            {
                (second, next) = (seconds, next + 2);
                if self.is_mark(next, &['.', ',']) && self.number_follows(next) {
                    next += 2;
                }
            }
        }
        let half = self.half_of_day(next);
        if let Some((_, after)) = half {
            next = after;
        }
        let word = self.is_word(next, &["uhr"]) || (pointed && self.is_word(at + 1, &["h"]));
        if !coloned && half.is_none() && !word {
            return None;
        }
        let time = clock(hour_of_day(hour, half.map(|(half, _)| half))?, minute, second)?;
        let (offset, next) = self.zone_after(next + usize::from(self.is_word(next, &["uhr"])), iso);
        Some((time, offset, next))
    }

    /// Whether a number stands close behind the mark at a token.
    pub fn number_follows(&self, mark: usize) -> bool {
        self.token(mark + 1).is_some_and(|token| !token.spaced && matches!(token.kind, TokenKind::Number(_)))
    }

    fn compact_time(&self, at: usize) -> Option<Time> {
        let digits = self.token(at)?.number(4..=6)?;
        let digits = if self.tokens[at].number(4..=4).is_some() { digits * 100 } else { digits };
        let part = |n: u32| i16::try_from(n % 100).ok();
        clock(part(digits / 10000)?, part(digits / 100)?, part(digits)?)
    }

    /// "am", "p.m.": 1 or 2, and what comes after.
    fn half_of_day(&self, at: usize) -> Option<(i16, usize)> {
        if let Some(half) = self.meaning(at, WordKind::Half) {
            return Some((half, at + 1));
        }
        let half = if self.is_word(at, &["a"]) {
            1
        } else if self.is_word(at, &["p"]) {
            2
        } else {
            return None;
        };
        let m_at = self.skip_mark(at + 1, &['.']);
        self.is_word(m_at, &["m"]).then(|| (half, self.skip_mark(m_at + 1, &['.'])))
    }

    /// The offset after a time: "Z", "GMT", "+02:00", "-0500", "GMT+2". `iso`: a bare "-05:00" is one, not a range.
    fn zone_after(&self, at: usize, iso: bool) -> (Option<i16>, usize) {
        let named_at = self.skip_mark(at, &['(']);
        if let Some(minutes) = self.meaning(named_at, WordKind::Zone) {
            return match self.offset_at(named_at + 1).filter(|_| minutes == 0) {
                Some((offset, next)) => (Some(offset), next),
                None => (Some(minutes), named_at + 1),
            };
        }
        let four_digits = self.number(at + 1, 4..=4).is_some();
        match self.offset_at(at).filter(|_| iso || four_digits || self.is_mark(at, &['+'])) {
            Some((offset, next)) => (Some(offset), next),
            None => (None, at),
        }
    }

    fn offset_at(&self, at: usize) -> Option<(i16, usize)> {
        let sign = if self.is_mark(at, &['+']) {
            1
        } else if self.is_mark(at, &['-', '−']) {
            -1
        } else {
            return None;
        };
        if !self.number_follows(at) {
            return None;
        }
        let (hours, minutes, next) = match self.number(at + 1, 4..=4) {
            Some(both) => (both / 100, both % 100, at + 2),
            None => {
                let hours = self.number(at + 1, 1..=2)?;
                match self.number(at + 3, 2..=2).filter(|_| self.is_mark(at + 2, &[':'])) {
                    Some(minutes) => (hours, minutes, at + 4),
                    None => (hours, 0, at + 2),
                }
            }
        };
        // The farthest zone is Kiribati's, fourteen hours east.
        (hours <= 14 && minutes < 60).then_some((sign * (hours * 60 + minutes), next))
    }

    /// The first month with its year: "August 2025", "août 2025", "agosto de 2025"; not the rest of "45 August 2025".
    fn first_month(&self) -> Option<Date> {
        (0..self.tokens.len()).find_map(|at| self.month_year_at(at).map(|(date, _)| date))
    }

    /// A month and its year, without a day: the first of that month.
    pub fn month_year_at(&self, at: usize) -> Option<(Date, usize)> {
        let month = self.month(at)?;
        let year_at = self.skip_filler(self.skip_mark(at + 1, &['.', ',']));
        let year = self.number(year_at, 4..=4)?;
        // "45. August 2025"; but the stop of a sentence says nothing.
        let stopped = || at > 1 && self.is_mark(at - 1, &['.']) && self.number(at - 2, 1..=4).is_some();
        let day_before =
            at > 0 && (self.number(at - 1, 1..=4).is_some() || self.is_mark(at - 1, &['-', '/']) || stopped());
        if day_before || self.joined_to_number_after(year_at + 1) {
            return None;
        }
        Some((civil(year, month, 1)?, year_at + 1))
    }

    /// "2025-08", "08/2025", when there is nothing else.
    fn year_and_month_alone(&self) -> Option<Date> {
        if self.tokens.len() != 3 || !self.is_mark(1, &['-', '/', '.']) {
            return None;
        }
        match (self.number(0, 4..=4), self.number(2, 4..=4)) {
            (Some(year), None) => civil(year, self.number(2, 1..=2)?, 1),
            (None, Some(year)) => civil(year, self.number(0, 1..=2)?, 1),
            _ => None,
        }
    }
}

/// The hour on a 24-hour clock; `half` is 1 before noon, 2 after.
fn hour_of_day(hour: i16, half: Option<i16>) -> Option<i16> {
    match (half, hour) {
        (None, 0..=23) => Some(hour),
        (Some(1), 1..=12) => Some(hour % 12),
        (Some(_), 1..=12) => Some(hour % 12 + 12),
        // "15:30 PM" is redundant, not wrong.
        (Some(_), 13..=23) => Some(hour),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
