//! A page in, its documents out: what LexisNexis and Factiva save as HTML. Such pages show what their flat text says, and so each
//! document is taken apart as that is, once its elements are lines.

use super::{Document, Not, factiva, lexis};
use crate::article::{Content, NotAnArticle, Record};
use crate::read::{Found, ReadOptions, Records};
use crate::text::entities::entities;

/// Where LexisNexis begins a document, inside a comment.
const LEXIS_MARK: &str = "<DOCFULL>";

/// The class of a paragraph of Factiva, and of the element around a document, which a language stands before: `enArticle`.
const FACTIVA_PARAGRAPH: &str = "articleParagraph";
const FACTIVA_DOCUMENT: &str = "class=\"article ";

/// A class of Factiva's headlines.
const HEADLINE: &str = "Headline";

/// Elements that show nothing.
const SILENT: &[&str] = &["script", "style", "head"];

/// Elements that begin a line, and those that have a blank one around them.
const LINES: &[&str] = &["div", "br", "tr", "table", "li", "ul", "ol", "center", "hr"];
const BLOCKS: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"];

/// What takes a flat document apart.
type Reader = fn(&str, &ReadOptions) -> Document;

/// The documents of a page, if it is one of these.
pub fn parted(page: &Found, options: &ReadOptions) -> Option<Records> {
    let Found::Record(record) = page else { return None };
    let Content::Html { html, .. } = &record.content else { return None };
    let (pieces, read): (Vec<&str>, Reader) = if html.contains(LEXIS_MARK) {
        (html.split(LEXIS_MARK).skip(1).collect(), lexis::read)
    } else if html.contains(FACTIVA_PARAGRAPH) && html.contains(FACTIVA_DOCUMENT) {
        (html.split(FACTIVA_DOCUMENT).skip(1).collect(), factiva::read)
    } else {
        return None;
    };
    // The rest of the tag or of the comment that the mark stands in.
    let inside = |piece: &'_ str| piece.find('>').map_or(piece.len(), |end| end + 1);
    let pieces: Vec<&str> = pieces.into_iter().map(|piece| &piece[inside(piece)..]).collect();
    let documents: Vec<Document> = pieces.iter().map(|piece| read(&flat(piece), options)).collect();
    // A site may call its elements so, too.
    if !documents.iter().any(Result::is_ok) {
        return None;
    }
    let is_all = pieces.len() == 1;
    let parts = pieces.iter().zip(documents).enumerate();
    let found: Vec<Found> =
        parts.map(|(number, (piece, document))| found(piece, document, number as u64, is_all, record)).collect();
    Some(Box::new(found.into_iter()))
}

fn found(piece: &str, read: Document, number: u64, is_all: bool, page: &Record) -> Found {
    let (content, external_id) = match read {
        Ok((fields, id)) => (Content::Fields(fields), id),
        Err(Not::Cover) => return Found::NotAnArticle(NotAnArticle { reason: "cover-page" }),
        Err(Not::Other) => (Content::Html { html: format!("<article>{piece}</article>"), url: None }, None),
    };
    let key = super::key(external_id.as_ref(), is_all, piece.as_bytes());
    Found::Record(Record { number, key, external_id, content, path: page.path.clone(), offset: page.offset })
}

/// What markup shows, as lines: paragraphs and headlines with a blank line around them, the cells of a row with a tab between.
fn flat(markup: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(markup.len()), markup);
    let mut is_headline = false;
    while let Some(at) = rest.find('<') {
        say(&entities(&rest[..at]), &mut out);
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = behind(rest, "-->");
            continue;
        }
        let Some(end) = rest.find('>') else {
            rest = "";
            break;
        };
        let (tag, inside) = (&rest[1..end], &rest[end + 1..]);
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let is_closing = tag.starts_with('/');
        rest = inside;
        if SILENT.contains(&name.as_str()) && !is_closing {
            rest = behind(rest, &format!("</{name}>"));
        } else if name == "td" {
            say_cell(is_closing, &mut out);
        } else if BLOCKS.contains(&name.as_str()) || tag.contains(HEADLINE) || (is_headline && is_closing) {
            is_headline = tag.contains(HEADLINE);
            break_line(2, &mut out);
        } else if LINES.contains(&name.as_str()) {
            break_line(1, &mut out);
        }
    }
    say(&entities(rest), &mut out);
    out
}

/// What stands behind the first of these; nothing where there is none.
fn behind<'t>(text: &'t str, end: &str) -> &'t str {
    text.find(end).map_or("", |at| &text[at + end.len()..])
}

fn say(text: &str, out: &mut String) {
    let is_apart = |c: char| c.is_whitespace();
    if text.starts_with(is_apart) && !out.is_empty() && !out.ends_with(is_apart) {
        out.push(' ');
    }
    for (nth, word) in text.split_whitespace().enumerate() {
        if nth > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(is_apart) && !out.is_empty() && !out.ends_with(is_apart) {
        out.push(' ');
    }
}

fn say_cell(is_closing: bool, out: &mut String) {
    if is_closing {
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\t');
    }
}

/// Ends the line that is open, and leaves so many breaks below it.
fn break_line(n: usize, out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    let n_there = out.len() - out.trim_end_matches('\n').len();
    if !out.is_empty() {
        out.extend(std::iter::repeat_n('\n', n.saturating_sub(n_there)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Fields;

    fn told(html: &str) -> Vec<String> {
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 10_000 };
        let page = format!("<html><head><title>Saved</title></head><body>{html}</body></html>");
        let line = |found| match found {
            Found::Record(Record { content: Content::Fields(f), external_id, .. }) => {
                let Fields { title, date, source, section, text, .. } = f;
                let text = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
                let own = [title, Some(f.byline.join("+")), date, source, section, external_id, text];
                own.map(Option::unwrap_or_default).join("|")
            }
            Found::Record(Record { content: Content::Html { html, .. }, .. }) => html,
            other => format!("{other:?}"),
        };
        crate::read::records_in("a.html".as_ref(), page.into_bytes(), &options).map(line).collect()
    }

    #[test]
    fn lexis_nexis() {
        let document = |n: usize, title: &str| {
            let part = |text: &str| {
                format!("<BR><DIV CLASS=\"c3\"><P CLASS=\"c1\"><SPAN CLASS=\"c2\">{text}</SPAN></P></DIV>\n")
            };
            let parts = [
                format!("{n} of 2 DOCUMENTS"),
                "Ellery Gazette".to_owned(),
                "June 12</SPAN><SPAN CLASS=\"c2\">, 2004 Saturday".to_owned(),
                title.to_owned(),
                "BYLINE: </SPAN><SPAN>Jane Doe".to_owned(),
                "SECTION: </SPAN><SPAN>LOCAL; Pg. 3".to_owned(),
                "LENGTH: </SPAN><SPAN>12 words".to_owned(),
                "The ferry stays.</SPAN></P><P CLASS=\"c8\"><SPAN>R&amp;D was hurt.".to_owned(),
                "LOAD-DATE: </SPAN><SPAN>June 14, 2004".to_owned(),
            ];
            let parts = parts.map(|text| part(&text)).concat();
            format!(
                "<!-- Hide XML section from browser\n<DOC NUMBER={n}>\n<DOCFULL> -->{parts}<!-- Hide XML section from browser\n</DOCFULL> -->"
            )
        };
        assert_eq!(
            told(&(document(1, "Ferry stays in dock") + &document(2, "Tug sails"))),
            [
                "Ferry stays in dock|Jane Doe|June 12, 2004 Saturday|Ellery Gazette|LOCAL||The ferry stays. R&D was hurt.",
                "Tug sails|Jane Doe|June 12, 2004 Saturday|Ellery Gazette|LOCAL||The ferry stays. R&D was hurt.",
            ]
        );
    }

    #[test]
    fn factiva_with_and_without_tags() {
        let row =
            |tag: &str, value: &str| format!("<tr><td class=\"index\"><b>{tag}</b>&nbsp;</td><td>{value}</td></tr>");
        let text = |text: &str| format!("<p class=\"articleParagraph enarticleParagraph\">{text}</p>");
        let rows = [
            row("HD", "<span class='enHeadline'>Ferry stays\n in dock</span>"),
            row("BY", "By Jane Doe"),
            row("WC", "12 words"),
            row("PD", "2 May 2023"),
            row("SN", "Ellery Gazette"),
            row("LP", &text("The ferry stays.")),
            row("TD", &text("Nobody was hurt.")),
            row("NS", "gtrans : Transport"),
            row("AN", "Document ELLGAZ0020230502ej520001a"),
        ];
        let tagged = format!("<div class=\"article enArticle\"><table>{}</table></div>", rows.concat());
        let untagged = format!(
            "<div class=\"article enArticle\"><div id=\"hd\"><span class='enHeadline'>Tug sails</span></div><div>By Sam Roe</div><div>12 words</div><div>3 May 2023</div><div>Ellery Gazette</div><div>ELLGAZ</div><div>English</div><div>Copyright 2023 The Gazette.</div>{}<p>Document ELLGAZ0020230503ej520002b</p></div>",
            text("The tug sails.") + &text("It rains.")
        );
        assert_eq!(
            told(&(tagged + &untagged)),
            [
                "Ferry stays in dock|By Jane Doe|2 May 2023|Ellery Gazette||ELLGAZ0020230502ej520001a|The ferry stays. Nobody was hurt.",
                "Tug sails|By Sam Roe|3 May 2023|Ellery Gazette||ELLGAZ0020230503ej520002b|The tug sails. It rains.",
            ]
        );
    }

    #[test]
    fn another_page_stays_one() {
        for html in [
            "<p class=\"articleParagraph\">It stays.</p>",
            "<DOCFULL> --><p>It stays.</p>",
            "<div class=\"article x\"><p class=\"articleParagraph\">It stays.</p></div><div class=\"article y\"></div>",
        ] {
            let page = format!("<html><head><title>Saved</title></head><body>{html}</body></html>");
            assert_eq!(told(html), [page]);
        }
    }
}
