//! The quotations of an article in, the numbers out that say which of its words they hold, and back.
//!
//! A quotation's words are words of the article's text, so they are not indexed again: to look for a word inside
//! quotations is to look for it in the text and keep the places that lie in one. (Indexed again they were a seventh of
//! the index, and of the time it takes to build.) What is kept of a fragment is its first word and its number of words, in
//! positions of the text: two small numbers.

/// Of one quotation a stretch of words without a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment {
    /// The quotation's number in its article, from 1.
    pub quotation: u32,
    /// Position of its first word.
    pub start: u32,
    /// Positions from its first word to past its last.
    pub words: u32,
}

/// The column's values for fragments in the order of their quotations, none of which is left out. Starts are kept as
/// distances: a column is as wide as its largest numbers.
pub fn encode(fragments: impl IntoIterator<Item = Fragment>) -> Vec<u64> {
    let mut values = Vec::new();
    let (mut quotation, mut start) = (0, 0);
    for fragment in fragments {
        let distance = i64::from(fragment.start) - i64::from(start);
        let zigzag = ((distance << 1) ^ (distance >> 63)) as u64;
        values.push(zigzag << 1 | u64::from(fragment.quotation == quotation));
        values.push(u64::from(fragment.words));
        (quotation, start) = (fragment.quotation, fragment.start);
    }
    values
}

/// Fills `fragments` from a column's values.
pub fn decode(mut values: impl Iterator<Item = u64>, fragments: &mut Vec<Fragment>) {
    fragments.clear();
    let (mut quotation, mut start) = (0, 0_i64);
    while let (Some(first), Some(words)) = (values.next(), values.next()) {
        quotation += u32::from(first & 1 == 0);
        let zigzag = first >> 1;
        start = start.saturating_add((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64));
        let clamped = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        fragments.push(Fragment { quotation, start: clamped(start), words: u32::try_from(words).unwrap_or(u32::MAX) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let all = [(1, 5, 3), (1, 12, 9), (2, 7, 0), (3, 7, 4), (3, 4_000_000, u32::MAX), (4, 0, 1)];
        let all = all.map(|(quotation, start, words)| Fragment { quotation, start, words });
        let mut back = vec![all[0]; 9];
        decode(encode(all).into_iter(), &mut back);
        assert_eq!(back, all);
        decode([u64::MAX, u64::MAX, u64::MAX].into_iter(), &mut back);
        assert_eq!(back.len(), 1);
    }
}
