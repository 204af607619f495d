//! `dateline mcp`: an assistant's program at the other end of standard input and output.

use super::args::McpArgs;
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::index::Directory;
use crate::mcp::serve_stdio;
use crate::search::At;

pub fn run(_: McpArgs, settings: &Settings) -> Result<Outcome, Stop> {
    // Said here, where a person setting it up can read it; an assistant would hear of it at its first question.
    let at = settings.at()?;
    if let At::Disk(dir) = &at {
        Directory::open(dir)?;
    }
    serve_stdio(at, settings::today, messages::line)?;
    Ok(Outcome::Found)
}
