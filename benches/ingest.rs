//! Ingest against bare tantivy, on the same texts, in one run.
//!
//! *What is measured*: CPU seconds of the whole process, wall clock, peak memory and the size on disk, of three
//! runs: bare tantivy (title and body, its English stemmer, positions, stored; 2 threads, 400 MB), dateline with
//! everything on, and dateline with `--no-annotate`. Each is a process of its own; rounds are interleaved and the
//! median is given. Only the ratios mean anything: machines differ and are busy.
//!
//! *Corpus*: a JSONL file with `title` and `text` when one is given; else 4,000 made-up articles of 150 to 900
//! words, drawn with a fixed seed from 30,000 invented words by Zipf's law, a fifth of the sentences quoted.
//!
//! ```console
//! $ cargo bench --bench ingest -- [FILE.jsonl] [--rounds N]
//! ```
//!
//! CPU and memory are read from `/proc`; elsewhere than on Linux only wall clock and size are told.

mod common;

use common::{Outcome, archive_of, bare_tantivy, bench, cpu_seconds, ingested, peak_megabytes, value_of};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

const ENGINES: [&str; 3] = ["tantivy", "dateline", "dateline --no-annotate"];
fn main() -> ExitCode {
    bench(|args| match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--run", engine, archive, index] => run(engine, Path::new(archive), Path::new(index)),
        _ => compare(args),
    })
}

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    cpu_s: f64,
    wall_s: f64,
    peak_mb: f64,
    size_mb: f64,
}

fn compare(args: &[String]) -> Outcome<()> {
    let rounds = value_of(args, "--rounds")?.map_or(Ok(3), str::parse)?;
    let work = tempfile::tempdir()?;
    let archive = archive_of(args, work.path())?;
    let mut costs = vec![Vec::new(); ENGINES.len()];
    for _ in 0..rounds {
        for (engine, costs) in ENGINES.iter().zip(&mut costs) {
            let index = work.path().join("index");
            let _ = fs::remove_dir_all(&index);
            costs.push(measure(engine, &archive, &index)?);
        }
    }
    let megabytes = fs::metadata(&archive)?.len() as f64 / 1e6;
    println!("{megabytes:.1} MB of JSON lines, {rounds} rounds, medians; in brackets the ratio to bare tantivy");
    let costs: Vec<Cost> = costs.into_iter().map(medians).collect();
    for (engine, cost) in ENGINES.iter().zip(&costs) {
        let ratio = |of: fn(&Cost) -> f64| of(cost) / of(&costs[0]).max(1e-9);
        println!(
            "{engine:24} cpu {:7.2} s ({:.2})  wall {:7.2} s ({:.2})  peak {:6.0} MB ({:.2})  size {:6.1} MB ({:.2})",
            cost.cpu_s,
            ratio(|c| c.cpu_s),
            cost.wall_s,
            ratio(|c| c.wall_s),
            cost.peak_mb,
            ratio(|c| c.peak_mb),
            cost.size_mb,
            ratio(|c| c.size_mb),
        );
    }
    Ok(())
}

/// One engine in a process of its own.
fn measure(engine: &str, archive: &Path, index: &Path) -> Outcome<Cost> {
    let started = Instant::now();
    let out = Command::new(std::env::current_exe()?).args(["--run", engine]).args([archive, index]).output()?;
    let wall_s = started.elapsed().as_secs_f64();
    if !out.status.success() {
        return Err(format!("{engine}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    let told = String::from_utf8(out.stdout)?;
    let mut numbers = told.split_whitespace().map(str::parse::<f64>);
    let mut next = || numbers.next().ok_or("no figures")?.map_err(|_| "no figures");
    Ok(Cost { cpu_s: next()?, peak_mb: next()?, size_mb: folder_bytes(index) as f64 / 1e6, wall_s })
}

fn medians(costs: Vec<Cost>) -> Cost {
    let median = |of: fn(&Cost) -> f64| {
        let mut values: Vec<f64> = costs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Cost {
        cpu_s: median(|c| c.cpu_s),
        wall_s: median(|c| c.wall_s),
        peak_mb: median(|c| c.peak_mb),
        size_mb: median(|c| c.size_mb),
    }
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes_of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_file() => meta.len(),
        _ => folder_bytes(&entry.path()),
    };
    entries.map(bytes_of).sum()
}

fn run(engine: &str, archive: &Path, index: &Path) -> Outcome<()> {
    match engine {
        "tantivy" => drop(bare_tantivy(archive, index)?),
        _ => ingested(archive, index, engine == ENGINES[1])?,
    }
    println!("{} {}", cpu_seconds(), peak_megabytes());
    Ok(())
}
