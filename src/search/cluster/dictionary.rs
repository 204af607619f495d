//! What a cluster knows of terms: asked for once and kept as long as the index is held.

use super::Cluster;
use super::dsl::nested;
use crate::error::{Error, Result};
use crate::index::cluster::{QUOTATIONS, on_the_wire};
use crate::search::compile::{hidden, unreadable};
use crate::search::plan::{List, Origin, Slot};
use crate::search::query::{Expr, Node};
use crate::search::terms::{Lookup, Terms, bases};
use crate::text::analyse::FOREIGN;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

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
    /// By the question that was counted.
    counts: Mutex<HashMap<String, u64>>,
    values: Mutex<HashMap<(Field, String), Counted>>,
}

impl Cluster {
    /// Counts the words of a query, all in one request.
    pub(super) fn meet(&self, node: &Node) -> Result<()> {
        let fields = [self.fields.title, self.fields.body];
        let mut slots = Vec::new();
        slots_of(node, &self.terms(), &fields, &mut slots).map_err(unreadable)?;
        let queries = slots.iter().flat_map(|slot| fields.map(|field| self.holding_slot(slot, field)));
        self.count(queries.collect()).map(drop)
    }

    /// How many articles match each of these questions.
    fn count(&self, queries: Vec<Value>) -> Result<Vec<u64>> {
        let locked = || self.known.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let named: Vec<(String, Value)> = queries.into_iter().map(|query| (query.to_string(), query)).collect();
        let mut counts: HashMap<&str, u64> = HashMap::new();
        let mut wanted: BTreeMap<&str, &Value> = BTreeMap::new();
        let known = locked();
        for (name, query) in &named {
            match known.get(name) {
                Some(count) => drop(counts.insert(name, *count)),
                None => drop(wanted.insert(name, query)),
            }
        }
        drop(known);
        let filters: Vec<Value> = wanted.values().map(|query| (*query).clone()).collect();
        let found = self.count_each(&json!({"match_all": {}}), &filters)?;
        let mut known = locked();
        if known.len() > COUNTS_MAX {
            known.clear();
        }
        for (name, count) in wanted.into_keys().zip(found) {
            counts.insert(name, count);
            known.insert(name.to_owned(), count);
        }
        drop(known);
        Ok(named.iter().map(|(name, _)| counts.get(name.as_str()).copied().unwrap_or(0)).collect())
    }

    /// Articles that hold a slot's word in a field, as [`Terms::holding`] counts them on disk: a base form asked for as it is
    /// written has no list of its own there, and is as rare as its stem; so is what fits a pattern.
    fn holding_slot(&self, slot: &Slot, field: Field) -> Value {
        let name = self.schema.get_field_name(field);
        let stems = match &slot.origin {
            Some(Origin::Pattern(pattern)) => {
                let terms = self.terms();
                return self.dsl(&terms).pattern(pattern, &terms.marks(), name, 1.0);
            }
            Some(Origin::Fuzzy { .. }) => return self.dsl(&self.terms()).word(slot, name, 1.0),
            Some(Origin::Exact(word)) => bases(word),
            _ => Vec::new(),
        };
        let terms = slot.terms.iter().chain(stems).filter(|term| !term.starts_with(FOREIGN));
        json!({"terms": {(name): terms.map(|term| on_the_wire(term)).collect::<Vec<_>>()}})
    }

    /// Articles that hold a value, one of theirs or of a quotation of theirs.
    fn holding_value(&self, field: Field, term: &str) -> Value {
        let name = self.schema.get_field_name(field);
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
        List { segment: 0, field, foreign: false, info, stem: None, name: Some(Arc::from(term)) }
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
        let queries = fields.iter().map(|&field| self.holding_value(field, term)).collect();
        let counts = self.count(queries).map_err(hidden)?;
        let counts = counts.into_iter().zip(fields).filter(|(count, _)| *count > 0);
        Ok(counts.map(|(count, &field)| self.list(field, term, u32::try_from(count).unwrap_or(u32::MAX))).collect())
    }

    fn holding(&self, slot: &Slot, fields: &[Field]) -> tantivy::Result<u64> {
        let queries = fields.iter().map(|&field| self.holding_slot(slot, field)).collect();
        Ok(self.count(queries).map_err(hidden)?.into_iter().max().unwrap_or(0))
    }

    fn values(&self, prefix: &str, field: Field) -> tantivy::Result<Vec<List>> {
        let values = self.values_of(prefix, field).map_err(hidden)?;
        Ok(values.iter().map(|(value, count)| self.list(field, value, *count)).collect())
    }
}

/// The words of a query, other than patterns and misspelt ones.
fn slots_of(node: &Node, terms: &Terms<'_>, fields: &[Field], slots: &mut Vec<Slot>) -> tantivy::Result<()> {
    let mut each = |nodes: &[Node]| nodes.iter().try_for_each(|node| slots_of(node, terms, fields, slots));
    match &node.expr {
        Expr::All(nodes) | Expr::Any(nodes) => each(nodes)?,
        Expr::Near { parts, .. } | Expr::Within { parts, .. } => each(parts)?,
        Expr::Not(inner) | Expr::AtLeast { inner, .. } | Expr::Boost { inner, .. } => {
            slots_of(inner, terms, fields, slots)?
        }
        Expr::Field { name, inner } if matches!(*name, "title" | "body" | "said" | "lead") => {
            slots_of(inner, terms, fields, slots)?
        }
        Expr::Word(text) | Expr::Phrase { words: text, exact: false, .. } => {
            for word in terms.words(text) {
                slots.push(terms.stemmed(&word, fields)?);
            }
        }
        Expr::Exact(text) | Expr::Phrase { words: text, exact: true, .. } => {
            for word in terms.words(text) {
                slots.push(terms.exact(&word, fields)?);
            }
        }
        Expr::Everything | Expr::Pattern(_) | Expr::Caps(_) | Expr::Fuzzy { .. } | Expr::Field { .. } => {}
    }
    Ok(())
}
