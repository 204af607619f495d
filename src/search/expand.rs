//! A question and its best articles in, words that ask the same in other words out.
//!
//! Pseudo-relevance feedback by a relevance model (RM3: Abdul-Jaleel et al., "UMass at TREC 2004"): the words that are
//! frequent in the best articles, each article counting as much as it scored, are asked for beside the query's own.
//! What matches is what matched before, so counts stay what they are: the words only order it.

use super::compile::{Compiled, unreadable};
use super::engine::Engine;
use super::plan::Plan;
use super::query::parse;
use super::rank::Ranked;
use super::request::Filter;
use super::scorers::Domain;
use super::similar::is_telling;
use super::stories::Seen;
use crate::error::Result;
use crate::text::fold::folded_words;
use std::collections::BTreeMap;

/// Articles that are read, copies of one story as one. Borrowed from Anserini, as are the next three.
const ARTICLES_READ: usize = 10;
/// Words that are added.
const WORDS_ADDED: usize = 10;
/// What all of them count for together, against all of the query's own words.
const SHARE_ADDED: f64 = 0.5;
/// A word that more of the archive has than this tells nothing.
const COMMON: f64 = 0.1;

impl Engine {
    /// The same question with words of its best articles added to what orders its answer.
    pub(super) fn expanded(&self, compiled: Compiled, best: &[Ranked]) -> Result<Compiled> {
        let added = self.words_of_best(best)?;
        let own = compiled.plan.leaves().len();
        if added.is_empty() || own == 0 {
            return Ok(compiled);
        }
        let sum: f64 = added.iter().map(|(_, weight)| weight).sum();
        let of_own = own as f64 * SHARE_ADDED / (1.0 - SHARE_ADDED);
        let asked = added.iter().map(|(word, weight)| format!("{word}^{:.3}", (weight / sum * of_own).max(0.001)));
        let query = asked.collect::<Vec<_>>().join(" OR ");
        let terms = self.terms();
        let compiler = self.compiler(&query, &terms, Domain::Articles);
        let extra = compiler.compile(&parse(&query)?, &Filter::default(), Vec::new())?.plan;
        let words = added.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(", ");
        let mut notes = compiled.notes;
        notes.push(format!("ordered with the help of: {words}"));
        let plan = Plan::Preferred { required: Box::new(compiled.plan), extra: Box::new(extra) };
        Ok(Compiled { plan, notes, ..compiled })
    }

    /// The words that mark the best articles, the most frequent first, with how frequent they are there.
    fn words_of_best(&self, best: &[Ranked]) -> Result<Vec<(String, f64)>> {
        let stories = self.stories()?;
        let mut seen = Seen::default();
        let is_first = |of: &&Ranked| stories.is_none_or(|stories| seen.is_first(stories, (of.segment, of.doc)));
        let mut frequent: BTreeMap<String, f64> = BTreeMap::new();
        for of in best.iter().filter(is_first).take(ARTICLES_READ) {
            let listed = self.listed(of.segment, of.doc)?;
            let words: Vec<String> = folded_words(&listed.article.text).collect();
            let of_word = of.score as f64 / words.len().max(1) as f64;
            for word in words.into_iter().filter(|word| is_telling(word)) {
                *frequent.entry(word).or_default() += of_word;
            }
        }
        let mut frequent: Vec<(String, f64)> = frequent.into_iter().collect();
        frequent.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let most = self.generation.totals.articles as f64 * COMMON;
        let mut added = Vec::with_capacity(WORDS_ADDED);
        for (word, weight) in frequent {
            if added.len() == WORDS_ADDED {
                break;
            }
            if self.articles_with(&word).map_err(unreadable)? as f64 <= most {
                added.push((word, weight));
            }
        }
        Ok(added)
    }
}
