//! Articles and their passages: the way of one question through the engine.

use super::cite::Citation;
use super::collect::{Collected, Wanted, collect};
use super::compile::{Compiled, unreadable};
use super::days::{timeline, timelines};
use super::engine::Engine;
use super::facets::{Tally, TallyOf, shown, widen, years};
use super::highlight::{Highlighter, Marked};
use super::nearest::with_nearest;
use super::passages::{PassageScores, score_passages};
use super::plan::Plan;
use super::query::Node;
use super::rank::{RERANKED, Ranked, Recency, rounded};
use super::request::{Count, SearchRequest, Sort};
use super::response::{ArticleCard, Explanation, Facet, Hit, Passage, SearchResponse};
use super::scorers::Domain;
use super::show::card;
use super::stories::{Copies, Matched, Place, Seen, StoryMap, count_once, face};
use super::tree::{self, Branch};
use crate::article::Span;
use crate::error::{Error, Result};
use crate::index::fields::is_tree;
use crate::index::{FIELDS, ListedArticle, day_number};
use crate::text::fold::folded_words;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

/// Hits that are read at once. Guessed: a page of them, however many are asked for.
const SHOWN_AT_ONCE: usize = 256;

/// An article of the answer, before anything of it is read.
pub(super) struct Found {
    ranked: Ranked,
    /// Article and best passage in one.
    score: f32,
    /// What its passages are worth beside one another; `None` while they have not been scored.
    passages: Option<Arc<[f32]>>,
    /// What the best of them is worth beside those of other articles.
    best: f32,
    /// The one passage to show, in a flat list.
    only: Option<usize>,
}

impl Found {
    fn place(&self) -> Place {
        (self.ranked.segment, self.ranked.doc)
    }
}

impl Engine {
    /// The whole answer.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        with_nearest(request, |take| self.search_each(request, take), |wider| self.search(wider))
    }

    /// The answer, its hits handed over one by one as they are read: a result set of any size in little memory.
    pub fn search_each<E: From<Error>>(
        &self,
        request: &SearchRequest,
        take: impl FnMut(Hit) -> Result<(), E>,
    ) -> Result<SearchResponse, E> {
        let begun = Instant::now();
        let node = self.read(&request.query)?;
        let mut compiled = self.compile(&request.query, &node, request)?;
        let branch = Branch::asked(request, &self.terms(), self.generation.fields, &mut compiled.notes)?;
        let tallies = self.tallies(&request.facets)?;
        let stories = self.stories()?;
        let grouped = stories.filter(|_| !request.copies);
        if request.expand {
            let best = self.collect(request, &compiled, &[], RERANKED)?.best;
            compiled = self.expanded(compiled, &best)?;
        }
        let ms = || begun.elapsed().as_secs_f64() * 1e3;
        let (mut collected, found) = self.best(request, &compiled, &tallies, grouped)?;
        tracing::info!("best of {} in {} segments ranked after {:.1} ms", collected.count, self.segments.len(), ms());
        self.show_each(request, &compiled, found, grouped.map(|stories| (stories, &collected.matched)), take)?;
        let again = stories.map(|stories| stories.told_again(&collected.matched));
        if let Some(again) = again.as_ref().filter(|_| request.count == Count::Stories) {
            count_once(again, &self.segments, &tallies, &mut collected.facets, collected.days.as_mut());
        }
        let mut facets = self.facets(request, &tallies, &collected, branch.as_ref())?;
        let widened = widen(request, &mut facets, |wider| self.search(wider))?;
        let pivot = match (&request.pivot, facets.first()) {
            (Some(by), Some(facet)) => Some(self.pivot(by, facet, &collected.matched, request)?),
            _ => None,
        };
        let undated = collected.days.as_ref().map_or(0, |days| days.undated);
        let coarser = request.timeline.zip(collected.days.as_ref()).map(|(unit, days)| days.coarser_than(unit));
        let timeline = match (request.timeline, &collected.days) {
            (Some(bucket), Some(days)) => {
                let archive = self.archive_days(&request.filter.roots, request.count)?;
                timeline(days, &archive.within(&compiled.days), bucket, request.units)?
            }
            _ => Vec::new(),
        };
        let told_again = |again: Vec<Copies>| again.iter().map(|copies| copies.len() as u64 - 1).sum::<u64>();
        Ok(SearchResponse {
            parsed: node.to_string(),
            narrowed_by: request.narrowing(),
            articles: collected.count,
            stories: again.map(|again| collected.count - told_again(again)),
            counted: request.count,
            undated_left_out: collected.undated_left_out,
            hits: Vec::new(),
            nearest: Vec::new(),
            facets,
            widened,
            pivot,
            timeline,
            undated,
            coarser,
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// The articles that a query finds, by their own numbers.
    pub fn article_keys(&self, query: &str) -> Result<(Vec<i64>, Vec<String>)> {
        let request =
            SearchRequest { query: query.to_owned(), sort: Sort::Newest, exhaustive: true, ..SearchRequest::default() };
        let compiled = self.compile(query, &self.read(query)?, &request)?;
        let best = self.collect(&request, &compiled, &[], usize::MAX)?.best;
        Ok((best.into_iter().map(|ranked| ranked.key).collect(), compiled.notes))
    }

    /// The matches, and the hits in their order. Where the best matches turn out to be copies of one another, more are
    /// kept until there are hits enough.
    fn best(
        &self,
        request: &SearchRequest,
        compiled: &Compiled,
        tallies: &[Tally],
        stories: Option<&StoryMap>,
    ) -> Result<(Collected, Vec<Found>)> {
        let mut kept = request.offset.saturating_add(request.limit).max(RERANKED);
        loop {
            let collected = self.collect(request, compiled, tallies, kept)?;
            let found = self.ranked(request, compiled, &collected.best, stories)?;
            if found.len() >= request.limit || collected.best.len() as u64 >= collected.count {
                return Ok((collected, found));
            }
            kept = kept.saturating_mul(8);
        }
    }

    /// The timelines of several questions over the same calendar units, those of the first question: from the first
    /// match of any to the last.
    pub fn timelines(&self, requests: &[SearchRequest]) -> Result<Vec<SearchResponse>> {
        let archive = |roots: &[String], count| self.archive_days(roots, count);
        timelines(requests, |request| self.search(request), archive)
    }

    fn compile(&self, query: &str, node: &Node, request: &SearchRequest) -> Result<Compiled> {
        let terms = self.terms();
        let generation = &self.generation;
        let compiler = self.compiler(query, &terms, Domain::Articles);
        let own = |id: &String| Ok(Plan::Not(Box::new(Plan::values(terms.lists(id, &[generation.fields.article])?))));
        let mut more: Vec<Plan> =
            request.without.iter().map(own).collect::<tantivy::Result<_>>().map_err(unreadable)?;
        if !request.only.is_empty() {
            let lists = request.only.iter().map(|id| terms.lists(id, &[generation.fields.article]));
            let lists = lists.collect::<tantivy::Result<Vec<_>>>().map_err(unreadable)?;
            more.push(Plan::values(lists.into_iter().flatten().collect()));
        }
        compiler.compile(node, &request.filter, more)
    }

    /// What to count for the facets asked for.
    fn tallies(&self, facets: &[String]) -> Result<Vec<Tally>> {
        let tally = |name: &String| {
            let known = FIELDS.iter().any(|field| field.facet && field.name == name);
            if !known {
                let names = FIELDS.iter().filter(|field| field.facet).map(|field| field.name).collect::<Vec<_>>();
                let error = Error::new(format!("`{name}` is no facet"));
                return Err(error.hint(format!("facets are {}", names.join(", "))));
            }
            if name == "year" { Ok(Tally::Years) } else { Ok(Tally::Values(self.value_table(name)?)) }
        };
        facets.iter().map(tally).collect()
    }

    pub(super) fn collect(
        &self,
        request: &SearchRequest,
        compiled: &Compiled,
        tallies: &[Tally],
        kept: usize,
    ) -> Result<Collected> {
        let wanted = Wanted {
            domain: Domain::Articles,
            days: &compiled.days,
            sort: request.sort,
            recency: self.recency(request)?,
            limit: if request.exhaustive { usize::MAX } else { kept },
            facets: tallies,
            timeline: request.timeline.is_some() || tallies.iter().any(|tally| matches!(tally, Tally::Years)),
            confidence: 0,
            matched: request.facets.iter().any(|name| name == "speaker")
                || self.stories()?.is_some()
                || request.pivot.is_some(),
        };
        collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)
    }

    /// The preference for recent articles that was asked for: counted back from the archive's latest day, or from the last
    /// day asked for. The clock has no say, so that an archive that has ended still has recent articles.
    fn recency(&self, request: &SearchRequest) -> Result<Option<Recency>> {
        let Some(days) = request.recency else { return Ok(None) };
        let latest = self.archive_days(&request.filter.roots, Count::Articles)?.latest();
        let from = request.filter.before.into_iter().chain(latest).min();
        let seconds = |days: i64| days.saturating_mul(86_400);
        let from = from.map_or(0, |day| seconds(day_number(day)));
        Ok(Some(Recency { from, half: seconds(i64::from(days)) as f64 }))
    }

    /// Pass two, and the order it gives: the best articles by article and passage together, the rest as they were. By
    /// date the order stands; only what is shown needs its passages.
    pub(super) fn ranked(
        &self,
        request: &SearchRequest,
        compiled: &Compiled,
        best: &[Ranked],
        stories: Option<&StoryMap>,
    ) -> Result<Vec<Found>> {
        if request.limit == 0 {
            return Ok(Vec::new());
        }
        let scored = match (request.sort, request.flat || request.exhaustive) {
            (Sort::Relevance, false) => best.len().min(RERANKED),
            (Sort::Relevance, true) => best.len(),
            (_, true) if request.flat => best.len(),
            _ => 0,
        };
        // Where about as many are shown as are scored, they are told apart at once.
        let each = request.flat || scored <= request.limit.saturating_mul(2);
        let passages = score_passages(&compiled.plan, &best[..scored], &self.segments, self.weights.passage_k1, each);
        let passages = passages.map_err(unreadable)?;
        let (recency, weight) = (self.recency(request)?, self.weights.of_passages(&compiled.plan, request));
        let mut articles =
            best[..scored].iter().zip(passages).map(|(ranked, p)| Found::new(*ranked, p, weight, recency));
        let entries = |articles: &mut dyn Iterator<Item = Found>| -> Vec<Found> {
            match request.flat {
                true => articles.flat_map(|found| one_each(&found, weight, recency)).collect(),
                false => articles.collect(),
            }
        };
        let reranked = if request.exhaustive { scored } else { RERANKED };
        let mut found = entries(&mut articles.by_ref().take(reranked));
        if request.sort == Sort::Relevance {
            found.sort_by(|a, b| rounded(b.score).cmp(&rounded(a.score)).then(tie(a, b)));
        }
        // A page further down looks at more articles: they must not come before what an earlier page has shown.
        found.extend(entries(&mut articles));
        let rest = best[scored..].iter();
        found.extend(rest.map(|&r| Found {
            ranked: r,
            score: article_score(r),
            passages: None,
            best: 0.0,
            only: None,
        }));
        if let Some(stories) = stories {
            let mut seen = Seen::default();
            found.retain(|found| seen.is_first(stories, found.place()));
        }
        found = found.into_iter().skip(request.offset).take(request.limit).collect();
        Ok(found)
    }

    /// Scores the passages of what has none yet.
    fn score_rest(&self, compiled: &Compiled, found: &mut [Found]) -> Result<()> {
        let mut rest: Vec<&mut Found> = found.iter_mut().filter(|found| found.passages.is_none()).collect();
        let ranked: Vec<Ranked> = rest.iter().map(|found| found.ranked).collect();
        let scores = score_passages(&compiled.plan, &ranked, &self.segments, self.weights.passage_k1, true);
        for (found, passages) in rest.iter_mut().zip(scores.map_err(unreadable)?) {
            (found.passages, found.best) = (passages.each.map(Arc::from), passages.best);
        }
        Ok(())
    }

    /// Reads what is shown, and only that, some at a time.
    pub(super) fn show_each<E: From<Error>>(
        &self,
        request: &SearchRequest,
        compiled: &Compiled,
        found: Vec<Found>,
        stories: Option<(&StoryMap, &Matched)>,
        mut take: impl FnMut(Hit) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut leaves = compiled.plan.leaves();
        let highlighter = Highlighter::new(&leaves);
        let of_titles = Highlighter::of_titles(&leaves, self.generation.fields.title);
        leaves.extend(compiled.plan.extra_leaves());
        let (recency, passage_weight) = (self.recency(request)?, self.weights.of_passages(&compiled.plan, request));
        let mut rest = found.into_iter();
        let mut rank = request.offset;
        loop {
            let mut some: Vec<Found> = rest.by_ref().take(SHOWN_AT_ONCE).collect();
            if some.is_empty() {
                return Ok(());
            }
            let copies = self.put_faces(request, &mut some, stories);
            self.score_rest(compiled, &mut some)?;
            for (found, copies) in some.into_iter().zip(copies) {
                rank += 1;
                let listed = self.listed(found.ranked.segment, found.ranked.doc)?;
                let scores = found.passages.as_deref().unwrap_or_default();
                let chosen = match found.only {
                    Some(only) => vec![only],
                    None => choose(scores, &listed, &compiled.speakers, request.passages.max(1)),
                };
                let passage = found.only.map_or(found.best, |only| scores.get(only).copied().unwrap_or(0.0));
                let recency = recency.map(|recency| factor(found.ranked, recency));
                let known = Explanation { parts: Vec::new(), passage, passage_weight, recency };
                let explain = || self.explain(&leaves, found.place(), known);
                take(Hit {
                    rank,
                    score: found.score,
                    article: card(&listed.id, &listed.path, listed.external_id.as_deref(), &listed.article),
                    copies: self.cards(copies.into_iter().filter(|place| *place != found.place()))?,
                    title_highlights: marked_title(&listed, &of_titles),
                    passages: shown_passages(&listed, &chosen, scores, &highlighter),
                    shared: None,
                    missing: Vec::new(),
                    explanation: request.explain.then(explain).transpose()?,
                })?;
            }
        }
    }

    /// The matching articles of each hit's story; the one that was asked for takes the hit's place.
    fn put_faces(
        &self,
        request: &SearchRequest,
        found: &mut [Found],
        stories: Option<(&StoryMap, &Matched)>,
    ) -> Vec<Copies> {
        let Some((stories, matched)) = stories else { return vec![Copies::new(); found.len()] };
        let words = |(segment, doc): Place| self.segments[segment as usize].words(doc);
        let put = |found: &mut Found| {
            let copies = stories.story(found.place()).map(|story| stories.copies(story, matched)).unwrap_or_default();
            if let Some((segment, doc)) = face(&copies, request.face, &self.segments, words).filter(|_| !request.flat) {
                found.ranked = Ranked { segment, doc, ..found.ranked };
                found.passages = None;
            }
            copies
        };
        found.iter_mut().map(put).collect()
    }

    /// The cards of a story's articles, the earliest first.
    fn cards(&self, places: impl Iterator<Item = Place>) -> Result<Vec<ArticleCard>> {
        let mut places: Vec<Place> = places.collect();
        places.sort_by_key(|(segment, doc)| {
            let segment = &self.segments[*segment as usize];
            let published = segment.published.first(*doc);
            (published.is_none(), published, segment.article_key.first(*doc))
        });
        let read = |(segment, doc): Place| {
            let listed = self.listed(segment, doc)?;
            Ok(card(&listed.id, &listed.path, listed.external_id.as_deref(), &listed.article))
        };
        places.into_iter().map(read).collect()
    }

    fn facets(
        &self,
        request: &SearchRequest,
        tallies: &[Tally],
        collected: &Collected,
        branch: Option<&Branch>,
    ) -> Result<Vec<Facet>> {
        let mut facets = Vec::with_capacity(tallies.len());
        for ((name, tally), counts) in request.facets.iter().zip(tallies).zip(&collected.facets) {
            let values = match (tally, counts) {
                (Tally::Values(table), TallyOf::Values(counts)) if is_tree(name) => {
                    branch.map_or_else(Vec::new, |branch| tree::places(table, counts, request.facet_limit, branch))
                }
                (Tally::Values(table), TallyOf::Values(counts)) => {
                    let mut values = shown(table, counts, request.facet_limit);
                    for (number, value) in &mut values {
                        if let Some(&person) = table.people.get(*number) {
                            value.quotes = Some(self.count_quotations(person, &collected.matched)?);
                        }
                    }
                    values.into_iter().map(|(_, value)| value).collect()
                }
                _ => years(collected.days.as_ref(), request.facet_limit),
            };
            facets.push(Facet { field: name.clone(), values });
        }
        Ok(facets)
    }
}

fn article_score(ranked: Ranked) -> f32 {
    ranked.score as f32 / 1e4
}

/// Equal scores: later first, then by the article's number, then in text order.
fn tie(a: &Found, b: &Found) -> std::cmp::Ordering {
    let unscored = |ranked: Ranked| Ranked { score: 0, ..ranked };
    unscored(a.ranked).cmp(&unscored(b.ranked)).then(a.only.cmp(&b.only))
}

/// What the score of an article's passages is multiplied by, as the article's own has been.
fn factor(ranked: Ranked, recency: Recency) -> f32 {
    recency.factor((ranked.when != i64::MIN).then_some(ranked.when))
}

impl Found {
    fn new(ranked: Ranked, passages: PassageScores, weight: f32, recency: Option<Recency>) -> Found {
        let best = passages.best * recency.map_or(1.0, |recency| factor(ranked, recency));
        let score = article_score(ranked) + weight * best;
        Found { ranked, score, passages: passages.each.map(Arc::from), best: passages.best, only: None }
    }
}

/// An article as one entry for each passage with a match, or for its first when none has one.
fn one_each(found: &Found, weight: f32, recency: Option<Recency>) -> Vec<Found> {
    let scores: Arc<[f32]> = found.passages.clone().unwrap_or_default();
    let mut with_match: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
    if with_match.is_empty() {
        with_match.push(0);
    }
    let weight = weight * recency.map_or(1.0, |recency| factor(found.ranked, recency));
    let entry = |at: usize| {
        let score = article_score(found.ranked) + weight * scores.get(at).copied().unwrap_or(0.0);
        Found { ranked: found.ranked, score, passages: Some(scores.clone()), best: found.best, only: Some(at) }
    };
    with_match.into_iter().map(entry).collect()
}

/// The passages to show of an article, best first: those with matches, else the one it opens with. A passage that
/// quotes a speaker who was asked for goes before its equals, and before all where no word was asked for.
fn choose(scores: &[f32], listed: &ListedArticle, speakers: &[Vec<String>], wanted: usize) -> Vec<usize> {
    let mut scores = scores.to_vec();
    scores.resize(listed.passages.len(), 0.0);
    if !speakers.is_empty() {
        // Half of the best there is: more than its equals are worth, less than a passage twice as good.
        let bonus = scores.iter().copied().fold(0.0, f32::max).mul_add(0.5, 0.001);
        for (score, passage) in scores.iter_mut().zip(&listed.passages) {
            if quotes_one_of(listed, *passage, speakers) {
                *score += bonus;
            }
        }
    }
    let mut order: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
    if order.is_empty() && !scores.is_empty() {
        order.push(0);
    }
    order.truncate(wanted);
    order
}

fn quotes_one_of(listed: &ListedArticle, passage: Span, speakers: &[Vec<String>]) -> bool {
    let here = listed.quoted.iter().filter(|(span, _)| span.overlaps(passage));
    here.map(|(_, name)| name).any(|name| {
        let name: BTreeSet<String> = folded_words(name).collect();
        speakers.iter().any(|words| words.iter().all(|word| name.contains(word)))
    })
}

/// The matched words of the headline, which is one sentence.
fn marked_title(listed: &ListedArticle, highlighter: &Highlighter) -> Vec<Span> {
    let text = listed.article.title.as_str();
    let sentences = &[Span::new(0, text.len())];
    highlighter.mark(&Marked { text, language: listed.article.language.as_deref(), sentences, said: None })
}

fn shown_passages(listed: &ListedArticle, chosen: &[usize], scores: &[f32], highlighter: &Highlighter) -> Vec<Passage> {
    let text = &listed.article.text;
    let language = listed.article.language.as_deref();
    let whole = highlighter.reaches_far().then(|| {
        highlighter.mark(&Marked { text, language, sentences: &listed.sentences, said: Some(&listed.fragments) })
    });
    let passage = |&ordinal: &usize| {
        let span = *listed.passages.get(ordinal)?;
        let passage = text.get(span.range())?;
        let highlights = match &whole {
            Some(marks) => inside(marks, span),
            None => highlighter.mark(&Marked { text: passage, language, sentences: &[], said: None }),
        };
        let start = text[..span.start].chars().count();
        let points = (start, start + passage.chars().count());
        Some(Passage {
            ordinal,
            span,
            points,
            cite: Citation::of(&listed.id, points, passage).to_string(),
            text: passage.to_string(),
            highlights,
            score: scores.get(ordinal).copied().unwrap_or(0.0),
            speakers: speakers_in(listed, span),
        })
    };
    chosen.iter().filter_map(passage).collect()
}

/// The marks that lie in a stretch, counted from its start.
pub(super) fn inside(marks: &[Span], span: Span) -> Vec<Span> {
    let here = marks.iter().filter(|mark| span.contains(**mark));
    here.map(|mark| Span::new(mark.start - span.start, mark.end - span.start)).collect()
}

/// The persons and organisations whose own words stand in a stretch, in order of appearance. A spokesman without a
/// name, and what is only reported, would tell nobody whom to look up.
fn speakers_in(listed: &ListedArticle, span: Span) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, name) in listed.quoted.iter().filter(|(quoted, _)| quoted.overlaps(span)) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
