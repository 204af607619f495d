//! The question: what is asked, in one plain struct, built by a door and never stored inside a worker.

use super::compile::day_bounds;
use crate::article::QuotationKind;
use crate::error::{Error, Result};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What to search for and how to answer. [`Default`] asks for everything, ten hits, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as typed; empty means every article.
    pub query: String,
    pub filter: Filter,
    pub sort: Sort,
    /// Prefer recent articles where the order is by relevance: the age in days at which half of the preference is gone.
    pub recency: Option<u32>,
    /// Order by words of the best articles, too.
    pub expand: bool,
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
    /// The words, any of which will do, are those of a question whose answer has most of them: its passages count for as
    /// much as where all must be there. Set for the [`nearest`](super::SearchResponse::nearest).
    pub most: bool,
    /// Ids of articles that are left out.
    pub without: Vec<String>,
    /// Ids of the only articles that may be found; empty means any.
    pub only: Vec<String>,
    /// Count a facet as if its own flag were not given.
    pub multi_select: bool,
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
    /// Count the articles of each value of the first facet by something else, too.
    pub pivot: Option<PivotBy>,
    pub timeline: Option<Bucket>,
    /// Calendar units to give at most, over all timelines of one answer or all rows of a pivot; more are refused.
    pub units: usize,
}

impl Default for SearchRequest {
    fn default() -> Self {
        SearchRequest {
            query: String::new(),
            filter: Filter::default(),
            sort: Sort::Relevance,
            recency: None,
            expand: false,
            limit: 10,
            offset: 0,
            passages: 1,
            flat: false,
            exhaustive: false,
            most: false,
            without: Vec::new(),
            only: Vec::new(),
            multi_select: false,
            explain: false,
            copies: false,
            face: Face::Best,
            count: Count::Articles,
            facets: Vec::new(),
            facet_limit: 10,
            under: None,
            depth: None,
            pivot: None,
            timeline: None,
            units: usize::MAX,
        }
    }
}

impl SearchRequest {
    /// What narrows the answer beside the query; of places counted, the branch that is cut out of the tree, too.
    pub fn narrowing(&self) -> Narrowing {
        let depth = self.depth.map(|depth| depth.to_string());
        self.filter
            .narrowing_with([("under", self.under.iter().cloned().collect()), ("depth", depth.into_iter().collect())])
    }

    /// The same as a feed asks it: what is latest.
    pub fn as_feed(self) -> SearchRequest {
        SearchRequest { sort: Sort::Newest, ..self }
    }
}

/// What the articles of a facet's values are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PivotBy {
    /// Another facet field.
    Field(String),
    Time(Bucket),
}

/// What `quotes` asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuotesRequest {
    /// Searched inside the quoted words only; empty means every quotation.
    pub query: String,
    pub filter: Filter,
    /// Names that must stand in the quoted words, said by somebody else; several are alternatives.
    pub about: Vec<String>,
    /// Only those whose speaker was chosen by a rule at least so often right, 0 to 1.
    pub min_confidence: f32,
    /// Kinds to give; empty means direct and mixed.
    pub kinds: Vec<QuotationKind>,
    pub sort: Sort,
    pub limit: usize,
    pub offset: usize,
}

impl QuotesRequest {
    /// What narrows the answer beside the query.
    pub fn narrowing(&self) -> Narrowing {
        let sure = (self.min_confidence > 0.0).then(|| self.min_confidence.to_string());
        let all_kinds = QuotationKind::ALL.iter().all(|kind| self.kinds.contains(kind));
        let kinds = self.kinds.iter().filter(|_| !all_kinds).map(|kind| kind.name().to_owned());
        self.filter.narrowing_with([
            ("about", self.about.clone()),
            ("kind", kinds.collect()),
            ("min-confidence", sure.into_iter().collect()),
        ])
    }
}

/// What `speakers` asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpeakersRequest {
    /// What a word of the name begins with; empty means everybody.
    pub prefix: String,
    pub limit: usize,
}

/// What narrows an answer beside its query: flags by their names, days as `YYYY-MM-DD`, with all that was given for each.
/// Several values of one flag are alternatives.
pub type Narrowing = BTreeMap<String, Vec<String>>;

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

impl Filter {
    /// The flags that are fields, by their names.
    pub fn named(&self) -> [(&'static str, &[String]); 10] {
        [
            ("speaker", &self.speaker),
            ("place", &self.place),
            ("focus", &self.focus),
            ("near", &self.near),
            ("dateline", &self.dateline),
            ("source", &self.source),
            ("section", &self.section),
            ("byline", &self.byline),
            ("language", &self.language),
            ("path", &self.path),
        ]
    }

    /// The flags by their names, days as `YYYY-MM-DD`: the form in which a saved search keeps them. Roots are left out.
    pub fn flags(&self) -> Narrowing {
        let named = self.named().into_iter().filter(|(_, values)| !values.is_empty());
        let mut flags: Narrowing = named.map(|(name, values)| (name.to_owned(), values.to_vec())).collect();
        let days = [("after", self.after), ("before", self.before)];
        flags.extend(days.into_iter().filter_map(|(name, day)| Some((name.to_owned(), vec![day?.to_string()]))));
        flags
    }

    /// [`Filter::flags`] with the roots, and with what one question has beside the filter.
    fn narrowing_with<const N: usize>(&self, own: [(&str, Vec<String>); N]) -> Narrowing {
        let own = own.into_iter().chain([("archive", self.roots.clone())]).filter(|(_, values)| !values.is_empty());
        self.flags().into_iter().chain(own.map(|(name, values)| (name.to_owned(), values))).collect()
    }

    /// [`Filter::flags`] backwards; a name or a day that none has is an error.
    pub fn of_flags(flags: &BTreeMap<String, Vec<String>>) -> Result<Filter> {
        let mut filter = Filter::default();
        for (name, values) in flags {
            let day = || match values.as_slice() {
                [day] => day.parse().map(Some).map_err(|_| Error::new(format!("`{day}` is no day for `{name}`"))),
                _ => Err(Error::new(format!("`{name}` takes one day"))),
            };
            let slot = match name.as_str() {
                "speaker" => &mut filter.speaker,
                "place" => &mut filter.place,
                "focus" => &mut filter.focus,
                "near" => &mut filter.near,
                "dateline" => &mut filter.dateline,
                "source" => &mut filter.source,
                "section" => &mut filter.section,
                "byline" => &mut filter.byline,
                "language" => &mut filter.language,
                "path" => &mut filter.path,
                "after" => {
                    filter.after = day()?;
                    continue;
                }
                "before" => {
                    filter.before = day()?;
                    continue;
                }
                _ => return Err(Error::new(format!("there is no flag `{name}`"))),
            };
            slot.clone_from(values);
        }
        Ok(filter)
    }

    /// The period asked for (since 1970, both ends included); none when any day will do.
    pub(super) fn days(&self) -> Option<(i64, i64)> {
        (self.after.is_some() || self.before.is_some()).then(|| day_bounds(self.after, self.before))
    }

    /// The same without the flag of one field; `None` when it has none.
    pub fn without(&self, field: &str) -> Option<Filter> {
        let mut rest = self.clone();
        let flag = match field {
            "speaker" => &mut rest.speaker,
            "place" => &mut rest.place,
            "focus" => &mut rest.focus,
            "source" => &mut rest.source,
            "section" => &mut rest.section,
            "byline" => &mut rest.byline,
            "language" => &mut rest.language,
            _ => return None,
        };
        flag.clear();
        (rest != *self).then_some(rest)
    }
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
