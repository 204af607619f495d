//! `dateline show`: article ids in, the articles with everything known about them out.

use super::args::{FormatArg, ShowArgs};
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::error::Result;
use crate::ingest;
use crate::present::{json, raw, text};
use crate::search::{AnyEngine, Citation, Shown};
use std::io::{self, BufWriter, Write};

pub fn run(args: ShowArgs, settings: &Settings) -> Result<Outcome, Stop> {
    use FormatArg::{Json, Jsonl, Text};
    let format = settings::format(&args.format, "show", &[Text, Json, Jsonl])?;
    settings.only_on_disk("--raw", args.raw)?;
    let engine = settings.open()?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut shown_before = false;
    let mut all_found = true;
    for id in &args.ids {
        if let Some(citation) = citation(id, args.passage.as_deref())? {
            all_found &= show_cited(&mut out, &engine, &citation, format, settings)?;
            continue;
        }
        let Some(shown) = engine.article(id)? else {
            messages::line(&format!("no article `{id}`"));
            all_found = false;
            continue;
        };
        if args.raw {
            show_raw(&mut out, &shown, format, settings)?;
            continue;
        }
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

/// What was read before anything was removed, from the archive as it is now.
fn show_raw(out: &mut dyn Write, shown: &Shown, format: FormatArg, settings: &Settings) -> Result<(), Stop> {
    let id = &shown.card.id;
    let record = ingest::raw(&settings.index, id, &shown.card.path, settings::RECORD_BYTES_MAX)?;
    match format {
        FormatArg::Text => raw::text(out, &record)?,
        _ => raw::json(out, id, &record)?,
    }
    Ok(())
}

/// The passage that is meant; `None` for a whole article.
fn citation(id: &str, passage: Option<&str>) -> Result<Option<Citation>> {
    let text = match passage {
        Some(range) => format!("{id}:{range}"),
        None if id.contains(':') => id.to_owned(),
        None => return Ok(None),
    };
    Citation::read(&text).map(Some)
}

/// False when the passage is not there, or not as it was cited.
fn show_cited(
    out: &mut dyn Write,
    engine: &AnyEngine,
    citation: &Citation,
    format: FormatArg,
    settings: &Settings,
) -> Result<bool, Stop> {
    let Some(cited) = engine.cited(citation)? else {
        messages::line(&format!("no article `{}`", citation.article));
        return Ok(false);
    };
    match format {
        FormatArg::Text => text::cited(out, &cited, settings.style)?,
        _ => json::cited(out, &cited)?,
    }
    if cited.changed {
        messages::notes(&[format!("the words at `{citation}` are others than those that were cited")], settings);
    } else if cited.citation.start != citation.start {
        messages::notes(&[format!("the words have moved; cite them as `{}`", cited.citation)], settings);
    }
    Ok(!cited.changed)
}
