//! Quoted stretches with their verdicts in, quotations out: which stretches are one thing said.
//!
//! "“A,” said Holm. “B.”" is one quotation of two fragments, because one cue serves both, and so is a
//! quotation that goes on in the next paragraph. Stretches are joined when the same words attribute both to
//! the same speaker and nothing but that attribution stands between them; words quoted inside the writer's
//! own clause stay apart, each with its place in that clause.

use super::layout::{Item, Layout};
use super::sieve::Verdict;
use super::statements;
use crate::article::{Quotation, QuotationKind};

/// The direct and mixed quotations, in text order.
pub fn quotations(layout: &Layout, verdicts: &[Verdict]) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::with_capacity(verdicts.len());
    let mut last: Option<Said> = None;
    for (at, item) in layout.items.iter().enumerate() {
        let Item::Quoted { index, .. } = *item else { continue };
        let Some(said) = said(layout, at, index, &verdicts[index]) else { continue };
        match (found.last_mut(), &last) {
            (Some(quotation), Some(last)) if joins(layout, last, &said) => add_fragment(quotation, layout, &said),
            _ => found.push(quotation(layout, &said)),
        }
        last = Some(said);
    }
    found
}

/// A stretch that somebody says.
struct Said<'v> {
    /// Index of its item, and of the stretch.
    at: usize,
    index: usize,
    kind: QuotationKind,
    verdict: &'v Verdict,
}

fn said<'v>(layout: &Layout, at: usize, index: usize, verdict: &'v Verdict) -> Option<Said<'v>> {
    let kind = statements::kind(layout, at, index);
    statements::is_said(layout, at, index, kind, verdict).then_some(Said { at, index, kind, verdict })
}

fn quotation(layout: &Layout, said: &Said) -> Quotation {
    Quotation {
        fragments: vec![layout.quoted[said.index].inner],
        kind: said.kind,
        speaker: said.verdict.who.as_ref().map(|who| who.speaker(layout)),
        cue: said.verdict.cue.map(|i| layout.tokens[i].word.span),
        rule: said.verdict.rule.name,
        confidence: said.verdict.rule.confidence,
    }
}

/// The quotation is as sure as the fragment that its cue touches.
fn add_fragment(quotation: &mut Quotation, layout: &Layout, said: &Said) {
    quotation.fragments.push(layout.quoted[said.index].inner);
    let rule = said.verdict.rule;
    if rule.confidence > quotation.confidence {
        (quotation.rule, quotation.confidence) = (rule.name, rule.confidence);
    }
}

fn joins(layout: &Layout, before: &Said, after: &Said) -> bool {
    let direct = before.kind == QuotationKind::Direct && after.kind == QuotationKind::Direct;
    let same = before.verdict.who == after.verdict.who && before.verdict.cue == after.verdict.cue;
    if !direct || !same || before.index + 1 != after.index {
        return false;
    }
    let (left, right) = (&layout.quoted[before.index], &layout.quoted[after.index]);
    let between = &layout.items[before.at + 1..after.at];
    if left.paragraph != right.paragraph {
        return left.continues && left.paragraph + 1 == right.paragraph && between.is_empty();
    }
    // Nothing between them, or the attribution alone.
    let cue = before.verdict.cue;
    match between {
        [] => cue.is_some(),
        [Item::Piece { tokens, .. }] => cue.is_some_and(|cue| tokens.contains(&cue)),
        _ => false,
    }
}
