//! Words in, the country whose local news they sound like out. A paper does not say where it is printed; that
//! Dublin has a sheriff and a high school does.

use super::words::{Case, Gap, Word};
use crate::text::shapes::Shapes;
use crate::text::table::WordHasher;
use crate::text::word_lists::rows;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// A country and how strongly the text sounds like its local news, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Register {
    pub country: &'static str,
    pub strength: f32,
}

/// Different cues that make it two thirds sure (guessed).
const CUES_SCALE: f32 = 2.0;

/// A story shows its register early; the median story has under half as many words (measured on the development texts).
const WORDS_MAX: usize = 600;
/// "high", "city", "lakh": no cue in small letters is shorter.
const SMALL_CUE_BYTES: u32 = 4;

const COUNTRIES: [&str; 5] = ["US", "GB", "CA", "IE", "IN"];

/// Names of counties that count as cues: more say nothing new (guessed).
const COUNTIES_MAX: u32 = 2;
/// A street with a number ("120 Main St.") is a cue of the country that writes addresses so, like those of `data/register.tsv`.
const STREET_CUE: u32 = 16;
/// The first of the cues that counties are.
const COUNTY_CUE: u32 = 32;

/// The country with the most different cues, when it has more than any other. `counties` has the country of every county named,
/// where all that bear the name lie in one.
pub fn register<'c>(text: &str, words: &[Word], counties: impl Iterator<Item = &'c str>) -> Option<Register> {
    let cues = &*CUES;
    let mut seen = [0u64; COUNTRIES.len()];
    for country in counties {
        let Some(at) = COUNTRIES.iter().position(|known| *known == country) else { continue };
        let known = (seen[at] >> COUNTY_CUE).count_ones();
        seen[at] |= u64::from(known < COUNTIES_MAX) << (COUNTY_CUE + known);
    }
    for (i, word) in words.iter().take(WORDS_MAX).enumerate() {
        if word.case == Case::Lower && word.end - word.start < SMALL_CUE_BYTES {
            continue;
        }
        if word.case == Case::Digit && is_address(text, words, i) {
            seen[US] |= 1 << STREET_CUE;
        }
        let Some(cue) = cues.get(word.stem(text)) else { continue };
        let next = words.get(i + 1).filter(|_| word.gap == Gap::Space).map_or("", |w| w.stem(text));
        if cue.next.is_empty() || cue.next.contains(&next) {
            seen[cue.country] |= 1 << cue.number;
        }
    }
    let counts = seen.map(u64::count_ones);
    let best = (0..counts.len()).max_by_key(|&c| (counts[c], std::cmp::Reverse(c)))?;
    let rival = (0..counts.len()).filter(|&c| c != best).map(|c| counts[c]).max().unwrap_or(0);
    let lead = counts[best].saturating_sub(rival) as f32;
    (lead > 0.0).then(|| Register { country: COUNTRIES[best], strength: 1.0 - (-lead / CUES_SCALE).exp() })
}

/// "120 Main St.", "4410 E. Harlow Ave.": streets that are shortened behind their number.
fn is_address(text: &str, words: &[Word], number: usize) -> bool {
    let behind = words[number..].iter().skip(1).take(4);
    let mut joined = behind.take_while(|w| w.is_capitalised());
    words[number].gap == Gap::Space
        && joined.any(|w| w.stop && matches!(w.stem(text), "St" | "Ave" | "Blvd" | "Rd" | "Dr" | "Ln"))
}

/// A word, with what must follow it, that only the papers of one country use (`data/register.tsv`).
struct Cue {
    /// One of these follows; nothing need follow when there are none.
    next: Vec<&'static str>,
    /// Index into [`COUNTRIES`].
    country: usize,
    /// Tells the cues of a country apart: variants of one cue share it.
    number: u32,
}

/// Where [`COUNTRIES`] has the United States.
const US: usize = 0;

/// The cues by their words.
struct Cues {
    cues: HashMap<&'static str, Cue, BuildHasherDefault<WordHasher>>,
    shapes: Shapes,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| Cues::read(include_str!("data/register.tsv")));

impl Cues {
    fn read(table: &'static str) -> Cues {
        let mut names: [Vec<&str>; COUNTRIES.len()] = Default::default();
        let mut cues = Cues { cues: HashMap::default(), shapes: Shapes::default() };
        for row in rows(table) {
            let mut columns = row.split('\t');
            let mut column = || columns.next().unwrap_or_default();
            let (code, name, words, next) = (column(), column(), column(), column());
            let Some(country) = COUNTRIES.iter().position(|known| *known == code) else { continue };
            let names = &mut names[country];
            let known = names.iter().position(|known| *known == name);
            let number = known.unwrap_or(names.len()) as u32;
            if known.is_none() {
                names.push(name);
            }
            for word in words.split_whitespace() {
                cues.shapes.add_word(word);
                cues.cues.insert(word, Cue { next: next.split_whitespace().collect(), country, number });
            }
        }
        cues
    }

    #[inline]
    fn get(&self, word: &str) -> Option<&Cue> {
        // Most words are no cue by their shape alone.
        if self.shapes.may_hold(word.as_bytes()) { self.cues.get(word) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::places::words::words;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(register(text, &words(text, &[]), std::iter::empty()).map(|r| r.country), expected, "{text}");
    }

    #[test]
    fn every_row_is_a_cue_of_its_own_bits() {
        let n_words: usize = rows(include_str!("data/register.tsv"))
            .map(|row| row.split('\t').nth(2).map_or(0, |words| words.split_whitespace().count()))
            .sum();
        assert_eq!(CUES.cues.len(), n_words, "a word stands in two rows");
        assert!(CUES.cues.iter().all(|(word, cue)| cue.number < STREET_CUE && word.len() < 32));
    }

    #[test]
    fn offices_and_schools_tell_the_country() {
        check("The sheriff said the high school was closed.", Some("US"));
        check("A councillor told the magistrates of her neighbours.", Some("GB"));
        check("RCMP spoke to neighbours; the reeve did not.", Some("CA"));
        check("The minister spoke in parliament.", None);
    }
}
