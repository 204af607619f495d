//! Answers in, JSON out. The types of this file **are** the format that scripts depend on: fields may be added, never
//! renamed, removed or given another meaning without raising [`FORMAT`].
//!
//! Every answer is one object on one line and begins with `"format": 1`. Offsets are Unicode code points, start
//! included, end excluded. Days are `YYYY-MM-DD`. What is not known is `null` (or an empty list), never left out;
//! the fields that a flag asks for are named where they stand.

mod answers;
mod config;
mod engine;
mod people;

pub(super) use answers::{bucket, facet_value, field, hit, quote_hit, reject, term, write_line};
pub use answers::{
    cited, extracted, facets, fields, formats, learned, progress, query_error, quotes, rejects, search, shown, status,
    terms, timeline, verified,
};
pub use config::config;
pub use engine::findings;
pub(super) use people::{speaker_entry, unmerged_pair};
pub use people::{speakers, unmerged};

use crate::search::Narrowing;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The version of everything in this file.
pub const FORMAT: u32 = 1;

/// A half-open range of code points.
pub type Range = (usize, usize);

/// An article with everything known about it: a line of `extract`, the answer of `show`.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleLine<'a> {
    pub format: u32,
    /// The article's id in an index: stable while its file stays where it is. It is made of the root's name, the path under the
    /// root and the record's own key, so that of `extract` is the index's where both were given the same path.
    pub id: &'a str,
    /// The `id` the input gave.
    pub external_id: Option<&'a str>,
    /// The file that holds it: as it was given, or under its root; in an archive the member's path behind a `!`.
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
    #[schema(value_type = Vec<Vec<usize>>)]
    pub paragraphs: Vec<Range>,
    pub dateline: Option<DatelineSpan<'a>>,
    pub quotes: Vec<Quote<'a>>,
    pub places: Vec<PlaceSpan<'a>>,
    /// The place it is about: the one that most of its mentions point to; `null` when it names none.
    pub focus: Option<PlaceObject<'a>>,
    pub dates: Vec<DateSpan<'a>>,
    /// Only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed: Option<Vec<RemovedText<'a>>>,
}

/// When an article was published, in the outlet's own calendar.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedDate {
    /// The first day it can be.
    pub date: String,
    /// `HH:MM:SS` on the outlet's clock.
    pub time: Option<String>,
    /// Minutes by which that clock is ahead of UTC (`-240` in New York in summer); `null` when the source does not say.
    pub offset_minutes: Option<i32>,
    /// `year`, `month`, `day` or `time`: how much of it is known.
    pub precision: &'static str,
    /// Where it was read: `field`, `json-ld`, `meta`, `time`, `text`, `dateline`, `url` or `file`.
    pub by: &'static str,
}

/// The place-and-date line that opens a wire story.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatelineSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub place: Option<&'a str>,
    pub date: Option<String>,
    pub agency: Option<&'a str>,
}

/// Quoted content and who said it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quote<'a> {
    /// From the first fragment to the last, without the outer marks.
    pub start: usize,
    pub end: usize,
    /// The fragments joined by one space; where there are several, no sentence that was said in one piece.
    pub text: String,
    #[schema(value_type = Vec<Vec<usize>>)]
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
#[derive(Debug, Serialize, ToSchema)]
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
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    /// `place`, `demonym`, `metonym` or `dateline`.
    pub kind: &'static str,
    pub confidence: f32,
    pub name: Option<&'a str>,
    /// `continent`, `area`, `country`, `region`, `county`, `city`, `water` or `seat`.
    pub feature: Option<&'static str>,
    pub geonames_id: Option<u32>,
    pub lat: Option<f32>,
    pub lon: Option<f32>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// From the continent down to the place itself.
    pub path: Option<&'a [String]>,
}

/// A place of the gazetteer, without where it is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceObject<'a> {
    pub name: &'a str,
    pub feature: &'static str,
    pub geonames_id: Option<u32>,
    pub lat: f32,
    pub lon: f32,
    pub country: Option<&'a str>,
    pub path: &'a [String],
}

/// A stretch of text that names a day or a range of days.
#[derive(Debug, Serialize, ToSchema)]
pub struct DateSpan<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    pub from: String,
    /// Included.
    pub to: String,
}

/// What was taken off, and by which rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemovedText<'a> {
    pub text: &'a str,
    pub rule: &'a str,
}

/// The answer of `search`.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchAnswer<'a> {
    pub format: u32,
    /// Only in answers to `--queries`: the line's id, or its number from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub query: &'a str,
    /// How the query was understood, in the query language itself.
    pub parsed: &'a str,
    /// What narrows the answer beside the query: the flags that were given, by their names, each with its values, which are
    /// alternatives. Days are those that were meant, and `archive` has the roots.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub narrowed_by: &'a Narrowing,
    /// Articles that match, exactly.
    pub articles: u64,
    /// Stories among them, near-duplicates counted once; `null` when the index was built without annotations.
    pub stories: Option<u64>,
    /// `articles` or `stories`: what facets and timeline count.
    pub counted: &'static str,
    /// Articles that match but for having no date, when a date filter is on.
    pub undated_left_out: u64,
    pub took_ms: f64,
    pub hits: Vec<HitObject<'a>>,
    /// Where few articles match, or none: others that hold most of the words, nearest first, as far as they are among the
    /// page's best. A list of both has them by four fifths of their scores; they are counted nowhere.
    pub nearest: Vec<HitObject<'a>>,
    /// A list for each `--facet`.
    pub facets: BTreeMap<&'a str, Vec<FacetObject<'a>>>,
    /// Empty without `--timeline`.
    pub timeline: Vec<BucketObject>,
    /// Only with `--timeline`: as in the answer of `timeline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undated: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coarser: Option<CoarserObject>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// One article that matches or, with `--flat`, one passage of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitObject<'a> {
    pub rank: usize,
    pub score: f32,
    pub article: Card<'a>,
    /// The other matching articles of its story, the earliest first.
    pub copies: Vec<Card<'a>>,
    /// Code points of the article's title: matched words.
    #[schema(value_type = Vec<Vec<usize>>)]
    pub title_highlights: Vec<Range>,
    /// Best first.
    pub passages: Vec<PassageObject<'a>>,
    /// Only in answers of `similar`: the share of five-word runs in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<f32>,
    /// Only among the nearest: the words and phrases of the query that the article lacks.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub missing: &'a [String],
    /// Only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ExplanationObject<'a>>,
}

/// Why a hit ranks where it does: its score is the sum of its parts, and of its best passage times a weight, all of it
/// times `recency` where that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplanationObject<'a> {
    /// The words and phrases of the query.
    pub parts: Vec<PartObject<'a>>,
    /// What the best passage scored.
    pub passage: f32,
    pub passage_weight: f32,
    /// Only with `--recency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recency: Option<f32>,
}

/// What a word or phrase of the query gives an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartObject<'a> {
    pub text: &'a str,
    /// 0 where it was not found.
    pub score: f32,
    /// Where it was found, and what it would score there alone.
    pub fields: BTreeMap<&'a str, f32>,
}

/// The answer of `terms`.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermsAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    /// As in the answer of `search`.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub narrowed_by: &'a Narrowing,
    pub took_ms: f64,
    pub articles: u64,
    /// As in the answer of `search`.
    pub stories: Option<u64>,
    pub undated_left_out: u64,
    /// Articles that were read for their words, the best of those that match.
    pub read: u64,
    /// The most telling first.
    pub terms: Vec<TermObject<'a>>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// A word that marks the articles of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermObject<'a> {
    pub word: &'a str,
    /// Articles read that have it, in just this form.
    pub articles: u64,
    /// Articles of the archive that have it in any form.
    pub archive: u64,
    /// The log-likelihood ratio.
    pub score: f64,
}

/// The answer of `show` for a citation.
#[derive(Debug, Serialize, ToSchema)]
pub struct CitedAnswer<'a> {
    pub format: u32,
    /// As the passage is cited now.
    pub cite: String,
    pub article: Card<'a>,
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    /// Whether the words are others than those that were cited.
    pub changed: bool,
}

/// What a list shows of an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct Card<'a> {
    pub id: &'a str,
    pub external_id: Option<&'a str>,
    pub title: &'a str,
    pub source: Option<&'a str>,
    /// `2025-08-16`, `2025-08` or `2025`, as exactly as it is known.
    pub published: Option<&'a str>,
    pub url: Option<&'a str>,
    /// The path under the root; in an archive the member's behind a `!`.
    pub path: &'a str,
}

/// A stretch of an article that answers the query.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassageObject<'a> {
    /// Its number among the article's passages, from 0.
    pub ordinal: usize,
    /// Offsets into the article's text.
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    /// What it is cited by: article, place and a digest of the words; `show` takes it.
    pub cite: &'a str,
    /// Matched words: offsets into the passage's own `text`.
    #[schema(value_type = Vec<Vec<usize>>)]
    pub highlights: Vec<Range>,
    /// What it is worth beside the other passages of its article.
    pub score: f32,
    /// Who is quoted in it.
    pub speakers: &'a [String],
}

/// A value of a field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetObject<'a> {
    pub value: &'a str,
    /// Only for places: from the continent down. What is inside a place counts for it, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Vec<&'a str>>,
    /// Matching articles that have it.
    pub articles: u64,
    /// Only for speakers: their direct and mixed quotations in those articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotes: Option<u64>,
}

/// A calendar unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct BucketObject {
    pub from: String,
    /// Included.
    pub to: String,
    /// Matching articles.
    pub articles: u64,
    /// Articles of the whole archive.
    pub archive: u64,
    /// The one divided by the other; `null` where the archive has none.
    pub share: Option<f64>,
}

/// Matching articles that no bucket holds, for less of their day is known than its length.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoarserObject {
    /// Of which only the month is known.
    pub month: u64,
    /// Of which only the year is known.
    pub year: u64,
}

/// The answer of `quotes`.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotesAnswer<'a> {
    pub format: u32,
    /// Only in answers to `--queries`, as in `search`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    pub query: &'a str,
    pub parsed: &'a str,
    /// As in the answer of `search`.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub narrowed_by: &'a Narrowing,
    /// Quotations that match, exactly.
    pub quotations: u64,
    pub undated_left_out: u64,
    pub took_ms: f64,
    pub hits: Vec<QuoteHitObject<'a>>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// One quotation.
#[derive(Debug, Serialize, ToSchema)]
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
    #[schema(value_type = Vec<Vec<usize>>)]
    pub highlights: Vec<Range>,
    /// Who said it, as the whole archive calls them; `null` when it is no person or nobody.
    pub person: Option<&'a str>,
    pub article: Card<'a>,
    /// Other articles in which the person says the same words, or part of them, or more; the earliest first.
    pub copies: Vec<Card<'a>>,
    /// The earliest of the article and its copies; `null` when there are no copies.
    pub first: Option<Card<'a>>,
    /// What `context` is cited by; `show` takes it.
    pub cite: String,
}

/// The answer of `facets`.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetsAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    /// As in the answer of `search`.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub narrowed_by: &'a Narrowing,
    pub took_ms: f64,
    pub articles: u64,
    /// As in the answer of `search`.
    pub stories: Option<u64>,
    /// `articles` or `stories`: what the values' `articles` counts.
    pub counted: &'static str,
    pub undated_left_out: u64,
    pub facets: BTreeMap<&'a str, Vec<FacetObject<'a>>>,
    /// Only with `--multi-select`: the fields among them that are counted as if their own flags, which `narrowed_by` has, were
    /// not given. They may count more than `articles`.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub widened: &'a [String],
    /// Only with `--by`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pivot: Option<PivotObject<'a>>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// A facet's values, each with counts by another field or by calendar units.
#[derive(Debug, Serialize, ToSchema)]
pub struct PivotObject<'a> {
    pub field: &'a str,
    /// A field, or `day`, `week`, `month`, `quarter`, `year`.
    pub by: &'a str,
    /// In the order of the facet's values.
    pub rows: Vec<PivotRowObject<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PivotRowObject<'a> {
    pub value: &'a str,
    /// The most frequent first, calendar units in their order and as in `date:`, weeks by their first and last day. An article of
    /// which no more than the month or the year is known stands in that.
    pub cells: Vec<PivotCell<'a>>,
    /// Matching articles with the value and without a date, by calendar units; left out where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undated: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PivotCell<'a> {
    pub value: &'a str,
    /// Matching articles with both values.
    pub articles: u64,
}

/// The answer of `timeline`.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub parsed: &'a str,
    /// As in the answer of `search`.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    pub narrowed_by: &'a Narrowing,
    pub took_ms: f64,
    pub articles: u64,
    /// As in the answer of `search`.
    pub stories: Option<u64>,
    /// `articles` or `stories`: what the buckets' `articles` and `archive` count.
    pub counted: &'static str,
    pub undated_left_out: u64,
    pub timeline: Vec<BucketObject>,
    /// Only with `--compare`: every question, the first again, over the same calendar units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesObject<'a>>,
    /// Matching articles that no bucket holds, having no date.
    pub undated: u64,
    pub coarser: CoarserObject,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// The answer of `speakers`.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpeakersAnswer<'a> {
    pub format: u32,
    /// What names had to begin with.
    pub query: &'a str,
    pub took_ms: f64,
    /// How many people there are, the ones not shown among them.
    pub people: u64,
    pub speakers: Vec<SpeakerObject<'a>>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// A person of the archive.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpeakerObject<'a> {
    pub name: &'a str,
    /// Articles that quote the person.
    pub articles: u64,
    /// Direct and mixed quotations.
    pub quotes: u64,
    /// Days of the first and the last of those articles; `null` when all are undated.
    pub first: Option<String>,
    pub last: Option<String>,
    /// Every name of the person, most articles first.
    pub variants: Vec<NameObject<'a>>,
}

/// A name with what is counted of it alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameObject<'a> {
    pub name: &'a str,
    pub articles: u64,
    pub quotes: u64,
}

/// The answer of `speakers --unmerged`.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnmergedAnswer<'a> {
    pub format: u32,
    pub query: &'a str,
    pub took_ms: f64,
    /// How many pairs there are, the ones not shown among them.
    pub total: u64,
    pub pairs: Vec<PairObject<'a>>,
    /// Over HTTP what a reader should know of the answer: a name that several bear, or nobody. The command line tells it on
    /// stderr and leaves this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a [String]>,
}

/// Two people who may be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct PairObject<'a> {
    pub a: NameObject<'a>,
    pub b: NameObject<'a>,
    /// What speaks for it, then what speaks against it, for people to read.
    pub evidence: &'a [String],
}

/// One of several questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeriesObject<'a> {
    pub query: &'a str,
    pub parsed: &'a str,
    pub articles: u64,
    pub undated_left_out: u64,
    pub timeline: Vec<BucketObject>,
    pub undated: u64,
    pub coarser: CoarserObject,
}

/// The answer to a line of `--queries` that could not be understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueryError<'a> {
    pub format: u32,
    pub id: &'a str,
    pub query: &'a str,
    pub error: &'a str,
    pub hint: Option<&'a str>,
    /// Where in the query the fault begins and ends, in code points.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<usize>>)]
    pub at: Option<(usize, usize)>,
    /// The same for people: the query with carets under the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marked: Option<&'a str>,
}

/// The answer of `status`.
#[derive(Debug, Serialize, ToSchema)]
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
    /// Articles among them that are other crawls of a page that is there already.
    pub versions: u64,
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
    /// Old generations that are kept, the latest first.
    pub kept: &'a [String],
    /// Articles that are withheld from every answer and counted nowhere else, and the entries that say so.
    pub withheld: u64,
    pub withheld_entries: u64,
    /// Seconds since 1970: when the generation was begun, and when it was last changed.
    pub built_at: i64,
    pub updated_at: i64,
    /// What was learned of outlets, a learned table each; files that the next `index` reads again because of it.
    pub learned: Vec<LearnedObject>,
    pub relearned_inputs: u64,
    /// Only with `--digest`: equal for indexes that hold the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<&'a str>,
}

/// A line of `index --progress json`, on stderr.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressLine {
    /// True on the last line.
    pub done: bool,
    pub files_done: u64,
    pub files: u64,
    /// Of those done, that lay elsewhere before, with the same bytes.
    pub files_moved: u64,
    pub bytes_done: u64,
    pub bytes: u64,
    pub articles: u64,
    /// Articles to go through in all, where that is known: while annotating anew, which reads no files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub articles_all: Option<u64>,
    pub rejects: u64,
    /// Since the run began.
    pub seconds: f64,
    pub mb_per_s: f64,
    /// `null` while it cannot be told.
    pub seconds_left: Option<f64>,
}

/// The answer of `verify`.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifyAnswer<'a> {
    pub format: u32,
    /// The live generation's folder name; `null` when nothing names one.
    pub generation: Option<&'a str>,
    /// Nothing is wrong and nothing lies about.
    pub clean: bool,
    /// Every answer is whole.
    pub sound: bool,
    /// Files and bytes compared with their checksums, and articles read.
    pub files: u64,
    pub bytes: u64,
    pub articles: u64,
    /// Those of old generations that are kept, among them.
    pub kept_articles: u64,
    pub faults: Vec<FaultObject>,
    /// What `--repair` did.
    pub mended: &'a [String],
}

/// One thing that is wrong with an index.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultObject {
    /// `current`, `damage`, `derived`, `user-table` or `litter`.
    pub kind: &'static str,
    pub path: String,
    pub what: String,
}

/// A learned table.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedObject {
    pub table: &'static str,
    pub rows: u64,
    pub outlets: u64,
    /// Rows the user refused.
    pub refused: u64,
    /// Seconds since 1970.
    pub learned_at: i64,
}

/// The answer of `learn`: rows that were learned, or listed, refused, forgotten.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnAnswer<'a> {
    pub format: u32,
    pub table: &'a str,
    pub rows: Vec<LearnedRowObject<'a>>,
}

/// What is held true of an outlet.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedRowObject<'a> {
    pub outlet: &'a str,
    pub value: &'a str,
    /// Articles that bore witness when it was learned.
    pub articles: u64,
}

/// A folder or file that the index remembers.
#[derive(Debug, Serialize, ToSchema)]
pub struct RootObject<'a> {
    pub label: &'a str,
    /// Where it lies on the machine that has it; over HTTP it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A field of the query language.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldObject {
    pub name: &'static str,
    pub about: &'static str,
    pub example: &'static str,
    /// `text`, `name`, `value`, `place`, `circle` or `date`.
    pub kind: &'static str,
    /// Whether `facets` can count its values.
    pub facet: bool,
}

/// A format of `formats`.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormatObject {
    pub name: &'static str,
    /// Without the dot; the names of its files, where they can be told by name.
    pub extensions: &'static [&'static str],
    pub holds: &'static str,
}

/// What could not be read, of `status --rejects`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectObject<'a> {
    /// The root's label and the path under it; in an archive the member's path behind a `!`.
    pub path: &'a str,
    pub record: Option<u64>,
    /// In the decompressed file, in bytes.
    pub offset: Option<u64>,
    pub kind: &'a str,
    pub reason: &'a str,
}

/// The answer of `config`.
#[derive(Debug, Serialize)]
pub struct ConfigAnswer<'a> {
    pub format: u32,
    /// The configuration file that was read.
    pub file: Option<&'a str>,
    pub settings: &'a [SettingObject],
}

/// A flag with what is in force for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingObject {
    /// `null` for flags of every command.
    pub command: Option<String>,
    /// The flag's long name.
    pub name: String,
    /// As one would type them; empty where nothing is said.
    pub values: Vec<String>,
    /// `command line`, `environment`, `file` or `default`.
    pub from: &'static str,
    /// The environment variable, where it comes from one.
    pub variable: Option<String>,
}
