//! `dateline show`: what can be typed.

use super::shared::FormatArgs;
use clap::Args;

const SHOW_EXAMPLES: &str = "\
Examples:
  dateline show 7kq2m9xw                                an article with everything known about it
  dateline show 7kq2m9xw --raw                          its record as it lies in the archive, before cleaning
  dateline show 7kq2m9xw --passage 0-200                its first 200 characters, and how to cite them
  dateline show 7kq2m9xw:0-200:3fa81c02                 a cited passage";

/// One article as indexed, with its quotations, places and dates
#[derive(Debug, Args)]
#[command(after_long_help = SHOW_EXAMPLES)]
pub struct ShowArgs {
    /// Article ids, or citations of passages; six characters are enough when no other id begins so
    ///
    /// A citation is what JSON answers give as `cite`: the id, the place in code points, and a digest of the words, as in
    /// 7kq2m9xw:512-690:3fa81c02. It outlives rebuilds, and says so when the words are others now.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,

    /// The record as it lies in the archive, before anything was removed; its file is read again
    #[arg(long, conflicts_with = "passage")]
    pub raw: bool,

    /// Only this stretch of the text, in code points, with what it is cited by
    #[arg(long, value_name = "START-END")]
    pub passage: Option<String>,

    #[command(flatten)]
    pub format: FormatArgs,
}
