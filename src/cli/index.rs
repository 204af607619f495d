//! `dateline index`: archives in, an index that holds what they hold out.

use super::args::{ArchiveArgs, ClusterArgs, IndexArgs, ProgressArg};
use super::messages::{self, count};
use super::progress::Bar;
use super::settings::{self, Settings};
use super::signals::Stopped;
use super::{Outcome, Stop, reannotate, withhold};
use crate::error::{Error, Result};
use crate::index::Generation;
use crate::index::cluster::{self, Part, Published};
use crate::ingest::{
    CHECKPOINT, ClusterReport, ClusterSettings, IngestReport, IngestSettings, Preview, Root, UnreadDates, ingest,
    ingest_into, preview,
};
use crate::present::visible;
use crate::read::ReadOptions;
use crate::remote::{Access, BULK_BYTES, Remote};
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bytes for the writer when `--archive` builds the index on the way; the default of `--memory`.
const MEMORY_BYTES: usize = 300 << 20;

pub fn run(args: IndexArgs, settings: &Settings) -> Result<Outcome, Stop> {
    if let Some(access) = settings.engine()? {
        return onto_engine(&args, access, settings);
    }
    if let Some(flag) = args.cluster.typed() {
        return Err(Error::new(format!("`{flag}` is for an index on an engine"))
            .hint("name it: `--engine http://host:9200/name`")
            .into());
    }
    if let (Some(article), Some(reason)) = (&args.withhold, &args.reason) {
        return withhold::withhold(article, reason, settings);
    }
    if let Some(article) = &args.release {
        return withhold::release(article, settings);
    }
    if !args.reannotate.is_empty() {
        return reannotate::run(&args, settings);
    }
    let ingest_settings = ingest_settings(&args, settings)?;
    if args.dry_run {
        return dry_run(&preview(&ingest_settings)?);
    }
    let stopped = Stopped::listen();
    if let Some(seconds) = args.watch {
        return watch(&ingest_settings, Duration::from_secs(seconds), args.progress, &stopped, settings);
    }
    let report = ingest_with_bar(&ingest_settings, args.progress, &stopped, settings)?;
    tell(&report)?;
    tell_unmet(&report, &ingest_settings, settings);
    messages::line(&format!("took {:.1} s", report.took_ms as f64 / 1000.0));
    if args.reading.strict {
        refuse_rejects(&report.rejects).map_err(|error| error.hint("`dateline status --rejects` lists them"))?;
    }
    Ok(Outcome::found_if(report.articles > 0))
}

/// The same into a build on a cluster.
fn onto_engine(args: &IndexArgs, access: Access, settings: &Settings) -> Result<Outcome, Stop> {
    if let (Some(article), Some(reason)) = (&args.withhold, &args.reason) {
        let articles = cluster::withhold(&Remote::connect(&access)?, article, reason)?;
        return withhold::told_withheld(article, articles, settings);
    }
    if let Some(article) = &args.release {
        cluster::release(&Remote::connect(&access)?, article)?;
        return withhold::told_released(article);
    }
    let others = [
        ("--reannotate", !args.reannotate.is_empty()),
        ("--watch", args.watch.is_some()),
        ("--dry-run", args.dry_run),
        // Nothing is: a build is gone on with by running it again.
        ("--checkpoint", args.checkpoint.is_some()),
    ];
    others.into_iter().try_for_each(|(flag, typed)| settings.only_on_disk(flag, typed))?;
    let ingest_settings = ingest_settings(args, settings)?;
    let ClusterArgs { shard, build, engine_shards, replicas, commit_seconds } = &args.cluster;
    let to = ClusterSettings {
        access,
        build: build.clone(),
        part: shard.unwrap_or(Part::WHOLE),
        shards: *engine_shards,
        replicas: *replicas,
        bulk_bytes: BULK_BYTES,
        commit_seconds: *commit_seconds,
    };
    let stopped = Stopped::listen();
    let bar = Bar::new(args.progress, stopped, settings);
    let done = ingest_into(&ingest_settings, &to, &bar);
    bar.finish();
    let ClusterReport { read, rejects, index, published } = done?;
    tell(&read)?;
    tell_unmet(&read, &ingest_settings, settings);
    // There is no ledger to look them up in afterwards.
    rejects.iter().for_each(|reject| messages::line(&reject.to_string()));
    messages::line(&match &published {
        Published::Live { articles, before: None } => {
            format!("`{index}` answers now, {}", count(*articles, "article", "articles"))
        }
        Published::Live { articles, before: Some(before) } => {
            let articles = count(*articles, "article", "articles");
            format!("`{index}` answers now, {articles}; `dateline engine rollback` goes back to `{before}`")
        }
        Published::Waiting { missing } => {
            let missing: Vec<String> = missing.iter().map(u64::to_string).collect();
            format!("this part of `{index}` is done; it answers when part {} is, too", missing.join(", "))
        }
    });
    messages::line(&format!("took {:.1} s", read.took_ms as f64 / 1000.0));
    if args.reading.strict {
        refuse_rejects(&read.rejects).map_err(|error| error.hint("each is told above, with its place"))?;
    }
    Ok(Outcome::found_if(read.articles > 0))
}

fn tell(report: &IngestReport) -> io::Result<()> {
    let mut out = io::stdout().lock();
    summary(report).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    out.flush()
}

/// Names that were mapped and not met (where nothing was read, nothing is known of them), and what is withheld and not met.
fn tell_unmet(report: &IngestReport, ingest_settings: &IngestSettings, settings: &Settings) {
    let gone = |id: &String| {
        format!(
            "article `{id}`, which is withheld, is no more in the archive: deleted, or edited where it has neither an id nor an \
             address of its own; if it came back as another, withhold that"
        )
    };
    messages::notes(&report.withheld_gone.iter().map(gone).collect::<Vec<_>>(), settings);
    if report.bytes_read > 0 {
        messages::unmet(&ingest_settings.read.maps, settings);
    }
}

/// Brings the index up to date again and again, and tells what was done when something was. What cannot be done now (a
/// root that is not there, another writer) is told once and tried again.
fn watch(
    ingest_settings: &IngestSettings,
    every: Duration,
    how: ProgressArg,
    stopped: &Stopped,
    settings: &Settings,
) -> Result<Outcome, Stop> {
    const NAP: Duration = Duration::from_millis(100);
    let (mut is_first, mut refused) = (true, None);
    while !stopped.is_set() {
        match ingest_with_bar(ingest_settings, how, stopped, settings) {
            Ok(report) => {
                if is_first || report.has_news() {
                    tell(&report)?;
                    tell_unmet(&report, ingest_settings, settings);
                }
                (is_first, refused) = (false, None);
            }
            Err(_) if stopped.is_set() => break,
            Err(error) if is_first => return Err(error.into()),
            Err(error) => {
                if refused.as_ref() != Some(&error.message) {
                    messages::error(&error, settings);
                }
                refused = Some(error.message);
            }
        }
        let began = Instant::now();
        while !stopped.is_set() && began.elapsed() < every {
            std::thread::sleep(NAP.min(every));
        }
    }
    messages::line("stopped");
    Ok(Outcome::Found)
}

fn ingest_settings(args: &IndexArgs, settings: &Settings) -> Result<IngestSettings> {
    let mut roots = settings::roots(&args.paths)?;
    if let Some(label) = &args.label {
        let [root] = roots.as_mut_slice() else {
            return Err(Error::new(format!("`--as {label}` names one root, and {} are given", roots.len())));
        };
        root.label = Some(label.clone());
    }
    Ok(IngestSettings {
        index: settings.index.clone(),
        roots,
        rebuild: args.rebuild,
        jobs: settings::jobs(args.reading.jobs),
        memory_bytes: args.memory,
        read: settings::read_options(&args.reading),
        latest: settings.latest(),
        annotate: !args.no_annotate,
        gazetteer: settings::gazetteer(args.reading.gazetteer.clone()),
        keep: args.keep,
        drop: args.drop.clone(),
        resume: args.resume,
        checkpoint: args.checkpoint.map_or(CHECKPOINT, Duration::from_secs),
    })
}

/// A line a file, then the sum on stderr; of moves only where there are any, as everywhere.
fn dry_run(preview: &Preview) -> Result<Outcome, Stop> {
    let mut out = BufWriter::new(io::stdout().lock());
    let lines = |verb: &'static str, files: &[String]| -> Vec<String> {
        files.iter().map(|file| format!("{verb}\t{}", visible(file))).collect()
    };
    let moves = preview.moved.iter().map(|(from, to)| format!("move\t{}\t{}", visible(from), visible(to)));
    let mut all = lines("add", &preview.added);
    all.extend(lines("change", &preview.changed));
    all.extend(moves);
    all.extend(lines("delete", &preview.deleted));
    all.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    out.flush()?;
    let number = |files: usize| messages::thousands(files as u64);
    let moved =
        if preview.moved.is_empty() { String::new() } else { format!("{} to move, ", number(preview.moved.len())) };
    messages::line(&format!(
        "{} to add, {} to change, {moved}{} to delete, {} unchanged; nothing was done",
        number(preview.added.len()),
        number(preview.changed.len()),
        number(preview.deleted.len()),
        messages::thousands(preview.unchanged),
    ));
    Ok(Outcome::Found)
}

/// Brings the index up to date for the paths of `--archive` and gives their labels, to answer from them alone.
pub fn bring_up_to_date(archive: &ArchiveArgs, settings: &Settings) -> Result<Vec<String>> {
    if archive.paths.is_empty() {
        return Ok(Vec::new());
    }
    settings.only_on_disk("--archive", true)?;
    let roots = settings::roots(&archive.paths)?;
    let ingest_settings = IngestSettings {
        index: settings.index.clone(),
        roots: roots.clone(),
        jobs: settings::jobs(None),
        memory_bytes: MEMORY_BYTES,
        read: ReadOptions { maps: Default::default(), record_bytes_max: settings::RECORD_BYTES_MAX },
        latest: settings.latest(),
        ..IngestSettings::default()
    };
    let report = ingest_with_bar(&ingest_settings, ProgressArg::Auto, &Stopped::listen(), settings)?;
    if report.has_news() {
        summary(&report).iter().for_each(|line| messages::line(line));
    }
    labels(&roots, &settings.index)
}

/// The names under which the index knows these roots: it may have met them with `--as`.
fn labels(roots: &[Root], index: &Path) -> Result<Vec<String>> {
    let known = Generation::open(index)?.manifest.roots;
    let real = |root: &Root| std::fs::canonicalize(&root.path).map_err(|error| Error::io("read", &root.path, &error));
    let paths = roots.iter().map(real).collect::<Result<Vec<PathBuf>>>()?;
    Ok(known.into_iter().filter(|entry| paths.contains(&entry.path)).map(|entry| entry.label).collect())
}

fn ingest_with_bar(
    ingest_settings: &IngestSettings,
    how: ProgressArg,
    stopped: &Stopped,
    settings: &Settings,
) -> Result<IngestReport> {
    let bar = Bar::new(how, stopped.clone(), settings);
    let report = ingest(ingest_settings, &bar);
    bar.finish();
    let report = report?;
    tracing::info!("read {} bytes in {} ms", report.bytes_read, report.took_ms);
    Ok(report)
}

/// What was done, then what the index now holds.
fn summary(report: &IngestReport) -> Vec<String> {
    let moved = match report.inputs_moved {
        0 => String::new(),
        moved => format!("{} moved, ", messages::thousands(moved)),
    };
    let files = format!(
        "{} added, {} changed, {moved}{} deleted, {} unchanged",
        count(report.inputs_added, "file", "files"),
        messages::thousands(report.inputs_changed),
        messages::thousands(report.inputs_deleted),
        messages::thousands(report.inputs_unchanged),
    );
    let mut articles = count(report.articles, "article", "articles");
    if report.versions > 0 {
        articles = format!("{articles} ({} of another)", count(report.versions, "version", "versions"));
    }
    let quotations = count(report.quotations, "quotation", "quotations");
    let mut lines = vec![files, format!("{articles}, {quotations}")];
    if report.withheld > 0 {
        lines.push(format!("{} withheld", count(report.withheld, "article", "articles")));
    }
    lines.extend(by_reason("not an article", &report.not_articles));
    lines.extend(by_reason("could not be read", &report.rejects));
    lines.extend(unread_dates(&report.unread_dates));
    lines
}

/// `3 articles have a date that could not be read, as `May the 4th``
pub fn unread_dates(unread: &UnreadDates) -> Option<String> {
    let date = unread.first.as_ref()?;
    Some(format!(
        "{} a date that could not be read, as `{date}`",
        count(unread.articles, "article has", "articles have")
    ))
}

/// The error that a reject is under `--strict`, where there is one.
pub fn refuse_rejects(rejects: &BTreeMap<String, u64>) -> Result<()> {
    match by_reason("could not be read", rejects) {
        None => Ok(()),
        Some(line) => Err(Error::new(format!("{line} (`--strict`)"))),
    }
}

/// `3 not an article: 2 listing, 1 error-page`
pub fn by_reason(what: &str, reasons: &BTreeMap<String, u64>) -> Option<String> {
    let total: u64 = reasons.values().sum();
    let each: Vec<String> = reasons.iter().map(|(reason, n)| format!("{} {reason}", messages::thousands(*n))).collect();
    (total > 0).then(|| format!("{} {what}: {}", messages::thousands(total), each.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_every_outcome() {
        let report = IngestReport {
            inputs_added: 3,
            articles: 1200,
            quotations: 1,
            not_articles: BTreeMap::from([("listing".to_owned(), 2), ("empty".to_owned(), 1)]),
            rejects: BTreeMap::from([("broken-gzip".to_owned(), 1)]),
            ..IngestReport::default()
        };
        let expected = [
            "3 files added, 0 changed, 0 deleted, 0 unchanged",
            "1,200 articles, 1 quotation",
            "3 not an article: 1 empty, 2 listing",
            "1 could not be read: 1 broken-gzip",
        ];
        assert_eq!(summary(&report), expected);
        let moved = IngestReport { inputs_moved: 1000, inputs_unchanged: 2, ..IngestReport::default() };
        assert_eq!(summary(&moved)[0], "0 files added, 0 changed, 1,000 moved, 0 deleted, 2 unchanged");
    }
}
