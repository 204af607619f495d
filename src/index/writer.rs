//! Families of documents in, one commit out.

use super::checksums::{self, Checksums};
use super::dictionary::Dictionary;
use super::directory::{LOCK_ATTEMPTS, LOCK_WAIT};
use super::document::{Document, Family};
use super::families::Families;
use super::generation::{Commit, failed, files_of, keep_tables, last_commit, open_index_in};
use super::keys::input_term;
use super::manifest::{self, Ledger};
use super::packed::Packing;
use super::schema::{Fields, register_tokenizers, schema, settings};
use super::tables;
use super::unlocked::{Failure, Unlocked};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::indexer::{LogMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, TantivyError, Term};

/// Writes one generation. What it is given becomes visible with [`Writer::commit`], all at once, or, when it
/// is dropped without, never.
pub struct Writer {
    tantivy: IndexWriter<Document>,
    fields: Fields,
    packing: Packing,
    folder: PathBuf,
    /// Of the last ledger.
    number: u64,
    /// Of the files that were there before.
    checksums: Checksums,
    /// Why a thread of tantivy's ended, if one did.
    failure: Failure,
    /// Whether a document was added or deleted.
    is_touched: AtomicBool,
}

/// Tantivy refuses less for a thread.
const THREAD_BYTES_MIN: usize = 15_000_000;
/// A thread's arena cannot be addressed beyond.
const THREAD_BYTES_MAX: usize = 4_000_000_000;
/// Share of deleted documents from which a segment is rewritten. (Tantivy's own 1.0 means never.)
const DELETED_SHARE_MAX: f32 = 0.25;

/// Tries again while tantivy's own lock is taken. Ours is held already, so nobody writes: the lock is let go late,
/// by a child of a process that started one (between fork and exec a child holds every open file of its parent).
fn patiently<T>(mut attempt: impl FnMut() -> tantivy::Result<T>) -> tantivy::Result<T> {
    for _ in 0..LOCK_ATTEMPTS {
        match attempt() {
            Err(TantivyError::LockFailure(..)) => std::thread::sleep(LOCK_WAIT),
            done => return done,
        }
    }
    attempt()
}

/// The error with its cause, where one was noted.
fn because(failure: &Failure, doing: &str, folder: &Path, error: &TantivyError) -> Error {
    match failure.first() {
        Some((path, cause)) => Error::io("write", &folder.join(path), &cause),
        None => failed(doing, folder, error),
    }
}

impl Writer {
    /// A writer of a new generation in an empty folder.
    pub fn create(folder: &Path, threads: usize, memory_bytes: usize) -> Result<Writer> {
        Self::create_in(files_of(folder)?, folder, threads, memory_bytes)
    }

    fn create_in(files: Unlocked, folder: &Path, threads: usize, memory_bytes: usize) -> Result<Writer> {
        let (schema, fields) = schema();
        let failure = files.failure();
        let index = Index::create(files, schema, settings()).map_err(|e| because(&failure, "create", folder, &e))?;
        register_tokenizers(&index);
        Self::new(&index, fields, folder, 0, threads, memory_bytes, failure)
    }

    /// A writer that changes the generation in `folder`.
    pub fn open(folder: &Path, threads: usize, memory_bytes: usize) -> Result<Writer> {
        Self::open_in(files_of(folder)?, folder, threads, memory_bytes)
    }

    fn open_in(files: Unlocked, folder: &Path, threads: usize, memory_bytes: usize) -> Result<Writer> {
        let failure = files.failure();
        let (index, fields) = open_index_in(files, folder)?;
        let number = last_commit(&index)?.number;
        // What a run that was killed before its commit wrote; tantivy collects its own litter.
        manifest::remove_others(folder, number);
        Self::new(&index, fields, folder, number, threads, memory_bytes, failure)
    }

    fn new(
        index: &Index,
        fields: Fields,
        folder: &Path,
        number: u64,
        threads: usize,
        memory: usize,
        failure: Failure,
    ) -> Result<Writer> {
        // Fewer threads where there is too little for each.
        let threads = threads.min(memory / THREAD_BYTES_MIN).clamp(1, 8);
        let memory = (memory / threads).clamp(THREAD_BYTES_MIN, THREAD_BYTES_MAX) * threads;
        let tantivy = patiently(|| index.writer_with_num_threads(threads, memory));
        let tantivy = tantivy.map_err(|e| because(&failure, "write", folder, &e))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE_MAX);
        tantivy.set_merge_policy(Box::new(policy));
        let checksums = checksums::read(folder, number).unwrap_or_default();
        let dictionary = Dictionary::read(index.directory()).map_err(|e| because(&failure, "read", folder, &e))?;
        let packing = Packing::of(folder, dictionary);
        let (folder, is_touched) = (folder.to_path_buf(), AtomicBool::new(false));
        Ok(Writer { tantivy, fields, packing, folder, number, checksums, failure, is_touched })
    }

    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What packs the articles that are to be added.
    pub fn packing(&self) -> &Packing {
        &self.packing
    }

    /// Adds an article and its quotations, side by side. Waits while the queue is full.
    pub fn add(&self, family: Family) -> Result<()> {
        self.is_touched.store(true, Ordering::Relaxed);
        let operations: Vec<_> = family.0.into_iter().map(UserOperation::Add).collect();
        self.tantivy.run(operations).map_err(|e| self.failed("write", &e))?;
        Ok(())
    }

    /// Deletes everything that came from a file; what is added afterwards stays.
    pub fn delete_input(&self, root: &str, path: &str) {
        self.delete(Term::from_field_bytes(self.fields.input, &input_term(root, path)));
    }

    /// Deletes an article and its quotations; what is added afterwards stays.
    pub fn delete_article(&self, id: &str) {
        self.delete(Term::from_field_text(self.fields.article, id));
    }

    fn delete(&self, articles: Term) {
        self.is_touched.store(true, Ordering::Relaxed);
        // It fails only for a query that cannot be weighed, and this one always can.
        let deleted = self.tantivy.delete_query(Box::new(Families(articles)));
        debug_assert!(deleted.is_ok());
    }

    /// Makes everything visible, with the ledger that describes it, and waits for merges.
    pub fn commit(mut self, ledger: &Ledger) -> Result<()> {
        let before = self.number;
        self.commit_as(ledger, true)?;
        if !self.is_touched.into_inner() {
            // Files whose time alone was written down anew: the documents, and so their tables, are as they were.
            tables::carry(&self.folder, before, self.number);
        }
        self.tantivy.wait_merging_threads().map_err(|e| because(&self.failure, "merge", &self.folder, &e))?;
        keep_tables(&self.folder);
        // No part of the commit, which has happened: without them `verify` has only tantivy's own.
        if let Err(error) = checksums::keep(&self.folder, self.number, &self.checksums) {
            tracing::warn!("{error}");
        }
        manifest::remove_others(&self.folder, self.number);
        Ok(())
    }

    /// Has everything so far on disk, with the ledger that says how far that is: what is cut off later can go on from
    /// here. Only for a generation that nobody reads yet.
    pub fn checkpoint(&mut self, ledger: &Ledger) -> Result<()> {
        self.commit_as(ledger, false)?;
        manifest::remove_others(&self.folder, self.number);
        Ok(())
    }

    fn failed(&self, doing: &str, error: &TantivyError) -> Error {
        because(&self.failure, doing, &self.folder, error)
    }

    fn commit_as(&mut self, ledger: &Ledger, whole: bool) -> Result<()> {
        let number = self.number + 1;
        let (failure, folder) = (self.failure.clone(), self.folder.clone());
        let failed = |error: TantivyError| because(&failure, "write", &folder, &error);
        let digest = ledger.write(&self.folder, number)?;
        let mut commit = self.tantivy.prepare_commit().map_err(failed)?;
        commit.set_payload(&Commit { number, digest, whole }.payload());
        commit.commit().map_err(failed)?;
        self.number = number;
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
