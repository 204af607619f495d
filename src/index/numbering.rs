//! A field whose values are counted in, its keys over all segments in one numbering out.

use tantivy::columnar::Column;
use tantivy::{DocId, SegmentReader};

/// The keys of a field, numbered in their order, and what each segment's own numbers are among them.
pub struct Numbering {
    /// Ascending; those of deleted documents are still there.
    pub keys: Vec<String>,
    segments: Vec<Option<SegmentNumbers>>,
}

struct SegmentNumbers {
    column: Column<u64>,
    numbers: Vec<u32>,
}

impl Numbering {
    /// Reads the dictionaries of `field`.
    pub fn read<'s>(field: &str, segments: impl Iterator<Item = &'s SegmentReader>) -> tantivy::Result<Numbering> {
        let mut columns: Vec<Option<SegmentNumbers>> = Vec::new();
        let mut all: Vec<(String, usize, u32)> = Vec::new();
        for (number, segment) in segments.enumerate() {
            let Some(column) = segment.fast_fields().str(field)? else {
                columns.push(None);
                continue;
            };
            let mut stream = column.dictionary().stream()?;
            let mut ordinal = 0;
            while stream.advance() {
                all.push((String::from_utf8_lossy(stream.key()).into_owned(), number, ordinal));
                ordinal += 1;
            }
            columns.push(Some(SegmentNumbers { column: column.ords().clone(), numbers: vec![0; ordinal as usize] }));
        }
        // A few runs that are in order already, one a segment: a stable sort merges them.
        all.sort();
        let mut keys: Vec<String> = Vec::new();
        for (key, segment, ordinal) in all {
            if keys.last() != Some(&key) {
                keys.push(key);
            }
            if let Some(segment) = &mut columns[segment] {
                segment.numbers[ordinal as usize] = keys.len() as u32 - 1;
            }
        }
        Ok(Numbering { keys, segments: columns })
    }

    /// The numbers of a document's values; none where the segment has no such value at all.
    pub fn values(&self, segment: usize, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        let segment = self.segments.get(segment).and_then(Option::as_ref);
        segment.into_iter().flat_map(move |segment| {
            segment.column.values_for_doc(doc).map(|ordinal| segment.numbers[ordinal as usize])
        })
    }
}
