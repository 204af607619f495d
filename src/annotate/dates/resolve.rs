//! What a phrase names and a day of reference in, the days it means out. All calendar sums are jiff's.

use super::grammar::{Meaning, Values, Which};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// First and last day meant.
pub type Days = (Date, Date);

/// Whether the sentence speaks of what lies ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
    Unsaid,
}

/// The days of a phrase; `None` when it cannot be told from `today`.
pub fn days(meaning: Meaning, values: &Values, today: Option<Date>, tense: Tense) -> Option<Days> {
    match meaning {
        Meaning::NotADate => None,
        Meaning::Year => years(values.years[0], values.years[0]),
        Meaning::Years => years(values.years[0], values.years[1]),
        Meaning::Successive if values.years[1] != values.years[0] + 1 => None,
        Meaning::Successive => years(values.years[0], values.years[1]),
        Meaning::Decade => decade(values.years[0]),
        Meaning::Months(first, last) => Some((month_in(values.years[0], first)?.0, month_in(values.years[0], last)?.1)),
        _ => relative(meaning, values, today?, tense),
    }
}

fn relative(meaning: Meaning, values: &Values, today: Date, tense: Tense) -> Option<Days> {
    // "The past year" is one.
    let number = values.number.max(1);
    match meaning {
        Meaning::Day(days) => single(today.checked_add(days.days()).ok()?),
        Meaning::Weekday(which) => single(weekday(values.weekday, which, today, tense)?),
        Meaning::Month(which) => month(values.month, which, today, tense),
        Meaning::Unit(offset) => unit(values.unit, offset, today),
        Meaning::Ago => unit(values.unit, -number, today),
        Meaning::Ahead => unit(values.unit, number, today),
        Meaning::Back => Some((today.checked_sub(length(values.unit, number)?).ok()?, today)),
        Meaning::Onward => Some((today, today.checked_add(length(values.unit, number)?).ok()?)),
        Meaning::SoFar => Some((unit(values.unit, 0, today)?.0, today)),
        Meaning::Rest => Some((today, unit(values.unit, 0, today)?.1)),
        Meaning::LastWeekend => {
            let sunday = if today.weekday() == Weekday::Saturday { today.tomorrow() } else { on_or_before(today, 7) };
            weekend_to(sunday.ok()?)
        }
        _ => None,
    }
}

fn single(day: Date) -> Option<Days> {
    Some((day, day))
}

pub fn years(from: i16, to: i16) -> Option<Days> {
    (from <= to).then_some(())?;
    Some((Date::new(from, 1, 1).ok()?, Date::new(to, 12, 31).ok()?))
}

/// "the 1990s"; "the 1995s" are none.
fn decade(year: i16) -> Option<Days> {
    (year % 10 == 0).then_some(())?;
    // "the 1900s" is the century: the years 1900 to 1909 are hardly ever called so. Of its own century news has no need to speak:
    // "the early 2000s" are of its first decade.
    let is_century = year % 100 == 0 && year != 2000;
    years(year, year + if is_century { 99 } else { 9 })
}

/// The last day of that weekday (1 is Monday) that is not after `today`.
fn on_or_before(today: Date, weekday: i8) -> Result<Date, jiff::Error> {
    let back = (today.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
    today.checked_sub(i32::from(back).days())
}

/// A paper of Sunday means its own day by "Sunday"; "last Sunday" is the one before.
fn weekday(weekday: u8, which: Which, today: Date, tense: Tense) -> Option<Date> {
    let number = i8::try_from(weekday).ok()?;
    let name = Weekday::from_monday_one_offset(number).ok()?;
    match which {
        Which::Before => today.nth_weekday(-1, name).ok(),
        Which::After => today.nth_weekday(1, name).ok(),
        Which::This => {
            let monday = on_or_before(today, 1).ok()?;
            monday.checked_add(i32::from(number - 1).days()).ok()
        }
        Which::Near | Which::Ahead if today.weekday() == name => Some(today),
        Which::Ahead if tense != Tense::Past => today.nth_weekday(1, name).ok(),
        Which::Near if tense == Tense::Future => today.nth_weekday(1, name).ok(),
        Which::Near | Which::Ahead => today.nth_weekday(-1, name).ok(),
    }
}

fn month(month: u8, which: Which, today: Date, tense: Tense) -> Option<Days> {
    let month = i8::try_from(month).ok()?;
    let year = today.year();
    let year = match which {
        Which::This => year,
        Which::Before => year - i16::from(month >= today.month()),
        Which::After => year + i16::from(month <= today.month()),
        Which::Near | Which::Ahead => match month - today.month() {
            0 => year,
            // Behind unless the sentence looks ahead; with no sign a month is ahead only if it is the next or the
            // one after ("in January", told in December), by the same guess as for days. The month before this one,
            // and the one before that, are never those of next year, unless "next" stands there.
            1.. if tense == Tense::Past => year - 1,
            10.. if tense == Tense::Unsaid => year - 1,
            ahead @ 1.. => year - i16::from(tense == Tense::Unsaid && ahead > 2),
            -12..=-10 if tense == Tense::Unsaid => year + 1,
            -2..=-1 => year,
            _ => year + i16::from(tense == Tense::Future),
        },
    };
    month_in(year, month)
}

/// A month whose year other words tell.
pub fn month_of(year: i16, month: u8) -> Option<Days> {
    month_in(year, i8::try_from(month).ok()?)
}

fn month_in(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

/// The calendar unit that lies `offset` units from today's: weeks run from Monday to Sunday.
fn unit(unit: u8, offset: i32, today: Date) -> Option<Days> {
    let monday = |offset: i32| on_or_before(today, 1).and_then(|monday| monday.checked_add(offset.weeks())).ok();
    match unit {
        1 => single(today.checked_add(offset.days()).ok()?),
        2 => Some((monday(offset)?, monday(offset)?.checked_add(6.days()).ok()?)),
        3 => {
            let first = today.first_of_month().checked_add(offset.months()).ok()?;
            Some((first, first.last_of_month()))
        }
        4 => {
            let year = today.year().checked_add(i16::try_from(offset).ok()?)?;
            years(year, year)
        }
        5 => weekend_to(monday(offset)?.checked_add(6.days()).ok()?),
        6 => {
            let first = today.year() - today.year() % 10 + i16::try_from(offset.checked_mul(10)?).ok()?;
            years(first, first.checked_add(9)?)
        }
        7 => {
            let into = i32::from((today.month() - 1) % 3);
            let first = today.first_of_month().checked_add((offset.checked_mul(3)? - into).months()).ok()?;
            Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
        }
        _ => None,
    }
}

fn weekend_to(sunday: Date) -> Option<Days> {
    Some((sunday.checked_sub(1.days()).ok()?, sunday))
}

fn length(unit: u8, number: i32) -> Option<Span> {
    let span = Span::new();
    match unit {
        1 => span.try_days(number),
        2 | 5 => span.try_weeks(number),
        3 => span.try_months(number),
        4 => span.try_years(number),
        6 => span.try_years(number.checked_mul(10)?),
        7 => span.try_months(number.checked_mul(3)?),
        _ => return None,
    }
    .ok()
}

/// A day without a year: the year of `today`, except where that lies too far off for the tense. A day ahead by more
/// than half a year is meant behind, one behind by eleven months ahead (guessed from how agencies write: "Jan. 5" in
/// late December is next month's, "Dec. 28" in January last month's).
pub fn day_of_month(month: i8, day: i8, today: Date, tense: Tense) -> Option<Date> {
    let in_year = |year: i16| Date::new(year, month, day).ok();
    let year = today.year();
    let Some(this) = in_year(year) else { return leap_day(month, day, today, tense) };
    let ahead = (this - today).get_days();
    match tense {
        // As with months: what lies two months behind is not meant ahead.
        Tense::Future if ahead < -62 => in_year(year + 1),
        Tense::Past if ahead > 0 => in_year(year - 1),
        Tense::Unsaid if ahead > 183 => in_year(year - 1),
        Tense::Unsaid if ahead < -330 => in_year(year + 1),
        _ => Some(this),
    }
}

/// 29 February told in a year without one: the last, or when the sentence looks ahead the next.
fn leap_day(month: i8, day: i8, today: Date, tense: Tense) -> Option<Date> {
    let step = if tense == Tense::Future { 1 } else { -1 };
    // Eight years can lie between two leap days (1896, 1904).
    (1..=8).find_map(|years| Date::new(today.year() + step * years, month, day).ok())
}

/// A day without a year in the year that brings it nearest to `today`: for datelines, which are never far off.
pub fn nearest_day(month: i8, day: i8, today: Date) -> Option<Date> {
    let year = today.year();
    let years = [year - 1, year, year + 1];
    let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
    days.min_by_key(|day| (*day - today).get_days().abs())
}
