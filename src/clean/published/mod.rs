//! What a record says about its publication in, the publication date out, with precision and provenance.
//!
//! What is promised for each provenance, most trusted first; the first that states a possible day wins:
//! 1. `field`: the date field of a structured record, in any form `text::calendar` reads.
//! 2. `json-ld`: `datePublished` of an article-like thing in JSON-LD, that with the page's address or headline before others
//!    (else `dateCreated`). Of anything else, such as a film, it comes after `meta`; of a list of other stories never.
//! 3. `meta`: a `<meta>` that names the publication (`data/hints.tsv`), never the update; or microdata's. Names
//!    that systems also fill with other days (`date`, `dc.date`) come after `text`.
//! 4. `time`: a `<time>` element that stands with the headline or says that it is the publication.
//! 5. `text`: a date that people read near the headline or after a word such as "Published".
//! 6. `dateline`: the wire story's own line, when it has a year.
//! 7. `url`: year, month and day as parts of the address; then, as `text`, the day of the last change, where a
//!    page shows no other: it is when this text was published.
//! 8. `file`: a whole date in the name of the file, else of its folders.
//!
//! The day is the outlet's own. Where the trusted statement is a moment in UTC and the page shows its readers the
//! day before or after, that day is taken.
//!
//! A month or a year alone is kept when nothing knows the day. A day after `latest` is refused with a note
//! (`date-in-future`), and so is a stated date that the calendar does not have (`date-impossible`). Nothing
//! is guessed: updates, copyright years and lists of other articles are not the publication.

mod address;
mod hints;
mod json_ld;
mod page;

pub use address::day_of_path;

use super::address::original;
use super::paths::FromPath;
use crate::article::{Precision, Provenance, Published, Removed};
use crate::text::calendar::{self, Written};
use dom_query::Document;
use jiff::civil::Date;

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
    /// Its language, for dates that two languages read differently; a page's own word goes before it.
    pub language: Option<&'a str>,
    pub path: &'a FromPath,
    /// No article was published after this day.
    pub latest: Date,
}

/// The publication date that `clues` state; what had to be refused goes to `removed`.
pub fn published(clues: &Clues, removed: &mut Vec<Removed>) -> Option<Published> {
    let mut judge = Judge { latest: clues.latest, removed, best: None };
    let candidates = Candidates::of(clues).0;
    for candidate in &candidates {
        judge.hear(candidate);
        if judge.is_settled() {
            break;
        }
    }
    judge.best.map(|best| own_day(best, &candidates))
}

/// A moment in UTC does not tell the outlet's own day. The page does: the day it shows people, else one stated
/// with an offset, else its address; that day is taken where the moment can lie in it somewhere on earth.
fn own_day(best: Published, candidates: &[Candidate]) -> Published {
    let (Some(time), Some(0)) = (best.time, best.offset_minutes) else { return best };
    let local = |by: Provenance| {
        let mut of_kind = candidates.iter().filter(move |c| c.by == by).filter_map(|c| c.written);
        of_kind.find(|w| w.precision >= Precision::Day && (by == Provenance::Text || w.offset_minutes != Some(0)))
    };
    let shown =
        [Provenance::Text, Provenance::TimeElement, Provenance::Meta, Provenance::Url].into_iter().find_map(local);
    let Some(shown) = shown else { return best };
    // The east is at most fourteen hours ahead, the west twelve behind.
    let is_tomorrow = best.date.tomorrow().ok() == Some(shown.date) && time.hour() >= 10;
    let is_yesterday = best.date.yesterday().ok() == Some(shown.date) && time.hour() < 12;
    if !is_tomorrow && !is_yesterday {
        return best;
    }
    let Written { date, time, offset_minutes, precision } = shown;
    Published { date, time, offset_minutes, precision, by: best.by }
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
        let tag = language.as_deref().or(clues.language);
        let canonical = page.as_ref().and_then(|page| page.canonical.as_deref()).map(original);
        let of_url = |url| address::day_of_url(url, tag).map(|written| (url, written));
        let address = clues.url.and_then(of_url).or_else(|| canonical.and_then(of_url));
        all.state(Provenance::Field, clues.field, tag);
        if let Some(page) = &page {
            all.state(Provenance::JsonLd, page.json_ld.of_articles.iter().map(String::as_str), tag);
            all.state(Provenance::Meta, page.meta.iter().map(String::as_str), tag);
            all.state(Provenance::JsonLd, page.json_ld.of_others.iter().map(String::as_str), tag);
            all.state(Provenance::TimeElement, page.times.iter().map(String::as_str), tag);
            for (text, written) in
                page.visible.iter().filter(|(_, written)| address.is_none_or(|(_, day)| agree(written, &day)))
            {
                all.push(Provenance::Text, text, Some(*written));
            }
            all.state(Provenance::Meta, page.weak_meta.iter().map(String::as_str), tag);
        }
        if let Some((text, date)) = address::dateline_day(clues.text, tag) {
            all.push(Provenance::Dateline, text, Some(date));
        }
        if let Some((url, written)) = address {
            all.push(Provenance::Url, url, Some(written));
        }
        for (text, written) in page.iter().flat_map(|page| &page.updated) {
            all.push(Provenance::Text, text, Some(*written));
        }
        if let Some((text, written)) = &clues.path.day {
            all.push(Provenance::File, text, Some(*written));
        }
        all
    }

    fn state<'t>(&mut self, by: Provenance, texts: impl IntoIterator<Item = &'t str>, language: Option<&str>) {
        let stated = texts.into_iter().filter(|text| !text.trim().is_empty());
        let mut read: Vec<_> = stated.map(|text| (text, calendar::parse(text, language))).collect();
        // A year in a list of references is no match for a whole day.
        read.sort_by_key(|(_, written)| written.is_some_and(|written| written.precision < Precision::Day));
        for (text, written) in read {
            self.push(by, text, written);
        }
    }

    fn push(&mut self, by: Provenance, text: &str, written: Option<Written>) {
        self.0.push(Candidate { by, text: text.to_owned(), written });
    }
}

/// Whether two statements can be of one day somewhere on earth: a page that shows another day than its
/// address shows somebody else's.
fn agree(a: &Written, b: &Written) -> bool {
    let (from, to) = match b.precision {
        Precision::Month => (b.date.first_of_month(), b.date.last_of_month()),
        _ => (b.date, b.date),
    };
    let day = jiff::Span::new().days(1);
    from.saturating_sub(day) <= a.date && a.date <= to.saturating_add(day)
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

    fn hear(&mut self, candidate: &Candidate) {
        let Some(written) = candidate.written else {
            // Only what claims to be a date can be an impossible one; "unknown" is no claim.
            if candidate.text.bytes().any(|b| b.is_ascii_digit()) {
                self.refuse("date-impossible", &candidate.text);
            }
            return;
        };
        if written.is_epoch() {
            self.refuse("date-impossible", &candidate.text);
        } else if written.date > self.latest {
            self.refuse("date-in-future", &candidate.text);
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

    fn refuse(&mut self, rule: &str, text: &str) {
        self.removed.push(Removed { text: text.to_owned(), rule: rule.to_owned() });
    }
}

/// Whether `written` says more than the coarse date that is there, without contradicting it.
fn is_finer(written: &Written, best: &Published) -> bool {
    let (from, to) = best.span();
    written.precision > best.precision && (from..=to).contains(&written.date)
}

#[cfg(test)]
mod tests;
