//! JSON lines in, a record a line out, or several where a line is the answer of a service. A line that is broken costs that line.

use super::bytes::{Source, problem};
use super::json::{self, Key};
use super::unpack::can_go_on;
use super::{Found, ReadOptions, Records, decode};
use crate::error::Problem;
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// How far a line that is too long is followed to its end before the rest of the file is given up: a bomb of a
/// few kilobytes could otherwise keep us for hours (guessed: seconds of decompression).
const SKIP_BYTES_MAX: u64 = 4 << 30;

/// The records of a file with an object a line.
pub fn records(mut source: Source, options: &ReadOptions) -> Records {
    let start = source.peek().map(<[u8]>::to_vec).unwrap_or_default();
    let source = source.with_reader(|reader| decode::as_utf8(&start, reader));
    Box::new(Lines { source, options: options.clone(), number: 0, queue: VecDeque::new(), finished: false })
}

struct Lines {
    source: Source,
    options: ReadOptions,
    number: u64,
    /// Records of a list that one line holds.
    queue: VecDeque<Found>,
    finished: bool,
}

/// One line as far as it was read.
pub enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

impl Iterator for Lines {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(found) = self.queue.pop_front() {
            return Some(found);
        }
        while !self.finished {
            let number = self.number;
            let bytes_max = self.options.record_bytes_max;
            let skipped = skip_breaks(&mut self.source);
            let offset = self.source.offset;
            match skipped.and_then(|_| read_line(&mut self.source, bytes_max)) {
                Ok(Line::End) => self.finished = true,
                Ok(Line::TooLong) => {
                    self.number += 1;
                    let reason = format!("the line is longer than {} bytes", self.options.record_bytes_max);
                    let path = self.source.path.clone();
                    return Some(Found::Problem(Problem {
                        path,
                        record: Some(number),
                        offset: Some(offset),
                        kind: "too-long",
                        reason,
                    }));
                }
                Ok(Line::Whole(line)) => {
                    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    let place = json::Place { path: &self.source.path, number, offset };
                    let found = json::found(line.trim_ascii(), &place, &self.options, Key::OwnOrDigest);
                    let mut found = VecDeque::from(found);
                    self.number = number + found.len() as u64;
                    let first = found.pop_front();
                    self.queue = found;
                    if first.is_some() {
                        return first;
                    }
                }
                Err(error) => {
                    self.finished = !can_go_on(&error);
                    self.number += 1;
                    return Some(Found::Problem(problem(&self.source.path, Some(number), Some(offset), &error)));
                }
            }
        }
        None
    }
}

/// Past line breaks, as many at a time as are held: a file may be gigabytes of them. Whether anything follows.
pub fn skip_breaks(source: &mut Source) -> io::Result<bool> {
    loop {
        let available = source.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        let breaks = available.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if breaks == 0 {
            return Ok(true);
        }
        source.consume(breaks);
    }
}

/// The next line, without its break.
pub fn read_line(source: &mut Source, bytes_max: usize) -> io::Result<Line> {
    let (mut line, mut seen) = (Vec::new(), 0u64);
    loop {
        let available = source.fill_buf()?;
        if available.is_empty() {
            return Ok(match seen {
                0 => Line::End,
                _ if seen > bytes_max as u64 => Line::TooLong,
                _ => Line::Whole(line),
            });
        }
        let end = memchr::memchr(b'\n', available);
        let taken = end.unwrap_or(available.len());
        seen += taken as u64;
        if seen <= bytes_max as u64 {
            line.extend_from_slice(&available[..taken]);
        } else {
            line = Vec::new();
        }
        source.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(if seen > bytes_max as u64 { Line::TooLong } else { Line::Whole(line) });
        }
        if seen > SKIP_BYTES_MAX {
            return Err(io::Error::other(format!("a line does not end within {SKIP_BYTES_MAX} bytes")));
        }
    }
}
