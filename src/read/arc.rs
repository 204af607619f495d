//! An ARC in, the pages it holds out: what crawls were kept in before WARC (the Internet Archive until 2008, Common Crawl until
//! 2012). A record is a line with address, host, date, type and length, then so many bytes. A length is believed only when
//! another such line (or the end) follows; else the next line is looked for.

use super::bytes::Source;
use super::crawl::{self, Course, Crawl, Steps, not_an_article};
use super::lines::{Line, read_line, skip_breaks};
use super::unpack::damage;
use super::{Found, ReadOptions, Records, http};
use crate::error::Problem;
use std::io::{self, BufRead};

/// First bytes of a file.
pub const MAGIC: &[u8] = b"filedesc://";

/// A record's line is no longer than this (guessed: addresses run to a few thousand bytes).
const LINE_BYTES_MAX: usize = 64 << 10;

/// Nor shorter: an address, a day of eight digits, three words more, and what parts them.
const LINE_BYTES_MIN: usize = 17;

/// The records of an ARC.
pub fn records(source: Source, options: &ReadOptions) -> Records {
    Box::new(Steps(Arc { source, options: options.clone(), course: Course::default() }))
}

struct Arc {
    source: Source,
    options: ReadOptions,
    course: Course,
}

/// What a record's line says.
struct Header {
    url: String,
    media_type: String,
    length: u64,
    offset: u64,
}

impl Crawl for Arc {
    fn source(&self) -> &Source {
        &self.source
    }

    fn course(&mut self) -> &mut Course {
        &mut self.course
    }

    /// One line further, and one record if it begins one.
    fn step(&mut self) -> io::Result<Option<Found>> {
        skip_breaks(&mut self.source)?;
        if self.course.is_lost {
            self.skip_lost_lines()?;
        }
        let offset = self.source.offset;
        let line = match read_line(&mut self.source, LINE_BYTES_MAX)? {
            Line::End => {
                self.course.finished = true;
                return Ok(None);
            }
            Line::TooLong => Vec::new(),
            Line::Whole(line) if line.trim_ascii().is_empty() => return Ok(None),
            Line::Whole(line) => line,
        };
        let Some(header) = header(&line, offset) else {
            let was_lost = std::mem::replace(&mut self.course.is_lost, true);
            return Ok((!was_lost).then(|| self.failed(offset, "broken-arc", "a record's line is damaged".to_owned())));
        };
        self.course.is_lost = false;
        let bytes_max = self.options.record_bytes_max as u64;
        if header.length > bytes_max {
            // Nor is this length believed: on to the next line of a record.
            self.course.is_lost = true;
            return Ok(Some(self.failed(offset, "too-long", format!("is longer than {bytes_max} bytes"))));
        }
        let block = self.course.block(&mut self.source, header.length as usize, record_start)?;
        let is_whole = block.len() as u64 == header.length;
        if is_whole && self.is_followed_by_record()? {
            return Ok(Some(self.found(&header, &block)));
        }
        let is_end = !is_whole && self.source.fill_buf()?.is_empty();
        let reason = if is_end { "the file ends inside it" } else { "its length is wrong" };
        // What it hid is looked for where it began.
        self.course.is_lost = true;
        self.course.n_lies += 1;
        self.source.unread(block);
        Ok(Some(self.failed(offset, "broken-arc", reason.to_owned())))
    }
}

impl Arc {
    /// Passes over lines that begin no record, many at a time: a bomb is made of them.
    fn skip_lost_lines(&mut self) -> io::Result<()> {
        loop {
            let n_lost = lost_bytes(self.source.fill_buf()?);
            if n_lost == 0 {
                return Ok(());
            }
            self.source.consume(n_lost);
        }
    }

    /// Whether a line break, a record's line or the end comes next.
    fn is_followed_by_record(&mut self) -> io::Result<bool> {
        let at = self.source.offset;
        match self.source.fill_buf() {
            Ok(next) => Ok(next.is_empty() || matches!(next[0], b'\n' | b'\r')),
            // Damage that begins behind this record is the next one's.
            Err(error) if damage(&error).is_some_and(|d| d.from.is_some_and(|from| from >= at)) => {
                self.source.fail_next(error);
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    fn found(&mut self, header: &Header, block: &[u8]) -> Found {
        let number = self.course.number;
        self.course.number += 1;
        if header.url.starts_with("filedesc:") {
            return not_an_article("warc-info");
        }
        let response = if block.starts_with(b"HTTP/") {
            http::response(block, self.options.record_bytes_max, &self.source.allowance)
        } else {
            // Fetched by other means than HTTP.
            let media_type = header.media_type.clone();
            Ok(http::Response { status: 200, media_type, charset: None, body: block.to_vec() })
        };
        match response {
            Ok(response) => {
                let place = crawl::Place { path: &self.source.path, number, offset: header.offset };
                crawl::page(&place, Some(&header.url), None, response)
            }
            Err(reason) => {
                self.course.number = number;
                self.failed(header.offset, "broken-http", reason)
            }
        }
    }

    fn failed(&mut self, offset: u64, kind: &'static str, reason: String) -> Found {
        self.course.number += 1;
        let (record, offset) = (Some(self.course.number - 1), Some(offset));
        Found::Problem(Problem { path: self.source.path.clone(), record, offset, kind, reason })
    }
}

/// Bytes of the whole lines at the start that are too short for a record's line or have no colon, as its address has.
fn lost_bytes(buffer: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let colon = memchr::memchr(b':', &buffer[at..]).map(|colon| at + colon);
        let before = &buffer[at..colon.unwrap_or(buffer.len())];
        let line_start = memchr::memrchr(b'\n', before).map_or(at, |line_break| at + line_break + 1);
        let line_end = colon.and_then(|colon| Some(colon + memchr::memchr(b'\n', &buffer[colon..])? + 1));
        match line_end {
            Some(line_end) if line_end - line_start <= LINE_BYTES_MIN => at = line_end,
            _ => return line_start,
        }
    }
}

/// Where a record's line begins among the lines that have bytes from a place on.
fn record_start(block: &[u8], from: usize) -> Option<usize> {
    let mut at = memchr::memrchr(b'\n', &block[..from]).map_or(0, |line_break| line_break + 1);
    while let Some(length) = memchr::memchr(b'\n', &block[at..]) {
        if (LINE_BYTES_MIN..=LINE_BYTES_MAX).contains(&length) && header(&block[at..at + length], 0).is_some() {
            return Some(at);
        }
        at += length + 1;
    }
    None
}

/// `address host date type … length`: five words, or ten in the second version; the date is fourteen digits.
fn header(line: &[u8], offset: u64) -> Option<Header> {
    let line = std::str::from_utf8(line).ok()?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let [url, _, date, media_type, .., length] = words[..] else { return None };
    let is_date = (8..=14).contains(&date.len()) && date.bytes().all(|b| b.is_ascii_digit());
    let is_address = url.find(':').is_some_and(|at| at > 0 && url.as_bytes()[0].is_ascii_alphabetic());
    let length = length.parse().ok().filter(|_| is_date && is_address)?;
    Some(Header { url: url.to_owned(), media_type: http::media_type(media_type), length, offset })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Content, Record};
    use crate::read::unpack::Allowance;

    fn record(n: usize, length_off_by: i64) -> String {
        let http =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Ferry {n} stays in dock.</p></html>");
        let length = http.len() as i64 + length_off_by;
        format!("http://harbour.example/{n} 192.0.2.1 20040501100000 text/html {length}\n{http}\n")
    }

    const START: &str = "filedesc://h.arc 0.0.0.0 20040501100000 text/plain 68\n1 0 Harbour\nURL IP-address Archive-date Content-type Archive-length\n\n";

    fn read(text: &str) -> Vec<String> {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 4096 };
        let bytes = io::Cursor::new(text.as_bytes().to_vec());
        let source = Source::new("a.arc".into(), Box::new(bytes), Allowance::for_size(1), 0).ok().unwrap();
        let found = records(source, &options).map(|found| match found {
            Found::Record(Record { content: Content::Html { url, .. }, .. }) => url.unwrap(),
            Found::Record(record) => format!("{record:?}"),
            Found::NotAnArticle(not) => not.reason.to_owned(),
            Found::Problem(problem) => problem.kind.to_owned(),
        });
        found.collect()
    }

    #[test]
    fn records_with_their_addresses() {
        let text = [START, &record(1, 0), &record(2, 0)].concat();
        assert_eq!(read(&text), ["warc-info", "http://harbour.example/1", "http://harbour.example/2"]);
    }

    #[test]
    fn lost_lines_are_passed_over_to_the_next_that_may_begin_a_record() {
        let line = "a:b h 20040501 t 1\n";
        for (lost, expected) in [("", 0), ("x\n\ny z\n", 7), ("a:\n:b\nx\n", 8), ("x", 0), ("x\nto be continued", 2)] {
            assert_eq!(lost_bytes(lost.as_bytes()), expected, "{lost}");
            let whole = lost.is_empty() || lost.ends_with('\n');
            assert!(!whole || lost_bytes(format!("{lost}{line}").as_bytes()) == expected, "{lost}");
        }
        let text = [START, &record(1, -3), &"lost: \n".repeat(9_000), &record(2, 0)].concat();
        assert_eq!(read(&text), ["warc-info", "broken-arc", "http://harbour.example/2"]);
    }

    #[test]
    fn a_record_that_is_too_long_costs_itself() {
        let long =
            format!("http://harbour.example/2 192.0.2.1 20040501100000 text/html 5000\n{}\n", "x y\n".repeat(1250));
        let text = [START, &record(1, 0), &long, &record(3, 99_999_999_999), &record(4, 0)].concat();
        let expected = ["warc-info", "http://harbour.example/1", "too-long", "too-long", "http://harbour.example/4"];
        assert_eq!(read(&text), expected);
    }

    #[test]
    fn wrong_lengths_and_a_cut_end_cost_one_record() {
        for off_by in [-20, 20, 1000, 100_000] {
            let text = [START, &record(1, 0), &record(2, off_by), &record(3, 0), &record(4, 0)].concat();
            let found = read(&text);
            assert_eq!(found[..2], ["warc-info", "http://harbour.example/1"], "{off_by}");
            let behind = found.iter().filter(|url| url.ends_with("/3") || url.ends_with("/4")).count();
            assert_eq!(behind, 2, "{off_by}: {found:?}");
        }
        let text = [START, &record(1, 0), &record(2, 0)].concat();
        assert_eq!(read(&text[..text.len() - 30]), ["warc-info", "http://harbour.example/1", "broken-arc"]);
    }

    #[test]
    fn many_wrong_lengths_cost_no_square_of_their_number() {
        let started = std::time::Instant::now();
        let lies = "http://harbour.example/2 192.0.2.1 20040501100000 text/html 4000\n".repeat(20_000);
        let found = read(&[START, &lies, &record(1, 0)].concat());
        assert_eq!((found.len(), found.last().map(String::as_str)), (20_002, Some("http://harbour.example/1")));
        assert!(started.elapsed() < std::time::Duration::from_secs(20));
    }
}
