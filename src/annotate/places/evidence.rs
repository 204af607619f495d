//! A candidate and its surroundings in, how sure it is that the words mean a place out. Whatever speaks for or
//! against adds a weight; the sum goes through the logistic function. The weights were measured: a logistic
//! regression over half of the development texts (four sets of news, each set counted alike).

use super::SUREST_MENTION;
use super::gazetteer::{Gazetteer, Kind};
use super::lexicon::{After, Before};
use super::recognise::Candidate;
use super::resolve::{Group, Meaning};
use super::surroundings::Surroundings;

/// All that a judgement rests on.
pub struct Evidence<'a> {
    pub candidate: &'a Candidate,
    pub group: &'a Group,
    pub meaning: &'a Meaning,
    pub class: Class,
    pub at: &'a Surroundings,
    /// ISO 639-1 code of the text.
    pub language: Option<&'a str>,
}

/// Kinds of place that are named alike in news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Area,
    Country,
    Demonym,
    /// A first-level region of a country whose regions are as well known as countries.
    State,
    Region,
    County,
    City,
    Water,
    Seat,
}

pub fn class(meaning: &Meaning, gazetteer: &Gazetteer) -> Class {
    let federal = |code| matches!(code, "US" | "CA" | "AU" | "GB" | "IN" | "DE");
    match meaning.entry.kind {
        _ if meaning.demonym => Class::Demonym,
        Kind::Continent | Kind::Area => Class::Area,
        Kind::Country => Class::Country,
        Kind::Region if gazetteer.country_code(meaning.place).is_some_and(federal) => Class::State,
        Kind::Region => Class::Region,
        Kind::County => Class::County,
        Kind::City => Class::City,
        Kind::Water => Class::Water,
        Kind::Seat => Class::Seat,
    }
}

/// How sure it is that each candidate means a place, 0 to 1. The surest mention of a name helps the others.
pub fn judge(evidence: &[Evidence], group_of: &[usize], groups: usize) -> Vec<f32> {
    let sums: Vec<f32> = evidence.iter().map(sum).collect();
    let mut surest = vec![(f32::MIN, 0, f32::MIN); groups];
    for (i, (&group, &sum)) in group_of.iter().zip(&sums).enumerate() {
        let (first, at, second) = surest[group];
        surest[group] = if sum > first { (sum, i, first) } else { (first, at, second.max(sum)) };
    }
    let other = |i: usize| match surest[group_of[i]] {
        (_, at, second) if at == i => second,
        (first, ..) => first,
    };
    (0..sums.len())
        .map(|i| {
            let others = if other(i) == f32::MIN { 0.0 } else { other(i).clamp(-3.0, 3.0) };
            logistic(sums[i] + SUREST_MENTION * others)
        })
        .collect()
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Sum of the weights of all that speaks.
fn sum(e: &Evidence) -> f32 {
    let name = e.candidate.name;
    let own = match e.class {
        Class::City | Class::Region => weak(e),
        _ => when(name.is_given_name() || name.is_surname(), -2.21) + when(e.at.name_of_person, -0.14),
    };
    0.89 + of_class(e.class)
        + before(e.at.before)
        + after(e.at.after)
        + own
        + when(e.class == Class::Demonym && e.at.language, LANGUAGE)
        + when(e.candidate.qualifier.is_some(), 0.83)
        + when(e.group.settled, 0.96)
        + when(e.candidate.qualifies, 0.47)
        + when(e.at.opens_sentence, 0.3)
        - 1.4 * e.at.person
}

/// Towns and lesser regions, whose names are often something else.
fn weak(e: &Evidence) -> f32 {
    let name = e.candidate.name;
    when(name.is_word(), -2.14)
        + when(name.is_word() && e.at.opens_sentence, -1.74)
        + when(name.is_given_name(), -0.85)
        + when(name.is_surname(), 0.09)
        + when(e.candidate.words.len() > 1, -0.01)
        + when(e.at.acronym, -1.93)
        + when(e.at.name_of_person, -2.26)
        + 0.77 * (e.meaning.entry.weight - 14.0) / 4.0
        + 1.82 * e.group.support
        + unmeasured(e)
}

/// What the development texts, English and in mixed case, do not show (guessed).
fn unmeasured(e: &Evidence) -> f32 {
    let told = e.candidate.qualifier.is_some() || matches!(e.at.before, Before::In | Before::Locative);
    let small = e.meaning.entry.weight < SMALL_TOWN;
    let foreign = e.language.is_some_and(|l| l != "en");
    when(e.at.shouted && e.candidate.name.is_word() && !told, UNTOLD) + when(foreign && small && !told, UNTOLD)
}

/// "In English": a language is never a place.
const LANGUAGE: f32 = -20.0;
/// A town of 100,000.
const SMALL_TOWN: f32 = 16.6;
/// Against a name that could be any word and stands after no preposition.
const UNTOLD: f32 = -2.0;

fn when(holds: bool, weight: f32) -> f32 {
    if holds { weight } else { 0.0 }
}

fn of_class(class: Class) -> f32 {
    match class {
        Class::Area => 0.18,
        Class::City => -1.31,
        Class::Country => 1.5,
        Class::County => 1.61,
        Class::Demonym => -0.58,
        Class::Region => -1.21,
        Class::Seat => 0.5,
        Class::State => 2.21,
        Class::Water => 0.27,
    }
}

fn before(before: Before) -> f32 {
    match before {
        Before::Capitalised => -0.95,
        Before::Direction => 0.13,
        Before::GivenName => -1.15,
        Before::Hyphen => -0.14,
        Before::In => 1.84,
        Before::Initial => -2.0,
        Before::List => 1.14,
        Before::Locative => 0.92,
        Before::Nothing => -0.42,
        Before::Of => 0.14,
        Before::OrganisationOf => -0.54,
        Before::Part => -0.66,
        Before::PlaceOf => 1.32,
        Before::The => -0.32,
        Before::Title => -0.47,
    }
}

fn after(after: After) -> f32 {
    match after {
        After::Age => -0.42,
        After::Capitalised => 0.08,
        After::Comma => 0.97,
        After::Currency => -2.34,
        After::HyphenCapitalised => 0.44,
        After::HyphenLower => 0.29,
        After::List => 0.94,
        After::Nothing => 0.45,
        After::Office => 0.82,
        After::Organisation => -0.56,
        After::Part => 1.13,
        After::Plural => -0.49,
        After::Possessive => 0.75,
        After::Saying => -0.57,
        After::Surname => -0.59,
    }
}
