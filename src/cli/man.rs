//! `dateline man`: the manual page in roff out, of the program or of one command.

use super::args::{Cli, ManArgs};
use super::{Outcome, Stop};
use crate::error::Error;
use clap::CommandFactory;
use clap_mangen::Man;
use std::io::{self, Write};

pub fn run(args: ManArgs) -> Result<Outcome, Stop> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let command = program.find_subcommand(name).cloned();
            command.ok_or_else(|| {
                Error::new(format!("no command `{name}`")).hint("`dateline --help` lists the commands")
            })?
        }
    };
    let mut roff = Vec::new();
    Man::new(page).render(&mut roff)?;
    io::stdout().lock().write_all(&roff)?;
    Ok(Outcome::Found)
}
