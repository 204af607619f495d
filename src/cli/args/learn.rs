//! `dateline learn`: what can be typed.

use super::shared::FormatArgs;
use clap::{Args, ValueEnum};

const LEARN_EXAMPLES: &str = "\
Examples:
  dateline learn chrome --dry-run                       the lines that would be learned
  dateline learn chrome && dateline index               learn them; read the articles concerned again
  dateline learn chrome --refuse 'Letters to the editor'
  dateline learn homes && dateline index                Paris in a paper of Texas is Paris, Texas
  dateline learn homes --set 'The Quay=Norway/Vestland'";

/// Learn from the index what its outlets repeat, for the next `index`
///
/// `chrome` finds the lines that an outlet repeats across many of its articles and adds them to a table in the index
/// directory. The next `dateline index` reads that outlet's articles again, without them; `extract --explain` and
/// `show --raw` tell what was taken out. `homes` finds the region that most of an outlet's articles are about: a name
/// that several places have is then more likely the one at home. The tables outlive rebuilds, and nothing else writes them.
#[derive(Debug, Args)]
#[command(after_long_help = LEARN_EXAMPLES)]
pub struct LearnArgs {
    /// chrome or homes
    #[arg(hide_possible_values = true)]
    pub what: LearnArg,

    /// Show what would be learned, and write nothing
    #[arg(long, conflicts_with_all = ["list", "refuse", "forget"])]
    pub dry_run: bool,

    /// Show what was learned so far
    #[arg(long, conflicts_with_all = ["refuse", "forget"])]
    pub list: bool,

    /// This line is no chrome, this region no home: do not learn it again (repeatable)
    #[arg(long, value_name = "ROW", conflicts_with = "forget")]
    pub refuse: Vec<String>,

    /// Say where an outlet is at home, such as 'The Quay=Norway' (repeatable)
    #[arg(long, value_name = "OUTLET=PLACE", value_parser = parse_home)]
    #[arg(conflicts_with_all = ["dry_run", "list", "refuse", "forget"])]
    pub set: Vec<(String, String)>,

    /// Empty the table, refused lines included; the one before stays beside it as `.bak`
    #[arg(long)]
    pub forget: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LearnArg {
    Chrome,
    Homes,
}

/// `The Quay=Norway` as (`The Quay`, `Norway`).
fn parse_home(typed: &str) -> Result<(String, String), String> {
    match typed.rsplit_once('=').map(|(outlet, place)| (outlet.trim(), place.trim())) {
        Some((outlet, place)) if !outlet.is_empty() && !place.is_empty() => Ok((outlet.to_owned(), place.to_owned())),
        _ => Err("expected OUTLET=PLACE, such as 'The Quay=Norway'".to_owned()),
    }
}
