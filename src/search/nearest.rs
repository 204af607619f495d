//! A question that few articles answer with all of its words in, others that hold most of them out.
//!
//! Words are joined by AND, and a question typed as one speaks holds words that its answer does not: an article that
//! happens to have them all somewhere is then a worse answer than a passage that has all but one. What matches and what
//! is counted stays as it was asked; beside it stand the nearest, each with the words that it lacks. Their scores are
//! made as those of the hits are, and can be held against them ([`held_against`]).

use super::query::{Expr, Node, parse};
use super::rank::held_against;
use super::request::{SearchRequest, Sort};
use super::response::{Hit, SearchResponse};
use crate::article::Span;
use crate::error::Result;
use std::collections::HashSet;
use std::time::Instant;

/// Words that a question must have: with one of two left out it is another question. Guessed.
const WORDS_MIN: usize = 3;
/// The same where articles match: who types a few words and finds some with all of them has asked for just that. Guessed.
const WORDS_MIN_BESIDE_HITS: usize = 4;
/// The share of the question's words, by their weight, that an article must have to be near. Guessed: most of them.
const SHARE_MIN: f32 = 0.5;
/// How many are given: a page. As many articles that match leave nothing to be looked for, unless a question mark asks.
const NEAREST_MAX: usize = 10;

/// The most words that are asked for again beside hits: of a pasted paragraph everything lacks something, and it would take long.
/// Guessed.
const WORDS_MAX_BESIDE_HITS: usize = 12;

/// The whole answer of any engine: the hits that `each` hands over, and beside them the nearest, asked for by `search`. It
/// took as long as both.
pub(super) fn with_nearest(
    request: &SearchRequest,
    each: impl FnOnce(&mut dyn FnMut(Hit) -> Result<()>) -> Result<SearchResponse>,
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
) -> Result<SearchResponse> {
    let begun = Instant::now();
    let mut hits = Vec::new();
    let found = each(&mut |hit| {
        hits.push(hit);
        Ok(())
    })?;
    let nearest = nearest(request, &found, &hits, search)?;
    Ok(SearchResponse { hits, nearest, took_ms: begun.elapsed().as_secs_f64() * 1e3, ..found })
}

/// What stands beside an answer of few articles or none: of the page's best, those that lack a word. Nothing where the order
/// is not by relevance, and for a question that is more than words and what narrows them.
fn nearest(
    request: &SearchRequest,
    found: &SearchResponse,
    hits: &[Hit],
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
) -> Result<Vec<Hit>> {
    let page = request.limit.min(NEAREST_MAX);
    let has_hits = found.articles > 0;
    let is_answered = found.articles >= NEAREST_MAX as u64 && !request.query.trim_end().ends_with('?');
    // Words that are added to a question make other scores, and who types AND means it.
    let is_strict = request.expand || request.query.split_whitespace().any(|word| word == "AND");
    let is_asked_so = page == 0 || request.offset > 0 || request.sort != Sort::Relevance;
    if is_answered || is_asked_so || has_hits && is_strict {
        return Ok(Vec::new());
    }
    let Some((asked, words)) = most_of(&parse(&found.parsed)?, has_hits) else { return Ok(Vec::new()) };
    let wider = SearchRequest {
        query: asked.to_string(),
        limit: page,
        facets: Vec::new(),
        timeline: None,
        pivot: None,
        explain: true,
        most: true,
        ..request.clone()
    };
    let wider = match search(&wider) {
        // An answer is not lost for what might have stood beside it.
        Err(_) if has_hits => return Ok(Vec::new()),
        wider => wider?,
    };
    // A copy of a hit that lacks a word tells nothing that the hit does not.
    let told: HashSet<&str> = hits.iter().flat_map(ids).collect();
    let near = wider.hits.into_iter().filter_map(|hit| near(hit, &words));
    let near = near.filter(|hit| !ids(hit).any(|id| told.contains(id))).enumerate();
    let before = |hit: &Hit| hits.iter().filter(|other| other.score >= held_against(hit.score)).count();
    let among_best = near.filter(|(nth, hit)| nth + before(hit) < page);
    let numbered = among_best.zip(1..).map(|((_, hit), rank)| Hit { rank, ..hit });
    Ok(numbered.map(|hit| if request.explain { hit } else { Hit { explanation: None, ..hit } }).collect())
}

/// The article of a hit, and the copies that stand behind it.
fn ids(hit: &Hit) -> impl Iterator<Item = &str> {
    [&hit.article].into_iter().chain(&hit.copies).map(|card| card.id.as_str())
}

/// The question for any of its words, where articles match for what lacks one of them, and these words; `None` when it has too
/// few, or is of another kind.
fn most_of(node: &Node, has_hits: bool) -> Option<(Node, Vec<String>)> {
    let Expr::All(parts) = &node.expr else { return None };
    let may_lack = |node: &Node| if has_hits { matches!(node.expr, Expr::Word(_)) } else { is_words(node) };
    let (words, rest): (Vec<Node>, Vec<Node>) = parts.iter().cloned().partition(may_lack);
    let few = if has_hits { WORDS_MIN_BESIDE_HITS..=WORDS_MAX_BESIDE_HITS } else { WORDS_MIN..=usize::MAX };
    if !few.contains(&words.len()) || !rest.iter().all(|node| narrows(node) || has_hits && is_words(node)) {
        return None;
    }
    let of = |expr: Expr| Node { expr, span: Span::new(0, 0) };
    let texts = words.iter().map(ToString::to_string).collect();
    let matches = has_hits.then(|| of(Expr::Not(Box::new(of(Expr::All(words.clone()))))));
    let parts = [of(Expr::Any(words))].into_iter().chain(matches).chain(rest);
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

#[cfg(test)]
mod tests {
    use super::{most_of, parse};

    #[test]
    fn beside_hits_it_is_asked_for_what_they_are_not() {
        let asked =
            |query: &str, has_hits: bool| most_of(&parse(query).unwrap(), has_hits).map(|(asked, _)| asked.to_string());
        assert_eq!(asked("ferry strike pay", false).unwrap(), "(ferry OR strike OR pay)");
        assert_eq!(asked("ferry strike pay", true), None, "few words, and what has them all");
        assert_eq!(asked(&"ferry strike pay ".repeat(5), true), None, "a paragraph");
        let exact = "(ferry OR strike OR pay OR talks) AND NOT (ferry AND strike AND pay AND talks) AND =Quay";
        assert_eq!(asked("ferry strike pay talks =Quay", true).unwrap(), exact, "what is typed exactly is there");
        let beside = "(ferry OR strike OR pay OR talks) AND NOT (ferry AND strike AND pay AND talks) AND source:quay";
        assert_eq!(asked("ferry strike pay talks source:quay", true).unwrap(), beside);
    }
}
