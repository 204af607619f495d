//! A verb and its sentence in, where what it tells begins out: behind its "that", its hearer, its preposition, or at once.

use super::adverbials;
use super::citations;
use super::cues::Tags;
use super::indirect::Sentence;
use super::layout::Layout;
use super::{WORDS, verbs};
use crate::annotate::names::{Class, Shape};
use crate::text::word_lists::Words;
use std::ops::Range;

/// Stems of verbs that have no object but what is said: "said", and not "told Lund".
static TOLD_TO_NOBODY: Words = Words::of(WORDS, "told to nobody");
// Stems of verbs that take what they say with a preposition: "called for a new harbour".
static TAKES_FOR: Words = Words::of(WORDS, "takes for");
static TAKES_ON: Words = Words::of(WORDS, "takes on");
static TAKES_AGAINST: Words = Words::of(WORDS, "takes against");
static TAKES_OF: Words = Words::of(WORDS, "takes of");
static TAKES_ABOUT: Words = Words::of(WORDS, "takes about");

/// Words between a verb and the clause that it reports: "told reporters in Bonn on Monday that". Guessed.
const OBJECT_WORDS_MAX: usize = 9;

/// Where the reported clause begins: at a complementizer near the cue, else right behind it when a clause or
/// an object can begin there.
pub fn start_of_content(layout: &Layout, sentence: &Sentence, cue: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let end = sentence.tokens.end;
    if citations::cites(layout, &sentence.tokens, cue) {
        return None;
    }
    let near = (cue + 1)..end.min(cue + 1 + OBJECT_WORDS_MAX);
    for i in near {
        let token = &tokens[i];
        if token.is(Tags::COMPLEMENTIZER) && token.is_lower() {
            if !layout.inverts && i == cue + 1 && points_at(layout, cue, end) {
                return None;
            }
            if is_condition(layout, cue, i) {
                // "respond harshly if": nothing stands before that could be told.
                if !goes_on_before(layout, cue, i) {
                    return None;
                }
                break;
            }
            if i > cue + 1 && layout.word(i) == "that" && is_relative(layout, &sentence.tokens, i) {
                break;
            }
            if i > cue + 1 && is_told_to_nobody(layout, cue) && !adverbials::is_adjunct(layout, cue + 1..i) {
                break; // "said prices depend on | how": the clause has begun before
            }
            return Some(i);
        }
        // "Er sagte, dass …"
        let parted = layout.nouns_are_capital && token.is_any_mark(&[',']) && i + 1 < end;
        if parted && tokens[i + 1].is(Tags::COMPLEMENTIZER) {
            return Some(i + 1);
        }
        let is_clause = i > cue + 1 && token.is(Tags::FINITE) && !layout.inverts; // "said boats were late and that they …"
        if let Some(clause) = behind_aside(layout, i, end).filter(|_| !layout.inverts) {
            return Some(clause);
        }
        let parts = token.is_mark() && !token.is_any_mark(&['’', '\'']) && !is_inside_word(layout, i);
        if parts || is_clause || verbs::is_verb(layout, &sentence.tokens, i) {
            break;
        }
    }
    let next = tokens.get(cue + 1).filter(|_| cue + 1 < end)?;
    if next.is_mark() {
        return None;
    }
    if verbs::has_hearer(layout, cue) {
        return behind_hearer(layout, cue + 1..end);
    }
    let led = behind_preposition(layout, cue, end).or_else(|| adverbials::behind_adverbial(layout, cue, end));
    if let Some(start) = led.or_else(|| adverbials::behind_phrase(layout, cue, end)) {
        return Some(start);
    }
    if next.is_class(Class::CALENDAR) && next.mention.is_none() && !next.word.possessive && !layout.nouns_are_capital {
        return None;
    }
    let infinitive = verbs::is_infinitive(layout, &sentence.tokens, cue + 1);
    let begins = next.mention.is_some()
        || next.is(Tags::PRONOUN.or(Tags::DETERMINER))
        || next.is_capital()
        || infinitive
        || next.word.shape == Shape::Number
        || !layout.inverts && opens_clause(layout, cue + 1)
        || next.is_lower() && next.word.possessive // "said today’s boats were late"
        || next.is_lower()
            && !next.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::SUBORDINATOR).or(Tags::AUXILIARY));
    begins.then_some(cue + 1)
}

/// "HarbourNews|.|com": a mark with no space on either side.
fn is_inside_word(layout: &Layout, mark: usize) -> bool {
    let span = layout.tokens[mark].word.span;
    let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    layout.tokens[mark].is_any_mark(&['.'])
        && joined(layout.text[..span.start].chars().next_back())
        && joined(layout.text[span.end..].chars().next())
}

/// Whether the "that" right behind the cue points at something and begins no clause: "found | that out", "dismissed | that letter".
fn points_at(layout: &Layout, cue: usize, end: usize) -> bool {
    const OBJECT_MAX: usize = 8; // "dismissed that letter as a late joke"; guessed
    let (tokens, that) = (&layout.tokens, cue + 1);
    let word = |i: usize| if i < end { layout.word(i) } else { "" };
    if word(that) != "that" || that + 1 >= end {
        return false;
    }
    let closes = that + 2 >= end
        || tokens[that + 2].is_mark()
        || tokens[that + 2].is(Tags::PREPOSITION) && word(that + 2) != "of";
    if matches!(word(that + 1), "out" | "off" | "in" | "up") && closes {
        return true;
    }
    let takes =
        tokens[cue].is(Tags::CALL.or(Tags::DENYING)) || matches!(word(cue), "find" | "finds" | "found" | "finding");
    let noun = &tokens[that + 1];
    let anybody = ["one", "body"].iter().any(|end| word(that + 1).ends_with(end));
    let plain = noun.is_lower() && noun.mention.is_none() && noun.is_word_of_phrase() && !noun.is(Tags::DETERMINER);
    // A plural begins a clause, and so may what looks like a third person.
    let clause = that + 1..end;
    let tells = |i: usize| verbs::may_tell(layout, &clause, i) || verbs::ends_as_plural(word(i));
    let object = clause.clone().take_while(|&i| !tokens[i].is_mark());
    takes && plain && !anybody && object.clone().count() <= OBJECT_MAX && !object.into_iter().any(tells)
}

/// Whether the "if" at `at` tells when something holds, and not what was asked: "respond if". Right behind a verb of saying it opens
/// what is said: "said if".
fn is_condition(layout: &Layout, cue: usize, at: usize) -> bool {
    let (token, between) = (&layout.tokens[cue], cue + 1..at);
    let asks = token.is(Tags::ASKING) || is_left_open(layout, cue);
    let says = token.is(Tags::SPEECH) && !token.is(Tags::WEAK) && !follows_modal(layout, cue);
    let asked = if between.is_empty() { asks || says } else { asks && is_hearer(layout, &between) };
    !layout.inverts && layout.word(at) == "if" && !asked
}

/// Whether what is told may begin between the verb and an "if": "supported | the plan if", "promised | to sail if".
fn goes_on_before(layout: &Layout, cue: usize, at: usize) -> bool {
    let between = cue + 1..at;
    let begins = verbs::is_infinitive(layout, &between, cue + 1) || behind_preposition(layout, cue, at).is_some();
    !between.is_empty() && (begins || !adverbials::is_adjunct(layout, between))
}

/// "would | respond"
fn follows_modal(layout: &Layout, cue: usize) -> bool {
    let before = cue.checked_sub(1).map_or("", |i| layout.word(i));
    matches!(before, "will" | "would" | "could" | "can" | "may" | "might" | "shall" | "should" | "must")
}

/// "would not say | if", "declined to tell | if"
fn is_left_open(layout: &Layout, cue: usize) -> bool {
    const REACH: usize = 4; // from "not" to its verb; guessed
    let says = matches!(layout.word(cue), "say" | "tell" | "saying" | "telling");
    let denies = |i: usize| {
        let word = layout.word(i);
        matches!(word, "not" | "never" | "cannot" | "without")
            || word.ends_with("n’t")
            || word.ends_with("n't")
            || word.starts_with("declin")
            || word.starts_with("refus")
    };
    says && (cue.saturating_sub(REACH)..cue).any(denies)
}

/// Whether the words between a verb and its "if" are whom it was told, or by whom: "asked | Holm | if", "asked | by Holm | if".
fn is_hearer(layout: &Layout, words: &Range<usize>) -> bool {
    let other = Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::FINITE).or(Tags::SUBORDINATOR);
    let part = |i: usize| {
        let token = &layout.tokens[i];
        token.mention.is_some() || !token.is_mark() && (!token.is(other) || layout.word(i) == "by")
    };
    words.clone().all(part)
}

/// Verbs that have no object but what is said: "said", and not "told Lund".
pub fn is_told_to_nobody(layout: &Layout, cue: usize) -> bool {
    !layout.inverts && TOLD_TO_NOBODY.begin(layout.word(cue))
}

/// "said | having boats was late", "said | at least six boats were late"
fn opens_clause(layout: &Layout, i: usize) -> bool {
    let next = layout.tokens.get(i + 1).map_or("", |_| layout.word(i + 1));
    layout.word(i) == "having" || layout.word(i) == "at" && matches!(next, "least" | "most")
}

/// Where the clause begins behind what the comma parts from its verb: "said on the radio, where she works, | that".
fn behind_aside(layout: &Layout, comma: usize, end: usize) -> Option<usize> {
    const ASIDE_WORDS_MAX: usize = 12; // guessed
    let tokens = &layout.tokens;
    let is_comma = |i: usize| tokens[i].is_any_mark(&[',']);
    if !is_comma(comma) {
        return None;
    }
    let near = comma + 1..end.min(comma + 2 + ASIDE_WORDS_MAX);
    let close = near.into_iter().find(|&i| tokens[i].is_mark()).filter(|&i| is_comma(i))?;
    let that = close + 1;
    let begins = that + 1 < end && layout.word(that) == "that" && !tokens[that + 1].is(Tags::FINITE);
    begins.then_some(that)
}

/// "a party that had adopted": the "that" stands behind a noun, and a verb behind it.
fn is_relative(layout: &Layout, range: &Range<usize>, that: usize) -> bool {
    let tokens = &layout.tokens;
    let before = &tokens[that - 1];
    let determined = that >= range.start + 2 && {
        let article = &tokens[that - 2];
        article.is(Tags::DETERMINER) || article.word.possessive
    };
    // "tweeted that", but "a tweet that"
    let is_verb = before.is(Tags::CUE) && !(determined && before.is(Tags::NOUN.or(Tags::NOMINAL)));
    let noun = before.is_lower() && !before.is(Tags::PRONOUN.or(Tags::PREPOSITION)) && !is_verb || before.is_capital();
    let adverb =
        |i: &usize| layout.word(*i).ends_with("ly") || tokens[*i].is(Tags::AUXILIARY) && !tokens[*i].is(Tags::FINITE);
    let verb = (that + 1..range.end.min(that + OBJECT_WORDS_MAX)).find(|i| !adverb(i));
    let governs = |i: usize| determined && (is_third_person_of_thing(layout, range, i) || is_past_of_cue(layout, i));
    let lacks_subject = !layout.inverts && follows_as_verb(layout, range, that);
    noun && verb.is_some_and(|i| verbs::is_lone_verb(layout, range, i) || governs(i)) || lacks_subject
}

/// "that | would ban", "that | annoyed Lund": a verb right behind the "that", which so has no other subject.
fn follows_as_verb(layout: &Layout, range: &Range<usize>, that: usize) -> bool {
    let tokens = &layout.tokens;
    let (verb, object) = (that + 1, that + 2);
    if verb >= range.end {
        return false;
    }
    let past = tokens[verb].is_lower() && layout.word(verb).ends_with("ed") || verbs::is_strong_past(layout, verb);
    let governs = object < range.end
        && (tokens[object].mention.is_some() || tokens[object].is(Tags::DETERMINER.or(Tags::PRONOUN)));
    // "that embattled Ana Lund would come"
    let near = object..range.end.min(object + OBJECT_WORDS_MAX);
    let open = |i: &usize| !tokens[*i].is_mark() && !tokens[*i].is(Tags::CONJUNCTION.or(Tags::SUBORDINATOR));
    let told = || near.clone().take_while(open).any(|i| verbs::is_finite(layout, range, i));
    let finite = tokens[verb].is_lower() && tokens[verb].is(Tags::FINITE) && !layout.word(verb).contains(['’', '\'']);
    finite || past && governs && !told()
}

/// "a tweet that | went viral": a form of a cue that is no noun, and no adjective as those in -ed are.
fn is_past_of_cue(layout: &Layout, i: usize) -> bool {
    let token = &layout.tokens[i];
    let other = Tags::BASE.or(Tags::NOUN).or(Tags::NOMINAL).or(Tags::PARTICIPLE);
    token.is_lower() && token.is(Tags::CUE) && !token.is(other) && !layout.word(i).ends_with("ed")
}

/// "a bill that | includes an …": by its ending a verb, and the article of its object.
fn is_third_person_of_thing(layout: &Layout, range: &Range<usize>, i: usize) -> bool {
    let third = verbs::ends_as_plural(layout.word(i));
    let object = layout.tokens.get(i + 1).filter(|_| i + 1 < range.end);
    layout.tokens[i].is_lower() && third && object.is_some_and(|t| t.is(Tags::DETERMINER) && t.is_lower())
}

/// Where begins what a verb takes with its preposition: "called for | a new harbour".
fn behind_preposition(layout: &Layout, cue: usize, end: usize) -> Option<usize> {
    if layout.inverts || cue + 2 >= end || layout.tokens[cue + 2].is_mark() {
        return None;
    }
    let verb = layout.word(cue);
    let takes = match layout.word(cue + 1) {
        "for" => TAKES_FOR.begin(verb),
        "on" | "upon" => TAKES_ON.begin(verb),
        "against" => TAKES_AGAINST.begin(verb),
        "of" => TAKES_OF.begin(verb),
        "about" => TAKES_ABOUT.begin(verb),
        _ => false,
    };
    takes.then_some(cue + 2)
}

/// Where what was told begins, behind whom it was told: "told the paper | he would go", "told Lund | to go". `None` where
/// nothing follows ("told the paper on Monday").
fn behind_hearer(layout: &Layout, words: Range<usize>) -> Option<usize> {
    let tokens = &layout.tokens;
    let near = words.start + 1..words.end.min(words.start + OBJECT_WORDS_MAX);
    let is_verb = |i: usize| tokens[i].is(Tags::BE.or(Tags::AUXILIARY)) && tokens[i].is_lower();
    let is_open = |i: &usize| !tokens[*i].is_mark() || is_inside_word(layout, *i);
    let verb = words.clone().take_while(is_open).find(|&i| is_verb(i));
    // "told Lund such a move would have to wait": the "to" of another verb.
    let to = |i: usize| verbs::is_infinitive(layout, &words, i) && verb.is_none_or(|verb| i < verb);
    // "told the paper | it had moved", but "told the paper of it" and "told Lund the boat that carried it was late".
    let small = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::FINITE);
    let it = |i: usize| {
        let opens = matches!(layout.word(i), "it" | "there") && i + 1 < words.end;
        opens && !(words.start + 1..i).any(|k| tokens[k].is(small)) && adverbials::begins_told(layout, i, words.end)
    };
    let begins = |&i: &usize| tokens[i].is(Tags::PRONOUN) && !tokens[i].is(Tags::DETERMINER) || to(i) || it(i);
    // "told the paper | the boats were late"
    let subject =
        |&i: &usize| tokens[i].is(Tags::DETERMINER) && !tokens[i - 1].is(Tags::PREPOSITION.or(Tags::DETERMINER));
    let with_such = |i: usize| i - usize::from(layout.word(i - 1) == "such");
    let clause = near.clone().take_while(is_open).find(begins);
    clause.or_else(|| near.take_while(is_open).find(subject).map(with_such)).or(verb.map(|_| words.start))
}

/// Where the reported clause begins behind a subject and its comma: "sagte Lund am Montag, dass …", "sagte Lund, er werde …".
/// What else stands there says who Lund is.
pub fn start_behind_subject(layout: &Layout, sentence: &Sentence, end: usize) -> Option<usize> {
    let tokens = &layout.tokens;
    let reach = end..sentence.tokens.end.min(end + OBJECT_WORDS_MAX);
    let comma = reach.into_iter().find(|&i| tokens[i].is_mark()).filter(|&i| tokens[i].is_any_mark(&[',']))?;
    let clause = comma + 1..sentence.tokens.end;
    let first = tokens.get(comma + 1)?;
    let is_clause =
        first.is(Tags::COMPLEMENTIZER.or(Tags::PRONOUN)) || clause.clone().any(|i| tokens[i].is(Tags::REPORTED));
    is_clause.then_some(clause.start)
}
