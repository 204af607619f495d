//! Nexis Uni and Lexis+ as flat text: headline, outlet and day above, labels as in a letter, then `Body`, the text,
//! `Classification` and `End of Document`. The lines that count pages stand where a page began, in the text too.

use super::cut::{Border, Borders};
use super::shape::{self, lines, told};
use super::{Document, Not};
use crate::article::Fields;
use crate::read::ReadOptions;

/// Lines above a text (guessed: a headline, its outlet, a dozen labels, and blank lines between all of them).
const HEAD_LINES_MAX: usize = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Byline,
    Section,
    Dateline,
    Length,
    Language,
    Other,
    Below,
}

#[rustfmt::skip]
const LABELS: &[(Label, &[&str])] = &[
    (Label::Byline, &["Byline", "Autor", "Auteur"]),
    (Label::Section, &["Section", "Rubrik", "Rubrique", "Sección"]),
    (Label::Dateline, &["Dateline"]),
    (Label::Length, &["Length", "Länge", "Longueur", "Longitud", "Lengte"]),
    (Label::Language, &["Language", "Sprache", "Langue", "Idioma"]),
    (Label::Other, &["Highlight", "Series", "Distribution"]),
    (Label::Below, &["Load-Date", "Publication-Type", "Journal Code", "Ladedatum", "Publikationstyp", "Date de chargement", "Fecha de carga"]),
];

const BODIES: &[&str] = &["Body", "Hauptteil", "Textkörper", "Text des Artikels", "Corps", "Cuerpo", "Full Text"];

/// Titles of what stands below a text.
const BELOW: &[&str] = &["Classification", "Klassifizierung", "Clasificación", "Graphic", "Graphics", "Grafik"];

#[rustfmt::skip]
const ENDS: &[&str] =
    &["End of Document", "Ende des Dokuments", "Dokumentende", "Fin du document", "Fin del documento", "Einde van het document"];

/// What the list of documents that is put before them holds.
const COVERS: &[&str] = &["Client/Matter:", "Search Terms:", "Search Type:", "About LexisNexis", "Narrowed by"];

fn label(line: &str) -> Option<(Label, &str)> {
    shape::label_of(line, LABELS)
}

fn is_one_of(line: &str, words: &[&str]) -> bool {
    words.contains(&line.trim())
}

/// The number of a line that counts pages.
fn page(line: &str) -> Option<u32> {
    let words = line.trim();
    let rest = ["Page ", "Seite ", "Página ", "Pagina "].iter().find_map(|page| words.strip_prefix(page))?;
    shape::counted(rest).filter(|(_, behind)| behind.is_empty()).map(|(number, _)| number)
}

pub fn is_form(start: &str) -> bool {
    let has_length = lines(start).any(|line| {
        label(line.text).is_some_and(|(label, value)| label == Label::Length && shape::is_word_count(value))
    });
    let is_of_it = |line: &str| {
        is_one_of(line, BODIES) || is_one_of(line, ENDS) || label(line).is_some_and(|(label, _)| label == Label::Below)
    };
    let is_end = |line: &str| is_one_of(line, ENDS);
    let ends_and_goes_on =
        lines(start).any(|line| is_end(line.text)) && lines(start).any(|line| label(line.text).is_some());
    ends_and_goes_on || (has_length && lines(start).any(|line| is_of_it(line.text)))
}

pub fn is_border(line: &str) -> bool {
    page(line).is_some() || is_one_of(line, ENDS)
}

pub fn borders(_: &ReadOptions) -> Borders {
    Box::new(|line| match page(line) {
        _ if is_one_of(line, ENDS) || line.trim_start().starts_with("About LexisNexis") => Border::After,
        Some(1) => Border::Before,
        _ => Border::None,
    })
}

#[derive(Default)]
struct Read {
    fields: Fields,
    dateline: Option<String>,
    has_head: bool,
    text_start: usize,
}

pub fn read(text: &str, _: &ReadOptions) -> Document {
    let mut read = head(text);
    let has_end = || lines(text).any(|line| label(line.text).is_some_and(|(label, _)| label == Label::Below));
    if !read.has_head {
        let is_cover = |line: &str| COVERS.iter().any(|cover| line.trim_start().starts_with(cover));
        if lines(text).take(HEAD_LINES_MAX).any(|line| is_cover(line.text)) {
            return Err(Not::Cover);
        }
        if !has_end() {
            return Err(Not::Other);
        }
    }
    let body = body(text, &mut read);
    Ok((Fields { text: shape::with_dateline(read.dateline, &body), ..read.fields }, None))
}

fn head(text: &str) -> Read {
    let above = || lines(text).take(HEAD_LINES_MAX);
    let has_body = above().any(|line| is_one_of(line.text, BODIES));
    let (mut read, mut unlabelled) = (Read::default(), Vec::new());
    let (mut values, mut is_below_title): (Vec<(Label, String)>, bool) = (Vec::new(), false);
    for line in above() {
        match label(line.text) {
            _ if is_one_of(line.text, BODIES) => {
                (read.has_head, read.text_start) = (true, line.end);
                break;
            }
            Some((Label::Below | Label::Language, _)) => break,
            Some((label, value)) => {
                (read.has_head, is_below_title) = (true, true);
                values.push((label, value.to_owned()));
            }
            None if line.is_blank() || page(line.text).is_some() => {}
            None if shape::is_copyright(line.text) => is_below_title = true,
            None if read.has_head && !has_body => break,
            None if read.has_head => values.last_mut().into_iter().for_each(|(_, value)| {
                value.push(' ');
                value.push_str(line.text.trim());
            }),
            None if !is_below_title => unlabelled.push(line.text),
            None => {}
        }
        read.text_start = line.end;
    }
    if !read.has_head {
        read.text_start = 0;
        return read;
    }
    name_unlabelled(&unlabelled, &mut read.fields);
    for (label, value) in values {
        put(label, &value, &mut read);
    }
    read
}

/// The headline, on as many lines as it has; then the outlet, the day and the edition, each on one.
fn name_unlabelled(unlabelled: &[&str], fields: &mut Fields) {
    // A headline may have a year and a number too, an edition has none.
    let day = unlabelled.iter().rposition(|line| shape::is_dated(line)).filter(|&at| at > 0);
    let outlet = day.map_or(1, |day| day - 1).max(1);
    fields.title = told(&unlabelled[..outlet.min(unlabelled.len())].join(" "));
    fields.source = unlabelled.get(outlet).filter(|_| Some(outlet) != day).and_then(|line| told(line));
    fields.date = day.and_then(|at| told(unlabelled[at]));
}

fn put(label: Label, value: &str, read: &mut Read) {
    let Some(value) = told(value) else { return };
    match label {
        Label::Byline => read.fields.byline.push(value),
        Label::Section => read.fields.section = shape::section(&value),
        Label::Dateline => read.dateline = Some(value),
        Label::Language => read.fields.language = value.split(';').next().and_then(told),
        _ => {}
    }
}

/// The text without what heads its pages.
fn body(text: &str, read: &mut Read) -> String {
    let (mut body, mut is_below, mut is_page_head) = (String::new(), false, false);
    for line in lines(&text[read.text_start..]) {
        is_below |= is_one_of(line.text, BELOW) || is_one_of(line.text, ENDS);
        if let Some((label @ (Label::Language | Label::Below), value)) = label(line.text) {
            is_below |= label == Label::Below;
            if is_below {
                put(label, value, read);
            }
        }
        let is_title_again = is_page_head && told(line.text) == read.fields.title;
        if page(line.text).is_some() {
            is_page_head = true;
        } else if !line.is_blank() {
            is_page_head = false;
        }
        if !is_below && page(line.text).is_none() && !is_title_again {
            body.push_str(line.text);
            body.push('\n');
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::exports::tests::{check_start, documents};

    const TWO: &str = "Page 1 of 2\n\nFerry stays in dock\nThe Ellery Gazette (Scotland)\nMay 2, 2023 Friday\nFirst Edition\n\nCopyright 2023 Ellery Media All Rights Reserved\n\nSection: HARBOUR; Pg. 4\nLength: 31 words\nByline: Jane Doe and Sam Roe\nHighlight: The company says\nthat it is sorry\nBody\n\n\nThe ferry stays in dock.\n\nPage 2 of 2\n\nFerry stays in dock\n\nNobody was hurt.\n\nClassification\n\nLanguage: ENGLISH\nPublication-Type: Newspaper\nSubject: FERRIES (90%)\n\nLoad-Date: May 2, 2023\n\nEnd of Document\n\n\nPage 1 of 1\n\nTug sails: 12 boats follow\nin 2023\n\nHarbour Wire\n\nMay 1, 2023 Thursday 9:30 AM EST\n\n\nLength: 12 words\n\nDateline: PORT ELLERY\n\nBody\n\nThe tug sails.\n\nLoad-Date: May 1, 2023\n\nEnd of Document\n";

    #[test]
    fn pages_are_taken_out_of_the_text() {
        let expected = [
            "Ferry stays in dock|Jane Doe and Sam Roe|May 2, 2023 Friday|The Ellery Gazette (Scotland)|HARBOUR|ENGLISH||The ferry stays in dock.\n\n\n\nNobody was hurt.",
            "Tug sails: 12 boats follow in 2023||May 1, 2023 Thursday 9:30 AM EST|Harbour Wire||||PORT ELLERY - The tug sails.",
        ];
        assert_eq!(documents(TWO.as_bytes(), is_form), expected);
        assert_eq!(documents(TWO.replace('\n', "\r\n").as_bytes(), is_form), expected);
    }

    #[test]
    fn heads_that_lack_something() {
        let text = "Ferry bleibt im Dock\nEllerner Bote\n\nLänge: 31 Wörter\n\nDie Ferry bleibt im Dock.\n\nLoad-Date: 2. Mai 2023\n\nEnde des Dokuments\n";
        let expected = ["Ferry bleibt im Dock|||Ellerner Bote||||Die Ferry bleibt im Dock."];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        assert_eq!(documents(&encoding_rs::WINDOWS_1252.encode(text).0, is_form), expected);
    }

    #[test]
    fn menus_in_german() {
        let one = "Fähre bleibt im Dock\n\nEllerner Bote\n\n2. Mai 2023\n\nCopyright 2023 Ellerner Bote Alle Rechte vorbehalten\n\nRubrik: HAFEN; S. 6\nLänge: 31 Wörter\nAutor: Jana Dö\n\nHauptteil\n\nDie Fähre bleibt.\n\nLadedatum: 2. Mai 2023\n\nDokumentende\n\n";
        let expected = "Fähre bleibt im Dock|Jana Dö|2. Mai 2023|Ellerner Bote|HAFEN|||Die Fähre bleibt.";
        assert_eq!(documents(one.repeat(2).as_bytes(), is_form), [expected; 2]);
    }

    #[test]
    fn what_follows_no_form_is_kept() {
        let text = "Documents (2)\n\n1. Ferry stays\nClient/Matter: -None-\nSearch Terms: ferry\n\nAbout LexisNexis | Privacy Policy\n\nand nobody was hurt.\n\nLoad-Date: May 1, 2023\n\nEnd of Document\n\nOnly a text.\n\nEnd of Document\n";
        assert_eq!(documents(text.as_bytes(), is_form), ["cover", "|||||||and nobody was hurt.", "Only a text."]);
    }

    #[test]
    fn news_is_not_taken_for_it() {
        check_start(is_form, "Body found\n\nBody\n\nLength: short\n\nThe text.", false);
        check_start(is_form, "The contract ends with the words:\n\nEnd of Document\n\nNobody read it.", false);
    }
}
