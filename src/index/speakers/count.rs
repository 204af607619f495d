//! The living documents of a commit in, what is counted of every name out.

use super::join::{Forms, NameFacts, Together, join};
use crate::article::QuotationKind;
use crate::index::document::kind_number;
use crate::index::keys::key_display;
use crate::index::numbering::Numbering;
use std::collections::HashMap;
use tantivy::SegmentReader;

/// Every name, in the order of their keys, and the people they mean.
pub struct Counted {
    pub names: Vec<NameFacts>,
    /// For each name the one that stands for its person.
    pub person: Vec<u32>,
    /// For those: articles that quote the person under any name.
    pub person_articles: Vec<u32>,
}

/// One pass over the columns; no stored text is read.
pub fn count(segments: &[SegmentReader]) -> tantivy::Result<Counted> {
    let numbering = Numbering::read("speaker", segments.iter())?;
    let mut facts: Vec<NameFacts> = numbering.keys.iter().map(|key| named(key)).collect();
    let mut articles = Lists::default();
    for (number, segment) in segments.iter().enumerate() {
        let fast = segment.fast_fields();
        let (ordinals, kinds, days) = (fast.u64("ordinal")?, fast.u64("kind_number")?, fast.i64("from_day")?);
        for doc in segment.doc_ids_alive() {
            let names = numbering.values(number, doc);
            if ordinals.first(doc) != Some(0) {
                let is_quoted = kinds.first(doc) != Some(kind_number(QuotationKind::Indirect));
                names.filter(|_| is_quoted).for_each(|name| facts[name as usize].quotations += 1);
                continue;
            }
            let day = days.first(doc).and_then(|day| i32::try_from(day).ok());
            articles.push(names);
            for &name in articles.last() {
                facts[name as usize].add_article(day);
            }
        }
    }
    drop(numbering);
    Ok(settled(facts, articles))
}

/// The same for articles that are told one by one, in whatever order.
#[derive(Default)]
pub struct Telling {
    numbers: HashMap<String, u32>,
    keys: Vec<String>,
    facts: Vec<NameFacts>,
    articles: Lists,
}

impl Telling {
    /// An article that quotes people by the names of these keys, each once.
    pub fn article<'k>(&mut self, day: Option<i64>, keys: impl Iterator<Item = &'k str>) {
        let day = day.and_then(|day| i32::try_from(day).ok());
        let names: Vec<u32> = keys.map(|key| self.number(key)).collect();
        names.iter().for_each(|&name| self.facts[name as usize].add_article(day));
        self.articles.push(names.into_iter());
    }

    /// So many direct and mixed quotations under a name.
    pub fn quotations(&mut self, key: &str, count: u32) {
        let name = self.number(key);
        self.facts[name as usize].quotations += count;
    }

    fn number(&mut self, key: &str) -> u32 {
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = self.keys.len() as u32;
        self.numbers.insert(key.to_owned(), number);
        self.keys.push(key.to_owned());
        self.facts.push(named(key));
        number
    }

    pub fn settled(mut self) -> Counted {
        let mut order: Vec<u32> = (0..self.keys.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| self.keys[a as usize].cmp(&self.keys[b as usize]));
        let mut number_of = vec![0; order.len()];
        (0..).zip(&order).for_each(|(number, &name)| number_of[name as usize] = number);
        self.articles.numbers.iter_mut().for_each(|name| *name = number_of[*name as usize]);
        let facts = order.iter().map(|&name| std::mem::take(&mut self.facts[name as usize])).collect();
        settled(facts, self.articles)
    }
}

/// Who is who, given what every name has and which names each article has; names are numbered in the order of their keys.
fn settled(facts: Vec<NameFacts>, mut articles: Lists) -> Counted {
    let living = only_living(facts, &mut articles.numbers);
    let forms = Forms::of(&living);
    let person = join(&living, &forms, &together(&forms, &articles));
    let mut person_articles = vec![0; living.len()];
    for names in articles.iter() {
        let mut people: Vec<u32> = names.iter().map(|&name| person[name as usize]).collect();
        people.sort_unstable();
        people.dedup();
        people.iter().for_each(|&one| person_articles[one as usize] += 1);
    }
    Counted { names: living, person, person_articles }
}

fn named(key: &str) -> NameFacts {
    NameFacts { display: key_display(key).to_owned(), ..NameFacts::default() }
}

impl NameFacts {
    fn add_article(&mut self, day: Option<i32>) {
        self.articles += 1;
        if let Some(day) = day {
            let (first, last) = self.era.unwrap_or((day, day));
            self.era = Some((first.min(day), last.max(day)));
        }
    }
}

/// Lists of numbers one behind the other, for there may be millions of them.
#[derive(Default)]
struct Lists {
    numbers: Vec<u32>,
    /// Where each list ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl Lists {
    fn push(&mut self, numbers: impl Iterator<Item = u32>) {
        self.numbers.extend(numbers);
        self.ends.push(self.numbers.len());
    }

    fn last(&self) -> &[u32] {
        self.iter().next_back().unwrap_or_default()
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &[u32]> {
        let start = |list: usize| list.checked_sub(1).map_or(0, |before| self.ends[before]);
        (0..self.ends.len()).map(move |list| &self.numbers[start(list)..self.ends[list]])
    }
}

/// Leaves out what only deleted articles name, and numbers the rest anew.
fn only_living(facts: Vec<NameFacts>, named: &mut [u32]) -> Vec<NameFacts> {
    let mut numbers = Vec::with_capacity(facts.len());
    let mut living = Vec::with_capacity(facts.len());
    for facts in facts {
        numbers.push(living.len() as u32);
        if facts.articles > 0 {
            living.push(facts);
        }
    }
    named.iter_mut().for_each(|name| *name = numbers[*name as usize]);
    living
}

/// In how many articles names of one surname stand side by side.
fn together(forms: &Forms, articles: &Lists) -> Together {
    let mut together = Together::new();
    for names in articles.iter() {
        for (at, &a) in names.iter().enumerate() {
            let surname = forms.surname(a);
            for &b in names[at + 1..].iter().filter(|&&b| surname.is_some() && forms.surname(b) == surname) {
                *together.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
    }
    together
}
