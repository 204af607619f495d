//! Content in, a file of our own on disk out: the one place where an index writes what is not tantivy's.
//!
//! Such a file is written under another name, synced, and put in its place by one rename: whoever reads sees the old one
//! or the new one. Each operation is a **step**, and in tests any step can be made to fail (`failing`): what is left of a
//! disk that is full, or broken, or somebody else's, is tried at every one of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A file being written.
#[derive(Debug)]
pub(super) struct Own(File);

impl Own {
    /// An empty one in the place of whatever is there.
    pub fn create(path: &Path) -> io::Result<Own> {
        step()?;
        Ok(Own(File::create(path)?))
    }

    /// One that is added to; made when there is none.
    pub fn append(path: &Path) -> io::Result<Own> {
        step()?;
        Ok(Own(OpenOptions::new().create(true).append(true).open(path)?))
    }

    /// Has it on disk.
    pub fn sync(&self) -> io::Result<()> {
        step()?;
        self.0.sync_all()
    }
}

impl Write for Own {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Puts what `content` writes in the place of `path`; `new` is what it is called until it is whole.
pub(super) fn replace(path: &Path, new: &Path, content: impl FnOnce(&mut Own) -> io::Result<()>) -> io::Result<()> {
    let mut file = Own::create(new)?;
    content(&mut file)?;
    file.sync()?;
    rename(new, path)
}

pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Puts a copy of `from` in the place of `to`.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::copy(from, to).map(drop)
}

/// Has a folder's entries on disk. (Only a file's content is synced with the file.)
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    step()?;
    // Folders cannot be opened as files everywhere; where they cannot there is nothing to do.
    let Ok(file) = File::open(folder) else { return Ok(()) };
    match file.sync_all() {
        Err(e) if e.kind() != io::ErrorKind::InvalidInput => Err(e),
        _ => Ok(()),
    }
}

#[cfg(not(test))]
fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use failing::step;

#[cfg(test)]
pub(super) mod failing {
    use std::cell::Cell;
    use std::io;

    #[derive(Debug, Clone, Copy)]
    struct Plan {
        left: usize,
        kind: io::ErrorKind,
        stays: bool,
    }

    thread_local! {
        static PLAN: Cell<Option<Plan>> = const { Cell::new(None) };
        static FAILED: Cell<bool> = const { Cell::new(false) };
    }

    /// Lets so many steps of this thread pass and then fails: the next one only, or, where it `stays`, all.
    pub fn after(left: usize, kind: io::ErrorKind, stays: bool) {
        PLAN.set(Some(Plan { left, kind, stays }));
    }

    /// Ends it. Whether all was over before it came to a failure.
    pub fn is_over() -> bool {
        PLAN.take();
        !FAILED.take()
    }

    pub fn step() -> io::Result<()> {
        let Some(plan) = PLAN.get() else { return Ok(()) };
        match plan.left.checked_sub(1) {
            Some(left) => PLAN.set(Some(Plan { left, ..plan })),
            None => {
                FAILED.set(true);
                PLAN.set(Some(plan).filter(|plan| plan.stays));
                return Err(plan.kind.into());
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
