//! What a cluster knows of terms: asked for once and kept as long as the index is held.

use super::Cluster;
use super::dsl::nested;
use crate::error::{Error, Result};
use crate::index::cluster::{QUOTATIONS, on_the_wire};
use crate::search::compile::hidden;
use crate::search::plan::{List, Origin, Slot};
use crate::search::query::{Expr, Node};
use crate::search::terms::Lookup;
use crate::text::analyse::{FOREIGN, SURFACE};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// Terms counted in one request.
const COUNTED_AT_ONCE: usize = 500;
/// Values of a field that are fetched by their beginning in one answer.
const VALUES_AT_ONCE: usize = 10_000;

/// Values, each with the articles it is in.
type Counted = Arc<Vec<(String, u32)>>;

/// Terms, and beginnings of values, that are remembered: what a few hundred questions ask for. Guessed. With more all are
/// forgotten and asked for anew, for who asks is not to say how much is held.
const COUNTS_MAX: usize = 100_000;
const VALUES_MAX: usize = 100;

/// Counts and values met so far.
#[derive(Default)]
pub struct Known {
    counts: Mutex<HashMap<(Field, String), u32>>,
    values: Mutex<HashMap<(Field, String), Counted>>,
}

impl Cluster {
    /// Counts the words of a query, all in one request.
    pub(super) fn meet(&self, node: &Node) -> Result<()> {
        let mut texts = Vec::new();
        words_of(node, &mut texts);
        let terms = self.terms();
        let words = texts.iter().flat_map(|text| terms.words(text));
        let words = words.flat_map(|word| word.stems.into_iter().chain([word.surface]));
        let wanted: Vec<String> = words.collect();
        let fields = [self.fields.title, self.fields.body];
        self.count(&wanted, &fields).map(drop)
    }

    /// In how many articles each term stands, a number for each field.
    fn count(&self, terms: &[String], fields: &[Field]) -> Result<Vec<Vec<u32>>> {
        let locked = || self.known.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = terms.iter().flat_map(|term| fields.iter().map(move |&field| (field, term.clone())));
        let mut counts: HashMap<(Field, String), Option<u32>> = {
            let known = locked();
            pairs.map(|pair| (pair.clone(), known.get(&pair).copied())).collect()
        };
        let wanted: Vec<(Field, String)> =
            counts.iter().filter(|(_, count)| count.is_none()).map(|(pair, _)| pair.clone()).collect();
        for some in wanted.chunks(COUNTED_AT_ONCE) {
            let filters: Vec<Value> = some.iter().map(|(field, term)| self.holding(*field, term)).collect();
            let found = self.count_each(&json!({"match_all": {}}), &filters)?;
            let mut known = locked();
            if known.len() > COUNTS_MAX {
                known.clear();
            }
            for (pair, count) in some.iter().zip(found) {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                counts.insert(pair.clone(), Some(count));
                known.insert(pair.clone(), count);
            }
        }
        let count = |term: &String, field: Field| counts.get(&(field, term.clone())).copied().flatten().unwrap_or(0);
        Ok(terms.iter().map(|term| fields.iter().map(|&field| count(term, field)).collect()).collect())
    }

    /// Articles that hold a term, one of theirs or of a quotation of theirs.
    fn holding(&self, field: Field, term: &str) -> Value {
        let f = &self.fields;
        let name = self.schema.get_field_name(field);
        if field == f.title || field == f.body {
            return json!({"term": {(name): on_the_wire(term)}});
        }
        if self.is_of_quotations(field) {
            let query = json!({"term": {(format!("{QUOTATIONS}.{name}")): term}});
            return nested(query);
        }
        json!({"term": {(name): term}})
    }

    fn is_of_quotations(&self, field: Field) -> bool {
        let f = &self.fields;
        [f.speaker_words, f.kind, f.opening].contains(&field)
    }

    /// Whether a value is asked for only after it was found, so that it need not be looked up.
    fn is_there_anyway(&self, field: Field) -> bool {
        let f = &self.fields;
        [f.speaker, f.kind, f.opening, f.root, f.article, f.mentions].contains(&field)
    }

    fn list(&self, field: Field, term: &str, articles: u32) -> List {
        let info = TermInfo { doc_freq: articles, postings_range: 0..0, positions_range: 0..0 };
        List {
            segment: 0,
            field,
            exact: term.starts_with(SURFACE),
            foreign: false,
            info,
            stem: None,
            name: Some(Arc::from(term)),
        }
    }

    /// The values of a field that begin with `prefix`, with the articles of each.
    pub(super) fn values_of(&self, prefix: &str, field: Field) -> Result<Counted> {
        let key = (field, prefix.to_owned());
        if let Some(known) = self.known.values.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let name = self.schema.get_field_name(field);
        let values = Arc::new(match prefix {
            "" => self.all_values(name)?,
            _ => self.values_with(prefix, name)?,
        });
        let mut known = self.known.values.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= VALUES_MAX {
            known.clear();
        }
        known.insert(key, values.clone());
        Ok(values)
    }

    fn all_values(&self, name: &str) -> Result<Vec<(String, u32)>> {
        let mut values = Vec::new();
        self.ask_values(&json!({"match_all": {}}), name, |key, count| {
            if let Some(value) = key[name].as_str() {
                values.push((value.to_owned(), u32::try_from(count).unwrap_or(u32::MAX)));
            }
        })?;
        Ok(values)
    }

    fn values_with(&self, prefix: &str, name: &str) -> Result<Vec<(String, u32)>> {
        if !self.remote.can().composite {
            // Of articles with several values all come, and those that begin otherwise are left out here.
            let found = self.count_values(&json!({"prefix": {(name): {"value": prefix}}}), name)?;
            let begins = found.into_iter().filter(|(value, _)| value.starts_with(prefix));
            return Ok(begins.map(|(value, count)| (value, u32::try_from(count).unwrap_or(u32::MAX))).collect());
        }
        let pattern: String =
            prefix.chars().flat_map(|c| (!c.is_alphanumeric()).then_some('\\').into_iter().chain([c])).collect();
        // By way of a map: OpenSearch 2.19 takes a short cut through its ordinals and fails where the last value matches.
        let terms = json!({"terms": {
            "field": name, "include": format!("{pattern}.*"), "size": VALUES_AT_ONCE, "execution_hint": "map",
        }});
        let body = json!({
            "size": 0, "track_total_hits": false,
            "query": {"prefix": {(name): {"value": prefix}}}, "aggs": {"v": terms},
        });
        let answer = self.ask(&body)?;
        let found = &answer["aggregations"]["v"];
        if found["sum_other_doc_count"].as_u64() != Some(0) {
            return Err(
                Error::new(format!("more than {VALUES_AT_ONCE} values of `{name}` begin so")).hint("write more of it")
            );
        }
        let buckets = found["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let value = |bucket: &Value| Some((bucket["key"].as_str()?.to_owned(), bucket["doc_count"].as_u64()? as u32));
        Ok(buckets.iter().filter_map(value).collect())
    }
}

impl Lookup for Cluster {
    fn lists(&self, term: &str, fields: &[Field]) -> tantivy::Result<Vec<List>> {
        if fields.iter().all(|&field| self.is_there_anyway(field)) {
            return Ok(fields.iter().map(|&field| self.list(field, term, 1)).collect());
        }
        if term.starts_with(FOREIGN) && fields.iter().all(|field| [self.fields.title, self.fields.body].contains(field))
        {
            // There it is the exact form of English, too.
            return Ok(Vec::new());
        }
        let counts = self.count(&[term.to_owned()], fields).map_err(hidden)?;
        let counts = counts.into_iter().flatten().zip(fields).filter(|(count, _)| *count > 0);
        Ok(counts.map(|(count, &field)| self.list(field, term, count)).collect())
    }

    fn holding(&self, origin: &Origin, fields: &[Field]) -> tantivy::Result<u64> {
        let terms = self.terms();
        let dsl = self.dsl(&terms);
        let slot = Slot { origin: Some(origin.clone()), ..Slot::default() };
        let count = |&field: &Field| {
            let query = dsl.word(&slot, self.schema.get_field_name(field), 1.0);
            self.count_matches(&query).map_err(hidden)
        };
        fields.iter().map(count).try_fold(0, |most, count| Ok(most.max(count?)))
    }

    fn values(&self, prefix: &str, field: Field) -> tantivy::Result<Vec<List>> {
        let values = self.values_of(prefix, field).map_err(hidden)?;
        Ok(values.iter().map(|(value, count)| self.list(field, value, *count)).collect())
    }
}

/// The pieces of a query that are words.
fn words_of<'n>(node: &'n Node, texts: &mut Vec<&'n str>) {
    match &node.expr {
        Expr::Word(text) | Expr::Exact(text) | Expr::Phrase { words: text, .. } => texts.push(text),
        Expr::All(nodes) | Expr::Any(nodes) => nodes.iter().for_each(|node| words_of(node, texts)),
        Expr::Near { parts, .. } | Expr::Within { parts, .. } => parts.iter().for_each(|node| words_of(node, texts)),
        Expr::Not(inner) | Expr::AtLeast { inner, .. } | Expr::Boost { inner, .. } => words_of(inner, texts),
        Expr::Field { name, inner } if matches!(*name, "title" | "body" | "said" | "lead") => words_of(inner, texts),
        Expr::Everything | Expr::Pattern(_) | Expr::Caps(_) | Expr::Fuzzy { .. } | Expr::Field { .. } => {}
    }
}
