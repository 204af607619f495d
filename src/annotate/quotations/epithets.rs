//! "der 48-Jährige", "die BVP-Politikerin", "der Däne" in, the person so called out: German papers name somebody again by
//! age, party or country where English has a pronoun.

use super::cues::Tags;
use super::layout::Layout;
use crate::annotate::names::Gender;
use crate::text::word_lists::rows;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// The person that "der 48-Jährige" means: the one of that gender whom the paragraph names before it, else the one whom the
/// paragraph before names. `None` where two could be meant.
pub fn person(layout: &Layout, phrase: &Range<usize>) -> Option<usize> {
    let gender = gender(layout, phrase)?;
    last_of(layout, phrase, |from, to| named(layout, from, to, gender))
}

/// The one person of those who fit whom the paragraph names before the phrase, else the one whom the paragraph before names.
/// `None` where two could be meant.
pub fn named_before(layout: &Layout, phrase: &Range<usize>, fits: &dyn Fn(usize) -> bool) -> Option<usize> {
    last_of(layout, phrase, |from, to| one_of(layout, from, to, fits))
}

/// Who is found before the phrase in its paragraph, else in the one before. `named` looks between two places of the text.
fn last_of(layout: &Layout, phrase: &Range<usize>, named: impl Fn(usize, usize) -> Named) -> Option<usize> {
    let at = layout.tokens[phrase.start].word.span.start;
    let here = start_of_paragraph(layout.text, at);
    let before = start_of_paragraph(layout.text, layout.text[..here].trim_end_matches('\n').len());
    let found = match named(here, at) {
        Named::Nobody => named(before, here),
        found => found,
    };
    match found {
        Named::One(person) => Some(person),
        _ => None,
    }
}

/// Whether the phrase is an epithet of a person, whoever that is.
pub fn is_epithet(layout: &Layout, phrase: &Range<usize>) -> bool {
    gender(layout, phrase).is_some()
}

/// The gender that article and noun tell together.
fn gender(layout: &Layout, phrase: &Range<usize>) -> Option<Gender> {
    if !layout.nouns_are_capital || phrase.len() != 2 || !layout.tokens[phrase.start].is(Tags::DEFINITE) {
        return None;
    }
    let noun = layout.word(phrase.start + 1);
    let article = layout.word(phrase.start);
    let of_age = noun.ends_with("-Jährige") || noun.ends_with("jährige");
    if article.eq_ignore_ascii_case("der") {
        return (of_age || is_party_member(noun) || is_compatriot(noun)).then_some(Gender::Male);
    }
    let masculine = noun.strip_suffix("in").filter(|_| article.eq_ignore_ascii_case("die"));
    let is_woman = masculine.is_some_and(|noun| {
        // "Französin", "Polin": the vowel changes, or a last "e" goes.
        is_party_member(noun) || is_compatriot(noun) || COMPATRIOTS.iter().any(|c| c.strip_suffix('e') == Some(noun))
    });
    (is_woman || of_age && article.eq_ignore_ascii_case("die")).then_some(Gender::Female)
}

/// "BVP-Politiker", "Rathauschef": nouns that mean one who has just been named.
fn is_party_member(masculine: &str) -> bool {
    const ENDINGS: &[&str] = &["Politiker", "politiker", "chef", "-Chef", "-Mann"];
    masculine == "Politiker"
        || ENDINGS.iter().any(|ending| masculine.len() > ending.len() && masculine.ends_with(ending))
}

/// Peoples and townspeople that news names somebody by.
static COMPATRIOTS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| rows(include_str!("data/peoples_de.txt")).flat_map(str::split_whitespace).collect());

fn is_compatriot(masculine: &str) -> bool {
    COMPATRIOTS.contains(masculine)
}

enum Named {
    Nobody,
    One(usize),
    Several,
}

/// Who of the gender is named between two places of the text; one whose gender is known goes before those of whom it is not.
fn named(layout: &Layout, from: usize, to: usize, gender: Gender) -> Named {
    let gender_of = |person: usize| layout.people.persons[person].gender;
    match one_of(layout, from, to, &|person| gender_of(person) == Some(gender)) {
        Named::Nobody => one_of(layout, from, to, &|person| gender_of(person).is_none()),
        found => found,
    }
}

fn one_of(layout: &Layout, from: usize, to: usize, fits: &dyn Fn(usize) -> bool) -> Named {
    let mentions = &layout.people.mentions;
    let first = mentions.partition_point(|m| m.span.start < from);
    let near = mentions[first..].iter().take_while(|m| m.span.start < to).map(|m| m.person);
    let mut fitting = near.filter(|&person| fits(person));
    match fitting.next() {
        None => Named::Nobody,
        Some(person) if fitting.all(|other| other == person) => Named::One(person),
        Some(_) => Named::Several,
    }
}

/// Where the paragraph that holds `at` begins.
fn start_of_paragraph(text: &str, at: usize) -> usize {
    const LOOK_BACK_BYTES: usize = 4000; // longer than paragraphs are; bounds the work on a text without any
    let mut floor = at.saturating_sub(LOOK_BACK_BYTES);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    text[floor..at].rfind('\n').map_or(floor, |line| floor + line + 1)
}
