//! The conductor's other way: from bytes to a build on a cluster, by one run or by several on several machines.
//!
//! A run reads its part of the files and writes every article under its id; nothing is remembered here between runs. One
//! that was killed is run again and writes the same documents again. The run that finishes the last part counts the build
//! and moves the alias.

use super::plan::{self, Task};
use super::reading::read_all;
use super::tally::Tally;
use super::target::{Shipper, Target};
use super::{ANNOTATORS, Annotating, IngestReport, IngestSettings, Progress, absolute, now_ns, places};
use crate::error::{Error, Result};
use crate::index::cluster::{Build, Layout, Part, Published, renew_withheld};
use crate::index::{Directory, Learned, Outcomes, Reject, Remembered};
use crate::remote::{Access, Patience, Remote, refused};
use serde_json::{Value, json};
use std::time::Instant;

/// Where a run's articles go.
#[derive(Debug, Clone)]
pub struct ClusterSettings {
    pub access: Access,
    /// The build's name; the time it was begun when none is given.
    pub build: Option<String>,
    pub part: Part,
    /// Shards and copies, where the engine's are not to be chosen from the archive's size.
    pub shards: Option<u64>,
    pub replicas: Option<u64>,
    /// A request is sent when it has grown to so many bytes; [`BULK_BYTES`](crate::remote::BULK_BYTES) but for tests.
    pub bulk_bytes: usize,
    /// Seconds until an engine that only appends shows what it was sent, where that is not to be the usual.
    pub commit_seconds: Option<u64>,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterReport {
    /// Files, articles and rejects of this part.
    pub read: IngestReport,
    /// What could not be read, in the order of the archive; nothing is kept of it on an engine. What the walk could not look
    /// at is among those of the first part.
    pub rejects: Vec<Reject>,
    /// The index that was written.
    pub index: String,
    pub published: Published,
}

/// Reads a part of an archive into a build.
pub fn ingest_into(settings: &IngestSettings, to: &ClusterSettings, progress: &dyn Progress) -> Result<ClusterReport> {
    let started = Instant::now();
    refuse_what_needs_memory(settings, to)?;
    plan::look_for(&settings.roots)?;
    let directory = Directory::at(&settings.index);
    let learned = Learned::read(&directory)?;
    let roots = plan::roots(&[], &settings.roots, true)?;
    let plan = plan::plan(&roots.visited, Vec::new(), &[], &learned, &absolute(directory.path()), now_ns())?;
    let files = digest_of(&plan.tasks);
    let archive_bytes = plan.tasks.iter().map(|task| task.input.size).sum();
    let tasks: Vec<Task> = plan.tasks.into_iter().filter(|t| to.part.holds(&t.root, &t.input.under_root)).collect();
    // Somebody is still watching: a mistyped address is told at once, only what fails later is waited for.
    Remote::connect(&to.access)?;
    let commit_seconds = to.commit_seconds.unwrap_or(to.access.commit_seconds);
    let access = Access { patience: Patience::of_a_run(), commit_seconds, ..to.access.clone() };
    let remote = Remote::connect(&access)?;
    refuse_what_it_chooses(&remote, to)?;
    let layout = layout(&remote, archive_bytes, to)?;
    let gazetteer = places::chosen(&settings.gazetteer, Remembered::default().gazetteer.as_ref())?;
    let dump = gazetteer.as_ref().map(|entry| entry.path.as_path());
    let annotating = match settings.annotate {
        true => Some(Annotating::new(places::annotator(dump)?, &learned)),
        false => None,
    };
    let rules = json!({
        "annotators": ANNOTATORS,
        "annotated": settings.annotate,
        "maps": settings.read.maps.pairs(),
        "gazetteer": gazetteer.as_ref().map(|entry| &entry.digest),
        "learned": learned.digest(None),
        "parts": to.part.of,
        "files": files,
    });
    // What the build before says, for in this one files may lie elsewhere.
    renew_withheld(&remote)?;
    let name = to.build.clone().unwrap_or_else(|| now_name(now_ns()));
    let build = Build::begin(&remote, &name, layout, &rules)?;
    let shipper = Shipper::new(&build, to.bulk_bytes);
    let target = Target::Cluster(&shipper);
    let tally = read_all(settings, &target, &tasks, None, &learned, annotating.as_ref(), progress)?;
    shipper.close()?;
    let mut rejects = if to.part.number == 1 { plan.walk_rejects } else { Vec::new() };
    let read = report(&tally, &rejects, started);
    rejects.extend(tally.rejects);
    rejects.sort();
    let published = build.finish(to.part, read.articles, layout.replicas)?;
    if matches!(published, Published::Live { .. }) {
        renew_withheld(&remote)?;
    }
    let read = IngestReport { took_ms: millis(started), ..read };
    Ok(ClusterReport { read, rejects, index: build.index, published })
}

/// Of the names and sizes of all files, whichever part they belong to: machines that see other files write no build together.
fn digest_of(tasks: &[Task]) -> String {
    let mut hasher = blake3::Hasher::new();
    for task in tasks {
        hasher.update(format!("{:?}\n", (&task.root, &task.input.under_root, task.input.size)).as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// A build begins empty: what only makes sense beside what was there before is refused by name.
fn refuse_what_needs_memory(settings: &IngestSettings, to: &ClusterSettings) -> Result<()> {
    if settings.roots.is_empty() {
        return Err(Error::new("an index on an engine remembers no roots")
            .hint("name them: `dateline index PATH… --engine URL`"));
    }
    if !settings.drop.is_empty() || settings.resume || settings.keep.is_some() {
        return Err(Error::new("`--drop`, `--resume` and `--keep` are of the index on disk")
            .hint("a build on an engine begins empty; run it again under the same `--build` to go on with it"));
    }
    if to.part.of > 1 && to.build.is_none() {
        return Err(Error::new("the runs of several shards have to know that they write one build")
            .hint("give all of them the same name: `--build 2026-11`"));
    }
    Ok(())
}

/// Quickwit cuts an index into splits by itself, and its storage keeps the copies; the others show what they are sent when
/// they are asked to.
fn refuse_what_it_chooses(remote: &Remote, to: &ClusterSettings) -> Result<()> {
    let quickwits = [("--commit-seconds", to.commit_seconds.is_some())];
    let others = [("--engine-shards", to.shards.is_some()), ("--replicas", to.replicas.is_some())];
    let wrong = if remote.only_appends() { &others[..] } else { &quickwits[..] };
    match wrong.iter().find(|(_, typed)| *typed) {
        Some((flag, _)) => Err(refused(&format!("`{flag}`"), "leave it out: this engine sees to that by itself")),
        None => Ok(()),
    }
}

fn layout(remote: &Remote, archive_bytes: u64, to: &ClusterSettings) -> Result<Layout> {
    if remote.only_appends() {
        return Ok(Layout { shards: 1, replicas: 0 });
    }
    let health: Value = remote.get("/_cluster/health")?;
    let chosen = Layout::of(archive_bytes, health["number_of_data_nodes"].as_u64().unwrap_or(1));
    Ok(Layout { shards: to.shards.unwrap_or(chosen.shards), replicas: to.replicas.unwrap_or(chosen.replicas) })
}

/// `20261128-1159-07`: in the order of time, to the second, in UTC.
fn now_name(now_ns: i64) -> String {
    let now = jiff::Timestamp::from_nanosecond(i128::from(now_ns)).unwrap_or_default();
    now.strftime("%Y%m%d-%H%M-%S").to_string()
}

fn millis(started: Instant) -> u64 {
    started.elapsed().as_millis() as u64
}

fn report(tally: &Tally, walk_rejects: &[Reject], started: Instant) -> IngestReport {
    let mut outcomes = Outcomes::default();
    tally.read.iter().for_each(|input| outcomes.add(&input.outcomes));
    for reject in walk_rejects {
        *outcomes.rejects.entry(reject.kind.clone()).or_default() += 1;
    }
    IngestReport {
        inputs_added: tally.counts.added,
        articles: outcomes.articles,
        quotations: outcomes.quotations,
        not_articles: outcomes.not_articles,
        rejects: outcomes.rejects,
        unread_dates: tally.unread_dates.clone(),
        bytes_read: tally.counts.bytes_read,
        took_ms: millis(started),
        ..IngestReport::default()
    }
}

#[cfg(test)]
mod tests {
    use super::now_name;

    #[test]
    fn builds_are_named_by_time() {
        assert_eq!(now_name(1_795_867_147_000_000_000), "20261128-1159-07");
    }
}
