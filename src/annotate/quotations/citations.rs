//! A verb in, whom it cites out: "the paper quoted Lund as saying", "Lund was quoted as saying".

use super::cues::Tags;
use super::layout::Layout;
use super::phrases;
use super::subject::{self, Subject};
use std::ops::Range;

/// "quoted | Lund | as saying": the verb that cites somebody, and the participle that reports what he says.
pub struct Citation {
    verb: usize,
    /// "saying"
    pub participle: usize,
}

/// The English citation whose verb, or whose participle, stands at `verb`.
pub fn citation(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Citation> {
    const REACH: usize = 14; // from "quoted" to "saying", whoever is cited described between; guessed
    if layout.inverts {
        return None;
    }
    let tokens = &layout.tokens;
    let cites = |i: usize| tokens[i].is_lower() && is_citing(layout.word(i));
    let parts = |i: usize| tokens[i].is_any_mark(&['.', ';', ':', '“', '”', '"']) || tokens[i].is(Tags::RELATIVE);
    let says = |i: usize| {
        let participle = tokens[i].is(Tags::PARTICIPLE) && tokens[i].is(Tags::SPEECH);
        participle && i > range.start && layout.word(i - 1) == "as"
    };
    if cites(verb) {
        let near = verb + 1..range.end.min(verb + REACH);
        let participle = near.take_while(|&i| !parts(i)).find(|&i| says(i))?;
        return Some(Citation { verb, participle });
    }
    let participle = Some(verb).filter(|&i| says(i))?;
    let floor = range.start.max(participle.saturating_sub(REACH));
    let verb = (floor..participle).rev().take_while(|&i| !parts(i)).find(|&i| cites(i))?;
    Some(Citation { verb, participle })
}

fn is_citing(word: &str) -> bool {
    match word.as_bytes() {
        [b'q', ..] => word.starts_with("quot"),
        [b'c', ..] => word.starts_with("cite") || word.starts_with("citing"),
        [b'r', ..] => word.starts_with("report"),
        _ => false,
    }
}

/// Whether the verb cites somebody, so that the participle behind it reports: "quoted | Lund as saying".
pub fn cites(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    citation(layout, range, verb).is_some_and(|citation| citation.verb == verb)
}

impl Citation {
    /// Who is cited: "quoted | Lund | as saying", "| Lund | was quoted as saying", "| Lund |, quoted by the paper as saying".
    pub fn cited(&self, layout: &Layout, floor: usize) -> Option<Subject> {
        let tokens = &layout.tokens;
        let small = |i: &usize| {
            tokens[*i].is(Tags::BE.or(Tags::AUXILIARY)) && tokens[*i].is_lower() || layout.word(*i).ends_with("ly")
        };
        let start = self.verb - (floor..self.verb).rev().take_while(small).count();
        let passive = (start..self.verb).any(|i| tokens[i].is(Tags::BE));
        let object = self.verb + 1..self.participle - 1;
        let lacks_object =
            object.is_empty() || tokens[object.start].is_mark() || tokens[object.start].is(Tags::PREPOSITION);
        if passive || lacks_object {
            return subject::phrase_ending_at(layout, floor, start);
        }
        let nominal = |i: usize| tokens[i].is_word_of_phrase() || tokens[i].is(Tags::CONJUNCTION);
        // "cited security and judicial sources as saying", but "quoted them as saying"
        let several = || object.len() > 1 && object.clone().all(nominal);
        let first = phrases::phrase_from(layout, object.start, object.end);
        first.or_else(|| several().then_some(Subject::Phrase(object.clone())))
    }
}
