//! The index directory: which generation is live, which are kept, who may write, what is litter.
//!
//! `CURRENT` is one line, `format 1 generation g000003 kept g000002`. It is replaced with one rename, and what it does
//! not name is litter, the user's own tables apart.

use super::schema::FORMAT;
use super::{disk, generation, manifest, user_table};
use crate::error::{Error, Result};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const CURRENT: &str = "CURRENT";
const CURRENT_NEW: &str = "CURRENT.new";
const LOCK: &str = "lock";
/// How often, and after which pause, a lock is tried again that this very process seems to hold: between fork and exec a
/// child holds every open file of its parent, so a lock may be let go late. Two seconds in all, guessed: a fork lasts
/// milliseconds.
pub(super) const LOCK_ATTEMPTS: usize = 40;
pub(super) const LOCK_WAIT: Duration = Duration::from_millis(50);

/// An index directory that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    path: PathBuf,
}

/// What `CURRENT` says: names of generations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Current {
    pub format: u32,
    pub live: String,
    /// Old generations, the latest first.
    pub kept: Vec<String>,
}

/// What is found where `CURRENT` should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// Something that names no generation.
    Damaged,
    Current(Current),
}

impl Directory {
    /// The index at `path`; an error when there is none, or none that says which generation is live.
    pub fn open(path: &Path) -> Result<Directory> {
        let directory = Directory { path: path.to_path_buf() };
        match directory.current()? {
            Some(_) => Ok(directory),
            None => Err(no_index(path)),
        }
    }

    /// The index at `path`, sound or not; an error when there is nothing of one.
    pub fn open_damaged(path: &Path) -> Result<Directory> {
        let directory = Directory { path: path.to_path_buf() };
        match directory.found()? {
            Found::Nothing if !path.is_dir() || directory.generations()?.is_empty() => Err(no_index(path)),
            _ => Ok(directory),
        }
    }

    /// The index at `path`, or an empty place for one: an absent or empty folder. A folder that holds
    /// anything else is somebody's, and left alone.
    pub fn open_or_create(path: &Path) -> Result<Directory> {
        fs::create_dir_all(path).map_err(|e| Error::io("create", path, &e))?;
        let directory = Directory { path: path.to_path_buf() };
        if directory.found()? == Found::Nothing {
            directory.refuse_foreign_files()?;
        }
        Ok(directory)
    }

    /// The place of an index, whatever is there.
    pub fn at(path: &Path) -> Directory {
        Directory { path: path.to_path_buf() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the live generation, if the format is ours.
    pub fn live(&self) -> Result<Option<PathBuf>> {
        match self.current()? {
            None => Ok(None),
            Some(Current { format: FORMAT, live, .. }) => Ok(Some(self.path.join(live))),
            Some(Current { format, live, .. }) => {
                let took = manifest::newest(&self.path.join(live)).get("build_ms").and_then(serde_json::Value::as_u64);
                Err(other_format(&self.path, format, took))
            }
        }
    }

    /// The folders of the old generations that are kept, the latest first.
    pub fn kept(&self) -> Result<Vec<PathBuf>> {
        let kept = self.current()?.map(|current| current.kept).unwrap_or_default();
        Ok(kept.into_iter().map(|name| self.path.join(name)).collect())
    }

    /// A folder for a new generation, made.
    pub(crate) fn new_generation(&self) -> Result<PathBuf> {
        let last = self.generations()?.into_iter().map(|(number, _)| number).max().unwrap_or(0);
        let folder = self.path.join(format!("g{:06}", last + 1));
        fs::create_dir(&folder).map_err(|e| Error::io("create", &folder, &e))?;
        Ok(folder)
    }

    /// Makes `folder` the live generation, at once: readers see the one before or this one. The one before is kept
    /// with those that were, `keep` of them in all.
    pub(crate) fn switch_to(&self, folder: &Path, keep: usize) -> Result<()> {
        let live = name_of(folder);
        let before = match self.found()? {
            Found::Current(current) => [vec![current.live], current.kept].concat(),
            // What was kept is no longer known, only what is whole.
            Found::Nothing | Found::Damaged => {
                let folders = self.generations()?.into_iter().map(|(_, folder)| folder);
                folders.filter(|folder| super::read_ledger(folder).is_ok()).map(|folder| name_of(&folder)).collect()
            }
        };
        let is_there = |name: &String| *name != live && self.path.join(name).is_dir();
        let kept = before.into_iter().filter(is_there).take(keep).collect();
        sync(folder)?;
        self.write_current(&Current { format: FORMAT, live, kept })
    }

    /// Keeps no more than `keep` old generations from now on.
    pub(crate) fn keep_only(&self, keep: usize) -> Result<()> {
        match self.current()? {
            Some(mut current) if current.kept.len() > keep => {
                current.kept.truncate(keep);
                self.write_current(&current)
            }
            _ => Ok(()),
        }
    }

    /// Replaces `CURRENT`.
    pub(super) fn write_current(&self, to: &Current) -> Result<()> {
        let (current, new) = (self.path.join(CURRENT), self.path.join(CURRENT_NEW));
        let mut line = format!("format {} generation {}", to.format, to.live);
        if !to.kept.is_empty() {
            line += &format!(" kept {}", to.kept.join(" "));
        }
        sync(&self.path)?;
        disk::replace(&current, &new, |file| writeln!(file, "{line}")).map_err(|e| Error::io("write", &current, &e))?;
        sync(&self.path)
    }

    /// Removes what a run that was killed left behind: generations that `CURRENT` does not name, but for `spared`, and
    /// a half-written `CURRENT`. Only the holder of the lock may call it. What cannot be removed stays for the next run.
    pub(crate) fn remove_litter(&self, _lock: &Lock, spared: Option<&Path>) -> Result<()> {
        for path in self.litter()? {
            if spared == Some(path.as_path()) {
                continue;
            }
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
        Ok(())
    }

    /// The generations that `CURRENT` does not name, the latest first; those of a build that was cut off are among them.
    pub fn unnamed(&self) -> Result<Vec<PathBuf>> {
        let named = match self.found()? {
            Found::Current(current) => [vec![current.live], current.kept].concat(),
            Found::Nothing | Found::Damaged => Vec::new(),
        };
        let folders = self.generations()?.into_iter().map(|(_, folder)| folder);
        Ok(folders.filter(|folder| !named.contains(&name_of(folder))).collect())
    }

    /// Generations that `CURRENT` does not name, and files of ours that were never finished. A `CURRENT` that is
    /// damaged or lost names nothing: then every generation that was finished may be the one, and none of those is litter.
    pub(super) fn litter(&self) -> Result<Vec<PathBuf>> {
        let mut litter = match self.found()? {
            Found::Current(_) => self.unnamed()?,
            Found::Nothing => self.unnamed()?.into_iter().filter(|folder| !is_finished(folder)).collect(),
            Found::Damaged => Vec::new(),
        };
        let new = self.path.join(CURRENT_NEW);
        litter.extend(new.exists().then_some(new));
        litter.extend(user_table::litter(&self.path));
        litter.sort();
        Ok(litter)
    }

    /// What `CURRENT` says, an error when it is damaged.
    pub(super) fn current(&self) -> Result<Option<Current>> {
        match self.found()? {
            Found::Nothing => Ok(None),
            Found::Current(current) => Ok(Some(current)),
            Found::Damaged => {
                let path = self.path.display();
                Err(Error::new(format!("`{}` does not name a generation", self.path.join(CURRENT).display())).hint(
                    format!(
                        "`dateline verify --repair --index {path}` looks for the last good one, \
                         `dateline index --rebuild --index {path}` makes a new one"
                    ),
                ))
            }
        }
    }

    /// Looks at `CURRENT`.
    pub(super) fn found(&self) -> Result<Found> {
        let path = self.path.join(CURRENT);
        match fs::read(&path) {
            Ok(bytes) => {
                Ok(String::from_utf8(bytes).ok().and_then(|text| parse(&text)).map_or(Found::Damaged, Found::Current))
            }
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(Found::Nothing),
            Err(e) => Err(Error::io("read", &path, &e)),
        }
    }

    /// The folders that have a generation's name, the latest first.
    pub(super) fn generations(&self) -> Result<Vec<(u64, PathBuf)>> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::io("read", &self.path, &e)),
        };
        let named =
            entries.flatten().filter_map(|entry| Some((generation_number(entry.file_name().to_str()?)?, entry.path())));
        let mut generations: Vec<(u64, PathBuf)> = named.collect();
        generations.sort_unstable_by(|a, b| b.cmp(a));
        Ok(generations)
    }

    fn refuse_foreign_files(&self) -> Result<()> {
        let entries = fs::read_dir(&self.path).map_err(|e| Error::io("read", &self.path, &e))?;
        for entry in entries {
            let name = entry.map_err(|e| Error::io("read", &self.path, &e))?.file_name();
            let name = name.to_string_lossy();
            let is_ours = matches!(&*name, ".gitkeep" | CURRENT_NEW | LOCK)
                || user_table::is_ours(&name)
                || name.starts_with(super::learned::PREFIX)
                || generation_number(&name).is_some();
            if !is_ours {
                let message = format!("`{}` is no index: it holds `{name}`", self.path.display());
                return Err(Error::new(message).hint("give `--index` a new or empty folder"));
            }
        }
        Ok(())
    }
}

/// An index or a generation of another format; `took_ms` is what building it took.
pub(super) fn other_format(path: &Path, format: u32, took_ms: Option<u64>) -> Error {
    let path = path.display();
    let mut hint = format!("rebuild it with `dateline index --rebuild --index {path}`");
    if let Some(ms) = took_ms {
        hint += &format!("; the last time that took {:.0} s", ms as f64 / 1000.0);
    }
    Error::new(format!("the index at `{path}` has format {format}, this program reads {FORMAT}")).hint(hint)
}

/// `format 1 generation g000003 kept g000002 g000001`
fn parse(line: &str) -> Option<Current> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (head, kept) = match words.iter().position(|&word| word == "kept") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (&words[..], &[][..]),
    };
    let ["format", format, "generation", live] = head else { return None };
    generation_number(live)?;
    let kept = kept.iter().map(|name| generation_number(name).map(|_| (*name).to_owned())).collect::<Option<_>>()?;
    Some(Current { format: format.parse().ok()?, live: (*live).to_owned(), kept })
}

/// The name of a generation's folder.
pub(super) fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn no_index(path: &Path) -> Error {
    let folders = Directory { path: path.to_path_buf() }.generations().unwrap_or_default();
    let is_begun = folders.iter().any(|(_, folder)| super::read_unfinished(folder).is_some());
    let hint = if is_begun {
        "its first build was cut off: `dateline index --resume <archive>` goes on with it"
    } else if folders.iter().any(|(_, folder)| is_finished(folder)) {
        "nothing names its generations any more: `dateline verify --repair` finds the last good one"
    } else {
        "build one with `dateline index <archive>`"
    };
    Error::new(format!("no index at `{}`", path.display())).hint(hint)
}

/// `g000012` → 12.
fn generation_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix('g').filter(|d| d.len() >= 6 && d.bytes().all(|b| b.is_ascii_digit()))?;
    digits.parse().ok()
}

/// Has a folder's entries on disk. (Only a file's content is synced with the file.)
pub(super) fn sync(folder: &Path) -> Result<()> {
    disk::sync_folder(folder).map_err(|e| Error::io("sync", folder, &e))
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
        let mut taken = file.try_lock();
        for _ in 0..LOCK_ATTEMPTS {
            if !matches!(taken, Err(TryLockError::WouldBlock)) || !is_ours(&mut file) {
                break;
            }
            std::thread::sleep(LOCK_WAIT);
            taken = file.try_lock();
        }
        match taken {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&directory.path, &mut file)),
            Err(TryLockError::Error(e)) => return Err(Error::io("lock", &path, &e)),
        }
        let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC");
        // Only for the message a second writer gets, so a failure to write it is no failure.
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "process {}, since {now}", std::process::id()));
        Ok(Lock { _file: file })
    }

    /// Who is writing at this moment, if anybody is. Asked without taking the lock from anybody.
    pub(super) fn writer_of(directory: &Directory) -> Option<String> {
        let mut file = File::open(directory.path.join(LOCK)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(holder(&mut file)),
            _ => None,
        }
    }
}

/// Who holds the lock: what it wrote of itself.
fn holder(file: &mut File) -> String {
    let mut holder = String::new();
    let _ = file.rewind().and_then(|()| file.take(200).read_to_string(&mut holder));
    if holder.trim().is_empty() { "another process".to_owned() } else { holder.trim().to_owned() }
}

/// Whether it was this process that wrote itself down as the holder.
fn is_ours(file: &mut File) -> bool {
    holder(file).starts_with(&format!("process {},", std::process::id()))
}

fn held(path: &Path, file: &mut File) -> Error {
    let holder = holder(file);
    Error::new(format!("the index at `{}` is being written by {holder}", path.display()))
        .hint("wait until it is done; searching goes on meanwhile")
}

/// Whether the folder holds a generation that was whole once; not a build that was cut off.
fn is_finished(folder: &Path) -> bool {
    !manifest::newest(folder).is_null() && generation::read_unfinished(folder).is_none()
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
    }

    #[test]
    fn current_names_generations_or_is_damaged() {
        let current = |live: &str, kept: &[&str]| {
            let kept = kept.iter().map(|&name| name.to_owned()).collect();
            Some(Current { format: 1, live: live.to_owned(), kept })
        };
        for (line, expected) in [
            ("format 1 generation g000001\n", current("g000001", &[])),
            ("format 1 generation g000012 kept g000003 g000002", current("g000012", &["g000003", "g000002"])),
            ("format 1 generation g000012 kept ../home", None),
            ("format 1 generation g000012 g000003", None),
            ("format x generation g000012", None),
            ("format 1 generation", None),
            ("gibberish", None),
            ("", None),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(CURRENT), b"\xff\xfe").unwrap();
        let refused = Directory::open(dir.path()).unwrap_err();
        assert!(refused.hint.unwrap().contains("verify --repair"));
        assert!(Directory::open_damaged(dir.path()).is_ok());
    }

    #[test]
    fn what_current_does_not_name_is_litter() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::open_or_create(dir.path()).unwrap();
        let lock = Lock::acquire(&directory).unwrap();
        let folders: Vec<PathBuf> = (0..4).map(|_| directory.new_generation().unwrap()).collect();
        for folder in &folders[..3] {
            directory.switch_to(folder, 1).unwrap();
        }
        fs::write(dir.path().join(CURRENT_NEW), "format").unwrap();
        directory.remove_litter(&lock, Some(&folders[3])).unwrap();
        let there: Vec<bool> = folders.iter().map(|folder| folder.exists()).collect();
        assert_eq!(there, [false, true, true, true]);
        assert_eq!(directory.kept().unwrap(), [folders[1].clone()]);
        fs::write(dir.path().join(CURRENT), "gibberish").unwrap();
        directory.remove_litter(&lock, None).unwrap();
        assert!(folders[1..].iter().all(|folder| folder.exists()), "nothing goes while nobody knows what is live");
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
