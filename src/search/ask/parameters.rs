//! The questions and what each takes: one table for the checks, the documents of an API and the schemas of tools.

use super::choices::{Choice, Kind};
use crate::search::request::{Bucket, Count, Face, Sort};

/// One value, or list of values, that a question takes.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    pub name: &'static str,
    /// One line for a person.
    pub about: &'static str,
    pub form: Form,
    /// Several values are alternatives.
    pub is_list: bool,
    pub is_required: bool,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Text,
    /// A whole number, at least `min`; `default` when it is left out, if there is one.
    Number {
        min: usize,
        default: Option<usize>,
    },
    /// 0 to 1.
    Share,
    /// `true` or `false`, false when left out.
    Switch,
    /// See [`super::Day`].
    Day,
    /// See [`super::Period`].
    Period,
    /// `51.5,-0.1,50km` or `Kyiv,30mi`.
    Circle,
    /// One of these names; the first when left out, unless `is_open`.
    OneOf {
        names: fn() -> Vec<&'static str>,
        is_open: bool,
    },
}

/// Something that can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub name: &'static str,
    /// One line for a person.
    pub about: &'static str,
    parts: &'static [&'static [Parameter]],
}

impl Question {
    /// What it takes, in the order people read it.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.parts.iter().flat_map(|part| part.iter())
    }
}

/// The parameters that narrow every question in the same way.
pub fn narrowing() -> impl Iterator<Item = &'static str> {
    NARROW.iter().map(|parameter| parameter.name)
}

/// The question of a name.
pub fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.name == name)
}

const fn one(name: &'static str, form: Form, about: &'static str) -> Parameter {
    Parameter { name, about, form, is_list: false, is_required: false }
}

const fn many(name: &'static str, form: Form, about: &'static str) -> Parameter {
    Parameter { name, about, form, is_list: true, is_required: false }
}

const fn must(name: &'static str, about: &'static str) -> Parameter {
    Parameter { name, about, form: Form::Text, is_list: false, is_required: true }
}

const fn number(default: usize) -> Form {
    Form::Number { min: 0, default: Some(default) }
}

const UNIT: Form = Form::OneOf { names: Bucket::names, is_open: true };

const QUERY: &[Parameter] =
    &[one("query", Form::Text, "words, \"phrases\", OR, -not, field:value; nothing means every article")];

const NARROW: &[Parameter] = &[
    many("speaker", Form::Text, "who is quoted: words of the name"),
    many("place", Form::Text, "a place mentioned, or anything inside it"),
    many("focus", Form::Text, "the place the story is about, or what it lies in"),
    many("near", Form::Circle, "a place mentioned within a circle: 51.5,-0.1,50km or Kyiv,30mi"),
    many("dateline", Form::Text, "where the story was filed"),
    many("source", Form::Text, "the outlet"),
    many("section", Form::Text, "the section or topic"),
    many("byline", Form::Text, "who wrote it"),
    many("language", Form::Text, "language of the text, as a two-letter code"),
    many("path", Form::Text, "path under the root; `*` at its end for everything that begins so"),
    one("after", Form::Day, "first day: 2025, 2025-08, 2025-08-16, today, yesterday or 7d"),
    one("before", Form::Day, "last day; 2025-08 includes all of August"),
];

const PAGE: &[Parameter] =
    &[one("limit", number(10), "hits to show"), one("offset", number(0), "hits to pass over first")];

const SORT: &[Parameter] =
    &[one("sort", Form::OneOf { names: Sort::names, is_open: false }, "relevance, newest or oldest")];

const COUNT: &[Parameter] = &[one(
    "count",
    Form::OneOf { names: Count::names, is_open: false },
    "count articles, or stories: near-duplicates once",
)];

const COPIES: &[Parameter] =
    &[one("copies", Form::Switch, "a hit for every article, not one for every story of near-duplicates")];

const SEARCH: &[Parameter] = &[
    one("recency", Form::Text, "prefer recent articles; half of the preference is gone at this age: 30d, 12w, 1y"),
    one("expand", Form::Switch, "let words of the best articles help with the order"),
    one("passages", number(1), "passages an article"),
    one("flat", Form::Switch, "a pure list of passages, not grouped by article"),
    one("exhaustive", Form::Switch, "score the passages of every match, not only of the best 200 articles"),
    one("explain", Form::Switch, "say what each hit scored and why"),
    one(
        "shown",
        Form::OneOf { names: Face::names, is_open: false },
        "which article of a story to show: best, first, latest or fullest",
    ),
    many("facet", Form::Text, "count a field's values too"),
    one("timeline", UNIT, "count matches by day, week, month, quarter or year too"),
];

const QUOTES: &[Parameter] = &[
    many(
        "kind",
        Form::OneOf { names: Kind::names, is_open: true },
        "direct, mixed, indirect or all; direct and mixed when left out",
    ),
    many("about", Form::Text, "words that mention this person or thing, said by somebody else"),
    one("min-confidence", Form::Share, "only where the rule that chose the speaker is at least so often right, 0 to 1"),
];

const FIELD: &[Parameter] =
    &[must("field", "speaker, place, focus, source, section, byline, language or year; several with commas")];

const FACETS: &[Parameter] = &[
    one("multi-select", Form::Switch, "count each field as if its own flag were not given"),
    one("limit", number(20), "values to show"),
    one("by", Form::Text, "count the articles of each value by another field, or by day, week, month, quarter or year"),
    one("under", Form::Text, "of places: only what lies inside this one"),
    one("depth", Form::Number { min: 1, default: None }, "of places: so many steps down the tree"),
];

const TIMELINE: &[Parameter] = &[
    one("in", Form::Period, "look into one period: 2025, 2025-Q3, 2025-08 or 2025-08-01..2025-08-15"),
    many("compare", Form::Text, "another query beside the first, over the same calendar units"),
    one("by", UNIT, "day, week, month, quarter or year"),
];

const WORDS: &[Parameter] = &[one("limit", number(20), "words to show")];

const SPEAKERS: &[Parameter] = &[
    one("query", Form::Text, "what a word of the name begins with; nothing means everybody"),
    one("unmerged", Form::Switch, "pairs of people who may be one, with what speaks for and against it"),
    one("limit", number(20), "people or pairs to show"),
];

const LIKE: &[Parameter] = &[must("id", "an article's id, or the citation of a passage")];

const ARTICLE: &[Parameter] = &[must("id", "an article's id; six characters are enough when no other id begins so")];

const PASSAGE: &[Parameter] =
    &[must("cite", "what a passage is cited by: 7kq2m9xw:512-690:3fa81c02, the digest being optional")];

/// Every question a door can ask of an index.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "search",
        about: "ranked passages, best first, grouped by article",
        parts: &[QUERY, NARROW, SORT, PAGE, SEARCH, COPIES, COUNT],
    },
    Question {
        name: "quotes",
        about: "what was said: quotations, by whom, about what",
        parts: &[QUERY, NARROW, QUOTES, SORT, PAGE],
    },
    Question {
        name: "facets",
        about: "the values of a field among the matches, most frequent first",
        parts: &[FIELD, QUERY, NARROW, FACETS, COUNT],
    },
    Question {
        name: "timeline",
        about: "how many articles match, by calendar unit",
        parts: &[QUERY, NARROW, TIMELINE, COUNT],
    },
    Question {
        name: "similar",
        about: "articles like an article, or like a passage",
        parts: &[LIKE, NARROW, PAGE, COPIES],
    },
    Question {
        name: "terms",
        about: "the words that mark the articles of an answer against the rest of the archive",
        parts: &[QUERY, NARROW, WORDS],
    },
    Question {
        name: "speakers",
        about: "who is quoted: people with their articles, quotations and the names they go by",
        parts: &[SPEAKERS],
    },
    Question {
        name: "article",
        about: "one article as indexed, with its quotations, places and dates",
        parts: &[ARTICLE],
    },
    Question { name: "passage", about: "a cited passage, and whether its words are still the same", parts: &[PASSAGE] },
    Question { name: "status", about: "what the index holds: roots, counts, sizes, versions", parts: &[] },
];
