//! A short word of ASCII in, two numbers out: in lower case, so that it is hashed and compared in a few steps. Words are
//! looked up several times for each that is read.

use super::eight::{HIGH, alphanumeric_end, before, lower, lower_alphanumeric, not_alphanumeric};
use std::hash::{Hash, Hasher};

/// The longest word that is packed, in bytes: all but one of six thousand of English running text.
pub const PACKED_BYTES_MAX: usize = 16;

/// A word of one to sixteen ASCII bytes in lower case. Words hold no zero byte, so the padding tells lengths apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed([u64; PACKED_BYTES_MAX / 8]);

impl Packed {
    /// The word at bytes `start..end` of `text`; none for the empty, the long and what is not ASCII.
    #[inline]
    pub fn of(text: &[u8], start: usize, end: usize) -> Option<Packed> {
        let length = end.checked_sub(start)?;
        let [low, high] = match text.get(start..).and_then(|rest| rest.first_chunk::<PACKED_BYTES_MAX>()) {
            Some(more) => halves(more),
            None => {
                let mut padded = [0; PACKED_BYTES_MAX];
                padded.get_mut(..length)?.copy_from_slice(text.get(start..end)?);
                halves(&padded)
            }
        };
        match length {
            1..=8 => {
                let low = low & (u64::MAX >> (64 - 8 * length));
                (low & HIGH == 0).then(|| Packed([lower(low), 0]))
            }
            9..=PACKED_BYTES_MAX => {
                let high = high & (u64::MAX >> (128 - 8 * length));
                ((low | high) & HIGH == 0).then(|| Packed([lower(low), lower(high)]))
            }
            _ => None,
        }
    }

    /// The end of the ASCII letters and digits that stand from `at` on, and the word that they are. Both are found in the
    /// same bytes.
    #[inline(always)]
    pub fn of_run(text: &[u8], at: usize) -> (usize, Option<Packed>) {
        let Some(more) = text.get(at..).and_then(|rest| rest.first_chunk::<PACKED_BYTES_MAX>()) else {
            return Packed::of_long_run(text, at);
        };
        let [low, high] = halves(more);
        let others = not_alphanumeric(low);
        if others != 0 {
            let low = lower_alphanumeric(low) & before(others);
            return (at + others.trailing_zeros() as usize / 8, (low != 0).then_some(Packed([low, 0])));
        }
        let others = not_alphanumeric(high);
        if others != 0 {
            let high = lower_alphanumeric(high) & before(others);
            return (at + 8 + others.trailing_zeros() as usize / 8, Some(Packed([lower_alphanumeric(low), high])));
        }
        Packed::of_long_run(text, at)
    }

    /// The same of one that ends with the text or is long.
    #[cold]
    fn of_long_run(text: &[u8], at: usize) -> (usize, Option<Packed>) {
        let end = alphanumeric_end(text, at);
        (end, Packed::of(text, at, end))
    }

    /// Whether it, of letters and digits, has no digit.
    #[inline]
    pub fn is_of_letters(self) -> bool {
        // Of the two bits that all small letters have, digits have but the lower, and the padding has none.
        const LOWER_BIT: u64 = HIGH >> 2;
        self.0.iter().all(|&half| (half & LOWER_BIT) << 1 == half & (LOWER_BIT << 1))
    }

    /// Whether it, of letters and digits, is written with a capital where it stands, at `at` of `text`; said of any word
    /// in the text's last bytes, too.
    #[inline]
    pub fn has_capital(self, text: &[u8], at: usize) -> bool {
        let Some(more) = text.get(at..).and_then(|rest| rest.first_chunk()) else { return true };
        let [low, high] = halves(more);
        // What packing added to it, and not what stands behind it.
        self.0[0] & !low != 0 || self.0[1] & !high != 0
    }

    /// The whole of `word`.
    #[inline]
    pub fn of_word(word: &str) -> Option<Packed> {
        Packed::of(word.as_bytes(), 0, word.len())
    }

    /// The high bits hear of all others. The sketches of articles that lie in indexes are made of it: with another hash they have
    /// to be made anew.
    #[inline]
    pub fn hashed(self) -> u64 {
        self.0.iter().fold(0, |hash, &half| mix(hash, half))
    }

    /// A place for it among `slots`.
    #[inline]
    pub fn slot(self, slots: usize) -> usize {
        (self.hashed() >> 40) as usize % slots
    }
}

impl Hash for Packed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hashed());
    }
}

/// Multiply and fold, after rustc's FxHasher.
#[inline]
pub(super) fn mix(hash: u64, eight: u64) -> u64 {
    (hash.rotate_left(5) ^ eight).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// A hash of a word in lower case, whether it can be packed or not.
pub fn hash_of_folded(folded: &str) -> u64 {
    // FNV-1a.
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let long = || folded.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    Packed::of_word(folded).map_or_else(long, Packed::hashed)
}

#[inline]
fn halves(bytes: &[u8; PACKED_BYTES_MAX]) -> [u64; 2] {
    let both = u128::from_le_bytes(*bytes);
    [both as u64, (both >> 64) as u64]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_packed_in_lower_case() {
        for word in ["a", "Zz9", "O'Brien", "[@`{", "al-ASSAD", "sixteen-letters!", "3.5"] {
            let text = format!("é{word}… and more text behind it");
            let found = Packed::of(text.as_bytes(), 2, 2 + word.len());
            assert!(found.is_some() && found == Packed::of_word(&word.to_ascii_lowercase()), "{word}");
        }
        assert_ne!(Packed::of_word("ab"), Packed::of(b"ab", 0, 1));
        for other in ["", "é", "aé", "ninebytes é", "seventeen-letters"] {
            assert_eq!(Packed::of_word(other), None, "{other}");
        }
        assert_eq!((Packed::of(b"ab", 2, 1), Packed::of(b"ab", 1, 3)), (None, None));
    }

    #[test]
    fn a_run_is_packed_where_its_end_is_found() {
        for length in 0..20 {
            let word = "aZ09bYx7cWv6dUt5eSr4".get(..length).unwrap();
            for behind in ["", " ", "é", ".", " and more text behind it"] {
                let text = format!("é{word}{behind}");
                let end = 2 + length;
                let expected = (end, Packed::of(text.as_bytes(), 2, end));
                assert_eq!(Packed::of_run(text.as_bytes(), 2), expected, "{text}");
            }
        }
    }

    #[test]
    fn capitals_are_the_words_own() {
        for (text, expected) in [("a B and more text behind", false), ("aB and more text behind", true), ("a", true)] {
            let packed = Packed::of_run(text.as_bytes(), 0).1.unwrap();
            assert_eq!(packed.has_capital(text.as_bytes(), 0), expected, "{text}");
        }
        let text = "internationaL and more text behind";
        assert!(Packed::of_run(text.as_bytes(), 0).1.unwrap().has_capital(text.as_bytes(), 0));
    }

    #[test]
    fn digits_are_told_from_letters() {
        for (word, expected) in
            [("a", true), ("Zebra", true), ("internationaL", true), ("7", false), ("abcdefgh9", false)]
        {
            assert_eq!(Packed::of_word(word).unwrap().is_of_letters(), expected, "{word}");
        }
    }

    #[test]
    fn the_hash_that_lies_in_indexes_stays() {
        let hashes = ["ferry", "harbourmaster", "telecommunications"].map(hash_of_folded);
        assert_eq!(hashes, [0xd185_64c3_fc5c_56c0, 0xf0b4_ba38_def2_e0dc, 0x769c_833d_9cf1_9e78]);
    }
}
