//! Byte offsets of a text in, Unicode code points out. One pass over the text, then constant time an offset.

use crate::article::Span;

/// A lookup for one text: how many code points begin before each block of bytes.
pub struct Points<'t> {
    bytes: &'t [u8],
    /// Code points that begin before byte `i * BLOCK`.
    before: Vec<usize>,
}

/// Bytes counted at most for one lookup. Guessed: 1/8 of the text's size in memory, and too little to see in time.
const BLOCK: usize = 64;

impl<'t> Points<'t> {
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut count = 0;
        for block in bytes.chunks(BLOCK) {
            before.push(count);
            count += starts(block);
        }
        before.push(count);
        Points { bytes, before }
    }

    /// The number of code points that begin before `byte`; past the end, those of the whole text.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.bytes.len());
        let block = byte / BLOCK;
        self.before[block] + starts(&self.bytes[block * BLOCK..byte])
    }

    pub fn span(&self, span: Span) -> (usize, usize) {
        (self.at(span.start), self.at(span.end))
    }
}

/// Code points that begin in these bytes: all bytes but continuation bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let points = Points::new(text);
        for (nth, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(byte), nth, "byte {byte} of {text:?}");
        }
        assert_eq!(points.at(text.len()), text.chars().count());
        assert_eq!(points.at(usize::MAX), text.chars().count());
    }

    #[test]
    fn every_offset() {
        check("");
        check("plain");
        check("“Nein”, sagte 東京 — 👩‍🚒.");
        check(&"é".repeat(200));
        check(&"a".repeat(64));
        check(&"字".repeat(64));
    }
}
