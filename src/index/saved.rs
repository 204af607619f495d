//! Saved searches, and what each of them has told as an alert.
//!
//! `queries.jsonl`, a line each, is the user's own table: it lies beside the generations, outlives them, and is backed up
//! before it is rewritten. `alerts/NAME.told` is the program's memory of one alert: the number of every article it has
//! told (63 bits of its id) and 64 bits of what the article said then. Both are the same after a rebuild, a rollback, or
//! a file read again, so that nothing is told twice; an article that says something else is news once more. Of one whose file
//! has moved, a line has the number before and the number now.

use super::directory::{self, Directory};
use super::disk::Own;
use super::user_table;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The table of saved searches, in the index directory.
pub const SAVED_QUERIES: &str = "queries.jsonl";
/// The folder of the memories, in the index directory.
pub(super) const MEMORY: &str = "alerts";
const LOCK: &str = "lock";
/// Digits of a number in a memory.
const DIGITS: usize = 16;
/// Stands between the numbers that an article had and has.
const MOVED: char = '>';
/// Bytes of a name: it is a file's name too, and those have 255 at most with what is put behind them.
const NAME_BYTES_MAX: usize = 64;
/// Saved searches of one index. Guessed: every run asks each of them.
const SAVED_MAX: usize = 10_000;

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedQuery {
    pub name: String,
    pub query: String,
    /// The flags that narrow, by their names; days are `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub flags: BTreeMap<String, Vec<String>>,
    /// A timestamp as of RFC 3339.
    pub since: String,
}

/// A name as it is kept: lower case; letters, digits, `-` and `_`, so that it is one word of a query and the name of a file.
pub fn saved_name(typed: &str) -> Result<String> {
    let name = typed.to_lowercase();
    let is_inner = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let is_name = name.starts_with(char::is_alphanumeric) && name.chars().all(is_inner) && name.len() <= NAME_BYTES_MAX;
    if is_name {
        return Ok(name);
    }
    Err(Error::new(format!("`{typed}` is no name for a saved search"))
        .hint(format!("use letters, digits, `-` and `_`, {NAME_BYTES_MAX} bytes at most: `dock-strike`")))
}

/// The saved searches in the order of their names.
pub fn saved_queries(dir: &Path) -> Result<Vec<SavedQuery>> {
    user_table::entries(dir, SAVED_QUERIES)
}

/// Saves a search; `check` sees the list as it would be and may refuse it. A name that is taken is refused, unless
/// `replace` says that its search may go.
pub fn save_query(
    dir: &Path,
    entry: SavedQuery,
    replace: bool,
    check: impl FnOnce(&[SavedQuery]) -> Result<()>,
) -> Result<()> {
    Directory::open(dir)?;
    user_table::rewrite_entries(dir, SAVED_QUERIES, |entries: &mut Vec<SavedQuery>| {
        if !replace && entries.iter().any(|known| known.name == entry.name) {
            return Err(Error::new(format!("there is a saved search `{}` already", entry.name))
                .hint("`--replace` puts this one in its place"));
        }
        entries.retain(|known| known.name != entry.name);
        if entries.len() >= SAVED_MAX {
            return Err(Error::new(format!("there are {SAVED_MAX} saved searches, and no room for more"))
                .hint("`dateline alerts remove` makes room"));
        }
        entries.push(entry);
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        check(entries)
    })
}

/// Forgets a search and what it has told; `check` sees the list as it would be and may refuse it.
pub fn remove_query(dir: &Path, name: &str, check: impl FnOnce(&[SavedQuery]) -> Result<()>) -> Result<()> {
    Directory::open(dir)?;
    user_table::rewrite_entries(dir, SAVED_QUERIES, |entries: &mut Vec<SavedQuery>| {
        let before = entries.len();
        entries.retain(|known| known.name != name);
        if entries.len() == before {
            return Err(unknown(name));
        }
        check(entries)
    })?;
    forget_told(dir, name)
}

/// The error for a name that nothing is saved under.
pub fn unknown(name: &str) -> Error {
    Error::new(format!("there is no saved search `{name}`")).hint("`dateline alerts list` shows those there are")
}

/// Whether a text is such a table.
pub(super) fn is_sound(text: &str) -> bool {
    user_table::is_list_of::<SavedQuery>(text)
}

/// What an alert has told: articles by their own number, each with 64 bits of what it said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Told(HashMap<i64, HashSet<u64>>);

impl Told {
    /// Whether the article has been told, whatever it said.
    pub fn knows_article(&self, article_key: i64) -> bool {
        self.0.contains_key(&article_key)
    }

    /// The articles told, each with every content it was told with.
    pub fn all(&self) -> impl Iterator<Item = (i64, u64)> {
        self.0.iter().flat_map(|(key, contents)| contents.iter().map(|content| (*key, *content)))
    }

    /// What was told of one article was told of another: of the same one, elsewhere.
    pub fn follow(&mut self, from: i64, to: i64) {
        let contents = self.0.remove(&from).unwrap_or_default();
        self.0.entry(to).or_default().extend(contents);
    }

    /// Whether the article has been told with just this content.
    pub fn knows(&self, article_key: i64, content: u64) -> bool {
        self.0.get(&article_key).is_some_and(|contents| contents.contains(&content))
    }
}

/// What the alert has told so far. A line that was cut off by a full disk or a killed run is passed over.
pub fn told(dir: &Path, name: &str) -> Result<Told> {
    let path = memory(dir, name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Told::default()),
        Err(e) => return Err(Error::io("read", &path, &e)),
    };
    let mut told = Told::default();
    let number = |digits: &str| u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() == DIGITS);
    for line in text.lines() {
        let Some((first, second)) = line.split_once([' ', MOVED]) else { continue };
        match (number(first), number(second)) {
            (Some(from), Some(to)) if line.contains(MOVED) => told.follow(from as i64, to as i64),
            (Some(key), Some(content)) => {
                told.0.entry(key as i64).or_default().insert(content);
            }
            _ => {}
        }
    }
    Ok(told)
}

/// Remembers what has just been told; on disk when this returns.
pub fn remember_told(dir: &Path, name: &str, news: impl IntoIterator<Item = (i64, u64)>) -> Result<()> {
    remember(dir, name, news.into_iter().map(|(key, content)| format!("{key:016x} {content:016x}\n")))
}

/// Remembers which articles have moved, by their numbers before and now; on disk when this returns.
pub fn remember_moved(dir: &Path, name: &str, moved: impl IntoIterator<Item = (i64, i64)>) -> Result<()> {
    remember(dir, name, moved.into_iter().map(|(from, to)| format!("{from:016x}{MOVED}{to:016x}\n")))
}

fn remember(dir: &Path, name: &str, lines: impl Iterator<Item = String>) -> Result<()> {
    let path = memory(dir, name);
    // The line break before the first line ends one that was cut off.
    let mut text = String::from("\n");
    text.extend(lines);
    let written = || -> std::io::Result<()> {
        let mut file = Own::append(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync()
    };
    written().map_err(|e| Error::io("write", &path, &e))?;
    directory::sync(&dir.join(MEMORY))
}

fn forget_told(dir: &Path, name: &str) -> Result<()> {
    let path = memory(dir, name);
    match fs::remove_file(&path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::io("remove", &path, &e)),
        _ => Ok(()),
    }
}

/// Held while alerts are told, so that two runs do not both tell the same.
#[derive(Debug)]
pub struct TellingLock(#[expect(dead_code, reason = "held, not read")] File);

/// Takes the lock, or says that somebody else has it.
pub fn lock_telling(dir: &Path) -> Result<TellingLock> {
    Directory::open(dir)?;
    let folder = dir.join(MEMORY);
    fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, &e))?;
    let path = folder.join(LOCK);
    let file = File::create(&path).map_err(|e| Error::io("open", &path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(TellingLock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::new("another process is telling the alerts of this index")
            .hint("wait for it; what it has not told will be told by the next run")),
        Err(TryLockError::Error(e)) => Err(Error::io("lock", &path, &e)),
    }
}

fn memory(dir: &Path, name: &str) -> PathBuf {
    dir.join(MEMORY).join(format!("{name}.told"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (typed, name) in [("Dock-Strike", "dock-strike"), ("häfen_2", "häfen_2"), ("7", "7")] {
            assert_eq!(saved_name(typed).unwrap(), name);
        }
        for typed in ["", "-a", "a b", "../x", "a/b", "a.told", "a:b", "a*", &"x".repeat(65)] {
            assert!(saved_name(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn memory_survives_a_line_that_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(MEMORY)).unwrap();
        assert_eq!(told(dir.path(), "a").unwrap(), Told::default());
        remember_told(dir.path(), "a", [(7, 1), (i64::MAX, u64::MAX)]).unwrap();
        let path = memory(dir.path(), "a");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        remember_told(dir.path(), "a", [(7, 2)]).unwrap();
        let told = told(dir.path(), "a").unwrap();
        assert!(told.knows(7, 1) && told.knows(7, 2) && !told.knows(7, 3));
        assert!(told.knows_article(7) && !told.knows_article(i64::MAX));
    }

    #[test]
    fn memory_goes_with_what_has_moved() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(MEMORY)).unwrap();
        remember_told(dir.path(), "a", [(7, 1), (7, 2), (8, 3)]).unwrap();
        remember_moved(dir.path(), "a", [(7, 9), (i64::MAX, 5)]).unwrap();
        remember_told(dir.path(), "a", [(7, 4)]).unwrap();
        let mut all: Vec<_> = told(dir.path(), "a").unwrap().all().collect();
        all.sort_unstable();
        assert_eq!(all, [(7, 4), (8, 3), (9, 1), (9, 2)]);
    }
}
