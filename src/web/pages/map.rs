//! `/map`: the places of the matches on a map that is drawn here; no tile comes from anywhere.

use super::address::Address;
use super::layout::{chosen, count, field, notes, search_box, undated, whole};
use super::{Made, View};
use crate::present::text::thousands;
use crate::search::ask;
use crate::search::query::phrase;
use crate::search::{FacetValue, SearchRequest};
use maud::{Markup, html};

/// Places asked for; those that are no points (countries) are listed and not drawn.
const ASKED: usize = 800;
/// Circles drawn. Each is about 300 bytes of the page.
const DRAWN: usize = 150;
/// Countries and regions listed.
const LISTED: usize = 20;
/// The drawing: two units a degree from 83 north to 67 south, as `data/land.svg`.
const TOP: f64 = 83.0;
const BOTTOM: f64 = -67.0;
const SCALE: f64 = 2.0;

pub fn page(view: &View) -> Made {
    let address = &view.address;
    let values = address.rest(&[]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let request = ask::search(&values, view.today)?;
    let request =
        SearchRequest { limit: 0, facets: vec!["place".to_owned()], facet_limit: ASKED, timeline: None, ..request };
    let response = view.opened.engine.search(&request)?;
    let places = response.facets.first().map(|facet| facet.values.as_slice()).unwrap_or_default();
    let points = view.opened.points()?;
    let drawn: Vec<Drawn> =
        places.iter().filter_map(|value| Some(Drawn { value, at: *points.get(&value.value)? })).take(DRAWN).collect();
    let of = if request.query.is_empty() { String::new() } else { format!(" for {}", request.query) };
    let content = html! {
        h1.found { "Places in " (count(response.articles, "article", "articles")) (of) }
        (notes(&response.notes))
        (undated(&address.at("/", "search"), response.undated_left_out))
        (chosen(address, &BOXES))
        (map(address, &drawn))
        div.columns {
            section {
                h2 { "Towns and regions" }
                ol.places { @for place in drawn.iter().take(LISTED) { (listed(address, place.value)) } }
                @if drawn.is_empty() { p.nothing { "No place that is a point is mentioned." } }
            }
            aside aria-label="Countries and continents" {
                h2 { "Countries and continents" }
                ol.places { @for value in places.iter().filter(|value| value.value.matches('/').count() < 2).take(LISTED) { (listed(address, value)) } }
            }
        }
    };
    Ok(whole(address, "Map", "/map", search_form(address), content))
}

/// What has a box in the form.
pub const BOXES: [&str; 3] = ["speaker", "after", "before"];

pub fn search_form(address: &Address) -> Markup {
    let more = html! { div.options { (field(address, "speaker", "Speaker", "a name")) (field(address, "after", "From", "2024-03")) (field(address, "before", "To", "2025")) } };
    search_box(address, "/map", "Places in articles about", more, &BOXES)
}

struct Drawn<'a> {
    value: &'a FacetValue,
    /// Degrees north and east.
    at: (f64, f64),
}

/// The same question with a place more, among the articles. What a map is narrowed to stays: the count is of both.
fn narrowed(address: &Address, value: &FacetValue) -> String {
    let articles = address.at("/", "search");
    match articles.get("place") {
        None => articles.with("place", &value.value).href(),
        Some(_) => articles.asking(&format!("place:{}", phrase(&value.value))).href(),
    }
}

fn name(value: &FacetValue) -> &str {
    value.value.rsplit('/').next().unwrap_or(&value.value)
}

fn map(address: &Address, drawn: &[Drawn]) -> Markup {
    let most = drawn.iter().map(|place| place.value.articles).max().unwrap_or(1) as f64;
    html! {
        figure.map {
            svg viewBox=(format!("0 0 {} {}", 360.0 * SCALE, (TOP - BOTTOM) * SCALE)) role="group" aria-label="Map of the places mentioned" {
                image href="/assets/land.svg" x="0" y="0" width=(360.0 * SCALE) height=((TOP - BOTTOM) * SCALE) {}
                // The large ones first, so that a small one lies on top of them.
                @for place in drawn {
                    @let (lat, lon) = place.at;
                    @let about = format!("{}: {}", name(place.value), count(place.value.articles, "article", "articles"));
                    a href=(narrowed(address, place.value)) aria-label=(about) {
                        title { (about) }
                        circle cx=(format!("{:.1}", (lon + 180.0) * SCALE)) cy=(format!("{:.1}", (TOP - lat) * SCALE))
                            r=(format!("{:.1}", 1.5 + 10.0 * (place.value.articles as f64 / most).sqrt())) {}
                    }
                }
            }
            figcaption { "A circle's area tells in how many articles the place is mentioned. Countries are listed below, not drawn." }
        }
    }
}

fn listed(address: &Address, value: &FacetValue) -> Markup {
    html! {
        li { a.value href=(narrowed(address, value)) data-hit="" title=(value.value) {
            span.label { (name(value)) } span.n { (thousands(value.articles)) }
        } }
    }
}
