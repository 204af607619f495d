//! Hits in, one after another, JSON lines or the rows of a table out: what is too large to be held is written as it is read.

use super::{csv, jsonl};
use crate::search::{Hit, QuoteHit};
use std::io::{self, Write};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    Csv,
    Jsonl,
}

/// What a result set is made of.
pub trait Row {
    /// The names of the columns.
    fn header(out: &mut dyn Write) -> io::Result<()>;
    fn as_csv(&self, out: &mut dyn Write) -> io::Result<()>;
    fn as_jsonl(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl Row for Hit {
    fn header(out: &mut dyn Write) -> io::Result<()> {
        csv::search_header(out, false)
    }

    fn as_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        csv::hit(out, None, self)
    }

    fn as_jsonl(&self, out: &mut dyn Write) -> io::Result<()> {
        jsonl::hit(out, self)
    }
}

impl Row for QuoteHit {
    fn header(out: &mut dyn Write) -> io::Result<()> {
        csv::quotes_header(out, false)
    }

    fn as_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        csv::quote(out, None, self)
    }

    fn as_jsonl(&self, out: &mut dyn Write) -> io::Result<()> {
        jsonl::quote(out, self)
    }
}

/// A result set that is being written. Its header comes with the first row, or with the end: a question that fails before
/// has written nothing.
pub struct Rows<W> {
    pub out: W,
    format: RowFormat,
    is_begun: bool,
}

impl<W: Write> Rows<W> {
    pub fn new(out: W, format: RowFormat) -> Rows<W> {
        Rows { out, format, is_begun: false }
    }

    pub fn row<R: Row>(&mut self, row: &R) -> io::Result<()> {
        self.begin::<R>()?;
        match self.format {
            RowFormat::Csv => row.as_csv(&mut self.out),
            RowFormat::Jsonl => row.as_jsonl(&mut self.out),
        }
    }

    /// Ends the result set; one without rows has its header all the same.
    pub fn end<R: Row>(mut self) -> io::Result<W> {
        self.begin::<R>()?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn begin<R: Row>(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.is_begun, true) || self.format == RowFormat::Jsonl {
            true => Ok(()),
            false => R::header(&mut self.out),
        }
    }
}
