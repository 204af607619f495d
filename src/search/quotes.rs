//! Quotations: what X said, what others said about Y, and who carried the same words.

use super::collect::{Collected, Wanted, collect};
use super::compile::{Compiled, unreadable};
use super::deadline::in_time;
use super::engine::Engine;
use super::highlight::{Highlighter, Marked};
use super::people::People;
use super::plan::Plan;
use super::query::{Expr, Node};
use super::rank::Ranked;
use super::request::{Filter, QuotesRequest, Sort};
use super::response::{ArticleCard, QuoteHit, QuotesResponse};
use super::scorers::{Domain, scorer};
use super::show::card;
use super::terms::Terms;
use crate::article::{Quotation, QuotationKind, Span, SpeakerKind};
use crate::error::{Error, Result};
use crate::index::{ECHO_WORDS, StoredArticle, are_echoes, confidence_number, echo_term, echo_words};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Instant;
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, TERMINATED};

/// A quotation by its segment and document.
type Place = (u32, DocId);

impl Engine {
    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
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
        let (collected, hits) = self.quotes_of(request, &compiled, node.expr == Expr::Everything)?;
        Ok(QuotesResponse {
            parsed: parsed.to_string(),
            quotations: collected.count,
            undated_left_out: collected.undated_left_out,
            hits,
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// The quotations of a compiled question, which may ask for every one: counted, and those wanted with their echoes.
    pub(super) fn quotes_of(
        &self,
        request: &QuotesRequest,
        compiled: &Compiled,
        is_everything: bool,
    ) -> Result<(Collected, Vec<QuoteHit>)> {
        let highlighter = Highlighter::new(&compiled.plan.leaves());
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
        loop {
            let collected = collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)?;
            let hits = self.hits(request, &collected.best, &highlighter)?;
            let there_is_more = (collected.best.len() as u64) < collected.count;
            if hits.len() < request.limit && there_is_more && request.limit > 0 {
                // Some were echoes of others: look further.
                wanted.limit = wanted.limit.saturating_mul(4);
                continue;
            }
            return Ok((collected, hits));
        }
    }

    /// The hits asked for, each with its echoes, which have no place of their own in the list.
    fn hits(&self, request: &QuotesRequest, best: &[Ranked], highlighter: &Highlighter) -> Result<Vec<QuoteHit>> {
        let mut hits = Vec::new();
        if request.limit == 0 {
            return Ok(hits);
        }
        let people = self.people()?;
        let mut echoes: HashSet<Place> = HashSet::new();
        let mut rank = 0;
        for ranked in best {
            if echoes.contains(&(ranked.segment, ranked.doc)) {
                continue;
            }
            rank += 1;
            let (stored, quotation) = self.quotation(ranked.segment, ranked.doc)?;
            let found = self.echoes(&people, (ranked.segment, ranked.doc), &stored, &quotation)?;
            echoes.extend(found.keys());
            if rank > request.offset {
                let person = person_of(&people, self, (ranked.segment, ranked.doc), &quotation);
                let mut hit = quote_hit(rank, ranked, stored, quotation, highlighter);
                hit.person = person.map(|person| people.display(person).to_owned());
                let published = self.published(ranked.segment, ranked.doc);
                add_copies(&mut hit, published, found.into_values());
                hits.push(hit);
            }
            if hits.len() == request.limit {
                break;
            }
        }
        Ok(hits)
    }

    /// A quotation and the article it stands in.
    fn quotation(&self, segment: u32, doc: DocId) -> Result<(StoredArticle, Quotation)> {
        let article = self.segments[segment as usize].article_of(doc);
        let stored = self.stored(segment, article)?;
        let number = (doc - article) as usize;
        match number.checked_sub(1).and_then(|at| stored.annotations.quotations.get(at)).cloned() {
            Some(quotation) => Ok((stored, quotation)),
            None => {
                let message = format!("the index is damaged: article `{}` has no quotation {number}", stored.id);
                Err(Error::new(message).hint("rebuild it with `dateline index --rebuild`"))
            }
        }
    }

    /// Where the same person says the same words, part of them, or more: every such quotation with its article.
    fn echoes(
        &self,
        people: &People,
        own: Place,
        stored: &StoredArticle,
        quotation: &Quotation,
    ) -> Result<BTreeMap<Place, (i64, ArticleCard)>> {
        let words = echo_words(&quotation.words(&stored.article.text));
        let Some(person) = person_of(people, self, own, quotation) else { return Ok(BTreeMap::new()) };
        let mut echoes = BTreeMap::new();
        for place in self.alike(&quotation.words(&stored.article.text), &words).map_err(unreadable)? {
            if place == own || !self.segments[place.0 as usize].is_alive(place.1) {
                continue;
            }
            let (other, quoted) = self.quotation(place.0, place.1)?;
            let same_words = || are_echoes(&words, &echo_words(&quoted.words(&other.article.text)));
            if quoted.kind != QuotationKind::Indirect
                && person_of(people, self, place, &quoted) == Some(person)
                && same_words()
            {
                let published = self.published(place.0, place.1);
                let card = card(&other.id, &other.shown_path(), other.external_id.as_deref(), &other.article);
                echoes.insert(place, (published, card));
            }
        }
        Ok(echoes)
    }

    /// When the article of a quotation was published; the undated is nobody's predecessor.
    fn published(&self, segment: u32, doc: DocId) -> i64 {
        let segment = &self.segments[segment as usize];
        segment.published.first(segment.article_of(doc)).unwrap_or(i64::MAX)
    }

    /// Quotations that begin with a stretch of these words, or hold their beginning: all echoes, and few others.
    fn alike(&self, quoted: &str, words: &[String]) -> tantivy::Result<BTreeSet<Place>> {
        let mut found = BTreeSet::new();
        if words.len() < ECHO_WORDS {
            return Ok(found);
        }
        let terms = self.terms();
        let mut shorter = Vec::new();
        for term in words.windows(ECHO_WORDS).filter_map(echo_term) {
            shorter.extend(terms.lists(&term, &[self.generation.fields.opening])?);
        }
        let beginning = words[..ECHO_WORDS].join(" ");
        let phrase = unplaced(Expr::Phrase { words: beginning, slop: 0, exact: false });
        let compiler = self.compiler(quoted, &terms, Domain::Quotations);
        let longer = compiler.compile(&phrase, &Filter::default(), Vec::new());
        let plan = Plan::any(vec![Plan::values(shorter), longer.map_or(Plan::Nothing, |compiled| compiled.plan)]);
        for segment in &self.segments {
            let mut quotations = scorer(&plan, Domain::Quotations, segment)?;
            let mut doc = quotations.doc();
            while doc != TERMINATED {
                found.insert((segment.number as u32, doc));
                doc = quotations.advance();
            }
        }
        in_time()?;
        Ok(found)
    }
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

/// Who says a quotation, over the whole archive; `None` when it is no person.
fn person_of(people: &People, engine: &Engine, (segment, doc): Place, quotation: &Quotation) -> Option<u32> {
    let speaker = quotation.speaker.as_ref().filter(|speaker| speaker.kind == SpeakerKind::Person)?;
    let segment = &engine.segments[segment as usize];
    people.person_in(people.name(&speaker.name)?, segment, segment.article_of(doc))
}

fn quote_hit(
    rank: usize,
    ranked: &Ranked,
    stored: StoredArticle,
    quotation: Quotation,
    highlighter: &Highlighter,
) -> QuoteHit {
    QuoteHit {
        rank,
        score: ranked.score as f32 / 1e4,
        context: context(&stored, quotation.span()),
        highlights: marks(&stored, &quotation, highlighter),
        quotation,
        person: None,
        article: card(&stored.id, &stored.shown_path(), stored.external_id.as_deref(), &stored.article),
        copies: Vec::new(),
        first: None,
        text: stored.article.text,
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
