//! `dateline fields`, `formats`, `completions`, `man` and `help`: what can be typed.

use super::shared::{FormatArgs, NoIndexArgs};
use clap::Args;
use clap_complete::Shell;

const FORMATS_EXAMPLES: &str = "\
Examples:
  dateline formats
  dateline formats --format json | jq -r '.formats[].extensions[]'";

/// The fields of the query language, with an example each
#[derive(Debug, Args)]
pub struct FieldsArgs {
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}

/// The formats that are read, and the names of their files
///
/// The content of a file decides; its name is asked only where the content cannot tell.
#[derive(Debug, Args)]
#[command(after_long_help = FORMATS_EXAMPLES)]
pub struct FormatsArgs {
    #[command(flatten)]
    pub format: FormatArgs,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}

/// Completions for a shell, on stdout
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// bash, elvish, fish, powershell or zsh
    #[arg(hide_possible_values = true)]
    pub shell: Shell,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}

/// The manual page, on stdout
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of this command; the program's own when not given
    pub command: Option<String>,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}

/// The query language on one page (`help query`), or the help of a command
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// `query`, or a command
    pub topic: Option<String>,
    #[command(flatten)]
    _no_index: NoIndexArgs,
}
