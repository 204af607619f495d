//! The index directory: which generation is live, who may write, what is litter.

use super::schema::FORMAT;
use crate::error::{Error, Result};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

const CURRENT: &str = "CURRENT";
const LOCK: &str = "lock";

/// An index directory that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// The index at `path`; an error when there is none.
    pub fn open(path: &Path) -> Result<Directory> {
        let directory = Directory { path: path.to_path_buf() };
        match directory.current()? {
            Some(_) => Ok(directory),
            None => Err(no_index(path)),
        }
    }

    /// The index at `path`, or an empty place for one: an absent or empty folder. A folder that holds
    /// anything else is somebody's, and left alone.
    pub fn open_or_create(path: &Path) -> Result<Directory> {
        fs::create_dir_all(path).map_err(|e| Error::io("create", path, &e))?;
        let directory = Directory { path: path.to_path_buf() };
        if directory.current()?.is_none() {
            directory.refuse_foreign_files()?;
        }
        Ok(directory)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the live generation, if the format is ours.
    pub fn live(&self) -> Result<Option<PathBuf>> {
        match self.current()? {
            None => Ok(None),
            Some((FORMAT, name)) => Ok(Some(self.path.join(name))),
            Some((format, _)) => Err(self.other_format(format)),
        }
    }

    /// The folder of the live generation, whatever its format.
    pub fn live_of_any_format(&self) -> Result<Option<PathBuf>> {
        Ok(self.current()?.map(|(_, name)| self.path.join(name)))
    }

    /// A folder for a new generation, made.
    pub(crate) fn new_generation(&self) -> Result<PathBuf> {
        let last = self.generations()?.into_iter().map(|(number, _)| number).max().unwrap_or(0);
        let folder = self.path.join(format!("g{:06}", last + 1));
        fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, &e))?;
        Ok(folder)
    }

    /// Makes `folder` the live generation, at once: readers see the one before or this one.
    pub(crate) fn switch_to(&self, folder: &Path) -> Result<()> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let (current, new) = (self.path.join(CURRENT), self.path.join("CURRENT.new"));
        sync(folder)?;
        sync(&self.path)?;
        let written = || -> std::io::Result<()> {
            let mut file = File::create(&new)?;
            writeln!(file, "format {FORMAT} generation {name}")?;
            file.sync_all()?;
            fs::rename(&new, &current)
        };
        written().map_err(|e| Error::io("write", &current, &e))?;
        sync(&self.path)
    }

    /// Removes what a run that was killed left behind: generations that are not live, a half-written
    /// `CURRENT`. Only the holder of the lock may call it. What cannot be removed stays for the next run.
    pub(crate) fn remove_litter(&self, _lock: &Lock) -> Result<()> {
        let live = self.live_of_any_format()?;
        for (_, folder) in self.generations()? {
            if live.as_ref() != Some(&folder) {
                let _ = fs::remove_dir_all(folder);
            }
        }
        let _ = fs::remove_file(self.path.join("CURRENT.new"));
        Ok(())
    }

    /// What `CURRENT` says: the format and the name of the live generation.
    fn current(&self) -> Result<Option<(u32, String)>> {
        let path = self.path.join(CURRENT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(e) => return Err(Error::io("read", &path, &e)),
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        if let ["format", format, "generation", name] = words[..]
            && let (Ok(format), Some(_)) = (format.parse(), generation_number(name))
        {
            return Ok(Some((format, name.to_owned())));
        }
        Err(Error::new(format!("`{}` does not name a generation", path.display()))
            .hint("if this is an index, its `CURRENT` is damaged; move the folder away and build it anew"))
    }

    fn generations(&self) -> Result<Vec<(u64, PathBuf)>> {
        let entries = fs::read_dir(&self.path).map_err(|e| Error::io("read", &self.path, &e))?;
        let named =
            entries.flatten().filter_map(|entry| Some((generation_number(entry.file_name().to_str()?)?, entry.path())));
        Ok(named.collect())
    }

    fn refuse_foreign_files(&self) -> Result<()> {
        let entries = fs::read_dir(&self.path).map_err(|e| Error::io("read", &self.path, &e))?;
        for entry in entries {
            let name = entry.map_err(|e| Error::io("read", &self.path, &e))?.file_name();
            let name = name.to_string_lossy();
            let is_ours = matches!(&*name, ".gitkeep" | "CURRENT.new")
                || name == LOCK
                || name.starts_with(super::learned::PREFIX)
                || generation_number(&name).is_some();
            if !is_ours {
                let message = format!("`{}` is no index: it holds `{name}`", self.path.display());
                return Err(Error::new(message).hint("give `--index` a new or empty folder"));
            }
        }
        Ok(())
    }

    fn other_format(&self, format: u32) -> Error {
        let path = self.path.display();
        Error::new(format!("the index at `{path}` has format {format}, this program reads {FORMAT}"))
            .hint(format!("rebuild it with `dateline index --rebuild --index {path}`"))
    }
}

fn no_index(path: &Path) -> Error {
    Error::new(format!("no index at `{}`", path.display())).hint("build one with `dateline index <archive>`")
}

/// `g000012` → 12.
fn generation_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix('g').filter(|d| d.len() >= 6 && d.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

/// Has a folder's entries on disk. (Only a file's content is synced with the file.)
pub(super) fn sync(folder: &Path) -> Result<()> {
    // Folders cannot be opened as files everywhere; where they cannot there is nothing to do.
    let Ok(file) = File::open(folder) else { return Ok(()) };
    match file.sync_all() {
        Err(e) if e.kind() != ErrorKind::InvalidInput => Err(Error::io("sync", folder, &e)),
        _ => Ok(()),
    }
}

/// The right to write, held by one process and let go when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or says who has it.
    pub fn acquire(directory: &Directory) -> Result<Lock> {
        let path = directory.path.join(LOCK);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| Error::io("open", &path, &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&directory.path, &mut file)),
            Err(TryLockError::Error(e)) => return Err(Error::io("lock", &path, &e)),
        }
        let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC");
        // Only for the message a second writer gets, so a failure to write it is no failure.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "process {}, since {now}", std::process::id()));
        Ok(Lock { _file: file })
    }
}

fn held(path: &Path, file: &mut File) -> Error {
    let mut holder = String::new();
    let _ = file.take(200).read_to_string(&mut holder);
    let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
    Error::new(format!("the index at `{}` is being written by {holder}", path.display()))
        .hint("wait until it is done; searching goes on meanwhile")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_folder_becomes_an_index() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Directory::open(dir.path()).unwrap_err().message, format!("no index at `{}`", dir.path().display()));
        fs::write(dir.path().join(".gitkeep"), "").unwrap();
        assert!(Directory::open_or_create(dir.path()).is_ok());
        fs::write(dir.path().join("thesis.doc"), "").unwrap();
        let refused = Directory::open_or_create(dir.path()).unwrap_err();
        assert!(refused.message.contains("`thesis.doc`"), "{refused}");
    }

    #[test]
    fn another_format_is_refused_with_both_numbers() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(CURRENT), "format 99 generation g000001\n").unwrap();
        let refused = Directory::open(dir.path()).unwrap().live().unwrap_err();
        assert!(refused.message.ends_with(&format!("has format 99, this program reads {FORMAT}")), "{refused}");
        assert!(refused.hint.unwrap().contains("--rebuild"));
        fs::write(dir.path().join(CURRENT), "gibberish").unwrap();
        assert!(Directory::open(dir.path()).is_err());
    }

    #[test]
    fn a_second_writer_is_told_who_holds_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::open_or_create(dir.path()).unwrap();
        let first = Lock::acquire(&directory).unwrap();
        let refused = Lock::acquire(&directory).unwrap_err();
        assert!(refused.message.contains(&format!("process {}", std::process::id())), "{refused}");
        drop(first);
        assert!(Lock::acquire(&directory).is_ok());
    }
}
