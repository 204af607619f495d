//! A path in, its decompressed bytes out, counted and bounded.

use super::unpack::{Allowance, BUFFER_BYTES, can_go_on, damage, unpacked};
use crate::error::Problem;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes looked at to tell the format (guessed: enough for a page's `<meta charset>`, which must stand in the first 1,024).
const PEEK_BYTES: usize = 8 * 1024;

/// A file's content, or that of an archive's member, decompressed.
pub struct Source {
    /// What to call it: the file, and behind a `!` the member's path inside it.
    pub path: PathBuf,
    /// Where the next byte lies in the decompressed file.
    pub offset: u64,
    /// What it may still swell to, together with all that lies in the same file.
    pub allowance: Allowance,
    /// How many archives it lies in.
    pub depth: usize,
    /// Whether `path` can be opened to read the same bytes again (still compressed, where they are).
    pub is_file: bool,
    head: Head,
}

/// A reader whose next bytes were already looked at.
struct Head {
    reader: Box<dyn BufRead + Send>,
    /// An earlier part of the stream than `reader`, read up to `at`.
    peeked: Vec<u8>,
    at: usize,
    /// An error met while looking, to be told when reading comes to this place in `peeked`.
    pending: Option<(usize, io::Error)>,
}

/// Opens a file.
pub fn open(path: &Path) -> Result<Source, Problem> {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let (size, file) = opened.map_err(|error| problem(path, None, None, &error))?;
    let raw = Box::new(BufReader::with_capacity(BUFFER_BYTES, file));
    let source = Source::new(path.to_path_buf(), raw, Allowance::for_size(size), 0)?;
    Ok(Source { is_file: true, ..source })
}

/// The same for bytes that are held already.
pub fn held(name: &Path, bytes: Vec<u8>) -> Result<Source, Problem> {
    let allowance = Allowance::for_size(bytes.len() as u64);
    Source::new(name.to_path_buf(), Box::new(io::Cursor::new(bytes)), allowance, 0)
}

/// The problem that a failed read is.
pub fn problem(path: &Path, record: Option<u64>, offset: Option<u64>, error: &io::Error) -> Problem {
    let (kind, reason) = match damage(error) {
        Some(damage) => (damage.kind, damage.reason.clone()),
        None => ("unreadable", format!("cannot be read: {error}")),
    };
    Problem { path: path.to_path_buf(), record, offset, kind, reason }
}

impl Source {
    /// What a stream holds once it is decompressed.
    pub fn new(
        path: PathBuf,
        raw: Box<dyn BufRead + Send>,
        allowance: Allowance,
        depth: usize,
    ) -> Result<Source, Problem> {
        let reader = unpacked(raw, &allowance).map_err(|error| problem(&path, None, None, &error))?;
        Ok(Source { path, offset: 0, allowance, depth, is_file: false, head: Head::new(reader) })
    }

    /// The first bytes, still to be read. Damage behind them is told when reading comes to it.
    pub fn peek(&mut self) -> io::Result<&[u8]> {
        self.head.peek()
    }

    /// Everything that is left, or `None` when it is more than `bytes_max`.
    pub fn read_all(&mut self, bytes_max: usize) -> io::Result<Option<Vec<u8>>> {
        let mut all = Vec::new();
        self.take(bytes_max as u64 + 1).read_to_end(&mut all)?;
        Ok((all.len() <= bytes_max).then_some(all))
    }

    /// The same as one record: more than one may have is its problem.
    pub fn read_record(&mut self, bytes_max: usize) -> Result<Vec<u8>, Problem> {
        let path = self.path.clone();
        match self.read_all(bytes_max) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => {
                let reason = format!("is longer than {bytes_max} bytes");
                Err(Problem { path, record: None, offset: None, kind: "too-long", reason })
            }
            Err(error) => Err(problem(&path, None, Some(self.offset), &error)),
        }
    }

    /// What comes next, up to so many bytes, still to be read. Damage behind it is told when reading comes to it.
    pub fn ahead(&mut self, bytes_max: usize) -> Vec<u8> {
        let mut ahead = Vec::new();
        let error = loop {
            match self.fill_buf() {
                Ok([]) => break None,
                Ok(available) => {
                    let n = available.len().min(bytes_max - ahead.len());
                    ahead.extend_from_slice(&available[..n]);
                    self.consume(n);
                    if ahead.len() == bytes_max {
                        break None;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Some(error),
            }
        };
        if let Some(error) = error {
            self.fail_next(error);
        }
        self.unread(ahead.clone());
        ahead
    }

    /// Puts bytes back in front of what is left.
    pub fn unread(&mut self, mut bytes: Vec<u8>) {
        self.offset = self.offset.saturating_sub(bytes.len() as u64);
        let head = &mut self.head;
        // What was just taken from the peeked bytes still lies there: no copy, however often it goes back.
        if head.at.checked_sub(bytes.len()).is_some_and(|from| head.peeked[from..head.at] == bytes) {
            head.at -= bytes.len();
            return;
        }
        if let Some((place, _)) = &mut head.pending {
            *place = place.saturating_sub(head.at) + bytes.len();
        }
        bytes.extend_from_slice(head.peeked.get(head.at..).unwrap_or_default());
        (head.peeked, head.at) = (bytes, 0);
    }

    /// Makes the next reading fail.
    pub fn fail_next(&mut self, error: io::Error) {
        self.head.pending = Some((self.head.at, error));
    }

    /// The same source with its bytes seen through `wrap`.
    pub fn with_reader(self, wrap: impl FnOnce(Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send>) -> Source {
        Source { head: Head::new(wrap(Box::new(self.head))), ..self }
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.head.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.offset += amount as u64;
        self.head.consume(amount);
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        copy_out(self, out)
    }
}

impl Head {
    fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Head { reader, peeked: Vec::new(), at: 0, pending: None }
    }

    fn peek(&mut self) -> io::Result<&[u8]> {
        while self.peeked.len() < PEEK_BYTES && self.pending.as_ref().is_none_or(|(place, _)| *place == 0) {
            match self.reader.fill_buf() {
                Ok([]) => break,
                Ok(available) => {
                    let n = available.len().min(PEEK_BYTES - self.peeked.len());
                    self.peeked.extend_from_slice(&available[..n]);
                    self.reader.consume(n);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let is_start = self.peeked.is_empty() && self.pending.is_none();
                    if is_start && !can_go_on(&error) {
                        return Err(error);
                    }
                    // Where nothing could be read before it, what lies behind it shows what the file is.
                    let place = self.peeked.len();
                    let before = self.pending.replace((place, error));
                    if before.is_some() {
                        self.pending = before;
                        break;
                    }
                }
            }
        }
        if self.peeked.is_empty() && self.pending.is_some() {
            return Err(self.told());
        }
        Ok(&self.peeked[self.at..])
    }
}

impl BufRead for Head {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let end = match &self.pending {
            Some((place, _)) if self.at >= *place => return Err(self.told()),
            Some((place, _)) => *place,
            None => self.peeked.len(),
        };
        if self.at < end { Ok(&self.peeked[self.at..end]) } else { self.reader.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.at < self.peeked.len() {
            self.at = (self.at + amount).min(self.peeked.len());
        } else {
            self.reader.consume(amount);
        }
    }
}

impl Head {
    fn told(&mut self) -> io::Error {
        self.pending.take().map_or_else(|| io::Error::other("no error"), |(_, error)| error)
    }
}

impl Read for Head {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        copy_out(self, out)
    }
}

fn copy_out(reader: &mut impl BufRead, out: &mut [u8]) -> io::Result<usize> {
    let n = reader.fill_buf()?.read(out)?;
    reader.consume(n);
    Ok(n)
}
