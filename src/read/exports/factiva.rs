//! Factiva as flat text. One display puts a tag of two letters before each part of a document (`HD` its headline, `LP` and `TD`
//! its text), the other puts the same parts one under the other without a word; in both, the last line is `Document` and a number
//! with the day in it.

use super::cut::{Border, Borders};
use super::shape::{self, TextLine, lines, told};
use super::{Document, Not};
use crate::article::Fields;
use crate::read::ReadOptions;
use crate::text::name_parts::is_particle;

/// Lines above the number of words (guessed: a section, a headline, what stands under it, the names).
const ABOVE_LINES_MAX: usize = 24;

/// Lines between it and the text.
const HEAD_LINES_MAX: usize = 16;

/// A longer line is no name of a section (guessed).
const SECTION_WORDS_MAX: usize = 4;

const TAGS_ABOVE: &[&str] =
    &["SE", "CLM", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "LA", "CY", "VOL"];
const TAGS_TEXT: &[&str] = &["LP", "TD"];
const TAGS_BELOW: &[&str] = &["ART", "RF", "CT", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "CX"];

/// What is above the question that was asked, which stands behind the documents.
const SUMMARIES: &[&str] =
    &["Search Summary", "Suchzusammenfassung", "Résumé de la recherche", "Resumen de la búsqueda"];

/// What stands between two names.
const AND: &[&str] = &["und", "and", "et", "y", "e"];

/// The language of a document, as Factiva writes it in its own languages.
const LANGUAGES: &[&str] = &[
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "dutch",
    "portuguese",
    "russian",
    "swedish",
    "danish",
    "norwegian",
    "polish",
    "chinese",
    "japanese",
    "englisch",
    "deutsch",
    "französisch",
    "spanisch",
    "italienisch",
    "anglais",
    "français",
    "allemand",
    "inglés",
    "español",
];

/// `Document ELLGAZ0020230502ej520001a`: the number of a document, which is no word of any language.
fn number(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let is_word = matches!(words.next()?, "Document" | "Dokument" | "Documento");
    let number = words.next()?;
    let is_number = (20..=32).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_alphanumeric())
        && number.bytes().filter(u8::is_ascii_digit).count() >= 10;
    (is_word && is_number && words.next().is_none()).then_some(number)
}

/// The tag of a line and what stands behind it.
fn tag(line: &str) -> Option<(&'static str, &str)> {
    let (name, rest) = line.split_at(line.find([' ', '\t']).unwrap_or(line.len()));
    let tags = TAGS_ABOVE.iter().chain(TAGS_TEXT).chain(TAGS_BELOW);
    tags.into_iter().find(|tag| **tag == name).map(|tag| (*tag, rest))
}

/// The same where words may begin so: in a text, a tag stands alone, is set apart, or begins a list of codes.
fn tag_in_text(line: &str) -> Option<(&'static str, &str)> {
    tag(line).filter(|(name, rest)| {
        let is_apart = rest.is_empty() || rest.starts_with("  ") || rest.starts_with('\t');
        is_apart || rest.contains(" : ") || (*name == "AN" && number(rest).is_some())
    })
}

fn is_tagged(text: &str) -> bool {
    let mut tags =
        lines(text).filter(|line| !line.is_blank()).take(60).filter_map(|line| tag(line.text)).map(|(tag, _)| tag);
    let has_headline = tags.any(|tag| tag == "HD");
    let behind: Vec<&str> = tags.take(8).collect();
    has_headline && behind.iter().any(|tag| matches!(*tag, "WC" | "PD")) && behind.contains(&"SN")
}

/// Without a number or a tag nothing of a display tells it from a story that says how long it is.
pub fn is_form(start: &str) -> bool {
    let has_number = lines(start).any(|line| is_last_line(line.text));
    has_number || is_tagged(start)
}

fn is_language(line: &str) -> bool {
    LANGUAGES.contains(&line.trim().to_lowercase().as_str())
}

pub fn is_last_line(line: &str) -> bool {
    number(behind_tag(line)).is_some()
}

/// A number with or without the tag before it.
fn behind_tag(line: &str) -> &str {
    line.strip_prefix("AN").filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(line)
}

pub fn borders(_: &ReadOptions) -> Borders {
    Box::new(|line| if is_last_line(line) { Border::After } else { Border::None })
}

pub fn read(text: &str, _: &ReadOptions) -> Document {
    let id = lines(text).find_map(|line| number(behind_tag(line.text)).map(str::to_owned));
    let fields = if is_tagged(text) { tagged(text) } else { untagged(text) };
    let first = lines(text).find(|line| !line.is_blank()).map_or("", |line| line.text.trim());
    match fields {
        Some(fields) => Ok((fields, id)),
        None if SUMMARIES.contains(&first) || is_heading_of_pages(first) && id.is_none() => Err(Not::Cover),
        None => Err(Not::Other),
    }
}

/// What stands above and below pages.
fn is_heading_of_pages(line: &str) -> bool {
    let line = line.trim();
    let is_page = line.strip_prefix("Page ").is_some_and(|rest| shape::counted(rest).is_some());
    is_page || (shape::is_copyright(line) && line.contains("Factiva"))
}

fn tagged(text: &str) -> Option<Fields> {
    let (mut values, mut body): (Vec<(&str, String)>, String) = (Vec::new(), String::new());
    let (mut current, mut is_text) = ("", false);
    for line in lines(text).filter(|line| !is_heading_of_pages(line.text)) {
        let found = if is_text { tag_in_text(line.text) } else { tag(line.text) };
        if let Some((name, rest)) = found {
            (current, is_text) = (name, is_text || TAGS_TEXT.contains(&name));
            if TAGS_TEXT.contains(&name) {
                body.push_str("\n\n");
            }
            values.push((name, String::new()));
            take_in(current, rest.trim(), &mut values, &mut body);
        } else {
            take_in(current, line.text, &mut values, &mut body);
        }
    }
    let value = |name: &str| values.iter().find(|(tag, _)| *tag == name).and_then(|(_, value)| told(value));
    Some(Fields {
        title: value("HD"),
        text: shape::body(&body),
        date: value("PD"),
        byline: value("BY").into_iter().collect(),
        source: value("SN"),
        section: value("SE").or_else(|| value("CLM")),
        language: value("LA"),
        url: None,
    })
}

fn take_in(tag: &str, line: &str, values: &mut [(&str, String)], body: &mut String) {
    // What stands above the first tag belongs to none of them.
    if tag.is_empty() || TAGS_TEXT.contains(&tag) {
        body.push_str(line);
        body.push('\n');
    } else if let Some((_, value)) = values.last_mut() {
        value.push(' ');
        value.push_str(line);
    }
}

fn untagged(text: &str) -> Option<Fields> {
    let kept = || lines(text).filter(|line| !is_heading_of_pages(line.text));
    let above: Vec<TextLine> =
        kept().take(ABOVE_LINES_MAX).take_while(|line| !shape::is_word_count(line.text)).collect();
    let count = kept().nth(above.len()).filter(|line| shape::is_word_count(line.text))?;
    let mut fields = Fields::default();
    let below_headline = name_above(&above, &mut fields);
    let start = name_below(text, count.end, &mut fields);
    let mut body = below_headline;
    for line in lines(&text[start..]).filter(|line| !is_heading_of_pages(line.text) && number(line.text).is_none()) {
        body.push_str(line.text);
        body.push('\n');
    }
    fields.text = shape::body(&body);
    Some(fields)
}

/// A section, if it is short and more follows; the headline; the names, if a blank line or a word parts them from it. What else
/// there is opens the text.
fn name_above(above: &[TextLine], fields: &mut Fields) -> String {
    let mut said: Vec<TextLine> = above.iter().copied().filter(|line| !line.is_blank()).collect();
    let is_parted = |pair: &[TextLine]| pair[0].end != pair[1].start;
    let has_names = said.len() > 1
        && said.last().is_some_and(|line| {
            opens_byline(line.text)
                || is_names(line.text) && said.windows(2).last().is_some_and(is_parted)
                || is_name_below_headline(&said)
        });
    if has_names {
        fields.byline = said.pop().and_then(|line| told(line.text)).into_iter().collect();
    }
    let words = |line: &TextLine| line.text.split_whitespace().count();
    if said.len() > 1 && words(&said[0]) <= SECTION_WORDS_MAX && words(&said[1]) > words(&said[0]) {
        fields.section = told(said.remove(0).text);
    }
    let mut said = said.into_iter();
    fields.title = said.next().and_then(|line| told(line.text));
    said.map(|line| format!("{}\n\n", line.text.trim())).collect()
}

fn opens_byline(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    ["by ", "von ", "par ", "por ", "di ", "door "].iter().any(|by| line.starts_with(by)) && is_names(&line)
}

/// Whether the last line is a name though nothing parts it from the headline above: two or three words, all with capitals, below
/// more of them that are no section, which a headline of two words stands below.
fn is_name_below_headline(said: &[TextLine]) -> bool {
    let [above @ .., headline, name] = said else { return false };
    let n_words = |line: &TextLine| line.text.split_whitespace().count();
    let is_capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let capitals = name.text.split_whitespace().filter(|word| !is_particle(word) && !AND.contains(word));
    let is_headline = !above.is_empty() || n_words(headline) > SECTION_WORDS_MAX;
    is_headline
        && n_words(headline) > n_words(name)
        && (2..=3).contains(&capitals.clone().count())
        && capitals.clone().all(is_capital)
        && is_names(name.text)
}

/// Whether a line may be names: short, and no sentence.
fn is_names(line: &str) -> bool {
    let line = line.trim();
    line.split_whitespace().count() <= 12
        && !line.ends_with(['.', '?', '!', ':'])
        && !line.contains(|c: char| c.is_ascii_digit())
}

/// The day, perhaps the time, the outlet, its code, edition and page, the language, the owner; gives where the text begins.
fn name_below(text: &str, from: usize, fields: &mut Fields) -> usize {
    let mut start = from;
    let mut is_last = false;
    for line in lines(&text[from..]).take(HEAD_LINES_MAX * 2) {
        let (end, said) = (from + line.end, line.text.trim());
        match said {
            "" if is_last => break,
            "" => {}
            _ if shape::is_copyright(said) => is_last = true,
            // The owner's line may go on.
            _ if is_last && fields.language.is_none() && !is_language(said) => {}
            _ if is_last => break,
            _ if is_language(said) => fields.language = Some(said.to_owned()),
            _ if fields.date.is_none() && shape::is_dated(said) => fields.date = Some(said.to_owned()),
            _ if fields.language.is_some() => break,
            _ if is_time(said) => {}
            _ if fields.source.is_none() => fields.source = Some(said.to_owned()),
            _ => {}
        }
        start = end;
    }
    start
}

fn is_time(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(hour, _)| (1..=2).contains(&hour.len()) && hour.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::exports::tests::{check_start, documents};

    const PLAIN: &str = "Harbour\nFerry stays in dock until June\n\nJANE DOE\n31 words\n2 May 2023\n09:13 AM\nThe Ellery Gazette\nELLGAZ\nFirst\nA1\nEnglish\nCopyright 2023. The Ellery Gazette. All Rights Reserved.\n\nThe ferry stays in dock.\n\nNobody was hurt.\n\nDocument ELLGAZ0020230502ej520001a\n\nFerry Strike Looms\n12 words\n1 May 2023\nHarbour Wire\nHWI\nEnglish\n(c) 2023 Harbour Wire Limited\n\nPORT ELLERY, May 1 - The tug sails.\n\nDocument HWI0000020230501ej510002b\n\nSearch Summary\n\nText\tferry\n";

    #[test]
    fn the_display_without_tags() {
        let expected = [
            "Ferry stays in dock until June|JANE DOE|2 May 2023|The Ellery Gazette|Harbour|English||ELLGAZ0020230502ej520001a|The ferry stays in dock.\n\nNobody was hurt.",
            "Ferry Strike Looms||1 May 2023|Harbour Wire||English||HWI0000020230501ej510002b|PORT ELLERY, May 1 - The tug sails.",
            "cover",
        ];
        assert_eq!(documents(PLAIN.as_bytes(), is_form), expected);
        assert_eq!(documents(PLAIN.replace('\n', "\r\n").as_bytes(), is_form), expected);
        let loose =
            PLAIN.replace("words\n", "words\n\n").replace("2023\n", "2023\n\n").replace("English\n", "\nEnglish\n\n");
        assert_eq!(documents(loose.as_bytes(), is_form), expected);
    }

    #[test]
    fn the_display_with_tags() {
        let alone = "SE\nHarbour\nHD\nFerry stays in dock\nBY\nBy JANE DOE\nWC\n31 words\nPD\n2 May 2023\nSN\nThe Ellery Gazette\nSC\nELLGAZ\nLA\nEnglish\nCY\nCopyright 2023\nLP\nThe ferry stays in dock.\n\nIN the end nobody was hurt.\nTD\n“It stays,” said the harbour master.\nCO\nelf : Ellery Ferries\nAN\nDocument ELLGAZ0020230502ej520001a\n\n";
        let beside = "HD  Tug sails\nWC  12 words\nPD  1 May 2023\nSN  Harbour Wire\nLA  English\nLP  The tug sails.\n\n    It is new.\n\nTD  Nobody was hurt.\n\nRE  sco : Scotland\nIPD Ferries\nAN  Document HWI0000020230501ej510002b\n";
        let expected = [
            "Ferry stays in dock|By JANE DOE|2 May 2023|The Ellery Gazette|Harbour|English||ELLGAZ0020230502ej520001a|The ferry stays in dock.\n\nIN the end nobody was hurt.\n\n\n\n“It stays,” said the harbour master.",
            "Tug sails||1 May 2023|Harbour Wire||English||HWI0000020230501ej510002b|The tug sails.\n\n    It is new.\n\n\n\nNobody was hurt.",
        ];
        assert_eq!(documents([alone, beside].concat().as_bytes(), is_form), expected);
    }

    #[test]
    fn a_name_below_the_headline_needs_no_line_between() {
        let text = "Hafen\nFähre bleibt im Dock\nMax von Muster\n12 Wörter\n2 Mai 2023\nEllerner Bote\nELLBOT\nDeutsch\n(c) 2023 Ellerner Bote\n\nDie Fähre bleibt.\n\nDokument ELLBOT0020230502ej520001a\n\nHafen\nSchlepper Läuft\n9 Wörter\n1 Mai 2023\nEllerner Bote\nELLBOT\nDeutsch\n(c) 2023 Ellerner Bote\n\nEr läuft.\n\nDokument ELLBOT0020230501ej520001b\n\nSuchzusammenfassung\nText  Fähre\n";
        let expected = [
            "Fähre bleibt im Dock|Max von Muster|2 Mai 2023|Ellerner Bote|Hafen|Deutsch||ELLBOT0020230502ej520001a|Die Fähre bleibt.",
            "Schlepper Läuft||1 Mai 2023|Ellerner Bote|Hafen|Deutsch||ELLBOT0020230501ej520001b|Er läuft.",
            "cover",
        ];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
    }

    #[test]
    fn what_lacks_something_is_kept() {
        let text = "und niemand wurde verletzt.\n\nDokument ELLBOT0020230502ej520001a\n\nFähre bleibt im Dock\nVon Jana Dö und Max Muster\n1.204 Wörter\nEllerner Bote\nELLBOT\nDeutsch\n(c) 2023 Ellerner Bote\n\nDie Fähre bleibt.\n\nDokument ELLBOT0020230502ej520001b\n";
        let expected = [
            "und niemand wurde verletzt.",
            "Fähre bleibt im Dock|Von Jana Dö und Max Muster||Ellerner Bote||Deutsch||ELLBOT0020230502ej520001b|Die Fähre bleibt.",
        ];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        assert_eq!(documents(&encoding_rs::WINDOWS_1252.encode(text).0, is_form), expected);
    }

    #[test]
    fn news_is_not_taken_for_it() {
        check_start(is_form, "Ferry stays\n\n500 words\n\non the ferry by Jane Doe, 2 May 2023\n\nText.", false);
        check_start(is_form, "HD video\n\nPD says no\n\nDocument everything\n", false);
    }
}
