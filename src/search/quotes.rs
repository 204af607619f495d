//! Quotations: what X said, what X said about Y.

use super::collect::{Wanted, collect};
use super::compile::{Compiler, unreadable};
use super::engine::Engine;
use super::highlight::{Highlighter, Marked};
use super::plan::Plan;
use super::query::{Expr, parse};
use super::rank::Ranked;
use super::request::{QuotesRequest, Sort};
use super::response::{QuoteHit, QuotesResponse};
use super::scorers::Domain;
use super::show::card;
use crate::article::{Quotation, QuotationKind, Span};
use crate::error::{Error, Result};
use crate::index::StoredArticle;
use std::time::Instant;

impl Engine {
    pub fn quotes(&self, request: &QuotesRequest) -> Result<QuotesResponse> {
        let begun = Instant::now();
        let node = parse(&request.query)?;
        let terms = self.terms();
        let kinds = self.kinds(&request.kinds)?;
        let compiler = Compiler::new(&request.query, &terms, self, Domain::Quotations);
        let compiled = compiler.compile(&node, &request.filter, vec![kinds])?;
        let wanted = Wanted {
            domain: Domain::Quotations,
            days: &compiled.days,
            // Without words there is nothing to be relevant to: the latest first, as ties go.
            sort: if node.expr == Expr::Everything && request.sort == Sort::Relevance {
                Sort::Newest
            } else {
                request.sort
            },
            limit: request.offset.saturating_add(request.limit),
            facets: &[],
            timeline: false,
            matched: false,
        };
        let collected = collect(&compiled.plan, &self.segments, &wanted).map_err(unreadable)?;
        let highlighter = Highlighter::new(&compiled.plan.leaves());
        let shown = collected.best.iter().enumerate().skip(request.offset).take(request.limit);
        let hits = shown.map(|(at, ranked)| self.quote_hit(at + 1, ranked, &highlighter)).collect::<Result<_>>()?;
        Ok(QuotesResponse {
            parsed: node.to_string(),
            quotations: collected.count,
            undated_left_out: collected.undated_left_out,
            hits,
            notes: compiled.notes,
            took_ms: begun.elapsed().as_secs_f64() * 1e3,
        })
    }

    /// Quotations of these kinds; direct and mixed when none is named.
    fn kinds(&self, kinds: &[QuotationKind]) -> Result<Plan> {
        let kinds = if kinds.is_empty() { &[QuotationKind::Direct, QuotationKind::Mixed] } else { kinds };
        let terms = self.terms();
        let field = self.generation.fields.kind;
        let plans = kinds.iter().map(|kind| Ok(Plan::values(terms.lists(kind.name(), &[field])?)));
        Ok(Plan::any(plans.collect::<tantivy::Result<Vec<Plan>>>().map_err(unreadable)?))
    }

    fn quote_hit(&self, rank: usize, ranked: &Ranked, highlighter: &Highlighter) -> Result<QuoteHit> {
        let stored = self.stored(ranked.segment, ranked.doc - ranked.ordinal)?;
        let number = ranked.ordinal as usize;
        let quotation = number.checked_sub(1).and_then(|at| stored.annotations.quotations.get(at)).cloned();
        let Some(quotation) = quotation else {
            let message = format!("the index is damaged: article `{}` has no quotation {number}", stored.id);
            return Err(Error::new(message).hint("rebuild it with `dateline index --rebuild`"));
        };
        let highlights = marks(&stored, &quotation, highlighter);
        Ok(QuoteHit {
            rank,
            score: ranked.score as f32 / 1e4,
            context: context(&stored, quotation.span()),
            quotation,
            highlights,
            article: card(&stored.id, &stored.path, stored.external_id.as_deref(), &stored.article),
            copies: Vec::new(),
            text: stored.article.text,
        })
    }
}

/// The matched words of a quotation, in bytes of the article's text. The fragments are read as the index read them:
/// as one text.
fn marks(stored: &StoredArticle, quotation: &Quotation, highlighter: &Highlighter) -> Vec<Span> {
    let text = &stored.article.text;
    let words = quotation.words(text);
    let marked =
        highlighter.mark(&Marked { text: &words, language: stored.article.language.as_deref(), sentences: &[] });
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
