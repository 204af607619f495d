//! What all pages have: head, search box, navigation, foot; and the small pieces that several use.

use super::address::Address;
use crate::present::html::CITED;
pub use crate::present::text::count;
use crate::present::text::{coarser, thousands};
use crate::search::ask::{self, Period};
use crate::search::{ArticleCard, SearchResponse, TimelineBucket};
use crate::web::export::Export;
use crate::web::problem::Problem;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::fmt::Display;

/// Pages in the navigation.
const PAGES: [(&str, &str); 5] =
    [("/", "Articles"), ("/quotes", "Quotations"), ("/speakers", "Speakers"), ("/map", "Map"), ("/compare", "Compare")];

/// The same question at another page: what the words are and what narrows them, for the rest is of one page only, or of one
/// list. The box of `/speakers` asks for a name.
fn elsewhere(address: &Address, path: &'static str) -> String {
    if path == "/speakers" || address.path() == "/speakers" {
        path.to_owned()
    } else {
        let shared: Vec<&str> = ["query"].into_iter().chain(ask::narrowing()).collect();
        dated(address).only(path, &shared).href()
    }
}

/// With the days of the period that is looked into, which one page alone takes by its name.
fn dated(address: &Address) -> Address {
    let Some(period) = address.get("in").and_then(|period| period.parse::<Period>().ok()) else {
        return address.clone();
    };
    address.with("after", &period.first.to_string()).with("before", &period.last.to_string())
}

/// A whole page. `here` is the path of the page in the navigation, `address` what was asked.
pub fn whole(address: &Address, title: &str, here: &str, search: Markup, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · dateline" }
                link rel="icon" href="/assets/icon.svg";
                link rel="stylesheet" href="/assets/style.css";
                script src="/assets/script.js" defer {}
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header.top {
                    a.name href="/" { "dateline" }
                    nav aria-label="Pages" {
                        @for (path, name) in PAGES {
                            a href=(elsewhere(address, path)) aria-current=[(path == here).then_some("page")] { (name) }
                        }
                    }
                }
                (search)
                main #content tabindex="-1" { (content) }
                footer {
                    p { a href="/docs" { "API" } " · counts are exact; what is not known is left out · places from "
                        a href="https://www.geonames.org/" rel="noreferrer" { "GeoNames" } ", CC BY 4.0; coastlines from Natural Earth" }
                    p.keys { kbd { "/" } " search · " kbd { "j" } " " kbd { "k" } " next, previous" }
                }
            }
        }
    }
}

/// The search box; what else the address says is carried along.
pub fn search_box(address: &Address, action: &str, label: &str, more: Markup, own: &[&str]) -> Markup {
    // A box shows one value; a second one of its name goes along unseen.
    let seconds = own.iter().flat_map(|name| address.all(name).skip(1).map(|value| (*name, value)));
    let unseen: Vec<&str> = own.iter().copied().chain(["query", "offset", "limit"]).collect();
    let hidden: Vec<(&str, &str)> = address.rest(&unseen).chain(seconds).collect();
    html! {
        form.search action=(action) role="search" {
            label for="q" { (label) }
            div.line {
                input #q type="search" name="q" value=(address.get("query").unwrap_or_default())
                    placeholder="words, \"phrases\", OR, -not, speaker:name" autocomplete="off";
                button type="submit" { "Search" }
            }
            (more)
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// What narrows an answer and has no box of its own on the page, each with a way to take it away: nothing is asked that is
/// not seen. A box shows one value; a second one of its name is listed.
pub fn chosen(address: &Address, boxes: &[&str]) -> Markup {
    let of_page = ["query", "offset", "limit"];
    let seconds = boxes.iter().flat_map(|name| address.all(name).skip(1).map(|value| (*name, value)));
    let own: Vec<&str> = boxes.iter().copied().chain(of_page).collect();
    let chosen: Vec<(&str, &str)> = address.rest(&own).chain(seconds).collect();
    html! {
        @if !chosen.is_empty() {
            ul.chosen aria-label="Narrowed by" {
                @for (name, value) in chosen {
                    @let shown = value.trim_start_matches('=');
                    li { a href=(address.toggled(name, value).href()) title="Remove" aria-label=(format!("Remove {name} {shown}")) {
                        span.what { (name) } " " (shown) " " span aria-hidden="true" { "×" } } }
                }
            }
        }
    }
}

/// How many matches a filter by dates left out for having none, and where they are.
pub fn undated(address: &Address, left_out: u64) -> Markup {
    let without_days = address.without("after").without("before").without("in");
    // A query that names days itself asks for no others.
    let names_days = address.get("query").is_some_and(|query| query.contains("date:"));
    html! {
        @if left_out > 0 {
            p.note {
                (count(left_out, "match", "matches")) " without a date " (if left_out == 1 { "was" } else { "were" }) " left out."
                @if !names_days { " " a href=(without_days.asking("date:none").href()) { "Show them" } }
            }
        }
    }
}

/// What a timeline does not show of an answer: the undated, and those of which too little is known for its bars.
pub fn apart(response: &SearchResponse) -> Markup {
    let undated = (response.undated > 0).then(|| format!("{} undated", thousands(response.undated)));
    let told: Vec<String> = undated.into_iter().chain(coarser(response.coarser.unwrap_or_default())).collect();
    html! { @if !told.is_empty() { p.note { "Not in the bars: " (told.join(", ")) "." } } }
}

/// The language of words, where it is not the page's own.
pub fn lang(card: &ArticleCard) -> Option<&str> {
    card.language.as_deref().filter(|language| *language != "en")
}

/// A box of a form, with its label.
pub fn field(address: &Address, name: &str, label: &str, hint: &str) -> Markup {
    let value = address.get(name).unwrap_or_default();
    html! {
        span.field {
            label for=(format!("f-{name}")) { (label) }
            input id=(format!("f-{name}")) name=(name) value=(value) placeholder=(hint) autocomplete="off";
        }
    }
}

/// `The Quay · 2025-08-16`
pub fn origin(card: &ArticleCard) -> Markup {
    html! {
        span.origin {
            @if let Some(source) = &card.source { span.source { (source) } " · " }
            @match &card.published {
                Some(date) => { time datetime=(date) { (date) } }
                None => { span.undated { "undated" } }
            }
        }
    }
}

pub fn title(card: &ArticleCard) -> &str {
    if card.title.trim().is_empty() { "Untitled" } else { &card.title }
}

pub fn article_href(card: &ArticleCard) -> String {
    format!("/article/{}", card.id)
}

/// Where an article shows the passage of a citation.
pub fn cited_href(card: &ArticleCard, cite: impl Display) -> String {
    format!("{}?cite={cite}#{CITED}", article_href(card))
}

/// The other outlets of a story.
pub fn copies(cards: &[ArticleCard]) -> Markup {
    /// Named; the rest is counted.
    const NAMED: usize = 4;
    html! {
        @if !cards.is_empty() {
            p.copies {
                "Also in "
                @for (at, card) in cards.iter().take(NAMED).enumerate() {
                    @if at > 0 { ", " }
                    a href=(article_href(card)) { (card.source.as_deref().unwrap_or(&card.path)) }
                }
                @if cards.len() > NAMED { " and " (cards.len() - NAMED) " more" }
            }
        }
    }
}

/// What the user should know about an answer.
pub fn notes(notes: &[String]) -> Markup {
    html! { @for note in notes { p.note { (note) } } }
}

/// Markup made by `present::html`, which escapes what it did not write.
pub fn ready(markup: String) -> Markup {
    PreEscaped(markup)
}

/// Bars drawn at most: each is half a kilobyte of the page, and a finger's breadth wide enough to be met.
const BARS: usize = 48;

/// Neighbours counted together until there are few enough.
pub fn folded(buckets: &[TimelineBucket]) -> Vec<TimelineBucket> {
    let each = buckets.len().div_ceil(BARS).max(1);
    let joined = buckets.chunks(each).filter_map(|part| {
        let (first, last) = (part.first()?, part.last()?);
        let sum = |count: fn(&TimelineBucket) -> u64| part.iter().map(count).sum();
        Some(TimelineBucket {
            from: first.from,
            to: last.to,
            articles: sum(|b| b.articles),
            archive: sum(|b| b.archive),
        })
    });
    joined.collect()
}

/// Links to the hits before and after; `total` where it is known.
pub fn pager(
    address: &Address,
    offset: usize,
    shown: usize,
    total: Option<u64>,
    limit: usize,
    goes_on: bool,
) -> Markup {
    let more = offset + shown;
    html! {
        @if offset > 0 || goes_on {
            nav.pager aria-label="More results" {
                @if offset > 0 {
                    a rel="prev" href=(address.with("offset", &offset.saturating_sub(limit).to_string()).href()) { "← Previous" }
                }
                @if shown > 0 { span { (offset + 1) "–" (more) @if let Some(total) = total { " of " (thousands(total)) } } }
                @if goes_on { a rel="next" href=(address.with("offset", &more.to_string()).href()) { "Next →" } }
            }
        }
    }
}

/// Links to all of an answer, in each form it can be taken away in.
pub fn whole_sets(address: &Address, path: &'static str, export: &Export) -> Markup {
    let all = export.partial.iter().fold(address.at(path, export.question), |all, name| all.without(name));
    html! {
        a href=(all.with("format", "csv").href()) { "CSV" } " · "
        a href=(all.with("format", "jsonl").href()) { "JSON lines" }
    }
}

/// A page in the place of one that could not be made, with the form of that page: what was asked can be mended there, and
/// what has no box in it be taken away.
pub fn problem(address: &Address, here: &str, form: Markup, boxes: &[&str], problem: &Problem) -> Markup {
    let error = &problem.error;
    let content = html! {
        h1 { (problem.status.canonical_reason().unwrap_or("Error")) }
        div.problem role="alert" {
            p { (error.message) }
            @if let Some(marked) = &error.detail { pre { (marked) } }
            @if let Some(hint) = &error.hint { p.hint { (hint) } }
        }
        (chosen(address, boxes))
        p { a href="/" { "All articles" } }
    };
    whole(address, "Error", here, form, content)
}
