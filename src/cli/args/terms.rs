//! `dateline terms`: what can be typed.

use super::SHOW;
use super::shared::{ArchiveArgs, FormatArgs, NarrowArgs};
use clap::Args;

const TERMS_EXAMPLES: &str = "\
Examples:
  dateline terms strike                                 the words that mark articles about the strike
  dateline terms flood --after 2025 --format csv";

/// The words that mark the articles of an answer against the rest of the archive
///
/// By the log-likelihood ratio of the articles that have them, over the best 500 that match; copies of a story count once.
#[derive(Debug, Args)]
#[command(after_long_help = TERMS_EXAMPLES)]
pub struct TermsArgs {
    /// As for `search`; nothing means every article that the flags leave
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Words to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    #[command(flatten)]
    pub format: FormatArgs,
}
