//! The value of `date:` in, the days it means out.

use jiff::civil::Date;

/// Which publication dates a `date:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRange {
    /// `none`: only the undated.
    Undated,
    /// From the first day to the last, both included; an open side is `None`.
    Days { from: Option<Date>, to: Option<Date> },
}

/// `2025`, `2025-Q3`, `2025-08`, `2025-08-16`, `2025-08-01..2025-08-31`, `2025..`, `..2025` or `none`.
pub fn date_range(value: &str) -> Option<DateRange> {
    if value.eq_ignore_ascii_case("none") {
        return Some(DateRange::Undated);
    }
    let Some((from, to)) = value.split_once("..") else {
        let (from, to) = day_span(value)?;
        return Some(DateRange::Days { from: Some(from), to: Some(to) });
    };
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let side = |text: &str| if text.is_empty() { Some(None) } else { day_span(text).map(Some) };
    let (from, to) = (side(from)?.map(|span| span.0), side(to)?.map(|span| span.1));
    match (from, to) {
        (Some(from), Some(to)) if from > to => None,
        _ => Some(DateRange::Days { from, to }),
    }
}

/// A range whose days are the wrong way round, the right way round.
pub(super) fn turned(value: &str) -> Option<String> {
    let (from, to) = value.split_once("..")?;
    (day_span(from)?.0 > day_span(to)?.1).then(|| format!("{to}..{from}"))
}

/// First and last day of a year, a quarter, a month or a day.
fn day_span(text: &str) -> Option<(Date, Date)> {
    if let Some((year, quarter)) = text.split_once(['Q', 'q']) {
        return quarter_span(year.strip_suffix('-')?, quarter);
    }
    let mut parts = text.split('-').map(|part| {
        let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten()
    });
    let year = parts.next()??;
    if text.len() < 4 || !text.as_bytes()[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let month = match parts.next() {
        None => {
            let first = Date::new(year, 1, 1).ok()?;
            return Some((first, first.last_of_year()));
        }
        Some(month) => i8::try_from(month?).ok()?,
    };
    let day = match parts.next() {
        None => {
            let first = Date::new(year, month, 1).ok()?;
            return Some((first, first.last_of_month()));
        }
        Some(day) => i8::try_from(day?).ok()?,
    };
    let day = Date::new(year, month, day).ok()?;
    parts.next().is_none().then_some((day, day))
}

fn quarter_span(year: &str, quarter: &str) -> Option<(Date, Date)> {
    let (year, _) = day_span(year).filter(|_| year.len() == 4)?;
    let last: i8 = ["1", "2", "3", "4"].iter().zip([3, 6, 9, 12]).find(|(name, _)| **name == quarter)?.1;
    Some((Date::new(year.year(), last - 2, 1).ok()?, Date::new(year.year(), last, 1).ok()?.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let check = |text: &str, expected: &str| {
            let got = match date_range(text) {
                None => "?".to_string(),
                Some(DateRange::Undated) => "none".to_string(),
                Some(DateRange::Days { from, to }) => {
                    let side = |d: Option<Date>| d.map_or(String::new(), |d| d.to_string());
                    format!("{}..{}", side(from), side(to))
                }
            };
            assert_eq!(got, expected, "{text}");
        };
        check("2025", "2025-01-01..2025-12-31");
        check("2024-02", "2024-02-01..2024-02-29");
        check("2025-Q3", "2025-07-01..2025-09-30");
        check("2024-q1..2024-Q2", "2024-01-01..2024-06-30");
        check("2025-8-1", "2025-08-01..2025-08-01");
        check("2025-08-01..2025-08-31", "2025-08-01..2025-08-31");
        check("2025-08..", "2025-08-01..");
        check("..2025-08", "..2025-08-31");
        check("none", "none");
        for bad in [
            "",
            "..",
            "25",
            "2025-13",
            "2025-02-30",
            "2025-08..2025-07",
            "yesterday",
            "2025-08-01-01",
            "é",
            "2025Q3",
            "2025-Q5",
            "2025-Q",
            "-Q1",
            "2025-01-Q1",
        ] {
            check(bad, "?");
        }
    }
}
