//! "The president" in, the person it means out: whoever the article calls so, when that is one person alone.
//!
//! A description fits a role when it is the end of it, word by word ("the prime minister": "Hungarian Prime
//! Minister"), and what is left over makes no other office of it ("Hungarian", "Circuit"). "Vice President" does not fit
//! "the president", nor does "former President"; of two presidents in one article "the president" is the one whom the
//! paragraph names before it, or else the paragraph before. French and Spanish put behind the office what says of where it is:
//! there role and description begin alike ("le président" and "président russe"), and one person alone may have such a role.

use super::cues::{Cues, Tags};
use super::epithets;
use super::layout::Layout;
use crate::annotate::names::{Class, Lexicon, People, fold};
use std::ops::Range;

/// A role somebody is given, as its folded words with what each is.
struct Role {
    person: usize,
    words: Vec<(String, Class)>,
}

/// The roles of the people of one article.
pub struct Descriptions {
    roles: Vec<Role>,
    cues: &'static Cues,
}

const ROLES_MAX: usize = 200; // more titled people than any story has; bounds the work on lists
const WORDS_MAX: usize = 4; // "the deputy prime minister"; guessed

impl Descriptions {
    pub fn of(people: &People, lexicon: &Lexicon, cues: &'static Cues) -> Descriptions {
        let told = people.persons.iter().enumerate().flat_map(|(i, p)| p.roles.iter().map(move |role| (i, role)));
        let role = |(person, role): (usize, &String)| {
            // "Secretary of State" is "the secretary".
            let chief = role.split(" of ").next().unwrap_or_default();
            let words = chief.split_whitespace().map(|word| office(word, lexicon, cues)).collect();
            Role { person, words }
        };
        Descriptions { roles: told.take(ROLES_MAX).map(role).collect(), cues }
    }

    /// The one person a noun phrase can mean.
    pub fn person(&self, layout: &Layout, phrase: &Range<usize>) -> Option<usize> {
        let definite = layout.tokens[phrase.start].is(Tags::DEFINITE);
        if !definite || phrase.len() < 2 || phrase.len() > WORDS_MAX + 1 || self.roles.is_empty() {
            return None;
        }
        let described = &layout.tokens[phrase.start + 1..phrase.end];
        if described.iter().any(|t| t.is_mark() || t.mention.is_some() || t.word.possessive || t.is(Tags::PREPOSITION))
        {
            return None;
        }
        let mut folded = String::new();
        let words: Vec<String> = (phrase.start + 1..phrase.end)
            .map(|i| {
                fold(layout.word(i).trim_end_matches('.'), &mut folded);
                self.cues.office(&folded).to_owned()
            })
            .collect();
        let fitting: Vec<usize> =
            self.roles.iter().filter(|role| fits(&role.words, &words)).map(|role| role.person).collect();
        let Some(&first) = fitting.first() else {
            return self.begun_alike(&words).filter(|_| layout.is_romance() && self.describes(layout, phrase));
        };
        if fitting.iter().all(|&person| person == first) {
            return Some(first);
        }
        epithets::named_before(layout, phrase, &|person| fitting.contains(&person))
    }

    /// The one person whose role and the description begin alike.
    fn begun_alike(&self, described: &[String]) -> Option<usize> {
        let alike = |role: &&Role| {
            let n = role.words.len().min(described.len());
            role.words[..n].iter().zip(described).all(|((word, _), other)| word == other)
                && !role.words[n..].iter().any(|(_, class)| class.is(Class::PAST.or(Class::TITLE).or(Class::ROLE)))
                && !role.words[0].1.is(Class::GENERIC)
        };
        let mut found = self.roles.iter().filter(|role| !role.words.is_empty()).filter(alike).map(|role| role.person);
        let first = found.next()?;
        found.all(|person| person == first).then_some(first)
    }

    /// Whether behind the noun the phrase has nothing but adjectives: "le président | russe".
    fn describes(&self, layout: &Layout, phrase: &Range<usize>) -> bool {
        let other = Tags::CUE.or(Tags::BE).or(Tags::AUXILIARY).or(Tags::DETERMINER).or(Tags::PRONOUN);
        let office = Class::TITLE.or(Class::ROLE).or(Class::FUNCTION).or(Class::CALENDAR);
        (phrase.start + 2..phrase.end).all(|i| {
            let token = &layout.tokens[i];
            token.is_lower() && !token.is(other) && !token.is_class(office)
        })
    }
}

fn office(word: &str, lexicon: &Lexicon, cues: &Cues) -> (String, Class) {
    let bare = word.trim_end_matches(['.', ',']);
    let mut folded = String::new();
    let class = lexicon.class_at(bare, 0, bare.len(), &mut folded);
    fold(bare, &mut folded);
    (cues.office(&folded).to_owned(), class)
}

fn fits(role: &[(String, Class)], described: &[String]) -> bool {
    let Some(rest) = role.len().checked_sub(described.len()) else { return false };
    // "Prime Minister" is not "the minister".
    const OTHER_OFFICES: &[&str] = &["vice", "deputy", "shadow", "prime", "press", "under", "assistant", "associate"];
    let same = role[rest..].iter().zip(described).all(|((word, _), other)| word == other);
    let of_where = Class::PLACE.or(Class::MEMBER).or(Class::ORGANISATION);
    let generic = role.last().is_some_and(|(_, class)| class.is(Class::GENERIC));
    let office = |word: &str, class: &Class| {
        class.is(Class::PAST)
            || OTHER_OFFICES.contains(&word)
            || class.is(Class::TITLE.or(Class::ROLE)) && !class.is(of_where)
    };
    same && !generic && !role[..rest].iter().any(|(word, class)| office(word, class))
}
