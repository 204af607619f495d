//! A word in, what a table of words says of it out: asked several times for every word of every article.
//!
//! A word of up to sixteen ASCII bytes is packed into one number and lower-cased there, so that looking it up
//! copies nothing and compares two numbers. The few others are looked up as strings.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Words with what is known of them.
#[derive(Debug)]
pub struct Table<V> {
    short: HashMap<Key, V, BuildHasherDefault<WordHasher>>,
    long: HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table { short: HashMap::default(), long: HashMap::default() }
    }
}

impl<V: Copy + Default> Table<V> {
    /// What is known of `word`, made when it is new. Words are entered in lower case.
    pub fn entry(&mut self, word: &str) -> &mut V {
        match Key::of(word, 0, word.len()) {
            Some(key) => self.short.entry(key).or_default(),
            None => self.long.entry(word.into()).or_default(),
        }
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.short.values_mut().chain(self.long.values_mut())
    }

    /// What is known of a word in lower case.
    pub fn get(&self, folded: &str) -> Option<V> {
        match Key::of(folded, 0, folded.len()) {
            Some(key) => self.get_key(key),
            None => self.long.get(folded).copied(),
        }
    }

    pub fn get_key(&self, key: Key) -> Option<V> {
        self.short.get(&key).copied()
    }
}

/// A short ASCII word in lower case, as a number. Words hold no zero byte, so the padding tells lengths apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u128);

const KEY_BYTES: usize = size_of::<Key>();

impl Key {
    /// The word at bytes `start..end` of `text`; `None` for the empty, the long and what is not ASCII.
    #[inline]
    pub fn of(text: &str, start: usize, end: usize) -> Option<Key> {
        let length = end.checked_sub(start).filter(|length| (1..=KEY_BYTES).contains(length))?;
        let bytes = text.as_bytes();
        let read = match bytes.get(start..start + KEY_BYTES) {
            Some(more) => u128::from_le_bytes(more.try_into().ok()?),
            None => {
                let mut padded = [0; KEY_BYTES];
                padded.get_mut(..length)?.copy_from_slice(bytes.get(start..end)?);
                u128::from_le_bytes(padded)
            }
        };
        let word = read & (u128::MAX >> (8 * (KEY_BYTES - length)));
        (word & each(0x80) == 0).then(|| Key(lower(word)))
    }
}

impl Key {
    /// A place for it in a table of `slots`.
    pub fn slot(self, slots: usize) -> usize {
        let mut hasher = WordHasher::default();
        self.hash(&mut hasher);
        hasher.finish() as usize % slots
    }
}

/// A number with `byte` in every place.
const fn each(byte: u8) -> u128 {
    u128::from_ne_bytes([byte; KEY_BYTES])
}

/// Lowers sixteen ASCII letters at once: the sums set a byte's high bit from "A" on, and past "Z".
fn lower(word: u128) -> u128 {
    let from_a = word + each(0x80 - b'A');
    let past_z = word + each(0x7f - b'Z');
    let capitals = from_a & !past_z & each(0x80);
    word | capitals >> 2
}

/// A multiplicative hash over eight bytes at a time, after rustc's FxHasher: keys are short words and the tables
/// are ours, so no defence against chosen keys is needed.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordHasher(u64);

impl WordHasher {
    fn mix(&mut self, chunk: u64) {
        self.0 = (self.0.rotate_left(5) ^ chunk).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.mix(chunk.iter().fold(0, |all, &b| all << 8 | u64::from(b)));
        }
        let rest = chunks.remainder();
        self.mix(rest.iter().fold(rest.len() as u64, |all, &b| all << 8 | u64::from(b)));
    }

    fn write_u8(&mut self, _: u8) {} // what `str` ends its bytes with tells nothing here

    fn write_u128(&mut self, key: u128) {
        self.mix(key as u64);
        self.mix((key >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_words_in_lower_case() {
        for word in ["a", "Z", "O'Brien", "[@`{", "al-ASSAD", "sixteen-letters!", "3.5"] {
            let text = format!("x{word} and more text behind it");
            let lowered = word.to_ascii_lowercase();
            let key = Key::of(&text, 1, 1 + word.len());
            assert!(key.is_some() && key == Key::of(&lowered, 0, lowered.len()), "{word}");
        }
        assert_ne!(Key::of("ab", 0, 2), Key::of("ab", 0, 1));
        for other in ["", "é", "aé", "seventeen-letters"] {
            assert_eq!(Key::of(other, 0, other.len()), None, "{other}");
        }
    }

    #[test]
    fn long_and_accented_words_are_found_too() {
        let mut table = Table::default();
        for (number, word) in (1..).zip(["said", "verfassungsgericht", "élysée"]) {
            *table.entry(word) = number;
        }
        let found = ["said", "verfassungsgericht", "élysée", "sai", ""].map(|word| table.get(word));
        assert_eq!(found, [Some(1), Some(2), Some(3), None, None]);
    }
}
