//! A text file of many articles in, a record an article out: what databases of the press give their readers to take home, and
//! what collectors write themselves. The forms have no standard: each was described by what such files have in common, and a
//! document that does not follow its form is kept as the text that it is.

mod cut;
mod factiva;
mod headed;
mod lexis;
mod nexis;
mod pages;
mod proquest;
mod shape;

pub use pages::parted;

use super::bytes::Source;
use super::formats::Format;
use super::{Found, ReadOptions, Records, decode};
use crate::article::{Content, Fields, NotAnArticle, Record, RecordKey};
use crate::error::Problem;
use cut::{Borders, Documents, Piece};
use std::path::Path;

/// A form of export.
struct Form {
    format: Format,
    /// Whether a text that begins so has it.
    is_form: fn(&str) -> bool,
    borders: fn(&ReadOptions) -> Borders,
    /// Whether a line does nothing but part documents.
    is_border: fn(&str) -> bool,
    read: fn(&str, &ReadOptions) -> Document,
}

/// An article and its identifier, or what the document is instead.
type Document = Result<(Fields, Option<String>), Not>;

#[derive(Debug, PartialEq, Eq)]
enum Not {
    /// What the database put around its documents: a list of them, the question that was asked.
    Cover,
    /// It does not follow the form.
    Other,
}

/// In the order in which they are asked: the last is the one that others might be taken for.
const FORMS: &[Form] = &[
    Form {
        format: Format::Factiva,
        is_form: factiva::is_form,
        borders: factiva::borders,
        is_border: factiva::is_last_line,
        read: factiva::read,
    },
    Form {
        format: Format::Lexis,
        is_form: lexis::is_form,
        borders: lexis::borders,
        is_border: lexis::is_first_line,
        read: lexis::read,
    },
    Form {
        format: Format::NexisUni,
        is_form: nexis::is_form,
        borders: nexis::borders,
        is_border: nexis::is_border,
        read: nexis::read,
    },
    Form {
        format: Format::ProQuest,
        is_form: proquest::is_form,
        borders: proquest::borders,
        is_border: proquest::is_border,
        read: proquest::read,
    },
    Form {
        format: Format::Headed,
        is_form: headed::is_form,
        borders: headed::borders,
        is_border: headed::is_row,
        read: headed::read,
    },
];

/// The form of a text that begins so, if it has one.
pub fn form(start: &[u8]) -> Option<Format> {
    let text = decode::decode(start, false).ok()?;
    FORMS.iter().find(|form| (form.is_form)(&text)).map(|form| form.format)
}

/// The documents of a file.
pub fn records(mut source: Source, options: &ReadOptions, format: Format) -> Records {
    let Some(form) = FORMS.iter().find(|form| form.format == format) else {
        return super::one(super::whole::text(source, options));
    };
    let start = source.peek().map(<[u8]>::to_vec).unwrap_or_default();
    let source = source.with_reader(|reader| decode::as_utf8(&start, reader));
    let (path, options) = (source.path.clone(), options.clone());
    let documents = Documents::new(source, (form.borders)(&options), options.record_bytes_max);
    Box::new(documents.map(move |piece| match piece {
        Ok(piece) => found(&piece, form, &path, &options),
        Err(problem) => Found::Problem(problem),
    }))
}

fn found(piece: &Piece, form: &Form, path: &Path, options: &ReadOptions) -> Found {
    let Piece { number, offset, .. } = *piece;
    let mut text = match decode::decode(&piece.bytes, false) {
        Ok(text) => text,
        Err(reason) => {
            let (path, kind) = (path.to_path_buf(), "invalid-charset");
            return Found::Problem(Problem { path, record: Some(number), offset: Some(offset), kind, reason });
        }
    };
    // A stray NUL is what is left of a damaged byte; nothing downstream should have to know it.
    text.retain(|c| c != '\0');
    let (content, external_id) = match (form.read)(&text, options) {
        Ok((fields, id)) => (Content::Fields(fields), id),
        Err(Not::Cover) => return Found::NotAnArticle(NotAnArticle { reason: "cover-page" }),
        Err(Not::Other) => (Content::Text { text: without_borders(&text, form).to_owned(), url: None }, None),
    };
    let key = key(external_id.as_ref(), piece.is_all, &piece.bytes);
    Found::Record(Record { path: path.to_path_buf(), number, offset, key, external_id, content })
}

/// What a document is known by.
fn key(external_id: Option<&String>, is_all: bool, bytes: &[u8]) -> RecordKey {
    match external_id {
        Some(id) => RecordKey::Own(id.clone()),
        None if is_all => RecordKey::WholeFile,
        None => RecordKey::Digest(blake3::hash(bytes).to_hex().to_string()),
    }
}

/// A text without the lines above and below it that part it from others.
fn without_borders<'t>(text: &'t str, form: &Form) -> &'t str {
    let is_around = |line: &shape::TextLine| line.is_blank() || (form.is_border)(line.text);
    let start = shape::lines(text).take_while(is_around).last().map_or(0, |line| line.end);
    let inside = shape::lines(text).filter(|line| !is_around(line)).last();
    let end = inside.map_or(start, |line| line.end);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::bytes;

    /// Whether a text that begins so has a form, and whether it is this one.
    pub fn check_start(is_form: fn(&str) -> bool, start: &str, expected: bool) {
        assert_eq!(is_form(start), expected, "{start}");
        assert!(expected || form(start.as_bytes()).is_none(), "{start}");
    }

    /// What is found in a file, which must be told to have the form: of an article title, names, day, outlet, section, language,
    /// address, identifier where there is one, and text.
    pub fn documents(bytes: &[u8], is_form: fn(&str) -> bool) -> Vec<String> {
        let format = form(bytes).expect("a form");
        let start = decode::decode(bytes, false).unwrap();
        assert!(is_form(&start));
        let own = FORMS.iter().find(|form| (form.is_form)(&start)).unwrap();
        assert_eq!(own.format, format);
        let options = ReadOptions { maps: Default::default(), record_bytes_max: 10_000 };
        let source = bytes::held(Path::new("a.txt"), bytes.to_vec()).ok().unwrap();
        records(source, &options, format).map(|found| line(&found)).collect()
    }

    fn line(found: &Found) -> String {
        let Found::Record(record) = found else {
            return match found {
                Found::NotAnArticle(_) => "cover".to_owned(),
                other => format!("{other:?}"),
            };
        };
        match &record.content {
            Content::Text { text, .. } => text.trim().to_owned(),
            Content::Fields(f) => {
                let byline = Some(f.byline.join("; "));
                let own = [
                    f.title.clone(),
                    byline,
                    f.date.clone(),
                    f.source.clone(),
                    f.section.clone(),
                    f.language.clone(),
                    f.url.clone(),
                ];
                let told = own.into_iter().chain(record.external_id.clone().map(Some)).chain([f.text.clone()]);
                told.map(Option::unwrap_or_default).collect::<Vec<_>>().join("|")
            }
            Content::Html { .. } => unreachable!("no form holds pages"),
        }
    }

    #[test]
    fn a_file_of_one_article_is_known_by_its_path() {
        let key = |text: &str| {
            let options = ReadOptions { maps: Default::default(), record_bytes_max: 10_000 };
            let source = bytes::held(Path::new("a.txt"), text.as_bytes().to_vec()).ok().unwrap();
            match records(source, &options, Format::Headed).next() {
                Some(Found::Record(record)) => record.key,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(key("Title: A\nDate: 2023-05-02\n\nText."), RecordKey::WholeFile);
        assert_eq!(key("Title: A\nDate: 2023-05-02\nID: 7\n\nText."), RecordKey::Own("7".to_owned()));
        let two = "Title: A\nDate: 2023-05-02\n\nText.\n=====\nTitle: B\nDate: 2023-05-02\n\nText.";
        assert!(matches!(key(two), RecordKey::Digest(_)));
    }
}
