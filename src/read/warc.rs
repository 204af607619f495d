//! A WARC in, the pages it holds out, each with the address it was fetched from. A record's length is believed only
//! when another record (or the end) follows: a damaged record costs itself, and the next is looked for inside it.
//!
//! When a page was crawled is no date of publication and is not handed on.

use super::bytes::Source;
use super::crawl::{self, Course, Crawl, FIRST_BYTES, PIECE_BYTES, Steps, not_an_article, take};
use super::http::{self, header};
use super::lines::skip_breaks;
use super::unpack::damage;
use super::{Found, ReadOptions, Records};
use crate::error::Problem;
use memchr::memmem;
use std::io::{self, BufRead, Read};

/// What every record begins with.
const MARK: &[u8] = b"WARC/";

/// Lines that a record's header may have in bytes (guessed: addresses run to a few thousand).
const HEADER_BYTES_MAX: usize = 64 << 10;

/// The mark and its version may lie across a boundary: so much is looked at again.
const TAIL_BYTES: usize = 16;

/// The records of a WARC.
pub fn records(source: Source, options: &ReadOptions) -> Records {
    Box::new(Steps(Warc { source, options: options.clone(), course: Course::default() }))
}

struct Warc {
    source: Source,
    options: ReadOptions,
    course: Course,
}

/// The lines above a block.
struct Header {
    offset: u64,
    lines: Vec<(String, String)>,
}

/// What became of a block.
enum Block {
    Whole(Vec<u8>),
    TooLong,
    /// It does not end where it should.
    Damaged(&'static str),
}

/// What comes next in the stream, and whether anything but line breaks stood before it.
enum Next {
    Record { has_junk: bool },
    End { has_junk: bool },
}

/// What a scan for the next mark came to first.
enum Scanned {
    Mark,
    End,
    Bound,
}

impl Crawl for Warc {
    fn source(&self) -> &Source {
        &self.source
    }

    fn course(&mut self) -> &mut Course {
        &mut self.course
    }

    /// One record further.
    fn step(&mut self) -> io::Result<Option<Found>> {
        let offset = self.source.offset;
        let next = self.skip_to_mark()?;
        self.course.finished = matches!(next, Next::End { .. });
        if matches!(next, Next::Record { has_junk: true } | Next::End { has_junk: true }) && !self.course.is_lost {
            self.course.is_lost = true;
            return Ok(Some(self.problem(offset, "broken-warc", "bytes between records")));
        }
        if self.course.finished {
            return Ok(None);
        }
        self.course.is_lost = false;
        let offset = self.source.offset;
        let Some(lines) = self.header()? else {
            self.course.is_lost = true;
            self.course.number += 1;
            return Ok(Some(self.problem_of(self.course.number - 1, offset, "broken-warc", "its header is damaged")));
        };
        let header = Header { offset, lines };
        let block = self.block(&header)?;
        let number = self.course.number;
        self.course.number += 1;
        Ok(Some(match block {
            Block::Whole(block) => self.found(number, &header, &block),
            Block::TooLong => {
                let reason = format!("is longer than {} bytes", self.options.record_bytes_max);
                self.problem_of(number, header.offset, "too-long", &reason)
            }
            Block::Damaged(reason) => {
                self.course.is_lost = true;
                self.problem_of(number, header.offset, "broken-warc", reason)
            }
        }))
    }
}

impl Warc {
    /// Past the line breaks that end a record; where something else stands there, on to the next mark.
    fn skip_to_mark(&mut self) -> io::Result<Next> {
        if !skip_breaks(&mut self.source)? {
            return Ok(Next::End { has_junk: false });
        }
        let start = take(&mut self.source, MARK.len())?;
        let is_mark = start == MARK;
        self.source.unread(start);
        if is_mark {
            return Ok(Next::Record { has_junk: false });
        }
        Ok(match self.scan_for_mark(u64::MAX)? {
            Scanned::Mark => Next::Record { has_junk: true },
            Scanned::End | Scanned::Bound => Next::End { has_junk: true },
        })
    }

    /// On to the next mark, so many bytes away at most; what came first.
    fn scan_for_mark(&mut self, mut left: u64) -> io::Result<Scanned> {
        let mut piece_bytes = FIRST_BYTES;
        loop {
            let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(piece_bytes);
            let chunk = take(&mut self.source, wanted)?;
            if let Some(at) = record_start(&chunk) {
                self.source.unread(chunk[at..].to_vec());
                return Ok(Scanned::Mark);
            }
            if chunk.len() < wanted {
                return Ok(Scanned::End);
            }
            left -= wanted as u64;
            if left == 0 {
                return Ok(Scanned::Bound);
            }
            // The mark and its version may lie across the boundary.
            let tail = chunk[wanted.saturating_sub(TAIL_BYTES)..].to_vec();
            left += tail.len() as u64;
            self.source.unread(tail);
            piece_bytes = (piece_bytes * 2).min(PIECE_BYTES);
        }
    }

    /// The lines of a record's header, or `None` when it does not end.
    fn header(&mut self) -> io::Result<Option<Vec<(String, String)>>> {
        let mut head = Vec::new();
        loop {
            let mut line = Vec::new();
            (&mut self.source).take(HEADER_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
            let is_end = matches!(&line[..], b"\r\n" | b"\n");
            let is_next = !head.is_empty() && line.starts_with(MARK);
            if is_next || !line.ends_with(b"\n") || head.len() > HEADER_BYTES_MAX {
                self.source.unread(if is_next { line } else { Vec::new() });
                return Ok(None);
            }
            head.extend(line);
            if is_end {
                return Ok(http::named_lines(&head).map(|(lines, _)| lines).filter(|lines| length(lines).is_some()));
            }
        }
    }

    fn block(&mut self, header: &Header) -> io::Result<Block> {
        let Some(length) = length(&header.lines) else { return Ok(Block::Damaged("its length is not known")) };
        let bytes_max = self.options.record_bytes_max as u64;
        if length > bytes_max {
            return self.skip_block(length);
        }
        let new_start = |block: &[u8], from: usize| record_start(&block[from.saturating_sub(TAIL_BYTES)..]);
        let block = self.course.block(&mut self.source, length as usize, new_start)?;
        if (block.len() as u64) < length {
            let is_end = self.source.fill_buf()?.is_empty();
            let reason = if is_end { "the file ends inside it" } else { "its length is wrong" };
            return Ok(self.resume_inside(block, reason));
        }
        if self.is_followed_by_record(header)? {
            return Ok(Block::Whole(block));
        }
        Ok(self.resume_inside(block, "its length is wrong"))
    }

    /// Whether the block ends as it should. In a compressed file this is where its member is checked.
    fn is_followed_by_record(&mut self, header: &Header) -> io::Result<bool> {
        let at = self.source.offset;
        match take(&mut self.source, 4 + MARK.len()) {
            Ok(next) => {
                // Either of the two is enough: a bit flipped in one must not cost this record.
                let has_breaks = next.starts_with(b"\r\n\r\n") || next.trim_ascii().is_empty();
                let is_end = has_breaks || memmem::find(&next, MARK).is_some();
                self.source.unread(next);
                Ok(is_end)
            }
            // Damage that begins behind this record is the next one's.
            Err(error)
                if damage(&error).is_some_and(|d| d.from.is_some_and(|from| from >= at && from > header.offset)) =>
            {
                self.source.fail_next(error);
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// A record whose length lies hides the ones behind it: they are looked for where it began.
    fn resume_inside(&mut self, block: Vec<u8>, reason: &'static str) -> Block {
        self.course.n_lies += 1;
        let from = record_start(&block).unwrap_or_else(|| block.len().saturating_sub(TAIL_BYTES));
        self.source.unread(block[from..].to_vec());
        Block::Damaged(reason)
    }

    /// Past a block that is too long to hold, unless another record begins inside it.
    fn skip_block(&mut self, length: u64) -> io::Result<Block> {
        Ok(match self.scan_for_mark(length)? {
            Scanned::Mark => Block::Damaged("another record begins before it ends"),
            Scanned::End => Block::Damaged("the file ends inside it"),
            Scanned::Bound => Block::TooLong,
        })
    }

    fn found(&self, number: u64, header: &Header, block: &[u8]) -> Found {
        let line = |name| http::header(&header.lines, name);
        let content_type = http::media_type(line("content-type").unwrap_or_default());
        match line("warc-type").unwrap_or_default() {
            "response" if content_type == "application/http" || block.starts_with(b"HTTP/") => {
                match http::response(block, self.options.record_bytes_max, &self.source.allowance) {
                    Ok(response) => self.page(number, header, response),
                    Err(reason) => self.problem_of(number, header.offset, "broken-http", &reason),
                }
            }
            // Fetched by other means than HTTP, or made from a response: the block is the thing itself.
            "response" | "resource" | "conversion" => {
                let body = block.to_vec();
                self.page(number, header, http::Response { status: 200, media_type: content_type, charset: None, body })
            }
            "revisit" => not_an_article("revisit"),
            "request" => not_an_article("warc-request"),
            "warcinfo" => not_an_article("warc-info"),
            "continuation" => {
                self.problem_of(number, header.offset, "truncated", "a part of a record split over files")
            }
            _ => not_an_article("warc-metadata"),
        }
    }

    fn page(&self, number: u64, header: &Header, response: http::Response) -> Found {
        let line = |name| http::header(&header.lines, name);
        let id = line("warc-record-id").map(|id| id.trim_matches(['<', '>']).to_owned());
        let place = crawl::Place { path: &self.source.path, number, offset: header.offset };
        crawl::page(&place, line("warc-target-uri"), id, response)
    }

    fn problem(&self, offset: u64, kind: &'static str, reason: &str) -> Found {
        self.problem_of(self.course.number, offset, kind, reason)
    }

    fn problem_of(&self, number: u64, offset: u64, kind: &'static str, reason: &str) -> Found {
        let path = self.source.path.clone();
        Found::Problem(Problem { path, record: Some(number), offset: Some(offset), kind, reason: reason.to_owned() })
    }
}

fn length(lines: &[(String, String)]) -> Option<u64> {
    header(lines, "content-length")?.parse().ok()
}

/// Where a record begins in bytes that should hold none: the mark and its version alone on a line.
fn record_start(bytes: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, MARK).find(|&at| {
        let version = &bytes[at + MARK.len()..];
        let length = version.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        (3..=4).contains(&length) && version.get(length).is_none_or(|b| matches!(b, b'\r' | b'\n'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Content, RecordKey};
    use crate::read::gzip::gzipped as gzip;
    use crate::read::unpack::Allowance;

    fn record(kind: &str, n: usize, http: &str) -> Vec<u8> {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: http://harbour.example/{n}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
        .into_bytes()
    }

    fn page(n: usize) -> Vec<u8> {
        let http =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Ferry {n} stays in dock.</p></html>");
        record("response", n, &http)
    }

    /// The numbers of the pages that are read, and what else there is, by its kind.
    fn read(bytes: Vec<u8>) -> Vec<String> {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 4096 };
        let source = Source::new("a.warc".into(), Box::new(io::Cursor::new(bytes)), Allowance::for_size(1), 0);
        let found = records(source.ok().unwrap(), &options).map(|found| match found {
            Found::Record(record) => record.external_id.unwrap_or_default().replace("urn:uuid:", ""),
            Found::NotAnArticle(not) => not.reason.to_owned(),
            Found::Problem(problem) => problem.kind.to_owned(),
        });
        found.collect()
    }

    #[test]
    fn records_by_kind() {
        let mut bytes = record("warcinfo", 0, "software: x");
        bytes.extend(record("request", 1, "GET / HTTP/1.1\r\n\r\n"));
        bytes.extend(page(2));
        bytes.extend(record("revisit", 3, "HTTP/1.1 200 OK\r\n\r\n"));
        bytes.extend(record("response", 4, "HTTP/1.1 404 Gone\r\nContent-Type: text/html\r\n\r\n<p>x"));
        bytes.extend(record("response", 5, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG"));
        bytes.extend(record("response", 6, "no response at all"));
        bytes.extend(record("response", 7, &"x".repeat(5000)));
        bytes.extend(page(8));
        let expected =
            ["warc-info", "warc-request", "2", "revisit", "error-page", "image", "broken-http", "too-long", "8"];
        assert_eq!(read(bytes.clone()), expected);
        assert_eq!(read(gzip(&bytes)), expected);
    }

    #[test]
    fn the_address_comes_from_the_record_and_the_crawl_date_from_nowhere() {
        let source =
            Source::new("a".into(), Box::new(io::Cursor::new(page(1))), Allowance::for_size(1), 0).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 4096 };
        let Some(Found::Record(record)) = records(source, &options).next() else { panic!("no record") };
        let url = Some("http://harbour.example/1".to_owned());
        assert_eq!(
            record.content,
            Content::Html { html: "<html><p>Ferry 1 stays in dock.</p></html>".to_owned(), url }
        );
        assert_eq!(record.key, RecordKey::Own("urn:uuid:1".to_owned()));
    }

    #[test]
    fn wrong_lengths_and_a_cut_end_cost_one_record() {
        let lying = |n, from: &str, to: &str| {
            let text = String::from_utf8(page(n)).unwrap().replace(from, to);
            text.into_bytes()
        };
        let length = format!(
            "Content-Length: {}",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Ferry 2 stays in dock.</p></html>".len()
        );
        for wrong in ["Content-Length: 9", "Content-Length: 999", "Content-Length: 99999999", "Content-Length: x"] {
            let found = read([page(1), lying(2, &length, wrong), page(3), page(4)].concat());
            assert_eq!(found, ["1", "broken-warc", "3", "4"], "{wrong}");
        }
        let mut cut = [page(1), page(2)].concat();
        cut.truncate(cut.len() - 20);
        assert_eq!(read(cut), ["1", "broken-warc"]);
    }

    #[test]
    fn many_wrong_lengths_cost_no_square_of_their_number() {
        let started = std::time::Instant::now();
        let lie = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4000\r\n\r\n".repeat(20_000);
        let found = read([lie.into_bytes(), page(1)].concat());
        assert_eq!((found.len(), found.last().map(String::as_str)), (20_001, Some("1")));
        assert!(started.elapsed() < std::time::Duration::from_secs(20));
    }

    #[test]
    fn junk_between_records_costs_no_more_than_its_bytes() {
        let started = std::time::Instant::now();
        let tiny = "junk\nWARC/1.0\r\nWARC-Type: revisit\r\nContent-Length: 0\r\n\r\n\r\n\r\n".repeat(60_000);
        let found = read([page(1), tiny.into_bytes(), page(2)].concat());
        assert_eq!((found.len(), found.last().map(String::as_str)), (120_002, Some("2")));
        assert!(started.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn a_flipped_bit_costs_at_most_one_record_compressed_or_not() {
        let members: Vec<_> = (1..=3).map(|n| gzip(&page(n))).collect();
        let (compressed, plain) = (members.concat(), (1..=3).flat_map(page).collect::<Vec<_>>());
        let range = |parts: &[Vec<u8>]| parts[0].len()..parts[0].len() + parts[1].len();
        let plain_parts: Vec<_> = (1..=3).map(page).collect();
        for (bytes, range) in [(&compressed, range(&members)), (&plain, range(&plain_parts))] {
            for bit in range.start * 8..range.end * 8 {
                let mut broken = bytes.clone();
                broken[bit / 8] ^= 1 << (bit % 8);
                let found = read(broken);
                assert!(found.contains(&"1".to_owned()) && found.contains(&"3".to_owned()), "bit {bit}: {found:?}");
            }
        }
    }
}
