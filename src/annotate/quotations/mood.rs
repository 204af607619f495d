//! A German sentence in, what it reports out. German marks reported speech by form: a comma and a complementizer, a verb in
//! the mood of reported speech, "zu" and an infinitive; and behind such a sentence others in that mood go on with it.

use super::cues::Tags;
use super::indirect::{CLAUSE, Reported, SOURCE, Sentence, closing, cue_of_source, end_of, mostly_narrative};
use super::inverted;
use super::layout::{Layout, Token};
use super::subject::{self, Subject};
use crate::annotate::names::{Class, Shape};
use std::ops::Range;

/// What goes on in the mood of reported speech. Measured: 92 of 109 had the right speaker, on German articles annotated by hand
/// that the rules were developed on.
const GOES_ON: (&str, f32) = ("indirect-reported", 0.8);

/// Words between a verb and the comma before what it reports: "sagte der Nachrichtenagentur WPA am Montag in Bonn". Guessed.
const OBJECT_WORDS_MAX: usize = 12;

/// The sentences of an article, read in order: who spoke last is remembered.
#[derive(Default)]
pub struct Mood {
    told: Option<Told>,
}

/// Who spoke in the sentence before, in which paragraph, by which cue.
struct Told {
    subject: Subject,
    cue: usize,
    paragraph: usize,
}

impl Mood {
    pub fn reported(&mut self, layout: &Layout, sentence: &Sentence) -> Vec<Reported> {
        let mut found = of_sentence(layout, sentence);
        found.retain(|r| mostly_narrative(layout, sentence, &r.content));
        let paragraph = sentence.paragraph;
        if found.is_empty() {
            let told = self.told.take().filter(|told| told.paragraph == paragraph);
            if let Some(told) = told.filter(|_| is_in_mood(layout, sentence)) {
                let subject = Some(told.subject.clone());
                let content = sentence.tokens.clone();
                found.push(Reported { content, rest: None, cue: told.cue, subject, shape: GOES_ON });
                self.told = Some(told);
                found.retain(|r| mostly_narrative(layout, sentence, &r.content));
                return found;
            }
        }
        let last = found.last().and_then(|r| Some((r.subject.clone()?, r.cue)));
        let told = last.or_else(|| who_spoke(layout, sentence));
        self.told = told.map(|(subject, cue)| Told { subject, cue, paragraph });
        found
    }
}

fn of_sentence(layout: &Layout, sentence: &Sentence) -> Vec<Reported> {
    if let Some(closing) = closing(layout, sentence).filter(|r| has_verb(layout, &r.content)) {
        return vec![closing];
    }
    if let Some(reported) = as_told(layout, sentence).or_else(|| source(layout, sentence)) {
        return vec![reported];
    }
    const REPORTED_MAX: usize = 6; // clauses of one sentence; bounds the work on endless sentences
    let mut found: Vec<Reported> = Vec::new();
    for piece in &sentence.pieces {
        for cue in piece.clone().filter(|&i| layout.tokens[i].is(Tags::CUE)) {
            if found.len() == REPORTED_MAX {
                return found;
            }
            let Some(clause) = clause(layout, sentence, piece, cue) else { continue };
            if let Some(last) = found.last_mut().filter(|l| l.content.start < cue && cue < l.content.end) {
                let floor = last.content.start.max(cue.saturating_sub(OBJECT_WORDS_MAX));
                let and = (floor..cue).rev().find(|&i| layout.tokens[i].is(Tags::CONJUNCTION));
                last.content.end = and.filter(|&and| and > last.content.start + 1).unwrap_or(last.content.end);
            }
            found.push(clause);
        }
    }
    found
}

/// The clause that the verb at `cue` reports behind its comma, or what somebody asks for.
fn clause(layout: &Layout, sentence: &Sentence, piece: &Range<usize>, cue: usize) -> Option<Reported> {
    if !subject::is_verb(layout, piece, cue) || is_impersonal(layout, piece, cue) {
        return None;
    }
    let subject = subject::left(layout, piece, cue);
    let content = behind_comma(layout, sentence, cue, subject.as_ref())
        .or_else(|| subject.as_ref().and_then(|subject| demand(layout, sentence, cue, subject)))?;
    let needs_complementizer = subject.is_none() || layout.tokens[cue].is(Tags::WEAK);
    if needs_complementizer && !layout.tokens[content.start].is(Tags::COMPLEMENTIZER) {
        return None;
    }
    Some(Reported { content, rest: None, cue, subject, shape: CLAUSE })
}

/// "es gibt", "gab es", "es geht um": nobody speaks.
fn is_impersonal(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    let is_it = |i: usize| piece.contains(&i) && layout.word(i).eq_ignore_ascii_case("es");
    let says = layout.word(cue).starts_with("heiß") || layout.word(cue).starts_with("hieß");
    !says && (is_it(cue + 1) || cue > piece.start && is_it(cue - 1))
}

/// The clause behind the verb's comma, of all commas in reach the first that begins one.
fn behind_comma(layout: &Layout, sentence: &Sentence, cue: usize, subject: Option<&Subject>) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    let end = sentence.tokens.end;
    let behind = subject.and_then(|subject| end_of(layout, subject, cue)).unwrap_or(cue + 1);
    for (i, token) in tokens.iter().enumerate().take(end.min(behind + OBJECT_WORDS_MAX)).skip(behind) {
        if token.is_mark() && !token.is_any_mark(&[',', '(', ')', '-', '\'', '’']) {
            return None;
        }
        if token.is_any_mark(&[',']) && is_clause(layout, i + 1..end) {
            return Some(i + 1..end);
        }
    }
    None
}

/// Whether a reported clause begins with the words: by a complementizer, by its mood, or as an infinitive with "zu".
fn is_clause(layout: &Layout, words: Range<usize>) -> bool {
    let tokens = &layout.tokens;
    let Some(first) = words.clone().next().map(|i| &tokens[i]) else { return false };
    if first.is(Tags::COMPLEMENTIZER) {
        return true;
    }
    if first.is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR).or(Tags::CUE)) {
        return false;
    }
    // The clause, with one more comma inside it: "die Stadt, die er kenne, sei alt".
    let mut commas = 0;
    let near = words.take_while(|&i| {
        commas += usize::from(tokens[i].is_any_mark(&[',']));
        commas < 3 && !tokens[i].is_any_mark(&[';', ':'])
    });
    near.into_iter().any(|i| is_reported_verb(layout, i) || is_zu_infinitive(layout, i))
}

fn is_reported_verb(layout: &Layout, i: usize) -> bool {
    layout.tokens[i].is_lower()
        && (layout.tokens[i].is(Tags::REPORTED)
            || matches!(layout.word(i), "würde" | "hätte" | "wäre" | "wären" | "könnte"))
}

/// "zu warten", "mitzuteilen"
fn is_zu_infinitive(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    // "zu den Sitzungen", "zu hohen Kosten": a preposition with its noun.
    let small = Tags::DETERMINER.or(Tags::OBLIQUE).or(Tags::PREPOSITION);
    let governs = |i: usize| layout.tokens.get(i + 1).is_some_and(|t| t.is_capital());
    let infinitive = |i: usize| {
        layout.tokens.get(i).is_some_and(|t| t.is_lower() && t.mention.is_none() && !t.is(small)) && {
            let word = layout.word(i);
            word.ends_with("en") || word.ends_with("rn") || word.ends_with("ln") || word == "sein" || word == "tun"
        }
    };
    const INSIDE: &[&str] = &[
        "anzu",
        "aufzu",
        "auszu",
        "einzu",
        "mitzu",
        "vorzu",
        "zuzu",
        "abzu",
        "nachzu",
        "weiterzu",
        "zurückzu",
        "festzu",
        "durchzu",
        "umzu",
        "teilzu",
        "herauszu",
        "hinzuzu",
        "voranzu",
        "freizu",
        "bereitzu",
        "entgegenzu",
        "wegzu",
        "zusammenzu",
        "loszu",
        "beizu",
        "hinzu",
    ];
    let inside = || INSIDE.iter().any(|prefix| layout.word(i).starts_with(prefix));
    token.is_lower() && (layout.word(i) == "zu" && infinitive(i + 1) && !governs(i + 1) || infinitive(i) && inside())
}

/// "forderte mehr Lohn für alle", "kündigte eine Klage vor Gericht an": what somebody wants, told as a noun.
fn demand(layout: &Layout, sentence: &Sentence, cue: usize, subject: &Subject) -> Option<Range<usize>> {
    const WORDS_MIN: usize = 4; // fewer name a thing and report nothing; guessed
    const STEMS: &[&str] = &["forder", "verlang", "kündig"];
    if !STEMS.iter().any(|stem| layout.word(cue).starts_with(stem)) {
        return None;
    }
    let tokens = &layout.tokens;
    // "Der Brand forderte zwei Todesopfer"
    if matches!(subject, Subject::Phrase(words) if !inverted::may_speak(layout, words)) {
        return None;
    }
    let start = end_of(layout, subject, cue).unwrap_or(cue + 1);
    let mut end = sentence.tokens.end;
    // "kündigte den Vertrag"
    let announces = |i: usize| layout.word(i) == "an" && tokens.get(i + 1).is_none_or(Token::is_mark);
    if layout.word(cue).starts_with("kündig") && !(start..end).any(announces) {
        return None;
    }
    while end > start && (tokens[end - 1].is_mark() || layout.word(end - 1) == "an") {
        end -= 1;
    }
    let open = tokens.get(start).is_some_and(|t| !t.is_mark() && !t.is(Tags::CONJUNCTION));
    (open && end >= start + WORDS_MIN).then_some(start..end)
}

/// "Wie Lund mitteilte, wurden …", "…, wie Lund mitteilte.": the verb stands last and its clause is no part of what is said.
fn as_told(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    const WORDS_MAX: usize = 30; // an office, an apposition, a day and a place; guessed
    let tokens = &layout.tokens;
    for piece in &sentence.pieces {
        let is_as = |i: &usize| {
            let parted = *i == sentence.tokens.start || *i > piece.start && tokens[i - 1].is_any_mark(&[',']);
            parted && layout.word(*i).eq_ignore_ascii_case("wie")
        };
        for as_ in piece.clone().filter(is_as) {
            let reach = as_ + 1..piece.end.min(as_ + WORDS_MAX);
            let is_cue = |&i: &usize| {
                tokens[i].is(Tags::SPEECH) && subject::is_verb(layout, piece, i) && closes(layout, i, piece.end)
            };
            let Some(cue) = reach.into_iter().find(is_cue) else { continue };
            let clause = as_ + 1..piece.end;
            let subject = subject::left(layout, &clause, cue).or_else(|| subject::main(layout, as_ + 1..cue));
            let behind =
                (cue + 1..piece.end).find(|&i| tokens[i].is_any_mark(&[','])).map_or(sentence.tokens.end, |i| i + 1);
            let before = sentence.tokens.start..as_;
            let rest = Some(behind..sentence.tokens.end).filter(|rest| rest.len() > 1);
            let (content, rest) = if before.len() > 1 { (before, rest) } else { (rest?, None) };
            return Some(Reported { content, rest, cue, subject, shape: SOURCE });
        }
    }
    None
}

/// Whether the verb is the last of its clause, but for an auxiliary: "mitteilte,", "mitgeteilt hat."
fn closes(layout: &Layout, verb: usize, end: usize) -> bool {
    let has = |i: usize| i < end && matches!(layout.word(i), "hat" | "haben" | "hatte" | "hatten");
    let next = verb + 1 + usize::from(has(verb + 1));
    next >= end || layout.tokens[next].is_mark()
}

/// "Laut Lund ist …", "Nach Angaben von Lund ist …", "Lund zufolge ist …", "Die Lage ist laut Lund ernst", "…, so Lund, …".
fn source(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let tokens = &layout.tokens;
    let (piece, cue) = cue_of_source(layout, sentence)?;
    let subject = subject::source(layout, piece.start, cue, piece.end)?;
    let is_postposed = tokens[cue].is(Tags::POSTPOSED);
    let first = if is_postposed { start_of_source(layout, piece, cue) } else { cue - governing(layout, piece, cue) };
    let behind = if is_postposed { cue + 1 } else { end_of_source(layout, cue + 1, piece.end) };
    let behind = behind.max(end_of_name(layout, piece, cue, &subject));
    let end = sentence.tokens.end;
    let before = sentence.tokens.start..first;
    let rest = Some(behind..end).filter(|rest| rest.len() > 1);
    let (content, rest) = if before.len() > 1 { (before, rest) } else { (rest?, None) };
    Some(Reported { content, rest, cue, subject: Some(subject), shape: SOURCE })
}

/// Where a name ends that a comma parts from its office: "so der Direktor des Amtes, Peter Lund, …".
fn end_of_name(layout: &Layout, piece: &Range<usize>, cue: usize, subject: &Subject) -> usize {
    let Subject::Name(name) = subject else { return 0 };
    let last = (cue + 1..piece.end).rev().find(|&i| layout.tokens[i].mention == Some(*name));
    let Some(last) = last else { return 0 };
    let parted = last + 1 < piece.end && layout.tokens[last + 1].is_any_mark(&[',']);
    last + 1 + usize::from(parted)
}

/// The preposition before "Angaben".
fn governing(layout: &Layout, piece: &Range<usize>, cue: usize) -> usize {
    let is_own = layout.tokens[cue].is(Tags::SOURCE) && cue > piece.start;
    usize::from(is_own && layout.tokens[cue - 1].is(Tags::PREPOSITION))
}

/// Where the noun phrase before "zufolge" begins.
fn start_of_source(layout: &Layout, piece: &Range<usize>, cue: usize) -> usize {
    let mut start = subject::noun_phrase(layout, piece.start, cue).map_or(cue, |phrase| phrase.start);
    while start > piece.start {
        let before = &layout.tokens[start - 1];
        let carries = before.is(Tags::CARRYING) || matches!(layout.word(start), "der" | "des") && before.is_capital();
        let Some(head) = carries
            .then(|| subject::noun_phrase(layout, piece.start, start - usize::from(before.is(Tags::CARRYING))))
            .flatten()
        else {
            break;
        };
        start = head.start;
    }
    start
}

/// Where the noun phrase that names a source ends: at a mark, or at the first small word behind a noun that neither governs
/// nor joins another. There the verb stands, if the phrase is the sentence's first.
fn end_of_source(layout: &Layout, start: usize, end: usize) -> usize {
    const WORDS_MAX: usize = 25; // guessed
    let tokens = &layout.tokens;
    let is_noun = |t: &Token| {
        t.mention.is_some() || t.is_capital() || t.word.shape == Shape::Number || t.is_class(Class::CALENDAR)
    };
    let carries =
        |t: &Token| t.is(Tags::PREPOSITION.or(Tags::CONJUNCTION)) || t.is(Tags::DETERMINER) && !t.is(Tags::PRONOUN);
    let stops = |&i: &usize| {
        let token = &tokens[i];
        if token.is_mark() {
            return !token.is_any_mark(&['(', ')', '-', '.']) || i + 1 == end;
        }
        let before = &tokens[i - 1];
        let behind_noun = is_noun(before) || before.is_any_mark(&[')']);
        token.mention.is_none() && token.is_lower() && behind_noun && (!carries(token) || token.is(Tags::BE))
    };
    let reach = start..end.min(start + WORDS_MAX);
    let stop = reach.into_iter().find(stops).unwrap_or(end);
    stop + usize::from(stop < end && tokens[stop].is_any_mark(&[',']))
}

/// Whether the sentence is in the mood of reported speech: such a verb stands before any other that is known.
fn is_in_mood(layout: &Layout, sentence: &Sentence) -> bool {
    let tokens = &layout.tokens;
    let is_plain = |i: usize| {
        tokens[i].is(Tags::BE) && !tokens[i].is(Tags::REPORTED)
            || matches!(layout.word(i), "hat" | "haben" | "hatte" | "kann" | "soll" | "will" | "muss")
    };
    let words = sentence.pieces.iter().flat_map(|piece| piece.clone());
    let verb = words
        .filter(|&i| tokens[i].is_lower())
        .find(|&i| is_reported_verb(layout, i) || is_plain(i) && closes_none(layout, i));
    verb.is_some_and(|i| is_reported_verb(layout, i))
}

/// A verb that a comma does not follow: one that does closes a relative clause.
fn closes_none(layout: &Layout, i: usize) -> bool {
    layout.tokens.get(i + 1).is_none_or(|t| !t.is_any_mark(&[',']))
}

/// Who speaks by a verb of saying, whatever it reports: what follows may go on with it.
fn who_spoke(layout: &Layout, sentence: &Sentence) -> Option<(Subject, usize)> {
    sentence.pieces.iter().find_map(|piece| {
        let cue = piece.clone().find(|&i| layout.tokens[i].is(Tags::SPEECH) && subject::is_verb(layout, piece, i))?;
        let subject = subject::left(layout, piece, cue).filter(|_| !is_impersonal(layout, piece, cue))?;
        Some((subject, cue))
    })
}

/// Whether the words hold what may be a finite verb.
fn has_verb(layout: &Layout, words: &Range<usize>) -> bool {
    words.clone().any(|i| {
        let token = &layout.tokens[i];
        let form = || ["t", "te", "ten", "en"].iter().any(|ending| layout.word(i).ends_with(ending));
        let known = Tags::BE.or(Tags::REPORTED).or(Tags::CUE);
        token.is_lower() && (token.is(known) || !token.is_class(Class::FUNCTION) && form())
    })
}
