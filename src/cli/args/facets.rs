//! `dateline facets`: what can be typed.

use super::SHOW;
use super::shared::{ArchiveArgs, CountArgs, FormatArgs, NarrowArgs};
use clap::Args;

const FACETS_EXAMPLES: &str = "\
Examples:
  dateline facets speaker strike                        who is quoted in articles about the strike
  dateline facets place --after 2025 --limit 50         the places of this year
  dateline facets place flood --under Europe --depth 1  the countries of Europe with a flood
  dateline facets focus --near 53.7,-2.0,50km           what the stories from around there are about
  dateline facets speaker strike --by month             who is quoted when; `--by place`: about where
  dateline facets source --format csv";

/// The values of a field among the matches, most frequent first
///
/// Counts are exact: matching articles that have the value and, for speakers, what of theirs stands in quotation marks there.
#[derive(Debug, Args)]
#[command(after_long_help = FACETS_EXAMPLES)]
pub struct FacetsArgs {
    /// speaker, place, focus, source, section, byline, language or year; several with commas
    pub field: String,

    /// As for `search`; nothing means every article
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Count each field as if its own flag were not given
    ///
    /// `facets source --source X --multi-select` still counts the other outlets, to choose among. Not with `--by`.
    #[arg(long, help_heading = SHOW)]
    pub multi_select: bool,

    /// Values to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    /// Count the articles of each value by another field, or by day, week, month, quarter or year
    #[arg(long, value_name = "FIELD", help_heading = SHOW)]
    pub by: Option<String>,

    /// Of places: only what lies inside this one
    #[arg(long, value_name = "PLACE", help_heading = SHOW)]
    pub under: Option<String>,

    /// Of places: so many steps down the tree
    ///
    /// From the continents, or from the place of --under: `facets place --under Europe --depth 1` counts countries.
    #[arg(long, value_name = "N", help_heading = SHOW, value_parser = parse_depth)]
    pub depth: Option<usize>,

    #[command(flatten)]
    pub count: CountArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// One step or more.
fn parse_depth(typed: &str) -> Result<usize, String> {
    typed.parse().ok().filter(|&depth| depth > 0).ok_or_else(|| "expected a number from 1".to_owned())
}
