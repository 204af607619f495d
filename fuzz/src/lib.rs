//! Bytes in, nothing out: what the targets have in common. A target fails by a panic, by taking longer than its time or by
//! holding more than its memory; what else must hold is asserted here.

use dateline::annotate::Annotator;
use dateline::article::{Cleaned, Content, Record, RecordKey, Span};
use dateline::clean::{CleanOptions, clean};
use dateline::read::{Found, ReadOptions, records_in};
use std::path::Path;
use std::sync::LazyLock;

/// Small, so that the bound is met by inputs as short as a fuzzer's.
const RECORD_BYTES_MAX: usize = 64 << 10;

static ANNOTATOR: LazyLock<Annotator> = LazyLock::new(Annotator::new);

/// A target that reads its input as a file of this name.
#[macro_export]
macro_rules! reader {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read($name, bytes));
    };
}

/// All records of a file.
pub fn read(name: &str, bytes: &[u8]) {
    let options = ReadOptions { maps: Default::default(), record_bytes_max: RECORD_BYTES_MAX };
    for found in records_in(Path::new(name), bytes.to_vec(), &options) {
        match found {
            // A member of an archive is called by the archive's name and its own.
            Found::Record(record) => assert!(record.path.to_string_lossy().starts_with(name)),
            Found::Problem(problem) => {
                assert!(problem.path.to_string_lossy().starts_with(name));
                assert!(!problem.reason.is_empty());
            }
            Found::NotAnArticle(_) => {}
        }
    }
}

/// The article in a record, if there is one: its paragraphs must be its text.
pub fn cleaned(content: Content) -> Option<Cleaned> {
    let record = Record {
        path: "news/page".into(),
        number: 0,
        offset: 0,
        key: RecordKey::WholeFile,
        external_id: None,
        content,
    };
    let cleaned = clean(&record, &CleanOptions::new(jiff::civil::date(2030, 1, 1))).ok()?;
    let article = &cleaned.article;
    let paragraphs: Vec<&str> = article.paragraphs.iter().map(|span| &article.text[span.range()]).collect();
    assert_eq!(paragraphs.join("\n\n"), article.text);
    Some(cleaned)
}

/// Annotations that point into the text, on the borders of its characters.
pub fn annotated(cleaned: &Cleaned) {
    let text = &cleaned.article.text;
    let annotations = ANNOTATOR.annotate(&cleaned.article);
    let holds = |span: &Span| assert!(text.get(span.range()).is_some(), "{span:?} of {}", text.len());
    annotations.sentences.iter().for_each(holds);
    for quotation in &annotations.quotations {
        quotation.fragments.iter().for_each(holds);
    }
    annotations.places.iter().for_each(|place| holds(&place.span));
    annotations.dates.iter().for_each(|date| holds(&date.span));
}
