//! Where articles go: the generation on disk, or a build on a cluster.

use super::checkpoint::Open;
use super::kept::Before;
use super::plan::Task;
use crate::error::Result;
use crate::index::cluster::{Build, Shape};
use crate::index::{Guard, StoredArticle, family};
use crate::remote::Bulk;
use std::sync::{Mutex, PoisonError};

/// Takes the articles of a run.
pub(super) enum Target<'t> {
    Disk(&'t Open),
    Cluster(&'t Shipper<'t>),
}

impl Target<'_> {
    /// An input is about to be read.
    pub(super) fn begin(&self, input: usize) {
        if let Target::Disk(writer) = self {
            writer.begin(input);
        }
    }

    /// What came from a file goes out. On a cluster every build begins empty.
    pub(super) fn forget(&self, task: &Task) {
        if let Target::Disk(writer) = self {
            writer.get().delete_input(&task.root, &task.input.under_root);
        }
    }

    /// What the index held when the run began; a build on a cluster begins empty.
    pub(super) fn before(&self) -> Option<&Before> {
        match self {
            Target::Disk(writer) => writer.before(),
            Target::Cluster(_) => None,
        }
    }

    pub(super) fn delete_article(&self, id: &str) {
        if let Target::Disk(writer) = self {
            writer.get().delete_article(id);
        }
    }

    /// Called from several threads; `digest` is the raw record's, `guard` is let go when the article waits nowhere any more.
    pub(super) fn add(&self, stored: StoredArticle, article_key: i64, digest: u64, guard: Guard) -> Result<()> {
        match self {
            Target::Disk(writer) => {
                let writer = writer.get();
                let family = family(stored, article_key, writer.fields(), writer.packing(), Some(guard))?;
                writer.add(family.of_record(digest, writer.fields()))
            }
            Target::Cluster(shipper) => shipper.add(stored, article_key),
        }
    }
}

/// Sends documents in bounded requests. The thread whose document fills a request sends it and waits for the answer: so
/// no more are under way than there are threads, and a slow engine slows the reading down.
pub(super) struct Shipper<'b> {
    build: &'b Build<'b>,
    shape: Shape,
    next: Mutex<Bulk>,
    /// A request is sent when it has grown to this.
    bulk_bytes: usize,
}

impl<'b> Shipper<'b> {
    pub(super) fn new(build: &'b Build<'b>, bulk_bytes: usize) -> Shipper<'b> {
        Shipper { build, shape: Shape::default(), next: Mutex::default(), bulk_bytes }
    }

    fn add(&self, stored: StoredArticle, article_key: i64) -> Result<()> {
        if self.build.has(article_key) {
            return Ok(());
        }
        let (id, document) = self.build.document(&self.shape, stored, article_key)?;
        let full = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            next.add(&id, document);
            (next.bytes() >= self.bulk_bytes).then(|| std::mem::take(&mut *next))
        };
        full.map_or(Ok(()), |bulk| self.build.write(bulk))
    }

    /// Sends what is left.
    pub(super) fn close(&self) -> Result<()> {
        let rest = std::mem::take(&mut *self.next.lock().unwrap_or_else(PoisonError::into_inner));
        if rest.is_empty() { Ok(()) } else { self.build.write(rest) }
    }
}
