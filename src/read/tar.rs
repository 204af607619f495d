//! A tar archive in, the records of its members out, streamed. Where a header is damaged the next whole one is looked for.

use super::archive::{Archive, is_folder, is_hidden, safe_name};
use super::bytes::{Source, problem};
use super::unpack::{BUFFER_BYTES, Damage, can_go_on};
use super::{Found, ReadOptions, Records};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// Tar's unit: headers are one long, contents are filled up to it.
const BLOCK_BYTES: usize = 512;

/// A path longer than this is no path (Linux allows 4,096).
const NAME_BYTES_MAX: u64 = 64 << 10;

/// Where the checksum stands in a header.
const CHECKSUM: std::ops::Range<usize> = 148..156;

/// Whether these bytes begin with a header, by its checksum: old archives have no other mark.
pub fn is_tar(start: &[u8]) -> bool {
    start.get(..BLOCK_BYTES).is_some_and(|block| block[0] != 0 && is_header(block))
}

/// The records of all members.
pub fn records(source: Source, options: &ReadOptions) -> Records {
    let archive = Archive::of(&source, options);
    let stream = Arc::new(Mutex::new(Stream { source, left: 0, padding: 0, is_dead: false }));
    Box::new(Members {
        archive,
        stream,
        next_name: None,
        current: None,
        long_name: None,
        long_size: None,
        finished: false,
    })
}

struct Members {
    archive: Archive,
    stream: Arc<Mutex<Stream>>,
    /// The member whose content comes next in the stream.
    next_name: Option<String>,
    current: Option<Records>,
    /// What an extension header said about the member behind it.
    long_name: Option<Vec<u8>>,
    long_size: Option<u64>,
    finished: bool,
}

/// The archive's bytes, shared between its walk and the member that is read.
struct Stream {
    source: Source,
    /// Bytes of the member that were not read yet, and those that fill it up.
    left: u64,
    padding: u64,
    /// An error that nothing can be read behind.
    is_dead: bool,
}

/// The content of one member.
struct Content(Arc<Mutex<Stream>>);

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = usize::try_from(stream.left).unwrap_or(usize::MAX).min(out.len());
        let read = stream.read(&mut out[..wanted])?;
        if read == 0 && wanted > 0 {
            let reason = "the archive ends inside this member".to_owned();
            return Err(Damage { kind: "broken-tar", reason, from: None, can_go_on: false }.into());
        }
        stream.left -= read as u64;
        Ok(read)
    }
}

impl Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.source.read(out).inspect_err(|error| self.is_dead = !can_go_on(error))
    }

    fn skip_member(&mut self) -> io::Result<()> {
        let mut to_skip = std::mem::take(&mut self.left).saturating_add(std::mem::take(&mut self.padding));
        while to_skip > 0 {
            let available = self.source.fill_buf()?.len();
            if available == 0 {
                return Ok(());
            }
            let n = usize::try_from(to_skip).unwrap_or(usize::MAX).min(available);
            self.source.consume(n);
            to_skip -= n as u64;
        }
        Ok(())
    }

    /// The next block, or what is left of it at the end of the file.
    fn block(&mut self) -> io::Result<Vec<u8>> {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        (&mut self.source).take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
        Ok(block)
    }
}

impl Iterator for Members {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while !self.finished {
            if let Some(name) = self.next_name.take() {
                let content = BufReader::with_capacity(BUFFER_BYTES, Content(Arc::clone(&self.stream)));
                self.current = Some(self.archive.member(&name, Box::new(content)));
            }
            if let Some(found) = self.current.as_mut().and_then(Iterator::next) {
                return Some(found);
            }
            self.current = None;
            let stream = Arc::clone(&self.stream);
            let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
            if stream.is_dead {
                return None;
            }
            match self.advance(&mut stream) {
                Ok(None) => {}
                Ok(lost) => return lost,
                Err(error) => {
                    self.finished = !can_go_on(&error);
                    let offset = Some(stream.source.offset);
                    return Some(Found::Problem(problem(&self.archive.path, None, offset, &error)));
                }
            }
        }
        None
    }
}

impl Members {
    /// Past one header; the problem that it is, where it is damaged.
    fn advance(&mut self, stream: &mut Stream) -> io::Result<Option<Found>> {
        stream.skip_member()?;
        let offset = stream.source.offset;
        let mut header = stream.block()?;
        // Empty blocks end an archive, and another may have been put behind it.
        let is_behind_end = is_empty(&header);
        while header.len() == BLOCK_BYTES && is_empty(&header) {
            header = stream.block()?;
        }
        if is_empty(&header) {
            self.finished = true;
            return Ok(None);
        }
        let mut lost = None;
        while !is_header(&header) {
            let reason = if is_behind_end { "bytes behind the archive's end" } else { "a member's header is damaged" };
            lost = Some(self.archive.problem(None, offset, "broken-tar", reason.to_owned()));
            if header.len() < BLOCK_BYTES {
                self.finished = true;
                return Ok(lost);
            }
            header = stream.block()?;
        }
        let unread = self.enter(&header, stream)?;
        Ok(lost.or_else(|| unread.map(|reason| self.archive.problem(None, offset, "unsupported-format", reason))))
    }

    /// What a header says about what follows it; the reason where that is not read.
    fn enter(&mut self, header: &[u8], stream: &mut Stream) -> io::Result<Option<String>> {
        let kind = header[156];
        let size = number(&header[124..136]).unwrap_or(0);
        let is_extension = matches!(kind, b'L' | b'x' | b'K' | b'g');
        let size = if is_extension { size } else { self.long_size.take().unwrap_or(size) };
        // Links, folders and devices hold nothing, whatever size they claim.
        stream.left = if matches!(kind, b'1'..=b'6') { 0 } else { size };
        stream.padding = stream.left.wrapping_neg() % BLOCK_BYTES as u64;
        match kind {
            b'L' => self.long_name = Some(text(stream)?),
            b'x' => self.read_extensions(&text(stream)?),
            b'0' | b'7' | 0 => self.enter_file(header),
            b'K' | b'g' => {}
            b'1'..=b'6' => self.long_name = None,
            _ => {
                let name = safe_name(&self.long_name.take().unwrap_or_else(|| name(header)));
                return Ok(Some(format!("`{name}` is a member of the kind `{}`, which is not read", kind as char)));
            }
        }
        Ok(None)
    }

    fn enter_file(&mut self, header: &[u8]) {
        let raw = self.long_name.take().unwrap_or_else(|| name(header));
        let name = safe_name(&raw);
        if !is_folder(&raw) && !name.is_empty() && !is_hidden(&name) {
            self.next_name = Some(name);
        }
    }

    /// `length key=value\n`, one after the other.
    fn read_extensions(&mut self, mut text: &[u8]) {
        while let Some(space) = memchr::memchr(b' ', text) {
            let length = std::str::from_utf8(&text[..space]).ok().and_then(|digits| digits.parse::<usize>().ok());
            let Some(record) = length.filter(|&n| n > space).and_then(|n| text.get(..n)) else { return };
            let entry = &record[space + 1..];
            let entry = entry.strip_suffix(b"\n").unwrap_or(entry);
            if let Some(path) = entry.strip_prefix(b"path=") {
                self.long_name = Some(path.to_vec());
            } else if let Some(size) = entry.strip_prefix(b"size=") {
                self.long_size = std::str::from_utf8(size).ok().and_then(|digits| digits.parse().ok());
            }
            text = &text[record.len()..];
        }
    }
}

/// The content of an extension header.
fn text(stream: &mut Stream) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let size = stream.left.min(NAME_BYTES_MAX);
    (&mut stream.source).take(size).read_to_end(&mut text)?;
    stream.left -= text.len() as u64;
    while text.last() == Some(&0) {
        text.pop();
    }
    Ok(text)
}

fn name(header: &[u8]) -> Vec<u8> {
    let until_nul = |field: &[u8]| field.split(|&b| b == 0).next().unwrap_or_default().to_vec();
    let (name, prefix) = (until_nul(&header[..100]), until_nul(&header[345..500]));
    let has_prefix = header[257..263] == *b"ustar\0" && !prefix.is_empty();
    if has_prefix { [prefix, name].join(&b'/') } else { name }
}

/// A number in octal digits, or in binary behind a set first bit (GNU, for more than 8 GiB).
fn number(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 != 0 {
        return field[1..].iter().try_fold(0u64, |n, &b| Some(n.checked_mul(256)? | u64::from(b)));
    }
    let digits: Vec<u8> = field.iter().copied().filter(|b| !matches!(b, b' ' | 0)).collect();
    u64::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()
}

fn is_empty(block: &[u8]) -> bool {
    block.iter().all(|&b| b == 0)
}

fn is_header(block: &[u8]) -> bool {
    let sum = |b: &[u8]| b.iter().map(|&b| u64::from(b)).sum::<u64>();
    block.len() == BLOCK_BYTES
        && number(&block[CHECKSUM])
            == Some(sum(block) - sum(&block[CHECKSUM]) + u64::from(b' ') * CHECKSUM.len() as u64)
}
