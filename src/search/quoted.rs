//! A person and the articles that matched in, how often the person is quoted in them out.

use super::compile::unreadable;
use super::engine::Engine;
use super::people::{People, PersonId};
use super::stories::{Matched, Place};
use crate::article::QuotationKind;
use crate::error::Result;
use std::sync::{Arc, PoisonError};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

/// People whose articles are kept at a time. Guessed: many more than the lists of a page show.
const PEOPLE_KEPT: usize = 1000;

/// The articles that quote somebody, directly or in part, and how often each does.
pub type Quoted = Vec<(Place, u32)>;

impl Engine {
    /// How often somebody is quoted, directly or in part, in the articles that matched.
    pub(super) fn count_quotations(&self, person: PersonId, matched: &Matched) -> Result<u64> {
        let quoted = self.quoted(person)?;
        Ok(quoted.iter().filter(|(place, _)| matched.holds(*place)).map(|(_, quotes)| u64::from(*quotes)).sum())
    }

    /// Where somebody is quoted. Read once for a person who is shown: the lists of a facet show the same few people again and
    /// again.
    pub(super) fn quoted(&self, person: PersonId) -> Result<Arc<Quoted>> {
        if let Some(quoted) = self.quoted.lock().unwrap_or_else(PoisonError::into_inner).get(&person) {
            return Ok(quoted.clone());
        }
        let people = self.people()?;
        let mut quoted = Quoted::new();
        for name in people.names(person) {
            self.add_quoted(&people, name, person, &mut quoted).map_err(unreadable)?;
        }
        let quoted = Arc::new(quoted);
        let mut kept = self.quoted.lock().unwrap_or_else(PoisonError::into_inner);
        // An export meets everybody, and goes on in little memory.
        if kept.len() >= PEOPLE_KEPT {
            kept.clear();
        }
        kept.insert(person, quoted.clone());
        Ok(quoted)
    }

    /// Those that quote the person under one of the person's names.
    fn add_quoted(&self, people: &People, name: u32, person: PersonId, quoted: &mut Quoted) -> tantivy::Result<()> {
        let indirect = QuotationKind::Indirect as u64;
        for list in self.terms().lists(people.table().key(name), &[self.generation.fields.speaker])? {
            let segment = &self.segments[list.segment];
            let kinds = segment.kinds()?;
            let index = segment.reader.inverted_index(list.field)?;
            let mut postings = index.read_postings_from_terminfo(&list.info, IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            let mut article: Option<(Place, u32)> = None;
            // A speaker's articles are in the list, too, each before its quotations.
            while doc != TERMINATED {
                if segment.rows().is_article(doc) {
                    quoted.extend(article.take().filter(|(_, quotes)| *quotes > 0));
                    let is_theirs = people.person_in(name, segment, doc) == Some(person);
                    article = is_theirs.then_some(((list.segment as u32, doc), 0));
                } else if let Some((_, quotes)) = &mut article {
                    *quotes += u32::from(kinds.first(doc) != Some(indirect));
                }
                doc = postings.advance();
            }
            quoted.extend(article.filter(|(_, quotes)| *quotes > 0));
        }
        Ok(())
    }
}
