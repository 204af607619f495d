//! A text in, the sketch that finds its near-duplicates out.
//!
//! Of all shingles (five words in a row, folded) the sketch keeps those with the smallest hashes. Two texts'
//! sketches share about as large a part as their shingles do, whatever their lengths and the order of their
//! parts; which shingles are kept depends on nothing but the words.

use crate::article::Fingerprint;
use crate::text::fold::fold_word;
use crate::text::words::{Word, WordKind, words};

/// Words in a shingle: short enough to survive an editor's pen, long enough to be nobody else's phrase.
const SHINGLE_WORDS: usize = 5;
/// Hashes kept. Guessed: a share of .8 is then told to within ± .07 (two standard deviations).
const SKETCH_HASHES: usize = 128;

/// The bottom-k sketch of the text's 5-word shingles. A text of fewer words has one shingle of all of them.
pub fn fingerprint(text: &str) -> Fingerprint {
    let mut sketch = Sketch::default();
    let mut last = [0_u64; SHINGLE_WORDS];
    let mut n_words = 0_u32;
    for word in words(text) {
        last.rotate_left(1);
        last[SHINGLE_WORDS - 1] = word_hash(text, word);
        n_words = n_words.saturating_add(1);
        if n_words as usize >= SHINGLE_WORDS {
            sketch.add(shingle_hash(&last));
        }
    }
    if (1..SHINGLE_WORDS as u32).contains(&n_words) {
        sketch.add(shingle_hash(&last));
    }
    Fingerprint { sketch: sketch.hashes, words: n_words }
}

/// The smallest distinct hashes, ascending.
#[derive(Default)]
struct Sketch {
    hashes: Vec<u64>,
}

impl Sketch {
    fn add(&mut self, hash: u64) {
        let is_full = self.hashes.len() == SKETCH_HASHES;
        if is_full && self.hashes.last().is_some_and(|&largest| hash >= largest) {
            return;
        }
        if let Err(at) = self.hashes.binary_search(&hash) {
            if is_full {
                self.hashes.pop();
            }
            self.hashes.insert(at, hash);
        }
    }
}

/// FNV-1a over the folded word.
fn word_hash(text: &str, word: Word) -> u64 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let seed = 0xcbf2_9ce4_8422_2325;
    let written = &text[word.start..word.end];
    match word.kind {
        WordKind::Ascii => written.bytes().map(|b| b.to_ascii_lowercase()).fold(seed, fnv),
        WordKind::Other | WordKind::Unspaced => fold_word(text, word).bytes().fold(seed, fnv),
    }
}

/// Order counts: each word's hash is turned by its place. The last steps are MurmurHash3's finaliser, so that
/// the smallest hashes are a fair draw.
fn shingle_hash(words: &[u64; SHINGLE_WORDS]) -> u64 {
    let mixed = words.iter().fold(0_u64, |hash, &word| hash.rotate_left(13).wrapping_mul(5).wrapping_add(word));
    let hash = (mixed ^ (mixed >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Share of the first's sketch that the second has too.
    fn shared(a: &str, b: &str) -> f64 {
        let (a, b) = (fingerprint(a), fingerprint(b));
        let common = a.sketch.iter().filter(|hash| b.sketch.binary_search(hash).is_ok()).count();
        common as f64 / a.sketch.len().max(1) as f64
    }

    fn numbered(range: std::ops::Range<usize>) -> String {
        range.map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn copies_share_and_strangers_do_not() {
        assert_eq!(shared("The cat sat on Orbán’s mat.", "the CAT sat — on orban mat"), 1.0);
        assert_eq!(shared(&numbered(0..500), &numbered(500..1000)), 0.0);
        assert!((0.6..1.0).contains(&shared(&numbered(0..500), &numbered(50..550))));
        assert_eq!(shared("one two three", "three two one"), 0.0);
    }

    #[test]
    fn a_sketch_is_sorted_distinct_and_bounded() {
        for text in ["", "one", "a a a a a a a a a a", &numbered(0..5000)] {
            let Fingerprint { sketch, words: n } = fingerprint(text);
            assert!(sketch.windows(2).all(|pair| pair[0] < pair[1]) && sketch.len() <= SKETCH_HASHES);
            assert_eq!(n as usize, words(text).count());
        }
    }
}
