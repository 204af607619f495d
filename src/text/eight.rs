//! Eight bytes of a text at once in, what each of them is out: most words are shorter, so that a step or two does for one
//! where a loop would go byte by byte.

/// The high bit of every byte.
pub const HIGH: u64 = each(0x80);

/// Eight times the same byte.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Sets the high bit of every byte from `bound` on. The bytes must be ASCII: then no sum carries into the next.
const fn at_least(ascii: u64, bound: u8) -> u64 {
    ascii + each(0x80 - bound)
}

/// The high bit of every byte that is neither an ASCII letter nor a digit.
#[inline]
pub const fn not_alphanumeric(eight: u64) -> u64 {
    let ascii = eight & !HIGH;
    let small = ascii | each(0x20);
    let is_letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let is_digit = at_least(ascii, b'0') & !at_least(ascii, b'9' + 1);
    (!(is_letter | is_digit) | eight) & HIGH
}

/// All bits of the bytes before the first that is marked, one by its high bit.
#[inline]
pub const fn before(marked: u64) -> u64 {
    (marked ^ (marked - 1)) >> 8
}

/// ASCII letters and digits with the letters in lower case: the bit that makes a letter small stands in every digit.
#[inline]
pub const fn lower_alphanumeric(alphanumeric: u64) -> u64 {
    alphanumeric | each(0x20)
}

/// ASCII with its letters in lower case.
#[inline]
pub const fn lower(ascii: u64) -> u64 {
    let is_capital = at_least(ascii, b'A') & !at_least(ascii, b'Z' + 1) & HIGH;
    ascii | is_capital >> 2
}

/// The high bit of every byte that is no ASCII letter.
#[inline]
const fn not_alphabetic(eight: u64) -> u64 {
    let small = (eight & !HIGH) | each(0x20);
    let is_letter = at_least(small, b'a') & !at_least(small, b'z' + 1);
    (!is_letter | eight) & HIGH
}

/// The end of the ASCII letters and digits that stand from `at` on.
#[inline]
pub fn alphanumeric_end(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, not_alphanumeric)
}

/// The end of the ASCII letters that stand from `at` on.
#[inline]
pub fn alphabetic_end(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, not_alphabetic)
}

/// Where the first byte stands, from `at` on, that is one of `marks` or no ASCII; the end where there is none. Marks are ASCII.
#[inline]
pub fn mark_from(bytes: &[u8], at: usize, marks: [u8; 3]) -> usize {
    let is_other = |ascii: u64, mark: u8| at_least(ascii ^ each(mark), 1);
    let found = |eight: u64| {
        let ascii = eight & !HIGH;
        (!marks.iter().fold(HIGH, |others, &mark| others & is_other(ascii, mark)) | eight) & HIGH
    };
    end_of(bytes, at, found).min(bytes.len())
}

/// Where the first space or control character of ASCII stands, from `at` on; the end where there is none.
#[inline]
pub fn blank_from(bytes: &[u8], at: usize) -> usize {
    end_of(bytes, at, |eight| !at_least(eight & !HIGH, b' ' + 1) & !eight & HIGH)
}

/// The end of the printable ASCII that stands from `at` on, spaces among it.
#[inline]
pub fn printable_end(bytes: &[u8], at: usize) -> usize {
    let others = |eight: u64| {
        let ascii = eight & !HIGH;
        (!at_least(ascii, b' ') | at_least(ascii, 0x7F) | eight) & HIGH
    };
    end_of(bytes, at, others)
}

/// Where the first byte stands, from `at` on, that `others` marks.
#[inline]
fn end_of(bytes: &[u8], mut at: usize, others: impl Fn(u64) -> u64) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let found = others(u64::from_le_bytes(*eight));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    end_of_last(bytes, at, others)
}

/// The same for the last few, with room behind them that ends every run.
#[cold]
fn end_of_last(bytes: &[u8], at: usize, others: impl Fn(u64) -> u64) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    at + others(u64::from_le_bytes(last)).trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told() {
        for byte in 0..=u8::MAX {
            for at in 0..20 {
                let mut bytes = [b'x'; 20];
                bytes[at] = byte;
                let end = if byte.is_ascii_alphanumeric() { 20 } else { at };
                assert_eq!((alphanumeric_end(&bytes, 0), alphanumeric_end(&bytes, at)), (end, end), "{byte} at {at}");
                let end = if byte.is_ascii_alphabetic() { 20 } else { at };
                assert_eq!((alphabetic_end(&bytes, 0), alphabetic_end(&bytes, at)), (end, end), "{byte} at {at}");
                let end = if matches!(byte, b' '..=b'~') { 20 } else { at };
                assert_eq!((printable_end(&bytes, 0), printable_end(&bytes, at)), (end, end), "{byte} at {at}");
                let end = if byte <= b' ' { at } else { 20 };
                assert_eq!((blank_from(&bytes, 0), blank_from(&bytes, at)), (end, end), "{byte} at {at}");
                let end = if byte.is_ascii() && !b".!?".contains(&byte) { 20 } else { at };
                assert_eq!(
                    (mark_from(&bytes, 0, *b".!?"), mark_from(&bytes, at, *b".!?")),
                    (end, end),
                    "{byte} at {at}"
                );
            }
        }
        assert_eq!((alphanumeric_end(b"", 0), alphanumeric_end(b"ab", 2), alphanumeric_end(b"ab", 0)), (0, 2, 2));
    }

    #[test]
    fn letters_are_lowered_and_nothing_else_is() {
        for byte in 0..128 {
            for at in 0..8 {
                let mut bytes = *b"aZ09[@`{";
                bytes[at] = byte;
                assert_eq!(lower(u64::from_le_bytes(bytes)).to_le_bytes(), bytes.map(|b| b.to_ascii_lowercase()));
            }
        }
    }
}
