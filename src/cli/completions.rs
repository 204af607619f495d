//! `dateline completions`: a shell's name in, its completion script out.

use super::args::{Cli, CompletionsArgs};
use super::{Outcome, Stop};
use clap::CommandFactory;
use std::io::{self, Write};

pub fn run(args: CompletionsArgs) -> Result<Outcome, Stop> {
    // Written in one piece: the generator panics when its writer fails, and a closed pipe is no reason to.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dateline", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Found)
}
