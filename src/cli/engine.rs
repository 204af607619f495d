//! `dateline engine`: an engine's address in, what is right and wrong with it out.

use super::args::{EngineArgs, EngineCommand, FormatArg, FormatArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::error::Error;
use crate::index::cluster::{Finding, check, rollback};
use crate::present::{json, text};
use crate::remote::Remote;
use std::io::{self, BufWriter, Write};

pub fn run(args: &EngineArgs, settings: &Settings) -> Result<Outcome, Stop> {
    match &args.command {
        EngineCommand::Check { url, format } => look(url.as_deref(), format, settings),
        EngineCommand::Rollback { url } => {
            let before = rollback(&open(url.as_deref(), settings)?)?;
            messages::line(&format!("`{before}` answers again"));
            Ok(Outcome::Found)
        }
    }
}

fn open(url: Option<&str>, settings: &Settings) -> Result<Remote, Error> {
    let access = match url {
        Some(url) => settings::access(url)?,
        None => settings
            .engine()?
            .ok_or_else(|| Error::new("no engine is named").hint("`dateline engine check http://host:9200/name`"))?,
    };
    Remote::open(&access)
}

fn look(url: Option<&str>, format: &FormatArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(format, "engine check", &[Text, Json])?;
    let findings: Vec<Finding> = check(&open(url, settings)?)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Json => json::findings(&mut out, &findings)?,
        _ => text::findings(&mut out, &findings)?,
    }
    out.flush()?;
    Ok(Outcome::found_if(findings.iter().all(|finding| finding.is_good)))
}
