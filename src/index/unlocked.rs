//! The files of a generation, as tantivy opens them, with three things of ours.
//!
//! Opening a reader takes a lock file, so that nobody collects files under it meanwhile. Where the folder cannot be
//! written (another user's index, a read-only disk) there is no lock to take: the reader goes without, and
//! [`super::Generation::open`] tries again should files go missing under it.
//!
//! Of what fails while writing, tantivy's threads tell only that one of them has ended. The first failure is kept here
//! with its cause: a full disk is called a full disk.
//!
//! Which documents of a segment are deleted is written before the commit that says so, into a file named by that commit. A run
//! that was killed between the two leaves a file that the next run, which has the same to do, wants to write: it makes room.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

/// How the names of files end that hold which documents are deleted.
const DELETED: &str = "del";

/// A directory whose lock is passed over where it must not be taken, and whose first failed writing is remembered.
#[derive(Debug, Clone)]
pub struct Unlocked {
    inner: Box<dyn Directory>,
    failure: Failure,
}

/// The first writing that failed: which file, and why.
#[derive(Debug, Clone, Default)]
pub struct Failure(Arc<Mutex<Option<(PathBuf, ErrorKind, String)>>>);

impl Failure {
    fn note(&self, path: &Path, error: &io::Error) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| (path.to_path_buf(), error.kind(), error.to_string()));
    }

    /// What failed, as the system said it.
    pub fn first(&self) -> Option<(PathBuf, io::Error)> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().map(|(path, kind, said)| (path.clone(), io::Error::new(*kind, said.clone())))
    }
}

impl Unlocked {
    pub fn new(inner: impl Into<Box<dyn Directory>>) -> Unlocked {
        Unlocked { inner: inner.into(), failure: Failure::default() }
    }

    /// Where failures of this directory and of its clones can be asked for.
    pub fn failure(&self) -> Failure {
        self.failure.clone()
    }

    fn noting<T>(&self, path: &Path, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.failure.note(path, error))
    }
}

impl Directory for Unlocked {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(e)) if is_read_only(e.kind()) => Ok(DirectoryLock::from(Box::new(()))),
            taken => taken,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let opened = match self.inner.open_write(path) {
            Err(OpenWriteError::FileAlreadyExists(_)) if path.extension().is_some_and(|kind| kind == DELETED) => {
                // No reader knows it: its commit never happened.
                let _ = self.inner.delete(path);
                self.inner.open_write(path)
            }
            opened => opened,
        };
        let opened = opened.inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.failure.note(path, io_error);
            }
        })?;
        let (path, failure) = (path.to_path_buf(), self.failure.clone());
        Ok(BufWriter::new(Box::new(Noting { inner: opened, path, failure })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.noting(path, self.inner.atomic_write(path, data))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.noting(Path::new(""), self.inner.sync_directory())
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file being written, whose failures are noted.
struct Noting {
    inner: WritePtr,
    path: PathBuf,
    failure: Failure,
}

impl Write for Noting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes).inspect_err(|error| self.failure.note(&self.path, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush().inspect_err(|error| self.failure.note(&self.path, error))
    }
}

impl TerminatingWrite for Noting {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.inner.terminate_ref(token).inspect_err(|error| self.failure.note(&self.path, error))
    }
}

fn is_read_only(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}
