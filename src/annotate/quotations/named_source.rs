//! A German sentence in, what it reports by naming its source out: "Nach Angaben der Polizei …", "Laut Lund …", "Wie Lund
//! mitteilte, …", "…, so Lund".

use super::cues::Tags;
use super::indirect::{Reported, SOURCE, Sentence, cue_of_source};
use super::inverted;
use super::layout::{Layout, Token};
use super::mood::has_verb;
use super::phrases;
use super::subject::{self, Subject};
use super::verbs;
use crate::annotate::names::{Class, Shape};
use std::ops::Range;

pub fn reported(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    as_told(layout, sentence).or_else(|| source(layout, sentence))
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
            let emerges = !reach.is_empty() && layout.word(reach.start) == "aus";
            let is_cue = |&i: &usize| {
                let says = tokens[i].is(Tags::SPEECH) && verbs::is_verb(layout, piece, i) && may_tell(layout, i);
                let learns = matches!(layout.word(i), "erfuhr" | "erfahren" | "erfuhren");
                (says || learns || emerges && layout.word(i).starts_with("hervorg")) && closes(layout, i, piece.end)
            };
            let Some(cue) = reach.into_iter().find(is_cue) else { continue };
            let clause = as_ + 1..piece.end;
            let document = emerges.then(|| phrases::phrase_from(layout, as_ + 2, cue));
            let told = || subject::left(layout, &clause, cue).or_else(|| subject::main(layout, as_ + 1..cue));
            let subject = document.unwrap_or_else(told);
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

/// Whether several are said to tell by the verb: "wie Augenzeugen berichten", but "wie Städte ihre Bürger warnen".
fn may_tell(layout: &Layout, verb: usize) -> bool {
    const STEMS: &[&str] =
        &["bericht", "meld", "schreib", "sag", "erklär", "beton", "bestätig", "erzähl", "schilder", "versicher"];
    let several = layout.tokens[verb].is(Tags::BASE);
    !several || STEMS.iter().any(|stem| layout.word(verb).starts_with(stem))
}

/// Whether the verb is the last of its clause, but for an auxiliary: "mitteilte,", "mitgeteilt hat."
fn closes(layout: &Layout, verb: usize, end: usize) -> bool {
    let has = |i: usize| i < end && matches!(layout.word(i), "hat" | "haben" | "hatte" | "hatten");
    let next = verb + 1 + usize::from(has(verb + 1));
    next >= end || layout.tokens[next].is_mark()
}

/// Where the words that name a source stand, and who it is.
struct Named {
    words: Range<usize>,
    cue: usize,
    subject: Option<Subject>,
}

/// "Laut Lund ist …", "Nach Angaben von Lund ist …", "Lund zufolge ist …", "Die Lage ist laut Lund ernst", "…, so Lund, …".
fn source(layout: &Layout, sentence: &Sentence) -> Option<Reported> {
    let Named { words, cue, subject } = by_noun(layout, sentence).or_else(|| by_cue(layout, sentence))?;
    let end = sentence.tokens.end;
    let before = sentence.tokens.start..words.start;
    let behind = if before.is_empty() { behind_relative(layout, words.end, end) } else { words.end };
    let rest = Some(behind..end).filter(|rest| rest.len() > 1);
    let (content, rest) = if before.len() > 1 { (before, rest) } else { (rest?, None) };
    const WORDS_SURE: usize = 6; // of so many one is a verb, known or not; guessed
    let words = content.len() + rest.as_ref().map_or(0, |rest| rest.len());
    let told = words >= WORDS_SURE || has_verb(layout, &content) || rest.as_ref().is_some_and(|r| has_verb(layout, r));
    told.then_some(Reported { content, rest, cue, subject, shape: SOURCE })
}

/// "Laut einem Zeugen, der befragt wurde, | ist …": a clause that says who the source is. The verb of the sentence stands behind it.
fn behind_relative(layout: &Layout, start: usize, end: usize) -> usize {
    const WORDS_MAX: usize = 30; // guessed
    let tokens = &layout.tokens;
    let is_comma = |i: usize| tokens[i].is_any_mark(&[',']);
    let describes = start < end
        && is_comma(start - 1)
        && matches!(layout.word(start), "der" | "die" | "das" | "dem" | "den" | "deren" | "dessen");
    let small = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::PRONOUN);
    let is_verb = |i: usize| tokens[i].is_lower() && tokens[i].mention.is_none() && !tokens[i].is(small);
    let reach = start..end.min(start + WORDS_MAX);
    let closes = |&i: &usize| i + 1 < end && is_comma(i) && tokens[i - 1].is_lower() && is_verb(i + 1);
    let comma = reach.into_iter().find(|i| describes && closes(i));
    comma.map_or(start, |comma| comma + 1)
}

fn by_cue(layout: &Layout, sentence: &Sentence) -> Option<Named> {
    let tokens = &layout.tokens;
    let (piece, cue) = cue_of_source(layout, sentence)?;
    if let Some(noun) = described_noun(layout, cue + 1..piece.end) {
        let subject = Some(phrases::phrase_from(layout, noun, piece.end)?);
        return Some(Named { words: cue..end_of_source(layout, noun, piece.end), cue, subject });
    }
    let is_postposed = tokens[cue].is(Tags::POSTPOSED);
    if let Some(name) = Some(cue + 1).filter(|&i| !is_postposed && i < piece.end && is_bare_name(layout, i)) {
        return Some(Named { words: cue..name + 1, cue, subject: Some(Subject::Phrase(name..name + 1)) });
    }
    let subject = subject::source(layout, piece.start, cue, piece.end)?;
    let first = if is_postposed { start_of_source(layout, piece, cue) } else { cue - governing(layout, piece, cue) };
    let behind = if is_postposed { cue + 1 } else { end_of_source(layout, cue + 1, piece.end) };
    let behind = behind.max(end_of_name(layout, piece, cue, &subject));
    Some(Named { words: first..behind, cue, subject: Some(subject) })
}

/// "laut | Polizei | der Täter": a body that is named without an article; a genitive would belong to one, as it does to "Angaben".
fn is_bare_name(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    let body = token.is_class(Class::BODY.or(Class::ORGANISATION)) || token.word.shape == Shape::Upper;
    let report = ["meldung", "mitteilung", "bericht"].iter().any(|end| layout.word(i).ends_with(end));
    let said = token.is(Tags::NOUN.or(Tags::SOURCE)) || is_compound(layout.word(i)) || report;
    let genitive = |i: usize| matches!(layout.word(i), "des" | "eines" | "einer");
    let next = layout.tokens.get(i + 1).is_some_and(|t| t.is(Tags::DETERMINER) && t.is_lower() && !genitive(i + 1));
    token.is_capital() && token.mention.is_none() && body && !said && next
}

/// "laut | einer am Dienstag veröffentlichten | Mitteilung": the noun that an article belongs to, behind what describes it.
fn described_noun(layout: &Layout, words: Range<usize>) -> Option<usize> {
    const WORDS_MAX: usize = 10; // guessed
    let tokens = &layout.tokens;
    let described = words.len() > 2
        && tokens[words.start].is(Tags::DETERMINER)
        && tokens[words.start + 1].is(Tags::PREPOSITION)
        && tokens[words.start + 1].is_lower();
    let participle = |i: usize| {
        let small = tokens[i].is(Tags::PREPOSITION.or(Tags::DETERMINER)) || !tokens[i].is_lower();
        !small && layout.word(i).ends_with("en")
    };
    let near = words.start + 3..words.end.min(words.start + WORDS_MAX);
    near.into_iter()
        .take_while(|&i| !tokens[i].is_mark())
        .find(|&i| described && tokens[i].is_capital() && participle(i - 1))
}

/// "Nach offiziellen Angaben ist …", "Nach einem Bericht des Senders ist …", "Nach Polizeiangaben ist …": what a noun says the
/// source of is its owner's, and its own where it has none.
fn by_noun(layout: &Layout, sentence: &Sentence) -> Option<Named> {
    let tokens = &layout.tokens;
    sentence.pieces.iter().find_map(|piece| {
        let is_source =
            |i: usize| tokens[i].is_capital() && (tokens[i].is(Tags::SOURCE) || is_compound(layout.word(i)));
        piece.clone().filter(|&i| is_source(i)).find_map(|noun| {
            let first = preposition_before(layout, piece, noun)?;
            // "Sie erklärte nach Medienberichten, …": a verb says who speaks.
            if (piece.start..first).any(|i| tokens[i].is(Tags::SPEECH) && verbs::is_verb(layout, piece, i)) {
                return None;
            }
            if (first..noun).any(|i| layout.word(i).starts_with("eigene")) {
                // Nobody is named by them, and what follows is told already: "nach eigenen Angaben | ein Lager".
                let clause = if first > piece.start { piece.start..first } else { noun + 1..piece.end };
                let subject = subject::main(layout, clause);
                return Some(Named { words: first..noun + 1, cue: noun, subject });
            }
            let described = noun + 1 + bare_genitives(layout, noun + 1..piece.end);
            let owner = owner(layout, noun + 1..piece.end, described);
            let subject = owner.unwrap_or(Subject::Phrase(first + 1..noun + 1));
            let end = end_of_source(layout, described, piece.end).max(end_of_name(layout, piece, noun, &subject));
            Some(Named { words: first..end, cue: noun, subject: Some(subject) })
        })
    })
}

/// How many words begin the range that show the genitive where no article does: "Angaben | westlicher | Behörden".
fn bare_genitives(layout: &Layout, words: Range<usize>) -> usize {
    const WORDS_MAX: usize = 3; // "vieler hoher westlicher"; guessed
    let tokens = &layout.tokens;
    let small = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::CONJUNCTION).or(Tags::AUXILIARY).or(Tags::PRONOUN);
    let shows = |i: &usize| {
        let t = &tokens[*i];
        t.is_lower() && t.mention.is_none() && layout.word(*i).ends_with("er") && !t.is(small)
    };
    let n_words = words.clone().take(WORDS_MAX).take_while(shows).count();
    let noun = words.start + n_words;
    if noun < words.end && tokens[noun].is_capital() { n_words } else { 0 }
}

/// "Polizeiangaben", "Medienberichten"
fn is_compound(word: &str) -> bool {
    ["angaben", "berichten", "informationen", "meldungen"].iter().any(|end| word.ends_with(end))
}

/// The "nach" that governs a noun, its article and adjectives passed over.
fn preposition_before(layout: &Layout, piece: &Range<usize>, noun: usize) -> Option<usize> {
    const WORDS_MAX: usize = 3; // "nach den ersten offiziellen Angaben"; guessed
    let describes = |i: &usize| {
        let t = &layout.tokens[*i];
        let adjective = ["en", "er", "em"].iter().any(|ending| layout.word(*i).ends_with(ending));
        t.is(Tags::DETERMINER) || t.is_lower() && adjective && !t.is(Tags::PREPOSITION.or(Tags::AUXILIARY).or(Tags::BE))
    };
    let before = (piece.start..noun).rev();
    let first = noun - before.take(WORDS_MAX).take_while(describes).count();
    let preposition = first.checked_sub(1).filter(|i| piece.contains(i))?;
    let from = layout.word(preposition);
    (from.eq_ignore_ascii_case("nach") || from.eq_ignore_ascii_case("aus") && layout.word(noun) == "Sicht")
        .then_some(preposition)
}

/// Whose a noun is: "Angaben | der Polizei", "Angaben von | Lund", "Angaben | Lunds", "Angaben | westlicher Behörden", whose noun
/// stands at `described`.
fn owner(layout: &Layout, words: Range<usize>, described: usize) -> Option<Subject> {
    let first = layout.tokens.get(words.start).filter(|_| !words.is_empty())?;
    let genitive = matches!(layout.word(words.start), "der" | "des" | "eines" | "einer" | "unserer" | "dieser");
    let from = matches!(layout.word(words.start), "von" | "vom" | "aus");
    let named = first.mention.is_some() || first.is_capital();
    if described > words.start {
        let owner = phrases::phrase_from(layout, described, words.end)?;
        let Subject::Phrase(noun) = owner else { return Some(owner) };
        // "Angaben informierter Kreise": whom no table knows is told with what they gave.
        let first = words.start - usize::from(!inverted::may_speak(layout, &noun));
        return Some(Subject::Phrase(first..noun.end));
    }
    if !(genitive || from || named) {
        return None;
    }
    phrases::phrase_from(layout, words.start + usize::from(from), words.end)
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
    let mut start = phrases::noun_phrase(layout, piece.start, cue).map_or(cue, |phrase| phrase.start);
    while start > piece.start {
        let before = &layout.tokens[start - 1];
        let carries = before.is(Tags::CARRYING) || matches!(layout.word(start), "der" | "des") && before.is_capital();
        let Some(head) = carries
            .then(|| phrases::noun_phrase(layout, piece.start, start - usize::from(before.is(Tags::CARRYING))))
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
        let adverbial =
            matches!(layout.word(i), "um" | "gegen" | "seit" | "wegen" | "bei" | "nach" | "durch" | "während" | "bis");
        if token.is_lower() && adverbial {
            return true; // "laut Polizei | um zehn Prozent"
        }
        let behind_noun = is_noun(before) || before.is_any_mark(&[')']);
        token.mention.is_none() && token.is_lower() && behind_noun && (!carries(token) || token.is(Tags::BE))
    };
    let reach = start..end.min(start + WORDS_MAX);
    let stop = reach.into_iter().find(stops).unwrap_or(end);
    stop + usize::from(stop < end && tokens[stop].is_any_mark(&[',']))
}
