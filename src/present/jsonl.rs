//! Answers in, JSON lines out: one object a hit, value or bucket, each in the shape it has in [`super::json`] with
//! `"format"` before it. Totals are left out; ask for `json` to have them.

use super::json::{self, FORMAT};
use crate::index::Reject;
use crate::index::fields::Field;
use crate::search::{Facet, Hit, Pivot, QuoteHit, SearchResponse, SignificantTerm, SpeakerEntry, UnmergedPair};
use serde::Serialize;
use std::io::{self, Write};

/// Any object with the format's version before its fields.
#[derive(Serialize)]
struct Versioned<T> {
    format: u32,
    #[serde(flatten)]
    object: T,
}

/// A hit, a line.
pub fn hit(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    write_line(out, json::hit(hit))
}

/// A word a line.
pub fn terms(out: &mut dyn Write, terms: &[SignificantTerm]) -> io::Result<()> {
    terms.iter().try_for_each(|term| write_line(out, json::term(term)))
}

/// A quotation, a line.
pub fn quote(out: &mut dyn Write, hit: &QuoteHit) -> io::Result<()> {
    write_line(out, json::quote_hit(hit))
}

/// A value a line, with the field it belongs to.
pub fn facets(out: &mut dyn Write, facets: &[Facet]) -> io::Result<()> {
    #[derive(Serialize)]
    struct FacetLine<'a> {
        field: &'a str,
        #[serde(flatten)]
        value: json::FacetObject<'a>,
    }
    for facet in facets {
        for value in &facet.values {
            write_line(out, FacetLine { field: &facet.field, value: json::facet_value(&facet.field, value) })?;
        }
    }
    Ok(())
}

/// A cell of a pivot a line, its fields called as the columns of CSV are.
pub fn pivot(out: &mut dyn Write, pivot: &Pivot) -> io::Result<()> {
    #[derive(Serialize)]
    struct CellLine<'a> {
        field: &'a str,
        value: &'a str,
        by: &'a str,
        by_value: &'a str,
        articles: u64,
    }
    for row in &pivot.rows {
        for (by_value, articles) in &row.cells {
            let (field, by) = (&pivot.field, &pivot.by);
            write_line(out, CellLine { field, value: &row.value, by, by_value, articles: *articles })?;
        }
    }
    Ok(())
}

/// A bucket a line; with its question when there are several.
pub fn timeline(out: &mut dyn Write, asked: &[(&str, &SearchResponse)]) -> io::Result<()> {
    #[derive(Serialize)]
    struct BucketLine<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        query: Option<&'a str>,
        #[serde(flatten)]
        bucket: json::BucketObject,
    }
    for (query, response) in asked {
        for bucket in &response.timeline {
            let query = (asked.len() > 1).then_some(*query);
            write_line(out, BucketLine { query, bucket: json::bucket(bucket) })?;
        }
    }
    Ok(())
}

/// A person a line.
pub fn speakers(out: &mut dyn Write, speakers: &[SpeakerEntry]) -> io::Result<()> {
    speakers.iter().try_for_each(|speaker| write_line(out, json::speaker_entry(speaker)))
}

/// A pair a line.
pub fn unmerged(out: &mut dyn Write, pairs: &[UnmergedPair]) -> io::Result<()> {
    pairs.iter().try_for_each(|pair| write_line(out, json::unmerged_pair(pair)))
}

/// A field a line.
pub fn fields(out: &mut dyn Write, fields: &[Field]) -> io::Result<()> {
    fields.iter().try_for_each(|field| write_line(out, json::field(field)))
}

/// A format a line.
pub fn formats(out: &mut dyn Write, formats: &[json::FormatObject]) -> io::Result<()> {
    formats.iter().try_for_each(|format| write_line(out, format))
}

/// What could not be read, a line each.
pub fn rejects(out: &mut dyn Write, rejects: &[Reject]) -> io::Result<()> {
    rejects.iter().try_for_each(|reject| write_line(out, json::reject(reject)))
}

fn write_line(out: &mut dyn Write, object: impl Serialize) -> io::Result<()> {
    json::write_line(out, &Versioned { format: FORMAT, object })
}
