//! ProQuest as flat text: documents between rows of underscores, the headline first, then labels of which `Full text:` is one.

use super::cut::{Border, Borders};
use super::shape::{self, TextLine, lines, told};
use super::{Document, Not};
use crate::article::Fields;
use crate::read::ReadOptions;

/// A row of underscores between documents (sixty in every file seen; shorter ones are signatures and forms).
const ROW_CHARS_MIN: usize = 30;

/// Labels that a document has, from the longest documents seen. What is not used is listed to be known for a label.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "Title", "Author", "Publication title", "Publication info", "Publication date", "Publication year", "Full text", "Abstract", "Section", "Language of publication",
    "ProQuest document ID", "Document URL", "Dateline", "Subject", "Location", "People", "Company / organization", "Company", "Pages", "First page", "Volume", "Issue",
    "Year", "Publisher", "Place of publication", "Country of publication", "Publication subject", "ISSN", "eISSN", "Source type", "Document type", "Document feature",
    "Copyright", "Last updated", "Database", "Links", "Identifier / keyword", "Identifiers and keywords", "Credit", "Column", "Number of pages", "Publication frequency",
    "Accession number", "Supplement", "Series", "Caption", "Illustration", "Classification", "Product name", "Edition", "Alternate title", "Business indexing term",
    "Online publication date", "Publication history", "Milestone dates", "DOI", "NAICS", "Subtitle", "Contributor", "Correspondence author", "Section header",
];

/// What menus in other languages call them (some seen, most guessed from the words that those languages have for it), and the
/// label that it is.
#[rustfmt::skip]
const TRANSLATED: &[(&str, &[&str])] = &[
    ("Title", &["Titel", "Titre", "Título"]),
    ("Author", &["Autor", "Autoren", "Auteur"]),
    ("Publication title", &["Publikationstitel", "Titre de publication", "Titre de la publication", "Título de publicación", "Título de la publicación"]),
    ("Publication info", &["Publikationsinfo", "Publikationsinformationen", "Informations de publication", "Informations sur la publication",
        "Información de publicación", "Información de la publicación"]),
    ("Publication date", &["Publikationsdatum", "Veröffentlichungsdatum", "Date de publication", "Fecha de publicación"]),
    ("Publication year", &["Publikationsjahr", "Veröffentlichungsjahr", "Erscheinungsjahr", "Année de publication", "Año de publicación"]),
    ("Full text", &["Volltext", "Texte intégral", "Texto completo"]),
    ("Abstract", &["Zusammenfassung", "Kurzfassung", "Résumé", "Resumen"]),
    ("Section", &["Abschnitt", "Rubrik", "Rubrique", "Sección"]),
    ("Language of publication", &["Publikationssprache", "Sprache der Publikation", "Langue de publication", "Idioma de la publicación", "Idioma de publicación"]),
    ("ProQuest document ID", &["ProQuest-Dokument-ID", "ID du document ProQuest", "ID del documento de ProQuest", "ID de documento de ProQuest"]),
    ("Document URL", &["Dokument-URL", "URL des Dokuments", "URL du document", "URL del documento"]),
    ("Subject", &["Thema", "Themen", "Schlagwort", "Sujet", "Tema", "Materia"]),
    ("Location", &["Ort", "Standort", "Lieu", "Lugar", "Ubicación"]),
    ("People", &["Personen", "Personnes", "Personas"]),
    ("Company / organization", &["Unternehmen/Organisation", "Unternehmen / Organisation", "Société / organisation", "Empresa / organización"]),
    ("Pages", &["Seiten", "Seite", "Páginas"]),
    ("First page", &["Erste Seite", "Première page", "Primera página"]),
    ("Volume", &["Band", "Jahrgang", "Volumen"]),
    ("Issue", &["Ausgabe", "Heft", "Numéro", "Número"]),
    ("Year", &["Jahr", "Année", "Año"]),
    ("Publisher", &["Verlag", "Herausgeber", "Éditeur", "Editor", "Editorial"]),
    ("Place of publication", &["Erscheinungsort", "Publikationsort", "Lieu de publication", "Lugar de publicación"]),
    ("Country of publication", &["Erscheinungsland", "Land der Publikation", "Pays de publication", "País de publicación"]),
    ("Publication subject", &["Publikationsthema", "Thema der Publikation", "Sujet de la publication", "Materia de la publicación"]),
    ("Source type", &["Quellentyp", "Type de source", "Tipo de fuente"]),
    ("Document type", &["Dokumenttyp", "Type de document", "Tipo de documento"]),
    ("Last updated", &["Zuletzt aktualisiert", "Dernière mise à jour", "Última actualización"]),
    ("Database", &["Datenbank", "Base de données", "Base de datos"]),
];

/// Labels that nothing else has.
const OWN: &[&str] = &["ProQuest document ID", "Publication title", "Publication info", "Language of publication"];

/// What leads to a document.
const LINKS: &[&str] = &[
    "ProQuest document link",
    "ProQuest-Dokument-Link",
    "Lien vers le document ProQuest",
    "Enlace de documentos de ProQuest",
];

/// What says that only the record of an article could be had.
const NO_TEXTS: &[&str] = &["not available", "nicht verfügbar", "non disponible", "no disponible"];

/// What stands before, between and behind documents.
const COVERS: &[&str] = &[
    "Report Information from ProQuest",
    "Table of contents",
    "Inhaltsverzeichnis",
    "Table des matières",
    "Tabla de contenido",
    "Contact us at",
    "Bibliography",
    "Citation style",
    "Database copyright",
    "Copyright ©",
    "Terms and Conditions",
];

fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() >= ROW_CHARS_MIN && line.bytes().all(|b| b == b'_')
}

fn label(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = shape::labelled(line)?;
    let translated = || {
        let is_name = |names: &&[&str]| names.iter().any(|theirs| theirs.eq_ignore_ascii_case(name));
        TRANSLATED.iter().find(|(_, names)| is_name(names)).map(|(label, _)| *label)
    };
    let label = LABELS.iter().find(|label| label.eq_ignore_ascii_case(name)).copied().or_else(translated)?;
    Some((label, value))
}

pub fn is_form(start: &str) -> bool {
    let labels = || lines(start).filter_map(|line| label(line.text)).map(|(label, _)| label);
    let has_link = || lines(start).any(|line| LINKS.iter().any(|link| line.text.starts_with(link)));
    let is_report = lines(start).any(|line| line.text.starts_with(COVERS[0]));
    // Who cites an article writes its labels, too, but neither a row nor where its text stands.
    let is_export = || labels().any(|label| label == "Full text") || lines(start).any(|line| is_row(line.text));
    let is_own = || labels().any(|label| OWN.contains(&label)) || has_link();
    is_report || (labels().take(3).count() == 3 && is_own() && is_export())
}

pub fn is_border(line: &str) -> bool {
    is_row(line) || is_count(line)
}

pub fn borders(_: &ReadOptions) -> Borders {
    Box::new(|line| if is_row(line) { Border::Before } else { Border::None })
}

pub fn read(text: &str, _: &ReadOptions) -> Document {
    let mut found = Found::default();
    let mut headline = None;
    let mut rest = lines(text).peekable();
    let (mut is_after_blank, mut is_value) = (true, false);
    while let Some(line) = rest.next() {
        match label(line.text).filter(|_| is_after_blank || is_value) {
            Some(("Full text", value)) => {
                found.has_label = true;
                let start = line.start_of(value);
                let end = text_end(text, start);
                found.text = Some((start, end));
                while rest.next_if(|line| line.start < end).is_some() {}
                (is_after_blank, is_value) = (true, false);
                continue;
            }
            Some((label, value)) => found.values.push((label, value.to_owned())),
            None if line.is_blank() || is_border(line.text) => {}
            None if found.values.is_empty() && headline.is_none() => {
                headline = told(line.text);
                // Labels may follow without a blank line.
                is_value = true;
            }
            // A value goes on over the lines of its paragraph.
            None if is_value => found.values.last_mut().into_iter().for_each(|(_, value)| {
                value.push(' ');
                value.push_str(line.text.trim());
            }),
            None => {}
        }
        is_value = !line.is_blank() && (is_value || label(line.text).is_some());
        is_after_blank = line.is_blank();
    }
    if found.values.len() < 2 && !found.has_label {
        let is_owner = |line: &str| shape::is_copyright(line) && line.contains("ProQuest");
        let is_cover = |line: TextLine| {
            COVERS.iter().any(|cover| line.text.trim_start().starts_with(cover)) || is_owner(line.text)
        };
        return if lines(text).take(20).any(is_cover) { Err(Not::Cover) } else { Err(Not::Other) };
    }
    found.document(text, headline)
}

/// Whether a line counts documents.
fn is_count(line: &str) -> bool {
    let (word, count) = line.trim().split_once(' ').unwrap_or_default();
    matches!(word, "Document" | "Dokument" | "Documento") && shape::counted(count).is_some()
}

/// Where the text ends that begins at `start`: at the first of the labels that follow it, one upon the other.
fn text_end(text: &str, start: usize) -> usize {
    let (mut first, mut is_after_blank, mut is_value) = (None, true, false);
    for line in lines(&text[start..]) {
        let is_label = (is_after_blank || is_value) && (label(line.text).is_some() || is_row(line.text));
        match (is_label, first) {
            (true, Some(first)) => return start + first,
            (true, None) => first = Some(line.start),
            // A value may go on over the next line.
            (false, _) if line.is_blank() || is_value => {}
            (false, _) => first = None,
        }
        is_value = !line.is_blank() && (is_value || is_label);
        is_after_blank = line.is_blank();
    }
    first.map_or(text.len(), |first| start + first)
}

#[derive(Default)]
struct Found {
    values: Vec<(&'static str, String)>,
    text: Option<(usize, usize)>,
    has_label: bool,
}

impl Found {
    fn value(&self, name: &str) -> Option<String> {
        self.values.iter().find(|(label, value)| *label == name && !value.is_empty()).and_then(|(_, value)| told(value))
    }

    fn document(&self, text: &str, headline: Option<String>) -> Document {
        let full = self.text.and_then(|(start, end)| shape::body(&text[start..end]));
        // Where only the record of an article could be had, its abstract is all there is.
        let full = full.filter(|full| !NO_TEXTS.contains(&full.trim().trim_end_matches('.').to_lowercase().as_str()));
        let info = self.value("Publication info");
        let fields = Fields {
            title: self.value("Title").or(headline),
            text: full.or_else(|| self.value("Abstract")),
            date: self.value("Publication date").or_else(|| info.as_deref().and_then(day_of)),
            byline: self.value("Author").map(|authors| names(&authors)).unwrap_or_default(),
            source: self
                .value("Publication title")
                .and_then(|title| outlet_of(&title))
                .or_else(|| info.as_deref().and_then(outlet_of)),
            section: self.value("Section"),
            language: self.value("Language of publication"),
            url: self.value("Document URL"),
        };
        if fields.text.is_none() {
            return Err(Not::Other);
        }
        Ok((fields, self.value("ProQuest document ID")))
    }
}

/// `Gazette ; Port Ellery [Port Ellery]12 June 2010: A.1.`: the outlet, which its town may follow in a title too, and the day in it.
fn outlet_of(info: &str) -> Option<String> {
    info.split([';', '[']).next().and_then(told)
}

fn day_of(info: &str) -> Option<String> {
    let (_, behind) = info.rsplit_once(']')?;
    let day = behind.split(':').next()?.trim();
    shape::is_dated(day).then(|| day.to_owned())
}

/// `Doe, Jane; Roe, Sam`: names as a catalogue has them, the other way round.
fn names(authors: &str) -> Vec<String> {
    let turned = |name: &str| match name.trim().split_once(',') {
        Some((family, given)) if !given.contains(',') && !family.contains(" and ") && is_turned(family, given) => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_owned(),
    };
    authors.split(';').map(turned).filter(|name| !name.is_empty()).collect()
}

/// Two whole names with a comma between them are two people.
fn is_turned(family: &str, given: &str) -> bool {
    let words = |part: &str| part.split_whitespace().count();
    words(family) == 1 || words(given) == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::exports::tests::{check_start, documents};

    const ROW: &str = "____________________________________________________________\n";

    fn joined(documents: &[&str]) -> String {
        documents.iter().map(|document| format!("{ROW}\n{document}\n\n")).collect()
    }

    const FERRY: &str = "Document 1 of 2\n\nFerry stays in dock\n\nAuthor: Doe, Jane; Roe, Sam\n\nPublication info: Ellery Gazette ; Port Ellery [Port Ellery]12 June 2010: A.1.\n\nProQuest document link\n\nAbstract: It stays.\n\nFull text: The ferry stays in dock.\n\nTitle: a word that the mayor likes.\n\nNobody was hurt.\n\nSubject: Ferries; Docks\n\nTitle: Ferry stays in dock\n\nPublication title: Ellery Gazette\n\nPublication date: Jun 12, 2010\n\nSection: Harbour\n\nLanguage of publication: English\n\nProQuest document ID: 340001\n\nDocument URL: https://p.example/340001";
    const TUG: &str = "Tug sails\nAuthor: Doe, Jane\n\nPublication info: Harbour Wire [Port Ellery]\n11 June 2010: A.3.\n\nFull text:\n\nThe tug sails.\n\nPublication year: 2010\nProQuest document ID: 340002\n";

    #[test]
    fn labels_in_any_order() {
        let text = joined(&[
            "Report Information from ProQuest\nJune 12 2020",
            FERRY,
            TUG,
            "Contact us at: http://p.example/\nCopyright © 2020 ProQuest LLC.",
            "Contact the library\nCopyright 2020 ProQuest LLC. All rights reserved.",
        ]);
        let expected = [
            "cover",
            "Ferry stays in dock|Doe, Jane; Roe, Sam|Jun 12, 2010|Ellery Gazette|Harbour|English|https://p.example/340001|340001|The ferry stays in dock.\n\nTitle: a word that the mayor likes.\n\nNobody was hurt.",
            "Tug sails|Jane Doe|11 June 2010|Harbour Wire||||340002|The tug sails.",
            "cover",
            "cover",
        ];
        let expected = expected.map(|document| document.replace("Doe, Jane; Roe, Sam", "Jane Doe; Sam Roe"));
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        let found = documents(text.replace('\n', "\r\n").as_bytes(), is_form);
        assert_eq!(found, expected.map(|document| document.replace("\n\n", "\r\n\r\n")));
    }

    #[test]
    fn menus_in_other_languages() {
        let german = "Dokument 1 von 2\n\nFähre bleibt im Dock\n\nAutor: Dö, Jana\n\nPublikationsinfo: Ellerner Bote ; Ellern. 2 Mai 2023: 5.\n\nProQuest-Dokument-Link\n\nVolltext: Die Fähre bleibt.\n\nNiemand wurde verletzt.\n\nTitel: Fähre bleibt im Dock\n\nPublikationstitel: Ellerner Bote; Ellern\n\nPublikationsdatum: 2. Mai 2023\n\nPublikationssprache: Deutsch\n\nProQuest-Dokument-ID: 340003";
        let french = "Document 2 sur 2\n\nLe bac reste\n\nTexte intégral: Le bac reste à quai.\n\nTitre de publication: Le Quai\n\nDate de publication: 3 mai 2023\n\nID du document ProQuest: 340004";
        let expected = [
            "Fähre bleibt im Dock|Jana Dö|2. Mai 2023|Ellerner Bote||Deutsch||340003|Die Fähre bleibt.\n\nNiemand wurde verletzt.",
            "Le bac reste||3 mai 2023|Le Quai||||340004|Le bac reste à quai.",
        ];
        assert_eq!(documents(joined(&[german, french]).as_bytes(), is_form), expected);
    }

    #[test]
    fn what_lacks_something_is_kept() {
        let text = joined(&[
            "Fähre bleibt\n\nAbstract: Sie bleibt.\n\nFull text: Not available.\n\nProQuest document ID: 1",
            "Nur ein Text über nichts.",
        ]);
        let expected = ["Fähre bleibt|||||||1|Sie bleibt.", "Nur ein Text über nichts."];
        assert_eq!(documents(text.as_bytes(), is_form), expected);
        assert_eq!(documents(&encoding_rs::WINDOWS_1252.encode(&text).0, is_form), expected);
    }

    #[test]
    fn names_the_other_way_round() {
        for (authors, expected) in [
            ("Doe, Jane", "Jane Doe"),
            ("van der Berg, Jan", "Jan van der Berg"),
            ("Jane Doe, Sam Roe", "Jane Doe, Sam Roe"),
            ("By Jane Doe", "By Jane Doe"),
        ] {
            assert_eq!(names(authors), [expected]);
        }
    }

    #[test]
    fn news_is_not_taken_for_it() {
        assert!(!is_form("Title: Ferry stays\nAuthor: Jane Doe\nSection: Harbour\n\nThe ferry stays."));
        check_start(is_form, "Ferry stays\n\nSubject: ferries\nLocation: the dock\n\nFull text: none.", false);
    }
}
