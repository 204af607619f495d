//! What no single value shows: days in the wrong order, a field that cannot be counted, a pivot of two fields.

use super::choices::Choice;
use super::day::Day;
use crate::error::{Error, Result};
use crate::index::FIELDS;
use crate::index::fields::is_tree;
use crate::search::request::{Bucket, Count, Filter, PivotBy, SearchRequest, Sort};
use jiff::civil::Date;

/// Hits passed over, through the doors where strangers ask. Each costs a little memory; guessed.
pub const OFFSET_MAX: usize = 100_000;

/// Queries beside the first, through the same doors. Each is a search of its own; guessed.
pub const COMPARED_MAX: usize = 8;

/// Refuses more of them.
pub fn few_compared(queries: Vec<String>) -> Result<Vec<String>> {
    if queries.len() <= COMPARED_MAX {
        return Ok(queries);
    }
    Err(Error::new(format!(
        "`compare` is given {} times: at most {COMPARED_MAX} queries stand beside the first",
        queries.len()
    ))
    .hint("ask for some of them at a time"))
}

/// The filter with days for its dates.
pub fn within(filter: Filter, after: Option<Day>, before: Option<Day>, today: Date) -> Result<Filter> {
    let after = after.map(|day| day.first(today));
    let before = before.map(|day| day.last(today));
    if let (Some(after), Some(before)) = (after, before)
        && after > before
    {
        return Err(Error::new(format!("no day is both after {after} and before {before}"))
            .hint("the earlier day belongs to `after`, the later to `before`; both are included"));
    }
    Ok(Filter { after, before, ..filter })
}

/// Refuses what changes the order by relevance where that is not the order.
pub fn by_relevance(request: SearchRequest) -> Result<SearchRequest> {
    let name = match (request.recency, request.expand) {
        _ if request.sort == Sort::Relevance => return Ok(request),
        (Some(_), _) => "recency",
        (None, true) => "expand",
        (None, false) => return Ok(request),
    };
    Err(Error::new(format!("`{name}` changes the order by relevance, and another order is asked for"))
        .hint(format!("leave out `{name}`, or `sort`")))
}

/// Refuses a choice among the articles of a story where stories are no hits.
pub(super) fn of_stories(request: SearchRequest) -> Result<SearchRequest> {
    let name = match (request.copies, request.flat) {
        (true, _) => "copies",
        (false, true) => "flat",
        (false, false) => return Ok(request),
    };
    Err(Error::new(format!("`shown` chooses among the articles of a story, and `{name}` asks for no stories"))
        .hint(format!("leave out `shown`, or `{name}`")))
}

/// A field whose values can be counted.
pub fn facet_field(typed: &str) -> Result<String> {
    let facets = FIELDS.iter().filter(|field| field.facet);
    let name = typed.to_lowercase();
    if facets.clone().any(|field| field.name == name) {
        return Ok(name);
    }
    let names: Vec<String> = facets.map(|field| format!("`{}`", field.name)).collect();
    Err(Error::new(format!("no field `{typed}` whose values can be counted"))
        .hint(format!("these can: {}", names.join(", "))))
}

/// The fields of `speaker,year`; a question about a tree wants one whose values lie in one another.
pub fn facet_fields(typed: &str, asks_for_depth: bool) -> Result<Vec<String>> {
    let fields = typed.split(',').map(|field| facet_field(field.trim())).collect::<Result<Vec<_>>>()?;
    if asks_for_depth && !fields.iter().any(|field| is_tree(field)) {
        return Err(Error::new(format!("the values of `{typed}` are no places: they have no depth"))
            .hint("leave `under` and `depth` out, or count `place` or `focus`"));
    }
    Ok(fields)
}

/// What the values of the one field of `fields` are counted by: another field, or a calendar unit. They are counted among what
/// matches, which `multi_select` goes beyond.
pub fn pivot(fields: &[String], by: &str, count: Count, multi_select: bool) -> Result<PivotBy> {
    if fields.len() > 1 {
        return Err(Error::new("`by` counts the values of one field")
            .hint("name one, such as `speaker`, and count it by `year`"));
    }
    if fields.iter().any(|field| field == "year") {
        return Err(Error::new("years are no rows of a pivot")
            .hint("name another field, such as `speaker`, and count it by `year`"));
    }
    if count == Count::Stories {
        return Err(Error::new("`by` counts articles, not stories").hint("leave `count` out"));
    }
    if multi_select {
        return Err(Error::new("`by` counts what matches, and `multi-select` what would without a flag")
            .hint("leave `multi-select` out, or `by`"));
    }
    Bucket::named(by).map_or_else(|| facet_field(by).map(PivotBy::Field), |unit| Ok(PivotBy::Time(unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_can_be_counted() {
        assert_eq!(facet_field("Speaker"), Ok("speaker".to_owned()));
        let error = facet_field("title").unwrap_err();
        assert_eq!(error.message, "no field `title` whose values can be counted");
        assert!(error.hint.is_some_and(|hint| hint.contains("`place`")));
        assert_eq!(facet_fields("speaker, Place", true).unwrap(), ["speaker", "place"]);
        assert!(facet_fields("speaker,source", true).is_err());
    }

    #[test]
    fn pivots() {
        let speaker = ["speaker".to_owned()];
        assert_eq!(pivot(&speaker, "Month", Count::Articles, false), Ok(PivotBy::Time(Bucket::Month)));
        assert_eq!(pivot(&speaker, "place", Count::Articles, false), Ok(PivotBy::Field("place".to_owned())));
        assert!(pivot(&speaker, "month", Count::Stories, false).is_err());
        assert!(pivot(&speaker, "month", Count::Articles, true).is_err());
        assert!(pivot(&["year".to_owned()], "month", Count::Articles, false).is_err());
        assert!(pivot(&["speaker".to_owned(), "place".to_owned()], "month", Count::Articles, false).is_err());
    }
}
