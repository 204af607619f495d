//! The question: what is asked, in one plain struct, built by a door and never stored inside a worker.

use jiff::civil::Date;

/// What to search for and how to answer. [`Default`] asks for everything, ten hits, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as typed; empty means every article.
    pub query: String,
    pub filter: Filter,
    pub sort: Sort,
    /// Hits to give.
    pub limit: usize,
    /// Hits to pass over first.
    pub offset: usize,
    /// Passages to give for each article.
    pub passages: usize,
    /// A pure list of passages instead of one entry an article.
    pub flat: bool,
    /// Score the passages of every match, not only of the best 200.
    pub exhaustive: bool,
    /// Say what each hit scored and why.
    pub explain: bool,
    /// A hit for every article, not for every story.
    pub copies: bool,
    /// Which of a story's matching articles to show.
    pub face: Face,
    /// What facets and timeline count.
    pub count: Count,
    /// Fields to count values of: names of facet fields of `index::FIELDS`.
    pub facets: Vec<String>,
    /// Values to give for each facet, most frequent first.
    pub facet_limit: usize,
    /// Of facets of places: count only what lies inside this place, written as for `place:`.
    pub under: Option<String>,
    /// Of facets of places: so many steps down the tree, from `under` or from the continents.
    pub depth: Option<usize>,
    pub timeline: Option<Bucket>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        SearchRequest {
            query: String::new(),
            filter: Filter::default(),
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            passages: 1,
            flat: false,
            exhaustive: false,
            explain: false,
            copies: false,
            face: Face::Best,
            count: Count::Articles,
            facets: Vec::new(),
            facet_limit: 10,
            under: None,
            depth: None,
            timeline: None,
        }
    }
}

/// What `quotes` asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuotesRequest {
    /// Searched inside the quoted words only; empty means every quotation.
    pub query: String,
    pub filter: Filter,
    /// Kinds to give; empty means direct and mixed.
    pub kinds: Vec<crate::article::QuotationKind>,
    pub sort: Sort,
    pub limit: usize,
    pub offset: usize,
}

/// The flags that narrow: all must hold; several values of one flag are alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub speaker: Vec<String>,
    pub place: Vec<String>,
    pub focus: Vec<String>,
    /// Circles: `51.5,-0.1,50km`.
    pub near: Vec<String>,
    pub dateline: Vec<String>,
    pub source: Vec<String>,
    pub section: Vec<String>,
    pub byline: Vec<String>,
    pub language: Vec<String>,
    pub path: Vec<String>,
    /// First day, included.
    pub after: Option<Date>,
    /// Last day, included.
    pub before: Option<Date>,
    /// Root labels to answer from; empty means all.
    pub roots: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Relevance,
    /// Latest first; undated articles last.
    Newest,
    /// Earliest first; undated articles last.
    Oldest,
}

/// One of a story's articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// The one that comes first in the order asked for.
    #[default]
    Best,
    /// The earliest.
    First,
    Latest,
    /// The one with the most words.
    Fullest,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Count {
    #[default]
    Articles,
    /// Near-duplicates once.
    Stories,
}

/// The calendar unit of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Count {
    /// The word for what is counted.
    pub fn name(self) -> &'static str {
        match self {
            Count::Articles => "articles",
            Count::Stories => "stories",
        }
    }
}
