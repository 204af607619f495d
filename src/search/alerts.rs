//! A saved search and what it has told in, what is news out.
//!
//! An article is news when it matches and has not been told; one that was told and says something else since is news
//! once more, as a change. One that was told and is gone has moved where another says its very words and was not told: what
//! is remembered of the one is from then on remembered of the other, and moving is no news. What an article says is known by the digest that the index keeps of every title and text, so
//! that looking costs no reading: stored text is read for what is told and for nothing else.

use super::collect::{Wanted, collect};
use super::compile::unreadable;
use super::engine::Engine;
use super::request::{Filter, SearchRequest, Sort};
use super::response::Hit;
use super::scorers::Domain;
use crate::error::Result;
use crate::index::Told;
use std::collections::{BTreeSet, HashMap, HashSet};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

/// Articles asked for at once when they are shown. Guessed: a query of so many ids takes milliseconds.
const AT_ONCE: usize = 500;

/// An article that matches, by what it is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The article's own number: 63 bits of its id.
    pub article_key: i64,
    /// 64 bits of what it says.
    pub content: u64,
    segment: u32,
    doc: DocId,
}

/// Why a match is news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was never told.
    New,
    /// It was told, and says something else now.
    Changed,
}

impl Change {
    pub fn name(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Changed => "changed",
        }
    }
}

/// What every article says, 64 bits of it, by segment and document: read once for all alerts of a run.
pub struct Contents(Vec<HashMap<DocId, u64>>);

impl Engine {
    /// What every living article says.
    pub fn contents(&self) -> Result<Contents> {
        let field = self.generation.fields.content;
        let of_segment = |segment: &super::segment::Segment| -> tantivy::Result<HashMap<DocId, u64>> {
            let mut contents = HashMap::new();
            let index = segment.reader.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                let Some(Ok(content)) = terms.key().get(..8).map(<[u8; 8]>::try_from) else { continue };
                let mut postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    contents.insert(doc, u64::from_be_bytes(content));
                    doc = postings.advance();
                }
            }
            Ok(contents)
        };
        let contents = self.segments.iter().map(of_segment).collect::<tantivy::Result<_>>();
        Ok(Contents(contents.map_err(unreadable)?))
    }

    /// Every article that a query finds, the latest first.
    pub fn matches(&self, query: &str, contents: &Contents) -> Result<Vec<Match>> {
        let node = self.read(query)?;
        let terms = self.terms();
        let compiled = self.compiler(query, &terms, Domain::Articles).compile(&node, &Filter::default(), Vec::new())?;
        let wanted = Wanted {
            domain: Domain::Articles,
            days: &compiled.days,
            sort: Sort::Newest,
            recency: None,
            limit: usize::MAX,
            facets: &[],
            timeline: false,
            confidence: 0,
            matched: false,
        };
        let best = collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)?.best;
        let content = |segment: u32, doc| contents.0.get(segment as usize).and_then(|of| of.get(&doc)).copied();
        let known = best.into_iter().map(|ranked| Match {
            article_key: ranked.key,
            content: content(ranked.segment, ranked.doc).unwrap_or_default(),
            segment: ranked.segment,
            doc: ranked.doc,
        });
        Ok(known.collect())
    }

    /// Refuses what cannot be asked of this index: a query that cannot be read, or stands for too much.
    pub fn check(&self, query: &str, filter: &Filter) -> Result<()> {
        let node = self.read(query)?;
        let terms = self.terms();
        self.compiler(query, &terms, Domain::Articles).compile(&node, filter, Vec::new()).map(drop)
    }

    /// Articles that were told and have moved, by the numbers they had and have: each of those that are gone for one match
    /// that was not told and says what it said.
    pub fn moved(&self, matches: &[Match], told: &Told, contents: &Contents) -> Vec<(i64, i64)> {
        let mut new: Vec<&Match> = matches.iter().filter(|it| !told.knows_article(it.article_key)).collect();
        new.sort_unstable_by_key(|it| it.article_key);
        let said: HashSet<u64> = new.iter().map(|it| it.content).collect();
        let mut gone: BTreeSet<(i64, u64)> = told.all().filter(|(_, content)| said.contains(content)).collect();
        if gone.is_empty() {
            return Vec::new();
        }
        let mut keys: HashSet<i64> = gone.iter().map(|(key, _)| *key).collect();
        for (segment, of) in self.segments.iter().zip(&contents.0) {
            let living =
                of.keys().filter(|doc| segment.is_alive(**doc)).filter_map(|doc| segment.article_key.first(*doc));
            for key in living {
                keys.remove(&key);
            }
        }
        gone.retain(|(key, _)| keys.contains(key));
        let mut saying: HashMap<u64, Vec<i64>> = HashMap::new();
        gone.into_iter().rev().for_each(|(key, content)| saying.entry(content).or_default().push(key));
        let moved = new.into_iter().filter_map(|it| {
            let gone = saying.get_mut(&it.content)?;
            let from = std::iter::from_fn(|| gone.pop()).find(|key| keys.remove(key))?;
            Some((from, it.article_key))
        });
        moved.collect()
    }

    /// The hits of a query for each of `matches`, with a passage; `None` for one that is found no longer.
    pub fn hits_among<'m>(
        &self,
        query: &str,
        matches: impl IntoIterator<Item = &'m Match>,
    ) -> Result<Vec<Option<Hit>>> {
        let matches: Vec<&Match> = matches.into_iter().collect();
        let mut hits = Vec::with_capacity(matches.len());
        for some in matches.chunks(AT_ONCE) {
            let ids = some.iter().map(|it| Ok(self.listed(it.segment, it.doc)?.id)).collect::<Result<Vec<_>>>()?;
            let request = SearchRequest {
                query: query.to_owned(),
                only: ids.clone(),
                sort: Sort::Newest,
                limit: some.len(),
                copies: true,
                ..SearchRequest::default()
            };
            let found = self.search(&request)?.hits.into_iter();
            let mut found: HashMap<String, Hit> = found.map(|hit| (hit.article.id.clone(), hit)).collect();
            hits.extend(ids.iter().map(|id| found.remove(id)));
        }
        hits.iter_mut().flatten().zip(1..).for_each(|(hit, rank)| hit.rank = rank);
        Ok(hits)
    }
}

/// The matches that have not been told, and why they are news.
pub fn news(matches: &[Match], told: &Told) -> Vec<(Match, Change)> {
    let change = |it: &Match| match told.knows_article(it.article_key) {
        false => Some(Change::New),
        true => (!told.knows(it.article_key, it.content)).then_some(Change::Changed),
    };
    matches.iter().filter_map(|it| Some((*it, change(it)?))).collect()
}
