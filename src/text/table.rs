//! A word in, what a table of words says of it out: asked several times for every word of every article.
//!
//! Most words that are asked for are in no table, and a table of tags, a byte for each slot, tells so: it is small enough to stay in
//! the processor's cache. The few words that are not packed are looked up as strings.

use super::packed::Packed;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Words with what is known of them.
#[derive(Debug, Default)]
pub struct Table<V> {
    /// A tag for each slot, 0 of a free one. Always a power of two, or none, and at least half of them free.
    tags: Vec<u8>,
    slots: Vec<(Packed, V)>,
    n_packed: usize,
    long: HashMap<Box<str>, V, BuildHasherDefault<WordHasher>>,
}

/// Slots of a table with one word.
const SLOTS_MIN: usize = 16;

impl<V: Copy + Default> Table<V> {
    /// What is known of `word`, made when it is new. Words are entered in lower case.
    pub fn entry(&mut self, word: &str) -> &mut V {
        let Some(packed) = Packed::of(word.as_bytes(), 0, word.len()) else {
            return self.long.entry(word.into()).or_default();
        };
        if self.n_packed * 2 >= self.slots.len() {
            self.grow();
        }
        let at = self.place(packed);
        if self.tags[at] == 0 {
            (self.tags[at], self.slots[at].0) = (tag(packed.hash()), packed);
            self.n_packed += 1;
        }
        &mut self.slots[at].1
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let packed = self.tags.iter().zip(&mut self.slots).filter(|(tag, _)| **tag > 0);
        packed.map(|(_, (_, value))| value).chain(self.long.values_mut())
    }

    /// What is known of a word in lower case.
    pub fn get(&self, folded: &str) -> Option<V> {
        match Packed::of(folded.as_bytes(), 0, folded.len()) {
            Some(packed) => self.get_packed(packed),
            None => self.long.get(folded).copied(),
        }
    }

    #[inline]
    pub fn get_packed(&self, packed: Packed) -> Option<V> {
        let at = self.place(packed);
        (*self.tags.get(at)? > 0).then(|| self.slots[at].1)
    }

    /// The slot of a word, or the one that it gets.
    #[inline]
    fn place(&self, packed: Packed) -> usize {
        let hash = packed.hash();
        let mask = self.tags.len().wrapping_sub(1);
        let mut at = (hash >> 40) as usize & mask;
        while let Some(&found) = self.tags.get(at) {
            if found == 0 || found == tag(hash) && self.slots[at].0 == packed {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let n_slots = (self.slots.len() * 2).max(SLOTS_MIN);
        let tags = std::mem::replace(&mut self.tags, vec![0; n_slots]);
        let slots = std::mem::replace(&mut self.slots, vec![Default::default(); n_slots]);
        for (_, (packed, value)) in tags.into_iter().zip(slots).filter(|(tag, _)| *tag > 0) {
            let at = self.place(packed);
            (self.tags[at], self.slots[at]) = (tag(packed.hash()), (packed, value));
        }
    }
}

/// Other bits than the slot is chosen by.
#[inline]
fn tag(hash: u64) -> u8 {
    (hash >> 32) as u8 | 1
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
            self.mix(chunk.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight)));
        }
        let rest = chunks.remainder();
        self.mix(rest.iter().fold(rest.len() as u64, |all, &b| all << 8 | u64::from(b)));
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
