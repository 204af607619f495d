//! The values of one field in, how many matching articles each shares with the values of another, or with calendar
//! units, out: who is quoted in articles about which places, and when.

use super::ask::Choice;
use super::days::{Days, counted, too_many};
use super::engine::Engine;
use super::facets::{ValueTable, most_frequent};
use super::request::{Bucket, PivotBy, SearchRequest};
use super::response::{Facet, FacetValue, Pivot, PivotRow};
use super::stories::Matched;
use crate::error::Result;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

impl Engine {
    /// Counts the articles of each value of `facet` by something else, too.
    pub(super) fn pivot(
        &self,
        by: &PivotBy,
        facet: &Facet,
        matched: &Matched,
        request: &SearchRequest,
    ) -> Result<Pivot> {
        let table = self.value_table(&facet.field)?;
        let rows = self.rows_of(&table, facet, matched);
        let (name, cells) = match by {
            PivotBy::Field(field) => {
                (field.clone(), self.by_field(field, &table, &rows, facet.values.len(), matched, request.facet_limit)?)
            }
            PivotBy::Time(unit) => {
                (unit.name().to_owned(), self.by_time(*unit, &table, &rows, facet.values.len(), matched))
            }
        };
        few_cells(by, cells.iter().map(Vec::len).sum(), request.units)?;
        let rows = facet.values.iter().zip(cells).map(|(value, cells)| row(value, cells, by)).collect();
        Ok(Pivot { field: facet.field.clone(), by: name, rows })
    }

    /// The row of each value that is shown, by its number. People can be shown alike: of those, a facet has the one in
    /// most articles first, and where they are in as many the one whose number is lower.
    fn rows_of(&self, table: &ValueTable, facet: &Facet, matched: &Matched) -> HashMap<u32, usize> {
        let mut alike: HashMap<&str, Vec<u32>> =
            facet.values.iter().map(|value| (value.value.as_str(), Vec::new())).collect();
        for number in 0..table.keys.len() {
            if let Some(numbers) = alike.get_mut(table.display(number)) {
                numbers.push(number as u32);
            }
        }
        if alike.values().any(|numbers| numbers.len() > 1) {
            let articles = self.articles_of(table, alike.values().flatten(), matched);
            alike.values_mut().for_each(|numbers| numbers.sort_by_key(|number| (Reverse(articles[number]), *number)));
        }
        let mut next: HashMap<&str, _> = alike.into_iter().map(|(name, numbers)| (name, numbers.into_iter())).collect();
        let shown = facet.values.iter().zip(0..);
        shown.filter_map(|(value, row)| Some((next.get_mut(value.value.as_str())?.next()?, row))).collect()
    }

    /// How many matching articles have each of these values.
    fn articles_of<'n>(
        &self,
        table: &ValueTable,
        numbers: impl Iterator<Item = &'n u32>,
        matched: &Matched,
    ) -> HashMap<u32, u32> {
        let rows: HashMap<u32, usize> = numbers.copied().zip(0..).collect();
        let mut counts = vec![0; rows.len()];
        self.each(table, &rows, matched, |row, _, _| counts[row] += 1);
        rows.into_iter().map(|(number, row)| (number, counts[row])).collect()
    }

    fn by_field(
        &self,
        field: &str,
        table: &ValueTable,
        rows: &HashMap<u32, usize>,
        len: usize,
        matched: &Matched,
        limit: usize,
    ) -> Result<Vec<Vec<(String, u64)>>> {
        let other = self.value_table(field)?;
        // Kept are the values that a row meets: not one count a value of the archive for every row.
        let mut counts: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); len];
        self.each(table, rows, matched, |row, segment, article| {
            other.values(segment, article).iter().for_each(|&value| {
                *counts[row].entry(value as usize).or_default() += 1;
            });
        });
        let cell = |(value, articles)| (other.display(value).to_owned(), u64::from(articles));
        Ok(counts.into_iter().map(|counts| most_frequent(counts, limit).into_iter().map(cell).collect()).collect())
    }

    /// Undated articles are in no unit. What is kept is the days of the matches: not one count a day of the archive for
    /// every row.
    fn by_time(
        &self,
        unit: Bucket,
        table: &ValueTable,
        rows: &HashMap<u32, usize>,
        len: usize,
        matched: &Matched,
    ) -> Vec<Vec<(String, u64)>> {
        let mut days: Vec<Vec<Days>> = vec![Vec::new(); len];
        self.each(table, rows, matched, |row, segment, article| {
            days[row].extend(self.segments[segment].row_days()[article]);
        });
        days.into_iter().map(|days| counted(days.into_iter().map(|days| (days, 1)), unit)).collect()
    }

    /// Calls `count` with the row of the pivot, the segment and the article's row, for every matching article.
    fn each(
        &self,
        table: &ValueTable,
        rows: &HashMap<u32, usize>,
        matched: &Matched,
        mut count: impl FnMut(usize, usize, usize),
    ) {
        for segment in &self.segments {
            for (article, &doc) in segment.rows().articles().iter().enumerate() {
                if !matched.holds((segment.number as u32, doc)) {
                    continue;
                }
                for row in table.values(segment.number, article).iter().filter_map(|value| rows.get(value)) {
                    count(*row, segment.number, article);
                }
            }
        }
    }
}

/// The row of a value with these cells. What no calendar unit holds is undated.
pub(super) fn row(value: &FacetValue, cells: Vec<(String, u64)>, by: &PivotBy) -> PivotRow {
    let in_units = cells.iter().map(|(_, articles)| articles).sum();
    let undated = match by {
        PivotBy::Time(_) => value.articles.saturating_sub(in_units),
        PivotBy::Field(_) => 0,
    };
    PivotRow { value: value.value.clone(), cells, undated }
}

/// Refuses more units of time, over all rows, than are wanted.
pub(super) fn few_cells(by: &PivotBy, cells: usize, most: usize) -> Result<()> {
    if matches!(by, PivotBy::Field(_)) || cells <= most { Ok(()) } else { Err(too_many(cells, most)) }
}
