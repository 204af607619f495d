//! How a file of many records writes its days, `25/05/2024` or `05/25/2024`: one file, one order. A record whose date can be read
//! one way only proves it for all, wherever in the file it stands.

use super::bytes::{self, Source};
use super::{Found, Records};
use crate::article::{Content, Fields, Record};
use crate::error::Problem;
use crate::text::calendar;
use std::path::PathBuf;

/// Of a file that cannot be opened twice (it lies in an archive), so many bytes are looked at before it is read (guessed: some
/// thousands of records, of which three in five prove their order).
const AHEAD_BYTES_MAX: usize = 4 << 20;

/// Proofs of one order, and none of the other, after which a look ends (guessed: who writes so two hundred times writes it always).
const ENOUGH_PROOFS: usize = 200;

/// So many proofs of one order outweigh one of the other: among hundreds of dates one may be mistyped, or come from elsewhere.
/// Guessed.
const SLIPS: usize = 10;

/// What is known of how a file writes its days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayOrder {
    pub day_first: bool,
    pub month_first: bool,
}

/// Records in the order of days that their file proves, `known` being what its form tells of it. `read` is how they are read.
pub fn ordered(mut source: Source, known: DayOrder, read: impl Fn(Source) -> Records + Send + 'static) -> Records {
    let mut dates = Dates::of(&mut source, known);
    Box::new(read(source).flat_map(move |mut found| {
        let told = date_of(&mut found).and_then(|date| dates.put(date, &read));
        [told, Some(found)].into_iter().flatten()
    }))
}

/// The date of a record that has named fields.
fn date_of(found: &mut Found) -> Option<&mut String> {
    let Found::Record(Record { content: Content::Fields(Fields { date, .. }), .. }) = found else { return None };
    date.as_mut()
}

/// The dates of a file while it is read. What they prove is looked up once the first is met that could be read either way: most
/// files have none.
struct Dates {
    path: PathBuf,
    again: Again,
    known: DayOrder,
    proved: Option<DayOrder>,
    /// Whether the file proves both orders, and neither for all of it.
    is_mixed: bool,
    /// A date that could be read either way and stayed as it was written.
    as_written: Option<String>,
    is_told: bool,
}

/// The records of a file, to be read a second time.
enum Again {
    File,
    /// What comes first of a file that cannot be opened again.
    Held(Vec<u8>),
}

impl Dates {
    fn of(source: &mut Source, known: DayOrder) -> Self {
        let again = if source.is_file { Again::File } else { Again::Held(source.ahead(AHEAD_BYTES_MAX)) };
        Dates {
            path: source.path.clone(),
            again,
            known,
            proved: None,
            is_mixed: false,
            as_written: None,
            is_told: false,
        }
    }

    /// Puts a date into its file's order; one that could be read either way stays as it was written where no order is proved.
    /// What is read already is not read again: a proof that comes behind it is told, once.
    fn put(&mut self, date: &mut String, read: impl Fn(Source) -> Records) -> Option<Found> {
        let (first, second, year, rest) = numeric(date)?;
        if first > 12 || second > 12 {
            let is_news = self.proved == Some(DayOrder::default()) && !self.is_told;
            let before = self.as_written.take_if(|_| is_news)?;
            self.is_told = true;
            return Some(self.too_late(&before, date));
        }
        let order = self.order(read);
        let (day, month) = match (order.day_first, order.month_first) {
            (true, false) => (first, second),
            (false, true) => (second, first),
            // The same either way proves nothing and loses nothing.
            _ if first == second => return None,
            _ => {
                let is_news = self.is_mixed && !self.is_told;
                self.is_told |= is_news;
                self.as_written = self.as_written.take().or_else(|| Some(date.clone()));
                return is_news.then(|| self.mixed(date));
            }
        };
        *date = format!("{year:04}-{month:02}-{day:02}{rest}");
        None
    }

    fn order(&mut self, read: impl Fn(Source) -> Records) -> DayOrder {
        if let Some(order) = self.proved {
            return order;
        }
        let again = match std::mem::replace(&mut self.again, Again::File) {
            Again::File => bytes::open(&self.path),
            Again::Held(ahead) => bytes::held(&self.path, ahead),
        };
        // What cannot be opened a second time proves nothing.
        let proved = again.map_or_else(|_| Proofs::default(), |again| proved_by(read(again)));
        self.is_mixed = proved.is_mixed() && self.known == DayOrder::default();
        let proved = proved.order();
        let order = DayOrder {
            day_first: self.known.day_first || proved.day_first,
            month_first: self.known.month_first || proved.month_first,
        };
        *self.proved.insert(order)
    }

    fn mixed(&self, date: &str) -> Found {
        let reason = format!(
            "`{date}` and others are read as their language has it, for the file has dates with the day first and with the month first"
        );
        self.problem(reason)
    }

    fn too_late(&self, before: &str, proof: &str) -> Found {
        let reason = format!(
            "`{before}` and others were read as their language has it before `{proof}` showed how this file writes its days; \
             taken out of its archive, it is looked at as a whole"
        );
        self.problem(reason)
    }

    fn problem(&self, reason: String) -> Found {
        Found::Problem(Problem { path: self.path.clone(), record: None, offset: None, kind: "day-order", reason })
    }
}

/// How many dates prove each order.
#[derive(Default)]
struct Proofs {
    n_day_first: usize,
    n_month_first: usize,
}

impl Proofs {
    fn order(&self) -> DayOrder {
        DayOrder {
            day_first: self.n_day_first > self.n_month_first * SLIPS,
            month_first: self.n_month_first > self.n_day_first * SLIPS,
        }
    }

    fn is_mixed(&self) -> bool {
        self.n_day_first > 0 && self.n_month_first > 0 && self.order() == DayOrder::default()
    }
}

/// What dates of which one number can be no month prove.
fn proved_by(records: Records) -> Proofs {
    let (mut n_day_first, mut n_month_first) = (0, 0);
    for mut found in records {
        let Some((first, second, ..)) = date_of(&mut found).and_then(|date| numeric(date)) else { continue };
        n_day_first += usize::from(first > 12 && second <= 12);
        n_month_first += usize::from(second > 12 && first <= 12);
        if n_day_first.max(n_month_first) >= ENOUGH_PROOFS && n_day_first.min(n_month_first) == 0 {
            break;
        }
    }
    Proofs { n_day_first, n_month_first }
}

/// Two numbers that may be a day, a year, and what follows them. Of two digits, a year is the one that the calendar takes it for.
fn numeric(date: &str) -> Option<(u8, u8, i16, &str)> {
    let date = date.trim_start();
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-'))?;
    let (first, rest) = date.split_once(separator)?;
    let (second, rest) = rest.split_once(separator)?;
    let (year, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    let day = |digits: &str| digits.parse().ok().filter(|day| (1..=31).contains(day));
    let year: i16 = match (year.len(), year.parse().ok()?) {
        (4, year) => year,
        (2, year) if separator == '/' => calendar::full_year(year, true),
        _ => return None,
    };
    Some((day(first)?, day(second)?, year, behind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Maps, ReadOptions, records_in};

    fn options() -> ReadOptions {
        ReadOptions { maps: Maps::default(), record_bytes_max: 1 << 20 }
    }

    fn lines(dates: impl Iterator<Item = &'static str>) -> Vec<u8> {
        let line = |date| format!("{{\"title\":\"Ferry\",\"text\":\"It stays.\",\"date\":\"{date}\"}}\n");
        dates.map(line).collect::<String>().into_bytes()
    }

    /// The dates that are read, and the kinds of problems.
    fn told(found: Records) -> Vec<String> {
        let told = |mut found| match date_of(&mut found) {
            Some(date) => date.clone(),
            None => match found {
                Found::Problem(problem) => problem.kind.to_owned(),
                other => format!("{other:?}"),
            },
        };
        found.map(told).collect()
    }

    #[test]
    fn json_proves_its_order_too() {
        for (dates, expected) in [
            (["04-12-2019", "04-13-2019"], ["2019-04-12", "04-13-2019"]),
            (["04/12/2019", "13/04/2019"], ["2019-12-04", "13/04/2019"]),
            (["04/12/2019", "05/12/2019"], ["04/12/2019", "05/12/2019"]),
            (["04/12/98", "13/04/19"], ["1998-12-04", "13/04/19"]),
            (["04/12/68", "13/04/19"], ["1968-12-04", "13/04/19"]),
            (["04/12/1", "13/04/19"], ["04/12/1", "13/04/19"]),
        ] {
            let lines = lines(dates.into_iter());
            assert_eq!(told(records_in("a.jsonl".as_ref(), lines.clone(), &options())), expected);
            let array = format!("[{}]", String::from_utf8(lines).unwrap().trim_end().replace('\n', ","));
            assert_eq!(told(records_in("a.json".as_ref(), array.into_bytes(), &options())), expected);
        }
    }

    #[test]
    fn a_file_that_proves_both_orders_is_told_once() {
        let dates = ["04/12/2019", "13/04/2019", "04/13/2019", "05/12/2019"];
        let found = told(records_in("a.jsonl".as_ref(), lines(dates.into_iter()), &options()));
        assert_eq!(found, ["day-order", "04/12/2019", "13/04/2019", "04/13/2019", "05/12/2019"]);
    }

    #[test]
    fn a_proof_counts_wherever_it_stands() {
        let n = 4_000;
        let ambiguous = || std::iter::repeat_n("04/05/2019", n);
        let far = || lines(ambiguous().chain(["25/12/2019"]).chain(ambiguous()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, far()).unwrap();
        let source = bytes::open(&path).ok().unwrap();
        let found = told(crate::read::records_of(source, &options()));
        assert_eq!(found.iter().filter(|date| *date == "2019-05-04").count(), 2 * n);
        let table: String = std::iter::once("title,text,date\n".to_owned())
            .chain(ambiguous().chain(["25/12/2019"]).map(|date| format!("Ferry,It stays.,{date}\n")))
            .collect();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, table).unwrap();
        let source = bytes::open(&path).ok().unwrap();
        let found = told(crate::read::records_of(source, &options()));
        assert_eq!(found.iter().filter(|date| *date == "2019-05-04").count(), n);
    }

    #[test]
    fn what_is_read_is_not_turned_but_told() {
        // Too far for what is looked at of a file that lies in nothing that can be opened again.
        let n = 2 * AHEAD_BYTES_MAX / lines(["04/05/2019"].into_iter()).len();
        let dates = std::iter::repeat_n("04/05/2019", n).chain(["25/12/2019", "04/05/2019", "26/12/2019"]);
        let found = told(records_in("a.jsonl".as_ref(), lines(dates), &options()));
        assert_eq!(found[n..], ["day-order", "25/12/2019", "04/05/2019", "26/12/2019"]);
        assert!(found[..n].iter().all(|date| date == "04/05/2019"));
    }
}
