//! A zip archive in, the records of its members out. The directory at its end is the truth: it is read by this file, for
//! a member must be handed on as a stream that lives by itself. Of a zip that was cut off, and lost it, the members are read that
//! follow each other from its start.

use super::archive::{Archive, is_folder, is_hidden, safe_name};
use super::bytes::{Source, problem};
use super::unpack::{Allowance, BUFFER_BYTES, Damage};
use super::{Found, ReadOptions, Records, one};
use crate::article::NotAnArticle;
use crate::error::Problem;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

/// A zip inside another archive has to be held to be read from its end (guessed: beyond it, it is better unpacked once).
const HELD_BYTES_MAX: usize = 256 << 20;

/// Members of one zip (guessed: ten times the largest seen; each costs a hundred bytes while the zip is open).
const MEMBERS_MAX: u64 = 10_000_000;

/// The largest directory that is read: [`MEMBERS_MAX`] paths of ordinary length would be more, but no such zip is known.
const DIRECTORY_BYTES_MAX: u64 = 512 << 20;

/// Lengths of the fixed part of the records, by the specification (APPNOTE 4.3).
const END_BYTES: usize = 22;
const END64_LOCATOR_BYTES: usize = 20;
const END64_BYTES: usize = 56;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// The longest comment that may stand behind the end of the directory.
const COMMENT_BYTES_MAX: u64 = 65_535;

/// Where a zip's bytes are.
#[derive(Clone)]
enum Bytes {
    File(PathBuf),
    Held(Arc<[u8]>),
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Bytes {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Bytes::File(path) => Box::new(File::open(path)?),
            Bytes::Held(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// One line of the directory.
struct Entry {
    raw_name: Vec<u8>,
    method: u16,
    is_encrypted: bool,
    crc: u32,
    packed_bytes: u64,
    bytes: u64,
    header_at: u64,
}

/// The records of all members, in the order of the directory.
pub fn records(source: Source, options: &ReadOptions) -> Records {
    let archive = Archive::of(&source, options);
    let bytes = match bytes_of(source) {
        Ok(bytes) => bytes,
        Err(error) => return one(failed(&archive, &error)),
    };
    match directory(&bytes) {
        Ok(entries) if entries.is_empty() => one(Found::NotAnArticle(NotAnArticle { reason: "empty" })),
        Ok(entries) => members(archive, bytes, entries),
        Err(error) => {
            let told = failed(&archive, &error);
            let mut entries = Vec::new();
            let ended = entries_from_start(&bytes, &archive.allowance, &mut entries);
            let ended = ended.err().map(|error| failed(&archive, &error));
            Box::new(std::iter::once(told).chain(members(archive, bytes, entries)).chain(ended))
        }
    }
}

fn failed(archive: &Archive, error: &io::Error) -> Found {
    let Problem { path, kind, reason, .. } = problem(&archive.path, None, None, error);
    Found::Problem(Problem { path, record: None, offset: None, kind, reason })
}

fn members(archive: Archive, bytes: Bytes, entries: Vec<Entry>) -> Records {
    let is_crawl = is_crawl(&entries);
    Box::new(entries.into_iter().flat_map(move |entry| match is_crawl && is_beside_crawl(&entry) {
        true => one(Found::NotAnArticle(NotAnArticle { reason: "crawl-index" })),
        false => member(&archive, &bytes, &entry),
    }))
}

/// Whether this is a crawl as browsers pack it (WACZ 1.1): its pages lie in WARCs, and what lies beside them lists them again.
fn is_crawl(entries: &[Entry]) -> bool {
    let has_package = entries.iter().any(|entry| entry.raw_name == b"datapackage.json");
    let is_warc = |name: &[u8]| name.starts_with(b"archive/") && memchr::memmem::find(name, b".warc").is_some();
    has_package && entries.iter().any(|entry| is_warc(&entry.raw_name))
}

fn is_beside_crawl(entry: &Entry) -> bool {
    let beside: &[&[u8]] = &[b"pages/", b"indexes/", b"datapackage"];
    beside.iter().any(|beside| entry.raw_name.starts_with(beside)) && !is_folder(&entry.raw_name)
}

fn broken(reason: impl Into<String>) -> io::Error {
    Damage { kind: "broken-zip", reason: reason.into(), from: None, can_go_on: false }.into()
}

/// The file itself where the zip is one; what lies inside something else is read into memory.
fn bytes_of(mut source: Source) -> io::Result<Bytes> {
    let mut start = [0u8; 4];
    let is_file_itself = source.is_file
        && File::open(&source.path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start.starts_with(b"PK");
    if is_file_itself {
        return Ok(Bytes::File(source.path));
    }
    match source.read_all(HELD_BYTES_MAX)? {
        Some(bytes) => Ok(Bytes::Held(bytes.into())),
        None => Err(broken(format!("a zip inside another file is longer than {HELD_BYTES_MAX} bytes"))),
    }
}

fn member(archive: &Archive, bytes: &Bytes, entry: &Entry) -> Records {
    let name = safe_name(&entry.raw_name);
    if is_folder(&entry.raw_name) || name.is_empty() || is_hidden(&name) {
        return Box::new(std::iter::empty());
    }
    let failed = |kind, reason| one(archive.problem(Some(&name), entry.header_at, kind, reason));
    if entry.is_encrypted {
        return failed("encrypted", "is encrypted".to_owned());
    }
    match content(bytes, entry, &archive.allowance) {
        Ok(Some(content)) => archive.member(&name, Box::new(BufReader::with_capacity(BUFFER_BYTES, content))),
        Ok(None) => {
            failed("unsupported-format", format!("is compressed by method {}, which is not read", entry.method))
        }
        Err(error) => failed("broken-zip", format!("its header cannot be read: {error}")),
    }
}

/// A member's content, or `None` when its compression is not known.
fn content(bytes: &Bytes, entry: &Entry, allowance: &Allowance) -> io::Result<Option<Content>> {
    let mut reader = bytes.open()?;
    reader.seek(SeekFrom::Start(entry.header_at))?;
    let mut local = [0u8; LOCAL_BYTES];
    reader.read_exact(&mut local)?;
    if !local.starts_with(b"PK\x03\x04") {
        return Err(broken("no member begins where the directory says"));
    }
    let skipped = u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
    reader.seek_relative(skipped as i64)?;
    let packed = BufReader::with_capacity(BUFFER_BYTES, reader.take(entry.packed_bytes));
    let unpacked: Box<dyn Read + Send> = match entry.method {
        0 => Box::new(packed),
        8 => Box::new(DeflateDecoder::new(packed)),
        12 => Box::new(bzip2::bufread::BzDecoder::new(packed)),
        93 => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        _ => return Ok(None),
    };
    let (crc, left) = (entry.crc, entry.bytes);
    Ok(Some(Content { unpacked, sum: Crc::new(), crc, left, allowance: allowance.clone() }))
}

/// A member's content, checked against what the directory says of it.
struct Content {
    unpacked: Box<dyn Read + Send>,
    sum: Crc,
    crc: u32,
    left: u64,
    allowance: Allowance,
}

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let n = self.unpacked.read(out).map_err(|error| broken(format!("zip member is damaged: {error}")))?;
        self.allowance.spend(n as u64)?;
        self.sum.update(&out[..n]);
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| broken("zip member is longer than it says"))?;
        if n == 0 && (self.left > 0 || self.sum.sum() != self.crc) {
            // Told once: a second reading finds the end.
            (self.left, self.crc) = (0, self.sum.sum());
            return Err(broken("zip member does not match its checksum"));
        }
        Ok(n)
    }
}

/// The members a zip lists.
fn directory(bytes: &Bytes) -> io::Result<Vec<Entry>> {
    let mut reader = bytes.open()?;
    let size = reader.seek(SeekFrom::End(0))?;
    let tail_bytes = size.min(COMMENT_BYTES_MAX + (END_BYTES + END64_LOCATOR_BYTES) as u64);
    let tail = read_at(reader.as_mut(), size - tail_bytes, tail_bytes)?;
    let end_at = memchr::memmem::rfind(&tail, b"PK\x05\x06").filter(|&at| at + END_BYTES <= tail.len());
    let end_at = end_at.ok_or_else(|| broken("zip has no directory: it was cut off, or is no zip"))?;
    let end = &tail[end_at..];
    let (mut count, mut length, mut at) =
        (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    if let Some(locator) = end_at.checked_sub(END64_LOCATOR_BYTES).map(|from| &tail[from..end_at])
        && locator.starts_with(b"PK\x06\x07")
    {
        let end64 = read_at(reader.as_mut(), u64_at(locator, 8), END64_BYTES as u64)?;
        if end64.len() == END64_BYTES && end64.starts_with(b"PK\x06\x06") {
            (count, length, at) = (u64_at(&end64, 32), u64_at(&end64, 40), u64_at(&end64, 48));
        }
    }
    if length > DIRECTORY_BYTES_MAX || count > MEMBERS_MAX || at.saturating_add(length) > size {
        return Err(broken("zip has a directory that does not lie in it"));
    }
    entries(&read_at(reader.as_mut(), at, length)?, count)
}

/// Finds the members of a zip without a directory, each behind the one before it; where one is damaged or cut, they end. Those
/// before an error are found.
fn entries_from_start(bytes: &Bytes, allowance: &Allowance, entries: &mut Vec<Entry>) -> io::Result<()> {
    let mut reader = bytes.open()?;
    let size = reader.seek(SeekFrom::End(0))?;
    let mut at = 0u64;
    while at < size && (entries.len() as u64) < MEMBERS_MAX {
        let local = read_at(reader.as_mut(), at, LOCAL_BYTES as u64)?;
        if local.len() < LOCAL_BYTES || !local.starts_with(b"PK\x03\x04") {
            break;
        }
        let [name_bytes, extra_bytes] = [26, 28].map(|at| u64::from(u16_at(&local, at)));
        let names = read_at(reader.as_mut(), at + LOCAL_BYTES as u64, name_bytes + extra_bytes)?;
        let (name, extra) = names.split_at(names.len().min(name_bytes as usize));
        let mut entry = Entry {
            raw_name: name.to_vec(),
            method: u16_at(&local, 8),
            is_encrypted: u16_at(&local, 6) & 1 != 0,
            crc: u32_at(&local, 14),
            packed_bytes: u64::from(u32_at(&local, 18)),
            bytes: u64::from(u32_at(&local, 22)),
            header_at: at,
        };
        widen(&mut entry, extra);
        let content_at = at + LOCAL_BYTES as u64 + name_bytes + extra_bytes;
        let is_measured = u16_at(&local, 6) & MEASURED_BEHIND == 0;
        if !is_measured && !measure(&mut entry, reader.as_mut(), content_at, allowance)? {
            break;
        }
        let behind = if is_measured { 0 } else { descriptor_bytes(reader.as_mut(), content_at + entry.packed_bytes)? };
        at = content_at.saturating_add(entry.packed_bytes).saturating_add(behind);
        entries.push(entry);
    }
    Ok(())
}

/// Bit of a member's flags: its sizes stand behind its content, for whoever wrote it did not know them before (APPNOTE 4.4.4).
const MEASURED_BEHIND: u16 = 1 << 3;

/// Finds the sizes of a member by unpacking it; whether that could be done.
fn measure(entry: &mut Entry, reader: &mut dyn ReadSeek, at: u64, allowance: &Allowance) -> io::Result<bool> {
    if entry.method != 8 {
        return Ok(false);
    }
    reader.seek(SeekFrom::Start(at))?;
    let mut decoder = DeflateDecoder::new(BufReader::with_capacity(BUFFER_BYTES, reader));
    let (mut sum, mut buffer) = (Crc::new(), vec![0; BUFFER_BYTES]);
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                allowance.spend(n as u64)?;
                sum.update(&buffer[..n]);
            }
            // What is whole of it is read, and the rest told.
            Err(_) => break,
        }
    }
    (entry.packed_bytes, entry.bytes, entry.crc) = (decoder.total_in(), decoder.total_out(), sum.sum());
    Ok(true)
}

/// How long the record is that stands behind such a content.
fn descriptor_bytes(reader: &mut dyn ReadSeek, at: u64) -> io::Result<u64> {
    let behind = read_at(reader, at, 28)?;
    let lengths = if behind.starts_with(b"PK\x07\x08") { [16, 24] } else { [12, 20] };
    let is_next = |length: &usize| behind.get(*length..*length + 2).is_some_and(|next| next == b"PK");
    Ok(lengths.into_iter().find(is_next).unwrap_or(lengths[0]) as u64)
}

fn read_at(reader: &mut dyn ReadSeek, at: u64, length: u64) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn entries(mut rest: &[u8], count: u64) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    while rest.len() >= ENTRY_BYTES && rest.starts_with(b"PK\x01\x02") {
        let [name_len, extra_len, comment_len] = [28, 30, 32].map(|at| usize::from(u16_at(rest, at)));
        let name_end = ENTRY_BYTES + name_len;
        let end = name_end + extra_len + comment_len;
        let Some(raw) = rest.get(..end) else { break };
        let mut entry = Entry {
            raw_name: raw[ENTRY_BYTES..name_end].to_vec(),
            method: u16_at(raw, 10),
            is_encrypted: u16_at(raw, 8) & 1 != 0,
            crc: u32_at(raw, 16),
            packed_bytes: u64::from(u32_at(raw, 20)),
            bytes: u64::from(u32_at(raw, 24)),
            header_at: u64::from(u32_at(raw, 42)),
        };
        widen(&mut entry, &raw[name_end..name_end + extra_len]);
        entries.push(entry);
        rest = &rest[end..];
    }
    if (entries.len() as u64) < count {
        return Err(broken("zip has a damaged directory"));
    }
    Ok(entries)
}

/// Numbers that did not fit stand in the extra field, in this order, those that fit left out.
fn widen(entry: &mut Entry, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(mut field) = extra.get(4..4 + length) else { return };
        if id == 1 {
            for number in [&mut entry.bytes, &mut entry.packed_bytes, &mut entry.header_at] {
                if *number == u64::from(u32::MAX) && field.len() >= 8 {
                    *number = u64_at(field, 0);
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + length..];
    }
}

/// Little-endian numbers; zero where the bytes end, which no caller lets happen.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Record;

    /// A member whose sizes stand behind its content.
    fn streamed(name: &str, content: &[u8]) -> Vec<u8> {
        // Of what gzip makes, ten bytes before and eight behind are its own.
        let gzipped = crate::read::gzip::gzipped(content);
        let packed = &gzipped[10..gzipped.len() - 8];
        let mut out = b"PK\x03\x04\x14\0\x08\0\x08\0".to_vec();
        out.extend([0; 16]);
        out.extend((name.len() as u32).to_le_bytes());
        out.extend(name.as_bytes());
        out.extend(packed);
        out.extend(b"PK\x07\x08");
        out.extend([0; 12]);
        out
    }

    #[test]
    fn members_before_an_error_are_read() {
        let zip = [streamed("a.txt", b"A\n\nOne."), streamed("b.txt", &[b'a'; 5_000])].concat();
        let source = Source::new("x.zip".into(), Box::new(Cursor::new(zip)), Allowance::of(600), 0).ok().unwrap();
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 1_000 };
        let told = records(source, &options).map(|found| match found {
            Found::Record(Record { path, .. }) => path.display().to_string(),
            Found::Problem(problem) => problem.kind.to_owned(),
            other => format!("{other:?}"),
        });
        assert_eq!(told.collect::<Vec<_>>(), ["broken-zip", "x.zip!a.txt", "bomb"]);
    }
}
