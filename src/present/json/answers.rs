//! Plain data in, the objects of the format out, each on a line of its own.

use super::{
    ArticleLine, BucketObject, Card, CitedAnswer, CoarserObject, DateSpan, DatelineSpan, ExplanationObject, FORMAT,
    FacetObject, FacetsAnswer, FaultObject, FieldObject, FormatObject, HitObject, LearnAnswer, LearnedObject,
    LearnedRowObject, PartObject, PassageObject, PivotCell, PivotObject, PivotRowObject, PlaceObject, PlaceSpan,
    ProgressLine, PublishedDate, QueryError, Quote, QuoteHitObject, QuotesAnswer, Range, RejectObject, RemovedText,
    RootObject, SearchAnswer, SeriesObject, SpeakerSpan, StatusAnswer, TermObject, TermsAnswer, TimelineAnswer,
    VerifyAnswer,
};
use crate::article::{
    Annotations, Article, Cleaned, DateMention, Dateline, Place, PlaceMention, Published, Quotation, Record, Removed,
    Span, Speaker,
};
use crate::error::Error;
use crate::index::fields::{Field, FieldKind, is_tree};
use crate::index::{Fault, LearnedRow, LearnedStatus, Reject, RootEntry, Status, Verified};
use crate::present::points::Points;
use crate::present::rich::acts_on_terminal;
use crate::search::{
    ArticleCard, Cited, Coarser, Explanation, Facet, FacetValue, Hit, LeafScore, Passage, Pivot, PivotRow, QuoteHit,
    QuotesResponse, SearchResponse, Shown, SignificantTerm, TermsResponse, TimelineBucket,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a line of `extract`; `explain` adds what was removed.
pub fn extracted(
    out: &mut dyn Write,
    id: &str,
    record: &Record,
    cleaned: &Cleaned,
    annotations: &Annotations,
    explain: bool,
) -> io::Result<()> {
    let mut line = article_line(id, &cleaned.article, annotations);
    line.external_id = record.external_id.as_deref();
    line.path = record.path.to_string_lossy().into_owned();
    line.record = record.number;
    line.removed = explain.then(|| cleaned.removed.iter().map(removed).collect());
    write_line(out, &line)
}

/// Writes the answer of `show`.
pub fn shown(out: &mut dyn Write, shown: &Shown) -> io::Result<()> {
    let mut line = article_line(&shown.card.id, &shown.article, &shown.annotations);
    line.external_id = shown.card.external_id.as_deref();
    line.path.clone_from(&shown.card.path);
    line.record = shown.record;
    write_line(out, &line)
}

/// Writes the answer of `terms`.
pub fn terms(out: &mut dyn Write, query: &str, response: &TermsResponse, notes: Option<&[String]>) -> io::Result<()> {
    let answer = TermsAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        narrowed_by: &response.narrowed_by,
        took_ms: milliseconds(response.took_ms),
        articles: response.articles,
        stories: response.stories,
        undated_left_out: response.undated_left_out,
        read: response.read,
        terms: response.terms.iter().map(term).collect(),
        notes,
    };
    write_line(out, &answer)
}

pub(in crate::present) fn term(term: &SignificantTerm) -> TermObject<'_> {
    TermObject { word: &term.word, articles: term.articles, archive: term.archive, score: milliseconds(term.score) }
}

/// Writes the answer of `show` for a citation.
pub fn cited(out: &mut dyn Write, cited: &Cited) -> io::Result<()> {
    let answer = CitedAnswer {
        format: FORMAT,
        cite: cited.citation.to_string(),
        article: card(&cited.card),
        start: cited.citation.start,
        end: cited.citation.end,
        text: &cited.text,
        changed: cited.changed,
    };
    write_line(out, &answer)
}

/// Writes the answer of `search`; `id` when it answers a line of `--queries`.
pub fn search(
    out: &mut dyn Write,
    id: Option<&str>,
    query: &str,
    response: &SearchResponse,
    notes: Option<&[String]>,
) -> io::Result<()> {
    let answer = SearchAnswer {
        format: FORMAT,
        id,
        query,
        parsed: &response.parsed,
        narrowed_by: &response.narrowed_by,
        articles: response.articles,
        stories: response.stories,
        counted: response.counted.name(),
        undated_left_out: response.undated_left_out,
        took_ms: milliseconds(response.took_ms),
        hits: response.hits.iter().map(hit).collect(),
        nearest: response.nearest.iter().map(hit).collect(),
        facets: facets_by_field(&response.facets),
        timeline: response.timeline.iter().map(bucket).collect(),
        undated: response.coarser.map(|_| response.undated),
        coarser: response.coarser.map(coarser),
        notes,
    };
    write_line(out, &answer)
}

/// Writes what stands in the place of an answer when a line of `--queries` could not be understood.
pub fn query_error(out: &mut dyn Write, id: &str, query: &str, error: &Error) -> io::Result<()> {
    let (hint, marked) = (error.hint.as_deref(), error.detail.as_deref());
    write_line(out, &QueryError { format: FORMAT, id, query, error: &error.message, hint, at: error.at, marked })
}

/// Writes the answer of `quotes`.
pub fn quotes(
    out: &mut dyn Write,
    id: Option<&str>,
    query: &str,
    response: &QuotesResponse,
    notes: Option<&[String]>,
) -> io::Result<()> {
    let answer = QuotesAnswer {
        format: FORMAT,
        id,
        query,
        parsed: &response.parsed,
        narrowed_by: &response.narrowed_by,
        quotations: response.quotations,
        undated_left_out: response.undated_left_out,
        took_ms: milliseconds(response.took_ms),
        hits: response.hits.iter().map(quote_hit).collect(),
        notes,
    };
    write_line(out, &answer)
}

/// Writes the answer of `facets`.
pub fn facets(out: &mut dyn Write, query: &str, response: &SearchResponse, notes: Option<&[String]>) -> io::Result<()> {
    let answer = FacetsAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        narrowed_by: &response.narrowed_by,
        took_ms: milliseconds(response.took_ms),
        articles: response.articles,
        stories: response.stories,
        counted: response.counted.name(),
        undated_left_out: response.undated_left_out,
        facets: facets_by_field(&response.facets),
        widened: &response.widened,
        pivot: response.pivot.as_ref().map(pivot),
        notes,
    };
    write_line(out, &answer)
}

fn pivot(pivot: &Pivot) -> PivotObject<'_> {
    PivotObject { field: &pivot.field, by: &pivot.by, rows: pivot.rows.iter().map(pivot_row).collect() }
}

fn pivot_row(row: &PivotRow) -> PivotRowObject<'_> {
    let cells = row.cells.iter().map(|(value, articles)| PivotCell { value, articles: *articles });
    let undated = Some(row.undated).filter(|articles| *articles > 0);
    PivotRowObject { value: &row.value, cells: cells.collect(), undated }
}

/// Writes the answer of `timeline`: that of the first question, and of all when there are several.
pub fn timeline(out: &mut dyn Write, asked: &[(&str, &SearchResponse)], notes: Option<&[String]>) -> io::Result<()> {
    let [(query, response), rest @ ..] = asked else { return Ok(()) };
    let series = if rest.is_empty() { &[] } else { asked };
    let answer = TimelineAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        narrowed_by: &response.narrowed_by,
        took_ms: milliseconds(response.took_ms),
        articles: response.articles,
        stories: response.stories,
        counted: response.counted.name(),
        undated_left_out: response.undated_left_out,
        timeline: response.timeline.iter().map(bucket).collect(),
        series: series.iter().map(|(query, response)| series_object(query, response)).collect(),
        undated: response.undated,
        coarser: coarser(response.coarser.unwrap_or_default()),
        notes,
    };
    write_line(out, &answer)
}

fn coarser(coarser: Coarser) -> CoarserObject {
    CoarserObject { month: coarser.month, year: coarser.year }
}

fn series_object<'a>(query: &'a str, response: &'a SearchResponse) -> SeriesObject<'a> {
    SeriesObject {
        query,
        parsed: &response.parsed,
        articles: response.articles,
        undated_left_out: response.undated_left_out,
        timeline: response.timeline.iter().map(bucket).collect(),
        undated: response.undated,
        coarser: coarser(response.coarser.unwrap_or_default()),
    }
}

/// Writes the answer of `status`; `with_paths` where whoever reads it may know this machine's folders.
pub fn status(out: &mut dyn Write, status: &Status, with_paths: bool) -> io::Result<()> {
    let manifest = &status.manifest;
    let answer = StatusAnswer {
        format: FORMAT,
        generation: &status.generation,
        index_format: manifest.format,
        program: &manifest.program,
        annotators: manifest.annotators,
        annotated: manifest.annotated,
        roots: manifest.roots.iter().map(|entry| root(entry, with_paths)).collect(),
        inputs: manifest.inputs,
        articles: status.outcomes.articles,
        versions: status.versions,
        quotations: status.outcomes.quotations,
        languages: &status.outcomes.languages,
        not_articles: &status.outcomes.not_articles,
        rejects: &status.outcomes.rejects,
        input_bytes: status.input_bytes,
        index_bytes: status.index_bytes,
        segments: status.segments,
        kept: &status.kept,
        withheld: status.withheld,
        withheld_entries: status.withheld_entries,
        built_at: manifest.built_at,
        updated_at: manifest.updated_at,
        learned: status.learned.iter().map(learned_object).collect(),
        relearned_inputs: status.relearned_inputs,
        digest: status.digest.as_deref(),
    };
    write_line(out, &answer)
}

fn root(entry: &RootEntry, with_path: bool) -> RootObject<'_> {
    RootObject { label: &entry.label, path: with_path.then(|| entry.path.to_string_lossy().into_owned()) }
}

/// Writes a line of progress.
pub fn progress(out: &mut dyn Write, line: &ProgressLine) -> io::Result<()> {
    write_line(out, line)
}

/// Writes the answer of `verify`.
pub fn verified(out: &mut dyn Write, verified: &Verified) -> io::Result<()> {
    let fault = |fault: &'_ Fault| FaultObject {
        kind: fault.kind.name(),
        path: fault.path.to_string_lossy().into_owned(),
        what: fault.what.clone(),
    };
    let answer = VerifyAnswer {
        format: FORMAT,
        generation: verified.generation.as_deref(),
        clean: verified.is_clean(),
        sound: verified.is_sound(),
        files: verified.files,
        bytes: verified.bytes,
        articles: verified.articles,
        kept_articles: verified.kept_articles,
        faults: verified.faults.iter().map(fault).collect(),
        mended: &verified.mended,
    };
    write_line(out, &answer)
}

fn learned_object(status: &LearnedStatus) -> LearnedObject {
    let LearnedStatus { table, rows, outlets, refused, learned_at } = *status;
    LearnedObject { table, rows, outlets, refused, learned_at }
}

/// Writes rows of a learned table.
pub fn learned(out: &mut dyn Write, table: &str, rows: &[LearnedRow]) -> io::Result<()> {
    let objects =
        rows.iter().map(|row| LearnedRowObject { outlet: &row.outlet, value: &row.value, articles: row.articles });
    write_line(out, &LearnAnswer { format: FORMAT, table, rows: objects.collect() })
}

/// Writes the list of fields.
pub fn fields(out: &mut dyn Write, fields: &[Field]) -> io::Result<()> {
    #[derive(Serialize)]
    struct FieldsAnswer {
        format: u32,
        fields: Vec<FieldObject>,
    }
    write_line(out, &FieldsAnswer { format: FORMAT, fields: fields.iter().map(field).collect() })
}

/// The table of formats.
pub fn formats(out: &mut dyn Write, formats: &[FormatObject], compressions: &[&str]) -> io::Result<()> {
    #[derive(Serialize)]
    struct FormatsAnswer<'a> {
        format: u32,
        formats: &'a [FormatObject],
        /// Extensions of the compressions that each may be in.
        compressions: &'a [&'a str],
    }
    write_line(out, &FormatsAnswer { format: FORMAT, formats, compressions })
}

/// What could not be read.
pub fn rejects(out: &mut dyn Write, rejects: &[Reject]) -> io::Result<()> {
    #[derive(Serialize)]
    struct RejectsAnswer<'a> {
        format: u32,
        unreadable: Vec<RejectObject<'a>>,
    }
    write_line(out, &RejectsAnswer { format: FORMAT, unreadable: rejects.iter().map(reject).collect() })
}

/// One value, one line.
pub(in crate::present) fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Escaping)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// Compact JSON that is safe to look at: what could act on a terminal is escaped. JSON itself asks that only of the
/// control characters below U+0020.
struct Escaping;

impl serde_json::ser::Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| acts_on_terminal(c)) {
            write!(writer, "{}\\u{:04x}", &rest[..at], u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// An article's line, but for what its record says.
fn article_line<'a>(id: &'a str, article: &'a Article, annotations: &'a Annotations) -> ArticleLine<'a> {
    let text = article.text.as_str();
    let points = Points::new(text);
    ArticleLine {
        format: FORMAT,
        id,
        external_id: None,
        path: String::new(),
        record: 0,
        url: article.url.as_deref(),
        title: &article.title,
        byline: &article.byline,
        source: article.source.as_deref(),
        section: article.section.as_deref(),
        language: article.language.as_deref(),
        published: article.published.as_ref().map(published),
        text,
        paragraphs: article.paragraphs.iter().map(|&paragraph| points.span(paragraph)).collect(),
        dateline: annotations.dateline.as_ref().map(|line| dateline(line, &points)),
        quotes: annotations.quotations.iter().map(|quotation| quote(quotation, text, &points)).collect(),
        places: annotations.places.iter().map(|mention| place(mention, text, &points)).collect(),
        focus: annotations.focus.as_ref().map(place_object),
        dates: annotations.dates.iter().map(|mention| date(mention, text, &points)).collect(),
        removed: None,
    }
}

fn published(published: &Published) -> PublishedDate {
    PublishedDate {
        date: published.date.to_string(),
        time: published.time.map(|time| time.strftime("%H:%M:%S").to_string()),
        offset_minutes: published.offset_minutes.map(i32::from),
        precision: published.precision.name(),
        by: published.by.name(),
    }
}

fn dateline<'a>(dateline: &'a Dateline, points: &Points) -> DatelineSpan<'a> {
    let (start, end) = points.span(dateline.span);
    DatelineSpan {
        start,
        end,
        place: dateline.place.as_deref(),
        date: dateline.date.map(|date| date.to_string()),
        agency: dateline.agency.as_deref(),
    }
}

fn quote<'a>(quotation: &'a Quotation, text: &'a str, points: &Points) -> Quote<'a> {
    let (start, end) = points.span(quotation.span());
    Quote {
        start,
        end,
        text: quotation.words(text),
        fragments: quotation.fragments.iter().map(|&fragment| points.span(fragment)).collect(),
        kind: quotation.kind.name(),
        cue: quotation.cue.map(|cue| cue.of(text)),
        rule: quotation.rule,
        confidence: quotation.confidence,
        speaker: quotation.speaker.as_ref().map(|who| speaker(who, text, points)),
    }
}

fn speaker<'a>(speaker: &'a Speaker, text: &'a str, points: &Points) -> SpeakerSpan<'a> {
    let (start, end) = points.span(speaker.mention);
    SpeakerSpan {
        name: &speaker.name,
        mention: speaker.mention.of(text),
        start,
        end,
        kind: speaker.kind.name(),
        role: speaker.role.as_deref(),
    }
}

fn place<'a>(mention: &'a PlaceMention, text: &'a str, points: &Points) -> PlaceSpan<'a> {
    let (start, end) = points.span(mention.span);
    let place = mention.place.as_ref();
    PlaceSpan {
        start,
        end,
        text: mention.span.of(text),
        kind: mention.kind.name(),
        confidence: mention.confidence,
        name: place.map(|place| place.name.as_str()),
        feature: place.map(|place| place.feature.name()),
        geonames_id: place.and_then(|place| place.geonames_id),
        lat: place.map(|place| place.lat),
        lon: place.map(|place| place.lon),
        country: place.and_then(|place| place.country.as_deref()),
        path: place.map(|place| place.path.as_slice()),
    }
}

fn place_object(place: &Place) -> PlaceObject<'_> {
    PlaceObject {
        name: &place.name,
        feature: place.feature.name(),
        geonames_id: place.geonames_id,
        lat: place.lat,
        lon: place.lon,
        country: place.country.as_deref(),
        path: &place.path,
    }
}

fn date<'a>(mention: &DateMention, text: &'a str, points: &Points) -> DateSpan<'a> {
    let (start, end) = points.span(mention.span);
    DateSpan { start, end, text: mention.span.of(text), from: mention.from.to_string(), to: mention.to.to_string() }
}

fn removed(removed: &Removed) -> RemovedText<'_> {
    RemovedText { text: &removed.text, rule: &removed.rule }
}

pub(in crate::present) fn hit(hit: &Hit) -> HitObject<'_> {
    HitObject {
        rank: hit.rank,
        score: hit.score,
        article: card(&hit.article),
        copies: hit.copies.iter().map(card).collect(),
        title_highlights: spans(&hit.article.title, &hit.title_highlights),
        passages: hit.passages.iter().map(passage).collect(),
        shared: hit.shared,
        missing: &hit.missing,
        explanation: hit.explanation.as_ref().map(explanation),
    }
}

fn explanation(explanation: &Explanation) -> ExplanationObject<'_> {
    fn part(part: &LeafScore) -> PartObject<'_> {
        PartObject {
            text: &part.text,
            score: part.score,
            fields: part.fields.iter().map(|(field, score)| (field.as_str(), *score)).collect(),
        }
    }
    ExplanationObject {
        parts: explanation.parts.iter().map(part).collect(),
        passage: explanation.passage,
        passage_weight: explanation.passage_weight,
        recency: explanation.recency,
    }
}

fn card(card: &ArticleCard) -> Card<'_> {
    Card {
        id: &card.id,
        external_id: card.external_id.as_deref(),
        title: &card.title,
        source: card.source.as_deref(),
        published: card.published.as_deref(),
        url: card.url.as_deref(),
        path: &card.path,
    }
}

/// Bytes of a text as its code points.
fn spans(text: &str, spans: &[Span]) -> Vec<Range> {
    let points = Points::new(text);
    spans.iter().map(|&span| points.span(span)).collect()
}

fn passage(passage: &Passage) -> PassageObject<'_> {
    PassageObject {
        ordinal: passage.ordinal,
        start: passage.points.0,
        end: passage.points.1,
        text: &passage.text,
        cite: &passage.cite,
        highlights: spans(&passage.text, &passage.highlights),
        score: passage.score,
        speakers: &passage.speakers,
    }
}

pub(in crate::present) fn quote_hit(hit: &QuoteHit) -> QuoteHitObject<'_> {
    let points = Points::new(&hit.text);
    let context_start = points.at(hit.context.start);
    let in_context = |&highlight: &Span| {
        let (start, end) = points.span(highlight);
        (start.saturating_sub(context_start), end.saturating_sub(context_start))
    };
    QuoteHitObject {
        rank: hit.rank,
        score: hit.score,
        quote: quote(&hit.quotation, &hit.text, &points),
        context: hit.context.of(&hit.text),
        context_start,
        highlights: hit.highlights.iter().map(in_context).collect(),
        person: hit.person.as_deref(),
        article: card(&hit.article),
        copies: hit.copies.iter().map(card).collect(),
        first: hit.first.as_ref().map(card),
        cite: hit.cite().to_string(),
    }
}

fn facets_by_field(facets: &[Facet]) -> BTreeMap<&str, Vec<FacetObject<'_>>> {
    facets
        .iter()
        .map(|facet| {
            (facet.field.as_str(), facet.values.iter().map(|value| facet_value(&facet.field, value)).collect())
        })
        .collect()
}

pub(in crate::present) fn facet_value<'a>(field: &str, value: &'a FacetValue) -> FacetObject<'a> {
    let path = is_tree(field).then(|| value.value.split('/').collect());
    FacetObject { value: &value.value, path, articles: value.articles, quotes: value.quotes }
}

pub(in crate::present) fn bucket(bucket: &TimelineBucket) -> BucketObject {
    BucketObject {
        from: bucket.from.to_string(),
        to: bucket.to.to_string(),
        articles: bucket.articles,
        archive: bucket.archive,
        share: bucket.share(),
    }
}

pub(in crate::present) fn reject(reject: &Reject) -> RejectObject<'_> {
    let Reject { path, record, offset, kind, reason, .. } = reject;
    RejectObject { path, record: *record, offset: *offset, kind, reason }
}

pub(in crate::present) fn field(field: &Field) -> FieldObject {
    FieldObject {
        name: field.name,
        about: field.about,
        example: field.example,
        kind: match field.kind {
            FieldKind::Text => "text",
            FieldKind::Name => "name",
            FieldKind::Value => "value",
            FieldKind::Place => "place",
            FieldKind::Circle => "circle",
            FieldKind::Date => "date",
            FieldKind::Saved => "saved",
        },
        facet: field.facet,
    }
}

/// Three decimals: a microsecond is as much as the clock is worth.
pub(super) fn milliseconds(took_ms: f64) -> f64 {
    (took_ms * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_safe_to_look_at_and_unchanged() {
        let text = "é \"a\" \u{1b}[31m \u{9b}2J \u{202e}x\u{7f}\n";
        let mut out = Vec::new();
        write_line(&mut out, &text).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert_eq!(line, "\"é \\\"a\\\" \\u001b[31m \\u009b2J \\u202ex\\u007f\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn offsets_of_an_article_are_code_points() {
        let text = "„Ja“ 🙂 sagte Ölund.".to_owned();
        let find = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        let quotation = Quotation {
            fragments: vec![find("Ja")],
            kind: crate::article::QuotationKind::Direct,
            speaker: None,
            cue: Some(find("sagte")),
            rule: "verb",
            confidence: 0.97,
        };
        let annotations = Annotations { quotations: vec![quotation], ..Annotations::default() };
        let article = Article { paragraphs: vec![Span::new(0, text.len())], text, ..Article::default() };
        let line = article_line("id", &article, &annotations);
        assert_eq!(line.paragraphs, [(0, 19)]);
        let mut out = Vec::new();
        write_line(&mut out, &line.quotes[0]).unwrap();
        let expected = r#"{"start":1,"end":3,"text":"Ja","fragments":[[1,3]],"kind":"direct","cue":"sagte","rule":"verb","confidence":0.97,"speaker":null}"#;
        assert_eq!(String::from_utf8(out).unwrap().trim_end(), expected);
    }
}
