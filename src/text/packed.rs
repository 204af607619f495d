//! A short word of ASCII in, two numbers out: in lower case, so that it is hashed and compared in a few steps. Words are
//! looked up several times for each that is read.

use super::eight::{HIGH, lower};

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

    /// Multiply and fold, after FxHash. The high bits hear of all others. The sketches of articles that lie in indexes are made of
    /// it: with another hash they have to be made anew.
    #[inline]
    pub fn hash(self) -> u64 {
        self.0.iter().fold(0_u64, |hash, &n| (hash.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95))
    }
}

/// A hash of a word in lower case, whether it can be packed or not.
pub fn hash_of_folded(folded: &str) -> u64 {
    // FNV-1a.
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let long = || folded.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    Packed::of(folded.as_bytes(), 0, folded.len()).map_or_else(long, Packed::hash)
}

#[inline]
fn halves(bytes: &[u8; PACKED_BYTES_MAX]) -> [u64; 2] {
    let both = u128::from_le_bytes(*bytes);
    [both as u64, (both >> 64) as u64]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(word: &str) -> Option<Packed> {
        Packed::of(word.as_bytes(), 0, word.len())
    }

    #[test]
    fn words_are_packed_in_lower_case() {
        for word in ["a", "Zz9", "O'Brien", "[@`{", "al-ASSAD", "sixteen-letters!", "3.5"] {
            let text = format!("é{word}… and more text behind it");
            let found = Packed::of(text.as_bytes(), 2, 2 + word.len());
            assert!(found.is_some() && found == packed(&word.to_ascii_lowercase()), "{word}");
        }
        assert_ne!(packed("ab"), Packed::of(b"ab", 0, 1));
        for other in ["", "é", "aé", "ninebytes é", "seventeen-letters"] {
            assert_eq!(packed(other), None, "{other}");
        }
        assert_eq!((Packed::of(b"ab", 2, 1), Packed::of(b"ab", 1, 3)), (None, None));
    }

    #[test]
    fn the_hash_that_lies_in_indexes_stays() {
        let hashes = ["ferry", "harbourmaster", "telecommunications"].map(hash_of_folded);
        assert_eq!(hashes, [0xd185_64c3_fc5c_56c0, 0xf0b4_ba38_def2_e0dc, 0x769c_833d_9cf1_9e78]);
    }
}
