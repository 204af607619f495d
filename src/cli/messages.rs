//! What is said on stderr: errors with their hint, notes, counts, and what `-v` asks to hear. One style: a line in
//! lower case without a final stop, values in backticks.

use super::args::FormatArg;
use super::settings::Settings;
use crate::error::Error;
pub use crate::present::text::{count, thousands};
use crate::present::{Label, text, visible};
use crate::read::Maps;
use crate::search::{Narrowing, SearchResponse};
use std::io::{self, Write};
use tracing_subscriber::filter::LevelFilter;

/// Sends tracing to stderr: warnings, with `-v` what is being done, with `-vv` every detail.
pub fn trace(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(false).without_time().init();
}

/// `error: …`, the lines that show where, `hint: …`.
pub fn error(error: &Error, settings: &Settings) {
    let mut text = format!("{} {}\n", Label::Error.shown(settings.stderr_colour), visible(&error.message));
    for line in error.detail.iter().flat_map(|detail| detail.lines()) {
        text.push_str(&format!("  {}\n", visible(line)));
    }
    if let Some(hint) = &error.hint {
        text.push_str(&format!("{} {}\n", Label::Hint.shown(settings.stderr_colour), visible(hint)));
    }
    say(&text);
}

/// What the user should know about the answer.
pub fn notes(notes: &[String], settings: &Settings) {
    for note in notes {
        say(&format!("{} {}\n", Label::Note.shown(settings.stderr_colour), visible(note)));
    }
}

/// Names that were mapped and that nothing had: mistyped, most likely.
pub fn unmet(maps: &Maps, settings: &Settings) {
    let told =
        |(ours, theirs): (String, String)| format!("no record that was read has `{theirs}` (`--map {ours}={theirs}`)");
    notes(&maps.unmet().into_iter().map(told).collect::<Vec<_>>(), settings);
}

/// One plain line.
pub fn line(text: &str) {
    say(&format!("{}\n", visible(text)));
}

/// What a date filter could not judge.
pub fn undated(left_out: u64, settings: &Settings) {
    if left_out > 0 {
        let note = format!("{} left out for having no date", count(left_out, "match", "matches"));
        notes(&[note], settings);
    }
}

/// What narrowed an answer beside its query, which a configuration file may have said; JSON has it among its members.
pub fn narrowed(by: &Narrowing, format: FormatArg) {
    if format != FormatArg::Json {
        text::narrowed(by).iter().for_each(|told| line(told));
    }
}

/// Which fields of an answer are counted as if they did not narrow it; JSON has them among its members.
pub fn widened(fields: &[String], format: FormatArg) {
    if format != FormatArg::Json {
        fields.iter().for_each(|field| line(&format!("{field} is counted as if its flag were not given")));
    }
}

/// What a timeline cannot show, for too little of its day is known.
pub fn coarser(response: &SearchResponse, settings: &Settings) {
    let told = text::coarser(response.coarser.unwrap_or_default());
    if !told.is_empty() {
        notes(&[format!("{}: in no bar of the timeline", told.join(", "))], settings);
    }
}

/// `12 articles`, or `12 articles in 9 stories` where some are near-duplicates.
pub fn matches(response: &SearchResponse) -> String {
    let articles = count(response.articles, "article", "articles");
    match response.stories.filter(|stories| *stories < response.articles) {
        Some(stories) => format!("{articles} in {}", count(stories, "story", "stories")),
        None => articles,
    }
}

/// What was found, and which of it a page shows where it is not all: `given` hits after the first `offset`.
pub fn page(found: String, offset: usize, given: usize, all: u64) -> String {
    match given {
        0 if offset > 0 => format!("{found}, none after the first {offset}"),
        0 => found,
        _ if offset > 0 || (given as u64) < all => format!("{found}, {} to {} shown", offset + 1, offset + given),
        _ => found,
    }
}

/// What an empty answer is told by.
pub fn nothing_found(query: &str) -> String {
    if query.trim().is_empty() { "nothing found".to_owned() } else { format!("nothing found for {}", quoted(query)) }
}

/// The query in backticks; an empty one asks for everything.
pub fn quoted(query: &str) -> String {
    if query.trim().is_empty() { "everything".to_owned() } else { format!("`{query}`") }
}

/// There is nobody to tell when stderr cannot be written.
fn say(text: &str) {
    io::stderr().lock().write_all(text.as_bytes()).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (number, expected) in
            [(0, "0 articles"), (1, "1 article"), (999, "999 articles"), (1_234_567, "1,234,567 articles")]
        {
            assert_eq!(count(number, "article", "articles"), expected);
        }
    }
}
