//! A disk that fails at every step in turn: whatever the step, what was committed answers, the cause is told, and the
//! next run finishes.

use super::*;
use crate::article::{Article, RecordKey, Span};
use crate::index::keys::identity;
use crate::index::manifest::Manifest;
use crate::index::schema::FORMAT;
use crate::index::{Generation, StoredArticle, family};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

/// Lets so many operations pass, then every one fails: a disk that is full stays full.
#[derive(Debug, Clone)]
struct Failing {
    inner: MmapDirectory,
    left: Arc<AtomicUsize>,
    kind: ErrorKind,
}

impl Failing {
    fn step(&self) -> io::Result<()> {
        let take = |left: usize| left.checked_sub(1);
        let taken = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take);
        taken.map(drop).map_err(|_| self.kind.into())
    }
}

impl Directory for Failing {
    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.step().map_err(|e| OpenWriteError::wrap_io_error(e, path.to_path_buf()))?;
        let inner = self.inner.open_write(path)?;
        Ok(BufWriter::new(Box::new(FailingFile { inner, directory: self.clone() })))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.step()?;
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.step()?;
        self.inner.sync_directory()
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

struct FailingFile {
    inner: WritePtr,
    directory: Failing,
}

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.directory.step()?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.directory.step()?;
        self.inner.terminate_ref(token)
    }
}

pub fn article(n: usize) -> Family {
    let text = format!("Article number {n}, about the harbour.");
    let identity = identity("r", &format!("{n}.txt"), &RecordKey::WholeFile, 1);
    let article = Article { paragraphs: vec![Span::new(0, text.len())], text, ..Article::default() };
    let stored = StoredArticle {
        id: identity.id,
        root: "r".into(),
        path: format!("{n}.txt"),
        member: String::new(),
        record: 0,
        external_id: None,
        article,
        annotations: Default::default(),
        passages: Vec::new(),
    };
    family(stored, identity.article_key, &schema().1, &Packing::default(), None).unwrap()
}

pub fn ledger() -> Ledger {
    Ledger { manifest: Manifest { format: FORMAT, ..Manifest::default() }, inputs: Vec::new(), rejects: Vec::new() }
}

fn run(writer: Result<Writer>, articles: std::ops::Range<usize>) -> Result<()> {
    let writer = writer?;
    articles.into_iter().try_for_each(|n| writer.add(article(n)))?;
    writer.delete_input("r", "0.txt");
    writer.commit(&ledger())
}

fn articles_of(folder: &Path) -> u64 {
    Generation::open_folder(folder).unwrap().unwrap().totals.articles
}

const MEMORY: usize = 2 * THREAD_BYTES_MIN;

#[test]
fn steps_of_a_commit_may_fail() {
    check_steps(&[(ErrorKind::StorageFull, 5), (ErrorKind::PermissionDenied, 17)]);
}

#[test]
#[ignore = "takes a minute and a half"]
fn every_step_of_a_commit_may_fail() {
    check_steps(&[(ErrorKind::StorageFull, 1), (ErrorKind::PermissionDenied, 1), (ErrorKind::Other, 1)]);
}

/// Every so many steps one after which nothing can be written for that reason.
fn check_steps(kinds: &[(ErrorKind, usize)]) {
    for &(kind, stride) in kinds {
        for step in (0..).step_by(stride) {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path();
            run(Writer::create(folder, 1, MEMORY), 0..3).unwrap();
            let before = articles_of(folder);
            let left = Arc::new(AtomicUsize::new(step));
            let failing = Failing { inner: MmapDirectory::open(folder).unwrap(), left: left.clone(), kind };
            let done = run(Writer::open_in(Unlocked::new(failing), folder, 1, MEMORY), 3..6);
            let now = articles_of(folder);
            assert!(now == before || now == before + 3, "{kind} at step {step}: {before} articles, then {now}");
            if let Err(error) = &done {
                let cause = kind.to_string();
                assert!(error.message.ends_with(&cause), "{kind} at step {step}: {error}");
            }
            run(Writer::open(folder, 1, MEMORY), 6..9).unwrap();
            assert_eq!(articles_of(folder), now + 3, "{kind} at step {step}");
            if left.load(Ordering::SeqCst) > 0 {
                assert!(done.is_ok() && step > 15, "{kind}: {step} steps, {done:?}");
                break;
            }
        }
    }
}

#[test]
fn a_commit_without_documents_hands_the_tables_on() {
    let dir = tempfile::tempdir().unwrap();
    run(Writer::create(dir.path(), 1, MEMORY), 0..3).unwrap();
    let written = |number| {
        let tables = ["totals", "stories", "speakers"].map(|name| manifest::file(dir.path(), name, number));
        tables.map(|table| std::fs::metadata(table).unwrap().modified().unwrap())
    };
    let first = written(1);
    Writer::open(dir.path(), 1, MEMORY).unwrap().commit(&ledger()).unwrap();
    assert_eq!(written(2), first);
    run(Writer::open(dir.path(), 1, MEMORY), 3..4).unwrap();
    let third = written(3);
    assert!(third.iter().zip(first).all(|(third, first)| *third > first));
}

#[test]
fn what_a_commit_left_that_was_cut_off_is_written_over() {
    let copy = |from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool| {
        let names = std::fs::read_dir(from).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let wanted: Vec<String> = names.filter(|name| wanted(name)).collect();
        wanted
            .iter()
            .map(|name| std::fs::copy(from.join(name), to.join(name)).unwrap())
            .filter(|&bytes| bytes > 0)
            .count()
    };
    let [cut, whole] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let (cut, whole) = (cut.path(), whole.path());
    run(Writer::create(cut, 1, MEMORY), 0..10).unwrap();
    copy(cut, whole, &|_| true);
    let goes_on = |folder: &Path| {
        let writer = Writer::open(folder, 1, MEMORY).unwrap();
        writer.add(article(10)).unwrap();
        writer.delete_input("r", "5.txt");
        writer.commit(&ledger()).unwrap();
    };
    goes_on(whole);
    let is_new = |name: &str| name.ends_with(".del") && !cut.join(name).exists();
    assert_eq!(copy(whole, cut, &is_new), 1);
    goes_on(cut);
    assert_eq!([cut, whole].map(articles_of), [9, 9]);
}
