//! An article or a passage in, what is like it out.
//!
//! It is found by the words that are frequent in the text and rare elsewhere, asked as a question like any other; how much is
//! copied is counted in shingles.

use super::cite::Citation;
use super::compile::unreadable;
use super::engine::Engine;
use super::request::SearchRequest;
use super::response::SearchResponse;
use crate::error::{Error, Result};
use crate::text::fold::folded_words;
use crate::text::shingles::{shared, shingles};
use std::collections::BTreeMap;
use std::time::Instant;

/// Words a text is asked for by. As Lucene's MoreLikeThis has it.
const WORDS_ASKED: usize = 25;
/// A word of the headline counts as so many of the text. Guessed.
const TITLE_TIMES: u32 = 3;
/// Shorter words tell nothing alone.
const LETTERS_MIN: usize = 3;
/// Longer runs of letters are no words. Guessed.
const LETTERS_MAX: usize = 60;
/// A word that more than half of all articles hold tells nothing of one: the natural logarithm of two. Guessed.
const RARITY_MIN: f64 = 0.693;

impl Engine {
    /// Articles like the one of an id, or like a cited passage; `None` when it is not there. The request's query is not
    /// used; its filters, order and page are.
    pub fn similar(&self, id: &str, request: &SearchRequest) -> Result<Option<SearchResponse>> {
        let begun = Instant::now();
        let (own, title, text) = match Citation::parse(id) {
            Some(citation) => match self.cited(&citation)? {
                Some(cited) => (cited.card.id, String::new(), cited.text),
                None => return Ok(None),
            },
            None => match self.article(id)? {
                Some(shown) => (shown.card.id, shown.article.title, shown.article.text),
                None => return Ok(None),
            },
        };
        let query = self.query_of(&title, &text).map_err(unreadable)?;
        if query.is_empty() {
            return Err(Error::new(format!("`{id}` has no word to look for")));
        }
        let mut response = self.search(&SearchRequest { query, without: vec![own], ..request.clone() })?;
        let of = shingles(&text);
        for hit in &mut response.hits {
            if let Some(other) = self.article(&hit.article.id)? {
                let other = shingles(&other.article.text);
                let least = of.len().min(other.len()).max(1);
                hit.shared = Some(shared(&of, &other) as f32 / least as f32);
            }
        }
        response.took_ms = begun.elapsed().as_secs_f64() * 1e3;
        Ok(Some(response))
    }

    /// The most telling words of a text as a query: any of them, the more often it has them the more they count.
    fn query_of(&self, title: &str, text: &str) -> tantivy::Result<String> {
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        let counted =
            folded_words(title).map(|word| (word, TITLE_TIMES)).chain(folded_words(text).map(|word| (word, 1)));
        for (word, by) in counted.filter(|(word, _)| is_telling(word)) {
            *times.entry(word).or_default() += by;
        }
        let articles = self.generation.totals.articles;
        let mut weighed = Vec::with_capacity(times.len());
        for (word, times) in times {
            let often = 1.0 + f64::from(times).ln();
            let rare = (articles as f64 / (1.0 + self.articles_with(&word)? as f64)).ln().max(0.0);
            weighed.push((often * rare, often, word));
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        let tells = |(weight, often, _): &&(f64, f64, String)| weight / often >= RARITY_MIN;
        let any_tells = weighed.iter().any(|word| tells(&word));
        let asked = weighed.iter().filter(|word| !any_tells || tells(word)).take(WORDS_ASKED);
        let asked = asked.map(|(_, often, word)| format!("{word}^{often:.1}"));
        Ok(asked.collect::<Vec<_>>().join(" OR "))
    }

    /// Living articles with a word in any of its forms.
    pub(super) fn articles_with(&self, word: &str) -> tantivy::Result<u64> {
        let (terms, body) = (self.terms(), [self.generation.fields.body]);
        let mut most = 0;
        for word in terms.words(word) {
            most = most.max(terms.holding(&terms.stemmed(&word, &body)?, &body)?);
        }
        Ok(most)
    }
}

/// Whether a word can tell what a text is about: letters, enough of them and not too many.
pub(super) fn is_telling(word: &str) -> bool {
    (LETTERS_MIN..=LETTERS_MAX).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
}
