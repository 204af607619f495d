//! The living documents of a commit in, the archive's people out: every name under which somebody is quoted, what is
//! counted of it, and which names are one person's.
//!
//! A side table: [`Speakers`] reads what [`TABLE`] counted, where it lies. Names are numbered in the order of their keys.

mod count;
mod join;
mod names;

pub use join::NameFacts;
pub use names::{Agreement, Name};

use super::keys::{key, key_display};
use super::tables::Table;
use crate::text::fold::folded_words;
use std::collections::BTreeMap;
use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;

pub(super) const TABLE: Table =
    Table { name: "speakers", version: 2, count: |searcher, _| count(searcher.segment_readers()) };

/// Counts the table over articles that are told one by one.
#[derive(Default)]
pub struct SpeakersTold(count::Telling);

impl SpeakersTold {
    /// An article of that day (since 1970) that quotes people by the names of these keys, each once.
    pub fn article<'k>(&mut self, day: Option<i64>, keys: impl Iterator<Item = &'k str>) {
        self.0.article(day, keys);
    }

    /// So many direct and mixed quotations under the name of a key.
    pub fn quotations(&mut self, key: &str, count: u32) {
        self.0.quotations(key, count);
    }

    /// The table, as [`Speakers::read`] reads it: the bytes that the same articles have on disk.
    pub fn table(self) -> Vec<u8> {
        let count::Counted { names, person, person_articles } = self.0.settled();
        encode(&names, &person, &person_articles)
    }
}

/// Counts the table over segments, which say themselves what of them is alive.
pub(super) fn count(segments: &[SegmentReader]) -> tantivy::Result<Vec<u8>> {
    let count::Counted { names, person, person_articles } = count::count(segments)?;
    Ok(encode(&names, &person, &person_articles))
}

/// The columns, each a list of numbers behind its length and how many bytes each of them takes: as many as the largest.
#[derive(Clone, Copy)]
enum Column {
    /// Where each name's key ends in the text.
    KeyEnds,
    Articles,
    Quotations,
    FirstDay,
    LastDay,
    /// The name that stands for the person.
    Person,
    /// For a name that stands for a person: articles that quote them under any name.
    PersonArticles,
    /// Names in the order of their persons.
    ByPerson,
    /// One number: the first day of all. The days above are counted from it, from 1; 0 is a name whose articles are all undated.
    Epoch,
    /// Where each folded word ends in the text of words, ascending.
    WordEnds,
    /// Where each word's names end.
    WordNameEnds,
    WordNames,
}
const COLUMNS: usize = 12;

/// The names of an archive and the people they mean, as the index keeps them.
pub struct Speakers {
    bytes: OwnedBytes,
    /// Where each column starts, how many numbers it has, and how many bytes each takes.
    columns: [(usize, usize, usize); COLUMNS],
    keys: (usize, usize),
    words: (usize, usize),
}

impl Speakers {
    /// Reads what [`TABLE`] holds; `None` when it is something else.
    pub fn read(bytes: OwnedBytes) -> Option<Speakers> {
        let mut columns = [(0, 0, 0); COLUMNS];
        let mut at = 0_usize;
        for column in &mut columns {
            let count = number_at(&bytes, at)? as usize;
            let width = usize::from(*bytes.get(at + 4)?);
            *column = (at + 5, count, Some(width).filter(|width| (1..=4).contains(width))?);
            at = at.checked_add(5)?.checked_add(count.checked_mul(width)?)?;
        }
        let mut text = || {
            let len = number_at(&bytes, at)? as usize;
            let span = (at + 4, at.checked_add(4)?.checked_add(len)?);
            at = span.1;
            Some(span)
        };
        let (keys, words) = (text()?, text()?);
        (at == bytes.len()).then_some(Speakers { bytes, columns, keys, words })
    }

    /// How many names there are.
    pub fn len(&self) -> u32 {
        self.columns[Column::KeyEnds as usize].1 as u32
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key of a name, as the field `speaker` has it.
    pub fn key(&self, name: u32) -> &str {
        self.text(self.keys, Column::KeyEnds, name)
    }

    pub fn display(&self, name: u32) -> &str {
        key_display(self.key(name))
    }

    pub fn facts(&self, name: u32) -> NameFacts {
        let epoch = self.number(Column::Epoch, 0);
        let day = |column| epoch.wrapping_add(self.number(column, name)).wrapping_sub(1) as i32;
        let is_dated = self.number(Column::FirstDay, name) != 0;
        NameFacts {
            display: self.display(name).to_owned(),
            articles: self.number(Column::Articles, name),
            quotations: self.number(Column::Quotations, name),
            era: is_dated.then(|| (day(Column::FirstDay), day(Column::LastDay))),
        }
    }

    /// The name that stands for the person a name means.
    pub fn person(&self, name: u32) -> u32 {
        self.number(Column::Person, name)
    }

    /// All names of the person that `person` stands for, itself included, ascending.
    pub fn variants(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        let at = |place: u32| self.number(Column::ByPerson, place);
        let first = partition_point(self.len(), |place| self.person(at(place)) < person);
        (first..self.len()).map(at).take_while(move |&name| self.person(name) == person)
    }

    /// Articles that quote the person that `person` stands for, under any name.
    pub fn person_articles(&self, person: u32) -> u32 {
        self.number(Column::PersonArticles, person)
    }

    /// Names that hold a folded word, ascending.
    pub fn with_word(&self, word: &str) -> Vec<u32> {
        let words = self.columns[Column::WordEnds as usize].1 as u32;
        let of = |number| self.text(self.words, Column::WordEnds, number);
        let found = partition_point(words, |number| of(number) < word);
        if found == words || of(found) != word {
            return Vec::new();
        }
        let first = if found == 0 { 0 } else { self.number(Column::WordNameEnds, found - 1) };
        (first..self.number(Column::WordNameEnds, found)).map(|at| self.number(Column::WordNames, at)).collect()
    }

    /// Names whose key begins so, as a range of numbers.
    pub fn with_prefix(&self, prefix: &str) -> std::ops::Range<u32> {
        let first = partition_point(self.len(), |name| self.key(name) < prefix);
        let end = partition_point(self.len(), |name| self.key(name) < prefix || self.key(name).starts_with(prefix));
        first..end
    }

    fn number(&self, column: Column, at: u32) -> u32 {
        let (start, count, width) = self.columns[column as usize];
        if at as usize >= count {
            return 0;
        }
        let bytes = self.bytes.get(start + at as usize * width..).and_then(|rest| rest.get(..width));
        bytes.unwrap_or_default().iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    fn text(&self, (start, end): (usize, usize), ends: Column, at: u32) -> &str {
        let from = if at == 0 { 0 } else { self.number(ends, at - 1) as usize };
        let bytes = self.bytes.get(start + from..(start + self.number(ends, at) as usize).min(end));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The first of `0..len` for which `is_before` is false.
fn partition_point(len: u32, is_before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The table of names, which ascend by key.
fn encode(names: &[NameFacts], person: &[u32], person_articles: &[u32]) -> Vec<u8> {
    let numbers = 0..names.len() as u32;
    let keys: Vec<String> = names.iter().map(|facts| key(&facts.display)).collect();
    let mut by_person: Vec<u32> = numbers.clone().collect();
    by_person.sort_unstable_by_key(|&name| (person[name as usize], name));
    let mut by_word: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (name, facts) in numbers.zip(names) {
        for word in folded_words(&facts.display) {
            let found = by_word.entry(word).or_default();
            if found.last() != Some(&name) {
                found.push(name);
            }
        }
    }
    let epoch = names.iter().filter_map(|facts| facts.era).map(|(first, _)| first).min().unwrap_or(0);
    let day = |day: i32| day.wrapping_sub(epoch).wrapping_add(1) as u32;
    let era = |facts: &NameFacts| facts.era.map_or((0, 0), |(first, last)| (day(first), day(last)));
    let columns: [Vec<u32>; COLUMNS] = [
        ends(keys.iter().map(String::len)),
        names.iter().map(|facts| facts.articles).collect(),
        names.iter().map(|facts| facts.quotations).collect(),
        names.iter().map(|facts| era(facts).0).collect(),
        names.iter().map(|facts| era(facts).1).collect(),
        person.to_vec(),
        person_articles.to_vec(),
        by_person,
        vec![epoch as u32],
        ends(by_word.keys().map(String::len)),
        ends(by_word.values().map(Vec::len)),
        by_word.values().flatten().copied().collect(),
    ];
    let mut bytes = Vec::new();
    for column in columns {
        let largest = column.iter().copied().max().unwrap_or(0);
        let width = (4 - largest.leading_zeros() as usize / 8).max(1);
        bytes.extend((column.len() as u32).to_le_bytes());
        bytes.push(width as u8);
        column.iter().for_each(|number| bytes.extend(&number.to_le_bytes()[..width]));
    }
    for text in [keys.concat(), by_word.into_keys().collect()] {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

fn ends(lengths: impl Iterator<Item = usize>) -> Vec<u32> {
    lengths
        .scan(0, |end, length| {
            *end += length as u32;
            Some(*end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(display: &str, articles: u32, era: Option<(i32, i32)>) -> NameFacts {
        NameFacts { display: display.to_owned(), articles, quotations: articles * 2, era }
    }

    #[test]
    fn what_is_written_is_read() {
        let names = [facts("Ann Lee", 3, Some((-5, 9))), facts("Bo Orbán", 2, None), facts("Orbán", 1, Some((7, 7)))];
        let bytes = encode(&names, &[0, 1, 1], &[3, 2, 0]);
        let table = Speakers::read(OwnedBytes::new(bytes.clone())).unwrap();
        assert_eq!((0..table.len()).map(|name| table.facts(name)).collect::<Vec<_>>(), names);
        assert_eq!((0..3).map(|name| table.person(name)).collect::<Vec<_>>(), [0, 1, 1]);
        assert_eq!(table.variants(1).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(table.variants(2).count(), 0);
        assert_eq!(table.person_articles(1), 2);
        assert_eq!(table.with_word("orban"), [1, 2]);
        assert_eq!(table.with_word("lee"), [0]);
        assert!(table.with_word("le").is_empty());
        assert_eq!(table.with_prefix("bo"), 1..2);
        assert_eq!(table.key(2), "orban\u{1}Orbán");
        assert!((0..bytes.len()).all(|end| Speakers::read(OwnedBytes::new(bytes[..end].to_vec())).is_none()));
    }
}
