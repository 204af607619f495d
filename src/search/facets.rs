//! Matching articles in, the values of a field with exact counts out.
//!
//! Counting is done by number, not by name: every value of a field has one number over all segments, in the
//! order of its key. Names are looked up only for the values that are shown.

use super::days::DayCounts;
use super::people::{People, PersonId, shown_in_key};
use super::request::SearchRequest;
use super::response::{Facet, FacetValue, SearchResponse};
use super::segment::Segment;
use crate::error::Result;
use crate::index::Numbering;
use crate::index::keys::{key_display, key_folded};
use std::collections::HashMap;
use std::sync::Arc;

/// The values of one field over all segments.
pub struct ValueTable {
    /// Keys, ascending.
    pub keys: Vec<String>,
    /// For each segment the values of its articles.
    rows: Vec<ByRow>,
    /// For speakers: who each value is.
    pub people: Vec<PersonId>,
}

/// The numbers of every article's values, one article after another.
struct ByRow {
    /// Where the values of each row start, and where the last one's end.
    starts: Vec<u32>,
    values: Vec<u32>,
    /// How many rows hold each value.
    totals: Vec<u32>,
}

impl ValueTable {
    /// Reads the dictionaries and the values of `field`: milliseconds, done once for each field that is asked for.
    /// Held open like this, a value is counted in a tenth of the time that its column takes to look it up.
    pub fn open(field: &str, segments: &[Segment]) -> tantivy::Result<ValueTable> {
        let numbering = Numbering::read(field, segments.iter().map(|segment| &segment.reader))?;
        let rows = segments.iter().map(|segment| ByRow::read(&numbering, segment)).collect();
        Ok(ValueTable { keys: numbering.keys, rows, people: Vec::new() })
    }

    /// The values of an article, by its segment and row.
    #[inline]
    pub fn values(&self, segment: usize, row: usize) -> &[u32] {
        self.rows[segment].values(row)
    }

    /// A value as it is shown.
    pub fn display(&self, number: usize) -> &str {
        let key = &self.keys[number];
        if self.people.is_empty() { key_display(key) } else { shown_in_key(key) }
    }

    /// The same table with what folds alike as one value, as a flag finds it: `Sport` and `sport`. It is shown as most articles
    /// have it.
    pub fn folded(self) -> ValueTable {
        let mut keys: Vec<(String, u32)> = Vec::new();
        let mut number_of = Vec::with_capacity(self.keys.len());
        for (number, key) in self.keys.into_iter().enumerate() {
            let articles = self.rows.iter().map(|rows| rows.totals[number]).sum();
            match keys.last_mut().filter(|(last, _)| key_folded(last) == key_folded(&key)) {
                Some(last) if articles > last.1 => *last = (key, articles),
                Some(_) => {}
                None => keys.push((key, articles)),
            }
            number_of.push(keys.len() as u32 - 1);
        }
        let rows = self.rows.into_iter().map(|rows| rows.renumbered(&number_of, keys.len())).collect();
        ValueTable { keys: keys.into_iter().map(|(key, _)| key).collect(), rows, people: self.people }
    }

    /// The same table with people in the place of names: an article that has a person by two names has one value.
    pub fn of_people(self, people: &People, segments: &[Segment]) -> ValueTable {
        let names = people.names_of_keys(&self.keys);
        let by_key = people.by_key(people.all());
        let number_of: HashMap<PersonId, u32> = by_key.values().copied().zip(0..).collect();
        let rows = self.rows.iter().zip(segments).map(|(rows, segment)| {
            let (mut starts, mut values) = (vec![0], Vec::with_capacity(rows.values.len()));
            let mut here: Vec<u32> = Vec::new();
            for (row, &article) in segment.rows().articles().iter().enumerate() {
                let person = |&value: &u32| people.person_in(names[value as usize]?, segment, article);
                let persons = rows.values(row).iter().filter_map(person);
                here.clear();
                here.extend(persons.filter_map(|person| number_of.get(&person)));
                here.sort_unstable();
                here.dedup();
                values.extend_from_slice(&here);
                starts.push(values.len() as u32);
            }
            ByRow::new(starts, values, by_key.len())
        });
        let rows = rows.collect();
        let (keys, people) = by_key.into_iter().unzip();
        ValueTable { keys, rows, people }
    }
}

impl ByRow {
    fn read(numbering: &Numbering, segment: &Segment) -> ByRow {
        let articles = segment.rows().articles();
        let (mut starts, mut values) = (Vec::with_capacity(articles.len() + 1), Vec::new());
        starts.push(0);
        for &article in articles {
            values.extend(numbering.values(segment.number, article));
            starts.push(values.len() as u32);
        }
        ByRow::new(starts, values, numbering.keys.len())
    }

    fn new(starts: Vec<u32>, values: Vec<u32>, n_values: usize) -> ByRow {
        let mut totals = vec![0; n_values];
        values.iter().for_each(|value| totals[*value as usize] += 1);
        ByRow { starts, values, totals }
    }

    /// With other numbers for the values, of which each row has each once.
    fn renumbered(self, number_of: &[u32], n_values: usize) -> ByRow {
        if number_of.len() == n_values {
            return self;
        }
        let (mut starts, mut values) = (vec![0], Vec::with_capacity(self.values.len()));
        for row in 0..self.starts.len() - 1 {
            let begin = values.len();
            for value in self.values(row).iter().map(|&value| number_of[value as usize]) {
                if !values[begin..].contains(&value) {
                    values.push(value);
                }
            }
            starts.push(values.len() as u32);
        }
        ByRow::new(starts, values, n_values)
    }

    #[inline]
    fn each(&self, rows: &[u32], mut take: impl FnMut(usize)) {
        for &row in rows {
            self.values(row as usize).iter().for_each(|value| take(*value as usize));
        }
    }

    #[inline]
    fn values(&self, row: usize) -> &[u32] {
        &self.values[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// The articles of a segment to count, by their rows.
pub enum Counted {
    Rows(Vec<u32>),
    /// Those that are not to be counted, where these are fewer.
    AllBut(Vec<u32>),
}

impl Counted {
    /// From the rows to count, ascending and each once, of `n` in all.
    pub fn shorter(rows: Vec<u32>, n: usize) -> Counted {
        if rows.len() <= n / 2 {
            return Counted::Rows(rows);
        }
        let mut next = rows.into_iter().peekable();
        Counted::AllBut((0..n as u32).filter(|row| next.next_if_eq(row).is_none()).collect())
    }
}

/// What to count.
pub enum Tally {
    Values(Arc<ValueTable>),
    /// Years of publication: counted by day and folded.
    Years,
}

/// Counts in the making.
pub enum TallyOf {
    Values(Vec<u32>),
    Years,
}

impl Tally {
    pub fn start(&self) -> TallyOf {
        match self {
            Tally::Values(table) => TallyOf::Values(vec![0; table.keys.len()]),
            Tally::Years => TallyOf::Years,
        }
    }
}

impl TallyOf {
    /// Counts articles of a segment. The values of each are distinct, so each counts it once.
    pub fn add(&mut self, tally: &Tally, segment: &Segment, counted: &Counted) {
        let (TallyOf::Values(counts), Tally::Values(table)) = (self, tally) else { return };
        let of_segment = &table.rows[segment.number];
        match counted {
            Counted::Rows(rows) => of_segment.each(rows, |value| counts[value] += 1),
            Counted::AllBut(rows) => {
                counts.iter_mut().zip(&of_segment.totals).for_each(|(count, total)| *count += total);
                of_segment.each(rows, |value| counts[value] -= 1);
            }
        }
    }

    /// Counts the articles of one story, all counted before, as one: each value once.
    pub fn count_once(&mut self, tally: &Tally, rows: impl Iterator<Item = (usize, usize)>) {
        let (TallyOf::Values(counts), Tally::Values(table)) = (self, tally) else { return };
        let of_row = |(segment, row): (usize, usize)| table.values(segment, row);
        let mut values: Vec<u32> = rows.flat_map(of_row).copied().collect();
        values.sort_unstable();
        for value in values.chunk_by(|a, b| a == b) {
            counts[value[0] as usize] -= value.len() as u32 - 1;
        }
    }
}

/// The `limit` most frequent of values, given by ascending numbers with their counts. Equal ones in the order of their keys.
pub fn most_frequent(counts: impl IntoIterator<Item = (usize, u32)>, limit: usize) -> Vec<(usize, u32)> {
    let order = |a: &(usize, u32), b: &(usize, u32)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
    if limit == 0 {
        return Vec::new();
    }
    let mut found: Vec<(usize, u32)> = Vec::new();
    // Once `limit` are known only a more frequent one can push one of them out: keys ascend.
    let mut bar = 0;
    for (number, count) in counts {
        if count > bar {
            found.push((number, count));
            if found.len() >= limit.saturating_mul(2) {
                found.select_nth_unstable_by(limit - 1, order);
                found.truncate(limit);
                bar = found[limit - 1].1;
            }
        }
    }
    found.sort_unstable_by(order);
    found.truncate(limit);
    found
}

/// Values as they are shown.
pub fn shown(table: &ValueTable, counts: &[u32], limit: usize) -> Vec<(usize, FacetValue)> {
    let frequent = most_frequent(counts.iter().copied().enumerate(), limit).into_iter();
    let value = |(number, count): (usize, u32)| {
        let value = table.display(number).to_string();
        (number, FacetValue { value, articles: u64::from(count), quotes: None })
    };
    frequent.map(value).collect()
}

/// The `limit` years with the most articles; of equal ones the later first.
pub fn years(days: Option<&DayCounts>, limit: usize) -> Vec<FacetValue> {
    let mut years = days.map(DayCounts::years).unwrap_or_default();
    years.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    let value = |(year, articles): (i16, u64)| FacetValue { value: format!("{year:04}"), articles, quotes: None };
    years.into_iter().take(limit).map(value).collect()
}

/// Where that is asked for, counts each facet whose own flag narrows the answer as if the flag were not there: one more question a
/// facet, of which nothing but that facet is asked. Gives their fields.
pub fn widen(
    request: &SearchRequest,
    facets: &mut [Facet],
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
) -> Result<Vec<String>> {
    let mut widened = Vec::new();
    for facet in facets.iter_mut().filter(|_| request.multi_select) {
        let Some(filter) = request.filter.without(&facet.field) else { continue };
        let wider = SearchRequest {
            filter,
            facets: vec![facet.field.clone()],
            limit: 0,
            timeline: None,
            pivot: None,
            multi_select: false,
            ..request.clone()
        };
        facet.values = search(&wider)?.facets.pop().map(|facet| facet.values).unwrap_or_default();
        widened.push(facet.field.clone());
    }
    Ok(widened)
}

#[cfg(test)]
mod tests {
    use super::{Counted, most_frequent};

    #[test]
    fn of_the_counted_and_the_others_the_fewer_are_listed() {
        let check = |counted: &[u32], n, all_but: bool, expected: &[u32]| match Counted::shorter(counted.to_vec(), n) {
            Counted::Rows(rows) => assert!(!all_but && rows == expected),
            Counted::AllBut(rows) => assert!(all_but && rows == expected),
        };
        check(&[], 0, false, &[]);
        check(&[0], 1, true, &[]);
        check(&[1, 3], 4, false, &[1, 3]);
        check(&[1, 3, 4], 5, true, &[0, 2]);
    }

    #[test]
    fn equal_counts_keep_the_order_of_keys() {
        let most_frequent = |counts: &[u32], limit| most_frequent(counts.iter().copied().enumerate(), limit);
        assert_eq!(most_frequent(&[0, 2, 5, 2, 2], 3), [(2, 5), (1, 2), (3, 2)]);
        assert_eq!(most_frequent(&[1, 1], 0), []);
        assert_eq!(most_frequent(&[1, 0], 9), [(0, 1)]);
    }
}
