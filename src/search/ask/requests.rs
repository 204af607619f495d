//! Values in, the typed request out; one function a question.

use super::age::Age;
use super::checks::{by_relevance, facet_field, facet_fields, few_compared, of_stories, pivot, within};
use super::choices::kinds;
use super::parameters::question;
use super::period::Period;
use super::values::{Values, wrong};
use crate::error::{Error, Result};
use crate::search::cite::Citation;
use crate::search::near::{CIRCLES, circle};
use crate::search::request::{Bucket, Count, Filter, QuotesRequest, SearchRequest, SpeakersRequest};
use jiff::civil::Date;

/// What `search` asks.
pub fn search(values: &Values, today: Date) -> Result<SearchRequest> {
    check(values, "search")?;
    let default = SearchRequest::default();
    let request = by_relevance(SearchRequest {
        query: values.text("query"),
        filter: filter(values, today)?,
        sort: values.choice("sort")?,
        recency: values.parsed("recency")?.map(|age: Age| age.days),
        expand: values.switch("expand")?,
        limit: values.number("limit", default.limit)?,
        offset: values.number("offset", default.offset)?,
        passages: values.number("passages", default.passages)?,
        flat: values.switch("flat")?,
        exhaustive: values.switch("exhaustive")?,
        explain: values.switch("explain")?,
        copies: values.switch("copies")?,
        face: values.choice("shown")?,
        count: values.choice("count")?,
        facets: values.list("facet").iter().map(|field| facet_field(field)).collect::<Result<_>>()?,
        timeline: values.open_choice("timeline")?,
        ..default
    })?;
    if values.optional("shown").is_some() { of_stories(request) } else { Ok(request) }
}

/// What `quotes` asks.
pub fn quotes(values: &Values, today: Date) -> Result<QuotesRequest> {
    check(values, "quotes")?;
    Ok(QuotesRequest {
        query: values.text("query"),
        filter: filter(values, today)?,
        about: values.list("about"),
        min_confidence: values.share("min-confidence")?,
        kinds: kinds(&values.choices("kind")?),
        sort: values.choice("sort")?,
        limit: values.number("limit", 10)?,
        offset: values.number("offset", 0)?,
    })
}

/// What `facets` asks: a search without hits.
pub fn facets(values: &Values, today: Date) -> Result<SearchRequest> {
    check(values, "facets")?;
    let (under, depth) = (values.optional("under"), values.depth("depth")?);
    let fields = facet_fields(&values.text("field"), under.is_some() || depth.is_some())?;
    let (count, multi_select): (Count, bool) = (values.choice("count")?, values.switch("multi-select")?);
    Ok(SearchRequest {
        query: values.text("query"),
        filter: filter(values, today)?,
        limit: 0,
        count,
        multi_select,
        facet_limit: values.number("limit", 20)?,
        pivot: values.optional("by").map(|by| pivot(&fields, &by, count, multi_select)).transpose()?,
        facets: fields,
        under,
        depth,
        ..SearchRequest::default()
    })
}

/// What `timeline` asks: a search without hits for each query, the first one first.
pub fn timeline(values: &Values, today: Date) -> Result<Vec<SearchRequest>> {
    check(values, "timeline")?;
    let period: Option<Period> = values.parsed("in")?;
    let mut filter = filter(values, today)?;
    if let Some(period) = period {
        if filter.after.is_some() || filter.before.is_some() {
            return Err(Error::new("`in` names the days already").hint("leave `after` and `before` out, or `in`"));
        }
        (filter.after, filter.before) = (Some(period.first), Some(period.last));
    }
    let like = SearchRequest {
        filter,
        limit: 0,
        count: values.choice("count")?,
        timeline: Some(unit_of(values.open_choice("by")?, period)),
        ..SearchRequest::default()
    };
    let queries = [values.text("query")].into_iter().chain(few_compared(values.list("compare"))?);
    Ok(queries.map(|query| SearchRequest { query, ..like.clone() }).collect())
}

/// The unit of a timeline: as asked for, else as fits the period, else months.
pub fn unit_of(by: Option<Bucket>, period: Option<Period>) -> Bucket {
    by.or(period.map(Period::unit)).unwrap_or(Bucket::Month)
}

/// What `similar` asks: the article or passage, and a search whose query is not used.
pub fn similar(values: &Values, today: Date) -> Result<(String, SearchRequest)> {
    check(values, "similar")?;
    let default = SearchRequest::default();
    let request = SearchRequest {
        filter: filter(values, today)?,
        limit: values.number("limit", default.limit)?,
        offset: values.number("offset", default.offset)?,
        copies: values.switch("copies")?,
        ..default
    };
    Ok((values.text("id"), request))
}

/// What `terms` asks: a search whose limit counts words.
pub fn terms(values: &Values, today: Date) -> Result<SearchRequest> {
    check(values, "terms")?;
    Ok(SearchRequest {
        query: values.text("query"),
        filter: filter(values, today)?,
        limit: values.number("limit", 20)?,
        ..SearchRequest::default()
    })
}

/// What `speakers` asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakersQuestion {
    pub request: SpeakersRequest,
    /// Pairs that may be one person, instead of people.
    pub unmerged: bool,
}

/// People whose names begin so, or pairs of them.
pub fn speakers(values: &Values) -> Result<SpeakersQuestion> {
    check(values, "speakers")?;
    let request = SpeakersRequest { prefix: values.text("query"), limit: values.number("limit", 20)? };
    Ok(SpeakersQuestion { request, unmerged: values.switch("unmerged")? })
}

/// The id of an article.
pub fn article(values: &Values) -> Result<String> {
    check(values, "article")?;
    Ok(values.text("id"))
}

/// How the index is: nothing can be said to it.
pub fn status(values: &Values) -> Result<()> {
    check(values, "status")
}

/// A citation.
pub fn passage(values: &Values) -> Result<Citation> {
    check(values, "passage")?;
    Citation::read(&values.text("cite"))
}

fn check(values: &Values, name: &str) -> Result<()> {
    question(name).map_or(Ok(()), |question| values.check(question))
}

/// What narrows a question.
fn filter(values: &Values, today: Date) -> Result<Filter> {
    let near = values.list("near");
    if let Some(value) = near.iter().find(|value| circle(value).is_none()) {
        return Err(wrong("near", value, CIRCLES));
    }
    let filter = Filter {
        speaker: values.list("speaker"),
        place: values.list("place"),
        focus: values.list("focus"),
        near,
        dateline: values.list("dateline"),
        source: values.list("source"),
        section: values.list("section"),
        byline: values.list("byline"),
        language: values.list("language"),
        path: values.list("path"),
        ..Filter::default()
    };
    within(filter, values.parsed("after")?, values.parsed("before")?, today)
}

#[cfg(test)]
mod tests {
    use super::super::QUESTIONS;
    use super::*;
    use crate::article::QuotationKind;
    use crate::search::request::{PivotBy, Sort};
    use jiff::civil::date;

    const TODAY: Date = date(2025, 8, 16);

    fn values(typed: &str) -> Values {
        typed.split('&').filter_map(|pair| pair.split_once('=')).collect()
    }

    #[test]
    fn a_search_as_it_was_asked() {
        let request = search(&values("query=strike&speaker=ackroyd&speaker=&after=7d&sort=newest&flat=true"), TODAY);
        let filter = Filter { speaker: vec!["ackroyd".to_owned()], after: Some(date(2025, 8, 9)), ..Filter::default() };
        let expected = SearchRequest {
            query: "strike".to_owned(),
            filter,
            sort: Sort::Newest,
            flat: true,
            ..SearchRequest::default()
        };
        assert_eq!(request, Ok(expected));
    }

    #[test]
    fn the_other_questions() {
        let asked = quotes(&values("query=night&kind=all&about=ministry&min-confidence=0.8"), TODAY).unwrap();
        assert_eq!(asked.kinds, [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect]);
        assert_eq!((asked.limit, asked.min_confidence), (10, 0.8));
        let asked = facets(&values("field=speaker&by=month&limit=5"), TODAY).unwrap();
        assert_eq!((asked.limit, asked.facet_limit, asked.pivot), (0, 5, Some(PivotBy::Time(Bucket::Month))));
        let asked = timeline(&values("query=a&compare=b&compare=c&in=2024-Q1"), TODAY).unwrap();
        let queries: Vec<&str> = asked.iter().map(|request| request.query.as_str()).collect();
        assert_eq!((queries, asked[2].timeline), (vec!["a", "b", "c"], Some(Bucket::Week)));
        assert_eq!(asked[0].filter.before, Some(date(2024, 3, 31)));
        assert_eq!(similar(&values("id=7kq2m9xw&copies=1"), TODAY).unwrap().0, "7kq2m9xw");
        assert!(speakers(&values("unmerged=on")).unwrap().unmerged);
        assert_eq!(passage(&values("cite=7kq2m9xw:0-9")).unwrap().end, 9);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (typed, message) in [
            ("speakr=x", "`search` takes no `speakr`"),
            ("after=soon", "`soon` is no value of `after`: expected a date such as 2025, 2025-08"),
            ("limit=-1", "`-1` is no value of `limit`: expected a whole number from 0"),
            ("limit=1&limit=2", "`limit` is given more than once"),
            ("sort=best", "`best` is no value of `sort`: expected one of relevance, newest, oldest"),
            ("recency=soon", "`soon` is no value of `recency`: expected an age such as 30d"),
            ("recency=30d&sort=newest", "`recency` changes the order by relevance"),
            ("expand=true&sort=oldest", "`expand` changes the order by relevance"),
            ("shown=first&copies=true", "`shown` chooses among the articles of a story, and `copies`"),
            ("shown=best&flat=true", "`shown` chooses among the articles of a story, and `flat`"),
            ("flat=maybe", "`maybe` is no value of `flat`: expected true or false"),
            ("near=1,2", "`1,2` is no value of `near`: circles are "),
            ("after=2025&before=2024", "no day is both after 2025-01-01 and before 2024-12-31"),
            ("facet=title", "no field `title` whose values can be counted"),
        ] {
            let error = search(&values(typed), TODAY).unwrap_err();
            assert!(error.message.starts_with(message), "{typed}: {error}");
        }
        assert!(search(&values("shown=first&copies=false"), TODAY).is_ok());
        assert_eq!(status(&values("bogus=1")).unwrap_err().hint.as_deref(), Some("it takes nothing"));
        assert_eq!(facets(&values("query=x"), TODAY).unwrap_err().message, "`facets` needs `field`");
        assert_eq!(timeline(&values("in=2024&after=2023"), TODAY).unwrap_err().message, "`in` names the days already");
        assert!(facets(&values("field=place&depth=0"), TODAY).is_err());
        assert!(timeline(&values(&"compare=a&".repeat(8)), TODAY).is_ok());
        let error = timeline(&values(&"compare=a&".repeat(9)), TODAY).unwrap_err();
        assert_eq!(error.message, "`compare` is given 9 times: at most 8 queries stand beside the first");
        assert!(quotes(&values("min-confidence=NaN"), TODAY).is_err());
        assert_eq!(passage(&values("cite=7kq2m9xw")).unwrap_err().message, "`7kq2m9xw` is no citation");
    }

    #[test]
    fn every_question_names_a_parameter_once() {
        for question in QUESTIONS {
            let mut names: Vec<&str> = question.parameters().map(|parameter| parameter.name).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{}", question.name);
        }
    }
}
