//! Candidates in, persons and their mentions out: which names mean one person.
//!
//! Full names come first, and two of one surname are one person when their given names agree (equal, an
//! initial, a short form). Then every lone surname or given name is the person so named; where the article
//! has several of that name, a title's gender decides, then who has been named before, then who is named in full most often.

use super::candidates::{Candidate, Evidence, Part};
use super::lexicon::Lexicon;
use super::{Gender, People, Person, PersonMention};
use crate::article::Span;
use crate::text::given_names::are_forms_of_one;
use std::collections::HashMap;

/// Joins the candidates of the text; those of the headline only lend fuller names.
pub fn join(text: &str, in_text: &[Candidate], title: &str, in_title: &[Candidate], lexicon: &Lexicon) -> People {
    let mut registry = Registry { genitive_s: lexicon.nouns_are_capital, ..Registry::default() };
    let vouched = vouched_surnames(in_text);
    let mut person_of: Vec<Option<usize>> = vec![None; in_text.len()];
    for (candidate, person) in in_text.iter().zip(&mut person_of) {
        if names_in_full(candidate, &vouched) {
            let full = registry.admit(candidate, &name_of(text, candidate));
            registry.learn(full, candidate, text);
            *person = Some(full);
        }
    }
    registry.fill_from_title(title, in_title, in_text);
    let mut mentions = Vec::new();
    for (candidate, known) in in_text.iter().zip(person_of) {
        let mention = match known {
            Some(person) => Some((candidate.span, person, confidence(candidate.evidence))),
            None => registry.mention(text, candidate),
        };
        if let Some((span, person, confidence)) = mention {
            registry.learn(person, candidate, text);
            // Only here: whoever is met further down has not been mentioned yet.
            registry.entries[person].last = candidate.span.start;
            mentions.push(PersonMention { span, person, confidence });
        }
    }
    People { persons: registry.entries.into_iter().map(|e| e.person).collect(), mentions, words: Vec::new() }
}

/// How often such a candidate is a person: guessed, in the order of the evidence.
fn confidence(evidence: Evidence) -> f32 {
    match evidence {
        Evidence::Title => 0.97,
        Evidence::Given => 0.95,
        Evidence::Surname => 0.85,
        Evidence::Context => 0.8,
        Evidence::Speech | Evidence::None => 0.7,
    }
}

/// Surnames that stand alone somewhere with a title or a verb of saying beside them: they vouch for a full
/// name that nothing else speaks for.
fn vouched_surnames(candidates: &[Candidate]) -> HashMap<&str, ()> {
    let lone = candidates.iter().filter(|c| c.is_lone() && c.evidence >= Evidence::Speech);
    lone.map(|c| (surname(&c.parts), ())).collect()
}

fn names_in_full(candidate: &Candidate, vouched: &HashMap<&str, ()>) -> bool {
    let last = &candidate.parts[candidate.parts.len() - 1];
    let several = !candidate.is_lone();
    let vouched = || !candidate.starts_sentence && vouched.contains_key(last.folded.as_str());
    several
        && (candidate.evidence >= Evidence::Surname
            || candidate.evidence == Evidence::Context && !candidate.starts_sentence
            || vouched())
}

/// The name as written, white space made single and a nickname in marks left out.
fn name_of(text: &str, candidate: &Candidate) -> String {
    let words = candidate.span.of(text).split_whitespace();
    words.filter(|w| !w.starts_with(['“', '"', '‘', '(', '„'])).collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Registry {
    entries: Vec<Entry>,
    by_surname: HashMap<String, Vec<usize>>,
    by_given: HashMap<String, Vec<usize>>,
    /// Whether "Lunds" can be the genitive of "Lund".
    genitive_s: bool,
}

struct Entry {
    person: Person,
    parts: Vec<String>,
    suffix: Option<String>,
    /// How often the article names this person in full, or by a title.
    in_full: usize,
    /// Where it first does so.
    first: usize,
    /// Where the person was last mentioned.
    last: usize,
}

impl Registry {
    /// The person a full name means: one already met whose name agrees, else a new one.
    fn admit(&mut self, candidate: &Candidate, name: &str) -> usize {
        let surname = surname(&candidate.parts);
        let known = self.by_surname.get(surname).and_then(|same| {
            same.iter().copied().find(|&i| {
                agree(&self.entries[i].parts, &candidate.parts)
                    && self.entries[i].suffix == candidate.suffix
                    && genders_agree(self.entries[i].person.gender, candidate.gender)
            })
        });
        let person = known.unwrap_or_else(|| self.add(candidate, name));
        let entry = &mut self.entries[person];
        entry.in_full += 1;
        // Mostly it is the same name again.
        if name != entry.person.name && fullness(name) > fullness(&entry.person.name) {
            entry.person.name = name.to_owned();
            entry.parts = folded(&candidate.parts);
        }
        person
    }

    fn add(&mut self, candidate: &Candidate, name: &str) -> usize {
        let person = self.entries.len();
        let parts = folded(&candidate.parts);
        self.by_surname.entry(surname(&candidate.parts).to_owned()).or_default().push(person);
        if parts.len() > 1 {
            self.by_given.entry(parts[0].clone()).or_default().push(person);
        }
        let described = Person { name: name.to_owned(), roles: Vec::new(), gender: candidate.gender };
        let suffix = candidate.suffix.clone();
        self.entries.push(Entry { person: described, parts, suffix, in_full: 0, first: candidate.span.start, last: 0 });
        person
    }

    /// A lone surname of the text may have its given name in the headline only.
    fn fill_from_title(&mut self, title: &str, in_title: &[Candidate], in_text: &[Candidate]) {
        let lone: HashMap<&str, ()> = in_text.iter().filter(|c| c.is_lone()).map(|c| (surname(&c.parts), ())).collect();
        for candidate in in_title {
            for pair in candidate.parts.windows(2) {
                let wanted =
                    lone.contains_key(pair[1].folded.as_str()) && !self.by_surname.contains_key(&pair[1].folded);
                if pair[0].given && wanted {
                    let span = Span::new(pair[0].span.start, pair[1].span.end);
                    let gender = pair[0].gender;
                    let full = Candidate { span, parts: pair.to_vec(), gender, ..candidate.clone() };
                    self.add(&full, &name_of(title, &full));
                }
            }
        }
    }

    /// Whom a candidate that is no full name means, the words that do, and how sure that is.
    fn mention(&mut self, text: &str, candidate: &Candidate) -> Option<(Span, usize, f32)> {
        let last = candidate.parts.iter().rev().find(|p| !p.particle)?;
        let several = !candidate.is_lone();
        if several && candidate.evidence == Evidence::None && !candidate.starts_sentence {
            // "Wasserman Schultz": every word must be the person's.
            let same = self.by_surname.get(&last.folded)?;
            let person = same.iter().copied().find(|&i| subset(&candidate.parts, &self.entries[i].parts))?;
            return Some((candidate.span, person, 0.9));
        }
        let role = candidate.role.map(|role| role.of(text));
        let known = self.choose(last, candidate, role);
        if let Some(person) = known.filter(|&p| !self.is_introduced(p, candidate, role)) {
            if candidate.evidence == Evidence::Title && role.is_some() {
                self.entries[person].in_full += 1;
            }
            let whole = !several || subset(&candidate.parts, &self.entries[person].parts);
            return Some((if whole { candidate.span } else { last.span }, person, 0.93));
        }
        let vague = several && candidate.starts_sentence || candidate.common && candidate.evidence < Evidence::Title;
        let told = candidate.evidence >= Evidence::Context && !vague;
        told.then(|| {
            let person = self.add(candidate, &name_of(text, candidate));
            const TITLED: usize = 2; // "President Lund" outweighs one "Ada Lund"; guessed
            self.entries[person].in_full = if candidate.evidence == Evidence::Title { TITLED } else { 0 };
            (candidate.span, person, if candidate.evidence == Evidence::Title { 0.9 } else { 0.6 })
        })
    }

    fn choose(&self, part: &Part, candidate: &Candidate, role: Option<&str>) -> Option<usize> {
        let doubtful = candidate.placed || candidate.common && (candidate.starts_sentence || candidate.governed);
        if doubtful && candidate.evidence == Evidence::None {
            return None;
        }
        let by_given =
            || self.by_given.get(&part.folded).filter(|_| candidate.is_lone() && candidate.evidence != Evidence::Title);
        let genitive =
            || part.folded.strip_suffix('s').filter(|_| self.genitive_s).and_then(|stem| self.by_surname.get(stem));
        let same = self.by_surname.get(&part.folded).or_else(by_given).or_else(genitive)?;
        let fits = same.iter().copied().filter(|&i| {
            let entry = &self.entries[i];
            let suffix = candidate.suffix.is_none() || candidate.suffix == entry.suffix;
            suffix && genders_agree(entry.person.gender, candidate.gender)
        });
        fits.max_by_key(|&i| {
            let entry = &self.entries[i];
            // "Hillary Holm came. Holm said": whoever the text has not named yet is not meant.
            let met = entry.first <= candidate.span.start;
            (self.bears(i, role), met, entry.suffix.is_none(), entry.in_full, entry.last)
        })
    }

    fn bears(&self, person: usize, role: Option<&str>) -> bool {
        role.is_some_and(|role| self.entries[person].person.roles.iter().any(|r| r == role))
    }

    /// "President Lund" before any Lund is named in full, and the one that is has another role: people are
    /// introduced by their fullest name, so "first lady Ada Lund" further down is somebody else.
    fn is_introduced(&self, person: usize, candidate: &Candidate, role: Option<&str>) -> bool {
        role.is_some()
            && candidate.evidence == Evidence::Title
            && candidate.is_lone()
            && candidate.span.start < self.entries[person].first
            && !self.entries[person].person.roles.is_empty()
            && !self.bears(person, role)
    }

    /// Role and gender that a mention adds to what is known.
    fn learn(&mut self, person: usize, candidate: &Candidate, text: &str) {
        let entry = &mut self.entries[person];
        entry.person.gender = entry.person.gender.or(candidate.gender);
        const ROLES_MAX: usize = 6; // keeps an article of titles linear
        let roles = &mut entry.person.roles;
        if let Some(role) = candidate.role.filter(|_| roles.len() < ROLES_MAX) {
            let role = role.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
}

fn surname(parts: &[Part]) -> &str {
    parts.last().map_or("", |p| p.folded.as_str())
}

fn folded(parts: &[Part]) -> Vec<String> {
    parts.iter().map(|p| p.folded.clone()).collect()
}

/// More whole words, then more words, then more letters.
fn fullness(name: &str) -> (usize, usize, usize) {
    let words = name.split(' ');
    (words.clone().filter(|w| !w.ends_with('.')).count(), words.count(), name.len())
}

fn genders_agree(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Whether two full names of one surname can be one person's.
fn agree(known: &[String], parts: &[Part]) -> bool {
    let (Some(a), Some(b)) = (known.first(), parts.first()) else { return false };
    known.len() == 1
        || given_names_agree(a, &b.folded)
        || subset(parts, known)
        || known[..known.len() - 1].iter().all(|k| parts.iter().any(|p| p.folded == *k))
}

fn subset(parts: &[Part], of: &[String]) -> bool {
    parts.iter().all(|p| of.contains(&p.folded))
}

fn given_names_agree(a: &str, b: &str) -> bool {
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    a == b || initial(a, b) || initial(b, a) || are_forms_of_one(a, b)
}
