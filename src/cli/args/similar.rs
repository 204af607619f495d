//! `dateline similar`: what can be typed.

use super::SHOW;
use super::shared::{FormatArgs, NarrowArgs, PageArgs};
use clap::Args;

const SIMILAR_EXAMPLES: &str = "\
Examples:
  dateline similar 7kq2m9xw                             articles like this one, copies of it first
  dateline similar 7kq2m9xw:512-690 --after 2025        of this year, like that passage";

/// Articles like an article, or like a passage
///
/// Found by the words that are frequent in it and rare elsewhere; texts that share more than names say how much.
#[derive(Debug, Args)]
#[command(after_long_help = SIMILAR_EXAMPLES)]
pub struct SimilarArgs {
    /// An article's id, or the citation of a passage
    pub id: String,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    #[command(flatten)]
    pub page: PageArgs,

    /// A hit for every article, not one for every story of near-duplicates
    #[arg(long, help_heading = SHOW)]
    pub copies: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}
