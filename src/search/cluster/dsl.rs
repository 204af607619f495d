//! A plan in, the engine's query out.
//!
//! The plan is the one that the index on disk would run: the same compiler made it, so what a query means is decided in
//! one place. Here every posting list becomes the terms it was found by.

use super::intervals::{Intervals, escaped, terms_of};
use crate::error::Result;
use crate::index::cluster::{LEAD, QUOTATIONS, SAID};
use crate::index::schema;
use crate::remote::Capabilities;
use crate::remote::refused;
use crate::search::plan::{Leaf, Origin, Plan, Slot, Values, Zone};
use crate::search::rank::TITLE_BOOST;
use crate::search::request::Sort;
use crate::search::scorers::Domain;
use crate::search::shape::Shape;
use crate::search::terms::Terms;
use crate::text::analyse::SURFACE;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tantivy::schema::{Field, Schema};

/// The order of an answer, its ties broken as on disk. Where no word scores there is nothing to be relevant to: the latest
/// first.
pub(super) fn order(sort: Sort, has_scores: bool) -> Value {
    let by_day = |order: &str| json!({"published": {"order": order, "missing": "_last"}});
    match sort {
        Sort::Relevance if has_scores => json!(["_score", by_day("desc"), "article_key"]),
        Sort::Relevance | Sort::Newest => json!([by_day("desc"), "article_key"]),
        Sort::Oldest => json!([by_day("asc"), "article_key"]),
    }
}

/// Terms in one list; engines refuse more than 65,536.
const TERMS_MAX: usize = 50_000;

/// Writes plans for one engine.
pub struct Dsl<'t> {
    schema: Schema,
    title: Field,
    terms: &'t Terms<'t>,
    can: Capabilities,
}

/// A question about quotations: what must hold of their articles, and what of each of them.
pub struct Quoted {
    pub articles: Vec<Value>,
    pub quotations: Value,
}

impl<'t> Dsl<'t> {
    pub fn new(terms: &'t Terms<'t>, can: Capabilities) -> Dsl<'t> {
        let (schema, fields) = schema();
        Dsl { schema, title: fields.title, terms, can }
    }

    /// The articles of a plan.
    pub fn articles(&self, plan: &Plan) -> Result<Value> {
        self.plan(plan, Domain::Articles)
    }

    /// A plan of quotations, parted into what is asked of the articles they stand in and of themselves.
    pub fn quotations(&self, plan: &Plan) -> Result<Quoted> {
        let parts = match plan {
            Plan::All(parts) => parts.as_slice(),
            plan => std::slice::from_ref(plan),
        };
        let (mut articles, mut own) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Plan::ChildrenOf(inner) => articles.push(self.articles(inner)?),
                Plan::Not(inner) if matches!(**inner, Plan::ChildrenOf(_)) => {
                    let Plan::ChildrenOf(inner) = &**inner else { continue };
                    articles.push(none_of(self.articles(inner)?));
                }
                part => own.push(self.plan(part, Domain::Quotations)?),
            }
        }
        Ok(Quoted { articles, quotations: all_of(own) })
    }

    /// Published in all of these days.
    pub fn days(spans: &[(i64, i64)]) -> Vec<Value> {
        spans.iter().map(|&(from, to)| days(from, to)).collect()
    }

    fn plan(&self, plan: &Plan, domain: Domain) -> Result<Value> {
        Ok(match plan {
            Plan::Nothing => json!({"match_none": {}}),
            Plan::Everything => json!({"match_all": {}}),
            Plan::Leaf(leaf) => self.leaf(leaf, domain)?,
            Plan::All(parts) => all_of(parts.iter().map(|part| self.plan(part, domain)).collect::<Result<_>>()?),
            Plan::Any(parts) => any_of(parts.iter().map(|part| self.plan(part, domain)).collect::<Result<_>>()?),
            Plan::Not(inner) => none_of(self.plan(inner, domain)?),
            Plan::Values(values) => self.values(values, domain),
            Plan::Days { from, to } => days(*from, *to),
            Plan::Undated => none_of(json!({"exists": {"field": "from_day"}})),
            // Made only by `--expand`, which is refused before.
            Plan::Preferred { required, .. } => self.plan(required, domain)?,
            Plan::ParentOf(inner) => nested(self.plan(inner, Domain::Quotations)?),
            Plan::ChildrenOf(_) => {
                let hint = "ask for both: put `AND` between what is said and what holds of the article";
                return Err(refused("`OR` between what is said and what holds of its article", hint));
            }
        })
    }

    fn name(&self, field: Field, domain: Domain) -> String {
        let name = self.schema.get_field_name(field);
        if domain == Domain::Quotations { format!("{QUOTATIONS}.{name}") } else { name.to_owned() }
    }

    fn values(&self, values: &Values, domain: Domain) -> Value {
        let mut by_field: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for list in &values.lists {
            if let Some(name) = &list.name {
                by_field.entry(self.name(list.field, domain)).or_default().push(name);
            }
        }
        let lists = by_field.iter().flat_map(|(field, terms)| terms.chunks(TERMS_MAX).map(move |some| (field, some)));
        let ways =
            lists.map(|(field, some)| json!({"constant_score": {"filter": {"terms": {(field): some}}, "boost": 0.0}}));
        any_of(ways.collect())
    }

    /// Words: in any of the fields where they may stand.
    fn leaf(&self, leaf: &Leaf, domain: Domain) -> Result<Value> {
        if leaf.slots.iter().any(|slot| slot.spelling.capital) {
            return Err(refused("`caps(…)`", "leave it out, or ask the index on disk"));
        }
        if let Some(joined) = leaf.slots.iter().find_map(|slot| slot.spelling.joined.as_ref()) {
            let hint = "leave the `=` out, or ask the index on disk";
            return Err(refused(&format!("`={joined}`, which is kept there as another word,"), hint));
        }
        let zones = leaf.zones.iter().map(|zone| match &leaf.shape {
            Shape::Slot(slot) => Ok(self.word(&leaf.slots[*slot], &self.zone(zone, domain), self.boost(zone))),
            _ => {
                let intervals = Intervals {
                    terms: self.terms,
                    can: self.can,
                    inside_quotations: domain == Domain::Quotations,
                    has_marks: domain == Domain::Quotations || zone.field != self.title,
                };
                let mut rule = intervals.of(leaf)?;
                rule["boost"] = self.boost(zone).into();
                Ok(json!({"intervals": {(self.zone(zone, domain)): rule}}))
            }
        });
        Ok(any_of(zones.collect::<Result<_>>()?))
    }

    fn zone(&self, zone: &Zone, domain: Domain) -> String {
        match domain {
            Domain::Quotations => format!("{QUOTATIONS}.{SAID}"),
            Domain::Articles if zone.lead => LEAD.to_owned(),
            Domain::Articles => self.schema.get_field_name(zone.field).to_owned(),
        }
    }

    fn boost(&self, zone: &Zone) -> f32 {
        if zone.field == self.title { TITLE_BOOST } else { 1.0 }
    }

    /// The words of a field that fit a pattern behind one of the marks.
    pub fn pattern(&self, pattern: &str, marks: &[String], field: &str, boost: f32) -> Value {
        let value = |mark: &String| format!("{mark}{}", escaped(pattern));
        any_of(
            marks.iter().map(|mark| json!({"wildcard": {(field): {"value": value(mark), "boost": boost}}})).collect(),
        )
    }

    /// One word of a field, in any of its forms. What fits a pattern is told by the exact forms, which every word has.
    pub fn word(&self, slot: &Slot, field: &str, boost: f32) -> Value {
        let ways: Vec<Value> = match &slot.origin {
            Some(Origin::Pattern(pattern)) => return self.pattern(pattern, &[SURFACE.to_string()], field, boost),
            Some(Origin::Fuzzy { word, edits }) => {
                let fuzzy = |mark: String| {
                    let prefix = mark.chars().count();
                    json!({"fuzzy": {(field): {
                        "value": format!("{mark}{word}"), "fuzziness": edits, "prefix_length": prefix,
                        // Every word within reach, not the fifty nearest.
                        "rewrite": "constant_score", "boost": boost,
                    }}})
                };
                self.terms.marks().into_iter().map(fuzzy).collect()
            }
            _ => {
                let term = |term: &String| json!({"term": {(field): {"value": term, "boost": boost}}});
                terms_of(slot, self.terms).iter().map(term).collect()
            }
        };
        any_of(ways)
    }
}

/// Articles with such a quotation.
pub fn nested(query: Value) -> Value {
    json!({"nested": {"path": QUOTATIONS, "query": query, "score_mode": "max"}})
}

pub fn all_of(mut parts: Vec<Value>) -> Value {
    match parts.len() {
        0 => json!({"match_all": {}}),
        1 => parts.remove(0),
        _ => json!({"bool": {"must": parts}}),
    }
}

fn any_of(mut parts: Vec<Value>) -> Value {
    match parts.len() {
        0 => json!({"match_none": {}}),
        1 => parts.remove(0),
        _ => json!({"bool": {"should": parts, "minimum_should_match": 1}}),
    }
}

pub fn none_of(query: Value) -> Value {
    json!({"bool": {"must_not": [query]}})
}

fn days(from: i64, to: i64) -> Value {
    json!({"bool": {"filter": [{"range": {"from_day": {"lte": to}}}, {"range": {"to_day": {"gte": from}}}]}})
}
