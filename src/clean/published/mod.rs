//! What a record says about its publication in, the publication date out, with precision and provenance.
//!
//! What is promised for each provenance, most trusted first; the first that states a possible day wins:
//! 1. `field`: the date field of a structured record, in any form `text::calendar` reads.
//! 2. `json-ld`: `datePublished` of an article-like thing in JSON-LD (else of any thing, else `dateCreated`).
//! 3. `meta`: a `<meta>` that names the publication (`data/hints.tsv`), never the update; or microdata's.
//! 4. `time`: a `<time>` element that stands with the headline or says that it is the publication.
//! 5. `text`: a date that people read near the headline or after a word such as "Published".
//! 6. `dateline`: the wire story's own line, when it has a year.
//! 7. `url`: year, month and day as parts of the address.
//! 8. `file`: a whole date in the name of the file, else of its folders.
//!
//! A month or a year alone is kept when nothing knows the day. A day after `latest` is refused with a note
//! (`date-in-future`), and so is a stated date that the calendar does not have (`date-impossible`). Nothing
//! is guessed: updates, copyright years and lists of other articles are not the publication.

mod address;
mod hints;
mod json_ld;
mod page;

use crate::article::{Precision, Provenance, Published, Removed};
use crate::text::calendar::{self, Written};
use dom_query::Document;
use jiff::civil::Date;
use std::path::Path;

/// Everything that may tell when a record was published.
pub struct Clues<'a> {
    /// The date field of a structured record, as written.
    pub field: Option<&'a str>,
    /// The whole page as parsed, before anything is taken out of it.
    pub html: Option<&'a Document>,
    /// Where the page was fetched from.
    pub url: Option<&'a str>,
    /// The cleaned body; may be empty.
    pub text: &'a str,
    pub path: &'a Path,
    /// No article was published after this day.
    pub latest: Date,
}

/// The publication date that `clues` state; what had to be refused goes to `removed`.
pub fn published(clues: &Clues, removed: &mut Vec<Removed>) -> Option<Published> {
    let mut judge = Judge { latest: clues.latest, removed, best: None };
    let candidates = Candidates::of(clues);
    for candidate in candidates.0 {
        judge.hear(candidate);
        if judge.is_settled() {
            break;
        }
    }
    judge.best
}

/// A statement about the publication.
struct Candidate {
    by: Provenance,
    /// As written.
    text: String,
    /// `None`: stated, but not a date of the calendar.
    written: Option<Written>,
}

/// The statements of a record, most trusted first.
struct Candidates(Vec<Candidate>);

impl Candidates {
    fn of(clues: &Clues) -> Candidates {
        let mut all = Candidates(Vec::new());
        let page = clues.html.map(page::read);
        let language = page.as_ref().and_then(|page| page.language.clone());
        let language = language.or_else(|| language_of(clues.text));
        let tag = language.as_deref();
        all.state(Provenance::Field, clues.field, tag);
        if let Some(page) = &page {
            all.state(Provenance::JsonLd, page.json_ld.iter().map(String::as_str), tag);
            all.state(Provenance::Meta, page.meta.iter().map(String::as_str), tag);
            all.state(Provenance::TimeElement, page.times.iter().map(String::as_str), tag);
            for (text, written) in &page.visible {
                all.push(Provenance::Text, text, Some(*written));
            }
        }
        if let Some((text, date)) = address::dateline_day(clues.text, tag) {
            all.push(Provenance::Dateline, text, Some(date));
        }
        let canonical = page.as_ref().and_then(|page| page.canonical.as_deref());
        for url in clues.url.into_iter().chain(canonical) {
            if let Some(written) = address::day_of_url(url) {
                all.push(Provenance::Url, url, Some(written));
            }
        }
        if let Some((text, written)) = address::day_of_path(clues.path) {
            all.push(Provenance::File, &text, Some(written));
        }
        all
    }

    fn state<'t>(&mut self, by: Provenance, texts: impl IntoIterator<Item = &'t str>, language: Option<&str>) {
        for text in texts {
            if !text.trim().is_empty() {
                self.push(by, text, calendar::parse(text, language));
            }
        }
    }

    fn push(&mut self, by: Provenance, text: &str, written: Option<Written>) {
        self.0.push(Candidate { by, text: text.to_owned(), written });
    }
}

/// The language of a plain text, for dates that two languages read differently. The first 2,000 bytes tell
/// (borrowed: whatlang is reliable from about 200).
fn language_of(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(2000)];
    let info = whatlang::detect(head).filter(whatlang::Info::is_reliable)?;
    let tag = match info.lang() {
        whatlang::Lang::Eng => "en",
        whatlang::Lang::Deu => "de",
        whatlang::Lang::Fra => "fr",
        whatlang::Lang::Spa => "es",
        whatlang::Lang::Ita => "it",
        whatlang::Lang::Por => "pt",
        whatlang::Lang::Nld => "nl",
        _ => return None,
    };
    Some(tag.to_owned())
}

/// Hears the statements in order and keeps the first that says most.
struct Judge<'r> {
    latest: Date,
    removed: &'r mut Vec<Removed>,
    best: Option<Published>,
}

impl Judge<'_> {
    fn is_settled(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.precision >= Precision::Day)
    }

    fn hear(&mut self, candidate: Candidate) {
        let Some(written) = candidate.written else {
            // Only what claims to be a date can be an impossible one; "unknown" is no claim.
            if candidate.text.bytes().any(|b| b.is_ascii_digit()) {
                self.refuse("date-impossible", candidate.text);
            }
            return;
        };
        if is_epoch(&written) {
            self.refuse("date-impossible", candidate.text);
        } else if written.date > self.latest {
            self.refuse("date-in-future", candidate.text);
        } else if self.best.as_ref().is_none_or(|best| is_finer(&written, best)) {
            self.best = Some(Published {
                date: written.date,
                time: written.time,
                offset_minutes: written.offset_minutes,
                precision: written.precision,
                by: candidate.by,
            });
        }
    }

    fn refuse(&mut self, rule: &str, text: String) {
        self.removed.push(Removed { text, rule: rule.to_owned() });
    }
}

/// Whether `written` says more than the coarse date that is there, without contradicting it.
fn is_finer(written: &Written, best: &Published) -> bool {
    let (from, to) = best.span();
    written.precision > best.precision && (from..=to).contains(&written.date)
}

/// Second zero of unix time: how machines write "no date".
fn is_epoch(written: &Written) -> bool {
    written.date == jiff::civil::date(1970, 1, 1)
        && written.time.is_none_or(|time| time == jiff::civil::Time::midnight())
}

#[cfg(test)]
mod tests;
