//! `/`: ranked passages, with what to narrow them by beside them.

use super::address::Address;
use super::layout::{
    apart, article_href, chosen, cited_href, copies, count, field, folded, lang, notes, origin, pager, ready,
    search_box, title, undated, whole, whole_sets,
};
use super::{Made, View};
use crate::index::fields::is_tree;
use crate::present::html::marked;
use crate::present::text::thousands;
use crate::present::tree::branches;
use crate::search::ask;
use crate::search::query::phrase;
use crate::search::{Bucket, Coarser, Facet, FacetValue, Hit, SearchRequest, SearchResponse, TimelineBucket};
use crate::web::answers::bounded;
use crate::web::{export, feed};
use maud::{Markup, html};

/// Facets beside the results: field, heading, parameter.
const FACETS: [(&str, &str); 5] = [
    ("speaker", "Speakers"),
    ("place", "Places"),
    ("source", "Outlets"),
    ("section", "Sections"),
    ("language", "Languages"),
];
/// Values of each.
const VALUES: usize = 8;
/// Steps that the style sheet sets in.
const DEPTHS: usize = 4;

pub fn page(view: &View) -> Made {
    let address = &view.address;
    let values = address.rest(&[]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let asked = bounded(ask::search(&values, view.today)?)?;
    let request = SearchRequest {
        facets: FACETS.iter().map(|(field, _)| (*field).to_owned()).collect(),
        facet_limit: VALUES,
        multi_select: true,
        timeline: Some(asked.timeline.unwrap_or_else(|| unit(&asked))),
        // Whatever the archive reaches over: the page's own unit is no mistake of who asks.
        units: if asked.timeline.is_some() { asked.units } else { usize::MAX },
        passages: asked.passages.max(1),
        ..asked
    };
    let response = view.opened.engine.search(&request)?;
    // Passages are not counted: how long a list of them is shows at its end.
    let found = response.grouped(request.copies);
    let found = (!request.flat).then_some(found);
    let goes_on = goes_on(&request, response.hits.len(), found);
    let content = html! {
        h1.found { (headline(&request, &response)) }
        (notes(&response.notes))
        (undated(address, response.undated_left_out))
        (chosen(address, &BOXES))
        (timeline(address, &response.timeline))
        @if response.timeline.len() > 1 || response.coarser.is_some_and(|coarser| coarser != Coarser::default()) { (apart(&response)) }
        div.columns {
            section.hits aria-label="Results" {
                @match (response.hits.is_empty(), response.nearest.is_empty()) {
                    (true, true) => (nothing(&request)),
                    (true, false) => p.nothing { "No article has all of these words. The nearest:" },
                    _ => {}
                }
                @for hit in response.best_first() { (shown(hit)) }
                (pager(address, request.offset, response.hits.len(), found, request.limit, goes_on))
                (elsewhere(address))
            }
            aside aria-label="Narrow by" { @for facet in &response.facets { (facet_list(address, facet)) } }
        }
    };
    let name = if request.query.is_empty() { "Articles" } else { &request.query };
    Ok(whole(address, name, "/", search_form(address), content))
}

/// Whether there are more. Of a list whose total nobody knows a full page may have another behind it.
fn goes_on(request: &SearchRequest, shown: usize, found: Option<u64>) -> bool {
    shown > 0 && found.map_or(shown >= request.limit, |found| ((request.offset + shown) as u64) < found)
}

/// A timeline of a dozen or two of units: the finer the shorter the stretch that is looked into.
fn unit(request: &SearchRequest) -> Bucket {
    match (request.filter.after, request.filter.before) {
        (Some(first), Some(last)) => ask::Period { first, last }.unit(),
        _ => Bucket::Month,
    }
}

/// What has a box in the form.
pub const BOXES: [&str; 3] = ["after", "before", "sort"];

pub fn search_form(address: &Address) -> Markup {
    let sorts = [("relevance", "Best first"), ("newest", "Newest first"), ("oldest", "Oldest first")];
    let more = html! {
        div.options {
            (field(address, "after", "From", "2024 or 2024-03"))
            (field(address, "before", "To", "2025-08-16"))
            span.field {
                label for="f-sort" { "Order" }
                select #f-sort name="sort" {
                    @for (value, name) in sorts {
                        option value=(value) selected[address.get("sort") == Some(value)] { (name) }
                    }
                }
            }
        }
    };
    search_box(address, "/", "Search the archive", more, &BOXES)
}

fn headline(request: &SearchRequest, response: &SearchResponse) -> String {
    let articles = count(response.articles, "article", "articles");
    let stories = response.stories.filter(|stories| *stories < response.articles);
    let stories = stories.map(|stories| format!(" in {}", count(stories, "story", "stories"))).unwrap_or_default();
    let of = if request.query.is_empty() { String::new() } else { format!(" for {}", request.query) };
    format!("{articles}{stories}{of}")
}

/// Bars that are links into their stretch of time. Nothing inline: heights are attributes of the drawing.
pub fn timeline(address: &Address, buckets: &[TimelineBucket]) -> Markup {
    const HEIGHT: f64 = 64.0;
    let buckets = &folded(buckets);
    let most = buckets.iter().map(|bucket| bucket.articles).max().unwrap_or(0).max(1);
    let wide = 1000.0 / buckets.len().max(1) as f64;
    let (first, last) = (buckets.first().map(|b| b.from), buckets.last().map(|b| b.to));
    html! {
        @if buckets.len() > 1 {
            figure.timeline {
                figcaption { "When: choose a bar to look into it" }
                svg viewBox="0 0 1000 64" preserveAspectRatio="none" role="group" aria-label="Articles over time" data-brush="" {
                    @for (at, bucket) in buckets.iter().enumerate() {
                        @let high = (HEIGHT - 2.0) * bucket.articles as f64 / most as f64;
                        @let high = if bucket.articles > 0 { high.max(2.0) } else { 0.0 };
                        @let about = format!("{} to {}: {}", bucket.from, bucket.to, count(bucket.articles, "article", "articles"));
                        @let into = address.with("after", &bucket.from.to_string()).with("before", &bucket.to.to_string());
                        a href=(into.href()) aria-label=(about) tabindex=[(bucket.articles == 0).then_some("-1")]
                            data-from=(bucket.from) data-to=(bucket.to) {
                            title { (about) }
                            rect.back x=(format!("{:.1}", at as f64 * wide)) y="0" width=(format!("{wide:.1}")) height="64" {}
                            rect.bar x=(format!("{:.1}", at as f64 * wide + wide * 0.1)) y=(format!("{:.1}", HEIGHT - high))
                                width=(format!("{:.1}", wide * 0.8)) height=(format!("{high:.1}")) {}
                        }
                    }
                }
                @if let (Some(first), Some(last)) = (first, last) {
                    div.ends { span { (first) } @if address.get("after").is_some() || address.get("before").is_some() {
                        a href=(address.without("after").without("before").without("offset").href()) { "whole archive" }
                    } span { (last) } }
                }
            }
        }
    }
}

fn shown(hit: &Hit) -> Markup {
    let card = &hit.article;
    html! {
        article.hit {
            h2 lang=[lang(card)] { a href=(article_href(card)) data-hit="" { (ready(marked(title(card), &hit.title_highlights))) } }
            (origin(card))
            @for passage in &hit.passages {
                p.passage lang=[lang(card)] { (ready(marked(&passage.text, &passage.highlights))) " "
                    a.cite href=(cited_href(card, &passage.cite)) title="Permalink to this passage" aria-label="Permalink to this passage" { "¶" } }
                @if !passage.speakers.is_empty() { p.quoted { "Quoted: " (passage.speakers.join(", ")) } }
            }
            @if !hit.missing.is_empty() { p.quoted { "Without: " (hit.missing.join(", ")) } }
            (copies(&hit.copies))
        }
    }
}

fn nothing(request: &SearchRequest) -> Markup {
    html! {
        div.nothing {
            @if request.offset > 0 { p { "No more results." } } @else {
                p { "Nothing was found." }
                p { "Fewer words find more; " code { "word*" } " finds beginnings, " code { "word~" } " misspellings, and " code { "OR" } " joins alternatives." }
            }
        }
    }
}

fn facet_list(address: &Address, facet: &Facet) -> Markup {
    let heading = FACETS.iter().find(|(field, _)| *field == facet.field).map_or("", |(_, heading)| heading);
    html! {
        @if facet.values.len() > 1 || !address.all(&facet.field).collect::<Vec<_>>().is_empty() {
            section.facet {
                h2 { (heading) }
                ul { @for (depth, value) in rows(facet) { (facet_value(address, &facet.field, depth, value)) } }
            }
        }
    }
}

/// Values with how far each is set in: places stand under what they lie in.
fn rows(facet: &Facet) -> Vec<(usize, &FacetValue)> {
    match is_tree(&facet.field) {
        true => branches(&facet.values).into_iter().map(|it| (it.depth.min(DEPTHS), it.value)).collect(),
        false => facet.values.iter().map(|value| (0, value)).collect(),
    }
}

/// A value: to choose it (or no longer), and to leave it out.
fn facet_value(address: &Address, field: &str, depth: usize, value: &FacetValue) -> Markup {
    // People by their whole name: a part of it could be somebody else's.
    let exactly = if field == "speaker" { "=" } else { "" };
    let asked = format!("{exactly}{}", value.value);
    let is_chosen = address.has(field, &asked);
    let name = value.value.rsplit('/').next().unwrap_or(&value.value);
    let unchosen = if is_chosen { address.toggled(field, &asked) } else { address.clone() };
    let out = unchosen.asking(&format!("-{field}:{exactly}{}", phrase(&value.value)));
    html! {
        li class=(format!("d{depth}")) {
            a.value href=(address.toggled(field, &asked).href()) aria-current=[is_chosen.then_some("true")] title=(value.value) {
                span.tick aria-hidden="true" { @if is_chosen { "✓" } }
                span.label { (name) }
                span.n { (thousands(value.articles)) }
            }
            a.out href=(out.href()) aria-label=(format!("Leave out {name}")) title="Leave out" { "−" }
        }
    }
}

/// The same question at other doors.
fn elsewhere(address: &Address) -> Markup {
    let feed = address.at(feed::PATH, "search").without("offset").without("sort").without("timeline");
    let quotes = address.at("/quotes", "quotes").without("sort").without("offset");
    let map = address.at("/map", "search").without("sort").without("limit").without("offset");
    html! {
        p.export {
            "Take it with you: "
            (whole_sets(address, "/api/v1/export", &export::ARTICLES)) " · "
            a href=(feed.href()) rel="alternate" type="application/atom+xml" { "feed" } " · "
            a href=(quotes.href()) { "what was said about it" } " · "
            a href=(map.href()) { "on the map" }
        }
    }
}
