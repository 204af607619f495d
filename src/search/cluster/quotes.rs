//! Quotations, asked of a cluster.

use super::dsl::{Dsl, all_of, nested, none_of, order};
use super::{Cluster, memory, refused};
use crate::error::{Error, Result};
use crate::index::cluster::quickwit::ask::superset;
use crate::index::cluster::{QUOTATIONS, WINDOW};
use crate::index::{ECHO_WORDS, StoredArticle, confidence_number, echo_term, echo_words};
use crate::search::collect::Collected;
use crate::search::compile::Compiled;
use crate::search::query::{Expr, Node};
use crate::search::quotes::{kinds, unplaced, with_about};
use crate::search::request::{Filter, QuotesRequest};
use crate::search::response::{QuoteHit, QuotesResponse};
use crate::search::scorers::Domain;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

/// Articles looked at first; more where their quotations turn out to be echoes of one another.
const LOOKED_AT: usize = 100;
/// Ways to find an echo that are asked for in one request: each is some twenty clauses, and 1,024 are allowed.
const WAYS_AT_ONCE: usize = 24;
/// Articles with echoes that are fetched for one answer.
const ECHOES_MAX: usize = 1000;

type Articles = BTreeMap<i64, StoredArticle>;

impl Cluster {
    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
        let begun = Instant::now();
        let parsed = super::read(&request.query)?;
        let node = match request.about.is_empty() {
            true => parsed.clone(),
            false => with_about(parsed.clone(), &request.about, &*self.people()?),
        };
        let compiled = self.compile_quotes(&request.query, &node, request)?;
        let terms = self.terms();
        let dsl = self.dsl(&terms);
        let mut quoted = dsl.quotations(&compiled.plan)?;
        let least = confidence_number(request.min_confidence);
        if least > 0 {
            let sure = json!({"range": {(format!("{QUOTATIONS}.confidence")): {"gte": least}}});
            quoted.quotations = all_of(vec![quoted.quotations, sure]);
        }
        let whenever = all_of([quoted.articles, vec![nested(quoted.quotations.clone())]].concat());
        if !self.remote.can().nested {
            let (quotations, undated_left_out, hits) = self.quotes_here(request, &node, &compiled, whenever)?;
            let (parsed, narrowed_by, notes) = (parsed.to_string(), request.narrowing(), compiled.notes);
            let took_ms = begun.elapsed().as_secs_f64() * 1e3;
            return Ok(QuotesResponse { parsed, narrowed_by, quotations, undated_left_out, hits, notes, took_ms });
        }
        let query = all_of([vec![whenever.clone()], Dsl::days(&compiled.days)].concat());
        let quotations = self.count_quoted(&query, &quoted.quotations)?;
        let undated_left_out = match compiled.days.is_empty() {
            true => 0,
            false => {
                let undated = none_of(json!({"exists": {"field": "from_day"}}));
                self.count_quoted(&all_of(vec![whenever, undated]), &quoted.quotations)?
            }
        };
        let hits = if request.limit == 0 { Vec::new() } else { self.quote_hits(request, &node, &compiled, &query)? };
        Ok(QuotesResponse {
            parsed: parsed.to_string(),
            narrowed_by: request.narrowing(),
            quotations,
            undated_left_out,
            hits,
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// The answer, its hits handed over one by one. What is looked at of a cluster is bounded and held at once.
    pub fn quotes_each<E: From<Error>>(
        &self,
        request: &QuotesRequest,
        take: impl FnMut(QuoteHit) -> Result<(), E>,
    ) -> Result<QuotesResponse, E> {
        let mut response = self.quotes(request)?;
        std::mem::take(&mut response.hits).into_iter().try_for_each(take)?;
        Ok(response)
    }

    /// The same looked at here: every article that may hold such a quotation is fetched. Gives how many quotations match,
    /// how many the days of the question leave out, and the hits.
    fn quotes_here(
        &self,
        request: &QuotesRequest,
        node: &Node,
        compiled: &Compiled,
        whenever: Value,
    ) -> Result<(u64, u64, Vec<QuoteHit>)> {
        let mut asked = vec![whenever];
        if !compiled.days.is_empty() {
            let undated = none_of(json!({"exists": {"field": "from_day"}}));
            asked.push(json!({"bool": {"should": [all_of(Dsl::days(&compiled.days)), undated]}}));
        }
        let mut articles = self.candidates(&all_of(asked))?;
        loop {
            let (collected, hits) = self.quotes_in(request, node, &articles, compiled)?;
            let before = articles.len();
            self.add_echoes(&hits, &mut articles)?;
            if articles.len() == before || articles.len() > 2 * WINDOW {
                let hits = (request.offset + 1..).zip(hits).map(|(rank, hit)| QuoteHit { rank, ..hit });
                return Ok((collected.count, collected.undated_left_out, hits.collect()));
            }
        }
    }

    fn compile_quotes(&self, query: &str, node: &Node, request: &QuotesRequest) -> Result<Compiled> {
        self.meet(node)?;
        let terms = self.terms();
        let kinds = kinds(&request.kinds, &terms, self.fields.kind)?;
        let compiler = self.compiler(query, &terms, Domain::Quotations);
        compiler.compile(node, &request.filter, vec![kinds])
    }

    /// The hits, with their echoes from the whole archive. The best articles are fetched and looked at here, then those
    /// that may hold an echo of what would be shown; an echo has no place of its own, so others move up and are looked
    /// after in turn.
    fn quote_hits(
        &self,
        request: &QuotesRequest,
        node: &Node,
        compiled: &Compiled,
        query: &Value,
    ) -> Result<Vec<QuoteHit>> {
        let asked = request.offset.saturating_add(request.limit);
        let mut looked_at = asked.clamp(LOOKED_AT, WINDOW);
        loop {
            let mut articles = self.quoted_articles(request, node, query, looked_at)?;
            let has_all = articles.len() < looked_at;
            let ranked: HashSet<String> = articles.values().map(|article| article.id.clone()).collect();
            // An echo from an article that was not looked at for its rank has no place before those that were not, either.
            let has_place = |hit: &QuoteHit| {
                has_all || ranked.contains(&hit.article.id) || hit.copies.iter().any(|copy| ranked.contains(&copy.id))
            };
            let hits = loop {
                let hits = self.hits_in(request, node, &articles, compiled)?.into_iter().filter(has_place);
                let shown: Vec<QuoteHit> = hits.skip(request.offset).take(request.limit).collect();
                let before = articles.len();
                self.add_echoes(&shown, &mut articles)?;
                if articles.len() == before || articles.len() > WINDOW {
                    break shown;
                }
            };
            if hits.len() >= request.limit || has_all {
                return Ok((request.offset + 1..).zip(hits).map(|(rank, hit)| QuoteHit { rank, ..hit }).collect());
            }
            if looked_at == WINDOW {
                return Err(refused(&format!("looking at more than {WINDOW} articles at once"), "narrow the question"));
            }
            looked_at = looked_at.saturating_mul(4).min(WINDOW);
        }
    }

    fn quoted_articles(&self, request: &QuotesRequest, node: &Node, query: &Value, size: usize) -> Result<Articles> {
        let order = order(request.sort, node.expr != Expr::Everything);
        let body = json!({
            "track_total_hits": false, "query": query, "sort": order, "docvalue_fields": ["article_key"],
        });
        let mut articles = Articles::new();
        self.add_articles(body, size, &mut articles)?;
        Ok(articles)
    }

    fn hits_in(
        &self,
        request: &QuotesRequest,
        node: &Node,
        articles: &Articles,
        compiled: &Compiled,
    ) -> Result<Vec<QuoteHit>> {
        let all = &QuotesRequest { offset: 0, limit: usize::MAX, ..request.clone() };
        Ok(self.quotes_in(all, node, articles, compiled)?.1)
    }

    /// The quotations of these articles, counted, and the hits among them.
    fn quotes_in(
        &self,
        request: &QuotesRequest,
        node: &Node,
        articles: &Articles,
        compiled: &Compiled,
    ) -> Result<(Collected, Vec<QuoteHit>)> {
        if articles.is_empty() {
            return Ok(Default::default());
        }
        let all = articles.iter().map(|(&key, article)| (article.clone(), key)).collect();
        let engine = self.in_memory(all, Some(self.people()?), None)?;
        let here = memory::again(compiled, &engine)?;
        let mut hits = Vec::new();
        let collected = engine.quotes_of(request, &here, node.expr == Expr::Everything, |hit| {
            hits.push(hit);
            Ok::<(), Error>(())
        })?;
        Ok((collected, hits))
    }

    /// Fetches the articles that may say the words of these quotations again.
    fn add_echoes(&self, hits: &[QuoteHit], articles: &mut Articles) -> Result<()> {
        let mut ways = Vec::new();
        for hit in hits {
            let quoted = hit.quotation.words(&hit.text);
            let words = echo_words(&quoted);
            if hit.quotation.speaker.is_none() || words.len() < ECHO_WORDS {
                continue;
            }
            let shorter: Vec<String> = words.windows(ECHO_WORDS).filter_map(echo_term).collect();
            ways.push(json!({"terms": {(format!("{QUOTATIONS}.opening")): shorter}}));
            let beginning = words[..ECHO_WORDS].join(" ");
            let phrase = unplaced(Expr::Phrase { words: beginning, slop: 0, exact: false });
            let terms = self.terms();
            let compiler = self.compiler(&quoted, &terms, Domain::Quotations);
            let longer = compiler.compile(&phrase, &Filter::default(), Vec::new())?;
            ways.push(self.dsl(&terms).quotations(&longer.plan)?.quotations);
        }
        // Engines take so many clauses and no more.
        for some in ways.chunks(WAYS_AT_ONCE) {
            let known: Vec<&i64> = articles.keys().collect();
            let query = json!({"bool": {
                "filter": [nested(json!({"bool": {"should": some, "minimum_should_match": 1}}))],
                "must_not": [{"terms": {"article_key": known}}],
            }});
            let query = if self.remote.can().nested { query } else { superset(&query)?.query };
            let body = json!({
                "track_total_hits": false, "query": query, "sort": ["article_key"], "docvalue_fields": ["article_key"],
            });
            self.add_articles(body, ECHOES_MAX, articles)?;
        }
        Ok(())
    }

    /// Fetches at most so many of the articles that a request asks for.
    fn add_articles(&self, body: Value, most: usize, articles: &mut Articles) -> Result<()> {
        self.ask_hits(body, most, |hits| {
            articles.extend(self.articles_of(hits)?.into_iter().map(|(article, key)| (key, article)));
            Ok(())
        })?;
        Ok(())
    }
}
