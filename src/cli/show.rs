//! `dateline show`: article ids in, the articles with everything known about them out.

use super::args::{FormatArg, ShowArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::present::{json, text};
use crate::search::Engine;
use std::io::{self, BufWriter, Write};

pub fn run(args: ShowArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Jsonl, Text};
    let format = settings::format(&args.format, "show", &[Text, Json, Jsonl])?;
    let engine = Engine::open(&settings.index)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut shown_before = false;
    let mut all_found = true;
    for id in &args.ids {
        let Some(shown) = engine.article(id)? else {
            messages::line(&format!("no article `{id}`"));
            all_found = false;
            continue;
        };
        if format == Text {
            if shown_before {
                writeln!(out)?;
            }
            text::shown(&mut out, &shown, settings.style)?;
        } else {
            json::shown(&mut out, &shown)?;
        }
        shown_before = true;
    }
    out.flush()?;
    Ok(Outcome::found_if(all_found))
}
