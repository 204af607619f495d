//! A word beside a name in, what it says about the name out: prepositions of place, titles of people,
//! heads of organisations, offices of towns and countries.

use crate::text::table::WordHasher;
use crate::text::word_lists::sections;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// What a word can be: the sections of `data/beside.txt`, which say what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Locative,
    Direction,
    Part,
    PlaceOf,
    Title,
    PartAfter,
    Office,
    CityOffice,
    Saying,
    Newspaper,
    Organisation,
    LegalForm,
    Firm,
    Currency,
    StateOffice,
    Club,
    ShipOrStorm,
    Landmark,
    Site,
    Landscape,
    Wild,
    Treaty,
    TreatySubject,
    Joint,
    Compass,
    StateAlone,
    Degree,
    AfterLanguage,
    Speaking,
    IntoLanguage,
    EndsThere,
    Street,
    NumberedStreet,
    LocatedStreet,
    Along,
    BeforeStreet,
    NumberedRoad,
    RoadOfState,
    BeforeRoad,
}

/// The sections by their names, in the order of [`Mark`].
const SECTIONS: [&str; 39] = [
    "locative",
    "direction",
    "part",
    "place of",
    "title",
    "part after",
    "office",
    "city office",
    "saying",
    "newspaper",
    "organisation",
    "legal form",
    "firm",
    "currency",
    "state office",
    "club",
    "ship or storm",
    "landmark",
    "site",
    "landscape",
    "wild",
    "treaty",
    "treaty subject",
    "joint",
    "compass",
    "state alone",
    "degree",
    "after language",
    "speaking",
    "into language",
    "ends there",
    "street",
    "numbered street",
    "located street",
    "along",
    "before a street",
    "numbered road",
    "road of a state",
    "before a road",
];

/// All that a word can be, a bit a [`Mark`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Marks(u64);

impl Marks {
    pub const fn of(marks: &[Mark]) -> Marks {
        let (mut all, mut at) = (0, 0);
        while at < marks.len() {
            all |= 1 << marks[at] as u64;
            at += 1;
        }
        Marks(all)
    }

    #[inline]
    pub fn has(self, mark: Mark) -> bool {
        self.0 & 1 << mark as u64 != 0
    }
}

struct Lexicon {
    words: HashMap<String, Marks, BuildHasherDefault<WordHasher>>,
    /// All that the words of one shape can be: nearly every word that is asked for is known by it not to be what is sought.
    shapes: [Marks; SHAPES],
}

const SHAPES: usize = 256;

/// A number for the first byte, the last and the length of a word.
#[inline]
fn shape(word: &str) -> usize {
    let (Some(first), Some(last)) = (word.as_bytes().first(), word.as_bytes().last()) else { return 0 };
    (usize::from(*first) * 5 + usize::from(*last) * 27 + word.len() * 91) % SHAPES
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words: HashMap<String, Marks, _> = HashMap::default();
    for (section, row) in sections(include_str!("data/beside.txt")) {
        let Some(number) = SECTIONS.iter().position(|known| *known == section) else { continue };
        let in_any_case = ["part", "place of", "along", "before a street"].contains(&section);
        for word in row.split(' ') {
            let spellings = [word.to_owned(), word.to_uppercase(), capitalised(word)];
            for spelling in spellings.into_iter().take(if in_any_case { 3 } else { 1 }) {
                words.entry(spelling).or_default().0 |= 1 << number;
            }
        }
    }
    let mut shapes = [Marks::default(); SHAPES];
    words.iter().for_each(|(word, marks)| shapes[shape(word)].0 |= marks.0);
    Lexicon { words, shapes }
});

fn capitalised(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

/// All that a word can be, if it can be any of what is sought.
#[inline]
pub fn marks(word: &str, sought: Marks) -> Marks {
    let lexicon = &*LEXICON;
    if lexicon.shapes[shape(word)].0 & sought.0 == 0 { Marks::default() } else { lexicon.get(word) }
}

impl Lexicon {
    #[inline(never)]
    fn get(&self, word: &str) -> Marks {
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// Whether a word can be any of what is sought.
#[inline]
pub fn is_any(word: &str, sought: Marks) -> bool {
    marks(word, sought).0 & sought.0 != 0
}

/// Whether a word can be that.
#[inline]
pub fn is(word: &str, mark: Mark) -> bool {
    is_any(word, Marks::of(&[mark]))
}

/// What stands directly before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing on this side of a clause border, or a word that says nothing.
    Nothing,
    /// "in", "near", "outside": a place follows.
    Locative,
    /// "from", "to", "at": often a place.
    Direction,
    Of,
    /// "University of", "Bank of".
    OrganisationOf,
    /// "City of", "east of".
    PlaceOf,
    The,
    /// "Mr.", "Judge", "Coach": a person follows.
    Title,
    /// A given name.
    GivenName,
    /// "J."
    Initial,
    /// Two letters, which may be a firm's or a university's as well: "UC Berkeley".
    Initials,
    /// Another capitalised word.
    Capitalised,
    /// Another candidate and a comma or "and": a list.
    List,
    /// A hyphen.
    Hyphen,
    /// "northern", "downtown", "nearby".
    Part,
    /// "in", where a language may follow.
    In,
}

/// What follows directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Nothing,
    /// "University", "Times", "Inc.": the name is part of another name.
    Organisation,
    /// "Mayor", "Police", "Council": the name says whose.
    Office,
    /// "Times", "Post": a newspaper.
    Newspaper,
    /// "said".
    Saying,
    /// A surname.
    Surname,
    /// A capitalised plural: mostly a team.
    Plural,
    /// Another capitalised word.
    Capitalised,
    /// A comma and a number: a person's age.
    Age,
    Comma,
    /// "-based", "-born".
    HyphenLower,
    HyphenCapitalised,
    Possessive,
    /// "and", and another candidate.
    List,
    /// "residents", "area".
    Part,
    /// "US$".
    Currency,
}

/// The class of the word before a name, as far as the word alone tells.
pub fn before(word: &str) -> Before {
    const SOUGHT: Marks = Marks::of(&[Mark::Locative, Mark::Direction, Mark::Part, Mark::Title]);
    let marks = marks(word, SOUGHT);
    match word {
        "in" | "In" => Before::In,
        "the" | "The" => Before::The,
        _ if marks.has(Mark::Locative) => Before::Locative,
        _ if marks.has(Mark::Direction) => Before::Direction,
        _ if marks.has(Mark::Part) => Before::Part,
        _ if marks.has(Mark::Title) => Before::Title,
        _ => Before::Nothing,
    }
}

/// The class of the word after a name, as far as the word alone tells.
pub fn after(word: &str) -> After {
    const SOUGHT: Marks =
        Marks::of(&[Mark::Saying, Mark::PartAfter, Mark::Office, Mark::Newspaper, Mark::Organisation]);
    match marks(word, SOUGHT) {
        marks if marks.has(Mark::Saying) => After::Saying,
        marks if marks.has(Mark::PartAfter) => After::Part,
        marks if marks.has(Mark::Office) => After::Office,
        marks if marks.has(Mark::Newspaper) => After::Newspaper,
        marks if marks.has(Mark::Organisation) => After::Organisation,
        _ => After::Nothing,
    }
}

/// Whether a demonym between these two words names a language.
pub fn is_language(before: &str, after: &str) -> bool {
    let ends_there = || after.is_empty() || is(after, Mark::EndsThere);
    is(after, Mark::AfterLanguage) || is(before, Mark::Speaking) || is(before, Mark::IntoLanguage) && ends_there()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_section_is_read_and_says_nothing_twice() {
        let list = include_str!("data/beside.txt");
        let found: HashSet<&str> = sections(list).map(|(section, _)| section).collect();
        assert_eq!(found, HashSet::from(SECTIONS));
        assert_eq!(SECTIONS.len(), Mark::BeforeRoad as usize + 1);
        let mut seen = HashSet::new();
        for (section, row) in sections(list) {
            assert!(row.split(' ').all(|word| !word.is_empty() && seen.insert((section, word))), "{section}: {row}");
        }
    }

    #[test]
    fn a_word_says_what_may_stand_beside_it() {
        assert_eq!(
            ["near", "Northern", "NORTH", "Mayor"].map(before),
            [Before::Locative, Before::Part, Before::Part, Before::Title,]
        );
        assert_eq!(
            ["said", "Mayor", "Tribune", "University", "ran"].map(after),
            [After::Saying, After::Office, After::Newspaper, After::Organisation, After::Nothing,]
        );
        assert!(is("Ala", Mark::StateAlone) && !is("Ore", Mark::StateAlone) && is("EAST", Mark::PlaceOf));
        assert!(is_language("in", "") && is_language("spoke", "badly") && !is_language("in", "cities"));
    }
}
