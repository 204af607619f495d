//! The open index and what is kept from question to question.

use super::collect::{Wanted, collect};
use super::compile::{Compiled, Compiler, Registry, unreadable};
use super::days::DayCounts;
use super::deadline::in_time;
use super::facets::ValueTable;
use super::people::{People, PersonId, rules};
use super::plan::Plan;
use super::quoted::Quoted;
use super::rank::Weights;
use super::request::{Count, Filter, Sort};
use super::scorers::{Domain, scorer};
use super::segment::Segment;
use super::stories::{StoryMap, count_once};
use super::terms::{Dictionary, Terms, stemmed_languages};
use crate::error::{Error, Result};
use crate::index::fields::is_tree;
use crate::index::{Generation, ListedArticle, StoredArticle, Stories};
use crate::text::analyse::is_stemmed;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::{DocAddress, DocSet, TERMINATED};

/// What is counted of the archive: the roots asked for, articles or stories.
type Archive = (Vec<String>, Count);

/// Answers questions from one generation of an index. Opening it takes milliseconds; it can be shared between threads.
pub struct Engine {
    pub(super) generation: Generation,
    pub(super) segments: Vec<Segment>,
    pub(super) weights: Weights,
    /// Languages with stems, and whether anything was indexed without.
    languages: Vec<String>,
    unstemmed: bool,
    /// The values of facet fields, read when first asked for.
    tables: Mutex<HashMap<String, Arc<ValueTable>>>,
    /// Who is who, read when first asked for.
    people: Mutex<Option<Arc<People>>>,
    /// The index directory, where the user's own tables lie.
    dir: PathBuf,
    /// Who is quoted where, by person, likewise.
    pub(super) quoted: Mutex<HashMap<PersonId, Arc<Quoted>>>,
    /// Articles by day, for the roots asked for.
    archives: Mutex<HashMap<Archive, Arc<DayCounts>>>,
    /// Read when first asked for; `None` when nothing is known of stories.
    stories: OnceLock<Option<StoryMap>>,
}

impl Engine {
    /// Opens the live generation of the index at `dir`.
    pub fn open(dir: &Path) -> Result<Engine> {
        let generation = Generation::open(dir)?;
        let counted = &generation.manifest.outcomes.languages;
        let unstemmed = counted.keys().any(|code| code.is_empty() || !is_stemmed(Some(code)));
        let held = generation.manifest.languages().map(str::to_string);
        let languages = stemmed_languages(held, counted.contains_key(""));
        Ok(Engine { dir: dir.to_path_buf(), ..Engine::over(generation, languages, unstemmed)? })
    }

    /// An index that lies in no directory, of which nothing is known yet but the languages.
    fn over(generation: Generation, languages: Vec<String>, unstemmed: bool) -> Result<Engine> {
        let readers = generation.segment_readers().iter().enumerate();
        let segments =
            readers.map(|(number, reader)| Segment::open(number, reader, generation.fields, generation.stores()));
        let segments = segments.collect::<tantivy::Result<Vec<_>>>().map_err(unreadable)?;
        let (tables, archives, people, quoted, dir, stories) = Default::default();
        let weights = Weights::default();
        Ok(Engine {
            generation,
            segments,
            weights,
            languages,
            unstemmed,
            tables,
            archives,
            people,
            quoted,
            dir,
            stories,
        })
    }

    /// The same engine with other weights: for whoever measures what they are worth.
    pub fn with_weights(self, weights: Weights) -> Engine {
        Engine { weights, ..self }
    }

    /// An index in memory whose people and stories are known already.
    pub(super) fn in_memory(
        generation: Generation,
        languages: Vec<String>,
        unstemmed: bool,
        people: Option<Arc<People>>,
        stories: Option<&Stories>,
    ) -> Result<Engine> {
        let engine = Engine::over(generation, languages, unstemmed)?;
        let stories = OnceLock::from(stories.map(|stories| StoryMap::of(stories, &engine.segments)));
        Ok(Engine { people: Mutex::new(people), stories, ..engine })
    }

    /// The index directory.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        let languages = self.languages.iter().map(String::as_str).collect();
        Terms { dictionary: Dictionary::Segments(&self.segments), languages, unstemmed: self.unstemmed }
    }

    pub(super) fn compiler<'c>(&'c self, query: &'c str, terms: &'c Terms<'c>, domain: Domain) -> Compiler<'c> {
        let scale = (self.generation.totals, self.weights);
        Compiler::new(query, terms, scale, self.generation.fields, self, domain)
    }

    /// The values of a facet field over all segments.
    pub(super) fn value_table(&self, field: &str) -> Result<Arc<ValueTable>> {
        if let Some(table) = self.tables.lock().unwrap_or_else(PoisonError::into_inner).get(field) {
            return Ok(table.clone());
        }
        // Read without holding the lock: two threads may both read a table once, none waits for another field's.
        let table = ValueTable::open(field, &self.segments).map_err(unreadable)?;
        let table = Arc::new(match field {
            "speaker" => table.of_people(&*self.people()?, &self.segments),
            // Places have one name each, and namesakes that are apart.
            field if is_tree(field) => table,
            _ => table.folded(),
        });
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).insert(field.to_string(), table.clone());
        Ok(table)
    }

    /// Who is who: the registry of the index with the user's rules applied.
    pub(super) fn people(&self) -> Result<Arc<People>> {
        if let Some(people) = self.people.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(people.clone());
        }
        let rules = rules::read(&self.dir)?;
        let people = People::new(self.generation.speakers()?, &rules, |split| self.condition(split))?;
        let people = Arc::new(people);
        *self.people.lock().unwrap_or_else(PoisonError::into_inner) = Some(people.clone());
        Ok(people)
    }

    /// The articles in which a rule gives a name to somebody else: as a plan, and a bit a document.
    fn condition(&self, split: &rules::Split) -> Result<(Plan, Vec<Vec<u64>>)> {
        let Some((query, node)) = &split.when else { return Ok((Plan::Nothing, Vec::new())) };
        let terms = self.terms();
        // Without speakers: who they are is what is being found out.
        let compiler = self.compiler(query, &terms, Domain::Articles).without_speakers();
        let compiled = compiler.compile(node, &Filter::default(), Vec::new()).map_err(|error| Error {
            message: format!("`{}`, the split of `{}`: {}", rules::FILE, split.name, error.message),
            ..error
        })?;
        let days = compiled.days.iter().map(|&(from, to)| Plan::Days { from, to });
        let plan = Plan::all([compiled.plan].into_iter().chain(days).collect());
        let bits = self.segments.iter().map(|segment| matching(&plan, segment)).collect::<tantivy::Result<_>>();
        Ok((plan, bits.map_err(unreadable)?))
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
            recency: None,
            limit: 1,
            facets: &[],
            timeline: true,
            confidence: 0,
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

impl Registry for Engine {
    fn people(&self) -> Result<Arc<People>> {
        Engine::people(self)
    }
}

impl Engine {
    /// The numbers of the articles that match, ascending, in the days of the question.
    pub(super) fn keys_of(&self, compiled: &Compiled) -> Result<Vec<i64>> {
        let days = compiled.days.iter().map(|&(from, to)| Plan::Days { from, to });
        let plan = Plan::all([compiled.plan.clone()].into_iter().chain(days).collect());
        let mut keys = Vec::new();
        for segment in &self.segments {
            let mut articles = scorer(&plan, Domain::Articles, segment).map_err(unreadable)?;
            let mut doc = articles.doc();
            while doc != TERMINATED {
                keys.extend(segment.article_key.first(doc));
                doc = articles.advance();
            }
        }
        in_time().map_err(unreadable)?;
        keys.sort_unstable();
        Ok(keys)
    }
}

/// The articles of a segment that match, a bit a document.
fn matching(plan: &Plan, segment: &Segment) -> tantivy::Result<Vec<u64>> {
    let mut bits = vec![0u64; segment.reader.max_doc() as usize / 64 + 1];
    let mut articles = scorer(plan, Domain::Articles, segment)?;
    let mut doc = articles.doc();
    while doc != TERMINATED {
        bits[doc as usize / 64] |= 1 << (doc % 64);
        doc = articles.advance();
    }
    in_time()?;
    Ok(bits)
}
