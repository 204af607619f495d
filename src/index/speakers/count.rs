//! The living documents of a commit in, what is counted of every name out.

use super::join::{NameFacts, Together, join};
use super::names::Name;
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
    let mut articles: Vec<Vec<u32>> = Vec::new();
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
            let names: Vec<u32> = names.collect();
            for &name in &names {
                facts[name as usize].add_article(day);
            }
            articles.push(names);
        }
    }
    let living = only_living(&mut facts, &mut articles);
    let person = join(&living, &together(&living, &articles));
    let mut person_articles = vec![0; living.len()];
    for names in articles {
        let mut people: Vec<u32> = names.into_iter().map(|name| person[name as usize]).collect();
        people.sort_unstable();
        people.dedup();
        people.iter().for_each(|&one| person_articles[one as usize] += 1);
    }
    Ok(Counted { names: living, person, person_articles })
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

/// Leaves out what only deleted articles name, and numbers the rest anew.
fn only_living(facts: &mut Vec<NameFacts>, articles: &mut [Vec<u32>]) -> Vec<NameFacts> {
    let mut numbers = Vec::with_capacity(facts.len());
    let mut living = Vec::with_capacity(facts.len());
    for facts in facts.drain(..) {
        numbers.push(living.len() as u32);
        if facts.articles > 0 {
            living.push(facts);
        }
    }
    for name in articles.iter_mut().flatten() {
        *name = numbers[*name as usize];
    }
    living
}

/// In how many articles names of one surname stand side by side.
fn together(names: &[NameFacts], articles: &[Vec<u32>]) -> Together {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let surname = |facts: &NameFacts| {
        let name = Name::parse(&facts.display).filter(|name| !name.is_bare())?;
        let next = numbers.len() as u32;
        Some(*numbers.entry(name.surname).or_insert(next))
    };
    let surnames: Vec<Option<u32>> = names.iter().map(surname).collect();
    let mut together = Together::new();
    for names in articles {
        for (at, &a) in names.iter().enumerate() {
            let surname = surnames[a as usize];
            for &b in names[at + 1..].iter().filter(|&&b| surname.is_some() && surnames[b as usize] == surname) {
                *together.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
    }
    together
}
