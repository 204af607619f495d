//! Articles by day in, a timeline of calendar units out.

use super::request::Bucket;
use super::response::TimelineBucket;
use super::segment::Segment;
use crate::error::{Error, Result};
use crate::index::{day_number, day_of_number};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::borrow::Cow;

/// Days from the first that is counted to the last: all that a calendar of four figures has.
const DAYS_MAX: i64 = 3_700_000;

/// Articles counted by the first day they can have been published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// The day of the first count, since 1970.
    first: i64,
    counts: Vec<u32>,
    pub undated: u64,
}

impl DayCounts {
    /// Counts for every day that articles of these segments have.
    pub fn over(segments: &[Segment]) -> DayCounts {
        let dated = || segments.iter().filter(|segment| segment.from_day.values.num_vals() > 0);
        let first = dated().map(|segment| segment.from_day.min_value()).min().unwrap_or(0);
        let last = dated().map(|segment| segment.from_day.max_value()).max().unwrap_or(first - 1);
        DayCounts { first, counts: vec![0; (last - first + 1) as usize], undated: 0 }
    }

    /// Of days (since 1970, ascending) with the articles of each.
    pub fn of(days: &[(i64, u64)], undated: u64) -> DayCounts {
        let first = days.first().map_or(0, |(day, _)| *day);
        let last = days.last().map_or(first.saturating_sub(1), |(day, _)| *day);
        // What an engine says is not to say how much memory is asked for.
        let n_days = last.saturating_sub(first).saturating_add(1).min(DAYS_MAX);
        let mut counts = vec![0; usize::try_from(n_days).unwrap_or(0)];
        for &(day, count) in days {
            if let Some(of_day) = usize::try_from(day.saturating_sub(first)).ok().and_then(|at| counts.get_mut(at)) {
                *of_day = u32::try_from(count).unwrap_or(u32::MAX);
            }
        }
        DayCounts { first, counts, undated }
    }

    #[inline]
    pub fn add(&mut self, day: Option<i64>) {
        let Some(day) = day else {
            self.undated += 1;
            return;
        };
        if let Some(count) = usize::try_from(day - self.first).ok().and_then(|at| self.counts.get_mut(at)) {
            *count += 1;
        }
    }

    /// Takes back what was added.
    pub fn take_back(&mut self, day: Option<i64>) {
        match day {
            None => self.undated = self.undated.saturating_sub(1),
            Some(day) => {
                let count = usize::try_from(day - self.first).ok().and_then(|at| self.counts.get_mut(at));
                count.into_iter().for_each(|count| *count = count.saturating_sub(1));
            }
        }
    }

    /// The same without the days outside of any of these spans (since 1970, both ends included).
    pub fn within(&self, spans: &[(i64, i64)]) -> Cow<'_, DayCounts> {
        if spans.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut rest = self.clone();
        for (day, count) in (self.first..).zip(&mut rest.counts) {
            if spans.iter().any(|(from, to)| !(from..=to).contains(&&day)) {
                *count = 0;
            }
        }
        Cow::Owned(rest)
    }

    /// Days with at least one article, in order, and how many.
    pub fn days(&self) -> impl Iterator<Item = (Date, u64)> + '_ {
        let counted = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        counted.filter_map(|(at, count)| Some((day_of_number(self.first + at as i64)?, u64::from(*count))))
    }

    /// The first and the last day with an article.
    fn reach(&self) -> Option<(Date, Date)> {
        let is_counted = |count: &u32| *count > 0;
        let (first, last) = (self.counts.iter().position(is_counted)?, self.counts.iter().rposition(is_counted)?);
        Some((day_of_number(self.first + first as i64)?, day_of_number(self.first + last as i64)?))
    }

    /// Articles from one day to another, both included.
    fn between(&self, from: Date, to: Date) -> u64 {
        let at = |day: i64| (day - self.first).clamp(0, self.counts.len() as i64) as usize;
        let (from, to) = (at(day_number(from)), at(day_number(to) + 1));
        self.counts[from..to.max(from)].iter().map(|count| u64::from(*count)).sum()
    }

    /// Articles of each year, in order.
    pub fn years(&self) -> Vec<(i16, u64)> {
        let mut years: Vec<(i16, u64)> = Vec::new();
        for (day, count) in self.days() {
            match years.last_mut() {
                Some((year, articles)) if *year == day.year() => *articles += count,
                _ => years.push((day.year(), count)),
            }
        }
        years
    }
}

/// Refuses more calendar units than are wanted, before any of them is made: from the first of `days` to the last, so often.
fn few_units(days: Option<(Date, Date)>, bucket: Bucket, times: usize, most: usize) -> Result<()> {
    let Some((first, last)) = days else { return Ok(()) };
    let days_each = match bucket {
        Bucket::Day => 1,
        Bucket::Week => 7,
        Bucket::Month => 31,
        Bucket::Quarter => 92,
        Bucket::Year => 366,
    };
    let units = ((day_number(last) - day_number(first)) / days_each + 1) as usize;
    if units.saturating_mul(times) <= most { Ok(()) } else { Err(too_many(units * times, most)) }
}

/// More calendar units than an answer may have.
pub(super) fn too_many(units: usize, most: usize) -> Error {
    Error::new(format!("the answer would have {units} units of time or more: at most {most} are given"))
        .hint("count by a longer unit, or look into a shorter stretch of time")
}

/// Every calendar unit from the first with a match to the last, the empty ones between them included. `archive` is what
/// could have matched, so of a period only the days in it. More units than `most` are an error.
pub fn timeline(matches: &DayCounts, archive: &DayCounts, bucket: Bucket, most: usize) -> Result<Vec<TimelineBucket>> {
    few_units(matches.reach(), bucket, 1, most)?;
    let Some((first, last)) = matches.reach() else { return Ok(Vec::new()) };
    let unit = |from| unit(from, bucket, matches, archive);
    let next = |unit: &TimelineBucket| unit.to.tomorrow().ok();
    let mut buckets = vec![unit(first_day(first, bucket))];
    while let Some(from) = buckets.last().and_then(next).filter(|from| *from <= last) {
        buckets.push(unit(from));
    }
    Ok(buckets)
}

/// The units that have articles, each with how many, in their order.
pub(super) fn counted(days: impl Iterator<Item = (Date, u64)>, bucket: Bucket) -> Vec<(Date, u64)> {
    let mut units: Vec<(Date, u64)> = Vec::new();
    for (day, articles) in days {
        let from = first_day(day, bucket);
        match units.last_mut() {
            Some((unit, counted)) if *unit == from => *counted += articles,
            _ => units.push((from, articles)),
        }
    }
    units
}

/// Makes timelines of one unit begin and end together, with empty units where they had none. More units than `most` in all
/// of them are an error.
pub fn side_by_side(
    timelines: &mut [&mut Vec<TimelineBucket>],
    archive: &DayCounts,
    bucket: Bucket,
    most: usize,
) -> Result<()> {
    let first = timelines.iter().filter_map(|timeline| timeline.first()).map(|unit| unit.from).min();
    let last = timelines.iter().filter_map(|timeline| timeline.last()).map(|unit| unit.from).max();
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    few_units(Some((first, last)), bucket, timelines.len(), most)?;
    let none = DayCounts::default();
    for timeline in timelines {
        let mut own = std::mem::take(*timeline).into_iter().peekable();
        let mut next = Some(first);
        while let Some(from) = next.filter(|from| *from <= last) {
            let unit = own.next_if(|unit| unit.from == from).unwrap_or_else(|| unit(from, bucket, &none, archive));
            next = unit.to.tomorrow().ok();
            timeline.push(unit);
        }
    }
    Ok(())
}

/// The unit that begins on `from`.
fn unit(from: Date, bucket: Bucket, matches: &DayCounts, archive: &DayCounts) -> TimelineBucket {
    let to = last_day(from, bucket);
    let articles = matches.between(from, to);
    // An article that tells no more than its month stands under the month's first day, even when only its end is asked for.
    TimelineBucket { from, to, articles, archive: archive.between(from, to).max(articles) }
}

/// The first day of the unit a day lies in. Weeks begin on Monday (ISO 8601).
fn first_day(day: Date, bucket: Bucket) -> Date {
    match bucket {
        Bucket::Day => day,
        Bucket::Week => {
            let since = i64::from(day.weekday().since(Weekday::Monday));
            day.checked_sub(since.days()).unwrap_or(day)
        }
        Bucket::Month => day.first_of_month(),
        Bucket::Quarter => {
            let month = (day.month() - 1) / 3 * 3 + 1;
            day.with().month(month).day(1).build().unwrap_or(day)
        }
        Bucket::Year => day.first_of_year(),
    }
}

/// The last day of the unit that begins on `first`.
fn last_day(first: Date, bucket: Bucket) -> Date {
    match bucket {
        Bucket::Day => first,
        Bucket::Week => first.checked_add(6.days()).unwrap_or(Date::MAX),
        Bucket::Month => first.last_of_month(),
        Bucket::Quarter => first.checked_add(2.months()).map_or(Date::MAX, Date::last_of_month),
        Bucket::Year => first.last_of_year(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(days: &[&str]) -> DayCounts {
        let numbers: Vec<i64> = days.iter().map(|day| day_number(day.parse().unwrap())).collect();
        let (first, last) = (*numbers.iter().min().unwrap(), *numbers.iter().max().unwrap());
        let mut counts = DayCounts { first, counts: vec![0; (last - first + 1) as usize], undated: 0 };
        numbers.iter().for_each(|day| counts.add(Some(*day)));
        counts
    }

    fn check(days: &[&str], bucket: Bucket, expected: &[(&str, &str, u64, u64)]) {
        let archive = counts(&["2023-12-31", "2024-02-29", "2024-03-01", "2024-12-30", "2025-01-01"]);
        let got: Vec<_> = timeline(&counts(days), &archive, bucket, usize::MAX)
            .unwrap()
            .iter()
            .map(|b| (b.from.to_string(), b.to.to_string(), b.articles, b.archive))
            .collect();
        let expected: Vec<_> = expected.iter().map(|e| (e.0.to_string(), e.1.to_string(), e.2, e.3)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn calendar_units() {
        check(
            &["2024-03-01", "2024-02-29"],
            Bucket::Day,
            &[("2024-02-29", "2024-02-29", 1, 1), ("2024-03-01", "2024-03-01", 1, 1)],
        );
        check(
            &["2024-12-31", "2025-01-06"],
            Bucket::Week,
            &[("2024-12-30", "2025-01-05", 1, 2), ("2025-01-06", "2025-01-12", 1, 1)],
        );
        check(
            &["2024-01-31", "2024-03-02", "2024-03-05"],
            Bucket::Month,
            &[
                ("2024-01-01", "2024-01-31", 1, 1),
                ("2024-02-01", "2024-02-29", 0, 1),
                ("2024-03-01", "2024-03-31", 2, 2),
            ],
        );
        check(
            &["2024-05-15", "2024-11-01"],
            Bucket::Quarter,
            &[
                ("2024-04-01", "2024-06-30", 1, 1),
                ("2024-07-01", "2024-09-30", 0, 0),
                ("2024-10-01", "2024-12-31", 1, 1),
            ],
        );
        check(
            &["2023-05-15", "2025-11-01"],
            Bucket::Year,
            &[
                ("2023-01-01", "2023-12-31", 1, 1),
                ("2024-01-01", "2024-12-31", 0, 3),
                ("2025-01-01", "2025-12-31", 1, 1),
            ],
        );
    }

    #[test]
    fn of_a_period_only_its_days() {
        let archive = counts(&["2024-01-01", "2024-02-01", "2024-04-01"]);
        let day = |day: &str| day_number(day.parse().unwrap());
        let shown =
            |spans: &[(i64, i64)]| archive.within(spans).days().map(|(day, _)| day.to_string()).collect::<Vec<_>>();
        assert_eq!(shown(&[]), ["2024-01-01", "2024-02-01", "2024-04-01"]);
        assert_eq!(shown(&[(day("2024-01-02"), i64::MAX)]), ["2024-02-01", "2024-04-01"]);
        assert_eq!(shown(&[(day("2024-01-02"), i64::MAX), (i64::MIN, day("2024-02-01"))]), ["2024-02-01"]);
    }

    #[test]
    fn timelines_side_by_side_have_the_same_units() {
        let archive = counts(&["2024-01-01", "2024-02-01", "2024-04-01"]);
        let of = |days: &[&str]| timeline(&counts(days), &archive, Bucket::Month, 9).unwrap();
        let (mut one, mut other, mut none) = (of(&["2024-02-03"]), of(&["2024-01-05", "2024-04-09"]), Vec::new());
        side_by_side(&mut [&mut one, &mut other, &mut none], &archive, Bucket::Month, 12).unwrap();
        let shown = |timeline: &[TimelineBucket]| -> Vec<(i8, u64, u64)> {
            timeline.iter().map(|unit| (unit.from.month(), unit.articles, unit.archive)).collect()
        };
        assert_eq!(shown(&one), [(1, 0, 1), (2, 1, 1), (3, 0, 0), (4, 0, 1)]);
        assert_eq!(shown(&other), [(1, 1, 1), (2, 0, 1), (3, 0, 0), (4, 1, 1)]);
        assert_eq!(shown(&none), [(1, 0, 1), (2, 0, 1), (3, 0, 0), (4, 0, 1)]);
    }

    #[test]
    fn more_units_than_an_answer_may_have_are_refused() {
        let far = counts(&["1525-01-01", "2025-01-01"]);
        let by = |bucket, most| timeline(&far, &far, bucket, most).map(|timeline| timeline.len());
        assert_eq!(by(Bucket::Year, 501), Ok(501));
        let error = by(Bucket::Day, 20_000).unwrap_err();
        assert_eq!(error.message, "the answer would have 182623 units of time or more: at most 20000 are given");
        // Two short ones that lie far apart are long beside each other.
        let of = |day: &str| timeline(&counts(&[day]), &far, Bucket::Day, 1).unwrap();
        let (mut one, mut other) = (of("1525-01-01"), of("2025-01-01"));
        assert!(side_by_side(&mut [&mut one, &mut other], &far, Bucket::Day, 200_000).is_err());
    }

    #[test]
    fn years() {
        assert_eq!(counts(&["2024-03-01", "2024-02-29", "2021-01-01"]).years(), [(2021, 1), (2024, 2)]);
    }
}
