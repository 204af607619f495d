//! `/speakers`: who is quoted, how often, when, and about what.

use super::address::Address;
use super::layout::{count, notes, whole};
use super::{Made, View};
use crate::present::text::thousands;
use crate::search::ask;
use crate::search::query::phrase;
use crate::search::{Filter, SearchRequest, SpeakerEntry, SpeakersRequest};
use maud::{Markup, html};

/// People on a page.
const PEOPLE: usize = 50;
/// Places that a person's articles are about.
const PLACES: usize = 3;
/// Places asked for: continents, and towns that are called like what they lie in, are left out.
const ASKED: usize = 4 * PLACES;

pub fn page(view: &View) -> Made {
    let address = &view.address;
    let prefix = prefix(address).to_owned();
    let values = address.rest(&["query", "limit"]).map(|(name, value)| (name.to_owned(), value.to_owned()));
    ask::speakers(&values.collect())?;
    let request = SpeakersRequest { prefix: prefix.clone(), limit: PEOPLE };
    let response = view.opened.engine.speakers(&request)?;
    let about = about(view, &response.speakers)?;
    let content = html! {
        h1.found { (count(response.people, "person", "people")) @if !prefix.is_empty() { " called " (prefix) "…" } }
        (notes(&response.notes))
        @if response.speakers.is_empty() { p.nothing { "Nobody of that name is quoted." } } @else {
            div.scroll tabindex="0" role="region" aria-label="People" {
                table {
                    thead { tr { th scope="col" { "Who" } th.n scope="col" { "Articles" } th.n scope="col" { "Quotations" } th scope="col" { "When" } th scope="col" { "About" } th scope="col" { "Also called" } } }
                    tbody { @for (speaker, about) in response.speakers.iter().zip(&about) { (row(speaker, about)) } }
                }
            }
        }
        @if response.people > PEOPLE as u64 { p.note { "The " (PEOPLE) " most quoted are shown; the box above finds the others." } }
    };
    Ok(whole(address, "Speakers", "/speakers", search_form(address), content))
}

/// The search box asks for the beginning of a name here.
fn prefix(address: &Address) -> &str {
    address.get("query").unwrap_or_default()
}

pub fn search_form(address: &Address) -> Markup {
    html! {
        form.search action="/speakers" role="search" {
            label for="q" { "A name begins with" }
            div.line { input #q type="search" name="q" value=(prefix(address)) autocomplete="off"; button type="submit" { "Find" } }
        }
    }
}

/// The places that each one's articles are about. A question each: of a pivot one could not say how many rows it needs
/// until those shown here are among them.
fn about(view: &View, speakers: &[SpeakerEntry]) -> Result<Vec<Vec<String>>, crate::web::problem::Problem> {
    let places = |speaker: &SpeakerEntry| {
        let request = SearchRequest {
            filter: Filter { speaker: vec![exactly(speaker)], ..Filter::default() },
            limit: 0,
            facets: vec!["focus".to_owned()],
            facet_limit: ASKED,
            ..SearchRequest::default()
        };
        let response = view.opened.engine.search(&request)?;
        let paths = response.facets.iter().flat_map(|facet| &facet.values).map(|value| value.value.as_str());
        let inside = paths.filter(|path| path.contains('/'));
        let mut places: Vec<String> = inside.map(|path| path.rsplit('/').next().unwrap_or(path).to_owned()).collect();
        // A canton and its town are one name.
        places.dedup();
        places.truncate(PLACES);
        Ok(places)
    };
    speakers.iter().map(places).collect()
}

/// A person as a filter asks for nobody else.
fn exactly(speaker: &SpeakerEntry) -> String {
    format!("={}", speaker.name)
}

fn row(speaker: &SpeakerEntry, about: &[String]) -> Markup {
    let exactly = exactly(speaker);
    let as_query = format!("speaker:{}", phrase(&exactly));
    let others: Vec<&str> = speaker
        .variants
        .iter()
        .map(|variant| variant.name.as_str())
        .filter(|name| *name != speaker.name)
        .take(4)
        .collect();
    html! {
        tr {
            th scope="row" { a href=(Address::to("/quotes", &[("speaker", &exactly)])) data-hit="" { (speaker.name) } }
            td.n { a href=(Address::to("/", &[("speaker", &exactly)])) { (thousands(speaker.articles)) } }
            td.n { (thousands(speaker.quotes)) }
            td.years { @if let Some((first, last)) = speaker.era {
                a href=(Address::to("/compare", &[("query", &as_query)])) { @if first.year() == last.year() { (first.year()) } @else { (first.year()) "–" (last.year()) } }
            } }
            td { (about.join(", ")) }
            td.names { (others.join(", ")) }
        }
    }
}
