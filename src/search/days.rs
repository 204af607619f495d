//! Articles by day in, a timeline of calendar units out.
//!
//! Of some articles only the month or the year is known. They stand in the unit that holds all of it; in no shorter one,
//! where they would be a rush of news on the first of the month that never was, but beside the timeline ([`Coarser`]).

use super::request::{Bucket, Count, SearchRequest};
use super::response::{Coarser, SearchResponse, TimelineBucket};
use super::segment::Segment;
use crate::error::{Error, Result};
use crate::index::{day_number, day_of_number};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::borrow::{Borrow, Cow};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Days from the first that is counted to the last: all that a calendar of four figures has.
const DAYS_MAX: i64 = 3_700_000;

/// The days an article can have been published on: one, or those of the month or the year that is all that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// Since 1970.
    pub first: i32,
    /// Days behind the first.
    pub more: u32,
}

impl Days {
    /// From one day (since 1970) to another, both included.
    pub fn new(first: i64, last: i64) -> Days {
        let first = first.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        Days { first, more: u32::try_from(last - i64::from(first)).unwrap_or(0) }
    }

    fn last(self) -> i64 {
        i64::from(self.first) + i64::from(self.more)
    }

    /// How exactly the day is known.
    fn known_to(self) -> Bucket {
        match self.more {
            0 => Bucket::Day,
            1..=30 => Bucket::Month,
            _ => Bucket::Year,
        }
    }

    /// The unit that holds all of the days, by its first; `None` where they reach over several.
    fn unit(self, bucket: Bucket) -> Option<Date> {
        let unit = first_day(day_of_number(i64::from(self.first))?, bucket);
        (self.more == 0 || self.last() <= day_number(last_day(unit, bucket))).then_some(unit)
    }

    /// Whether some of the days lie in each of these spans (since 1970, both ends included).
    fn meet(self, spans: &[(i64, i64)]) -> bool {
        spans.iter().all(|(from, to)| i64::from(self.first) <= *to && self.last() >= *from)
    }
}

/// Articles counted by the days they can have been published on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// The day of the first count, since 1970.
    first: i64,
    /// Of those whose day is known.
    counts: Vec<u32>,
    /// Those of which only the month or the year is known.
    coarse: BTreeMap<Days, u32>,
    pub undated: u64,
}

impl DayCounts {
    /// Counts for every day that articles of these segments have.
    pub fn over(segments: &[Segment]) -> DayCounts {
        let dated = || segments.iter().filter(|segment| segment.from_day.values.num_vals() > 0);
        let first = dated().map(|segment| segment.from_day.min_value()).min().unwrap_or(0);
        let last = dated().map(|segment| segment.from_day.max_value()).max().unwrap_or(first - 1);
        DayCounts { first, counts: vec![0; (last - first + 1) as usize], ..DayCounts::default() }
    }

    /// Of days, ascending by the first, with the articles of each.
    pub fn of(days: &[(Days, u64)], undated: u64) -> DayCounts {
        let first = days.first().map_or(0, |(days, _)| i64::from(days.first));
        let last = days.last().map_or(first.saturating_sub(1), |(days, _)| i64::from(days.first));
        // What an engine says is not to say how much memory is asked for.
        let n_days = last.saturating_sub(first).saturating_add(1).min(DAYS_MAX);
        let counts = vec![0; usize::try_from(n_days).unwrap_or(0)];
        let mut counted = DayCounts { first, counts, undated, ..DayCounts::default() };
        for &(days, count) in days {
            counted.add_several(days, u32::try_from(count).unwrap_or(u32::MAX));
        }
        counted
    }

    #[inline]
    pub fn add(&mut self, days: Option<Days>) {
        match days {
            None => self.undated += 1,
            Some(days) => self.add_several(days, 1),
        }
    }

    #[inline]
    fn add_several(&mut self, days: Days, articles: u32) {
        if days.more > 0 {
            *self.coarse.entry(days).or_default() += articles;
        } else if let Some(count) = self.count_of(days.first) {
            *count = count.saturating_add(articles);
        }
    }

    #[inline]
    fn count_of(&mut self, day: i32) -> Option<&mut u32> {
        usize::try_from(i64::from(day) - self.first).ok().and_then(|at| self.counts.get_mut(at))
    }

    /// Takes back what was added.
    pub fn take_back(&mut self, days: Option<Days>) {
        let count = match days {
            None => {
                self.undated = self.undated.saturating_sub(1);
                return;
            }
            Some(days) if days.more > 0 => self.coarse.get_mut(&days),
            Some(days) => self.count_of(days.first),
        };
        count.into_iter().for_each(|count| *count = count.saturating_sub(1));
    }

    /// The same without what cannot lie in all of these spans (since 1970, both ends included).
    pub fn within(&self, spans: &[(i64, i64)]) -> Cow<'_, DayCounts> {
        if spans.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut rest = self.clone();
        for (day, count) in (self.first..).zip(&mut rest.counts) {
            if !Days::new(day, day).meet(spans) {
                *count = 0;
            }
        }
        rest.coarse.retain(|days, _| days.meet(spans));
        Cow::Owned(rest)
    }

    /// What was counted, those with a day first, each ascending.
    pub fn each(&self) -> impl Iterator<Item = (Days, u64)> + '_ {
        let days = (self.first..).zip(&self.counts).map(|(day, count)| (Days::new(day, day), *count));
        let coarse = self.coarse.iter().map(|(days, count)| (*days, *count));
        days.chain(coarse).filter(|(_, count)| *count > 0).map(|(days, count)| (days, u64::from(count)))
    }

    /// The latest day that an article may be of.
    pub fn latest(&self) -> Option<Date> {
        self.each().map(|(days, _)| i64::from(days.first)).max().and_then(day_of_number)
    }

    /// The same by units of this length, every article on a day: one of which only the month is known stands on the first
    /// of it where months, quarters or years are counted. What no unit holds is left out.
    fn in_units(&self, bucket: Bucket) -> Cow<'_, DayCounts> {
        if self.coarse.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut placed = DayCounts { coarse: BTreeMap::new(), ..self.clone() };
        for (days, count) in self.coarse.iter().filter(|(days, _)| days.unit(bucket).is_some()) {
            placed.add_several(Days { more: 0, ..*days }, *count);
        }
        Cow::Owned(placed)
    }

    /// What no unit of this length holds.
    pub fn coarser_than(&self, bucket: Bucket) -> Coarser {
        let mut coarser = Coarser::default();
        for (days, count) in self.coarse.iter().filter(|(days, _)| days.unit(bucket).is_none()) {
            let known = if days.known_to() == Bucket::Year { &mut coarser.year } else { &mut coarser.month };
            *known += u64::from(*count);
        }
        coarser
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
        let mut years: BTreeMap<i16, u64> = BTreeMap::new();
        for (days, count) in self.each() {
            if let Some(first) = day_of_number(i64::from(days.first)) {
                *years.entry(first.year()).or_default() += count;
            }
        }
        years.into_iter().collect()
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
    let (matches, archive) = (matches.in_units(bucket), archive.in_units(bucket));
    few_units(matches.reach(), bucket, 1, most)?;
    let Some((first, last)) = matches.reach() else { return Ok(Vec::new()) };
    let unit = |from| unit(from, bucket, &matches, &archive);
    let next = |unit: &TimelineBucket| unit.to.tomorrow().ok();
    let mut buckets = vec![unit(first_day(first, bucket))];
    while let Some(from) = buckets.last().and_then(next).filter(|from| *from <= last) {
        buckets.push(unit(from));
    }
    Ok(buckets)
}

/// The units that have articles, each as a query would name it with how many, in their order. What is known only to a longer
/// time than the unit stands under the name of that.
pub(super) fn counted(days: impl Iterator<Item = (Days, u64)>, bucket: Bucket) -> Vec<(String, u64)> {
    let mut units: BTreeMap<(Date, Reverse<Date>), (Bucket, u64)> = BTreeMap::new();
    for (days, articles) in days {
        let unit = days.unit(bucket).map(|from| (from, bucket));
        let Some((from, named)) = unit.or_else(|| Some((day_of_number(i64::from(days.first))?, days.known_to())))
        else {
            continue;
        };
        units.entry((from, Reverse(last_day(from, named)))).or_insert((named, 0)).1 += articles;
    }
    units.into_iter().map(|((from, _), (named, articles))| (label(from, named), articles)).collect()
}

/// As a query would name it.
fn label(from: Date, unit: Bucket) -> String {
    match unit {
        Bucket::Day => from.to_string(),
        Bucket::Week => format!("{from}..{}", last_day(from, unit)),
        Bucket::Month => from.strftime("%Y-%m").to_string(),
        Bucket::Quarter => format!("{}-Q{}", from.year(), (from.month() + 2) / 3),
        Bucket::Year => from.year().to_string(),
    }
}

/// The timelines of several questions over the same calendar units, those of the first question: from the first match of
/// any to the last.
pub(super) fn timelines<D: Borrow<DayCounts>>(
    requests: &[SearchRequest],
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
    archive: impl Fn(&[String], Count) -> Result<D>,
) -> Result<Vec<SearchResponse>> {
    let mut responses = requests.iter().map(search).collect::<Result<Vec<_>>>()?;
    if let Some(SearchRequest { timeline: Some(bucket), filter, count, units, .. }) = requests.first() {
        let mut timelines: Vec<_> = responses.iter_mut().map(|response| &mut response.timeline).collect();
        let archive = archive(&filter.roots, *count)?;
        side_by_side(&mut timelines, &archive.borrow().within(filter.days().as_slice()), *bucket, *units)?;
    }
    Ok(responses)
}

/// Makes timelines of one unit begin and end together, with empty units where they had none. More units than `most` in all
/// of them are an error.
fn side_by_side(
    timelines: &mut [&mut Vec<TimelineBucket>],
    archive: &DayCounts,
    bucket: Bucket,
    most: usize,
) -> Result<()> {
    let first = timelines.iter().filter_map(|timeline| timeline.first()).map(|unit| unit.from).min();
    let last = timelines.iter().filter_map(|timeline| timeline.last()).map(|unit| unit.from).max();
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    few_units(Some((first, last)), bucket, timelines.len(), most)?;
    let (none, archive) = (DayCounts::default(), archive.in_units(bucket));
    for timeline in timelines {
        let mut own = std::mem::take(*timeline).into_iter().peekable();
        let mut next = Some(first);
        while let Some(from) = next.filter(|from| *from <= last) {
            let unit = own.next_if(|unit| unit.from == from).unwrap_or_else(|| unit(from, bucket, &none, &archive));
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
    // A story counts in the unit of the earliest of its articles that match, which need not be the earliest of all.
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

    /// A day, a month or a year.
    fn days(written: &str) -> Days {
        let first: Date = format!("{written}{}", &"0000-01-01"[written.len()..]).parse().unwrap();
        let last = match written.len() {
            4 => first.last_of_year(),
            7 => first.last_of_month(),
            _ => first,
        };
        Days::new(day_number(first), day_number(last))
    }

    fn counts(written: &[&str]) -> DayCounts {
        let mut all: Vec<(Days, u64)> = written.iter().map(|written| (days(written), 1)).collect();
        all.sort();
        DayCounts::of(&all, 0)
    }

    #[test]
    fn what_is_known_to_the_month_is_no_day() {
        let known = ["2024-03-14", "2024-03-01", "2024-03", "2024-03", "2024"];
        let of = |bucket| -> Vec<u64> {
            let units = timeline(&counts(&known), &counts(&known), bucket, usize::MAX).unwrap();
            assert!(units.iter().all(|unit| unit.articles == unit.archive), "{units:?}");
            units.iter().map(|unit| unit.articles).filter(|articles| *articles > 0).collect()
        };
        let apart = |bucket| counts(&known).coarser_than(bucket);
        assert_eq!((of(Bucket::Day), apart(Bucket::Day)), (vec![1, 1], Coarser { month: 2, year: 1 }));
        assert_eq!((of(Bucket::Week), apart(Bucket::Week)), (vec![1, 1], Coarser { month: 2, year: 1 }));
        assert_eq!((of(Bucket::Month), apart(Bucket::Month)), (vec![4], Coarser { month: 0, year: 1 }));
        assert_eq!((of(Bucket::Quarter), apart(Bucket::Quarter)), (vec![4], Coarser { month: 0, year: 1 }));
        assert_eq!((of(Bucket::Year), apart(Bucket::Year)), (vec![5], Coarser::default()));
        // A month stands in a quarter, and two in two units; a year that nothing else is known of is a unit all the same.
        assert_eq!(timeline(&counts(&["2023"]), &counts(&["2023"]), Bucket::Year, 1).unwrap().len(), 1);
        assert_eq!(counts(&known).latest(), Some("2024-03-14".parse().unwrap()));
        assert_eq!(counts(&["2024-02", "2025"]).latest(), Some("2025-01-01".parse().unwrap()));
    }

    #[test]
    fn cells_are_named_by_what_is_known() {
        let of = |bucket| counted(counts(&["2024-03-14", "2024-03", "2024", "2024-04-02"]).each(), bucket);
        let cell = |name: &str, articles| (name.to_owned(), articles);
        assert_eq!(of(Bucket::Month), [cell("2024", 1), cell("2024-03", 2), cell("2024-04", 1)]);
        assert_eq!(of(Bucket::Day)[..3], [cell("2024", 1), cell("2024-03", 1), cell("2024-03-14", 1)]);
        assert_eq!(of(Bucket::Year), [cell("2024", 4)]);
    }

    #[test]
    fn a_month_lies_in_a_period_that_it_meets() {
        let day = |day: &str| day_number(day.parse().unwrap());
        let archive = counts(&["2024-03", "2024-03-02", "2024-03-20", "2023"]);
        let period = [(day("2024-03-15"), day("2024-04-30"))];
        let within = archive.within(&period);
        assert_eq!(timeline(&within, &within, Bucket::Month, 9).unwrap()[0].articles, 2);
    }

    #[test]
    fn what_was_added_can_be_taken_back() {
        let mut all = counts(&["2024-03", "2024-03-02"]);
        all.take_back(Some(days("2024-03")));
        assert_eq!((all.each().count(), all.coarser_than(Bucket::Day)), (1, Coarser::default()));
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
        let shown = |spans: &[(i64, i64)]| {
            counted(archive.within(spans).each(), Bucket::Day).into_iter().map(|(day, _)| day).collect::<Vec<_>>()
        };
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
