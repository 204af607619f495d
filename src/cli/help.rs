//! `dateline help`: a topic in, its page out. The query language is a topic, and so is every command.

use super::args::{Cli, HelpArgs};
use super::settings::Settings;
use super::{Outcome, Stop};
use crate::error::Error;
use crate::present::text;
use crate::search::query::OPERATORS;
use clap::CommandFactory;
use std::io::{self, Write};

/// What is shown beside what matches.
const NEAREST: &str = "\
All words must be there. Where no article has all of three words or more, or less than ten have all of four words or
more, `search` shows beside them what has most of the words and says which it is `without`; so it does where the query
ends in a question mark, however many match. They are counted nowhere. Where some article matches, who types `AND`, a
phrase or `=word` gets what has it.";

pub fn run(args: HelpArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let mut out = io::stdout().lock();
    let mut program = Cli::command();
    program.build();
    match args.topic.as_deref() {
        None => write!(out, "{}", program.render_long_help())?,
        Some("query") => {
            text::operators(&mut out, OPERATORS, settings.style)?;
            writeln!(out, "\n{NEAREST}\n\nOperators are upper case. `dateline fields` lists the fields.")?;
        }
        Some(name) => {
            let unknown = || {
                Error::new(format!("no help on `{name}`"))
                    .hint("there is `dateline help query`, and one for each command of `dateline --help`")
            };
            write!(out, "{}", program.find_subcommand_mut(name).ok_or_else(unknown)?.render_long_help())?;
        }
    }
    Ok(Outcome::Found)
}
