//! The answer: plain data, in the order it is shown.

use super::rank::held_against;
use super::request::{Count, Narrowing};
use crate::article::{Annotations, Article, Quotation, Span};
use jiff::civil::Date;

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchResponse {
    /// How the query was understood, in the query language itself.
    pub parsed: String,
    pub narrowed_by: Narrowing,
    /// Articles that match, exactly.
    pub articles: u64,
    /// Stories among them, near-duplicates counted once; `None` when the index was built without annotations.
    pub stories: Option<u64>,
    /// What facets and timeline count.
    pub counted: Count,
    /// Articles that match but for having no date, when a date filter is on.
    pub undated_left_out: u64,
    pub hits: Vec<Hit>,
    /// Where few articles match, or none: others that hold most of the query's words, nearest first, as far as they are
    /// among the page's best. They are counted nowhere, and numbered for themselves.
    pub nearest: Vec<Hit>,
    /// One list for each facet asked for, in the order asked.
    pub facets: Vec<Facet>,
    /// Fields of these whose own flags narrow the answer, and that are counted as if they were not given.
    pub widened: Vec<String>,
    /// The values of the first facet, counted by something else.
    pub pivot: Option<Pivot>,
    /// Every bucket from the first to the last with a match, empty ones included.
    pub timeline: Vec<TimelineBucket>,
    /// Matches without a date, which no bucket holds.
    pub undated: u64,
    /// Matches of which too little is known for a bucket; only with a timeline.
    pub coarser: Option<Coarser>,
    /// What the user should know: an ambiguous place and what it was taken for. For stderr.
    pub notes: Vec<String>,
    pub took_ms: f64,
}

impl SearchResponse {
    /// How many there are of what is listed: stories, or with all copies, or in an index that has no stories, articles.
    pub fn grouped(&self, copies: bool) -> u64 {
        self.stories.filter(|_| !copies).unwrap_or(self.articles)
    }

    /// The hits and the nearest in one list, by their scores; what lacks a word stands a step further down.
    pub fn best_first(&self) -> impl Iterator<Item = &Hit> {
        let (mut hits, mut nearest) = (self.hits.iter().peekable(), self.nearest.iter().peekable());
        std::iter::from_fn(move || match (hits.peek(), nearest.peek()) {
            (Some(hit), Some(near)) if held_against(near.score) > hit.score => nearest.next(),
            (Some(_), _) => hits.next(),
            (None, _) => nearest.next(),
        })
    }
}

/// One article (or, in a flat list, one passage of it).
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// From 1, `offset` counted in.
    pub rank: usize,
    pub score: f32,
    pub article: ArticleCard,
    /// The other matching articles of its story, the earliest first.
    pub copies: Vec<ArticleCard>,
    /// Bytes of the article's title: matched words; ascending, apart.
    pub title_highlights: Vec<Span>,
    /// Best first.
    pub passages: Vec<Passage>,
    /// The share of five-word runs in common with the text it is like; only in answers to that question.
    pub shared: Option<f32>,
    /// The words and phrases of the query that the article lacks; only among the nearest.
    pub missing: Vec<String>,
    /// Only when asked for.
    pub explanation: Option<Explanation>,
}

/// Why a hit ranks where it does: its score is the sum of its parts, and its best passage times a weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The words and phrases of the query, in its order.
    pub parts: Vec<LeafScore>,
    /// What the best passage scored.
    pub passage: f32,
    pub passage_weight: f32,
    /// What all of it is multiplied by where recent articles are preferred.
    pub recency: Option<f32>,
}

/// What a word or phrase of the query gives an article.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafScore {
    /// As in the query.
    pub text: String,
    /// How much it tells: its rarity, with the boost it was given.
    pub weight: f32,
    /// 0 where it was not found.
    pub score: f32,
    /// Where it was found, and what it would score there alone: repetition tells less and less, over all fields together.
    pub fields: Vec<(String, f32)>,
}

/// What a list shows of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleCard {
    pub id: String,
    pub external_id: Option<String>,
    pub title: String,
    pub source: Option<String>,
    /// `2025-08-16`, `2025-08` or `2025`, as exactly as it is known.
    pub published: Option<String>,
    pub url: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Under the root; in an archive with the member's behind a `!`.
    pub path: String,
}

/// A retrieved stretch of one article: sentence-bounded, one paragraph or a few short ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Its number among the article's passages, from 0.
    pub ordinal: usize,
    /// Bytes of the article's text.
    pub span: Span,
    /// Code points of the article's text: start and end, for citing.
    pub points: (usize, usize),
    pub text: String,
    /// What it is cited by; see [`super::Citation`].
    pub cite: String,
    /// Bytes of the passage's own text; ascending, apart.
    pub highlights: Vec<Span>,
    /// What it is worth beside the other passages of its article.
    pub score: f32,
    /// Who is quoted in it, in order of appearance.
    pub speakers: Vec<String>,
}

/// A facet's values, each with counts by another field or by calendar units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pivot {
    pub field: String,
    /// A field, or `day`, `week`, `month`, `quarter`, `year`.
    pub by: String,
    /// In the order of the facet's values.
    pub rows: Vec<PivotRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PivotRow {
    pub value: String,
    /// Matching articles with both values: the most frequent first, calendar units in their order.
    pub cells: Vec<(String, u64)>,
    /// Those that no calendar unit holds. 0 by a field.
    pub undated: u64,
}

/// The values of one field among the matches, most frequent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    pub field: String,
    pub values: Vec<FacetValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    pub value: String,
    /// Matching articles that have it.
    pub articles: u64,
    /// For speakers: their quotations in those articles (direct and mixed).
    pub quotes: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineBucket {
    /// First day.
    pub from: Date,
    /// Last day, included.
    pub to: Date,
    /// Matching articles. One whose date is coarser than the bucket is in none: see [`Coarser`].
    pub articles: u64,
    /// Articles of the whole archive (under the same roots).
    pub archive: u64,
}

/// Matches that no bucket of a timeline holds, for all that is known of their day is a longer time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coarser {
    /// Only the month is known.
    pub month: u64,
    /// Only the year is known.
    pub year: u64,
}

impl TimelineBucket {
    /// Matching articles among all; `None` where the archive has none.
    pub fn share(&self) -> Option<f64> {
        (self.archive > 0).then(|| self.articles as f64 / self.archive as f64)
    }
}

/// What `quotes` found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuotesResponse {
    pub parsed: String,
    pub narrowed_by: Narrowing,
    /// Quotations that match, exactly.
    pub quotations: u64,
    pub undated_left_out: u64,
    pub hits: Vec<QuoteHit>,
    pub notes: Vec<String>,
    pub took_ms: f64,
}

/// One quotation with its place in the archive.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteHit {
    pub rank: usize,
    pub score: f32,
    pub quotation: Quotation,
    /// The article's text: the quotation's spans point into it.
    pub text: String,
    /// Bytes of `text`: the paragraph or paragraphs the quotation stands in.
    pub context: Span,
    /// Bytes of `text`: matched words.
    pub highlights: Vec<Span>,
    /// Who said it, as the whole archive calls them; `None` when it is no person or nobody.
    pub person: Option<String>,
    pub article: ArticleCard,
    /// Other articles in which the person says the same words, or part of them, or more; the earliest first. They have
    /// no entry of their own.
    pub copies: Vec<ArticleCard>,
    /// The earliest of the article and its copies; `None` when there are no copies.
    pub first: Option<ArticleCard>,
}

/// What `speakers` found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpeakersResponse {
    /// How many people there are, the ones not shown among them.
    pub people: u64,
    /// Most articles first.
    pub speakers: Vec<SpeakerEntry>,
    pub notes: Vec<String>,
    pub took_ms: f64,
}

/// A person of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerEntry {
    pub name: String,
    /// Articles that quote the person, under any name.
    pub articles: u64,
    /// Direct and mixed quotations.
    pub quotes: u64,
    /// First and last day of articles under these names.
    pub era: Option<(Date, Date)>,
    /// The names of the person, most articles first.
    pub variants: Vec<NameCount>,
}

/// A name with what is counted of it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameCount {
    pub name: String,
    pub articles: u64,
    pub quotes: u64,
}

/// What `speakers --unmerged` suggests.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnmergedResponse {
    /// How many pairs there are, the ones not shown among them.
    pub total: u64,
    /// Those whose rarer name is the most frequent first.
    pub pairs: Vec<UnmergedPair>,
    pub notes: Vec<String>,
    pub took_ms: f64,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmergedPair {
    pub a: NameCount,
    pub b: NameCount,
    /// What speaks for it, then what speaks against it.
    pub evidence: Vec<String>,
}

/// What `show` gives: the article as indexed, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub card: ArticleCard,
    /// The record's number in its file.
    pub record: u64,
    pub article: Article,
    /// Without the fingerprint.
    pub annotations: Annotations,
}

/// The words that mark the articles of an answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TermsResponse {
    pub parsed: String,
    pub narrowed_by: Narrowing,
    /// Articles that match, exactly.
    pub articles: u64,
    pub stories: Option<u64>,
    /// Articles that were read for their words, the best of them.
    pub read: u64,
    /// The most telling first.
    pub terms: Vec<SignificantTerm>,
    pub notes: Vec<String>,
    pub undated_left_out: u64,
    pub took_ms: f64,
}

/// A word that is more frequent among the matches than elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct SignificantTerm {
    /// Folded.
    pub word: String,
    /// Articles read that have it, in just this form.
    pub articles: u64,
    /// Articles of the archive that have it in any form.
    pub archive: u64,
    /// The log-likelihood ratio.
    pub score: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(title: &str, rank: usize, score: f32) -> Hit {
        Hit {
            rank,
            score,
            article: ArticleCard { title: title.to_owned(), ..ArticleCard::default() },
            copies: Vec::new(),
            title_highlights: Vec::new(),
            passages: Vec::new(),
            shared: None,
            missing: Vec::new(),
            explanation: None,
        }
    }

    fn listed(response: &SearchResponse) -> Vec<&str> {
        response.best_first().map(|hit| hit.article.title.as_str()).collect()
    }

    #[test]
    fn the_nearest_stand_among_the_hits_by_their_scores() {
        let hits = vec![hit("a", 1, 9.0), hit("b", 2, 5.0)];
        let nearest = vec![hit("c", 1, 12.0), hit("d", 2, 6.0), hit("e", 3, 1.0)];
        let response = SearchResponse { hits, nearest, ..SearchResponse::default() };
        assert_eq!(listed(&response), ["c", "a", "b", "d", "e"]);
    }
}
