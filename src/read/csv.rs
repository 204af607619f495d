//! Rows in, records out: the first row names the columns, by the same names as JSON's members. A row that is broken costs
//! that row: a quotation mark that is never closed is given up, and reading goes on at the next line.

use super::bytes::{Source, problem};
use super::day_order::{self, DayOrder};
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

/// So many rows of the table inside one field are no text of it (guessed; all its lines but the first and the last have to be).
const ROWS_INSIDE_MIN: usize = 3;

/// Rows among which the header is looked for: some programs put their name, the question and the day above it (guessed).
const HEADER_ROWS_MAX: usize = 10;

/// Letters of a column's name that a message shows (guessed: what is longer is no name but a text).
const NAME_CHARS_MAX: usize = 40;

/// A file with one delimiter, whatever its name says: exports of spreadsheets use semicolons where the comma is decimal.
pub fn records(mut source: Source, options: &ReadOptions) -> Records {
    let start = source.peek().map(<[u8]>::to_vec).unwrap_or_default();
    let layout = Layout::of(&start, options);
    let known = DayOrder { day_first: layout.is_day_first, month_first: false };
    let options = options.clone();
    day_order::ordered(source, known, move |source| Box::new(layout.table(source, &start, &options)))
}

/// How a table is written, as far as its start tells.
struct Layout {
    has_returns_alone: bool,
    delimiter: u8,
    /// Lines above the header.
    n_above: usize,
    /// Whether the language of the header puts the day first.
    is_day_first: bool,
}

impl Layout {
    fn of(start: &[u8], options: &ReadOptions) -> Self {
        let has_returns_alone = start.contains(&b'\r') && !start.contains(&b'\n');
        let start = feeds(decoded_start(start), has_returns_alone);
        let named = named_delimiter(&start);
        let lines =
            || start.split(|&b| b == b'\n').enumerate().skip(usize::from(named.is_some())).take(HEADER_ROWS_MAX);
        let header = lines().find_map(|(n_above, line)| {
            let delimiter = named.unwrap_or_else(|| delimiter(line));
            let columns = columns(line, delimiter);
            let is_header = if n_above == 0 { has_text(&columns, options) } else { names_fields(&columns, options) };
            is_header.then_some((n_above, delimiter, columns))
        });
        // Where no line is one, the first is told to be none.
        let first = || (usize::from(named.is_some()), named.unwrap_or_else(|| delimiter(&start)), Vec::new());
        let (n_above, delimiter, columns) = header.unwrap_or_else(first);
        let is_day_first = fields::is_day_first(&columns, &options.maps);
        Layout { has_returns_alone, delimiter, n_above, is_day_first }
    }

    /// The table in a source that begins so.
    fn table(&self, source: Source, start: &[u8], options: &ReadOptions) -> Table {
        let has_returns_alone = self.has_returns_alone;
        let source = source.with_reader(|reader| {
            let reader = decode::as_utf8(start, reader);
            if has_returns_alone { Box::new(BufReader::new(ReturnsAsFeeds(reader))) } else { reader }
        });
        let reader = || ReaderBuilder::new().delimiter(self.delimiter).terminator(Terminator::Any(b'\n')).build();
        let bytes_max = options.record_bytes_max;
        let mut rows = Rows {
            source,
            reader: reader(),
            reader_alone: reader(),
            delimiter: self.delimiter,
            bytes_max,
            n_columns: usize::MAX,
            n_vain: 0,
            finished: false,
        };
        for _ in 0..self.n_above {
            // What stops the reading here stops it again at the next row, and is told there.
            read_line(&mut rows.source, rows.bytes_max).ok();
        }
        Table { rows, columns: None, options: options.clone(), number: 0 }
    }
}

/// What is looked at, in the form that is read.
fn decoded_start(start: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let is_read = decode::as_utf8(start, Box::new(io::Cursor::new(start.to_vec()))).read_to_end(&mut text).is_ok();
    let text = if is_read { text } else { start.to_vec() };
    decode::decode(&text, false).map_or(text, String::into_bytes)
}

fn feeds(mut bytes: Vec<u8>, has_returns_alone: bool) -> Vec<u8> {
    if has_returns_alone {
        bytes.iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
    }
    bytes
}

/// The cells of a line that is a row by itself.
fn columns(line: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
    let mut row = Parsed::default();
    let line = [without_return(line).trim_ascii_end(), b"\n"].concat();
    if row.read(&mut reader, &line) { row.fields() } else { Vec::new() }
}

/// Whether any column is one that is read as title or text.
fn has_text(columns: &[String], options: &ReadOptions) -> bool {
    let object = columns.iter().map(|name| (name.clone(), Value::from("x"))).collect();
    let (fields, _) = fields::fields(&object, &options.maps);
    fields.title.is_some() || fields.text.is_some()
}

/// Whether a row names a text or a title and another thing: alone, a word of a title page may do so.
fn names_fields(columns: &[String], options: &ReadOptions) -> bool {
    let ours: Vec<_> = columns.iter().filter_map(|name| fields::ours(name, &options.maps)).collect();
    has_text(columns, options) && ours.iter().any(|one| *one != ours[0])
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

/// The delimiter that is most frequent in the first line of these.
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
                if !has_text(&columns, &self.options) {
                    self.rows.finished = true;
                    let names = columns.iter().take(8).map(|name| shown_name(name)).collect::<Vec<_>>().join(", ");
                    let reason = format!("no column holds a title or text, as far as their names tell: {names}");
                    return Some(self.failed(0, offset, Fault::Row("no-text", reason)));
                }
                self.rows.n_columns = columns.len();
                self.columns = Some(columns);
                continue;
            };
            let mut found = self.record(&row, columns, offset);
            if let Found::Record(Record { content: Content::Fields(fields), .. }) = &mut found {
                fields.date = fields.date.take().map(|date| day_of_serial(&date).unwrap_or(date));
            }
            self.number += 1;
            return Some(found);
        }
    }
}

/// A column's name for a message.
fn shown_name(name: &str) -> String {
    let end = name.char_indices().nth(NAME_CHARS_MAX).map(|(end, _)| end);
    end.map_or_else(|| format!("`{name}`"), |end| format!("`{}…`", &name[..end]))
}

/// Days of spreadsheets, as numbers without their look: from 1954 to 2064, which no other date is written like.
pub const SERIALS: std::ops::Range<f64> = 20_000.0..60_000.0;

/// The day of `45000`, or of `45000.5` with its time: days since the one that spreadsheets of all makers call 0.
fn day_of_serial(date: &str) -> Option<String> {
    let digits = date.trim();
    let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let serial = digits.parse::<f64>().ok().filter(|serial| is_number && SERIALS.contains(serial))?;
    let seconds = (serial * 86_400.0).round() as i64;
    let day = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0).checked_add(jiff::Span::new().seconds(seconds)).ok()?;
    Some(if digits.contains('.') { day.to_string() } else { day.date().to_string() })
}

impl Table {
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
        if let Some(reason) = fields::unread_text(&fields, &object, &self.options.maps) {
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
    /// For lines that are read by themselves while a row is open.
    reader_alone: Reader,
    delimiter: u8,
    bytes_max: usize,
    /// How many fields a row may have, once the header is read.
    n_columns: usize,
    /// Rows given up because a quotation mark in them was never closed, or in another row.
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
        // Lines of the row, and those behind its first that are rows of the table by themselves.
        let (mut n_lines, mut n_rows_inside) = (0, 0);
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
            n_rows_inside += usize::from(from > 0 && self.is_row(&raw[from..]));
            if from > 0 && begins_field(&raw[from..], self.delimiter) && self.is_row_alone(&raw[from..]) {
                let reason = "a quotation mark is open where another row begins".to_owned();
                return Err(self.given_up(raw, first_line_bytes, reason));
            }
            n_lines += 1;
            if row.read(&mut self.reader, &without_return(&raw[from..])) {
                if n_rows_inside >= ROWS_INSIDE_MIN && n_rows_inside + 2 >= n_lines && row.n_ends == self.n_columns {
                    let reason = format!("a quotation mark is open over {n_rows_inside} rows");
                    return Err(self.given_up(raw, first_line_bytes, reason));
                }
                if from > 0 && row.n_ends > self.n_columns && self.is_other_row(&raw[from..]) {
                    let reason =
                        format!("a quotation mark closes in another row: with it, it has {} fields", row.n_ends);
                    return Err(self.given_up(raw, first_line_bytes, reason));
                }
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

    /// Whether a line is a row of the table by itself, of several columns and without marks: a list or a verse may have one comma
    /// a line.
    fn is_row(&self, line: &[u8]) -> bool {
        let n_delimiters = memchr::memchr_iter(self.delimiter, line).count();
        self.n_columns > 2 && n_delimiters + 1 == self.n_columns && memchr::memchr(b'"', line).is_none()
    }

    /// Whether a line read by itself is a row of the table, or the first of one.
    fn is_row_alone(&mut self, line: &[u8]) -> bool {
        self.reader_alone.reset();
        let mut alone = Parsed::default();
        let is_whole = alone.read(&mut self.reader_alone, &without_return(line));
        if is_whole { alone.n_ends == self.n_columns } else { (1..self.n_columns).contains(&alone.n_ends) }
    }

    /// Whether a line that closes a row of too many fields is another row, by itself or with lines to come. If it is not, the row
    /// has too many fields of its own, and its later lines are no rows.
    fn is_other_row(&mut self, line: &[u8]) -> bool {
        if begins_inside(line, self.delimiter) {
            return false;
        }
        self.is_row_alone(line)
    }

    fn never_closed(&mut self, raw: Vec<u8>, first_line_bytes: usize) -> Fault {
        self.given_up(raw, first_line_bytes, "a quotation mark is never closed".to_owned())
    }

    /// A row is given up with its first line; reading goes on at the next.
    fn given_up(&mut self, raw: Vec<u8>, first_line_bytes: usize, reason: String) -> Fault {
        self.n_vain += 1;
        self.source.unread(raw[first_line_bytes..].to_vec());
        Fault::Row("broken-csv", reason)
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

/// Whether a line begins in the middle of a quoted field: its first mark that is not doubled ends one.
fn begins_inside(line: &[u8], delimiter: u8) -> bool {
    let mut from = 0;
    while let Some(mark) = memchr::memchr(b'"', &line[from..]).map(|at| from + at) {
        let next = line.get(mark + 1);
        if next == Some(&b'"') {
            from = mark + 2;
            continue;
        }
        let is_behind_delimiter = mark > 0 && line[mark - 1] == delimiter;
        return !is_behind_delimiter && next.is_none_or(|&next| next == delimiter || matches!(next, b'\r' | b'\n'));
    }
    false
}

/// Whether the first mark of a line that is not doubled opens a field: behind a delimiter, and before neither another nor the end of
/// the line. Inside a field that is quoted, it would close that one, and something must follow.
fn begins_field(line: &[u8], delimiter: u8) -> bool {
    let Some(mark) = memchr::memchr(b'"', line) else { return false };
    let next = line.get(mark + 1).copied().unwrap_or(b'\n');
    (mark == 0 || line[mark - 1] == delimiter) && next != delimiter && !matches!(next, b'"' | b'\r' | b'\n')
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
    use crate::read::bytes;
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
    fn a_mark_that_closes_in_another_row_costs_its_own() {
        check(
            b"title,text,date\nA,\"never closed,1\nB,\"b, and\",2\nC,\"c\",3\n",
            &[],
            &["broken-csv", "B|b, and", "C|c"],
        );
        check(
            b"title,text,date\nA,\"never closed,1\nB,\"b, and, or,\nso\",2\nC,\"c\",3\n",
            &[],
            &["broken-csv", "B|b, and, or,\nso", "C|c"],
        );
        check(b"title,text\nA,\"a\nb\"\n", &[], &["A|a\nb"]);
    }

    #[test]
    fn the_lines_of_a_row_with_too_many_fields_are_no_rows() {
        check(b"title,text\nA,\"one\ntwo, three\nfour\",\nB,b\n", &[], &["broken-csv", "B|b"]);
        check(b"title,text\nA,\"one\ntwo, three\nfour, five\",\nB,b\n", &[], &["broken-csv", "B|b"]);
        check(b"title,text\nA,\"one\ntwo\n\",\nB,b\n", &[], &["broken-csv", "B|b"]);
        check(b"title,text\nA,\"one\ntwo, three\n\"\"four\"\" five\",\nB,b\n", &[], &["broken-csv", "B|b"]);
        // A mark inside a field ends none.
        check(b"title,text\nA,\"never closed,\nB,b\nC 5\" long,c\n", &[], &["broken-csv", "B|b", "C 5\" long|c"]);
    }

    #[test]
    fn a_stray_mark_takes_no_other_rows() {
        check(b"id,title,text\n1,A,\"never closed\n2,B,\"b, and\"\n3,C,c\n", &[], &["broken-csv", "B|b, and", "C|c"]);
        check(b"id,title,text\n1,A,\"never closed\n2,B,b\n3,C,\"c\"s d\n", &[], &["broken-csv", "B|b", "C|cs d"]);
        check(b"id\ttitle\ttext\n1\tA\t\"never closed\n2\tB\tb\n3\tC\t\"c\" d\n", &[], &["broken-csv", "B|b", "C|c d"]);
        check(
            b"id,title,text\n1,A,\"never closed\n2,B,b\n3,C,c\n4,D,d\n5,E,e\"\n",
            &[],
            &["broken-csv", "B|b", "C|c", "D|d", "E|e\""],
        );
        // Lines of a text are no rows, with as many commas or with quotations.
        check(
            b"id,title,text\n1,A,\"one\ntwo, three, four\nfive, six, seven\"\n",
            &[],
            &["A|one\ntwo, three, four\nfive, six, seven"],
        );
        check(
            b"title,text\nA,\"Red, roses\nblue, violets\nsweet, sugar\nwet, rain\nso\"\n",
            &[],
            &["A|Red, roses\nblue, violets\nsweet, sugar\nwet, rain\nso"],
        );
        check(
            b"id,title,text\n1,A,\"he said, so,\"\"stay\"\"\nand went\"\n",
            &[],
            &["A|he said, so,\"stay\"\nand went"],
        );
    }

    #[test]
    fn a_header_below_other_lines_is_found() {
        check(b"Export of the harbour archive\n\ntitle,text,date\nA,b,1\n", &[], &["A|b"]);
        check(b"Harbour; 3, 4, 5\nTitel;Text\nA;b, c\n", &[], &["A|b, c"]);
        // A row of an ordinary table is none, whatever stands in it.
        check(b"x,y\n1,text\n3,4", &[], &["no-text"]);
        let long = format!("{},y\n1,2\n", "x".repeat(90));
        let source = bytes::held("a.csv".as_ref(), long.into_bytes()).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 200 };
        let Some(Found::Problem(problem)) = records(source, &options).next() else { panic!("a table without text") };
        assert!(problem.reason.ends_with(&format!(": `{}…`, `y`", "x".repeat(40))), "{}", problem.reason);
    }

    #[test]
    fn numbers_of_spreadsheets_are_days() {
        assert_eq!(
            days("date", "45000 45000.5 19999 60000 20240501 45e3"),
            "2023-03-15 2023-03-15T12:00:00 19999 60000 20240501 45e3"
        );
    }

    #[test]
    fn a_long_field_that_is_not_read_is_told() {
        let long = "The ferry stays. ".repeat(10);
        let text = format!("title,kop_x\nA,{long}\nB,b\n");
        let source = bytes::held("a.csv".as_ref(), text.into_bytes()).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 2000 };
        let found: Vec<_> = records(source, &options).collect();
        let Found::Problem(problem) = &found[0] else { panic!("{:?}", found[0]) };
        assert!(problem.kind == "no-text" && problem.reason.contains("`--map text=kop_x`"), "{}", problem.reason);
        assert!(matches!(found[1], Found::Record(_)));
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
