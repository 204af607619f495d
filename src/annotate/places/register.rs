//! Words in, the country whose local news they sound like out. A paper does not say where it is printed; that
//! Dublin has a sheriff and a high school does.

use super::words::{Gap, Word};

/// A country and how strongly the text sounds like its local news, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Register {
    pub country: &'static str,
    pub strength: f32,
}

/// Different cues that make it two thirds sure (guessed).
const CUES_SCALE: f32 = 2.0;

const COUNTRIES: [&str; 5] = ["US", "GB", "CA", "IE", "IN"];

/// The country with the most different cues, when it has more than any other.
pub fn register(text: &str, words: &[Word]) -> Option<Register> {
    let mut seen = [0u64; COUNTRIES.len()];
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1).filter(|_| word.gap == Gap::Space).map_or("", |w| w.stem(text));
        if let Some((country, cue)) = cue(word.stem(text), next) {
            seen[country] |= 1 << cue;
        }
    }
    let counts = seen.map(u64::count_ones);
    let best = (0..counts.len()).max_by_key(|&c| (counts[c], std::cmp::Reverse(c)))?;
    let rival = (0..counts.len()).filter(|&c| c != best).map(|c| counts[c]).max().unwrap_or(0);
    let lead = counts[best].saturating_sub(rival) as f32;
    (lead > 0.0).then(|| Register { country: COUNTRIES[best], strength: 1.0 - (-lead / CUES_SCALE).exp() })
}

/// What the offices, courts and schools of a country are called. The number tells cues of one country apart.
#[rustfmt::skip]
fn cue(word: &str, next: &str) -> Option<(usize, u32)> {
    const US: usize = 0;
    const GB: usize = 1;
    const CA: usize = 2;
    const IE: usize = 3;
    const IN: usize = 4;
    Some(match (word, next) {
        ("Sheriff" | "sheriff" | "Sheriff’s", _) => (US, 0),
        ("deputies", _) => (US, 1),
        ("Township" | "township" | "Twp", _) => (US, 2),
        ("High" | "high", "School" | "school") => (US, 3),
        ("Middle" | "Elementary" | "middle" | "elementary", "School" | "school") => (US, 4),
        ("City" | "city", "Council" | "council" | "Councilman" | "councilman" | "Manager") => (US, 5),
        ("Police" | "Fire", "Department") => (US, 6),
        ("Highway", "Patrol") => (US, 7),
        ("State", "Police" | "Patrol" | "Trooper" | "Troopers") => (US, 8),
        ("School" | "school", "District" | "district" | "Board" | "board") => (US, 9),
        ("District" | "district", "Attorney" | "attorney") => (US, 10),
        ("County", "Commissioner" | "Commissioners" | "Commission" | "Jail" | "Courthouse" | "Judge") => (US, 11),
        ("county", "commissioners" | "jail" | "seat") => (US, 11),
        ("grand", "jury") => (US, 12),
        ("sophomore" | "freshman", _) => (US, 13),
        ("Interstate" | "interstate", _) => (US, 14),
        ("neighbor" | "neighbors" | "neighborhood" | "downtown", _) => (US, 15),
        ("Cllr" | "Coun" | "councillor" | "councillors", _) => (GB, 0),
        ("Borough" | "District" | "County" | "Parish" | "borough" | "county" | "district", "Council" | "council") => (GB, 1),
        ("Crown" | "crown", "Court" | "court") => (GB, 2),
        ("magistrates" | "Magistrates" | "magistrates’" | "Magistrates’", _) => (GB, 3),
        ("Constabulary" | "PC" | "Pc" | "Det", _) => (GB, 4),
        ("NHS", _) => (GB, 5),
        ("MP" | "MPs", _) => (GB, 6),
        ("neighbour" | "neighbours" | "neighbourhood", _) => (GB, 7),
        ("primary" | "Primary", "School" | "school") => (GB, 8),
        ("RCMP", _) => (CA, 0),
        ("Provincial" | "provincial", "Police" | "police" | "government" | "court") => (CA, 1),
        ("MPP" | "MLA" | "MPPs" | "reeve", _) => (CA, 2),
        ("Crown" | "crown", "attorney" | "prosecutor" | "Attorney") => (CA, 3),
        ("Garda" | "gardai" | "Gardai" | "gardaí" | "Gardaí", _) => (IE, 0),
        ("TD" | "TDs" | "Taoiseach", _) => (IE, 1),
        ("crore" | "crores" | "lakh" | "lakhs", _) => (IN, 0),
        ("Lok" | "Rajya", "Sabha") => (IN, 1),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::places::words::words;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(register(text, &words(text, &[])).map(|r| r.country), expected, "{text}");
    }

    #[test]
    fn offices_and_schools_tell_the_country() {
        check("The sheriff said the high school was closed.", Some("US"));
        check("A councillor told the magistrates of her neighbours.", Some("GB"));
        check("RCMP spoke to neighbours; the reeve did not.", Some("CA"));
        check("The minister spoke in parliament.", None);
    }
}
