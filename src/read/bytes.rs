//! A path in, its decompressed bytes out, counted and bounded.

use crate::error::Problem;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes looked at to tell the format (guessed: enough for a page's `<meta charset>`, which must stand in the first 1,024).
const PEEK_BYTES: usize = 8 * 1024;

/// Bytes handed out at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// A file's content, decompressed where it is gzip (by its first bytes, whatever its name).
pub struct Source {
    pub path: PathBuf,
    /// Where the next byte lies in the decompressed file.
    pub offset: u64,
    reader: Box<dyn BufRead + Send>,
    /// Bytes that were looked at and not yet read: an earlier part of the stream than `reader`.
    peeked: Vec<u8>,
    peeked_at: usize,
}

/// Opens a file.
pub fn open(path: &Path) -> Result<Source, Problem> {
    let file = File::open(path).map_err(|error| problem(path, None, None, &error))?;
    let mut raw = BufReader::with_capacity(BUFFER_BYTES, file);
    let is_gzip = raw.fill_buf().map_err(|error| problem(path, None, None, &error))?.starts_with(&[0x1f, 0x8b]);
    let reader: Box<dyn BufRead + Send> = if is_gzip {
        Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(raw)))
    } else {
        Box::new(raw)
    };
    Ok(Source { path: path.to_path_buf(), offset: 0, reader, peeked: Vec::new(), peeked_at: 0 })
}

/// The problem that a failed read is. Gzip names its own damage with these two kinds of error.
pub fn problem(path: &Path, record: Option<u64>, offset: Option<u64>, error: &io::Error) -> Problem {
    let (kind, reason) = match error.kind() {
        io::ErrorKind::UnexpectedEof => ("broken-gzip", "gzip ends too early".to_owned()),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            ("broken-gzip", format!("gzip is damaged: {error}"))
        }
        _ => ("unreadable", format!("cannot be read: {error}")),
    };
    Problem { path: path.to_path_buf(), record, offset, kind, reason }
}

impl Source {
    /// The first bytes, still to be read.
    pub fn peek(&mut self) -> io::Result<&[u8]> {
        if self.peeked.is_empty() {
            (&mut self.reader).take(PEEK_BYTES as u64).read_to_end(&mut self.peeked)?;
        }
        Ok(&self.peeked[self.peeked_at..])
    }

    /// Everything that is left, or `None` when it is more than `bytes_max`.
    pub fn read_all(&mut self, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        let mut all = Vec::new();
        self.take(bytes_max as u64 + 1).read_to_end(&mut all)?;
        Ok((all.len() <= bytes_max).then_some(all))
    }

    /// The same source with other bytes before what is left.
    pub fn with_reader(self, wrap: impl FnOnce(Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send>) -> Source {
        let Source { path, offset, reader, peeked, peeked_at } = self;
        let rest = io::Cursor::new(peeked.get(peeked_at..).unwrap_or_default().to_vec()).chain(reader);
        Source { path, offset, reader: wrap(Box::new(rest)), peeked: Vec::new(), peeked_at: 0 }
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.peeked_at < self.peeked.len() { Ok(&self.peeked[self.peeked_at..]) } else { self.reader.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        self.offset += amount as u64;
        if self.peeked_at < self.peeked.len() {
            self.peeked_at = (self.peeked_at + amount).min(self.peeked.len());
        } else {
            self.reader.consume(amount);
        }
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}
