//! A question that no article answers with all of its words in, those that hold most of them out.
//!
//! Words are joined by AND, and a question typed as one speaks holds words that its answer does not. What matches and
//! what is counted stays as it was asked; beside it stand the nearest, each with the words that it lacks.

use super::query::{Expr, Node, parse};
use super::request::{SearchRequest, Sort};
use super::response::{Hit, SearchResponse};
use crate::article::Span;
use crate::error::Result;

/// Words that a question must have: with one of two left out it is another question. Guessed.
const WORDS_MIN: usize = 3;
/// The share of the question's words, by their weight, that an article must have to be near. Guessed: most of them.
const SHARE_MIN: f32 = 0.5;
/// How many are given: a page.
const NEAREST_MAX: usize = 10;

/// What stands in the place of an answer without articles, asked for by `search`, whatever engine that asks. Nothing where
/// the order is not by relevance, and for a question that is more than words and what narrows them.
pub(super) fn nearest(
    request: &SearchRequest,
    found: &SearchResponse,
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
) -> Result<Vec<Hit>> {
    if found.articles > 0 || request.offset > 0 || request.sort != Sort::Relevance {
        return Ok(Vec::new());
    }
    let Some((asked, words)) = any_of(&parse(&found.parsed)?) else { return Ok(Vec::new()) };
    let wider = SearchRequest {
        query: asked.to_string(),
        limit: request.limit.min(NEAREST_MAX),
        facets: Vec::new(),
        timeline: None,
        pivot: None,
        explain: true,
        ..request.clone()
    };
    let near = search(&wider)?.hits.into_iter().filter_map(|hit| near(hit, &words));
    let numbered = near.zip(1..).map(|(hit, rank)| Hit { rank, ..hit });
    Ok(numbered.map(|hit| if request.explain { hit } else { Hit { explanation: None, ..hit } }).collect())
}

/// The question for any of its words, and these; `None` when it has too few, or is of another kind.
fn any_of(node: &Node) -> Option<(Node, Vec<String>)> {
    let Expr::All(parts) = &node.expr else { return None };
    let (words, rest): (Vec<Node>, Vec<Node>) = parts.iter().cloned().partition(is_words);
    if words.len() < WORDS_MIN || !rest.iter().all(narrows) {
        return None;
    }
    let of = |expr: Expr| Node { expr, span: Span::new(0, 0) };
    let texts = words.iter().map(ToString::to_string).collect();
    let parts = [of(Expr::Any(words))].into_iter().chain(rest);
    Some((of(Expr::All(parts.collect())), texts))
}

fn is_words(node: &Node) -> bool {
    matches!(node.expr, Expr::Word(_) | Expr::Exact(_) | Expr::Pattern(_) | Expr::Fuzzy { .. } | Expr::Phrase { .. })
}

fn narrows(node: &Node) -> bool {
    matches!(node.expr, Expr::Field { .. } | Expr::Not(_))
}

/// The hit with the words it lacks; `None` when it lacks too much.
fn near(hit: Hit, words: &[String]) -> Option<Hit> {
    let parts = hit.explanation.as_ref().map_or(&[][..], |explanation| &explanation.parts);
    let part = |word: &String| parts.iter().find(|part| part.text == *word);
    // A word that the whole archive lacks has no part; it counts like the rarest of the others.
    let rarest = parts.iter().map(|part| part.weight).fold(0.0, f32::max);
    let weight = |word: &String| part(word).map_or(rarest, |part| part.weight);
    let (found, missing): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| part(word).is_some_and(|part| part.score > 0.0));
    let sum = |words: &[&String]| words.iter().map(|word| weight(word)).sum::<f32>();
    let (has, lacks) = (sum(&found), sum(&missing));
    let missing = missing.into_iter().cloned().collect();
    (has >= SHARE_MIN * (has + lacks)).then_some(Hit { missing, ..hit })
}
