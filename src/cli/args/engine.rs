//! `dateline engine`: what can be typed.

use super::shared::FormatArgs;
use clap::{Args, Subcommand};
use std::path::PathBuf;

const ENGINE_EXAMPLES: &str = "\
Examples:
  dateline engine check http://localhost:9200/news       is it there, what can it do, what should be mended
  dateline engine rollback http://localhost:9200/news    back to the build before the live one
  dateline engine speakers speakers.toml --engine http://localhost:9200/news

Exit codes of `check`: 0 all is well, 1 something should be mended, 2 it cannot be asked.";

/// An index on an OpenSearch, Elasticsearch or Quickwit cluster: look at it, go back a build, say who is who
#[derive(Debug, Args)]
#[command(after_long_help = ENGINE_EXAMPLES)]
pub struct EngineArgs {
    #[command(subcommand)]
    pub command: EngineCommand,
}

#[derive(Debug, Subcommand)]
pub enum EngineCommand {
    /// Whether it can be reached, what it can do, and what should be mended
    Check {
        /// http://host:9200/name [default: that of --engine]
        url: Option<String>,

        #[command(flatten)]
        format: FormatArgs,
    },
    /// Keep a `speakers.toml` on the engine, for every question that is asked of it
    ///
    /// It merges, renames, ignores and takes out names as the one in an index directory does; a split with a condition is
    /// refused. With no file, what is kept is written to stdout.
    Speakers {
        /// The file; `-` forgets what is kept
        file: Option<PathBuf>,
    },
    /// Go back to the build before the live one, in one step
    Rollback {
        /// http://host:9200/name [default: that of --engine]
        url: Option<String>,
    },
}
