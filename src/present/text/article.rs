//! One article out, with all that was found in it; or one passage of it, with what it is cited by.

use super::{paragraphs, quotation, source_line, title};
use crate::article::Article;
use crate::present::rich::{Ink, Rich, Style};
use crate::search::{Cited, Shown};
use std::io::{self, Write};

/// The whole article, then what was found in it.
pub fn shown(out: &mut dyn Write, shown: &Shown, style: Style) -> io::Result<()> {
    let article = &shown.article;
    if !article.title.is_empty() {
        Rich::of(&article.title, Ink::Title).write_wrapped(out, style, "")?;
    }
    for line in about(shown) {
        Rich::of(&line, Ink::Faint).write_wrapped(out, style, "")?;
    }
    for paragraph in &article.paragraphs {
        writeln!(out)?;
        Rich::of(paragraph.of(&article.text), Ink::Plain).write_wrapped(out, style, "")?;
    }
    shown_quotations(out, shown, style)?;
    shown_places(out, shown, style)?;
    shown_dates(out, shown, style)
}

/// A passage with where it stands and what it is cited by.
pub fn cited(out: &mut dyn Write, cited: &Cited, style: Style) -> io::Result<()> {
    Rich::of(title(&cited.card), Ink::Title).write_wrapped(out, style, "")?;
    Rich::of(&source_line(&cited.card), Ink::Faint).write_wrapped(out, style, "")?;
    for paragraph in paragraphs(&cited.text) {
        writeln!(out)?;
        Rich::of(paragraph.of(&cited.text), Ink::Plain).write_wrapped(out, style, "")?;
    }
    writeln!(out)?;
    Rich::of(&cited.citation.to_string(), Ink::Faint).write(out, style)?;
    writeln!(out)
}

/// What is known about the article, in lines: who and when, where filed, where it lies.
fn about(shown: &Shown) -> Vec<String> {
    let Shown { card, article, .. } = shown;
    let byline = (!article.byline.is_empty()).then(|| format!("by {}", article.byline.join(", ")));
    let who = [article.source.clone(), Some(when(article)), byline, article.section.clone(), article.language.clone()];
    let mut lines = vec![who.into_iter().flatten().collect::<Vec<_>>().join(" · ")];
    lines.extend(shown.annotations.dateline.as_ref().map(|dateline| {
        let date = dateline.date.map(|date| date.to_string());
        let parts = [dateline.place.clone(), date, dateline.agency.clone()];
        format!("filed: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }));
    lines.extend(shown.annotations.focus.as_ref().map(|focus| format!("about: {}", focus.path.join("/"))));
    lines.extend(article.url.clone());
    lines.push(format!("{} record {} · {}", card.path, shown.record, card.id));
    lines
}

fn when(article: &Article) -> String {
    let Some(published) = &article.published else { return "undated".to_owned() };
    let date = published.date.to_string();
    let known = match published.precision.name() {
        "year" => &date[..4.min(date.len())],
        "month" => &date[..7.min(date.len())],
        _ => date.as_str(),
    };
    let time = published.time.map(|time| time.strftime(" %H:%M").to_string()).unwrap_or_default();
    format!("{known}{time} (from {})", published.by.name())
}

fn shown_quotations(out: &mut dyn Write, shown: &Shown, style: Style) -> io::Result<()> {
    let quotations = &shown.annotations.quotations;
    heading(out, "Quotations", quotations.is_empty(), style)?;
    for found in quotations {
        quotation(found, None, &shown.article.text, &[], style).write_wrapped(out, style, "  ")?;
    }
    Ok(())
}

/// A line a place, however often it is mentioned, in order of first mention.
fn shown_places(out: &mut dyn Write, shown: &Shown, style: Style) -> io::Result<()> {
    let mut places: Vec<(String, usize)> = Vec::new();
    for mention in &shown.annotations.places {
        let words = mention.span.of(&shown.article.text);
        let name = mention.place.as_ref().map_or_else(|| format!("{words} (unknown)"), |place| place.path.join("/"));
        match places.iter_mut().find(|(known, _)| *known == name) {
            Some((_, mentions)) => *mentions += 1,
            None => places.push((name, 1)),
        }
    }
    heading(out, "Places", places.is_empty(), style)?;
    for (name, mentions) in places {
        let times = if mentions > 1 { format!(" × {mentions}") } else { String::new() };
        Rich::of(&format!("{name}{times}"), Ink::Plain).write_wrapped(out, style, "  ")?;
    }
    Ok(())
}

fn shown_dates(out: &mut dyn Write, shown: &Shown, style: Style) -> io::Result<()> {
    let dates = &shown.annotations.dates;
    heading(out, "Dates", dates.is_empty(), style)?;
    for mention in dates {
        let words = mention.span.of(&shown.article.text);
        let days = if mention.from == mention.to {
            mention.from.to_string()
        } else {
            format!("{} to {}", mention.from, mention.to)
        };
        Rich::of(&format!("{words}: {days}"), Ink::Plain).write_wrapped(out, style, "  ")?;
    }
    Ok(())
}

fn heading(out: &mut dyn Write, name: &str, is_empty: bool, style: Style) -> io::Result<()> {
    if is_empty {
        return Ok(());
    }
    writeln!(out)?;
    Rich::of(name, Ink::Title).write(out, style)?;
    writeln!(out)
}
