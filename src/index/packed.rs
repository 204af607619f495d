//! An article's record and text in, the one value that is stored of it out, and back.
//!
//! Packed here, article by article, and not by tantivy's store, which packs neighbours together: what is shown is one
//! article, and its neighbours would be unpacked with it. Zstandard at its lowest level takes two thirds of the room that LZ4
//! takes for news text; unpacking is dearer, and this way there is half as much to unpack.

use super::record;
use std::cell::RefCell;
use std::io::Write;
use tantivy::directory::OwnedBytes;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, SegmentReader};
use zstd::bulk::{Compressor, Decompressor};
use zstd::stream::Encoder;
use zstd::zstd_safe::get_frame_content_size;

/// Higher levels save a hundredth of the room and cost a third more time.
const LEVEL: i32 = 1;
/// Longer articles are packed in pieces, which takes a little longer and less memory.
const AT_ONCE_MAX: usize = 1 << 20;
/// More than any article has; a length beyond is damage, not a reason to ask for memory.
const BYTES_MAX: u64 = 1 << 30;

thread_local! {
    /// A context is larger than most articles: one a thread.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The stored documents of a searcher's segments. Tantivy's own way of reading one reads a value of bytes a byte at a
/// time, which was a ninth of a query.
pub struct Stores(Vec<StoreReader>);

impl Stores {
    pub(super) fn open(searcher: &Searcher) -> tantivy::Result<Stores> {
        // No block is kept: copying one is cheaper than looking for it among those kept.
        let open = |segment: &SegmentReader| Ok(segment.get_store_reader(0)?);
        Ok(Stores(searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?))
    }

    /// The document at an article document's address: what [`pack`] packed, at its end.
    pub(super) fn document(&self, address: DocAddress) -> tantivy::Result<OwnedBytes> {
        self.0[address.segment_ord as usize].get_document_bytes(address.doc_id)
    }
}

impl Stores {
    /// Headline and text of the article at an article document's address; `None` where they are damaged.
    pub fn words_of(&self, address: DocAddress) -> Option<(String, String)> {
        let (record, text) = unpack(&self.document(address).ok()?)?;
        let article = record::decode_listed(&record, text)?.article;
        Some((article.title, article.text))
    }
}

/// The value: the record's length in four bytes, the record and the text, packed; then the length of that in four bytes, so
/// that it is found at the end of whatever the store wraps it in.
pub(super) fn pack(record: &[u8], text: &str) -> std::io::Result<Vec<u8>> {
    let length = u32::try_from(record.len()).map_err(std::io::Error::other)?.to_le_bytes();
    let bytes = length.len() + record.len() + text.len();
    let mut value = match bytes <= AT_ONCE_MAX {
        true => pack_at_once([length.as_slice(), record, text.as_bytes()].concat())?,
        false => pack_in_pieces([length.as_slice(), record, text.as_bytes()], bytes)?,
    };
    let length = u32::try_from(value.len()).map_err(std::io::Error::other)?;
    value.extend_from_slice(&length.to_le_bytes());
    Ok(value)
}

fn pack_at_once(content: Vec<u8>) -> std::io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| match packer {
        Some(packer) => packer.compress(&content),
        None => packer.insert(Compressor::new(LEVEL)?).compress(&content),
    })
}

/// The same of a long article, without a copy of it and without room for the case that nothing can be saved.
fn pack_in_pieces(pieces: [&[u8]; 3], bytes: usize) -> std::io::Result<Vec<u8>> {
    let mut encoder = Encoder::new(Vec::new(), LEVEL)?;
    encoder.set_pledged_src_size(Some(bytes as u64))?;
    pieces.iter().try_for_each(|piece| encoder.write_all(piece))?;
    encoder.finish()
}

/// Record and text of the value at the end of a document; `None` when there is none.
pub(super) fn unpack(document: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut content = content(document)?;
    let length = u32::from_le_bytes(*content.first_chunk()?) as usize;
    let text = content.get(4..)?.get(length..)?;
    let text = std::str::from_utf8(text).ok()?.to_owned();
    content.truncate(4 + length);
    content.drain(..4);
    Some((content, text))
}

/// What was packed, whole.
pub(super) fn content(document: &[u8]) -> Option<Vec<u8>> {
    let (rest, length) = document.split_last_chunk()?;
    let start = rest.len().checked_sub(u32::from_le_bytes(*length) as usize)?;
    let value = &rest[start..];
    let length = get_frame_content_size(value).ok()??;
    let length = usize::try_from(length).ok().filter(|_| length <= BYTES_MAX)?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let unpacked = match unpacker {
            Some(unpacker) => unpacker.decompress(value, length),
            None => unpacker.insert(Decompressor::new().ok()?).decompress(value, length),
        };
        unpacked.ok().filter(|content| content.len() == length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_article_is_packed_in_pieces() {
        let text = "Zażółć gęślą jaźń. ".repeat(AT_ONCE_MAX / 10);
        let record = vec![7; 1000];
        let value = pack(&record, &text).unwrap();
        assert!(value.capacity() < text.len() / 2);
        assert_eq!(unpack(&value), Some((record, text)));
    }

    #[test]
    fn what_is_packed_is_unpacked_and_damage_is_refused() {
        for (record, text) in [(&b""[..], ""), (b"\xff\x00", "Zażółć gęślą jaźń, zażółć gęślą jaźń."), (b"r", "")]
        {
            let value = pack(record, text).unwrap();
            assert_eq!(unpack(&[b"head", &value[..]].concat()), Some((record.to_vec(), text.to_owned())));
            for end in 0..value.len() {
                assert_eq!(unpack(&value[..end]), None);
            }
            for at in 0..value.len() {
                let mut damaged = value.clone();
                damaged[at] ^= 0xff;
                let _ = unpack(&damaged);
            }
        }
    }
}
