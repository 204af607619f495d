//! argv in, [`Cli`] out: what was typed, checked for form and for nothing else. No file, no clock and no terminal is
//! looked at here; [`super::settings`] does that, once.
//!
//! One file a command, with its examples; what several share is in `shared` and `reading`.
//!
//! The first line of a doc comment is the short help (`-h` fits one screen), the whole comment is the long one.

mod alerts;
mod config;
mod engine;
mod extract;
mod facets;
mod index;
mod keep;
mod learn;
mod mcp;
mod quotes;
mod reading;
mod reference;
mod search;
mod serve;
mod shared;
mod show;
mod similar;
mod speakers;
mod terms;
mod timeline;

pub use alerts::{AddArgs, AlertsAction, AlertsArgs, ListArgs, RemoveArgs, RunArgs};
pub use config::ConfigArgs;
pub use engine::{EngineArgs, EngineCommand};
pub use extract::ExtractArgs;
pub use facets::FacetsArgs;
pub use index::{ClusterArgs, IndexArgs, PartArg, ProgressArg};
pub use keep::{RollbackArgs, StatusArgs, VerifyArgs};
pub use learn::{LearnArg, LearnArgs};
pub use mcp::McpArgs;
pub use quotes::QuotesArgs;
pub use reading::ReadingArgs;
pub use reference::{CompletionsArgs, FieldsArgs, FormatsArgs, HelpArgs, ManArgs};
pub use search::SearchArgs;
pub use serve::ServeArgs;
pub use shared::{ArchiveArgs, FormatArg, FormatArgs, NarrowArgs};
pub use show::ShowArgs;
pub use similar::SimilarArgs;
pub use speakers::SpeakersArgs;
pub use terms::TermsArgs;
pub use timeline::TimelineArgs;

use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const WHAT: &str = "What to search";
const NARROW: &str = "Narrow by";
const SHOW: &str = "How to show it";

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new().dimmed());

/// What `--version` says; `-V` says the number alone.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\n\nPlaces: made from GeoNames (https://www.geonames.org), licensed under CC BY 4.0\n",
    "(https://creativecommons.org/licenses/by/4.0/), reduced and rounded."
);

const EXAMPLES: &str = "\
Examples:
  dateline index ~/news                               read, clean, annotate, index; again: only what changed
  dateline search 'river treaty'                      ranked passages, best first
  dateline search --archive ~/news 'river treaty'     both in one step
  dateline quotes --speaker ackroyd                   what Ackroyd said
  dateline facets place 'flood'                       the places in articles about the flood
  dateline timeline 'flood' --by month                when it was written about
  dateline speakers                                   who is quoted, under which names
  dateline alerts add docks 'dock strike'             a saved search; `alerts run`: what is new in it
  dateline show 7kq2m9xw                              one article with everything known about it
  dateline serve                                      pages and an API at http://127.0.0.1:8080
  dateline extract page.html --explain                what the program reads in a file, and what it removed

Exit codes: 0 found or done, 1 nothing found, 2 error.";

/// A search engine for news archives: which passages are about this, who said it, where, and when
#[derive(Debug, Parser)]
#[command(name = "dateline", version, long_version = VERSION, styles = STYLES, after_long_help = EXAMPLES)]
#[command(disable_help_subcommand = true, subcommand_value_name = "COMMAND")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Flags that every command knows.
#[derive(Debug, Default, Args)]
pub struct CommonArgs {
    /// Where the index lies [env: DATELINE_INDEX] [default: index]
    #[arg(long, global = true, value_name = "DIR", help_heading = WHAT)]
    #[arg(env = "DATELINE_INDEX", hide_env = true, default_value = "index", hide_default_value = true)]
    pub index: PathBuf,

    /// The configuration file [env: DATELINE_CONFIG] [default: ~/.config/dateline/config.toml]
    ///
    /// Flags by their names, in TOML; `dateline help config` shows one. An empty name means none.
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true, value_hint = clap::ValueHint::FilePath)]
    pub config: Option<std::ffi::OsString>,

    /// Ask an index on an OpenSearch, Elasticsearch or Quickwit cluster: http://host:9200/name [env: DATELINE_ENGINE]
    ///
    /// Several hosts with commas between them are asked in turn. Secrets are never typed: DATELINE_ENGINE_API_KEY, or
    /// DATELINE_ENGINE_USER and DATELINE_ENGINE_PASSWORD, or the same names with _FILE behind them for files that hold
    /// them. DATELINE_ENGINE_CA names the certificates to trust for https, where they are not those of the machine.
    #[arg(long, global = true, value_name = "URL", help_heading = WHAT, hide_short_help = true)]
    #[arg(env = "DATELINE_ENGINE", hide_env = true)]
    pub engine: Option<String>,

    /// Colour: auto, always or never
    ///
    /// `auto` colours only a terminal, and never when NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub color: ColorWhen,

    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Index(IndexArgs),
    Search(SearchArgs),
    Quotes(QuotesArgs),
    Facets(FacetsArgs),
    Timeline(TimelineArgs),
    Similar(SimilarArgs),
    Terms(TermsArgs),
    Speakers(SpeakersArgs),
    Alerts(AlertsArgs),
    Show(ShowArgs),
    Serve(ServeArgs),
    Extract(ExtractArgs),
    Learn(LearnArgs),
    Status(StatusArgs),
    Verify(VerifyArgs),
    Rollback(RollbackArgs),
    Engine(EngineArgs),
    Fields(FieldsArgs),
    Formats(FormatsArgs),
    Mcp(McpArgs),
    Config(ConfigArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Help(HelpArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_command_that_needs_no_index_offers_none() {
        let mut command = Cli::command();
        command.build();
        for (name, is_offered) in [("extract", false), ("formats", false), ("help", false), ("search", true)] {
            let help = command.find_subcommand_mut(name).unwrap().render_long_help().to_string();
            assert_eq!((help.contains("--index"), help.contains("--engine")), (is_offered, is_offered), "{name}");
        }
        for flag in ["--index", "--engine"] {
            assert!(Cli::try_parse_from(["dateline", "extract", flag, "elsewhere", "a.txt"]).is_ok(), "{flag}");
        }
    }

    #[test]
    fn short_help_fits_a_screen() {
        let mut command = Cli::command().term_width(100);
        command.build();
        for sub in command.get_subcommands_mut() {
            let lines = sub.render_help().to_string().lines().count();
            assert!(lines <= 48, "`{} -h` has {lines} lines", sub.get_name());
        }
    }
}
