//! Answers in, JSON out. The types of this file **are** the format that scripts depend on: fields may be added, never
//! renamed, removed or given another meaning without raising [`FORMAT`].
//!
//! Every answer is one object on one line and begins with `"format": 1`. Offsets are Unicode code points, start
//! included, end excluded. Days are `YYYY-MM-DD`. What is not known is `null` (or an empty list), never left out;
//! the fields that a flag asks for are named where they stand.

use super::points::Points;
use super::rich::acts_on_terminal;
use crate::article::{
    Annotations, Article, Cleaned, DateMention, Dateline, PlaceMention, Published, Quotation, Record, Removed, Span,
    Speaker,
};
use crate::error::Error;
use crate::index::Status;
use crate::index::fields::{Field, FieldKind};
use crate::search::{
    ArticleCard, Facet, FacetValue, Hit, Passage, QuoteHit, QuotesResponse, SearchResponse, Shown, TimelineBucket,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of everything in this file.
pub const FORMAT: u32 = 1;

/// A half-open range of code points.
pub type Range = (usize, usize);

/// An article with everything known about it: a line of `extract`, the answer of `show`.
#[derive(Debug, Serialize)]
pub struct ArticleLine<'a> {
    pub format: u32,
    /// The article's id in an index: stable while its file stays where it is.
    pub id: &'a str,
    /// The `id` the input gave.
    pub external_id: Option<&'a str>,
    /// The file that holds it.
    pub path: String,
    /// Its number in the file, from 0.
    pub record: u64,
    pub url: Option<&'a str>,
    /// Empty when there is none.
    pub title: &'a str,
    pub byline: &'a [String],
    pub source: Option<&'a str>,
    pub section: Option<&'a str>,
    /// ISO 639-1.
    pub language: Option<&'a str>,
    pub published: Option<PublishedDate>,
    /// The body without the title, paragraphs joined by one blank line. All offsets point into it.
    pub text: &'a str,
    pub paragraphs: Vec<Range>,
    pub dateline: Option<DatelineSpan<'a>>,
    pub quotes: Vec<Quote<'a>>,
    pub places: Vec<PlaceSpan<'a>>,
    pub dates: Vec<DateSpan<'a>>,
    /// Only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<Vec<RemovedText<'a>>>,
}

/// When an article was published, in the outlet's own calendar.
#[derive(Debug, Serialize)]
pub struct PublishedDate {
    /// The first day it can be.
    pub date: String,
    /// `HH:MM:SS` on the outlet's clock.
    pub time: Option<String>,
    /// `year`, `month`, `day` or `time`: how much of it is known.
    pub precision: &'static str,
    /// Where it was read: `field`, `json-ld`, `meta`, `time`, `text`, `dateline`, `url` or `file`.
    pub by: &'static str,
}

/// The place-and-date line that opens a wire story.
#[derive(Debug, Serialize)]
pub struct DatelineSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub place: Option<&'a str>,
    pub date: Option<String>,
    pub agency: Option<&'a str>,
}

/// Quoted content and who said it.
#[derive(Debug, Serialize)]
pub struct Quote<'a> {
    /// From the first fragment to the last, without the outer marks.
    pub start: usize,
    pub end: usize,
    /// The fragments joined by one space.
    pub text: String,
    pub fragments: Vec<Range>,
    /// `direct`, `mixed` or `indirect`.
    pub kind: &'static str,
    /// The word of saying.
    pub cue: Option<&'a str>,
    /// The rule that chose the speaker.
    pub rule: &'a str,
    /// How often that rule is right, 0 to 1.
    pub confidence: f32,
    /// `null` when nobody is named.
    pub speaker: Option<SpeakerSpan<'a>>,
}

/// Who said it.
#[derive(Debug, Serialize)]
pub struct SpeakerSpan<'a> {
    /// The fullest name the article gives.
    pub name: &'a str,
    /// The words of the attribution itself, at `start..end`.
    pub mention: &'a str,
    pub start: usize,
    pub end: usize,
    /// `person`, `organisation` or `role`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub role: Option<&'a str>,
}

/// A stretch of text that names a place. The fields from `name` on are `null` when the gazetteer holds no such place.
#[derive(Debug, Serialize)]
pub struct PlaceSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    /// `place`, `demonym`, `metonym` or `dateline`.
    pub kind: &'static str,
    pub confidence: f32,
    pub name: Option<&'a str>,
    pub geonames_id: Option<u32>,
    pub lat: Option<f32>,
    pub lon: Option<f32>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// From the continent down to the place itself.
    pub path: Option<&'a [String]>,
}

/// A stretch of text that names a day or a range of days.
#[derive(Debug, Serialize)]
pub struct DateSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    pub from: String,
    /// Included.
    pub to: String,
}

/// What was taken off, and by which rule.
#[derive(Debug, Serialize)]
pub struct RemovedText<'a> {
    pub text: &'a str,
    pub rule: &'a str,
}

/// The answer of `search`.
#[derive(Debug, Serialize)]
pub struct SearchAnswer<'a> {
    pub format: u32,
    /// Only in answers to `--queries`: the line's id, or its number from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub query: &'a str,
    /// How the query was understood, in the query language itself.
    pub parsed: &'a str,
    /// Articles that match, exactly.
    pub articles: u64,
    /// Stories among them; `null` while stories are not told.
    pub stories: Option<u64>,
    /// Articles that match but for having no date, when a date filter is on.
    pub undated_left_out: u64,
    pub took_ms: f64,
    pub hits: Vec<HitObject<'a>>,
    /// A list for each `--facet`.
    pub facets: BTreeMap<&'a str, Vec<FacetObject<'a>>>,
    /// Empty without `--timeline`.
    pub timeline: Vec<BucketObject>,
}

/// One article that matches or, with `--flat`, one passage of it.
#[derive(Debug, Serialize)]
pub struct HitObject<'a> {
    pub rank: usize,
    pub score: f32,
    pub article: Card<'a>,
    /// Near-duplicates this hit stands for.
    pub copies: Vec<Card<'a>>,
    /// Best first.
    pub passages: Vec<PassageObject<'a>>,
}

/// What a list shows of an article.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    pub id: &'a str,
    pub external_id: Option<&'a str>,
    pub title: &'a str,
    pub source: Option<&'a str>,
    /// `2025-08-16`, `2025-08` or `2025`, as exactly as it is known.
    pub published: Option<&'a str>,
    pub url: Option<&'a str>,
    pub path: &'a str,
}

/// A stretch of an article that answers the query.
#[derive(Debug, Serialize)]
pub struct PassageObject<'a> {
    /// Its number among the article's passages, from 0.
    pub ordinal: usize,
    /// Offsets into the article's text.
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    /// Matched words: offsets into the passage's own `text`.
    pub highlights: Vec<Range>,
    pub score: f32,
    /// Who is quoted in it.
    pub speakers: &'a [String],
}

/// A value of a field.
#[derive(Debug, Serialize)]
pub struct FacetObject<'a> {
    pub value: &'a str,
    /// Matching articles that have it.
    pub articles: u64,
    /// Only for speakers: their direct and mixed quotations in those articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotes: Option<u64>,
}

/// A calendar unit.
#[derive(Debug, Serialize)]
pub struct BucketObject {
    pub from: String,
    /// Included.
    pub to: String,
    /// Matching articles.
    pub articles: u64,
    /// Articles of the whole archive.
    pub archive: u64,
}

/// The answer of `quotes`.
#[derive(Debug, Serialize)]
pub struct QuotesAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    /// Quotations that match, exactly.
    pub quotations: u64,
    pub undated_left_out: u64,
    pub took_ms: f64,
    pub hits: Vec<QuoteHitObject<'a>>,
}

/// One quotation.
#[derive(Debug, Serialize)]
pub struct QuoteHitObject<'a> {
    pub rank: usize,
    pub score: f32,
    /// As in `extract`: its offsets point into the article's text.
    pub quote: Quote<'a>,
    /// The paragraph or paragraphs it stands in.
    pub context: &'a str,
    /// Where `context` begins in the article's text.
    pub context_start: usize,
    /// Matched words: offsets into `context`.
    pub highlights: Vec<Range>,
    pub article: Card<'a>,
    pub copies: Vec<Card<'a>>,
}

/// The answer of `facets`.
#[derive(Debug, Serialize)]
pub struct FacetsAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    pub took_ms: f64,
    pub articles: u64,
    pub undated_left_out: u64,
    pub facets: BTreeMap<&'a str, Vec<FacetObject<'a>>>,
}

/// The answer of `timeline`.
#[derive(Debug, Serialize)]
pub struct TimelineAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    pub took_ms: f64,
    pub articles: u64,
    pub undated_left_out: u64,
    pub timeline: Vec<BucketObject>,
    /// Matching articles that no bucket holds, having no date.
    pub undated: u64,
}

/// The answer to a line of `--queries` that could not be understood.
#[derive(Debug, Serialize)]
pub struct QueryError<'a> {
    pub format: u32,
    pub id: &'a str,
    pub query: &'a str,
    pub error: &'a str,
    pub hint: Option<&'a str>,
}

/// The answer of `status`.
#[derive(Debug, Serialize)]
pub struct StatusAnswer<'a> {
    pub format: u32,
    /// The live generation's folder name.
    pub generation: &'a str,
    /// The format of the index, the version of the program that wrote it, and that of its rules of annotation.
    pub index_format: u32,
    pub program: &'a str,
    pub annotators: u32,
    /// False when built with `--no-annotate`.
    pub annotated: bool,
    pub roots: Vec<RootObject<'a>>,
    /// Files known.
    pub inputs: u64,
    pub articles: u64,
    pub quotations: u64,
    /// Articles by language; `""` where it could not be told.
    pub languages: &'a BTreeMap<String, u64>,
    /// Readable records that are no articles, by reason.
    pub not_articles: &'a BTreeMap<String, u64>,
    /// Records that could not be read, by kind.
    pub rejects: &'a BTreeMap<String, u64>,
    /// Bytes of the inputs as they lie on disk, and of the index.
    pub input_bytes: u64,
    pub index_bytes: u64,
    pub segments: usize,
    /// Seconds since 1970: when the generation was begun, and when it was last changed.
    pub built_at: i64,
    pub updated_at: i64,
    /// Only with `--digest`: equal for indexes that hold the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<&'a str>,
}

/// A folder or file that the index remembers.
#[derive(Debug, Serialize)]
pub struct RootObject<'a> {
    pub label: &'a str,
    pub path: String,
}

/// A field of the query language.
#[derive(Debug, Serialize)]
pub struct FieldObject {
    pub name: &'static str,
    pub about: &'static str,
    pub example: &'static str,
    /// `text`, `name`, `value`, `place` or `date`.
    pub kind: &'static str,
    /// Whether `facets` can count its values.
    pub facet: bool,
}

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

/// Writes the answer of `search`; `id` when it answers a line of `--queries`.
pub fn search(out: &mut dyn Write, id: Option<&str>, query: &str, response: &SearchResponse) -> io::Result<()> {
    let answer = SearchAnswer {
        format: FORMAT,
        id,
        query,
        parsed: &response.parsed,
        articles: response.articles,
        stories: response.stories,
        undated_left_out: response.undated_left_out,
        took_ms: milliseconds(response.took_ms),
        hits: response.hits.iter().map(hit).collect(),
        facets: facets_by_field(&response.facets),
        timeline: response.timeline.iter().map(bucket).collect(),
    };
    write_line(out, &answer)
}

/// Writes what stands in the place of an answer when a line of `--queries` could not be understood.
pub fn query_error(out: &mut dyn Write, id: &str, query: &str, error: &Error) -> io::Result<()> {
    let hint = error.hint.as_deref();
    write_line(out, &QueryError { format: FORMAT, id, query, error: &error.message, hint })
}

/// Writes the answer of `quotes`.
pub fn quotes(out: &mut dyn Write, query: &str, response: &QuotesResponse) -> io::Result<()> {
    let answer = QuotesAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        quotations: response.quotations,
        undated_left_out: response.undated_left_out,
        took_ms: milliseconds(response.took_ms),
        hits: response.hits.iter().map(quote_hit).collect(),
    };
    write_line(out, &answer)
}

/// Writes the answer of `facets`.
pub fn facets(out: &mut dyn Write, query: &str, response: &SearchResponse) -> io::Result<()> {
    let answer = FacetsAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        took_ms: milliseconds(response.took_ms),
        articles: response.articles,
        undated_left_out: response.undated_left_out,
        facets: facets_by_field(&response.facets),
    };
    write_line(out, &answer)
}

/// Writes the answer of `timeline`.
pub fn timeline(out: &mut dyn Write, query: &str, response: &SearchResponse) -> io::Result<()> {
    let answer = TimelineAnswer {
        format: FORMAT,
        query,
        parsed: &response.parsed,
        took_ms: milliseconds(response.took_ms),
        articles: response.articles,
        undated_left_out: response.undated_left_out,
        timeline: response.timeline.iter().map(bucket).collect(),
        undated: response.undated,
    };
    write_line(out, &answer)
}

/// Writes the answer of `status`.
pub fn status(out: &mut dyn Write, status: &Status) -> io::Result<()> {
    let manifest = &status.manifest;
    let roots = manifest.roots.iter();
    let answer = StatusAnswer {
        format: FORMAT,
        generation: &status.generation,
        index_format: manifest.format,
        program: &manifest.program,
        annotators: manifest.annotators,
        annotated: manifest.annotated,
        roots: roots.map(|r| RootObject { label: &r.label, path: r.path.to_string_lossy().into_owned() }).collect(),
        inputs: manifest.inputs,
        articles: manifest.outcomes.articles,
        quotations: manifest.outcomes.quotations,
        languages: &manifest.outcomes.languages,
        not_articles: &manifest.outcomes.not_articles,
        rejects: &manifest.outcomes.rejects,
        input_bytes: status.input_bytes,
        index_bytes: status.index_bytes,
        segments: status.segments,
        built_at: manifest.built_at,
        updated_at: manifest.updated_at,
        digest: status.digest.as_deref(),
    };
    write_line(out, &answer)
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

/// One value, one line.
pub(super) fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
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
        dates: annotations.dates.iter().map(|mention| date(mention, text, &points)).collect(),
        removed: None,
    }
}

fn published(published: &Published) -> PublishedDate {
    PublishedDate {
        date: published.date.to_string(),
        time: published.time.map(|time| time.strftime("%H:%M:%S").to_string()),
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
        geonames_id: place.and_then(|place| place.geonames_id),
        lat: place.map(|place| place.lat),
        lon: place.map(|place| place.lon),
        country: place.and_then(|place| place.country.as_deref()),
        path: place.map(|place| place.path.as_slice()),
    }
}

fn date<'a>(mention: &DateMention, text: &'a str, points: &Points) -> DateSpan<'a> {
    let (start, end) = points.span(mention.span);
    DateSpan { start, end, text: mention.span.of(text), from: mention.from.to_string(), to: mention.to.to_string() }
}

fn removed(removed: &Removed) -> RemovedText<'_> {
    RemovedText { text: &removed.text, rule: &removed.rule }
}

pub(super) fn hit(hit: &Hit) -> HitObject<'_> {
    HitObject {
        rank: hit.rank,
        score: hit.score,
        article: card(&hit.article),
        copies: hit.copies.iter().map(card).collect(),
        passages: hit.passages.iter().map(passage).collect(),
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

fn passage(passage: &Passage) -> PassageObject<'_> {
    let points = Points::new(&passage.text);
    PassageObject {
        ordinal: passage.ordinal,
        start: passage.points.0,
        end: passage.points.1,
        text: &passage.text,
        highlights: passage.highlights.iter().map(|&highlight| points.span(highlight)).collect(),
        score: passage.score,
        speakers: &passage.speakers,
    }
}

pub(super) fn quote_hit(hit: &QuoteHit) -> QuoteHitObject<'_> {
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
        article: card(&hit.article),
        copies: hit.copies.iter().map(card).collect(),
    }
}

fn facets_by_field(facets: &[Facet]) -> BTreeMap<&str, Vec<FacetObject<'_>>> {
    facets.iter().map(|facet| (facet.field.as_str(), facet.values.iter().map(facet_value).collect())).collect()
}

pub(super) fn facet_value(value: &FacetValue) -> FacetObject<'_> {
    FacetObject { value: &value.value, articles: value.articles, quotes: value.quotes }
}

pub(super) fn bucket(bucket: &TimelineBucket) -> BucketObject {
    BucketObject {
        from: bucket.from.to_string(),
        to: bucket.to.to_string(),
        articles: bucket.articles,
        archive: bucket.archive,
    }
}

pub(super) fn field(field: &Field) -> FieldObject {
    FieldObject {
        name: field.name,
        about: field.about,
        example: field.example,
        kind: match field.kind {
            FieldKind::Text => "text",
            FieldKind::Name => "name",
            FieldKind::Value => "value",
            FieldKind::Place => "place",
            FieldKind::Date => "date",
        },
        facet: field.facet,
    }
}

/// Three decimals: a microsecond is as much as the clock is worth.
fn milliseconds(took_ms: f64) -> f64 {
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
