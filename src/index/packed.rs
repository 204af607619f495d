//! An article's record and text in, the one value that is stored of it out, and back.
//!
//! Packed here, article by article, and not by tantivy's store, which packs neighbours together: what is shown is one
//! article, and its neighbours would be unpacked with it. What an article has in common with others is packed away all the
//! same, by a dictionary ([`super::dictionary`]). Zstandard takes two thirds of the room that LZ4 takes for news text;
//! unpacking is dearer, and this way there is half as much to unpack.

use super::dictionary::{BYTES, BYTES_OF_ONE, Dictionary};
use super::record;
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::directory::OwnedBytes;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, Searcher, SegmentReader};
use zstd::zstd_safe::{CCtx, DCtx, compress_bound, get_error_name, get_frame_content_size};

/// Without a dictionary. Higher levels save a hundredth of the room and cost a third more time.
const LEVEL: i32 = 1;
/// Of a longer article (a novel) the room is given back that was not taken.
pub(super) const LONG: usize = 1 << 20;
/// More than any article has; a length beyond is damage, not a reason to ask for memory.
const BYTES_MAX: u64 = 1 << 30;
/// Set in the length of what is packed against the dictionary.
const BY_DICTIONARY: u32 = 1 << 31;

thread_local! {
    /// A context is larger than most articles: one a thread.
    static PACKER: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static UNPACKER: RefCell<Unpacker> = RefCell::new(Unpacker::new());
}

/// The stored documents of a searcher's segments. Tantivy's own way of reading one reads a value of bytes a byte at a
/// time, which was a ninth of a query.
pub struct Stores {
    segments: Vec<StoreReader>,
    dictionary: Option<Dictionary>,
}

impl Stores {
    pub(super) fn open(searcher: &Searcher) -> tantivy::Result<Stores> {
        // No block is kept: copying one is cheaper than looking for it among those kept.
        let open = |segment: &SegmentReader| Ok(segment.get_store_reader(0)?);
        let segments = searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Stores { segments, dictionary: Dictionary::read(searcher.index().directory())? })
    }

    /// The document at an article document's address: what [`Packing::pack`] packed, at its end.
    fn document(&self, address: DocAddress) -> tantivy::Result<OwnedBytes> {
        self.segments[address.segment_ord as usize].get_document_bytes(address.doc_id)
    }

    /// Record and text of the article at an article document's address; `None` where they are damaged.
    pub(super) fn record_and_text(&self, address: DocAddress) -> tantivy::Result<Option<(Vec<u8>, String)>> {
        Ok(unpack(&self.document(address)?, self.dictionary.as_ref()))
    }

    /// The same in one piece, as it was packed.
    pub(super) fn content(&self, address: DocAddress) -> tantivy::Result<Option<Vec<u8>>> {
        Ok(with_content(&self.document(address)?, self.dictionary.as_ref(), |content| Some(content.to_vec())))
    }

    /// Headline and text of the article at an article document's address; `None` where they are damaged.
    pub fn words_of(&self, address: DocAddress) -> Option<(String, String)> {
        let (record, text) = self.record_and_text(address).ok()??;
        let article = record::decode_listed(&record, text)?.article;
        Some((article.title, article.text))
    }
}

/// Packs the articles of a generation that is being written, by several threads at once, and makes its dictionary of the
/// first of them.
#[derive(Default)]
pub struct Packing {
    /// Where the dictionary is kept. Without a folder there will be none.
    folder: Option<PathBuf>,
    dictionary: OnceLock<Dictionary>,
    /// Of the dictionary in the making.
    first: Mutex<Vec<u8>>,
}

impl Packing {
    /// For the generation in `folder`, with the dictionary that it has.
    pub(super) fn of(folder: &Path, dictionary: Option<Dictionary>) -> Packing {
        let dictionary = dictionary.map(OnceLock::from).unwrap_or_default();
        Packing { folder: Some(folder.to_path_buf()), dictionary, first: Mutex::default() }
    }

    /// The value: the text's length in four bytes, the text and the record, packed; then the length of that in four
    /// bytes, so that it is found at the end of whatever the store wraps it in.
    pub(super) fn pack(&self, record: &[u8], text: &str) -> io::Result<Vec<u8>> {
        let mut content = Vec::with_capacity(4 + text.len() + record.len());
        let length = u32::try_from(text.len()).map_err(io::Error::other)?;
        content.extend_from_slice(&length.to_le_bytes());
        content.extend_from_slice(text.as_bytes());
        content.extend_from_slice(record);
        let dictionary = self.dictionary.get();
        let value = pack(&content, dictionary);
        if dictionary.is_none() {
            self.learn(&content)?;
        }
        value
    }

    /// One of the first articles: the dictionary is made once there are enough.
    fn learn(&self, content: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if self.dictionary.get().is_some() {
            return Ok(());
        }
        first.extend_from_slice(&content[..content.len().min(BYTES_OF_ONE)]);
        if first.len() < BYTES {
            return Ok(());
        }
        let made = Dictionary::write(std::mem::take(&mut first), folder)?;
        made.for_packing()?;
        // Nobody else sets it: the lock is held.
        let _ = self.dictionary.set(made);
        Ok(())
    }
}

fn pack(content: &[u8], dictionary: Option<&Dictionary>) -> io::Result<Vec<u8>> {
    let mut value = Vec::with_capacity(compress_bound(content.len()) + 4);
    let packed = PACKER.with_borrow_mut(|packer| match dictionary {
        Some(dictionary) => Ok(packer.compress_using_cdict(&mut value, content, dictionary.for_packing()?)),
        None => Ok(packer.compress(&mut value, content, LEVEL)),
    });
    packed.and_then(|done| done.map_err(|code| io::Error::other(get_error_name(code))))?;
    let length = u32::try_from(value.len()).ok().filter(|length| length & BY_DICTIONARY == 0);
    let length = length.ok_or_else(|| io::Error::other("the article is too long"))?;
    value.extend_from_slice(&(length | if dictionary.is_some() { BY_DICTIONARY } else { 0 }).to_le_bytes());
    if content.len() > LONG {
        // Room for the case that nothing can be saved, which of a long article is held for long.
        value.shrink_to_fit();
    }
    Ok(value)
}

/// Record and text of what was packed against nothing; `None` when it was not.
pub(super) fn unpack_alone(value: &[u8]) -> Option<(Vec<u8>, String)> {
    unpack(value, None)
}

/// Record and text of the value at the end of a document; `None` when there is none.
fn unpack(document: &[u8], dictionary: Option<&Dictionary>) -> Option<(Vec<u8>, String)> {
    with_content(document, dictionary, |content| {
        let (length, rest) = content.split_first_chunk()?;
        let (text, record) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Some((record.to_vec(), std::str::from_utf8(text).ok()?.to_owned()))
    })
}

/// Hands over what was packed, whole, while it lies where it was unpacked.
fn with_content<T>(
    document: &[u8],
    dictionary: Option<&Dictionary>,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Option<T> {
    let (rest, length) = document.split_last_chunk()?;
    let length = u32::from_le_bytes(*length);
    let dictionary = if length & BY_DICTIONARY != 0 { Some(dictionary?) } else { None };
    let value = &rest[rest.len().checked_sub((length & !BY_DICTIONARY) as usize)?..];
    UNPACKER.with_borrow_mut(|unpacker| unpacker.unpack(value, dictionary).and_then(read))
}

/// What a thread unpacks with: the dictionary and, right behind it, room for what is unpacked. Where the two lie in one
/// piece, what was taken from the dictionary is copied like any other repetition; apart, it takes nearly half as long again.
struct Unpacker {
    context: DCtx<'static>,
    /// What lies at the beginning of `room`.
    dictionary: Option<Arc<[u8]>>,
    room: Vec<u8>,
}

impl Unpacker {
    fn new() -> Unpacker {
        Unpacker { context: DCtx::create(), dictionary: None, room: Vec::new() }
    }

    /// What was packed; `None` where it is damaged.
    fn unpack(&mut self, value: &[u8], dictionary: Option<&Dictionary>) -> Option<&[u8]> {
        let length = get_frame_content_size(value).ok()??;
        let length = usize::try_from(length).ok().filter(|_| length <= BYTES_MAX)?;
        let begin = self.make_room(dictionary.map(Dictionary::content), length);
        let (known, room) = self.room.split_at_mut_checked(begin)?;
        let unpacked = self.context.decompress_using_dict(room.get_mut(..length)?, value, known);
        unpacked.ok().filter(|unpacked| *unpacked == length)?;
        self.room.get(begin..begin + length)
    }

    /// Has the dictionary at the beginning of the room and `length` bytes behind it, and says where these begin.
    fn make_room(&mut self, dictionary: Option<&Arc<[u8]>>, length: usize) -> usize {
        let is_there = match (dictionary, &self.dictionary) {
            (Some(wanted), Some(there)) => Arc::ptr_eq(wanted, there),
            (wanted, there) => wanted.is_none() && there.is_none(),
        };
        if !is_there {
            self.room.clear();
            self.room.extend_from_slice(dictionary.map_or(&[], |dictionary| dictionary));
            self.dictionary = dictionary.cloned();
        }
        let begin = dictionary.map_or(0, |dictionary| dictionary.len());
        let wanted = begin + length;
        if self.room.len() < wanted {
            self.room.resize(wanted, 0);
        } else if self.room.len() > wanted + LONG {
            // What a long article needed is given back.
            self.room.truncate(wanted);
            self.room.shrink_to_fit();
        }
        begin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::directory::MmapDirectory;

    #[test]
    fn what_is_packed_is_unpacked_and_damage_is_refused() {
        let packing = Packing::default();
        for (record, text) in [(&b""[..], ""), (b"\xff\x00", "Zażółć gęślą jaźń, zażółć gęślą jaźń."), (b"r", "")]
        {
            let value = packing.pack(record, text).unwrap();
            assert_eq!(unpack(&[b"head", &value[..]].concat(), None), Some((record.to_vec(), text.to_owned())));
            check_damaged(&value, None);
        }
    }

    fn check_damaged(value: &[u8], dictionary: Option<&Dictionary>) {
        for end in 0..value.len() {
            assert_eq!(unpack(&value[..end], dictionary), None);
        }
        for at in 0..value.len() {
            let mut damaged = value.to_vec();
            damaged[at] ^= 0xff;
            let _ = unpack(&damaged, dictionary);
        }
    }

    #[test]
    fn later_articles_are_packed_against_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let packing = Packing::of(dir.path(), None);
        let mut random = 7_u32;
        let mut article = |n: usize| -> String {
            let mut word = || {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ["harbour", "ferry", "minister", "said", "the", "of", "on Monday", "dredging"][random as usize >> 29]
            };
            (0..n).flat_map(|_| [word(), " "]).collect()
        };
        let texts: Vec<String> = (0..60).map(|_| article(900)).collect();
        let values: Vec<Vec<u8>> = texts.iter().map(|text| packing.pack(b"record", text).unwrap()).collect();
        let by_dictionary = |value: &Vec<u8>| value.last().is_some_and(|last| last & 0x80 != 0);
        let first = values.iter().position(by_dictionary).expect("there are enough for a dictionary");
        assert!(first > 10 && values[first..].iter().all(by_dictionary));
        let read = Dictionary::read(&MmapDirectory::open(dir.path()).unwrap()).unwrap();
        for (text, value) in texts.iter().zip(&values) {
            assert_eq!(unpack(value, read.as_ref()), Some((b"record".to_vec(), text.clone())));
        }
        assert_eq!(unpack(&values[first], None), None);
        check_damaged(&packing.pack(b"r", "The ferry said the minister.").unwrap(), read.as_ref());
        // A later run goes on with it.
        let again = Packing::of(dir.path(), read);
        assert!(by_dictionary(&again.pack(b"record", &texts[0]).unwrap()));
    }
}
