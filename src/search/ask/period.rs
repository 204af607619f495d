//! A stretch of the calendar as typed in, its days and the unit to look at them in out: what a timeline can look into.

use crate::search::query::{DateRange, date_range};
use crate::search::request::Bucket;
use jiff::civil::Date;
use std::str::FromStr;

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}

impl Period {
    /// The unit a period falls into a dozen or two of: years into months, quarters into weeks, months into days.
    pub fn unit(self) -> Bucket {
        match self.first.until(self.last).map_or(i32::MAX, |span| span.get_days()) {
            ..=31 => Bucket::Day,
            32..=100 => Bucket::Week,
            101..=1100 => Bucket::Month,
            _ => Bucket::Year,
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        days(typed)
            .ok_or_else(|| "expected a period such as 2025, 2025-Q3, 2025-08 or 2025-08-01..2025-08-15".to_owned())
    }
}

/// As after `date:`, and as the timeline writes a week and a quarter.
fn days(typed: &str) -> Option<Period> {
    match date_range(&typed.replace(" to ", "..").replace(' ', "-"))? {
        DateRange::Days { from: Some(first), to: Some(last) } => Some(Period { first, last }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        let check = |typed: &str, first: &str, last: &str, unit: Bucket| {
            let period: Period = typed.parse().unwrap();
            assert_eq!((period.first.to_string(), period.last.to_string()), (first.to_owned(), last.to_owned()));
            assert_eq!(period.unit(), unit, "{typed}");
        };
        check("2024", "2024-01-01", "2024-12-31", Bucket::Month);
        check("2024-Q1", "2024-01-01", "2024-03-31", Bucket::Week);
        check("2024 q4", "2024-10-01", "2024-12-31", Bucket::Week);
        check("2024-02", "2024-02-01", "2024-02-29", Bucket::Day);
        check("2025-08-11 to 2025-08-17", "2025-08-11", "2025-08-17", Bucket::Day);
        check("2019..2024", "2019-01-01", "2024-12-31", Bucket::Year);
        for typed in ["", "2024-Q5", "2024-Q", "24-Q1", "2024..", "none", "soon", "é-Q1"] {
            assert!(typed.parse::<Period>().is_err(), "{typed}");
        }
    }
}
