//! `dateline search`: what can be typed.

use super::shared::{ArchiveArgs, CountArgs, FormatArgs, ListArgs, NarrowArgs};
use super::{SHOW, WHAT};
use crate::search::ask::Age;
use crate::search::{Bucket, Face, Sort};
use clap::Args;
use std::path::PathBuf;

const SEARCH_EXAMPLES: &str = "\
Examples:
  dateline search 'river treaty'                        both words, in title or text
  dateline search '\"dock strike\" OR lockout'            a phrase or a word
  dateline search 'strike -dock title:port'             not dock; port in the headline
  dateline search cranes --speaker ackroyd --after 2025-08
  dateline search --archive ~/news flood                bring the index up to date for ~/news first
  dateline search flood --facet speaker --facet place --timeline month
  dateline search --queries questions.tsv --limit 100   one JSON line a query

  dateline search flood --all --format csv              the whole result set, streamed
  dateline search flood --limit 50 --feed > flood.atom  a feed to subscribe to

`dateline help query` is the query language on one page, `dateline fields` its fields with an example each.";

/// Ranked passages, best first, grouped by article
#[derive(Debug, Args)]
#[command(after_long_help = SEARCH_EXAMPLES)]
pub struct SearchArgs {
    /// Words, "phrases", OR, -not, field:value; nothing means every article
    ///
    /// Words are joined by AND. Several arguments are one query. `dateline fields` lists the fields.
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    /// Answer many queries, a line each: `id<TAB>query`, or just the query
    ///
    /// One JSON line a query, with its `id` (its line number when it has none); with `--format text` a report a query,
    /// with `csv` one table whose first columns say which query. A query that cannot be understood gets an `error` in
    /// its place and the rest go on; the exit code is then 0 where one of them found something, else 2. `-` reads standard
    /// input.
    #[arg(long, value_name = "FILE", conflicts_with = "query", help_heading = WHAT)]
    pub queries: Option<PathBuf>,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// relevance, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "relevance", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub sort: Sort,

    /// Prefer recent articles; half of the preference is gone at this age: 30d, 12w, 1y
    ///
    /// An article of the archive's latest day (or of the day of --before) keeps its score, a very old or undated one half
    /// of it. Only the order changes: what matches still matches.
    #[arg(long, value_name = "AGE", help_heading = SHOW, hide_short_help = true)]
    pub recency: Option<Age>,

    /// Let words of the best articles help with the order
    ///
    /// The words that mark the ten best articles are asked for beside the query's own; stderr names them. Only the order
    /// changes: what matches still matches.
    #[arg(long, hide_short_help = true, help_heading = SHOW)]
    pub expand: bool,

    #[command(flatten)]
    pub list: ListArgs,

    /// Passages an article
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = SHOW)]
    pub passages: usize,

    /// A pure list of passages, not grouped by article
    #[arg(long, help_heading = SHOW)]
    pub flat: bool,

    /// Score the passages of every match, not only of the best 200 articles
    #[arg(long, help_heading = SHOW, hide_short_help = true)]
    pub exhaustive: bool,

    /// Say what each hit scored and why
    #[arg(long, help_heading = SHOW)]
    pub explain: bool,

    /// A hit for every article, not one for every story of near-duplicates
    #[arg(long, help_heading = SHOW)]
    pub copies: bool,

    /// Which article of a story to show: best, first, latest or fullest [default: best]
    ///
    /// Of those that match: the one that ranks best, the earliest, the latest, or the one with the most words.
    #[arg(long, value_name = "WHICH", default_value = "best", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true, conflicts_with_all = ["copies", "flat"])]
    pub shown: Face,

    /// Count a field's values too (repeatable)
    #[arg(long = "facet", value_name = "FIELD", help_heading = SHOW)]
    pub facets: Vec<String>,

    /// Count matches by day, week, month, quarter or year too
    #[arg(long, value_name = "UNIT", help_heading = SHOW, hide_possible_values = true)]
    pub timeline: Option<Bucket>,

    #[command(flatten)]
    pub count: CountArgs,

    /// An Atom feed of the latest hits, for a feed reader
    ///
    /// Put it where a web server finds it after each run of `index`; `--limit` says how many entries it has.
    #[arg(long, help_heading = SHOW)]
    #[arg(conflicts_with_all = ["format", "queries", "sort", "flat", "explain", "all", "facets", "timeline"])]
    pub feed: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}
