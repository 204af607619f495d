//! LexisNexis as it wrote text files until 2019: every document under a line `1 of 25 DOCUMENTS`, outlet, day and headline in the
//! middle of the page, then labels in capitals, the text, and labels again. Menus came in several languages, and the labels with
//! them.

use super::cut::{Border, Borders};
use super::shape::{self, TextLine, lines, told};
use super::{Document, Not};
use crate::article::Fields;
use crate::read::ReadOptions;

/// Lines above a text (guessed: the longest heads have some twenty labels and as many blank lines).
const HEAD_LINES_MAX: usize = 80;

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Byline,
    Section,
    Headline,
    Dateline,
    /// Above the text, and of no use here.
    OtherAbove,
    Body,
    Language,
    Url,
    /// Below the text, and of no use here.
    Below,
    /// The same, but a paragraph of a text may begin so.
    PerhapsBelow,
}

#[rustfmt::skip]
const LABELS: &[(Label, &[&str])] = &[
    (Label::Byline, &["BYLINE", "AUTOR", "AUTEUR", "AUTORE"]),
    (Label::Section, &["SECTION", "RUBRIK", "RUBRIQUE", "SECCIÓN", "SECCION", "SECTIE", "SEZIONE"]),
    (Label::Headline, &["HEADLINE", "ÜBERSCHRIFT", "TITRE", "TITULAR", "TÍTULO", "TITOLO"]),
    (Label::Dateline, &["DATELINE"]),
    (Label::OtherAbove, &["LENGTH", "LÄNGE", "LONGUEUR", "LONGITUD", "LENGTE", "LUNGHEZZA", "HIGHLIGHT", "SERIES", "ENCART", "DISTRIBUTION"]),
    (Label::Body, &["BODY", "FULL TEXT", "VOLLEDIGE TEKST", "VOLLTEXT", "TEXTE INTÉGRAL"]),
    (Label::Language, &["LANGUAGE", "SPRACHE", "LANGUE", "IDIOMA", "TAAL", "LINGUA"]),
    (Label::Url, &["URL"]),
    (Label::Below, &["LOAD-DATE", "DATE-CHARGEMENT", "FECHA-CARGA", "LAAD-DATUM", "PUBLICATION-TYPE", "PUBLICATIETYPE", "TYPE-PUBLICATION",
        "TYPE-PUBLI", "TIPO-PUBLICACIÓN", "DOCUMENT-TYPE", "JOURNAL-CODE", "PUB-TYPE",
        "CORRECTION-DATE", "ISSN", "ACC-NO"]),
    (Label::PerhapsBelow, &["SUBJECT", "ORGANIZATION", "COMPANY", "PERSON", "GEOGRAPHIC", "COUNTRY", "STATE", "CITY", "INDUSTRY", "TICKER", "CATEGORY",
        "TYPE", "NOTES", "NOTE", "CORRECTION", "NAME", "PRODUCT", "TERMS", "PHOTO", "UPDATE", "GRAPHIC", "GRAFIK", "GRAPHIQUE", "GRÁFICO", "GRAFIEK"]),
];

/// What stands above the first document, not in one.
const COVERS: &[&str] = &[
    "Print Request:",
    "Time of Request:",
    "Printopdracht:",
    "Research Information:",
    "Zoektermen:",
    "Terms:",
    "Job Number:",
];

/// Whether a line begins a document.
pub fn is_first_line(line: &str) -> bool {
    let line = line.trim().trim_start_matches("FOCUS - ");
    const COUNT_WORDS: usize = 4; // "1 of 25 DOCUMENTS", and nothing of a story that says so
    let is_count = line.split_whitespace().count() == COUNT_WORDS;
    is_count
        && shape::counted(line).is_some_and(|(_, what)| what.starts_with("DOCUMENT") || what.starts_with("DOKUMENT"))
}

fn label(line: &str) -> Option<(Label, &str)> {
    shape::label_of(line, LABELS)
}

impl Label {
    fn is_above(self) -> bool {
        matches!(
            self,
            Label::Byline | Label::Section | Label::Headline | Label::Dateline | Label::OtherAbove | Label::Body
        )
    }
}

pub fn is_form(start: &str) -> bool {
    let has_length = || {
        let is_length = |line: TextLine| label(line.text).is_some_and(|(_, value)| shape::is_word_count(value));
        lines(start).any(is_length)
    };
    // Nobody else counts documents in capitals; a file of one document may have been saved without its count.
    let labels = || lines(start).filter_map(|line| label(line.text)).filter(|(label, _)| *label != Label::PerhapsBelow);
    lines(start).any(|line| is_first_line(line.text)) || (has_length() && labels().take(3).count() == 3)
}

pub fn borders(_: &ReadOptions) -> Borders {
    Box::new(|line| if is_first_line(line) { Border::Before } else { Border::None })
}

/// What was read of a document.
#[derive(Default)]
struct Read {
    fields: Fields,
    dateline: Option<String>,
    /// Whether any label stood above the text.
    has_head: bool,
    has_first_line: bool,
    text_start: usize,
}

pub fn read(text: &str, _: &ReadOptions) -> Document {
    let mut read = head(text);
    let text_end = below(text, &mut read);
    let is_cut = !read.has_head && !read.has_first_line && text_end < text.len();
    if !read.has_head && !is_cut {
        let is_cover = |line: TextLine| COVERS.iter().any(|cover| line.text.trim_start().starts_with(cover));
        let is_cover = !read.has_first_line && lines(text).take(HEAD_LINES_MAX).any(is_cover);
        return if is_cover { Err(Not::Cover) } else { Err(Not::Other) };
    }
    let body = text.get(read.text_start..text_end).unwrap_or_default();
    Ok((Fields { text: shape::with_dateline(read.dateline, body), ..read.fields }, None))
}

/// The head of a document, down to where its text begins.
fn head(text: &str) -> Read {
    let above = || lines(text).take(HEAD_LINES_MAX);
    let has_body = above().any(|line| label(line.text).is_some_and(|(label, _)| label == Label::Body));
    let (mut read, mut unlabelled) = (Read::default(), Vec::new());
    let (mut values, mut is_value): (Vec<(Label, String)>, bool) = (Vec::new(), false);
    for line in above() {
        match label(line.text) {
            Some((Label::Body, value)) => {
                read.has_head = true;
                read.text_start = line.start_of(value);
                break;
            }
            Some((label, value)) if label.is_above() => {
                (read.has_head, is_value) = (true, true);
                values.push((label, value.to_owned()));
            }
            Some(_) => break,
            None if line.is_blank() => is_value = false,
            None if is_first_line(line.text) => read.has_first_line = true,
            None if shape::is_copyright(line.text) => {}
            None if is_value => values.last_mut().into_iter().for_each(|(_, value)| {
                value.push(' ');
                value.push_str(line.text.trim());
            }),
            None if read.has_head && !has_body => break,
            None if !read.has_head => unlabelled.push(line),
            None => {}
        }
        read.text_start = line.end;
    }
    if read.has_head {
        name_unlabelled(&unlabelled, &mut read.fields);
    } else {
        // What is no head is text.
        read.text_start = 0;
    }
    for (label, value) in values {
        put(label, &value, &mut read);
    }
    read
}

/// Outlet and day stand in the middle of the page, the headline below them at its margin.
fn name_unlabelled(unlabelled: &[TextLine], fields: &mut Fields) {
    let day = unlabelled.iter().skip(1).position(|line| shape::is_dated(line.text)).map(|at| at + 1);
    let (above, below) = unlabelled.split_at(day.unwrap_or(usize::from(unlabelled.len() > 1)));
    fields.source = above.first().and_then(|line| told(line.text));
    fields.date = day.and_then(|at| told(unlabelled[at].text));
    let below = &below[usize::from(day.is_some()).min(below.len())..];
    // An edition is in the middle too. A headline goes on over the lines of its paragraph.
    let at_margin: Vec<&TextLine> = below.iter().filter(|line| !line.is_centred()).collect();
    let follows = |pair: &[&TextLine]| pair[0].end == pair[1].start;
    let n_lines = 1 + at_margin.windows(2).take_while(|pair| follows(pair)).count();
    let headline: Vec<&str> = at_margin.iter().take(n_lines).map(|line| line.text).collect();
    fields.title = told(&headline.join(" "));
}

fn put(label: Label, value: &str, read: &mut Read) {
    let Some(value) = told(value) else { return };
    match label {
        Label::Byline => read.fields.byline.push(value),
        Label::Section => read.fields.section = shape::section(&value),
        Label::Headline => read.fields.title = Some(value),
        Label::Dateline => read.dateline = Some(value),
        Label::Language => read.fields.language = value.split(';').next().and_then(told),
        Label::Url => read.fields.url = Some(value),
        _ => {}
    }
}

/// Where the text ends; what stands below is read.
fn below(text: &str, read: &mut Read) -> usize {
    let rest = &text[read.text_start..];
    let (mut end, mut perhaps, mut is_after_blank, mut is_value) = (None, None, true, false);
    for line in lines(rest) {
        // Labels need no blank line between them.
        let found = label(line.text).filter(|(label, _)| (is_after_blank || is_value) && !label.is_above());
        is_value = !line.is_blank() && (is_value || found.is_some());
        is_after_blank = line.is_blank();
        let begins = match found {
            Some((Label::PerhapsBelow | Label::Url, _)) if perhaps.is_none() => {
                perhaps = Some(line.start);
                None
            }
            Some(_) => perhaps.or(Some(line.start)),
            None => {
                let is_owner = line.is_centred() && shape::is_copyright(line.text);
                // What was a label only by its looks is followed by more text.
                perhaps = perhaps.filter(|_| line.is_blank() || is_value || line.is_centred());
                perhaps = perhaps.or(is_owner.then_some(line.start));
                None
            }
        };
        end = end.or(begins);
        if let (Some((label, value)), Some(_)) = (found, end.or(perhaps)) {
            put(label, value, read);
        }
    }
    read.text_start + end.or(perhaps).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::exports::tests::{check_start, documents};

    const CLASSIC: &str = "                               1 of 2 DOCUMENTS\n\n\n                             The Ellery Gazette\n\n                            May 2, 2003 Friday  \n                              Late Edition\n\nFerry stays in dock\nuntil June\n\nBYLINE: By JANE DOE\n\nSECTION: Harbour; Pg. 3\n\nLENGTH: 31 words\n\nDATELINE: PORT ELLERY \n\n\n The ferry stays in dock.\n\nCITY: a word that the mayor likes to use.\n\nNobody was hurt.\n\n\nSUBJECT: FERRIES (90%)\n\nURL: http://g.example/1\n\nLOAD-DATE: May 3, 2003\n\nLANGUAGE: ENGLISH\n\nGRAPHIC: Photo: The ferry.\n\n   Chart: The dock.\n\n                     Copyright 2003 The Ellery Gazette\n                           All Rights Reserved\n\n\n                               2 of 2 DOCUMENTS\n\n                  Copyright 2003 Harbour Wire\n\n                                Harbour Wire\n\n                 May 1, 2003, Thursday, BC cycle\n\nSECTION: Domestic News\n\nLENGTH: 12 words\n\nHEADLINE: Tug sails\n\nBODY:\nThe tug sails.\n\nLOAD-DATE: May 1, 2003\n";

    #[test]
    fn documents_of_either_layout() {
        let expected = [
            "Ferry stays in dock until June|By JANE DOE|May 2, 2003 Friday|The Ellery Gazette|Harbour|ENGLISH|http://g.example/1|PORT ELLERY - The ferry stays in dock.\n\nCITY: a word that the mayor likes to use.\n\nNobody was hurt.",
            "Tug sails||May 1, 2003, Thursday, BC cycle|Harbour Wire|Domestic News|||The tug sails.",
        ];
        assert_eq!(documents(CLASSIC.as_bytes(), is_form), expected);
        assert_eq!(
            documents(CLASSIC.replace('\n', "\r\n").as_bytes(), is_form),
            expected.map(|d| d.replace("\n\n", "\r\n\r\n"))
        );
    }

    #[test]
    fn what_looks_like_an_end_is_none_where_the_text_goes_on() {
        let text = "       1 of 1 DOCUMENTS\n\n   The Ellery Gazette\n\n   May 2, 2003\n\nFerry stays\n\nLENGTH: 31 words\n\nIt stays.\n\n     Copyright 1999 stood on the hull.\n\nMore text.\n\nUPDATE: it sailed on Friday.\n\n1 of 25 DOCUMENTS seized was read aloud.\n\nLOAD-DATE: May 3, 2003\n";
        let expected = [
            "Ferry stays||May 2, 2003|The Ellery Gazette||||It stays.\n\n     Copyright 1999 stood on the hull.\n\nMore text.\n\nUPDATE: it sailed on Friday.\n\n1 of 25 DOCUMENTS seized was read aloud.",
        ];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
    }

    #[test]
    fn menus_in_german() {
        let text = "                       1 von 1 DOKUMENTEN\n\n                       Ellerner Bote\n\n                  Freitag 2. Mai 2003\n\nFähre bleibt im Dock\n\nAUTOR: Jana Dö; Max Muster\n\nRUBRIK: LOKALES; S. 3\n\nLÄNGE: 31 Wörter\n\nDie Fähre bleibt im Dock.\n\nUPDATE: 3. Mai 2003\n\nSPRACHE: GERMAN; DEUTSCH\n\n                  Copyright 2003 Ellerner Bote\n                  Alle Rechte vorbehalten\n";
        let expected = [
            "Fähre bleibt im Dock|Jana Dö; Max Muster|Freitag 2. Mai 2003|Ellerner Bote|LOKALES|GERMAN||Die Fähre bleibt im Dock.",
        ];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        assert_eq!(documents(&encoding_rs::WINDOWS_1252.encode(text).0, is_form), expected);
    }

    #[test]
    fn what_follows_no_form_is_kept() {
        let text = "Print Request: All Documents: 1-3\nTerms: ferry\n\n           1 of 3 DOCUMENTS\n\nOnly a text, without any labels.\n\n           2 of 3 DOCUMENTS\n\n      The Ellery Gazette\n\nFerry stays\n\nLENGTH: 9 words\n\nThe ferry stays.\n";
        assert_eq!(
            documents(text.as_bytes(), is_form),
            ["cover", "Only a text, without any labels.", "Ferry stays|||The Ellery Gazette||||The ferry stays."]
        );
        let cut = "and nobody was hurt.\n\nLOAD-DATE: May 3, 2003\n\nLANGUAGE: ENGLISH\n\n           3 of 3 DOCUMENTS\n\n      The Ellery Gazette\n\nFerry stays\n\nLENGTH: 9 words\n\nThe ferry stays.\n";
        assert_eq!(
            documents(cut.as_bytes(), is_form),
            ["|||||ENGLISH||and nobody was hurt.", "Ferry stays|||The Ellery Gazette||||The ferry stays."]
        );
    }

    #[test]
    fn news_is_not_taken_for_it() {
        check_start(is_form, "Ferry stays\n\nOne of 25 documents says so.\n\nLENGTH: nobody knows\n", false);
        check_start(is_form, "FOCUS - 3 of 7 DOCUMENTS\n", true);
        check_start(
            is_form,
            "The Gazette\n\nMay 1, 2003\n\nFerry\n\nSECTION: A\n\nLENGTH: 12 words\n\nText\n\nLOAD-DATE: May 1",
            true,
        );
    }
}
