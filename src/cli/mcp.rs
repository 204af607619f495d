//! `dateline mcp`: an assistant's program at the other end of standard input and output.

use super::args::McpArgs;
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::index::Directory;
use crate::mcp::serve_stdio;

pub fn run(_: McpArgs, settings: &Settings) -> Result<Outcome, Stop> {
    // Said here, where a person setting it up can read it; an assistant would hear of it at its first question.
    Directory::open(&settings.index)?;
    serve_stdio(settings.index.clone(), settings::today)?;
    Ok(Outcome::Found)
}
