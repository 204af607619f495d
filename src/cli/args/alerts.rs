//! `dateline alerts`: what can be typed.

use super::shared::{FormatArgs, NarrowArgs};
use clap::{Args, Subcommand};
use std::ffi::OsString;

const EXAMPLES: &str = "\
Examples:
  dateline alerts add docks 'dock strike' --section business
  dateline index && dateline alerts run                 what is new since the last time
  dateline alerts run --format json | jq '.alerts[].hits[].article.url'
  dateline alerts run docks -- ./tell-the-desk --urgent what is new as JSON on the program's standard input
  dateline search 'query:docks Humber'                  a saved search inside another
  dateline alerts list
  dateline alerts remove docks

Exit codes of `run`: 0 something is new, 1 nothing is, 2 error.";

const ADD_EXAMPLES: &str = "\
Examples:
  dateline alerts add docks 'dock strike' --section business
  dateline alerts add ports 'query:docks OR harbour'    other saved searches may be named
  dateline alerts add --existing floods flood           what matches already is told by the first run, too";

const RUN_EXAMPLES: &str = "\
Examples:
  dateline index && dateline alerts run
  dateline alerts run docks ports --format jsonl        two of them, a line a match
  dateline alerts run -- ./tell-the-desk --urgent       the program is called once for each that has news

The program gets one JSON object on its standard input and the name in DATELINE_ALERT. Nothing passes through a shell.
When it ends with another code than 0, the same is told again by the next run.

Exit codes: 0 something is new, 1 nothing is, 2 error.";

/// Saved searches, and what is new in each since the last time
///
/// They lie in `queries.jsonl` in the index directory and outlive rebuilds. `query:NAME` stands for one in any query.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES, disable_help_subcommand = true)]
pub struct AlertsArgs {
    #[command(subcommand)]
    pub action: AlertsAction,
}

#[derive(Debug, Subcommand)]
pub enum AlertsAction {
    Add(Box<AddArgs>),
    List(ListArgs),
    Remove(RemoveArgs),
    Run(RunArgs),
}

/// Save a search under a name
#[derive(Debug, Args)]
#[command(after_long_help = ADD_EXAMPLES)]
pub struct AddArgs {
    /// What it is called: letters, digits, `-` and `_`
    pub name: String,

    /// As for `search`
    ///
    /// Days such as `7d` are counted from today, once and for all.
    pub query: Vec<String>,

    /// Have the first run tell what matches already, too
    #[arg(long)]
    pub existing: bool,

    /// Put it in the place of the one that has this name
    #[arg(long)]
    pub replace: bool,

    #[command(flatten)]
    pub narrow: NarrowArgs,
}

/// The saved searches
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Forget saved searches, and what they have told
#[derive(Debug, Args)]
pub struct RemoveArgs {
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
}

/// What is new since the last run, each match once
///
/// An article that matches is told once, and once more whenever it says something else than what was told: `new` and
/// `changed`. Rebuilds, rollbacks and files that were read again are no news.
#[derive(Debug, Args)]
#[command(after_long_help = RUN_EXAMPLES)]
pub struct RunArgs {
    /// Only these; none: all of them
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,

    /// Show what is new and let it be new for the next run, too
    #[arg(long)]
    pub dry_run: bool,

    /// A program to call for each that has news, with its arguments
    #[arg(last = true, value_name = "PROGRAM", conflicts_with_all = ["dry_run", "format"])]
    pub program: Vec<OsString>,

    #[command(flatten)]
    pub format: FormatArgs,
}
