//! A word in, which small part of a person's name it is out: `van`, `jr`, `phd`.
//!
//! What finding people asks of a language's words stands in that language's own table: there "y" joins names, and "Ben" is one.

use super::word_lists::Words;

const PARTS: &str = include_str!("data/name_parts.txt");
static PARTICLES: Words = Words::of(PARTS, "particle");
static GENERATIONS: Words = Words::of(PARTS, "generation");
static DEGREES: Words = Words::of(PARTS, "degree");

/// Whether the word, folded, stands between given names and surname, or belongs to the surname.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.has(word)
}

/// Whether the word, folded, says behind a name whose of that name it is: the father or the son.
pub fn is_generation(word: &str) -> bool {
    GENERATIONS.has(word)
}

/// Whether the word, folded, is a degree or an honour behind a name.
pub fn is_degree(word: &str) -> bool {
    DEGREES.has(word)
}
