//! Tables that the program learned from an archive, beside its generations: what it holds true of an outlet.
//!
//! Only an explicit command writes one. To a run it is an input like a file: an article is read with the rows of its outlet,
//! a file whose outlets' rows have changed since is read again, and so an update answers as a rebuild under the same tables.
//! A table outlives every generation. Each is a file of JSON lines: a header, then the rows in order.

use super::directory::{Directory, Lock};
use super::disk::{self, Own};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

/// Lines that outlets repeat: a row a line.
pub const CHROME: &str = "chrome";

/// The region an outlet writes from: a row an outlet, the path of a place.
pub const HOMES: &str = "homes";

/// Every table there can be.
pub const TABLES: &[&str] = &[CHROME, HOMES];

/// Version of the files.
const VERSION: u32 = 1;

/// What is held true of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedRow {
    /// The outlet's name, folded.
    pub outlet: String,
    pub value: String,
    /// Articles that bore witness when it was learned.
    pub articles: u64,
    /// The user says that it does not hold: kept so that it is not learned again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
}

/// One learned table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LearnedTable {
    /// In order, and each value of an outlet once.
    rows: Vec<LearnedRow>,
    /// Seconds since 1970; 0 when nothing was ever learned.
    pub learned_at: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    table: String,
    version: u32,
    learned_at: i64,
    rows: usize,
    /// Of the lines that follow.
    digest: String,
}

impl LearnedTable {
    /// Of several rows for the same value the first counts.
    pub fn new(mut rows: Vec<LearnedRow>, learned_at: i64) -> LearnedTable {
        rows.sort_by(|a, b| (&a.outlet, &a.value).cmp(&(&b.outlet, &b.value)));
        rows.dedup_by(|later, first| (&later.outlet, &later.value) == (&first.outlet, &first.value));
        LearnedTable { rows, learned_at }
    }

    /// Every row, the refused ones too.
    pub fn rows(&self) -> &[LearnedRow] {
        &self.rows
    }

    /// The rows that hold.
    pub fn holding(&self) -> impl Iterator<Item = &LearnedRow> {
        self.rows.iter().filter(|row| !row.refused)
    }

    /// The outlet's rows.
    pub fn rows_of(&self, outlet: &str) -> &[LearnedRow] {
        let rows = &self.rows[self.rows.partition_point(|row| row.outlet.as_str() < outlet)..];
        &rows[..rows.partition_point(|row| row.outlet == outlet)]
    }

    /// Writes the table as the index's table of that name; the one before is kept beside it, as `.bak`.
    pub fn write(&self, name: &str, directory: &Directory, _lock: &Lock) -> Result<()> {
        let path = path(directory, name);
        let written = || -> std::io::Result<()> {
            let lines: Vec<String> = self.rows.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
            let header = Header {
                table: name.to_owned(),
                version: VERSION,
                learned_at: self.learned_at,
                rows: lines.len(),
                digest: digest_of(lines.iter().map(String::as_str)),
            };
            let new = path.with_extension("new");
            let mut file = Own::create(&new)?;
            writeln!(file, "{}", serde_json::to_string(&header)?)?;
            lines.iter().try_for_each(|line| writeln!(file, "{line}"))?;
            file.sync()?;
            match disk::copy(&path, &path.with_extension("jsonl.bak")) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
                _ => {}
            }
            disk::rename(&new, &path)
        };
        written().map_err(|e| Error::io("write", &path, &e))?;
        super::directory::sync(directory.path())
    }

    /// The index's table of that name; an empty one where nothing was learned.
    pub fn read(name: &str, directory: &Directory) -> Result<LearnedTable> {
        let path = path(directory, name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(LearnedTable::default()),
            Err(e) if e.kind() == ErrorKind::InvalidData => return Err(damaged(&path, "it is no text")),
            Err(e) => return Err(Error::io("read", &path, &e)),
        };
        let mut lines = text.lines();
        let header: Header = serde_json::from_str(lines.next().unwrap_or_default())
            .map_err(|e| damaged(&path, &format!("its header: {e}")))?;
        if header.version != VERSION {
            let message = format!("`{}` has version {}, this program reads {VERSION}", path.display(), header.version);
            return Err(Error::new(message).hint(format!("move it away and learn anew: `dateline learn {name}`")));
        }
        let lines: Vec<&str> = lines.collect();
        if header.table != name || header.rows != lines.len() || header.digest != digest_of(lines.iter().copied()) {
            return Err(damaged(&path, "its rows are not those its header counts"));
        }
        let rows = lines.into_iter().map(serde_json::from_str).collect::<Result<Vec<LearnedRow>, _>>();
        Ok(LearnedTable::new(rows.map_err(|e| damaged(&path, &e.to_string()))?, header.learned_at))
    }
}

/// Every learned table of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Learned(BTreeMap<&'static str, LearnedTable>);

impl Learned {
    pub fn read(directory: &Directory) -> Result<Learned> {
        let table = |&name: &&'static str| Ok((name, LearnedTable::read(name, directory)?));
        Ok(Learned(TABLES.iter().map(table).collect::<Result<_>>()?))
    }

    /// The table of that name; one of [`TABLES`].
    pub fn table(&self, name: &str) -> &LearnedTable {
        static EMPTY: LearnedTable = LearnedTable { rows: Vec::new(), learned_at: 0 };
        self.0.get(name).unwrap_or(&EMPTY)
    }

    /// Digest over what the tables hold true of these outlets, of all when `None`; empty when they say nothing of them.
    pub fn digest(&self, outlets: Option<&BTreeSet<String>>) -> String {
        let mut lines = Vec::new();
        for (name, table) in &self.0 {
            let mut add = |rows: &[LearnedRow]| {
                let held = rows.iter().filter(|row| !row.refused);
                lines.extend(held.map(|row| format!("{name}\t{}\t{}", row.outlet, row.value)));
            };
            match outlets {
                None => add(&table.rows),
                Some(outlets) => outlets.iter().for_each(|outlet| add(table.rows_of(outlet))),
            }
        }
        if lines.is_empty() { String::new() } else { digest_of(lines.iter().map(String::as_str)) }
    }
}

fn digest_of<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for line in lines {
        hasher.update(line.as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex().to_string()
}

/// The names begin alike, so that the directory knows them for its own.
pub(super) const PREFIX: &str = "learned-";

fn path(directory: &Directory, name: &str) -> PathBuf {
    directory.path().join(format!("{PREFIX}{name}.jsonl"))
}

fn damaged(path: &std::path::Path, what: &str) -> Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Error::new(format!("`{}` is damaged: {what}", path.display()))
        .hint(format!("put `{name}.bak` in its place, or move it away and learn anew; nothing was changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(outlet: &str, value: &str) -> LearnedRow {
        LearnedRow { outlet: outlet.to_owned(), value: value.to_owned(), articles: 12, refused: false }
    }

    fn directory() -> (tempfile::TempDir, Directory) {
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory::open_or_create(folder.path()).unwrap();
        (folder, directory)
    }

    #[test]
    fn a_table_is_read_as_it_was_written_and_the_one_before_is_kept() {
        let (folder, directory) = directory();
        let lock = Lock::acquire(&directory).unwrap();
        assert_eq!(LearnedTable::read(CHROME, &directory).unwrap(), LearnedTable::default());
        let first = LearnedTable::new(vec![row("b", "x"), row("a", "y\n“z”")], 7);
        first.write(CHROME, &directory, &lock).unwrap();
        assert_eq!(LearnedTable::read(CHROME, &directory).unwrap(), first);
        assert_eq!(first.rows()[0].outlet, "a");
        let before = fs::read(folder.path().join("learned-chrome.jsonl")).unwrap();
        LearnedTable::default().write(CHROME, &directory, &lock).unwrap();
        assert_eq!(fs::read(folder.path().join("learned-chrome.jsonl.bak")).unwrap(), before);
    }

    #[test]
    fn a_damaged_table_is_an_error_that_says_what_to_do() {
        let (folder, directory) = directory();
        let lock = Lock::acquire(&directory).unwrap();
        LearnedTable::new(vec![row("a", "x"), row("a", "y")], 7).write(CHROME, &directory, &lock).unwrap();
        let file = folder.path().join("learned-chrome.jsonl");
        let whole = fs::read_to_string(&file).unwrap();
        let without_last: String = whole.lines().take(2).map(|line| format!("{line}\n")).collect();
        let other_version = whole.replacen("\"version\":1", "\"version\":9", 1);
        let flipped = whole.replacen("\"x\"", "\"z\"", 1);
        for text in [without_last, other_version, flipped, String::new(), "{}".to_owned()] {
            fs::write(&file, &text).unwrap();
            let error = LearnedTable::read(CHROME, &directory).unwrap_err();
            assert!(error.message.contains("learned-chrome.jsonl`"), "{error}");
            assert!(error.hint.is_some(), "{error}");
        }
    }

    #[test]
    fn the_digest_is_that_of_the_rows_that_hold_for_the_outlets() {
        let learned = |rows: Vec<LearnedRow>| Learned([(CHROME, LearnedTable::new(rows, 0))].into());
        let outlets = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let (one, two) = (learned(vec![row("a", "x")]), learned(vec![row("a", "x"), row("b", "y")]));
        assert_eq!(one.digest(Some(&outlets(&["a"]))), two.digest(Some(&outlets(&["a"]))));
        assert_ne!(one.digest(Some(&outlets(&["b"]))), two.digest(Some(&outlets(&["b"]))));
        assert_ne!(one.digest(None), two.digest(None));
        assert_eq!(one.digest(Some(&outlets(&["b"]))), "");
        let refused = learned(vec![LearnedRow { refused: true, ..row("a", "x") }]);
        assert_eq!(refused.digest(None), "");
    }
}
