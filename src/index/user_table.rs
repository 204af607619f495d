//! The user's own tables, which lie beside the generations and are nobody's to rebuild: only a command that the user
//! gives for it writes one, and what stood there before goes to `backups/` first.

use super::disk::{self, Own};
use crate::error::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Every such table.
pub(super) const TABLES: [&str; 3] = [super::withheld::TABLE, super::SPEAKER_RULES, super::SAVED_QUERIES];
const BACKUPS: &str = "backups";
/// Held for the moment of a rewriting, so that two commands do not undo each other. Not the writer's lock: a rebuild
/// holds that one for hours, and a court does not wait.
const LOCK: &str = "tables.lock";
/// Earlier states kept of each table. Guessed: enough to find last week's.
const BACKUPS_MAX: usize = 20;

/// The table's text; `None` when there is none.
pub(super) fn read(index: &Path, table: &str) -> Result<Option<String>> {
    let path = index.join(table);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => {
            Err(Error::io("read", &path, &e).hint(format!("its earlier states lie in `{}`", backups(index).display())))
        }
    }
}

/// Replaces the table by what `change` makes of it, with one rename, after a copy of it has gone to `backups/`.
/// `None` leaves it as it is.
pub(super) fn rewrite(
    index: &Path,
    table: &str,
    change: impl FnOnce(Option<String>) -> Result<Option<String>>,
) -> Result<()> {
    let _lock = locked(index)?;
    let before = read(index, table)?;
    let Some(text) = change(before.clone())? else { return Ok(()) };
    if let Some(before) = before {
        back_up(index, table, &before)?;
    }
    replace(index, table, &text)
}

/// The tables' lock, until it is dropped.
fn locked(index: &Path) -> Result<File> {
    let lock = index.join(LOCK);
    let file = File::create(&lock).map_err(|e| Error::io("open", &lock, &e))?;
    file.lock().map_err(|e| Error::io("lock", &lock, &e))?;
    Ok(file)
}

/// The entries of a table that is a list, a line of JSON each; none when there is no table. One that cannot be read is an
/// error: better no answer than one that passes over what the user has said.
pub(super) fn entries<T: DeserializeOwned>(index: &Path, table: &str) -> Result<Vec<T>> {
    parse(index, table, read(index, table)?.as_deref())
}

/// [`rewrite`] of such a list: `change` is given the entries and leaves them as they shall be.
pub(super) fn rewrite_entries<T: DeserializeOwned + Serialize>(
    index: &Path,
    table: &str,
    change: impl FnOnce(&mut Vec<T>) -> Result<()>,
) -> Result<()> {
    rewrite(index, table, |text| {
        let mut entries = parse(index, table, text.as_deref())?;
        change(&mut entries)?;
        // A struct of strings always serialises.
        Ok(Some(entries.iter().map(|entry| serde_json::to_string(entry).unwrap_or_default() + "\n").collect()))
    })
}

/// Whether a text is such a list.
pub(super) fn is_list_of<T: DeserializeOwned>(text: &str) -> bool {
    text.lines().all(|line| serde_json::from_str::<T>(line).is_ok())
}

fn parse<T: DeserializeOwned>(index: &Path, table: &str, text: Option<&str>) -> Result<Vec<T>> {
    let parsed = text.unwrap_or_default().lines().map(serde_json::from_str).collect::<Result<_, _>>();
    parsed.map_err(|e| {
        Error::new(format!("`{}` is damaged: {e}", index.join(table).display()))
            .hint("mend it, or bring back its last backup with `dateline verify --repair`")
    })
}

/// Puts the latest backup that `is_sound` in the table's place; says which. The damaged state is backed up as well.
pub(super) fn restore(index: &Path, table: &str, is_sound: impl Fn(&str) -> bool) -> Result<Option<PathBuf>> {
    let _lock = locked(index)?;
    let sound = earlier(index, table).into_iter().rev();
    let mut sound = sound.filter_map(|path| Some((fs::read_to_string(&path).ok()?, path)));
    let Some((text, path)) = sound.find(|(text, _)| is_sound(text)) else { return Ok(None) };
    // A copy: at no moment may the table be missing, for then nothing is withheld.
    let _ = disk::copy(&index.join(table), &backups(index).join(format!("{table}.damaged")));
    replace(index, table, &text)?;
    Ok(Some(path))
}

/// Whether the file belongs to the tables.
pub(super) fn is_ours(name: &str) -> bool {
    TABLES.contains(&name) || matches!(name, LOCK | BACKUPS | super::saved::MEMORY)
}

/// Tables that were never finished.
pub(super) fn litter(index: &Path) -> Vec<PathBuf> {
    let learned = super::learned::TABLES.iter().map(|table| format!("{}{table}.new", super::learned::PREFIX));
    let own = TABLES.iter().map(|table| format!("{table}.new"));
    own.chain(learned).map(|name| index.join(name)).filter(|path| path.exists()).collect()
}

fn replace(index: &Path, table: &str, text: &str) -> Result<()> {
    let (path, new) = (index.join(table), index.join(format!("{table}.new")));
    disk::replace(&path, &new, |file| file.write_all(text.as_bytes())).map_err(|e| Error::io("write", &path, &e))?;
    super::directory::sync(index)
}

fn back_up(index: &Path, table: &str, text: &str) -> Result<()> {
    let folder = backups(index);
    fs::create_dir_all(&folder).map_err(|e| Error::io("create", &folder, &e))?;
    let earlier = earlier(index, table);
    let last = earlier.last().and_then(|path| number_of(path)).unwrap_or(0);
    let path = folder.join(format!("{table}.{:06}", last + 1));
    let written = || -> std::io::Result<()> {
        let mut file = Own::create(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync()
    };
    written().map_err(|e| Error::io("write", &path, &e))?;
    super::directory::sync(&folder)?;
    let too_many = (earlier.len() + 1).saturating_sub(BACKUPS_MAX);
    earlier.iter().take(too_many).for_each(|path| drop(fs::remove_file(path)));
    Ok(())
}

/// The backups of a table, oldest first.
fn earlier(index: &Path, table: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(backups(index)).into_iter().flatten().flatten();
    let is_of =
        |path: &PathBuf| path.file_stem().is_some_and(|stem| stem.to_str() == Some(table)) && number_of(path).is_some();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_of).collect();
    paths.sort();
    paths
}

fn number_of(backup: &Path) -> Option<u64> {
    backup.extension()?.to_str()?.parse().ok()
}

fn backups(index: &Path) -> PathBuf {
    index.join(BACKUPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_list_is_refused() {
        let sound = "[1,2]\n[3]\n";
        assert!(is_list_of::<Vec<u8>>(sound) && is_list_of::<Vec<u8>>(""));
        assert!(!is_list_of::<Vec<u8>>(&sound[..sound.len() - 2]));
        let refused = parse::<Vec<u8>>(Path::new("i"), "t", Some("[1,")).unwrap_err();
        assert!(refused.message.starts_with("`i/t` is damaged"), "{}", refused.message);
    }

    #[test]
    fn every_state_is_backed_up_before_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let index = dir.path();
        for n in 0..BACKUPS_MAX + 5 {
            let next = n.to_string();
            rewrite(index, TABLES[0], |before| {
                assert_eq!(before, n.checked_sub(1).map(|n| n.to_string()));
                Ok(Some(next))
            })
            .unwrap();
        }
        rewrite(index, TABLES[0], |_| Ok(None)).unwrap();
        let kept: Vec<String> =
            earlier(index, TABLES[0]).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        assert_eq!(kept.len(), BACKUPS_MAX);
        assert_eq!(kept.last().map(String::as_str), Some("23"));
        fs::write(index.join(TABLES[0]), b"\xff").unwrap();
        assert!(read(index, TABLES[0]).is_err());
        assert!(restore(index, TABLES[0], |text| text == "22").unwrap().is_some());
        assert_eq!(read(index, TABLES[0]).unwrap().as_deref(), Some("22"));
    }
}
