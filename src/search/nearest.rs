//! A question that few articles answer with all of its words in, others that hold most of them out.
//!
//! Words are joined by AND, and a question typed as one speaks holds words that its answer does not: an article that
//! happens to have them all somewhere is then a worse answer than a passage that has all but one. What matches and what
//! is counted stays as it was asked; beside it stand the nearest, each with the words that it lacks. Their scores are
//! made as those of the hits are, and can be held against them.

use super::query::{Expr, Node, parse};
use super::request::{SearchRequest, Sort};
use super::response::{Hit, SearchResponse};
use crate::article::Span;
use crate::error::Result;
use crate::text::fold::folded_words;
use std::collections::HashSet;

/// Words that a question must have: with one of two left out it is another question. Guessed.
const WORDS_MIN: usize = 3;
/// The same where articles match: who types a few words and finds some with all of them has asked for just that. Guessed.
const WORDS_MIN_BESIDE_HITS: usize = 4;
/// The share of the question's words, by their weight, that an article must have to be near. Guessed: most of them.
const SHARE_MIN: f32 = 0.5;
/// How many are given: a page. As many articles that match leave nothing to be looked for, unless it is a question.
const NEAREST_MAX: usize = 10;

/// Words that open a question in the languages whose texts are annotated, folded. One that opens something else costs a
/// second look at the index, and nothing more.
const ASKING: &[&str] = &[
    "who", "whom", "whose", "what", "when", "where", "why", "which", "how", "wer", "wem", "wen", "wessen", "was",
    "wann", "wo", "warum", "wieso", "weshalb", "welche", "welcher", "welches", "wie", "qui", "que", "quoi", "quand",
    "ou", "pourquoi", "comment", "combien", "quel", "quelle", "quels", "quelles", "quien", "quienes", "cuando",
    "donde", "como", "cuanto", "cuanta", "cuantos", "cuantas", "cual", "cuales",
];

/// What stands beside an answer of few articles or none, asked for by `search`, whatever engine that asks: of the page's best,
/// those that lack a word. Nothing where the order is not by relevance, and for a question that is more than words and
/// what narrows them.
pub(super) fn nearest(
    request: &SearchRequest,
    found: &SearchResponse,
    hits: &[Hit],
    search: impl Fn(&SearchRequest) -> Result<SearchResponse>,
) -> Result<Vec<Hit>> {
    let page = request.limit.min(NEAREST_MAX);
    let is_answered = found.articles >= NEAREST_MAX as u64 && !is_question(&request.query);
    if page == 0 || is_answered || request.offset > 0 || request.sort != Sort::Relevance {
        return Ok(Vec::new());
    }
    let has_hits = found.articles > 0;
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
    // A copy of a hit that lacks a word tells nothing that the hit does not.
    let told: HashSet<&str> = hits.iter().flat_map(ids).collect();
    let near = search(&wider)?.hits.into_iter().filter_map(|hit| near(hit, &words));
    let near = near.filter(|hit| !ids(hit).any(|id| told.contains(id))).enumerate();
    let before = |hit: &Hit| hits.iter().filter(|other| other.score >= hit.score).count();
    let among_best = near.filter(|(nth, hit)| nth + before(hit) < page);
    let numbered = among_best.zip(1..).map(|((_, hit), rank)| Hit { rank, ..hit });
    Ok(numbered.map(|hit| if request.explain { hit } else { Hit { explanation: None, ..hit } }).collect())
}

/// Whether somebody asks as one speaks.
fn is_question(query: &str) -> bool {
    let query = query.trim();
    query.ends_with('?') || folded_words(query).next().is_some_and(|first| ASKING.contains(&first.as_str()))
}

/// The article of a hit, and the copies that stand behind it.
fn ids(hit: &Hit) -> impl Iterator<Item = &str> {
    [&hit.article].into_iter().chain(&hit.copies).map(|card| card.id.as_str())
}

/// The question for any of its words, where articles match for what lacks one of them, and these words; `None` when it has too
/// few, or is of another kind.
fn most_of(node: &Node, has_hits: bool) -> Option<(Node, Vec<String>)> {
    let Expr::All(parts) = &node.expr else { return None };
    let (words, rest): (Vec<Node>, Vec<Node>) = parts.iter().cloned().partition(is_words);
    let words_min = if has_hits { WORDS_MIN_BESIDE_HITS } else { WORDS_MIN };
    if words.len() < words_min || !rest.iter().all(narrows) {
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
    use super::{is_question, most_of, parse};

    #[test]
    fn a_question_shows_by_its_mark_or_by_its_first_word() {
        for query in
            ["harbour master resigns why?", "How many ferries sank", "¿Dónde atracan los barcos", "wo liegt die Fähre"]
        {
            assert!(is_question(query), "{query}");
        }
        for query in ["ferry strike", "people who sail", "", "?x"] {
            assert!(!is_question(query), "{query}");
        }
    }

    #[test]
    fn beside_hits_it_is_asked_for_what_they_are_not() {
        let asked =
            |query: &str, has_hits: bool| most_of(&parse(query).unwrap(), has_hits).map(|(asked, _)| asked.to_string());
        assert_eq!(asked("ferry strike pay", false).unwrap(), "(ferry OR strike OR pay)");
        assert_eq!(asked("ferry strike pay", true), None, "few words, and what has them all");
        let beside = "(ferry OR strike OR pay OR talks) AND NOT (ferry AND strike AND pay AND talks) AND source:quay";
        assert_eq!(asked("ferry strike pay talks source:quay", true).unwrap(), beside);
    }
}
