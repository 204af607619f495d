//! An English word in, its stem out, remembered for the next time: stemming is the dearest step of indexing, and most words of a
//! text have been met before.

use crate::text::eight::lower;
use rust_stemmers::{Algorithm, Stemmer};

/// Slots of the stem cache; a prototype measured 32 k as the point where more stop helping.
const CACHE_SLOTS: usize = 1 << 15;

/// Words up to this long are cached: all but one of six thousand of English running text. The slots fight with the index in the
/// making for the processor's cache, so that each byte counts.
const CACHED_BYTES_MAX: usize = 16;

/// The stem at whose occurrences an exact form of English stands, where it has a term of its own: `talk` for `talks`.
///
/// Where the form stands in an article is where the stem stands, so the index does not say it again: what it holds for a
/// *position* of the form is which of the stem's occurrences in the field it is, counted from 0. These numbers are small,
/// and take a fifth of the room. An article in another language holds no unmarked stem, and its exact forms have positions.
pub fn english_stem(folded: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stem = folded.to_owned();
    match folded.is_ascii().then(|| pack(folded.as_bytes(), 0, folded.len())).flatten() {
        Some(packed) => StemCache::off().get(&stemmer, folded, packed).apply(&mut stem),
        None => stem = stemmer.stem(folded).into_owned(),
    }
    stem
}

/// What a stem is counted by.
pub(super) fn stem_hash(stem: &str) -> u64 {
    match stem.is_ascii().then(|| pack(stem.as_bytes(), 0, stem.len())).flatten() {
        Some(packed) => mix(packed),
        // FNV-1a.
        None => {
            let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            stem.bytes().fold(0xcbf2_9ce4_8422_2325, fnv)
        }
    }
}

/// Stems met before: direct-mapped, a collision overwrites. English only, which is where the time goes.
#[derive(Debug, Default)]
pub(super) struct StemCache {
    slots: Vec<Slot>,
    /// For the few words of a query: filling the slots takes longer than stemming them.
    is_off: bool,
}

/// A word and what becomes of it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// All zero: an empty slot.
    word: Packed,
    cut: Cut,
}

/// What makes a stem of a word. Stems of the Snowball kind are the word with its end cut or changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cut {
    /// Bytes of the word that stand.
    kept: u8,
    /// What is put behind them.
    ending: [u8; 4],
    ending_len: u8,
}

impl Cut {
    /// `None` for a stem that is made otherwise.
    fn between(word: &str, stem: &str) -> Option<Cut> {
        let kept = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
        let ending = &stem.as_bytes()[kept..];
        let mut cut = Cut { kept: kept as u8, ending_len: ending.len() as u8, ..Cut::default() };
        cut.ending.get_mut(..ending.len())?.copy_from_slice(ending);
        Some(cut)
    }

    pub fn changes(self, word: &str) -> bool {
        usize::from(self.kept) != word.len() || self.ending_len > 0
    }

    pub fn apply(self, word: &mut String) {
        word.truncate(self.kept.into());
        word.push_str(std::str::from_utf8(&self.ending[..self.ending_len.into()]).unwrap_or_default());
    }
}

impl StemCache {
    pub fn off() -> StemCache {
        StemCache { is_off: true, ..StemCache::default() }
    }

    /// What makes the stem of a folded word.
    pub fn get(&mut self, stemmer: &Stemmer, word: &str, packed: Packed) -> Cut {
        // No English stem ends in more than four letters that its word has not; were there one, the word would do.
        let whole = Cut { kept: word.len() as u8, ..Cut::default() };
        let make = || Cut::between(word, &stemmer.stem(word)).unwrap_or(whole);
        if self.is_off {
            return make();
        }
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); CACHE_SLOTS];
        }
        let slot = &mut self.slots[hash(packed) % CACHE_SLOTS];
        if slot.word != packed {
            *slot = Slot { word: packed, cut: make() };
        }
        slot.cut
    }
}

/// A short word as three numbers, in lower case, so that it is hashed and compared in a few steps. Words hold no zero
/// byte, so the padding tells lengths apart.
pub(super) type Packed = [u64; CACHED_BYTES_MAX / 8];

/// The ASCII word at `start..end`; none for the empty and the long.
#[inline]
pub(super) fn pack(text: &[u8], start: usize, end: usize) -> Option<Packed> {
    let length = end.checked_sub(start).filter(|length| (1..=CACHED_BYTES_MAX).contains(length))?;
    let mut bytes = [0_u8; CACHED_BYTES_MAX];
    match text.get(start..start + CACHED_BYTES_MAX) {
        Some(more) => bytes.copy_from_slice(more),
        None => bytes.get_mut(..length)?.copy_from_slice(text.get(start..end)?),
    }
    let mut packed = Packed::default();
    for (at, number) in packed.iter_mut().enumerate() {
        let eight = u64::from_le_bytes(*bytes.get(8 * at..)?.first_chunk()?);
        *number = match length.saturating_sub(8 * at) {
            0 => 0,
            8.. => lower(eight),
            of_word => lower(eight & (u64::MAX >> (64 - 8 * of_word))),
        };
    }
    Some(packed)
}

/// Multiply and fold, after FxHash.
#[inline]
fn mix(packed: Packed) -> u64 {
    packed.iter().fold(0_u64, |hash, &n| (hash.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// The high bits, which hear of all others, choose the slot.
#[inline]
fn hash(packed: Packed) -> usize {
    (mix(packed) >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::super::Analyser;
    use super::*;

    #[test]
    fn a_cached_stem_is_the_stem() {
        let words = [
            "happily",
            "happy",
            "flies",
            "a",
            "generalizations",
            "hopping",
            "hoping",
            "relational",
            "internationalise",
            // Too long for the cache.
            "internationalisations",
        ];
        let stemmer = Stemmer::create(Algorithm::English);
        let mut cache = StemCache::default();
        let mut analyser = Analyser::new();
        for word in words.iter().chain(&words) {
            analyser.each_word(word, Some("en"), |analysed| assert_eq!(analysed.stem, Some(&*stemmer.stem(word))));
            let Some(packed) = pack(word.as_bytes(), 0, word.len()) else { continue };
            let cut = cache.get(&stemmer, word, packed);
            let mut stem = (*word).to_owned();
            cut.apply(&mut stem);
            assert_eq!(stem, stemmer.stem(word));
            assert_eq!(cut.changes(word), stem != *word);
        }
    }

    #[test]
    fn words_are_packed_in_lower_case() {
        for word in ["a", "Zz9", "sixteen0letters0"] {
            let (text, small) = (format!("é{word}… and more text behind it"), word.to_lowercase());
            let packed = pack(text.as_bytes(), 2, 2 + word.len());
            assert!(packed.is_some() && packed == pack(small.as_bytes(), 0, small.len()), "{word}");
        }
        assert_ne!(pack(b"ab", 0, 2), pack(b"ab", 0, 1));
        assert_eq!(pack(b"0123456789012345678901234567890", 0, 17), None);
        assert_eq!(pack(b"", 0, 0), None);
    }
}
