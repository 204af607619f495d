//! `dateline rollback`: a kept generation in, the live one out.

use super::args::RollbackArgs;
use super::settings::Settings;
use super::{Outcome, Stop};
use crate::index;
use std::io::{self, Write};

pub fn run(args: RollbackArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let live = index::rollback(&settings.index, args.generation.as_deref())?;
    writeln!(io::stdout().lock(), "`{live}` is the live generation")?;
    Ok(Outcome::Found)
}
