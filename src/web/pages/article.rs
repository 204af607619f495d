//! `/article/…`: one article with everything known of it; `?cite=` shows the passage that was cited.

use super::address::Address;
use super::layout::{article_href, cited_href, count, origin, ready, search_box, title, whole};
use super::{Made, View};
use crate::present::bibliography::{Entry, entry};
use crate::present::html::{Paragraph, Voice, paragraphs, voices};
use crate::search::ask::{self, Values};
use crate::search::{Citation, Cited, Hit, SearchRequest, Shown, cited_in};
use crate::web::problem::Problem;
use maud::{Markup, html};

/// Articles like it that are shown.
const SIMILAR: usize = 5;
/// The share of text in common from which an article is called a copy. As in the stories of the index.
const COPY: f32 = 0.8;

pub fn page(view: &View, id: &str) -> Made {
    let id = ask::article(&Values::from_iter([("id", id)]))?;
    let not_there = || Problem::not_found(&format!("no article `{id}`"));
    let engine = &view.opened.engine;
    let shown = engine.article(&id)?.ok_or_else(not_there)?;
    let cited = view.address.get("cite").map(|cite| cited(&shown, cite)).transpose()?;
    let like = SearchRequest { limit: SIMILAR, copies: true, ..SearchRequest::default() };
    // A text without words has nothing like it.
    let like = engine.similar(&shown.card.id, &like).ok().flatten().map(|response| response.hits).unwrap_or_default();
    let content = html! {
        div.columns {
            (text(&shown, cited.as_ref()))
            aside aria-label="About this article" {
                (people(&voices(&shown.annotations)))
                (facts(&shown))
                (others(&like))
                (citations(&entry(&shown, cited.as_ref().map(|cited| cited.citation.to_string()).as_deref())))
            }
        }
    };
    let search = search_box(&view.address.at("/", "search"), "/", "Search the archive", html! {}, &[]);
    Ok(whole(&view.address.at("/", "search"), title(&shown.card), "", search, content))
}

/// The passage of a citation, which must be one of this article.
fn cited(shown: &Shown, cite: &str) -> Result<Cited, Problem> {
    let citation = Citation::read(cite)?;
    // The beginning of an id stands for it.
    if !shown.card.id.starts_with(&citation.article.to_ascii_lowercase()) {
        return Err(Problem::not_found(&format!("`{cite}` cites another article"))
            .hint("its address is /article/ and what stands before the first colon"));
    }
    Ok(cited_in(shown.clone(), &citation)?)
}

fn text(shown: &Shown, cited: Option<&Cited>) -> Markup {
    let card = &shown.card;
    let place = cited.map(|cited| (cited.citation.start, cited.citation.end));
    html! {
        article.whole lang=[shown.article.language.as_deref()] {
            h1 { (title(card)) }
            p.meta {
                (origin(card))
                @if !shown.article.byline.is_empty() { " · by " (shown.article.byline.join(", ")) }
                @if let Some(section) = &shown.article.section { " · " (section) }
            }
            @if let Some(cited) = cited {
                p.note { "The marked passage is cited as " code { (cited.citation) } "."
                    @if cited.changed { strong { " Its words are others than those that were cited." } } }
            }
            div.text { @for (paragraph, span) in paragraphs(shown, place).iter().zip(&shown.article.paragraphs) {
                (written(shown, paragraph, span.of(&shown.article.text), place))
            } }
        }
    }
}

fn written(shown: &Shown, paragraph: &Paragraph, words: &str, cited: Option<(usize, usize)>) -> Markup {
    let (start, end) = paragraph.points;
    let link = cited_href(&shown.card, Citation::of(&shown.card.id, (start, end), words));
    let is_here = cited.is_some_and(|(from, to)| from < end && start < to);
    html! {
        p id=(format!("p{start}")) class=[is_here.then_some("here")] {
            (ready(paragraph.html.clone())) " "
            a.cite href=(link) title="Permalink to this paragraph" aria-label="Permalink to this paragraph" { "¶" }
        }
    }
}

/// Only people have exact names.
fn said_by(voice: &Voice) -> String {
    let exactly = if voice.is_person { "=" } else { "" };
    Address::to("/quotes", &[("speaker", &format!("{exactly}{}", voice.name))])
}

fn people(voices: &[Voice]) -> Markup {
    html! {
        @if !voices.is_empty() {
            section.facet {
                h2 { "Quoted here" }
                ul.voices { @for voice in voices {
                    li { a.value href=(said_by(voice)) {
                        span class=(format!("dot s{}", voice.colour)) aria-hidden="true" {}
                        span.label { (voice.name) }
                        span.n { (voice.quotations) }
                    } }
                } }
            }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    let mut places: Vec<&str> = shown
        .annotations
        .places
        .iter()
        .filter_map(|mention| mention.place.as_ref())
        .map(|place| place.name.as_str())
        .collect();
    places.sort_unstable();
    places.dedup();
    html! {
        section.facet {
            h2 { "About it" }
            dl {
                @if let Some(focus) = &shown.annotations.focus { dt { "Where" } dd { (focus.path.join(" / ")) } }
                @if !places.is_empty() { dt { "Places" } dd { (places.join(", ")) } }
                @if let Some((date, published)) = shown.card.published.as_ref().zip(shown.article.published.as_ref()) {
                    dt { "Date" } dd { (date) " (read from " (published.by.name()) ")" }
                }
                @if let Some(url) = shown.card.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
                    dt { "Address" } dd { a href=(url) rel="noreferrer nofollow" { (url) } }
                }
                dt { "File" } dd { code { (shown.card.path) } }
                dt { "Id" } dd { code { (shown.card.id) } }
            }
        }
    }
}

fn others(hits: &[Hit]) -> Markup {
    let (copies, like): (Vec<&Hit>, Vec<&Hit>) =
        hits.iter().partition(|hit| hit.shared.is_some_and(|share| share >= COPY));
    let list = |heading: &str, hits: &[&Hit]| {
        html! {
            @if !hits.is_empty() {
                section.facet {
                    h2 { (heading) }
                    ul.plain { @for hit in hits {
                        li { a href=(article_href(&hit.article)) { (title(&hit.article)) } br; (origin(&hit.article))
                            @if let Some(share) = hit.shared.filter(|share| *share >= 0.01) { " · " (format!("{:.0} %", share * 100.0)) " the same" } }
                    } }
                }
            }
        }
    };
    html! { (list(&format!("Copies ({})", count(copies.len() as u64, "article", "articles")), &copies)) (list("Like it", &like)) }
}

fn citations(entry: &Entry) -> Markup {
    html! {
        section.facet.citations {
            h2 { "Cite it" }
            @for (name, text) in [("Plain", &entry.plain), ("BibTeX", &entry.bibtex), ("CSL-JSON", &entry.csl)] {
                details open[name == "Plain"] {
                    summary { (name) }
                    pre tabindex="0" data-copy="" { (text) }
                }
            }
        }
    }
}
