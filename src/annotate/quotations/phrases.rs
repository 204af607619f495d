//! A token in, the noun phrase around it out: where it begins and ends, and whose name or title is in it.

use super::WORDS;
use super::cues::Tags;
use super::inverted;
use super::layout::{Layout, Token};
use super::romance;
use super::subject::Subject;
use super::verbs;
use crate::annotate::names::{Class, Shape};
use crate::text::word_lists::Words;
use std::ops::Range;

/// Words of a noun phrase. Guessed.
pub const PHRASE_WORDS_MAX: usize = 14;
/// Describes the noun before it, or makes one adjective with it: "a group called Old Port", "the state owned bank".
static DESCRIBING: Words = Words::of(WORDS, "describing");
/// Opens a noun phrase, and a noun follows.
static ARTICLES: Words = Words::of(WORDS, "article");
/// Ends a phrase that says when or where.
static TIMES: Words = Words::of(WORDS, "time");

/// The words of a noun phrase that ends before `end`, without the prepositional phrases it may close.
pub fn noun_phrase(layout: &Layout, floor: usize, end: usize) -> Option<Range<usize>> {
    let tokens = &layout.tokens;
    let stop = floor.max(end.saturating_sub(PHRASE_WORDS_MAX));
    let mut start = end;
    while start > stop {
        let token = &tokens[start - 1];
        let closes = token.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::BE))
            || token.is(Tags::PRONOUN) && !token.is(Tags::DETERMINER)
            || token.is_mark()
                && !token.is_any_mark(&['.', '\'', '’', '&', '%', '$'])
                && !joins_capitals(layout, start - 1)
            || token.is(Tags::AUXILIARY) && token.is_lower() && !is_between_nouns(layout, start - 1);
        // "Holm said | the Tolvo": a form that is no adjective either.
        let told = !layout.inverts
            && token.is_lower()
            && token.is(Tags::SPEECH)
            && !token.is(Tags::BASE.or(Tags::NOUN).or(Tags::PARTICIPLE))
            && !layout.word(start - 1).ends_with("ed")
            || layout.nouns_are_capital && token.is(Tags::BASE) && token.is_lower(); // "sagen | Begleiter"
        let told = told || start < end && is_verb_of_other(layout, floor, start - 1);
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
    let start = if start < end { start_of_count(layout, stop, start) } else { start };
    (start < end).then_some(start..end)
}

/// "About | 50 percent", "More than | half": where what makes a number a rough one begins.
fn start_of_count(layout: &Layout, floor: usize, start: usize) -> usize {
    let token = &layout.tokens[start];
    let counted = token.word.shape == Shape::Number || token.is(Tags::SEVERAL) && token.is_lower();
    let word = |n: usize| start.checked_sub(n).filter(|&i| i >= floor).map_or("", |i| layout.word(i));
    let opens = |n: usize| start - n == floor || layout.tokens[start - n - 1].is_mark();
    match (word(2), word(1)) {
        _ if !counted || layout.inverts => start,
        ("More" | "more" | "Less" | "less" | "Fewer" | "fewer", "than") if opens(2) => start - 2,
        ("At" | "at", "least" | "most") if opens(2) => start - 2,
        (_, "About" | "about" | "Around" | "around" | "Over" | "over" | "Under" | "under") if opens(1) => start - 1,
        _ => start,
    }
}

/// "the Harbour Post|–|Canal News poll": a dash without a space beside it, between capitals.
fn joins_capitals(layout: &Layout, dash: usize) -> bool {
    let tokens = &layout.tokens;
    let (Some(before), Some(after)) = (dash.checked_sub(1).map(|i| &tokens[i]), tokens.get(dash + 1)) else {
        return false;
    };
    let word = tokens[dash].word.span;
    let touches = before.word.span.end == word.start && after.word.span.start == word.end;
    tokens[dash].is_any_mark(&['–', '-', '/']) && touches && before.is_capital() && after.is_capital()
}

/// "the | first | post", "his | then | deputy": an adverb that is an adjective behind an article.
pub fn is_between_nouns(layout: &Layout, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).filter(|_| !layout.inverts) else { return false };
    let article = ARTICLES.has_in_any_case(layout.word(before));
    let noun =
        layout.tokens.get(i + 1).is_some_and(|t| t.is_word_of_phrase() && !t.is(Tags::FINITE.or(Tags::AUXILIARY)));
    article && noun && !layout.tokens[i].is(Tags::FINITE)
}

/// "The move enraged | Democrats", "Lund believes | officials": a verb between its subject and the noun phrase that it governs.
fn is_verb_of_other(layout: &Layout, floor: usize, verb: usize) -> bool {
    let tokens = &layout.tokens;
    if layout.inverts || verb <= floor || !tokens[verb].is_lower() {
        return false;
    }
    let (token, before, behind) = (&tokens[verb], &tokens[verb - 1], &tokens[verb + 1]);
    let named = before.mention.is_some() && !before.word.possessive;
    let word = layout.word(verb);
    if !word.ends_with("ed") {
        return named && token.is(Tags::ATTITUDE) && !token.is(Tags::BASE.or(Tags::PARTICIPLE).or(Tags::NOUN));
    }
    if DESCRIBING.has(word) || word.contains('-') {
        return false;
    }
    let nominative = before.is(Tags::PRONOUN) || layout.word(verb - 1) == "It";
    // What it governs opens a noun phrase of its own: a name in capitals, a plural.
    let plural = behind.is_lower() && layout.word(verb + 1).ends_with('s') && !layout.word(verb + 1).ends_with("ss");
    let opens = plural || behind.is_capital() && !(behind.is_class(Class::CALENDAR) && behind.mention.is_none());
    opens && (named || nominative || ends_subject(layout, floor, verb - 1))
}

/// "The move | enraged": a noun whose article no preposition stands before. An adverb or an adjective there describes: "the newly
/// elected officials", "a lawyer for gay married couples".
fn ends_subject(layout: &Layout, floor: usize, noun: usize) -> bool {
    const NOUNS_MAX: usize = 3; // "the harbour board"; guessed
    let tokens = &layout.tokens;
    let word = layout.word(noun);
    let begins = |i: usize| tokens[i].word.possessive || tokens[i].is(Tags::DETERMINER);
    let plain = |i: &usize| tokens[*i].is_word_of_phrase() && !tokens[*i].is(Tags::RELATIVE.or(Tags::AUXILIARY));
    let describes = verbs::is_like_adjective(word) || word.ends_with("ly") || begins(noun);
    let near = (floor..noun + 1).rev().take(NOUNS_MAX + 1);
    let article = near.take_while(plain).find(|&i| begins(i));
    let governed = |i: usize| i > floor && tokens[i - 1].is(Tags::PREPOSITION);
    tokens[noun].is_lower() && !describes && article.is_some_and(|i| !governed(i))
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
        let mark = token.is_mark() && !token.is_any_mark(&['.', '\'', '’', '&']) && !joins_capitals(layout, stop);
        let small = token.is(Tags::SUBORDINATOR.or(Tags::CONJUNCTION).or(Tags::RELATIVE).or(Tags::BE))
            || token.is(Tags::AUXILIARY) && !is_between_nouns(layout, stop);
        let breaks = token.mention.is_none() && (mark || token.is_lower() && small);
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

/// The person whose name the phrase ends with.
pub fn name_at_end(layout: &Layout, phrase: &Range<usize>) -> Option<usize> {
    let last = &layout.tokens[phrase.end - 1];
    last.mention.filter(|_| !last.word.possessive)
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

/// A noun phrase with what a preposition says of it: "Officials | at the port".
pub fn with_place(layout: &Layout, phrase: Range<usize>, end: usize) -> Range<usize> {
    let reach = phrase.end..end.min(phrase.start + PHRASE_WORDS_MAX);
    let open = |i: &usize| {
        let token = &layout.tokens[*i];
        !token.is_mark() && !token.is(Tags::RELATIVE.or(Tags::FINITE).or(Tags::SUBORDINATOR))
    };
    phrase.start..phrase.end + reach.take_while(open).count()
}

/// A genitive with the noun that it belongs to: "der Rat | der Partei".
pub fn with_head(layout: &Layout, floor: usize, phrase: Range<usize>) -> Range<usize> {
    let genitive = layout.nouns_are_capital && matches!(layout.word(phrase.start), "der" | "des");
    let before = phrase.start.checked_sub(1).filter(|&i| i >= floor).map(|i| &layout.tokens[i]);
    if !genitive || !before.is_some_and(|t| t.is_capital() && t.mention.is_none() && !t.is(Tags::PREPOSITION)) {
        return phrase;
    }
    noun_phrase(layout, floor, phrase.start).map_or(phrase.clone(), |head| head.start..phrase.end)
}

pub fn is_time(layout: &Layout, phrase: &Range<usize>) -> bool {
    let last = &layout.tokens[phrase.end - 1];
    last.is_class(Class::CALENDAR) && last.mention.is_none()
        || last.word.shape == Shape::Number
        || TIMES.has(layout.word(phrase.end - 1))
}

impl Token {
    pub fn is_word_of_phrase(&self) -> bool {
        !self.is_mark()
            && !self.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::PRONOUN).or(Tags::BE))
    }
}
