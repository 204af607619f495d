//! A word in, what it tells about names out: given name, title, organisation word, function word, …
//!
//! The tables lie in `data/`, one file a language beside the name lists that all languages share; a new
//! language is a new file and one line in [`Lexicon::of`].

use super::words::fold;
use crate::text::packed::Packed;
use crate::text::table::Table;
use crate::text::word_lists::sections;
use std::sync::LazyLock;

/// What a word can be: a set of the constants below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Class(u32);

impl Class {
    pub const GIVEN_MALE: Class = Class(1);
    pub const GIVEN_FEMALE: Class = Class(1 << 1);
    /// A given name that is more often something else at the start of a sentence.
    pub const WEAK: Class = Class(1 << 2);
    pub const SURNAME: Class = Class(1 << 3);
    pub const TITLE: Class = Class(1 << 4);
    pub const ROLE: Class = Class(1 << 5);
    pub const ORGANISATION: Class = Class(1 << 6);
    pub const PLACE: Class = Class(1 << 7);
    pub const CALENDAR: Class = Class(1 << 8);
    pub const FUNCTION: Class = Class(1 << 9);
    pub const PARTICLE: Class = Class(1 << 10);
    pub const SUFFIX: Class = Class(1 << 11);
    /// A title or role only men bear.
    pub const MALE: Class = Class(1 << 12);
    /// A title or role only women bear.
    pub const FEMALE: Class = Class(1 << 13);
    pub const SPEECH: Class = Class(1 << 14);
    /// A form of address: a name follows it, and it tells nothing else of the person. "Mrs".
    pub const HONORIFIC: Class = Class(1 << 15);
    /// A member of a party or a people, called after it: "Democrat".
    pub const MEMBER: Class = Class(1 << 16);
    /// Speaks with one voice and is no person: "government", "report".
    pub const BODY: Class = Class(1 << 19);
    /// A title that so many bear at once that "the officer" may be any of them.
    pub const GENERIC: Class = Class(1 << 20);
    /// Ends the name of a firm: "Inc".
    pub const FIRM: Class = Class(1 << 21);
    /// Points at the one thing so called: "the".
    pub const ARTICLE: Class = Class(1 << 22);
    /// Joins two words to one name: "and".
    pub const AND: Class = Class(1 << 23);
    /// An article that stands with a capital inside a surname: "Le Goff".
    pub const INNER: Class = Class(1 << 25);
    /// Begins a clause that tells of a person: "who".
    pub const WHO: Class = Class(1 << 24);
    /// Says how somebody holds a role: "former".
    pub const QUALIFIER: Class = Class(1 << 17);
    /// Of those, what says that somebody holds it no longer or not yet.
    pub const PAST: Class = Class(1 << 18);

    pub const GIVEN: Class = Class(3);

    pub const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    pub const fn without(self, other: Class) -> Class {
        Class(self.0 & !other.0)
    }

    /// Whether it is at least one of `other`.
    pub const fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// What a section of the tables says of its words; `None` where there is none of that name.
    fn of_section(section: &str) -> Option<Class> {
        Some(match section {
            "male given" => Class::GIVEN_MALE,
            "female given" => Class::GIVEN_FEMALE,
            "either given" => Class::GIVEN,
            "weak" => Class::WEAK,
            "surname" => Class::SURNAME,
            "title" => Class::TITLE,
            "role" => Class::ROLE,
            "body" => Class::ROLE.or(Class::BODY),
            "organisation" => Class::ORGANISATION,
            "firm" => Class::ORGANISATION.or(Class::FIRM),
            "article" => Class::ARTICLE,
            "and" => Class::AND,
            "who" => Class::WHO,
            "place" => Class::PLACE,
            "calendar" => Class::CALENDAR,
            "function" => Class::FUNCTION,
            "particle" => Class::PARTICLE,
            "inner" => Class::INNER,
            "suffix" => Class::SUFFIX,
            "male" => Class::MALE,
            "female" => Class::FEMALE,
            "speech" => Class::SPEECH,
            "honorific" => Class::HONORIFIC,
            "member" => Class::MEMBER,
            "qualifier" => Class::QUALIFIER,
            "generic" => Class::GENERIC,
            "past" => Class::QUALIFIER.or(Class::PAST),
            _ => return None,
        })
    }
}

/// The words of one language, with the names of all.
pub struct Lexicon {
    words: Table<Class>,
    /// What the ends of long words tell: "-sprecher".
    endings: Vec<(&'static str, Class)>,
    /// Whether every noun is capitalised, so that a capital says little.
    pub nouns_are_capital: bool,
    /// Whether small words lose their vowel to the next: "l’avocat".
    pub elides: bool,
    /// Whether adjectives stand behind their noun: "secrétaire générale".
    pub adjectives_follow: bool,
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(include_str!("data/en.txt"), false));
static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(include_str!("data/de.txt"), true));
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| {
    let french = Lexicon::new(include_str!("data/fr.txt"), false);
    Lexicon { elides: true, adjectives_follow: true, ..french }
});
static SPANISH: LazyLock<Lexicon> = LazyLock::new(|| {
    let spanish = Lexicon::new(include_str!("data/es.txt"), false);
    Lexicon { adjectives_follow: true, ..spanish }
});

impl Lexicon {
    /// The lexicon for an ISO 639-1 code; English where the language is unknown or has no table.
    pub fn of(language: Option<&str>) -> &'static Lexicon {
        match language {
            Some("de") => &GERMAN,
            Some("fr") => &FRENCH,
            Some("es") => &SPANISH,
            _ => &ENGLISH,
        }
    }

    fn new(own: &'static str, nouns_are_capital: bool) -> Lexicon {
        let mut lexicon = Lexicon {
            words: Table::default(),
            endings: Vec::new(),
            nouns_are_capital,
            elides: false,
            adjectives_follow: false,
        };
        lexicon.add(include_str!("data/given_us.txt"));
        lexicon.add(include_str!("data/given_world.txt"));
        lexicon.add(include_str!("data/surnames_us.txt"));
        lexicon.add(own);
        for class in lexicon.words.values_mut().filter(|c| c.is(Class::PARTICLE)) {
            *class = class.without(Class::GIVEN); // "Von" and "Van" are rare given names
        }
        lexicon
    }

    fn add(&mut self, table: &'static str) {
        for (section, row) in sections(table) {
            let class = Class::of_section(section).unwrap_or_default();
            for word in row.split_whitespace() {
                if let Some(ending) = word.strip_prefix('-') {
                    self.endings.push((ending, class));
                    continue;
                }
                let entry = self.words.entry(word);
                *entry = entry.or(class);
            }
        }
    }

    /// What the word at bytes `start..end` of `text` is. `folded` is room to work in.
    pub fn class_at(&self, text: &str, start: usize, end: usize, folded: &mut String) -> Class {
        let word = &text[start..end];
        match Packed::of(text.as_bytes(), start, end) {
            Some(packed) => self.class_of(packed, word, folded),
            None => self.class_of_long(word, folded),
        }
    }

    /// The same of a word that is packed.
    #[inline]
    pub fn class_of(&self, packed: Packed, word: &str, folded: &mut String) -> Class {
        match self.words.get_packed(packed) {
            Some(class) => class,
            None if self.endings.is_empty() => Class::default(),
            None => self.class_of_long(word, folded),
        }
    }

    /// The same of one that its ends may tell of, or that cannot be packed.
    fn class_of_long(&self, word: &str, folded: &mut String) -> Class {
        fold(word, folded);
        self.class(folded)
    }

    /// What a word is, given in lower case with straight apostrophes.
    fn class(&self, folded: &str) -> Class {
        // The genitive has no apostrophe: "Frankreichs".
        let genitive = self.nouns_are_capital && !self.endings.is_empty();
        let stem = || folded.strip_suffix('s').filter(|_| genitive);
        let known = self.words.get(folded).or_else(|| self.words.get(stem()?));
        known.unwrap_or_else(|| {
            let class = self.by_ending(folded);
            if class == Class::default() { stem().map_or(class, |stem| self.by_ending(stem)) } else { class }
        })
    }

    fn by_ending(&self, folded: &str) -> Class {
        const ENDED_BYTES_MIN: usize = 7; // shorter words end so by chance; guessed
        if folded.len() < ENDED_BYTES_MIN {
            return Class::default();
        }
        let ends = |(ending, _): &&(&str, Class)| folded.len() > ending.len() + 1 && folded.ends_with(ending);
        self.endings.iter().filter(ends).fold(Class::default(), |all, (_, class)| all.or(*class))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_read() {
        let names = ["given_us", "given_world", "surnames_us"].into_iter();
        let names = names.zip([
            include_str!("data/given_us.txt"),
            include_str!("data/given_world.txt"),
            include_str!("data/surnames_us.txt"),
        ]);
        let languages = ["en", "de", "fr", "es"].into_iter().zip([
            include_str!("data/en.txt"),
            include_str!("data/de.txt"),
            include_str!("data/fr.txt"),
            include_str!("data/es.txt"),
        ]);
        for (name, table) in names.chain(languages) {
            for (section, row) in sections(table) {
                assert!(Class::of_section(section).is_some(), "{name}: [{section}] {row}");
            }
        }
    }
}
