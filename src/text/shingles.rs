//! A text in, the hashes of its shingles out: every five words in a row, folded. Or a sample of them, its sketch.
//!
//! Two texts are near-duplicates when most shingles of the shorter stand in the longer too: a headline, a cut at the
//! end or another order of the paragraphs costs few of them. A hash depends on nothing but its words.
//!
//! A sketch keeps every hash of a fixed part of the hash space, and of a short text at least its smallest ones. Both
//! texts of a pair kept every hash up to some bound; what they share of those up to the smaller bound tells what
//! part of the shorter stands in the longer, however much longer that is.

use super::fold::fold_word;
use super::packed::{Packed, hash_of_folded};
use super::words::{Word, words};

/// Words in a shingle: short enough to survive an editor's pen, long enough to be nobody else's phrase.
const SHINGLE_WORDS: usize = 5;

/// Hashes below are always kept: a sixteenth of them. Some 37 of an article of 600 words, 150 bytes.
const SAMPLED_BELOW: u32 = 1 << 28;
/// Of a text of few shingles the smallest are kept up to this many: equal sketches of so many mean, with a doubt below
/// one in two hundred, that the texts share four fifths.
const HASHES_MIN: usize = 24;

/// Hands over the hash of every shingle in order of the text, and gives the number of words. A text of fewer than
/// five words has one shingle of all of them.
pub fn each_shingle(text: &str, mut take: impl FnMut(u64)) -> u32 {
    let mut last = Last::default();
    let mut n_words = 0_u32;
    let mut words = words(text);
    while let Some((word, packed)) = words.next_packed() {
        last.add(packed.map_or_else(|| unpacked_hash(text, word), Packed::hashed));
        n_words = n_words.saturating_add(1);
        if n_words as usize >= SHINGLE_WORDS {
            take(last.shingle_hash());
        }
    }
    if (1..SHINGLE_WORDS as u32).contains(&n_words) {
        take(last.shingle_hash());
    }
    n_words
}

/// The distinct shingles of a text, ascending.
pub fn shingles(text: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_shingle(text, |hash| hashes.push(hash));
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The sketch of a text, ascending and distinct, and its number of words.
pub fn sketch(text: &str) -> (Vec<u32>, u32) {
    let mut sketch = Sketch::new();
    let words = each_shingle(text, |hash| sketch.add((hash >> 32) as u32));
    (sketch.finish(), words)
}

/// The part of two sketches that can be compared: up to here both hold every hash of their texts.
pub fn comparable<'s>(a: &'s [u32], b: &'s [u32]) -> (&'s [u32], &'s [u32]) {
    let bound = |sketch: &[u32]| sketch.last().copied().unwrap_or(0).max(SAMPLED_BELOW - 1);
    let bound = bound(a).min(bound(b));
    let part = |sketch: &'s [u32]| &sketch[..sketch.partition_point(|hash| *hash <= bound)];
    (part(a), part(b))
}

/// Hashes in both of two ascending lists.
pub fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

/// A sketch in the making.
struct Sketch {
    /// What may belong to it, as it comes: ascending and distinct only once tidied.
    hashes: Vec<u32>,
    /// Above it none does.
    bound: u32,
    /// So many hashes are tidied.
    full: usize,
}

/// Hashes that are tidied at once at least: two or three times for an article.
const FULL_MIN: usize = 64;

impl Sketch {
    fn new() -> Sketch {
        Sketch { hashes: Vec::with_capacity(FULL_MIN), bound: u32::MAX, full: FULL_MIN }
    }

    #[inline]
    fn add(&mut self, hash: u32) {
        if hash <= self.bound {
            self.keep(hash);
        }
    }

    #[inline(never)]
    fn keep(&mut self, hash: u32) {
        if self.hashes.len() == self.full {
            self.tidy();
            self.full = FULL_MIN.max(self.hashes.len() * 2);
        }
        self.hashes.push(hash);
    }

    fn tidy(&mut self) {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        if let Some(&last) = self.hashes.get(HASHES_MIN - 1) {
            self.bound = last.max(SAMPLED_BELOW - 1);
            self.hashes.truncate(self.hashes.partition_point(|&hash| hash <= self.bound));
        }
    }

    fn finish(mut self) -> Vec<u32> {
        self.tidy();
        self.hashes
    }
}

/// The last words of a text in the mixing, by their hashes: of the last one, the last two, and so on. A word makes each the
/// one of a word more.
#[derive(Default)]
struct Last([u64; SHINGLE_WORDS]);

impl Last {
    /// Order counts: each word's hash is turned by its place.
    #[inline]
    fn add(&mut self, word: u64) {
        for n in (1..SHINGLE_WORDS).rev() {
            self.0[n] = self.0[n - 1].rotate_left(13).wrapping_mul(5).wrapping_add(word);
        }
        self.0[0] = word;
    }

    /// The steps are MurmurHash3's finaliser, so that the smallest hashes are a fair draw.
    #[inline]
    fn shingle_hash(&self) -> u64 {
        let mixed = self.0[SHINGLE_WORDS - 1];
        let hash = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

/// Of the folded word, which is long or no ASCII.
#[cold]
fn unpacked_hash(text: &str, word: Word) -> u64 {
    hash_of_folded(&fold_word(text, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_order_counts() {
        assert_eq!(shingles("The cat sat on Orbán’s mat."), shingles("the CAT sat — on orban mat"));
        assert_ne!(shingles("one two three"), shingles("three two one"));
        assert_eq!(shingles("a b c d e f").len(), 2);
        assert_eq!(shingles(&"a ".repeat(50)).len(), 1);
        assert!(shingles("").is_empty());
        assert_eq!(each_shingle("one two", |_| ()), 2);
    }

    fn numbered(range: std::ops::Range<usize>) -> String {
        range.map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn a_sketch_holds_every_hash_below_its_bound() {
        for text in ["", "one", "a a a a a a a a a a", &numbered(0..40), &numbered(0..5000)] {
            let mut all: Vec<u32> = shingles(text).iter().map(|hash| (hash >> 32) as u32).collect();
            all.dedup();
            let sampled = all.iter().filter(|hash| **hash < SAMPLED_BELOW).count();
            let (sketch, n_words) = sketch(text);
            assert_eq!(sketch, all[..sampled.max(HASHES_MIN).min(all.len())], "{text}");
            assert_eq!(n_words as usize, words(text).count());
        }
    }

    #[test]
    fn a_sketch_tells_what_part_of_the_shorter_stands_in_the_longer() {
        let check = |a: &str, b: &str, expected: std::ops::RangeInclusive<f64>| {
            let (a, b) = (sketch(a).0, sketch(b).0);
            let (a, b) = comparable(&a, &b);
            let part = shared(a, b) as f64 / a.len().min(b.len()).max(1) as f64;
            assert!(expected.contains(&part), "{part}");
        };
        check(&numbered(0..5000), &numbered(2000..2500), 1.0..=1.0);
        check(&numbered(0..5000), &numbered(4500..5500), 0.35..=0.65);
        check(&numbered(0..500), &numbered(500..1000), 0.0..=0.0);
        check("", &numbered(0..9), 0.0..=0.0);
    }
}
