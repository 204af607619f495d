//! What `config` can be told.

use super::FormatArgs;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  dateline config                                       what is set, and by whom
  dateline config search                                every flag of `search` with its value

A configuration file:
  index = \"/srv/news/index\"                            # for every command that has the flag
  limit = 20
  [search]                                              # for one command
  passages = 3
  source = [\"Estuary Courier\", \"Meridian Wire\"]
  copies = true                                         # `--copies=false` switches it off again

A flag wins over the environment, that over the file, the file over the defaults.";

/// What is in force, and where each value comes from: a flag, the environment, the configuration file
///
/// The file has the flags by their names: those for every command that has them, then tables for single commands. It
/// is `--config`, else DATELINE_CONFIG, else dateline/config.toml in XDG_CONFIG_HOME or ~/.config.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ConfigArgs {
    /// Show every flag of this command that can be set
    pub command: Option<String>,

    #[command(flatten)]
    pub format: FormatArgs,
}
