//! A verb in, its grammatical subject out.
//!
//! Not a parser: the words beside the verb are read from the inside out. To the left, adverbs and auxiliaries
//! are passed over, then a pronoun, a name, a relative "who", an apposition between commas or a noun phrase
//! is taken; a name inside a prepositional phrase is not the subject but belongs to its head ("a spokesman
//! for Lund said"). Every walk is bounded, so that long sentences cost no more than short ones.

use super::WORDS;
use super::citations;
use super::content;
use super::cues::Tags;
use super::inverted;
use super::layout::{Layout, Token};
use super::phrases::{
    PHRASE_WORDS_MAX, follows_preposition, is_time, name_at_end, noun_phrase, phrase_from, start_of_title, with_head,
    with_place,
};
use super::romance;
use super::speakers;
use super::verbs;
use crate::annotate::names::{Class, Shape};
use crate::text::word_lists::Words;
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
/// How words begin that say of their subject that he does, or may do, what the infinitive behind them says.
pub static RAISING: Words = Words::of(WORDS, "raising: stem");
/// English prepositions that tie a noun phrase to the noun before it.
static TIES: Words = Words::of(WORDS, "ties");

/// The subject to the left of the verb at `verb`, within `range`.
pub fn left(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let floor = range.start.max(verb.saturating_sub(REACH));
    if let Some(citation) = citations::citation(layout, range, verb) {
        return citation.cited(layout, floor);
    }
    if let Some(person) = quoted_person(layout, range, verb) {
        return Some(person);
    }
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
            // "Republicans are more likely to say"
            let raises = |word: &str| RAISING.begin(word) || word.starts_with("quick");
            let raised = at > floor + 1 && raises(layout.word(at - 2));
            return if raised { of_clause(layout, floor..at - 1) } else { main(layout, floor..at - 1) };
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
    let subject = match layout.inverts {
        true => phrase_ending_at(layout, floor, at),
        false => of_described(layout, floor, at).or_else(|| of_phrase(layout, floor, at)),
    };
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

/// "“…,” the paper quoted | Lund": without "as saying" it is whoever is quoted, too, that speaks.
fn quoted_person(layout: &Layout, range: &Range<usize>, verb: usize) -> Option<Subject> {
    let cites = !layout.inverts && matches!(layout.word(verb), "quoted" | "quotes");
    let person = cites.then(|| phrase_from(layout, verb + 1, range.end)).flatten();
    person.filter(|person| matches!(person, Subject::Name(_)))
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
        let is_pronoun = |i: usize| tokens[i].is(Tags::PRONOUN) && !tokens[i].is(Tags::DETERMINER);
        let who = |i: usize| tokens[i].mention.map(Subject::Name).or(is_pronoun(i).then_some(Subject::Pronoun(i)));
        let before = || phrase_ending_at(layout, range.start, be).filter(|before| !is_small(layout, before));
        return (be + 1..verb).find_map(who).or_else(before);
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
#[inline]
pub fn names_source(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    // Most words have none of these, and need no closer look.
    layout.tokens[i].is(source_tags(layout)) && names_source_here(layout, range, i)
}

/// What the words that name a source are, in some languages prepositions among them.
pub fn source_tags(layout: &Layout) -> Tags {
    let tags = Tags::ACCORDING.or(Tags::SO).or(Tags::SOURCE);
    if layout.is_romance() { tags.or(Tags::PREPOSITION) } else { tags }
}

fn names_source_here(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
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
        |&i: &usize| tokens[i].is(Tags::SPEECH) && !tokens[i].is(Tags::PARTICIPLE) && verbs::is_verb(layout, range, i);
    let cue = (floor..verb).rev().find(finite);
    let told = cue.and_then(|i| left(layout, range, i));
    match of_noun_before(layout, floor, before + 1) {
        Touching::Able(phrase) => return Some(Subject::Phrase(phrase)),
        // Whoever said it, "a speech touting boats" is nobody's who spoke before; but "wrote | a letter urging" is.
        Touching::Thing(phrase) if told.is_some() && !cue.is_some_and(|cue| is_object(layout, cue, &phrase)) => {
            return holds_words(layout, before).then_some(Subject::Phrase(phrase));
        }
        Touching::Thing(_) | Touching::Nothing => {}
    }
    // "NATO is asking", "NATO welcomed the move, saying", "NATO released a statement saying", but "for language condemning",
    // "…, who are vowing", "with two thirds saying".
    let last = &tokens[before];
    let joins = last.is(Tags::BE.or(Tags::NOUN).or(Tags::CONJUNCTION).or(Tags::AUXILIARY)) || last.is_any_mark(&[',']);
    let open = |i: &usize| !tokens[*i].is_any_mark(&[',']);
    let other = |i: usize| tokens[i].is(Tags::RELATIVE) || matches!(layout.word(i), "with" | "by" | "which");
    let elsewhere = || !joins || (floor..verb).rev().take_while(open).any(other);
    told.or_else(|| if elsewhere() { main(layout, floor..verb) } else { of_clause(layout, floor..verb) })
}

/// "Voters | who spoke with Lund said", "A captain | working with the Tolvo Forces said": whoever a relative clause without commas or
/// a participle describes, behind which the verb stands.
fn of_described(layout: &Layout, floor: usize, end: usize) -> Option<Subject> {
    let relative = relative_before(layout, floor, end).filter(|who| ends_relative(layout, &(who + 1..end)));
    let settled = |who: usize| Some(settle(layout, floor, noun_phrase(layout, floor, who)?));
    relative.and_then(settled).or_else(|| of_working(layout, floor, end))
}

/// The subject that ends before `end`, or before the "who" there.
fn of_phrase(layout: &Layout, floor: usize, end: usize) -> Option<Subject> {
    let antecedent = relative_before(layout, floor, end).filter(|who| who + 1 == end);
    let antecedent = antecedent.and_then(|who| noun_phrase(layout, floor, who));
    let Some(phrase) = antecedent else { return phrase_ending_at(layout, floor, end) };
    // "appease | conservatives who say": the infinitive governs them.
    let aims =
        phrase.start > floor && phrase.len() > 1 && verbs::is_infinitive(layout, &(floor..end), phrase.start - 1);
    let described = Some(Subject::Phrase(phrase.start + usize::from(aims)..phrase.end));
    if aims {
        return described;
    }
    // "hit back at | critics who accused"
    let tells = |s: &Subject| !matches!(s, Subject::Phrase(_)) || speakers::able(layout, s).is_some();
    phrase_ending_at(layout, floor, end).filter(tells).or(described)
}

/// The "who" nearest before `end`, where no comma parts it from its noun or from there.
fn relative_before(layout: &Layout, floor: usize, end: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let open = |i: &usize| !tokens[*i].is_mark() || tokens[*i].is_any_mark(&['\'', '’']);
    let who = (floor + 1..end).rev().take_while(open).find(|&i| tokens[i].is(Tags::RELATIVE))?;
    (!tokens[who - 1].is_mark()).then_some(who)
}

/// Whether the words are a relative clause from its verb to its end, with no subject of another verb at that end: "spoke with the
/// Harbour News", but "believe Ana Lund".
fn ends_relative(layout: &Layout, words: &Range<usize>) -> bool {
    let tokens = &layout.tokens;
    // "who | works here", but "who | he thought", "who | critics say"
    let noun = Tags::PRONOUN.or(Tags::DETERMINER).or(Tags::PREPOSITION).or(Tags::SEVERAL);
    let may_open = |i: usize| tokens[i].is_lower() && !tokens[i].is(noun) && !tokens[i].is_class(Class::ROLE);
    let opens = |i: usize| i == words.start && words.len() > 1 && may_open(i);
    let tells = |i: usize| tokens[i].mention.is_none() && verbs::may_tell(layout, words, i);
    let Some(verb) = words.clone().rev().find(|&i| tells(i) || opens(i)) else { return false };
    let behind = verb + 1..words.end;
    let leads = |i: usize| tokens[i].mention.is_none() && tokens[i].is(Tags::PREPOSITION);
    let tells_clause = tokens[verb].is(Tags::CUE) && !behind.is_empty() && !leads(behind.start);
    let between = behind.clone().any(|i| matches!(layout.word(i), "between" | "both"));
    let parts = |i: usize| {
        tokens[i].mention.is_none() && (tokens[i].is(Tags::SUBORDINATOR) || tokens[i].is(Tags::CONJUNCTION) && !between)
    };
    !tells_clause && !behind.clone().any(parts)
}

/// "A captain | working with the Tolvo Forces said": whoever a participle and what it governs describe. Behind a comma that is an
/// apposition.
fn of_working(layout: &Layout, floor: usize, end: usize) -> Option<Subject> {
    const WORDS_MAX: usize = 8; // "working with the former Tolvo Forces"; guessed
    let tokens = &layout.tokens;
    let parts = Tags::FINITE.or(Tags::SUBORDINATOR).or(Tags::CONJUNCTION);
    let open = |i: &usize| tokens[*i].mention.is_some() || !tokens[*i].is_mark() && !tokens[*i].is(parts);
    let participle = |i: usize| ["ing", "ed"].iter().any(|ending| layout.word(i).ends_with(ending));
    let describes =
        |i: usize| tokens[i].is_lower() && participle(i) && i + 1 < end && tokens[i + 1].is(Tags::PREPOSITION);
    let near = (floor.max(end.saturating_sub(WORDS_MAX)) + 1..end).rev();
    let participle = near.take_while(open).find(|&i| describes(i))?;
    let noun = &tokens[participle - 1];
    let able = noun.is_class(Class::ROLE) && noun.is_lower() && !noun.is_class(Class::BODY) || noun.is(Tags::SEVERAL);
    let phrase = noun_phrase(layout, floor, participle).filter(|_| able)?;
    let leads = |t: &Token| t.is(Tags::PREPOSITION) || t.is_any_mark(&[',']);
    let other = phrase.start > floor && leads(&tokens[phrase.start - 1]);
    (!other).then_some(Subject::Phrase(phrase))
}

/// "wrote | a letter", but "said | a letter": whether the words behind a verb of saying are its object.
fn is_object(layout: &Layout, cue: usize, phrase: &Range<usize>) -> bool {
    cue + 1 == phrase.start && !content::is_told_to_nobody(layout, cue)
}

/// What stands right before a participle.
enum Touching {
    /// Whoever can speak: "clips of | officials | questioning".
    Able(Range<usize>),
    /// What cannot: "a poll | saying".
    Thing(Range<usize>),
    /// No noun, or one that is no subject: "wrote to | officials | asking".
    Nothing,
}

/// The noun phrase that an English participle behind it describes.
fn of_noun_before(layout: &Layout, floor: usize, end: usize) -> Touching {
    let tokens = &layout.tokens;
    let last = &tokens[end - 1];
    let verbal = Tags::AUXILIARY.or(Tags::CUE).or(Tags::STRONG).or(Tags::PARTICIPLE).or(Tags::FINITE);
    let verbal = last.is(verbal) && !last.is(Tags::NOMINAL.or(Tags::NOUN).or(Tags::SEVERAL))
        || layout.word(end - 1).ends_with("ed");
    if layout.inverts || !last.is_lower() || !last.is_word_of_phrase() || verbal {
        return Touching::Nothing;
    }
    let Some(phrase) = noun_phrase(layout, floor, end) else { return Touching::Nothing };
    let before = if phrase.start > floor { layout.word(phrase.start - 1).to_lowercase() } else { String::new() };
    let determined = tokens[phrase.start].is(Tags::DETERMINER) || tokens[phrase.start].word.possessive;
    let opens = phrase.start == floor || tokens[phrase.start - 1].is_mark();
    let governed = matches!(before.as_str(), "with" | "of" | "by" | "from" | "between" | "about" | "or");
    let governed = governed && !(before == "of" && is_addressed(layout, floor, phrase.start - 1));
    // "in a letter", "into the polls": the participle is somebody else's.
    let placed = !governed && phrase.start > floor && tokens[phrase.start - 1].is(Tags::PREPOSITION);
    match speakers::able(layout, &Subject::Phrase(phrase.clone())) {
        Some((able, _)) if !holds_words(layout, end - 1) && (opens || governed) => Touching::Able(able),
        None if determined && !placed => Touching::Thing(phrase),
        Some(_) if determined && !placed && holds_words(layout, end - 1) => Touching::Thing(phrase),
        _ => Touching::Nothing,
    }
}

/// "a letter to the board | of directors urging": whether the noun phrase before the preposition stands behind a "to".
fn is_addressed(layout: &Layout, floor: usize, preposition: usize) -> bool {
    let head = noun_phrase(layout, floor, preposition);
    head.is_some_and(|head| head.start > floor && layout.word(head.start - 1) == "to")
}

/// "a speech", "the poll": what holds what somebody says or shows.
fn holds_words(layout: &Layout, noun: usize) -> bool {
    layout.tokens[noun].is(Tags::NOUN.or(Tags::DOCUMENT))
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
        if !layout.inverts
            && let Some(before) = start_of_aside(layout, floor, last)
        {
            end = before;
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
            return of_clause(layout, floor..last);
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

/// Where an adverb between commas begins that the comma at `close` ends: "Others|, however, | say".
fn start_of_aside(layout: &Layout, floor: usize, close: usize) -> Option<usize> {
    let open = close.checked_sub(2).filter(|&open| open > floor)?;
    let adverb = &layout.tokens[close - 1];
    let aside = adverb.is_lower() && adverb.is(Tags::AUXILIARY) && !adverb.is(Tags::FINITE.or(Tags::SEVERAL));
    let comma = |i: usize| layout.tokens[i].is_any_mark(&[',']);
    (aside && comma(open) && comma(close)).then_some(open)
}

/// "Lund, the party’s director said" and "Lund, who is director of the party, said": the name before.
fn unclosed_apposition(layout: &Layout, floor: usize, phrase: &Range<usize>) -> Option<Subject> {
    let tokens = &layout.tokens;
    if name_at_end(layout, phrase).is_some() {
        return None;
    }
    let is_which =
        |i: usize, at: usize| !layout.inverts && layout.word(i) == "which" && has_verb(layout, &(at..phrase.start));
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
                return host_of_relative(layout, floor, before);
            }
            at = before;
        } else if token.is(Tags::BE.or(Tags::PREPOSITION)) || is_which(before, at) {
            at = before;
        } else if token.is(Tags::CONJUNCTION) {
            at = start_of_one_article(layout, floor, before, at)?;
        } else {
            at = noun_phrase(layout, floor, at)?.start;
        }
    }
    None
}

/// "a longtime aide | and | senior adviser": where the first of two nouns begins that one article says are one person's.
fn start_of_one_article(layout: &Layout, floor: usize, and: usize, second: usize) -> Option<usize> {
    let is_article = |i: usize| matches!(layout.word(i), "a" | "an" | "the");
    let first = noun_phrase(layout, floor, and).filter(|_| !layout.inverts)?;
    let named = first.clone().any(|i| layout.tokens[i].mention.is_some());
    (is_article(first.start) && !is_article(second) && !named).then_some(first.start)
}

/// "Lund, a clerk with the Pine Club, who": the name that the whole apposition before the comma belongs to.
fn host_of_relative(layout: &Layout, floor: usize, comma: usize) -> Option<Subject> {
    let relative = layout.tokens[comma + 1].is(Tags::RELATIVE) || layout.word(comma + 1) == "which";
    let is_comma = layout.tokens[comma].is_any_mark(&[',']);
    let host = (is_comma && relative && !layout.inverts).then(|| host_of_apposition(layout, floor, comma)).flatten();
    host.filter(|host| matches!(host, Subject::Name(_)))
}

/// Whether a verb stands among the words: "which sued | the port said", but "which critics of | the port said".
fn has_verb(layout: &Layout, words: &Range<usize>) -> bool {
    let tells =
        |i: usize| layout.tokens[i].is(Tags::FINITE) || layout.tokens[i].is_lower() && layout.word(i).ends_with("ed");
    words.clone().any(tells)
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
    let owner = || owner_of(layout, floor, head.start, phrase.end);
    if last.is_capital() && named {
        // "Secretary of State Ada Bell", "Chancellor of the Exchequer Ada Bell", and the Bank of Westport
        return name_at_end(layout, phrase).map(Subject::Name).or_else(owner).or(Some(whole));
    }
    // "chief of staff Ada Bell": her role, as her name tells it.
    if let Some(name) = name_at_end(layout, phrase).filter(|&name| bears(layout, name, &(head.start..phrase.end))) {
        return Some(Subject::Name(name));
    }
    let role = last.is_class(Class::ROLE);
    if role || name_at_end(layout, phrase).is_none() {
        // "A lawyer | for the family of Lund"
        let carried = head.start.checked_sub(1).filter(|&i| role && i > floor && governs(layout, i));
        return carried.and_then(|i| host(layout, floor, i, phrase.end)).or_else(owner).or(Some(whole));
    }
    governs_name(layout, preposition, phrase).then(|| host(layout, floor, preposition, phrase.end)).flatten()
}

/// Whether the words before the name at the end of the phrase are a role of several words that the person is known to have.
fn bears(layout: &Layout, name: usize, words: &Range<usize>) -> bool {
    let mention = layout.people.mentions[name];
    let start = layout.tokens[words.start].word.span.start;
    let before = layout.text[start..mention.span.start.max(start)].split_whitespace();
    let words: Vec<&str> = before.collect();
    let same = |role: &String| role.contains(" of ") && words.join(" ").ends_with(role.as_str());
    layout.people.persons[mention.person].roles.iter().any(same)
}

/// "Holm | of the Harbour Court in Westport", "The head | of one of the largest banks": the person or the office that the
/// phrases from `start` to `end` belong to.
fn owner_of(layout: &Layout, floor: usize, start: usize, end: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let preposition = start.checked_sub(1).filter(|&i| i > floor && governs(layout, i))?;
    let before = &tokens[preposition - 1];
    if let Some(mention) = before.mention {
        return (!before.word.possessive).then_some(Subject::Name(mention));
    }
    let head = noun_phrase(layout, floor, preposition)?;
    let last = &tokens[head.end - 1];
    let one = last.is_class(Class::ROLE.or(Class::TITLE)) && !last.is_class(Class::BODY) && !last.word.possessive;
    (one && last.is_word_of_phrase()).then_some(Subject::Phrase(head.start..end))
}

/// Whether the preposition governs the name that ends the phrase and nothing less: "with | Mayor Lund", but not "in the evening |
/// Lund", "in Westport | Lund" or "days after | Lund".
fn governs_name(layout: &Layout, preposition: usize, phrase: &Range<usize>) -> bool {
    let office = Class::TITLE.or(Class::ROLE).or(Class::QUALIFIER).or(Class::MEMBER);
    let name = layout.tokens[phrase.end - 1].mention;
    let leads = |t: &Token| t.is(Tags::DETERMINER) || t.is_class(office);
    let of_name = |i: usize| layout.tokens[i].mention == name || leads(&layout.tokens[i]);
    governs(layout, preposition) && phrase.clone().all(of_name)
}

/// Whether the word is an English preposition that ties a noun phrase to the noun before it.
fn governs(layout: &Layout, i: usize) -> bool {
    !layout.inverts && TIES.has(layout.word(i))
}

/// Who speaks, where the name up to `end` says only with or for whom: "A spokesman | at the office for the crews in Rio Lund",
/// "Lund, | who works with Holm", "A clerk | who worked with Lund".
fn host(layout: &Layout, floor: usize, preposition: usize, end: usize) -> Option<Subject> {
    const PHRASES_MAX: usize = 5; // "at the office for the crews in"; guessed
    let tokens = &layout.tokens;
    let mut at = preposition;
    // Whether only prepositions have been met, and no verb.
    let mut carried = true;
    for _ in 0..PHRASES_MAX {
        let phrase = noun_phrase(layout, floor, at)?;
        let last = &tokens[phrase.end - 1];
        if carried && last.is_class(Class::ROLE) && !last.is_class(Class::BODY) {
            return Some(Subject::Phrase(phrase.start..end));
        }
        let passed = |i: &usize| tokens[*i].is_lower() && tokens[*i].is(Tags::AUXILIARY.or(Tags::BE));
        let n_passed = (floor..phrase.start).rev().take_while(passed).count();
        let before = (phrase.start - n_passed).checked_sub(1).filter(|&i| i >= floor)?;
        if tokens[before].is(Tags::RELATIVE) {
            let host = phrase_ending_at(layout, floor, before)?;
            let Subject::Phrase(words) = &host else { return Some(host) };
            let role = tokens[words.end - 1].is_class(Class::ROLE) || tokens[words.end - 1].is(Tags::SEVERAL);
            return role.then_some(Subject::Phrase(words.start..words.end));
        }
        carried &= tokens[before].is(Tags::PREPOSITION) && n_passed == 0;
        at = if tokens[before].is(Tags::PREPOSITION) { before } else { phrase.start - n_passed };
    }
    None
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
        } else if fallback.is_none()
            && let Some(phrase) = named_or_told(layout, floor, i)
        {
            fallback = Some(Subject::Phrase(phrase));
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

/// The noun phrase that ends with `last`, where it is one by its form that no preposition governs: "Westport Lines, …, said",
/// "The companies, which …, said".
fn named_or_told(layout: &Layout, floor: usize, last: usize) -> Option<Range<usize>> {
    let token = &layout.tokens[last];
    let small = Class::ROLE.or(Class::TITLE).or(Class::CALENDAR).or(Class::FUNCTION);
    let adverb = token.is(Tags::AUXILIARY) && !token.is(Tags::SEVERAL);
    if layout.inverts || token.is_class(small) && !token.is(Tags::SEVERAL) || adverb || token.word.possessive {
        return None;
    }
    let phrase = noun_phrase(layout, floor, last + 1)?;
    let first = &layout.tokens[phrase.start];
    let before = phrase.start.checked_sub(1).filter(|&i| i >= floor);
    let leads = before.is_none_or(|i| layout.tokens[i].is(Tags::CONJUNCTION) && i == floor);
    // A capital that only begins the sentence tells nothing: "Progress, often promised, …".
    let begins = first.is(Tags::DETERMINER) || first.is_capital();
    let describes = |t: &Token| t.is(Tags::DETERMINER.or(Tags::RELATIVE)) || t.is_class(Class::ROLE);
    let described = || layout.tokens.get(last + 2).is_some_and(describes);
    let named = token.is_capital() && (!token.word.starts_sentence || token.word.shape == Shape::Upper || described());
    let nominal = begins && phrase.len() > 1 || named || token.is(Tags::SEVERAL);
    (leads && nominal && !token.is(Tags::PARTICIPLE) && !is_time(layout, &phrase)).then_some(phrase)
}

/// The subject of the clause: its first name, pronoun or role that no preposition governs. A clause that
/// begins with a subordinate one ("While Holm slept, Lund left") is read from its first comma on.
pub fn main(layout: &Layout, range: Range<usize>) -> Option<Subject> {
    let tokens = &layout.tokens;
    let start = start_of_main(layout, &range);
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
        // "Officials at the port, …, say", but "Republican leaders"
        let closes = |t: &Token| t.is_any_mark(&[',']) || t.is(Tags::PREPOSITION.or(Tags::RELATIVE));
        let opens = !layout.inverts
            && token.word.starts_sentence
            && token.is_class(Class::ROLE)
            && tokens.get(i + 1).is_some_and(closes);
        let office = opens
            || token.is_class(Class::ROLE) && (token.is_lower() || layout.nouns_are_capital)
            || token.is_class(Class::TITLE) && layout.nouns_are_capital;
        if role.is_none()
            && office
            && !token.word.possessive
            && !governed
            && tokens.get(i + 1).is_none_or(|t| t.mention.is_none())
        {
            role = noun_phrase(layout, start, i + 1)
                .map(|p| if opens { with_place(layout, p, range.end) } else { with_head(layout, start, p) })
                .filter(|p| {
                    !(p.start > start
                        && (tokens[p.start - 1].is(Tags::PREPOSITION) || tokens[p.start - 1].is_any_mark(&['('])))
                })
                .filter(|p| !tokens[p.start].is(Tags::OBLIQUE));
        }
        if role.is_some() && verbs::is_verb(layout, &range, i) {
            break;
        }
    }
    role.map(Subject::Phrase)
}

/// Where the clause begins behind a subordinate one.
fn start_of_main(layout: &Layout, range: &Range<usize>) -> usize {
    let tokens = &layout.tokens;
    let leads = Tags::SUBORDINATOR.or(Tags::PREPOSITION).or(Tags::PARTICIPLE);
    if range.is_empty() || !tokens[range.start].is(leads) {
        return range.start;
    }
    let comma = range.clone().find(|&i| tokens[i].is_any_mark(&[',']));
    comma.filter(|comma| comma + 1 < range.end).map_or(range.start, |comma| comma + 1)
}

/// The subject of a clause that goes on with another verb: whoever opens it, if that is a body or people named by a capital, else
/// as [`main`] tells. "NATO welcomed the move, | saying that".
fn of_clause(layout: &Layout, range: Range<usize>) -> Option<Subject> {
    let start = start_of_main(layout, &range);
    let opens = opening_phrase(layout, start, range.end).map(Subject::Phrase);
    opens.or_else(|| main(layout, range))
}

/// "NATO | welcomed", "The Bank of Westport | opened", "Republicans | are": a noun phrase that opens its clause, right before the
/// verb, and names a body or people by a capital of its own. What has a small letter is read as a role.
fn opening_phrase(layout: &Layout, start: usize, end: usize) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    if layout.inverts || start >= end {
        return None;
    }
    let start = start + usize::from(tokens[start].is(Tags::CONJUNCTION));
    let reach = start..end.min(start + PHRASE_WORDS_MAX);
    let past = |i: usize| i > start && tokens[i].is_lower() && layout.word(i).ends_with("ed");
    let verb = |i: usize| tokens[i].is(Tags::FINITE) || past(i) || verbs::is_verb(layout, &(start..end), i);
    let stop = reach.into_iter().find(|&i| tokens[i].is_mark() || tokens[i].mention.is_some() || verb(i))?;
    let phrase = start..stop;
    let last = phrase.clone().last().filter(|_| !tokens[stop].is_mark() && tokens[stop].mention.is_none())?;
    let of = |i: usize| tokens[i].is(Tags::CARRYING) && i + 1 < stop && layout.word(i) == "of";
    let whole = phrase.clone().all(|i| tokens[i].is_word_of_phrase() || of(i));
    let (first, head) = (&tokens[start], &tokens[last]);
    // A capital that only begins the sentence tells nothing: "Progress stalled, raising fears".
    let telling = Class::MEMBER.or(Class::ORGANISATION).or(Class::ROLE);
    let named = head.is_capital()
        && (last > start || !head.word.starts_sentence || head.word.shape == Shape::Upper || head.is_class(telling));
    let gerund = last > start && layout.word(start).ends_with("ing"); // "Closing Westport would"
    let nominal = !gerund && (first.is(Tags::DETERMINER) || first.is_capital());
    (whole && named && nominal && speakers::kind(layout, &phrase).is_some()).then_some(phrase)
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
    let next = romance::behind_turn(layout, verb + 1, range.end);
    let next = next + (next..range.end).take_while(passed).count();
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

/// "had not been according to their wishes": how something was, and no source.
pub fn is_measure(layout: &Layout, piece: &Range<usize>, cue: usize) -> bool {
    !layout.inverts && cue > piece.start && layout.tokens[cue - 1].is(Tags::BE)
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
    let start = if preposition { next + 1 } else { next };
    phrase_from(layout, start, end).or_else(|| document_from(layout, start, end))
}

/// "according to | polls", "that survey": a noun phrase that no article or capital begins, and one that a "that" does.
fn document_from(layout: &Layout, start: usize, end: usize) -> Option<Subject> {
    let tokens = &layout.tokens;
    let end = end.min(start + PHRASE_WORDS_MAX);
    let that = start < end && matches!(layout.word(start), "that" | "this" | "those" | "these");
    let first = start + usize::from(that);
    let part = |i: &usize| {
        let verbal = tokens[*i].is(Tags::FINITE) || layout.word(*i).ends_with("ly");
        tokens[*i].is_word_of_phrase() && tokens[*i].is_lower() && !verbal
    };
    let stop = first + (first..end).take_while(part).count();
    let document = (first..stop).any(|i| tokens[i].is(Tags::DOCUMENT.or(Tags::NOUN)));
    (!layout.inverts && document).then_some(Subject::Phrase(start..stop))
}
