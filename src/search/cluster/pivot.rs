//! The values of one field by those of another, or by calendar units, on a cluster: a question for each value that is shown,
//! because no engine counts all pairs exactly in one.

use super::dsl::all_of;
use super::{Cluster, refused};
use crate::error::Result;
use crate::index::keys::key_display;
use crate::search::days::timeline;
use crate::search::pivot::{label, unit_name};
use crate::search::request::PivotBy;
use crate::search::response::{Facet, Pivot, PivotRow};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Values that are asked about in one answer. Guessed: some seconds of an engine.
const ROWS_MAX: usize = 200;

impl Cluster {
    /// Counts the articles of each value of `facet` by something else, too.
    pub(super) fn pivot(&self, by: &PivotBy, facet: &Facet, query: &Value, limit: usize) -> Result<Pivot> {
        if facet.values.len() > ROWS_MAX {
            let what = format!("a facet of more than {ROWS_MAX} values counted by another");
            return Err(refused(&what, "ask for fewer with `--limit`"));
        }
        let terms = self.terms_of_values(&facet.field, query)?;
        let row = |value: &str| -> Result<PivotRow> {
            let own = json!({"terms": {(facet.field.as_str()): terms.get(value)}});
            let articles = all_of(vec![query.clone(), own]);
            Ok(PivotRow { value: value.to_owned(), cells: self.cells(by, &articles, limit)? })
        };
        Ok(Pivot {
            field: facet.field.clone(),
            by: match by {
                PivotBy::Field(field) => field.clone(),
                PivotBy::Time(unit) => unit_name(*unit).to_owned(),
            },
            rows: facet.values.iter().map(|value| row(&value.value)).collect::<Result<_>>()?,
        })
    }

    /// The terms of each value of a field, as it is shown: of somebody all names.
    fn terms_of_values(&self, field: &str, query: &Value) -> Result<BTreeMap<String, Vec<String>>> {
        let mut terms: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let people = if field == "speaker" { Some(self.people()?) } else { None };
        for key in self.count_values(query, field)?.into_keys() {
            let shown = key_display(&key);
            let shown = match &people {
                None => shown,
                Some(people) => match people.name(shown).and_then(|name| people.person(name)) {
                    Some(person) => people.display(person),
                    None => continue,
                },
            };
            terms.entry(shown.to_owned()).or_default().push(key);
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
                let units = timeline(&days, &days, *unit).into_iter().filter(|bucket| bucket.articles > 0);
                Ok(units.map(|bucket| (label(&bucket, *unit), bucket.articles)).collect())
            }
        }
    }
}
