//! Where articles go: the generation on disk, or a build on a cluster.

use super::checkpoint::Open;
use super::kept::Before;
use super::plan::Task;
use crate::error::Result;
use crate::index::cluster::{Build, Shape};
use crate::index::{Guard, StoredArticle, Unpacked, unpacked};
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

    /// Called from several threads. What became of each comes back in their order.
    pub(super) fn add_each(&self, articles: Vec<Addition>) -> Vec<Result<()>> {
        match self {
            Target::Disk(writer) => {
                let fields = *writer.get().fields();
                let lay_out = |article: Addition| {
                    let Addition { stored, article_key, digest, guard } = article;
                    (digest, unpacked(stored, article_key, &fields, Some(guard)))
                };
                let laid_out: Vec<_> = articles.into_iter().map(lay_out).collect();
                let add = |(digest, article): (u64, Unpacked)| {
                    let writer = writer.get();
                    writer.add(article.pack(&fields, writer.packing())?.of_record(digest, &fields))
                };
                laid_out.into_iter().map(add).collect()
            }
            Target::Cluster(shipper) => {
                articles.into_iter().map(|article| shipper.add(article.stored, article.article_key)).collect()
            }
        }
    }
}

/// An article on its way into a target.
pub(super) struct Addition {
    pub stored: StoredArticle,
    pub article_key: i64,
    /// Of the raw record.
    pub digest: u64,
    /// Let go when the article waits nowhere any more.
    pub guard: Guard,
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
