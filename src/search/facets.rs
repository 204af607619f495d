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
    /// For each segment the values of its articles; `None` where it has none at all.
    columns: Vec<Option<ByRow>>,
}

/// A segment's column of its own numbers, and what each is in the table.
type Numbered = (Column<u64>, Vec<u32>);

/// The numbers of every article's values, one article after another.
struct ByRow {
    /// Where the values of each row start, and where the last one's end.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl ValueTable {
    /// Reads the dictionaries and the values of `field`: milliseconds, done once for each field that is asked for.
    /// Held open like this, a value is counted in a tenth of the time that its column takes to look it up.
    pub fn open(field: &str, segments: &[Segment]) -> tantivy::Result<ValueTable> {
        let mut columns: Vec<Option<Numbered>> = Vec::with_capacity(segments.len());
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
        let by_row = |(column, segment): (Option<Numbered>, &Segment)| {
            column.map(|(column, numbers)| ByRow::read(&column, &numbers, segment.rows().articles()))
        };
        let columns = columns.into_iter().zip(segments).map(by_row).collect();
        Ok(ValueTable { keys, columns })
    }
}

impl ByRow {
    /// The values of `articles`; `numbers` says what each of the segment's own numbers is in the table.
    fn read(column: &Column<u64>, numbers: &[u32], articles: &[DocId]) -> ByRow {
        let mut by_row = ByRow { starts: Vec::with_capacity(articles.len() + 1), values: Vec::new() };
        by_row.starts.push(0);
        for &article in articles {
            by_row.values.extend(column.values_for_doc(article).map(|ordinal| numbers[ordinal as usize]));
            by_row.starts.push(by_row.values.len() as u32);
        }
        by_row
    }

    #[inline]
    fn values(&self, row: usize) -> &[u32] {
        &self.values[self.starts[row] as usize..self.starts[row + 1] as usize]
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
    /// Counts one article, by its row. Its values are distinct, so each counts it once.
    #[inline]
    pub fn add(&mut self, tally: &Tally, segment: &Segment, row: usize) {
        if let (TallyOf::Values(counts), Tally::Values(table)) = (self, tally)
            && let Some(by_row) = &table.columns[segment.number]
        {
            for &value in by_row.values(row) {
                counts[value as usize] += 1;
            }
        }
    }
}

impl TallyOf {
    /// Counts the articles of one story, all counted before, as one: each value once.
    pub fn count_once(&mut self, tally: &Tally, rows: impl Iterator<Item = (usize, usize)>) {
        let (TallyOf::Values(counts), Tally::Values(table)) = (self, tally) else { return };
        let of_row = |(segment, row): (usize, usize)| table.columns[segment].iter().flat_map(move |c| c.values(row));
        let mut values: Vec<u32> = rows.flat_map(of_row).copied().collect();
        values.sort_unstable();
        for value in values.chunk_by(|a, b| a == b) {
            counts[value[0] as usize] -= value.len() as u32 - 1;
        }
    }
}

/// The `limit` most frequent values: their numbers and counts. Equal ones in the order of their keys.
pub fn most_frequent(counts: &[u32], limit: usize) -> Vec<(usize, u32)> {
    let order = |a: &(usize, u32), b: &(usize, u32)| b.1.cmp(&a.1).then(a.0.cmp(&b.0));
    if limit == 0 {
        return Vec::new();
    }
    let mut found: Vec<(usize, u32)> = Vec::new();
    // Once `limit` are known only a more frequent one can push one of them out: keys ascend.
    let mut bar = 0;
    for (number, &count) in counts.iter().enumerate() {
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
