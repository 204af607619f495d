//! A candidate and its surroundings in, how sure it is that the words mean a place out. Whatever speaks for or
//! against adds a weight; the sum goes through the logistic function. The weights were measured: a logistic
//! regression over half of the development texts (four sets of news, each set counted alike), and for towns that are
//! names of people or lie far from everything, what a second one added.

use super::SUREST_MENTION;

use super::lexicon::{After, Before};
use super::recognise::Candidate;
use super::resolve::{Group, Meaning};
use super::surroundings::Surroundings;
use crate::article::Feature;

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

pub fn class(meaning: &Meaning) -> Class {
    let federal = |code| matches!(code, "US" | "CA" | "AU" | "GB" | "IN" | "DE");
    match meaning.entry.kind {
        _ if meaning.demonym => Class::Demonym,
        Feature::Continent | Feature::Area => Class::Area,
        Feature::Country => Class::Country,
        Feature::Region if meaning.country.is_some_and(federal) => Class::State,
        Feature::Region => Class::Region,
        Feature::County => Class::County,
        Feature::City => Class::City,
        Feature::Water => Class::Water,
        Feature::Seat => Class::Seat,
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
            // "Reading is fun": a word that opens a sentence is not helped by the town elsewhere
            // nor is a town less one because a firm bears its name ("Harlow AB", "in Harlow")
            let alone = other(i) == f32::MIN
                || evidence[i].candidate.name.is_word() && evidence[i].at.opens_sentence
                || evidence[i].at.of_firm && evidence[i].at.is_told() && other(i) < NEVER / 2.0;
            let others = if alone { 0.0 } else { other(i).clamp(-3.0, 3.0) };
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
        Class::Demonym => when(e.at.name_of_person, -0.22),
        Class::Water => when(is_part(e), UNTOLD),
        _ => when(name.is_given_name() || name.is_surname(), -2.28) + when(e.at.name_of_person, -0.22),
    };
    let takes_surname = matches!(e.at.after, After::Capitalised | After::Surname);
    0.76 + of_class(e.class)
        + before(e.at.before)
        + after(e.at.after)
        + own
        + when(name.is_given_name() && e.class != Class::Demonym && takes_surname, -1.51)
        + when(e.class == Class::Demonym && e.at.language, NEVER)
        + when(e.at.after == After::Currency, NEVER)
        + when(e.at.no_place && e.candidate.qualifier.is_none(), NEVER)
        + when(e.candidate.qualifier.is_some(), 0.85)
        + when(e.at.compass && e.group.support < UNSUPPORTED, NEVER)
        + when(e.at.acronym, -2.09)
        + when(e.group.settled, 0.88)
        + when(e.candidate.qualifies, 0.64)
        + when(e.at.opens_sentence, 0.26)
        + when(e.candidate.formed, FORMED)
        - 1.21 * e.at.person
}

/// Towns and lesser regions, whose names are often something else. What the text's language calls a foreign place is no English
/// word.
fn weak(e: &Evidence) -> f32 {
    let name = e.candidate.name;
    if e.candidate.exonym {
        let of_person = when(name.is_given_name(), -0.95) + when(e.at.name_of_person, -2.36);
        return EXONYM + of_person - 0.7 * e.at.person + size(e) + 1.88 * e.group.support;
    }
    // What has several words ("Rock Hill") is not said by chance.
    when(name.is_word() && e.candidate.words.len() == 1, -2.17)
        + when(name.is_word() && e.at.opens_sentence, -1.7)
        + when(name.is_given_name(), -0.95)
        + when(name.is_surname(), -0.4)
        - 0.7 * e.at.person
        + when(e.candidate.words.len() > 1, -0.01)
        + when(e.at.name_of_person, -2.36)
        + size(e)
        + 1.88 * e.group.support
        + when(is_lost(e), -1.06)
        + unmeasured(e)
}

fn size(e: &Evidence) -> f32 {
    0.78 * (e.meaning.entry.weight - 14.0) / 4.0
}

/// A small town that no other place of the text speaks for, in a country where English is not spoken.
fn is_lost(e: &Evidence) -> bool {
    let at_home = e.meaning.country.is_some_and(|code| matches!(code, "US" | "CA" | "GB" | "IE" | "AU" | "NZ"));
    is_small(e) && e.group.support < UNSUPPORTED && !at_home
}

fn is_small(e: &Evidence) -> bool {
    e.meaning.entry.weight < SMALL_TOWN
}

/// What the development texts, English and in mixed case, do not show (guessed).
fn unmeasured(e: &Evidence) -> f32 {
    let told = e.candidate.qualifier.is_some() || e.at.is_told();
    let foreign = e.language.is_some_and(|l| l != "en");
    let lost = is_lost(e) || (foreign && is_small(e));
    // "in Congress": what is always written so is not told apart by where it stands
    let otherwise = e.candidate.name.is_otherwise() && e.candidate.qualifier.is_none() && !e.group.settled;
    // "Federal help": a province abroad that is any word is told, or not meant
    let general = e.class == Class::Region && e.candidate.name.is_word() && !told;
    when(general, UNTOLD)
        + when(e.at.shouted && e.candidate.name.is_word() && !told, UNTOLD)
        + when(lost && !told, UNTOLD)
        + when(otherwise, UNTOLD)
}

/// "West Nile virus".
fn is_part(e: &Evidence) -> bool {
    e.candidate.words.len() == 1 && matches!(e.at.before, Before::Part | Before::Capitalised)
}

/// Against what is never a place: a language, "US$", a month (the town of March says where it lies), a company ("Power Co";
/// "Power Co., Idaho" is a county).
const NEVER: f32 = -20.0;
/// Less support than one name from the same country gives.
const UNSUPPORTED: f32 = 0.1;
/// For the name that a language has for a foreign place (guessed).
const EXONYM: f32 = 1.0;
/// For the German form that only the names of towns and countries have (guessed).
const FORMED: f32 = 1.0;
/// A town of a million.
pub const METROPOLIS: f32 = 20.0;
/// A town of 100,000.
pub const SMALL_TOWN: f32 = 16.6;
/// Against a name that could be any word and stands after no preposition.
const UNTOLD: f32 = -2.0;

fn when(holds: bool, weight: f32) -> f32 {
    if holds { weight } else { 0.0 }
}

fn of_class(class: Class) -> f32 {
    match class {
        Class::Area => 0.26,
        Class::City => -1.23,
        Class::Country => 1.96,
        Class::County => 1.65,
        Class::Demonym => -0.64,
        Class::Region => -1.23,
        Class::Seat => 0.5,
        Class::State => 1.49,
        Class::Water => 0.23,
    }
}

fn before(before: Before) -> f32 {
    match before {
        Before::Capitalised => -0.91,
        Before::Direction => 0.07,
        Before::GivenName => -1.21,
        Before::Hyphen => -0.1,
        Before::In => 1.77,
        Before::Initial | Before::Initials => -2.0,
        Before::List => 1.2,
        Before::Locative => 0.89,
        Before::Nothing => -0.41,
        Before::Of => 0.08,
        Before::OrganisationOf => -0.53,
        Before::Part => -0.64,
        Before::PlaceOf => 1.31,
        Before::The => -0.31,
        Before::Title => -0.48,
    }
}

fn after(after: After) -> f32 {
    match after {
        After::Age => -0.44,
        After::Capitalised => 0.34,
        After::Comma => 1.04,
        After::Currency => -2.5,
        After::HyphenCapitalised => 0.27,
        After::HyphenLower => 0.33,
        After::List => 0.95,
        After::Newspaper => -1.12,
        After::Nothing => 0.5,
        After::Office => 0.92,
        After::Organisation => -0.23,
        After::Part => 1.17,
        After::Plural => -0.51,
        After::Possessive => 0.9,
        After::Saying => -0.48,
        After::Surname => -0.39,
    }
}
