//! Quotations: what X said, what others said about Y, and who carried the same words.

use super::collect::{Collected, Wanted, collect};
use super::compile::{Compiled, unreadable};
use super::deadline::in_time;
use super::engine::Engine;
use super::highlight::{Highlighter, Marked};
use super::people::{People, PersonId};
use super::plan::Plan;
use super::query::{Expr, Node};
use super::rank::Ranked;
use super::request::{QuotesRequest, Sort};
use super::response::{ArticleCard, QuoteHit, QuotesResponse};
use super::scorers::{Domain, SaidScorer, scorer};
use super::segment::Segment;
use super::show::card;
use super::stories::Place;
use super::terms::Terms;
use crate::article::{Quotation, QuotationKind, Span, SpeakerKind};
use crate::error::{Error, Result};
use crate::index::{ECHO_WORDS, StoredArticle, are_echoes, confidence_number, echo_term, echo_words};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Instant;
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::{DocId, TERMINATED};

impl Engine {
    /// The whole answer.
    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
        let mut hits = Vec::new();
        let response = self.quotes_each(request, |hit| {
            hits.push(hit);
            Ok::<(), Error>(())
        })?;
        Ok(QuotesResponse { hits, ..response })
    }

    /// The answer, its hits handed over one by one as they are read: a result set of any size in little memory.
    pub fn quotes_each<E: From<Error>>(
        &self,
        request: &QuotesRequest,
        take: impl FnMut(QuoteHit) -> Result<(), E>,
    ) -> Result<QuotesResponse, E> {
        let begun = Instant::now();
        let parsed = self.read(&request.query)?;
        let node = match request.about.is_empty() {
            true => parsed.clone(),
            false => with_about(parsed.clone(), &request.about, &*self.people()?),
        };
        let terms = self.terms();
        let kinds = kinds(&request.kinds, &terms, self.generation.fields.kind)?;
        let compiler = self.compiler(&request.query, &terms, Domain::Quotations);
        let compiled = compiler.compile(&node, &request.filter, vec![kinds])?;
        let collected = self.quotes_of(request, &compiled, node.expr == Expr::Everything, take)?;
        Ok(QuotesResponse {
            parsed: parsed.to_string(),
            narrowed_by: request.narrowing(),
            quotations: collected.count,
            undated_left_out: collected.undated_left_out,
            hits: Vec::new(),
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// The quotations of a compiled question, which may ask for every one: counted, and those wanted handed over with their
    /// echoes.
    pub(super) fn quotes_of<E: From<Error>>(
        &self,
        request: &QuotesRequest,
        compiled: &Compiled,
        is_everything: bool,
        mut take: impl FnMut(QuoteHit) -> Result<(), E>,
    ) -> Result<Collected, E> {
        let mut wanted = Wanted {
            domain: Domain::Quotations,
            days: &compiled.days,
            // Without words there is nothing to be relevant to: the latest first, as ties go.
            sort: if is_everything && request.sort == Sort::Relevance { Sort::Newest } else { request.sort },
            recency: None,
            limit: request.offset.saturating_add(request.limit),
            facets: &[],
            timeline: false,
            confidence: confidence_number(request.min_confidence),
            matched: false,
        };
        let mut collected = collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)?;
        if request.limit == 0 {
            return Ok(collected);
        }
        let mut list = Listing::new(self, request, Highlighter::new(&compiled.plan.leaves()))?;
        list.go_on(&collected.best, &mut take)?;
        while !list.is_full() && (collected.best.len() as u64) < collected.count {
            // Some were echoes of others: look further, on from where the list stands.
            wanted.limit = wanted.limit.saturating_mul(4);
            collected = collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)?;
            list.go_on(&collected.best, &mut take)?;
        }
        Ok(collected)
    }

    /// The article that a quotation stands in.
    fn around(&self, (segment, doc): Place) -> Result<StoredArticle> {
        self.stored(segment, self.segments[segment as usize].article_of(doc))
    }

    /// A quotation of an article that was read for it.
    fn quotation<'s>(&self, (segment, doc): Place, stored: &'s StoredArticle) -> Result<&'s Quotation> {
        let number = self.segments[segment as usize].ordinal.first(doc).unwrap_or(0) as usize;
        number.checked_sub(1).and_then(|at| stored.annotations.quotations.get(at)).ok_or_else(|| {
            Error::new(format!("the index is damaged: article `{}` has no quotation {number}", stored.id))
                .hint("rebuild it with `dateline index --rebuild`")
        })
    }

    /// Where the same person says the same words, part of them, or more: every such quotation with its article.
    fn echoes(
        &self,
        person: PersonId,
        people: &People,
        own: Place,
        quoted: &str,
    ) -> Result<BTreeMap<Place, (i64, ArticleCard)>> {
        let words = echo_words(quoted);
        let mut echoes = BTreeMap::new();
        for place in self.alike(person, &words)? {
            if place == own || !self.segments[place.0 as usize].is_alive(place.1) {
                continue;
            }
            let other = self.around(place)?;
            let quotation = self.quotation(place, &other)?;
            let same_words = || are_echoes(&words, &echo_words(&quotation.words(&other.article.text)));
            if quotation.kind != QuotationKind::Indirect
                && self.person_of(people, place, quotation) == Some(person)
                && same_words()
            {
                let card = card(&other.id, &other.shown_path(), other.external_id.as_deref(), &other.article);
                echoes.insert(place, (self.published(place), card));
            }
        }
        Ok(echoes)
    }

    /// When the article of a quotation was published; the undated is nobody's predecessor.
    fn published(&self, (segment, doc): Place) -> i64 {
        let segment = &self.segments[segment as usize];
        segment.published.first(segment.article_of(doc)).unwrap_or(i64::MAX)
    }

    /// Quotations that begin with a stretch of somebody's words, or hold their beginning where that person is quoted: all
    /// echoes, and few others.
    fn alike(&self, person: PersonId, words: &[String]) -> Result<BTreeSet<Place>> {
        let mut found = BTreeSet::new();
        if words.len() < ECHO_WORDS {
            return Ok(found);
        }
        let terms = self.terms();
        let mut shorter = Vec::new();
        for term in words.windows(ECHO_WORDS).filter_map(echo_term) {
            shorter.extend(terms.lists(&term, &[self.generation.fields.opening]).map_err(unreadable)?);
        }
        let shorter = Plan::values(shorter);
        let beginning = words[..ECHO_WORDS].join(" ");
        let longer = self.compiler(&beginning, &terms, Domain::Quotations).said_again(&beginning)?;
        let places = self.quoted(person)?;
        for segment in &self.segments {
            let mut add = |mut quotations: Box<dyn Scorer>| {
                while quotations.doc() != TERMINATED {
                    found.insert((segment.number as u32, quotations.doc()));
                    quotations.advance();
                }
            };
            add(scorer(&shorter, Domain::Quotations, segment).map_err(unreadable)?);
            if let Some(leaf) = &longer {
                add(Box::new(SaidScorer::among(leaf, segment, articles_in(&places, segment)).map_err(unreadable)?));
            }
        }
        in_time().map_err(unreadable)?;
        Ok(found)
    }

    /// Who says a quotation, over the whole archive; `None` when it is no person.
    fn person_of(&self, people: &People, (segment, doc): Place, quotation: &Quotation) -> Option<PersonId> {
        let speaker = quotation.speaker.as_ref().filter(|speaker| speaker.kind == SpeakerKind::Person)?;
        let segment = &self.segments[segment as usize];
        people.person_in(people.name(&speaker.name)?, segment, segment.article_of(doc))
    }
}

/// The hits of a question on their way out. An echo has no place of its own in the list.
struct Listing<'e> {
    engine: &'e Engine,
    request: &'e QuotesRequest,
    highlighter: Highlighter,
    people: Arc<People>,
    echoes: HashSet<Place>,
    /// How many of the best were looked at, and how many of them have a place.
    seen: usize,
    rank: usize,
    /// The article read last, by its place: the next quotation is often of the same.
    read: Option<(Place, StoredArticle)>,
}

impl<'e> Listing<'e> {
    fn new(engine: &'e Engine, request: &'e QuotesRequest, highlighter: Highlighter) -> Result<Listing<'e>> {
        let (echoes, seen, rank, read) = Default::default();
        Ok(Listing { engine, request, highlighter, people: engine.people()?, echoes, seen, rank, read })
    }

    fn is_full(&self) -> bool {
        self.rank >= self.request.offset.saturating_add(self.request.limit)
    }

    /// Hands over the hits among the best that were not looked at before.
    fn go_on<E: From<Error>>(
        &mut self,
        best: &[Ranked],
        take: &mut impl FnMut(QuoteHit) -> Result<(), E>,
    ) -> Result<(), E> {
        for ranked in best.get(self.seen..).unwrap_or_default() {
            if self.is_full() {
                break;
            }
            self.seen += 1;
            if self.echoes.contains(&(ranked.segment, ranked.doc)) {
                continue;
            }
            self.rank += 1;
            if let Some(hit) = self.hit(ranked)? {
                take(hit)?;
            }
        }
        Ok(())
    }

    /// The hit of the current rank with its echoes; `None` where the page has not begun.
    fn hit(&mut self, ranked: &Ranked) -> Result<Option<QuoteHit>> {
        let (engine, place) = (self.engine, (ranked.segment, ranked.doc));
        let article = (ranked.segment, engine.segments[ranked.segment as usize].article_of(ranked.doc));
        let stored = match self.read.take().filter(|(read, _)| *read == article) {
            Some((_, stored)) => stored,
            None => engine.around(place)?,
        };
        let quotation = engine.quotation(place, &stored)?;
        let person = engine.person_of(&self.people, place, quotation);
        let quoted = quotation.words(&stored.article.text);
        let echoes = match person {
            Some(person) => engine.echoes(person, &self.people, place, &quoted)?,
            None => BTreeMap::new(),
        };
        self.echoes.extend(echoes.keys());
        let is_shown = self.rank > self.request.offset;
        let hit = is_shown.then(|| {
            let mut hit = quote_hit(self.rank, ranked, &stored, quotation, &self.highlighter);
            hit.person = person.map(|person| self.people.display(person).to_owned());
            add_copies(&mut hit, engine.published(place), echoes.into_values());
            hit
        });
        self.read = Some((article, stored));
        Ok(hit)
    }
}

/// Those of these articles that lie in one segment, ascending.
fn articles_in(places: &[(Place, u32)], segment: &Segment) -> Vec<DocId> {
    let here = places.iter().filter(|(place, _)| place.0 as usize == segment.number);
    let mut articles: Vec<DocId> = here.map(|(place, _)| place.1).collect();
    articles.sort_unstable();
    articles.dedup();
    articles
}

/// The query, and in the same quotation a name of somebody who does not say it.
pub(super) fn with_about(node: Node, about: &[String], people: &People) -> Node {
    let alternatives = about.iter().map(|name| {
        let (wanted, found) = match name.strip_prefix('=') {
            Some(exact) => (exact, people.named(exact)),
            None => (name.as_str(), people.with_words(name)),
        };
        let names = found.iter().flat_map(|&person| people.names(person));
        let mut phrases: BTreeSet<String> = names.map(|name| people.table().display(name).to_owned()).collect();
        phrases.insert(wanted.to_owned());
        let phrase = |words: String| unplaced(Expr::Phrase { words, slop: 0, exact: false });
        let mention = Expr::Any(phrases.into_iter().map(phrase).collect());
        let mut parts = vec![unplaced(Expr::Field { name: "said", inner: Box::new(unplaced(mention)) })];
        if !found.is_empty() {
            let own = if wanted == name { Expr::Word(wanted.to_owned()) } else { Expr::Exact(wanted.to_owned()) };
            let own = unplaced(Expr::Field { name: "speaker", inner: Box::new(unplaced(own)) });
            parts.push(unplaced(Expr::Not(Box::new(own))));
        }
        unplaced(Expr::All(parts))
    });
    let about = unplaced(Expr::Any(alternatives.collect()));
    if node.expr == Expr::Everything { about } else { unplaced(Expr::All(vec![node, about])) }
}

/// Quotations of these kinds; direct and mixed when none is named.
pub(super) fn kinds(kinds: &[QuotationKind], terms: &Terms<'_>, field: Field) -> Result<Plan> {
    let kinds = if kinds.is_empty() { &[QuotationKind::Direct, QuotationKind::Mixed] } else { kinds };
    let plans = kinds.iter().map(|kind| Ok(Plan::values(terms.lists(kind.name(), &[field])?)));
    Ok(Plan::any(plans.collect::<tantivy::Result<Vec<Plan>>>().map_err(unreadable)?))
}

/// A node that stands nowhere in what was typed.
pub(super) fn unplaced(expr: Expr) -> Node {
    Node { expr, span: Span::default() }
}

fn quote_hit(
    rank: usize,
    ranked: &Ranked,
    stored: &StoredArticle,
    quotation: &Quotation,
    highlighter: &Highlighter,
) -> QuoteHit {
    QuoteHit {
        rank,
        score: ranked.score as f32 / 1e4,
        context: context(stored, quotation.span()),
        highlights: marks(stored, quotation, highlighter),
        quotation: quotation.clone(),
        person: None,
        article: card(&stored.id, &stored.shown_path(), stored.external_id.as_deref(), &stored.article),
        copies: Vec::new(),
        first: None,
        text: stored.article.text.clone(),
    }
}

/// Gives a hit the other articles with its words, the earliest first, and says which was the first of all.
fn add_copies(hit: &mut QuoteHit, published: i64, echoes: impl Iterator<Item = (i64, ArticleCard)>) {
    let mut copies: Vec<(i64, ArticleCard)> = echoes.filter(|(_, copy)| copy.id != hit.article.id).collect();
    copies.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    copies.dedup_by(|a, b| a.1.id == b.1.id);
    hit.first = copies.first().map(|(earliest, copy)| if *earliest < published { copy } else { &hit.article }).cloned();
    hit.copies = copies.into_iter().map(|(_, copy)| copy).collect();
}

/// The matched words of a quotation, in bytes of the article's text. The fragments are read as the index read them:
/// as one text.
fn marks(stored: &StoredArticle, quotation: &Quotation, highlighter: &Highlighter) -> Vec<Span> {
    let text = &stored.article.text;
    let words = quotation.words(text);
    let marked = highlighter.mark(&Marked {
        text: &words,
        language: stored.article.language.as_deref(),
        sentences: &[],
        said: None,
    });
    let mut found = Vec::new();
    let mut start = 0;
    for fragment in &quotation.fragments {
        let end = start + fragment.len();
        for mark in marked.iter().filter(|mark| start <= mark.start && mark.end <= end) {
            found.push(Span::new(mark.start - start + fragment.start, mark.end - start + fragment.start));
        }
        start = end + 1;
    }
    found
}

/// The paragraph or paragraphs a quotation stands in.
fn context(stored: &StoredArticle, span: Span) -> Span {
    let around = stored.article.paragraphs.iter().filter(|paragraph| paragraph.overlaps(span));
    around.fold(span, |all, paragraph| Span::new(all.start.min(paragraph.start), all.end.max(paragraph.end)))
}
