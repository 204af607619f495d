//! Flags that several commands share: which archive, what to narrow by, which part of the answer, in what form.

use super::{NARROW, SHOW, WHAT};
use crate::present::rows::RowFormat;
use crate::search::ask::Day;
use crate::search::{CIRCLES, Count, circle};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Archives to bring up to date before answering.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// Bring the index up to date for PATH, then answer from it alone (repeatable)
    #[arg(long = "archive", value_name = "PATH", help_heading = WHAT)]
    pub paths: Vec<PathBuf>,
}

/// The flags that say which index, for a command that needs none: taken, since a script may have them for every command, and
/// not offered.
#[derive(Debug, Args)]
pub struct NoIndexArgs {
    #[arg(id = "index", long = "index", hide = true)]
    _index: Option<PathBuf>,
    #[arg(id = "engine", long = "engine", hide = true)]
    _engine: Option<String>,
}

/// The flags that narrow. All must hold; several values of one flag are alternatives.
#[derive(Debug, Args)]
pub struct NarrowArgs {
    /// Who is quoted: words of the name
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub speaker: Vec<String>,

    /// A place mentioned, or anything inside it
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub place: Vec<String>,

    /// The place the story is about, or what it lies in
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub focus: Vec<String>,

    /// A place mentioned within a circle: 51.5,-0.1,50km or Kyiv,30mi
    ///
    /// Degrees north, degrees east, radius; negative degrees are south and west. Towns, counties and seats of power
    /// are measured from; countries and what else is no point are not.
    #[arg(long, value_name = "CIRCLE", help_heading = NARROW, value_parser = parse_circle, allow_hyphen_values = true)]
    pub near: Vec<String>,

    /// Where the story was filed
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub dateline: Vec<String>,

    /// The outlet
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub source: Vec<String>,

    /// The section or topic
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub section: Vec<String>,

    /// Who wrote it
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub byline: Vec<String>,

    /// Language of the text, as a two-letter code
    #[arg(long, value_name = "CODE", help_heading = NARROW)]
    pub language: Vec<String>,

    /// Path under the root; `*` at its end for everything that begins so
    #[arg(long, value_name = "PATH", help_heading = NARROW)]
    pub path: Vec<String>,

    /// First day: 2025, 2025-08, 2025-08-16, today, yesterday or 7d
    ///
    /// The day named is included, and so is all of the year or month. `7d` is seven days ago.
    #[arg(long, value_name = "DATE", help_heading = NARROW)]
    pub after: Option<Day>,

    /// Last day; 2025-08 includes all of August
    ///
    /// Written like --after. Articles without a date are left out by both, and counted on stderr.
    #[arg(long, value_name = "DATE", help_heading = NARROW)]
    pub before: Option<Day>,
}

/// Which part of the list.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// Hits to show [default: 10]
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, help_heading = SHOW, hide_default_value = true)]
    pub limit: usize,

    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = SHOW, hide_default_value = true)]
    pub offset: usize,
}

/// A part of the list, or all of it.
#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub page: PageArgs,

    /// Every hit, however many: written as they are read with --format jsonl or csv
    #[arg(long, help_heading = SHOW, conflicts_with_all = ["limit", "offset"])]
    pub all: bool,
}

impl ListArgs {
    /// Hits that are wanted.
    pub fn limit(&self) -> usize {
        if self.all { usize::MAX } else { self.page.limit }
    }
}

/// What facets and timeline count.
#[derive(Debug, Args)]
pub struct CountArgs {
    /// Count articles, or stories: near-duplicates once [default: articles]
    ///
    /// A story counts once for each value that one of its matching articles has, and in the unit of its earliest.
    #[arg(long, value_name = "WHAT", default_value = "articles", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub count: Count,
}

#[derive(Debug, Args)]
pub struct FormatArgs {
    /// text or json; where an answer has rows, jsonl or csv too [default: text]
    ///
    /// `json` is one object, `jsonl` an object a line.
    #[arg(long, value_name = "FORMAT", help_heading = SHOW, hide_possible_values = true)]
    pub format: Option<FormatArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    Text,
    Json,
    Jsonl,
    Csv,
}

impl FormatArg {
    /// That of a result set which is written as it is read.
    pub fn rows(self) -> Option<RowFormat> {
        match self {
            FormatArg::Csv => Some(RowFormat::Csv),
            FormatArg::Jsonl => Some(RowFormat::Jsonl),
            FormatArg::Text | FormatArg::Json => None,
        }
    }
}

/// A circle, checked and handed on as it was typed.
fn parse_circle(typed: &str) -> Result<String, String> {
    circle(typed).map(|_| typed.to_owned()).ok_or_else(|| CIRCLES.to_owned())
}
