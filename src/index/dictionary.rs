//! The first articles of a generation in, what all later ones are packed against out.
//!
//! An article is packed alone, so that it can be read alone, and alone it is short: most of what a packer would learn to
//! leave out (the words of the language, the names of the year) it meets for the first time. Against some hundred kilobytes of
//! other articles of the same archive, the **dictionary**, an article takes a sixth less room, and no longer to unpack.
//!
//! The dictionary is a file of the generation, written once, before the first article that needs it, and never changed. A
//! small archive has none. Which articles came first depends on the threads: what is packed can be told from what it is
//! packed against, what is unpacked cannot.

use super::disk;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tantivy::directory::error::OpenReadError;
use tantivy::{Directory, TantivyError};
use zstd::zstd_safe::CDict;

/// The name of its file.
pub(super) const FILE: &str = "dictionary";

/// Bytes of other articles: the least for which Zstandard makes the tables that it makes for long texts (it tells by 256 KiB),
/// which are quicker here and lose little. Measured on the texts of 2,500 news articles, microseconds and bytes of each: this
/// at level 3 79, 2,249; 192 KiB at level 3 81, 2,351, at level 4 142, 2,195; 384 KiB at level 3 85, 2,241; 256 KiB at level
/// 1 54, 2,534.
pub(super) const BYTES: usize = 256 << 10;
/// Bytes taken from one of them, so that the first long one is not all there is.
pub(super) const BYTES_OF_ONE: usize = 8 << 10;

/// See [`BYTES`].
const LEVEL: i32 = 3;

/// The file begins with `packing1` and 16 bytes of the digest of what follows: packed text does not know what it was
/// packed against, and with another dictionary it would be another text.
const MAGIC: &[u8; 8] = b"packing1";
const HEADER_BYTES: usize = 8 + 16;

/// What articles are packed against.
pub(super) struct Dictionary {
    content: Arc<[u8]>,
    /// Made when first asked for: readers never do.
    pack: OnceLock<CDict<'static>>,
}

impl Dictionary {
    fn new(content: Vec<u8>) -> Dictionary {
        Dictionary { content: content.into(), pack: OnceLock::new() }
    }

    /// Keeps it in a generation's folder: whole and on disk when this returns.
    pub fn write(content: Vec<u8>, folder: &Path) -> io::Result<Dictionary> {
        let (path, new) = (folder.join(FILE), folder.join("dictionary.new"));
        disk::replace(&path, &new, |file| {
            file.write_all(&header(&content))?;
            file.write_all(&content)
        })?;
        disk::sync_folder(folder)?;
        Ok(Dictionary::new(content))
    }

    /// The one of a generation's files; `None` when it has none.
    pub fn read(files: &dyn Directory) -> tantivy::Result<Option<Dictionary>> {
        let bytes = match files.atomic_read(Path::new(FILE)) {
            Err(OpenReadError::FileDoesNotExist(_)) => return Ok(None),
            read => read?,
        };
        let damaged = || TantivyError::InternalError(format!("`{FILE}` is damaged"));
        let (head, content) = bytes.split_at_checked(HEADER_BYTES).ok_or_else(damaged)?;
        if head != header(content) {
            return Err(damaged());
        }
        Ok(Some(Dictionary::new(content.to_vec())))
    }

    pub fn content(&self) -> &Arc<[u8]> {
        &self.content
    }

    pub fn for_packing(&self) -> io::Result<&CDict<'static>> {
        if let Some(made) = self.pack.get() {
            return Ok(made);
        }
        let made = CDict::try_create(&self.content, LEVEL);
        let made = made.ok_or_else(|| io::Error::other("no memory for a dictionary"))?;
        Ok(self.pack.get_or_init(|| made))
    }
}

fn header(content: &[u8]) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..].copy_from_slice(&blake3::hash(content).as_bytes()[..16]);
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tantivy::directory::MmapDirectory;

    #[test]
    fn only_a_whole_one_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let read = || Dictionary::read(&MmapDirectory::open(dir.path()).unwrap());
        assert!(read().unwrap().is_none());
        Dictionary::write(b"The harbour was closed on Monday.".to_vec(), dir.path()).unwrap();
        assert_eq!(&*read().unwrap().unwrap().content, b"The harbour was closed on Monday.");
        let path = dir.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert!(read().is_err(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read().is_err(), "cut at {at}");
        }
    }
}
