//! Words in, the country whose local news they sound like out. A paper does not say where it is printed; that
//! Dublin has a sheriff and a high school does.

use super::words::{Case, Gap, Word};

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
/// A street with a number ("120 Main St.") is a cue of the country that writes addresses so, like the rest of `CUES`.
const STREET_CUE: u32 = 16;
/// The first of the cues that counties are.
const COUNTY_CUE: u32 = 32;

/// The country with the most different cues, when it has more than any other. `counties` has the country of every county named,
/// where all that bear the name lie in one.
pub fn register<'c>(text: &str, words: &[Word], counties: impl Iterator<Item = &'c str>) -> Option<Register> {
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
        if !may_be_cue(word.stem(text)) {
            continue;
        }
        let next = words.get(i + 1).filter(|_| word.gap == Gap::Space).map_or("", |w| w.stem(text));
        if let Some(cue) = cue(word.stem(text), next) {
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

/// A word, with what must follow it, that only the papers of one country use of their own offices, courts and schools.
struct Cue {
    word: &'static str,
    /// One of these follows; nothing need follow when there are none.
    next: &'static [&'static str],
    /// Index into [`COUNTRIES`].
    country: usize,
    /// Tells the cues of a country apart: variants of one cue share it.
    number: u32,
}

const US: usize = 0;
const GB: usize = 1;
const CA: usize = 2;
const IE: usize = 3;
const IN: usize = 4;

/// In byte order of the word.
#[rustfmt::skip]
const CUES: &[Cue] = &[
    Cue { word: "Borough", next: &["Council", "council"], country: GB, number: 1 },
    Cue { word: "City", next: &["Council", "council", "Councilman", "councilman", "Manager"], country: US, number: 5 },
    Cue { word: "Cllr", next: &[], country: GB, number: 0 },
    Cue { word: "Constabulary", next: &[], country: GB, number: 4 },
    Cue { word: "Coun", next: &[], country: GB, number: 0 },
    Cue { word: "County", next: &["Commissioner", "Commissioners", "Commission", "Jail", "Courthouse", "Judge"], country: US, number: 11 },
    Cue { word: "Crown", next: &["Court", "court"], country: GB, number: 2 },
    Cue { word: "Det", next: &[], country: GB, number: 4 },
    Cue { word: "District", next: &["Attorney", "attorney"], country: US, number: 10 },
    Cue { word: "Elementary", next: &["School", "school"], country: US, number: 4 },
    Cue { word: "Fire", next: &["Department"], country: US, number: 6 },
    Cue { word: "Garda", next: &[], country: IE, number: 0 },
    Cue { word: "Gardai", next: &[], country: IE, number: 0 },
    Cue { word: "Gardaí", next: &[], country: IE, number: 0 },
    Cue { word: "High", next: &["School", "school"], country: US, number: 3 },
    Cue { word: "Highway", next: &["Patrol"], country: US, number: 7 },
    Cue { word: "Interstate", next: &[], country: US, number: 14 },
    Cue { word: "MLA", next: &[], country: CA, number: 2 },
    Cue { word: "MPP", next: &[], country: CA, number: 2 },
    Cue { word: "MPPs", next: &[], country: CA, number: 2 },
    Cue { word: "MPs", next: &[], country: GB, number: 6 },
    Cue { word: "Magistrates", next: &[], country: GB, number: 3 },
    Cue { word: "Magistrates’", next: &[], country: GB, number: 3 },
    Cue { word: "Middle", next: &["School", "school"], country: US, number: 4 },
    Cue { word: "NHS", next: &[], country: GB, number: 5 },
    Cue { word: "Parish", next: &["Council", "council"], country: GB, number: 1 },
    Cue { word: "Police", next: &["Department"], country: US, number: 6 },
    Cue { word: "Primary", next: &["School", "school"], country: GB, number: 8 },
    Cue { word: "Provincial", next: &["Police", "police", "government", "court"], country: CA, number: 1 },
    Cue { word: "RCMP", next: &[], country: CA, number: 0 },
    Cue { word: "Rajya", next: &["Sabha"], country: IN, number: 1 },
    Cue { word: "School", next: &["District", "district", "Board", "board"], country: US, number: 9 },
    Cue { word: "Sheriff", next: &[], country: US, number: 0 },
    Cue { word: "State", next: &["Police", "Patrol", "Trooper", "Troopers"], country: US, number: 8 },
    Cue { word: "TDs", next: &[], country: IE, number: 1 },
    Cue { word: "Taoiseach", next: &[], country: IE, number: 1 },
    Cue { word: "Township", next: &[], country: US, number: 2 },
    Cue { word: "Twp", next: &[], country: US, number: 2 },
    Cue { word: "borough", next: &["Council", "council"], country: GB, number: 1 },
    Cue { word: "city", next: &["Council", "council", "Councilman", "councilman", "Manager"], country: US, number: 5 },
    Cue { word: "councillor", next: &[], country: GB, number: 0 },
    Cue { word: "councillors", next: &[], country: GB, number: 0 },
    Cue { word: "county", next: &["commissioners", "jail", "seat"], country: US, number: 11 },
    Cue { word: "crore", next: &[], country: IN, number: 0 },
    Cue { word: "crores", next: &[], country: IN, number: 0 },
    Cue { word: "crown", next: &["Court", "court"], country: GB, number: 2 },
    Cue { word: "deputies", next: &[], country: US, number: 1 },
    Cue { word: "district", next: &["Attorney", "attorney"], country: US, number: 10 },
    Cue { word: "downtown", next: &[], country: US, number: 15 },
    Cue { word: "elementary", next: &["School", "school"], country: US, number: 4 },
    Cue { word: "freshman", next: &[], country: US, number: 13 },
    Cue { word: "gardai", next: &[], country: IE, number: 0 },
    Cue { word: "gardaí", next: &[], country: IE, number: 0 },
    Cue { word: "grand", next: &["jury"], country: US, number: 12 },
    Cue { word: "high", next: &["School", "school"], country: US, number: 3 },
    Cue { word: "interstate", next: &[], country: US, number: 14 },
    Cue { word: "lakh", next: &[], country: IN, number: 0 },
    Cue { word: "lakhs", next: &[], country: IN, number: 0 },
    Cue { word: "magistrates", next: &[], country: GB, number: 3 },
    Cue { word: "magistrates’", next: &[], country: GB, number: 3 },
    Cue { word: "middle", next: &["School", "school"], country: US, number: 4 },
    Cue { word: "neighbor", next: &[], country: US, number: 15 },
    Cue { word: "neighborhood", next: &[], country: US, number: 15 },
    Cue { word: "neighbors", next: &[], country: US, number: 15 },
    Cue { word: "neighbour", next: &[], country: GB, number: 7 },
    Cue { word: "neighbourhood", next: &[], country: GB, number: 7 },
    Cue { word: "neighbours", next: &[], country: GB, number: 7 },
    Cue { word: "primary", next: &["School", "school"], country: GB, number: 8 },
    Cue { word: "provincial", next: &["Police", "police", "government", "court"], country: CA, number: 1 },
    Cue { word: "reeve", next: &[], country: CA, number: 2 },
    Cue { word: "school", next: &["District", "district", "Board", "board"], country: US, number: 9 },
    Cue { word: "sheriff", next: &[], country: US, number: 0 },
    Cue { word: "sophomore", next: &[], country: US, number: 13 },
    Cue { word: "township", next: &[], country: US, number: 2 },
];

/// Which lengths the cues have that begin with a byte, a bit each: most words are no cue by this alone.
const LENGTHS: [u32; 128] = lengths();

const fn lengths() -> [u32; 128] {
    let mut lengths = [0; 128];
    let mut i = 0;
    while i < CUES.len() {
        lengths[CUES[i].word.as_bytes()[0] as usize] |= 1 << CUES[i].word.len();
        i += 1;
    }
    lengths
}

fn may_be_cue(word: &str) -> bool {
    let first = word.as_bytes().first().and_then(|&byte| LENGTHS.get(byte as usize));
    word.len() < 32 && first.is_some_and(|lengths| lengths >> word.len() & 1 != 0)
}

fn cue(word: &str, next: &str) -> Option<&'static Cue> {
    let at = CUES.binary_search_by_key(&word, |c| c.word).ok()?;
    Some(&CUES[at]).filter(|c| c.next.is_empty() || c.next.contains(&next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::places::words::words;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(register(text, &words(text, &[]), std::iter::empty()).map(|r| r.country), expected, "{text}");
    }

    #[test]
    fn cues_are_sorted() {
        assert!(CUES.is_sorted_by(|a, b| a.word < b.word));
    }

    #[test]
    fn offices_and_schools_tell_the_country() {
        check("The sheriff said the high school was closed.", Some("US"));
        check("A councillor told the magistrates of her neighbours.", Some("GB"));
        check("RCMP spoke to neighbours; the reeve did not.", Some("CA"));
        check("The minister spoke in parliament.", None);
    }
}
