//! Answers in, comma-separated values out (RFC 4180, `\n` at line ends): a header, then a row a passage, quotation,
//! value or bucket.
//!
//! Spreadsheets run cells that begin with `=`, `+`, `-` or `@` as formulas, and article text is anybody's; such a
//! cell gets an apostrophe before it, and control characters are made visible. JSON hands on text untouched.

use super::points::Points;
use super::visible;
use crate::index::Reject;
use crate::index::fields::Field;
use crate::present::json::FormatObject;
use crate::search::{
    ArticleCard, Count, Facet, Hit, NameCount, Passage, Pivot, QuoteHit, SearchResponse, SignificantTerm, SpeakerEntry,
    TimelineBucket, UnmergedPair,
};
use std::io::{self, Write};

/// Which of many queries a row answers: its id and its words, in two columns before the others.
pub type Asked<'a> = Option<(&'a str, &'a str)>;

/// The names of those two columns.
const ASKED: &str = "query_id,query,";

/// The names of the columns of [`hit`].
pub fn search_header(out: &mut dyn Write, of_many: bool) -> io::Result<()> {
    writeln!(
        out,
        "{}rank,score,id,external_id,title,source,published,url,path,passage,start,end,passage_score,speakers,text,cite,copies",
        if of_many { ASKED } else { "" }
    )
}

/// A row a passage; an article without one (a match in the title alone) has a row with empty cells.
pub fn hit(out: &mut dyn Write, asked: Asked, hit: &Hit) -> io::Result<()> {
    let before = || asked_cells(asked).chain(hit_cells(hit));
    let copies = || [hit.copies.len().to_string()];
    for passage in &hit.passages {
        row(out, before().chain(passage_cells(passage)).chain(copies()))?;
    }
    if hit.passages.is_empty() {
        let empty = std::array::from_fn::<_, 7, _>(|_| String::new());
        row(out, before().chain(empty).chain(copies()))?;
    }
    Ok(())
}

/// A row a word.
pub fn terms(out: &mut dyn Write, terms: &[SignificantTerm]) -> io::Result<()> {
    writeln!(out, "word,articles,archive,score")?;
    terms.iter().try_for_each(|term| {
        row(out, [cell(&term.word), term.articles.to_string(), term.archive.to_string(), term.score.to_string()])
    })
}

/// The names of the columns of [`quote`].
pub fn quotes_header(out: &mut dyn Write, of_many: bool) -> io::Result<()> {
    const HEADER: &str = "rank,score,quote,speaker,speaker_type,role,mention,cue,kind,confidence,start,end,\
                          id,external_id,title,source,published,url,path,person,copies,first_id,first_published,cite";
    writeln!(out, "{}{HEADER}", if of_many { ASKED } else { "" })
}

/// A row a quotation.
pub fn quote(out: &mut dyn Write, asked: Asked, hit: &QuoteHit) -> io::Result<()> {
    row(out, asked_cells(asked).chain(quote_cells(hit)).chain(card_cells(&hit.article)).chain(carrier_cells(hit)))
}

/// A row a value.
pub fn facets(out: &mut dyn Write, facets: &[Facet], counted: Count) -> io::Result<()> {
    writeln!(out, "field,value,{},quotes", counted.name())?;
    for facet in facets {
        for value in &facet.values {
            let quotes = value.quotes.map(|quotes| quotes.to_string()).unwrap_or_default();
            row(out, [cell(&facet.field), cell(&value.value), value.articles.to_string(), quotes])?;
        }
    }
    Ok(())
}

/// A row a cell of a pivot.
pub fn pivot(out: &mut dyn Write, pivot: &Pivot) -> io::Result<()> {
    writeln!(out, "field,value,by,by_value,articles")?;
    for line in &pivot.rows {
        for (value, articles) in &line.cells {
            let names = [&pivot.field, &line.value, &pivot.by, value].map(|name| cell(name));
            row(out, names.into_iter().chain([articles.to_string()]))?;
        }
    }
    Ok(())
}

/// A row a bucket; its question in a last column when there are several.
pub fn timeline(out: &mut dyn Write, asked: &[(&str, &SearchResponse)], counted: Count) -> io::Result<()> {
    let is_one = asked.len() < 2;
    writeln!(out, "from,to,{},archive,share{}", counted.name(), if is_one { "" } else { ",query" })?;
    for (query, response) in asked {
        for bucket in &response.timeline {
            let share = bucket.share().map(|share| share.to_string()).unwrap_or_default();
            let TimelineBucket { from, to, articles, archive } = bucket;
            let own = [from.to_string(), to.to_string(), articles.to_string(), archive.to_string(), share];
            row(out, own.into_iter().chain((!is_one).then(|| cell(query))))?;
        }
    }
    Ok(())
}

/// A row a person; the names are parted by `; `.
pub fn speakers(out: &mut dyn Write, speakers: &[SpeakerEntry]) -> io::Result<()> {
    writeln!(out, "name,articles,quotes,first,last,names")?;
    for speaker in speakers {
        let (first, last) = speaker.era.map(|(first, last)| (first.to_string(), last.to_string())).unwrap_or_default();
        let names: Vec<&str> = speaker.variants.iter().map(|variant| variant.name.as_str()).collect();
        let counts = [speaker.articles.to_string(), speaker.quotes.to_string(), first, last];
        row(out, [cell(&speaker.name)].into_iter().chain(counts).chain([cell(&names.join("; "))]))?;
    }
    Ok(())
}

/// A row a pair.
pub fn unmerged(out: &mut dyn Write, pairs: &[UnmergedPair]) -> io::Result<()> {
    writeln!(out, "name,articles,quotes,other_name,other_articles,other_quotes,evidence")?;
    let cells = |name: &NameCount| [cell(&name.name), name.articles.to_string(), name.quotes.to_string()];
    pairs.iter().try_for_each(|pair| {
        row(out, cells(&pair.a).into_iter().chain(cells(&pair.b)).chain([cell(&pair.evidence.join("; "))]))
    })
}

/// A row a field.
pub fn fields(out: &mut dyn Write, fields: &[Field]) -> io::Result<()> {
    writeln!(out, "name,about,example,facet")?;
    for field in fields {
        row(out, [cell(field.name), cell(field.about), cell(field.example), field.facet.to_string()])?;
    }
    Ok(())
}

/// A row a format; several extensions have blanks between them.
pub fn formats(out: &mut dyn Write, formats: &[FormatObject]) -> io::Result<()> {
    writeln!(out, "name,extensions,holds")?;
    formats.iter().try_for_each(|f| row(out, [cell(f.name), cell(&f.extensions.join(" ")), cell(f.holds)]))
}

/// A row for each that could not be read.
pub fn rejects(out: &mut dyn Write, rejects: &[Reject]) -> io::Result<()> {
    writeln!(out, "path,record,offset,kind,reason")?;
    let number = |number: Option<u64>| number.map_or_else(String::new, |n| n.to_string());
    rejects
        .iter()
        .try_for_each(|r| row(out, [cell(&r.path), number(r.record), number(r.offset), cell(&r.kind), cell(&r.reason)]))
}

fn asked_cells(asked: Asked) -> impl Iterator<Item = String> {
    asked.into_iter().flat_map(|(id, query)| [cell(id), cell(query)])
}

fn hit_cells(hit: &Hit) -> Vec<String> {
    [hit.rank.to_string(), hit.score.to_string()].into_iter().chain(card_cells(&hit.article)).collect()
}

fn card_cells(card: &ArticleCard) -> [String; 7] {
    [
        cell(&card.id),
        optional(card.external_id.as_deref()),
        cell(&card.title),
        optional(card.source.as_deref()),
        optional(card.published.as_deref()),
        optional(card.url.as_deref()),
        cell(&card.path),
    ]
}

fn passage_cells(passage: &Passage) -> [String; 7] {
    let (start, end) = passage.points;
    [
        passage.ordinal.to_string(),
        start.to_string(),
        end.to_string(),
        passage.score.to_string(),
        cell(&passage.speakers.join("; ")),
        cell(&passage.text),
        cell(&passage.cite),
    ]
}

fn quote_cells(hit: &QuoteHit) -> Vec<String> {
    let quotation = &hit.quotation;
    let speaker = quotation.speaker.as_ref();
    let (start, end) = Points::new(&hit.text).span(quotation.span());
    vec![
        hit.rank.to_string(),
        hit.score.to_string(),
        cell(&quotation.shown(&hit.text)),
        optional(speaker.map(|speaker| speaker.name.as_str())),
        optional(speaker.map(|speaker| speaker.kind.name())),
        optional(speaker.and_then(|speaker| speaker.role.as_deref())),
        optional(speaker.map(|speaker| speaker.mention.of(&hit.text))),
        optional(quotation.cue.map(|cue| cue.of(&hit.text))),
        cell(quotation.kind.name()),
        quotation.confidence.to_string(),
        start.to_string(),
        end.to_string(),
    ]
}

/// The speaker's name over the archive, in how many other articles the words stand, where they stood first, and what they
/// are cited by.
fn carrier_cells(hit: &QuoteHit) -> [String; 5] {
    let first = hit.first.as_ref();
    [
        optional(hit.person.as_deref()),
        hit.copies.len().to_string(),
        optional(first.map(|first| first.id.as_str())),
        optional(first.and_then(|first| first.published.as_deref())),
        cell(&hit.cite().to_string()),
    ]
}

/// Cells that are ready to be written.
fn row(out: &mut dyn Write, cells: impl IntoIterator<Item = String>) -> io::Result<()> {
    let cells: Vec<String> = cells.into_iter().collect();
    writeln!(out, "{}", cells.join(","))
}

fn optional(text: Option<&str>) -> String {
    text.map(cell).unwrap_or_default()
}

/// A cell of text: never a formula, line breaks kept, quoted where it must be.
fn cell(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(visible).collect();
    let mut text = lines.join("\n");
    if text.trim_start().starts_with(['=', '+', '-', '@']) {
        text.insert(0, '\'');
    }
    if text.contains([',', '"', '\n']) {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\n\nlines", "\"two\n\nlines\""),
            ("=SUM(A1)", "'=SUM(A1)"),
            ("-12 degrees", "'-12 degrees"),
            ("@desk, +1", "\"'@desk, +1\""),
            (" =1+1", "' =1+1"),
            ("\t=1", "' =1"),
            ("red\x1b[31m", "red␛[31m"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
