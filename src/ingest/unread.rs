//! Dates that stand in their fields and say nothing to the program: such an article is undated, which nobody should have to find
//! out by missing it.

use crate::article::{Article, Content, Provenance, Record};

/// Letters of an unread date that are shown (guessed: a day in words has fewer).
const DATE_CHARS_MAX: usize = 40;

/// Articles with a date that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnreadDates {
    pub articles: u64,
    /// The first of these dates.
    pub first: Option<String>,
}

impl UnreadDates {
    pub fn add(&mut self, date: String) {
        self.articles += 1;
        self.first.get_or_insert(date);
    }
}

/// The date that a record's own field has, where it could not be read; as much of it as is shown.
pub fn unread_date(record: &Record, article: &Article) -> Option<String> {
    let Content::Fields(fields) = &record.content else { return None };
    let by_field = article.published.as_ref().is_some_and(|published| published.by == Provenance::Field);
    // The day that clocks begin with is written where none is known.
    let date = fields.date.as_deref().filter(|date| !by_field && !date.starts_with("1970-01-01"))?;
    Some(date.chars().take(DATE_CHARS_MAX).collect())
}
