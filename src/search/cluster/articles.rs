//! Articles and their passages, asked of a cluster.

use super::dsl::{Dsl, all_of, none_of, order};
use super::stories::Best;
use super::{Cluster, memory, refused, total_of};
use crate::error::{Error, Result};
use crate::index::FIELDS;
use crate::index::cluster::{STORY, WINDOW};
use crate::search::compile::{Compiled, unreadable};
use crate::search::days::{timeline, timelines};
use crate::search::facets::widen;
use crate::search::nearest::with_nearest;
use crate::search::plan::Plan;
use crate::search::query::Node;
use crate::search::rank::RERANKED;
use crate::search::request::{Count, SearchRequest, Sort};
use crate::search::response::{Hit, SearchResponse, Shown};
use crate::search::scorers::Domain;
use crate::search::show::{ambiguous, id_typed, shown};
use crate::search::tree::Branch;
use serde_json::{Value, json};
use std::time::Instant;

impl Cluster {
    /// The whole answer.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        with_nearest(request, |take| self.search_each(request, take), |wider| self.search(wider))
    }

    /// The answer, its hits handed over one by one.
    pub fn search_each<E: From<Error>>(
        &self,
        request: &SearchRequest,
        take: impl FnMut(Hit) -> Result<(), E>,
    ) -> Result<SearchResponse, E> {
        let begun = Instant::now();
        can_answer(request)?;
        let node = super::read(&request.query)?;
        let mut compiled = self.compile(&node, request)?;
        let terms = self.terms();
        let branch = Branch::asked(request, &terms, self.fields, &mut compiled.notes)?;
        let dsl = self.dsl(&terms);
        let plan = dsl.articles(&compiled.plan)?;
        let query = self.exact(all_of([vec![plan.clone()], Dsl::days(&compiled.days)].concat()), &compiled)?;
        let articles = self.hits(request, &mut compiled, &query, take)?;
        let counts_days = request.timeline.is_some() || request.facets.iter().any(|name| name == "year");
        let days = if counts_days { Some(self.count_days(&query)?) } else { None };
        let mut facets = self.facets(request, &query, branch.as_ref(), days.as_ref())?;
        let widened = widen(request, &mut facets, |wider| self.search(wider))?;
        let pivot = match (&request.pivot, facets.first()) {
            (Some(by), Some(facet)) => Some(self.pivot(by, facet, &query, request)?),
            _ => None,
        };
        let undated_left_out = if compiled.days.is_empty() { 0 } else { self.count_left_out(plan, &compiled)? };
        let timeline = match (request.timeline, &days) {
            (Some(bucket), Some(days)) => {
                let archive = self.archive_days(&request.filter.roots)?;
                timeline(days, &archive.within(&compiled.days), bucket, request.units)?
            }
            _ => Vec::new(),
        };
        Ok(SearchResponse {
            parsed: node.to_string(),
            narrowed_by: request.narrowing(),
            articles,
            stories: self.count_stories(&query, articles)?,
            counted: Count::Articles,
            undated_left_out,
            hits: Vec::new(),
            nearest: Vec::new(),
            facets,
            widened,
            pivot,
            timeline,
            coarser: request.timeline.zip(days.as_ref()).map(|(unit, days)| days.coarser_than(unit)),
            undated: days.map_or(0, |days| days.undated),
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// The timelines of several questions over the same calendar units.
    pub fn timelines(&self, requests: &[SearchRequest]) -> Result<Vec<SearchResponse>> {
        timelines(requests, |request| self.search(request), |roots, _| self.archive_days(roots))
    }

    /// Matches that the days of a question leave out for having none.
    fn count_left_out(&self, plan: Value, compiled: &Compiled) -> Result<u64> {
        let undated = none_of(json!({"exists": {"field": "from_day"}}));
        let whenever = Compiled { days: Vec::new(), ..compiled.clone() };
        self.count_matches(&self.exact(all_of(vec![plan, undated]), &whenever)?)
    }

    fn compile(&self, node: &Node, request: &SearchRequest) -> Result<Compiled> {
        self.meet(node)?;
        let terms = self.terms();
        let called = |ids: &[String]| {
            let lists = ids.iter().map(|id| terms.lists(id, &[self.fields.article]));
            let lists = lists.collect::<tantivy::Result<Vec<_>>>().map_err(unreadable)?;
            Ok::<Plan, Error>(Plan::values(lists.into_iter().flatten().collect()))
        };
        let mut more = Vec::new();
        if !request.without.is_empty() {
            more.push(Plan::Not(Box::new(called(&request.without)?)));
        }
        if !request.only.is_empty() {
            more.push(called(&request.only)?);
        }
        let compiler = self.compiler(&request.query, &terms, Domain::Articles);
        compiler.compile(node, &request.filter, more)
    }

    /// Hands over the hits, best first. Where the best matches turn out to be copies of one another, more are fetched
    /// until there are hits enough. Gives how many articles match.
    fn hits<E: From<Error>>(
        &self,
        request: &SearchRequest,
        compiled: &mut Compiled,
        query: &Value,
        take: impl FnMut(Hit) -> Result<(), E>,
    ) -> Result<u64, E> {
        if request.limit == 0 {
            return Ok(self.count_matches(query)?);
        }
        let asked = request.offset.saturating_add(request.limit);
        let mut kept = match request.sort {
            _ if request.exhaustive => WINDOW,
            // What is ranked closely may not depend on what is shown.
            Sort::Relevance => asked.max(RERANKED),
            _ if request.flat => asked.max(RERANKED),
            _ => asked,
        };
        loop {
            let best = self.best(request, query, kept)?;
            // Beyond the window the engine gives no more, even where it says that there are.
            if kept > WINDOW || (best.matches > WINDOW as u64 && request.exhaustive) {
                let what = format!("looking at more than {WINDOW} articles at once");
                return Err(refused(&what, "narrow the question, by its dates for instance").into());
            }
            if best.found.is_empty() {
                return Ok(best.matches);
            }
            let has_all = best.found.len() as u64 >= best.matches;
            let best = if self.has_stories && !request.copies { self.with_copies(query, best)? } else { best };
            let (matches, count) = (best.matches, best.found.len() as u64);
            let engine = self.in_memory(best.found, None, best.stories.as_ref())?;
            let here = memory::again(compiled, &engine)?;
            let collected = engine.collect(request, &here, &[], asked.max(kept).max(RERANKED))?;
            let stories = engine.stories()?;
            let ranked = engine.ranked(request, &here, &collected.best, stories)?;
            if ranked.len() < request.limit && !has_all {
                kept = if kept < WINDOW { kept.saturating_mul(8).clamp(RERANKED, WINDOW) } else { WINDOW + 1 };
                continue;
            }
            if collected.count != count {
                let others = count - collected.count.min(count);
                compiled
                    .notes
                    .push(format!("the engine found {others} articles that this program does not find in them"));
            }
            engine.show_each(request, &here, ranked, stories.map(|stories| (stories, &collected.matched)), take)?;
            return Ok(matches);
        }
    }

    /// How many match, and the best of them, whole.
    fn best(&self, request: &SearchRequest, query: &Value, kept: usize) -> Result<Best> {
        // Where only two things order an answer and no word scores, the second has to be the article's own number.
        let order = order(request.sort, self.remote.can().three_orders || scores(query));
        let body = json!({
            "track_total_hits": true, "query": query, "sort": order, "docvalue_fields": ["article_key", STORY],
        });
        let (mut found, mut of_several) = (Vec::new(), Vec::new());
        let matches = self.ask_hits(body, kept.min(WINDOW), |hits| {
            found.extend(self.articles_of(hits)?);
            of_several.extend(self.told(hits)?);
            Ok(())
        })?;
        Ok(Best { matches, found, told: of_several, stories: None })
    }

    /// The article with this id, or whose id begins so when only one does.
    pub fn article(&self, id: &str) -> Result<Option<Shown>> {
        let id = id_typed(id)?;
        let body = json!({
            "size": 3, "track_total_hits": true, "query": {"prefix": {"article": {"value": id}}}, "sort": ["article"],
            "docvalue_fields": ["article_key"],
        });
        let answer = self.ask(&body)?;
        let mut found = self.articles_of(&answer["hits"]["hits"])?;
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop().map(|(article, _)| shown(article))),
            _ => {
                let ids = found.iter().map(|(article, _)| article.id.as_str());
                Err(ambiguous(&id, total_of(&answer) as usize, ids))
            }
        }
    }
}

/// Whether words of a question say which of its matches is worth more.
fn scores(query: &Value) -> bool {
    match query {
        Value::Object(parts) => parts.iter().any(|(key, inner)| match key.as_str() {
            "filter" | "must_not" | "constant_score" => false,
            "term" | "intervals" | "wildcard" | "fuzzy" | "nested" => true,
            _ => scores(inner),
        }),
        Value::Array(parts) => parts.iter().any(scores),
        _ => false,
    }
}

/// Refuses by name what only the index on disk has tables for.
fn can_answer(request: &SearchRequest) -> Result<()> {
    if let Some(name) =
        request.facets.iter().find(|name| !FIELDS.iter().any(|field| field.facet && field.name == **name))
    {
        return Err(Error::new(format!("`{name}` is no facet")));
    }
    let on_disk = "ask the index on disk, without `--engine`";
    if request.count == Count::Stories {
        return Err(refused("counting stories", on_disk));
    }
    if request.recency.is_some() {
        return Err(refused("`--recency`", on_disk));
    }
    if request.expand {
        return Err(refused("`--expand`", on_disk));
    }
    Ok(())
}
