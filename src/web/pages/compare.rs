//! `/compare`: two queries, or what two people are quoted in, side by side over time.

use super::address::Address;
use super::layout::{apart, chosen, count, field, folded, notes, search_box, undated, whole};
use super::{Made, View};
use crate::search::ask;
use crate::search::{SearchRequest, SearchResponse, TimelineBucket};
use crate::web::answers::bounded_timelines;
use maud::{Markup, html};

/// Rows of the table of numbers; a longer timeline is to be looked into.
const ROWS: usize = 120;

pub fn page(view: &View) -> Made {
    let address = &view.address;
    let values = address.rest(&[]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let requests = bounded_timelines(ask::timeline(&values, view.today)?);
    let responses = view.opened.engine.timelines(&requests)?;
    let series: Vec<Series> = requests
        .iter()
        .zip(&responses)
        .enumerate()
        .map(|(at, (request, response))| Series { at, request, response })
        .collect();
    let content = html! {
        h1.found { @for one in &series { @if one.at > 0 { " and " } (one.name()) } ", over time" }
        @for response in &responses { (notes(&response.notes)) }
        (undated(&address.at("/", "search"), responses.first().map_or(0, |response| response.undated_left_out)))
        (chosen(address, &BOXES))
        (chart(&series))
        @for one in &series { (apart(one.response)) }
        (table(address, &series))
    };
    Ok(whole(address, "Compare", "/compare", search_form(address), content))
}

struct Series<'a> {
    at: usize,
    request: &'a SearchRequest,
    response: &'a SearchResponse,
}

impl Series<'_> {
    fn name(&self) -> &str {
        if self.request.query.is_empty() { "everything" } else { &self.request.query }
    }
}

/// What has a box in the form.
pub const BOXES: [&str; 3] = ["compare", "in", "by"];

pub fn search_form(address: &Address) -> Markup {
    let units = ["year", "quarter", "month", "week", "day"];
    let second = address.get("compare").unwrap_or_default();
    let more = html! {
        div.options {
            span.field.wide { label for="f-compare" { "And beside it" }
                input #f-compare name="compare" value=(second) placeholder="another query, or speaker:name" autocomplete="off"; }
            (field(address, "in", "Look into", "2024 or 2024-Q1"))
            span.field { label for="f-by" { "By" }
                select #f-by name="by" {
                    option value="" { "what fits" }
                    @for unit in units { option value=(unit) selected[address.get("by") == Some(unit)] { (unit) } }
                } }
        }
    };
    search_box(address, "/compare", "How often was this in the news", more, &BOXES)
}

/// Two kinds of bars for each unit; the second is hatched by its outline too, so that colour is not all that tells.
fn chart(series: &[Series]) -> Markup {
    const HIGH: f64 = 180.0;
    let drawn: Vec<Vec<TimelineBucket>> = series.iter().map(|one| folded(&one.response.timeline)).collect();
    let units = drawn.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let most = drawn.iter().flatten().map(|bucket| bucket.articles).max().unwrap_or(0).max(1);
    let wide = 1000.0 / units as f64;
    let each = wide * 0.8 / series.len().max(1) as f64;
    html! {
        figure.chart {
            ul.key { @for one in series { li class=(format!("k{}", one.at.min(3))) { span aria-hidden="true" {} (one.name()) ": " (count(one.response.articles, "article", "articles")) } } }
            svg viewBox=(format!("0 0 1000 {HIGH}")) preserveAspectRatio="none" role="img" aria-label="Articles over time; the numbers are in the table below" {
                @for (one, drawn) in series.iter().zip(&drawn) { @for (at, bucket) in drawn.iter().enumerate() {
                    @let high = (HIGH - 2.0) * bucket.articles as f64 / most as f64;
                    rect class=(format!("k{}", one.at.min(3))) x=(format!("{:.1}", at as f64 * wide + wide * 0.1 + one.at as f64 * each))
                        y=(format!("{:.1}", HIGH - high)) width=(format!("{:.1}", each * 0.92)) height=(format!("{high:.1}")) {}
                } }
            }
        }
    }
}

fn table(address: &Address, series: &[Series]) -> Markup {
    let Some(first) = series.first() else { return html! {} };
    let buckets = &first.response.timeline;
    let shown = buckets.len().saturating_sub(ROWS);
    html! {
        @if shown > 0 { p.note { "The last " (ROWS) " of " (buckets.len()) " rows; “Look into” shows the others." } }
        div.scroll tabindex="0" role="region" aria-label="The numbers" {
            table {
                thead { tr { th scope="col" { "From" } th scope="col" { "To" }
                    @for one in series { th.n scope="col" { (one.name()) } } th.n scope="col" { "All articles" } } }
                tbody { @for (at, bucket) in buckets.iter().enumerate().skip(shown) {
                    tr {
                        th scope="row" { a href=(address.without("after").without("before").with("in", &format!("{}..{}", bucket.from, bucket.to)).without("by").href()) { (bucket.from) } }
                        td { (bucket.to) }
                        @for one in series { td.n { (one.response.timeline.get(at).map_or(0, |bucket| bucket.articles)) } }
                        td.n { (bucket.archive) }
                    }
                } }
            }
        }
    }
}
