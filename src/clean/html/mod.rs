//! A page's markup in, the article in it out.
//!
//! The markup is tamed before any tree is built ([`tame`]); the head says what it is ([`meta`]); dom_smoothie chooses the
//! content ([`extract`]), html2text renders it ([`render`]), and the lexicon goes over the lines.

mod body;
mod extract;
mod meta;
mod prune;
mod render;
mod tame;

use super::{CleanOptions, fields, finish, language, lexicon, normalise, reject};
use crate::article::{Article, Cleaned, Fields, NotAnArticle, Record, Removed};
use dom_query::Document;

/// Whether text is markup: several tags of elements that pages are built from.
pub fn is_markup(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(20_000)];
    let tags = [
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
    tags.iter().map(|tag| head.matches(tag).take(3).count()).sum::<usize>() >= 2
}

/// The article in a page.
pub fn page(html: &str, url: Option<&str>, _record: &Record, _options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let (tamed, lost) = tame::tame(html);
    let doc = Document::from(tamed.as_str());
    let meta = meta::meta(&doc);
    let mut removed = Vec::new();
    if lost {
        removed.push(Removed { text: String::new(), rule: "page-too-large-or-deep".to_owned() });
    }
    let mut body = lexicon::strip(body::lines(doc, &tamed, &meta, &mut removed), &mut removed);
    fields::drop_repeated_title(&mut body, &meta.title, &mut removed);
    if let Some(reason) = reject::reason(&meta.title, &body) {
        return Err(reason);
    }
    let language = language::language(&body.join("\n"), meta.language.as_deref());
    let article = Article {
        title: meta.title,
        byline: meta.byline,
        source: meta.source,
        section: meta.section,
        language,
        url: meta.url.or_else(|| url.map(str::to_owned)),
        ..Article::default()
    };
    Ok(finish(article, &body, removed))
}

/// The article of a structured record whose text is markup: the fields say what it is, all of the markup is its content.
pub fn of_fields(given: &Fields, html: &str, record: &Record, options: &CleanOptions) -> Result<Cleaned, NotAnArticle> {
    let (tamed, _) = tame::tame(html);
    let mut removed = Vec::new();
    let lines = render::lines(&tamed).unwrap_or_default();
    let mut body = lexicon::strip(normalised(&lines), &mut removed);
    let headline = fields::headline(given);
    fields::drop_repeated_title(&mut body, &headline, &mut removed);
    if let Some(reason) = reject::reason(&headline, &body) {
        return Err(reason);
    }
    let mut article = fields::described(given, record, options, &body.join("\n\n"), &mut removed);
    article.title = headline;
    Ok(finish(article, &body, removed))
}

fn normalised(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| normalise::line(line)).filter(|line| !line.is_empty()).collect()
}
