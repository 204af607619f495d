//! `dateline verify`: an index in, what is wrong with it out.

use super::args::{FormatArg, VerifyArgs};
use super::messages;
use super::settings::{self, Settings};
use super::{Outcome, Stop};
use crate::error::Error;
use crate::index;
use crate::present::{json, text};
use std::io::{self, BufWriter, Write};

pub fn run(args: VerifyArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Text};
    let format = settings::format(&args.format, "verify", &[Text, Json])?;
    let verified = if args.repair { index::repair(&settings.index)? } else { index::verify(&settings.index)? };
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Json => json::verified(&mut out, &verified)?,
        _ => text::verified(&mut out, &verified, settings.style)?,
    }
    out.flush()?;
    messages::notes(&verified.notes, settings);
    if verified.is_sound() {
        return Ok(Outcome::Found);
    }
    let shown = settings.index.display();
    if verified.is_begun {
        return Err(Error::new(format!("the first build of the index at `{shown}` was cut off"))
            .hint("`dateline index --resume PATH…` goes on with it")
            .into());
    }
    let hint = if args.repair {
        "`dateline index --rebuild` makes it anew"
    } else {
        "`dateline verify --repair` brings back the last good state"
    };
    Err(Error::new(format!("the index at `{shown}` is damaged")).hint(hint).into())
}
