//! The people of an archive: a list of them, and pairs that may be one person.

use super::engine::Engine;
use super::facets::ValueTable;
use super::people::{People, PersonId};
use super::request::SpeakersRequest;
use super::response::{NameCount, SpeakerEntry, SpeakersResponse, UnmergedPair, UnmergedResponse};
use super::segment::Segment;
use super::slips::within_edits;
use super::stories::Matched;
use crate::error::Result;
use crate::index::{Agreement, Name, day_of_number};
use crate::text::fold::fold;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// A surname this long can be told from its neighbours although a letter is wrong; guessed (Lee and Lea cannot).
const MISSPELT_LETTERS_MIN: usize = 5;

/// A person as the list sees them.
struct Counted {
    person: PersonId,
    /// The number in the table of values.
    value: u32,
    articles: u64,
}

impl Engine {
    /// The people quoted, most articles first.
    pub fn speakers(&self, request: &SpeakersRequest) -> Result<SpeakersResponse> {
        let begun = Instant::now();
        let people = self.people()?;
        let found = self.people_like(&people, &request.prefix)?;
        let entry = |counted: &Counted| self.entry(&people, counted);
        Ok(SpeakersResponse {
            people: found.len() as u64,
            speakers: found.iter().take(request.limit).map(entry).collect::<Result<_>>()?,
            notes: people.notes.clone(),
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// Pairs of people who may be one, with what speaks for it.
    pub fn unmerged(&self, request: &SpeakersRequest) -> Result<UnmergedResponse> {
        let begun = Instant::now();
        let people = self.people()?;
        let table = self.value_table("speaker")?;
        let everybody = self.people_like(&people, "")?;
        let asked: BTreeSet<PersonId> =
            self.people_like(&people, &request.prefix)?.iter().map(|counted| counted.person).collect();
        let mut pairs = candidates(&people, &everybody);
        pairs.retain(|(a, b, _)| asked.contains(&everybody[*a].person) || asked.contains(&everybody[*b].person));
        pairs.sort_by_key(|(a, b, _)| (Reverse(everybody[*b].articles), Reverse(everybody[*a].articles), *b, *a));
        let pair = |(a, b, reason): &(usize, usize, String)| {
            let (a, b) = (&everybody[*a], &everybody[*b]);
            let mut evidence = vec![reason.clone()];
            evidence.extend(self.eras(&people, a, b));
            evidence.extend(self.together(&table, a, b));
            Ok(UnmergedPair { a: self.name_count(&people, a)?, b: self.name_count(&people, b)?, evidence })
        };
        Ok(UnmergedResponse {
            total: pairs.len() as u64,
            pairs: pairs.iter().take(request.limit).map(pair).collect::<Result<_>>()?,
            notes: people.notes.clone(),
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// Everybody of whom a name has a word that begins with `prefix`, most articles first.
    fn people_like(&self, people: &People, prefix: &str) -> Result<Vec<Counted>> {
        let table = self.value_table("speaker")?;
        let mut articles = vec![0u64; table.keys.len()];
        for segment in &self.segments {
            for (row, &article) in segment.rows().articles().iter().enumerate() {
                if segment.is_alive(article) {
                    table.values(segment.number, row).iter().for_each(|&value| articles[value as usize] += 1);
                }
            }
        }
        let is_like = like(people, prefix);
        let counted = table.people.iter().zip(0..).zip(articles);
        let mut found: Vec<Counted> = counted
            .map(|((&person, value), articles)| Counted { person, value, articles })
            .filter(|counted| counted.articles > 0 && is_like(counted.person))
            .collect();
        found.sort_by_key(|counted| (Reverse(counted.articles), counted.value));
        Ok(found)
    }

    fn entry(&self, people: &People, counted: &Counted) -> Result<SpeakerEntry> {
        let NameCount { articles, quotes, .. } = self.name_count(people, counted)?;
        Ok(entry(people, counted.person, articles, quotes))
    }

    fn name_count(&self, people: &People, counted: &Counted) -> Result<NameCount> {
        let quotes = if people.is_split(counted.person) {
            let bits = |segment: &Segment| vec![u64::MAX; segment.reader.max_doc() as usize / 64 + 1];
            let everything = Matched(self.segments.iter().map(bits).collect());
            self.count_quotations(counted.person, &everything)?
        } else {
            let names = people.names(counted.person).into_iter();
            names.map(|name| u64::from(people.table().facts(name).quotations)).sum()
        };
        Ok(NameCount { name: people.display(counted.person).to_owned(), articles: counted.articles, quotes })
    }

    /// What the years say against two people being one.
    fn eras(&self, people: &People, a: &Counted, b: &Counted) -> Option<String> {
        let ((first_a, last_a), (first_b, last_b)) = (era(people, a.person)?, era(people, b.person)?);
        let year = |day: i32| day_of_number(i64::from(day)).map_or(0, |day| day.year());
        let apart = first_a > last_b || first_b > last_a;
        let (a, b) = ((year(first_a), year(last_a)), (year(first_b), year(last_b)));
        apart.then(|| format!("quoted {}–{} and {}–{}", a.0, a.1, b.0, b.1))
    }

    /// How many articles name both, which speaks against it.
    fn together(&self, table: &ValueTable, a: &Counted, b: &Counted) -> Option<String> {
        let mut both = 0;
        for segment in &self.segments {
            for (row, &article) in segment.rows().articles().iter().enumerate() {
                let values = table.values(segment.number, row);
                both += u32::from(values.contains(&a.value) && values.contains(&b.value) && segment.is_alive(article));
            }
        }
        (both > 0).then(|| format!("both in {both} article{}", if both == 1 { "" } else { "s" }))
    }
}

/// Whether a name of somebody has a word that begins with `prefix`.
pub(super) fn like<'p>(people: &'p People, prefix: &str) -> impl Fn(PersonId) -> bool + use<'p> {
    let prefix = if prefix.trim().is_empty() { String::new() } else { fold(prefix) };
    move |person| {
        let begins = |name: &str| format!(" {}", fold(name)).contains(&format!(" {prefix}"));
        let names = || people.names(person).into_iter().any(|name| begins(people.table().display(name)));
        prefix.is_empty() || begins(people.display(person)) || names()
    }
}

/// A person of the list, with what the archive knows of the names.
pub(super) fn entry(people: &People, person: PersonId, articles: u64, quotes: u64) -> SpeakerEntry {
    let variant = |name: u32| {
        let facts = people.table().facts(name);
        NameCount { name: facts.display, articles: facts.articles.into(), quotes: facts.quotations.into() }
    };
    let variants = people.names(person).into_iter().map(variant).collect();
    let day = |day: i32| day_of_number(i64::from(day));
    let era = era(people, person).and_then(|(first, last)| day(first).zip(day(last)));
    SpeakerEntry { name: people.display(person).to_owned(), articles, quotes, era, variants }
}

/// First and last day of a person's names.
fn era(people: &People, person: PersonId) -> Option<(i32, i32)> {
    let eras = people.names(person).into_iter().filter_map(|name| people.table().facts(name).era);
    eras.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Pairs of people whose names are like each other, by their places in the list, and how they are.
fn candidates(people: &People, everybody: &[Counted]) -> Vec<(usize, usize, String)> {
    let parsed: Vec<Option<Name>> = everybody.iter().map(|c| Name::parse(people.display(c.person))).collect();
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, name) in parsed.iter().enumerate() {
        let Some(name) = name else { continue };
        alike.entry(format!("surname {}", name.surname)).or_default().push(at);
        // A surname with a letter wrong has its first ones right more often than not.
        let beginning: String = name.surname.chars().take(2).collect();
        if !name.is_bare() {
            alike.entry(format!("given {} {beginning}", name.given.join(" "))).or_default().push(at);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for group in alike.values() {
        // The more frequent of two comes first; a bare surname is compared with the most frequent people only.
        for (nth, &b) in group.iter().enumerate() {
            for &a in &group[..nth] {
                let (Some(one), Some(other)) = (&parsed[a], &parsed[b]) else { continue };
                if let Some(reason) =
                    reason(one, other).filter(|_| !one.is_bare() && (!other.is_bare() || a == group[0]))
                {
                    pairs.insert((a, b), reason);
                }
            }
        }
    }
    pairs.into_iter().map(|((a, b), reason)| (a, b, reason)).collect()
}

/// What two names have in common, if it is enough to ask.
fn reason(a: &Name, b: &Name) -> Option<String> {
    let near = |a: &str, b: &str| {
        let letters: Vec<char> = a.chars().collect();
        a != b && letters.len() >= MISSPELT_LETTERS_MIN && within_edits(&letters, b, 1)
    };
    let reason = match a.agree(b) {
        Some(Agreement::Same) => "the same name",
        Some(Agreement::Fuller) => "one name has a part more",
        Some(Agreement::Initial) => "an initial for the given name",
        Some(Agreement::OtherForm) => "forms of one given name",
        Some(Agreement::Formal) => "with a suffix and a middle name, and without",
        Some(Agreement::Misspelt) => "given names differ by a letter",
        None if a.surname == b.surname && b.is_bare() => "a surname alone",
        None if a.surname == b.surname && a.given == b.given => "with and without `Jr.` or the like",
        None if a.given == b.given && a.suffix == b.suffix && near(&a.surname, &b.surname) => {
            "surnames differ by a letter"
        }
        None => return None,
    };
    Some(reason.to_owned())
}
