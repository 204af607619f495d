//! The values of one field by those of another, or by calendar units, on a cluster: a question for each value that is shown,
//! because no engine counts all pairs exactly in one.

use super::counts::{ShownValue, of_terms};
use super::dsl::all_of;
use super::{Cluster, refused};
use crate::error::Result;
use crate::index::keys::key_display;
use crate::search::ask::Choice;
use crate::search::days::counted;
use crate::search::people::PersonId;
use crate::search::pivot::{few_cells, row};
use crate::search::request::{PivotBy, SearchRequest};
use crate::search::response::{Facet, FacetValue, Pivot, PivotRow};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

/// Values that are asked about in one answer. Guessed: some seconds of an engine.
const ROWS_MAX: usize = 200;

impl Cluster {
    /// Counts the articles of each value of `facet` by something else, too.
    pub(super) fn pivot(&self, by: &PivotBy, facet: &Facet, query: &Value, request: &SearchRequest) -> Result<Pivot> {
        if facet.values.len() > ROWS_MAX {
            let what = format!("a facet of more than {ROWS_MAX} values counted by another");
            return Err(refused(&what, "ask for fewer with `--limit`"));
        }
        let mut terms = self.terms_of_values(&facet.field, query)?;
        let mut counted = |value: &FacetValue| -> Result<PivotRow> {
            let own = terms.get_mut(&value.value).and_then(VecDeque::pop_front);
            let articles = all_of(vec![query.clone(), of_terms(&facet.field, own.unwrap_or_default().iter())]);
            Ok(row(value, self.cells(by, &articles, request.facet_limit)?, by))
        };
        let rows: Vec<PivotRow> = facet.values.iter().map(&mut counted).collect::<Result<_>>()?;
        few_cells(by, rows.iter().map(|row| row.cells.len()).sum(), request.units)?;
        Ok(Pivot {
            field: facet.field.clone(),
            by: match by {
                PivotBy::Field(field) => field.clone(),
                PivotBy::Time(unit) => unit.name().to_owned(),
            },
            rows,
        })
    }

    /// The terms of the values of a field that are shown so: of what folds alike, all. They are several where people are shown
    /// alike; of those, a facet has the one in most articles first, and where they are in as many the one whose number is lower.
    fn terms_of_values(&self, field: &str, query: &Value) -> Result<BTreeMap<String, VecDeque<Vec<String>>>> {
        if field != "speaker" {
            let values = self.values_shown(query, field)?.into_iter();
            let keys = |value: ShownValue| VecDeque::from([value.own.into_iter().map(|(key, _)| key).collect()]);
            return Ok(values.map(|value| (key_display(&value.key).to_owned(), keys(value))).collect());
        }
        let people = self.people()?;
        let mut names: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
        for key in self.count_values(query, field)?.into_keys() {
            if let Some(person) = people.name(key_display(&key)).and_then(|name| people.person(name)) {
                names.entry(person).or_default().push(key);
            }
        }
        let mut terms: BTreeMap<String, VecDeque<Vec<String>>> = BTreeMap::new();
        for (person, names) in names {
            terms.entry(people.display(person).to_owned()).or_default().push_back(names);
        }
        for alike in terms.values_mut().filter(|alike| alike.len() > 1) {
            let filters: Vec<Value> = alike.iter().map(|names| of_terms(field, names.iter())).collect();
            let mut counted: Vec<(u64, Vec<String>)> =
                self.count_each(query, &filters)?.into_iter().zip(alike.drain(..)).collect();
            counted.sort_by_key(|(articles, _)| Reverse(*articles));
            alike.extend(counted.into_iter().map(|(_, names)| names));
        }
        Ok(terms)
    }

    fn cells(&self, by: &PivotBy, articles: &Value, limit: usize) -> Result<Vec<(String, u64)>> {
        match by {
            PivotBy::Field(field) => {
                let values = self.frequent(articles, field, limit)?;
                Ok(values.into_iter().map(|value| (value.value, value.articles)).collect())
            }
            // Undated articles are in no unit.
            PivotBy::Time(unit) => {
                let days = self.count_days(articles)?;
                Ok(counted(days.each(), *unit))
            }
        }
    }
}
