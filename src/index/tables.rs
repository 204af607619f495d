//! The living documents of a commit in, tables of the archive as a whole out, kept beside the commit under its number.
//!
//! What holds between articles (how long they are on average, which names are one person) is never baked into documents,
//! or an article could not come or go alone. It is counted over all of them, into a **side table**: a pure function of
//! the commit's living documents, in whatever order they lie, so that an update has the tables of a rebuild. The file
//! is a cache of that function: `NAME-NUMBER.table`, written after the commit it is named by, memory-mapped by readers.
//! Where it is missing, damaged or of another version, a reader counts for itself: slower, never otherwise.
//!
//! A new table is a [`Table`] in the list below, and whoever reads it asks [`super::Generation::table`] for its bytes.

use super::disk::{self, Own};
use super::manifest;
use super::schema::Fields;
use std::io::Write;
use std::path::{Path, PathBuf};
use tantivy::Searcher;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// One kind of side table.
pub struct Table {
    /// The first part of its files' names.
    pub name: &'static str,
    /// Raised when it would be counted or laid out otherwise: a file of another version is counted anew.
    pub version: u32,
    /// Counts it: the same bytes for the same living documents.
    pub count: fn(&Searcher, &Fields) -> tantivy::Result<Vec<u8>>,
}

/// Every table that is kept.
pub(super) const TABLES: &[&Table] = &[&super::totals::TABLE, &super::stories::TABLE, &super::speakers::TABLE];

/// A file begins with `dateline`, the table's version, the length of what follows the header, and its digest.
const MAGIC: &[u8; 8] = b"dateline";
const HEADER_BYTES: usize = 8 + 4 + 8 + 16;

/// The files of a commit's tables, opened: what a later commit removes stays readable while they are held.
#[derive(Default)]
pub(super) struct TableFiles(Vec<(&'static str, OwnedBytes)>);

impl TableFiles {
    pub fn open(folder: &Path, number: u64) -> TableFiles {
        let Ok(directory) = MmapDirectory::open(folder) else { return TableFiles(Vec::new()) };
        let opened = |table: &&Table| {
            let path = path_of(Path::new(""), table, number);
            Some((table.name, directory.open_read(&path).ok()?.read_bytes().ok()?))
        };
        TableFiles(TABLES.iter().filter_map(opened).collect())
    }

    /// The content of a table's file, when there is one and it is whole.
    pub fn content(&self, table: &Table) -> Option<OwnedBytes> {
        let (_, file) = self.0.iter().find(|(name, _)| *name == table.name)?;
        let content = file.get(HEADER_BYTES..)?;
        (file.get(..HEADER_BYTES)? == header(table, content)).then(|| file.slice(HEADER_BYTES..file.len()))
    }
}

/// Up to so many documents the tables are counted side by side, each on a thread of its own; beyond that the memory they
/// take together would be the largest of a run. Guessed: some 150,000 articles with their quotations.
const SIDE_BY_SIDE_MAX: u64 = 5_000_000;

/// Writes the tables of a commit that are not there yet. A cache: failing to is no failure.
pub(super) fn keep(folder: &Path, number: u64, searcher: &Searcher, fields: &Fields) {
    let kept = TableFiles::open(folder, number);
    let missing: Vec<&Table> = TABLES.iter().copied().filter(|table| kept.content(table).is_none()).collect();
    let together = if searcher.num_docs() > SIDE_BY_SIDE_MAX { 1 } else { missing.len().max(1) };
    for tables in missing.chunks(together) {
        let counted = std::thread::scope(|scope| {
            let count = |table: &&'static Table| scope.spawn(|| (table.count)(searcher, fields));
            let threads: Vec<_> = tables.iter().map(count).collect();
            threads.into_iter().map(|thread| thread.join().ok()?.ok()).collect::<Vec<_>>()
        });
        write(folder, number, tables.iter().copied().zip(counted));
    }
}

fn write<'t>(folder: &Path, number: u64, tables: impl Iterator<Item = (&'t Table, Option<Vec<u8>>)>) {
    for (table, content) in tables {
        let Some(content) = content else { continue };
        let new = folder.join(format!("{}.new", table.name));
        // Not synced: its header tells a file that did not come onto the disk whole.
        let whole = |mut out: Own| out.write_all(&header(table, &content)).and_then(|()| out.write_all(&content));
        if Own::create(&new).and_then(whole).is_ok() {
            let _ = disk::rename(&new, &path_of(folder, table, number));
        }
    }
}

/// Hands the tables of one commit on to the next, whose living documents are the same. Failing to is no failure.
pub(super) fn carry(folder: &Path, from: u64, to: u64) {
    for table in TABLES {
        let _ = disk::rename(&path_of(folder, table, from), &path_of(folder, table, to));
    }
}

fn path_of(folder: &Path, table: &Table, number: u64) -> PathBuf {
    manifest::file(folder, table.name, number)
}

fn header(table: &Table, content: &[u8]) -> Vec<u8> {
    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&table.version.to_le_bytes());
    header.extend_from_slice(&(content.len() as u64).to_le_bytes());
    header.extend_from_slice(&blake3::hash(content).as_bytes()[..16]);
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_a_whole_file_of_this_version_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let table = TABLES[0];
        let path = path_of(dir.path(), table, 7);
        let read = || TableFiles::open(dir.path(), 7).content(table).map(|content| content.as_slice().to_vec());
        assert_eq!(read(), None);
        let whole = [header(table, b"content"), b"content".to_vec()].concat();
        fs::write(&path, &whole).unwrap();
        assert_eq!(read().as_deref(), Some(&b"content"[..]));
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert_eq!(read(), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(read(), None, "cut at {at}");
        }
    }
}
