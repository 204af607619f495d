//! Matching articles in, the values of a field with exact counts out.
//!
//! Counting is done by number, not by name: every value of a field has one number over all segments, in the
//! order of its key. Names are looked up only for the values that are shown.

use super::response::FacetValue;
use super::segment::Segment;
use crate::index::keys::key_display;
use std::sync::Arc;
use tantivy::DocId;
use tantivy::columnar::Column;

/// The values of one field over all segments.
pub struct ValueTable {
    /// Keys, ascending.
    pub keys: Vec<String>,
    /// For each segment the column of its own numbers, and what each is here.
    columns: Vec<Option<(Column<u64>, Vec<u32>)>>,
}

impl ValueTable {
    /// Reads the dictionaries of `field`: milliseconds, done once for each field that is asked for.
    pub fn open(field: &str, segments: &[Segment]) -> tantivy::Result<ValueTable> {
        let mut columns = Vec::with_capacity(segments.len());
        let mut all: Vec<(String, usize, u32)> = Vec::new();
        for (number, segment) in segments.iter().enumerate() {
            let Some(column) = segment.reader.fast_fields().str(field)? else {
                columns.push(None);
                continue;
            };
            let mut stream = column.dictionary().stream()?;
            let mut ordinal = 0;
            while stream.advance() {
                all.push((String::from_utf8_lossy(stream.key()).into_owned(), number, ordinal));
                ordinal += 1;
            }
            columns.push(Some((column.ords().clone(), vec![0; ordinal as usize])));
        }
        all.sort_unstable();
        let mut keys: Vec<String> = Vec::new();
        for (key, number, ordinal) in all {
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            if let Some((_, numbers)) = &mut columns[number] {
                numbers[ordinal as usize] = keys.len() as u32 - 1;
            }
        }
        Ok(ValueTable { keys, columns })
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
    /// Counts one article. Its values are distinct, so each counts it once.
    #[inline]
    pub fn add(&mut self, tally: &Tally, segment: &Segment, article: DocId) {
        if let (TallyOf::Values(counts), Tally::Values(table)) = (self, tally)
            && let Some((column, numbers)) = &table.columns[segment.number]
        {
            for ordinal in column.values_for_doc(article) {
                counts[numbers[ordinal as usize] as usize] += 1;
            }
        }
    }
}

/// The `limit` most frequent values: their numbers and counts. Equal ones in the order of their keys.
pub fn most_frequent(counts: &[u32], limit: usize) -> Vec<(usize, u32)> {
    let mut found: Vec<(usize, u32)> = counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    let order = |a: &(usize, u32), b: &(usize, u32)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
    if limit < found.len() {
        found.select_nth_unstable_by(limit, order);
        found.truncate(limit);
    }
    found.sort_unstable_by(order);
    found
}

/// Values as they are shown.
pub fn shown(table: &ValueTable, counts: &[u32], limit: usize) -> Vec<(String, FacetValue)> {
    let frequent = most_frequent(counts, limit).into_iter();
    let value = |(number, count): (usize, u32)| {
        let key: &String = &table.keys[number];
        (key.clone(), FacetValue { value: key_display(key).to_string(), articles: u64::from(count), quotes: None })
    };
    frequent.map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::most_frequent;

    #[test]
    fn equal_counts_keep_the_order_of_keys() {
        assert_eq!(most_frequent(&[0, 2, 5, 2, 2], 3), [(2, 5), (1, 2), (3, 2)]);
        assert_eq!(most_frequent(&[1, 1], 0), []);
        assert_eq!(most_frequent(&[1, 0], 9), [(0, 1)]);
    }
}
