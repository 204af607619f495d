//! A verb of saying in, where its clause begins behind when, where and how it was said out: "said Thursday | they left", "said in a
//! statement | the boats were late".

use super::content::is_told_to_nobody;
use super::cues::Tags;
use super::indirect::CLAUSE_WORDS_MAX;
use super::layout::Layout;
use super::{WORDS, verbs};
use crate::annotate::names::{Class, Shape};
use crate::text::word_lists::Words;
use std::ops::Range;

/// Prepositions of a phrase that tells when or where something was said.
static WHEN_OR_WHERE: Words = Words::of(WORDS, "when or where");
/// The same of one that belongs to what was said: "despite the ice".
static OF_CLAUSE: Words = Words::of(WORDS, "of a clause");
/// Before what says when: "earlier this year".
static POINTS: Words = Words::of(WORDS, "points");
/// Says when by itself.
static DAYS: Words = Words::of(WORDS, "day");
/// Says when behind a word that points: "last week".
static PERIODS: Words = Words::of(WORDS, "period");
/// A part of what says when, wherever it stands.
static BESIDE_TIME: Words = Words::of(WORDS, "beside a time");

/// Where the clause begins behind when and where it was said: "said Thursday | they left", "said in a statement | the boats
/// were late". `None` where no such thing stands behind the cue, or no clause behind that.
pub fn behind_adverbial(layout: &Layout, cue: usize, end: usize) -> Option<usize> {
    const ADVERBIALS_MAX: usize = 2; // "in a statement on Thursday"; guessed
    let verb = &layout.tokens[cue];
    if layout.inverts || !verb.is(Tags::SPEECH) || verb.is(Tags::WEAK) {
        return None;
    }
    let mut at = cue + 1;
    for _ in 0..ADVERBIALS_MAX {
        at = end_of_time(layout, at, end);
        if at >= end || !says_when_or_where(layout.word(at)) {
            break;
        }
        let day = end_of_time(layout, at + 1, end);
        at = if day > at + 1 { day } else { end_of_time(layout, end_of_place(layout, at + 1, end)?, end) };
    }
    (at > cue + 1 && begins_told(layout, at, end)).then_some(at)
}

/// Just past the noun phrase behind a preposition: "in | a statement". `None` where none stands there.
fn end_of_place(layout: &Layout, at: usize, end: usize) -> Option<usize> {
    const WORDS_MAX: usize = 4; // guessed
    let tokens = &layout.tokens;
    let small = Tags::PREPOSITION.or(Tags::PRONOUN).or(Tags::DETERMINER).or(Tags::CONJUNCTION).or(Tags::FINITE);
    let noun = |i: &usize| {
        let t = &tokens[*i];
        let begins_clause = matches!(layout.word(*i), "it" | "there");
        !t.is_mark() && t.mention.is_none() && !t.is(small) && !begins_clause && end_of_time(layout, *i, end) == *i
    };
    let first = at + usize::from(at < end && tokens[at].is(Tags::DETERMINER));
    let words = (first..end.min(first + WORDS_MAX)).take_while(noun).count();
    (words > 0).then_some(first + words)
}

/// Prepositions of a phrase that tells when or where something was said.
fn says_when_or_where(word: &str) -> bool {
    WHEN_OR_WHERE.has(word)
}

/// Where the clause begins that has a phrase and its comma before its subject: "said | despite the ice, the boats were late", and
/// behind the comma where the phrase may say when or where it was said: "said in Bonn, | the boats were late".
pub fn behind_phrase(layout: &Layout, cue: usize, end: usize) -> Option<usize> {
    const PHRASE_WORDS_MAX: usize = 14; // "despite the decision to suspend payments"; guessed
    let tokens = &layout.tokens;
    if !is_told_to_nobody(layout, cue) || tokens[cue].is(Tags::PARTICIPLE) {
        return None;
    }
    let opens = layout.word(cue + 1);
    let is_of_clause = OF_CLAUSE.has(opens);
    if !is_of_clause && !says_when_or_where(opens) {
        return None;
    }
    let near = cue + 2..end.min(cue + 2 + PHRASE_WORDS_MAX);
    let comma = near.into_iter().find(|&i| tokens[i].is_mark()).filter(|&i| tokens[i].is_any_mark(&[',']))?;
    let start = if is_of_clause { cue + 1 } else { comma + 1 };
    begins_told(layout, comma + 1, end).then_some(start)
}

/// Whether a subject begins at the token, and its verb follows before a mark.
pub fn begins_told(layout: &Layout, at: usize, end: usize) -> bool {
    let tokens = &layout.tokens;
    let Some(first) = tokens.get(at).filter(|_| at < end) else { return false };
    // "in a tweet that went viral" has no clause of its own.
    let begins = first.mention.is_some()
        || first.is(Tags::PRONOUN.or(Tags::DETERMINER)) && !first.is(Tags::COMPLEMENTIZER)
        || matches!(layout.word(at), "it" | "there");
    let clause = at + 1..end.min(at + CLAUSE_WORDS_MAX / 2);
    let verb = |i: usize| {
        verbs::is_finite(layout, &clause, i) || layout.word(i).ends_with("ed") || verbs::is_strong_past(layout, i)
    };
    begins && clause.clone().take_while(|&i| !tokens[i].is_mark()).any(verb)
}

/// Just past the words from `at` on that say when: "Thursday morning", "May 3", "today", "earlier this year", "last week".
fn end_of_time(layout: &Layout, mut at: usize, end: usize) -> usize {
    let tokens = &layout.tokens;
    let points = |i: &usize| POINTS.has(layout.word(*i));
    let is_day = |i: usize| {
        let day = DAYS.has(layout.word(i));
        tokens[i].mention.is_none() && !tokens[i].word.possessive && (day || tokens[i].is_class(Class::CALENDAR))
    };
    let is_period = |i: usize| PERIODS.has(layout.word(i)) && !tokens[i].word.possessive;
    let is_number = |i: usize| tokens[i].word.shape == Shape::Number && tokens[i - 1].is_class(Class::CALENDAR);
    while at < end {
        let behind = at + (at..end).take_while(points).count();
        let pointed = behind > at && behind < end && (is_period(behind) || is_day(behind));
        match pointed {
            true => at = behind + 1,
            false if is_day(at) || is_number(at) => at += 1,
            false => break,
        }
    }
    at
}

/// Whether the words between a verb and its clause only tell when, where, how or to whom: "said | for the first time publicly | that".
pub fn is_adjunct(layout: &Layout, words: Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let first = &tokens[words.start];
    let adverb = |i: usize| {
        let small = tokens[i].is(Tags::AUXILIARY) && !tokens[i].is(Tags::FINITE.or(Tags::SEVERAL));
        tokens[i].is_lower() && (layout.word(i).ends_with("ly") || small)
    };
    let opens = first.is_mark() || first.is(Tags::PREPOSITION) && first.mention.is_none() || adverb(words.start);
    let in_time = |i: usize| BESIDE_TIME.has(layout.word(i)) || end_of_time(layout, i, words.end) > i;
    opens || words.clone().any(in_time)
}
