//! What words a table holds in, out, in a few steps, that a word of a text is none of them: nearly always so, and so it is not
//! looked up.

/// The shapes of a table's words: by the last bits of a first byte, and the length, the last bits of the last byte, a bit each.
/// Those bits are the same in capitals and small letters of ASCII.
#[derive(Debug, Default)]
pub struct Shapes([[u32; 16]; 32]);

/// How a word begins and ends, and how long it is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub first: u8,
    pub length: usize,
    pub last: u8,
}

impl Shape {
    /// The shape of a word; none of the empty one.
    #[inline]
    fn of(word: &[u8]) -> Option<Shape> {
        Some(Shape { first: *word.first()?, length: word.len(), last: *word.last()? })
    }

    /// The longest share a place.
    #[inline]
    fn place(self) -> (usize, usize) {
        (usize::from(self.first % 32), self.length.min(15))
    }

    #[inline]
    fn bit(self) -> u32 {
        1 << (self.last % 32)
    }
}

impl Shapes {
    pub fn add_word(&mut self, word: &str) {
        Shape::of(word.as_bytes()).into_iter().for_each(|shape| self.add(shape));
    }

    /// Whether the table may hold a word; the empty one it never does.
    #[inline]
    pub fn may_hold(&self, word: &[u8]) -> bool {
        Shape::of(word).is_some_and(|shape| self.have(shape))
    }

    pub fn add(&mut self, shape: Shape) {
        let (first, length) = shape.place();
        self.0[first][length] |= shape.bit();
    }

    /// Whether one of them has the shape.
    #[inline]
    pub fn have(&self, shape: Shape) -> bool {
        let (first, length) = shape.place();
        self.0[first][length] & shape.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_tells_what_cannot_be_in_a_table() {
        let mut shapes = Shapes::default();
        let long = "owl".repeat(20);
        ["barn", "a", &long].iter().for_each(|word| shapes.add_word(word));
        let told = ["barn", "BeeN", "A", &long, &long[3..], "bark", "bar", "wren", ""]
            .map(|word| shapes.may_hold(word.as_bytes()));
        assert_eq!(told, [true, true, true, true, true, false, false, false, false]);
    }
}
