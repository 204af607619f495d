//! Of many articles what is kept beside their records, a segment's columns opened once: opening one takes far longer than
//! reading from it.

use super::distances::numbers;
use super::generation::KnownRecord;
use super::keys::key_display;
use crate::article::Fingerprint;
use tantivy::columnar::Column;
use tantivy::{DocAddress, SegmentReader};

/// The columns of every segment.
pub struct Beside(Vec<Columns>);

struct Columns {
    keys: Column<i64>,
    digests: Column<u64>,
    quotations: Column<u64>,
    /// By their number in the segment.
    languages: Vec<String>,
    language: Option<Column<u64>>,
    words: Column<u64>,
    sketch: Column<u64>,
}

impl Beside {
    pub(super) fn open(segments: &[SegmentReader]) -> tantivy::Result<Beside> {
        Ok(Beside(segments.iter().map(Columns::open).collect::<tantivy::Result<_>>()?))
    }

    /// An article's language as the manifest counts it; empty when it could not be told.
    pub fn language(&self, article: DocAddress) -> String {
        let Columns { languages, language, .. } = &self.0[article.segment_ord as usize];
        let number = language.as_ref().and_then(|column| column.first(article.doc_id));
        number.and_then(|number| languages.get(number as usize)).cloned().unwrap_or_default()
    }

    /// What is known of the record that an article was made of.
    pub(super) fn known(&self, article: DocAddress) -> KnownRecord {
        let Columns { keys, digests, quotations, .. } = &self.0[article.segment_ord as usize];
        KnownRecord {
            article_key: keys.first(article.doc_id).unwrap_or(0),
            digest: digests.first(article.doc_id).unwrap_or(0),
            quotations: quotations.first(article.doc_id).unwrap_or(0),
            address: article,
        }
    }

    /// An article's fingerprint; an empty one when it was not annotated.
    pub(super) fn fingerprint(&self, article: DocAddress) -> Fingerprint {
        let Columns { words, sketch, .. } = &self.0[article.segment_ord as usize];
        Fingerprint {
            sketch: numbers(sketch.values_for_doc(article.doc_id)).map(|hash| hash as u32).collect(),
            words: words.first(article.doc_id).unwrap_or(0) as u32,
        }
    }
}

impl Columns {
    fn open(segment: &SegmentReader) -> tantivy::Result<Columns> {
        let fast = segment.fast_fields();
        let (keys, digests) = (fast.i64("article_key")?, fast.u64("raw")?);
        let (quotations, words, sketch) = (fast.u64("quotations")?, fast.u64("words")?, fast.u64("sketch")?);
        let (mut languages, mut language) = (Vec::new(), None);
        if let Some(column) = fast.str("language")? {
            let mut names = column.dictionary().stream()?;
            while names.advance() {
                languages.push(key_display(&String::from_utf8_lossy(names.key())).to_owned());
            }
            language = Some(column.ords().clone());
        }
        Ok(Columns { keys, digests, quotations, languages, language, words, sketch })
    }
}
