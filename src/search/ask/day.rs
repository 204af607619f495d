//! A date as typed on a flag in, the days it can mean out: `2025`, `2025-08`, `2025-08-16`, `today`, `yesterday`, `7d`.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use std::str::FromStr;

/// What was typed; `today` and its like wait for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// First and last day of the year, month or day named.
    Calendar { first: Date, last: Date },
    /// So many days before today.
    Back(u16),
}

impl Day {
    /// Whether it moves with today.
    pub fn is_relative(self) -> bool {
        matches!(self, Day::Back(_))
    }

    /// The first day meant: what `--after` includes.
    pub fn first(self, today: Date) -> Date {
        match self {
            Day::Calendar { first, .. } => first,
            Day::Back(days) => back(today, days),
        }
    }

    /// The last day meant: what `--before` includes.
    pub fn last(self, today: Date) -> Date {
        match self {
            Day::Calendar { last, .. } => last,
            Day::Back(days) => back(today, days),
        }
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        named(typed)
            .or_else(|| calendar(typed))
            .ok_or_else(|| "expected a date such as 2025, 2025-08, 2025-08-16, today, yesterday or 7d".to_owned())
    }
}

fn named(typed: &str) -> Option<Day> {
    match typed.to_ascii_lowercase().as_str() {
        "today" => Some(Day::Back(0)),
        "yesterday" => Some(Day::Back(1)),
        other => other.strip_suffix('d')?.parse().ok().map(Day::Back),
    }
}

/// Years of four digits only: `25` is more likely a slip than the year 25.
fn calendar(typed: &str) -> Option<Day> {
    let parts: Vec<&str> = typed.split('-').collect();
    let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digits_only = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !digits_only || !matches!(widths[..], [4] | [4, 1..=2] | [4, 1..=2, 1..=2]) {
        return None;
    }
    let year = parts[0].parse().ok()?;
    let month = parts.get(1).map_or(Some(1), |part| part.parse().ok())?;
    let day = parts.get(2).map_or(Some(1), |part| part.parse().ok())?;
    let first = Date::new(year, month, day).ok()?;
    let last = match parts.len() {
        1 => first.last_of_year(),
        2 => first.last_of_month(),
        _ => first,
    };
    Some(Day::Calendar { first, last })
}

fn back(today: Date, days: u16) -> Date {
    let days: Span = i64::from(days).days();
    today.saturating_sub(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn check(typed: &str, expected: Option<(&str, &str)>) {
        let today = date(2025, 8, 16);
        let found = typed.parse::<Day>().ok().map(|day| (day.first(today).to_string(), day.last(today).to_string()));
        let expected = expected.map(|(first, last)| (first.to_owned(), last.to_owned()));
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn days() {
        check("2025", Some(("2025-01-01", "2025-12-31")));
        check("2024-02", Some(("2024-02-01", "2024-02-29")));
        check("2025-8", Some(("2025-08-01", "2025-08-31")));
        check("2025-08-16", Some(("2025-08-16", "2025-08-16")));
        check("today", Some(("2025-08-16", "2025-08-16")));
        check("Yesterday", Some(("2025-08-15", "2025-08-15")));
        check("7d", Some(("2025-08-09", "2025-08-09")));
        for typed in ["", "d", "-7d", "25", "2025-", "2025-13", "2025-02-30", "2025-08-16-1", "+2025", "soon", "99999d"]
        {
            check(typed, None);
        }
    }
}
