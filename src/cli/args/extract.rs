//! `dateline extract`: what can be typed.

use super::reading::ReadingArgs;
use super::shared::NoIndexArgs;
use clap::Args;
use std::path::PathBuf;

const EXTRACT_EXAMPLES: &str = "\
Examples:
  dateline extract page.html --explain                  and what was removed, by which rule
  dateline extract --strict crawl.warc.gz > out.jsonl   exit code 2 when a record could not be read
  dateline extract ~/news | jq -r '.quotes[] | select(.speaker.name == \"Ana Lund\") | .text'";

/// What the program reads in files, as JSON lines; needs no index
///
/// A line an article, in input order. What is no article and what cannot be read is told on stderr. The ids are those of an
/// index that is made of the same PATHs: a file that was indexed with its folder has another id when it is named alone.
#[derive(Debug, Args)]
#[command(after_long_help = EXTRACT_EXAMPLES)]
pub struct ExtractArgs {
    /// Folders and files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// List what was removed from each article, and by which rule
    #[arg(long)]
    pub explain: bool,

    /// Where the outlet is at home, such as Texas: its Paris is likely the one there
    #[arg(long, value_name = "PLACE")]
    pub home: Option<String>,

    #[command(flatten)]
    pub reading: ReadingArgs,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}
