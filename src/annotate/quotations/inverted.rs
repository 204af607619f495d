//! A verb of a language that puts its subject behind it in, that subject out: "Zur Lage sagte Lund", "dijo ayer en Bonn
//! la ministra".
//!
//! German has whatever it likes before its finite verb, and the subject behind it then. French and Spanish put subjects
//! behind a verb that follows the words said, with the hearer, the place and the day in between.

use super::WORDS;
use super::cues::Tags;
use super::layout::Layout;
use super::phrases;
use super::romance;
use super::subject::{self, Subject};
use crate::annotate::names::{Class, Shape};
use crate::text::word_lists::Words;
use std::ops::Range;

/// German verbs whose clause an infinitive ends.
static TAKES_INFINITIVE: Words = Words::of(WORDS, "infinitive");
/// The same by their stems.
static TAKES_INFINITIVE_STEMS: Words = Words::of(WORDS, "infinitive: stem");
/// Forms of German verbs that say something with a particle alone.
static WITH_PARTICLE: Words = Words::of(WORDS, "with particle");
/// Stems of German verbs that are often done to a person.
static TAKES_PERSON: Words = Words::of(WORDS, "person: stem");
/// Before the hearer, or where somebody spoke.
static BEFORE_HEARER: Words = Words::of(WORDS, "hearer");
/// An agency, behind its article in German.
static AGENCIES: Words = Words::of(WORDS, "agency");
/// Stems of those who work for it.
static AGENCYS_OWN: Words = Words::of(WORDS, "agency's own: stem");

/// Where a verb stands and what may be read for it.
pub struct Clause<'a> {
    pub range: &'a Range<usize>,
    /// Where the walk to the left ends.
    pub floor: usize,
    /// Just past the words before the verb and its auxiliaries.
    pub end: usize,
    pub verb: usize,
}

/// The subject right behind a finite verb, where what stands before it (`left`) can be none.
pub fn behind(layout: &Layout, clause: &Clause, left: Option<&Subject>) -> Option<Subject> {
    let next = clause.verb + 1;
    let token = layout.tokens.get(next).filter(|_| next < clause.range.end)?;
    if matches!(left, Some(Subject::Pronoun(_))) {
        return None;
    }
    let is_nominative = layout.nouns_are_capital && matches!(layout.word(next), "er" | "wir" | "ich" | "man");
    if is_nominative && left.is_some() {
        return Some(Subject::Pronoun(next));
    }
    let fronted = fronted(layout, clause, left?)?;
    if token.is(Tags::PRONOUN) && !token.is(Tags::DETERMINER) {
        return Some(Subject::Pronoun(next));
    }
    let found = subject::right(layout, clause.range, clause.verb)?;
    let is_person =
        matches!(found, Subject::Name(_)) && !(fronted == Fronted::Maybe && takes_person(layout, clause.verb));
    (is_person || fronted == Fronted::Surely).then_some(found)
}

/// Whether a German form in -en is a verb in the plural ("Kritiker fordern") and no infinitive ("zu fordern", "will mehr fordern",
/// "fordern wird").
pub fn is_plural_form(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    const CLAUSE_WORDS_MAX: usize = 30; // from a modal verb to the infinitive that ends its clause; guessed
    let tokens = &layout.tokens;
    let near = range.start.max(verb.saturating_sub(CLAUSE_WORDS_MAX))..verb;
    let is_open = |i: &usize| !tokens[*i].is_any_mark(&[',', ';', ':']);
    let is_modal = |i: usize| match tokens[i].is_lower() {
        true => takes_infinitive(layout.word(i)),
        false => tokens[i].word.starts_sentence && takes_infinitive(&layout.word(i).to_lowercase()),
    };
    let governed = verb > range.start && layout.word(verb - 1) == "zu";
    let closes = verb + 1 < range.end && is_modal(verb + 1);
    !lacks_particle(layout, range, verb) && !governed && !closes && !near.rev().take_while(is_open).any(is_modal)
}

/// "sagen | sie": several, and no woman the text told of.
pub fn is_several(layout: &Layout, subject: &Subject, verb: usize) -> bool {
    let Subject::Pronoun(at) = *subject else { return false };
    let touches = at + 1 == verb || verb + 1 == at;
    let they = layout.word(at).eq_ignore_ascii_case("sie") && layout.word(verb).ends_with("en");
    // "hat | sie versprochen", "wie | sie versprochen | hat": one, as the auxiliary says.
    let is_single = |i: usize| {
        let word = layout.tokens.get(i).map_or("", |_| layout.word(i));
        matches!(word, "hat" | "hatte" | "habe") || takes_infinitive(word) && !word.ends_with("en")
    };
    let single = || at < verb && (at.checked_sub(1).is_some_and(is_single) || is_single(verb + 1));
    layout.nouns_are_capital && touches && they && !single()
}

/// "…, die Kinder immer wieder fordern, …": a German plural that does not open its clause ends another's.
pub fn ends_relative(layout: &Layout, verb: usize) -> bool {
    let opens = verb.checked_sub(1).is_some_and(|i| layout.tokens[i].is_any_mark(&[',']));
    layout.nouns_are_capital && !opens
}

/// "meine Bücher", "la loi dite « … »": forms of verbs of saying that are none.
pub fn is_no_verb(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let next_is_noun = || i + 1 < range.end && layout.tokens[i + 1].is_capital();
    let behind_be = || i > range.start && layout.tokens[i - 1].is(Tags::BE);
    let governs = || i + 1 < range.end && layout.tokens[i + 1].is(Tags::PREPOSITION);
    match layout.word(i) {
        "meine" => next_is_noun(),
        "dite" => !behind_be(),
        "critique" | "critiques" => governs(), // "un œil critique sur"
        _ => lacks_particle(layout, range, i) || romance::describes(layout, range, i),
    }
}

/// "stellen eine Gefahr dar", "legten Blumen nieder": German verbs that say something only with a particle at the end of their
/// clause, and behind it or before the verb what is said: "stellte fest, dass", "„…“, legte Lund dar".
fn lacks_particle(layout: &Layout, range: &Range<usize>, verb: usize) -> bool {
    let tokens = &layout.tokens;
    if !layout.nouns_are_capital || !WITH_PARTICLE.has(layout.word(verb)) {
        return false;
    }
    let end = (verb + 1..range.end).find(|&i| tokens[i].is_mark()).unwrap_or(range.end);
    let last = layout.word(end - 1);
    let particle = end > verb + 1 && matches!(last, "fest" | "dar" | "klar" | "nahe");
    // "…, stellte Lund fest", but "Boote, die kommen, stellen eine Gefahr dar"
    let follows = verb > range.start && tokens[verb - 1].is_mark() && matches!(last, "fest" | "klar");
    let said_before = (range.start..verb).all(|i| tokens[i].is_mark()) || follows;
    let comma = end < range.end && tokens[end].is_any_mark(&[',', ':']);
    let said_behind = comma && tokens.get(end + 1).is_none_or(|t| end + 1 >= range.end || t.is(Tags::COMPLEMENTIZER));
    !(particle && (said_before || said_behind))
}

/// "will", "würde", "ließen": an infinitive ends the clause of such a verb.
fn takes_infinitive(word: &str) -> bool {
    TAKES_INFINITIVE.has(word) || TAKES_INFINITIVE_STEMS.begin(word)
}

/// What leads to the verb and is not its subject.
#[derive(PartialEq)]
enum Fronted {
    /// By its form: "Zur Lage der Stadt", "Als Grund".
    Surely,
    /// It is no person, and might be the subject all the same: "Das Angebot".
    Maybe,
}

fn fronted(layout: &Layout, clause: &Clause, left: &Subject) -> Option<Fronted> {
    let tokens = &layout.tokens;
    let parted = clause.end > clause.floor && tokens[clause.end - 1].is_any_mark(&[',']);
    let Subject::Phrase(words) = left else {
        // "Auf die Frage, was Lund wisse, sagte Holm"
        let first = &tokens[clause.range.start];
        let subordinate = layout.nouns_are_capital && first.is(Tags::PREPOSITION.or(Tags::SUBORDINATOR));
        let leads = parted && subordinate || is_in_phrase_of_preposition(layout, clause);
        return leads.then_some(Fronted::Surely);
    };
    let start = start_of_genitives(layout, clause.floor, words.start);
    let before = start.checked_sub(1).filter(|&i| i >= clause.floor);
    // "Gegenüber der „Bild“-Zeitung sagte Lund"
    let cut = before.is_some_and(|i| i == clause.range.start && tokens[i].is_any_mark(&['-']));
    if cut || before.is_some_and(|i| tokens[i].is(Tags::PREPOSITION) || layout.word(i).eq_ignore_ascii_case("als")) {
        return Some(Fronted::Surely);
    }
    let is_thing = !may_speak(layout, words) && tokens[start].is(Tags::DETERMINER);
    (layout.nouns_are_capital && (parted || is_thing)).then_some(Fronted::Maybe)
}

/// "Auf eine Anfrage der Abgeordneten Lund | hat": before a German finite verb stands one phrase alone, and a name in one that a
/// preposition begins is no subject.
fn is_in_phrase_of_preposition(layout: &Layout, clause: &Clause) -> bool {
    let tokens = &layout.tokens;
    let open = |i: &usize| !tokens[*i].is_mark();
    let first = (clause.floor..clause.end).rev().take_while(open).last();
    let opens = |i: usize| tokens[i].is(Tags::PREPOSITION) && tokens[i].word.starts_sentence;
    let other = |i: usize| tokens[i].is(Tags::CUE.or(Tags::BE).or(Tags::CONJUNCTION)) && tokens[i].is_lower();
    layout.nouns_are_capital && first.is_some_and(|i| opens(i) && !(i..clause.end).any(other))
}

/// Whether a phrase names somebody or a body that can say something: an office, an organisation, a document.
pub fn may_speak(layout: &Layout, words: &Range<usize>) -> bool {
    let speaks = Class::ROLE.or(Class::TITLE).or(Class::ORGANISATION).or(Class::MEMBER).or(Class::BODY);
    words.clone().any(|i| {
        let token = &layout.tokens[i];
        token.is_class(speaks) || token.is(Tags::NOUN) || token.word.shape == Shape::Upper
    })
}

/// Where a phrase begins with the nouns that it is a genitive of: "die Lage | der Stadt".
fn start_of_genitives(layout: &Layout, floor: usize, mut start: usize) -> usize {
    const GENITIVES_MAX: usize = 4; // "die Rede des Leiters der Abteilung der Stadt"; guessed
    for _ in 0..GENITIVES_MAX {
        let genitive = layout.nouns_are_capital && matches!(layout.word(start), "der" | "des" | "eines" | "einer");
        let noun = start.checked_sub(1).filter(|&i| i >= floor && genitive && layout.tokens[i].is_capital());
        let Some(head) = noun.and_then(|_| phrases::noun_phrase(layout, floor, start)) else { break };
        start = head.start;
    }
    start
}

/// Verbs that are often done to a person: "Die Partei nannte Lund …" does not say that Lund spoke.
fn takes_person(layout: &Layout, verb: usize) -> bool {
    layout.tokens[verb].is(Tags::CALL) || TAKES_PERSON.begin(layout.word(verb))
}

/// "Lund hat die Rolle der Stadt betont": a participle at the end of its clause has the subject of its auxiliary.
pub fn of_perfect(layout: &Layout, clause: &Clause) -> Option<Subject> {
    let tokens = &layout.tokens;
    let closes = clause.verb + 1 >= clause.range.end || tokens[clause.verb + 1].is_mark();
    if !layout.nouns_are_capital || !closes || clause.end <= clause.floor {
        return None;
    }
    let open = |i: &usize| !tokens[*i].is_mark() && !tokens[*i].is(Tags::SUBORDINATOR.or(Tags::CONJUNCTION));
    let has = |i: &usize| matches!(layout.word(*i), "hat" | "haben" | "hatte" | "hatten");
    let auxiliary = (clause.floor..clause.end).rev().take_while(open).find(has)?;
    let left = subject::phrase_ending_at(layout, clause.floor, auxiliary);
    let before = Clause { end: auxiliary, verb: auxiliary, ..*clause };
    let leads = |left: &Subject| fronted(layout, &before, left).is_some() || subject::is_small(layout, left);
    match left.filter(|left| !leads(left)) {
        Some(subject) => Some(subject),
        None => subject::right(layout, clause.range, auxiliary),
    }
}

/// Where the subject begins behind at most two complements of the verb before it, each a day, a hearer or a place: "a
/// déclaré | vendredi | à l’AFP | Lund". `None` unless a person or a role follows them.
pub fn behind_complements(layout: &Layout, next: usize, end: usize) -> Option<usize> {
    let first = end_of_complement(layout, next, end)?;
    if begins_subject(layout, first, end) {
        return Some(first);
    }
    end_of_complement(layout, first, end).filter(|&second| begins_subject(layout, second, end))
}

fn end_of_complement(layout: &Layout, at: usize, end: usize) -> Option<usize> {
    end_of_day(layout, at, end).or_else(|| end_of_hearer(layout, at, end))
}

/// "este martes", "lundi 3 mars", "am Montag"
fn end_of_day(layout: &Layout, at: usize, end: usize) -> Option<usize> {
    const DAY_WORDS_MAX: usize = 6; // "le lundi 3 mars 2024 matin"
    let tokens = &layout.tokens;
    let reach = at..end.min(at + DAY_WORDS_MAX);
    let small = |t: &super::layout::Token| t.is_lower() && t.is(Tags::DETERMINER.or(Tags::PREPOSITION));
    let is_day = |t: &super::layout::Token| t.mention.is_none() && t.is_class(Class::CALENDAR);
    let part = |i: &usize| {
        let t = &tokens[*i];
        let links = (small(t) || t.word.shape == Shape::Number) && reach.contains(&(i + 1)) && {
            let next = &tokens[i + 1];
            is_day(next) || next.word.shape == Shape::Number
        };
        is_day(t) || links || t.word.shape == Shape::Number
    };
    let stop = at + reach.clone().take_while(part).count();
    (at..stop).any(|i| is_day(&tokens[i])).then_some(stop)
}

/// Whether nothing but a day stands here, up to a mark.
pub fn is_only_day(layout: &Layout, at: usize, end: usize) -> bool {
    let stop = end_of_day(layout, at, end);
    stop.is_some_and(|stop| stop >= end || layout.tokens[stop].is_mark())
}

/// "à l’AFP", "a este diario", "en rueda de prensa", "dem Sender": up to where another phrase begins.
fn end_of_hearer(layout: &Layout, at: usize, end: usize) -> Option<usize> {
    const HEARER_WORDS_MAX: usize = 8; // "en una entrevista con la radio pública"; guessed
    let tokens = &layout.tokens;
    let first = tokens.get(at).filter(|_| at < end)?;
    let leads = BEFORE_HEARER.has(layout.word(at));
    let oblique = layout.nouns_are_capital && first.is(Tags::OBLIQUE);
    if !(leads || oblique) || first.mention.is_some() {
        return None;
    }
    let mut at = at + 1;
    let governs =
        |i: usize| tokens[i].is(Tags::PREPOSITION.or(Tags::DETERMINER)) || tokens[i].is_any_mark(&['\'', '’']);
    while at < end && leads && tokens[at].mention.is_none() && governs(at) {
        at += 1;
    }
    // One word at least is the hearer's, or a whole name.
    let name = tokens.get(at).filter(|_| at < end)?.mention;
    at += 1;
    while at < end && name.is_some() && tokens[at].mention == name {
        at += 1;
    }
    for (i, token) in tokens.iter().enumerate().take(end.min(at + HEARER_WORDS_MAX)).skip(at) {
        if token.mention.is_some() || token.is_class(Class::CALENDAR) || i == at && begins_subject(layout, i, end) {
            return Some(i);
        }
        if token.is_mark() && !token.is_any_mark(&['\'', '’']) {
            return None;
        }
        let carried = governs(i - 1) || layout.word(i - 1) == "con" || layout.word(i - 1) == "avec";
        if token.is(Tags::DETERMINER) && token.is_lower() && !carried || layout.word(i) == "zufolge" {
            return Some(i + usize::from(layout.word(i) == "zufolge"));
        }
    }
    None
}

/// Whether a person or somebody's role stands here, in the case of a subject.
fn begins_subject(layout: &Layout, at: usize, end: usize) -> bool {
    const ROLE_REACH: usize = 3; // "la première ministre"; guessed
    let tokens = &layout.tokens;
    let Some(first) = tokens.get(at).filter(|_| at < end) else { return false };
    let named = |i: &usize| {
        let t = &tokens[*i];
        let speaks = Class::ROLE.or(Class::TITLE).or(Class::ORGANISATION);
        t.mention.is_some() || t.is_class(speaks) && !t.is_class(Class::CALENDAR)
    };
    let near = at..end.min(at + ROLE_REACH);
    let determined = first.is(Tags::DETERMINER) && !first.is(Tags::OBLIQUE) && !first.is_class(Class::CALENDAR);
    let open = |i: &usize| *i == at || !(tokens[*i].is_mark() || tokens[*i].is(Tags::PREPOSITION));
    named(&at) || determined && near.take_while(open).any(|i| named(&i))
}

/// "sagte ein Zeuge | der Nachrichtenagentur WPA": the dative of the hearer, which looks like a genitive. A reporter is an
/// agency's own.
pub fn is_told_to(layout: &Layout, start: usize, at: usize) -> bool {
    let agency = |i: usize| layout.tokens.get(i).is_some_and(|_| AGENCIES.has(layout.word(i)));
    let own = |i: usize| layout.tokens[i].is(Tags::NOUN) || AGENCYS_OWN.are_in(layout.word(i));
    layout.word(at) == "der" && agency(at + 1) && !(start..at).any(own)
}
