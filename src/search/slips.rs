//! A word in, the words that its typist may have meant out: those within so many slips of it.

use levenshtein_automata::{DFA, LevenshteinAutomatonBuilder, SINK_STATE};
use std::sync::{Arc, OnceLock};
use tantivy_fst::Automaton;

/// The most slips a query can ask for.
pub const SLIPS_MAX: u8 = 2;

/// The words within so many slips of one.
pub struct Slips {
    letters: Vec<char>,
    slips: usize,
    /// Finds them in a dictionary without looking at the others.
    automaton: Arc<DFA>,
}

impl Slips {
    /// A word must keep a letter where it stood, in what is typed and in what is found: else two slips would make every
    /// word of two letters any other. Lucene's rule (`FuzzyTermsEnum`: fewer slips than the shorter word has letters).
    pub fn of(word: &str, slips: u8) -> Slips {
        let letters: Vec<char> = word.chars().collect();
        let slips = room_for(&letters, slips);
        static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; SLIPS_MAX as usize + 1] =
            [const { OnceLock::new() }; SLIPS_MAX as usize + 1];
        let builder = BUILDERS[usize::from(slips)].get_or_init(|| LevenshteinAutomatonBuilder::new(slips, true));
        Slips { automaton: Arc::new(builder.build_dfa(word)), letters, slips: usize::from(slips) }
    }

    /// Whether a word is one of them.
    pub fn reach(&self, other: &str) -> bool {
        let kept = other.chars().count().saturating_sub(1);
        within_edits(&self.letters, other, self.slips.min(kept))
    }

    /// The same words behind a mark.
    pub fn behind(&self, mark: &str) -> Behind {
        Behind { mark: mark.as_bytes().into(), automaton: self.automaton.clone() }
    }
}

/// How many slips are looked for in a word: fewer than were asked for in a short one.
pub fn slips_in(word: &str, slips: u8) -> u8 {
    let letters: Vec<char> = word.chars().take(usize::from(SLIPS_MAX) + 1).collect();
    room_for(&letters, slips)
}

fn room_for(letters: &[char], slips: u8) -> u8 {
    slips.min(SLIPS_MAX).min(u8::try_from(letters.len().saturating_sub(1)).unwrap_or(SLIPS_MAX))
}

/// Terms that are a mark and a word.
pub struct Behind {
    mark: Arc<[u8]>,
    automaton: Arc<DFA>,
}

impl Automaton for Behind {
    /// Bytes of the mark that were read, and where in the word we are.
    type State = (usize, u32);

    fn start(&self) -> (usize, u32) {
        (0, self.automaton.initial_state())
    }

    fn is_match(&self, &(read, state): &(usize, u32)) -> bool {
        read == self.mark.len() && matches!(self.automaton.distance(state), levenshtein_automata::Distance::Exact(_))
    }

    fn can_match(&self, &(_, state): &(usize, u32)) -> bool {
        state != SINK_STATE
    }

    fn accept(&self, &(read, state): &(usize, u32), byte: u8) -> (usize, u32) {
        match self.mark.get(read) {
            Some(expected) if *expected == byte => (read + 1, state),
            Some(_) => (read, SINK_STATE),
            None => (read, self.automaton.transition(state, byte)),
        }
    }
}

/// Whether two words differ by at most `edits` letters changed, added, left out, or swapped with their neighbour.
pub fn within_edits(a: &[char], b: &str, edits: usize) -> bool {
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().all(|distance| *distance > edits) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits() {
        let check = |a: &str, b: &str, edits: usize, expected: bool| {
            let a: Vec<char> = a.chars().collect();
            assert_eq!(within_edits(&a, b, edits), expected, "{a:?} {b} {edits}");
        };
        check("orban", "orban", 1, true);
        check("orban", "oraban", 1, true);
        check("orban", "robna", 1, false);
        check("orban", "robna", 2, true);
        check("orban", "orbna", 1, true);
        check("kyiv", "kiev", 1, false);
        check("kyiv", "kiev", 2, true);
        check("a", "abcd", 2, false);
    }

    #[test]
    fn a_short_word_has_room_for_few_slips() {
        let check = |word: &str, slips: u8, other: &str, expected: bool| {
            assert_eq!(Slips::of(word, slips).reach(other), expected, "{word}~{slips} {other}");
        };
        check("st", 2, "at", true);
        check("st", 2, "ab", false);
        check("st", 2, "a", false);
        check("a", 1, "a", true);
        check("a", 1, "b", false);
        check("abc", 2, "abxy", true);
        check("abc", 2, "axy", true);
        check("abc", 2, "b", false);
        assert_eq!(slips_in("st", 2), 1);
    }

    fn accepts(automaton: &Behind, term: &str) -> bool {
        let state = term.bytes().fold(automaton.start(), |state, byte| automaton.accept(&state, byte));
        automaton.is_match(&state)
    }

    proptest! {
        /// Every word that is reached is found in the dictionary: the automaton may only leave out what is not.
        #[test]
        fn the_automaton_leaves_none_out(word in "[abcé]{1,7}", other in "[abcé]{1,7}", slips in 1..=2u8) {
            let slips = Slips::of(&word, slips);
            if slips.reach(&other) {
                let (own, another) = (format!("={other}"), format!("~{other}"));
                prop_assert!(accepts(&slips.behind("="), &own));
                prop_assert!(!accepts(&slips.behind("="), &another));
            }
        }
    }
}
