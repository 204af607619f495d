//! `dateline quotes`: what can be typed.

use super::shared::{ArchiveArgs, FormatArgs, ListArgs, NarrowArgs};
use super::{NARROW, SHOW, WHAT};
use crate::search::Sort;
use crate::search::ask::Kind;
use clap::Args;
use std::path::PathBuf;

const QUOTES_EXAMPLES: &str = "\
Examples:
  dateline quotes --speaker ackroyd                     what Ackroyd said
  dateline quotes night --speaker ackroyd               what Ackroyd said about the night
  dateline quotes --about ministry --context            what was said about it, and the paragraph around
  dateline quotes --place Zambia --after 2025 --kind all --sort newest
  dateline quotes --speaker ackroyd --all --format csv  every one of them, streamed";

/// What was said: quotations, by whom, about what
///
/// Direct and mixed quotations, unless --kind says otherwise. The query is searched inside the quoted words only.
#[derive(Debug, Args)]
#[command(after_long_help = QUOTES_EXAMPLES)]
pub struct QuotesArgs {
    /// Words inside the quotation; nothing means every quotation
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    /// Answer many queries, a line each, as `search --queries` does
    #[arg(long, value_name = "FILE", conflicts_with = "query", help_heading = WHAT)]
    pub queries: Option<PathBuf>,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// direct, mixed, indirect or all (repeatable) [default: direct and mixed]
    #[arg(long = "kind", value_name = "KIND", help_heading = NARROW, hide_possible_values = true)]
    pub kinds: Vec<Kind>,

    /// Words that mention this person or thing, said by somebody else (repeatable)
    ///
    /// A person's other names count too: `--about trump` finds `Donald J. Trump`.
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub about: Vec<String>,

    /// Only where the rule that chose the speaker is at least so often right, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = parse_share, help_heading = NARROW)]
    #[arg(hide_default_value = true)]
    pub min_confidence: f32,

    /// relevance, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "relevance", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub sort: Sort,

    /// Show the paragraph around each quotation
    #[arg(long, help_heading = SHOW)]
    pub context: bool,

    #[command(flatten)]
    pub list: ListArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// A number from 0 to 1.
fn parse_share(typed: &str) -> Result<f32, String> {
    let share = typed.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, such as 0.8".to_owned())
}
