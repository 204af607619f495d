//! A question in, the words that mark its articles against the rest of the archive out.

use super::compile::unreadable;
use super::engine::Engine;
use super::request::SearchRequest;
use super::response::{SearchResponse, SignificantTerm, TermsResponse};
use super::similar::is_telling;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::text::analyse::{Analyser, without_mark};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Instant;

/// Articles read for the words that mark an answer: the best ones. Guessed: a few milliseconds' worth.
const ARTICLES_READ: usize = 500;
/// A word must stand in so many of them.
const ARTICLES_MIN: u64 = 2;

impl Engine {
    /// The words that mark the articles a request matches against the rest of the archive, the most telling first: by the
    /// log-likelihood ratio of the articles that have them in any form (Dunning 1993). Copies of one story count once.
    pub fn significant_terms(&self, request: &SearchRequest) -> Result<TermsResponse> {
        let begun = Instant::now();
        let mut ids = Vec::new();
        let best = SearchRequest { limit: ARTICLES_READ, offset: 0, flat: false, ..request.clone() };
        let answer = self.search_each(&best, |hit| {
            ids.push(hit.article.id);
            Ok::<(), Error>(())
        })?;
        let query = self.read(&request.query)?.to_string().to_lowercase();
        let asked: HashSet<String> =
            self.terms().words(&query).into_iter().flat_map(|word| [word.stems, vec![word.foreign]].concat()).collect();
        // Of every word in any of its forms: the articles that hold it, each once, and how many hold which form.
        let mut holding: BTreeMap<String, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
        let mut analyser = Analyser::new();
        for id in &ids {
            let Some(shown) = self.article(id)? else { continue };
            for (term, forms) in telling_words(&mut analyser, &shown.article) {
                let (articles, written) = holding.entry(term).or_default();
                *articles += 1;
                forms.into_iter().for_each(|form| *written.entry(form).or_default() += 1);
            }
        }
        let (read, archive) = (ids.len() as u64, self.generation.totals.articles);
        let mut terms = Vec::new();
        for (term, (articles, written)) in holding {
            // Shown in the form that most of them have.
            let most = written.into_iter().max_by_key(|(word, n)| (*n, std::cmp::Reverse(word.clone())));
            let Some((word, _)) = most.filter(|_| articles >= ARTICLES_MIN.min(read) && !asked.contains(&term)) else {
                continue;
            };
            let everywhere = self.articles_with(&word).map_err(unreadable)?.max(articles);
            let score = log_likelihood(articles, read, everywhere, archive);
            terms.extend((score > 0.0).then_some(SignificantTerm { word, articles, archive: everywhere, score }));
        }
        terms.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.word.cmp(&b.word)));
        terms.truncate(request.limit);
        let SearchResponse { parsed, narrowed_by, articles, stories, notes, undated_left_out, .. } = answer;
        let took_ms = begun.elapsed().as_secs_f64() * 1e3;
        Ok(TermsResponse { parsed, narrowed_by, articles, stories, read, terms, notes, undated_left_out, took_ms })
    }
}

/// The words of an article that can tell what it is about: the term that all forms of a word share in its language, as the index
/// has it, with the forms that it is written in.
fn telling_words(analyser: &mut Analyser, article: &Article) -> BTreeMap<String, BTreeSet<String>> {
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    analyser.each_word(&article.text, article.language.as_deref(), |word| {
        let form = word.surface.or(word.stem).map_or("", without_mark);
        if let Some(term) = word.stem.or(word.surface).filter(|_| is_telling(form)) {
            words.entry(term.to_owned()).or_default().insert(form.to_owned());
        }
    });
    words
}

/// How surely a word is more frequent in `articles` of `read` than in the rest of the archive; 0 where it is not.
fn log_likelihood(articles: u64, read: u64, everywhere: u64, archive: u64) -> f64 {
    let (rest, of_rest) = (everywhere.saturating_sub(articles) as f64, archive.saturating_sub(read) as f64);
    let (here, of_here) = (articles as f64, read as f64);
    if of_rest <= 0.0 || here / of_here <= rest / of_rest {
        return 0.0;
    }
    let share = (here + rest) / (of_here + of_rest);
    let likelihood = |with: f64, of: f64, share: f64| {
        let part = |n: f64, p: f64| if n > 0.0 { n * p.ln() } else { 0.0 };
        part(with, share) + part(of - with, 1.0 - share)
    };
    let together = likelihood(here, of_here, share) + likelihood(rest, of_rest, share);
    2.0 * (likelihood(here, of_here, here / of_here) + likelihood(rest, of_rest, rest / of_rest) - together)
}

#[cfg(test)]
mod tests {
    use super::log_likelihood;

    #[test]
    fn what_is_more_frequent_here_is_significant() {
        assert_eq!(log_likelihood(5, 10, 500, 1000), 0.0);
        assert_eq!(log_likelihood(10, 10, 10, 10), 0.0);
        assert!(log_likelihood(10, 10, 12, 1000) > log_likelihood(10, 10, 200, 1000));
        assert!(log_likelihood(10, 10, 200, 1000) > log_likelihood(2, 10, 20, 1000));
        // The same by the other formula: 2 × Σ observed × ln(observed ÷ expected).
        let cells = [(10.0, 0.5), (40.0, 49.5), (90.0, 99.5), (9860.0, 9850.5)];
        let expected: f64 =
            2.0 * cells.iter().map(|(seen, expected): &(f64, f64)| seen * (seen / expected).ln()).sum::<f64>();
        assert!((log_likelihood(10, 100, 50, 10_000) - expected).abs() < 1e-6);
    }
}
