//! A verb in, its grammatical subject out.
//!
//! Not a parser: the words beside the verb are read from the inside out. To the left, adverbs and auxiliaries
//! are passed over, then a pronoun, a name, a relative "who", an apposition between commas or a noun phrase
//! is taken; a name inside a prepositional phrase is not the subject but belongs to its head ("a spokesman
//! for Lund said"). Every walk is bounded, so that long sentences cost no more than short ones.

use super::cues::Tags;
use super::inverted;
use super::layout::{Layout, Token};
use super::romance;
use crate::annotate::names::{Class, Shape};
use std::ops::Range;

/// Who a verb is said of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Index into `People::mentions`.
    Name(usize),
    /// Token of a pronoun.
    Pronoun(usize),
    /// Tokens of a noun phrase.
    Phrase(Range<usize>),
}

/// Words looked at on either side of a verb: more than the longest apposition met. Guessed.
const REACH: usize = 45;
const PHRASE_WORDS_MAX: usize = 14; // guessed

/// Whether the token is used as a verb of saying or holding, not as a noun ("his claims").
pub fn is_verb(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if !token.is(Tags::CUE) || !(token.is_lower() || romance::opens_sentence(layout, i)) || token.mention.is_some() {
        return false;
    }
    if matches!(layout.word(i), "put" | "puts" | "putting") && !puts_so(layout, range, i) {
        return false;
    }
    if layout.nouns_are_capital && token.is(Tags::BASE) {
        return inverted::is_plural(layout, range, i);
    }
    if inverted::is_no_verb(layout, range, i) {
        return false;
    }
    let Some(before) = (i > range.start).then(|| &layout.tokens[i - 1]) else {
        return !token.is(Tags::BASE) && !token.is(Tags::NOUN);
    };
    if token.is(Tags::PARTICIPLE) {
        return !before.is(Tags::DETERMINER) && !before.word.possessive;
    }
    if before.is(Tags::DETERMINER) && !before.is(Tags::PRONOUN) {
        return before.is(Tags::SEVERAL) && !token.is(Tags::NOMINAL) && is_finite_form(layout, range, i);
    }
    // "300 pledged boats"
    let counted = before.word.shape == Shape::Number && layout.word(i).ends_with("ed");
    if counted && !begins_clause(layout, range, i + 1) {
        return false;
    }
    if token.is(Tags::THIRD) && !before.is(Tags::AUXILIARY.or(Tags::BE)) {
        return false;
    }
    if before.word.possessive {
        // "Lund's proposed plan", but "Lund's said the plan": a house that is called after somebody.
        let begins = |t: &Token| t.is_mark() || t.is(Tags::DETERMINER.or(Tags::PRONOUN).or(Tags::COMPLEMENTIZER));
        let finite = token.is(Tags::SPEECH) && !token.is(Tags::NOUN.or(Tags::BASE)) && before.is_capital();
        return finite && before.mention.is_none() && (i + 1 >= range.end || begins(&layout.tokens[i + 1]));
    }
    if before.is(Tags::PREPOSITION) {
        return token.is(Tags::BASE) && layout.word(i - 1) == "to";
    }
    if token.is(Tags::NOMINAL) && !token.is(Tags::BASE) {
        return is_third_person(layout, range, i);
    }
    let nominal = token.is(Tags::NOUN) || token.is(Tags::BASE);
    if !nominal {
        return !names(layout, range, i);
    }
    if token.is(Tags::BASE) && has_plural_subject(layout, range, i) {
        return true;
    }
    // "Lund's first tweets", "his latest claims"
    let owned = |t: &Token| t.word.possessive || t.is(Tags::DETERMINER) && !t.is(Tags::PRONOUN);
    if before.is(Tags::AUXILIARY) && i > range.start + 1 && owned(&layout.tokens[i - 2]) {
        return false;
    }
    let plural = before.is_lower() && layout.word(i - 1).ends_with('s');
    before.is(Tags::PRONOUN.or(Tags::RELATIVE).or(Tags::AUXILIARY))
        || token.is(Tags::BASE) && plural
        || !token.is(Tags::BASE) && (before.mention.is_some() || before.is_class(Class::ROLE))
}

/// "as Lund put it, …", but "put it in the bath".
fn puts_so(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let it = verb + 1;
    it < range.end && layout.word(it) == "it" && (it + 1 >= range.end || layout.tokens[it + 1].is_mark())
}

/// "two said", but "two suggested changes": what cannot stand before a noun, or a clause behind it.
fn is_finite_form(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let adjectival = layout.word(verb).ends_with("ed");
    layout.tokens[verb].is(Tags::SPEECH.or(Tags::ATTITUDE)) && (!adjectival || begins_clause(layout, range, verb + 1))
}

/// Whether a clause can begin at the token: "that", "he", "the", "to".
fn begins_clause(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let begins = Tags::COMPLEMENTIZER.or(Tags::PRONOUN).or(Tags::DETERMINER);
    i < range.end && (layout.tokens[i].is(begins) || matches!(layout.word(i), "to" | "it" | "there"))
}

/// "a group called Black Harbour": the noun's name follows, and nobody calls.
fn names(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const PHRASE_MAX: usize = 5; // words of the noun phrase before; guessed
    let tokens = &layout.tokens;
    let called =
        matches!(layout.word(verb), "called" | "dubbed") && verb + 1 < range.end && tokens[verb + 1].is_capital();
    let floor = range.start.max(verb.saturating_sub(PHRASE_MAX));
    let noun =
        |i: &usize| tokens[*i].is_lower() && !tokens[*i].is(Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::AUXILIARY));
    let first = (floor..verb).rev().take_while(noun).last();
    let article = first.and_then(|first| first.checked_sub(1)).filter(|&i| i >= floor);
    called && article.is_some_and(|i| matches!(layout.word(i), "a" | "an" | "A" | "An"))
}

/// Whether a form in -s that may be a noun is a verb: behind who does it, in the singular. "Lund claims", "the report states",
/// but "six states", "the latest claims".
fn is_third_person(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let tokens = &layout.tokens;
    let adverb = |i: &usize| {
        tokens[*i].is_lower()
            && (tokens[*i].is(Tags::AUXILIARY) || layout.word(*i).ends_with("ly"))
            && !tokens[*i].is(Tags::FINITE)
    };
    let floor = range.start.max(verb.saturating_sub(PHRASE_WORDS_MAX));
    let Some(last) = (floor..verb).rev().find(|i| !adverb(i)) else { return false };
    let token = &tokens[last];
    if verb + 1 < range.end && layout.word(verb) == "points" && layout.word(verb + 1) == "out" {
        return true;
    }
    if verb + 1 < range.end && tokens[verb + 1].is(Tags::FINITE) {
        return false; // "harsh comments are", "union rules have"
    }
    if token.is_class(Class::CALENDAR) && token.mention.is_none() {
        return verb + 1 < range.end && tokens[verb + 1].is(Tags::COMPLEMENTIZER); // "a poll taken Monday shows that"
    }
    if token.mention.is_some() || token.is(Tags::RELATIVE.or(Tags::HE).or(Tags::SHE)) && !token.is(Tags::DETERMINER) {
        return true;
    }
    if matches!(layout.word(last), "it" | "It" | "which" | "that") {
        return true;
    }
    if token.is_capital() {
        // "Harbour Weekly reports", but "Federal rules"
        let qualifies = token.word.starts_sentence && is_like_adjective(layout.word(last));
        // "Yukos claims its downfall was planned": not every name in -s is several.
        let singular = !is_plural(layout, last) || begins_clause(layout, range, verb + 1);
        return !qualifies && singular && !token.is(Tags::DETERMINER);
    }
    if token.is_any_mark(&[',', '—', '–']) {
        return begins_clause(layout, range, verb + 1) || verb + 1 < range.end && tokens[verb + 1].is_capital();
    }
    let known = token.is_class(Class::ROLE.or(Class::MEMBER).or(Class::BODY)) || token.is(Tags::NOUN);
    let determined = is_determined_singular(layout, range, last);
    token.is_lower()
        && determined
        && (known || !is_like_adjective(layout.word(last)) && begins_clause(layout, range, verb + 1))
}

/// "the harbour", "a former mayor": a noun in the singular with an article or a possessive near before it.
fn is_determined_singular(layout: &Layout, range: &Range<usize>, noun: usize) -> bool {
    const PHRASE_MAX: usize = 4; // guessed
    let tokens = &layout.tokens;
    let word = layout.word(noun);
    let floor = range.start.max(noun.saturating_sub(PHRASE_MAX));
    let outside = Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SEVERAL);
    let phrase = |i: &usize| tokens[*i].word.possessive || !tokens[*i].is_mark() && !tokens[*i].is(outside);
    let begins = |i: usize| tokens[i].word.possessive || tokens[i].is(Tags::DETERMINER);
    let plural = word.ends_with('s') && !word.ends_with("ss");
    !plural && !begins(noun) && (floor..noun).rev().take_while(phrase).any(begins)
}

/// By its ending no noun: "false", "recent" cannot be told so.
fn is_like_adjective(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "al", "ous", "ive", "ic", "ful", "less", "able", "ible", "est", "ed", "ish", "ary", "ent", "ant", "ing", "ese",
        "ian",
    ];
    ENDINGS.iter().any(|ending| word.ends_with(ending))
        || matches!(word, "new" | "false" | "true" | "more" | "own" | "same" | "first" | "next")
}

/// Whether a base form has a subject in the plural before it, so that it is a finite verb: "Critics say", "Lund and Holm
/// say", "doctors at the hospital say". Forms that may be nouns need their clause behind them.
fn has_plural_subject(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const SUBJECT_MAX: usize = 9; // words from the head of the subject to the verb; guessed
    let tokens = &layout.tokens;
    let nominal = tokens[verb].is(Tags::NOMINAL.or(Tags::NOUN));
    let says = !nominal && tokens[verb].is(Tags::SPEECH.or(Tags::ATTITUDE));
    let clause = verb + 1 < range.end && (tokens[verb + 1].is(Tags::COMPLEMENTIZER) || layout.word(verb + 1) == "to");
    if !says && !clause {
        return false;
    }
    let floor = range.start.max(verb.saturating_sub(SUBJECT_MAX));
    let Some(last) = (floor..verb).rev().find(|&i| !layout.word(i).ends_with("ly")) else { return false };
    if is_plural(layout, last) {
        return true;
    }
    if tokens[last].is_any_mark(&[',']) {
        let goes_on = begins_clause(layout, range, verb + 1) || matches!(layout.word(verb), "say");
        return tokens[verb].is(Tags::SPEECH) && !nominal && last > range.start && goes_on;
    }
    let noun = tokens[last].mention.is_some() || tokens[last].is_capital() || tokens[last].is_lower();
    let small = Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::DETERMINER).or(Tags::CUE);
    // "say they went", "say Lund went", but "think tanks"
    let goes_on = begins_clause(layout, range, verb + 1) || verb + 1 < range.end && tokens[verb + 1].is_capital();
    if nominal || !noun || !goes_on || tokens[last].mention.is_none() && tokens[last].is(small) {
        return false;
    }
    let floor = range.start.max(last.saturating_sub(SUBJECT_MAX));
    let within = (floor + 1..last).rev().take_while(|&i| !tokens[i].is_mark() && !tokens[i].is(Tags::FINITE));
    within.into_iter().any(|i| {
        let governs = tokens[i].mention.is_none() && tokens[i].is(Tags::PREPOSITION.or(Tags::RELATIVE));
        tokens[i].is_class(Class::AND) || governs && is_plural(layout, i - 1)
    })
}

/// A noun in the plural, or a word that stands for several people.
fn is_plural(layout: &Layout, i: usize) -> bool {
    let (token, word) = (&layout.tokens[i], layout.word(i));
    if token.mention.is_some() || token.word.possessive || token.is_mark() {
        return false;
    }
    let small = Tags::PREPOSITION.or(Tags::AUXILIARY).or(Tags::BE).or(Tags::PRONOUN);
    let small = small.or(if token.is(Tags::NOMINAL) { Tags::default() } else { Tags::CUE });
    let plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|e| word.ends_with(e)) && word.len() > 3;
    token.is(Tags::SEVERAL) || plural && !token.is(small) && !token.is_class(Class::CALENDAR)
}

/// The subject to the left of the verb at `verb`, within `range`.
pub fn left(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let floor = range.start.max(verb.saturating_sub(REACH));
    if tokens[verb].is(Tags::PARTICIPLE) {
        return of_participle(layout, range, floor, verb);
    }
    if let Some(told) = layout.inverts.then(|| cited(layout, range, verb)).flatten() {
        return Some(told);
    }
    let mut at = verb;
    while at > floor {
        let token = &tokens[at - 1];
        if token.is(Tags::BE) && !token.is(Tags::AUXILIARY) {
            if !romance::is_reflexive(layout, floor, at - 1) {
                return agent(layout, range, verb);
            }
            at -= 1;
            continue;
        }
        let adverb = token.is_lower() && layout.word(at - 1).ends_with("ly") && token.mention.is_none();
        let infinitive = layout.word(at - 1) == "to";
        if infinitive {
            return main(layout, floor..at - 1);
        }
        // "now said", but "Harbour Today said"
        let auxiliary = token.is(Tags::AUXILIARY) && (token.is_lower() || token.word.starts_sentence);
        if !(auxiliary && token.mention.is_none() || adverb) {
            break;
        }
        at -= 1;
    }
    if layout.inverts
        && let Some(told) = impersonal(layout, range, verb)
    {
        return Some(told);
    }
    let subject = phrase_ending_at(layout, floor, at);
    if !layout.inverts {
        // "Both said": what may stand beside a subject is the subject where there is no other.
        let alone = (at == floor && at < verb && tokens[at].is(Tags::SEVERAL)).then(|| Subject::Phrase(at..at + 1));
        return subject.or(alone);
    }
    let subject = subject.filter(|s| !is_small(layout, s));
    // "Lund rief an und warf der Stadt vor": the subject stands in the clause before.
    let carried = at > floor + 1 && tokens[at - 1].is(Tags::CONJUNCTION);
    let clause = inverted::Clause { range, floor, end: at, verb };
    let behind = || inverted::behind(layout, &clause, subject.as_ref());
    if let Some(told) = inverted::of_perfect(layout, &clause).or_else(behind).filter(|_| !carried) {
        return Some(told);
    }
    // "…, könnten sie nicht kommen, erklärt der Sprecher"
    let told_first = at == verb && verb > floor && tokens[verb - 1].is_any_mark(&[',']) && layout.nouns_are_capital;
    if told_first && matches!(subject, Some(Subject::Pronoun(_))) && !carried {
        return right(layout, range, verb).or(subject);
    }
    let leads = |s: &Subject| is_lone(layout, s) || is_governed(layout, floor, at, s);
    let inverted = subject.as_ref().is_none_or(leads) && !carried;
    if inverted { right(layout, range, verb).or(subject) } else { subject }
}

/// "In der Erklärung heißt es", "heißt es in der Erklärung": where the words stand.
fn impersonal(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let says = matches!(layout.word(verb), "heißt" | "hieß" | "heisst");
    if !says || verb + 1 >= range.end || layout.word(verb + 1) != "es" {
        return None;
    }
    let preposition = (verb + 2..range.end).find(|&i| !tokens[i].is(Tags::AUXILIARY));
    let names_place = |i: &usize| matches!(layout.word(*i), "in" | "im" | "auf" | "aus" | "von" | "vom" | "seitens");
    if let Some(preposition) = preposition.filter(names_place) {
        return phrase_from(layout, preposition + 1, range.end);
    }
    let phrase = with_head(layout, range.start, noun_phrase(layout, range.start, verb)?);
    let governed = phrase.start > range.start && tokens[phrase.start - 1].is(Tags::PREPOSITION);
    governed.then_some(Subject::Phrase(phrase))
}

/// "Die Zeitung zitiert Lund mit den Worten", "zitierte man Lund", "wird Lund zitiert": who is cited speaks.
fn cited(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    const REACH: usize = 8; // guessed
    if !layout.word(verb).starts_with("zitier") {
        return None;
    }
    let end = range.end.min(verb + REACH);
    let tokens = &layout.tokens;
    let passive = (range.start.max(verb.saturating_sub(REACH))..verb).rev().find(|&i| tokens[i].is(Tags::BE));
    if let Some(be) = passive {
        let name = (be + 1..verb).find_map(|i| tokens[i].mention).map(Subject::Name);
        return name.or_else(|| phrase_ending_at(layout, range.start, be));
    }
    if verb + 1 < end && layout.word(verb + 1) == "man" {
        return phrase_from(layout, verb + 2, range.end);
    }
    // "zitierte die Zeitung den Sprecher Lund"
    let object = (verb + 1..end).find(|&i| tokens[i].is(Tags::OBLIQUE));
    if let Some(Subject::Name(name)) = object.and_then(|object| phrase_from(layout, object, range.end)) {
        return Some(Subject::Name(name));
    }
    let with = (verb + 1..end).find(|&i| layout.word(i) == "mit")?;
    let start = (verb + 1..with).find(|&i| !tokens[i].is(Tags::AUXILIARY))?;
    phrase_from(layout, start, with)
}

/// "So sagte …", "Am Montag sagte …": what stands first only leads to the verb.
pub fn is_small(layout: &Layout, subject: &Subject) -> bool {
    let Subject::Phrase(words) = subject else { return false };
    words.clone().all(|i| layout.tokens[i].is_class(Class::FUNCTION.or(Class::CALENDAR)))
}

/// "Zwischendrin sagte …": one word alone before the verb may be an adverb as well.
fn is_lone(layout: &Layout, subject: &Subject) -> bool {
    let Subject::Phrase(words) = subject else { return false };
    let first = &layout.tokens[words.start];
    words.len() == 1 && first.word.starts_sentence && !first.is_class(Class::ROLE.or(Class::ORGANISATION))
}

/// "Über Lund sagte Holm": the name right before the verb belongs to a preposition.
fn is_governed(layout: &Layout, floor: usize, end: usize, subject: &Subject) -> bool {
    let Subject::Name(mention) = subject else { return false };
    let start = (floor..end).rev().take_while(|&i| layout.tokens[i].mention == Some(*mention)).last();
    start.is_some_and(|start| follows_preposition(layout, floor, start))
}

/// Whether a source is named here: "laut", "nach Angaben", ", so Lund".
pub fn names_source(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if token.is(Tags::ACCORDING) || romance::source_words(layout, i).is_some() {
        return true;
    }
    let Some(before) = (i > range.start).then(|| &layout.tokens[i - 1]) else { return false };
    // "…, so Lund, …", "…, so Sprecherin Lund"
    let named = |t: &Token| {
        let office = t.is_capital() && t.is_class(Class::TITLE.or(Class::ROLE));
        t.mention.is_some() || office || t.is(Tags::DEFINITE) && !t.is(Tags::OBLIQUE)
    };
    let so = token.is(Tags::SO) && before.is_any_mark(&[',']) && i + 1 < range.end && named(&layout.tokens[i + 1]);
    so || token.is(Tags::SOURCE) && layout.word(i - 1).eq_ignore_ascii_case("nach")
}

/// "with Lund saying": the name right before; "…, Lund said, adding": the subject of the verb before; else
/// the clause's.
fn of_participle(layout: &Layout, range: &Range<usize>, floor: usize, verb: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let before = (floor..verb).rev().find(|&i| !layout.word(i).ends_with("ly"))?;
    if let Some(name) = tokens[before].mention.filter(|_| !tokens[before].word.possessive) {
        return Some(Subject::Name(name));
    }
    if layout.inverts && tokens[before].is_capital() {
        return phrase_ending_at(layout, floor, before + 1);
    }
    let finite =
        |&i: &usize| tokens[i].is(Tags::SPEECH) && !tokens[i].is(Tags::PARTICIPLE) && is_verb(layout, range, i);
    let told = (floor..verb).rev().find(finite).and_then(|i| left(layout, range, i));
    told.or_else(|| main(layout, floor..verb))
}

/// The subject whose last word is the one before `end`.
pub fn phrase_ending_at(layout: &Layout, floor: usize, mut end: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    while end > floor {
        let last = end - 1;
        let token = &tokens[last];
        if token.is_any_mark(&[')', ']']) {
            end = (floor..last).rev().find(|&i| tokens[i].is_any_mark(&['(', '[']))?;
            continue;
        }
        if token.is_any_mark(&[',', '—', '–', '-']) {
            return host_of_apposition(layout, floor, last).or_else(|| main(layout, floor..last));
        }
        if token.is_mark() {
            return None;
        }
        if token.is(Tags::RELATIVE) {
            end = if last > floor && tokens[last - 1].is_any_mark(&[',']) { last - 1 } else { last };
            continue;
        }
        if token.is(Tags::PRONOUN) {
            return Some(Subject::Pronoun(last));
        }
        if token.is(Tags::CONJUNCTION) {
            return main(layout, floor..last);
        }
        // "Lund however said", "Lund earlier Tuesday said"
        let adverb = token.is_lower() && token.is(Tags::AUXILIARY) && !token.is(Tags::FINITE.or(Tags::SEVERAL));
        let day = token.is_class(Class::CALENDAR)
            && token.mention.is_none()
            && last > floor
            && tokens[last - 1].mention.is_some();
        if !layout.inverts && last > floor && (adverb || day) {
            end = last;
            continue;
        }
        let phrase = noun_phrase(layout, floor, end)?;
        if is_time(layout, &phrase) && phrase.start > floor {
            end = phrase.start;
            while end > floor && tokens[end - 1].is(Tags::PREPOSITION) {
                end -= 1;
            }
            continue;
        }
        // "… am Dienstag in Bonn erklärte": where nouns are capital, the verb stands behind all that.
        let governed = phrase.start > floor && tokens[phrase.start - 1].is(Tags::PREPOSITION);
        if layout.nouns_are_capital && governed && name_at_end(layout, &phrase).is_none() {
            end = phrase.start - 1;
            continue;
        }
        if let Some(host) = unclosed_apposition(layout, floor, &phrase) {
            return Some(host);
        }
        let oblique = tokens[phrase.start].is(Tags::OBLIQUE);
        let subject = settle(layout, floor, phrase.clone());
        let adverbial = phrase.start > floor
            && tokens[phrase.start - 1].is(Tags::PREPOSITION)
            && !romance::is_plural_article(layout, floor, phrase.start - 1)
            && subject == Subject::Phrase(phrase);
        return (!oblique && !adverbial).then_some(subject);
    }
    None
}

/// "Lund, the party’s director said" and "Lund, who is director of the party, said": the name before.
fn unclosed_apposition(layout: &Layout, floor: usize, phrase: &Range<usize>) -> Option<Subject> {
    let tokens = &layout.tokens;
    if name_at_end(layout, phrase).is_some() {
        return None;
    }
    let mut at = phrase.start;
    const STEPS_MAX: usize = 8; // "for the party", "who is"; guessed
    for _ in 0..STEPS_MAX {
        let before = at.checked_sub(1).filter(|&i| i >= floor)?;
        let token = &tokens[before];
        if token.is_any_mark(&[',']) || token.is(Tags::RELATIVE) {
            let host = before.checked_sub(1).filter(|&i| i >= floor)?;
            if let Some(name) = tokens[host].mention.filter(|_| !tokens[host].word.possessive) {
                return Some(Subject::Name(name));
            }
            if !tokens[host].is_any_mark(&[',']) {
                return None;
            }
            at = before;
        } else if token.is(Tags::BE.or(Tags::PREPOSITION)) {
            at = before;
        } else {
            at = noun_phrase(layout, floor, at)?.start;
        }
    }
    None
}

/// The words of a noun phrase that ends before `end`, without the prepositional phrases it may close.
pub fn noun_phrase(layout: &Layout, floor: usize, end: usize) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    let stop = floor.max(end.saturating_sub(PHRASE_WORDS_MAX));
    let mut start = end;
    while start > stop {
        let token = &tokens[start - 1];
        let closes = token.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::BE))
            || token.is(Tags::PRONOUN) && !token.is(Tags::DETERMINER)
            || token.is_mark() && !token.is_any_mark(&['.', '\'', '’', '&', '%', '$'])
            || token.is(Tags::AUXILIARY) && token.is_lower();
        // "Holm said | the Tolvo": a form that is no adjective either.
        let told = !layout.inverts
            && token.is_lower()
            && token.is(Tags::SPEECH)
            && !token.is(Tags::BASE.or(Tags::NOUN).or(Tags::PARTICIPLE))
            && !layout.word(start - 1).ends_with("ed")
            || layout.nouns_are_capital && token.is(Tags::BASE) && token.is_lower(); // "sagen | Begleiter"
        if token.mention.is_none() && (told || closes && !joins_one_name(layout, floor, start - 1)) {
            break;
        }
        start -= 1;
        if token.is(Tags::DETERMINER) && !token.is(Tags::PRONOUN) && token.is_lower() {
            break;
        }
    }
    // "one | former employee", "the two | former mayors"
    let leads = |i: usize| {
        let small = Tags::PRONOUN.or(Tags::SUBORDINATOR);
        tokens[i].is(Tags::DETERMINER) && !tokens[i].is(small) && tokens[i].mention.is_none()
    };
    while !layout.inverts && start > stop && start < end && leads(start) && leads(start - 1) {
        start -= 1;
    }
    (start < end).then_some(start..end)
}

/// Whether the word is the "and" inside one name: of the capitalised words around it none is a person, and the whole
/// says so ("S and P", "Lund and Lund", "the Harbour and Canal Board", "the Ministry of Ports and Canals"), or nothing
/// stands before it that the first part could belong to.
fn joins_one_name(layout: &Layout, floor: usize, and: usize) -> bool {
    let tokens = &layout.tokens;
    if !tokens[and].is_class(Class::AND) || !tokens[and].is_lower() || and <= floor {
        return false;
    }
    let part = |i: &usize| tokens[*i].is_capital() && tokens[*i].mention.is_none();
    let (reach, stop) = (floor.max(and.saturating_sub(PHRASE_WORDS_MAX)), tokens.len().min(and + PHRASE_WORDS_MAX));
    let (left, right) = ((reach..and).rev().take_while(part).count(), (and + 1..stop).take_while(part).count());
    if left == 0 || right == 0 {
        return false;
    }
    let first = and - left;
    let is_body = |i: usize| tokens[i].is_class(Class::ORGANISATION);
    let bodies = (and + 1..and + 1 + right).any(is_body) && !(first..and).any(is_body);
    let letters = tokens[and - 1].word.span.len() == 1 || tokens[and + 1].word.span.len() == 1;
    if bodies || letters || layout.word(and - 1) == layout.word(and + 1) {
        return true;
    }
    let determined = first > floor && tokens[first - 1].is(Tags::DETERMINER);
    let Some(before) = first.checked_sub(1 + usize::from(determined)).filter(|&i| i >= floor) else { return true };
    let of_body = tokens[before].is(Tags::PREPOSITION) && before > floor && part(&(before - 1));
    of_body || tokens[before].is_mark() || tokens[before].is(Tags::SUBORDINATOR.or(Tags::CUE))
}

/// Whether the verb has its hearer behind it, never its subject: "told Lund".
pub fn has_hearer(layout: &Layout, verb: usize) -> bool {
    matches!(layout.word(verb), "told" | "tells" | "tell")
}

const TIMES: &[&str] = &[
    "week",
    "month",
    "year",
    "day",
    "morning",
    "afternoon",
    "evening",
    "night",
    "today",
    "time",
    "weekend",
    "interview",
    "statement",
];

fn is_time(layout: &Layout, phrase: &Range<usize>) -> bool {
    let last = &layout.tokens[phrase.end - 1];
    last.is_class(Class::CALENDAR) && last.mention.is_none()
        || last.word.shape == Shape::Number
        || TIMES.contains(&layout.word(phrase.end - 1))
}

/// What a noun phrase names: a person at its end, the head a prepositional phrase belongs to, or itself.
fn settle(layout: &Layout, floor: usize, phrase: Range<usize>) -> Subject {
    let tokens = &layout.tokens;
    let before = phrase.start.checked_sub(1).filter(|&i| i >= floor);
    let preposition = before.filter(|&i| i > floor && tokens[i].is(Tags::PREPOSITION));
    if let Some(of_head) = preposition.and_then(|p| of_head(layout, floor, p, &phrase)) {
        return of_head;
    }
    match name_at_end(layout, &phrase) {
        Some(mention) => Subject::Name(first_of_pair(layout, floor, phrase.start).unwrap_or(mention)),
        // "Lund and his advisers"
        None if !layout.inverts && matches!(layout.word(phrase.start), "his" | "her" | "their" | "other") => {
            first_of_pair(layout, floor, phrase.start).map_or(Subject::Phrase(phrase), Subject::Name)
        }
        None => Subject::Phrase(phrase),
    }
}

/// What the words before a preposition make of the phrase behind it: "Lund of Westport" is Lund, "a spokesman
/// for Lund" is the spokesman.
fn of_head(layout: &Layout, floor: usize, preposition: usize, phrase: &Range<usize>) -> Option<Subject> {
    let head = &layout.tokens[preposition - 1];
    if let Some(mention) = head.mention.filter(|_| !head.word.possessive) {
        return Some(Subject::Name(mention));
    }
    // "in August after Lund said": no August of Lund's.
    if !head.is_word_of_phrase() || head.is_class(Class::CALENDAR) {
        return None;
    }
    let head = noun_phrase(layout, floor, preposition)?;
    let last = &layout.tokens[head.end - 1];
    let determined = phrase.len() > 1 && layout.tokens[phrase.start].is(Tags::DETERMINER) && !layout.nouns_are_capital;
    let first = &layout.tokens[phrase.start + usize::from(determined)];
    let whole = Subject::Phrase(head.start..phrase.end);
    let named = first.is_capital() && first.mention.is_none() && layout.tokens[phrase.end - 1].is_capital();
    if last.is_capital() && named {
        // "Secretary of State Ada Bell", "Chancellor of the Exchequer Ada Bell", and the Bank of Westport
        return Some(name_at_end(layout, phrase).map_or(whole, Subject::Name));
    }
    let role = last.is_class(Class::ROLE);
    (role || name_at_end(layout, phrase).is_none()).then_some(whole)
}

/// "Holm and Lund said": the first of the two.
fn first_of_pair(layout: &Layout, floor: usize, start: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let start = start_of_title(layout, floor, start);
    let and = start.checked_sub(1).filter(|&i| i > floor && tokens[i].is(Tags::CONJUNCTION))?;
    let first = &tokens[and - 1];
    let begin = (floor..and).rev().take_while(|&k| tokens[k].mention == first.mention).last()?;
    first.mention.filter(|_| !first.word.possessive && !follows_preposition(layout, floor, begin))
}

/// The person whose name the phrase ends with.
fn name_at_end(layout: &Layout, phrase: &Range<usize>) -> Option<usize> {
    let last = &layout.tokens[phrase.end - 1];
    last.mention.filter(|_| !last.word.possessive)
}

/// "Lund, a former mayor, said": the name before the first comma that is not in a prepositional phrase.
fn host_of_apposition(layout: &Layout, floor: usize, comma: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let mut fallback = None;
    for i in floor..comma {
        let next = &tokens[i + 1];
        let parted = next.is_any_mark(&[',', '(', '—', '–', '-']) && i + 1 < comma;
        if !parted || tokens[i].word.possessive || tokens[i].is_mark() {
            continue;
        }
        if let Some(mention) = tokens[i].mention {
            let start = (floor..=i).rev().take_while(|&k| tokens[k].mention == Some(mention)).last().unwrap_or(i);
            match follows_preposition(layout, floor, start) {
                false => return Some(Subject::Name(first_of_pair(layout, floor, start).unwrap_or(mention))),
                true => fallback = fallback.or(Some(Subject::Name(mention))),
            }
        } else if tokens[i].is(Tags::PRONOUN) {
            return Some(Subject::Pronoun(i));
        } else if (tokens[i].is_class(Class::ROLE) || layout.nouns_are_capital && tokens[i].is_capital())
            && fallback.is_none()
        {
            let phrase = noun_phrase(layout, floor, i + 1)?;
            // "ein Sprecher des Senders Nord, …": the genitive belongs to the noun before it.
            let oblique = tokens[phrase.start].is(Tags::OBLIQUE);
            let head = oblique.then(|| noun_phrase(layout, floor, phrase.start)).flatten();
            fallback = Some(Subject::Phrase(head.map_or(phrase.start, |h| h.start)..phrase.end));
        }
    }
    // "the party’s spokeswoman, Ada Lund, said": the apposition is the name.
    let enclosed = comma.checked_sub(1).filter(|&i| i >= floor).and_then(|i| tokens[i].mention);
    match (&fallback, enclosed) {
        (Some(Subject::Phrase(_)), Some(name)) => Some(Subject::Name(name)),
        _ => fallback,
    }
}

/// Whether a preposition governs the name that starts at `start`, titles and roles between them passed over.
pub fn follows_preposition(layout: &Layout, floor: usize, start: usize) -> bool {
    let first = start_of_title(layout, floor, start);
    first > floor && layout.tokens[first - 1].is(Tags::PREPOSITION)
}

/// Where the titles and roles before a name begin.
pub fn start_of_title(layout: &Layout, floor: usize, start: usize) -> usize {
    const TITLE_WORDS_MAX: usize = 6; // "former British Prime Minister" and room; guessed
    let lead = |i: &usize| {
        let t = &layout.tokens[*i];
        let title = t.is_capital() || t.is_class(Class::ROLE) || t.is(Tags::DETERMINER);
        t.mention.is_none() && title && !t.is(Tags::PREPOSITION)
    };
    (floor..start).rev().take(TITLE_WORDS_MAX).take_while(lead).last().unwrap_or(start)
}

/// The subject of the clause: its first name, pronoun or role that no preposition governs. A clause that
/// begins with a subordinate one ("While Holm slept, Lund left") is read from its first comma on.
pub fn main(layout: &Layout, range: Range<usize>) -> Option<Subject> {
    let tokens = &layout.tokens;
    let mut start = range.start;
    let leads = |t: &Token| t.is(Tags::SUBORDINATOR.or(Tags::PREPOSITION)) || t.is(Tags::PARTICIPLE);
    if range.clone().next().is_some_and(|i| leads(&tokens[i]))
        && let Some(comma) = range.clone().find(|&i| tokens[i].is_any_mark(&[',']))
        && comma + 1 < range.end
    {
        start = comma + 1;
    }
    let mut role = None;
    let mut previous = None;
    for i in start..range.end {
        let token = &tokens[i];
        if let Some(mention) = token.mention {
            let first = previous != Some(mention);
            previous = Some(mention);
            let last_word = tokens.get(i + 1).is_none_or(|t| t.mention != Some(mention));
            let heads_noun = token.word.possessive
                || tokens.get(i + 1).is_some_and(|t| t.is_lower() && t.is_class(Class::ROLE) && i + 1 < range.end);
            if first && !follows_preposition(layout, start, i) && !(last_word && heads_noun) {
                let end = (i..range.end).take_while(|&k| tokens[k].mention == Some(mention)).last().unwrap_or(i);
                if !tokens[end].word.possessive
                    && !tokens
                        .get(end + 1)
                        .is_some_and(|t| end + 1 < range.end && t.is_lower() && t.is_class(Class::ROLE))
                {
                    return Some(Subject::Name(mention));
                }
            }
            continue;
        }
        if token.is(Tags::HE.or(Tags::SHE).or(Tags::THEY).or(Tags::I)) && !token.is(Tags::DETERMINER) {
            return Some(Subject::Pronoun(i));
        }
        let governed = i > start && tokens[i - 1].is(Tags::PREPOSITION);
        let office = token.is_class(Class::ROLE) && (token.is_lower() || layout.nouns_are_capital)
            || token.is_class(Class::TITLE) && layout.nouns_are_capital;
        if role.is_none()
            && office
            && !token.word.possessive
            && !governed
            && tokens.get(i + 1).is_none_or(|t| t.mention.is_none())
        {
            role = noun_phrase(layout, start, i + 1)
                .map(|p| with_head(layout, start, p))
                .filter(|p| {
                    !(p.start > start
                        && (tokens[p.start - 1].is(Tags::PREPOSITION) || tokens[p.start - 1].is_any_mark(&['('])))
                })
                .filter(|p| !tokens[p.start].is(Tags::OBLIQUE));
        }
        if role.is_some() && is_verb(layout, &range, i) {
            break;
        }
    }
    role.map(Subject::Phrase)
}

/// A genitive with the noun that it belongs to: "der Rat | der Partei".
fn with_head(layout: &Layout, floor: usize, phrase: Range<usize>) -> Range<usize> {
    let genitive = layout.nouns_are_capital && matches!(layout.word(phrase.start), "der" | "des");
    let before = phrase.start.checked_sub(1).filter(|&i| i >= floor).map(|i| &layout.tokens[i]);
    if !genitive || !before.is_some_and(|t| t.is_capital() && t.mention.is_none() && !t.is(Tags::PREPOSITION)) {
        return phrase;
    }
    noun_phrase(layout, floor, phrase.start).map_or(phrase.clone(), |head| head.start..phrase.end)
}

/// "Statement von Lund", "a letter from Lund": whose words a noun announces.
pub fn owner(layout: &Layout, range: &Range<usize>) -> Option<Subject> {
    let noun = range.clone().rev().find(|&i| layout.tokens[i].is(Tags::NOUN))?;
    let preposition = layout.tokens.get(noun + 1).filter(|_| noun + 2 < range.end)?;
    preposition.is(Tags::PREPOSITION).then(|| phrase_from(layout, noun + 2, range.end)).flatten()
}

/// "was told by Lund": who the passive's agent is.
fn agent(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    const AGENT_REACH: usize = 4; // guessed
    let by = (verb + 1..range.end.min(verb + 1 + AGENT_REACH))
        .find(|&i| matches!(layout.word(i), "by" | "von" | "par" | "por"))?;
    phrase_from(layout, by + 1, range.end)
}

/// The subject to the right of the verb: "said Karen Holm, a former mayor".
pub fn right(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    if layout.inverts
        && let Some(told) = impersonal(layout, range, verb).or_else(|| cited(layout, range, verb))
    {
        return Some(told);
    }
    // "äußerte sich Lund", "hatte gestern Lund gesagt"
    let passed = |i: &usize| layout.inverts && layout.tokens[*i].is(Tags::AUXILIARY) && layout.tokens[*i].is_lower();
    let next = verb + 1 + (verb + 1..range.end).take_while(passed).count();
    let behind =
        Some(next).filter(|_| layout.inverts).and_then(|at| inverted::behind_complements(layout, at, range.end));
    let next = behind.unwrap_or(next);
    if layout.inverts && inverted::is_only_day(layout, next, range.end) {
        return None; // "añadió este martes"
    }
    let token = layout.tokens.get(next).filter(|_| next < range.end)?;
    if token.is(Tags::PRONOUN) && !token.is(Tags::DETERMINER) {
        // German pronouns of a subject have a form of their own, or nearly.
        let closed = layout.nouns_are_capital
            || next + 1 >= range.end
            || layout.tokens[next + 1].is_mark()
            || layout.tokens[next + 1].is(Tags::PREPOSITION);
        return closed.then_some(Subject::Pronoun(next));
    }
    let is_day = token.is_class(Class::CALENDAR) && token.mention.is_none(); // "said Monday that"
    if token.is(Tags::OBLIQUE) || is_day {
        return None;
    }
    phrase_from(layout, next, range.end)
}

/// Whom "according to" names.
pub fn source(layout: &Layout, floor: usize, cue: usize, end: usize) -> Option<Subject> {
    if layout.tokens[cue].is(Tags::POSTPOSED) {
        return noun_phrase(layout, floor, cue).map(|phrase| settle(layout, floor, phrase));
    }
    if let Some(words) = romance::source_words(layout, cue) {
        return phrase_from(layout, cue + words, end);
    }
    if let Some(told) = romance::told_by_source(layout, cue, end) {
        return Some(told);
    }
    let next = cue + 1;
    let preposition = next < end && layout.tokens[next].is(Tags::PREPOSITION);
    phrase_from(layout, if preposition { next + 1 } else { next }, end)
}

/// Whether the token is the "to" of an infinitive: "to go", but "to the harbour", "to questions", "to Lund", "to selling boats".
pub fn is_infinitive(layout: &Layout, range: &Range<usize>, to: usize) -> bool {
    if layout.word(to) != "to" || to + 1 >= range.end {
        return false;
    }
    // "vowed to “take our fight” to …"
    let opens = layout.tokens[to + 1].is_any_mark(&['“', '"', '\'', '‘']) && to + 2 < range.end;
    let verb = to + 1 + usize::from(opens);
    let (next, word) = (&layout.tokens[verb], layout.word(verb));
    let small = Tags::DETERMINER.or(Tags::PRONOUN).or(Tags::PREPOSITION).or(Tags::COMPLEMENTIZER);
    let is_made = |stem: &str| stem.contains(['a', 'e', 'i', 'o', 'u', 'y']); // "selling", but "bring"
    let plural = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    let noun = plural || word.strip_suffix("ing").is_some_and(is_made);
    next.is_lower()
        && next.mention.is_none()
        && !next.word.possessive
        && (next.is(Tags::BASE) || !next.is(small) && !noun)
}

/// Whether the token is a verb that tells a clause, and holds no subject as "it’s" and "they’ve" do.
pub fn is_lone_verb(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let (token, word) = (&layout.tokens[i], layout.word(i));
    let short = token.word.possessive || word.contains(['\'', '’']) && !word.ends_with('t');
    token.is_lower() && !short && !token.is(Tags::PRONOUN) && is_finite(layout, range, i)
}

/// Whether the token tells that there is a clause: "was", "will", a verb of saying.
pub fn is_finite(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let token = &layout.tokens[i];
    if token.mention.is_some() || !token.is_lower() && !token.word.starts_sentence {
        return false;
    }
    let is_short =
        token.word.possessive && (token.is(Tags::PRONOUN) || matches!(layout.word(i), "it" | "It" | "that" | "there"));
    token.is(Tags::FINITE) || is_short || !token.is(Tags::PARTICIPLE) && is_verb(layout, range, i)
}

/// The noun phrase that begins at `start`, up to a comma or what ends it.
pub fn phrase_from(layout: &Layout, start: usize, end: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let limit = end;
    let end = end.min(start + PHRASE_WORDS_MAX);
    let mut stop = start.min(end);
    let mut name = None;
    let mut governed = false;
    while stop < end {
        let token = &tokens[stop];
        if layout.nouns_are_capital && begins_object(layout, start, stop) {
            break;
        }
        if stop > start && romance::begins_day(layout, stop) {
            break;
        }
        let breaks = token.mention.is_none() && token.is_mark() && !token.is_any_mark(&['.', '\'', '’', '&'])
            || token.mention.is_none()
                && token.is_lower()
                && (token.is(Tags::SUBORDINATOR.or(Tags::CONJUNCTION).or(Tags::RELATIVE).or(Tags::BE))
                    || token.is(Tags::AUXILIARY));
        if breaks && !joins_one_name(layout, start, stop) {
            break;
        }
        if token.is(Tags::PRONOUN) && !token.is(Tags::DETERMINER) && stop == start {
            return Some(Subject::Pronoun(stop));
        }
        if token.is(Tags::PREPOSITION) && token.mention.is_none() {
            let of_role = stop > start && (tokens[stop - 1].is_lower() || tokens[stop - 1].is_capital());
            // "a spokesman for the port | in a statement"
            let carries = token.is(Tags::CARRYING) || stop > start && layout.word(stop - 1) == "close"; // "a source close to"
            if name.is_some() || !of_role || stop == start || !carries {
                break;
            }
            // "Secretary of State Ada Bell": the preposition is part of a title.
            let next = stop + 1 + usize::from(tokens.get(stop + 1).is_some_and(|t| t.is(Tags::DEFINITE)));
            let title = tokens[stop - 1].is_capital()
                && tokens.get(next).is_some_and(|t| t.is_capital() && t.mention.is_none());
            governed = !title;
        }
        if let Some(mention) = token.mention.filter(|_| !governed) {
            let last = tokens.get(stop + 1).is_none_or(|t| t.mention != Some(mention));
            if last {
                name = (!token.word.possessive).then_some((mention, stop));
            }
        }
        stop += 1;
    }
    // The full stop, the particle of a separable verb ("teilte die Polizei mit"), what the reach cut off ("von der").
    let small = |t: &Token| t.is(Tags::PREPOSITION) || t.is(Tags::DETERMINER) && t.is_lower() && layout.inverts;
    let closes = |i: usize| tokens[i].is_any_mark(&['.']) || small(&tokens[i]) && tokens[i].mention.is_none();
    while stop > start && closes(stop - 1) {
        stop -= 1;
    }
    if let Some((mention, at)) = name {
        let role_follows = at + 1 < stop && tokens[at + 1].is_lower() && tokens[at + 1].is_class(Class::ROLE);
        if !role_follows {
            return Some(Subject::Name(mention));
        }
        return Some(Subject::Phrase(start..stop));
    }
    let first = tokens.get(start).filter(|_| stop > start)?;
    let nominal =
        first.is(Tags::DETERMINER) || first.is_capital() || (start..stop).any(|i| tokens[i].is_class(Class::ROLE));
    let phrase = Some(start..stop).filter(|_| nominal)?;
    Some(named_behind_comma(layout, &phrase, limit).unwrap_or(Subject::Phrase(phrase)))
}

/// "the president of the union, Karen Holm, …": the person of a role that is named between commas, and not the first of a list.
fn named_behind_comma(layout: &Layout, phrase: &Range<usize>, end: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let comma = Some(phrase.end).filter(|&i| i + 1 < end && tokens[i].is_any_mark(&[',']))?;
    phrase.clone().find(|&i| tokens[i].is_class(Class::ROLE.or(Class::TITLE)) && !tokens[i].is_class(Class::BODY))?;
    let title = |i: &usize| tokens[*i].mention.is_none() && tokens[*i].is_class(Class::TITLE);
    let name = comma + 1 + (comma + 1..end).take_while(title).count();
    let mention = tokens.get(name).filter(|_| name < end)?.mention?;
    let after = (name..end).find(|&i| tokens[i].mention != Some(mention)).unwrap_or(end);
    // Not at an opening mark: "according to her secretary, Mr Lund “looks forward”".
    let closes = tokens.get(after).is_none_or(|t| t.is_any_mark(&[',', '.', ';', ':', '(', '!', '?', '—', '–']));
    let joins = |i: usize| i < end && tokens[i].is(Tags::CONJUNCTION);
    let listed = joins(after) || after < end && tokens[after].is_mark() && joins(after + 1);
    (closes && !listed && !tokens[after - 1].word.possessive).then_some(Subject::Name(mention))
}

/// Where nouns are capital: whether a noun has closed the phrase before `at` and no genitive or preposition
/// carries it on: "das Gericht | seine Entscheidung", but "ein Sprecher des Senats".
fn begins_object(layout: &Layout, start: usize, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|&i| i >= start).map(|i| &layout.tokens[i]) else { return false };
    let token = &layout.tokens[at];
    let noun = before.is_capital() && !before.is(Tags::DETERMINER);
    let carries = token.is(Tags::PREPOSITION) || matches!(layout.word(at), "des" | "der" | "eines" | "einer");
    let ends = !carries || inverted::is_told_to(layout, start, at);
    noun && token.is_lower() && token.mention.is_none() && ends
}

impl Token {
    fn is_word_of_phrase(&self) -> bool {
        !self.is_mark()
            && !self.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::PRONOUN).or(Tags::BE))
    }
}
