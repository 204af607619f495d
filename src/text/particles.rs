//! A word in, whether it stands small inside the names of people out: `van`, `de`, `bin`.

/// What stands between given names and surname, or belongs to the surname.
const PARTICLES: [&str; 24] = [
    "von", "van", "zu", "zur", "vom", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el",
    "al", "bin", "ben", "ibn", "abu", "ter", "st",
];

/// Whether the word, folded, is one.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}
