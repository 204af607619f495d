//! One segment of the index with the columns that every question reads.

use super::days::Days;
use super::rows::Rows;
use crate::index::{Fields, Stores};
use std::sync::{Arc, OnceLock};
use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// A segment, opened.
pub struct Segment {
    /// Its number in the searcher.
    pub number: usize,
    pub reader: SegmentReader,
    /// The articles as they are kept.
    pub stores: Arc<Stores>,
    pub fields: Fields,
    pub ordinal: Column<u64>,
    pub quotations: Column<u64>,
    pub article_key: Column<i64>,
    pub published: Column<i64>,
    pub from_day: Column<i64>,
    pub to_day: Column<i64>,
    /// Where passages start; opened when first asked for, for it costs more than the rest.
    passages: OnceLock<Column<u64>>,
    /// The kinds of quotations, likewise.
    kinds: OnceLock<Column<u64>>,
    /// How sure their speakers are, likewise.
    confidences: OnceLock<Column<u64>>,
    /// For facets and timelines, which read every match.
    rows: OnceLock<Rows>,
    /// The days of each row, likewise.
    row_days: OnceLock<Vec<Option<Days>>>,
}

impl Segment {
    pub fn open(
        number: usize,
        reader: &SegmentReader,
        fields: Fields,
        stores: Arc<Stores>,
    ) -> tantivy::Result<Segment> {
        let fast = reader.fast_fields();
        Ok(Segment {
            number,
            fields,
            ordinal: fast.u64("ordinal")?,
            quotations: fast.u64("quotations")?,
            article_key: fast.i64("article_key")?,
            published: fast.i64("published")?,
            from_day: fast.i64("from_day")?,
            to_day: fast.i64("to_day")?,
            reader: reader.clone(),
            stores,
            passages: OnceLock::new(),
            kinds: OnceLock::new(),
            confidences: OnceLock::new(),
            rows: OnceLock::new(),
            row_days: OnceLock::new(),
        })
    }

    pub fn passages(&self) -> tantivy::Result<&Column<u64>> {
        if let Some(column) = self.passages.get() {
            return Ok(column);
        }
        let column = self.reader.fast_fields().u64("passages")?;
        Ok(self.passages.get_or_init(|| column))
    }

    pub fn kinds(&self) -> tantivy::Result<&Column<u64>> {
        if let Some(column) = self.kinds.get() {
            return Ok(column);
        }
        let column = self.reader.fast_fields().u64("kind_number")?;
        Ok(self.kinds.get_or_init(|| column))
    }

    pub fn confidences(&self) -> tantivy::Result<&Column<u64>> {
        if let Some(column) = self.confidences.get() {
            return Ok(column);
        }
        let column = self.reader.fast_fields().u64("confidence")?;
        Ok(self.confidences.get_or_init(|| column))
    }

    /// Words of an article's text; 0 when it was not annotated. Read for few articles only.
    pub fn words(&self, article: DocId) -> u64 {
        self.reader.fast_fields().u64("words").ok().and_then(|column| column.first(article)).unwrap_or(0)
    }

    pub fn rows(&self) -> &Rows {
        self.rows.get_or_init(|| Rows::of(self))
    }

    /// The days each article can have been published on, by row; `None` for the undated.
    pub fn row_days(&self) -> &[Option<Days>] {
        let days = |article: &DocId| self.days(*article).map(|(first, last)| Days::new(first, last));
        self.row_days.get_or_init(|| self.rows().articles().iter().map(days).collect())
    }

    /// The article of a document, itself when it is one.
    pub fn article_of(&self, doc: DocId) -> DocId {
        doc - self.ordinal.first(doc).unwrap_or(0) as DocId
    }

    pub fn is_alive(&self, doc: DocId) -> bool {
        self.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
    }

    /// First and last day an article can have been published, `None` when it is undated.
    pub fn days(&self, article: DocId) -> Option<(i64, i64)> {
        let from = self.from_day.first(article)?;
        Some((from, self.to_day.first(article).unwrap_or(from)))
    }
}
