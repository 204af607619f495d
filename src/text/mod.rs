//! Text in, its words, sentences and dates out: language without any knowledge of news.

pub mod analyse;
pub mod calendar;
mod counts;
pub mod eight;
pub mod entities;
pub mod fold;
pub mod given_names;
pub mod name_parts;
pub mod packed;
pub mod sentences;
pub mod shingles;
pub mod table;
pub mod word_lists;
pub mod words;
pub mod written_list;

/// A table of which bytes are in `bytes`: for scanning past all others at a byte a step.
pub const fn byte_set(bytes: &[u8]) -> [bool; 256] {
    let mut set = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        set[bytes[i] as usize] = true;
        i += 1;
    }
    set
}
