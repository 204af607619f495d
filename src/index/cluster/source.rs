//! An article's family of documents in, the one document a cluster is given out; and back to the article.
//!
//! Made from the very documents of the index on disk, so that a value is written in one place only.

use super::mapping::{
    BODY_TOKENS, LEAD, NEWEST, NUMBERS, OLDEST, QUOTATION_COUNT, QUOTATION_VALUES, QUOTATIONS, QUOTED, RECORD, SAID,
    SAID_WORDS, SKETCH, STORY, TITLE_TOKENS, VALUES, WORDS,
};
use super::quickwit::kept;
use super::tokens::{Line, bag};
use crate::article::Fingerprint;
use crate::error::Result;
use crate::index::distances;
use crate::index::document::{Document, family};
use crate::index::said::{Fragment, decode};
use crate::index::schema::{Fields, schema};
use crate::index::withheld::hex;
use crate::index::{Family, Packing, StoredArticle, packed, record};
use crate::text::fold::folded_words;
use crate::text::shingles::sketch;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tantivy::schema::{Field, OwnedValue};

/// Paragraphs that are the lead: the sentence that tells the story, and the one that says who told it.
pub const LEAD_PARAGRAPHS: usize = 2;

/// Makes documents for a cluster.
pub struct Shape {
    fields: Fields,
    /// Without a dictionary: whoever is given one document can read it.
    packing: Packing,
    /// Fields that go as they are, with their names.
    copied: Vec<(Field, &'static str)>,
    of_quotations: Vec<(Field, &'static str)>,
}

impl Default for Shape {
    fn default() -> Shape {
        let (schema, fields) = schema();
        let named = |names: &[&'static str]| -> Vec<(Field, &'static str)> {
            names.iter().filter_map(|&name| Some((schema.get_field(name).ok()?, name))).collect()
        };
        let copied = named(&[VALUES, NUMBERS].concat());
        Shape { fields, packing: Packing::default(), copied, of_quotations: named(QUOTATION_VALUES) }
    }
}

impl Shape {
    /// The article's id and its document, as one line of JSON.
    pub fn document(&self, article: StoredArticle, article_key: i64) -> Result<(String, String)> {
        self.document_of(article, article_key, None)
    }

    /// The same with the story it belongs to.
    pub(super) fn document_of(
        &self,
        article: StoredArticle,
        article_key: i64,
        story: Option<&str>,
    ) -> Result<(String, String)> {
        let family = family(article, article_key, &self.fields, &self.packing, None)?;
        Ok(self.line(&family, story))
    }

    /// The same without nesting, for an engine that only appends: all forms of all words, and what is said of its quotations
    /// together.
    pub fn flat(&self, article: StoredArticle, article_key: i64) -> Result<(String, String)> {
        let family = family(article, article_key, &self.fields, &self.packing, None)?;
        let (id, mut source) = self.source(&family);
        let published = source.get("published").and_then(Value::as_i64);
        // Beyond any second of any calendar.
        source.insert(NEWEST.to_owned(), published.unwrap_or(i64::MIN / 4).into());
        source.insert(OLDEST.to_owned(), published.unwrap_or(i64::MAX / 4).into());
        let mut said = vec![String::new()];
        let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut quoted: BTreeMap<String, u64> = BTreeMap::new();
        let quotations = source.remove(QUOTATIONS).unwrap_or_default();
        for quotation in quotations.as_array().into_iter().flatten() {
            said.push(quotation[SAID].as_str().map(bag).unwrap_or_default());
            for name in ["kind", "speaker_words", "opening"] {
                values.entry(name).or_default().extend(listed(&quotation[name]));
            }
            for speaker in listed(&quotation["speaker"]) {
                *quoted.entry(kept(&speaker).into_owned()).or_default() += u64::from(quotation["kind"] != "indirect");
            }
        }
        for name in ["title", "body", LEAD] {
            let words = source.get(name).and_then(Value::as_str).map(bag).unwrap_or_default();
            source.insert(name.to_owned(), words.into());
        }
        source.insert(SAID.to_owned(), said.join(" ").trim().into());
        values.insert(QUOTED, quoted.iter().map(|(name, count)| format!("{name}#{count}")).collect());
        for name in VALUES.iter().filter(|name| **name != "article") {
            values.insert(name, source.get(*name).map(listed).unwrap_or_default());
        }
        for (name, mut values) in values {
            source.remove(name);
            if values.is_empty() {
                continue;
            }
            values.sort_unstable();
            values.dedup();
            let values: Value = values.iter().map(|value| kept(value)).collect();
            source.insert(name.to_owned(), values);
        }
        Ok((id, Value::Object(source).to_string()))
    }

    fn line(&self, family: &Family, story: Option<&str>) -> (String, String) {
        let (id, mut source) = self.source(family);
        if let Some(story) = story {
            source.insert(STORY.to_owned(), story.into());
        }
        (id, Value::Object(source).to_string())
    }

    fn source(&self, family: &Family) -> (String, Map<String, Value>) {
        let f = &self.fields;
        let (article, quotations) =
            family.0.split_first().map_or((&[][..], &[][..]), |(first, rest)| (std::slice::from_ref(first), rest));
        let mut source = Map::new();
        let mut id = String::new();
        for document in article {
            copy(document, &self.copied, &mut source);
            let title = Line::of(first_text(document, f.title));
            let body = Line::of(first_text(document, f.body));
            let starts = |field| distances::numbers(document.numbers(field)).collect::<Vec<u64>>();
            let paragraphs = starts(f.paragraphs);
            source.insert("title".to_owned(), title.plain().into());
            let sentences = starts(f.sentences);
            source.insert("body".to_owned(), body.marked(&paragraphs, &sentences, u32::MAX).into());
            let lead_end = paragraphs.get(LEAD_PARAGRAPHS).map_or(u32::MAX, |&start| start as u32);
            source.insert(LEAD.to_owned(), body.marked(&paragraphs, &sentences, lead_end).into());
            source.insert(TITLE_TOKENS.to_owned(), title.length().into());
            source.insert(BODY_TOKENS.to_owned(), body.length().into());
            let mut fragments = Vec::new();
            decode(document.numbers(f.said), &mut fragments);
            let said_words: u64 = fragments.iter().map(|fragment| u64::from(fragment.words)).sum();
            source.insert(SAID_WORDS.to_owned(), said_words.into());
            source.insert(QUOTATION_COUNT.to_owned(), quotations.len().into());
            let nested =
                (1..).zip(quotations).map(|(number, quotation)| self.quotation(number, quotation, &fragments, &body));
            source.insert(QUOTATIONS.to_owned(), nested.collect());
            if let Some(words) = document.numbers(f.words).next() {
                source.insert(WORDS.to_owned(), words.into());
                source.insert(SKETCH.to_owned(), starts(f.sketch).into());
            }
            if let Some(OwnedValue::Bytes(bytes)) = values(document, f.record).next() {
                source.insert(RECORD.to_owned(), BASE64.encode(bytes).into());
            }
            id = first_text(document, f.article).to_owned();
        }
        (id, source)
    }

    fn quotation(&self, number: u32, quotation: &Document, fragments: &[Fragment], body: &Line) -> Value {
        let mut source = Map::new();
        copy(quotation, &self.of_quotations, &mut source);
        let words = texts(quotation, self.fields.speaker_words).flat_map(folded_words);
        let mut words: Vec<String> = words.collect();
        words.sort_unstable();
        words.dedup();
        source.insert("speaker_words".to_owned(), words.into());
        let own: Vec<Fragment> = fragments.iter().filter(|fragment| fragment.quotation == number).copied().collect();
        source.insert(SAID.to_owned(), body.said(&own).into());
        source.insert("ordinal".to_owned(), number.into());
        source.insert("confidence".to_owned(), quotation.numbers(self.fields.confidence).next().into());
        Value::Object(source)
    }
}

/// A value or a list of them as a list.
fn listed(value: &Value) -> Vec<String> {
    let one = value.as_str().into_iter();
    let all = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    one.chain(all).map(str::to_owned).collect()
}

fn values(document: &Document, field: Field) -> impl Iterator<Item = &OwnedValue> {
    document.values().iter().filter(move |(of, _)| *of == field).map(|(_, value)| value)
}

fn texts(document: &Document, field: Field) -> impl Iterator<Item = &str> {
    values(document, field).filter_map(|value| match value {
        OwnedValue::Str(text) => Some(text.as_str()),
        _ => None,
    })
}

fn first_text(document: &Document, field: Field) -> &str {
    texts(document, field).next().unwrap_or_default()
}

fn copy(document: &Document, fields: &[(Field, &'static str)], source: &mut Map<String, Value>) {
    for &(field, name) in fields {
        let all: Vec<Value> = values(document, field)
            .filter_map(|value| match value {
                OwnedValue::Str(text) => Some(json!(text)),
                // The digest of what the article says.
                OwnedValue::Bytes(bytes) => Some(json!(hex(bytes))),
                OwnedValue::I64(number) => Some(json!(number)),
                _ => None,
            })
            .collect();
        if !all.is_empty() {
            source.insert(name.to_owned(), if all.len() == 1 { all[0].clone() } else { Value::Array(all) });
        }
    }
}

/// The article of a `_source` that a cluster gave back; `None` when it is none of ours. Its sketch, which is kept in fields
/// of its own, is made again from the text.
pub fn article_of(source: &Value) -> Option<StoredArticle> {
    let bytes = BASE64.decode(source.get(RECORD)?.as_str()?).ok()?;
    let (record, text) = packed::unpack_alone(&bytes)?;
    let mut stored = record::decode(&record, text)?;
    let (sketch, words) = sketch(&stored.article.text);
    stored.annotations.fingerprint = Fingerprint { sketch, words };
    Some(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cluster_is_given_comes_back() {
        let shape = Shape::default();
        let mut stored = crate::index::record::tests::full();
        let (sketch, words) = sketch(&stored.article.text);
        stored.annotations.fingerprint = Fingerprint { sketch, words };
        let (id, line) = shape.document(stored.clone(), 7).unwrap();
        let source: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(id, stored.id);
        assert!(source["content"].is_string() && source["words"].is_u64());
        assert_eq!(source["article_key"], 7);
        assert_eq!(source[QUOTATIONS].as_array().unwrap().len(), stored.annotations.quotations.len());
        let back = article_of(&source).unwrap();
        // Written again from what is kept of it, when its story is known, nothing else of it may change.
        let again = shape.document(back.clone(), 7).unwrap();
        assert_eq!(again, (id, line.clone()));
        assert_eq!((&back.article, &back.annotations.quotations), (&stored.article, &stored.annotations.quotations));
        assert_eq!(article_of(&json!({RECORD: "no record"})), None);
        assert_eq!(article_of(&json!({})), None);
        assert!(!line.contains('\n'));
    }
}
