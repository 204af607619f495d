//! An English word in, its stem out, remembered for the next time: stemming is the dearest step of indexing, and most words of a
//! text have been met before.

use crate::text::packed::Packed;
use rust_stemmers::{Algorithm, Stemmer};

/// Pairs of slots of the stem cache; a prototype measured 32 k slots as the point where more stop helping. They fight with the index
/// in the making for the processor's cache, so that each byte counts.
const CACHE_PAIRS: usize = 1 << 14;

/// The stem at whose occurrences an exact form of English stands, where it has a term of its own: `talk` for `talks`.
///
/// Where the form stands in an article is where the stem stands, so the index does not say it again: what it holds for a
/// *position* of the form is which of the stem's occurrences in the field it is, counted from 0. These numbers are small,
/// and take a fifth of the room. An article in another language holds no unmarked stem, and its exact forms have positions.
pub fn english_stem(folded: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stem = folded.to_owned();
    match Packed::of_word(folded) {
        Some(packed) => StemCache::off().get(&stemmer, folded, packed).apply(&mut stem),
        None => stem = stemmer.stem(folded).into_owned(),
    }
    stem
}

/// Stems met before: a word has two slots, and the one of the two that was met longest ago makes room. Of three million words of
/// news 3.5 % are not there, where one slot for each, and as many in all, has 6.4 % (counted). English only, which is where the time
/// goes.
#[derive(Debug, Default)]
pub(super) struct StemCache {
    pairs: Vec<[Slot; 2]>,
    /// For the few words of a query: filling the slots takes longer than stemming them.
    is_off: bool,
}

/// A word and what becomes of it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// That of no word: an empty slot.
    word: Packed,
    cut: Cut,
}

/// What makes a stem of a word. Stems of the Snowball kind are the word with its end cut or changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cut {
    /// Bytes of the word that stand.
    kept: u8,
    /// What is put behind them.
    ending: [u8; 4],
    ending_len: u8,
}

impl Cut {
    /// `None` for a stem that is made otherwise.
    fn between(word: &str, stem: &str) -> Option<Cut> {
        let kept = word.bytes().zip(stem.bytes()).take_while(|(a, b)| a == b).count();
        let ending = &stem.as_bytes()[kept..];
        let mut cut = Cut { kept: kept as u8, ending_len: ending.len() as u8, ..Cut::default() };
        cut.ending.get_mut(..ending.len())?.copy_from_slice(ending);
        Some(cut)
    }

    pub fn changes(self, word: &str) -> bool {
        usize::from(self.kept) != word.len() || self.ending_len > 0
    }

    pub fn apply(self, word: &mut String) {
        word.truncate(self.kept.into());
        if self.ending_len == 0 {
            return;
        }
        word.extend(self.ending.iter().take(self.ending_len.into()).map(|&letter| char::from(letter)));
    }
}

impl StemCache {
    pub fn off() -> StemCache {
        StemCache { is_off: true, ..StemCache::default() }
    }

    /// What makes the stem of a folded word.
    #[inline]
    pub fn get(&mut self, stemmer: &Stemmer, word: &str, packed: Packed) -> Cut {
        match self.pairs.get(packed.slot(CACHE_PAIRS)) {
            Some([last, _]) if last.word == packed => last.cut,
            _ => self.get_other(stemmer, word, packed),
        }
    }

    /// The same of a word that is not the one met last of its slots.
    #[inline(never)]
    fn get_other(&mut self, stemmer: &Stemmer, word: &str, packed: Packed) -> Cut {
        // No English stem ends in more than four letters that its word has not; were there one, the word would do.
        let whole = Cut { kept: word.len() as u8, ..Cut::default() };
        let make = || Cut::between(word, &stemmer.stem(word)).unwrap_or(whole);
        if self.is_off {
            return make();
        }
        if self.pairs.is_empty() {
            self.pairs = vec![Default::default(); CACHE_PAIRS];
        }
        let [last, before] = &mut self.pairs[packed.slot(CACHE_PAIRS)];
        std::mem::swap(last, before);
        if last.word != packed {
            *last = Slot { word: packed, cut: make() };
        }
        last.cut
    }
}

#[cfg(test)]
mod tests {
    use super::super::Analyser;
    use super::*;

    #[test]
    fn a_cached_stem_is_the_stem() {
        let words = [
            "happily",
            "happy",
            "flies",
            "a",
            "generalizations",
            "hopping",
            "hoping",
            "relational",
            "internationalise",
            // Too long for the cache.
            "internationalisations",
        ];
        let stemmer = Stemmer::create(Algorithm::English);
        let mut cache = StemCache::default();
        let mut analyser = Analyser::new();
        for word in words.iter().chain(&words) {
            analyser.each_word(word, Some("en"), |analysed| assert_eq!(analysed.stem, Some(&*stemmer.stem(word))));
            let Some(packed) = Packed::of_word(word) else { continue };
            let cut = cache.get(&stemmer, word, packed);
            let mut stem = (*word).to_owned();
            cut.apply(&mut stem);
            assert_eq!(stem, stemmer.stem(word));
            assert_eq!(cut.changes(word), stem != *word);
        }
    }
}
