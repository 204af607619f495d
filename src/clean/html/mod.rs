//! A page's markup in, the article in it out.
//!
//! The markup is tamed before any tree is built ([`tame`]); the head says what it is ([`meta`]); what the site itself names as
//! not the article goes ([`prune`]); dom_smoothie chooses the content ([`extract`]), html2text renders it ([`render`]); the
//! choice is held against the page's structured body and its own names ([`body`]); a page that shows no text may hold it for
//! browsers ([`hidden`]); and the lexicon goes over the lines.

mod authors;
mod body;
mod extract;
pub mod fragment;
mod headline;
mod hidden;
mod listing;
mod meta;
mod prune;
mod render;
mod section;
mod shown;
mod tame;

use super::paths::FromPath;
use super::published::{self, Clues};
use super::{
    CleanOptions, address, comments, finish, language, lexicon, lines, normalise, not_article, opening, published_of,
};
use crate::article::{Article, Cleaned, NotAnArticle, Provenance, Published, Removed};
use dom_query::Document;

/// Whether text is markup: several tags of elements that pages are built from.
pub fn is_markup(text: &str) -> bool {
    const TAGS: [&str; 13] = [
        "<p>",
        "<p ",
        "</p>",
        "<div",
        "<br",
        "<html",
        "<body",
        "<a href",
        "<span",
        "<li>",
        "<h1",
        "<h2",
        "<!DOCTYPE html",
    ];
    let head = normalise::start(text, 20_000);
    let is_tag = |(at, _): &(usize, &str)| TAGS.iter().any(|tag| head[*at..].starts_with(tag));
    head.match_indices('<').filter(is_tag).nth(1).is_some()
}

/// Whether text is a whole page, and no more of one than its body: it begins as one does, or has a head.
pub fn is_page(text: &str) -> bool {
    let start = normalise::start(text, 4_000);
    if !start.trim_start().starts_with('<') {
        return false;
    }
    let start = start.to_ascii_lowercase();
    let begins = ["<!doctype html", "<html>", "<html "].iter().any(|tag| start.trim_start().starts_with(tag));
    begins || start.contains("<head>") || start.contains("<head ")
}

/// The article in a page.
pub fn page(html: &str, url: Option<&str>, path: &FromPath, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let (tamed, lost) = tame::tame(html);
    let doc = Document::from(tamed.as_str());
    let mut removed = Vec::new();
    if lost {
        removed.push(Removed { text: String::new(), rule: "page-too-large-or-deep".to_owned() });
    }
    let saved_from = address::saved_from(html);
    let url = url.or(saved_from.as_deref());
    let meta = meta::meta(&doc, url);
    let stated = stated(&doc, url, path, options, &mut removed);
    let n_teasers = listing::teasers(&doc);
    let address = meta.url.clone().or_else(|| url.map(address::tidy));
    let mut lines = body::lines(doc, &tamed, &meta, &mut removed);
    if body::is_nothing(&lines) {
        lines = hidden::lines(html, &meta.title).unwrap_or(lines);
    }
    options.strip_repeated(meta.source.as_deref(), address.as_deref(), &mut lines, &mut removed);
    comments::cut(&mut lines, &mut removed);
    let mut body = lexicon::strip(lines, &mut removed);
    let titles = [meta.title.as_str(), meta.heading.as_str(), meta.ld.headline.as_deref().unwrap_or_default()];
    let of_head = lines::trim_head(&mut body, &titles, &meta.byline, &mut removed);
    lines::strip_signatures(&mut body, &meta.byline, &mut removed);
    lines::strip_credits(&mut body, &mut removed);
    let of_foot = lines::take_signature(&mut body, &mut removed);
    lines::strip_furniture(&mut body, &mut removed);
    if let Some(reason) = not_article::reason(&meta.title, &body) {
        return Err(reason);
    }
    if !meta.is_article && stated.is_none() && listing::is_listing(n_teasers, &body) {
        return Err(NotAnArticle { reason: "listing" });
    }
    let text = opening(&body);
    let language = language::language(&text, meta.language.as_deref());
    let published = published(stated, (&text, language.as_deref()), path, options, &mut removed);
    let article = Article {
        title: meta.title,
        byline: [meta.byline, of_head, of_foot].into_iter().find(|names| !names.is_empty()).unwrap_or_default(),
        source: meta.source,
        section: meta.section,
        language,
        published,
        url: address,
        ..Article::default()
    };
    Ok(finish(article, body, removed))
}

/// When the page says it was published. Asked before the body is taken out of the tree, so the wire's dateline is not heard here.
fn stated(
    doc: &Document,
    url: Option<&str>,
    path: &FromPath,
    options: &CleanOptions,
    removed: &mut Vec<Removed>,
) -> Option<Published> {
    published::published(
        &Clues { field: None, html: Some(doc), url, text: "", language: None, path, latest: options.latest },
        removed,
    )
}

/// What the page states, unless only an address or a file's name does and the text's own dateline knows better.
fn published(
    stated: Option<Published>,
    told: (&str, Option<&str>),
    path: &FromPath,
    options: &CleanOptions,
    removed: &mut Vec<Removed>,
) -> Option<Published> {
    match stated {
        Some(stated) if stated.by < Provenance::Dateline => Some(stated),
        _ => published_of(None, None, told, path, options, removed)
            .filter(|dateline| dateline.by == Provenance::Dateline)
            .or(stated),
    }
}

/// The lines of a structured record's text that is markup: all of it is content.
pub fn lines_of(markup: &str) -> Vec<String> {
    let (tamed, _) = tame::tame(markup);
    body::rendered(&tamed)
}
