//! Rows in, records out: the first row names the columns, by the same names as JSON's members. A row that is broken costs
//! that row: a quotation mark that is never closed is given up, and reading goes on at the next line.

use super::bytes::{self, Source, problem};
use super::lines::{Line, read_line, skip_breaks};
use super::unpack::can_go_on;
use super::{Found, ReadOptions, Records, decode, fields};
use crate::article::{Content, Record, RecordKey};
use crate::error::Problem;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

/// What may stand between fields, in order of preference where several are as frequent.
const DELIMITERS: &[u8] = b",;\t|";

/// What rows may span in vain, in bytes, that are given up because a quotation mark in them is never closed: after the n-th of
/// a file, a row ends within an n-th of this, so that all of them together cost little more, however many they are. Guessed:
/// in a file with a hundred, an article has no more than forty kilobytes.
const VAIN_BYTES: usize = 4 << 20;

/// A file with one delimiter, whatever its name says: exports of spreadsheets use semicolons where the comma is decimal.
pub fn records(mut source: Source, options: &ReadOptions) -> Records {
    let start = source.peek().map(<[u8]>::to_vec).unwrap_or_default();
    // Rows further down may prove how the first ones write their days.
    let order = bytes::held(&source.path, start.clone()).map_or_else(
        |_| DayOrder::default(),
        |source| {
            let mut look = table(source, &start, options);
            look.by_ref().for_each(drop);
            look.order
        },
    );
    Box::new(Table { order, ..table(source, &start, options) })
}

/// The table in a source that begins so.
fn table(source: Source, start: &[u8], options: &ReadOptions) -> Table {
    let has_returns_alone = start.contains(&b'\r') && !start.contains(&b'\n');
    let source = source.with_reader(|reader| {
        let reader = decode::as_utf8(start, reader);
        if has_returns_alone { Box::new(BufReader::new(ReturnsAsFeeds(reader))) } else { reader }
    });
    // What is looked at below, in the same form.
    let start: Vec<u8> = start.iter().map(|&b| if has_returns_alone && b == b'\r' { b'\n' } else { b }).collect();
    let named = named_delimiter(&start);
    let delimiter = named.unwrap_or_else(|| delimiter(&start));
    let reader = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
    let mut rows = Rows { source, reader, bytes_max: options.record_bytes_max, n_vain: 0, finished: false };
    if named.is_some() {
        // The line that names it. What stops the reading here stops it again at the next row, and is told there.
        read_line(&mut rows.source, rows.bytes_max).ok();
    }
    Table { rows, columns: None, options: options.clone(), number: 0, order: DayOrder::default() }
}

/// How a table writes its days, `25/05/2024` or `05/25/2024`, as far as its rows have proved it or the language of its header
/// tells.
#[derive(Default)]
struct DayOrder {
    day_first: bool,
    month_first: bool,
}

impl DayOrder {
    /// A date as it was written; one that could be read either way, in the order that is proved, if one is.
    fn told(&mut self, date: String) -> String {
        let Some((first, second, year, rest)) = numeric(&date) else { return date };
        self.day_first |= first > 12 && second <= 12;
        self.month_first |= second > 12 && first <= 12;
        let (day, month) = match (self.day_first, self.month_first) {
            _ if first > 12 || second > 12 => return date,
            (true, false) => (first, second),
            (false, true) => (second, first),
            _ => return date,
        };
        format!("{year:04}-{month:02}-{day:02}{rest}")
    }
}

/// Two numbers that may be a day, a year, and what follows them.
fn numeric(date: &str) -> Option<(u8, u8, u16, &str)> {
    let date = date.trim_start();
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-'))?;
    let (first, rest) = date.split_once(separator)?;
    let (second, rest) = rest.split_once(separator)?;
    let (year, behind) = rest.split_at_checked(4)?;
    let day = |digits: &str| digits.parse().ok().filter(|day| (1..=31).contains(day));
    let is_year = year.bytes().all(|b| b.is_ascii_digit()) && !behind.starts_with(|c: char| c.is_ascii_digit());
    Some((day(first)?, day(second)?, year.parse().ok().filter(|_| is_year)?, behind))
}

/// A table whose lines end as on the old Macintosh, with line feeds in place of its carriage returns.
struct ReturnsAsFeeds(Box<dyn BufRead + Send>);

impl Read for ReturnsAsFeeds {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.0.read(out)?;
        out[..n].iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
        Ok(n)
    }
}

/// The delimiter that spreadsheets put in a line of its own above the header: `sep=;`.
fn named_delimiter(start: &[u8]) -> Option<u8> {
    let line: Vec<u8> = start.iter().copied().take_while(|&b| b != b'\n').filter(|b| b.is_ascii() && *b != 0).collect();
    let named = line.strip_prefix(b"sep=").or_else(|| line.strip_prefix(b"\"sep="))?;
    named.first().copied().filter(|delimiter| DELIMITERS.contains(delimiter))
}

/// The delimiter that is most frequent in the first line.
fn delimiter(start: &[u8]) -> u8 {
    let first = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|&&b| b == delimiter).count();
    let most = DELIMITERS.iter().rev().max_by_key(|&&delimiter| count(delimiter));
    most.copied().unwrap_or(b',')
}

struct Table {
    rows: Rows,
    columns: Option<Vec<String>>,
    options: ReadOptions,
    number: u64,
    order: DayOrder,
}

impl Iterator for Table {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            let offset = self.rows.source.offset;
            let row = match self.rows.next()? {
                Ok(row) => row,
                Err(fault) => {
                    let number = self.number;
                    self.number += 1;
                    return Some(self.failed(number, offset, fault));
                }
            };
            let Some(columns) = &self.columns else {
                let columns = row.fields;
                if !self.has_text(&columns) {
                    self.rows.finished = true;
                    let names = columns.iter().take(8).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    let reason = format!("no column holds a title or text, as far as their names tell: {names}");
                    return Some(self.failed(0, offset, Fault::Row("no-text", reason)));
                }
                self.order.day_first |= fields::is_day_first(&columns, &self.options.maps);
                self.columns = Some(columns);
                continue;
            };
            let mut found = self.record(&row, columns, offset);
            if let Found::Record(Record { content: Content::Fields(fields), .. }) = &mut found {
                fields.date = fields.date.take().map(|date| self.order.told(date));
            }
            self.number += 1;
            return Some(found);
        }
    }
}

impl Table {
    /// Whether any column is one that is read as title or text.
    fn has_text(&self, columns: &[String]) -> bool {
        let object = columns.iter().map(|name| (name.clone(), Value::from("x"))).collect();
        let (fields, _) = fields::fields(&object, &self.options.maps);
        fields.title.is_some() || fields.text.is_some()
    }

    fn record(&self, row: &Row, columns: &[String], offset: u64) -> Found {
        if row.fields.len() > columns.len() {
            let reason = format!("has {} fields where the header has {}", row.fields.len(), columns.len());
            return self.failed(self.number, offset, Fault::Row("broken-csv", reason));
        }
        let values = row.fields.iter().map(|field| Value::from(field.as_str()));
        let object: Map<String, Value> = columns.iter().cloned().zip(values).collect();
        let (fields, external_id) = fields::fields(&object, &self.options.maps);
        if fields.title.is_none() && fields.text.is_none() {
            let reason = "no field holds a title or text".to_owned();
            return self.failed(self.number, offset, Fault::Row("no-text", reason));
        }
        let key = match &external_id {
            Some(id) => RecordKey::Own(id.clone()),
            None => RecordKey::Digest(blake3::hash(&row.raw).to_hex().to_string()),
        };
        let (path, number) = (self.rows.source.path.clone(), self.number);
        Found::Record(Record { path, number, offset, key, external_id, content: Content::Fields(fields) })
    }

    fn failed(&self, number: u64, offset: u64, fault: Fault) -> Found {
        let path = &self.rows.source.path;
        Found::Problem(match fault {
            Fault::Stream(error) => problem(path, Some(number), Some(offset), &error),
            Fault::Row(kind, reason) => {
                Problem { path: path.clone(), record: Some(number), offset: Some(offset), kind, reason }
            }
        })
    }
}

struct Rows {
    source: Source,
    reader: Reader,
    bytes_max: usize,
    /// Rows given up because a quotation mark in them was never closed.
    n_vain: usize,
    finished: bool,
}

struct Row {
    fields: Vec<String>,
    raw: Vec<u8>,
}

enum Fault {
    Row(&'static str, String),
    Stream(io::Error),
}

impl Rows {
    fn next(&mut self) -> Option<Result<Row, Fault>> {
        if self.finished {
            return None;
        }
        match self.row() {
            Ok(None) => None,
            Ok(Some(row)) => Some(Ok(row)),
            Err(fault) => {
                self.finished = matches!(&fault, Fault::Stream(error) if !can_go_on(error));
                Some(Err(fault))
            }
        }
    }

    /// The next row that is not blank: as many lines as its quotation marks ask for.
    fn row(&mut self) -> Result<Option<Row>, Fault> {
        self.reader.reset();
        let (mut raw, mut first_line_bytes) = (Vec::new(), 0);
        let mut row = Parsed::default();
        let span_max = VAIN_BYTES.checked_div(self.n_vain).map_or(self.bytes_max, |span| span.min(self.bytes_max));
        skip_breaks(&mut self.source).map_err(Fault::Stream)?;
        loop {
            let line = match read_line(&mut self.source, self.bytes_max).map_err(Fault::Stream)? {
                Line::Whole(line) => line,
                Line::TooLong => {
                    return Err(Fault::Row("too-long", format!("a line is longer than {} bytes", self.bytes_max)));
                }
                Line::End if raw.is_empty() => return Ok(None),
                Line::End => return Err(self.never_closed(raw, first_line_bytes)),
            };
            if raw.is_empty() && line.trim_ascii().is_empty() {
                continue;
            }
            let from = raw.len();
            raw.extend_from_slice(&line);
            raw.push(b'\n');
            if from == 0 {
                first_line_bytes = raw.len();
            }
            if row.read(&mut self.reader, &without_return(&raw[from..])) {
                if memchr::memchr(b'\r', &raw).is_some() {
                    raw = raw.split_inclusive(|&b| b == b'\n').map(without_return).collect::<Vec<_>>().concat();
                }
                return Ok(Some(Row { fields: self.decoded(row, &raw), raw }));
            }
            if raw.len() > span_max {
                return Err(self.never_closed(raw, first_line_bytes));
            }
        }
    }

    fn never_closed(&mut self, raw: Vec<u8>, first_line_bytes: usize) -> Fault {
        self.n_vain += 1;
        self.source.unread(raw[first_line_bytes..].to_vec());
        Fault::Row("broken-csv", "a quotation mark is never closed".to_owned())
    }

    /// The fields as text. A row in another charset than UTF-8 is told by the whole row: a field alone is too short.
    fn decoded(&mut self, parsed: Parsed, raw: &[u8]) -> Vec<String> {
        if std::str::from_utf8(raw).is_ok() {
            return parsed.fields();
        }
        let Ok(text) = decode::decode(raw, false) else { return parsed.fields() };
        let mut again = Parsed::default();
        self.reader.reset();
        again.read(&mut self.reader, text.as_bytes());
        again.fields()
    }
}

/// A line that ends with its feed, whatever stood before that.
fn without_return(line: &[u8]) -> Cow<'_, [u8]> {
    line.strip_suffix(b"\r\n").map_or(Cow::Borrowed(line), |line| Cow::Owned([line, b"\n"].concat()))
}

/// A row as far as it was parsed.
#[derive(Default)]
struct Parsed {
    bytes: Vec<u8>,
    written: usize,
    ends: Vec<usize>,
    n_ends: usize,
}

impl Parsed {
    /// Parses on; whether the row is whole.
    fn read(&mut self, reader: &mut Reader, mut input: &[u8]) -> bool {
        loop {
            self.bytes.resize(self.written + input.len() + 1, 0);
            if self.ends.len() == self.n_ends {
                self.ends.resize(self.n_ends + 32, 0);
            }
            let (result, read, written, ends) =
                reader.read_record(input, &mut self.bytes[self.written..], &mut self.ends[self.n_ends..]);
            input = &input[read..];
            self.written += written;
            self.n_ends += ends;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => return true,
                ReadRecordResult::InputEmpty => return false,
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
            }
        }
    }

    fn fields(&self) -> Vec<String> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let spans = starts.zip(&self.ends[..self.n_ends]);
        let fields = spans.map(|(start, &end)| self.bytes.get(start..end).unwrap_or_default());
        let text = fields.map(|field| String::from_utf8_lossy(field).into_owned());
        text.map(|text| text.trim_start_matches('\u{feff}').to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::gzip::gzipped;
    use crate::read::unpack::Allowance;

    fn check(text: &[u8], maps: &[(&str, &str)], expected: &[&str]) {
        let maps: Vec<_> = maps.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let maps = maps.into();
        let options = ReadOptions { maps, record_bytes_max: 200 };
        let reader = Box::new(io::Cursor::new(text.to_vec()));
        let source = Source::new("a.csv".into(), reader, Allowance::for_size(1), 0).ok().unwrap();
        let found: Vec<_> = records(source, &options)
            .map(|found| match found {
                Found::Record(Record { content: Content::Fields(f), .. }) => {
                    format!("{}|{}", f.title.unwrap_or_default(), f.text.unwrap_or_default())
                }
                Found::Problem(problem) => problem.kind.to_owned(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_with_quotes_breaks_and_other_delimiters() {
        check(
            b"title,text\r\nA,\"one, \"\"two\"\"\r\nthree\"\r\n\r\nB,four",
            &[],
            &["A|one, \"two\"\nthree", "B|four"],
        );
        check(b"\xef\xbb\xbfHeadline;Body\nA;b, c\n", &[], &["A|b, c"]);
        check(b"id\ttitle\ttext\n1\tA\tb\n", &[], &["A|b"]);
        check(b"sep=;\r\ntitle;text\r\nA, or so;b\r\n", &[], &["A, or so|b"]);
        let wide = "\u{feff}title;text\nÄ;\"b\n;c\"\n".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        check(&wide, &[], &["Ä|b\n;c"]);
        check(b"title,text\rA,b\rB,c\r", &[], &["A|b", "B|c"]);
        check(b"kop,stuk\nA,b\n", &[("title", "kop"), ("text", "stuk")], &["A|b"]);
        check(b"title,text\nH\xe4fen,\xfcber die H\xe4fen\n", &[], &["Häfen|über die Häfen"]);
    }

    /// The dates that are read of a table with these in a column.
    fn days(column: &str, dates: &str) -> String {
        let rows: String = dates.split(' ').map(|date| format!("A,b,{date}\n")).collect();
        let source = bytes::held("a.csv".as_ref(), format!("title,text,{column}\n{rows}").into_bytes()).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 200 };
        let found = records(source, &options).filter_map(|found| match found {
            Found::Record(Record { content: Content::Fields(f), .. }) => f.date,
            _ => None,
        });
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_row_that_proves_the_order_of_day_and_month_decides_for_all() {
        for (dates, expected) in [
            ("03/05/2024 25/05/2024 4-6-2024", "2024-05-03 25/05/2024 2024-06-04"),
            ("03/05/2024 05/25/2024 3/5/2024", "2024-03-05 05/25/2024 2024-03-05"),
            ("03/05/2024 04/05/2024", "03/05/2024 04/05/2024"),
            ("25/05/2024 05/25/2024 03/05/2024", "25/05/2024 05/25/2024 03/05/2024"),
            ("03/05/20245 13/05/24 2024/05/13 3.5.2024", "03/05/20245 13/05/24 2024/05/13 3.5.2024"),
        ] {
            assert_eq!(days("date", dates), expected);
        }
    }

    #[test]
    fn the_language_of_the_header_tells_the_order_of_day_and_month() {
        for (column, dates, expected) in [
            ("Fecha", "03/05/2024 4-6-2024", "2024-05-03 2024-06-04"),
            ("Date de publication", "03/05/2024", "2024-05-03"),
            ("Erschienen am", "03/05/2024 05/25/2024", "03/05/2024 05/25/2024"),
            ("Date", "03/05/2024", "03/05/2024"),
        ] {
            assert_eq!(days(column, dates), expected, "{column}");
        }
    }

    #[test]
    fn a_broken_row_costs_itself() {
        check(b"title,text\nA,\"never closed\nB,b\nC,c", &[], &["broken-csv", "B|b", "C|c"]);
        check(b"title,text\nA,b,c\nB,b", &[], &["broken-csv", "B|b"]);
        check(format!("title,text\nA,{}\nB,b", "x".repeat(300)).as_bytes(), &[], &["too-long", "B|b"]);
        check(b"x,y\n1,2\n3,4", &[], &["no-text"]);
        check(b"title,text\n", &[], &[]);
    }

    #[test]
    fn rows_that_never_end_cost_no_square_of_their_number() {
        for line_end in ["\n", "\r\n"] {
            let started = std::time::Instant::now();
            let text = format!("title,text{line_end}") + &format!("a,\"\"\"{line_end}").repeat(20_000);
            let options = ReadOptions { maps: Default::default(), record_bytes_max: 64 << 20 };
            let reader = Box::new(io::Cursor::new(text.into_bytes()));
            let source = Source::new("a.csv".into(), reader, Allowance::for_size(1), 0).ok().unwrap();
            assert!(records(source, &options).count() > 1);
            assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
        }
    }

    #[test]
    fn behind_a_damaged_member_reading_goes_on() {
        let mut second = gzipped(b"C,c\n");
        second[3] = 0xff;
        let bytes = [gzipped(b"title,text\nA,a\nB,\"b"), second, gzipped(b"D,d\n")].concat();
        check(&bytes, &[], &["A|a", "broken-gzip", "D|d"]);
    }
}
