//! Answers in, text for people out: as wide as asked, wrapped by words, in colour when asked. Article text and file
//! names come from anywhere, so all of it passes through [`super::rich`], which lets nothing act on a terminal.

mod article;
mod config;
mod engine;
mod index;
mod people;

pub use article::{cited, shown};
pub use config::config;
pub use engine::findings;
pub use index::{learned, rejects, status, verified};
pub use people::{speakers, unmerged};

use super::json::FormatObject;
use super::rich::{Ink, Rich, Style, visible};
use super::timeline::{self, Chart};
use super::tree::branches;
use crate::article::{Quotation, QuotationKind, Span, SpeakerKind};
use crate::error::Error;
use crate::index::fields::{Field, is_tree};
use crate::search::query::Operator;
use crate::search::{
    ArticleCard, Coarser, Count, Explanation, Facet, FacetValue, Hit, Narrowing, Passage, Pivot, QuoteHit,
    QuotesResponse, SearchRequest, SearchResponse, SignificantTerm,
};
use std::io::{self, Write};

/// Characters of an id that are shown: of 32^8 ids two are alike in one of two hundred archives of a hundred
/// thousand articles, and `show` says so when there are.
const ID_CHARS: usize = 8;

/// Rules that are right less often than this are marked with `?`.
const DOUBTFUL: f32 = 0.8;

/// Texts that share less of their five-word runs share names and set phrases. Guessed.
const SHARED_SHOWN: f32 = 0.1;

/// Outlets named of those that have a story too. Guessed: a line's worth; the other formats have them all.
const OUTLETS_NAMED: usize = 4;

/// Other articles with the same quotation that are named; the rest are counted. Guessed; the other formats have them all.
const COPIES_NAMED: usize = 3;

/// Columns of the longest bar. Guessed: fits beside names in 80 columns.
pub(super) const BAR_COLUMNS: usize = 24;
/// Columns of the shortest longest bar, whatever stands beside it.
pub(super) const BAR_COLUMNS_MIN: usize = 4;

/// What stands over the answer to one of many queries.
pub fn asked(out: &mut dyn Write, nth: usize, id: &str, query: &str, style: Style) -> io::Result<()> {
    if nth > 0 {
        writeln!(out)?;
    }
    let mut head = Rich::new();
    head.push(&format!("{id}: "), Ink::Name).push(query, Ink::Title);
    head.write_wrapped(out, style, "")
}

/// What stands in the place of an answer that could not be given.
pub fn refused(out: &mut dyn Write, error: &Error) -> io::Result<()> {
    writeln!(out, "error: {}", visible(&error.message))?;
    let mut detail = error.detail.iter().flat_map(|detail| detail.lines());
    detail.try_for_each(|line| writeln!(out, "  {}", visible(line)))?;
    error.hint.iter().try_for_each(|hint| writeln!(out, "hint: {}", visible(hint)))
}

/// Hits with their passages, then facets and the timeline where asked for.
pub fn search(out: &mut dyn Write, response: &SearchResponse, request: &SearchRequest, style: Style) -> io::Result<()> {
    if response.hits.is_empty() && !response.nearest.is_empty() {
        Rich::of("No article has all of these words. The nearest:", Ink::Faint).write_wrapped(out, style, "")?;
        writeln!(out)?;
    }
    for (nth, hit) in response.best_first().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        // Beside hits only these have numbers: they go on from page to page.
        let is_numbered = response.hits.is_empty() || hit.missing.is_empty();
        self::hit(out, is_numbered.then_some(hit.rank), hit, style)?;
    }
    for facet in response.facets.iter().filter(|facet| !facet.values.is_empty()) {
        writeln!(out)?;
        write_facet(out, facet, request.count, style)?;
    }
    if let Some(unit) = request.timeline.filter(|_| !response.timeline.is_empty()) {
        writeln!(out)?;
        let series = [("", response.timeline.as_slice())];
        timeline::draw(out, &Chart { series: &series, unit, counted: request.count, normalised: false }, style)?;
    }
    Ok(())
}

/// Quotations, each with its source line and, when `context` is asked for, the paragraph around it.
pub fn quotes(out: &mut dyn Write, response: &QuotesResponse, context: bool, style: Style) -> io::Result<()> {
    for (nth, hit) in response.hits.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        write_quote_hit(out, hit, context, style)?;
    }
    Ok(())
}

/// Values with their counts and bars.
pub fn facets(out: &mut dyn Write, facets: &[Facet], counted: Count, style: Style) -> io::Result<()> {
    for (nth, facet) in facets.iter().filter(|facet| !facet.values.is_empty()).enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        write_facet(out, facet, counted, style)?;
    }
    Ok(())
}

/// Values, each with its counts by something else.
pub fn pivot(out: &mut dyn Write, pivot: &Pivot, style: Style) -> io::Result<()> {
    for row in &pivot.rows {
        Rich::of(&row.value, Ink::Name).write(out, style)?;
        writeln!(out)?;
        let undated = ("undated".to_owned(), row.undated);
        let cells = row.cells.iter().chain(Some(&undated).filter(|(_, articles)| *articles > 0));
        let cells: Vec<String> = cells.map(|(value, n)| format!("{value} ({})", thousands(*n))).collect();
        let cells = if cells.is_empty() { "none".to_owned() } else { cells.join(", ") };
        Rich::of(&cells, Ink::Plain).write_wrapped(out, style, "    ")?;
    }
    Ok(())
}

/// The fields of the query language as a table.
pub fn fields(out: &mut dyn Write, fields: &[Field], style: Style) -> io::Result<()> {
    let name_columns = fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    let about_columns = fields.iter().map(|field| field.about.len()).max().unwrap_or(0);
    for field in fields {
        Rich::of(&format!("{:name_columns$}", field.name), Ink::Name).write(out, style)?;
        write!(out, "  {:about_columns$}  ", field.about)?;
        Rich::of(field.example, Ink::Faint).write(out, style)?;
        writeln!(out, "{}", if field.facet { "  (facet)" } else { "" })?;
    }
    Ok(())
}

/// The formats that are read as a table, and what they may be compressed with.
pub fn formats(out: &mut dyn Write, formats: &[FormatObject], compressions: &[&str], style: Style) -> io::Result<()> {
    let dotted = |extensions: &[&str]| extensions.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(" ");
    let columns = formats.iter().map(|format| format.name.len()).max().unwrap_or(0) + 2;
    for format in formats {
        let mut rest = Rich::of(format.holds, Ink::Plain);
        rest.push("  ", Ink::Plain).push(&dotted(format.extensions), Ink::Faint);
        rest.write_wrapped(out, style, &format!("{:columns$}", format.name))?;
    }
    writeln!(out, "each may also be compressed: {}", dotted(compressions))
}

/// What no unit of a timeline holds: `1,204 dated only to the month`, and the same of years; nothing of what there is none.
pub fn coarser(coarser: Coarser) -> Vec<String> {
    let known = [(coarser.month, "month"), (coarser.year, "year")].into_iter().filter(|(matches, _)| *matches > 0);
    known.map(|(matches, unit)| format!("{} dated only to the {unit}", thousands(matches))).collect()
}

/// `narrowed by: after 2024-06-01; place England or Wales`; nothing where no flag did.
pub fn narrowed(by: &Narrowing) -> Option<String> {
    let flags: Vec<String> = by.iter().map(|(flag, values)| format!("{flag} {}", values.join(" or "))).collect();
    (!flags.is_empty()).then(|| format!("narrowed by: {}", flags.join("; ")))
}

/// `1 article`, `12,000 articles`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// Digits in threes: `12,000`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One hit with its passages, and the number it has in the list.
pub(super) fn hit(out: &mut dyn Write, rank: Option<usize>, hit: &Hit, style: Style) -> io::Result<()> {
    let lead = rank.map_or_else(|| " –  ".to_owned(), |rank| format!("{rank:>2}. "));
    marked(title(&hit.article), &hit.title_highlights, Ink::Title, style).write_wrapped(out, style, &lead)?;
    let indent = " ".repeat(lead.chars().count());
    Rich::of(&source_line(&hit.article), Ink::Faint).write_wrapped(out, style, &indent)?;
    for passage in &hit.passages {
        for paragraph in paragraphs(&passage.text) {
            let highlights = within(&passage.highlights, paragraph);
            marked(paragraph.of(&passage.text), &highlights, Ink::Plain, style).write_wrapped(out, style, &indent)?;
        }
        if !passage.speakers.is_empty() {
            Rich::of(&quoted_in(passage), Ink::Name).write_wrapped(out, style, &indent)?;
        }
    }
    if !hit.copies.is_empty() {
        Rich::of(&and_more(&hit.copies), Ink::Faint).write_wrapped(out, style, &indent)?;
    }
    if let Some(shared) = hit.shared.filter(|shared| *shared >= SHARED_SHOWN) {
        let line = format!("shares {:.0} % of its five-word runs", shared * 100.0);
        Rich::of(&line, Ink::Name).write_wrapped(out, style, &indent)?;
    }
    if !hit.missing.is_empty() {
        let line = format!("without: {}", hit.missing.join(", "));
        Rich::of(&line, Ink::Faint).write_wrapped(out, style, &indent)?;
    }
    if let Some(why) = &hit.explanation {
        write_explanation(out, hit, why, &indent, style)?;
    }
    Ok(())
}

/// Why a hit ranks where it does: a line for its score, a line for each part of the query.
fn write_explanation(out: &mut dyn Write, hit: &Hit, why: &Explanation, indent: &str, style: Style) -> io::Result<()> {
    let article: f32 = why.parts.iter().map(|part| part.score).sum();
    let sum = format!("article {article:.2} + {} × passage {:.2}", why.passage_weight, why.passage);
    let sum = why.recency.map_or(sum.clone(), |recency| format!("{recency:.2} × ({sum})"));
    let score = format!("score {:.2}: {sum}", hit.score);
    Rich::of(&score, Ink::Faint).write_wrapped(out, style, indent)?;
    for part in &why.parts {
        let fields: Vec<String> = part.fields.iter().map(|(field, alone)| format!("{field} {alone:.2}")).collect();
        // Together they give less than their sum: what stands in several is a repetition.
        let fields = match fields.len() {
            0 => "not here".to_owned(),
            1 => fields.concat(),
            _ => format!("alone: {}", fields.join(", ")),
        };
        let line = format!("{:>7.2}  {}  ({fields})", part.score, part.text);
        Rich::of(&line, Ink::Faint).write_wrapped(out, style, indent)?;
    }
    Ok(())
}

/// Words with the articles that have them, and how many have them in the whole archive.
pub fn terms(out: &mut dyn Write, terms: &[SignificantTerm], style: Style) -> io::Result<()> {
    let names: Vec<Rich> = terms.iter().map(|term| Rich::of(&term.word, Ink::Name)).collect();
    let widest = names.iter().map(Rich::width).max().unwrap_or(0);
    if terms.is_empty() {
        return Ok(());
    }
    Rich::of(&format!("{:widest$}  articles  of all", ""), Ink::Faint).write(out, style)?;
    writeln!(out)?;
    for (term, name) in terms.iter().zip(&names) {
        name.write(out, style)?;
        let blank = widest.saturating_sub(name.width());
        writeln!(out, "{:blank$}  {:>8}  {:>6}", "", term.articles, term.archive)?;
    }
    Ok(())
}

/// The query language: what to write, then what it finds.
pub fn operators(out: &mut dyn Write, operators: &[Operator], style: Style) -> io::Result<()> {
    for operator in operators {
        Rich::of(&operator.write.join("   "), Ink::Name).write_wrapped(out, style, "")?;
        Rich::of(operator.find, Ink::Plain).write_wrapped(out, style, "    ")?;
    }
    Ok(())
}

/// `and 6 more: Radio Alvier, Meridian Wire, …`: the outlets of a story's other articles.
fn and_more(copies: &[ArticleCard]) -> String {
    let mut outlets: Vec<&str> = Vec::new();
    for copy in copies {
        let outlet = copy.source.as_deref().unwrap_or(&copy.path);
        if !outlets.contains(&outlet) {
            outlets.push(outlet);
        }
    }
    let more = if outlets.len() > OUTLETS_NAMED { ", …" } else { "" };
    outlets.truncate(OUTLETS_NAMED);
    format!("and {} more: {}{more}", thousands(copies.len() as u64), outlets.join(", "))
}

/// Where the paragraphs of a passage lie in its text.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for paragraph in text.split("\n\n") {
        spans.push(Span::new(start, start + paragraph.len()));
        start += paragraph.len() + 2;
    }
    spans
}

fn quoted_in(passage: &Passage) -> String {
    format!("quoted: {}", passage.speakers.join(", "))
}

fn write_quote_hit(out: &mut dyn Write, hit: &QuoteHit, context: bool, style: Style) -> io::Result<()> {
    let lead = format!("{:>2}. ", hit.rank);
    let indent = " ".repeat(lead.len());
    let person = hit.person.as_deref();
    quotation(&hit.quotation, person, &hit.text, &hit.highlights, style).write_wrapped(out, style, &lead)?;
    if context {
        for paragraph in paragraphs(hit.context.of(&hit.text)) {
            let paragraph = Span::new(hit.context.start + paragraph.start, hit.context.start + paragraph.end);
            let highlights = within(&hit.highlights, paragraph);
            marked(paragraph.of(&hit.text), &highlights, Ink::Plain, style).write_wrapped(out, style, &indent)?;
        }
    }
    let source = format!("{} · {}", title(&hit.article), source_line(&hit.article));
    Rich::of(&source, Ink::Faint).write_wrapped(out, style, &indent)?;
    for line in copies(hit) {
        Rich::of(&line, Ink::Faint).write_wrapped(out, style, &indent)?;
    }
    Ok(())
}

/// Where else the words stand: the first appearance, a few others, and how many more.
fn copies(hit: &QuoteHit) -> Vec<String> {
    let first = hit.first.as_ref().filter(|first| first.id != hit.article.id);
    let mut lines: Vec<String> = first.map(|first| format!("first: {}", source_line(first))).into_iter().collect();
    let others: Vec<&ArticleCard> =
        hit.copies.iter().filter(|copy| first.is_none_or(|first| first.id != copy.id)).collect();
    lines.extend(others.iter().take(COPIES_NAMED).map(|copy| format!("also: {}", source_line(copy))));
    if others.len() > COPIES_NAMED {
        lines.push(format!("and in {} more", thousands((others.len() - COPIES_NAMED) as u64)));
    }
    lines
}

/// `“…” … “…” — Speaker, role, cue`; reported speech without marks.
/// A speaker goes by `person`, the name the archive has for them, where it is known.
fn quotation(quotation: &Quotation, person: Option<&str>, text: &str, highlights: &[Span], style: Style) -> Rich {
    let (open, close) = if quotation.kind == QuotationKind::Indirect { ("", "") } else { ("“", "”") };
    let mut rich = Rich::new();
    for (nth, &fragment) in quotation.fragments.iter().enumerate() {
        rich.push(if nth > 0 { " … " } else { "" }, Ink::Plain).push(open, Ink::Plain);
        push_marked(&mut rich, fragment.of(text), &within(highlights, fragment), Ink::Plain, style);
        rich.push(close, Ink::Plain);
    }
    rich.push(" — ", Ink::Plain);
    match &quotation.speaker {
        Some(speaker) => {
            let ink = if speaker.kind == SpeakerKind::Person { Ink::Name } else { Ink::Plain };
            let doubt = if quotation.confidence < DOUBTFUL { "?" } else { "" };
            rich.push(person.unwrap_or(&speaker.name), ink).push(doubt, ink);
            if let Some(role) = &speaker.role {
                rich.push(", ", Ink::Plain).push(role, Ink::Plain);
            }
        }
        None => {
            rich.push("nobody named", Ink::Faint);
        }
    }
    if let Some(cue) = quotation.cue {
        rich.push(&format!(", {}", cue.of(text)), Ink::Faint);
    }
    rich
}

/// The parts of `highlights` that lie in `inside`, as offsets into it.
fn within(highlights: &[Span], inside: Span) -> Vec<Span> {
    let clipped = highlights.iter().filter(|highlight| highlight.overlaps(inside));
    clipped
        .map(|span| Span::new(span.start.max(inside.start) - inside.start, span.end.min(inside.end) - inside.start))
        .collect()
}

fn marked(text: &str, highlights: &[Span], ink: Ink, style: Style) -> Rich {
    let mut rich = Rich::new();
    push_marked(&mut rich, text, highlights, ink, style);
    rich
}

/// Highlights that only blanks keep apart are one mark: a phrase is one thing.
fn push_marked(rich: &mut Rich, text: &str, highlights: &[Span], ink: Ink, style: Style) {
    let mut at = 0;
    for span in joined(text, highlights) {
        let mark = if style.colour { "" } else { "*" };
        rich.push(&text[at..span.start], ink);
        rich.push(mark, Ink::Match).push(span.of(text), Ink::Match).push(mark, Ink::Match);
        at = span.end;
    }
    rich.push(&text[at..], ink);
}

fn joined(text: &str, highlights: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for &highlight in highlights {
        match joined.last_mut() {
            Some(last) if text[last.end..highlight.start].trim().is_empty() => last.end = highlight.end,
            _ => joined.push(highlight),
        }
    }
    joined
}

fn title(card: &ArticleCard) -> &str {
    if card.title.is_empty() { "(no title)" } else { &card.title }
}

/// `The Harbour Post · 2025-08-16 · path.html · 7kq2m9xw`
fn source_line(card: &ArticleCard) -> String {
    let published = card.published.as_deref().unwrap_or("undated");
    let parts = [card.source.as_deref(), Some(published), Some(&card.path), Some(short_id(&card.id))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn short_id(id: &str) -> &str {
    id.get(..ID_CHARS).unwrap_or(id)
}

fn write_facet(out: &mut dyn Write, facet: &Facet, counted: Count, style: Style) -> io::Result<()> {
    let has_quotes = facet.values.iter().any(|value| value.quotes.is_some());
    let numbers = if has_quotes { 18 } else { 10 };
    let rows: Vec<(String, &FacetValue)> = match is_tree(&facet.field) {
        true => branches(&facet.values)
            .into_iter()
            .map(|it| (format!("{:1$}{2}", "", 2 * it.depth, it.label), it.value))
            .collect(),
        false => facet.values.iter().map(|value| (value.value.clone(), value)).collect(),
    };
    let names: Vec<Rich> = rows.iter().map(|(name, _)| Rich::of(name, Ink::Name)).collect();
    let widest = names.iter().map(Rich::width).chain([facet.field.len()]).max().unwrap_or(0);
    // Bars get what names and numbers leave; names so long that nothing is left may run over.
    let bar_columns = style.width.saturating_sub(widest + numbers + 2).clamp(BAR_COLUMNS_MIN, BAR_COLUMNS);
    let quotes = if has_quotes { "  quotes" } else { "" };
    Rich::of(&format!("{:widest$}  {:>8}{quotes}", facet.field, counted.name()), Ink::Faint).write(out, style)?;
    writeln!(out)?;
    let most = facet.values.iter().map(|value| value.articles).max().unwrap_or(0);
    for ((_, value), name) in rows.iter().zip(&names) {
        name.write(out, style)?;
        write!(out, "{:1$}", "", widest.saturating_sub(name.width()))?;
        write_counts(out, value, has_quotes)?;
        write_bar(out, value.articles as f64, most as f64, bar_columns, style)?;
        writeln!(out)?;
    }
    Ok(())
}

fn write_counts(out: &mut dyn Write, value: &FacetValue, has_quotes: bool) -> io::Result<()> {
    write!(out, "  {:>8}", value.articles)?;
    if has_quotes {
        write!(out, "  {:>6}", value.quotes.unwrap_or(0))?;
    }
    Ok(())
}

/// A bar in eighths of a column, and the columns it took with the blanks before it; nothing for nothing, something for
/// anything.
pub(super) fn write_bar(
    out: &mut dyn Write,
    value: f64,
    most: f64,
    bar_columns: usize,
    style: Style,
) -> io::Result<usize> {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if value <= 0.0 || most <= 0.0 {
        return Ok(0);
    }
    let eighths = (value / most * (bar_columns * 8) as f64).round().max(1.0) as usize;
    let bar = Rich::of(&format!("  {}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]), Ink::Name);
    bar.write(out, style)?;
    Ok(bar.width())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Speaker;

    const PLAIN: Style = Style { width: 48, colour: false };

    fn card() -> ArticleCard {
        ArticleCard {
            id: "abcdefghjkmnpqrstvwxyz2345".to_owned(),
            title: "Ferry talks end".to_owned(),
            source: Some("The Harbour Post".to_owned()),
            published: Some("2025-08".to_owned()),
            path: "a.txt".to_owned(),
            ..ArticleCard::default()
        }
    }

    fn check(expected: &str, write: impl Fn(&mut dyn Write) -> io::Result<()>) {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_hit() {
        let text = "The ferry talks ended late on Friday, and nobody would say when the ferry might sail.";
        let passage = Passage {
            ordinal: 0,
            span: Span::new(0, text.len()),
            points: (0, text.len()),
            text: text.to_owned(),
            cite: String::new(),
            highlights: vec![Span::new(4, 9), Span::new(10, 15), Span::new(68, 73)],
            score: 1.0,
            speakers: vec!["Ana Lund".to_owned()],
        };
        let hit = Hit {
            rank: 1,
            score: 2.0,
            article: card(),
            copies: vec![],
            title_highlights: vec![],
            passages: vec![passage],
            shared: None,
            missing: vec![],
            explanation: None,
        };
        let response = SearchResponse { hits: vec![hit], ..SearchResponse::default() };
        check(
            " 1. Ferry talks end\n    The Harbour Post · 2025-08 · a.txt ·\n    abcdefgh\n    The *ferry talks* ended late on Friday, and\n    nobody would say when the *ferry* might\n    sail.\n    quoted: Ana Lund\n",
            |out| search(out, &response, &SearchRequest::default(), PLAIN),
        );
    }

    fn said(kind: QuotationKind, confidence: f32) -> QuoteHit {
        let text = "“We sail,” Lund said, “on Monday.”".to_owned();
        let find = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
        let speaker = Speaker {
            name: "Ana Lund".to_owned(),
            mention: find("Lund"),
            kind: SpeakerKind::Person,
            role: Some("mayor".to_owned()),
        };
        let quotation = Quotation {
            fragments: vec![find("We sail,"), find("on Monday.")],
            kind,
            speaker: Some(speaker),
            cue: Some(find("said")),
            rule: "verb",
            confidence,
        };
        let highlights = vec![find("Monday")];
        let context = Span::new(0, text.len());
        QuoteHit {
            rank: 3,
            score: 1.0,
            quotation,
            text,
            context,
            highlights,
            person: None,
            article: card(),
            copies: vec![],
            first: None,
        }
    }

    #[test]
    fn a_quotation() {
        let wide = Style { width: 90, colour: false };
        let source = "    Ferry talks end · The Harbour Post · 2025-08 · a.txt · abcdefgh\n";
        check(&format!(" 3. “We sail,” … “on *Monday*.” — Ana Lund, mayor, said\n{source}"), |out| {
            write_quote_hit(out, &said(QuotationKind::Direct, 0.9), false, wide)
        });
        check(&format!(" 3. We sail, … on *Monday*. — Ana Lund?, mayor, said\n{source}"), |out| {
            write_quote_hit(out, &said(QuotationKind::Indirect, 0.5), false, wide)
        });
    }

    #[test]
    fn a_facet() {
        let value = |value: &str, articles, quotes| FacetValue { value: value.to_owned(), articles, quotes };
        let values = vec![value("Ana Lund", 8, Some(12)), value("東京", 1, Some(1))];
        let facet = Facet { field: "speaker".to_owned(), values };
        check(
            "speaker   articles  quotes\nAna Lund         8      12  ████████████████████\n東京             1       1  ██▌\n",
            |out| facets(out, std::slice::from_ref(&facet), Count::Articles, PLAIN),
        );
        check(
            "section   stories\nSport           1  ████████████████████████\n",
            |out| {
                let facet = Facet { field: "section".to_owned(), values: vec![value("Sport", 1, None)] };
                facets(out, &[facet], Count::Stories, PLAIN)
            },
        );
    }
}
