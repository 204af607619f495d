//! `dateline status`: an index in, what it holds out.

use super::args::{FormatArg, StatusArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::index;
use crate::present::{json, text};
use std::io::{self, BufWriter, Write};

pub fn run(args: StatusArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "status", &[Text, Json])?;
    let status = index::status(&settings.index, args.digest)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if format == Json {
        json::status(&mut out, &status)?;
    } else {
        text::status(&mut out, &status, settings.style)?;
    }
    out.flush()?;
    Ok(Outcome::found_if(status.manifest.outcomes.articles > 0))
}
