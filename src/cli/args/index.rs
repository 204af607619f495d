//! `dateline index`: what can be typed.

use super::reading::ReadingArgs;
use crate::index::cluster::Part;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

const INDEX_EXAMPLES: &str = "\
Examples:
  dateline index ~/news                                 a folder, whatever is in it
  dateline index ~/news '2024-*/*.jsonl.gz'             several roots; a quoted pattern is expanded
  dateline index                                        all roots again: only what changed
  dateline index dump.jsonl --map title=kop --map text=tekst
  dateline index ~/news --gazetteer cities500.txt       with towns of a GeoNames dump over the built-in ones
  dateline index crawl.warc.gz --strict                 for scripts: exit code 2 when a record could not be read
  dateline index --rebuild --keep 1                     a new index beside the live one, which `rollback` brings back
  dateline index --dry-run                              what would be done
  dateline index --watch=60                             keep it up to date, looking every minute
  dateline index --reannotate places --where 'place:Norway'
  dateline index --drop ~/news/2024-01                  forget a root and what came from it
  dateline index --withhold 7kq2m9xw --reason 'order 12/26'";

/// Read, clean, annotate and index archives; again, only what changed
///
/// The index remembers its roots: `dateline index` alone brings all of them up to date. Files whose size and time
/// are as before are not read again.
#[derive(Debug, Args)]
#[command(after_long_help = INDEX_EXAMPLES)]
pub struct IndexArgs {
    /// Folders and files to add or bring up to date; none: every root of the index
    ///
    /// A quoted pattern such as '2024/*.jsonl' is expanded too.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Build a whole new index beside the live one and switch it in at the end
    #[arg(long)]
    pub rebuild: bool,

    /// Go on with a build that was cut off: files that were done are not read again
    ///
    /// Where there is none, nothing changes. Any run without it throws away what such a build had done.
    #[arg(long)]
    pub resume: bool,

    /// Old generations to keep for `rollback`, now and from now on
    #[arg(long, value_name = "N")]
    pub keep: Option<usize>,

    /// Say what would be done, a line a file, and do nothing
    #[arg(long, conflicts_with_all = ["resume", "withhold", "release"])]
    pub dry_run: bool,

    /// Forget a root, by its path or its name, and what came from it (repeatable)
    #[arg(long, value_name = "PATH")]
    pub drop: Vec<String>,

    /// Withhold an article, or all at an address, from every answer until it is released
    ///
    /// For takedowns and court orders. It takes effect at once, and holds through updates and rebuilds. An article named
    /// by its id is withheld wherever its file is moved to, with every copy of the same headline and text.
    #[arg(long, value_name = "ID|URL", requires = "reason", conflicts_with_all = ["paths", "rebuild", "release", "keep", "drop", "watch"])]
    pub withhold: Option<String>,

    /// Why it is withheld: kept in `withheld.jsonl` of the index
    #[arg(long, value_name = "TEXT", requires = "withhold", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub reason: Option<String>,

    /// Undo --withhold
    #[arg(long, value_name = "ID|URL", conflicts_with_all = ["paths", "rebuild", "keep", "drop", "watch"])]
    pub release: Option<String>,

    /// Annotate anew from the stored text, when the rules of this program have changed: speakers, places or dates
    ///
    /// Repeatable, or separated by commas. Only what it names changes, and only in the articles of --where.
    #[arg(long, value_name = "PART", value_delimiter = ',', hide_possible_values = true)]
    #[arg(conflicts_with_all = ["paths", "rebuild", "drop", "watch", "dry_run", "resume"])]
    pub reannotate: Vec<PartArg>,

    /// The articles that --reannotate takes, by a query; none: all
    #[arg(long = "where", value_name = "QUERY", requires = "reannotate")]
    pub filter: Option<String>,

    /// Stay, and bring the index up to date every so many seconds [default: 10]
    ///
    /// Ctrl-C or SIGTERM ends it in order.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "10", require_equals = true)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["rebuild", "dry_run", "drop", "resume"])]
    pub watch: Option<u64>,

    /// How progress is told on stderr: auto, json (a line a second) or none
    #[arg(long, value_name = "HOW", default_value = "auto", hide_possible_values = true, hide_default_value = true)]
    pub progress: ProgressArg,

    /// The root's name in the index [default: the last part of its path]
    #[arg(long = "as", value_name = "LABEL")]
    pub label: Option<String>,

    /// Index text and metadata only: no quotations, places or dates
    #[arg(long)]
    pub no_annotate: bool,

    /// Seconds between the points from which `--resume` goes on [default: 60]
    #[arg(long, value_name = "SECONDS")]
    pub checkpoint: Option<u64>,

    /// Memory for what grows with the archive, such as 512M: buffers, and what is on its way to them
    ///
    /// Beside it stand the program itself and the longest article, some 150 MB where that has fifty megabytes. The least is
    /// 24M.
    #[arg(long, value_name = "SIZE", default_value = "300M", value_parser = parse_size)]
    pub memory: usize,

    #[command(flatten)]
    pub reading: ReadingArgs,

    // Last: what is flattened behind it would stand under its heading.
    #[command(flatten)]
    pub cluster: ClusterArgs,
}

/// With `--engine` only.
#[derive(Debug, Args)]
#[command(next_help_heading = "On an engine")]
pub struct ClusterArgs {
    /// With --engine: read only this part of the files, such as 3/8; the runs together make one index
    ///
    /// Every machine decides alike which files are its own. All of them are given the same --build, and the one that is
    /// last moves the alias.
    #[arg(long, value_name = "N/OF", value_parser = parse_part, hide_short_help = true)]
    pub shard: Option<Part>,

    /// With --engine: what the build is called [default: the time]
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub build: Option<String>,

    /// With --engine: shards of the new index [default: one for 20 GB]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub engine_shards: Option<u64>,

    /// With --engine on Quickwit: seconds until it shows what it was sent [default: 30]
    #[arg(long, value_name = "SECONDS", hide_short_help = true, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub commit_seconds: Option<u64>,

    /// With --engine: copies of each shard beside the first [default: 1, or 0 on a single machine]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u64).range(0..=10))]
    pub replicas: Option<u64>,
}

impl ClusterArgs {
    /// The first flag that was typed.
    pub fn typed(&self) -> Option<&'static str> {
        let flags = [
            ("--shard", self.shard.is_some()),
            ("--build", self.build.is_some()),
            ("--engine-shards", self.engine_shards.is_some()),
            ("--commit-seconds", self.commit_seconds.is_some()),
            ("--replicas", self.replicas.is_some()),
        ];
        flags.into_iter().find(|(_, typed)| *typed).map(|(flag, _)| flag)
    }
}

/// `3/8`: the third of eight.
fn parse_part(typed: &str) -> Result<Part, String> {
    let part = typed
        .split_once('/')
        .and_then(|(number, of)| Some(Part { number: number.parse().ok()?, of: of.parse().ok()? }));
    part.filter(|part| (1..=part.of).contains(&part.number) && part.of <= 10_000)
        .ok_or_else(|| "expected a part such as 3/8".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartArg {
    Speakers,
    Places,
    Dates,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressArg {
    Auto,
    Json,
    None,
}

/// `512M`, `2G`, `800K`, or plain bytes, in powers of 1024.
fn parse_size(typed: &str) -> Result<usize, String> {
    let (digits, unit) = match typed.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&typed[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&typed[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&typed[..at], 1 << 30),
        _ => (typed, 1usize),
    };
    let number: usize = digits.parse().map_err(|_| "expected a size such as 512M or 2G".to_owned())?;
    number.checked_mul(unit).ok_or_else(|| "more than this machine can count".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        assert_eq!(parse_part("3/8"), Ok(Part { number: 3, of: 8 }));
        for typed in ["", "3", "0/8", "9/8", "-1/8", "1/0", "1/10001", "a/b", "1/2/3"] {
            assert!(parse_part(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn sizes() {
        for (typed, bytes) in [("512", Some(512)), ("2k", Some(2048)), ("3M", Some(3 << 20)), ("1G", Some(1 << 30))] {
            assert_eq!(parse_size(typed).ok(), bytes, "{typed}");
        }
        for typed in ["", "M", "-1M", "1.5G", "99999999999999999999G", "1é"] {
            assert!(parse_size(typed).is_err(), "{typed}");
        }
    }
}
