//! The tools: what each is called, what it takes, what it gives.

use super::{answers, object, schema};
use crate::error::{Error, Result};
use crate::search::ask::{self, Form, OFFSET_MAX, Parameter, Values};
use crate::search::{AnyEngine, Bucket, QuotesRequest, SearchRequest, SearchResponse};
use jiff::civil::Date;
use rmcp::model::{Tool as Described, ToolAnnotations};
use serde_json::Value;

/// Hits, values or people in one answer. Guessed: more is not read; `offset` goes on.
const LIMIT_MAX: usize = 50;
/// Passages of one article in one answer. Guessed.
const PASSAGES_MAX: usize = 10;
/// Passages of one answer. Guessed: some hundred kilobytes.
const PASSAGES_OF_ANSWER_MAX: usize = 100;
/// Cells of one table by units of time: twenty values by ten years of months.
const CELLS_MAX: usize = 2400;
/// Bars of one timeline. Guessed: ten years by month, and a model loses its way in more.
const BARS_MAX: usize = 120;

/// A question that an assistant can ask.
pub struct Tool {
    pub name: &'static str,
    title: &'static str,
    about: &'static str,
    /// The question of [`ask::QUESTIONS`] whose parameters it takes,
    question: &'static str,
    /// without these,
    left_out: &'static [&'static str],
    /// and these.
    more: &'static [Parameter],
    pub(super) answer: fn(&AnyEngine, &Values, Date) -> Result<Value>,
    /// The schema of what it gives.
    gives: fn() -> Value,
}

/// Where a text goes on.
const OFFSET: Parameter = Parameter {
    name: "offset",
    about: "characters of the text to pass over first: `next_offset` of the answer before",
    form: Form::Number { min: 0, default: Some(0) },
    is_list: false,
    is_required: false,
};

/// Every tool.
pub const TOOLS: &[Tool] = &[
    Tool {
        name: "search",
        title: "Search passages",
        about: "Ranked passages of articles that match a query, best first. Each passage has a `cite`. Where few \
                articles have all of the words, or none, `nearest` are others that have most of them, and may answer as \
                well.",
        question: "search",
        left_out: &["explain", "exhaustive", "facet", "timeline", "count"],
        more: &[],
        answer: search,
        gives: answers::search_schema,
    },
    Tool {
        name: "quotes",
        title: "Find quotations",
        about: "What people said: quotations with their speakers. The query is searched in the quoted words only; \
                `speaker` says who speaks, `about` whom they speak of. Each has the `cite` of the paragraph around it.",
        question: "quotes",
        left_out: &[],
        more: &[],
        answer: quotes,
        gives: answers::quotes_schema,
    },
    Tool {
        name: "article",
        title: "Read an article",
        about: "The text of one article, some pages at a time, with its date, source, speakers and places.",
        question: "article",
        left_out: &[],
        more: &[OFFSET],
        answer: article,
        gives: answers::article_schema,
    },
    Tool {
        name: "passage",
        title: "Check a citation",
        about: "The words that a `cite` stands for, and whether they are still the same as when they were cited.",
        question: "passage",
        left_out: &[],
        more: &[],
        answer: passage,
        gives: answers::passage_schema,
    },
    Tool {
        name: "facets",
        title: "Count values",
        about: "How many matching articles have each speaker, place, source, section, author, language or year; \
                `by` counts each value by another field or by time.",
        question: "facets",
        left_out: &[],
        more: &[],
        answer: facets,
        gives: answers::facets_schema,
    },
    Tool {
        name: "timeline",
        title: "Count over time",
        about: "How many articles match in each day, week, month, quarter or year, and how many there are at all.",
        question: "timeline",
        left_out: &[],
        more: &[],
        answer: timeline,
        gives: answers::timeline_schema,
    },
    Tool {
        name: "speakers",
        title: "List speakers",
        about: "The people who are quoted, with the names they go by: to find how somebody is written.",
        question: "speakers",
        left_out: &["unmerged"],
        more: &[],
        answer: speakers,
        gives: answers::speakers_schema,
    },
    Tool {
        name: "places",
        title: "Count places",
        about: "The places that matching articles mention, as paths from the continent down; \
                `under` and `depth` cut a branch out of the tree.",
        question: "facets",
        left_out: &["field", "by", "multi-select"],
        more: &[],
        answer: places,
        gives: answers::places_schema,
    },
];

/// The tool of a name.
pub fn tool(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

impl Tool {
    /// What it takes, in the order people read it.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        let question = ask::question(self.question);
        let own = question.into_iter().flat_map(|question| question.parameters());
        own.filter(|parameter| !self.left_out.contains(&parameter.name)).chain(self.more)
    }

    pub(super) fn described(&self) -> Described {
        Described::new(self.name, self.about, object(schema::of_arguments(self)))
            .with_title(self.title)
            .with_raw_output_schema(object((self.gives)()))
            .with_annotations(
                ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false),
            )
    }
}

/// Refuses more than an answer can hold, with how the rest is had.
fn at_most(name: &str, asked: usize, most: usize, rest: &str) -> Result<()> {
    if asked <= most {
        return Ok(());
    }
    Err(Error::new(format!("`{name}` is {asked}; at most {most} are given at a time"))
        .hint(format!("ask for {most}, and {rest}")))
}

/// Hits and where they begin, as far as an answer goes.
fn is_page(limit: usize, offset: usize) -> Result<()> {
    at_most("limit", limit, LIMIT_MAX, "go on with `offset`, or narrow the question")?;
    if offset <= OFFSET_MAX {
        return Ok(());
    }
    Err(Error::new(format!("`offset` is {offset}; at most {OFFSET_MAX} hits are passed over"))
        .hint("narrow the question, by dates for example"))
}

fn search(engine: &AnyEngine, values: &Values, today: Date) -> Result<Value> {
    let request = ask::search(values, today)?;
    is_page(request.limit, request.offset)?;
    at_most("passages", request.passages, PASSAGES_MAX, "read the rest with `article`")?;
    let passages = if request.flat { request.limit } else { request.limit * request.passages };
    if passages > PASSAGES_OF_ANSWER_MAX {
        return Err(Error::new(format!(
            "{} hits of {} passages are {passages} passages; at most {PASSAGES_OF_ANSWER_MAX} are given at a time",
            request.limit, request.passages
        ))
        .hint("take a smaller `limit` and go on with `offset`, or fewer `passages`"));
    }
    let response = engine.search(&request)?;
    Ok(answers::search(&request, &response))
}

fn quotes(engine: &AnyEngine, values: &Values, today: Date) -> Result<Value> {
    let request = ask::quotes(values, today)?;
    is_page(request.limit, request.offset)?;
    // One more than is given: nobody counts the hits, of which each stands for all that say its words.
    let mut response = engine.quotes(&QuotesRequest { limit: request.limit + 1, ..request.clone() })?;
    let goes_on = response.hits.len() > request.limit && request.limit > 0;
    response.hits.truncate(request.limit);
    Ok(answers::quotes(&request, &response, goes_on))
}

fn article(engine: &AnyEngine, values: &Values, _: Date) -> Result<Value> {
    let (offset, id): (Vec<_>, Vec<_>) = values.pairs().iter().cloned().partition(|(name, _)| name == OFFSET.name);
    let offset = offset.first().map_or(Ok(0), |(_, value)| {
        let wrong = |_| Error::new(format!("`{value}` is no value of `offset`: expected a whole number from 0"));
        value.trim().parse::<usize>().map_err(wrong)
    })?;
    let id = ask::article(&id.into_iter().collect())?;
    let shown = engine.article(&id)?.ok_or_else(|| unknown(&id))?;
    answers::article(&shown, offset)
}

fn passage(engine: &AnyEngine, values: &Values, _: Date) -> Result<Value> {
    let citation = ask::passage(values)?;
    let cited = engine.cited(&citation)?.ok_or_else(|| unknown(&citation.article))?;
    Ok(answers::passage(&cited))
}

fn unknown(id: &str) -> Error {
    Error::new(format!("there is no article `{id}`"))
        .hint("ids and cites stand in the hits of `search` and `quotes`; take one from there")
}

fn facets(engine: &AnyEngine, values: &Values, today: Date) -> Result<Value> {
    Ok(answers::facets(&counted(engine, values, today)?))
}

/// Facets of one field that need not be named.
fn places(engine: &AnyEngine, values: &Values, today: Date) -> Result<Value> {
    let pairs = values.pairs().iter().cloned().chain([("field".to_owned(), "place".to_owned())]);
    Ok(answers::places(&counted(engine, &pairs.collect(), today)?))
}

fn counted(engine: &AnyEngine, values: &Values, today: Date) -> Result<SearchResponse> {
    let request = ask::facets(values, today)?;
    at_most("limit", request.facet_limit, LIMIT_MAX, "narrow the question")?;
    engine.search(&SearchRequest { units: CELLS_MAX, ..request })
}

fn timeline(engine: &AnyEngine, values: &Values, today: Date) -> Result<Value> {
    let requests = ask::timeline(values, today)?;
    let is_named = values.pairs().iter().any(|(name, _)| name == "by");
    let unit = requests.first().and_then(|request| request.timeline).unwrap_or(Bucket::Month);
    let (requests, responses) = if is_named { bars(engine, requests, unit)? } else { fitting(engine, requests, unit)? };
    Ok(answers::timeline(&requests, &responses))
}

/// The finest unit that fits, from the one that is usual on: nobody has asked for it.
fn fitting(engine: &AnyEngine, requests: Vec<SearchRequest>, usual: Bucket) -> Result<Bars> {
    let units = [Bucket::Day, Bucket::Week, Bucket::Month, Bucket::Quarter, Bucket::Year];
    let from = units.iter().position(|unit| *unit == usual).unwrap_or(0);
    let last = units.len() - 1;
    for unit in &units[from..last] {
        if let Ok(bars) = bars(engine, requests.clone(), *unit) {
            return Ok(bars);
        }
    }
    // What else is wrong with the question is said here.
    bars(engine, requests, units[last])
}

type Bars = (Vec<SearchRequest>, Vec<SearchResponse>);

fn bars(engine: &AnyEngine, requests: Vec<SearchRequest>, unit: Bucket) -> Result<Bars> {
    let units = BARS_MAX * requests.len();
    let of_unit = |request| SearchRequest { timeline: Some(unit), units, ..request };
    let requests: Vec<SearchRequest> = requests.into_iter().map(of_unit).collect();
    let responses = engine.timelines(&requests)?;
    Ok((requests, responses))
}

fn speakers(engine: &AnyEngine, values: &Values, _: Date) -> Result<Value> {
    let question = ask::speakers(values)?;
    at_most("limit", question.request.limit, LIMIT_MAX, "name the beginning of a name in `query`")?;
    Ok(answers::speakers(&engine.speakers(&question.request)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tool takes what its question takes: none of the names it leaves out is unknown, and none is there twice.
    #[test]
    fn tools_are_questions() {
        for tool in TOOLS {
            let question = ask::question(tool.question).expect(tool.name);
            let all: Vec<&str> = question.parameters().map(|parameter| parameter.name).collect();
            assert!(tool.left_out.iter().all(|name| all.contains(name)), "{}", tool.name);
            let described = serde_json::to_value(tool.described()).unwrap();
            let properties = described["inputSchema"]["properties"].as_object().unwrap();
            assert_eq!(properties.len(), all.len() - tool.left_out.len() + tool.more.len(), "{}", tool.name);
            assert_eq!(described["annotations"]["readOnlyHint"], true);
            assert_eq!(described["outputSchema"]["type"], "object");
        }
    }
}
