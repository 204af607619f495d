//! `/quotes`: what was said, by whom, about what.

use super::address::Address;
use super::layout::{
    chosen, cited_href, copies, count, field, lang, notes, origin, pager, ready, search_box, title, undated, whole,
    whole_sets,
};
use super::{Made, View};
use crate::article::Span;
use crate::present::html::{escaped, marked};
use crate::search::ask;
use crate::search::{QuoteHit, QuotesRequest};
use crate::web::answers::bounded_quotes;
use crate::web::export;
use maud::{Markup, html};

pub fn page(view: &View) -> Made {
    let address = &view.address;
    let values = address.rest(&[]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let request = bounded_quotes(ask::quotes(&values, view.today)?)?;
    // One more than is shown: echoes have no place of their own, so nobody has counted the places.
    let mut response = view.opened.engine.quotes(&QuotesRequest { limit: request.limit + 1, ..request.clone() })?;
    let goes_on = response.hits.len() > request.limit;
    response.hits.truncate(request.limit);
    let content = html! {
        h1.found { (headline(&request, response.quotations)) }
        (notes(&response.notes))
        (undated(address, response.undated_left_out))
        (chosen(address, &BOXES))
        section.hits aria-label="Quotations" {
            @for hit in &response.hits { (shown(hit)) }
            @if response.hits.is_empty() { p.nothing { "Nobody is quoted so." } }
            (pager(address, request.offset, response.hits.len(), None, request.limit, goes_on))
            p.export { "Take it with you: " (whole_sets(address, "/api/v1/export-quotes", &export::QUOTATIONS)) }
        }
    };
    Ok(whole(address, "Quotations", "/quotes", search_form(address), content))
}

fn headline(request: &QuotesRequest, quotations: u64) -> String {
    let who = request.filter.speaker.iter().map(|name| name.trim_start_matches('=')).collect::<Vec<_>>().join(" or ");
    let who = if who.is_empty() { String::new() } else { format!(" by {who}") };
    let about = if request.query.is_empty() { String::new() } else { format!(" about {}", request.query) };
    format!("{}{who}{about}", count(quotations, "quotation", "quotations"))
}

/// What has a box in the form.
pub const BOXES: [&str; 4] = ["speaker", "after", "before", "about"];

/// “What did … say about …?”
pub fn search_form(address: &Address) -> Markup {
    let more = html! {
        div.options {
            (field(address, "speaker", "Who said it", "a name"))
            (field(address, "about", "Mentioning", "a person or thing"))
            (field(address, "after", "From", "2024-03"))
            (field(address, "before", "To", "2025"))
        }
    };
    search_box(address, "/quotes", "What was said about", more, &BOXES)
}

fn shown(hit: &QuoteHit) -> Markup {
    let quotation = &hit.quotation;
    let speaker = quotation.speaker.as_ref();
    let name = hit.person.as_deref().or(speaker.map(|speaker| speaker.name.as_str()));
    // Only people have exact names.
    let exactly = if hit.person.is_some() { "=" } else { "" };
    html! {
        article.hit.quote {
            blockquote lang=[lang(&hit.article)] {
                p { @for (at, &fragment) in quotation.fragments.iter().enumerate() {
                    @if at > 0 { " … " }
                    "“" (ready(part(&hit.text, fragment, &hit.highlights))) "”"
                } }
            }
            p.who {
                @match name {
                    Some(name) => { "— " a href=(Address::to("/quotes", &[("speaker", &format!("{exactly}{name}"))])) { (name) } }
                    None => { "— nobody named" }
                }
                @if let Some(role) = speaker.and_then(|speaker| speaker.role.as_deref()) { ", " (role) }
                @if quotation.confidence < 0.8 { " " span.doubt title="The rule that chose the speaker is right less than four times in five" { "?" } }
            }
            p.from { a href=(cited_href(&hit.article, hit.cite())) data-hit="" { (title(&hit.article)) } " · " (origin(&hit.article)) }
            (copies(&hit.copies))
        }
    }
}

/// A stretch of a text with the highlights in it.
fn part(text: &str, part: Span, highlights: &[Span]) -> String {
    let inside: Vec<Span> = highlights
        .iter()
        .filter(|highlight| part.start <= highlight.start && highlight.end <= part.end)
        .map(|highlight| Span::new(highlight.start - part.start, highlight.end - part.start))
        .collect();
    text.get(part.start..part.end).map_or_else(|| escaped(""), |words| marked(words, &inside))
}
