//! Words one after the other in, by their hashes; how often each was met before out.
//!
//! Asked once for every word of every text: a table that is never cleared. A slot of an earlier text is known by its text's
//! number.

/// Slots at first; always a power of two. Most articles have fewer than half as many distinct words.
const SLOTS_MIN: usize = 1 << 11;

/// Counts the words of one text at a time.
#[derive(Debug, Default)]
pub struct Counts {
    slots: Vec<Slot>,
    /// Of the text.
    number: u32,
    /// Distinct words of the text.
    distinct: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    /// Of the text it counts in; 0 of none.
    number: u32,
    count: u32,
}

impl Counts {
    /// A new text: everything was met never.
    pub fn begin(&mut self) {
        self.distinct = 0;
        self.number = self.number.wrapping_add(1);
        if self.number == 0 || self.slots.is_empty() {
            self.slots = vec![Slot::default(); self.slots.len().max(SLOTS_MIN)];
            self.number = 1;
        }
    }

    /// Counts a word; says how often it was met before. Words are told apart by 64 bits: of a text with a million words two
    /// are taken for one with a chance of one to thirty million.
    #[inline]
    pub fn add(&mut self, hash: u64) -> u32 {
        if self.distinct * 2 >= self.slots.len() {
            self.grow();
        }
        let at = self.place(hash);
        let slot = &mut self.slots[at];
        if slot.number != self.number {
            *slot = Slot { hash, number: self.number, count: 0 };
            self.distinct += 1;
        }
        slot.count += 1;
        slot.count - 1
    }

    /// The slot of a word, or the one that it gets. At least half of them are free.
    fn place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        // The high bits hear of all others.
        let mut at = (hash >> 32) as usize & mask;
        while self.slots[at].number == self.number && self.slots[at].hash != hash {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let grown = vec![Slot::default(); (self.slots.len() * 2).max(SLOTS_MIN)];
        self.number = self.number.max(1);
        for slot in std::mem::replace(&mut self.slots, grown) {
            if slot.number == self.number {
                let at = self.place(slot.hash);
                self.slots[at] = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_counted_in_its_own_text() {
        let mut counts = Counts::default();
        for text in 0..3_u64 {
            counts.begin();
            for round in 0..4 {
                for word in 0..5000_u64 {
                    assert_eq!(counts.add((word + text) << 20), round, "word {word} of text {text}");
                }
            }
        }
        // The number of the text starts anew.
        counts.number = u32::MAX;
        counts.begin();
        assert_eq!((counts.add(1 << 20), counts.add(1 << 20)), (0, 1));
    }
}
