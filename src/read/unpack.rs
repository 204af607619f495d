//! A compressed stream in, its content out: gzip, bzip2, xz, lzma and zstd, told by their first bytes, one inside the other
//! to a small depth. What a file may swell to is bounded, so that a bomb ends as a problem.

use super::gzip::GzMembers;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes handed out at a time.
pub const BUFFER_BYTES: usize = 64 << 10;

/// How many compressions are opened one inside the other (`.tar.gz.bz2` has been seen; more is a prank).
const LAYERS_MAX: usize = 3;

/// What a file may swell to: this much whatever its size, and this many times its size on disk. Text shrinks to a third or a
/// tenth, the most uniform of exports to a hundredth; a bomb to a thousandth (guessed, between the two).
const SWELL_FREE_BYTES: u64 = 1 << 30;
const SWELL_TIMES: u64 = 200;

/// Memory that a hostile xz header may ask for (its own tool needs 65 MB at the highest preset).
const XZ_MEMORY_KB: u32 = 128 << 10;

/// Sizes of dictionary and content between which an old lzma header is believed (borrowed: xz takes 256 GiB for the latter).
const LZMA_DICTIONARY_MIN: u32 = 1 << 12;
const LZMA_CONTENT_MAX: u64 = 1 << 38;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Gzip,
    Bzip2,
    Xz,
    Lzma,
    Zstd,
}

#[rustfmt::skip]
const MAGIC: &[(&[u8], Codec)] = &[
    (b"\x1f\x8b", Codec::Gzip), (b"BZh", Codec::Bzip2), (b"\xfd7zXZ\0", Codec::Xz), (b"\x28\xb5\x2f\xfd", Codec::Zstd),
];

/// Extensions of compressed files, without the dot; what stands before them tells the format.
pub const EXTENSIONS: &[&str] = &["gz", "bz2", "xz", "lzma", "zst"];

/// What a compressed stream says when it is broken. Carried inside an [`io::Error`].
#[derive(Debug)]
pub struct Damage {
    /// For counting; see [`crate::error::Problem::kind`].
    pub kind: &'static str,
    pub reason: String,
    /// Where the damaged part began, in decompressed bytes, where parts are told apart.
    pub from: Option<u64>,
    /// Whether reading goes on behind the damage.
    pub can_go_on: bool,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Damage {}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        io::Error::other(damage)
    }
}

/// The damage that an error tells of.
pub fn damage(error: &io::Error) -> Option<&Damage> {
    error.get_ref()?.downcast_ref()
}

/// Whether reading goes on behind an error: behind damage that is told apart (a member of gzip), the rest is still read.
pub fn can_go_on(error: &io::Error) -> bool {
    damage(error).is_some_and(|damage| damage.can_go_on)
}

/// How many bytes a file and everything inside it may still swell to.
#[derive(Debug, Clone)]
pub struct Allowance(Arc<AtomicU64>);

impl Allowance {
    #[cfg(test)]
    pub fn of(bytes: u64) -> Self {
        Allowance(Arc::new(AtomicU64::new(bytes)))
    }

    /// What a file of this size may hold.
    pub fn for_size(bytes: u64) -> Self {
        Allowance(Arc::new(AtomicU64::new(SWELL_FREE_BYTES.saturating_add(bytes.saturating_mul(SWELL_TIMES)))))
    }

    /// Allows for what has been read.
    pub fn spend(&self, bytes: u64) -> io::Result<()> {
        let spent = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        let reason = || "swells to more than two hundred times its size: a decompression bomb".to_owned();
        spent.map(|_| ()).map_err(|_| Damage { kind: "bomb", reason: reason(), from: None, can_go_on: false }.into())
    }
}

/// The content of a stream, decompressed as often as its first bytes ask for; as it is where they do not.
pub fn unpacked(mut reader: Box<dyn BufRead + Send>, allowance: &Allowance) -> io::Result<Box<dyn BufRead + Send>> {
    for _ in 0..LAYERS_MAX {
        let Some(codec) = codec(reader.fill_buf()?) else { break };
        let decoder = decoder(codec, reader)?;
        let metered = Metered { decoder, codec, allowance: allowance.clone() };
        reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, metered));
    }
    Ok(reader)
}

fn codec(start: &[u8]) -> Option<Codec> {
    let by_magic = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, codec)| *codec);
    by_magic.or_else(|| is_lzma(start).then_some(Codec::Lzma))
}

/// The format that xz replaced has no magic number: a byte of properties (every encoder's default is `]`), the size of the
/// dictionary (a power of two, or one and a half), and that of the content, which is mostly not said. Told as xz's own tool
/// tells it.
fn is_lzma(start: &[u8]) -> bool {
    let Some((b']', rest)) = start.split_first() else { return false };
    let Some((dictionary, rest)) = rest.split_first_chunk::<4>() else { return false };
    let Some((content, _)) = rest.split_first_chunk::<8>() else { return false };
    let (dictionary, content) = (u32::from_le_bytes(*dictionary), u64::from_le_bytes(*content));
    let is_usual = dictionary == u32::MAX || dictionary.is_power_of_two() || (dictionary / 3).is_power_of_two();
    dictionary >= LZMA_DICTIONARY_MIN && is_usual && (content == u64::MAX || content < LZMA_CONTENT_MAX)
}

fn decoder(codec: Codec, reader: Box<dyn BufRead + Send>) -> io::Result<Box<dyn Read + Send>> {
    Ok(match codec {
        Codec::Gzip => Box::new(GzMembers::new(reader)),
        Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
        Codec::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(reader, true, XZ_MEMORY_KB)),
        Codec::Lzma => {
            let reader = lzma_rust2::LzmaReader::new_mem_limit(reader, XZ_MEMORY_KB, None);
            Box::new(reader.map_err(|error| named(codec, &error))?)
        }
        Codec::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(reader)?),
    })
}

/// A reader that spends its allowance.
pub struct Spending<'a, R> {
    pub reader: R,
    pub allowance: &'a Allowance,
}

impl<R: Read> Read for Spending<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(out)?;
        self.allowance.spend(n as u64).map(|()| n)
    }
}

/// A decoder that spends its allowance and names its errors.
struct Metered {
    decoder: Box<dyn Read + Send>,
    codec: Codec,
    allowance: Allowance,
}

impl Read for Metered {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.decoder.read(out) {
            Ok(n) => self.allowance.spend(n as u64).map(|()| n),
            Err(error) if error.kind() == io::ErrorKind::Interrupted || damage(&error).is_some() => Err(error),
            Err(error) => Err(named(self.codec, &error)),
        }
    }
}

fn named(codec: Codec, error: &io::Error) -> io::Error {
    let (kind, name) = match codec {
        Codec::Gzip => ("broken-gzip", "gzip"),
        Codec::Bzip2 => ("broken-bzip2", "bzip2"),
        Codec::Xz => ("broken-xz", "xz"),
        Codec::Lzma => ("broken-lzma", "lzma"),
        Codec::Zstd => ("broken-zstd", "zstd"),
    };
    let reason = match error.kind() {
        io::ErrorKind::UnexpectedEof => format!("{name} ends too early"),
        _ => format!("{name} is damaged: {error}"),
    };
    Damage { kind, reason, from: None, can_go_on: false }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::gzip::gzipped as gzip;
    use std::io::Write;

    fn read(packed: Vec<u8>, allowance: &Allowance) -> io::Result<u64> {
        io::copy(&mut unpacked(Box::new(io::Cursor::new(packed)), allowance)?, &mut io::sink())
    }

    /// `"news "` twenty times, by the xz tool: the crate only reads.
    const XZ: &[u8] =
        b"\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\xe5\xa3\
        \xe0\x00\x63\x00\x0b\x5d\x00\x37\x19\x4b\x55\xff\x67\xf2\x45\x1a\x80\x00\x00\x00\xf4\xe0\xee\x48\
        \xfb\x17\x86\xeb\x00\x01\x27\x64\x0f\xa2\x9c\xb0\x1f\xb6\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a";

    #[test]
    fn xz_is_read_and_its_checksum_held() {
        assert_eq!(read(XZ.to_vec(), &Allowance::for_size(1)).unwrap(), 100);
        let mut broken = XZ.to_vec();
        broken[40] ^= 1;
        assert_eq!(damage(&read(broken, &Allowance::for_size(1)).unwrap_err()).unwrap().kind, "broken-xz");
    }

    /// The same in the format before it.
    const LZMA: &[u8] =
        b"\x5d\x00\x00\x80\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x37\x19\x4b\x55\xff\x67\xf2\x45\xc0\x88\xf3\xff\xff\xb1\
        \xf0\x00\x00";

    #[test]
    fn lzma_is_told_by_its_header_and_read() {
        assert_eq!(read(LZMA.to_vec(), &Allowance::for_size(1)).unwrap(), 100);
        let cut = read(LZMA[..25].to_vec(), &Allowance::for_size(1)).unwrap_err();
        assert_eq!(damage(&cut).unwrap().kind, "broken-lzma");
        for text in ["] is a bracket, and no dictionary", "]", "]\0\0"] {
            assert!(!is_lzma(text.as_bytes()), "{text}");
        }
        // Four gigabytes for a dictionary are asked for and refused.
        let mut greedy = LZMA.to_vec();
        greedy[1..5].fill(0xff);
        assert!(unpacked(Box::new(io::Cursor::new(greedy)), &Allowance::for_size(1)).is_err());
    }

    #[test]
    fn layers_are_opened_and_a_cut_stream_is_named() {
        let text = b"The ferry stays in dock. ".repeat(100);
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(&gzip(&text)).unwrap();
        let packed = encoder.finish().unwrap();
        let allowance = Allowance::for_size(1);
        assert_eq!(read(packed.clone(), &allowance).unwrap(), 2500);
        assert_eq!(read(zstd::encode_all(&text[..], 1).unwrap(), &allowance).unwrap(), 2500);
        let error = read(packed[..packed.len() / 2].to_vec(), &allowance).unwrap_err();
        assert_eq!(damage(&error).unwrap().kind, "broken-bzip2");
    }

    #[test]
    fn a_bomb_ends_at_its_allowance() {
        let allowance = Allowance::of(1 << 20);
        let error = read(gzip(&vec![0; 8 << 20]), &allowance).unwrap_err();
        assert_eq!(damage(&error).unwrap().kind, "bomb");
    }
}
