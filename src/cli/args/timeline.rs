//! `dateline timeline`: what can be typed.

use super::shared::{ArchiveArgs, CountArgs, FormatArgs, NarrowArgs};
use super::{NARROW, SHOW, WHAT};
use crate::search::Bucket;
use crate::search::ask::Period;
use clap::Args;

const TIMELINE_EXAMPLES: &str = "\
Examples:
  dateline timeline strike                              by month
  dateline timeline --speaker ackroyd --by year         when Ackroyd was quoted
  dateline timeline strike --in 2023-Q4                 one quarter, by week
  dateline timeline strike --compare flood --normalise  two subjects, as shares of all that was written
  dateline timeline strike --by day --format csv";

/// How many articles match, by calendar unit
#[derive(Debug, Args)]
#[command(after_long_help = TIMELINE_EXAMPLES)]
pub struct TimelineArgs {
    /// As for `search`; nothing means every article
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Look into one period: 2025, 2025-Q3, 2025-08 or 2025-08-01..2025-08-15
    ///
    /// As the timeline names it. Without --by, years are shown by month, quarters by week, months by day.
    #[arg(long = "in", value_name = "PERIOD", help_heading = NARROW, conflicts_with_all = ["after", "before"])]
    pub period: Option<Period>,

    /// Another query beside the first, over the same calendar units (repeatable)
    #[arg(long, value_name = "QUERY", help_heading = WHAT)]
    pub compare: Vec<String>,

    /// day, week, month, quarter or year [default: month]
    #[arg(long, value_name = "UNIT", help_heading = SHOW, hide_possible_values = true)]
    pub by: Option<Bucket>,

    /// Draw shares of the archive's articles: what grew with the archive did not grow
    #[arg(long, help_heading = SHOW)]
    pub normalise: bool,

    #[command(flatten)]
    pub count: CountArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}
