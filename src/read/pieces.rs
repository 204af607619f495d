//! A stream and a mark in, the stretches that begin with the mark out: how formats without lengths are cut into records. A
//! record that never ends costs itself and no memory: the next mark ends it.

use super::bytes::{Source, problem};
use super::unpack::can_go_on;
use crate::error::Problem;
use memchr::memmem::Finder;
use std::io::{self, BufRead};

/// A stream cut before every occurrence of a mark.
pub struct Pieces {
    pub source: Source,
    mark: Finder<'static>,
    bytes_max: usize,
    /// What was read and not yet handed out, from `start` on; searched up to `searched`.
    buffer: Vec<u8>,
    start: usize,
    searched: usize,
    /// The number of the next piece, and where it begins.
    number: u64,
    offset: u64,
    is_too_long: bool,
    /// Whether what comes next may belong to a piece whose damage was told.
    is_lost: bool,
    finished: bool,
}

/// A stretch from one mark to the next.
pub struct Piece {
    pub number: u64,
    pub offset: u64,
    pub bytes: Vec<u8>,
}

impl Pieces {
    /// `mark` may begin with a line break, which then belongs to the piece before it.
    pub fn new(source: Source, mark: &'static [u8], bytes_max: usize) -> Self {
        Pieces {
            source,
            mark: Finder::new(mark),
            bytes_max,
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            number: 0,
            offset: 0,
            is_too_long: false,
            is_lost: false,
            finished: false,
        }
    }

    /// Reads on; whether there was anything.
    fn fill(&mut self) -> io::Result<bool> {
        let available = self.source.fill_buf()?;
        if available.is_empty() {
            return Ok(false);
        }
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(available);
        let n = available.len();
        self.source.consume(n);
        Ok(true)
    }

    /// What was read of a piece that is damaged is passed over, and so is what follows up to the next mark.
    fn give_up_piece(&mut self) {
        self.number += 1;
        self.offset += (self.buffer.len() - self.start) as u64;
        (self.start, self.searched) = (self.buffer.len(), self.buffer.len());
        (self.is_too_long, self.is_lost) = (false, true);
    }

    /// Where the piece ends, once that is known.
    fn end(&mut self) -> io::Result<usize> {
        let mark_len = self.mark.needle().len();
        loop {
            // The mark that the piece itself begins with is not its end.
            let from = self.searched.max(self.start + 1).min(self.buffer.len());
            if let Some(found) = self.mark.find(&self.buffer[from..]) {
                return Ok(from + found + usize::from(self.mark.needle().starts_with(b"\n")));
            }
            self.searched = from.max(self.buffer.len().saturating_sub(mark_len - 1));
            if self.buffer.len() - self.start > self.bytes_max {
                self.is_too_long = true;
                self.offset += (self.searched - self.start) as u64;
                self.start = self.searched;
            }
            if !self.fill()? {
                return Ok(self.buffer.len());
            }
        }
    }
}

impl Iterator for Pieces {
    type Item = Result<Piece, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, offset, bytes) = loop {
            if self.finished {
                return None;
            }
            let (number, offset) = (self.number, self.offset);
            let end = match self.end() {
                Ok(end) => end,
                Err(error) => {
                    self.finished = !can_go_on(&error);
                    self.give_up_piece();
                    return Some(Err(problem(&self.source.path, Some(number), Some(offset), &error)));
                }
            };
            let bytes = self.buffer[self.start..end].to_vec();
            self.offset += bytes.len() as u64;
            (self.start, self.searched) = (end, end);
            if bytes.is_empty() && !self.is_too_long {
                self.finished = true;
                return None;
            }
            let was_lost = std::mem::take(&mut self.is_lost);
            if !was_lost || bytes.starts_with(self.mark.needle().trim_ascii_start()) {
                break (number, offset, bytes);
            }
            self.is_too_long = false;
        };
        self.number += 1;
        if std::mem::take(&mut self.is_too_long) {
            let reason = format!("the record is longer than {} bytes", self.bytes_max);
            let path = self.source.path.clone();
            let problem = Problem { path, record: Some(number), offset: Some(offset), kind: "too-long", reason };
            return Some(Err(problem));
        }
        Some(Ok(Piece { number, offset, bytes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::gzip::gzipped;
    use crate::read::unpack::Allowance;

    fn check(text: &'static str, mark: &'static [u8], bytes_max: usize, expected: &[&str]) {
        // One byte at a time, so that every mark lies across a boundary.
        let reader = std::io::BufReader::with_capacity(1, text.as_bytes());
        let source = Source::new("a".into(), Box::new(reader), Allowance::for_size(1), 0).ok().unwrap();
        let pieces: Vec<_> = Pieces::new(source, mark, bytes_max)
            .map(|piece| piece.map_or_else(|problem| problem.kind.to_owned(), |p| String::from_utf8(p.bytes).unwrap()))
            .collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn cuts_before_the_mark() {
        check("head<R a>one<R b>two", b"<R", 100, &["head", "<R a>one", "<R b>two"]);
        check("<R<R<R", b"<R", 100, &["<R", "<R", "<R"]);
        check("From a\nx\nFrom b\ny", b"\nFrom ", 100, &["From a\nx\n", "From b\ny"]);
        check("", b"<R", 100, &[]);
    }

    #[test]
    fn what_is_too_long_costs_itself() {
        check("<R one, and it goes on and on<R two", b"<R", 12, &["too-long", "<R two"]);
        check("|12345678", b"|", 4, &["too-long"]);
    }
    #[test]
    fn behind_a_damaged_member_reading_goes_on_at_the_next_mark() {
        let mut second = gzipped(b"two<R three");
        second[3] = 0xff;
        let bytes = [gzipped(b"<R one<R two, "), second, gzipped(b"and its end<R four"), gzipped(b"<R five")].concat();
        let source = Source::new("a".into(), Box::new(io::Cursor::new(bytes)), Allowance::for_size(1), 0).ok().unwrap();
        let pieces = Pieces::new(source, b"<R", 100);
        let told =
            pieces.map(|piece| piece.map_or_else(|p| p.kind.to_owned(), |p| String::from_utf8(p.bytes).unwrap()));
        assert_eq!(told.collect::<Vec<_>>(), ["<R one", "broken-gzip", "<R four", "<R five"]);
    }
}
