//! `dateline status`, `verify` and `rollback`: what can be typed.

use super::shared::FormatArgs;
use clap::Args;

const VERIFY_EXAMPLES: &str = "\
Examples:
  dateline verify                                       every file, every article
  dateline verify --repair                              bring back the last good state
  dateline verify --format json | jq .clean

Exit codes: 0 sound, 2 damaged.";

/// What the index holds: roots, counts, sizes, versions, rejects by reason
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// A digest of every article: equal for equal archives; reads the whole index
    #[arg(long)]
    pub digest: bool,

    /// What could not be read instead: a line a record, with its place and the reason
    #[arg(long, conflicts_with = "digest")]
    pub rejects: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Whether the index is what it was made to be: files, tables, articles
///
/// Every file is compared with its checksum, the articles with the manifest and the table of files. What a run that was
/// cut off left behind is told and is no damage. Searching and indexing go on meanwhile.
#[derive(Debug, Args)]
#[command(after_long_help = VERIFY_EXAMPLES)]
pub struct VerifyArgs {
    /// Remove what lies about, and where the live index is damaged, go back to the newest whole one
    #[arg(long)]
    pub repair: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Go back to an old generation of the index, kept with `index --keep`
///
/// What was live is kept in its place: `rollback` again undoes it. `dateline index` then brings the old one up to date.
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// A kept generation, as `status` lists them [default: the one before]
    pub generation: Option<String>,
}
