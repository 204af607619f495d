//! A word in, what a table of words says of it out: asked several times for every word of every article.
//!
//! A word that can be packed is looked up by two numbers; the few others are looked up as strings.

use super::packed::{Packed, mix};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words with what is known of them.
#[derive(Debug)]
pub struct Table<V> {
    short: HashMap<Packed, V, BuildHasherDefault<WordHasher>>,
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
        match Packed::of_word(word) {
            Some(packed) => self.short.entry(packed).or_default(),
            None => self.long.entry(word.into()).or_default(),
        }
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.short.values_mut().chain(self.long.values_mut())
    }

    /// What is known of a word in lower case.
    pub fn get(&self, folded: &str) -> Option<V> {
        match Packed::of_word(folded) {
            Some(packed) => self.get_packed(packed),
            None => self.long.get(folded).copied(),
        }
    }

    #[inline]
    pub fn get_packed(&self, packed: Packed) -> Option<V> {
        self.short.get(&packed).copied()
    }
}

/// A multiplicative hash over eight bytes at a time: keys are short words and the tables are ours, so no defence against chosen
/// keys is needed. What is packed has its hash already.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.0 = mix(self.0, chunk.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight)));
        }
        let rest = chunks.remainder();
        self.0 = mix(self.0, rest.iter().fold(rest.len() as u64, |all, &b| all << 8 | u64::from(b)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write_u8(&mut self, _: u8) {} // what `str` ends its bytes with tells nothing here

    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_however_many_there_are() {
        let word = |number: usize| format!("w{number}");
        let mut table = Table::default();
        for number in 0..3_000 {
            *table.entry(&word(number)) += number;
            *table.entry(&word(number / 2)) += 0;
        }
        for number in 0..6_000 {
            assert_eq!(table.get(&word(number)), (number < 3_000).then_some(number));
        }
        table.values_mut().for_each(|number| *number += 1);
        assert_eq!((table.get("w7"), table.get("w2999")), (Some(8), Some(3_000)));
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
