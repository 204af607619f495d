//! The registry of speakers and the user's own rules in, who is meant by a name out.
//!
//! The index keeps which names are one person's; `speakers.toml` has the last word. People are numbered: the person a
//! name of the index stands for has that name's number, those that only a rule makes come behind.

pub mod rules;

use super::plan::Plan;
use super::segment::Segment;
use crate::index::Speakers;
use crate::index::keys::{key, key_display, key_prefix};
use crate::text::fold::{fold, folded_words};
use rules::Rules;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A person's number.
pub type PersonId = u32;

/// Who is who in one commit of an index.
pub struct People {
    table: Speakers,
    /// Names that do not mean whom the table says; `None` is nobody.
    reassigned: HashMap<u32, Option<PersonId>>,
    /// The names of people that gained or lost one.
    members: HashMap<PersonId, Vec<u32>>,
    /// People shown otherwise than by the name that stands for them, those made by rules among them.
    shown: HashMap<PersonId, String>,
    /// Names that a rule gives people, whether anybody is quoted under them or not.
    aliases: Vec<(String, PersonId)>,
    /// The number of the next person a rule makes.
    next: PersonId,
    splits: Vec<Split>,
    /// Rules about names that nobody is quoted under.
    pub notes: Vec<String>,
}

/// Articles in which a person's names mean another person.
struct Split {
    from: PersonId,
    to: PersonId,
    articles: Plan,
    /// The same as a bit a document, a list a segment.
    bits: Vec<Vec<u64>>,
}

impl People {
    /// `condition` finds the articles of a split: as a plan, and as bits.
    pub fn new<E>(
        table: Speakers,
        rules: &Rules,
        mut condition: impl FnMut(&rules::Split) -> Result<(Plan, Vec<Vec<u64>>), E>,
    ) -> Result<People, E> {
        let next = table.len();
        let (reassigned, members, shown, aliases) = Default::default();
        let (splits, notes) = (Vec::new(), Vec::new());
        let mut people = People { table, reassigned, members, shown, aliases, next, splits, notes };
        for merge in &rules.merge {
            people.merge(merge);
        }
        for split in &rules.split {
            let to = people.made(&split.shown);
            if split.when.is_none() {
                people.take_out(&split.name, to);
            } else if let Some(from) = people.called(&split.name) {
                let (articles, bits) = condition(split)?;
                people.splits.push(Split { from, to, articles, bits });
            }
        }
        for rename in &rules.rename {
            if let Some(person) = people.called(&rename.name) {
                people.shown.insert(person, rename.shown.clone());
            }
        }
        for ignore in &rules.ignore {
            if let Some(person) = people.called(&ignore.name) {
                let names = people.names(person);
                people.reassigned.extend(names.into_iter().map(|name| (name, None)));
                people.members.insert(person, Vec::new());
            }
        }
        Ok(people)
    }

    fn merge(&mut self, merge: &rules::Merge) {
        let people: BTreeSet<PersonId> = merge.names.iter().filter_map(|name| self.called(name)).collect();
        let Some(first) = merge.names.iter().find_map(|name| self.person_called(name)) else { return };
        let names: BTreeSet<u32> = people.iter().flat_map(|&person| self.names(person)).collect();
        for &person in &people {
            self.members.insert(person, Vec::new());
        }
        self.reassigned.extend(names.iter().map(|&name| (name, Some(first))));
        self.members.insert(first, names.into_iter().collect());
        self.aliases.extend(merge.names.iter().map(|name| (name.clone(), first)));
        if let Some(shown) = merge.shown.as_ref().or(merge.names.first()) {
            self.shown.insert(first, shown.clone());
        }
    }

    /// Gives one name to another person, wherever it stands.
    fn take_out(&mut self, name: &str, to: PersonId) {
        let names = self.names_called(name);
        if names.is_empty() {
            self.note_nobody(name);
        }
        for &name in &names {
            if let Some(from) = self.person(name) {
                let rest = self.names(from).into_iter().filter(|&other| other != name).collect();
                self.members.insert(from, rest);
            }
            self.reassigned.insert(name, Some(to));
        }
        self.members.insert(to, names);
    }

    fn made(&mut self, shown: &str) -> PersonId {
        let person = self.next;
        self.next += 1;
        self.shown.insert(person, shown.to_owned());
        person
    }

    /// The person of a name in a rule; a rule about nobody is noted.
    fn called(&mut self, name: &str) -> Option<PersonId> {
        let person = self.person_called(name);
        if person.is_none() {
            self.note_nobody(name);
        }
        person
    }

    fn note_nobody(&mut self, name: &str) {
        self.notes.push(format!("`{}` speaks of `{name}`, under whom nobody is quoted", rules::FILE));
    }

    fn person_called(&self, name: &str) -> Option<PersonId> {
        self.names_called(name).into_iter().find_map(|name| self.person(name))
    }

    /// The names that fold to a whole name.
    fn names_called(&self, name: &str) -> Vec<u32> {
        self.table.with_prefix(&key_prefix(name)).collect()
    }

    /// The number of a name as an article has it.
    pub fn name(&self, display: &str) -> Option<u32> {
        let key = key(display);
        self.table.with_prefix(&key).find(|&name| self.table.key(name) == key)
    }

    /// What the index keeps of the names.
    pub fn table(&self) -> &Speakers {
        &self.table
    }

    /// Whom a name means where no split says otherwise; `None` is nobody.
    pub fn person(&self, name: u32) -> Option<PersonId> {
        self.reassigned.get(&name).copied().unwrap_or_else(|| Some(self.table.person(name)))
    }

    /// Whom a name means in one article.
    pub fn person_in(&self, name: u32, segment: &Segment, article: tantivy::DocId) -> Option<PersonId> {
        let person = self.person(name)?;
        let holds = |split: &&Split| {
            split.from == person && split.bits[segment.number][article as usize / 64] >> (article % 64) & 1 == 1
        };
        Some(self.splits.iter().find(holds).map_or(person, |split| split.to))
    }

    /// The name a person is shown under.
    pub fn display(&self, person: PersonId) -> &str {
        self.shown.get(&person).map_or_else(|| self.table.display(person), String::as_str)
    }

    /// The names under which a person is quoted, most articles first.
    pub fn names(&self, person: PersonId) -> Vec<u32> {
        let kept = |person| if person < self.table.len() { self.table.variants(person).collect() } else { Vec::new() };
        let split_off = || self.splits.iter().find(|split| split.to == person).map(|split| self.names(split.from));
        let mut names = self.members.get(&person).cloned().or_else(split_off).unwrap_or_else(|| kept(person));
        names.sort_by_key(|&name| (std::cmp::Reverse(self.table.facts(name).articles), name));
        names
    }

    /// Everybody, in the order of their numbers.
    pub fn all(&self) -> Vec<PersonId> {
        let mut all: BTreeSet<PersonId> = (0..self.table.len()).filter_map(|name| self.person(name)).collect();
        all.extend(self.splits.iter().map(|split| split.to));
        all.into_iter().collect()
    }

    /// The people one of whose names, or the name they are shown under, holds all the words of `value`.
    pub fn with_words(&self, value: &str) -> Vec<PersonId> {
        let words: BTreeSet<String> = folded_words(value).collect();
        let mut found: Option<BTreeSet<u32>> = None;
        for word in &words {
            let names: BTreeSet<u32> = self.table.with_word(word).into_iter().collect();
            found = Some(found.map_or(names.clone(), |found| &found & &names));
        }
        let is_shown_so = |shown: &str| words.is_subset(&folded_words(shown).collect()) && !words.is_empty();
        let mut people = self.owners(found.unwrap_or_default(), is_shown_so);
        people.extend(
            self.splits.iter().filter(|split| people.contains(&split.from)).map(|split| split.to).collect::<Vec<_>>(),
        );
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The people one of whose names, or the name they are shown under, is `value`.
    pub fn named(&self, value: &str) -> Vec<PersonId> {
        let folded = fold(value);
        self.owners(self.names_called(value), |shown| fold(shown) == folded)
    }

    /// Who goes by one of these names, or is shown under one like it.
    fn owners(&self, names: impl IntoIterator<Item = u32>, is_shown_so: impl Fn(&str) -> bool) -> Vec<PersonId> {
        let mut people: BTreeSet<PersonId> = names.into_iter().filter_map(|name| self.person(name)).collect();
        let given = self.aliases.iter().map(|(name, person)| (person, name)).chain(&self.shown);
        people.extend(given.filter(|(_, name)| is_shown_so(name)).map(|(&person, _)| person));
        people.into_iter().filter(|&person| !self.names(person).is_empty()).collect()
    }

    /// Names of which a rule says that they are nobody's, or whose they are: what they look like says nothing more.
    pub fn decided(&self) -> impl Iterator<Item = u32> + '_ {
        let split = self.splits.iter().flat_map(|split| self.names(split.from));
        self.reassigned.keys().copied().chain(split)
    }

    /// Articles that quote a person, those of an article with several of the person's names counted as often when a
    /// rule has joined them.
    pub fn articles(&self, person: PersonId) -> u32 {
        if self.members.contains_key(&person) || person >= self.table.len() {
            return self.names(person).iter().map(|&name| self.table.facts(name).articles).sum();
        }
        self.table.person_articles(person)
    }

    /// The quotations of a person, given those of all the person's names.
    pub fn quotations_of(&self, person: PersonId, of_names: Plan) -> Plan {
        let mut parts = vec![of_names];
        let own = self.splits.iter().position(|split| split.to == person);
        let from = own.map_or(person, |own| self.splits[own].from);
        for (at, split) in self.splits.iter().enumerate().filter(|(_, split)| split.from == from) {
            let there = Plan::ChildrenOf(Box::new(split.articles.clone()));
            if Some(at) == own {
                // Twice not: the condition decides, but nobody asked for its words, so they have no say in the order.
                parts.push(Plan::Not(Box::new(Plan::Not(Box::new(there)))));
                break;
            }
            // What goes to somebody else by an earlier rule is not this person's.
            parts.push(Plan::Not(Box::new(there)));
        }
        Plan::all(parts)
    }

    /// Whether a split decides whom this person's names mean.
    pub fn is_split(&self, person: PersonId) -> bool {
        self.splits.iter().any(|split| split.from == person || split.to == person)
    }

    /// For the values of a segment-wide table, by key: which name each is. Both ascend.
    pub fn names_of_keys(&self, keys: &[String]) -> Vec<Option<u32>> {
        let mut name = 0;
        let number_of = |key: &String| {
            while name < self.table.len() && self.table.key(name) < key.as_str() {
                name += 1;
            }
            (name < self.table.len() && self.table.key(name) == key).then_some(name)
        };
        keys.iter().map(number_of).collect()
    }

    /// People by the key they are sorted under.
    pub fn by_key(&self, people: impl IntoIterator<Item = PersonId>) -> BTreeMap<String, PersonId> {
        let keyed = |person| {
            let shown = self.display(person);
            // The number keeps two people of one name apart.
            (format!("{}{shown}\u{1}{person:010}", key_prefix(shown)), person)
        };
        people.into_iter().map(keyed).collect()
    }
}

/// The name in a key of [`People::by_key`].
pub fn shown_in_key(key: &str) -> &str {
    key_display(key).split('\u{1}').next().unwrap_or_default()
}
