//! The open index and what is kept from question to question.

use super::collect::{Wanted, collect};
use super::compile::unreadable;
use super::days::DayCounts;
use super::facets::ValueTable;
use super::plan::Plan;
use super::request::{Count, Sort};
use super::scorers::Domain;
use super::segment::Segment;
use super::stories::{StoryMap, count_once};
use super::terms::Terms;
use crate::error::Result;
use crate::index::{Generation, ListedArticle, StoredArticle};
use crate::text::analyse::is_stemmed;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::DocAddress;

/// What is counted of the archive: the roots asked for, articles or stories.
type Archive = (Vec<String>, Count);

/// Answers questions from one generation of an index. Opening it takes milliseconds; it can be shared between threads.
pub struct Engine {
    pub(super) generation: Generation,
    pub(super) segments: Vec<Segment>,
    /// Languages with stems, and whether anything was indexed without.
    languages: Vec<String>,
    unstemmed: bool,
    /// The values of facet fields, read when first asked for.
    tables: Mutex<HashMap<String, Arc<ValueTable>>>,
    /// Articles by day, for the roots asked for.
    archives: Mutex<HashMap<Archive, Arc<DayCounts>>>,
    /// Read when first asked for; `None` when nothing is known of stories.
    stories: OnceLock<Option<StoryMap>>,
}

impl Engine {
    /// Opens the live generation of the index at `dir`.
    pub fn open(dir: &Path) -> Result<Engine> {
        let generation = Generation::open(dir)?;
        let readers = generation.segment_readers().iter().enumerate();
        let segments = readers.map(|(number, reader)| Segment::open(number, reader, generation.fields));
        let segments = segments.collect::<tantivy::Result<Vec<_>>>().map_err(unreadable)?;
        let mut languages: Vec<String> =
            generation.manifest.languages().filter(|code| is_stemmed(Some(code))).map(str::to_string).collect();
        // English first: its stems need no mark, and most articles are in it.
        languages.sort_by_key(|code| code != "en");
        let counted = &generation.manifest.outcomes.languages;
        let unstemmed = counted.keys().any(|code| code.is_empty() || !is_stemmed(Some(code)));
        let (tables, archives, stories) = Default::default();
        Ok(Engine { generation, segments, languages, unstemmed, tables, archives, stories })
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        let languages = self.languages.iter().map(String::as_str).collect();
        Terms { segments: &self.segments, languages, unstemmed: self.unstemmed }
    }

    /// The values of a facet field over all segments.
    pub(super) fn value_table(&self, field: &str) -> Result<Arc<ValueTable>> {
        if let Some(table) = self.tables.lock().unwrap_or_else(PoisonError::into_inner).get(field) {
            return Ok(table.clone());
        }
        // Read without holding the lock: two threads may both read a table once, none waits for another field's.
        let table = Arc::new(ValueTable::open(field, &self.segments).map_err(unreadable)?);
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).insert(field.to_string(), table.clone());
        Ok(table)
    }

    /// Where the articles of stories lie; `None` when nothing is known of stories.
    pub(super) fn stories(&self) -> Result<Option<&StoryMap>> {
        if let Some(stories) = self.stories.get() {
            return Ok(stories.as_ref());
        }
        let stories = self.generation.stories()?.map(|stories| StoryMap::of(&stories, &self.segments));
        Ok(self.stories.get_or_init(|| stories).as_ref())
    }

    /// Articles (or stories) of the archive by day, under the given roots.
    pub(super) fn archive_days(&self, roots: &[String], count: Count) -> Result<Arc<DayCounts>> {
        let key = (roots.to_vec(), count);
        if let Some(days) = self.archives.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(days.clone());
        }
        let days = Arc::new(self.count_days(roots, count)?);
        self.archives.lock().unwrap_or_else(PoisonError::into_inner).insert(key, days.clone());
        Ok(days)
    }

    fn count_days(&self, roots: &[String], count: Count) -> Result<DayCounts> {
        let terms = self.terms();
        let field = self.generation.fields.root;
        let lists = roots.iter().map(|root| Ok(Plan::values(terms.lists(root, &[field])?)));
        let plans = lists.collect::<tantivy::Result<Vec<Plan>>>().map_err(unreadable)?;
        let plan = if roots.is_empty() { Plan::Everything } else { Plan::any(plans) };
        let stories = if count == Count::Stories { self.stories()? } else { None };
        let wanted = Wanted {
            domain: Domain::Articles,
            days: &[],
            sort: Sort::Newest,
            limit: 1,
            facets: &[],
            timeline: true,
            matched: stories.is_some(),
        };
        let collected = collect(&plan, &self.segments, &wanted).map_err(unreadable)?;
        let mut days = collected.days.unwrap_or_default();
        if let Some(stories) = stories {
            let again = stories.told_again(&collected.matched);
            count_once(&again, &self.segments, &[], &mut [], Some(&mut days));
        }
        Ok(days)
    }

    /// What a list shows of an article, by its place in the index.
    pub(super) fn listed(&self, segment: u32, doc: u32) -> Result<ListedArticle> {
        self.generation.listed(DocAddress::new(segment, doc))
    }

    /// An article as it is kept, by its place in the index.
    pub(super) fn stored(&self, segment: u32, doc: u32) -> Result<StoredArticle> {
        self.generation.stored(DocAddress::new(segment, doc))
    }
}
