//! Documents in, all of them appended once, to an engine that knows no document by its id.
//!
//! Quickwit takes what it is sent, and takes it twice when it is sent twice. So a request goes out as a **batch** whose id
//! stands in each of its documents. Where nobody knows what became of one (the connection broke, a gateway gave up), it is
//! waited until whatever came through can be seen, the batch is looked up, and only what is not there is sent again.
//! An engine that says it is full (429) has taken nothing.

use super::{Bulk, Failure, Remote};
use crate::error::{Error, Result};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Quickwit takes 10 MB in one request, and nobody says which megabytes.
const REQUEST_BYTES: usize = 9_500_000;
/// Documents of a batch: as many as one answer lists when it is looked up.
const BATCH_DOCUMENTS: usize = 5_000;

/// When an engine that only appends shows what it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// Some seconds later.
    Auto,
    /// Before it answers, in its own time.
    WaitFor,
    /// Before it answers, at once.
    Force,
}

impl Commit {
    const fn name(self) -> &'static str {
        match self {
            Commit::Auto => "auto",
            Commit::WaitFor => "wait_for",
            Commit::Force => "force",
        }
    }
}

type Items = Vec<(String, String)>;

impl Remote {
    /// Appends articles to `index`, each of them once.
    pub fn append(&self, index: &str, bulk: Bulk, commit: Commit) -> Result<()> {
        let mut batch: Items = Vec::new();
        let mut bytes = 0;
        for item in bulk.into_items() {
            let more = item.1.len() + 100;
            if more > REQUEST_BYTES {
                let message = format!("article `{}` has {more} bytes, and Quickwit takes 10 MB at once", item.0);
                return Err(Error::new(message).hint("leave it out of the archive; nothing of it would be found"));
            }
            if bytes + more > REQUEST_BYTES || batch.len() == BATCH_DOCUMENTS {
                self.append_batch(index, std::mem::take(&mut batch), commit)?;
                bytes = 0;
            }
            bytes += more;
            batch.push(item);
        }
        if batch.is_empty() { Ok(()) } else { self.append_batch(index, batch, commit) }
    }

    fn append_batch(&self, index: &str, mut items: Items, commit: Commit) -> Result<()> {
        let (id, sent) = (batch_id(&items), items.len());
        let path = ingest_path(index, commit);
        let mut waits = self.patience.begin();
        loop {
            let mut body = String::with_capacity(items.iter().map(|(_, source)| source.len() + 60).sum());
            for (_, source) in &items {
                body.extend(["{\"batch\":\"", &id, "\",", source.strip_prefix('{').unwrap_or(source), "\n"]);
            }
            let failure = match self.one_host("POST", &path, body.as_bytes()) {
                Ok(answer) => return self.taken(&answer, items.len()),
                Err(failure) => failure,
            };
            if !failure.may_pass() || !waits.wait(failure.retry_after()) {
                return Err(failure.told(&self.address));
            }
            if !matches!(failure, Failure::Status { status: 429, .. }) {
                self.settle();
                let landed = self.landed(index, &id, sent)?;
                items.retain(|(article, _)| !landed.contains(article));
                tracing::info!("batch {id}: {} came through, {} are sent again", landed.len(), items.len());
                if items.is_empty() {
                    return Ok(());
                }
                if !landed.is_empty() {
                    // It moves on: patience begins anew.
                    waits = self.patience.begin();
                }
            }
        }
    }

    /// Appends small documents that may be there twice, and waits until they can be seen.
    pub fn append_notes(&self, index: &str, notes: &[Value]) -> Result<()> {
        let lines: String = notes.iter().map(|note| format!("{note}\n")).collect();
        let answer = self.post_lines(&ingest_path(index, Commit::Force), &lines)?;
        self.taken(&answer, notes.len())
    }

    /// Waits until what was sent, by whomever, can be seen or never will.
    pub fn settle(&self) {
        let seconds = self.commit_seconds();
        std::thread::sleep(Duration::from_secs(seconds.saturating_add(1 + seconds / 4)));
    }

    /// Whether all documents of a request were taken, as far as Quickwit says: it parses them later.
    fn taken(&self, answer: &Value, sent: usize) -> Result<()> {
        let taken = answer["num_docs_for_processing"].as_u64();
        let rejected = answer["num_rejected_docs"].as_u64().unwrap_or(0);
        if taken == Some(sent as u64) && rejected == 0 {
            return Ok(());
        }
        let reason = match taken {
            Some(taken) => format!("it took {taken} of {sent} documents and turned {rejected} away"),
            None => "no word of the documents it was sent".to_owned(),
        };
        Err(Failure::Answer(reason).told(&self.address))
    }

    /// The articles of a batch that are there.
    fn landed(&self, index: &str, batch: &str, most: usize) -> Result<HashSet<String>> {
        let path =
            format!("/api/v1/_elastic/{index}/_search?allow_partial_search_results=false&_source_includes=article");
        let body = json!({"size": most, "query": {"term": {"batch": {"value": batch}}}}).to_string();
        let answer = self.patiently("POST", &path, Some(body.as_bytes()), "application/json");
        let answer = answer.map_err(|failure| failure.told(&self.address))?;
        let hits = answer["hits"]["hits"].as_array().filter(|_| answer["_shards"]["failed"] == 0);
        let hits = hits.ok_or_else(|| Failure::Answer("no list of a batch".to_owned()).told(&self.address))?;
        Ok(hits.iter().filter_map(|hit| hit["_source"]["article"].as_str().map(str::to_owned)).collect())
    }

    /// Asks one host, once: who asks twice may have written twice. The next call goes to another where this one failed.
    fn one_host(&self, method: &str, path: &str, body: &[u8]) -> std::result::Result<Value, Failure> {
        let hosts = self.address.hosts.len();
        let host = self.host.load(Ordering::Relaxed) % hosts;
        let answer = self.once(host, method, path, Some(body), "application/x-ndjson");
        if answer.as_ref().is_err_and(Failure::may_pass) {
            self.host.store((host + 1) % hosts, Ordering::Relaxed);
        }
        answer
    }
}

fn ingest_path(index: &str, commit: Commit) -> String {
    format!("/api/v1/{index}/ingest?commit={}", commit.name())
}

/// Another one for every batch of every run.
fn batch_id(items: &Items) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    let first = items.first().map_or("", |(id, _)| id);
    let text = format!("{first} {now} {} {}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    blake3::hash(text.as_bytes()).to_hex()[..24].to_owned()
}
