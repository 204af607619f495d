//! A stretch of an article and a query's leaves in, the matched words out.
//!
//! The stretch is analysed as the index analysed it and the very shapes that found the article are evaluated on its
//! words: a phrase is marked only where the phrase stands, a prefix marks the whole word, and what stands under a
//! negation is no leaf and never marked.

use super::cover::Cover;
use super::plan::Leaf;
use super::scorers::Domain;
use super::shape::{Shape, Starts};
use crate::article::Span;
use crate::text::analyse::{AnalysedWord, Analyser, FOREIGN, SURFACE};
use crate::text::words::{PARAGRAPH_GAP, Word, WordKind, words};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::schema::Field;

thread_local! {
    /// Holds a cache of stems that is worth keeping from question to question.
    static ANALYSER: RefCell<Analyser> = RefCell::new(Analyser::new());
}

/// The words of one query, ready to be marked.
pub struct Highlighter {
    leaves: Vec<Arc<Leaf>>,
    /// Which slots a term fills, as (leaf, slot).
    slots_of: HashMap<String, Vec<(usize, usize)>>,
    /// Which slots a term empties: other forms of a word that was asked for as it is written.
    minus_of: HashMap<String, Vec<(usize, usize)>>,
    beginnings: Beginnings,
}

/// How a matching word of an English text can begin: for each first character the second ones. Stemming leaves the
/// first letter as it is and of the second no more than makes `die` of `dying`, so most words need not be analysed.
struct Beginnings([u128; 128]);

impl Beginnings {
    fn of<'t>(terms: impl Iterator<Item = &'t str>) -> Beginnings {
        let mut beginnings = Beginnings([0; 128]);
        for term in terms {
            // What is not ASCII stands for no word that is.
            match *term.trim_start_matches([SURFACE, FOREIGN]).as_bytes() {
                [first, second, ..] if first < 128 && second < 128 => beginnings.0[first as usize] |= like(second),
                [first] if first < 128 => beginnings.0[first as usize] = u128::MAX,
                _ => {}
            }
        }
        beginnings
    }

    /// Whether a word of ASCII letters and digits can match.
    fn may_begin(&self, word: &str) -> bool {
        let lower = |at: usize| word.as_bytes().get(at).map(|byte| usize::from(byte.to_ascii_lowercase() & 127));
        let seconds = lower(0).map_or(0, |first| self.0[first]);
        lower(1).map_or(seconds != 0, |second| seconds >> second & 1 == 1)
    }
}

/// The bit of a second character, and of what stemming can have made it from.
fn like(second: u8) -> u128 {
    let bit = |byte: u8| 1u128 << byte;
    if matches!(second, b'i' | b'y') { bit(b'i') | bit(b'y') } else { bit(second) }
}

/// A text to mark words in.
pub struct Marked<'t> {
    pub text: &'t str,
    pub language: Option<&'t str>,
    /// Of the text, where known; needed only by `SENT`.
    pub sentences: &'t [Span],
    /// What of it somebody says, where that is not all of it; needed only by `said:`.
    pub said: Option<&'t [Span]>,
}

impl Highlighter {
    /// For the texts of articles.
    pub fn new(leaves: &[Arc<Leaf>]) -> Highlighter {
        Highlighter::of(leaves.iter().filter(|leaf| leaf.in_body).cloned().collect())
    }

    /// For their headlines, which are in this field.
    pub fn of_titles(leaves: &[Arc<Leaf>], title: Field) -> Highlighter {
        let is_asked = |leaf: &&Arc<Leaf>| leaf.zones.iter().any(|zone| zone.field == title);
        Highlighter::of(leaves.iter().filter(is_asked).cloned().collect())
    }

    fn of(leaves: Vec<Arc<Leaf>>) -> Highlighter {
        let mut slots_of: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        let mut minus_of: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (number, leaf) in leaves.iter().enumerate() {
            for (slot, of) in leaf.slots.iter().enumerate() {
                of.terms.iter().for_each(|term| slots_of.entry(term.clone()).or_default().push((number, slot)));
                of.minus_terms.iter().for_each(|term| minus_of.entry(term.clone()).or_default().push((number, slot)));
            }
        }
        let beginnings = Beginnings::of(slots_of.keys().map(String::as_str));
        Highlighter { leaves, slots_of, minus_of, beginnings }
    }

    /// Whether a match can reach beyond one passage, so that the whole article has to be looked at.
    pub fn reaches_far(&self) -> bool {
        fn far(shape: &Shape) -> bool {
            !matches!(shape, Shape::Slot(_) | Shape::Phrase { .. })
        }
        self.leaves.iter().any(|leaf| far(&leaf.shape) || leaf.of == Domain::Quotations)
    }

    /// Hands over the words of a text; those that cannot match without their terms, where that can be told.
    fn each_word(&self, analyser: &mut Analyser, marked: &Marked<'_>, take: &mut impl FnMut(AnalysedWord<'_>)) {
        let text = marked.text;
        if marked.language != Some("en") {
            analyser.each_word(text, marked.language, take);
            return;
        }
        let mut rest = words(text).peekable();
        while let Some(word) = rest.next() {
            let (position, span) = (word.position, Span::new(word.start, word.end));
            if word.kind == WordKind::Ascii && !self.beginnings.may_begin(span.of(text)) {
                take(AnalysedWord { span, position, stem: None, surface: None, initials: "" });
                continue;
            }
            // A character of a script without spaces is a term together with the next one.
            let goes_on = |next: &&Word| next.start == word.end && next.kind == word.kind;
            let next = rest.peek().filter(|_| word.kind == WordKind::Unspaced).filter(goes_on);
            let alone = &text[word.start..next.map_or(word.end, |next| next.end)];
            let mut first = true;
            analyser.each_word(alone, marked.language, |word| {
                if std::mem::take(&mut first) {
                    take(AnalysedWord { span, position, ..word });
                }
            });
        }
    }

    /// Notes which slots a word fills.
    fn fill_slots(&self, text: &str, word: &AnalysedWord<'_>, positions: &mut [Vec<Vec<u32>>]) {
        for (leaf, slot) in word.terms().filter_map(|term| self.slots_of.get(term)).flatten() {
            if !self.leaves[*leaf].slots[*slot].spelling.fits(word.span.of(text)) {
                continue;
            }
            let mut minus = word.terms().filter_map(|term| self.minus_of.get(term));
            let stands_for_another = minus.any(|slots| slots.contains(&(*leaf, *slot)));
            let list = &mut positions[*leaf][*slot];
            if !stands_for_another && list.last() != Some(&word.position) {
                list.push(word.position);
            }
        }
    }

    /// The matched words of a text: ascending, apart, in bytes of it.
    pub fn mark(&self, marked: &Marked<'_>) -> Vec<Span> {
        if self.leaves.is_empty() {
            return Vec::new();
        }
        let mut positions: Vec<Vec<Vec<u32>>> =
            self.leaves.iter().map(|leaf| vec![Vec::new(); leaf.slots.len()]).collect();
        let mut placed: Vec<(u32, Span)> = Vec::new();
        let mut starts = Starts::default();
        let mut sentences = marked.sentences.iter().peekable();
        let mut take = |word: AnalysedWord<'_>| {
            if placed.last().is_none_or(|last| word.position >= last.0 + PARAGRAPH_GAP) {
                starts.paragraphs.push(word.position);
            }
            while sentences.next_if(|sentence| sentence.start <= word.span.start).is_some() {
                starts.sentences.push(word.position);
            }
            placed.push((word.position, word.span));
            self.fill_slots(marked.text, &word, &mut positions);
        };
        ANALYSER.with_borrow_mut(|analyser| self.each_word(analyser, marked, &mut take));
        let of_said = self.leaves.iter().any(|leaf| leaf.of == Domain::Quotations);
        let said = marked.said.filter(|_| of_said);
        let said = said.map(|fragments| Cover::of(fragments.iter().map(|fragment| (fragment.start, fragment.end))));
        let mut matched = Vec::new();
        let span_at = |position: &u32| placed.binary_search_by_key(position, |word| word.0).ok().map(|at| placed[at].1);
        for (leaf, positions) in self.leaves.iter().zip(&positions) {
            let before = matched.len();
            leaf.shape.matched_words(positions, &starts, &mut matched);
            if let Some(said) = said.as_ref().filter(|_| leaf.of == Domain::Quotations) {
                let of_leaf = matched.split_off(before);
                let is_said = |word: Span| said.holds(word.start, word.end);
                matched.extend(of_leaf.into_iter().filter(|position| span_at(position).is_some_and(is_said)));
            }
        }
        matched.sort_unstable();
        matched.dedup();
        apart(matched.iter().filter_map(span_at))
    }
}

/// Spans with those that touch joined (pairs of characters overlap in scripts without spaces).
fn apart(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::new();
    for span in spans {
        match kept.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => kept.push(span),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::plan::Slot;
    use crate::text::analyse::query_words;

    fn slot(word: &str) -> Slot {
        let word = &query_words(word, &["en"])[0];
        let terms = word.stems.clone();
        Slot { terms, ..Slot::default() }
    }

    fn leaf(words: &[&str], shape: Shape) -> Arc<Leaf> {
        let slots = words.iter().map(|word| slot(word)).collect();
        Arc::new(Leaf {
            text: String::new(),
            slots,
            shape,
            zones: Vec::new(),
            weight: 1.0,
            passage_weight: 1.0,
            k1: 1.0,
            of: Domain::Articles,
            in_body: true,
        })
    }

    /// The marked words in brackets.
    fn check(leaves: &[Arc<Leaf>], expected: &str) {
        let text = expected.replace(['[', ']'], "");
        let mut got = String::new();
        let mut at = 0;
        for span in
            Highlighter::new(leaves).mark(&Marked { text: &text, language: Some("en"), sentences: &[], said: None })
        {
            got += &format!("{}[{}]", &text[at..span.start], span.of(&text));
            at = span.end;
        }
        got += &text[at..];
        assert_eq!(got, expected);
    }

    #[test]
    fn words_in_any_form() {
        check(&[leaf(&["talk"], Shape::Slot(0))], "“[Talks],” he [talked] of “the [talking]-to” (tall)");
    }

    #[test]
    fn words_that_stemming_shortens_or_changes() {
        check(&[leaf(&["die"], Shape::Slot(0))], "he [died], they are [dying], [dies] daily");
        check(
            &[leaf(&["dying", "sky"], Shape::Any(vec![Shape::Slot(0), Shape::Slot(1)]))],
            "[die] under the [skies] of skiing",
        );
        check(&[leaf(&["a"], Shape::Slot(0))], "[a] an [A] 1");
    }

    #[test]
    fn a_phrase_only_where_it_stands() {
        let phrase = Shape::Phrase { slots: vec![(0, 0), (1, 1)], slop: 0 };
        check(
            &[leaf(&["security", "guarantees"], phrase)],
            "security, but [security] [guarantees]; guarantees.\n\nsecurity\n\nguarantees",
        );
    }

    #[test]
    fn scripts_without_spaces_in_an_english_text() {
        let pair = |pair: &str| {
            let mut slot = slot("x");
            slot.terms = vec![pair.to_string()];
            let slots = vec![slot];
            Arc::new(Leaf {
                text: String::new(),
                slots,
                shape: Shape::Slot(0),
                zones: Vec::new(),
                weight: 1.0,
                passage_weight: 1.0,
                k1: 1.0,
                of: Domain::Articles,
                in_body: true,
            })
        };
        check(&[pair("~京都")], "in 東[京]都 they said");
        check(&[pair("~都")], "in 東京[都] 都市");
    }

    #[test]
    fn near_words_across_a_paragraph() {
        let near = Shape::Near { distance: 2, ordered: false, parts: vec![Shape::Slot(0), Shape::Slot(1)] };
        check(&[leaf(&["fire", "cease"], near)], "fire a a [cease] a\n\n[fire] cea");
    }
}
