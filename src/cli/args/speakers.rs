//! `dateline speakers`: what can be typed.

use super::SHOW;
use super::shared::FormatArgs;
use clap::Args;

const SPEAKERS_EXAMPLES: &str = "\
Examples:
  dateline speakers                                     who is quoted most, under which names
  dateline speakers ack --format csv                    everybody with a name that begins so
  dateline speakers --unmerged                          pairs that may be one person, with what speaks for it

Names are joined with care, and `speakers.toml` in the index directory has the last word:
  [[merge]]
  names = [\"Jo Lund\", \"Johanna Lund\"]
  [[split]]
  name = \"Ann Lee\"
  as = \"Ann Lee (chess)\"
  when = \"section:sport date:..2020\"
  [[rename]]
  name = \"Macuácua\"
  as = \"Celestino Macuácua\"
  [[ignore]]
  name = \"Getty Images\"
It holds from the next question on and outlives rebuilds.";

/// Who is quoted: people with their articles, quotations and the names they go by
///
/// One line a person, most articles first. Quotations are direct and mixed ones.
#[derive(Debug, Args)]
#[command(after_long_help = SPEAKERS_EXAMPLES)]
pub struct SpeakersArgs {
    /// What a word of the name begins with; nothing means everybody
    #[arg(value_name = "PREFIX")]
    pub query: Vec<String>,

    /// Pairs of people who may be one, with what speaks for and against it
    #[arg(long)]
    pub unmerged: bool,

    /// People or pairs to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    #[command(flatten)]
    pub format: FormatArgs,
}
