//! `dateline engine`: an engine's address in, what is right and wrong with it out.

use super::args::{EngineArgs, EngineCommand, FormatArg, FormatArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::error::Error;
use crate::index::cluster::{Finding, Own, check, keep_speaker_rules, rollback};
use crate::present::{json, text};
use crate::remote::Remote;
use crate::search::checked_rules;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub fn run(args: &EngineArgs, settings: &Settings) -> Result<Outcome, Stop> {
    match &args.command {
        EngineCommand::Check { url, format } => look(url.as_deref(), format, settings),
        EngineCommand::Speakers { file } => speakers(file.as_deref(), settings),
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
    Remote::connect(&access)
}

/// Keeps the rules of a file, forgets them, or shows what is kept.
fn speakers(file: Option<&Path>, settings: &Settings) -> Result<Outcome, Stop> {
    let remote = open(None, settings)?;
    let Some(file) = file else {
        let rules = Own::read(&remote)?.speaker_rules;
        io::stdout().lock().write_all(rules.as_deref().unwrap_or_default().as_bytes())?;
        return Ok(Outcome::found_if(rules.is_some()));
    };
    if file == Path::new("-") {
        keep_speaker_rules(&remote, None)?;
        messages::line("no rules for speakers are kept now");
        return Ok(Outcome::Found);
    }
    let text = fs::read_to_string(file).map_err(|error| Error::io("read", file, &error))?;
    checked_rules(&text)?;
    keep_speaker_rules(&remote, Some(&text))?;
    messages::line(&format!("the rules of `{}` hold from the next question on", file.display()));
    Ok(Outcome::Found)
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
